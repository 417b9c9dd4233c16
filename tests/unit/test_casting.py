"""Who speaks for whom: influencers by the firm's criteria, employees by will and skill, hours shared."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.agents.budget import CRITERIA, Plan, plan
from sim.agents.reading import CHANNELS
from sim.engine.casting import (
    CONTENT_MIX,
    assign_accounts,
    candidates,
    empty_assignment,
    overlap,
    readers,
)
from sim.engine.context import Assignment
from sim.network import layers as L
from sim.network.worlds import build_world
from sim.parameters import Parameters
from sim.rules import RuleSet
from sim.scenarios.schema import Firm
from tests.chance.bits import rich

P = Parameters()
RULES = SimpleNamespace(**RuleSet().functions())
ALL_JOIN = P.model_copy(
    update={"production": P.production.model_copy(update={"influencer_bar": 0.0})}
)
NO_CRITERIA = dict.fromkeys(CRITERIA, 0.0)


@lru_cache(maxsize=1)
def world() -> L.World:
    """Three hundred members, four sellers, a dozen influencers."""
    market = rich(market__influencers=40.0).settings.market
    made: L.World = build_world(market, 3)
    assert (made.accounts.kind == L.INFLUENCER_ACCOUNT).sum() == 12
    return made


def with_accounts(**columns: np.ndarray) -> L.World:
    """The world with other columns of accounts."""
    return dataclasses.replace(world(), accounts=world().accounts._replace(**columns))


def influencers() -> np.ndarray:
    """Account rows of influencers."""
    return np.flatnonzero(world().accounts.kind == L.INFLUENCER_ACCOUNT)


def firm(share: float = 0.5, programme: dict[str, Any] | None = None, **changes: Any) -> Firm:
    """A firm with much time and a programme of influencers."""
    return Firm(
        budget={"hours": 400.0, "money": 1000.0},
        influencers={"share": share, **(programme or {})},
        **{"push_share": 0.0, **changes},
    )


def planned(one: Firm, w: L.World | None = None, s: int = 0) -> Plan:
    """Its plan as seller s."""
    staff = int(((w or world()).staff.seller == s).sum())
    return plan(one, 1.0, P, 1, staff)


def assigned(
    firms: dict[int, Firm], w: L.World | None = None, p: Parameters = ALL_JOIN, **given: Any
) -> Assignment:
    """Who speaks for whom, where sellers that are not given do nothing."""
    w = w or world()
    plans = [planned(firms.get(s, Firm(active=False)), w, s) for s in range(w.n_sellers)]
    return assign_accounts(w, plans, p, RULES, **given)


def ranked(one: Firm, w: L.World | None = None, dropped: frozenset[int] = frozenset()) -> list[int]:
    """Influencers in the order in which seller 0 would ask them."""
    w = w or world()
    mine = planned(one, w)
    return candidates(
        w, 0, mine, mine.strands[0], overlap(w), readers(w), RULES.suitability, P, dropped
    )


# --- whom a firm would ask -----------------------------------------------------------------------


def values_of(criterion: str) -> np.ndarray:
    """What a criterion says of every account, worked out anew for seller 0."""
    w, a = world(), world().accounts
    if criterion == "by_match":
        return a.match[:, 0]
    if criterion == "by_style":
        return a.production
    if criterion == "by_following":
        return a.followers.astype(float)
    if criterion == "by_credibility":
        return a.expertise * w.sellers.serves[0, w.topic_category[a.topic]]
    found = np.zeros(len(a.key))
    target = w.sellers.target[:, 0] == 1
    for row in range(len(a.key)):
        if criterion == "by_audience":
            follower = [
                m
                for m in range(w.n_people)
                if row in w.follows.account[w.follows.ptr[m] : w.follows.ptr[m + 1]]
            ]
            found[row] = target[follower].mean() if follower else 0.0
        else:
            found[row] = ((w.people.channels[target] >> a.home[row]) & 1).mean()
    return found


@pytest.mark.parametrize("criterion", CRITERIA)
def test_each_criterion_orders_by_what_it_is_about(criterion: str) -> None:
    """Catches a criterion that weighs another column, or that ranks the worst first."""
    rows = ranked(firm(programme={**NO_CRITERIA, criterion: 1.0, "vetted": False}))
    assert sorted(rows) == influencers().tolist()
    values = values_of(criterion)[rows]
    assert np.all(np.diff(values) <= 1e-12)
    assert values[0] > values[-1]


def test_criteria_are_weighed_together() -> None:
    """Catches weights that are not the firm's own, or only the first of which counts."""
    weights = {"by_match": 1.0, "by_style": 2.0}
    rows = ranked(firm(programme={**NO_CRITERIA, **weights, "vetted": False}))
    score = values_of("by_match") + 2.0 * values_of("by_style")
    assert np.all(np.diff(score[rows]) <= 1e-12)
    assert rows != ranked(firm(programme={**NO_CRITERIA, "by_match": 1.0, "vetted": False}))


