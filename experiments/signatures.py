"""Signatures of runs: two runs with equal signatures have the same rows, to the bit."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import Any

import pandas as pd

from experiments.parts import MARKS, Place, rows_of
from experiments.store import Store


def compared_columns(table: str, *stores: Store) -> list[str]:
    """Columns of a table that say what happened, in all of some results.

    What a run is called in one result, and where it stands in a design, does not count.
    """
    named = {*MARKS, *(path for store in stores for path in store.layout.swept)}
    schemas = [set(store.layout.schema(table).names) for store in stores]
    first = stores[0].layout.schema(table).names
    return [name for name in first if name not in named and all(name in s for s in schemas)]


def signatures(
    store: Store, table: str, columns: list[str], places: Iterable[Place]
) -> dict[Place, bytes]:
    """Signature of the rows that each of some runs has in a table; runs without rows are left out.

    One part after another is read; values count by their bits, rows in their order.
    """
    of_part: dict[str, set[Place]] = {}
    for place in places:
        of_part.setdefault(place.part, set()).add(place)
    found: dict[Place, bytes] = {}
    for part, wanted in of_part.items():
        path = store.folder / f"{table}.parquet" / f"{part}.parquet"
        if path.is_file():
            marks = [m for m in MARKS if m in store.layout.schema(table).names]
            rows = rows_of(path, [*marks, *columns]).to_pandas()
            found |= _of_rows(rows, marks, columns, wanted)
    return found


def _of_rows(
    rows: pd.DataFrame, marks: list[str], columns: list[str], wanted: Collection[Place]
) -> dict[Place, bytes]:
    hashed = pd.util.hash_pandas_object(rows[columns], index=False).to_numpy()
    by_marks: dict[Any, Any] = rows.groupby(marks, sort=False).indices
    found = {}
    for place in wanted:
        at = by_marks.get(place.marks(marks))
        if at is not None:
            found[place] = hashlib.sha256(hashed[at].tobytes()).digest()
    return found
