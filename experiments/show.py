"""Tables and numbers for the terminal."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from experiments.compare import Comparison
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


def signed(value: Any) -> str:
    """A difference with its sign."""
    text = number(value)
    return text if text.startswith(("-", "–", "0")) and text != "0" else f"+{text}"


def interval(low: Any, high: Any) -> str:
    """An interval in brackets."""
    return f"[{number(low)}, {number(high)}]"


def replicate_line(runs: pd.DataFrame, done: int, reps: int, left: float) -> str:
    """One line for a finished replicate: leads and wins of the focal seller in each scenario."""
    focal = runs[runs["focal"]]
    parts = [
        f"{r.scenario} {number(r.leads)} leads, {number(r.won)} won" for r in focal.itertuples()
    ]
    rep = int(runs["replicate"].iloc[0])
    tail = f" · about {duration(left)} left" if done < reps else ""
    return f"{done}/{reps} (replicate {rep}): {' | '.join(parts)}{tail}"


def duration(seconds: float) -> str:
    """Seconds in words."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def comparison_tables(result: Comparison, console: Console) -> None:
    """The tables that a strategist reads: what each brought, and by how much they differ."""
    names = [s.name for s in result.scenarios]
    means = result.means.set_index(["measure", "scenario"])
    weeks = result.scenarios[0].settings.market.weeks
    members = result.scenarios[0].settings.market.members
    table = Table(
        title=f"What each strategy brought: {members:,} members, {weeks} weeks, "
        f"{result.replicates} paired runs",
        caption="mean and 95% interval; the first six are the primary measures",
        header_style="bold",
    )
    table.add_column("measure")
    for name in names:
        table.add_column(name, justify="right")
    for place, measure in enumerate([*PRIMARY, *SHOWN]):
        row = [measure]
        for name in names:
            m = means.loc[(measure, name)]
            row.append(f"{number(m['mean'])} {interval(m['ci_low'], m['ci_high'])}")
        table.add_row(*row, end_section=place == len(PRIMARY) - 1)
    console.print(table)
    if len(names) < 2:
        console.print(NOTE)
        return
    table = Table(
        title="By how much, and how surely: a minus b, under the same luck",
        caption="95% simultaneous interval over all rows; share = share of pairs with a above b",
        header_style="bold",
    )
    for column in ("measure", "a", "b", "a − b", "interval", "share", "sign is clear"):
        table.add_column(column, justify="left" if column in ("measure", "a", "b") else "right")
    primary = result.contrasts[result.contrasts["primary"]]
    for measure in PRIMARY:
        rows = primary[primary["measure"] == measure]
        for i, c in enumerate(rows.to_dict("records")):
            clear = c["sim_ci_low"] > 0 or c["sim_ci_high"] < 0
            table.add_row(
                measure if i == 0 else "", c["a"], c["b"], signed(c["mean_diff"]),
                interval(c["sim_ci_low"], c["sim_ci_high"]), f"{100 * c['win_share']:.0f}%",
                "yes" if clear else "no", end_section=i == len(rows) - 1,
            )  # fmt: skip
    console.print(table)
    console.print(NOTE)


def summary_lines(summary: pd.Series, console: Console, title: str) -> None:
    """Every measure of one run."""
    table = Table(title=title, header_style="bold")
    table.add_column("measure")
    table.add_column("value", justify="right")
    table.add_column("unit")
    for name, value in summary.items():
        table.add_row(str(name), number(value), MEASURES[str(name)].unit)
    console.print(table)
