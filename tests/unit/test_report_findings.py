"""Titles of figures claim a difference only where their interval says so."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from experiments.report.data import Data, of_comparison, of_run
from experiments.report.figures import text_width, wrapped
from experiments.report.findings import (
    caption,
    clear_leads,
    credit_finding,
    difference_text,
    forest_finding,
    funnel_finding,
    role_finding,
    source_finding,
    weekly_finding,
)
from experiments.report.pictures import WEEKLY
from sim.engine.state import N_LEDGER, SOURCES
from sim.measures import MEASURES, PRIMARY
from tests.unit.report_samples import comparison, folder, scenario

OTHERS = [m for m in MEASURES if m not in PRIMARY]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Two scenarios; push lies 5 above pull in every pair."""
    return of_comparison(comparison(tmp_path_factory.mktemp("f") / "two", ["pull", "push"], 8))


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Three scenarios, each 5 above the one before."""
    names = ["pull", "push", "mixed"]
    return of_comparison(comparison(tmp_path_factory.mktemp("f") / "three", names, 8))


def with_interval(data: Data, low: float, high: float) -> Data:
    """The same data with another interval for every difference."""
    contrasts = data.contrasts.copy()
    for kind in ("sim_ci", "ci"):
        contrasts[f"{kind}_low"], contrasts[f"{kind}_high"] = low, high
    return dataclasses.replace(data, contrasts=contrasts)


def every_title(data: Data) -> list[str]:
    """Titles that say something of differences between scenarios."""
    return [
        *(forest_finding(data, m) for m in PRIMARY),
        *(weekly_finding(data, m, name, total) for m, total, name, _ in WEEKLY),
        funnel_finding(data),
        credit_finding(data),
    ]


@given(some.floats(-1e6, 1e6), some.floats(0, 1e6), some.sampled_from([*PRIMARY, *OTHERS]))
def test_a_title_says_no_more_than_its_interval(
    two: Data, low: float, width: float, measure: str
) -> None:
    """Any interval of one pair: `above` where it excludes 0, else no clear difference."""
    high = low + width
    said = difference_text(with_interval(two, low, high), measure)
    assert said.endswith(" (exploratory)") == (measure not in PRIMARY)
    if low > 0:
        assert "pull above push by" in said
    elif high < 0:
        assert "push above pull by" in said
    else:
        assert said.startswith("no clear difference, pull − push ")
        assert "above" not in said


def test_no_title_claims_what_is_not_clear(two: Data, three: Data) -> None:
    """With intervals that all hold 0, or none at all, no title of any figure claims a difference."""
    for data in (two, three):
        for title in every_title(with_interval(data, -3.0, 4.0)):
            assert "no clear difference" in title
            assert "above" not in title
        for title in every_title(with_interval(data, np.nan, np.nan)):
            assert "no interval can be given" in title
            assert "above" not in title


def test_titles_carry_numbers(three: Data) -> None:
    """Every title holds values of the data, and clear ones name a pair and its range."""
    for title in every_title(three):
        assert re.search(r"\d", title)
    assert re.fullmatch(
        r"Leads: clear differences in 3 of 3 pairs, such as mixed above pull by [\d.]+( to [\d.]+)?",
        forest_finding(three, "leads"),
    )
    leads = three.mean("leads", "push")[0]
    assert f"push {leads:.1f}" in weekly_finding(three, "leads", "Leads", True)


def test_one_run_claims_nothing(tmp_path: Path) -> None:
    """Values only, and a caption that says why there is no interval."""
    one = scenario("pull")
    data = of_run(folder(tmp_path / "out", [one], 1, command="run"), one, 3)
    for title in (*(weekly_finding(data, m, n, t) for m, t, n, _ in WEEKLY), funnel_finding(data)):
        assert re.search(r"\d", title)
        assert "difference" not in title
    said = caption(data, "Student t")
    assert "no intervals: one draw of luck" in said
    assert "n = one run of 40 members over 8 weeks" in said


def test_columns_are_compared_within_runs() -> None:
    """A gap that is the same in every run is clear, one that is only luck is not."""
    luck = np.random.default_rng(0).normal(0, 10, (12, 1))
    small = np.random.default_rng(1).normal(0, 0.1, (12, 3))
    assert clear_leads(luck + np.array([0.0, 5.0, 0.0]) + small) == (1, pytest.approx(1, abs=1), 2)
    assert clear_leads(np.random.default_rng(2).normal(0, 1, (12, 3)))[2] == 0
    assert clear_leads(np.array([[1.0, 3.0, 2.0]])) == (1, 0, 0)


def test_sources_and_roles_are_named_only_where_they_are_ahead(two: Data) -> None:
    """Made-up sources and roles differ by luck only."""
    said = source_finding(two, "brand", "the firm", SOURCES[:N_LEDGER], str)
    assert said == "What moved trust in the firm most: no source is clearly ahead in 2 of 2"
    weeks = two.weeks.assign(brand_trust_from_delivery=two.weeks["brand_trust_from_delivery"] + 900)
    ahead = dataclasses.replace(two, weeks=weeks)
    said = source_finding(ahead, "brand", "the firm", SOURCES[:N_LEDGER], str)
    assert re.search(r"most: delivery in 2 of 2 scenarios \(\+7,\d{3} to \+7,\d{3}\)$", said)
    roles = two.group_values("role")
    assert "no clear difference between roles" in role_finding(two, "awareness", "Awareness", roles)


@given(some.text("abcABC mwi.;−+0\n", max_size=120), some.integers(40, 400))
def test_titles_fit_their_figure(text: str, width: int) -> None:
    """No line is wider than asked for unless it is one word, and no word is lost."""
    lines = wrapped(text, width, 9.5, "bold")
    assert lines.split() == text.split()
    for line in lines.split("\n"):
        assert " " not in line or text_width(line, 9.5, "bold") <= width
