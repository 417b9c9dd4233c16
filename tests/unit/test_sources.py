"""Reading networks: every source, every mistake with its line, and the digest."""

from __future__ import annotations

import gzip
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.errors import BadInput
from sim.network.graphs import from_graph, save_network
from sim.network.importers import import_network, read_network
from sim.network.sources import network_digest, read_source
from sim.network.worlds import build_world
from sim.scenarios.schema import Market
from tests.unit.test_import import problems, said, write


def ids_of(path: Path) -> set[str]:
    return set(read_network(Market(network=str(path))).labels["people"])


# --- one file, whatever parts its columns --------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "text", "ids", "words"),
    [
        ("a.csv", "source,target\na,b\nb,c\n", "abc", ["commas", "header; ties join 'source'"]),
        ("a.csv", "From;To;Weight\na;b;2\nb;c;3\n", "abc", ["semicolons", "join 'From', 'To'"]),
        ("a.tsv", "a\tb\nb\tc\n", "abc", ["tabs", "no header: the columns are taken as source, target"]),
        ("a.txt", "a b 3\nb  c 4.5\n", "abc", ["spaces", "source, target, weight"]),
        ("a.txt", "a b boss\nb c mate\n", "abc", ["source, target, layer"]),
        ("a.txt", "# made by hand\n# FromNodeId\tToNodeId\n1\t2\n2\t3\n", "123", ["2 comment lines"]),
        ("a.csv", "Ego name,Alter name\n1,2\n2,3\n", "123", ["header; ties join 'Ego name'"]),
        ("a.csv", "\ufeffsource,target\na,b\n", "ab", ["commas"]),
        ("a.csv", "source,target\r\na,b\r\nb,c\r\n", "abc", ["commas"]),
        ("a.csv", "source,target\n\na,b\n,\n\nb,c\n\n", "abc", ["commas"]),
        ("a.csv", "a,b,\nb,c,\n", "abc", ["taken as source, target; 1 empty column left out"]),
        ("a.csv", "sep=;\na;b\nb;c\n", "abc", ["first line of a.csv says that semicolons separate"]),
        ("a.csv", "sep=,\r\nsource,target\r\na,b\r\n", "ab", ["says that commas separate"]),
    ],
)  # fmt: skip
def test_edge_lists(name: str, text: str, ids: str, words: list[str], tmp_path: Path) -> None:
    """Catches a header read as people, a separator not found, and a guess that is not said."""
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    assert ids_of(tmp_path / name) == set(ids)
    lines = "\n".join(said(tmp_path / name))
    for word in words:
        assert word in lines


def test_any_text_can_be_an_id(tmp_path: Path) -> None:
    """Catches ids that are changed: leading zeros, commas, spaces, quotes, other scripts."""
    ids = ["01", "1", "1.0", "Rossi, Anna", "a  b", 'say "hi"', "名前", "NA", "null", "é"]
    quoted = ['"' + one.replace('"', '""') + '"' for one in ids]
    edges = "\n".join(f"{a},{b}" for a, b in itertools.pairwise(quoted))
    place = write(tmp_path / "net", "source,target\n" + edges, "id\n" + "\n".join(quoted))
    assert ids_of(place) == set(ids)
    assert not [line for line in said(place) if "among the ties only" in line]
    listed = tmp_path / "list.csv"
    listed.write_text("source,target\n" + edges, encoding="utf-8")
    assert ids_of(listed) == set(ids)


