"""All plans of a lesson, run over the same people and luck, with intervals and differences."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.backends import end_workers, local_processes
from experiments.lessons.lesson import Lesson, Plan, Size
from experiments.stats import mean_interval, paired_contrast
from sim.engine.chance import replicate_seed
from sim.errors import BadInput, Problem

DIGITS = 6
NOISE = 1e-9

#: Called with runs done, runs in all and the seconds since the start.
Progress = Callable[[int, int, float], None]
#: What one job gives: replicate, plan, measures.
Found = tuple[int, Plan, dict[str, float]]


class Estimate(NamedTuple):
    """A mean and its 95% interval, in the digits that are shown; None where missing."""

    mean: float | None
    low: float | None
    high: float | None

    @property
    def mirrored(self) -> Estimate:
        """The same difference seen from the other side."""
        low, mean, high = (None if v is None else 0.0 - v for v in (self.high, self.mean, self.low))
        return Estimate(mean, low, high)


def shown(value: float) -> float | None:
    """A number in the digits that pages and sentences work with; noise of arithmetic is 0."""
    if not math.isfinite(value):
        return None
    return float(f"{value:.{DIGITS}g}") if abs(value) > NOISE else 0.0


@dataclass(frozen=True)
class Grid:
    """Measures of every plan and run.

    Attributes
    ----------
    values : measure -> (plans, reps) float64 in the order of `lesson.plans()`; NaN where missing
    """

    lesson: Lesson
    size: Size
    seed: int
    values: dict[str, np.ndarray]

    def row(self, plan: Plan) -> int:
        """Row of a plan."""
        return self.lesson.plans().index(plan)

    def of(self, measure: str, plan: Plan) -> np.ndarray:
        """A measure of one plan, (reps,)."""
        return self.values[measure][self.row(plan)]

    def mean(self, measure: str, plan: Plan) -> Estimate:
        """Mean over runs and its 95% interval."""
        i = mean_interval(self.of(measure, plan))
        return Estimate(shown(i.mean), shown(i.ci_low), shown(i.ci_high))

    def contrast(self, measure: str, a: Plan, b: Plan) -> Estimate:
        """Plan a minus plan b, run by run: mean and its 95% interval.

        The other order is the exact mirror image, which a bootstrap by itself does not promise.
        """
        if self.row(a) > self.row(b):
            return self.contrast(measure, b, a).mirrored
        c = paired_contrast(self.of(measure, a), self.of(measure, b))
        return Estimate(shown(c.mean_diff), shown(c.ci_low), shown(c.ci_high))


def seeds(seed: int, replicate: int) -> int:
    """Seed of a run's world and luck: the same for every plan, as in `buyernet compare`."""
    return replicate_seed(seed, replicate)


def run_block(
    lesson: Lesson, size: Size, plans: list[Plan], seed: int, replicate: int
) -> list[Found]:
    """Some plans of one run number, one after the other; they share what they can of the warm-up."""
    root = seeds(seed, replicate)
    return [
        (replicate, plan, lesson.measure(lesson.scenario(plan, size), root, root)) for plan in plans
    ]


def _named_block(
    name: str, size: Size, plans: list[Plan], seed: int, replicate: int
) -> list[Found]:
    """`run_block` in a process of its own, where the lesson is looked up again by its name."""
    from experiments.lessons.catalog import LESSONS

    return run_block(LESSONS[name], size, plans, seed, replicate)


def blocks(lesson: Lesson) -> list[list[Plan]]:
    """Plans in groups that share a warm-up: those with the same settings outside the focal firm."""
    shared = [i for i, d in enumerate(lesson.dials) if not d.path.startswith("focal.")]

    def key(plan: Plan) -> Plan:
        return tuple(plan[i] for i in shared)

    return [list(group) for _, group in itertools.groupby(sorted(lesson.plans(), key=key), key)]


def _results(lesson: Lesson, size: Size, seed: int, workers: int) -> Iterator[list[Found]]:
    jobs = list(itertools.product(blocks(lesson), range(size.reps)))
    if workers <= 1:
        for plans, replicate in jobs:
            yield run_block(lesson, size, plans, seed, replicate)
        return
    pool = local_processes(min(workers, len(jobs)))
    try:
        futures = [
            pool.submit(_named_block, lesson.name, size, plans, seed, replicate)
            for plans, replicate in jobs
        ]
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool:
        why = "a worker process died (out of memory?); --quick needs less"
        raise BadInput([Problem("", "lesson", why)]) from None
    finally:
        end_workers(pool)


def run_grid(
    lesson: Lesson,
    size: Size | None = None,
    *,
    seed: int = 0,
    workers: int = 1,
    progress: Progress | None = None,
) -> Grid:
    """Run every plan of a lesson.

    Parameters
    ----------
    size : market and number of runs; default the lesson's own
    workers : processes; they change nothing but the time
    progress : called after every finished group of runs

    Raises
    ------
    BadInput   fewer than two runs, which give no interval
    KeyboardInterrupt   nothing is kept
    """
    size = size or lesson.size
    if size.reps < 2:
        raise BadInput([Problem("", "--reps", f"is {size.reps}; must be at least 2 for intervals")])
    plans = lesson.plans()
    rows = {plan: i for i, plan in enumerate(plans)}
    values = {m.key: np.full((len(plans), size.reps), np.nan) for m in lesson.measures}
    started, done, total = time.monotonic(), 0, len(plans) * size.reps
    for found in _results(lesson, size, seed, workers):
        for replicate, plan, measures in found:
            for key, value in measures.items():
                values[key][rows[plan], replicate] = value
        done += len(found)
        if progress:
            progress(done, total, time.monotonic() - started)
    return Grid(lesson, size, seed, values)
