"""Changed worlds, and runs in terms of identities, so that runs of changed worlds can be compared."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from sim.agents.budget import plan as plan_firm
from sim.agents.buying_centre import PUBLIC
from sim.engine.casting import assign_accounts
from sim.engine.compiled import jit_wanted, kernels
from sim.engine.planning import set_policy
from sim.engine.reviewing import (
    Memory,
    learned,
    memories,
    remember,
    review_habits,
    review_influencers,
)
from sim.engine.schedule import run_week
from sim.engine.setup import simulation_of
from sim.engine.simulation import Simulation
from sim.engine.start import first_state
from sim.groups import cells_of, traits_of
from sim.network import layers as L
from sim.network.followers import pages_each
from sim.rules import RuleSet
from sim.scenarios.load import Scenario
from sim.scenarios.schema import Firm, Settings
from sim.warm import budget_scale, first_customers

After = Callable[[Simulation, str], None]


def _planner(
    sim: Simulation, settings: Settings, firms: list[Firm], held: list[Memory] | None
) -> None:
    """Set what sellers do, as the model does: the neutral past, or what the scenario says.

    held : what sellers have seen and learned; None in the past, when nobody learns
    """
    if held is not None and sim.state.week > 1:
        remember(held, sim.records.weeks[-1]["counts"])
        review_habits(sim.state, sim.world, firms, held, sim.luck_seed)
        review_influencers(sim.state, sim.world, firms, held, sim.assignment)
        firms = [learned(firm, memory) for firm, memory in zip(firms, held, strict=True)]
    teams = pages_each(settings.market)
    plans = []
    for s, firm in enumerate(firms):
        share = settings.market.seller[s].past if held is None else 1.0
        scale = budget_scale(settings, settings.market.members) * share
        staff = int((sim.world.staff.seller == s).sum())
        plans.append(plan_firm(firm, scale, settings.parameters, teams, staff))
        set_policy(sim.policy, s, plans[-1])
    dropped = [m.dropped for m in held or ()]
    sim.assignment = assign_accounts(
        sim.world, plans, settings.parameters, sim.kernels, dropped or None
    )


def simulate(
    world: L.World,
    scenario: Scenario,
    seed: int,
    weeks: int | None = None,
    after: After | None = None,
) -> Simulation:
    """Warm-up and measured weeks of a world, as `sim.model` runs them but for events.

    after : called with the simulation and a label of week and phase, after each phase
    """
    settings = scenario.settings
    market = settings.market
    names = [seller.name for seller in market.seller]
    k = kernels(RuleSet(), jit_wanted())
    state = first_state(world, market, world.seed, settings.parameters, k)
    sim = None
    for past, n in ((True, market.warmup), (False, market.weeks if weeks is None else weeks)):
        firms = [Firm(seller=name) if past else settings.firm(name) for name in names]
        sim = simulation_of(world, state, settings, k, world.seed, seed, 1, True)
        sim.room["cohort"] = first_customers(world, state.purchases.supplier)
        held = None if past else memories(state, world.n_sellers)
        if not past:
            focal = names.index(settings.focal_name)
            state.count_by(cells_of(traits_of(world, sim.room["cohort"][:, focal])))
        for _ in range(n):

            def plan(
                sim: Simulation = sim,
                firms: list[Firm] = firms,
                held: list[Memory] | None = held,
            ) -> None:
                _planner(sim, settings, firms, held)

            def note(phase: str, sim: Simulation = sim) -> None:
                if after:
                    after(sim, f"week {sim.state.week}, {phase}")

            run_week(sim, plan, note)
    assert sim is not None
    return sim


# --- changed worlds ------------------------------------------------------------------------------


def _rows(ptr: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A CSR pointer with rows in another order, and where its entries were."""
    size = np.diff(ptr)[order]
    new = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    parts = [np.arange(ptr[i], ptr[i + 1]) for i in order]
    return new, np.concatenate(parts).astype(np.int64)


