"""Relations of sellers with organisations, built up step by step in a state made by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

import sim
from sim.agents.relation import LAYER_BAR, MANY, SATISFIED, STAGES
from sim.engine import state as st
from sim.engine.kernels.measure import RECENT
from sim.measures import MEASURES, totals
from sim.results import run_of
from tests.chance.bits import rich

S = 0  # the seller in question


@pytest.fixture
def model() -> Iterator[sim.BuyerNetwork]:
    """A market at the end of its warm-up in which nobody has anything to do with seller 0."""
    made = sim.BuyerNetwork(rich(), seed=1)
    state = made.state
    for column in (state.beliefs.trace, state.beliefs.contacts, state.beliefs.personal):
        column[:, S] = 0.0
    state.beliefs.info[:, S] = 0.0
    state.marks.act_week[:, S] = st.NEVER
    state.marks.group[:, S] = st.NO_GROUP
    state.dyads.contacts[:] = 0.0
    state.told[:, S] = st.NEVER
    state.purchases.supplier[state.purchases.supplier == S] = -1
    yield made
    made.close()


def organisation(model: sim.BuyerNetwork) -> int:
    """An organisation in the seller's target with enough people."""
    sellers, orgs = model.world.sellers, model.world.orgs
    mine = sellers.target_orgs[sellers.target_ptr[S] : sellers.target_ptr[S + 1]]
    return int(next(o for o in mine if orgs.size[o] >= 4))


def people_of(model: sim.BuyerNetwork, org: int) -> np.ndarray:
    """Its people."""
    return np.flatnonzero(model.world.people.org == org)


def relation(model: sim.BuyerNetwork, org: int) -> pd.Series:
    """The row of its relation with the seller."""
    table = model.relations
    key, name = model.world.orgs.key[org], model.world.seller_names[S]
    found = table[(table["organisation"] == key) & (table["seller"] == name)]
    assert len(found) == 1
    return found.iloc[0]


def test_table_holds_every_relation_of_the_target_once(model: sim.BuyerNetwork) -> None:
    """Catches relations with whoever buys nothing that the seller offers, and lost ones."""
    table = model.relations
    assert not table.duplicated(["organisation", "seller"]).any()
    for s, name in enumerate(model.world.seller_names):
        org = model.world.people.org[model.world.sellers.target[:, s] == 1]
        assert set(table[table["seller"] == name]["organisation"]) == set(
            model.world.orgs.key[np.unique(org)]
        )
    mine = table[table["seller"] == model.world.seller_names[S]]
    assert set(mine["stage"]) == {"unknown"}
    assert (mine[["actor_bonds", "resource_ties", "activity_links"]] == 0.0).all(axis=None)


