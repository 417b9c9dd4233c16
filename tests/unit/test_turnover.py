"""People leave and others take their places: what stands in a firm's files stays, the rest goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import sim
from sim.engine import state as st
from sim.engine.kernels.turnover import kept_share, replace_people, start_anew
from tests.chance.bits import rich


@pytest.fixture
def model() -> Iterator[sim.BuyerNetwork]:
    """A market under way, in which nobody leaves by chance."""
    made = sim.BuyerNetwork(rich(parameters__delivery__turnover=0.0), seed=3).run(10)
    yield made
    made.close()


def dealt_with(model: sim.BuyerNetwork) -> tuple[int, int, int]:
    """A dyad with contacts, its person and its seller."""
    dyads = model.state.dyads
    d = int(np.argmax(dyads.contacts))
    assert dyads.contacts[d] > 0.0
    return d, int(dyads.person[d]), int(model.world.staff.seller[dyads.staff[d]])


def leave(model: sim.BuyerNetwork, m: int) -> None:
    """Somebody new takes person m's place."""
    w, s, p = model.world, model.state, model.simulation.p
    start_anew(
        m, w.follows, w.people, w.sellers, w.staff, s.bond, s.tie, s.beliefs, s.marks, s.persons,
        s.dyads, p["belief"], p["attention"],
    )  # fmt: skip


def with_files(model: sim.BuyerNetwork, m: int, share: float) -> None:
    """Of every contact of person m this share is in writing."""
    mine = model.state.dyads.person == m
    model.state.dyads.filed[mine] = share * model.state.dyads.contacts[mine]


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_files_keep_what_they_hold(share: float, model: sim.BuyerNetwork) -> None:
    """Catches contacts that go although they are filed, and such that stay although they are not."""
    d, m, s = dealt_with(model)
    state, p = model.state, model.simulation.p["belief"]
    with_files(model, m, share)
    state.beliefs.trace[m, s], state.beliefs.info[m, s] = 0.8, 0.6
    state.beliefs.brand[m, s], state.beliefs.weight[m, s] = 0.9, p.prior_weight + 4.0
    state.dyads.weight[d], contacts = p.prior_weight + 2.0, float(state.dyads.contacts[d])
    reputation = model.world.sellers.reputation[s]
    leave(model, m)
    assert state.dyads.contacts[d] == pytest.approx(share * contacts)
    assert state.dyads.weight[d] == pytest.approx(p.prior_weight + share * 2.0)
    assert state.beliefs.trace[m, s] == pytest.approx(share * 0.8)
    assert state.beliefs.info[m, s] == pytest.approx(share * 0.6)
    assert state.beliefs.brand[m, s] == pytest.approx(reputation + share * (0.9 - reputation))
    assert state.beliefs.weight[m, s] == pytest.approx(p.prior_weight + share * 4.0)
    mine = (state.dyads.person == m) & (model.world.staff.seller[state.dyads.staff] == s)
    assert state.beliefs.contacts[m, s] == pytest.approx(state.dyads.contacts[mine].sum())
    if share == 0.0:
        assert state.beliefs.personal[m, s] == 0.0


def test_files_are_one_sellers(model: sim.BuyerNetwork) -> None:
    """Catches files that are read of another seller's dealings, or more kept than there was."""
    _, m, s = dealt_with(model)
    dyads, staff = model.state.dyads, model.world.staff
    with_files(model, m, 0.5)
    shares = [kept_share(m, o, staff, dyads) for o in range(model.world.n_sellers)]
    assert shares[s] == pytest.approx(0.5)
    for o, share in enumerate(shares):
        met = (dyads.person == m) & (staff.seller[dyads.staff] == o) & (dyads.contacts > 0.0)
        assert (share > 0.0) == met.any()
    with_files(model, m, 3.0)
    assert kept_share(m, s, staff, dyads) == 1.0


