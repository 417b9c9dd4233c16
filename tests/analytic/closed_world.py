"""Markets in which only word of mouth is left, reached by parameter values alone."""

from __future__ import annotations

import numpy as np

from sim.engine.compiled import jit_wanted, kernels
from sim.engine.schedule import run_week
from sim.engine.setup import simulation_of
from sim.engine.start import first_state
from sim.network import layers as L
from sim.network.generate import Census, complete_world
from sim.rules import RuleSet
from sim.scenarios.load import Scenario, load

#: Nobody publishes, writes, searches or decides; nothing fades and nobody changes an opinion.
SILENT = {
    "market.warmup": 0,
    "market.public_share": 0.0,
    "market.categories": 1,
    "market.second_category": 0.0,
    "market.dormant_share": 0.0,
    "market.contract_weeks": 2000.0,
    "market.supply_degree": 0.0,
    "market.professional_degree": 0.0,
    "market.influencers": 0.0,
    "focal.active": False,
    "parameters.belief.memory_decay": 0.0,
    "parameters.belief.tell_gain": 1.0,
    "parameters.belief.hearsay_weight": 0.0,
    "parameters.talk.purchase_trigger": 0.0,
    "parameters.talk.ask_rate": 0.0,
    "parameters.scouting.rate": 0.0,
    "parameters.talk.retell": 0.0,
}


def silent_market(n: int, weeks: int, known: float, **talk: float) -> Scenario:
    """A scenario of n people in which only word of mouth can happen; `talk` sets parameters."""
    seller = {
        "name": "Solo", "categories": (0,), "customers": 0.0, "reps": 0.0, "experts": 0.0,
        "followers": 0.0, "known": known, "past": 0.0,
    }  # fmt: skip
    changed = {f"parameters.talk.{name}": value for name, value in talk.items()}
    sizes = {
        "market.members": n,
        "market.size_min": 2,
        "market.size_max": max(3, n),
        "market.weeks": weeks,
    }
    return load("base").set_all({**SILENT, "market.seller": (seller,), **sizes, **changed})


def network_world(scenario: Scenario, seed: int, pairs: np.ndarray) -> L.World:
    """A world of one organisation whose colleague ties are the given pairs, (E, 2)."""
    n = scenario.settings.market.members
    census = Census(np.arange(n), np.zeros(n, np.int64), np.full(n, -1), np.zeros(1, np.int64))
    layer = np.zeros(len(pairs), np.int64)
    ties = (pairs[:, 0], pairs[:, 1], layer, np.ones(len(pairs)))
    return complete_world(scenario.settings.market, seed, census, ties)


def complete_pairs(n: int) -> np.ndarray:
    """All pairs of n people."""
    return np.stack(np.triu_indices(n, 1), axis=1)


def aware_by_week(scenario: Scenario, world: L.World, seed: int) -> np.ndarray:
    """Number of people aware of the only seller at the start and after each week."""
    settings = scenario.settings
    k = kernels(RuleSet(), jit_wanted())
    state = first_state(world, settings.market, world.seed, settings.parameters, k)
    sim = simulation_of(world, state, settings, k, world.seed, seed)
    bar = settings.parameters.belief.aware_bar
    counts = [int((state.beliefs.trace[:, 0] >= bar).sum())]
    for _ in range(settings.market.weeks):
        run_week(sim, lambda: None)
        counts.append(int((state.beliefs.trace[:, 0] >= bar).sum()))
    return np.array(counts)
