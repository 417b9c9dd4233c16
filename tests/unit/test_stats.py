"""Interval estimates: hand-worked values, invariances, coverage and degenerate samples."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy import stats as sps

from experiments.stats import mean_interval, paired_contrast, simultaneous_intervals

NAN = math.nan
FEW = 199  # resamples where only an invariance is checked
# Whole numbers: shifts and scales of them are exact, so invariances hold to rounding.
SAMPLES = st.lists(st.integers(-1000, 1000), min_size=2, max_size=25)
PAIRS = st.lists(
    st.tuples(st.integers(-1000, 1000), st.integers(-1000, 1000)), min_size=2, max_size=25
)
quick = hypothesis_settings(max_examples=60, deadline=None, derandomize=True)


@pytest.fixture(autouse=True)
def _warnings_are_errors() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def arms(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    both = np.array(pairs, dtype=float)
    return both[:, 0], both[:, 1]


# --- known answers -------------------------------------------------------------------------------


def test_contrast_by_hand() -> None:
    # Differences 1, -1, 0, 4: mean 1, two wins and a tie of four. Arms (3, 2, 5, 8), (2, 3, 5, 4):
    # means 4.5 and 3.5, sums of squares 21 and 5, so the variances of the means are 21/12 and
    # 5/12, their sum 26/12, and Welch's df = (26^2) * 3 / (21^2 + 5^2) = 2028 / 466.
    c = paired_contrast([3, 2, 5, 8], [2, 3, 5, 4])
    half = sps.t.ppf(0.975, 2028 / 466) * math.sqrt(26 / 12)
    assert (c.mean_diff, c.pairs, c.win_share) == (1.0, 4, 0.625)
    assert (c.unpaired_ci_low, c.unpaired_ci_high) == pytest.approx((1 - half, 1 + half))
    assert -1 - 1e-9 <= c.ci_low < 1 < c.ci_high <= 4 + 1e-9


def test_welch_agrees_with_scipy() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.normal(3, 5, 20), rng.normal(1, 0.5, 20)
    expected = sps.ttest_ind(a, b, equal_var=False).confidence_interval(0.9)
    c = paired_contrast(a, b, level=0.9)
    assert (c.unpaired_ci_low, c.unpaired_ci_high) == pytest.approx(tuple(expected))


@pytest.mark.parametrize("name", ["normal", "lognormal", "poisson"])
def test_bca_agrees_with_scipy_at_the_expanded_level(name: str) -> None:
    """Tolerance 2 % of the width, about four Monte-Carlo standard deviations of an end; the
    unexpanded level is 4 % away at each end, percentiles of the log-normal sample further."""
    n = 20
    x = getattr(np.random.default_rng(2), name)(size=n).astype(float)
    tail = sps.norm.cdf(-sps.t.ppf(0.975, n - 1) * math.sqrt(n / (n - 1)))
    expected = sps.bootstrap(
        (x,), np.mean, confidence_level=1 - 2 * tail, n_resamples=99_999, random_state=1
    ).confidence_interval
    m = mean_interval(x, resamples=99_999)
    tolerance = 0.02 * (expected.high - expected.low)
    assert (m.ci_low, m.ci_high) == pytest.approx(tuple(expected), abs=tolerance)


def test_bca_leans_towards_the_long_tail() -> None:
    x = np.array([0.0] * 10 + [1.0] * 6 + [2.0] * 3 + [12.0])
    m, mirrored = mean_interval(x), mean_interval(-x)
    assert m.ci_high - m.mean > 1.3 * (m.mean - m.ci_low)
    assert mirrored.mean - mirrored.ci_low > 1.3 * (mirrored.ci_high - mirrored.mean)


def test_ties_of_resampled_means_survive_rounding() -> None:
    """Tenths are not exact in binary; without the rounding of resampled means the bias correction
    of a lattice sample differs from that of the same sample in whole numbers."""
    whole = np.repeat([1.0, 2.0, 3.0, 7.0], [6, 6, 5, 3])
    m, tenth = mean_interval(whole), mean_interval(whole / 10 + 0.7)
    assert tenth.ci_low == pytest.approx(m.ci_low / 10 + 0.7, rel=1e-9)
    assert tenth.ci_high == pytest.approx(m.ci_high / 10 + 0.7, rel=1e-9)


def test_pairing_removes_shared_luck() -> None:
    rng = np.random.default_rng(0)
    luck = rng.normal(0, 10, 20)
    c = paired_contrast(luck + rng.normal(1, 1, 20), luck + rng.normal(0, 1, 20))
    assert c.width_ratio == pytest.approx(
        (c.ci_high - c.ci_low) / (c.unpaired_ci_high - c.unpaired_ci_low)
    )
    assert c.width_ratio < 0.3


def test_simultaneous_interval_of_one_symmetric_contrast_by_hand() -> None:
    # Two values, 0 and 2: a resample either does not vary (|t*| = 1 with the sample's own error)
    # or is the sample (t* = 0), so q is the floor, Student's t on 1 df, and se = sqrt(2 / 2) = 1.
    half = sps.t.ppf(0.975, 1)
    result = simultaneous_intervals([[0.0], [2.0]])
    assert result == pytest.approx(np.array([[1 - half, 1 + half]]))


@pytest.mark.parametrize(("sparse", "level"), [(False, 0.95), (True, 0.3)])
def test_simultaneous_quantile_agrees_with_a_direct_bootstrap(sparse: bool, level: float) -> None:
    """The definition written out resample by resample; 2 % is three Monte-Carlo sigmas.

    The sparse case, two values in 15 replicates at a low level, is decided by the resamples that
    hold fewer than two of them (no evidence, t* = 0) or one of them twice (no variance).
    """
    rng = np.random.default_rng(8)
    d = rng.lognormal(size=(15, 4)) + rng.normal(size=(15, 1))
    d[2, 0] = d[5, 3] = d[9, 3] = NAN
    if sparse:
        d = d[:, :2]
        d[2:, 1] = NAN
    n, mean = np.sum(~np.isnan(d), axis=0), np.nanmean(d, axis=0)
    se = np.nanstd(d, axis=0, ddof=1) / np.sqrt(n)
    draws = d[rng.integers(0, 15, (100_000, 15))]
    n_star = np.maximum(np.sum(~np.isnan(draws), axis=1), 1)
    mean_star = np.nansum(draws, axis=1) / n_star
    squares = np.nansum((draws - mean_star[:, None]) ** 2, axis=1)
    se_star = np.sqrt(squares / np.maximum(n_star - 1, 1) / n_star)
    se_star = np.where(squares > 1e-9, se_star, se)
    t_star = np.where(n_star > 1, np.abs(mean_star - mean) / se_star, 0.0)
    q = np.quantile(t_star.max(axis=1), level)
    assert np.all(q > sps.t.ppf((1 + level) / 2, n - 1))  # else the floor would be compared
    result = simultaneous_intervals(d, resamples=99_999, level=level)
    assert result.mean(axis=1) == pytest.approx(mean)
    assert np.diff(result, axis=1)[:, 0] / (2 * se) == pytest.approx(np.full(n.size, q), rel=0.02)


# --- properties ----------------------------------------------------------------------------------


@quick
@given(SAMPLES, st.integers(-500, 500), st.integers(1, 50))
def test_mean_interval_is_equivariant(x: list[int], shift: int, scale: int) -> None:
    m = mean_interval(x, resamples=FEW)
    moved = mean_interval(scale * np.array(x) + shift, resamples=FEW)
    expected = [scale * v + shift for v in astuple(m)]
    assert astuple(moved) == pytest.approx(expected, rel=1e-9, abs=1e-7)


@quick
@given(PAIRS, st.integers(-500, 500), st.integers(1, 50))
def test_contrast_ignores_a_common_shift_and_follows_the_scale(
    pairs: list[tuple[int, int]], shift: int, scale: int
) -> None:
    a, b = arms(pairs)
    c = paired_contrast(a, b, resamples=FEW)
    moved = paired_contrast(scale * a + shift, scale * b + shift, resamples=FEW)
    assert astuple(moved)[:5] == pytest.approx(
        [scale * v for v in astuple(c)[:5]], rel=1e-9, abs=1e-7
    )
    assert (moved.pairs, moved.win_share) == (c.pairs, c.win_share)


@quick
@given(PAIRS, st.randoms(use_true_random=False))
def test_order_of_pairs_is_irrelevant(pairs: list[tuple[int, int]], random: object) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    before = astuple(paired_contrast(*arms(pairs), resamples=FEW))
    after = astuple(paired_contrast(*arms(shuffled), resamples=FEW))
    assert after == pytest.approx(before, rel=1e-9, abs=1e-9)


def test_order_of_unrounded_values_changes_no_digit() -> None:
    rng = np.random.default_rng(10)
    a, b = rng.lognormal(0, 3, (2, 25))
    c = paired_contrast(a, b, resamples=FEW)
    for _ in range(20):
        order = rng.permutation(25)
        assert paired_contrast(a[order], b[order], resamples=FEW).mean_diff == c.mean_diff
        assert paired_contrast(b[order], a[order], resamples=FEW).mean_diff == -c.mean_diff


@quick
@given(PAIRS)
def test_swapping_the_arms_changes_the_sign(pairs: list[tuple[int, int]]) -> None:
    a, b = arms(pairs)
    c, swapped = paired_contrast(a, b, resamples=FEW), paired_contrast(b, a, resamples=FEW)
    assert swapped.mean_diff == -c.mean_diff
    assert swapped.win_share == pytest.approx(1 - c.win_share)
    assert swapped.unpaired_ci_low == pytest.approx(-c.unpaired_ci_high)


@quick
@given(PAIRS, st.lists(st.tuples(st.integers(0, 25), st.booleans()), max_size=5))
def test_a_missing_value_drops_the_pair(
    pairs: list[tuple[int, int]], holes: list[tuple[int, bool]]
) -> None:
    a, b = arms(pairs)
    gap_a, gap_b = list(a), list(b)
    for position, in_a in holes:
        gap_a.insert(position, NAN if in_a else 5.0)
        gap_b.insert(position, 5.0 if in_a else NAN)
    assert paired_contrast(gap_a, gap_b, resamples=FEW) == paired_contrast(a, b, resamples=FEW)


@quick
@given(SAMPLES)
def test_interval_lies_within_the_data_and_grows_with_the_level(x: list[int]) -> None:
    narrow, wide = (mean_interval(x, resamples=FEW, level=v) for v in (0.5, 0.95))
    slack = 1e-9 * (1 + max(map(abs, x)))
    assert min(x) - slack <= wide.ci_low <= narrow.ci_low + slack
    assert narrow.ci_high - slack <= wide.ci_high <= max(x) + slack


@quick
@given(st.integers(0, 10_000), st.integers(3, 25), st.integers(2, 6))
def test_simultaneous_is_wider_than_each_t_interval(seed: int, n: int, k: int) -> None:
    d = np.random.default_rng(seed).normal(size=(n, k))
    width = np.diff(simultaneous_intervals(d, resamples=FEW), axis=1)[:, 0]
    single = 2 * sps.t.ppf(0.975, n - 1) * d.std(axis=0, ddof=1) / math.sqrt(n)
    assert np.all(width >= single * (1 - 1e-9))


def test_width_grows_with_the_number_of_contrasts_but_not_with_copies() -> None:
    d = np.random.default_rng(5).normal(size=(20, 10))
    alone = simultaneous_intervals(d[:, :1])[0]
    among_ten = simultaneous_intervals(d)[0]
    among_copies = simultaneous_intervals(np.repeat(d[:, :1], 10, axis=1))[0]
    assert among_ten[1] - among_ten[0] > 1.2 * (alone[1] - alone[0])
    assert among_copies == pytest.approx(alone)  # dependence is kept, unlike with Bonferroni


def test_simultaneous_is_equivariant_column_by_column() -> None:
    d = np.random.default_rng(6).lognormal(size=(12, 3))
    d[4, 1] = NAN
    shift, scale = np.array([0.0, 1e3, -7.0]), np.array([1e-9, 1.0, 1e6])
    moved = simultaneous_intervals(d * scale + shift, resamples=FEW)
    plain = simultaneous_intervals(d, resamples=FEW)
    assert (moved - shift[:, None]) / scale[:, None] == pytest.approx(plain, rel=1e-6)


# --- coverage ------------------------------------------------------------------------------------


def binomial_band(p: float, n: int, alpha: float) -> tuple[float, float]:
    return tuple(sps.binom.ppf([alpha / 2, 1 - alpha / 2], n, p))


def test_coverage_of_the_paired_interval() -> None:
    """300 normal samples of 20 pairs against the measured 0.938; alpha = 0.001 (two-sided).

    The band is 266 to 294 hits. It catches an interval too short by a third (coverage 0.83, power
    above 0.99) or too long by half (0.993, power 0.98): a 1-sigma interval, the standard deviation
    in place of the standard error, an end stuck at the mean, arms resampled apart although their
    luck is shared. It cannot tell 95 % from 90 % (power 0.2); the comparison with scipy above does.
    """
    hits = 0
    for i in range(300):
        rng = np.random.default_rng([11, i])
        luck = rng.normal(0, 3, 20)
        c = paired_contrast(
            luck + rng.normal(2, 1, 20), luck + rng.normal(0, 1, 20), seed=i, resamples=999
        )
        hits += c.ci_low <= 2 <= c.ci_high
    low, high = binomial_band(0.938, 300, 0.001)
    assert low <= hits <= high


def test_joint_coverage() -> None:
    """300 families of 5 correlated contrasts, n = 20, measured 0.963; alpha = 0.001 (two-sided).

    The band is 277 to 298 hits. Five marginal 95 % intervals cover jointly about 0.80 here and
    would fail with probability above 0.99, as would any defect that leaves ``q`` at the marginal
    quantile; resampling the columns apart would show in the test of copies above.
    """
    hits = 0
    for i in range(300):
        rng = np.random.default_rng([12, i])
        d = (rng.normal(size=(20, 1)) + rng.normal(size=(20, 5))) / math.sqrt(2)
        ends = simultaneous_intervals(d, seed=i, resamples=999)
        hits += bool(np.all((ends[:, 0] <= 0) & (ends[:, 1] >= 0)))
    low, high = binomial_band(0.963, 300, 0.001)
    assert low <= hits <= high


# --- degenerate samples (warnings are errors) ----------------------------------------------------


@pytest.mark.parametrize("a", [[], [NAN, NAN]])
def test_no_pairs(a: list[float]) -> None:
    c = paired_contrast(a, np.ones(len(a)))
    assert c.pairs == 0
    assert np.isnan([*astuple(c)[:5], c.win_share, c.width_ratio]).all()
    assert np.isnan(astuple(mean_interval(a))).all()


def test_one_pair_has_a_difference_but_no_interval() -> None:
    c = paired_contrast([3.0, NAN], [1.0, 2.0])
    assert (c.mean_diff, c.pairs, c.win_share) == (2.0, 1, 1.0)
    assert np.isnan(astuple(c)[1:5]).all()
    m = mean_interval([NAN, 7.0])
    assert m.mean == 7.0
    assert np.isnan([m.ci_low, m.ci_high]).all()


def test_identical_differences_collapse() -> None:
    c = paired_contrast([3.0, 5.0, 9.0], [1.0, 3.0, 7.0])
    assert (c.mean_diff, c.ci_low, c.ci_high) == (2.0, 2.0, 2.0)
    assert c.unpaired_ci_low < 2 < c.unpaired_ci_high
    assert c.width_ratio == 0
    assert astuple(mean_interval([0.1] * 3)) == (0.1, 0.1, 0.1)


def test_differences_identical_up_to_rounding_collapse() -> None:
    b = np.random.default_rng(0).uniform(1, 1000, 20)
    c = paired_contrast(b + 0.1, b)
    assert np.unique(b + 0.1 - b).size > 1  # else this is the test above
    assert c.ci_low == c.mean_diff == c.ci_high == pytest.approx(0.1)


def test_constant_arms() -> None:
    c = paired_contrast([2.0] * 5, [0.5] * 5)
    assert astuple(c) == (1.5, 1.5, 1.5, 1.5, 1.5, 5, 1.0)
    assert math.isnan(c.width_ratio)
    # One constant arm: Welch is then the one-sample t interval of the other.
    c = paired_contrast([1.0, 2.0, 3.0], [0.0] * 3)
    half = sps.t.ppf(0.975, 2) / math.sqrt(3)
    assert (c.unpaired_ci_low, c.unpaired_ci_high) == pytest.approx((2 - half, 2 + half))


@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e160, 1e290])
def test_extreme_scales_neither_vanish_nor_overflow(scale: float) -> None:
    x = np.random.default_rng(1).normal(size=12)
    plain, scaled = (
        paired_contrast(x, x[::-1] + 1),
        paired_contrast(x * scale, (x[::-1] + 1) * scale),
    )
    assert np.array(astuple(scaled)[:5]) / scale == pytest.approx(astuple(plain)[:5], rel=1e-6)
    joint = simultaneous_intervals(x[:, None] * scale) / scale
    assert joint == pytest.approx(simultaneous_intervals(x[:, None]), rel=1e-6)


def test_undefined_bca_falls_back_to_percentiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every resampled mean below the sample's mean the bias correction is infinite."""

    class Rigged:
        def integers(self, low: int, high: int, size: tuple[int, int]) -> np.ndarray:
            drawn = np.zeros(size, dtype=int)
            drawn[: size[0] // 2, 0] = 1  # half of the resamples are (1, 0, 0), half (0, 0, 0)
            return drawn

    monkeypatch.setattr(np.random, "default_rng", lambda seed: Rigged())
    m = mean_interval([0.0, 3.0, 6.0], resamples=100)
    assert astuple(m) == pytest.approx((3.0, 0.0, 1.0))


def test_simultaneous_with_degenerate_columns() -> None:
    good = np.random.default_rng(3).normal(size=10)
    d = np.column_stack([np.full(10, NAN), good, np.full(10, 0.3), np.full(10, NAN)])
    d[0, 3] = 1.0
    result = simultaneous_intervals(d)
    assert np.isnan(result[[0, 3]]).all()
    assert result[2].tolist() == [0.3, 0.3]
    assert np.array_equal(result[1], simultaneous_intervals(good[:, None])[0])
    assert np.isnan(simultaneous_intervals(np.full((3, 2), NAN))).all()
    assert simultaneous_intervals(np.empty((5, 0))).shape == (0, 2)
    assert np.isnan(simultaneous_intervals(np.empty((0, 2)))).all()


def test_nearly_constant_column_stays_finite_and_spares_the_others() -> None:
    """A third of the resamples of 19 zeros and a one do not vary at all."""
    rare = np.zeros(20)
    rare[7] = 1.0
    good = np.random.default_rng(3).normal(size=20)
    result = simultaneous_intervals(np.column_stack([rare, good]))
    alone = simultaneous_intervals(good[:, None])[0]
    assert np.isfinite(result).all()
    assert result[1, 1] - result[1, 0] < 2 * (alone[1] - alone[0])


def test_replicates_without_any_value_change_nothing() -> None:
    d = np.random.default_rng(3).normal(size=(10, 2))
    padded = np.vstack([np.full((4, 2), NAN), d])
    assert np.array_equal(simultaneous_intervals(padded), simultaneous_intervals(d))


# --- seeds, arguments, speed ---------------------------------------------------------------------


def test_results_depend_on_the_seed_alone() -> None:
    x, d = (
        np.random.default_rng(9).lognormal(size=20),
        np.random.default_rng(9).normal(size=(20, 3)),
    )
    first = (mean_interval(x), simultaneous_intervals(d).tolist())
    np.random.random()  # noqa: NPY002 - moves the global state, which must not matter
    state = repr(np.random.get_state())  # noqa: NPY002
    assert (mean_interval(x, seed=0), simultaneous_intervals(d, seed=0).tolist()) == first
    assert repr(np.random.get_state()) == state  # noqa: NPY002
    # Ten seeds, ten results: none of them, 0 least of all, stands for another.
    assert len({mean_interval(x, seed=seed).ci_high for seed in range(10)}) == 10
    assert len({simultaneous_intervals(d, seed=seed)[0, 1] for seed in range(10)}) == 10


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"level": 0.0}, ValueError),
        ({"level": 1.0}, ValueError),
        ({"level": NAN}, ValueError),
        ({"resamples": 99}, ValueError),
        ({"seed": -1}, ValueError),
        ({"seed": None}, TypeError),
        ({"resamples": 1e3}, TypeError),
    ],
)
def test_options_out_of_range(options: dict[str, Any], error: type[Exception]) -> None:
    x = [1.0, 2.0, 4.0]
    for call in (
        lambda: paired_contrast(x, [0.0] * 3, **options),
        lambda: mean_interval(x, **options),
        lambda: simultaneous_intervals([[v] for v in x], **options),
    ):
        with pytest.raises(error, match="integer" if error is TypeError else next(iter(options))):
            call()


def test_unusable_arrays() -> None:
    with pytest.raises(ValueError, match="equal length"):
        paired_contrast([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="dimension"):
        mean_interval([[1.0, 2.0]])
    with pytest.raises(ValueError, match="dimension"):
        simultaneous_intervals([1.0, 2.0])
    for bad in (math.inf, -math.inf, 2e300):
        with pytest.raises(ValueError, match="at most"):
            mean_interval([1.0, bad])


def test_thirty_contrasts_take_well_under_a_second() -> None:
    """About 0.05 s of processor time when written; a Python loop over resamples takes minutes."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 20, 30))
    start = time.process_time()
    for j in range(30):
        paired_contrast(a[:, j], b[:, j])
    simultaneous_intervals(a - b)
    assert time.process_time() - start < 2
