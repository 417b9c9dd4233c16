"""From what a user names to a `RawNetwork`: a folder, an edge list or GraphML; and its digest."""

from __future__ import annotations

import gc
import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import BadInput, Problem
from sim.network.delimited import read_table
from sim.network.edge_list import read_edge_list
from sim.network.graphml import read_graphml
from sim.network.raw import RawNetwork, Table, checked, listed, no_edges, no_nodes, once, unread

LISTS = (".csv", ".tsv", ".txt")
GRAPHML = (".graphml", ".graphml.gz")
POSSIBLE = (
    "a folder with edges.csv, an edge list (.csv, .tsv, .txt) or GraphML (.graphml, .graphml.gz)"
)
KEPT = 4  # networks and digests kept in memory, by path, date and size of their files

#: What tells whether a file has changed: path, date in nanoseconds, size.
Signature = tuple[tuple[str, int, int], ...]


def signature(path: str | Path) -> Signature:
    """Path, date and size of every file that `read_source` would read; empty where there is none."""
    source = Path(path)
    files = (source / "edges.csv", source / "nodes.csv") if source.is_dir() else (source,)
    found = []
    for file in files:
        try:
            about = file.stat()
        except OSError:
            continue
        found.append((str(file.resolve()), about.st_mtime_ns, about.st_size))
    return tuple(found)


def read_folder(folder: Path) -> RawNetwork:
    """A network from a folder with edges.csv and, if there is one, nodes.csv."""
    edges_path, nodes_path = folder / "edges.csv", folder / "nodes.csv"
    place = str(folder)
    problems: list[Problem] = []
    said: list[str] = []
    edges: Table | None = None
    if edges_path.is_file():
        edges, problems, said = read_table(edges_path, ("source", "target"))
    elif edges_path.is_dir():
        why = "is a folder; must be a file with columns source and target"
        problems.append(Problem(str(edges_path), "", why))
    else:
        here = sorted(p.name for p in folder.iterdir())
        holds = f"it holds {listed(here)}" if here else "the folder is empty"
        problems.append(Problem(place, "market.network", f"has no edges.csv; {holds}"))
    nodes: Table | None = None
    if nodes_path.is_file():
        nodes, wrong, words = read_table(nodes_path, ("id",))
        problems += wrong
        said += words
        if nodes is not None and not len(nodes) and not wrong:
            said.append("nodes.csv holds no people: people are those whom edges.csv names")
    elif nodes_path.is_dir():
        problems.append(
            Problem(str(nodes_path), "", "is a folder; must be a file with a column id")
        )
    else:
        said.append("there is no nodes.csv: people are those whom edges.csv names")
    if edges is not None:
        edges, wrong = checked(edges, ("source", "target"))
        problems += wrong
    if nodes is not None:
        nodes, wrong = checked(nodes, ("id",))
        problems += wrong
        nodes, wrong = once(nodes)
        problems += wrong
    if nodes is None:
        nodes = no_nodes(str(nodes_path), read=not nodes_path.exists())
    if edges is None:
        edges = no_edges(str(edges_path), read=False)
    return RawNetwork(place, "folder", nodes, edges, None, tuple(said), tuple(problems))


@contextmanager
def _many_rows() -> Iterator[None]:
    """Spare the search for garbage while rows are made: it takes half of the time and finds none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_many_rows()
def read_source(path: str | Path) -> RawNetwork:
    """A network from a path, with its problems in it; never raises for what the files hold."""
    source = Path(path)
    name = source.name.lower()
    if source.is_dir():
        return read_folder(source)
    why = ""
    if not source.exists():
        why = f"there is no such folder or file; possible is {POSSIBLE}"
    elif name.endswith(GRAPHML):
        return read_graphml(source)
    elif name.endswith(LISTS):
        return read_edge_list(source)
    else:
        why = f"is of no known kind; possible is {POSSIBLE}"
    place = str(source)
    return unread(place, "", [Problem(place, "market.network", why)])


_READ: OrderedDict[Signature, RawNetwork] = OrderedDict()
_DIGESTS: OrderedDict[Signature, str] = OrderedDict()


def cached_source(path: str | Path) -> RawNetwork:
    """`read_source`, kept in memory as long as path, date and size of the files are the same."""
    key = signature(path)
    if not key or key not in _READ:
        raw = read_source(path)
        if not key:
            return raw
        _READ[key] = raw
        while len(_READ) > KEPT:
            _READ.popitem(last=False)
    _READ.move_to_end(key)
    return _READ[key]


@_many_rows()
def digest_of(raw: RawNetwork) -> str:
    """Hash of the content of two tables, whatever the order of rows and columns."""
    digest = hashlib.sha256()
    for table in (raw.nodes, raw.edges):
        names = sorted(table.columns)
        rows = sorted(map("\x1f".join, zip(*(table.columns[n] for n in names), strict=True)))
        for text in ("\x1f".join(names), "\x1e".join(rows)):
            data = text.encode("utf-8", "surrogatepass")
            digest.update(f"{len(data)}:".encode())
            digest.update(data)
    return digest.hexdigest()


def network_digest(path: str | Path) -> str:
    """Identity of what a network's files hold: of the content, not of path or dates.

    Parameters
    ----------
    path : a folder or file as `market.network` names it

    Returns
    -------
    str   64 hexadecimal digits; the same whatever the order of rows and columns

    Raises
    ------
    BadInput   the network cannot be read, with every problem that was found while reading
    """
    key = signature(path)
    if key not in _DIGESTS or not key:
        raw = cached_source(path)
        if raw.problems:
            raise BadInput(list(raw.problems))
        _DIGESTS[key] = digest_of(raw)
        while len(_DIGESTS) > KEPT:
            _DIGESTS.popitem(last=False)
    return _DIGESTS[key]
