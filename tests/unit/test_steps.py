"""Jumps along a dial: planted ones are found, smooth curves are left alone, as often as is said."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.steps import (
    LEVEL,
    PARTS,
    SHARE,
    TIMES,
    first_look,
    found_at,
    parts_of,
    second_look,
    steps_of,
    to_divide,
)

STEPS, REPS = 10, 20
FINE = STEPS * PARTS + 1  # every point that a look can ask for
X = np.linspace(0.0, 1.0, FINE)
#: What smooth curves look like: straight, bent, flat, with a kink, and steep within one step.
SMOOTH = {
    "straight": X,
    "square": X**2,
    "saturating": 1 - np.exp(-3 * X),
    "there and back": np.sin(3 * X),
    "flat": 0 * X,
    "sigmoid": 1 / (1 + np.exp(-10 * (X - 0.5))),
    "steep at first": 1 - np.exp(-20 * X),
    "steep at last": np.exp(20 * (X - 1)),
    "root": np.sqrt(X),
    "kink": np.minimum(X, 0.15),
    "kink at the end": np.minimum(0.97, X),
    "ramp": np.clip((X - 0.42) / 0.05, 0, 1),
}
NOISE = ("normal", "skewed", "drifting", "rare")
SIZES = (0.003, 0.03, 0.3)  # of the noise of a value, against curves of about 1


def beyond(where: float) -> np.ndarray:
    """1 beyond a place of the dial, else 0."""
    return np.greater(X, where).astype(float)


def noisy(curve: np.ndarray, kind: str, size: float, rng: np.random.Generator) -> np.ndarray:
    """Replicates of a curve, each with a level of its own, (REPS, FINE)."""
    level = 10 + 5 * rng.normal(size=(REPS, 1))
    if kind == "rare":  # counts about one in two replicates, of a curve that moves them
        return level + size * rng.poisson(0.5, size=(REPS, FINE)) + curve
    noise = rng.normal(size=(REPS, FINE))
    if kind == "skewed":
        noise = (np.exp(noise) - np.exp(0.5)) / 2.16
    if kind == "drifting":
        noise = np.cumsum(noise, axis=1) / np.sqrt(PARTS)
    return level + curve + size * noise


def found(curves: dict[tuple[str, str], np.ndarray]) -> dict[tuple[str, str, int], str]:
    """Both looks at curves that are known at every point."""
    steps = first_look({key: table[:, ::PARTS] for key, table in curves.items()})
    inner = {
        (dial, measure, at): table[:, at * PARTS : (at + 1) * PARTS + 1]
        for place, at in to_divide(steps)
        for (dial, measure), table in curves.items()
        if dial == place
    }
    return found_at(steps, second_look(inner, steps))


def family(kind: str, seed: int) -> dict[tuple[str, str], np.ndarray]:
    """Three dials with all smooth curves each, at several sizes of noise."""
    rng = np.random.default_rng(seed)
    return {
        (f"dial {d}", name): noisy(curve, kind, SIZES[(d + i) % len(SIZES)], rng)
        for d in range(3)
        for i, (name, curve) in enumerate(SMOOTH.items())
    }


@pytest.mark.parametrize("kind", NOISE)
def test_smooth_curves_are_left_alone(kind: str) -> None:
    """Of 80 pages full of smooth curves, steep ones among them, at most 1 - LEVEL show a jump."""
    pages = [found(family(kind, seed)) for seed in range(80)]
    wrong = sum("jump" in page.values() for page in pages)
    assert wrong <= (1 - LEVEL) * len(pages)
    if kind == "normal":  # else the second look was never tried
        assert sum("steep" in page.values() for page in pages) > 70


@pytest.mark.parametrize("kind", NOISE)
@pytest.mark.parametrize("at", [0, 4, STEPS - 1])
def test_a_planted_jump_is_found(kind: str, at: int) -> None:
    """A jump inside of one step is found there and nowhere else, in nearly every page."""
    hits = 0
    for seed in range(20):
        curves = family(kind, seed)
        curves["dial 1", "square"] = curves["dial 1", "square"] + 1.5 * beyond((at + 0.36) / STEPS)
        page = found(curves)
        jumps = [spot for spot, what in page.items() if what == "jump"]
        hits += jumps == [("dial 1", "square", at)]
    assert hits >= 18


def test_several_jumps_within_a_step_are_found() -> None:
    """Catches a rule that only sees a step whose whole size falls into one part."""
    rng = np.random.default_rng(3)
    for jumps in (2, 3):
        curve = 0.02 * X + sum(beyond(0.612 + 0.02 * k) for k in range(jumps))
        page = found({("dial", "stairs"): noisy(curve, "normal", 0.01, rng)})
        assert page == {("dial", "stairs", 6): "jump"}


def test_another_measure_shows_where_to_look() -> None:
    """A jump that is no steep step is found where another measure has one; a slope there is not."""
    rng = np.random.default_rng(4)
    back = 10 * X - 1.5 * beyond(0.953)  # up by 1 a step, and back by 1.5 in one of them
    page = found(
        {
            ("dial", "alone"): noisy(X + 20 * beyond(0.953), "normal", 0.01, rng),
            ("dial", "hidden"): noisy(back, "normal", 0.01, rng),
            ("dial", "slope"): noisy(X, "normal", 0.01, rng),
        }
    )
    assert page == {("dial", "alone", 9): "jump", ("dial", "hidden", 9): "jump"}
    assert found({("dial", "hidden"): noisy(back, "normal", 0.01, rng)}) == {}


def test_a_fine_stair_needs_more_points() -> None:
    """What the module says it does not see: treads as wide as steps; between more points they show."""
    stair = np.floor(10 * X + 0.35)
    values = stair + np.random.default_rng(5).normal(size=(REPS, FINE)) * 0.01
    assert not steps_of(values[:, ::PARTS], STEPS).steep.any()
    assert steps_of(values[:, ::4], 50).steep.sum() == 10


def test_steps_cover_the_truth_as_often_as_they_say() -> None:
    """Intervals of single steps at 90%: they miss the true step in a tenth of cases."""
    rng = np.random.default_rng(6)
    missed = []
    for _ in range(400):
        found = steps_of(rng.normal(size=(REPS, 1)) + rng.normal(size=(REPS, 11)), 1, level=0.9)
        missed.append(np.abs(found.mean) > found.half)
    assert 0.08 < np.mean(missed) < 0.12


def test_a_part_at_the_bar_is_called_a_jump_as_often_as_is_said() -> None:
    """Where the largest part holds just `SHARE`, the tail of one of its intervals is the error."""
    rng = np.random.default_rng(7)
    tail, truth = 0.05, np.array([0.23, SHARE, 0.23, 0.24])
    level = 1 - tail * 2 * len(truth)
    called = 0
    for _ in range(3000):
        parts = truth + 0.03 * rng.normal(size=(REPS, len(truth)))
        values = np.concatenate([np.zeros((REPS, 1)), np.cumsum(parts, axis=1)], axis=1)
        called += parts_of(values, 0.0, 1, level).verdict == "jump"
    assert 0.7 * tail < called / 3000 < 1.3 * tail


def test_numbers_of_steps() -> None:
    """Steps, their errors and the typical step, worked by hand."""
    values = np.array([[0.0, 1.0, 3.0, 13.0], [0.0, 1.0, 5.0, 15.0], [0.0, 1.0, 4.0, 14.0]])
    found = steps_of(values, 3)
    assert found.mean.tolist() == [1.0, 3.0, 10.0]
    assert found.error == pytest.approx([0.0, 1 / np.sqrt(3), 0.0])
    assert found.typical == 3.0
    assert found.largest == 2
    assert found.steep.tolist() == [False, False, False]  # 10 is not beyond 4 times 3
    assert steps_of(values * [1, 1, 1, 2], 3).steep.tolist() == [False, False, True]
    assert found.seen_from == pytest.approx(TIMES * 3.0)  # most steps have no spread


@pytest.mark.parametrize("constant", [0.0, 0.1, 1e9])
def test_arithmetic_is_no_step(constant: float) -> None:
    """Catches jumps out of the last digits of values that are the same."""
    values = np.full((REPS, 11), constant)
    values[:, 5:] *= 1 + 4e-16
    assert not steps_of(values, 10).steep.any()


def test_missing_values() -> None:
    """Pairs with a missing value are left out; without enough of them nothing is said."""
    rng = np.random.default_rng(8)
    values = noisy(SMOOTH["straight"] + 3.0 * beyond(0.333), "normal", 0.01, rng)
    values[3] = np.nan
    values[5, :PARTS] = np.nan
    assert found({("dial", "gaps"): values}) == {("dial", "gaps", 3): "jump"}
    values[:, : 6 * PARTS] = np.nan
    half = steps_of(values[:, ::PARTS], STEPS)
    assert np.isnan(half.typical)
    assert not half.steep.any()
    nothing = steps_of(np.full((REPS, 11), np.nan), STEPS)
    assert nothing.largest is None
    assert np.isnan(nothing.seen_from)
    assert parts_of(np.full((REPS, PARTS + 1), np.nan), 1.0, 1).verdict == "open"
