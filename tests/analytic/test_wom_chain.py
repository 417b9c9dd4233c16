"""Word of mouth on a complete graph is the Markov chain that can be worked out exactly.

The market is closed by parameter values alone (`closed_world.SILENT`); whoever knows the only seller
tells each of the others with chance p = 1.5 / n a week (`talk.idle_trigger`), and a tenth know it at
the start (`known`). Whole weeks are run, every phase of them, with the package's own rules.

Three things are shown: the distribution of the number informed is the chain's; the mean falls short
of the mean-field recursion by a share of order 1/n; one run strays from it by a share of order
n^(-1/2). Each comes with defects that must be caught: wrong chains, sampled directly, or a replaced
rule in the model itself.

Levels: see `judging`; the slow tests of the file included, a correct model fails with a chance below
1e-4. What each test catches with a power of .99 or more is said in it, and shown by it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from scipy import stats

from tests.analytic import chains
from tests.analytic.closed_world import complete_market, cores, kernels_with, shy_chance
from tests.analytic.judging import LEVEL, Judgement, Slope, fit, slope_of, spread_of

KNOWN = 0.1
CONTACTS = 1.5  # people whom one informed person tells a week, were there no limit to them
WEEKS = 5
RUNS = {10: 800, 20: 600, 30: 500}  # the fewer people, the more runs the same power takes
GAP_WEEK = 4  # the gap is largest against the spread of the runs
GROWTH_WEEK = 3  # in its course most people hear of the seller

WRONG = {
    "a tenth less": chains.a_tenth_less,
    "one tell a hearer": chains.one_tell_a_hearer,
    "within the week": chains.within_the_week,
    "luck without week": chains.luck_without_week,
    "told only once": chains.told_only_once,
    "luck in common": chains.luck_in_common,
    "by quota": chains.by_quota,
}


def start_of(n: int) -> int:
    return round(KNOWN * n)


@lru_cache(maxsize=16)
def simulated(n: int, runs: int) -> np.ndarray:
    """Runs of the model, (runs, weeks + 1); the same for every test that asks."""
    market = complete_market(n, WEEKS if n in RUNS else GAP_WEEK, KNOWN, CONTACTS / n)
    return market.runs(range(runs), threads=1 if n < 1000 else cores())


def exact(n: int, weeks: int) -> np.ndarray:
    return chains.weekly_distribution(n, start_of(n), CONTACTS / n, weeks)


# -- the chain ------------------------------------------------------------------------------------
def judged(paths: np.ndarray, n: int) -> list[Judgement]:
    """Numbers informed after each week against the chain: a χ² a week."""
    weeks = paths.shape[1] - 1
    chance = exact(n, weeks)
    return [fit(np.bincount(paths[:, t], minlength=n + 1), chance[t]) for t in range(1, weeks + 1)]


def follows_the_chain(paths: np.ndarray, n: int) -> bool:
    """Whether no week speaks against the chain."""
    return min(j.p for j in judged(paths, n)) >= LEVEL


@pytest.mark.parametrize("n", RUNS)
def test_the_number_informed_is_distributed_as_in_the_chain(n: int) -> None:
    """χ² of 500 to 800 runs against the exact distribution, after each of five weeks.

    A p that is a tenth too small is found with a power of .997 at n = 10, and above .99999 at 20 and
    30 (noncentral χ², exact).
    """
    paths = simulated(n, RUNS[n])
    assert set(paths[:, 0]) == {start_of(n)}
    found = judged(paths, n)
    print(f"n = {n}: p-values", ", ".join(f"{j.p:.3g}" for j in found))
    other = chains.weekly_distribution(n, start_of(n), 0.9 * CONTACTS / n, WEEKS)
    power = max(fit(RUNS[n] * other[t], exact(n, WEEKS)[t]).power() for t in range(1, WEEKS + 1))
    print(f"n = {n}: power against a p a tenth smaller {power:.6f}")
    assert power > 0.99
    assert min(j.p for j in found) >= LEVEL


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_chain_is_found_out(name: str) -> None:
    """Power: each of 500 samples of each wrong chain must fail the test that the model passes.

    500 of 500 mean a power above .99 at 99% confidence; for n = 20, the middle one.
    """
    rng = np.random.default_rng(20)
    caught = 0
    for _ in range(500):
        paths = WRONG[name](20, start_of(20), CONTACTS / 20, WEEKS, RUNS[20], rng)
        caught += not follows_the_chain(paths, 20)
    assert caught == 500


def test_the_right_chain_is_let_pass() -> None:
    """Size: of 2,000 samples of the chain itself a share near the level fails, here 1 in 100.

    Five weeks that depend on each other: at most 5 times the level, and not nothing. Of a test whose
    size is right more than 25 samples are below 1e-3 with a chance below 1e-4 (Poisson, mean 10).
    """
    rng = np.random.default_rng(21)
    lowest = []
    for _ in range(2000):
        paths = chains.right(20, start_of(20), CONTACTS / 20, WEEKS, RUNS[20], rng)
        lowest.append(min(j.p for j in judged(paths, 20)))
    assert 0.01 <= np.mean(np.array(lowest) < 0.01) <= 0.06
    assert np.sum(np.array(lowest) < 0.001) <= 25


def test_a_defect_planted_in_the_model_is_found_out() -> None:
    """The same runs under a replaced rule, whose chances are a tenth too small, must fail the test."""
    rules = kernels_with("list_tells", tell_chance=shy_chance)
    market = complete_market(20, WEEKS, KNOWN, CONTACTS / 20)
    found = judged(market.runs(range(RUNS[20]), rules), 20)
    print("p-values under the defect", ", ".join(f"{j.p:.2g}" for j in found))
    assert min(j.p for j in found) < LEVEL


def test_nobody_hears_where_nobody_knows_and_nothing_changes_where_all_do() -> None:
    """The two absorbing states."""
    for known, stays in ((0.0, 0), (1.0, 20)):
        runs = complete_market(20, WEEKS, known, 0.5).runs(range(20))
        assert set(runs.ravel()) == {stays}


# -- the gap to the mean-field recursion ----------------------------------------------------------
def gap_of(paths: np.ndarray, n: int) -> tuple[float, float]:
    """How far the mean share informed falls short of the recursion, and its standard error."""
    week = paths[:, GAP_WEEK] / n
    path = chains.recursion(n, start_of(n), CONTACTS / n, GAP_WEEK)
    return path[GAP_WEEK] / n - week.mean(), week.std(ddof=1) / len(week) ** 0.5


def gap_slope(samples: dict[int, np.ndarray]) -> Slope:
    """Slope of the log of the gap on log n."""
    gaps = np.array([gap_of(paths, n) for n, paths in samples.items()])
    return slope_of(np.array(list(samples), float), gaps[:, 0], gaps[:, 1])


def gap_shrinks_as_one_over_n(samples: dict[int, np.ndarray]) -> bool:
    """The verdict of the test: -1 is in the interval of the slope, 0 and -2 are not."""
    return gap_slope(samples).shows(-1.0, excluded=(0.0, -2.0))


def exact_gap(n: int) -> float:
    mean = exact(n, GAP_WEEK)[GAP_WEEK] @ np.arange(n + 1)
    return (chains.recursion(n, start_of(n), CONTACTS / n, GAP_WEEK)[GAP_WEEK] - mean) / n


def check_gap(runs: dict[int, int]) -> None:
    samples = {n: simulated(n, m) for n, m in runs.items()}
    for n, paths in samples.items():
        gap, se = gap_of(paths, n)
        print(f"n = {n}, {len(paths)} runs: gap {gap:.2e} ± {se:.1e}, exact {exact_gap(n):.2e}")
        assert 2 * stats.norm.sf(abs(gap - exact_gap(n)) / se) >= LEVEL
    print("slope of the gap", gap_slope(samples))
    assert gap_shrinks_as_one_over_n(samples)


GAP_RUNS = {30: 1500, 100: 2500, 300: 1800}


def test_the_exact_gap_to_the_recursion_shrinks_as_one_over_n() -> None:
    """The reference: means of the exact chain have slope -1 within .02 between any two sizes."""
    n = np.array([30, 100, 300, 1000])
    slopes = np.diff(np.log([exact_gap(int(i)) for i in n])) / np.diff(np.log(n))
    print("slopes of the exact gap", slopes)
    assert np.abs(slopes + 1.0).max() < 0.02


@pytest.mark.slow
def test_the_gap_of_the_mean_shrinks_as_one_over_n() -> None:
    """Means of the model at n = 30, 100, 300: each the chain's exact mean, slope -1 and not 0 or -2.

    30 and 100 people have more than 20 n runs, 300 have 6 n; the slow test below has 20 n and more at
    every size, and 1,000 people as well. A p that is a tenth off leaves a gap that does not shrink, and
    quotas instead of independent tells one that is far smaller: see the next test.
    """
    check_gap(GAP_RUNS)


@pytest.mark.slow
def test_the_gap_of_the_mean_shrinks_as_one_over_n_up_to_1000() -> None:
    """The same with at least 20 n runs at each of n = 30, 100, 300 and 1,000."""
    check_gap({30: 4000, 100: 4000, 300: 6000, 1000: 20_000})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a tenth less", "by quota", "right"])
def test_the_test_of_the_gap_can_tell_right_from_wrong(name: str) -> None:
    """Of 500 samples of a wrong chain none passes, of the right one 99 in 100 or more.

    None of 500 means a power above .99 at 99% confidence. The right chain may fail because 1,800
    runs left the interval too wide to exclude -2, which says nothing against the model.
    """
    chain = {**WRONG, "right": chains.right}[name]
    rng = np.random.default_rng(22)
    verdicts = [
        gap_shrinks_as_one_over_n(
            {n: chain(n, start_of(n), CONTACTS / n, GAP_WEEK, m, rng) for n, m in GAP_RUNS.items()}
        )
        for _ in range(500)
    ]
    if name == "right":
        assert sum(verdicts) >= 495
    else:
        assert sum(verdicts) == 0


# -- how far one run strays -----------------------------------------------------------------------
def spread_slope(samples: dict[int, np.ndarray]) -> Slope:
    """Slope of the log of the share's standard deviation on log n, in the week of most growth."""
    spread = np.array([spread_of(paths[:, GROWTH_WEEK] / n) for n, paths in samples.items()])
    return slope_of(np.array(list(samples), float), spread[:, 0], spread[:, 1])


