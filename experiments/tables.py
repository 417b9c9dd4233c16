"""Result tables as they are kept: which there are, of which kinds their columns are, their bytes.

Every part of a table has the same columns of the same kinds, whatever a run brought: an empty or
missing column in one run must not make the whole unreadable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from experiments import snapshot
from sim.columns import KEYS, TABLES, Column, text, whole

#: Tables with rows of every run; `runs` is written last and says that a run is finished.
ROWS = ("weeks", "leads", "cascades", "groups", "runs")
#: Who told whom and who read what, week by week: the largest tables.
LOGS = ("tells", "reads")
EVERY_RUN = (*LOGS, *ROWS)
#: Tables of replicate 0 alone: what is drawn as a map, and said about the network.
PEOPLE_MAP, GROUPS_MAP = ("map_people", "map_ties"), ("map_groups", "map_links")  # one or the other
FIRST_RUN = (*PEOPLE_MAP, *GROUPS_MAP, "assumptions", "warnings")
#: Tables beside the results: how long runs took, and which failed. No result depends on them.
TIMINGS = {
    **KEYS,
    "point": text("point of the design, empty where there is none"),
    "job": text("name of the run"),
    "seconds": Column("seconds", "how long the run took, its share of the warm-up included"),
}
FAILURES = {
    **KEYS,
    "point": text("point of the design, empty where there is none"),
    "job": text("name of the run"),
    "world_seed": whole("", "seed of people, ties, needs and warm-up"),
    "luck_seed": whole("", "seed of everything else"),
    "error": text("what went wrong, in a line"),
    "traceback": text("where it went wrong"),
    "settings": text("the resolved scenario, as JSON"),
}
BESIDE = {"timings": TIMINGS, "failures": FAILURES}
COLUMNS: dict[str, dict[str, Column]] = {**TABLES, **snapshot.TABLES, **BESIDE}
ABOUT = {
    **snapshot.ABOUT,
    "timings": "`timings.parquet`: a row a run; the only table with clock times.",
    "failures": "`failures.parquet`: a row a run that ended in an error (`--on-error continue`).",
}

ARROW = {"text": pa.string(), "whole": pa.int64(), "yes/no": pa.bool_(), "number": pa.float64()}
#: Swept values stand in these tables; the point that they belong to stands in all.
WITH_VALUES = ("runs", "weeks")
COMPRESSION = "zstd"


def kind_of(values: Iterable[Any]) -> str:
    """Kind of a column that holds these values: whole numbers, numbers, yes/no, else text."""
    kinds = {type(v) for v in values}
    if kinds == {bool}:
        return "yes/no"
    if kinds == {int}:
        return "whole"
    return "number" if kinds and kinds <= {int, float} else "text"


def fit(value: Any, kind: str) -> Any:
    """A value as a column of its kind holds it; settings that are lists or tables as JSON."""
    if kind == "text":
        return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return float(value) if kind == "number" else value


@dataclass(frozen=True)
class Layout:
    """Which tables a result keeps, and what columns a design adds to them.

    Attributes
    ----------
    every : tables with rows of every run, `runs` among them
    first : tables of replicate 0
    swept : kind of the value by path of a swept setting; empty where nothing is swept
    large : whether logs are kept of markets of any size, not of up to 20,000 members only
    """

    every: tuple[str, ...] = EVERY_RUN
    first: tuple[str, ...] = FIRST_RUN
    swept: Mapping[str, str] = field(default_factory=dict)
    large: bool = False

    @property
    def tables(self) -> tuple[str, ...]:
        """All tables, in the order in which they are written: `runs` comes last."""
        return (*(t for t in (*self.first, *self.every) if t != "runs"), "runs")

    def kept(self, replicate: int) -> frozenset[str]:
        """Tables that a run of this replicate has rows in."""
        return frozenset(self.every if replicate else (*self.every, *self.first))

    def schema(self, table: str) -> pa.Schema:
        """Columns of a table of this result, as Arrow types."""
        return _schema(table, tuple(self.swept.items()))

    def as_json(self) -> dict[str, Any]:
        """The layout as plain data."""
        return {
            "every": list(self.every), "first": list(self.first), "swept": dict(self.swept),
            "large": self.large,
        }  # fmt: skip

    @staticmethod
    def from_json(data: dict[str, Any]) -> Layout:
        """The layout from what `as_json` gave."""
        return Layout(tuple(data["every"]), tuple(data["first"]), data["swept"], data["large"])


@lru_cache(maxsize=256)
def _schema(table: str, swept: tuple[tuple[str, str], ...]) -> pa.Schema:
    columns = COLUMNS[table]
    fields = [(name, ARROW[column.type]) for name, column in columns.items()]
    if swept and table not in BESIDE:
        added = [("point", ARROW["text"])]
        if table in WITH_VALUES:
            added += [(path, ARROW[kind]) for path, kind in swept]
        fields[len(KEYS) : len(KEYS)] = added
    return pa.schema(fields)


def encode(
    frames: list[pd.DataFrame], schema: pa.Schema, about: Mapping[str, str] | None = None
) -> bytes:
    """Rows as the bytes of one Parquet file: the same rows, the same bytes.

    Parameters
    ----------
    about : words kept with the file, by name
    """
    held = [f for f in frames if len(f)]  # one table of all rows costs as much as one of each
    if held:
        rows = pd.concat(held, ignore_index=True) if len(held) > 1 else held[0]
        table = pa.Table.from_pandas(rows, schema=schema, preserve_index=False)
    else:
        table = schema.empty_table()
    table = table.combine_chunks().replace_schema_metadata(dict(about or {}))
    out = BytesIO()
    parquet.write_table(table, out, compression=COMPRESSION, write_page_checksum=True)
    return out.getvalue()