def test_feelings_go_with_the_person(model: sim.BuyerNetwork) -> None:
    """Catches a newcomer who is annoyed, shut off or in talks because somebody else was."""
    d, m, _ = dealt_with(model)
    state = model.state
    with_files(model, m, 1.0)
    state.beliefs.annoyance[m], state.beliefs.affect[m], state.beliefs.trigger[m] = 0.9, -0.5, 0.4
    state.marks.blocked[m], state.marks.thread[m], state.marks.turns[m] = 1, st.AWAITING, 3
    state.marks.trigger_kind[m], state.marks.root[m] = st.OWN, 5
    state.dyads.attempts[d], state.dyads.muted[d] = 4, 1
    state.persons.acted[m], state.persons.regard[m] = 2, 0.123
    follows = model.world.follows
    rows = slice(follows.ptr[m], follows.ptr[m + 1])
    state.bond[rows], state.tie[rows] = 0.5, 0.5
    leave(model, m)
    for column in (state.beliefs.annoyance, state.beliefs.affect, state.beliefs.trigger):
        assert not column[m].any()
    for column in (state.marks.blocked, state.marks.turns):
        assert not column[m].any()
    assert (state.marks.thread[m] == st.NO_THREAD).all()
    assert (state.marks.trigger_kind[m] == st.QUIET).all()
    assert (state.marks.root[m] == -1).all()
    assert (state.dyads.attempts[d], state.dyads.muted[d]) == (0, 0)
    assert state.persons.acted[m] == -1
    assert state.persons.regard[m] != 0.123
    assert not state.bond[rows].any()
    assert not state.tie[rows].any()


def test_who_forgets_a_seller_may_become_aware_anew(model: sim.BuyerNetwork) -> None:
    """Catches a newcomer who never counts as newly aware because its predecessor was."""
    _, m, s = dealt_with(model)
    state, bar = model.state, model.simulation.p["belief"].aware_bar
    with_files(model, m, 0.5)
    state.marks.aware_week[m], state.marks.trust_week[m] = 4, 5
    state.beliefs.trace[m] = 0.0
    state.beliefs.trace[m, s] = min(1.0, 2.0 * bar + 0.1)
    leave(model, m)
    others = np.arange(model.world.n_sellers) != s
    assert (state.marks.aware_week[m, s], state.marks.trust_week[m, s]) == (4, 5)
    assert (state.marks.aware_week[m, others] == st.NEVER).all()
    assert (state.marks.trust_week[m, others] == st.NEVER).all()


def test_nobody_else_is_touched(model: sim.BuyerNetwork) -> None:
    """Catches a newcomer whose colleagues forget as well."""
    _, m, _ = dealt_with(model)
    before = model.state.copy()
    leave(model, m)

    def others(group: Any) -> list[np.ndarray]:
        rest = np.arange(model.world.n_people) != m
        return [column[rest] for column in group]

    for a, b in (
        (before.beliefs, model.state.beliefs),
        (before.marks, model.state.marks),
        (before.persons, model.state.persons),
    ):
        assert all(np.array_equal(x, y) for x, y in zip(others(a), others(b), strict=True))
    rest = before.dyads.person != m
    same = zip(before.dyads, model.state.dyads, strict=True)
    assert all(np.array_equal(x[rest], y[rest]) for x, y in same)


@pytest.mark.parametrize("rate", [0.0, 0.3, 1.0])
def test_only_members_leave_and_as_often_as_is_said(rate: float, model: sim.BuyerNetwork) -> None:
    """Catches turnover of the public, at another rate, or of the same people every week."""
    w, s, p = model.world, model.state, model.simulation.p
    members = w.people.org >= 0
    keys = model.simulation.keys("calendar")
    keys = type(keys)(*(int(key) for key in keys))  # as kernels take them that are not compiled
    left = []
    for week in (11, 12):
        s.beliefs.annoyance[:] = 0.7
        replace_people(
            week, w.people, w.follows, w.sellers, w.staff, s.bond, s.tie, s.beliefs, s.marks,
            s.persons, s.dyads, keys, p["delivery"]._replace(turnover=rate), p["belief"],
            p["attention"],
        )  # fmt: skip
        left.append(~s.beliefs.annoyance.any(axis=1))
    assert not any(gone[~members].any() for gone in left)
    n = members.sum()
    slack = 4.5 * np.sqrt(rate * (1.0 - rate) / n)  # a correct rate lies outside once in 150,000
    assert all(abs(gone[members].mean() - rate) <= slack for gone in left)
    assert (left[0] != left[1]).any() == (0.0 < rate < 1.0)
