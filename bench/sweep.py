"""What a sweep costs beside a bare loop over the same runs, and how both scale on two cores.

    python -m bench.sweep --members 2000 --weeks 104 --points 6 --reps 6 --rounds 3

A bare loop makes each model, runs it and reads the measures of its sellers, in one process, world
after world; nothing is kept. Rounds alternate; medians of each round's ratio are printed. The loop's
own scaling says what the machine gives: two processes, half of the runs each.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from pathlib import Path

from experiments.design import Axis, Design
from experiments.jobs import Job, code_id
from experiments.plan import Plan
from experiments.sweeping import cells_of, points_of, sweep
from sim.model import BuyerNetwork
from sim.ready import prepare
from sim.scenarios.load import Scenario, load


def bare(jobs: list[Job]) -> None:
    """Run after run, nothing kept."""
    for job in jobs:
        model = BuyerNetwork(job.scenario(), world_seed=job.world_seed, luck_seed=job.luck_seed)
        model.run()
        assert len(model.sellers_summary)
        model.close()


def in_process(jobs: list[list[Job]]) -> float:
    """Seconds of bare loops, each in a process of its own."""
    context = multiprocessing.get_context("fork")
    start = time.perf_counter()
    many = [context.Process(target=bare, args=(part,)) for part in jobs]
    for process in many:
        process.start()
    for process in many:
        process.join()
    return time.perf_counter() - start


def swept(base: Scenario, design: Design, reps: int, workers: int) -> float:
    """Seconds of a sweep into a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        sweep(base, over=design, reps=reps, workers=workers, out=Path(folder) / "out")
        return time.perf_counter() - start


def main() -> None:
    """Print ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    for name, default in (
        ("members", 2000),
        ("weeks", 104),
        ("points", 6),
        ("reps", 6),
        ("rounds", 3),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    base = load("mixed").set_all({"market.members": given.members, "market.weeks": given.weeks})
    values = tuple(i / max(1, given.points - 1) for i in range(given.points))
    design = Design("grid", (Axis("focal.push_share", values),))
    prepare()
    cells = tuple(cells_of([base], points_of(base, design)[0]))
    plan = Plan(cells, (given.reps,) * len(cells), 0, 0, code_id())
    jobs = [plan.job(run) for run in plan.runs()]
    half = len(jobs) // 2 // given.points * given.points
    found: dict[str, list[float]] = {"overhead": [], "bare": [], "sweep": [], "each": []}
    for _ in range(given.rounds):
        one = in_process([jobs])
        alone = swept(base, design, given.reps, 1)
        two = in_process([jobs[:half], jobs[half:]])
        both = swept(base, design, given.reps, 2)
        found["overhead"].append(alone / one - 1)
        found["bare"].append(one / two)
        found["sweep"].append(alone / both)
        found["each"].append(one / len(jobs))
        print(f"  bare {one:.2f} s, sweep {alone:.2f} s; two processes {two:.2f} s, {both:.2f} s")
    middle = {name: statistics.median(values) for name, values in found.items()}
    print(f"{len(jobs)} runs of {given.members} members and {given.weeks} weeks")
    print(f"bare loop            {1000 * middle['each']:7.0f} ms a run, worlds included")
    print(f"overhead of sweep    {100 * middle['overhead']:7.1f} %")
    print(f"scaling of the loop  {middle['bare']:7.2f}")
    print(f"scaling of sweep     {middle['sweep']:7.2f}")


if __name__ == "__main__":
    main()
