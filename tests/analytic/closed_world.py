"""Markets in which only word of mouth is left, reached by parameter values alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.compiled import Kernels, jit_wanted, kernels
from sim.engine.schedule import run_week
from sim.engine.setup import simulation_of
from sim.engine.start import first_state
from sim.engine.state import State
from sim.network import layers as L
from sim.network.census import Census
from sim.network.generate import complete_world
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


@dataclass(frozen=True)
class ClosedMarket:
    """A world with the state in which each of its runs starts."""

    scenario: Scenario
    world: L.World
    start: State

    @classmethod
    def of(cls, scenario: Scenario, world: L.World) -> ClosedMarket:
        """A market in which no purchase opens while it runs, so that nothing is left but talk."""
        settings = scenario.settings
        assert world.needs.first_week.min() > settings.market.weeks, "another world seed is needed"
        start = first_state(world, settings.market, world.seed, settings.parameters, kernels_with())
        return cls(scenario, world, start)

    def informed(self, state: State) -> np.ndarray:
        """Who is aware of the only seller, (n,) bool."""
        return state.beliefs.trace[:, 0] >= self.scenario.settings.parameters.belief.aware_bar

    def run(self, luck_seed: int, rules: Kernels | None = None) -> np.ndarray:
        """Number of informed people at the start and after each week, (weeks + 1,)."""
        settings, state = self.scenario.settings, self.start.copy()
        k = rules or kernels_with()
        sim = simulation_of(self.world, state, settings, k, self.world.seed, luck_seed)
        counts = [int(self.informed(state).sum())]
        for _ in range(settings.market.weeks):
            run_week(sim, lambda: None)
            counts.append(int(self.informed(state).sum()))
        return np.array(counts)

    def runs(
        self, luck_seeds: Iterable[int], rules: Kernels | None = None, threads: int = 1
    ) -> np.ndarray:
        """Runs that differ in the luck seed alone, (runs, weeks + 1)."""
        if threads == 1:
            return np.stack([self.run(seed, rules) for seed in luck_seeds])
        with ThreadPoolExecutor(threads) as pool:
            return np.stack(list(pool.map(lambda seed: self.run(seed, rules), luck_seeds)))


def complete_market(n: int, weeks: int, known: float, p: float, seed: int = 1) -> ClosedMarket:
    """n people who all know each other; whoever is informed tells each with chance p a week."""
    scenario = silent_market(n, weeks, known, idle_trigger=p)
    return ClosedMarket.of(scenario, network_world(scenario, seed, complete_pairs(n)))


def cores() -> int:
    """Threads worth having for many runs of a large market."""
    return min(4, os.cpu_count() or 1)


def aware_by_week(scenario: Scenario, world: L.World, seed: int) -> np.ndarray:
    """Number of people aware of the only seller at the start and after each week."""
    return ClosedMarket.of(scenario, world).run(seed)


def kernels_with(kernel: str = "", **rules: Callable[..., Any]) -> Kernels:
    """The package's kernels, with one kernel built anew around replaced rules.

    The same as all kernels of the rule set where no other kernel calls these rules, in a tenth of
    the time: replaced rules are compiled in every process.
    """
    own = kernels(RuleSet(), jit_wanted())
    if not rules:
        return own
    planted = kernels(RuleSet().replace(**rules), jit_wanted())
    functions = {**own.functions, kernel: planted.functions[kernel]}
    return Kernels(compiled=own.compiled, functions=functions, **functions)


def shy_chance(trigger: float, tie: float, valence: float, p: Any) -> float:
    """A planted defect: people tell a tenth less than they should."""
    mood = p.negativity if valence < 0.0 else 1.0
    return min(1.0, 0.9 * p.rate * trigger * tie * mood)


def write_network(
    folder: Path, ids: list[str], organisations: list[str], pairs: Iterable[tuple[str, str]]
) -> str:
    """A network folder with nodes.csv and edges.csv; its path as `market.network` takes it."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = [f"{i},{org}" for i, org in zip(ids, organisations, strict=True)]
    edges = [f"{a},{b}" for a, b in pairs]
    (folder / "nodes.csv").write_text(
        "\n".join(["id,organisation", *nodes]) + "\n", encoding="utf-8"
    )
    (folder / "edges.csv").write_text("\n".join(["source,target", *edges]) + "\n", encoding="utf-8")
    return str(folder)
