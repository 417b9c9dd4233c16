"""The page about smoothness along the dials: what was run, what a jump is, what was found."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.report.numbers import listed, number, percent, signed
from experiments.steps import LEVEL, PARTS, SHARE, TIMES
from sim.measures import MEASURES, PRIMARY

FOUND = {"jump": "jump", "open": "undecided", "steep": "steep, no jump", "none": "none"}


@dataclass(frozen=True)
class Facts:
    """What was run.

    Attributes
    ----------
    scenario : its name   usual : value of each dial while another one varies
    points : along each dial
    members, weeks, warmup : size of the market   replicates : of every point   seed : of the first
    runs : all of them   model : id of the model   date : of the page
    """

    scenario: str
    usual: Mapping[str, float]
    points: int
    members: int
    weeks: int
    warmup: int
    replicates: int
    seed: int
    runs: int
    model: str
    date: str

    @property
    def size(self) -> str:
        """Market and replicates in words."""
        return (
            f"{self.members:,} members, {self.weeks} weeks after {self.warmup} of warm-up, "
            f"{self.replicates} replicates, seed {self.seed}"
        )

    @property
    def command(self) -> str:
        """The command that makes the page."""
        return (
            f"python -m experiments.smoothness --scenario {self.scenario} --points {self.points} "
            f"--reps {self.replicates} --members {self.members} --weeks {self.weeks} --seed {self.seed}"
        )

    @property
    def others(self) -> str:
        """Where the dials that do not vary stand."""
        return listed([f"{dial} {value:g}" for dial, value in self.usual.items()])


def at(value: float) -> str:
    """A dial's value."""
    return f"{value:g}"


def headline(table: pd.DataFrame, divided: pd.DataFrame) -> str:
    """What was found, in a line.

    table, divided : as `Smoothness` gives them
    """
    jumps = divided[divided["found"] == "jump"]
    where = dict.fromkeys(zip(jumps["dial"], jumps["low"], jumps["high"], strict=True))
    judged = int(table["found"].notna().sum())
    if not where:
        return f"No jump found in {judged} curves of a measure along a dial"
    places = listed([f"{dial} between {at(low)} and {at(high)}" for dial, low, high in where])
    n = len(jumps.drop_duplicates(["dial", "measure"]))
    return f"Jumps in {n} of {judged} curves of a measure along a dial: {places}"


def _rows(lines: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in lines]


def _span(row: Mapping[Hashable, Any]) -> str:
    return f"{at(row['low'])}–{at(row['high'])}" if pd.notna(row["low"]) else "–"


def _table(table: pd.DataFrame) -> list[str]:
    """Every dial and measure."""
    lines = [
        ["dial", "measure", "unit", "typical step", "largest step", "between", "over typical",
         "over its standard error", "seen from", "jump"],
        ["---"] * 3 + ["---:"] * 6 + ["---"],
    ]  # fmt: skip
    for row in table.to_dict("records"):
        lines.append(
            [
                f"`{row['dial']}`", f"`{row['measure']}`", MEASURES[row["measure"]].unit,
                number(row["typical"]), signed(number(row["largest"])), _span(row),
                number(row["over_typical"]), number(row["over_error"]), number(row["seen_from"]),
                FOUND[row["found"]] if isinstance(row["found"], str) else "too few values",
            ]
        )  # fmt: skip
    return _rows(lines)


def _divided(divided: pd.DataFrame) -> list[str]:
    """Every steep step and jump."""
    lines = [
        ["dial", "measure", "between", "step", "over typical", "in the largest part", "jump"],
        ["---", "---", "---:", "---:", "---:", "---:", "---"],
    ]
    for row in divided.to_dict("records"):
        lines.append(
            [
                f"`{row['dial']}`", f"`{row['measure']}`", _span(row), signed(number(row["step"])),
                number(row["over_typical"]), percent(row["share"]), FOUND[row["found"]],
            ]
        )  # fmt: skip
    return _rows(lines)


def _counted(divided: pd.DataFrame) -> str:
    """What became of the steps that were divided."""
    if divided.empty:
        return "No step is steep."
    count = divided["found"].value_counts()
    said = {"jump": "with a jump", "steep": "steep without one", "open": "undecided"}
    parts = [f"{count[v]} {text}" for v, text in said.items() if v in count]
    return f"Steps that were divided: {listed(parts)}."


def _what(facts: Facts, measures: list[str]) -> list[str]:
    """What a jump is."""
    others = [f"`{m}`" for m in measures if m not in PRIMARY]
    beside = f", and {listed(others)}" if others else ""
    part = at(1 / (facts.points - 1) / PARTS)
    return [
        f"Looked at are the primary measures ({', '.join(f'`{m}`' for m in PRIMARY)}){beside}.",
        "",
        "- A *step* is the mean of the paired differences between two neighbouring points; the *typical*"
        " step is the median of the absolute steps of that dial and measure.",
        f"- A step is *steep* if all of its interval lies beyond {number(TIMES)} typical steps. Such a"
        f" step can be a jump or a bend, so it is divided into {PARTS} parts, for all measures.",
        f"- It is a *jump* if the largest part (a change within {part} of the dial) lies beyond"
        f" {percent(SHARE)} of the step and beyond the typical step, *no jump* if it lies within one of"
        " them, and *undecided* where the intervals hold both.",
        "- A stair whose treads are no wider than a step looks like a slope: only more points show it.",
        "- Intervals are Student's over paired replicates and allow for all steps of the table, and for"
        f" all parts of those divided (Bonferroni, {percent(LEVEL)} together): where nothing jumps, such"
        f" a page calls anything a jump in at most {percent(1 - LEVEL)} of cases.",
        "- *Seen from* is the size from which a step of that dial and measure is seen to be steep with"
        " so many replicates. A smaller jump can be there unseen.",
    ]


def page(facts: Facts, table: pd.DataFrame, divided: pd.DataFrame) -> str:
    """The page, in Markdown.

    table, divided : as `Smoothness` gives them
    """
    lines = [
        "# Are the dials smooth?",
        "",
        f"{headline(table, divided)}. {_counted(divided)}",
        "",
        f"Made by `{facts.command}` on {facts.date}, model `{facts.model}`: {facts.size},"
        f" {facts.runs:,} runs. {facts.points} points along each dial, the others where"
        f" `{facts.scenario}` has them ({facts.others}). All points of a replicate meet the same people,"
        " ties, needs and luck.",
        "",
        "![Measures along the three dials, with intervals](images/dials.svg)",
        "",
        "Points are means over replicates, bars their 95% intervals within replicates: each replicate's"
        " mean along the dial, which moves no step, is taken out first. Each panel has a scale of its"
        " own.",
        "",
        "## What a jump is",
        "",
        *_what(facts, list(dict.fromkeys(table["measure"]))),
        "",
        "## Steps",
        "",
        *_table(table),
    ]
    if len(divided):
        lines += ["", "## Steps that were divided", "", *_divided(divided)]
    return "\n".join(lines) + "\n"