def permuted(world: L.World, order: np.ndarray) -> L.World:
    """The same world with people in another order of rows: row i is what row order[i] was."""
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    tie_ptr, tie = _rows(world.ties.ptr, order)
    follow_ptr, follow = _rows(world.follows.ptr, order)
    return dataclasses.replace(
        world,
        people=L.People(*(np.ascontiguousarray(c[order]) for c in world.people)),
        orgs=world.orgs._replace(people=place[world.orgs.people]),
        ties=L.Ties(
            tie_ptr, place[world.ties.other[tie]], world.ties.layer[tie], world.ties.weight[tie]
        ),
        follows=L.Follows(follow_ptr, world.follows.account[follow], world.follows.motive[follow]),
        sellers=world.sellers._replace(target=np.ascontiguousarray(world.sellers.target[order])),
    )


def with_outsider(world: L.World) -> L.World:
    """The world with one more person outside every organisation, without ties or follows."""
    new = L.People(
        key=np.array([3_000_000_000]),
        org=np.array([-1]),
        role=np.array([PUBLIC]),
        interest_a=np.array([0]),
        interest_b=np.array([1]),
        technical=np.array([0.9]),
        privacy=np.array([0.1]),
        bar_draw=np.array([0.0]),
        block_draw=np.array([0.5]),
        newer=np.array([1.0]),
        channels=np.array([0b111111]),
        concern=np.array([0.9]),
        association=np.array([0.7]),
        patience=np.array([0.2]),
    )
    people = L.People(*(np.concatenate([c, n]) for c, n in zip(world.people, new, strict=True)))
    ties, follows = world.ties, world.follows
    nobody = np.zeros((1, world.n_sellers), np.int64)
    return dataclasses.replace(
        world,
        people=people,
        ties=ties._replace(ptr=np.append(ties.ptr, ties.ptr[-1])),
        follows=follows._replace(ptr=np.append(follows.ptr, follows.ptr[-1])),
        sellers=world.sellers._replace(target=np.concatenate([world.sellers.target, nobody])),
    )


# --- runs in terms of identities -----------------------------------------------------------------


