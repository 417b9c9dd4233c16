"""Errors that a user can mend: each problem says where, what was wrong and what would be right."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Attributes
    ----------
    where : file, and line where it is known, or the option of the command line
    key : dotted path of the setting, empty where none is concerned
    why : what was wrong and what would be right
    """

    where: str
    key: str
    why: str

    def __str__(self) -> str:
        """One line, whatever signs an input holds."""
        text = ": ".join(part for part in (self.where, self.key, self.why) if part)
        return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def in_order(problems: list[Problem]) -> list[Problem]:
    """Problems by file and line, so that a file can be mended from top to bottom.

    What concerns a file as a whole comes after its lines.
    """

    def place(problem: Problem) -> tuple[str, float]:
        name, _, line = problem.where.rpartition(":")
        return (name, int(line)) if line.isdigit() else (problem.where, math.inf)

    return sorted(problems, key=place)


class BadInput(Exception):
    """Input that cannot be used, with every problem found in one pass."""

    def __init__(self, problems: list[Problem] | str) -> None:
        if isinstance(problems, str):
            problems = [Problem("", "", problems)]
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems))
