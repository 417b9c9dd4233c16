"""What is told about a network before a run, and what it warns of."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from experiments.describe import DENSE, USUAL_DEGREE, describe, lines_of
from sim.network.generate import generate_world
from sim.network.graphs import save_network
from sim.scenarios.schema import Market


def of(graph: nx.Graph, folder: Path, **market: object) -> list[str]:
    save_network(graph, folder)
    return list(describe(Market(network=str(folder), **market)).warnings)  # type: ignore[arg-type]


def test_numbers_are_those_of_networkx(tmp_path: Path) -> None:
    """Catches a degree, a part or a clustering that is not that of the network."""
    graph = nx.gnm_random_graph(300, 700, seed=5)
    for node in graph:
        graph.nodes[node]["firm"] = f"F{node % 30}"
    graph.add_edge(3, 3)
    found = describe(Market(network=str(save_network(graph, tmp_path / "net"))))
    graph.remove_edge(3, 3)
    assert found.people == 300
    assert (found.size_min, found.size_median, found.size_max) == (10, 10.0, 10)
    assert found.largest_share == pytest.approx(1 / 30)
    assert sum(found.imported_ties.values()) == 700
    assert found.mean_degree == pytest.approx(2 * 700 / 300)
    assert found.components == nx.number_connected_components(graph)
    assert found.largest_component == len(max(nx.connected_components(graph), key=len))
    assert found.without_ties == nx.number_of_isolates(graph)
    assert found.clustering == pytest.approx(nx.average_clustering(graph))
    assert sum(found.roles.values()) == 300
    assert found.generated_ties["supply"] > 0
    inside = sum(1 for a, b in graph.edges if a % 30 == b % 30)
    assert found.imported_ties["colleague"] == inside


def test_a_generated_market_can_be_described() -> None:
    """Catches a page that needs an import; and a usual degree that is not the model's own."""
    found = describe(Market(), 3)
    world = generate_world(Market(), 3)
    assert found.kind == "generated"
    assert sum(found.imported_ties.values()) == 0
    ties = sum(found.generated_ties.values())
    inside = world.people.org[np.repeat(np.arange(world.n_people), np.diff(world.ties.ptr))] >= 0
    assert 2 * ties == int((inside & (world.people.org[world.ties.other] >= 0)).sum())
    assert found.mean_degree == pytest.approx(USUAL_DEGREE, rel=0.1)
    assert found.warnings == ()
    assert "generated" in lines_of(found)[0]


def test_warnings(tmp_path: Path) -> None:
    """Catches a doubtful network that passes without a word, and a sound one that does not."""
    sound = nx.planted_partition_graph(15, 10, 0.6, 0.02, seed=1)
    nx.set_node_attributes(sound, {i: f"F{i // 10}" for i in sound}, "firm")
    assert of(sound, tmp_path / "sound") == []
    lone = sound.copy()
    lone.add_nodes_from((f"x{i}", {"firm": f"G{i // 10}"}) for i in range(200))
    assert of(lone, tmp_path / "lone") == ["57% of all people have no tie in the network"]
    giant = sound.copy()
    nx.set_node_attributes(giant, dict.fromkeys(range(90), "F0"), "firm")
    words = of(giant, tmp_path / "giant")
    assert "one organisation holds 60% of all people" in words
    assert any(line.startswith("7 organisations buy seldom") for line in words)
    dense = nx.gnm_random_graph(200, int(DENSE * USUAL_DEGREE * 100) + 300, seed=1)
    nx.set_node_attributes(dense, {i: f"F{i // 10}" for i in dense}, "firm")
    assert any(line.startswith("42 ties a person") for line in of(dense, tmp_path / "dense"))
    few = sound.subgraph(range(40)).copy()
    assert any(line.startswith("40 people are few") for line in of(few, tmp_path / "few"))
    column = of(sound, tmp_path / "none", organisation_column="", size_max=5)
    assert column == []
    for node in sound:
        del sound.nodes[node]["firm"]
    words = of(sound, tmp_path / "large", size_max=5)
    assert any("communities of more than 5 people" in line for line in words)
