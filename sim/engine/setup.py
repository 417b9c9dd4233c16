"""Putting a simulation together from a world, a state and settings."""

from __future__ import annotations

import numpy as np

from sim.engine import state as st
from sim.engine.casting import empty_assignment
from sim.engine.compiled import Kernels
from sim.engine.context import calendar, lookup
from sim.engine.planning import empty_policy
from sim.engine.simulation import Records, Simulation
from sim.network.layers import World
from sim.scenarios.schema import Settings


def topics_of(world: World, n_categories: int) -> np.ndarray:
    """First topic and number of topics of each category, (C, 2) int64."""
    n_topics = len(world.topic_category)
    found = np.zeros((n_categories, 2), np.int64)
    for c in range(n_categories):
        mine = np.flatnonzero(world.topic_category == c)
        found[c] = (mine[0], len(mine)) if len(mine) else (0, n_topics)
    return found


def segments_of(world: World, n_industries: int) -> np.ndarray:
    """Share of each seller's target people in each industry, (S, industries)."""
    sellers, orgs = world.sellers, world.orgs
    found = np.zeros((world.n_sellers, n_industries))
    for s in range(world.n_sellers):
        mine = sellers.target_orgs[sellers.target_ptr[s] : sellers.target_ptr[s + 1]]
        size = np.bincount(orgs.industry[mine], orgs.size[mine], n_industries)
        found[s] = size / max(1.0, float(size.sum()))
    return found


def audience_of(world: World) -> tuple[np.ndarray, np.ndarray]:
    """People in each seller's target by identity: rows pointer (S + 1,) and people rows."""
    by_identity = np.argsort(world.people.key, kind="stable")
    mine = [by_identity[world.sellers.target[by_identity, s] == 1] for s in range(world.n_sellers)]
    ptr = np.cumsum([0, *(len(rows) for rows in mine)]).astype(np.int64)
    return ptr, np.concatenate(mine).astype(np.int64)


def simulation_of(
    world: World,
    state: st.State,
    settings: Settings,
    kernels: Kernels,
    world_seed: int,
    luck_seed: int,
    threads: int = 1,
    log_tells: bool = False,
    log_reads: bool = False,
) -> Simulation:
    """A simulation in which nobody has planned anything yet."""
    market = settings.market
    return Simulation(
        world=world,
        state=state,
        facts=lookup(world, market.industries),
        policy=empty_policy(world.n_sellers),
        assignment=empty_assignment(len(world.accounts.key)),
        calendar=calendar(market),
        parameters=settings.parameters,
        kernels=kernels,
        world_seed=world_seed,
        luck_seed=luck_seed,
        n_industries=market.industries,
        threads=threads,
        records=Records(log_tells=log_tells, log_reads=log_reads),
        room={
            "topics_of": topics_of(world, market.categories),
            "mean_size": float(np.mean(world.orgs.size)),
            "segments": segments_of(world, market.industries),
            "items": st.empty_items(),
            "audience": audience_of(world),
            "cohort": np.zeros((world.n_people, world.n_sellers), bool),
        },
    )
