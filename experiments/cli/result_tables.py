"""What `results` shows on a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from experiments.show import NOTE, SWEEP_ROWS, interval, number, signed

if TYPE_CHECKING:
    from experiments.catalogue import Entry
    from experiments.likeness import Likeness
    from experiments.pruning import Pruning

UNITS = ("B", "kB", "MB", "GB", "TB")
LINES = 40  # settings that differ, or failed runs, that a terminal shows
WARNINGS = 3  # lines that a terminal shows
LONGEST_COMMAND = 60  # characters of a command in the list


def size_said(size: float) -> str:
    """Bytes in words."""
    for unit in UNITS[:-1]:
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 10 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} {UNITS[-1]}"


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain data for JSON; missing is null."""
    rows = table.astype(object).to_dict("records")
    return [
        {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in row.items()}
        for row in rows
    ]


def runs_said(runs: int | None, wanted: int | None) -> str:
    """Runs that are finished, of those wanted where that is known."""
    if runs is None:
        return "–"
    return f"{runs:,}" if wanted is None else f"{runs:,} of {wanted:,}"


def status_said(status: str, at_work: int, failed: int) -> str:
    """How far a result is, who is there and what was given up."""
    if at_work:
        return f"running ({at_work} command{'s' if at_work > 1 else ''})"
    return f"{status}, {failed:,} failed" if failed else status


def code_said(present: bool | None) -> str:
    """Whether a result is of the code that is installed."""
    return "own rules" if present is None else "present" if present else "another"


def catalogue_table(entries: list[Entry], root: Path) -> Table:
    """A row a result folder, the one written last first."""
    table = Table(header_style="bold")
    table.add_column("folder", overflow="fold")
    table.add_column("command", overflow="fold")
    for name in ("runs", "status", "size", "code"):
        table.add_column(name, justify="right" if name in ("runs", "size") else "left")
    for e in entries:
        inside = e.folder.relative_to(root)
        where = str(inside if inside.parts else e.folder)
        command = e.command if len(e.command) <= LONGEST_COMMAND else f"{e.command[:57]}..."
        status = e.why or status_said(e.status, e.at_work, e.failed)
        code = code_said(e.present) if e.model else "–"
        table.add_row(
            *map(escape, (where, command or "–", runs_said(e.runs, e.wanted), status)),
            size_said(e.size), f"{e.model[:8]} {code}".strip(),
        )  # fmt: skip
    return table


def fact_lines(facts: dict[str, Any]) -> Iterator[str]:
    """Facts of a result, a line each."""
    yield f"{facts['folder']}: {facts['command']}"
    status = status_said(facts["status"], facts["at_work"], facts["failed"])
    yield f"  {runs_said(facts['runs'], facts['wanted'])} runs, {status}, {size_said(facts['bytes'])}"
    yield f"  scenarios {', '.join(facts['scenarios'])}" + (
        f"; swept {', '.join(facts['swept'])}" if facts["swept"] else ""
    )
    seeds = facts["seeds"]
    yield f"  world seed {seeds['world']}, luck seed {seeds['luck']}"
    rules = f"; rules replaced: {', '.join(facts['rules'])}" if facts["rules"] else ""
    yield f"  code {facts['model']} ({code_said(facts['present_code'])}){rules}"
    if facts["versions"]:
        yield "  made with " + ", ".join(f"{k} {v}" for k, v in facts["versions"].items())
    if facts["logs"]:
        yield "  logs: " + ", ".join(f"{k} of {v}" if v != "not kept" else f"{k} not kept"
                                     for k, v in facts["logs"].items())  # fmt: skip
    for t in facts["tables"]:
        if t["parts"]:
            parts = "1 part" if t["parts"] == 1 else f"{t['parts']:,} parts"
            yield f"  {t['table']}: {t['rows']:,} rows in {parts}, {size_said(t['bytes'])}"
    for line in facts["reached"]:
        yield f"  {line}"
    for line in facts["warnings"][:WARNINGS]:
        yield f"  warning: {line}"
    if len(facts["warnings"]) > WARNINGS:
        yield f"  and {len(facts['warnings']) - WARNINGS:,} more warnings (--json lists all)"


