"""Lessons for a class: one self-contained page each, made by running the model.

`build_lesson` runs every plan of a lesson and writes its page; same seed, same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.lessons.grid import Progress
    from experiments.lessons.lesson import Size


def build_lesson(
    name: str,
    out: Path | None = None,
    *,
    seed: int = 0,
    size: Size | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Path:
    """Run a lesson and write its page; where the page is.

    Parameters
    ----------
    name : name of a lesson, see `experiments.lessons.catalog.LESSONS`
    out : file to write; default `results/lesson-<name>-<8 hex>.html`, the hex from its content
    seed : seed of all runs
    size : market, weeks and runs; default the lesson's own
    workers : processes; they change nothing but the time
    progress : called after every finished group of runs

    Raises
    ------
    BadInput   no such lesson, too few runs, or a file of other content where the page would go
    """
    from experiments.lessons.catalog import lesson_named
    from experiments.lessons.grid import run_grid
    from experiments.lessons.page import check_place, write_page

    lesson = lesson_named(name)
    size = size or lesson.size
    check_place(out, lesson, size, seed)
    return write_page(run_grid(lesson, size, seed=seed, workers=workers, progress=progress), out)


__all__ = ["build_lesson"]
