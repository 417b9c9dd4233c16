"""Tables and numbers for the terminal."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from experiments.comparison import Comparison
from experiments.sweeping import Sweep
from sim.measures import MEASURES, PRIMARY

#: Rows of the strategist's table beside the primary measures, in the order of the funnel.
SHOWN = (
    "awareness", "reach", "qualified_leads", "opportunities", "shortlisted", "new_wins",
    "trusting_share", "lead_quality", "wom_cascades", "lurker_share", "annoyance",
    "push_exposure_share", "cost",
)  # fmt: skip
NOTE = (
    "Intervals show luck only: they shrink with more runs and say nothing about wrong assumptions."
)


def number(value: Any) -> str:
    """A number in few digits; missing is a dash."""
    if value is None or not math.isfinite(float(value)):
        return "–"
    v = float(value)
    if v == 0:
        return "0"
    size = abs(v)
    if size >= 100:
        return f"{v:,.0f}"
    if size >= 10:
        return f"{v:.1f}"
    return f"{v:.2f}" if size >= 0.995 else f"{v:.3f}"


def percent(share: Any) -> str:
    """A share in whole percents; missing is a dash."""
    return f"{100 * share:.0f}%" if math.isfinite(float(share)) else "–"


def signed(value: Any) -> str:
    """A difference with its sign."""
    text = number(value)
    return f"+{text}" if text[0].isdigit() and text != "0" else text


def interval(low: Any, high: Any) -> str:
    """An interval in brackets."""
    return f"[{number(low)}, {number(high)}]"


def duration(seconds: float) -> str:
    """Seconds in words."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def comparison_tables(result: Comparison, console: Console) -> None:
    """The tables that a strategist reads: what each brought, and by how much they differ."""
    names = [s.name for s in result.scenarios]
    market = result.scenarios[0].settings.market
    means = result.means.set_index(["measure", "scenario"])
    whom = f"network {escape(market.network)}" if market.network else f"{market.members:,} members"
    console.print(
        f"\n[bold]What each strategy brought[/bold]: {whom}, {market.weeks} "
        f"weeks, {result.replicates} paired runs (mean and 95% interval)"
    )
    table = Table(header_style="bold")
    table.add_column("measure")
    table.add_column("strategy")
    table.add_column("mean", justify="right")
    table.add_column("interval", justify="right")
    for measure in PRIMARY:
        for i, name in enumerate(names):
            m = means.loc[(measure, name)]
            table.add_row(
                f"{measure} ({MEASURES[measure].unit})" if i == 0 else "", name, number(m["mean"]),
                interval(m["ci_low"], m["ci_high"]), end_section=i == len(names) - 1,
            )  # fmt: skip
    console.print(table)
    contrast_table(result, console, names)
    console.print("\n[bold]Along the way[/bold] (means; exploratory)")
    for some in in_width(names, console.width):
        table = Table(header_style="bold")
        table.add_column("measure", no_wrap=True)
        for name in some:
            table.add_column(name, justify="right", overflow="fold")
        for measure in SHOWN:
            table.add_row(measure, *(number(means.loc[(measure, n)]["mean"]) for n in some))
        console.print(table)
    console.print(NOTE)


def in_width(names: list[str], width: int) -> list[list[str]]:
    """Names in groups whose columns fit beside the names of the measures, one after another."""
    groups: list[list[str]] = [[]]
    first = left = width - max(map(len, SHOWN)) - 4  # a border and a blank on each side
    for name in names:
        left -= max(len(name), 5) + 3
        if left < 0 and groups[-1]:
            groups.append([])
            left = first - max(len(name), 5) - 3
        groups[-1].append(name)
    return groups


def contrast_table(result: Comparison, console: Console, names: list[str]) -> None:
    """Differences in the primary measures: of all pairs, or against the first of many scenarios."""
    shown = result.contrasts[result.contrasts["primary"]]
    title = "[bold]By how much, and how surely[/bold]: a − b under the same luck"
    if len(names) > 3:
        shown = shown[shown["a"] == names[0]]
        title += f"; pairs with {names[0]}, the others are in the report and contrasts.csv"
    console.print("\n" + title)
    table = Table(
        header_style="bold",
        caption="95% simultaneous interval over all primary measures and pairs; "
        "share = share of pairs of runs with a above b",
    )
    for column in ("measure", "a", "b", "a − b", "interval", "share", "clear"):
        words = column in ("measure", "a", "b")
        table.add_column(column, justify="left" if words else "right", overflow="fold")
    for measure in PRIMARY:
        rows = shown[shown["measure"] == measure].to_dict("records")
        for i, c in enumerate(rows):
            clear = c["sim_ci_low"] > 0 or c["sim_ci_high"] < 0
            table.add_row(
                measure if i == 0 else "", c["a"], c["b"], signed(c["mean_diff"]),
                interval(c["sim_ci_low"], c["sim_ci_high"]), percent(c["win_share"]),
                "yes" if clear else "no", end_section=i == len(rows) - 1,
            )  # fmt: skip
    console.print(table)


def summary_lines(summary: pd.Series, console: Console, title: str) -> None:
    """Every measure of one run."""
    table = Table(title=title, header_style="bold")
    table.add_column("measure")
    table.add_column("value", justify="right")
    table.add_column("unit")
    for name, value in summary.items():
        table.add_row(str(name), number(value), MEASURES[str(name)].unit)
    console.print(table)


SWEEP_ROWS = 40  # points that a terminal shows


def sweep_tables(result: Sweep, console: Console) -> None:
    """Primary measures at every point, as means with 95% intervals."""
    summary = result.summary
    if summary.empty:
        console.print("no run is finished")
        return
    measures = list(dict.fromkeys(summary["measure"]))
    paths = [c for c in result.points.columns if c != "point"]
    table = Table(
        title=f"{len(result.points)} points, {len(result.runs)} runs: mean [95% interval]",
        header_style="bold", caption="all points and measures: summary.csv; all runs: runs.parquet",
    )  # fmt: skip
    for name in ("scenario", *(p.removeprefix("focal.") for p in paths), "n", *measures):
        table.add_column(name, overflow="fold")
    keys = ["scenario", "point"]
    for shown, ((scenario, _), rows) in enumerate(summary.groupby(keys, sort=False)):
        if shown == SWEEP_ROWS:
            table.add_row("…", *[""] * (len(paths) + 1 + len(measures)))
            break
        found = rows.set_index("measure")
        values = [str(found.iloc[0][path]) for path in paths]
        cells = [
            f"{number(r['mean'])} {interval(r['ci_low'], r['ci_high'])}"
            for _, r in found.loc[measures].iterrows()
        ]
        table.add_row(str(scenario), *values, str(int(found["n"].max())), *cells)
    console.print(table)
    console.print(NOTE)