def test_vetting_refuses_suspect_followers() -> None:
    """Catches vetting that is not done, or that is done unasked (MA-14)."""
    fake = np.zeros(len(world().accounts.key))
    suspect, borderline = influencers()[:3], influencers()[3]
    fake[suspect], fake[borderline] = P.production.fake_bar + 0.01, P.production.fake_bar
    w = with_accounts(fake=fake)
    asked = set(ranked(firm(), w))
    assert asked == set(influencers().tolist()) - set(suspect.tolist())
    assert set(ranked(firm(programme={"vetted": False}), w)) == set(influencers().tolist())


@pytest.mark.parametrize("profile", L.PROFILES)
def test_profile_is_sought(profile: str) -> None:
    """Catches a strand that asks others than it seeks."""
    code = np.full(len(world().accounts.key), -1)
    code[influencers()] = np.arange(12) % len(L.PROFILES)
    w = with_accounts(profile=code)
    rows = ranked(firm(programme={"vetted": False, "strand": ({"profile": profile},)}), w)
    assert sorted(rows) == influencers()[code[influencers()] == L.PROFILES.index(profile)].tolist()


def test_who_was_let_go_is_not_asked() -> None:
    """Catches an influencer that is asked again after an evaluation."""
    gone = frozenset(influencers()[[1, 5]].tolist())
    one = firm(programme={"vetted": False})
    rows = ranked(one, dropped=gone)
    assert set(rows) == set(influencers().tolist()) - gone
    assert rows == [a for a in ranked(one) if a not in gone]
    found = assigned({0: one}, dropped=[gone] + [frozenset()] * 3)
    assert not np.isin(np.flatnonzero(found.hours), list(gone)).any()


# --- who joins -----------------------------------------------------------------------------------


def test_first_on_the_list_are_engaged_and_share_the_hours() -> None:
    """Catches hours that are lost among influencers, and too many of them."""
    one = firm(share=0.05)
    strand = planned(one).strands[0]
    wanted = max(1, round(strand.items))
    assert 1 <= wanted < 12
    found = assigned({0: one})
    mine = np.flatnonzero((found.seller == 0) & (world().accounts.kind == L.INFLUENCER_ACCOUNT))
    assert sorted(ranked(one)[:wanted]) == mine.tolist()
    assert found.hours[mine].sum() == pytest.approx(strand.outside_hours)
    assert len(set(found.hours[mine].tolist())) == 1
    assert set(found.cost[mine]) == {strand.item_hours}


def test_who_has_too_little_of_it_does_not_join() -> None:
    """Catches a bar that is not asked: with one beyond all reach nobody joins."""
    high = P.model_copy(
        update={"production": P.production.model_copy(update={"influencer_bar": 5.0})}
    )
    found = assigned({0: firm()}, p=high)
    assert (found.seller[influencers()] == -1).all()
    assert not found.hours[influencers()].any()


def test_nobody_works_for_two() -> None:
    """Catches influencers who speak for competitors: who is asked later takes who is left."""
    one = firm(share=1.0, programme={"vetted": False})
    alone = assigned({1: one})
    assert (alone.seller[influencers()] == 1).sum() == 12
    both = assigned({0: firm(share=0.05, programme={"vetted": False}), 1: one})
    first, second = ((both.seller[influencers()] == s).sum() for s in (0, 1))
    assert 0 < first < 12
    assert second == 12 - first
    strand = planned(one, s=1).strands[0]
    mine = influencers()[both.seller[influencers()] == 1]
    assert both.hours[mine].sum() == pytest.approx(strand.outside_hours)


def test_strands_have_influencers_of_their_own() -> None:
    """Catches a second strand that takes over the first one's people or its way of working."""
    strands = ({"weight": 1.0, "pay": 0.4, "video_share": 1.0}, {"weight": 1.0, "story_share": 0.5})
    one = firm(share=0.04, programme={"vetted": False, "strand": strands})
    found = assigned({0: one})
    mine = influencers()[found.seller[influencers()] == 0]
    paid = mine[found.pay[mine] > 0.0]
    rest = mine[found.pay[mine] == 0.0]
    assert len(paid) > 0
    assert len(rest) > 0
    assert set(found.pay[paid]) == {0.4 * P.production.wage}
    assert (set(found.video[paid]), set(found.video[rest])) == ({1.0}, {0.3})
    assert (set(found.story[paid]), set(found.story[rest])) == ({0.0}, {0.5})


# --- a firm's own people -------------------------------------------------------------------------


