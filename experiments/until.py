"""What `--until` asks for: the precision with which measures are to be known."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import BadInput, Problem
from sim.measures import MEASURES
from sim.scenarios.words import nearest, plain

#: Measures that can be below 0, of which no share is taken.
SIGNED = frozenset({"affect", "public_affect", "wom_sentiment"})

_LARGEST = 1e300  # beyond this, sums could overflow
_ITEM = re.compile(
    r"(?P<measure>.*?)\s*(?:±|\+\s*/?\s*-)\s*(?P<number>\d+\.?\d*|\.\d+)\s*(?P<percent>%?)"
)
_FORM = "must be a measure and a half-width, such as 'leads ± 5%' or 'leads ± 5'"

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Target:
    """A wanted precision.

    Attributes
    ----------
    measure : str
        Name of a measure in `sim.measures.MEASURES`.
    half_width : float, > 0
        Largest half-width of the 95 % interval: a share of the mean (0.05 for 5 %, below 1) if
        `relative`, in the measure's unit if not.
    relative : bool
        Whether the half-width is relative; for means of measures that are not negative.
    """

    measure: str
    half_width: float
    relative: bool

    def __post_init__(self) -> None:
        if not (0 < self.half_width < (1 if self.relative else math.inf)):
            raise ValueError(f"half_width is {self.half_width}; must be > 0, and < 1 if relative")

    def __str__(self) -> str:
        return f"{self.measure} ± {self.shown(self.half_width)}"

    def shown(self, half_width: float) -> str:
        """A half-width as this target has it: 5% or 5."""
        return f"{100 * half_width:.4g}%" if self.relative else f"{half_width:.4g}"

    def wanted(self, mean: FloatArray) -> FloatArray:
        """The half-width that is wanted around means, in the measure's unit."""
        return (
            self.half_width * np.abs(mean)
            if self.relative
            else np.full(mean.shape, self.half_width)
        )


def parse_until(text: str) -> tuple[Target, ...]:
    """Targets from the text of `--until`.

    Parameters
    ----------
    text : str
        ``leads ± 5%`` (relative) or ``leads ± 5`` (absolute), several separated by commas. ``+-``
        and ``+/-`` stand for ±; spaces do not matter.

    Raises
    ------
    BadInput
        With every problem: no such form or measure, a relative half-width outside 0 to 100 % or of
        a measure that can be negative, a target given twice.
    """
    problems: list[Problem] = []
    found: dict[tuple[str, bool], Target] = {}
    for part in (p.strip() for p in text.split(",")):
        made = _target(part)
        if isinstance(made, str):
            problems.append(Problem("--until", part, made))
        elif (made.measure, made.relative) in found:
            kind = "relative" if made.relative else "absolute"
            why = f"{made.measure} has a {kind} half-width already; give one"
            problems.append(Problem("--until", part, why))
        else:
            found[made.measure, made.relative] = made
    if problems:
        raise BadInput(problems)
    return tuple(found.values())


def _target(part: str) -> Target | str:
    """One target, or why it is none."""
    match = _ITEM.fullmatch(part)
    if match is None:
        if not part:
            return f"is empty; {_FORM}"
        comma = "; decimals are written with a point" if re.fullmatch(r"\d+\s*%?", part) else ""
        return f"cannot be read; {_FORM}{comma}"
    measure, relative = match["measure"], bool(match["percent"])
    if not measure:
        return f"names no measure; {_FORM}"
    if measure not in MEASURES:
        return f"no measure is named {measure!r}{nearest(measure, list(MEASURES))}"
    number = float(match["number"])
    if relative and measure in SIGNED:
        return (
            f"{measure} can be negative or 0, of which no share can be taken; give a half-width in "
            f"its unit ({MEASURES[measure].unit}), such as '{measure} ± 0.1'"
        )
    if not (0 < number < (100 if relative else _LARGEST)):
        limit = "above 0% and below 100%" if relative else "above 0"
        return f"has a half-width of {plain(number)}{'%' * relative}; must be {limit}"
    return Target(measure, number / 100 if relative else number, relative)
