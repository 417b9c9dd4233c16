"""All lessons by name."""

from __future__ import annotations

import difflib

from experiments.lessons.lesson import Lesson
from experiments.lessons.unread import UNREAD
from sim.errors import BadInput, Problem

LESSONS: dict[str, Lesson] = {lesson.name: lesson for lesson in (UNREAD,)}


def lesson_named(name: str) -> Lesson:
    """A lesson by its name.

    Raises
    ------
    BadInput   no such lesson; says the nearest name
    """
    if name in LESSONS:
        return LESSONS[name]
    close = difflib.get_close_matches(name, LESSONS, 1, 0.0)
    why = (
        f"no lesson is named {name!r}; did you mean {close[0]!r}? `buyernet lesson --list` has all"
    )
    raise BadInput([Problem("lesson", "", why)])
