"""What sellers see when they look at their dashboards, and what they then do: a state made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import sim
from sim.agents.learning import Seen, habits_of
from sim.agents.reading import CHANNELS, CONTENT_KINDS
from sim.engine import state as st
from sim.engine.reviewing import (
    METRICS,
    Memory,
    acts,
    dashboard,
    deals,
    learned,
    memories,
    remember,
    review_habits,
    review_influencers,
)
from sim.network.layers import INFLUENCER_ACCOUNT, PAGE
from sim.scenarios.schema import Firm
from tests.chance.bits import rich, run

N_STYLES = len(CHANNELS) + len(CONTENT_KINDS) + 1
Rows = list[dict[str, int]]


def columns(kind: Any, rows: Rows, floats: frozenset[str] = frozenset()) -> Any:
    """A named tuple of columns in which only what a row names is not 0."""
    made = st.zeros(kind, len(rows), floats)
    for i, row in enumerate(rows):
        for name, value in row.items():
            getattr(made, name)[i] = value
    return made


def state_of(leads: Rows = [], needs: Rows = [], week: int = 20, **given: Any) -> Any:  # noqa: B006
    """As much of a state as a review reads: leads, purchases, acts by style, what accounts got."""
    bought = columns(st.Purchases, needs)
    return SimpleNamespace(
        week=week,
        n_leads=len(leads),
        leads=columns(st.Leads, [*leads, {}], st.LEAD_FLOATS),  # room for one more, as columns have
        purchases=bought,
        by_style=np.zeros((2, N_STYLES), np.int64),
        seen=np.zeros((4, len(st.SEEN)), np.int64),
        **given,
    )


def memory(reviewed: int = 0, **counts: int) -> Memory:
    """A memory of these counts."""
    found = np.zeros(st.N_COUNTS, np.int64)
    for name, n in counts.items():
        found[st.COUNT[name]] = n
    styles, seen = np.zeros(N_STYLES, np.int64), np.zeros((4, len(st.SEEN)), np.int64)
    return Memory(found, styles, seen, reviewed=reviewed)


# --- what is seen --------------------------------------------------------------------------------


def test_dashboard_worked() -> None:
    """Catches a figure that stands in another's place, or that is not of the time since the review."""
    state = state_of(
        leads=[{"seller": 1, "need": 0, "number": 1, "origin": st.OUTBOUND}],
        needs=[{"supplier": 1, "ordered": 15, "number": 1}],
    )
    state.by_style[1] = np.arange(N_STYLES) * 10
    held = memory(
        reviewed=10, replies=3, likes=20, shares=5, comments=4, questions=6, forms=2,
        leads_outbound=7, leads_inbound=9, leads_referral=50, leads=66, views=1000,
    )  # fmt: skip
    held.by_style[:] = np.arange(N_STYLES)
    first_kind = len(CHANNELS)
    assert dashboard(state, held, 1) == Seen(
        reactions_outreach=3.0,
        reactions_content=35.0,
        reactions_gated=2.0,
        leads_outreach=7.0,
        leads_content=7.0,
        leads_gated=2.0,
        deals_outreach=1.0,
        deals_content=0.0,
        deals_gated=0.0,
        by_channel=tuple(9.0 * i for i in range(first_kind)),
        by_kind=tuple(9.0 * i for i in range(first_kind, first_kind + 4)),
        influencers=9.0 * (N_STYLES - 1),
        own=9.0 * sum(range(first_kind, first_kind + 4)),
    )
    assert acts(held) == 29


def test_forms_are_no_more_than_inbound_leads() -> None:
    """Catches leads of content below nothing: who leaves two forms is one lead."""
    found = dashboard(state_of(), memory(forms=9, leads_inbound=4), 0)
    assert (found.leads_content, found.leads_gated) == (0.0, 4.0)


