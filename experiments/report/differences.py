"""Tables of differences between scenarios, with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.report.data import Data
from experiments.report.numbers import MISSING, outward_or_missing, signed, together
from experiments.report.panels import shown_pairs
from experiments.report.tables import Cell, Table, blocks, measure_cell, part
from experiments.report.words import label, state_of, wins_of
from sim.measures import PRIMARY

#: Pairs of scenarios up to which every interval of every pair stands in one table.
ONE_TABLE = 3

Rows = Sequence[Mapping[Any, Any]]


def rows_of(data: Data, measure: str) -> list[dict[Any, Any]]:
    """All pairs' differences in a measure."""
    return list(data.contrasts[data.contrasts["measure"] == measure].to_dict("records"))


def difference_tables(data: Data, caption: str) -> tuple[list[Table], list[Table]]:
    """Differences in the primary measures: those to be read first, and the rest.

    Few pairs stand in one table with all their intervals. Of many, simultaneous intervals come
    first, a row a pair and a column a measure; then all pairs so, where those were not all, and the
    other intervals of the pairs shown, a table a measure.
    """
    by: dict[str, Rows] = {m: rows_of(data, m) for m in PRIMARY}
    pairs = len(by[PRIMARY[0]])
    if pairs <= ONE_TABLE:
        table = Table(caption, ["measure, a minus b", *_columns()])
        for m, rows in by.items():
            for r in rows:
                unit = "" if data.unit(m) == label(m) else f", {data.unit(m)}"
                first = Cell(f"{label(m)}{unit}", f"{r['a']} − {r['b']}", "head")
                table.rows.append([first, *_cells(data, r)])
        return [table], []
    shown: dict[str, Rows] = {m: shown_pairs(rows, data.names[0]) for m, rows in by.items()}
    less = len(shown[PRIMARY[0]]) < pairs
    which = f": {data.names[0]} minus each other scenario" if less else ": a minus b"
    what = ", mean and simultaneous 95% interval; bold where it excludes 0"
    head = [_pairs_table(f"{caption}{which}{what}", data, shown)]
    rest = [_pairs_table(f"{caption}: all {pairs} pairs{what}", data, by)] if less else []
    for m, rows in shown.items():
        unit = "" if data.unit(m) == label(m) else f" ({data.unit(m)})"
        name = label(m)
        table = Table(f"{name[0].upper()}{name[1:]}{unit}", ["a minus b", *_columns()])
        for row in rows:
            first = Cell(f"{row['a']} − {row['b']}", "", "head")
            table.rows.append([first, *_cells(data, row)])
        rest.append(table)
    return head, rest


def _pairs_table(caption: str, data: Data, by: Mapping[str, Rows]) -> Table:
    """A row a pair, a column a measure: mean difference and simultaneous interval."""
    units = {m: "" if data.unit(m) == label(m) else f" ({data.unit(m)})" for m in by}
    head = ["a minus b", *(f"{label(m)}{u}" for m, u in units.items())]
    table = Table(caption, head, look="even")
    for pair in zip(*by.values(), strict=True):
        cells = [Cell(f"{pair[0]['a']} − {pair[0]['b']}", "", "head")]
        for r in pair:
            mean = together(r["mean_diff"], r["sim_ci_low"], r["sim_ci_high"])[0]
            ends = outward_or_missing(r["sim_ci_low"], r["sim_ci_high"])
            kind = "num clear" if state_of(r) == "clear" else "num"
            cells.append(Cell(signed(mean), ends_text(*ends), kind))
        table.rows.append(cells)
    return table


def exploratory_tables(data: Data, measures: Sequence[str], caption: str) -> list[Table]:
    """The first scenario minus each other: a row a measure, a column a scenario."""
    first, *others = data.names
    by = {m: {r["b"]: r for r in rows_of(data, m) if r["a"] == first} for m in measures}
    found = []
    for group in blocks(others):
        head = ["measure", *(f"{first} − {name}" for name in group)]
        table = Table(part(caption, group, others), head, look="even")
        for m in measures:
            cells = []
            for name in group:
                r = by[m][name]
                mean, *ends = together(r["mean_diff"], r["ci_low"], r["ci_high"])
                cells.append(Cell(signed(mean), ends_text(*ends)))
            table.rows.append([measure_cell(m, data), *cells])
        found.append(table)
    return found


def _columns() -> list[str]:
    return [
        "mean difference", "simultaneous 95%", "excludes 0", "paired 95%", "a above b",
        "unpaired 95%",
    ]  # fmt: skip


def _cells(data: Data, r: Mapping[Any, Any]) -> list[Cell]:
    """A difference and all its intervals."""
    mean, *paired = together(r["mean_diff"], r["ci_low"], r["ci_high"])
    sure = {"clear": "yes", "unclear": "no", "missing": MISSING}[state_of(r)]
    kind = "num clear" if sure == "yes" else "num"
    ends = outward_or_missing(r["sim_ci_low"], r["sim_ci_high"])
    wins = wins_of(data.values, r["measure"], r["a"], r["b"])
    equal = f", {wins.equal} equal" if wins.equal else ""
    unpaired = together(r["unpaired_ci_low"], r["unpaired_ci_high"])
    return [
        Cell(signed(mean)),
        Cell(ends_text(*ends), "", kind),
        Cell(sure, "", kind),
        Cell(ends_text(*paired)),
        Cell(f"{wins.above} of {wins.pairs}{equal}"),
        Cell(ends_text(*unpaired), "", "num grey"),
    ]


def ends_text(low: str, high: str) -> str:
    """`−3 to +5`; a dash where an end is missing."""
    return MISSING if MISSING in (low, high) else f"{signed(low)} to {signed(high)}"
