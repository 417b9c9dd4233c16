"""Measures by group of people: groups add up to the market, and the market as one group is the run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

import sim
from sim import results
from sim.agents.buying_centre import ROLES
from sim.groups import OF_THE_FIRM, SIZE_BANDS, Traits, cells_of, group_run, masks, traits_of
from sim.measures import MEASURES, totals
from tests.chance.bits import rich, run

FLOWS = sorted(n for n, m in MEASURES.items() if m.kind == "flow" and n not in OF_THE_FIRM)
STATES = sorted(n for n, m in MEASURES.items() if m.kind == "state" and n not in OF_THE_FIRM)
ENDS = sorted(n for n, m in MEASURES.items() if m.kind in ("end", "ratio") and n not in OF_THE_FIRM)
#: Counted once a week and not at the end: who fell silent in the last week was there in it.
OF_THE_WEEK = {"group_members"}
SEED = 1  # in whose market the focal seller has customers from the start


@pytest.fixture(scope="module")
def model() -> Iterator[sim.BuyerNetwork]:
    """A busy market at its end."""
    made = run(rich(parameters__club__tiring=0.05), seed=SEED)
    yield made
    made.close()


@pytest.fixture(scope="module")
def table(model: sim.BuyerNetwork) -> pd.DataFrame:
    """Its table of groups."""
    return model.groups


def focal_totals(model: sim.BuyerNetwork) -> pd.Series:
    """Every measure of the focal seller."""
    return model.summary


# --- who is in which group -----------------------------------------------------------------------


def test_cells_are_combinations_of_traits() -> None:
    """Catches people counted with others, and a combination that is told apart twice."""
    traits = Traits(
        *(np.array(c) for c in ([0, 0, 5, 0], [1, 1, 0, 0], [0, 0, -1, 0], [2, 2, -1, 2]))
    )
    cells = cells_of(traits)
    assert cells.dtype == np.int64
    assert cells[0] == cells[1]
    assert sorted(set(cells.tolist())) == [0, 1, 2]
    assert len({cells[0], cells[2], cells[3]}) == 3


def test_traits_are_those_of_people(model: sim.BuyerNetwork) -> None:
    """Catches a band, industry or relation of somebody else's organisation."""
    people, orgs = model.world.people, model.world.orgs
    customer = np.arange(model.world.n_people) % 3 == 0
    traits = traits_of(model.world, customer)
    assert traits.role.tolist() == people.role.tolist()
    assert traits.relation.tolist() == customer.astype(int).tolist()
    for m in range(model.world.n_people):
        org = people.org[m]
        if org < 0:
            assert (traits.size[m], traits.industry[m]) == (-1, -1)
            continue
        low, high, _ = SIZE_BANDS[traits.size[m]]
        assert low <= orgs.size[org] <= high
        assert traits.industry[m] == orgs.industry[org]


def test_groups_part_the_people(model: sim.BuyerNetwork) -> None:
    """Catches somebody in two groups of a kind or in none; the public has no organisation."""
    public = model.world.people.org < 0
    by_kind: dict[str, list[np.ndarray]] = {}
    for kind, _, mask in masks(model.traits):
        by_kind.setdefault(kind, []).append(mask)
        cells = set(model.state.cell[mask])
        assert not cells & set(model.state.cell[~mask]), "a cell lies within a group or outside"
    assert list(by_kind) == ["role", "relation", "size", "industry"]
    for kind, found in by_kind.items():
        times = np.sum(found, axis=0)
        assert (times == 1 - (public if kind != "role" else 0)).all(), kind


def test_relation_is_settled_when_measuring_begins(model: sim.BuyerNetwork) -> None:
    """Catches customers of the end among the customers: then the group would follow the result."""
    start = sim.BuyerNetwork(rich(), seed=SEED)
    supplied = start.state.purchases.supplier == 0
    orgs = set(start.world.needs.org[supplied].tolist())
    mine = np.array([org in orgs for org in start.world.people.org])
    assert (model.traits.relation == mine).all()
    assert 0 < mine.sum() < len(mine)
    start.close()