def test_spreadsheets_leave_separators(tmp_path: Path) -> None:
    """Catches semicolons of European spreadsheets, an index column and empty cells at line ends."""
    edges = ";source;target;;\n0;a;b;;\n1;b;c;;\n"
    place = write(tmp_path, edges, "id;company;\na;X;\nb;Y;\nc;Y;\n")
    assert ids_of(place) == set("abc")
    assert "edges.csv is separated by semicolons" in said(place)
    assert "1 column of edges.csv without a name left out" in said(place)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "a;b;1,5\nb;c;2\n"),
        ("a.csv", "sep=;\na;b;1,5\nb;c;2\n"),
        ("a.csv", "source;target;weight\na;b;1,5\nb;c;2\n"),
        ("a.txt", "a b 1,5\nb c 2\n"),
        ("a.tsv", "a\tb\t1,5\nb\tc\t2\n"),
        ("edges.csv", "source;target;weight\na;b;1,5\nb;c;2\n"),
    ],
)
def test_decimal_commas_are_numbers(name: str, text: str, tmp_path: Path) -> None:
    """Catches weights with a decimal comma that become layers or are refused."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    raw = read_source(tmp_path if name == "edges.csv" else tmp_path / name)
    assert raw.problems == ()
    assert raw.edges.columns == {"source": ["a", "b"], "target": ["b", "c"], "weight": ["1.5", "2"]}
    assert "column 'weight' holds decimal commas: '1,5' is read as 1.5" in raw.said


def test_mixed_decimals_are_refused(tmp_path: Path) -> None:
    """Catches commas that may be of thousands, read as decimals without asking."""
    write(tmp_path, "source;target;weight\na;b;1,500\nb;c;2.5\n")
    assert problems(tmp_path) == ["edges.csv:2: weight: is '1,500'; must be a number above 0"]


@pytest.mark.parametrize("separator", [" ", ",", "\t"])
def test_edge_lists_of_networkx(separator: str, tmp_path: Path) -> None:
    """Catches attributes that are lost or become layers in what networkx writes by default."""
    graph = nx.Graph()
    graph.add_edge(0, 1, weight=4, layer="supply")
    graph.add_edge(1, 2, weight=0.5)
    graph.add_edge(2, 3)
    path = tmp_path / "k.txt"
    nx.write_edgelist(graph, path, delimiter=separator)
    raw = read_source(path)
    assert raw.problems == ()
    assert raw.edges.columns == from_graph(graph).edges.columns
    path.write_text("# x\n0 1 {'weight': 4}\n\n1 2 {'weight': nan}\n1 2 3 {}\n", encoding="utf-8")
    found = [str(p).removeprefix(str(path)) for p in read_source(path).problems]
    assert found[0].startswith(":4: does not end in attributes such as {'weight': 4}")
    assert found[1:] == [":5: has 3 values; there must be 2"]


def test_folders_in_place_of_files(tmp_path: Path) -> None:
    """Catches a word that edges.csv is missing where it is there as a folder."""
    (tmp_path / "edges.csv").mkdir()
    (tmp_path / "nodes.csv").mkdir()
    assert problems(tmp_path) == [
        "edges.csv: is a folder; must be a file with columns source and target",
        "nodes.csv: is a folder; must be a file with a column id",
    ]


# --- GraphML -------------------------------------------------------------------------------------
KEYS = """<key id="w" for="edge" attr.name="weight" attr.type="double"><default>5</default></key>
<key id="c" for="node" attr.name="company" attr.type="string"><default>X</default></key>
"""


def graphml(path: Path, body: str, keys: str = KEYS, default: str = "undirected") -> Path:
    """A GraphML file; keys take two lines, so that the body begins in line 4."""
    words = f'<graphml>\n{keys}<graph edgedefault="{default}">{body}</graph></graphml>'
    path.write_text(words, encoding="utf-8")
    return path


def test_graphml_defaults(tmp_path: Path) -> None:
    """Catches a default that is passed over or put in place of what is given."""
    body = (
        '<node id="a"/><node id="b"><data key="c">Y</data></node><edge source="a" target="b"/>'
        '<edge source="b" target="c"><data key="w">2.0</data></edge>'
    )
    raw = read_source(graphml(tmp_path / "x.graphml", body))
    assert raw.problems == ()
    assert raw.edges.columns["weight"] == ["5", "2"]
    assert raw.nodes.columns == {"id": ["a", "b"], "company": ["X", "Y"]}
    assert ids_of(tmp_path / "x.graphml") == set("abc")


def test_graphml_of_yed(tmp_path: Path) -> None:
    """Catches labels that are lost, and a drawing that is left out in silence."""
    keys = '<key for="node" id="d" yfiles.type="nodegraphics"/>\n\n'
    drawn_node = '<data key="d"><y><Fill/><NodeLabel>Ann<Mark/></NodeLabel>9</y></data><port/>'
    body = f'<node id="a">{drawn_node}</node><edge source="a" target="b" id="e"/>'
    raw = read_source(graphml(tmp_path / "x.graphml", body, keys))
    assert raw.problems == ()
    assert raw.nodes.columns == {"id": ["a"], "label": ["Ann"]}
    assert raw.said == ("drawing by yEd, all but labels, left out", "ports of nodes left out")


@pytest.mark.parametrize(
    ("body", "keys", "expected"),
    [
        ('<edge source="a" target="b"><data key="w">x</data></edge>\n'
         '<edge source="a" target="b"><data key="w">-1</data></edge>', KEYS, [
            ":4: weight: is 'x'; must be a number above 0",
            ":5: weight: is '-1'; must be a number above 0"]),
        ("", '<key id="w" attr.name="weight" attr.type="real"/>\n', [
            ":2: attr.type: key 'w' is of the type 'real'; must be boolean, int, long, float, double, "
            "string"]),
        ('<edge source="a" target="b"/><edge source="a" target="b" directed="true"/>', KEYS, [
            ":4: directed: the edge is directed among undirected ones; all must be alike: make all "
            "directed, a tie without a direction being two edges"]),
        ('<node id="a"/></graph>\n<graph>', KEYS, [
            ":5: holds a second graph; only one flat graph can be read: save it alone"]),
        ('<node id="a"><graph/></node>', KEYS, [
            ":4: holds a graph within a node or edge; only one flat graph can be read: save it alone"]),
        ('<node/>\n<edge target="b"/>\n<edge source="a"/>', KEYS, [
            ":4: id: is empty; every id must say something",
            ":5: source: is empty; every id must say something",
            ":6: target: is empty; every id must say something"]),
        ('<node id="a"/>\n<node id=" a"/>', KEYS, [
            ":5: id: 'a' stands in line 4 already; each person must stand once"]),
        ('<hyperedge/>\n<nod/>', KEYS, [
            ":4: a hyperedge cannot be read; write an <edge> for each pair of people",
            ":5: <nod> is no element of GraphML; possible are <node>, <edge>, <data>"]),
        ('<node id="a"><data key="z">1</data></node>', KEYS, [
            ":4: there is no key 'z'; declare it before the graph"]),
    ],
    ids=["weights", "type", "mixed", "second graph", "nested", "no ids", "twice", "hyperedge", "key"],
)  # fmt: skip
def test_mistakes_in_graphml(body: str, keys: str, expected: list[str], tmp_path: Path) -> None:
    """Catches what is dropped in silence, a person named None, and words without a remedy."""
    tie = '<edge source="p" target="q"><data key="w">1</data></edge>'
    path = graphml(tmp_path / "x.graphml", body or tie, keys)
    found = [p for p in problems(path) if p.startswith(":") and not p.startswith(": holds")]
    assert found == expected


def test_expanding_entities_are_refused(tmp_path: Path) -> None:
    """Catches a small file that unfolds to gigabytes."""
    lines = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    path = tmp_path / "x.graphml"
    bomb = (
        f'<!DOCTYPE graphml [<!ENTITY e0 "boom">{lines}]>\n<graphml><graph>&e11;</graph></graphml>'
    )
    path.write_text(bomb, encoding="utf-8")
    assert problems(path) == [":1: holds a DTD (<!DOCTYPE ...>), which is not read; take it out"]


# --- the same content in every form --------------------------------------------------------------
def market(**change: Any) -> Market:
    return Market(public_share=0.2, **change)


def drawn(data: st.DataObject) -> nx.Graph:
    """A small network with organisations, roles, layers and weights."""
    n = data.draw(st.integers(3, 12))
    names = [f"{i:03d} é,{i}" for i in range(n)]
    graph = nx.Graph()
    for i, name in enumerate(names):
        graph.add_node(name, company=f"F{i % 3}", duty=["buyer", "user", "decider", ""][i % 4])
    pairs = data.draw(
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), min_size=1, max_size=25)
    )
    kinds = st.sampled_from(["advice", "supply", "follows", ""])
    for a, b in [(0, 1), *pairs]:
        weight = data.draw(st.sampled_from([1, 2, 0.1, 0.7, 3.3]))
        graph.add_edge(names[a], names[b], weight=weight, layer=data.draw(kinds))
    return graph


def permuted(folder: Path, target: Path, rng: np.random.Generator) -> Path:
    target.mkdir()
    for name in ("nodes.csv", "edges.csv"):
        head, *rows = (folder / name).read_text(encoding="utf-8").splitlines()
        lines = [head, *(rows[i] for i in rng.permutation(len(rows)))]
        (target / name).write_text("\n".join(lines), encoding="utf-8")
    return target


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), column=st.sampled_from(["company", ""]))
def test_same_content_is_the_same_world(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, column: str
) -> None:
    """Catches a world that depends on the order of rows or on the form of the source."""
    tmp = tmp_path_factory.mktemp("forms")
    graph = drawn(data)
    if not column:  # communities stand for organisations
        for node in graph:
            del graph.nodes[node]["company"]
    chosen = {"organisation_column": column, "role_column": "duty"}
    folder = save_network(graph, tmp / "folder")
    nx.write_graphml(graph, tmp / "net.graphml")
    nx.write_graphml(graph, tmp / "net.graphml.gz")
    rng = np.random.default_rng(data.draw(st.integers(0, 999)))
    found = build_world(market(**chosen), 5, from_graph(graph)).fingerprint()
    for path in (
        folder,
        permuted(folder, tmp / "turned", rng),
        tmp / "net.graphml",
        tmp / "net.graphml.gz",
    ):
        world = build_world(market(network=str(path), **chosen), 5)
        assert world.fingerprint() == found, path
    assert network_digest(folder) == network_digest(tmp / "turned")
    assert network_digest(folder) == network_digest(tmp / "net.graphml")


def test_hash_seed_changes_nothing(tmp_path: Path) -> None:
    """Catches communities that are ordered by Python's hashes."""
    graph = nx.gnm_random_graph(60, 150, seed=4)
    folder = save_network(graph, tmp_path / "net")
    code = (
        "from sim.network.worlds import build_world; from sim.scenarios.schema import Market; "
        f"print(build_world(Market(network={str(folder)!r}), 1).fingerprint())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(found) == 1


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_every_kind_of_graph(kind: Any, tmp_path: Path) -> None:
    """Catches a kind of graph that loses ties, and a folder that is not the graph that was saved."""
    graph = kind([(0, 1), (1, 2), ((3, "x"), 0), (1, 0)])
    raw = from_graph(graph)
    assert set(raw.nodes.columns["id"]) == {"0", "1", "2", "(3, 'x')"}
    assert len(raw.edges) == graph.number_of_edges()
    saved = read_source(save_network(graph, tmp_path / "net"))
    assert saved.edges.columns == raw.edges.columns
    assert saved.nodes.columns == raw.nodes.columns


def test_attributes_are_the_text_of_a_table() -> None:
    """Catches a number that is another name in a graph than in a file; missing ones are empty."""
    graph = nx.path_graph(6)
    team = {0: 3, 1: 3.0, 2: np.float64(3), 3: np.int64(3), 4: " 3 ", 5: None}
    nx.set_node_attributes(graph, team, "team")
    nx.set_node_attributes(graph, {1: 0.25, 2: True}, "x")
    columns = from_graph(graph).nodes.columns
    assert columns["team"] == ["3", "3", "3", "3", "3", ""]
    assert columns["x"] == ["", "0.25", "True", "", "", ""]


def test_a_graph_in_python_runs(tmp_path: Path) -> None:
    """Catches a graph whose market is not that of the folder it was saved to."""
    graph = nx.connected_caveman_graph(6, 5)
    for node in graph:
        graph.nodes[node].update(company=node // 5, since=2.0)
    change = {"market.warmup": 2, "market.weeks": 3}
    scenario = sim.load("mixed").set_all(change)
    model = sim.BuyerNetwork(scenario, seed=7, network=graph)
    folder = sim.save_network(graph, tmp_path / "net")
    saved = sim.BuyerNetwork(scenario.set("market.network", str(folder)), seed=7)
    assert model.world.n_members == 30
    assert model.world_hash == saved.world_hash
    assert model.run().summary.equals(saved.run().summary)
    graph.remove_edge(*next(iter(graph.edges)))
    assert sim.BuyerNetwork(scenario, seed=7, network=graph).world_hash != model.world_hash


def test_graph_that_cannot_be_used(tmp_path: Path) -> None:
    """Catches nodes that become the same person, and what is no graph at all."""
    graph = nx.Graph([(1, "1"), (2, 3)])
    with pytest.raises(BadInput, match="nodes 1 and '1' are both '1'"):
        import_network(from_graph(graph), Market())
    with pytest.raises(BadInput, match="both '1'"):
        save_network(graph, tmp_path / "net")
    assert not (tmp_path / "net").exists()
    with pytest.raises(BadInput, match="is a list; must be a networkx graph"):
        sim.BuyerNetwork("mixed", network=[(1, 2)])
    good = nx.Graph([(1, 2)])
    save_network(good, tmp_path / "net")
    with pytest.raises(BadInput, match="is there already"):
        save_network(good, tmp_path / "net")


def test_attributes_that_are_no_single_value() -> None:
    """Catches a list that is taken for the name of an organisation."""
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, {i: ["X", "Y"] for i in graph}, "company")
    nx.set_edge_attributes(graph, float("nan"), "weight")
    with pytest.raises(BadInput) as caught:
        import_network(from_graph(graph), Market(organisation_column="company"))
    found = [str(p) for p in caught.value.problems]
    assert found[0].endswith("attribute 'company' holds lists or tables, not single values")
    assert found[1:] == [
        f"graph, edge {i}: weight: is 'nan'; must be a number above 0" for i in (1, 2, 3)
    ]


# --- mistakes ------------------------------------------------------------------------------------
TEN_EDGES = """source,source,target,weight,layer
a,a,b,1,advice
b,b,,2,advice
c,c,d,-1,advice
d,d,e,heavy,advice
e,e,f
f,f,g\x01,1,advice
h,h,i,0,work
i,i,j,nan,work
"""
TEN_NODES = """id,company,duty
a,X,boss
a,Y,boss
,Z,boss
b,X,boss,extra
c,X;Z,boss
d,Z,boss
"""
TEN = [
    "edges.csv:1: source: this column stands twice",
    "edges.csv:3: target: is empty; every id must say something",
    "edges.csv:4: weight: is '-1'; must be a number above 0",
    "edges.csv:5: weight: is 'heavy'; must be a number above 0",
    "edges.csv:6: has 3 values; there must be 5",
    "edges.csv:7: holds the control character U+0001; take it out",
    "edges.csv:8: weight: is '0'; must be a number above 0",
    "edges.csv:9: weight: is 'nan'; must be a number above 0",
    "edges.csv: market.layer_map: there is no layer 'advise' in column 'layer'; did you mean 'advice'?",
    "nodes.csv:3: id: 'a' stands in line 2 already; each person must stand once",
    "nodes.csv:4: id: is empty; every id must say something",
    "nodes.csv:5: has 4 values; there must be 3",
    "nodes.csv:6: market.organisation_column: column 'company' holds 'X;Z': each person must have one "
    "value",
    "nodes.csv: market.role_column: there is no column 'dutty'; did you mean 'duty'?",
]


def test_ten_mistakes_at_once(tmp_path: Path) -> None:
    """Catches a user who mends one line only to be told of the next."""
    place = write(tmp_path / "net", TEN_EDGES, TEN_NODES)
    found = problems(
        place, organisation_column="company", role_column="dutty", layer_map={"advise": "drop"}
    )
    assert sorted(found) == sorted(TEN)


@pytest.mark.parametrize(
    ("edges", "nodes", "column", "expected"),
    [
        ("from,to\na,b\n", "name\na\n", "", [
            "edges.csv:1: source: this column is missing; there are 'from', 'to'",
            "edges.csv:1: target: this column is missing; there are 'from', 'to'",
            "nodes.csv:1: id: this column is missing; there are 'name'",
        ]),
        ("source,target\na,a\n", None, "", [": holds 1 person; at least 2 are needed"]),
        ("source,target\n", None, "", [
            ": holds 0 people; at least 2 are needed",
            "edges.csv: holds no ties; a network needs at least one",
        ]),
        ("source,target\n", "id\na\nb\n", "", [
            "edges.csv: holds no ties; a network needs at least one"]),
        ("", None, "", ["edges.csv: is empty; the first line must be source,target"]),
        ("source,target\na,b\n", "", "", ["nodes.csv: is empty; the first line must be id"]),
        ("source,target\na,b\n", "id,firm\na,\nb,\n", "firm", [
            "nodes.csv: market.organisation_column: column 'firm' is empty for everybody"]),
        ("source,target\na,b\n", None, "firm", [
            "nodes.csv: market.organisation_column: there is no column 'firm'; people have no columns "
            "but their ids"]),
        ('source,target\na,"b\nb,c\n', None, "", [
            "edges.csv:2: cannot be read: unexpected end of data"]),
        ('source,target\n"a\tb",c\n', None, "", [
            "edges.csv:2: source: 'a\\tb' holds a tab or a line break"]),
    ],
    ids=["columns", "one person", "nobody", "no ties", "empty", "empty nodes", "empty column",
         "no columns", "quote", "tab"],
)  # fmt: skip
def test_mistakes_in_a_folder(
    edges: str, nodes: str | None, column: str, expected: list[str], tmp_path: Path
) -> None:
    """Catches a mistake that is passed over, named wrongly or ends in a traceback."""
    assert problems(write(tmp_path / "net", edges, nodes), organisation_column=column) == expected


def test_repeated_mistakes_are_counted(tmp_path: Path) -> None:
    """Catches a thousand lines of the same complaint."""
    place = write(tmp_path, "source,target,weight\n" + "a,b,0\n" * 42)
    found = problems(place)
    assert len(found) == 6
    assert found[0] == "edges.csv:2: weight: is '0'; must be a number above 0"
    assert found[-1] == "edges.csv: weight: and 37 more such lines"


def text(words: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(words, encoding="utf-8")


def gz(data: bytes, size: int | None = None) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(gzip.compress(data)[:size])


@pytest.mark.parametrize(
    ("name", "make", "why"),
    [
        ("no", lambda p: None, "there is no such folder or file; possible is a folder with edges.csv"),
        ("empty", lambda p: p.mkdir(), "has no edges.csv; the folder is empty"),
        ("wrong", lambda p: write(p, None, "id\na\n"), "has no edges.csv; it holds 'nodes.csv'"),
        ("x.xlsx", lambda p: p.write_bytes(b"PK\x03\x04"), "is of no known kind; possible is"),
        ("x.csv", lambda p: p.write_bytes(b"PK\x03\x04 \x00"), "is an Excel workbook"),
        ("x.csv", lambda p: p.write_bytes(bytes(range(256)) * 9), "a binary file"),
        ("x.csv", lambda p: p.write_bytes("a,b\né,c\n".encode("latin-1")), ":2: is not UTF-8: byte 0xe"),
        ("x.csv", lambda p: p.write_bytes("a,b\n".encode("utf-16")), "is UTF-16 text; save it as UTF-8"),
        ("x.txt", text("alone\nagain\n"), "has no separator"),
        ("x.txt", text("# nothing\n"), "holds no ties"),
        ("x.txt", text("a b\nb c d\nc d\n"), ":2: has 3 values; there must be 2"),
        ("x.graphml", text("<graphml><graph>"), "is not valid XML"),
        ("x.graphml", text("<html></html>"), "is not a GraphML network"),
        ("x.graphml", text(""), "is not valid XML"),
        ("x.graphml.gz", text("plain"), "cannot be unpacked"),
        ("x.graphml.gz", gz(b"<graphml>"), "is not valid XML"),
        ("x.graphml.gz", gz(b"<graphml>" * 99, 30), "cannot be unpacked"),
    ],
)  # fmt: skip
def test_sources_that_are_none(
    name: str, make: Callable[[Path], object], why: str, tmp_path: Path
) -> None:
    """Catches a file that ends in a traceback, and a problem that does not name the file."""
    make(tmp_path / name)
    with pytest.raises(BadInput) as caught:
        read_network(Market(network=str(tmp_path / name)))
    found = [str(p) for p in caught.value.problems]
    assert len(found) == 1
    assert found[0].startswith(str(tmp_path / name))
    assert why in found[0]


def test_header_without_people_is_said(tmp_path: Path) -> None:
    """Catches a table of people that is empty by mistake."""
    place = write(tmp_path, "source,target\na,b\n", "id,company\n")
    assert "nodes.csv holds no people: people are those whom edges.csv names" in said(place)


# --- the digest ----------------------------------------------------------------------------------
def test_digest_is_of_the_content(tmp_path: Path) -> None:
    """Catches a changed file that passes for the old one, and a moved one that does not."""
    one = write(tmp_path / "one", "source,target\na,b\nb,c\n", "id,company\na,X\nb,Y\nc,Y\n")
    two = write(tmp_path / "two", "target,source\nc,b\nb,a\n", "company,id\nY,c\nX,a\nY,b\n")
    digest = network_digest(one)
    assert digest == network_digest(two)
    assert len(digest) == 64
    write(two, "source,target\na,b\nb,c\na,c\n")
    assert network_digest(two) != digest
    write(one, None, "id,company\na,X\nb,X\nc,Y\n")
    assert network_digest(one) not in (digest, network_digest(two))
    write(two, "source,target\na,\n")
    with pytest.raises(BadInput, match="is empty"):
        network_digest(two)


def test_digest_is_fast(tmp_path: Path) -> None:
    """Catches a digest that holds up every command: 100,000 ties in a few seconds at the very most."""
    rows = [f"u{i % 9973},u{i * 7 % 9967},{i % 5 + 1}" for i in range(100_000)]
    place = write(tmp_path, "\n".join(["source,target,weight", *rows]))
    start = time.perf_counter()
    digest = network_digest(place)
    first = time.perf_counter() - start
    start = time.perf_counter()
    assert network_digest(place) == digest
    assert first < 4.0  # about 0.3 s on an idle machine
    assert time.perf_counter() - start < 0.05
