"""What the report says in words never goes beyond its intervals."""

from __future__ import annotations

import math
import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from experiments.report.numbers import between, from_to, number, outward, percent, together
from experiments.report.words import Wins, claim, measure_sentence, no_claim, state_of, wins_of
from sim.measures import PRIMARY

ENDS = some.floats(-1e9, 1e9) | some.floats(-1e-6, 1e-6) | some.floats(-3, 3)
MORE = re.compile(r"\b(more|higher)\b")


class Few:
    """The little that a sentence needs of a report's data."""

    horizon, currency, runs_text = 104, "EUR", "20 paired runs"
    names = ("pull", "push")


def contrast(low: float, high: float, measure: str = "leads", **other: Any) -> dict[str, Any]:
    middle = (low + high) / 2
    return {"measure": measure, "a": "pull", "b": "push", "mean_diff": middle,
            "sim_ci_low": low, "sim_ci_high": high, **other}  # fmt: skip


def value(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "").lstrip("+"))


@given(ENDS, ENDS, some.sampled_from(PRIMARY))
def test_a_difference_is_stated_only_where_the_simultaneous_interval_excludes_zero(
    x: float, y: float, measure: str
) -> None:
    """Over any interval: a claim needs an interval without 0, and says no more than it."""
    low, high = min(x, y), max(x, y)
    row, wins = contrast(low, high, measure), Wins(18, 1, 20)
    said = measure_sentence(measure, [row], [wins], Few())  # type: ignore[arg-type]
    assert said.startswith("In this model, ")
    assert not re.search(r"\b(best|winner|prove[sd]?|significant)\b", said)
    if low <= 0 <= high:
        assert "there is no clear difference" in said
        assert not MORE.search(said)
        with pytest.raises(ValueError, match="includes 0"):
            claim(row, wins, 104, "EUR")
        return
    assert "no clear difference" not in said
    bounds = re.search(r"between (\S+) and (\S+)", said)
    nearest, farthest = sorted((abs(low), abs(high)))
    if bounds:
        assert 0 < value(bounds[1]) <= nearest * (1 + 1e-12)
        assert value(bounds[2]) >= farthest * (1 - 1e-12)
    above = "pull" if low > 0 else "push"
    other = "push" if low > 0 else "pull"
    assert said.index(above) < said.index(other)
    assert ("in 18 of 20 pairs" if low > 0 else "in 1 of 20 pairs") in said


@given(ENDS, ENDS)
def test_a_stated_range_holds_its_interval(x: float, y: float) -> None:
    """Ends are rounded outward and never across 0."""
    low, high = min(x, y), max(x, y)
    a, b = outward(low, high)
    assert value(a) <= low
    assert value(b) >= high
    assert low <= 0 or value(a) > 0
    assert high >= 0 or value(b) < 0


@given(some.lists(some.tuples(ENDS, ENDS), min_size=2, max_size=8))
def test_many_comparisons_count_only_clear_ones(pairs: list[tuple[float, float]]) -> None:
    """A sentence on several comparisons counts as clear those without 0, and no others."""
    rows = [contrast(min(p), max(p)) for p in pairs]
    clear = sum(not (min(p) <= 0 <= max(p)) for p in pairs)
    said = measure_sentence("leads", rows, [Wins(10, 0, 20)] * len(rows), Few())  # type: ignore[arg-type]
    if clear:
        assert f"differ clearly in {clear} of {len(rows)} comparisons" in said
        assert said.count("between ") <= clear
    else:
        assert "no clear difference" in said
        assert not MORE.search(said)


@pytest.mark.parametrize("low", [math.nan, None])
def test_a_missing_interval_is_no_claim(low: float | None) -> None:
    """Without an interval nothing is said but that there is none."""
    row = contrast(1.0, 2.0) | {"sim_ci_low": low}
    assert state_of(row) == "missing"
    said = measure_sentence("leads", [row], [Wins(1, 0, 1)], Few())  # type: ignore[arg-type]
    assert said == "In this model, no interval can be given for leads: too few runs have a value."


def test_sentences_read_as_they_should() -> None:
    """Ranges, units and shares of pairs in words."""
    row = contrast(80.2, 139.6)
    said = measure_sentence("leads", [row], [Wins(20, 0, 20)], Few())  # type: ignore[arg-type]
    assert said == (
        "In this model, pull brought between 80 and 140 more leads than push over 104 weeks, more in "
        "20 of 20 pairs (95% simultaneous interval, 20 paired runs)."
    )
    assert no_claim(contrast(-3, 5, "won"), Wins(9, 4, 20), "EUR") == (
        "the interval for pull minus push runs from −3.0 to +5.0 orders; pull was above push in 9 of "
        "20 pairs, equal in 4"
    )


def test_pairs_are_counted_without_missing_values() -> None:
    """A pair with a missing value is left out; equal pairs are counted apart."""
    columns = pd.MultiIndex.from_tuples([("a", "leads"), ("b", "leads")])
    values = pd.DataFrame([[2, 1], [1, 1], [0, 3], [math.nan, 1]], columns=columns)
    assert wins_of(values, "leads", "a", "b") == Wins(1, 1, 3)


def test_numbers_are_readable() -> None:
    """Few digits, a real minus sign, dashes for missing."""
    assert [number(v) for v in (0, 5.0, 1234567.8, 0.1234, -0.00001234, math.nan, None)] == [
        "0", "5", "1,234,568", "0.123", "−0.000012", "–", "–",
    ]  # fmt: skip
    assert together(360.2, 278.1, 404.9) == ["360", "278", "405"]
    assert between(5.0, 5.0) == "5"
    assert from_to(-0.5, 0.0) == "from −0.50 to 0.00"
    assert [percent(v) for v in (0.0, 0.0731, 0.5, math.nan)] == ["0%", "7.3%", "50%", "–"]
