"""Word of mouth that is told on once is an independent cascade (Kempe, Kleinberg and Tardos 2003).

Whoever just heard of the seller tells each contact with chance p in the week after (`talk.retell`);
nobody who knew it before is moved by hearsay (`belief.hearsay_weight` 0); the seeds tell in the
first week (an event sets `talk.idle_trigger` to p for that week alone). The graph comes from a
network folder. All this is said by a scenario; the model is `BuyerNetwork`.

The reference goes through all live-edge graphs, for the seeds that the model drew. A network of many
copies of a small graph gives that many cascades a run, with seed sets of all kinds: independent,
since luck is addressed by teller and hearer. A network of one small graph is run as well.

Ties are pairs and each direction is a draw of its own. One draw a pair would reach the same sets with
the same chances, so this is not shown here.

Levels: see `judging`; a correct model fails the file with a chance below 1e-4.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import sim
from sim.engine.compiled import Kernels
from sim.scenarios.load import Scenario
from tests.analytic.cascades import GRAPHS, Graph, by_node, by_size, reached_sets
from tests.analytic.closed_world import kernels_with, shy_chance, silent_market, write_network
from tests.analytic.judging import LEVEL, Judgement, fit

P = 0.4
COPIES, LUCKS, SINGLE_RUNS = 400, 40, 200
FEWEST = 40  # cascades from a seed set that are worth comparing


def cascade_scenario(folder: Path, graph: Graph, copies: int, known: float) -> Scenario:
    """Copies of a graph, without a tie between them, as the colleagues of one organisation."""
    ids = [f"{c}-{v}" for c in range(copies) for v in range(graph.n)]
    pairs = [(f"{c}-{a}", f"{c}-{b}") for c in range(copies) for a, b in graph.pairs]
    first = {"week": 1, "path": "parameters.talk.idle_trigger", "value": P, "until": 1}
    return silent_market(len(ids), graph.n, known, retell=P).set_all(
        {
            "market.network": write_network(folder, ids, ["One"] * len(ids), pairs),
            "event": [first],
        }
    )


def aware_sets(model: sim.BuyerNetwork, graph: Graph) -> np.ndarray:
    """Who is aware in each copy, as bits of nodes; (copies,)."""
    names = [name.split("-") for name in model.world.labels["people"]]
    copy, node = (np.array([int(name[i]) for name in names]) for i in (0, 1))
    bar = model.scenario.settings.parameters.belief.aware_bar
    aware = model.state.beliefs.trace[:, 0] >= bar
    return np.bincount(copy, aware * (1 << node), len(names) // graph.n).astype(np.int64)


def cascades(
    scenario: Scenario, graph: Graph, world_seed: int, lucks: int, rules: Kernels | None = None
) -> np.ndarray:
    """How often each seed set ended in each set, (2^n, 2^n), seeds by rows."""
    counts = np.zeros((1 << graph.n, 1 << graph.n), np.int64)
    for luck in range(lucks):
        model = sim.BuyerNetwork(scenario, world_seed=world_seed, luck_seed=luck)
        if rules:
            model.simulation.kernels = rules
        seeds = aware_sets(model, graph)
        model.run()
        assert model.weeks["purchases_opened"].sum() == 0
        np.add.at(counts, (seeds, aware_sets(model, graph)), 1)
        model.close()
    return counts


def judge_sets(
    counts: np.ndarray, graph: Graph, of: Callable[[np.ndarray], np.ndarray], p: float = P
) -> Judgement:
    """χ² of what was reached, summed over the seed sets from which enough cascades came."""
    total = Judgement()
    for seeds in np.flatnonzero(counts.sum(axis=1) >= FEWEST):
        total += fit(of(counts[seeds]), of(reached_sets(graph, int(seeds), p)))
    return total


def node_p(counts: np.ndarray, graph: Graph) -> float:
    """p-value of how often each node was reached beside the seeds: the worst node, times n."""
    seen, expected, variance = (np.zeros(graph.n) for _ in range(3))
    for seeds in np.flatnonzero(counts.sum(axis=1)):
        n, chance = counts[seeds].sum(), by_node(reached_sets(graph, int(seeds), P))
        seen += by_node(counts[seeds].astype(float))
        expected += n * chance
        variance += n * chance * (1.0 - chance)
    z = np.abs(seen - expected) / np.sqrt(variance)
    return float(min(1.0, graph.n * 2 * stats.norm.sf(z.max())))


def verdicts(counts: np.ndarray, graph: Graph) -> dict[str, float]:
    """p-values: the set reached, its size, each node's chance to be reached."""
    return {
        "set": judge_sets(counts, graph, lambda w: w).p,
        "size": judge_sets(counts, graph, by_size).p,
        "node": node_p(counts, graph),
    }


