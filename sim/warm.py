"""Worlds at the end of their warm-up: made once, kept for the other scenarios of a comparison."""

from __future__ import annotations

import gc
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim import results
from sim.agents.budget import plan as plan_firm
from sim.engine import state as st
from sim.engine.casting import assign_accounts
from sim.engine.compiled import Kernels
from sim.engine.planning import set_policy
from sim.engine.schedule import run_week
from sim.engine.setup import simulation_of
from sim.engine.start import first_state
from sim.network.followers import pages_each
from sim.network.layers import World
from sim.network.raw import RawNetwork
from sim.network.sources import digest_of, signature
from sim.network.worlds import build_world
from sim.rules import RuleSet
from sim.scenarios.schema import Firm, Settings

KEPT_WORLDS = 2  # warmed-up worlds kept in memory, for the scenarios of one comparison
KEPT_PEOPLE = 100_000  # larger ones are not kept
DROPPED_PEOPLE = 100_000  # in models that may lie dropped before their memory is asked back


@dataclass
class Warm:
    """A world at the end of its warm-up."""

    world: World
    state: st.State
    calendar_hash: str


#: Worlds kept, the one used last at the end. Their states are copied before they are handed out.
KEPT: OrderedDict[tuple[Any, ...], Warm] = OrderedDict()
_people_made = 0  # in models made since memory was last asked back


def make_room() -> None:
    """Ask back the memory of models that were dropped without `close`, before it adds up.

    Mesa's models and agents point at each other, so only Python's collector frees them, and it counts
    objects: a model is few, however large its columns.
    """
    global _people_made
    if _people_made > DROPPED_PEOPLE:
        gc.collect()
        _people_made = 0


def warmed_up(
    settings: Settings,
    world_seed: int,
    rules: RuleSet,
    k: Kernels,
    threads: int,
    network: RawNetwork | None = None,
) -> Warm:
    """A world after its warm-up under the neutral policy, the same for all scenarios.

    The state is the caller's own. The people are counted towards the next `make_room`.
    """
    global _people_made
    market = settings.market.model_copy(update={"weeks": 1})
    given = digest_of(network) if network is not None else signature(market.network)
    key = (market.model_dump_json(), given, settings.parameters, world_seed, rules, k.compiled)
    warm = KEPT.get(key)
    if warm is None:
        warm = _warm_up(settings, world_seed, rules, k, threads, network)
    _people_made += warm.world.n_people
    if warm.world.n_people > KEPT_PEOPLE:
        return warm  # nobody else's, so its state need not be copied
    KEPT[key] = warm
    KEPT.move_to_end(key)
    while len(KEPT) > KEPT_WORLDS:
        KEPT.popitem(last=False)
    return replace(warm, state=warm.state.copy())


def _warm_up(
    settings: Settings,
    world_seed: int,
    rules: RuleSet,
    k: Kernels,
    threads: int,
    network: RawNetwork | None,
) -> Warm:
    market = settings.market.model_copy(update={"weeks": 1})
    world = build_world(market, world_seed, network)
    market = market.model_copy(update={"members": world.n_members})  # a network brings its own
    state = first_state(world, market, world_seed, settings.parameters, k)
    sim = simulation_of(world, state, settings, k, world_seed, world_seed, threads, False)
    scale = budget_scale(settings, world.n_members)
    plans = []
    for s, seller in enumerate(market.seller):
        firm = Firm(seller=seller.name)
        plans.append(
            plan_firm(
                firm,
                scale * seller.past,
                settings.parameters,
                pages_each(market),
                int((world.staff.seller == s).sum()),
                rules.functions()["weakest"],
            )
        )
        set_policy(sim.policy, s, plans[-1])
    assigned = assign_accounts(world, plans, settings.parameters, k)

    def neutral() -> None:
        sim.assignment = assigned

    for _ in range(market.warmup):
        run_week(sim, neutral)
    warm = Warm(world, sim.state, results.calendar_hash(sim.state))
    sim.close()
    return warm


def budget_scale(settings: Settings, members: int) -> float:
    """Thousands of members that budgets are for; 1 where budgets do not grow with the market."""
    return members / 1000.0 if settings.market.scale_budgets else 1.0


def first_customers(world: World, supplier: np.ndarray) -> np.ndarray:
    """People of organisations that a seller supplies when measuring begins, (M, S) bool.

    A fixed cohort: what becomes of its ties does not mix with who comes and goes.
    """
    served = np.zeros((len(world.orgs.key), world.n_sellers), bool)
    held = supplier >= 0
    served[world.needs.org[held], supplier[held]] = True
    inside = world.people.org >= 0
    return served[np.maximum(world.people.org, 0)] & inside[:, None]
