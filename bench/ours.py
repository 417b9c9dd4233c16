"""Our side of the work that `bench.peers` gives to other libraries."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np

from sim.engine.start import KNOWN_TRACE
from sim.model import BuyerNetwork
from sim.scenarios.load import Scenario, load
from tests.analytic.closed_world import silent_market, write_network

TIES_EACH = 5  # ties that a newcomer makes: a mean degree of 10


def make_graph(n: int, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """A Barabási-Albert graph of n people in random order, also saved as the peers read it."""
    graph = nx.barabasi_albert_graph(n, TIES_EACH, seed=1)
    place = np.random.default_rng(7).permutation(n).astype(np.int32)
    src, dst = place[np.array(graph.edges, dtype=np.int32)].T
    ends = np.concatenate([src, dst]), np.concatenate([dst, src])
    pointers = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(ends[0], minlength=n), out=pointers[1:])
    hearers = ends[1][np.argsort(ends[0], kind="stable")]
    np.savez(folder / f"ba_{n}.npz", src=src, dst=dst, indptr=pointers, indices=hearers)
    return src, dst


@dataclass(frozen=True)
class WordOfMouth:
    """The full model in which parameters leave nothing but word of mouth, on a given graph.

    Attributes
    ----------
    scenario : a closed market around the graph; every phase of the week still runs
    seeds : nodes that are informed at the start
    """

    scenario: Scenario
    seeds: np.ndarray

    @classmethod
    def of(
        cls, ties: tuple[np.ndarray, np.ndarray], seeds: np.ndarray, n: int, weeks: int, p: float,
        folder: Path,
    ) -> WordOfMouth:  # fmt: skip
        """Whoever is informed tells each uninformed contact with chance p a week."""
        ids = [str(i) for i in range(n)]
        pairs = zip(ties[0].astype(str), ties[1].astype(str), strict=True)
        path = write_network(folder / f"network_{n}", ids, ["One"] * n, pairs)
        scenario = silent_market(n, weeks, len(seeds) / n, idle_trigger=p)
        return cls(scenario.set("market.network", path), seeds)

    def run(self, luck_seed: int) -> tuple[np.ndarray, float]:
        """Number informed at the start and after each week, and the seconds that the weeks took."""
        model = BuyerNetwork(self.scenario, world_seed=1, luck_seed=luck_seed, log_tells=False)
        settings = self.scenario.settings
        self._inform(model)
        trace, bar = model.state.beliefs.trace, settings.parameters.belief.aware_bar
        start = time.perf_counter()
        counts = [np.count_nonzero(trace[:, 0] >= bar)]
        for _ in range(settings.market.weeks):
            model.step()
            counts.append(np.count_nonzero(model.state.beliefs.trace[:, 0] >= bar))
        took = time.perf_counter() - start
        opened = int(model.weeks["purchases_opened"].sum())
        model.close()
        assert counts[0] == len(self.seeds), "others are informed than were to be"
        assert opened == 0, "a purchase opened: more than word of mouth went on"
        return np.array(counts), took

    def _inform(self, model: BuyerNetwork) -> None:
        """Let the seeds change places with the people whom the model informed."""
        row = np.empty(model.world.n_members, np.int64)
        row[np.array(model.world.labels["people"], np.int64)] = np.arange(len(row))
        seeds = row[self.seeds]
        beliefs, marks = model.state.beliefs, model.state.marks
        informed = np.flatnonzero(beliefs.trace[:, 0] == KNOWN_TRACE)
        new, old = np.setdiff1d(seeds, informed), np.setdiff1d(informed, seeds)
        for column in (*beliefs, *marks):
            column[np.concatenate([new, old])] = column[np.concatenate([old, new])]


def week_of_market(n: int) -> BuyerNetwork:
    """A market of n members under preset `mixed`, warmed up; each `step` is a full week."""
    return BuyerNetwork(load("mixed").set("market.members", n), log_tells=False)


def seconds_of(model: BuyerNetwork, weeks: int) -> float:
    """Seconds of so many more weeks."""
    start = time.perf_counter()
    model.run(weeks)
    return time.perf_counter() - start
