"""What sellers learn from dashboards: known answers, shares that stay shares, and the matching law."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sim.agents.learning import (
    DROP_SHARE,
    TRY_WEIGHT,
    Habits,
    Rival,
    Seen,
    habits_of,
    imitated,
    let_go,
    moved,
    reviewed,
    with_habits,
)
from sim.agents.reading import CHANNELS, LINKEDIN, PRODUCT, PURPOSE, STORY, TOPICAL, TWITTER, WEB
from sim.scenarios.schema import Firm

SHARE = st.floats(0.0, 1.0)
COUNT = st.integers(0, 10_000).map(float)
N = len(CHANNELS)
quick = hypothesis_settings(
    max_examples=150, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)

NUMBERS = [name for name in Seen._fields if name not in ("by_channel", "by_kind")]
SEEN = st.builds(
    Seen,
    by_channel=st.tuples(*[COUNT] * N),
    by_kind=st.tuples(*[COUNT] * 4),
    **dict.fromkeys(NUMBERS, COUNT),
)


def mix(weights: list[float]) -> tuple[float, ...]:
    """Weights that sum to 1."""
    return tuple(w / sum(weights) for w in weights)


def kinds(parts: list[float]) -> tuple[float, float, float]:
    """Shares of three kinds that leave something for the fourth."""
    product, story, purpose, _ = (part / sum(parts) for part in parts)
    return product, story, purpose


HABITS = st.builds(
    Habits,
    outreach=SHARE,
    gated=SHARE,
    influencers=SHARE,
    kinds=st.lists(st.floats(0.01, 1.0), min_size=4, max_size=4).map(kinds),
    channels=st.lists(st.sampled_from([0.0, 0.1, 1.0]), min_size=N, max_size=N)
    .filter(any)
    .map(mix),
)
STEERS = st.sampled_from(["reactions", "leads", "deals"])


def firm(steer: str = "reactions", step: float = 0.25) -> Firm:
    """A firm that looks at one thing."""
    return Firm(learning={"steer": steer, "step": step})


def seen(**given: Any) -> Seen:
    """A dashboard that shows nothing but what is given."""
    empty: dict[str, Any] = {**dict.fromkeys(NUMBERS, 0.0), "by_channel": (0.0,) * N}
    return Seen(**{**empty, "by_kind": (0.0,) * 4, **given})


def of_channels(**given: float) -> tuple[float, ...]:
    """A number a channel, 0 where none is given."""
    return tuple(given.get(name, 0.0) for name in CHANNELS)


def assert_shares(habits: Habits) -> None:
    """Everything is a share, and what is a mix is whole."""
    single = (habits.outreach, habits.gated, habits.influencers, *habits.kinds, *habits.channels)
    assert min(single) >= 0.0
    assert max(single) <= 1.0 + 1e-12
    assert sum(habits.kinds) <= 1.0 + 1e-9
    assert sum(habits.channels) == pytest.approx(1.0)


# --- shares stay shares --------------------------------------------------------------------------


@given(HABITS, SEEN, STEERS, SHARE, st.integers(-1, N - 1))
@quick
def test_any_dashboard_leaves_shares(
    habits: Habits, shown: Seen, steer: str, step: float, tried: int
) -> None:
    """Catches a review that makes more than all of something, or less than nothing."""
    assert_shares(reviewed(firm(steer, step), habits, shown, tried))


@given(HABITS, st.lists(st.tuples(HABITS, COUNT), max_size=4), COUNT, SHARE)
@quick
def test_any_rival_leaves_shares(
    habits: Habits, others: list[tuple[Habits, float]], own: float, step: float
) -> None:
    """Catches imitation that makes more than all of something; and whom it follows."""
    rivals = [Rival(of, acts) for of, acts in others]
    found = imitated(habits, own, rivals, step)
    assert_shares(found)
    best = max((acts for _, acts in others), default=0.0)
    if best <= own:
        assert found == habits


@given(HABITS, STEERS, SHARE)
@quick
def test_nothing_seen_nothing_moved(habits: Habits, steer: str, step: float) -> None:
    """Catches habits that drift while the dashboard is empty; weak channels are dropped anyway."""
    assume(min(w for w in habits.channels if w > 0.0) >= DROP_SHARE)
    found = reviewed(firm(steer, step), habits, seen(), -1)
    assert found._replace(channels=habits.channels) == habits
    assert found.channels == pytest.approx(habits.channels)


@pytest.mark.parametrize("steer", ["reactions", "leads", "deals"])
def test_a_firm_sees_what_it_looks_at(steer: str) -> None:
    """Catches a firm that is moved by what it does not look at, such as sales with a long lag."""
    habits = habits_of(Firm())
    names = ("reactions", "leads", "deals")
    for shown in names:
        found = reviewed(firm(steer), habits, seen(**{f"{shown}_outreach": 9.0}), -1)
        assert (found.outreach != habits.outreach) == (shown == steer)


# --- known answers -------------------------------------------------------------------------------


def test_review_worked() -> None:
    """Catches a step of another length or another way: every share goes a quarter of the way."""
    habits = Habits(0.4, 0.2, 0.5, (0.2, 0.4, 0.0), of_channels(linkedin=0.6, web=0.4))
    shown = seen(
        leads_outreach=6.0, leads_content=3.0, leads_gated=1.0, by_kind=(4.0, 4.0, 0.0, 2.0),
        by_channel=of_channels(linkedin=1.0, web=3.0), influencers=1.0, own=3.0,
    )  # fmt: skip
    assert (TOPICAL, PRODUCT, STORY, PURPOSE) == (0, 1, 2, 3)
    found = reviewed(firm("leads"), habits, shown, -1)
    assert found.outreach == pytest.approx(0.45)  # towards 6 of 10
    assert found.gated == pytest.approx(0.2125)  # towards 1 of 4, outreach left aside
    assert found.influencers == pytest.approx(0.4375)  # towards 1 of 4
    assert found.kinds == pytest.approx((0.25, 0.3, 0.05))  # towards .4, 0 and .2
    assert found.channels[LINKEDIN] == pytest.approx(0.5125)  # towards a quarter
    assert found.channels[WEB] == pytest.approx(0.4875)
    assert moved(0.3, 0.0, 0.0, 1.0) == 0.3
    assert moved(0.3, 1.0, 3.0, 1.0) == 0.25


def test_who_has_no_programme_gets_none_by_looking() -> None:
    """Catches a programme that begins because nobody's influencers did well."""
    habits = habits_of(Firm())._replace(influencers=0.0)
    assert reviewed(firm(), habits, seen(influencers=5.0, own=1.0), -1).influencers == 0.0


