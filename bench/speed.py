"""How long a run takes, as times and as ratios to what the same machine does in the same minute.

    python bench/speed.py --members 2000 --weeks 104 --rounds 5

The yardstick is a plain NumPy week of attention and trust over the same people (eight colleagues,
five items, four sellers): far less than our week, but work of the same kind. Rounds alternate, and
medians are printed.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections import defaultdict

import numpy as np

from sim.model import BuyerNetwork
from sim.ready import prepare
from sim.scenarios.load import load


def numpy_weeks(n: int, weeks: int) -> float:
    """Seconds of a toy week in NumPy, times `weeks`."""
    rng = np.random.default_rng(0)
    trust, aware = np.full((n, 4), 0.4), np.zeros((n, 4))
    ties = rng.integers(0, n, (n, 7))
    quality = np.array([0.4, 0.5, 0.6, 0.7])
    start = time.perf_counter()
    for _ in range(weeks):
        told = rng.random((n, 7)) < 0.1
        heard = np.where(told[:, :, None], trust[ties], np.nan)
        some = told.any(axis=1)
        trust[some] += 0.2 * (np.nanmean(heard[some], axis=1) - trust[some])
        for _ in range(5):
            seller = rng.integers(0, 4, n)
            read = rng.random(n) < 0.05
            rows = np.flatnonzero(read)
            trust[rows, seller[rows]] += 0.1 * (quality[seller[rows]] - trust[rows, seller[rows]])
            aware[rows, seller[rows]] += 1
    return time.perf_counter() - start


def our_weeks(n: int, weeks: int, phases: dict[str, float]) -> tuple[float, float]:
    """Seconds to a warmed-up market, and of the measured weeks; phases are added up."""
    scenario = load("mixed").set_all({"market.members": n, "market.weeks": weeks})
    start = time.perf_counter()
    model = BuyerNetwork(scenario, seed=int(start * 1000) % 10_000)
    ready = time.perf_counter() - start
    last = [time.perf_counter()]

    def after(name: str) -> None:
        now = time.perf_counter()
        phases[name] += now - last[0]
        last[0] = now

    model.after_phase = after
    start = time.perf_counter()
    for _ in range(weeks):
        last[0] = time.perf_counter()
        model.step()
    took = time.perf_counter() - start
    model.close()
    return ready, took


def main() -> None:
    """Print times and ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--members", type=int, default=2000)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    start = time.perf_counter()
    prepare()
    print(f"rules ready after {time.perf_counter() - start:.1f} s")
    phases: dict[str, float] = defaultdict(float)
    ready, ours, toy = [], [], []
    for _ in range(given.rounds):
        a, b = our_weeks(given.members, given.weeks, phases)
        ready.append(a)
        ours.append(b)
        toy.append(numpy_weeks(given.members, given.weeks))
    run, yard = statistics.median(ours), statistics.median(toy)
    each = run / given.members / given.weeks * 1e9
    print(f"{given.members} members, {given.weeks} weeks, median of {given.rounds}")
    print(f"world and warm-up  {1000 * statistics.median(ready):8.0f} ms")
    print(f"measured weeks     {1000 * run:8.0f} ms   {each:.0f} ns a member and week")
    print(f"NumPy toy week     {1000 * yard:8.0f} ms   ratio ours / toy {run / yard:.2f}")
    for name, seconds in sorted(phases.items(), key=lambda x: -x[1]):
        print(f"  {name:9} {100 * seconds / sum(phases.values()):5.1f} %")
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "sim", "--help"], check=True, capture_output=True)
    print(f"--help             {1000 * (time.perf_counter() - start):8.0f} ms")


if __name__ == "__main__":
    main()
