"""Tables of the page: cells with a text and, below it, a smaller one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.report.data import GROUP_COLUMNS, NOTHING, Data, Interval
from experiments.report.numbers import (
    MISSING,
    number,
    outward_or_missing,
    present,
    signed,
    together,
    with_intervals,
)
from experiments.report.words import label, state_of, wins_of
from sim.measures import LEDGER_COLUMNS, MEASURES, PRIMARY

#: Scenarios side by side in one table; more go into further tables.
BLOCK = 5
#: Rows up to which a table is not parted over pages.
TOGETHER = 16
#: Pairs of scenarios up to which all measures' differences stand in one table.
ONE_TABLE = 3
FUNNEL = (
    "reach", "leads", "qualified_leads", "sales_leads", "opportunities", "shortlisted", "new_wins",
)  # fmt: skip
PIPELINE = ("open_leads", "open_opportunities", "expected_revenue")
TRUTH = (
    "dashboard_engagement", "views", "reach", "dashboard_leads_by_last_touch", "leads",
    "leads_inbound", "leads_outbound", "leads_referral", "lurker_share", "dark_share", "wom_reach",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A cell: text, a smaller text below it, and a class (`head`, `num`, `grey`, `text`)."""

    text: str
    small: str = ""
    kind: str = "num"


@dataclass
class Table:
    """A table with its caption; the first cell of a row is its heading."""

    caption: str
    head: list[str]
    rows: list[list[Cell]] = field(default_factory=list)
    words: bool = False  # texts rather than numbers

    @property
    def kind(self) -> str:
        """Classes for the page: short tables are kept on one page in print."""
        return " ".join(["words"] * self.words + ["keep"] * (len(self.rows) <= TOGETHER))

    @property
    def has_missing(self) -> bool:
        """Whether some value is missing."""
        return any(c.text == MISSING for row in self.rows for c in row)


