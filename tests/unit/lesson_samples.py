"""Small lessons: a grid of tiny runs, and grids whose numbers are made up."""

from __future__ import annotations

from functools import cache

import numpy as np

from experiments.lessons.catalog import LESSONS
from experiments.lessons.grid import Grid, run_grid
from experiments.lessons.lesson import Size

UNREAD = LESSONS["unread"]
TINY = Size(members=100, weeks=6, warmup=4, reps=3)
TINIEST = Size(members=60, weeks=3, warmup=2, reps=2)


@cache
def tiny_grid(seed: int = 0) -> Grid:
    """Every plan of the lesson, run in a tiny market."""
    return run_grid(UNREAD, TINY, seed=seed)


def made_up(shift: tuple[float, ...]) -> Grid:
    """A grid in which plan A of every question is `shift` above plan B, run by run."""
    n = len(UNREAD.plans())
    values = {m.key: np.full((n, len(shift)), 50.0) for m in UNREAD.measures}
    for q in UNREAD.questions:
        values[q.measure][UNREAD.plans().index(UNREAD.plan(q.a))] += np.array(shift)
    return Grid(UNREAD, Size(100, 10, 10, len(shift)), 0, values)