def means_table(means: pd.DataFrame, facts: dict[str, Any]) -> Table:
    """A row a group: runs, and mean with interval of every measure."""
    groups = list(means.columns[: list(means.columns).index("measure")])
    measures = list(dict.fromkeys(means["measure"]))
    caption = NOTE
    if facts["until"]:
        caption = f"intervals of a fixed number of runs, not those of --until. {NOTE}"
    table = Table(title="mean [95% interval]", header_style="bold", caption=caption)
    for name in (*groups, "n", *measures):
        table.add_column(name.removeprefix("focal."), overflow="fold")
    grouped = means.groupby(groups, sort=False, dropna=False, observed=True)
    for shown, (_, rows) in enumerate(grouped):
        if shown == SWEEP_ROWS:
            more = f"… {grouped.ngroups - SWEEP_ROWS:,} more with --json"
            table.add_row(more, *[""] * (len(groups) + len(measures)))
            break
        found = rows.set_index("measure")
        cells = [
            f"{number(r['mean'])} {interval(r['ci_low'], r['ci_high'])}"
            for _, r in found.loc[measures].iterrows()
        ]
        values = [escape(str(rows.iloc[0][name])) for name in groups]
        table.add_row(*values, f"{int(found['n'].max()):,}", *cells)
    return table


def failure_table(failed: pd.DataFrame) -> Table:
    """Failed runs with what is needed to make them again."""
    more = f"{len(failed) - LINES:,} more with --json" if len(failed) > LINES else None
    table = Table(title=f"{len(failed):,} failed runs", header_style="bold", caption=more)
    for name in ("scenario", "replicate", "point", "world seed", "luck seed", "error"):
        table.add_column(name, overflow="fold")
    for row in failed.head(LINES).to_dict("records"):
        cells = (row["scenario"], row["replicate"], row["point"], row["world_seed"],
                 row["luck_seed"], row["error"])  # fmt: skip
        table.add_row(*(escape(str(c)) for c in cells))
    return table


def likeness_tables(found: Likeness, a: Path, b: Path, console: Console) -> None:
    """How two results differ: identity, settings, shared runs, differences."""
    print(f"a: {a}\nb: {b}")
    for name, (one, other) in found.identity.items():
        print(f"  {name}: {said(one)} in a, {said(other)} in b")
    if not found.identity:
        print("  the same command, scenarios, seeds, tables and code")
    for row in found.settings.head(LINES).to_dict("records"):
        print(f"  {row['scenario']}: {row['path']} is {said(row['a'])} in a, {said(row['b'])} in b")
    if len(found.settings) > LINES:
        print(f"  and {len(found.settings) - LINES:,} more settings (--json lists all)")
    equal = found.shared - len(found.unequal)
    print(f"{found.shared:,} runs in both, {equal:,} of them equal to the bit")
    print(
        f"{found.paired:,} runs of the same scenario, point and seeds with other settings or code"
    )
    if len(found.contrasts):
        console.print(_contrasts(found.contrasts))
        console.print(NOTE)


def _contrasts(rows: pd.DataFrame) -> Table:
    swept = rows["point"].any()
    table = Table(title="a − b under the same seeds (mean and 95% interval)", header_style="bold")
    names = ("scenario", *(["point"] if swept else []), "measure", "pairs", "a − b", "interval")
    for name in names:
        words = name in ("scenario", "point", "measure")
        table.add_column(name, justify="left" if words else "right")
    for row in rows.head(LINES).to_dict("records"):
        at = [row["point"]] if swept else []
        table.add_row(
            escape(row["scenario"]), *at, row["measure"], f"{row['pairs']:,}",
            signed(row["mean_diff"]), interval(row["ci_low"], row["ci_high"]),
        )  # fmt: skip
    if len(rows) > LINES:
        table.caption = f"{len(rows) - LINES:,} more rows with --json"
    return table


def said(value: Any) -> str:
    """A value of a setting, or of an identity, in words."""
    if value is None:
        return "absent"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def prune_lines(found: Pruning) -> Iterator[str]:
    """What could go, and what stays though it is not needed."""
    for spare in found.spare:
        runs = f", {spare.runs:,} runs" if spare.runs else ""
        files = f"{len(spare.files):,} file{'s' if len(spare.files) > 1 else ''}"
        yield f"{spare.what}: {files}{runs}, {size_said(spare.size)}"
    if not found.spare:
        yield "nothing could go"
    if found.kept_runs:
        yield (
            f"kept: {found.kept_runs:,} runs that are no longer asked for stand in "
            f"{found.kept_parts:,} parts beside runs that are; parts are never rewritten"
        )
    yield from found.notes
