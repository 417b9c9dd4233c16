"""A network as it was read: two tables of text, and where each row stands.

Every source (folder, edge list, GraphML, graph in Python) becomes a `RawNetwork`; what becomes of it
is no matter of where it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sim.errors import Problem

#: Repeated problems and long lists are cut after so many.
SHOWN = 5
EXACT = 2**53  # whole numbers up to here are the same as floats and as integers
#: A number as files write it. Python's `float` takes more: `1_0`, digits of other scripts.
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def counted(n: int, one: str, many: str) -> str:
    """A number with its noun: '1 person', '2,000 people'."""
    return f"{n:,} {one if n == 1 else many}"


def span(low: int, high: int) -> str:
    """A range of whole numbers: '3 to 60', or '4' where both are the same."""
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def listed(words: Iterable[str], shown: int = 8) -> str:
    """Quoted words in a row, cut where they are many."""
    every = [repr(w) for w in words]
    rest = f" and {len(every) - shown} more" if len(every) > shown else ""
    return ", ".join(every[:shown]) + rest


@dataclass(frozen=True)
class Table:
    """Rows of text by column.

    Attributes
    ----------
    place : the file as the user named it, or what stands for it
    columns : values by name of the column, all of the same length
    rows : line of each row in its file, or its number, from 1
    unit : what `rows` counts: 'line', 'node' or 'edge'
    unusable : columns that were left out, and why
    read : whether the source could be read; a table that could not says nothing about its columns
    """

    place: str
    columns: dict[str, list[str]]
    rows: list[int]
    unit: str = "line"
    unusable: dict[str, str] = field(default_factory=dict)
    read: bool = True

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, i: int) -> str:
        """Where row i stands."""
        if self.unit == "line":
            return f"{self.place}:{self.rows[i]}"
        return f"{self.place}, {self.unit} {self.rows[i]}"

    def find(self, name: str) -> str:
        """Name of the column that a setting means, however it is written; empty where none is."""
        if name in self.columns:
            return name
        return next((c for c in self.columns if c.casefold() == name.casefold()), "")

    def problems_at(
        self, rows: Iterable[int], key: str, why: Callable[[int], str]
    ) -> list[Problem]:
        """A problem a row; the first few are named, the others counted."""
        every = list(rows)
        found = [Problem(self.where(i), key, why(i)) for i in every[:SHOWN]]
        if len(every) > SHOWN:
            more = counted(len(every) - SHOWN, f"more such {self.unit}", f"more such {self.unit}s")
            found.append(Problem(self.place, key, f"and {more}"))
        return found

    def without(self, rows: set[int]) -> Table:
        """The table without some rows."""
        if not rows:
            return self
        keep = [i for i in range(len(self)) if i not in rows]
        columns = {name: [values[i] for i in keep] for name, values in self.columns.items()}
        return Table(self.place, columns, [self.rows[i] for i in keep], self.unit, self.unusable)


@dataclass(frozen=True)
class RawNetwork:
    """People and ties as text, before anything is made of them.

    Attributes
    ----------
    name : what the user named, such as a path
    kind : 'folder', 'edge list', 'GraphML' or 'graph'
    nodes : a row a person, with column `id`
    edges : a row a tie, with columns `source` and `target`
    directed : whether the source says that ties have a direction; None where it cannot say
    said : what was found out or left out while reading
    problems : what is wrong; a network with problems cannot be used
    """

    name: str
    kind: str
    nodes: Table
    edges: Table
    directed: bool | None = None
    said: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def no_nodes(place: str, read: bool = True) -> Table:
    """A table of people with nobody in it."""
    return Table(place, {"id": []}, [], read=read)


def no_edges(place: str, read: bool = True) -> Table:
    """A table of ties with none in it."""
    return Table(place, {"source": [], "target": []}, [], read=read)


def unread(place: str, kind: str, problems: list[Problem]) -> RawNetwork:
    """What is left of a source that could not be read."""
    nodes, edges = no_nodes(place, read=False), no_edges(place, read=False)
    return RawNetwork(place, kind, nodes, edges, problems=tuple(problems))


#: Characters that no id may hold: controls, line and paragraph separators.
CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"


def checked(table: Table, ids: tuple[str, ...]) -> tuple[Table, list[Problem]]:
    """The table without rows whose ids cannot be used, and what is wrong with them.

    Characters that break a line are looked for here; the others are found by who reads the text.
    """
    problems: list[Problem] = []
    bad: set[int] = set()
    for name in ids:
        values = table.columns[name]
        if "" in values:
            rows = [i for i, value in enumerate(values) if value == ""]
            problems += table.problems_at(
                rows, name, lambda i: "is empty; every id must say something"
            )
            bad.update(rows)
        broken = {v for v in set(values) if "\n" in v or "\r" in v or "\t" in v}
        if broken:
            rows = [i for i, value in enumerate(values) if value in broken]
            problems += table.problems_at(
                rows,
                name,
                lambda i, v=values: f"{v[i]!r} holds a tab or a line break",  # type: ignore[misc]
            )
            bad.update(rows)
    return table.without(bad), problems


def once(nodes: Table) -> tuple[Table, list[Problem]]:
    """People without those that stand a second time, and who they are."""
    first: dict[str, int] = {}
    doubled = []
    for i, name in enumerate(nodes.columns["id"]):
        if first.setdefault(name, i) != i:
            doubled.append(i)
    problems = nodes.problems_at(
        doubled,
        "id",
        lambda i: (
            f"{nodes.columns['id'][i]!r} stands in line {nodes.rows[first[nodes.columns['id'][i]]]} "
            "already; each person must stand once"
        ),
    )
    return nodes.without(set(doubled)), problems


def cell(value: Any) -> str | None:
    """An attribute as text, as a CSV would hold it; None where it is no single value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        value = value.item()
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    if isinstance(value, (list, tuple, set, frozenset, dict)) or hasattr(value, "__array__"):
        return None
    return str(value).strip()


def attributes(
    rows: list[dict[Any, Any]], taken: tuple[str, ...]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Columns of text from dictionaries; what is left out, and why."""
    columns: dict[str, list[str]] = {}
    unusable: dict[str, str] = {}
    for key in sorted({k for row in rows for k in row}, key=str):
        name = str(key).strip()
        values = [cell(row.get(key)) for row in rows]
        if name in taken or name in columns:
            unusable[name] = f"attribute {name!r} stands for something else already"
        elif any(value is None for value in values):
            unusable[name] = f"attribute {name!r} holds lists or tables, not single values"
        else:
            columns[name] = [value or "" for value in values]
    return columns, unusable
