"""GraphML: nodes, edges and their attributes, with the line of every mistake.

Read with expat as it comes, so that lines are known, defaults of keys count and nothing that a
network cannot be is dropped in silence. A DTD is refused: with it, few bytes can unfold to
gigabytes.
"""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

from sim.errors import Problem
from sim.network.raw import (
    CONTROLS,
    NUMBER,
    RawNetwork,
    Table,
    attributes,
    cell,
    checked,
    once,
    unread,
)

_CONTROL = re.compile(f"[{CONTROLS}]")
WHOLE = ("int", "long", "integer")
REAL = ("float", "double")
TYPES = ("boolean", "int", "long", "float", "double", "string")
YES_NO = {"true": "True", "1": "True", "false": "False", "0": "False"}
LABELS = ("NodeLabel", "EdgeLabel")  # names that yEd draws; read as the attribute `label`
#: Elements that are read or say nothing about people and ties.
KNOWN = frozenset({"desc", "locator", "default", "data", "key", "graph", "node", "edge", "graphml"})


class _RefusedError(Exception):
    """What is read is no single flat graph: nothing after this place is of use."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line, self.why = line, why


@dataclass
class _Key:
    """An attribute as a `key` declares it."""

    name: str
    kind: str
    of: str
    default: str | None = None


@dataclass
class _Rows:
    """Elements of one kind: what stands in each, its attributes and its line."""

    elements: list[dict[str, str]] = field(default_factory=list)
    data: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def typed(text: str, kind: str) -> str:
    """A value as a table would hold it; as it stands where it is not of its kind."""
    text = text.strip()
    if kind == "boolean":
        return YES_NO.get(text.lower(), text)
    if kind not in (*WHOLE, *REAL) or not NUMBER.fullmatch(text):
        return text
    try:
        return cell(int(text) if kind in WHOLE else float(text)) or ""
    except ValueError:
        return text


class _Reader:
    """Handlers of expat that gather keys, nodes, edges and what is wrong."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.problems: list[Problem] = []
        self.left_out: set[str] = set()
        self.keys: dict[str, _Key] = {}
        self.nodes, self.edges = _Rows(), _Rows()
        self.directed: bool | None = None
        self._path: list[str] = []
        self._key: _Key | None = None
        self._data = ""  # id of the key whose value is read
        self._text: list[str] = []
        self._depth = 0  # of elements inside a value, as yEd writes them
        self._label = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber

    def _wrong(self, why: str, key: str = "") -> None:
        self.problems.append(Problem(f"{self.place}:{self.line}", key, why))

    def _doctype(self, *_: object) -> None:
        raise _RefusedError(
            self.line, "holds a DTD (<!DOCTYPE ...>), which is not read; take it out"
        )

    def _start(self, full: str, about: dict[str, str]) -> None:
        name = full.rpartition(" ")[2]
        parent = self._path[-1] if self._path else ""
        if not parent and name != "graphml":
            why = f"is not a GraphML network: it begins with <{name}>; must be <graphml>"
            raise _RefusedError(self.line, why)
        self._path.append(name)
        if "data" in self._path[:-1]:
            self._depth += 1
            self._label = name in LABELS
            return
        if name == "graph":
            self._graph(about)
        elif name == "key":
            self._declare(about)
        elif name in ("node", "edge"):
            rows = self.nodes if name == "node" else self.edges
            if parent != "graph":
                self._wrong(f"<{name}> stands in <{parent}>; must stand in <graph>")
            rows.elements.append(about)
            rows.data.append({})
            rows.lines.append(self.line)
        elif name == "hyperedge":
            self._wrong("a hyperedge cannot be read; write an <edge> for each pair of people")
        elif name == "port":
            self.left_out.add("ports of nodes")
        elif name not in KNOWN:
            self._wrong(f"<{name}> is no element of GraphML; possible are <node>, <edge>, <data>")
        self._data = about.get("key", "") if name == "data" else ""
        self._text, self._depth, self._label = [], 0, False

    def _graph(self, about: dict[str, str]) -> None:
        if self.directed is not None:
            within = (
                "a graph within a node or edge" if "graph" in self._path[:-1] else "a second graph"
            )
            why = f"holds {within}; only one flat graph can be read: save it alone"
            raise _RefusedError(self.line, why)
        default = about.get("edgedefault", "undirected")
        if default not in ("directed", "undirected"):
            self._wrong(f"is {default!r}; must be 'directed' or 'undirected'", "edgedefault")
        self.directed = default == "directed"

    def _declare(self, about: dict[str, str]) -> None:
        one = about.get("id", "")
        if not one:
            self._wrong("a key must have an id")
        elif one in self.keys:
            self._wrong(f"key {one!r} stands twice")
        yed = any(x.endswith("yfiles.type") for x in about) and "attr.name" not in about
        kind = "yfiles" if yed else about.get("attr.type", "string")
        if kind not in (*TYPES, "integer", "yfiles"):
            self._wrong(
                f"key {one!r} is of the type {kind!r}; must be {', '.join(TYPES)}", "attr.type"
            )
        self._key = _Key(about.get("attr.name", one), kind, about.get("for", "all"))
        self.keys.setdefault(one, self._key)

    def _characters(self, text: str) -> None:
        if not self._depth or self._label:
            self._text.append(text)

    def _end(self, full: str) -> None:
        name = self._path.pop()
        parent = self._path[-1] if self._path else ""
        if "data" in self._path:
            self._depth -= 1
            self._label = False
        elif name == "default" and self._key is not None:
            self._key.default = typed("".join(self._text), self._key.kind)
        elif name == "key":
            self._key = None
        elif name == "data" and parent in ("node", "edge"):
            self._value(self.nodes if parent == "node" else self.edges)

    def _value(self, rows: _Rows) -> None:
        key = self.keys.get(self._data)
        if key is None:
            self._wrong(f"there is no key {self._data!r}; declare it before the graph")
            return
        name = key.name
        if key.kind == "yfiles":
            self.left_out.add("drawing by yEd, all but labels,")
            name = "label"
            if not "".join(self._text).strip():
                return
        if name in rows.data[-1]:
            self._wrong(f"{name!r} stands twice here")
            return
        rows.data[-1][name] = typed("".join(self._text), key.kind)


