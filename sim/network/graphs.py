"""Networks from networkx graphs, and graphs saved as a folder."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import networkx as nx

from sim.errors import BadInput, Problem
from sim.network.raw import CONTROLS, RawNetwork, Table, attributes, checked

_CONTROL = re.compile(f"[{CONTROLS}]")


def _clashes(nodes: list[Any], people: Table) -> tuple[Table, list[Problem]]:
    """People without nodes that are different in the graph and alike as text, as 1 and '1'."""
    ids = people.columns["id"]
    first: dict[str, int] = {}

    def node(i: int) -> Any:
        return nodes[people.rows[i] - 1]

    again = [i for i, name in enumerate(ids) if first.setdefault(name, i) != i]
    problems = people.problems_at(
        again,
        "id",
        lambda i: f"nodes {node(first[ids[i]])!r} and {node(i)!r} are both {ids[i]!r} as text",
    )
    return people.without(set(again)), problems


def from_graph(graph: Any, name: str = "graph") -> RawNetwork:
    """A network from a networkx graph of any kind; attributes of nodes and edges are its columns.

    Nodes are named by their text: `str(node)`.

    Raises
    ------
    BadInput   what was given is no networkx graph
    """
    if not isinstance(graph, nx.Graph):
        why = f"is a {type(graph).__name__}; must be a networkx graph"
        raise BadInput([Problem(name, "", why)])
    nodes = list(graph.nodes(data=True))
    ids = [str(node).strip() for node, _ in nodes]
    text = dict(zip((node for node, _ in nodes), ids, strict=True))
    columns, odd = attributes([data for _, data in nodes], ("id",))
    people = Table(name, {"id": ids, **columns}, list(range(1, len(ids) + 1)), "node", odd)
    ties = list(graph.edges(data=True))
    columns, odd = attributes([data for *_, data in ties], ("source", "target"))
    ends = {"source": [text[a] for a, *_ in ties], "target": [text[b] for _, b, _ in ties]}
    edges = Table(name, {**ends, **columns}, list(range(1, len(ties) + 1)), "edge", odd)
    bad = [i for i, one in enumerate(ids) if _CONTROL.search(one)]
    problems = people.problems_at(bad, "id", lambda i: f"{ids[i]!r} holds a control character")
    people, wrong = checked(people, ("id",))
    people, alike = _clashes([node for node, _ in nodes], people)
    empty = {i for i, (a, b) in enumerate(zip(*ends.values(), strict=True)) if not (a and b)}
    said = [f"{why}; left out" for why in (*people.unusable.values(), *edges.unusable.values())]
    if graph.is_multigraph() and any(not isinstance(k, int) for *_, k in graph.edges(keys=True)):
        said.append(
            "keys of parallel edges are not read; an edge attribute `layer` would name layers"
        )
    return RawNetwork(
        name,
        "graph",
        people,
        edges.without(empty),
        bool(graph.is_directed()),
        tuple(said),
        (*problems, *wrong, *alike),
    )


def save_network(graph: Any, folder: str | Path) -> Path:
    """Save a networkx graph as a network folder, which `market.network` and `--network` take.

    Nodes are saved as their text; attributes that hold lists or tables are left out.

    Parameters
    ----------
    graph : networkx Graph, DiGraph, MultiGraph or MultiDiGraph
    folder : made where it is not there; must hold no network yet

    Returns
    -------
    Path   the folder, with nodes.csv and edges.csv in UTF-8

    Raises
    ------
    BadInput   nodes that are alike as text or cannot be ids, or a folder that holds a network
    """
    raw, folder = from_graph(graph), Path(folder)
    problems = list(raw.problems)
    for name in ("nodes.csv", "edges.csv"):
        if (folder / name).exists():
            problems.append(
                Problem(str(folder / name), "", "is there already; name another folder")
            )
    if problems:
        raise BadInput(problems)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in (("nodes.csv", raw.nodes), ("edges.csv", raw.edges)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(table.columns)
            writer.writerows(zip(*table.columns.values(), strict=True))
    return folder