def test_stages_are_climbed_one_by_one(model: sim.BuyerNetwork) -> None:
    """Catches a stage that is reached by something else than what it asks for."""
    org = organisation(model)
    mine, state = people_of(model, org), model.state
    need = int(model.world.orgs.need_ptr[org])
    one = mine[:1]

    def stage() -> str:
        return str(relation(model, org)["stage"])

    assert stage() == "unknown"
    state.beliefs.trace[one, S] = 1.0
    assert stage() == "connection"
    state.beliefs.contacts[one, S] = 2.0
    assert stage() == "interaction"
    state.purchases.satisfaction[need] = 1.0
    assert stage() == "interaction", "satisfied with somebody else"
    state.purchases.supplier[need] = S
    state.purchases.orders[need] = 1
    assert stage() == "satisfaction"
    state.purchases.satisfaction[need] = SATISFIED - 0.01
    assert stage() == "interaction"
    state.purchases.satisfaction[need] = SATISFIED
    state.purchases.orders[need] = 2
    assert stage() == "retention"
    state.persons.bar[mine] = 0.5
    state.beliefs.trace[mine, S] = 1.0
    state.beliefs.contacts[mine, S] = 2.0
    half = mine[: (len(mine) + 1) // 2]
    state.beliefs.personal[mine, S], state.beliefs.brand[mine, S] = 0.1, 0.1
    assert stage() == "retention"
    state.beliefs.personal[half, S], state.beliefs.brand[half, S] = 0.9, 0.9
    assert stage() == "commitment"
    state.told[org, S] = model.week - RECENT
    assert stage() == "commitment", "too long ago"
    state.told[org, S] = model.week - RECENT + 1
    assert stage() == "advocacy"
    state.marks.act_week[mine[: MANY - 1], S] = model.week
    assert stage() == "advocacy"
    state.marks.group[mine[-1], S] = st.ACTIVE
    assert stage() == "engagement"
    state.beliefs.trace[mine, S] = 0.0
    assert stage() == "unknown", "who has forgotten the seller has no relation with it"
    assert set(STAGES) == {
        "unknown", "connection", "interaction", "satisfaction", "retention", "commitment",
        "advocacy", "engagement",
    }  # fmt: skip


def test_layers_worked(model: sim.BuyerNetwork) -> None:
    """Catches a layer that is another's sum, or no mean over all people of the organisation."""
    org = organisation(model)
    mine, state = people_of(model, org), model.state
    n = len(mine)
    half = model.simulation.p["belief"].contacts_half
    state.beliefs.contacts[mine[0], S], state.beliefs.personal[mine[0], S] = half, 0.8
    state.beliefs.info[mine[:2], S] = (0.6, 0.2)
    state.marks.act_week[mine[0], S] = model.week - RECENT + 1
    state.marks.act_week[mine[1], S] = model.week - RECENT  # too long ago
    found = relation(model, org)
    assert found["actor_bonds"] == pytest.approx(0.4 / n)  # half as much as they have met
    assert found["resource_ties"] == pytest.approx(0.8 / n)
    assert found["activity_links"] == pytest.approx(1.0 / n)
    assert found["people"] == n


def test_a_contact_of_late_is_an_activity_link(model: sim.BuyerNetwork) -> None:
    """Catches links that only public acts make, or that other sellers' people make."""
    dyads, staff = model.state.dyads, model.world.staff
    members = model.world.people.org[dyads.person] >= 0
    own = np.flatnonzero((staff.seller[dyads.staff] == S) & members)
    target = model.world.sellers.target[dyads.person[own], S] == 1
    d = int(own[target][0])
    org = int(model.world.people.org[dyads.person[d]])
    mine = np.isin(dyads.person, people_of(model, org))
    dyads.last_week[mine] = model.week
    assert relation(model, org)["activity_links"] == 0.0, "written to is not talked with"
    dyads.contacts[d] = 1.0
    n = len(people_of(model, org))
    assert relation(model, org)["activity_links"] == pytest.approx(1.0 / n)
    dyads.last_week[d] = model.week - RECENT
    assert relation(model, org)["activity_links"] == 0.0


def test_measures_count_the_relations() -> None:
    """Catches a measure of relations that counts others than the table shows."""
    model = sim.BuyerNetwork(rich(), seed=1).run()
    table, summary = model.relations, model.sellers_summary
    layers = ["actor_bonds", "resource_ties", "activity_links"]
    for name in model.world.seller_names:
        mine, found = table[table["seller"] == name], summary.loc[name]
        stage = mine["stage"].map(STAGES.index)
        for code, word in enumerate(STAGES[1:], 1):
            assert found[f"relations_{word}"] == (stage == code).sum()
        met, begun = mine[stage >= 2], (stage >= 1).sum()
        assert found["reciprocated_share"] == pytest.approx(len(met) / begun, nan_ok=True)
        for layer in layers:
            assert found[layer] == pytest.approx(met[layer].mean(), nan_ok=True)
        deep = (met[layers] >= LAYER_BAR).sum(axis=1)
        assert found["relation_depth"] == pytest.approx(deep.mean(), nan_ok=True)
    assert table["stage"].nunique() > 3
    assert table["customer"].any()
    run = run_of(model)
    assert len(totals(run)["actor_bonds"]) == len(model.world.seller_names)
    assert "actor_bonds" in MEASURES
    model.close()