@pytest.mark.parametrize(
    ("lead", "found"),
    [
        ({"origin": st.OUTBOUND, "touch": st.T_REPLY}, (1, 0, 0)),
        ({"origin": st.INBOUND, "touch": st.T_ENQUIRY}, (0, 1, 0)),
        ({"origin": st.REFERRAL, "touch": st.T_REFERRAL}, (0, 1, 0)),
        ({"origin": st.INBOUND, "touch": st.T_FORM}, (0, 0, 1)),
        ({"origin": st.OUTBOUND, "touch": st.T_FORM}, (0, 0, 1)),
        ({"seller": 1}, (0, 0, 0)),  # somebody else's
        ({"number": 2}, (0, 0, 0)),  # of the purchase before
        ({"need": 1}, (0, 0, 0)),  # of another need, which is not decided
        ({"need": -1}, (0, 0, 0)),  # outside a purchase
    ],
)
def test_order_goes_to_what_its_lead_came_from(
    lead: dict[str, int], found: tuple[int, int, int]
) -> None:
    """Catches an order that is credited to a lead of another seller, purchase or need."""
    one = {"seller": 0, "need": 0, "number": 3, "origin": st.INBOUND, **lead}
    needs = [
        {"supplier": 0, "ordered": 15, "number": 3},
        {"supplier": 0, "ordered": 0, "number": 3, "open": 1},
    ]
    assert deals(state_of([one], needs), 0, 10) == found


@pytest.mark.parametrize(
    ("need", "counts"),
    [
        ({}, True),
        ({"ordered": 20}, True),
        ({"ordered": 9}, False),  # seen at the last review
        ({"ordered": 10}, True),  # decided after it, in its week
        ({"ordered": 0}, False),  # before measuring
        ({"open": 1}, False),  # the lead is of the purchase that is open
        ({"open": 1, "number": 2}, True),  # the next one has opened since
        ({"supplier": 1}, False),
    ],
)
def test_orders_since_the_last_review(need: dict[str, int], counts: bool) -> None:
    """Catches orders that are seen twice, before they are there, or by who lost them."""
    lead = {"seller": 0, "need": 0, "number": 1, "origin": st.OUTBOUND}
    found = deals(state_of([lead], [{"ordered": 15, "number": 1, **need}]), 0, 10)
    assert found == ((1, 0, 0) if counts else (0, 0, 0))


def test_newest_lead_has_the_credit() -> None:
    """Catches credit for the first of several leads of a purchase, or for all of them."""
    lead = {"seller": 0, "need": 0, "number": 1}
    leads = [
        {**lead, "origin": st.OUTBOUND},
        {**lead, "origin": st.INBOUND, "touch": st.T_FORM},
        {**lead, "origin": st.INBOUND, "touch": st.T_LIKE},
        {**lead, "seller": 1, "origin": st.OUTBOUND},
    ]
    assert deals(state_of(leads, [{"ordered": 15, "number": 1}]), 0, 10) == (0, 1, 0)


# --- what is kept in mind ------------------------------------------------------------------------


def test_memories_add_up_weeks() -> None:
    """Catches a week that is lost or counted for another seller; nobody begins with a past."""
    state = state_of()
    state.by_style[1, 2], state.seen[3, 1] = 7, 5
    held = memories(state, 2)
    assert (held[0].by_style[2], held[1].by_style[2]) == (0, 7)
    assert [m.seen[3, 1] for m in held] == [5, 5]
    week = np.arange(2 * st.N_COUNTS).reshape(2, -1)
    remember(held, week)
    remember(held, week)
    assert held[1].counts.tolist() == (2 * week[1]).tolist()
    state.by_style[1, 2] = 99
    assert held[1].by_style[2] == 7, "a memory is no view of the state"
    assert all(m.habits is None for m in held)
    one = Firm()
    assert learned(one, held[0]) is one


FIRMS = [Firm(learning={"steer": "reactions", "every_weeks": 4.0, "curiosity": 0.0}), Firm()]
WORLD: Any = SimpleNamespace(sellers=SimpleNamespace(key=np.array([11, 12])))


def test_review_is_due_and_clears_the_board() -> None:
    """Catches reviews before their time or by who learns nothing, and a board that is never cleared."""
    held = [memory(reviewed=1, replies=30), memory(reviewed=1, replies=30)]
    assert not review_habits(state_of(week=4), WORLD, FIRMS, held, 5)
    assert held[0].habits is None
    state = state_of(week=5)
    state.by_style[0] = 3
    assert review_habits(state, WORLD, FIRMS, held, 5)
    assert held[0].habits is not None
    usual = habits_of(FIRMS[0]).outreach
    assert held[0].habits.outreach == pytest.approx(usual + 0.2 * (1.0 - usual))
    assert (held[0].reviewed, held[0].counts.any(), held[0].by_style[0]) == (5, False, 3)
    assert learned(FIRMS[0], held[0]).voice.outreach_share == held[0].habits.outreach
    assert (held[1].habits, held[1].reviewed) == (None, 1)
    assert held[1].counts.any()


