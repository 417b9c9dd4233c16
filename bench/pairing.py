"""How much pairing narrows intervals, and where two scenarios first part.

    python bench/pairing.py push pull mixed --reps 20 --members 2000 --weeks 104

Three designs, the same number of runs each: (i) unpaired, (ii) the same world and independent luck,
(iii) the same world and the same luck. Widths are those of Student intervals of the mean difference.
"""

from __future__ import annotations

import argparse
import itertools
import json
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np

from experiments.jobs import Job, settings_text
from sim.engine.chance import replicate_seed
from sim.engine.compiled import model_id
from sim.measures import PRIMARY
from sim.model import BuyerNetwork
from sim.ready import prepare
from sim.scenarios.load import Scenario, load

ALSO = ("awareness", "shortlisted", "opportunities", "new_wins", "annoyance", "trusting_share")
OTHER_LUCK = 1_000_003  # root of the second luck


def focal_values(job: Job) -> dict[str, float]:
    """Measures of the focal seller in one run."""
    scenario = job.scenario()
    model = BuyerNetwork(scenario, world_seed=job.world_seed, luck_seed=job.luck_seed).run()
    found = model.summary.astype(float).to_dict()
    model.close()
    return found


def jobs_of(scenarios: list[Scenario], reps: int) -> list[Job]:
    """Every scenario in every world under its luck and under a second one."""
    made = []
    for r, s, root in itertools.product(range(reps), scenarios, (0, OTHER_LUCK)):
        seeds = (replicate_seed(0, r), replicate_seed(root, r))
        made.append(Job(s.name, settings_text(s), r, *seeds, model_id()))
    return made


def half_width(x: np.ndarray) -> float:
    """Half the 95% Student interval of a mean."""
    from scipy.stats import t

    x = x[~np.isnan(x)]
    return float(t.ppf(0.975, len(x) - 1) * x.std(ddof=1) / np.sqrt(len(x)))


def widths(values: dict[tuple[str, int], np.ndarray], a: str, b: str) -> tuple[float, float, float]:
    """Widths of the interval of a − b in the three designs."""
    same, other, independent = values[a, 0], values[b, 1], values[b, 0]
    unpaired = 2 * np.hypot(half_width(same), half_width(independent))
    return float(unpaired), 2 * half_width(same - other), 2 * half_width(same - independent)


def first_parting(a: Scenario, b: Scenario, seed: int) -> tuple[int, str, str, int] | None:
    """(week, phase, column, row) at which two scenarios first differ beside what sellers spend."""
    models = [BuyerNetwork(s, seed=seed) for s in (a, b)]
    snapshots: list[list[tuple[str, dict[str, np.ndarray]]]] = []

    def columns(model: BuyerNetwork) -> dict[str, np.ndarray]:
        state = model.state
        groups = {
            "beliefs": state.beliefs,
            "marks": state.marks,
            "persons": state.persons,
            "purchases": state.purchases,
        }
        return {f"{g}.{n}": getattr(t, n).copy() for g, t in groups.items() for n in t._fields}

    for week in range(1, a.settings.market.weeks + 1):
        snapshots = []
        for model in models:
            seen: list[tuple[str, dict[str, np.ndarray]]] = []

            def after(name: str, m: BuyerNetwork = model, s: list[Any] = seen) -> None:
                s.append((name, columns(m)))

            model.after_phase = after
            model.step()
            snapshots.append(seen)
        for (phase, one), (_, two) in zip(*snapshots, strict=True):
            for name in one:
                if not np.array_equal(one[name], two[name]):
                    row = int(np.argwhere(one[name] != two[name])[0][0])
                    return week, phase, name, row
    return None


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="+")
    parser.add_argument("--reps", type=int, default=20)
    parser.add_argument("--members", type=int, default=2000)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    changed = {"market.members": given.members, "market.weeks": given.weeks}
    scenarios = [load(n).set_all(changed) for n in given.names]
    prepare()
    jobs = jobs_of(scenarios, given.reps)
    with ProcessPoolExecutor(2) as pool:
        rows = list(pool.map(focal_values, jobs, chunksize=2 * len(scenarios)))
    found: dict[str, dict[str, list[float]]] = {}
    for measure in (*PRIMARY, *ALSO):
        cube = np.array([r[measure] for r in rows]).reshape(given.reps, len(scenarios), 2)
        values = {(s.name, k): cube[:, i, k] for i, s in enumerate(scenarios) for k in (0, 1)}
        found[measure] = {
            f"{a.name} − {b.name}": list(widths(values, a.name, b.name))
            for a, b in itertools.combinations(scenarios, 2)
        }
        between = cube.mean(axis=2).var(axis=0, ddof=1) - cube.var(axis=2, ddof=1).mean(axis=0) / 2
        within = cube.var(axis=2, ddof=1).mean(axis=0)
        share = np.maximum(between, 0) / (np.maximum(between, 0) + within)
        found[measure]["share of variance between worlds"] = share.tolist()
    if given.json:
        print(json.dumps(found))
        return
    print(f"{given.reps} worlds × 2 lucks, {given.members} members, {given.weeks} weeks")
    heads = ("unpaired", "world", "both", "i/iii", "ii/iii")
    print(f"{'measure':16} {'pair':28} " + " ".join(f"{h:>10}" for h in heads))
    for measure, table in found.items():
        for pair, w in table.items():
            if pair.startswith("share"):
                shares = (f"{s.name} {x:.2f}" for s, x in zip(scenarios, w, strict=True))
                print(f"{measure:16} {pair}: " + ", ".join(shares))
                continue
            ratios = (w[0] / w[2], w[1] / w[2]) if w[2] > 0 else (np.nan, np.nan)
            print(f"{measure:16} {pair:28} " + " ".join(f"{x:10.4g}" for x in (*w, *ratios)))
    for a, b in itertools.combinations(scenarios, 2):
        print(
            f"{a.name} and {b.name} first part at (week, phase, column, row):",
            first_parting(a, b, 0),
        )


if __name__ == "__main__":
    main()
