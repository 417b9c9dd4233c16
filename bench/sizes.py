"""Do measures per member agree between markets of different size?

    python bench/sizes.py --sizes 2000:100 20000:12 200000:3 --weeks 104

For each size so many worlds; flows are given per 1,000 members, states as they are, with 95% Student t
intervals. A row is marked where an interval does not meet that of the first size.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
import pandas as pd
from scipy import special

from sim.measures import MEASURES
from sim.model import BuyerNetwork
from sim.scenarios.load import load

MEASURED = (
    "leads", "won", "opportunities", "revenue", "wom_reach", "reach", "impressions", "views",
    "cost", "messages", "awareness", "brand_trust", "personal_trust", "trusting_share",
    "cost_per_lead", "lead_quality", "ignored_share", "weeks_to_trust", "dark_share", "annoyance",
    "lurker_share", "reply_rate", "push_exposure_share",
)  # fmt: skip


def measured(scenario: str, members: int, worlds: int, weeks: int) -> pd.DataFrame:
    """Measures of the focal seller, a row a world."""
    rows = []
    for seed in range(worlds):
        start = time.perf_counter()
        chosen = load(scenario).set_all({"market.members": members, "market.weeks": weeks})
        model = BuyerNetwork(chosen, seed=1000 + seed).run()
        rows.append(model.summary[list(MEASURED)])
        model.close()
        seconds = time.perf_counter() - start
        print(f"  {members:,}: world {seed + 1} of {worlds}, {seconds:.1f} s", file=sys.stderr)
    table = pd.DataFrame(rows).astype(float)
    for name in MEASURED:
        if MEASURES[name].kind == "flow":
            table[name] *= 1000.0 / members
    return table


def interval(values: pd.Series) -> tuple[float, float]:
    """Mean and half-width of its 95% t interval, missing values left out."""
    x = values.dropna().to_numpy()
    if len(x) < 2:
        return float(np.mean(x)) if len(x) else np.nan, np.nan
    return float(x.mean()), float(
        special.stdtrit(len(x) - 1, 0.975) * x.std(ddof=1) / len(x) ** 0.5
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=["2000:20", "20000:4"])
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--scenario", default="mixed")
    words = parser.parse_args()
    sizes = [(int(m), int(w)) for m, w in (size.split(":") for size in words.sizes)]
    tables = {m: measured(words.scenario, m, w, words.weeks) for m, w in sizes}
    print("measure".ljust(22) + "".join(f"{m:>22,}" for m in tables))
    for name in MEASURED:
        cells = [interval(table[name]) for table in tables.values()]
        first, width = cells[0]
        apart = [abs(mean - first) > half + width for mean, half in cells[1:]]
        line = name.ljust(22) + "".join(f"{mean:>14.5g} ±{half:>6.2g}" for mean, half in cells)
        print(line + ("   apart" if any(apart) else ""))


if __name__ == "__main__":
    main()