@given(st.floats(0.05, 1.0), st.floats(0.1, 10.0), st.floats(0.1, 10.0), SHARE)
@quick
def test_matching_law_is_where_it_rests(step: float, a: float, b: float, start: float) -> None:
    """Catches a rule with another fixed point: hours match returns (Herrnstein 1961).

    Where an activity of share x brings a visible return of a + 0 x and the other one b, whatever
    their shares, the share goes to a / (a + b) and stays there.
    """
    share = start
    for _ in range(600):
        share = moved(share, a, b, step)
    assert share == pytest.approx(a / (a + b), abs=1e-9)
    assert moved(a / (a + b), a, b, step) == pytest.approx(a / (a + b))


def test_returns_by_the_hour_end_with_the_better_one() -> None:
    """Catches a rule that keeps a worse activity: where returns go by the hour, hours match only
    where one activity has all of them.
    """
    share = 0.1
    for _ in range(600):
        share = moved(share, 2.0 * share, 1.0 - share, 0.2)
    assert share > 0.999


# --- channels ------------------------------------------------------------------------------------


def test_weak_channels_are_given_up() -> None:
    """Catches a channel that is kept on whatever it brings (MB-92)."""
    habits = habits_of(Firm(channels={"linkedin": 0.93, "web": 0.07}))
    shown = seen(by_channel=of_channels(linkedin=10.0))
    found = reviewed(firm(step=0.5), habits, shown, -1)
    assert found.channels == of_channels(linkedin=1.0)
    assert reviewed(firm(step=0.0), habits, shown, -1).channels == pytest.approx(habits.channels)


