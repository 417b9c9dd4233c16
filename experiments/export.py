"""Results for other programs: every table as CSV, or one wide table a row a run or a week.

Tables of a usual size are written in the store's order; larger ones part by part, in the order of the
first run of each part, so that the memory does not grow with the result.
"""

from __future__ import annotations

import csv
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import parquet

from experiments.names import DRAFT
from experiments.parts import MARKS, Place, is_whole, rows_of
from experiments.store import Store
from experiments.tables import BESIDE
from sim.errors import BadInput, Problem
from sim.measures import MEASURES

#: Rows up to which a table is sorted as a whole: of the widest, some 250 MB (bench/store.py).
SORTED = 100_000
BEHAVIOR_SPACE = "BehaviorSpace results (buyernet {version})"
RUN, STEP = "[run number]", "[step]"


@contextmanager
def new_place(path: Path) -> Iterator[Path]:
    """A file or folder that appears under its name when it is whole, and never replaces another.

    Raises
    ------
    BadInput   something is there already, or there is no folder for it
    """
    check_free(path)
    draft = path.with_name(f".{path.name[:60]}.{uuid.uuid4().hex[:12]}{DRAFT}")
    try:
        yield draft
        check_free(path)
        draft.replace(path)
    finally:
        if draft.is_dir():
            shutil.rmtree(draft, ignore_errors=True)
        else:
            draft.unlink(missing_ok=True)


def check_free(path: Path) -> None:
    """Refuse a place that is taken.

    Raises
    ------
    BadInput   something is there already, or there is no folder for it
    """
    if path.exists():
        raise BadInput([Problem(str(path), "--to", "is there already and was left as it is")])
    if not path.absolute().parent.is_dir():
        raise BadInput([Problem(str(path.parent), "--to", "there is no such folder")])


def as_csv(store: Store, to: Path, most: int = SORTED) -> list[Path]:
    """Every table of a result as a CSV file of a new folder.

    Parameters
    ----------
    most : rows up to which a table is sorted as a whole

    Returns
    -------
    list of files, `runs` first; missing values are empty, numbers have all their digits
    """
    names = [f"{table}.csv" for table in (*reversed(store.layout.tables), *BESIDE)]
    with new_place(to) as draft:
        draft.mkdir()
        for name in names:
            table = name.removesuffix(".csv")
            frames = _failed(store) if table == "failures" else frames_of(store, table, most)
            write_rows(draft / name, frames)
    return [to / name for name in names]


def write_rows(path: Path, frames: Iterator[pd.DataFrame], lines: Sequence[list[Any]] = ()) -> None:
    """Frames with the same columns as one CSV file, after some lines; the first frame may be empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(lines)
        for i, frame in enumerate(frames):
            frame.to_csv(file, header=i == 0, index=False, lineterminator="\n")


def frames_of(
    store: Store, table: str, most: int = SORTED, columns: Sequence[str] | None = None
) -> Iterator[pd.DataFrame]:
    """A table as frames, the first of them with all columns: as a whole if it is small, else by part."""
    parts = parts_in_order(store)
    folder = store.folder / f"{table}.parquet"
    paths = [p for p in (folder / f"{part}.parquet" for part in parts) if p.is_file()]
    if sum(parquet.read_metadata(path).num_rows for path in paths) <= most:
        yield store.read(table, columns)
        return
    chosen = list(columns) if columns is not None else list(store.layout.schema(table).names)
    for part, runs in parts.items():
        path = folder / f"{part}.parquet"
        if path.is_file():
            only = runs if len(runs) < store.runs_in(part) else None
            marks = [m for m in MARKS if m in store.layout.schema(table).names]
            rows = rows_of(path, list(dict.fromkeys([*marks, *chosen])), only=only)
            yield store.in_order(rows.to_pandas())[chosen]


def parts_in_order(store: Store) -> dict[str, list[Place]]:
    """Runs of every part, parts in the order of their first runs."""
    found: dict[str, list[Place]] = {}
    for place in runs_in_order(store):
        found.setdefault(place.part, []).append(place)
    return found


def runs_in_order(store: Store) -> list[Place]:
    """All finished runs in the order of replicates, scenarios and points."""
    rank = {name: i for i, name in enumerate(store.identity.order)}
    return sorted(
        store.finished().values(), key=lambda p: (p.replicate, rank.get(p.scenario, -1), p.point)
    )


def _failed(store: Store) -> Iterator[pd.DataFrame]:
    yield store.layout.schema("failures").empty_table().to_pandas()
    for path in store.parts("failures"):
        if is_whole(path):
            yield parquet.ParquetFile(path).read().to_pandas()


def wide(
    store: Store, to: Path, *, weeks: bool = False, header: bool = False, most: int = SORTED
) -> Path:
    """One CSV file as BehaviorSpace writes its tables: a row a run, or a row a run and week.

    Columns: `[run number]` (from 1, in the store's order), scenario, swept settings, replicate, seeds,
    with `weeks` the `[step]`, then measures of the focal seller.

    Parameters
    ----------
    header : six lines before the columns, as readers of BehaviorSpace's tables expect
    most : rows up to which the table is sorted as a whole

    Raises
    ------
    BadInput   the place is taken, or the result keeps no weeks
    """
    if weeks and "weeks" not in store.layout.tables:
        why = "the result keeps no table of weeks; a sweep keeps it with --tables runs,weeks"
        raise BadInput([Problem(str(store.folder), "--weeks", why)])
    swept = list(store.layout.swept)
    keys = ["scenario", *swept, "replicate"]
    seeds = ["world_seed", "luck_seed"]
    runs = _numbered(store, [*seeds, "seller"])
    table, step = ("weeks", ["week"]) if weeks else ("runs", [])
    kept = [c for c in store.layout.schema(table).names if c in MEASURES]
    on = [m for m in MARKS if m in runs] + ["seller"]
    frames = frames_of(store, table, most, [*on, *swept, *step, *kept])
    columns = [RUN, *keys, *seeds, *([STEP] if weeks else []), *kept]

    def found() -> Iterator[pd.DataFrame]:
        for frame in frames:
            mine = frame.merge(runs, on=on)
            mine = mine.rename(columns={"week": STEP}).sort_values(
                [RUN, STEP] if weeks else RUN, kind="stable"
            )
            yield mine[columns]

    with new_place(to) as draft:
        write_rows(draft, found(), _header(store) if header else ())
    return to


def _numbered(store: Store, columns: list[str]) -> pd.DataFrame:
    """Number of every run, with what marks it and columns of its focal seller."""
    marks = [m for m in MARKS if m in store.layout.schema("runs").names]
    rows = store.read("runs", [*marks, *columns], focal=True)
    rows.insert(0, RUN, range(1, len(rows) + 1))
    return rows


def _header(store: Store) -> list[list[Any]]:
    """Six lines as before BehaviorSpace's columns: no clock, since equal results make equal files."""
    held = store.manifest()
    version = held.get("versions", {}).get("buyernet", "unknown version")
    return [
        [BEHAVIOR_SPACE.format(version=version), "Table version 2.0"],
        [", ".join(store.identity.order)],
        [str(held.get("command", store.identity.command))],
        [f"model {store.identity.model}"],
        ["world seed", "luck seed"],
        [store.identity.world_seed, store.identity.luck_seed],
    ]
