"""Jumps along a dial: which steps between neighbouring points are no part of a smooth curve.

A measure has a value at every point of a dial in every replicate, all points of a replicate with the
same world and luck. The *step* between two neighbouring points is the mean of the paired differences;
the *typical step* of a dial and measure is the median of its absolute steps.

*First look.* A step is steep if it lies beyond `TIMES` typical steps: the whole Student interval of the
step does. Noise makes the typical step larger, so it hides steep steps and makes none.

*Second look.* A steep step is a jump or a curve that bends there, which its two ends cannot tell. It is
divided into `PARTS` parts of equal width, for all measures of that dial. Where the largest part lies
beyond `SHARE` of the step and beyond the typical step, of which a part is a fraction (all of both
intervals above 0), it is a *jump*; where it lies within (all of one interval below 0) it is none; else
it is *open*. Of a straight line a part holds a twentieth, of a square root that begins in the step 0.22;
of up to three equal jumps one holds more than `SHARE`.

*What is not seen.* A change that is narrower than a part looks like a jump. A stair whose treads are no
wider than the distance between points looks like a slope, since every step then holds its jump: more
points show it.

*Error rate.* All steps of all dials and measures that are looked at together are one family, and so
are all parts of all divided steps; each family shares ``1 - level`` equally among its intervals
(Bonferroni). A jump must pass both looks, so where nothing jumps the chance that anything is called a
jump is at most ``1 - level``. That holds for normal differences; `tests/unit/test_steps.py` measures it
for skewed, rare and drifting ones, for curves that bend sharply too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.stats import FloatArray, student_columns

TIMES = 4.0  # typical steps beyond which a step is steep (assumption)
PARTS = 20  # parts of a steep step (assumption)
SHARE = 0.3  # of a steep step, which one part of it holds where it is a jump (assumption)
LEVEL = 0.95  # chance that nothing is called a jump where there is none
ROUNDING = 1e-12  # of the largest value: differences below are arithmetic

#: A dial and a measure; a dial and the place of one of its steps; a dial, a measure and a place.
Key = tuple[str, str]
Place = tuple[str, int]
Spot = tuple[str, str, int]


@dataclass(frozen=True)
class Steps:
    """Steps of one measure along one dial; arrays of shape (points - 1,) in the measure's unit.

    Attributes
    ----------
    mean, error : mean step, and the standard error of its mean over pairs; NaN with fewer than 2 pairs
    half : half-width of its interval, which allows for the family
    typical : median of the absolute mean steps; NaN where fewer than half of them are known
    steep : whether a step's interval lies beyond `TIMES` typical steps
    """

    mean: FloatArray
    error: FloatArray
    half: FloatArray
    typical: float
    steep: NDArray[np.bool_]

    @property
    def largest(self) -> int | None:
        """Place of the largest absolute step; None where no step is known."""
        size = np.abs(self.mean)
        return None if np.isnan(size).all() else int(np.nanargmax(size))

    @property
    def seen_from(self) -> float:
        """Size from which a step is seen to be steep, at the median over steps of their intervals."""
        known = self.half[np.isfinite(self.half)]
        return TIMES * self.typical + float(np.median(known)) if len(known) else math.nan


def _rounding(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return ROUNDING * float(np.abs(known).max()) if len(known) else 0.0


def steps_of(values: FloatArray, family: int, level: float = LEVEL) -> Steps:
    """Steps along a dial, and which of them are steep.

    Parameters
    ----------
    values : (replicates, points) a measure, NaN where missing; points in their order, evenly spaced
    family : number of steps that are looked at together, those of other dials and measures too
    level : joint level of all their intervals, 0-1
    """
    tail = (1 - level) / (2 * family)
    mean, error, half = student_columns(np.diff(values, axis=1), tail)
    size = np.abs(mean)
    known = ~np.isnan(size)
    typical = float(np.median(size[known])) if 2 * known.sum() >= max(1, len(size)) else math.nan
    beyond = size - half - TIMES * typical  # missing is not above anything
    return Steps(mean, error, half, typical, beyond > _rounding(values))


@dataclass(frozen=True)
class Parts:
    """How a step is shared among its parts.

    Attributes
    ----------
    share : largest part over the whole step, above 1 where other parts go back; NaN without values
    verdict : `jump`, `none` or `open`
    """

    share: float
    verdict: str


def parts_of(values: FloatArray, typical: float, family: int, level: float = LEVEL) -> Parts:
    """Whether a step is a jump.

    Parameters
    ----------
    values : (replicates, parts + 1) the measure at both ends of the step and between its parts
    typical : typical step of the dial and measure
    family : number of steps that are divided, those of other dials and measures too
    level : joint level of all intervals of all their parts, 0-1
    """
    whole = values[:, -1] - values[:, 0]
    parts = np.diff(values, axis=1)
    tail = (1 - level) / (2 * parts.shape[1] * family)
    sizes, _, _ = student_columns(parts, tail)
    (step,), _, _ = student_columns(whole[:, None], tail)
    if np.isnan(sizes).all() or math.isnan(step):
        return Parts(math.nan, "open")
    largest = int(np.nanargmax(np.abs(sizes)))
    share = abs(float(sizes[largest] / step)) if step else math.inf
    size = np.sign(sizes[largest]) * parts[:, largest]
    none = _rounding(values)
    over = np.stack([size - SHARE * np.sign(step) * whole, size - typical], axis=1)
    mean, _, half = student_columns(over, tail)
    if (mean - half > none).all():
        return Parts(share, "jump")
    return Parts(share, "none" if (mean + half < -none).any() else "open")


def first_look(values: Mapping[Key, FloatArray]) -> dict[Key, Steps]:
    """Steps of all measures along all dials, as one family; values as `steps_of` takes them."""
    family = sum(table.shape[1] - 1 for table in values.values())
    return {key: steps_of(table, family) for key, table in values.items()}


def to_divide(steps: Mapping[Key, Steps]) -> list[Place]:
    """Places along the dials where a measure has a steep step, in order."""
    return sorted(
        {(dial, int(i)) for (dial, _), s in steps.items() for i in np.flatnonzero(s.steep)}
    )


def second_look(values: Mapping[Spot, FloatArray], steps: Mapping[Key, Steps]) -> dict[Spot, Parts]:
    """All measures at the places that were divided, as one family; values as `parts_of` takes them."""
    return {
        (dial, measure, at): parts_of(table, steps[dial, measure].typical, len(values))
        for (dial, measure, at), table in values.items()
    }


def found_at(steps: Mapping[Key, Steps], parts: Mapping[Spot, Parts]) -> dict[Spot, str]:
    """What the steep steps and the jumps are: `jump`, `steep` (and no jump) or `open`."""
    found = {}
    for (dial, measure, at), shared in parts.items():
        if shared.verdict == "jump":
            found[dial, measure, at] = "jump"
        elif steps[dial, measure].steep[at]:
            found[dial, measure, at] = "open" if shared.verdict == "open" else "steep"
    return found
