"""One result of several: the parts of shards made elsewhere, brought together in one folder.

Parts are copied as they are; only one that also holds runs which are there already is written anew
without them. Everything is checked before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.catalogue import wanted_of
from experiments.claims import Claims
from experiments.manifest import MANIFEST
from experiments.overview import failures
from experiments.parts import Place, is_whole, rows_of
from experiments.signatures import compared_columns, signatures
from experiments.store import Store
from experiments.tables import encode
from sim.errors import BadInput, Problem

POINTS = "points.csv"
#: Facts of a manifest that are found anew for the whole.
FOUND = ("format", "identity", "runs", "status", "wanted", "failed", "reached")


@dataclass(frozen=True)
class Merged:
    """What a merge did.

    Attributes
    ----------
    store : the folder with everything   runs, wanted : finished there, and asked for
    copied : parts taken as they are   rebuilt : parts written anew without what was there
    added : runs that were added   double : runs that stood in more than one folder
    damaged : parts that do not count
    """

    store: Store
    runs: int
    wanted: int | None
    copied: int
    rebuilt: int
    added: int
    double: int
    damaged: int


@dataclass(frozen=True)
class _Take:
    """What is taken of a part: these runs, or all of it."""

    source: Store
    part: str
    runs: dict[str, Place]
    whole: bool


def open_all(folders: Sequence[Path]) -> list[Store]:
    """Result folders.

    Raises
    ------
    BadInput   with what is wrong with any of them
    """
    found, problems = [], []
    for folder in folders:
        try:
            found.append(Store.open(folder))
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    return found


def merge(folders: Sequence[Path], out: Path) -> Merged:
    """Bring the runs of folders of the same identity together.

    Parameters
    ----------
    folders : at least one; one of them may be `out`
    out : a new folder, or one of the same identity, which is added to

    Raises
    ------
    BadInput   folders that are none, of other settings, seeds or code, or where the same run has other
        rows; `out` that cannot be used, or where a command is at work
    OSError    the disk refuses; what was taken is whole, and the same merge goes on
    """
    sources = open_all(list(dict.fromkeys(folders)))
    _check_alike(sources)
    first = sources[0]
    held = Store.open(out) if _holds_result(out) else None
    if held and (differ := first.identity.differs(held.identity)):
        why = (
            f"already holds another result; they differ in {', '.join(differ)}; name another folder"
        )
        raise BadInput([Problem(str(out), "--out", why)])
    known = [held] if held else []
    known += [s for s in sources if not held or not s.folder.samefile(out)]
    takes, double, damaged = _takes(known)
    takes = [take for take in takes if take.source is not held]
    points = _points(known)
    facts = _facts(known, points)
    store = Store.create(out, first.identity, facts)
    claims = Claims(out)
    try:
        with claims.alone():
            if others := claims.others():
                why = f"{others} other commands are at work on it; merge when they have ended"
                raise BadInput([Problem(str(out), "--out", why)])
            claims.take([key for take in takes for key in take.runs])
        _copy_beside(known, store, points)
        for take in takes:
            store.write(list(take.runs), _tables(take))
    finally:
        claims.close()
    runs = len(store.finished())
    wanted = wanted_of(store, facts)
    failed = len(failures(store))
    status = "finished" if wanted is None or runs + failed >= wanted else "incomplete"
    store.write_manifest(status=status, wanted=wanted, failed=failed, **facts)
    rebuilt = sum(not take.whole for take in takes)
    added = sum(len(take.runs) for take in takes)
    return Merged(store, runs, wanted, len(takes) - rebuilt, rebuilt, added, double, damaged)


def _holds_result(out: Path) -> bool:
    return (out / MANIFEST).exists() or (out / "runs.parquet").is_dir()


def _check_alike(stores: list[Store]) -> None:
    first = stores[0]
    problems = []
    for other in stores[1:]:
        if differ := first.identity.differs(other.identity):
            why = f"is another result than {first.folder}; they differ in {', '.join(differ)}"
            problems.append(Problem(str(other.folder), "", why))
    if problems:
        raise BadInput(problems)


def _takes(stores: list[Store]) -> tuple[list[_Take], int, int]:
    """What to take of every part so that each run is taken once; double runs; damaged parts.

    Raises
    ------
    BadInput   the same run has other rows in another folder
    """
    takes: list[_Take] = []
    owner: dict[str, tuple[Store, Place]] = {}
    double = damaged = 0
    problems: list[Problem] = []
    for store in stores:
        damaged += sum(store.damaged(path.stem) for path in store.parts())
        clashing: dict[Store, list[tuple[str, Place, Place]]] = {}
        for part, runs in _by_part(store).items():
            new = {key: place for key, place in runs.items() if key not in owner}
            for key in runs.keys() - new.keys():
                other, place = owner[key]
                clashing.setdefault(other, []).append((key, runs[key], place))
            if new:
                takes.append(_Take(store, part, new, len(new) == store.runs_in(part)))
                owner |= {key: (store, place) for key, place in new.items()}
        for other, both in clashing.items():
            double += len(both)
            problems += _clashes(store, other, both)
    if problems:
        raise BadInput(problems)
    return takes, double, damaged


def _by_part(store: Store) -> dict[str, dict[str, Place]]:
    found: dict[str, dict[str, Place]] = {}
    for key, place in store.finished().items():
        found.setdefault(place.part, {})[key] = place
    return dict(sorted(found.items()))


def _clashes(store: Store, other: Store, both: list[tuple[str, Place, Place]]) -> Iterator[Problem]:
    """Runs of two folders whose rows differ though settings, seeds and code are the same."""
    for table in reversed(store.layout.tables):
        columns = compared_columns(table, store, other)
        mine = signatures(store, table, columns, (here for _, here, _ in both))
        theirs = signatures(other, table, columns, (there for _, _, there in both))
        for key, here, there in both:
            if mine.get(here) != theirs.get(there):
                at = f", point {here.point}" if here.point else ""
                why = (
                    f"run {key.split(' ')[0]} ({here.scenario}, replicate {here.replicate}{at}) has "
                    f"other rows in {table} than in {other.folder}; one of the two is damaged or was "
                    "made by code that its id does not name"
                )
                yield Problem(str(store.folder), "", why)


def _tables(take: _Take) -> dict[str, bytes]:
    """Bytes of what is taken of a part, by table."""
    store, found = take.source, {}
    for table in (*store.layout.tables, "timings"):
        path = store.folder / f"{table}.parquet" / f"{take.part}.parquet"
        if not path.is_file():
            continue
        if take.whole:
            found[table] = path.read_bytes()
            continue
        schema = store.layout.schema(table)
        rows = rows_of(path, schema.names, only=list(take.runs.values()))
        found[table] = encode([rows.to_pandas()], schema, {"identity": store.identity.digest})
    return found


def _facts(stores: list[Store], points: pd.DataFrame | None) -> dict[str, Any]:
    """What the manifest of the whole says beside what is found anew."""
    said = [store.manifest() for store in stores]
    facts = {name: value for name, value in said[0].items() if name not in FOUND}
    counted = [m["replicates"] for m in said if isinstance(m.get("replicates"), int)]
    if counted:
        facts["replicates"] = max(counted)
    commands = [line for m in said for line in m.get("merged", [m.get("command")]) if line]
    warnings = [line for m in said for line in m.get("warnings", [])]
    facts["merged"], facts["warnings"] = (
        list(dict.fromkeys(commands)),
        list(dict.fromkeys(warnings)),
    )
    if points is not None:
        facts["points"] = len(points)
    return facts


def _points(stores: list[Store]) -> pd.DataFrame | None:
    """Points of all designs in the order of the folders; None where nothing is swept.

    Raises
    ------
    BadInput   a folder's points cannot be read
    """
    if not stores[0].layout.swept:
        return None
    tables, problems = [], []
    for store in stores:
        try:
            tables.append(pd.read_csv(store.folder / POINTS, dtype=str, keep_default_na=False))
        except (OSError, ValueError) as failure:
            problems.append(Problem(str(store.folder / POINTS), "", f"cannot be read: {failure}"))
    if problems:
        raise BadInput(problems)
    return pd.concat(tables).drop_duplicates("point", ignore_index=True)


def _copy_beside(stores: list[Store], store: Store, points: pd.DataFrame | None) -> None:
    """Scenarios, points and failures of all folders."""
    for source in stores:
        names = [f"scenarios/{name}.toml" for name in source.identity.order]
        for name in (*names, "scenario.toml"):
            path = source.folder / name
            if path.is_file() and not (store.folder / name).exists():
                store.write_text(name, path.read_text(encoding="utf-8"))
        for path in source.parts("failures"):
            there = store.folder / "failures.parquet" / path.name
            if is_whole(path) and not there.exists():
                store.write([], {"failures": path.read_bytes()})
    if points is not None:
        out = StringIO()
        points.to_csv(out, index=False, lineterminator="\n")
        store.write_text(POINTS, out.getvalue())
