"""What must not matter does not: an idle rival, a stranger, the order of people, spare settings.

A world is changed, both worlds are run, and every column is compared to the bit, in terms of
identities. Where two runs part, the failure names the first week, phase and columns.
"""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

import sim
from sim.network import layers as L
from sim.network.worlds import build_world
from sim.scenarios.load import Scenario
from tests.chance.bits import digests, parted, rich, run
from tests.property.variants import (
    by_identity,
    differing,
    first_difference,
    permuted,
    simulate,
    with_outsider,
)

SEEDS = (3, 4)
IDLE = {
    "name": "Idle", "categories": (0, 1, 2, 3), "reps": 0.0, "experts": 0.0, "customers": 0.0,
    "followers": 0.0, "known": 0.0, "past": 0.0,
}  # fmt: skip


def plain(**changes: Any) -> Scenario:
    """The rich market without events, which `simulate` knows nothing of."""
    return rich(event=(), market__scale_budgets=False, **changes)


def assert_same(
    world: L.World, original: Scenario, changed_world: L.World, changed: Scenario, seed: int
) -> None:
    """Both runs are the same to the bit in terms of identities of `world`."""
    a = by_identity(simulate(world, original, seed), world)
    b = by_identity(simulate(changed_world, changed, seed), world)
    assert int(a["leads.week"].size) > 50, "the market must be busy"
    if differing(a, b):
        where = first_difference(world, [(world, original), (changed_world, changed)], seed)
        pytest.fail(f"the runs part in {where}; at the end differ {differing(a, b)}")


def test_helper_runs_as_the_model_does() -> None:
    """Catches a helper that runs something else than the model, by which the rest would be void."""
    scenario = plain()
    model = sim.BuyerNetwork(scenario, world_seed=3, luck_seed=5).run()
    mine = simulate(build_world(scenario.settings.market, 3), scenario, 5)
    a, b = by_identity(model.simulation, model.world), by_identity(mine, model.world)
    assert differing(a, b) == []
    other = by_identity(simulate(model.world, scenario, 6), model.world)
    assert {"beliefs.trace", "marks.root", "leads.person"} <= set(differing(a, other))


def test_first_difference_is_found() -> None:
    """Catches a comparison that sees nothing: a changed person must show, and where."""
    scenario = plain()
    world = build_world(scenario.settings.market, 3)
    people = world.people._replace(privacy=1.0 - world.people.privacy)
    changed = dataclasses.replace(world, people=people)
    found = first_difference(world, [(world, scenario), (changed, scenario)], 3)
    assert found is not None
    label, names = found
    assert label.endswith("react")
    assert names


@pytest.mark.parametrize("seed", SEEDS)
def test_idle_rival_changes_nothing(seed: int) -> None:
    """Catches luck, sums or order that depend on how many sellers there are."""
    scenario = plain()
    sellers = scenario.settings.market.seller
    rivals = [r.model_dump() for r in scenario.settings.rival]
    more = scenario.set_all(
        {
            "market.seller": (*(s.model_dump() for s in sellers), IDLE),
            "rival": (*rivals, {"seller": "Idle", "active": False}),
        }
    )
    world = build_world(scenario.settings.market, seed)
    with_rival = build_world(more.settings.market, seed)
    assert with_rival.n_sellers == world.n_sellers + 1
    assert_same(world, scenario, with_rival, more, seed)


def test_busy_rival_changes_something() -> None:
    """Catches a comparison that leaves out what rivals change: one that acts must show."""
    scenario = plain()
    world = build_world(scenario.settings.market, 3)
    rivals = [r.model_dump() for r in scenario.settings.rival]
    rivals[2] = {"seller": "Sable", "active": True}
    more = scenario.set_all({"rival": tuple(rivals)})
    a = by_identity(simulate(world, scenario, 3), world)
    b = by_identity(simulate(world, more, 3), world)
    assert {"beliefs.trace", "counts", "marks.lead_week"} <= set(differing(a, b))