def _table(reader: _Reader, rows: _Rows, ends: tuple[str, ...], of: str) -> Table:
    """Elements of one kind as a table; defaults of keys where an element says nothing."""
    defaults = {
        key.name: key.default
        for key in reader.keys.values()
        if key.default is not None and key.of in (of, "all")
    }
    columns, odd = attributes([defaults | data for data in rows.data], ends)
    ids = {name: [about.get(name, "").strip() for about in rows.elements] for name in ends}
    return Table(reader.place, {**ids, **columns}, rows.lines, "line", odd)


def _directions(edges: Table, rows: _Rows, directed: bool) -> list[Problem]:
    """Edges that have a direction where the graph has none, or the other way round."""
    other = "false" if directed else "true"
    mixed = [i for i, about in enumerate(rows.elements) if about.get("directed", "") == other]
    if len(mixed) == len(rows.elements):
        return []
    here, all_ = ("undirected", "directed") if directed else ("directed", "undirected")
    why = (
        f"the edge is {here} among {all_} ones; all must be alike: make all directed, a tie without "
        "a direction being two edges"
    )
    return edges.problems_at(mixed, "directed", lambda i: why)


def _network(reader: _Reader) -> RawNetwork:
    place = reader.place
    people = _table(reader, reader.nodes, ("id",), "node")
    edges = _table(reader, reader.edges, ("source", "target"), "edge")
    directed = bool(reader.directed)
    problems = reader.problems + _directions(edges, reader.edges, directed)
    said_by = {about["directed"] for about in reader.edges.elements if "directed" in about}
    if len(said_by) == 1 and all("directed" in about for about in reader.edges.elements):
        directed = said_by == {"true"}
    said = [f"{why}; left out" for why in (*people.unusable.values(), *edges.unusable.values())]
    said += [f"{what} left out" for what in sorted(reader.left_out)]
    for table, ids in ((people, ("id",)), (edges, ("source", "target"))):
        for name in ids:
            values = table.columns[name]
            bad = [i for i, one in enumerate(values) if _CONTROL.search(one)]
            problems += table.problems_at(
                bad,
                name,
                lambda i, v=values: f"{v[i]!r} holds a control character",  # type: ignore[misc]
            )
    people, wrong = checked(people, ("id",))
    problems += wrong
    people, wrong = once(people)
    problems += wrong
    edges, wrong = checked(edges, ("source", "target"))
    problems += wrong
    return RawNetwork(place, "GraphML", people, edges, directed, tuple(said), tuple(problems))


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def read_graphml(path: Path) -> RawNetwork:
    """A network from a GraphML file, packed with gzip or not."""
    place = str(path)
    reader = _Reader(place)
    try:
        with _opened(path) as file:
            reader.parser.ParseFile(file)
    except _RefusedError as failure:
        problem = Problem(f"{place}:{failure.line}", "", failure.why)
    except expat.ExpatError as failure:
        why = f"is not valid XML at column {failure.offset + 1}: {expat.ErrorString(failure.code)}"
        problem = Problem(f"{place}:{failure.lineno}", "", why)
    except (gzip.BadGzipFile, EOFError, zlib.error) as failure:
        problem = Problem(place, "", f"cannot be unpacked: {failure}")
    except OSError as failure:
        problem = Problem(place, "", f"cannot be read: {failure.strerror or failure}")
    except (LookupError, ValueError) as failure:  # an encoding that expat does not know
        problem = Problem(place, "", f"cannot be read: {failure}; save it as UTF-8")
    else:
        if reader.directed is not None:
            return _network(reader)
        problem = Problem(place, "", "is not a GraphML network: it holds no <graph>")
    return unread(place, "GraphML", [*reader.problems, problem])