def blocks(names: Sequence[str], size: int = BLOCK) -> list[list[str]]:
    """Scenarios in groups that fit side by side, of nearly equal length."""
    count = max(1, -(-len(names) // size))
    each = -(-len(names) // count)
    return [list(names[i : i + each]) for i in range(0, len(names), each)]


def value_cells(values: Sequence[Interval]) -> list[Cell]:
    """Means with their intervals below, all with the same number of decimals."""
    return [
        Cell(mean, f"{a} to {b}" if MISSING not in (a, b) else "")
        for mean, a, b in with_intervals(values)
    ]


def measure_cell(measure: str, data: Data) -> Cell:
    """Heading of a measure's row."""
    name, unit = label(measure), data.unit(measure)
    return Cell(name, "" if unit == name else unit, "head")


def measures_tables(data: Data, measures: Sequence[str], caption: str) -> list[Table]:
    """Means with intervals: a row a measure, a column a scenario."""
    found = []
    for group in blocks(data.names):
        table = Table(caption, ["measure", *group])
        for m in measures:
            cells = value_cells([data.mean(m, name) for name in group])
            table.rows.append([measure_cell(m, data), *cells])
        found.append(table)
    return found


def contrast_tables(data: Data, measures: Sequence[str], caption: str) -> list[Table]:
    """Every pair's differences with their intervals; a table a measure where there are many pairs."""
    by = {m: data.contrasts[data.contrasts["measure"] == m].to_dict("records") for m in measures}
    primary = all(m in PRIMARY for m in measures)
    columns = ["mean difference"]
    columns += ["simultaneous 95%", "excludes 0"] if primary else []
    columns += ["paired 95%", "a above b", "unpaired 95%"]
    if max(map(len, by.values())) <= ONE_TABLE:
        table = Table(caption, ["measure, a minus b", *columns])
        for m, rows in by.items():
            for r in rows:
                unit = "" if data.unit(m) == label(m) else f", {data.unit(m)}"
                first = Cell(f"{label(m)}{unit}", f"{r['a']} − {r['b']}", "head")
                table.rows.append([first, *contrast_cells(data, r, primary)])
        return [table]
    found = []
    for m, rows in by.items():
        name, unit = label(m), data.unit(m)
        title = f"{name[0].upper()}{name[1:]}" + ("" if unit == name else f" ({unit})")
        table = Table(title, ["a minus b", *columns])
        for r in rows:
            first = Cell(f"{r['a']} − {r['b']}", "", "head")
            table.rows.append([first, *contrast_cells(data, r, primary)])
        found.append(table)
    return found


def contrast_cells(data: Data, r: Mapping[Any, Any], primary: bool) -> list[Cell]:
    """A difference and its intervals."""
    mean, *paired = together(r["mean_diff"], r["ci_low"], r["ci_high"])
    row = [Cell(signed(mean))]
    if primary:
        sure = {"clear": "yes", "unclear": "no", "missing": MISSING}[state_of(r)]
        kind = "num clear" if sure == "yes" else "num"
        ends = outward_or_missing(r["sim_ci_low"], r["sim_ci_high"])
        row += [Cell(_ends(*ends), "", kind), Cell(sure, "", kind)]
    wins = wins_of(data.values, r["measure"], r["a"], r["b"])
    equal = f", {wins.equal} equal" if wins.equal else ""
    row += [Cell(_ends(*paired)), Cell(f"{wins.above} of {wins.pairs}{equal}")]
    unpaired = together(r["unpaired_ci_low"], r["unpaired_ci_high"])
    return [*row, Cell(_ends(*unpaired), "", "num grey")]


def _ends(low: str, high: str) -> str:
    return MISSING if MISSING in (low, high) else f"{signed(low)} to {signed(high)}"


def ledger_tables(data: Data) -> list[Table]:
    """What moved trust, summed over target members and weeks."""
    found = []
    for group in blocks(data.names):
        table = Table(
            "What moved trust: changes summed over target members and weeks, by source",
            ["trust, source", *group],
        )
        for column in LEDGER_COLUMNS:
            kind, source = column.split("_trust_from_")
            whom = "trust in the firm" if kind == "brand" else "trust in its people"
            cells = value_cells([data.ledger[column, name] for name in group])
            table.rows.append([Cell(source_label(source), whom, "head"), *cells])
        found.append(table)
    return found


def source_label(source: str) -> str:
    """A source of trust in words."""
    return {"wom": "word of mouth"}.get(source, source)


def group_label(column: str) -> str:
    """A column of the groups in words."""
    if column == "brand_trust":
        return label(column)
    return column.replace("_per_100", " per 100 members").replace("_", " ")


def group_tables(data: Data, group: str) -> list[Table]:
    """Results by group: a table a scenario."""
    found = []
    for name in data.names:
        head = [group, "target members", *(group_label(c) for c in GROUP_COLUMNS)]
        table = Table(f"By {group}, {name}", head)
        for value in data.group_values(group, name):
            cells = [Cell(value, "", "head")]
            for column in ("target_members", *GROUP_COLUMNS):
                mean = data.group_means.get((group, value, column, name), NOTHING)[0]
                whole = column == "target_members" and present(mean)
                cells.append(Cell(number(round(mean) if whole else mean)))
            table.rows.append(cells)
        found.append(table)
    return found


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Settings by dotted path."""
    if isinstance(value, dict) and value:
        parts = [flat(v, f"{path}.{k}" if path else str(k)) for k, v in value.items()]
    elif isinstance(value, (list, tuple)) and any(isinstance(v, (dict, list)) for v in value):
        parts = [flat(v, f"{path}.{i}") for i, v in enumerate(value)]
    else:
        return {path: value}
    return {k: v for part in parts for k, v in part.items()}


def setting_text(path: str, value: Any) -> str:
    """A setting in the page; of a folder only its name."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return Path(value).name if path == "market.network" else value
    if isinstance(value, (int, float)):
        return f"{value:g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(setting_text("", v) for v in value) or "none"
    return "none" if value == {} else str(value)


def differences_tables(data: Data) -> list[Table]:
    """Settings that differ between scenarios."""
    settings = {s.name: flat(s.resolved) for s in data.scenarios}
    paths = list(dict.fromkeys(p for s in settings.values() for p in s))
    empty = object()
    differ = [p for p in paths if len({repr(settings[n].get(p, empty)) for n in data.names}) > 1]
    found = []
    for group in blocks(data.names) if differ else []:
        table = Table("Settings that differ between the scenarios", ["setting", *group])
        for p in differ:
            cells = [Cell(setting_text(p, settings[n].get(p)), "", "num text") for n in group]
            table.rows.append([Cell(p, "", "head code"), *cells])
        found.append(table)
    return found


def definitions_table(data: Data) -> Table:
    """Every measure: definition, unit, when it is missing."""
    head = ["measure", "definition", "missing when"]
    table = Table("Definitions of the measures", head, words=True)
    for name, m in MEASURES.items():
        table.rows.append(
            [
                Cell(name, data.unit(name) + (", primary" if name in PRIMARY else ""), "head code"),
                Cell(m.definition, "", "text"),
                Cell(m.missing, "", "text"),
            ]
        )
    return table
