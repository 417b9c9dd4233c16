"""Parts of a table: files that are whole or do not count, and the runs that each holds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
from pyarrow import dataset, parquet

from experiments.jobs import job_key
from experiments.tables import Layout

FIRST_PART = "columns.parquet"
MAGIC = b"PAR1"  # how a Parquet file ends
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
    """Whether a Parquet file is there to its end."""
    try:
        with path.open("rb") as file:
            file.seek(-len(MAGIC), os.SEEK_END)
            return file.read() == MAGIC
    except OSError:
        return False


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
    for batch in source.to_batches(columns=[*columns, "__filename"], batch_readahead=4):
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
    """
    with parquet.ParquetFile(path) as file:
        marks = [m for m in MARKS if m in file.schema_arrow.names] if only is not None else []
        asked = dict.fromkeys([*columns, *(["focal"] if focal else []), *marks])
        rows = file.read(columns=list(asked))
    if focal:
        rows = rows.filter(rows["focal"])
    if only is not None:
        held = pd.MultiIndex.from_arrays([rows[m].to_pandas() for m in marks])
        runs = pd.MultiIndex.from_tuples([place.marks(marks) for place in only])
        rows = rows.filter(pa.array(held.isin(runs)))
    return rows.select(list(columns))