def test_last_channel_stays() -> None:
    """Catches a firm without any channel, where the mix is thin everywhere."""
    habits = habits_of(Firm())._replace(channels=tuple(0.04 + 0.0001 * i for i in range(N)))
    found = reviewed(firm(), habits, seen(), -1)
    assert max(habits.channels) < DROP_SHARE
    assert found.channels == tuple(1.0 if i == N - 1 else 0.0 for i in range(N))


def test_a_channel_is_tried_once() -> None:
    """Catches a trial that adds to a channel in use, or that is no part of the whole."""
    habits = habits_of(Firm(channels={"linkedin": 1.0, "web": 0.0}))
    found = reviewed(firm(), habits, seen(), TWITTER)
    whole = 1.0 + TRY_WEIGHT
    expected = of_channels(linkedin=1.0 / whole, twitter=TRY_WEIGHT / whole)
    assert found.channels == pytest.approx(expected)
    assert reviewed(firm(), found, seen(), TWITTER).channels == pytest.approx(expected)
    assert reviewed(firm(), habits, seen(), LINKEDIN).channels == habits.channels


# --- rivals and influencers ----------------------------------------------------------------------


def test_only_the_better_are_imitated() -> None:
    """Catches imitation of a rival of whom no more is made than of oneself (MA-44)."""
    mine = habits_of(Firm(push_share=0.2))
    loud = habits_of(Firm(push_share=0.8, channels={"linkedin": 0.0, "web": 1.0}))
    quiet = habits_of(Firm(push_share=0.5))
    rivals = [Rival(quiet, 4.0), Rival(loud, 9.0)]
    assert imitated(mine, 9.0, rivals, 0.5) == mine
    assert imitated(mine, 0.0, [], 0.5) == mine
    found = imitated(mine, 8.0, rivals, 0.5)
    assert found.outreach == pytest.approx(0.5)
    assert found.channels == pytest.approx(of_channels(linkedin=0.35, web=0.65))
    whole = imitated(mine, 0.0, rivals, 1.0)
    assert whole.channels == pytest.approx(loud.channels)
    assert whole.outreach == pytest.approx(loud.outreach)


@pytest.mark.parametrize(
    ("engaged", "metric", "gone"),
    [
        ([], [], -1),
        ([7], [0.0], -1),  # nobody to compare with
        ([7, 9, 4], [10.0, 4.0, 10.0], -1),  # 4 is half of the mean of 8
        ([7, 9, 4], [10.0, 3.0, 10.0], 9),
        ([7, 9], [0.0, 0.0], -1),
        ([7, 9, 4], [0.0, 0.0, 6.0], 7),  # the first of equals
    ],
)
def test_who_is_let_go(engaged: list[int], metric: list[float], gone: int) -> None:
    """Catches an evaluation that lets the wrong one go, or always somebody."""
    assert let_go(engaged, metric) == gone


# --- settings and habits -------------------------------------------------------------------------


@given(HABITS)
@quick
def test_habits_are_what_a_firm_then_does(habits: Habits) -> None:
    """Catches a habit that is written elsewhere than it is read, or that changes anything else."""
    usual = Firm(budget={"hours": 77.0}, content={"video_share": 0.9})
    learned = with_habits(usual, habits)
    found = habits_of(learned)
    assert found._replace(channels=habits.channels) == habits
    assert found.channels == pytest.approx(habits.channels)
    back = with_habits(learned, habits_of(usual))
    assert back.content == usual.content
    assert back.budget == usual.budget
    assert back.influencers == usual.influencers
    assert habits_of(back).outreach == habits_of(usual).outreach