def test_strands_brief_employees_of_their_own() -> None:
    """Catches a second strand that takes over the employees whom the first one briefed."""
    inside = {"weight": 1.0, "internal": 1.0}
    one = firm(share=0.3, programme={"strand": ({**inside, "video_share": 1.0}, inside)})
    plan = planned(one)
    found = assigned({0: one})
    staff = np.flatnonzero((world().accounts.kind == L.STAFF) & (world().accounts.seller == 0))
    first = staff[found.video[staff] == 1.0]
    assert 0 < len(first) < len(staff)
    hours = sum(strand.inside_hours for strand in plan.strands)
    alone = assigned({0: firm(share=0.3, programme={"strand": ({**inside, "video_share": 1.0},)})})
    assert set(first) == set(staff[alone.video[staff] == 1.0])
    posts = found.hours[staff].sum()
    assert posts == pytest.approx(plan.staff_hours + hours)


def test_hours_go_to_those_who_are_there() -> None:
    """Catches hours of a plan that nobody is given, whoever may post."""
    for control in (0.0, 0.4, 1.0):
        one = firm(share=0.0, control=control)
        mine = planned(one)
        found = assigned({0: one})
        assert found.hours.sum() == pytest.approx(mine.page_hours + mine.staff_hours)
        assert (found.seller[found.hours > 0.0] == 0).all()
        pages = world().accounts.kind == L.PAGE
        assert found.hours[pages].sum() == pytest.approx(mine.page_hours)


def test_nobody_may_post_so_the_page_does() -> None:
    """Catches hours of staff that vanish where nobody is left to post."""
    present = np.zeros(len(world().staff.key), np.int64)
    w = dataclasses.replace(world(), staff=world().staff._replace(present=present))
    one = firm(share=0.0, control=0.0)
    found, mine = assigned({0: one}, w), planned(one, w)
    pages = (w.accounts.kind == L.PAGE) & (w.accounts.seller == 0)
    assert mine.staff_hours > 0.0
    assert found.hours[pages].sum() == pytest.approx(mine.page_hours + mine.staff_hours)
    assert not found.hours[~pages].any()


def test_posts_follow_the_mix_of_their_maker() -> None:
    """Catches an account that publishes by another's mix."""
    content = {f"{name}_share": 0.05 * i for i, name in enumerate(CONTENT_MIX, 1)}
    one = firm(share=0.0, control=0.25, content={**content, "quick_share": 0.7})
    found = assigned({0: one})
    own = np.flatnonzero(found.seller == 0)
    assert len(own) > 1
    for i, name in enumerate(CONTENT_MIX, 1):
        assert set(getattr(found, name)[own].round(12)) == {round(0.05 * i, 12)}, name
    assert set(found.quick[own]) == {0.7}
    assert set(found.scripted[own]) == {0.25}


def test_the_most_skilled_become_influencers() -> None:
    """Catches briefed employees who are not the most skilled half, and hours that get lost."""
    strand = {"internal": 1.0, "joining": 0.25, "video_share": 0.9}
    one = firm(share=0.5, programme={"strand": (strand,)}, control=1.0)
    w, mine = world(), planned(one).strands[0]
    found = assigned({0: one})
    staff = np.flatnonzero((w.accounts.kind == L.STAFF) & (w.accounts.seller == 0))
    briefed = staff[found.joining[staff] > 0.0]
    assert len(briefed) == max(1, len(staff) // 2)
    skill = w.staff.skill[w.accounts.staff]
    others = np.setdiff1d(staff, briefed)
    assert len(others) == 0 or skill[briefed].min() >= skill[others].max()
    assert found.hours[briefed].sum() == pytest.approx(mine.inside_hours)
    assert found.joining[briefed].sum() == pytest.approx(mine.joining_hours)
    assert set(found.video[briefed]) == {0.9}
    assert (found.seller[influencers()] == -1).all(), "nobody outside is asked"


def test_reluctant_staff_post_less() -> None:
    """Catches staff whose resistance nobody feels, and pages or influencers who feel it."""
    resistance = np.linspace(0.0, 1.0, len(world().staff.key))
    w = dataclasses.replace(world(), staff=world().staff._replace(resistance=resistance))
    one = firm(share=0.0, control=0.0, trained=0.0)
    found = assigned({0: one}, w)
    staff = np.flatnonzero((w.accounts.kind == L.STAFF) & (w.accounts.seller == 0))
    assert np.all(np.diff(found.rate[staff]) < 0.0)
    assert set(found.rate[w.accounts.kind != L.STAFF]) == {1.0}


def test_nobody_speaks_for_anybody_at_first() -> None:
    """Catches an empty assignment in which somebody is tied or works at less than full rate."""
    none = empty_assignment(5)
    assert (none.seller == -1).all()
    assert (none.rate == 1.0).all()
    zero = [name for name in Assignment._fields if name not in ("seller", "rate")]
    assert not any(getattr(none, name).any() for name in zero)
    assert readers(world()).shape[1] <= len(CHANNELS)