def test_the_enumeration_gives_what_is_known_in_closed_form() -> None:
    """A path from its end, a star from its centre, a triangle from a corner."""
    path = by_size(reached_sets(Graph(4, ((0, 1), (1, 2), (2, 3))), 1, P))
    assert path == pytest.approx([0, 1 - P, P * (1 - P), P**2 * (1 - P), P**3])
    star = by_size(reached_sets(GRAPHS["star"], 1, P))
    assert star == pytest.approx([0, *stats.binom.pmf(range(7), 6, P)])
    corner = by_node(reached_sets(Graph(3, ((0, 1), (1, 2), (0, 2))), 1, P))
    assert corner == pytest.approx([1, P + (1 - P) * P**2, P + (1 - P) * P**2])


@pytest.mark.parametrize("name", GRAPHS)
def test_what_a_cascade_reaches_is_distributed_as_over_live_edge_graphs(
    name: str, tmp_path: Path
) -> None:
    """16,000 cascades: set reached, its size, each node, given the seeds that the model drew.

    A p that is a tenth too small is found with a power above .99 (noncentral χ², exact), on each
    graph.
    """
    graph = GRAPHS[name]
    counts = cascades(cascade_scenario(tmp_path, graph, COPIES, 0.25), graph, 3, LUCKS)
    assert counts.sum() == COPIES * LUCKS
    assert counts[0, 1:].sum() == 0, "without seeds nobody hears"
    found = verdicts(counts, graph)
    other = Judgement()
    for seeds in np.flatnonzero(counts.sum(axis=1) >= FEWEST):
        n, wrong = counts[seeds].sum(), reached_sets(graph, int(seeds), 0.9 * P)
        other += fit(n * by_size(wrong), by_size(reached_sets(graph, int(seeds), P)))
    shown = ", ".join(f"{key} {p:.3g}" for key, p in found.items())
    print(f"{name}: p-values {shown}; power against a p a tenth smaller {other.power():.5f}")
    assert other.power() > 0.99
    assert min(found.values()) >= LEVEL


@pytest.mark.parametrize(
    "name",
    [
        name if name in ("star", "two triangles") else pytest.param(name, marks=pytest.mark.slow)
        for name in GRAPHS
    ],
)
def test_a_market_of_a_handful_of_people_does_the_same(name: str, tmp_path: Path) -> None:
    """200 runs of a network of 5 to 7 people: how many are reached from the seed that was drawn."""
    graph = GRAPHS[name]
    scenario = cascade_scenario(tmp_path, graph, 1, 1.0 / graph.n)
    counts = cascades(scenario, graph, 5, SINGLE_RUNS)
    (seeds,) = np.flatnonzero(counts.sum(axis=1))
    assert int(seeds).bit_count() == 1
    found = judge_sets(counts, graph, by_size)
    print(f"{name} from node {int(seeds).bit_length() - 1}: p-value {found.p:.3g}, df {found.df}")
    assert found.p >= LEVEL


# -- planted defects ------------------------------------------------------------------------------
def test_a_defect_planted_in_the_model_is_found_out(tmp_path: Path) -> None:
    """The same cascades under a replaced rule, whose chances are a tenth too small, must fail."""
    graph = GRAPHS["two triangles"]
    rules = kernels_with("list_tells", tell_chance=shy_chance)
    counts = cascades(cascade_scenario(tmp_path, graph, COPIES, 0.25), graph, 3, LUCKS, rules)
    found = verdicts(counts, graph)
    print("p-values under the defect", found)
    assert found["size"] < LEVEL
    assert found["node"] < LEVEL


#: What would be no independent cascade, said by parameters.
OTHERWISE: dict[str, dict[str, Any]] = {
    "told for ever": {"event": [], "parameters.talk.idle_trigger": P},
    "never told on": {"parameters.talk.retell": 0.0},
    "told on by who knew it": {
        "parameters.belief.hearsay_weight": 5.0,
        "parameters.talk.moved_bar": 0.0001,
    },
    "a colleague counts for less": {"parameters.talk.colleague_weight": 0.9},
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_is_no_independent_cascade_is_found_out(name: str, tmp_path: Path) -> None:
    """Other parameters make another process; the test must fail on it."""
    graph = GRAPHS["two triangles"]
    scenario = cascade_scenario(tmp_path, graph, COPIES, 0.25).set_all(OTHERWISE[name])
    found = verdicts(cascades(scenario, graph, 3, LUCKS), graph)
    print(name, found)
    assert found["size"] < LEVEL
    assert found["node"] < LEVEL
