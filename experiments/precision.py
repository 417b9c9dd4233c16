"""Intervals of means that keep their coverage when the number of pairs depends on the data.

A run that stops when its interval is narrow stops when the sample happens to vary little, which in
skewed and rare outputs is when the mean is far off; an ordinary interval then covers too rarely. Three
things hold against that. Their constants were chosen by measured coverage and cost
(docs/decisions/0011-sequential-stopping.md; `bench/stopping.py` prints the table).

*Unseen values.* The value farthest from the mean counts `UNSEEN` times more in the variance and in the
third moment, for what lies as far out and did not happen yet. For a rare count with k events that is
2/k of the variance, where Wilson (1927) has about 1/k; for 100 normal values 6 % of the half-width.

*Small samples.* The standard error is multiplied by ``sqrt(1 + EARLY / n)``, as Chow and Robbins
(1965) add 1/n to the variance: ten pairs cannot show that an output is skewed.

*Skewness.* The ends are those of Hall's (1992) transformation of the t statistic, Student's where
there is no skewness. They are not symmetric about the mean; the half-width is half their distance.

A sample without spread collapses to its value. Where all differences are 0, nothing shows how large a
difference would be: one of `EVENT` wanted half-widths, or of one event, is taken to have been possible.

References
----------
Chow, Y. S. and Robbins, H. (1965). On the asymptotic theory of fixed-width sequential confidence
intervals for the mean. Annals of Mathematical Statistics 36(2), 457-462.
Hall, P. (1992). On the removal of skewness by transformation. JRSS B 54(1), 221-228.
Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA
22(158), 209-212.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from experiments.until import Target
from sim.measures import MEASURES

FIRST = 10  # pairs at the first look, and the fewest with which anything is met
GROWTH = 1.1  # from look to look; coverage hardly depends on it, larger steps overshoot more
# Chosen together: docs/decisions/0011-sequential-stopping.md.
UNSEEN = 2.0  # times that the farthest value counts once more
EARLY = 25.0  # number of pairs at which the standard error is still sqrt(2) times its size
EVENT = 20.0  # wanted half-widths; about 75 pairs without any difference are then needed

_ROUNDING = 1e-12  # of the compared sizes
_TRACE = 1e-9  # of the wanted half-width: differences below count as 0
_LARGEST = 1e300  # beyond this, sums could overflow
_FURTHEST = 1e12  # pairs beyond which no number is projected

FloatArray = NDArray[np.float64]


class Estimates(NamedTuple):
    """Means of k series with intervals meant for sequential stopping; arrays of shape (k,).

    Attributes
    ----------
    mean, low, high : mean and the ends of its interval in the measure's unit; NaN without a value,
        the ends also with one
    wanted : half-width that the target asks for, in the measure's unit
    pairs : number of values that are not missing
    met : whether the target is met
    """

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    wanted: FloatArray
    pairs: NDArray[np.int64]
    met: NDArray[np.bool_]

    @property
    def half_width(self) -> FloatArray:
        """Half the distance between the ends, in the measure's unit."""
        return (self.high - self.low) / 2


class _Moments(NamedTuple):
    """k samples in units of `scale`, their farthest deviation from the mean; arrays of shape (k,)."""

    pairs: NDArray[np.int64]
    n: FloatArray  # pairs, at least 2
    mean: FloatArray
    scale: FloatArray
    variance: FloatArray  # without the unseen values
    unseen: FloatArray  # how many values at ±1 are added
    skewness: FloatArray  # with the unseen values


