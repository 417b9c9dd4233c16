"""The network on a result's map as a graph for other programs: GraphML or GEXF, a file a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd

from experiments.export import new_place
from experiments.parts import MARKS
from experiments.store import Store
from sim.errors import BadInput, Problem

#: Tables of the map by what is drawn: nodes, edges, the column that numbers nodes, and their id.
PEOPLE = ("map_people", "map_ties", "person", "key")
GROUPS = ("map_groups", "map_links", "group", "group")
WRITERS = {"graphml": nx.write_graphml_xml, "gexf": nx.write_gexf}


def as_graphs(store: Store, to: Path, kind: str) -> dict[str, str]:
    """The drawn networks of replicate 0 as files of a new folder, one a scenario.

    Nodes have the columns of `map_people` (the id is `key`, the pseudonym of all tables), edges their
    layer. Of a market that is too large for people, nodes are groups of organisations and edges have
    the number of ties as `weight`.

    Parameters
    ----------
    kind : `graphml` or `gexf`

    Returns
    -------
    by name of the file, what its nodes are: `people` or `groups`

    Raises
    ------
    BadInput   the place is taken, or the result keeps no map
    """
    graphs = drawn_networks(store)
    if not graphs:
        why = (
            "keeps no map; `run` and `compare` keep it of replicate 0"
            if not any(nodes in store.layout.tables for nodes, *_ in (PEOPLE, GROUPS))
            else "has no finished run of replicate 0, of which the map is kept"
        )
        raise BadInput([Problem(str(store.folder), "", why)])
    said = {}
    with new_place(to) as draft:
        draft.mkdir()
        for name, graph in graphs.items():
            WRITERS[kind](graph, draft / f"{name}.{kind}", encoding="utf-8")
            said[f"{name}.{kind}"] = str(graph.graph["nodes"])
    return said


def drawn_networks(store: Store) -> dict[str, nx.Graph]:
    """The network that the map of each scenario draws, by name of the scenario."""
    found: dict[str, nx.Graph] = {}
    for what, (nodes, edges, *names) in (("people", PEOPLE), ("groups", GROUPS)):
        if nodes not in store.layout.tables:
            continue
        drawn, tied = _first(store, nodes), _first(store, edges)
        for name in store.identity.order:
            mine, ties = drawn[drawn["scenario"] == name], tied[tied["scenario"] == name]
            if len(mine):
                found[name] = _graph(mine, ties, *names)
                found[name].graph.update(scenario=name, nodes=what)
    return {name: found[name] for name in store.identity.order if name in found}


def _first(store: Store, table: str) -> pd.DataFrame:
    rows = store.read(table)
    return rows[rows["replicate"] == 0]


def _graph(nodes: pd.DataFrame, ties: pd.DataFrame, number: str, id_: str) -> nx.Graph:
    double = ties.duplicated(["a", "b"]).any()  # people may be tied in more than one layer
    graph = nx.MultiGraph() if double else nx.Graph()
    named = dict(zip(nodes[number].tolist(), nodes[id_].tolist(), strict=True))
    for row in _rows(nodes):
        node = named[row.pop(number)]
        row.pop(id_, None)
        graph.add_node(node, **row)
    for row in _rows(ties.rename(columns={"ties": "weight"})):
        graph.add_edge(named[row.pop("a")], named[row.pop("b")], **row)
    return graph


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as values of Python, without what is missing: neither format has a word for it."""
    rows = table.drop(columns=[c for c in MARKS if c in table]).astype(object)
    return [{k: v for k, v in row.items() if not pd.isna(v)} for row in rows.to_dict("records")]
