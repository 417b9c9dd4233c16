"""Interval estimates for paired replicates.

Every replicate gives each scenario the same world and the same luck, so two scenarios are compared
through their within-replicate differences. All functions are pure, draw only from
``numpy.random.default_rng(seed)`` and treat NaN as "no value in this replicate".

Two choices hold throughout.

*Small samples.* A bootstrap percentile of a mean is too narrow by about ``sqrt((n - 1) / n)`` and
uses normal instead of Student tails. The BCa intervals here are therefore *expanded* (Hesterberg
2015): they are read at the tail probability ``Phi(-sqrt(n / (n - 1)) * t)``, ``t`` the Student
quantile with ``n - 1`` degrees of freedom. Measured coverage of a nominal 95 % interval, n = 20,
2 000 repetitions (standard error about 0.006):

=====================  ======  =======================
method                 normal  log-normal (sigma = 1)
=====================  ======  =======================
plain BCa              0.921   0.874
expanded BCa (ours)    0.938   0.897
Student t              0.943   0.865
=====================  ======  =======================

So the interval still undercovers at n = 20, slightly for symmetric differences and plainly for
strongly skewed ones (n = 10: 0.946 and 0.870; n = 5: 0.916 and 0.827). It cannot leave the range
of the data, which for a symmetric law alone caps the coverage at ``1 - 2 ** (1 - n)``; below about
ten pairs read it as a rough guide only.

*Rounding.* Values whose spread is within a few units in the last place of the inputs count as
identical: such a spread is arithmetic, not evidence.

References
----------
Efron, B. (1987). Better bootstrap confidence intervals. JASA 82(397), 171-185.
Hesterberg, T. C. (2015). What teachers should know about the bootstrap. The American
Statistician 69(4), 371-386.
Welch, B. L. (1947). The generalization of "Student's" problem when several different population
variances are involved. Biometrika 34, 28-35.
Westfall, P. H. and Young, S. S. (1993). Resampling-Based Multiple Testing. Wiley.
Romano, J. P. and Wolf, M. (2005). Exact and approximate stepdown methods for multiple hypothesis
testing. JASA 100(469), 94-108.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

# Enough that the seed hardly matters: over 200 seeds at n = 20 an end of the BCa interval has a
# Monte-Carlo standard deviation of 1 to 2.5 % of the half-width (simultaneous: 1 %), while 20
# values determine the half-width itself only to about 16 % (1 / sqrt(2 (n - 1))).
RESAMPLES = 9_999

_ULPS = 4 * float(np.finfo(float).eps)  # relative spread that counts as rounding
_LARGEST = 1e300  # beyond this, sums and differences could overflow

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PairedContrast:
    """Comparison of arm ``a`` with arm ``b`` over the same replicates.

    Attributes
    ----------
    mean_diff : float
        Mean of ``a - b``; NaN without pairs.
    ci_low, ci_high : float
        Expanded BCa interval of the mean difference (see the module's notes on coverage).
    unpaired_ci_low, unpaired_ci_high : float
        Welch interval from the same values with the pairing ignored.
    pairs : int
        Pairs with a value in both arms.
    win_share : float
        Share of pairs with ``a > b`` in [0, 1], an exact tie counting one half; NaN without pairs.
    """

    mean_diff: float
    ci_low: float
    ci_high: float
    unpaired_ci_low: float
    unpaired_ci_high: float
    pairs: int
    win_share: float

    @property
    def width_ratio(self) -> float:
        """Paired over unpaired interval width: below 1 where pairing helped, NaN if undefined."""
        unpaired = self.unpaired_ci_high - self.unpaired_ci_low
        return (self.ci_high - self.ci_low) / unpaired if unpaired > 0 else math.nan


@dataclass(frozen=True, slots=True)
class MeanInterval:
    """Mean of a measure over replicates with its expanded BCa interval."""

    mean: float
    ci_low: float
    ci_high: float


def paired_contrast(
    a: ArrayLike,
    b: ArrayLike,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> PairedContrast:
    """Contrast two arms replicate by replicate.

    Parameters
    ----------
    a, b : array_like, shape (n_replicates,)
        One value per replicate in the same order. A pair with NaN in either arm is left out, also
        of the unpaired interval, so that the two intervals differ by the pairing alone.
    seed : int, >= 0
        Seed of the bootstrap (0 is a seed like any other). The result does not depend on the
        order of the pairs.
    resamples : int, >= 100
        Bootstrap resamples. With the default an end of the interval has a Monte-Carlo standard
        deviation of 1 to 2.5 % of the half-width at n = 20.
    level : float in (0, 1)
        Nominal coverage.

    Returns
    -------
    PairedContrast
        With fewer than 2 pairs every interval is NaN. Identical differences collapse the paired
        interval to that value; two constant arms collapse the unpaired one. Where BCa is
        undefined (every resampled mean on one side of the mean) the percentile interval at the
        same tails is returned instead.

    Raises
    ------
    ValueError
        Arms not one-dimensional or of unequal length, values infinite or beyond 1e300,
        or ``seed``, ``resamples`` or ``level`` out of range.
    TypeError
        ``seed`` or ``resamples`` is not an integer.

    Notes
    -----
    BCa: Efron (1987); expansion: Hesterberg (2015); unpaired: Welch (1947). The module's docstring
    gives the measured coverage: about 94 % (normal) and 90 % (log-normal) for 95 % at n = 20.
    """
    _check_options(seed, resamples, level)
    left, right = _values(a, ndim=1), _values(b, ndim=1)
    if left.shape != right.shape:
        raise ValueError(f"arms must have equal length, got {left.size} and {right.size}")
    kept = ~(np.isnan(left) | np.isnan(right))
    left, right = left[kept], right[kept]
    pairs = int(left.size)
    if pairs == 0:
        return PairedContrast(*(math.nan,) * 5, pairs=0, win_share=math.nan)
    rounding = _ULPS * float(max(np.abs(left).max(), np.abs(right).max()))
    mean, low, high = _bca(left - right, rounding, seed, resamples, level)
    unpaired_low, unpaired_high = _welch(left, right, rounding, level)
    wins = np.count_nonzero(left > right) + 0.5 * np.count_nonzero(left == right)
    return PairedContrast(mean, low, high, unpaired_low, unpaired_high, pairs, float(wins / pairs))


def mean_interval(
    x: ArrayLike, *, seed: int = 0, resamples: int = RESAMPLES, level: float = 0.95
) -> MeanInterval:
    """Mean over replicates with its expanded BCa interval.

    Parameters
    ----------
    x : array_like, shape (n_replicates,)
        One value per replicate, NaN where missing (left out).
    seed, resamples, level
        As in `paired_contrast`, and so are errors, degenerate cases and coverage.

    Returns
    -------
    MeanInterval
        NaN mean without values, NaN interval with fewer than 2.
    """
    _check_options(seed, resamples, level)
    values = _values(x, ndim=1)
    values = values[~np.isnan(values)]
    if values.size == 0:
        return MeanInterval(math.nan, math.nan, math.nan)
    return MeanInterval(*_bca(values, _ULPS * float(np.abs(values).max()), seed, resamples, level))


def student_half(n: ArrayLike, sd: ArrayLike) -> FloatArray:
    """Half-widths of 95% Student intervals of means, from numbers of values and standard deviations.

    NaN with fewer than 2 values, where there is no standard deviation.
    """
    count = np.maximum(np.asarray(n, float), 1.0)
    return np.asarray(special.stdtrit(np.maximum(count - 1.0, 1.0), 0.975) * sd / np.sqrt(count))


def student_columns(values: FloatArray, tail: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Means of columns over what is not missing, their standard errors, half-widths of intervals.

    For many columns, some of which hardly ever vary: each column's interval is its own, so that a rare
    one widens no other. ``tail = (1 - level) / (2 * k)`` makes k intervals hold together (Bonferroni).

    Parameters
    ----------
    values : array, shape (n_replicates, k)
        NaN where missing; a column with fewer than 2 values is NaN.
    tail : float
        Probability beyond each end, above 0.
    """
    seen = ~np.isnan(values)
    n = seen.sum(axis=0)
    known = n > 1
    count = np.maximum(n, 2)
    mean = np.where(known, np.where(seen, values, 0.0).sum(axis=0) / count, np.nan)
    square = np.where(seen, (values - mean) ** 2, 0.0).sum(axis=0)
    error = np.where(known, np.sqrt(square / (count - 1) / count), np.nan)
    return mean, error, -special.stdtrit(count - 1, tail) * error


def simultaneous_intervals(
    differences: ArrayLike, *, seed: int = 0, resamples: int = RESAMPLES, level: float = 0.95
) -> FloatArray:
    """Intervals that cover all k mean differences at once, by the max-|t| bootstrap.

    Whole replicates are resampled, which keeps the dependence between contrasts; each resample
    gives ``max_j |mean*_j - mean_j| / se*_j`` with its own standard errors, and the ``level``
    quantile ``q`` of these maxima sets ``mean_j ± q * se_j`` for every column.

    Parameters
    ----------
    differences : array_like, shape (n_replicates, k)
        One column per contrast, NaN where a replicate gives no difference.
    seed, resamples, level
        As in `paired_contrast`; ``level`` is the joint coverage.

    Returns
    -------
    ndarray, shape (k, 2)
        Lower and upper ends. A column with fewer than 2 values is NaN; a constant column collapses
        to its value. Neither takes part in the maximum.

    Raises
    ------
    ValueError, TypeError
        As in `paired_contrast`, for an array that is not two-dimensional.

    Notes
    -----
    Single-step max-|t| of Westfall and Young (1993), studentised and inverted to intervals as in
    Romano and Wolf (2005). Two guards: a resample in which a column does not vary uses the
    column's own standard error (else one nearly constant column would make every interval
    infinite), and ``q`` is never below the Student quantile of the column, so that no
    simultaneous interval is narrower than the single-contrast t interval. Measured joint coverage
    of nominal 95 %, k = 5 equicorrelated (0.5) contrasts, n = 20, 2 000 repetitions: 0.96
    (normal), 0.92 (log-normal, where skewness costs coverage). Columns with fewer than
    about five values have heavy-tailed t and widen the intervals of all others.
    """
    _check_options(seed, resamples, level)
    data = _values(differences, ndim=2)
    result = np.full((data.shape[1], 2), np.nan)
    centre, scale = np.zeros(data.shape[1]), np.zeros(data.shape[1])
    for j, column in enumerate(data.T):
        present = column[~np.isnan(column)]
        if present.size < 2:
            continue
        centre[j], scale[j] = _location(present, _ULPS * float(np.abs(present).max()))
        result[j] = centre[j]
    active = scale > 0
    if not active.any():
        return result
    centre, scale = centre[active], scale[active]
    unit = (data[:, active] - centre) / scale
    seen = ~np.isnan(unit)
    informative = seen.any(axis=1)
    unit, seen = np.where(seen, unit, 0.0)[informative], seen[informative].astype(float)
    n_rows, n = unit.shape[0], seen.sum(axis=0)
    mean = unit.sum(axis=0) / n  # zero up to rounding
    se = np.sqrt((((unit - mean) * seen) ** 2).sum(axis=0) / (n - 1) / n)

    # How often each replicate is drawn is all the sums need.
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(n_rows, np.full(n_rows, 1 / n_rows), size=resamples).astype(float)
    drawn, total, squares = weights @ seen, weights @ unit, weights @ unit**2
    usable = drawn >= 2
    size = np.where(usable, drawn, 2.0)
    variance = (squares - total**2 / size) / (size - 1)
    # Units have range >= 1, so 1e-12 separates real spread from cancellation.
    se_star = np.where(variance > 1e-12, np.sqrt(np.maximum(variance, 1e-12) / size), se)
    t_star = np.where(usable, np.abs(total / size - mean) / se_star, 0.0)
    largest = t_star.max(axis=1)
    quantile = np.maximum(np.quantile(largest, level), special.stdtrit(n - 1, (1 + level) / 2))

    half = quantile * se * scale
    result[active] = np.column_stack([centre - half, centre + half])
    return result


def _check_options(seed: int, resamples: int, level: float) -> None:
    # None would silently draw entropy from the system.
    if operator.index(seed) < 0:
        raise ValueError(f"seed must be >= 0, got {seed}")
    if operator.index(resamples) < 100:
        raise ValueError(f"resamples must be >= 100, got {resamples}")
    if not 0 < level < 1:
        raise ValueError(f"level must lie strictly between 0 and 1, got {level}")


def _values(x: ArrayLike, ndim: int) -> FloatArray:
    array = np.asarray(x, dtype=np.float64)
    if array.ndim != ndim:
        raise ValueError(f"expected {ndim} dimension(s), got shape {array.shape}")
    if np.any(np.abs(array) > _LARGEST):
        raise ValueError(f"values must be NaN or at most {_LARGEST:g} in size")
    return array


def _location(x: FloatArray, rounding: float) -> tuple[float, float]:
    """Mean and largest deviation from it; deviation 0 if all values are equal up to rounding."""
    low, high = float(x.min()), float(x.max())
    if low == high:
        return low, 0.0  # exact, where a computed mean might be one unit off
    mean = math.fsum(x) / x.size  # fsum: independent of the order of the values
    return mean, 0.0 if high - low <= rounding else max(high - mean, mean - low)


def _bca(
    x: FloatArray, rounding: float, seed: int, resamples: int, level: float
) -> tuple[float, float, float]:
    """Mean and expanded BCa interval of one sample without NaN, size >= 1."""
    n = x.size
    centre, scale = _location(x, rounding)
    if n < 2:
        return centre, math.nan, math.nan
    if scale == 0:
        return centre, centre, centre
    unit = (np.sort(x) - centre) / scale  # sorted: the order of the pairs must not matter
    t = float(special.stdtrit(n - 1, (1 + level) / 2))
    tail = float(special.ndtr(-t * math.sqrt(n / (n - 1))))
    tail = max(tail, 0.5 / resamples)  # no resample lies further out
    rng = np.random.default_rng(seed)
    drawn = unit[rng.integers(0, n, size=(resamples, n))].mean(axis=1)
    edges = np.array([tail, 1 - tail])
    # Bias correction: ties with the sample's mean, zero here, count half. Equality needs a
    # tolerance, else summation noise moves z0 on counts or prices (as in scipy.stats.bootstrap).
    below = 0.5 * np.mean(drawn < -1e-12) + 0.5 * np.mean(drawn <= 1e-12)
    z0 = float(special.ndtri(below))
    if math.isfinite(z0):
        # The jackknife of a mean has this closed form.
        acceleration = np.sum(unit**3) / (6 * np.sum(unit**2) ** 1.5)
        z = z0 + special.ndtri(edges)
        stretch = 1 - acceleration * z
        if np.all(stretch > 0):  # else the two ends would swap sides
            edges = special.ndtr(z0 + z / stretch)
    low, high = np.quantile(drawn, edges)
    return centre, centre + scale * float(low), centre + scale * float(high)


def _welch(a: FloatArray, b: FloatArray, rounding: float, level: float) -> tuple[float, float]:
    """Welch interval of mean(a) - mean(b), equal sizes n >= 1."""
    n = a.size
    if n < 2:
        return math.nan, math.nan
    (mean_a, scale_a), (mean_b, scale_b) = _location(a, rounding), _location(b, rounding)
    difference, scale = mean_a - mean_b, max(scale_a, scale_b)
    if scale == 0:
        return difference, difference
    # In units of the larger spread, so that squares neither overflow nor vanish.
    var_a = float(np.sum(((a - mean_a) / scale) ** 2)) / (n - 1) / n if scale_a else 0.0
    var_b = float(np.sum(((b - mean_b) / scale) ** 2)) / (n - 1) / n if scale_b else 0.0
    df = (var_a + var_b) ** 2 * (n - 1) / (var_a**2 + var_b**2)
    half = float(special.stdtrit(df, (1 + level) / 2)) * math.sqrt(var_a + var_b) * scale
    return difference - half, difference + half