def check_spread(runs: dict[int, int]) -> None:
    for n in runs:
        path = chains.recursion(n, start_of(n), CONTACTS / n, GAP_WEEK)
        assert int(np.argmax(np.diff(path))) + 1 == GROWTH_WEEK
    samples = {n: simulated(n, m) for n, m in runs.items()}
    for n, paths in samples.items():
        sd, se = spread_of(paths[:, GROWTH_WEEK] / n)
        print(f"n = {n}, {len(paths)} runs: sd {sd:.4f} ± {se:.4f}, times √n {sd * n**0.5:.3f}")
    print("slope of the spread", spread_slope(samples))
    assert spread_slope(samples).shows(-0.5, excluded=(0.0, -1.0))


SPREAD_RUNS = {**GAP_RUNS, 1000: 100}


@pytest.mark.slow
def test_one_run_strays_by_one_over_the_root_of_n() -> None:
    """Standard deviation of the share informed over runs, n = 30 to 1,000: slope -0.5.

    Luck that hearers share would not average out (slope 0), quotas would leave nothing but rounding
    (slope -1): both are found with a power above .99, see below.
    """
    check_spread(SPREAD_RUNS)


@pytest.mark.slow
def test_one_run_strays_by_one_over_the_root_of_n_up_to_3000() -> None:
    """The same with n = 3,000, a network of 4.5 million ties."""
    check_spread({**SPREAD_RUNS, 1000: 200, 3000: 100})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["luck in common", "by quota", "right"])
def test_the_test_of_the_spread_can_tell_right_from_wrong(name: str) -> None:
    """Of 500 samples of a wrong chain none passes, of the right one 99 in 100 or more."""
    chain = {**WRONG, "right": chains.right}[name]
    rng = np.random.default_rng(23)
    verdicts = []
    for _ in range(500):
        samples = {
            n: chain(n, start_of(n), CONTACTS / n, GAP_WEEK, min(m, 400), rng)
            for n, m in SPREAD_RUNS.items()
        }
        verdicts.append(spread_slope(samples).shows(-0.5, excluded=(0.0, -1.0)))
    if name == "right":
        assert sum(verdicts) >= 495
    else:
        assert sum(verdicts) == 0