def by_identity(sim: Simulation, world: L.World) -> dict[str, np.ndarray]:
    """Every column of a run in terms of identities, of what exists in `world` and in its order.

    People, accounts and sellers stand in the order of `world`; a row of a person in a column becomes
    its identity. Whoever exists only in the run is left out where it has a row of its own, and is
    seen wherever others refer to it.
    """
    w, s = sim.world, sim.state
    n_sellers = world.n_sellers
    assert w.seller_names[:n_sellers] == world.seller_names
    assert np.array_equal(w.staff.key, world.staff.key)

    def rows(have: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        order = np.argsort(have)
        found = order[np.searchsorted(have[order], wanted)]
        assert np.array_equal(have[found], wanted)
        return found

    def named(column: np.ndarray) -> np.ndarray:
        return np.where(column >= 0, w.people.key[column], column)

    def account(column: np.ndarray) -> np.ndarray:
        return w.accounts.key[column]

    people = rows(w.people.key, world.people.key)
    accounts = rows(w.accounts.key, world.accounts.key)
    found: dict[str, np.ndarray] = {"week": np.array(s.week), "market": s.market}
    for group, part in (("beliefs", s.beliefs), ("marks", s.marks)):
        for name, column in part._asdict().items():
            column = named(column) if name == "root" else column
            found[f"{group}.{name}"] = column[people][:, :n_sellers]
    item = np.append(s.old_items.key, -1)  # acted names an item of the week that is read next
    if sim.records.weeks or "items" in sim.room:
        item = np.append(sim.room["items"].key, -1)
    for name, column in s.persons._asdict().items():
        if name == "acted":
            column = item[np.minimum(column, len(item) - 1)] if len(item) else column
        found[f"persons.{name}"] = column[people]
    who = np.repeat(w.people.key, np.diff(w.follows.ptr))
    order = np.lexsort((account(w.follows.account), who))
    found["bond.person"], found["bond.account"] = who[order], account(w.follows.account)[order]
    found["bond"], found["tie"] = s.bond[order], s.tie[order]
    for name, column in s.purchases._asdict().items():
        if name == "centre":
            column = named(column)
        elif name in ("offer", "met"):
            column = column[:, :n_sellers]
        found[f"purchases.{name}"] = column
    order = np.lexsort((s.dyads.staff, w.people.key[s.dyads.person]))
    for name, column in s.dyads._replace(person=named(s.dyads.person))._asdict().items():
        found[f"dyads.{name}"] = column[order]
    leads = s.leads._replace(person=named(s.leads.person))
    for name, column in leads._asdict().items():
        found[f"leads.{name}"] = column[: s.n_leads]
    for name, column in s.sellers._asdict().items():
        if name in ("post_work", "repost_work", "join_work"):
            column = column[accounts]
        elif name == "approached":
            column = column[:, :n_sellers]
        elif name not in ("contact_work", "selling_work"):
            column = column[:n_sellers]
        found[f"sellers.{name}"] = column
    for group, items in (("old_items", s.old_items), ("items", sim.room["items"])):
        order = np.argsort(items.key)
        for name, column in items._replace(account=account(items.account))._asdict().items():
            found[f"{group}.{name}"] = column[order]
    found["counts"], found["ledger"] = s.counts[:n_sellers], s.ledger[:n_sellers]
    found["told"], found["by_style"] = s.told[:, :n_sellers], s.by_style[:n_sellers]
    found["seen"], found["cell"] = s.seen[accounts], s.cell[people]
    found["cells"], found["cell_revenue"] = s.cells[:, :n_sellers], s.cell_revenue[:, :n_sellers]
    found["revenue"] = s.revenue[:n_sellers]
    events = np.concatenate([*s.lead_events, np.zeros((0, 5), np.int64)])
    events[:, 0] = named(events[:, 0])
    found["lead_events"] = events[np.lexsort(events.T)]
    for i, row in enumerate(sim.records.weeks, 1):
        for name, column in row.items():
            found[f"week {i}.{name}"] = column if name == "market" else column[:n_sellers]
    for week, tells, trusts, firsts in sim.records.tells:
        tells = tells.copy()
        for column_ in (0, 1, 4):
            tells[:, column_] = named(tells[:, column_])
        order = np.lexsort((tells[:, 2], tells[:, 1], tells[:, 0]))
        found[f"tells {week}"] = tells[order]
        found[f"trusts {week}"], found[f"firsts {week}"] = trusts[order], firsts[order]
    return {name: np.array(column) for name, column in found.items()}


def differing(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> list[str]:
    """Names of the columns that are not the same to the bit."""
    same = {
        k for k in a.keys() & b.keys() if a[k].shape == b[k].shape and np.array_equal(a[k], b[k])
    }
    return sorted((a.keys() | b.keys()) - same)


def first_difference(
    world: L.World, runs: list[tuple[L.World, Scenario]], seed: int
) -> tuple[str, list[str]] | None:
    """Week and phase in which two runs first part, and the columns; None where they never do."""
    notes: list[list[tuple[str, dict[str, np.ndarray]]]] = []
    for changed, scenario in runs:
        mine: list[tuple[str, dict[str, np.ndarray]]] = []

        def note(
            sim: Simulation,
            label: str,
            mine: list[tuple[str, dict[str, np.ndarray]]] = mine,
        ) -> None:
            mine.append((label, by_identity(sim, world)))

        simulate(changed, scenario, seed, after=note)
        notes.append(mine)
    for (label, a), (_, b) in zip(*notes, strict=True):
        if differing(a, b):
            return label, differing(a, b)
    return None