def test_rivals_are_seen_as_they_were() -> None:
    """Catches a seller who imitates what its rival has only just changed to."""
    eager = {"steer": "reactions", "every_weeks": 4.0, "step": 1.0, "imitation": 1.0}
    firms = [
        Firm(push_share=0.2, learning={**eager, "curiosity": 0.0}),
        Firm(push_share=0.6, learning={**eager, "curiosity": 0.0}),
    ]
    held = [memory(), memory(likes=9, replies=1)]
    assert review_habits(state_of(week=8), WORLD, firms, held, 5)
    assert held[0].habits is not None
    assert held[1].habits is not None
    assert held[0].habits.outreach == pytest.approx(0.6)
    assert held[1].habits.outreach == pytest.approx(0.1)  # one reply, nine likes
    idle = [firms[0], firms[1].model_copy(update={"active": False})]
    held = [memory(), memory(likes=9, replies=1)]
    review_habits(state_of(week=8), WORLD, idle, held, 5)
    assert held[0].habits is not None
    assert held[0].habits.outreach == pytest.approx(0.2), "nobody imitates who does nothing"


# --- influencers ---------------------------------------------------------------------------------


def engaged(seller: list[int]) -> tuple[Any, Any]:
    """A world of a page and three influencers, and whom each works for."""
    kind = np.array([PAGE, *[INFLUENCER_ACCOUNT] * 3])
    accounts = SimpleNamespace(kind=kind, key=np.array([1, 30, 20, 10]))
    return SimpleNamespace(accounts=accounts), SimpleNamespace(seller=np.array(seller))


@pytest.mark.parametrize("judged_by", METRICS)
def test_worst_influencer_is_let_go(judged_by: str) -> None:
    """Catches a firm that judges by what it does not look at, or by somebody else's influencers."""
    programme = {"share": 0.5, "review_weeks": 10.0, "judged_by": judged_by}
    firms = [Firm(influencers=programme), Firm(influencers={**programme, "share": 0.0})]
    world, assignment = engaged([0, 0, 0, 1])
    state, held = state_of(week=10), [memory(), memory()]
    held[0].seen[2, METRICS[judged_by]] = 100
    state.seen[1:] = 50
    state.seen[2, METRICS[judged_by]] = 110  # 10 since the last time
    assert not review_influencers(state_of(week=9), world, firms, held, assignment)
    assert review_influencers(state, world, firms, held, assignment)
    assert held[0].habits is None, "its settings hold"
    assert held[0].dropped == {2}
    assert (held[0].evaluated, held[1].evaluated) == (10, 0)
    assert held[1].habits is None
    assert not review_influencers(state_of(week=19), world, firms, held, assignment)
    state.seen[1, METRICS[judged_by]], state.week = 1000, 20
    world, assignment = engaged([0, 0, -1, 0])
    assert review_influencers(state, world, firms, held, assignment)
    assert held[0].dropped == {2, 3}, "whoever was let go stays gone"


# --- in a run ------------------------------------------------------------------------------------


def test_reviews_take_place_in_a_run() -> None:
    """Catches learning that is switched on and does nothing, or that goes on beside the plan."""
    model = run(rich())
    focal = model.memories[0]
    assert isinstance(model, sim.BuyerNetwork)
    assert focal.habits is not None
    assert model.week - focal.reviewed < 3
    assert model.memories[3].habits is None, "Sable learns nothing"
    week = model.simulation.records.weeks
    since = sum(row["counts"][0] for row in week[focal.reviewed - 1 : -1])
    assert focal.counts.tolist() == since.tolist()
    plan = model.sellers[0].plan(0.3)
    assert plan.channels == pytest.approx(focal.habits.channels)
    assert model.simulation.policy.channels[0] == pytest.approx(focal.habits.channels)
    model.close()
