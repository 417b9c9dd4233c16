"""People who leave: what they did is not done, what they earned goes with them."""

from __future__ import annotations

import numpy as np
import pytest

import sim

SMALL = {"market.members": 300, "market.weeks": 12, "market.warmup": 8, "market.seller": (
    {"name": "Northwind", "categories": (0, 1), "reps": 10.0, "experts": 10.0, "customers": 0.3},
    {"name": "Harbour", "categories": (0, 2)},
)}  # fmt: skip


def market(*events: dict[str, object]) -> sim.BuyerNetwork:
    """A small market with some events."""
    return sim.BuyerNetwork(sim.load("mixed").set_all({**SMALL, "event": events}), seed=4)


def test_who_is_away_does_nothing() -> None:
    """No message leaves with the absent rep's name, no lead of theirs is worked, no post appears."""
    model = market({"week": 3, "path": "focal.away", "value": ["rep 0", "expert 0"], "until": 8})
    gone = [e for e in model.employees if e.name in ("Northwind/rep 0", "Northwind/expert 0")]
    rep = gone[0].row
    for _ in range(12):
        model.step()
        away = 3 <= model.week <= 8
        assert [e.present for e in gone] == [not away, not away]
        written = model.state.dyads.last_week[model.state.dyads.staff == rep] == model.week
        n = model.state.n_leads
        held = (model.state.leads.rep[:n] == rep) & (model.state.leads.state[:n] == 1)
        if away:
            assert not written.any()
            assert not held.any()
            assert all(e.posting == 0 for e in gone)
        elif model.week == 9:
            assert gone[1].posting > 0


def test_personal_trust_goes_with_the_person() -> None:
    """Customers who knew only the leaver have no personal trust left; back, it is there again."""
    model = market({"week": 1, "path": "focal.away", "value": ["rep 0"], "until": 1})
    rep = next(e for e in model.employees if e.name == "Northwind/rep 0").row
    dyads = model.state.dyads
    known = np.unique(dyads.person[(dyads.staff == rep) & (dyads.contacts > 0)])
    others = np.unique(dyads.person[(dyads.staff != rep) & (dyads.contacts > 0)])
    only = np.setdiff1d(known, others)
    assert len(only) >= 2
    before = model.state.beliefs.personal[only, 0].copy()
    assert (before > 0).all()
    model._take_settings(1)
    assert (model.state.beliefs.personal[only, 0] == 0).all()
    model._take_settings(2)
    assert (model.state.beliefs.personal[only, 0] == before).all()


def test_nothing_changes_before_somebody_leaves() -> None:
    """Same bits up to the week of the event."""
    usual, later = market(), market({"week": 7, "path": "focal.away", "value": ["rep 1"]})
    for _ in range(6):
        usual.step()
        later.step()
    assert usual.state.beliefs.brand.tobytes() == later.state.beliefs.brand.tobytes()
    for _ in range(6):
        usual.step()
        later.step()
    assert usual.state.beliefs.brand.tobytes() != later.state.beliefs.brand.tobytes()


def test_nobody_is_away_who_does_not_exist() -> None:
    """A name that the seller does not have is refused before the first week, with those it has."""
    with pytest.raises(sim.BadInput, match="holds 'rep 9'; Northwind has rep 0 to 2"):
        market({"week": 9, "path": "focal.away", "value": ["rep 9"]})


def test_everybody_away_leaves_leads_with_nobody() -> None:
    """Leads without anybody to work them stay; they find an owner when somebody is back."""
    reps = ["rep 0", "rep 1", "rep 2"]
    model = market({"week": 2, "path": "focal.away", "value": reps, "until": 6})
    for _ in range(6):
        model.step()
    n, leads = model.state.n_leads, model.state.leads
    mine = (leads.seller[:n] == 0) & (leads.state[:n] == 1)
    assert mine.any()
    assert (leads.rep[:n][mine] == -1).all()
    model.step()
    mine = (leads.seller[: model.state.n_leads] == 0) & (leads.state[: model.state.n_leads] == 1)
    assert (leads.rep[: model.state.n_leads][mine] >= 0).all()
