"""Parts of a table: files that are whole or do not count, and the runs that each holds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
from pyarrow import ArrowException, dataset, parquet

from experiments.jobs import job_key
from experiments.tables import GROUPS_MAP, PEOPLE_MAP, Layout
from sim.errors import BadInput, Problem

FIRST_PART = "columns.parquet"
MAGIC = b"PAR1"  # how a Parquet file begins and ends
SHORTEST = 12  # bytes of a Parquet file: begin, length of what says what is in it, end
#: Columns that tell the rows of a run from others in every table.
MARKS = ("scenario", "replicate", "point")


class Place(NamedTuple):
    """Where the rows of a finished run are: its part, and what marks them in it."""

    part: str
    scenario: str
    replicate: int
    point: str

    def marks(self, names: Sequence[str]) -> tuple[Any, ...]:
        """Values of some of the marks."""
        return tuple(getattr(self, name) for name in names)


def part_name(keys: Sequence[str]) -> str:
    """Name of the part that holds these runs: the same runs, the same name."""
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()[:16]


def is_whole(path: Path) -> bool:
    """Whether a Parquet file is there from its beginning to its end."""
    try:
        with path.open("rb") as file:
            begin = file.read(len(MAGIC))
            size = file.seek(0, os.SEEK_END)
            if begin != MAGIC or size < SHORTEST:
                return False
            file.seek(-8, os.SEEK_END)
            length = int.from_bytes(file.read(4), "little")
            return file.read() == MAGIC and length + SHORTEST <= size
    except OSError:
        return False


def readable(path: Path) -> bool:
    """Whether a Parquet file can be read, and is as it was written."""
    try:
        parquet.read_table(path, page_checksum_verification=True)
    except (OSError, ArrowException):
        return False
    return True


def is_damaged(folder: Path, layout: Layout, part: str) -> bool:
    """Whether a part is missing in a table of a result that should have it, or was cut short."""
    always = (folder / f"{t}.parquet" / f"{part}.parquet" for t in (*layout.every, "timings"))
    if not all(map(is_whole, always)):
        return True
    first = {t: folder / f"{t}.parquet" / f"{part}.parquet" for t in layout.first}
    lacking = {table for table, path in first.items() if not path.exists()}
    if any(not is_whole(first[table]) for table in set(first) - lacking):
        return True
    # A market is drawn as people or as groups, so that two tables lack of four.
    drawn = not lacking & set(PEOPLE_MAP) or not lacking & set(GROUPS_MAP)
    if drawn and not lacking - set(PEOPLE_MAP) - set(GROUPS_MAP):
        return False
    timings = folder / "timings.parquet" / f"{part}.parquet"
    try:
        return 0 in parquet.read_table(timings, columns=["replicate"])["replicate"].to_pylist()
    except (OSError, ArrowException):
        return True


def places(parts: list[Path], layout: Layout) -> Iterator[tuple[str, Place]]:
    """Keys and places of the runs of some parts, read from `timings`: a row a run, few columns.

    parts : files of `timings`, part by part in this order
    """
    if not parts:
        return
    columns = ["scenario", "replicate", "point", "job"]
    source = dataset.dataset([str(p) for p in parts], schema=layout.schema("timings"))
    stems: dict[str, str] = {}
    same: dict[str, str] = {}  # one object for equal words keeps a store of many runs small
    for batch in source.to_batches(
        columns=[*columns, "__filename"], batch_readahead=1, fragment_readahead=1, use_threads=False
    ):
        held = [batch[c].to_pylist() for c in (*columns, "__filename")]
        for name, replicate, point, job, file in zip(*held, strict=True):
            name, point = same.setdefault(name, name), same.setdefault(point, point)
            part = stems.get(file) or stems.setdefault(file, Path(file).stem)
            yield job_key(name, job), Place(part, name, replicate, point)


def rows_of(
    path: Path, columns: Sequence[str], *, focal: bool = False, only: Sequence[Place] | None = None
) -> pa.Table:
    """Rows of one part.

    Parts are read one by one: a data set of many would keep what it knows of every file in memory.

    Parameters
    ----------
    columns : columns wanted, in this order
    focal : rows of the focal seller alone, of a table that says whose they are
    only : runs wanted; default all

    Raises
    ------
    BadInput   the file is damaged
    """
    try:
        with parquet.ParquetFile(path, page_checksum_verification=True) as file:
            marks = [m for m in MARKS if m in file.schema_arrow.names] if only is not None else []
            asked = dict.fromkeys([*columns, *(["focal"] if focal else []), *marks])
            rows = file.read(columns=list(asked))
    except (OSError, ArrowException):
        why = "is damaged; remove it, and its runs are made again by the same command"
        raise BadInput([Problem(str(path), "", why)]) from None
    if focal:
        rows = rows.filter(rows["focal"])
    if only is not None:
        held = pd.MultiIndex.from_arrays([rows[m].to_pandas() for m in marks])
        runs = pd.MultiIndex.from_tuples([place.marks(marks) for place in only])
        rows = rows.filter(pa.array(held.isin(runs)))
    return rows.select(list(columns))