def _moments(values: ArrayLike, target: Target) -> _Moments:
    data = np.asarray(values, dtype=np.float64)
    if data.ndim != 2:
        raise ValueError(f"expected shape (n_replicates, k), got {data.shape}")
    if np.any(np.abs(data) > _LARGEST):
        raise ValueError(f"values must be NaN or at most {_LARGEST:g} in size")
    seen = ~np.isnan(data)
    pairs = seen.sum(axis=0)
    n = np.maximum(pairs, 2).astype(float)
    lowest = np.where(seen, data, np.inf).min(axis=0, initial=np.inf)
    highest = np.where(seen, data, -np.inf).max(axis=0, initial=-np.inf)
    some = pairs > 0
    lowest, highest = np.where(some, lowest, 0.0), np.where(some, highest, 0.0)
    size = np.maximum(np.abs(lowest), np.abs(highest))
    constant = highest - lowest <= _ROUNDING * size
    offset = np.where(seen, data - lowest, 0.0)  # from a value of the sample: exact if constant
    mean = lowest + np.where(constant, 0.0, offset.sum(axis=0) / n)
    above, below = highest - mean, mean - lowest
    farthest = np.maximum(above, below)
    scale = np.where(constant, 1.0, farthest)
    unit = np.where(seen & ~constant, (data - mean) / scale, 0.0)
    squares, cubes = (unit**2).sum(axis=0), (unit**3).sum(axis=0)
    even = np.abs(above - below) <= _ROUNDING * farthest
    side = np.where(even, 0.0, np.sign(above - below))
    unseen = np.where(constant, 0.0, UNSEEN)
    if not target.relative:
        none = (size <= _TRACE * target.half_width) & some
        # Flows are sums of whole events (or of money, for which 1 hardly matters).
        whole = target.measure in MEASURES and MEASURES[target.measure].kind == "flow"
        scale = np.where(none, max(EVENT * target.half_width, float(whole)), scale)
        unseen = np.where(none, UNSEEN, unseen)
        squares, cubes, side = (np.where(none, 0.0, a) for a in (squares, cubes, side))
    second = np.where(unseen > 0, (squares + unseen) / n, 1.0)
    skewness = (cubes + unseen * side) / n / second**1.5
    return _Moments(pairs, n, mean, scale, squares / (n - 1), unseen, skewness)


def _half_width(at: _Moments, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """How far the interval of n values reaches below and above the mean."""
    error = np.sqrt((at.variance + at.unseen / (n - 1)) / n * (1 + EARLY / n))
    x = special.stdtrit(n - 1, (1 + level) / 2)

    def untransformed(x: FloatArray) -> FloatArray:
        # Hall's transformation is x at 3 sqrt(n) / skewness * (c - 1) with c**3 = 1 + skewness *
        # centred / sqrt(n); written without a division by the skewness, which may be 0.
        centred = x - at.skewness / (6 * np.sqrt(n))
        c = np.cbrt(1 + at.skewness * centred / np.sqrt(n))
        return 3 * centred / (c * c + c + 1)

    return at.scale * error * untransformed(x), -at.scale * error * untransformed(-x)


def estimates(values: ArrayLike, target: Target, level: float = 0.95) -> Estimates:
    """Judge series by one target at one look.

    Parameters
    ----------
    values : array_like, shape (n_replicates, k)
        A series a column; NaN where a replicate gives no value, which is left out.
    target : Target
    level : float in (0, 1)
        Nominal coverage of each interval; the constants were chosen at 0.95.

    Raises
    ------
    ValueError
        Values not two-dimensional, infinite or beyond 1e300.
    """
    at = _moments(values, target)
    below, above = _half_width(at, at.n, level)
    mean = np.where(at.pairs >= 1, at.mean, np.nan)
    low = np.where(at.pairs >= 2, mean - below, np.nan)
    high = np.where(at.pairs >= 2, mean + above, np.nan)
    wanted = target.wanted(mean)
    narrow = (below + above) / 2 <= wanted * (1 + _ROUNDING)
    met = (at.pairs >= FIRST) & (wanted > 0) & narrow
    return Estimates(mean, low, high, wanted, at.pairs, met)


def schedule(first: int = FIRST, growth: float = GROWTH) -> Iterator[int]:
    """Numbers of pairs at which one looks, without end."""
    n = first
    while True:
        yield n
        n = max(n + 1, math.floor(n * growth + 0.5))


def expected_pairs(values: ArrayLike, target: Target, level: float = 0.95) -> FloatArray:
    """Number of pairs with which each series should meet a target if mean and spread stay.

    Parameters as for `estimates`.

    Returns
    -------
    ndarray, shape (k,)
        A projection, by about a fifth off with 30 pairs and more with fewer; infinite where no
        number is enough (a relative target and a mean of 0) or there are less than two values.
    """
    at = _moments(values, target)
    wanted = target.wanted(at.mean)
    found = np.full(wanted.shape, np.inf)
    for m in itertools.takewhile(lambda m: m < _FURTHEST, schedule()):
        below, above = _half_width(at, np.full(wanted.shape, float(m)), level)
        enough = (wanted > 0) & (at.pairs >= 2) & ((below + above) / 2 <= wanted)
        found = np.where(np.isinf(found) & enough, float(m), found)
    return found