@pytest.mark.parametrize("seed", SEEDS)
def test_stranger_changes_nothing(seed: int) -> None:
    """Catches luck, shares or order that depend on how many people there are."""
    scenario = plain()
    world = build_world(scenario.settings.market, seed)
    assert_same(world, scenario, with_outsider(world), scenario, seed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("order", ["reversed", "shuffled", "public first"])
def test_order_of_people_changes_nothing(order: str, seed: int) -> None:
    """Catches luck by row, sums in the order of rows, and who comes first by place."""
    scenario = plain()
    world = build_world(scenario.settings.market, seed)
    n = world.n_people
    orders = {
        "reversed": np.arange(n)[::-1].copy(),
        "shuffled": np.random.default_rng(seed).permutation(n),
        "public first": np.roll(np.arange(n), n - world.n_members),
    }
    changed = permuted(world, orders[order])
    assert not np.array_equal(changed.people.key, world.people.key)
    back = permuted(changed, np.argsort(orders[order]))
    assert back.fingerprint() == world.fingerprint()
    assert_same(world, scenario, changed, scenario, seed)


@pytest.mark.parametrize("wide", [False, True])
def test_order_of_people_in_a_busy_market(wide: bool) -> None:
    """Catches an order of rows that only shows where queues, buffers and limits are full."""
    scenario = plain(
        parameters__selling__referral_rate=0.5,
        parameters__lead__queue_per_rep=3.0,
        focal__outreach__contact_rules="own_initiative" if wide else "account_owner",
        focal__push_share=0.9 if wide else 0.1,
        parameters__talk__rate=3.0,
        parameters__attention__items_per_week=60.0,
    )
    world = build_world(scenario.settings.market, 3)
    order = np.random.default_rng(11).permutation(world.n_people)
    assert_same(world, scenario, permuted(world, order), scenario, 3)


# --- settings that change nothing ----------------------------------------------------------------


@lru_cache(maxsize=4)
def digests_of(**changes: Any) -> dict[str, str]:
    """Digests of the rich market, to which many ways of writing it are held."""
    return digests(run(rich(**changes)))


@pytest.mark.parametrize(
    "path",
    [
        "focal.push_share",
        "focal.control",
        "focal.acquisition",
        "focal.selling_share",
        "focal.outreach.contact_rules",
        "market.currency",
        "parameters.talk.rate",
        "market.season",
    ],
)
def test_setting_what_is_set_changes_nothing(path: str) -> None:
    """Catches a setting that counts as changed because it was written."""
    scenario = rich()
    value: Any = scenario.settings
    for part in path.split("."):
        value = getattr(value, part)
    again = scenario.set(path, value)
    assert again.hash == scenario.hash
    assert parted(digests(run(again)), digests_of()) == []


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"market.season": (1.0,) * 52}, id="a flat season"),
        pytest.param({"market.season": (7.5,) * 52}, id="a flat season of another height"),
        pytest.param({"focal.seller": "Northwind"}, id="the first seller by name"),
        pytest.param({"market.currency": "EUR"}, id="a label"),
        pytest.param({"focal.voice.posters_share": 0.5}, id="what a dial says, directly"),
        pytest.param({"focal.voice.approval": 0.5}, id="approval as control says"),
        pytest.param({"focal.voice.care_share": 0.15 + 0.4 * 0.5}, id="care as acquisition says"),
        pytest.param(
            {"event": ({"week": 4, "path": "focal.control", "value": 0.5},)}, id="an empty event"
        ),
        pytest.param(
            {"event": ({"week": 21, "path": "focal.control", "value": 1.0},)}, id="a late event"
        ),
        pytest.param(
            {"rival": ({"seller": "Harbour"}, {"seller": "Sable"})}, id="rivals as they would be"
        ),
    ],
)
def test_settings_that_mean_the_same(changes: dict[str, Any]) -> None:
    """Catches a way of writing a setting that changes what is run."""
    bare: dict[str, Any] = {"event": (), "market__season": (), "rival": ()}
    scenario = rich(**bare)
    changed = scenario.set_all(changes)
    assert changed.hash != scenario.hash
    assert parted(digests(run(changed)), digests_of(**bare)) == []


def test_order_of_rivals_changes_nothing() -> None:
    """Catches firms that are told apart by their place in the file."""
    scenario = rich()
    rivals = [r.model_dump() for r in scenario.settings.rival]
    turned = scenario.set("rival", tuple(reversed(rivals)))
    assert parted(digests(run(turned)), digests_of()) == []


def test_budgets_scale_with_the_market() -> None:
    """Catches `scale_budgets` that is not read: at 1,000 members it means nothing, elsewhere much."""
    at_thousand = {"market__members": 1000, "market__weeks": 4, "market__warmup": 2}
    same = [digests(run(rich(**at_thousand, market__scale_budgets=on))) for on in (True, False)]
    assert parted(*same) == []
    small = [digests(run(rich(market__scale_budgets=on))) for on in (True, False)]
    assert "world" in parted(*small)
