"""Tables of the page: cells with a text and, below it, a smaller one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.report.data import GROUP_COLUMNS, NOTHING, Data, Interval
from experiments.report.numbers import MISSING, number, present, with_intervals
from experiments.report.words import label
from sim.measures import LEDGER_COLUMNS, MEASURES, PRIMARY

#: Scenarios side by side in one table; more go into further tables.
BLOCK = 5
#: The same where cells hold one number.
WIDE = 10
#: Rows up to which a table is not parted over pages.
TOGETHER = 16
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
    look: str = ""  # `words`: texts; `even`: equal columns in print; `across`: many columns

    @property
    def kind(self) -> str:
        """Classes for the page: short tables are kept on one page in print."""
        return f"{self.look}{' keep' if len(self.rows) <= TOGETHER else ''}".strip()

    @property
    def has_missing(self) -> bool:
        """Whether some value is missing."""
        return any(c.text == MISSING for row in self.rows for c in row)


def blocks(names: Sequence[str], size: int = BLOCK) -> list[list[str]]:
    """Scenarios in groups that fit side by side, of nearly equal length."""
    count = max(1, -(-len(names) // size))
    each = -(-len(names) // count)
    return [list(names[i : i + each]) for i in range(0, len(names), each)]


def part(caption: str, block: Sequence[str], names: Sequence[str]) -> str:
    """Caption of one block of columns, unlike those of the other blocks."""
    return caption if len(block) == len(names) else f"{caption} ({block[0]} to {block[-1]})"


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
        table = Table(part(caption, group, data.names), ["measure", *group], look="even")
        for m in measures:
            cells = value_cells([data.mean(m, name) for name in group])
            table.rows.append([measure_cell(m, data), *cells])
        found.append(table)
    return found


def ledger_tables(data: Data) -> list[Table]:
    """What moved trust, summed over target members and weeks."""
    found = []
    caption = "What moved trust: changes summed over target members and weeks, by source"
    for group in blocks(data.names):
        head = ["trust, source", *group]
        table = Table(part(caption, group, data.names), head, look="even")
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
    """Results by group: a row a group for one run, else a row a measure and group."""
    columns = ("target_members", *GROUP_COLUMNS)

    def cell(value: str, column: str, name: str) -> Cell:
        mean = data.group_means.get((group, value, column, name), NOTHING)[0]
        whole = column == "target_members" and present(mean)
        return Cell(number(round(mean) if whole else mean))

    if len(data.names) == 1:
        name = data.names[0]
        table = Table(f"By {group}", [group, *map(group_label, columns)])
        for value in data.group_values(group, name):
            cells = [cell(value, column, name) for column in columns]
            table.rows.append([Cell(value, "", "head"), *cells])
        return [table]
    found = []
    for names in blocks(data.names, WIDE):
        caption = f"By {group}{'' if data.n == 1 else ', means'}"
        table = Table(part(caption, names, data.names), ["measure", *names], look="across")
        for column in columns:
            for value in data.group_values(group):
                cells = [cell(value, column, name) for name in names]
                table.rows.append([Cell(group_label(column), value, "head"), *cells])
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


def differing_settings(data: Data) -> dict[str, dict[str, Any]]:
    """Settings that differ between scenarios: value by path and scenario, None where not set."""
    settings = {s.name: flat(s.resolved) for s in data.scenarios}
    paths = list(dict.fromkeys(p for s in settings.values() for p in s))
    empty = object()
    return {
        p: {n: settings[n].get(p) for n in data.names}
        for p in paths
        if len({repr(settings[n].get(p, empty)) for n in data.names}) > 1
    }


def settings_tables(data: Data) -> list[Table]:
    """Settings that differ between scenarios."""
    differ = differing_settings(data)
    found = []
    for group in blocks(data.names) if differ else []:
        caption = part("Settings that differ between the scenarios", group, data.names)
        table = Table(caption, ["setting", *group])
        for p, values in differ.items():
            cells = [Cell(setting_text(p, values[n]), "", "num text") for n in group]
            table.rows.append([Cell(p, "", "head code"), *cells])
        found.append(table)
    return found


def definitions_table(data: Data) -> Table:
    """Every measure: definition, unit, when it is missing."""
    head = ["measure", "definition", "missing when"]
    table = Table("Definitions of the measures", head, look="words")
    for name, m in MEASURES.items():
        table.rows.append(
            [
                Cell(name, data.unit(name) + (", primary" if name in PRIMARY else ""), "head code"),
                Cell(m.definition, "", "text"),
                Cell(m.missing, "", "text"),
            ]
        )
    return table
