"""Tests of counts against exact distributions, their power, and slopes with intervals.

Every stochastic assertion of a file is made at `LEVEL`. A file makes fewer than `ASSERTIONS` of
them, so that a correct model fails a file with a chance below `FILE_ALPHA` (Bonferroni). Luck seeds
are fixed: a file that passes does so every time, and the level says how seldom a change of seeds or
of the order of streams would upset it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

FILE_ALPHA = 1e-4
ASSERTIONS = 50
LEVEL = FILE_ALPHA / ASSERTIONS
MIN_EXPECTED = 10.0  # smallest expected count of a pooled cell
CLEARLY = 3e-3  # level at which a slope that is not claimed must be excluded


def pooled(probabilities: np.ndarray, n: int) -> np.ndarray:
    """Cell of each value when neighbours are pooled until each cell expects MIN_EXPECTED of n."""
    cells = np.zeros(len(probabilities), np.int64)
    cell, held = 0, 0.0
    for i, expected in enumerate(n * probabilities):
        cells[i] = cell
        held += expected
        if held >= MIN_EXPECTED:
            cell, held = cell + 1, 0.0
    if held < MIN_EXPECTED and cell > 0:  # what is left over joins the last full cell
        cells[cells == cell] = cell - 1
    return cells


@dataclass(frozen=True)
class Judgement:
    """A χ² statistic with its degrees of freedom; sums of independent ones are ones again."""

    statistic: float = 0.0
    df: int = 0

    def __add__(self, other: Judgement) -> Judgement:
        return Judgement(self.statistic + other.statistic, self.df + other.df)

    @property
    def p(self) -> float:
        """p-value; 1 where nothing could be compared."""
        return float(stats.chi2.sf(self.statistic, self.df)) if self.df else 1.0

    def power(self, level: float = LEVEL) -> float:
        """Chance of a rejection where the statistic is the noncentrality of an alternative."""
        bar = stats.chi2.isf(level, self.df)
        return float(stats.ncx2.sf(bar, self.df, self.statistic))


def fit(counts: np.ndarray, probabilities: np.ndarray) -> Judgement:
    """χ² of counts against probabilities, small cells pooled; a value of chance 0 is fatal.

    With n times an alternative's probabilities for counts, the statistic is its noncentrality.
    """
    n = float(counts.sum())
    if counts[probabilities <= 0.0].sum() > 1e-9 * n:
        return Judgement(np.inf, 1)
    cells = pooled(probabilities, round(n))
    seen = np.bincount(cells, counts)
    expected = n * np.bincount(cells, probabilities)
    if len(expected) < 2:
        return Judgement()
    return Judgement(float(((seen - expected) ** 2 / expected).sum()), len(expected) - 1)


@dataclass(frozen=True)
class Slope:
    """Exponent b of a power law y = a n^b: the slope in logarithms.

    Attributes
    ----------
    tried : (K,) slopes   excess : (K,) χ² of each over that of the best
    """

    tried: np.ndarray
    excess: np.ndarray

    @property
    def value(self) -> float:
        """The best slope."""
        return float(self.tried[self.excess.argmin()])

    def interval(self, level: float) -> tuple[float, float]:
        """Interval that holds the truth with chance 1 - level."""
        held = self.tried[self.excess <= stats.chi2.isf(level, 1)]
        return float(held.min()), float(held.max())

    def shows(self, value: float, excluded: tuple[float, ...]) -> bool:
        """Whether `value` is in the interval at LEVEL and none of `excluded` in that of 99.7%."""
        low, high = self.interval(LEVEL)
        least, most = self.interval(CLEARLY)
        return low <= value <= high and not any(least <= x <= most for x in excluded)

    def __str__(self) -> str:
        shown = ((name, self.interval(level)) for name, level in LEVELS)
        return f"{self.value:.3f} " + ", ".join(f"{n} [{a:.3f}, {b:.3f}]" for n, (a, b) in shown)


LEVELS = (("95%", 0.05), ("99.7%", CLEARLY), (f"1 - {LEVEL:.0e}", LEVEL))


def slope_of(n: np.ndarray, y: np.ndarray, se: np.ndarray) -> Slope:
    """Fit y = a n^b to values with standard errors; slopes from -4 to 2 are looked at.

    Weighted least squares on y itself with a profiled out: unlike a regression of log y it stands
    values that are hardly clear of 0.
    """
    tried = np.linspace(-4.0, 2.0, 2401)
    law = n[None, :] ** tried[:, None]
    size = (law * y / se**2).sum(axis=1) / (law**2 / se**2).sum(axis=1)
    misfit = (((y - size[:, None] * law) / se) ** 2).sum(axis=1)
    return Slope(tried, misfit - misfit.min())


def spread_of(values: np.ndarray) -> tuple[float, float]:
    """Standard deviation of a sample and its standard error, by the sample's own kurtosis."""
    sd = float(values.std(ddof=1))
    kurtosis = float(((values - values.mean()) ** 4).mean() / values.var() ** 2)
    return sd, sd * float(np.sqrt((kurtosis - 1.0) / (4.0 * len(values))))