# --- sums ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["role", "relation", "size", "industry"])
def test_flows_of_groups_add_up(kind: str, model: sim.BuyerNetwork, table: pd.DataFrame) -> None:
    """Catches something that is counted for the seller and for nobody, or for two groups."""
    mine = table[table["group"] == kind]
    public = table[(table["group"] == "role") & (table["value"] == "public")]
    whole = focal_totals(model)
    for name in FLOWS:
        total = mine[name].sum() + (0.0 if kind == "role" else public[name].sum())
        assert total == pytest.approx(whole[name]), name
    assert (whole[FLOWS] > 0).sum() > 30, "the market must be busy"


def test_target_members_add_up(model: sim.BuyerNetwork, table: pd.DataFrame) -> None:
    """Catches groups over other people than the seller's target."""
    n = model.world.sellers.n_target[0]
    for _, mine in table.groupby("group"):
        assert mine["target_members"].sum() == n
    roles = table[table["group"] == "role"].set_index("value")["target_members"]
    assert list(roles.index) == list(ROLES)
    assert roles["public"] == 0


def test_market_as_one_group_is_the_run(model: sim.BuyerNetwork) -> None:
    """Catches a group whose measures are computed otherwise than the market's."""
    whole = results.run_of(model)
    everybody = np.ones(model.world.n_people, bool)
    found = totals(group_run(model, whole, 0, everybody, True))
    expected = totals(whole)
    for name in (*FLOWS, *ENDS):
        same = found[name][0] == pytest.approx(expected[name][0], nan_ok=True)
        assert same, (name, found[name], expected[name][0])
    for name in set(STATES) - OF_THE_WEEK:
        weekly = MEASURES[name].weekly
        assert weekly is not None
        last = np.asarray(weekly(whole), float)[-1, 0]
        assert found[name][0] == pytest.approx(last, abs=1e-6, nan_ok=True), name


def test_states_of_groups_are_means_of_their_people(
    model: sim.BuyerNetwork, table: pd.DataFrame
) -> None:
    """Catches a mean over others than the target members of the group, as it stands at the end."""
    target = model.world.sellers.target[:, 0] == 1
    beliefs, bar = model.state.beliefs, model.simulation.p["belief"].aware_bar
    for kind, name, mask in masks(model.traits):
        row = table[(table["group"] == kind) & (table["value"] == name)].iloc[0]
        mine = mask & target
        if not mine.any():
            assert np.isnan(row["brand_trust"])
            continue
        assert row["brand_trust"] == pytest.approx(beliefs.brand[mine, 0].mean())
        assert row["awareness"] == pytest.approx((beliefs.trace[mine, 0] >= bar).mean())
        assert row["annoyance"] == pytest.approx(beliefs.annoyance[mine, 0].mean())
        assert row["reached_share"] == pytest.approx(row["reach"] / mine.sum())
        assert row["leads_per_100"] == pytest.approx(100.0 * row["leads"] / mine.sum())


def test_members_of_the_sellers_group_are_those_at_the_end(
    model: sim.BuyerNetwork, table: pd.DataFrame
) -> None:
    """Catches weeks of members added up where members are meant."""
    active = model.state.marks.group[:, 0] == 1
    assert active.any()
    for kind, name, mask in masks(model.traits):
        row = table[(table["group"] == kind) & (table["value"] == name)].iloc[0]
        assert row["group_members"] == active[mask].sum()


# --- missing values ------------------------------------------------------------------------------


def test_what_nobody_stands_behind_is_missing(table: pd.DataFrame) -> None:
    """Catches a number for a group that only the firm has: posts, hours, money, its understanding."""
    assert set(MEASURES) >= OF_THE_FIRM
    assert table[sorted(OF_THE_FIRM)].isna().all(axis=None)


def test_roles_have_no_relations(table: pd.DataFrame) -> None:
    """Catches relations of organisations told of a role, of which an organisation has several."""
    roles, others = table[table["group"] == "role"], table[table["group"] == "size"]
    of_orgs = [n for n in MEASURES if n.startswith("relations_")]
    of_orgs += ["actor_bonds", "resource_ties", "activity_links", "relation_depth"]
    of_orgs += ["reciprocated_share", "open_opportunities", "expected_revenue", "customers"]
    assert roles[of_orgs].isna().all(axis=None)
    assert others[[n for n in of_orgs if n.startswith("relations_")]].notna().all(axis=None)
    assert others["customers"].sum() > 0
