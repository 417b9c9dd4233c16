"""What of a result folder could go, and its removal: whole files only, nothing is rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pyarrow import parquet

from experiments.claims import Claims
from experiments.jobs import job_key
from experiments.names import DRAFT, is_abandoned
from experiments.parts import Place, is_whole
from experiments.presence import presence
from experiments.store import Store
from sim.errors import BadInput, Problem

POINTS = "points.csv"


@dataclass(frozen=True)
class Spare:
    """Files of one kind that could go.

    Attributes
    ----------
    what : why they could go
    files : in the order in which they are to be removed
    runs : finished runs that would go with them
    """

    what: str
    files: tuple[Path, ...]
    runs: int = 0

    @property
    def size(self) -> int:
        """Bytes of the files."""
        return sum(path.stat().st_size for path in self.files if path.exists())


@dataclass(frozen=True)
class Pruning:
    """What could go, and what is kept though it is not needed.

    Attributes
    ----------
    spare : what could go, by kind; kinds without files are left out
    kept_runs, kept_parts : runs that the design does not ask for in parts that hold others too
    notes : what could not be judged, and why
    """

    spare: tuple[Spare, ...]
    kept_runs: int
    kept_parts: int
    notes: tuple[str, ...]


def prunable(store: Store) -> Pruning:
    """What could go from a result folder; nothing is changed."""
    return _found(store, presence(store.folder).dead)


def _found(store: Store, dead: tuple[Path, ...]) -> Pruning:
    unwanted, kept_runs, kept_parts, notes = _unwanted(store)
    kinds = (
        Spare("drafts of files that were never finished", tuple(_drafts(store.folder))),
        Spare("claims of commands that are gone", dead),
        Spare("damaged parts, whose runs do not count", tuple(_damaged(store))),
        unwanted,
        Spare("failures of runs that have been finished since", tuple(_mended(store))),
    )
    return Pruning(tuple(k for k in kinds if k.files), kept_runs, kept_parts, notes)


def prune(store: Store) -> Pruning:
    """Remove what could go.

    Returns
    -------
    what went

    Raises
    ------
    BadInput   another command is at work on the folder, or it cannot be known
    """
    dead = presence(store.folder).dead  # those who are gone do not come back
    claims = Claims(store.folder)
    try:
        if not claims.shared:
            why = "its file system has no locks, so nobody knows whether a command is at work on it"
            raise BadInput([Problem(str(store.folder), "", why)])
        with claims.alone():
            check_alone(store, claims.others())
            found = _found(Store.open(store.folder), dead)
            for spare in found.spare:
                for path in spare.files:
                    path.unlink(missing_ok=True)
    finally:
        claims.close()
    return found


def check_alone(store: Store, others: int) -> None:
    """Refuse where commands are at work.

    Raises
    ------
    BadInput   there are some
    """
    if others:
        who = "another command is" if others == 1 else f"{others} other commands are"
        why = f"{who} at work on it; prune it when they have ended"
        raise BadInput([Problem(str(store.folder), "", why)])


def _drafts(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.rglob(f".*{DRAFT}")) if is_abandoned(p))


def _files(store: Store, part: str) -> Iterator[Path]:
    """A part in all tables, that of `runs` first: without it the others do not count."""
    for table in (*reversed(store.layout.tables), "timings"):
        path = store.folder / f"{table}.parquet" / f"{part}.parquet"
        if path.is_file():
            yield path


def _damaged(store: Store) -> Iterator[Path]:
    """Files of parts that are cut short, or that were never finished by their part of `runs`."""
    finished = {path.stem for path in store.parts()}
    tables = (*reversed(store.layout.tables), "timings")
    parts = {path.stem for table in tables for path in store.parts(table)}
    for part in sorted(parts):
        if part not in finished or store.damaged(part):
            yield from _files(store, part)
    yield from (path for path in store.parts("failures") if not is_whole(path))


def _unwanted(store: Store) -> tuple[Spare, int, int, tuple[str, ...]]:
    """Parts of which the design wants no run; unwanted runs and parts that hold wanted ones too."""
    what = "runs that the design no longer asks for"
    replicates = store.manifest().get("replicates")
    points, notes = _points(store)
    if not isinstance(replicates, int):
        notes = (*notes, "the manifest does not say how many replicates are wanted; all count")

    def wanted(place: Place) -> bool:
        beyond = isinstance(replicates, int) and place.replicate >= replicates
        return not beyond and (points is None or place.point in points)

    of_part: dict[str, list[bool]] = {}
    for place in store.finished().values():
        of_part.setdefault(place.part, []).append(wanted(place))
    gone = sorted(part for part, asked in of_part.items() if not any(asked))
    mixed = [asked.count(False) for asked in of_part.values() if any(asked) and not all(asked)]
    files = tuple(path for part in gone for path in _files(store, part))
    spare = Spare(what, files, sum(len(of_part[part]) for part in gone))
    return spare, sum(mixed), len(mixed), notes


def _points(store: Store) -> tuple[set[str] | None, tuple[str, ...]]:
    """Points of the present design; None where nothing is swept or they are not known."""
    if not store.layout.swept:
        return None, ()
    with suppress(OSError, ValueError, KeyError):
        table = pd.read_csv(store.folder / POINTS, dtype=str, keep_default_na=False)
        return set(table["point"]), ()
    return None, (f"{POINTS} cannot be read, so that all points count as wanted",)


def _mended(store: Store) -> Iterator[Path]:
    finished = store.finished()
    for path in store.parts("failures"):
        if is_whole(path):
            rows = parquet.ParquetFile(path).read(columns=["scenario", "job"]).to_pandas()
            if all(key in finished for key in map(job_key, rows["scenario"], rows["job"])):
                yield path
