"""Coverage and cost of the sequential stopping rule, beside the naive one.

    python -m bench.stopping --repetitions 1000

For each case: how often the 95% interval at the stop holds the true mean (with its Monte-Carlo standard
error), mean pairs at the stop, and these over the pairs that a normal interval with the true variance
would need (at least 10). The naive rule stops at the first n from 2 on at which Student's interval fits.
"""

from __future__ import annotations

import argparse

from tests.unit.stopping_cases import CASES, Measured, by_first_fit, by_rule


def figures(found: Measured, oracle: float) -> str:
    """Coverage ± error, pairs, pairs over the oracle's."""
    ratio = found.pairs / max(10.0, oracle)
    return f"{found.coverage:.3f} ± {found.error:.3f} {found.pairs:8.0f} {ratio:6.2f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--repetitions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    head = f"{'coverage':>13} {'pairs':>8} {'ratio':>6}"
    print(f"{'':44} {'oracle':>7} | {'rule':^29} | {'naive':^29}")
    print(f"{'case':44} {'pairs':>7} | {head} | {head}")
    for name, case in CASES.items():
        both = (f(case, given.repetitions, given.seed) for f in (by_rule, by_first_fit))
        cells = " | ".join(figures(found, case.oracle) for found in both)
        print(f"{name:44} {case.oracle:7.0f} | {cells}", flush=True)


if __name__ == "__main__":
    main()
