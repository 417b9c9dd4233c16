"""Measures along the three dials: points with common luck, steps between them, steep steps divided.

What a jump is stands in `experiments.steps`; `python -m experiments.smoothness` writes the page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.design import Axis, Design
from experiments.drive import Watcher
from experiments.plan import Plan
from experiments.steps import (
    PARTS,
    Key,
    Parts,
    Spot,
    Steps,
    first_look,
    found_at,
    second_look,
    to_divide,
)
from experiments.store import Store
from experiments.sweeping import Sweep, sweep
from sim.errors import BadInput, Problem
from sim.measures import MEASURES, PRIMARY
from sim.scenarios.load import Scenario

DIALS = ("push_share", "control", "acquisition")
POINTS = 11  # along a dial
#: What a seller does at first hand with its dials, and what members make of that.
OTHERS = ("messages", "posts", "answers", "annoyance")
FEWEST = 3  # replicates, without which no step has a usable error
DIGITS = 6  # of a dial's values, so that they can be typed again
#: What a step can be found to be, the gravest first.
VERDICTS = ("jump", "open", "steep", "none")

TABLE = ["dial", "measure", "typical", "largest", "low", "high", "over_typical", "over_error",
         "seen_from", "found"]  # fmt: skip
DIVIDED = ["dial", "measure", "low", "high", "step", "over_typical", "share", "found"]


def ratio(a: float, b: float) -> float:
    """a / b, missing where nothing is under it."""
    return float(a / b) if b else math.nan


@dataclass(frozen=True)
class Smoothness:
    """Measures along the dials.

    Attributes
    ----------
    scenario : where the dials are while another one varies
    replicates : of every point   points : along each dial   measures : looked at
    sweep : the runs
    steps : by dial and measure
    parts : of the steps that were divided, by dial, measure and place
    """

    scenario: Scenario
    replicates: int
    points: np.ndarray
    measures: tuple[str, ...]
    sweep: Sweep
    steps: Mapping[Key, Steps]
    parts: Mapping[Spot, Parts]

    def values(self, dial: str, measure: str, points: np.ndarray | None = None) -> np.ndarray:
        """A measure along a dial, (replicates, points); missing where a run has none."""
        at = self.points if points is None else points
        return along(self.sweep.runs, self.scenario, dial, measure, at, self.replicates)

    def between(self, at: int) -> np.ndarray:
        """Both ends of a step and the points between its parts."""
        return divided(self.points, at)

    def marks(self, dial: str, measure: str) -> dict[int, str]:
        """What the steep steps and the jumps of a measure along a dial are, by place."""
        found = found_at(self.steps, self.parts)
        return {at: what for (d, m, at), what in found.items() if (d, m) == (dial, measure)}

    def table(self) -> pd.DataFrame:
        """A row a dial and measure.

        Columns: dial, measure, typical (step), largest (step), low and high (its ends), over_typical and
        over_error (its size over the typical step and over its standard error), seen_from (size from
        which a step is seen to be steep), found (the gravest of `VERDICTS`; missing without values).
        """
        rows = []
        for (dial, measure), steps in self.steps.items():
            row: dict[str, Any] = {"dial": dial, "measure": measure, "typical": steps.typical}
            if (at := steps.largest) is not None:
                size = abs(steps.mean[at])
                row |= {
                    "largest": steps.mean[at], "low": self.points[at], "high": self.points[at + 1],
                    "over_typical": ratio(size, steps.typical),
                    "over_error": ratio(size, steps.error[at]), "seen_from": steps.seen_from,
                }  # fmt: skip
            if math.isfinite(steps.typical):
                marks = self.marks(dial, measure).values()
                row["found"] = next((v for v in VERDICTS if v in marks), "none")
            rows.append(row)
        return pd.DataFrame(rows, columns=TABLE)

    def divided(self) -> pd.DataFrame:
        """A row a steep step or jump: dial, measure, low, high, step, over_typical, share, found."""
        rows = []
        for (dial, measure), steps in self.steps.items():
            for at, found in self.marks(dial, measure).items():
                step, share = steps.mean[at], self.parts[dial, measure, at].share
                over = ratio(abs(step), steps.typical)
                ends = self.points[at : at + 2].tolist()
                rows.append((dial, measure, *ends, step, over, share, found))
        return pd.DataFrame(rows, columns=DIVIDED)


def smoothness(
    scenario: Scenario,
    *,
    reps: int = 20,
    points: int = POINTS,
    others: Sequence[str] = OTHERS,
    on_start: Callable[[Store, Plan, int], None] | None = None,
    watch: Watcher | None = None,
    **options: Any,
) -> Smoothness:
    """Run a scenario at points along each dial, the others as it has them, and look for jumps.

    Parameters
    ----------
    scenario : what the dials belong to
    reps : replicates of every point, at least `FEWEST`; each meets the same luck at all points
    points : along each dial, evenly from 0 to 1, at least 3
    others : measures to look at beside the primary ones
    on_start, watch, options : as `sweep` takes them; with steep steps there is a second sweep, of the
        points between their parts, into the same folder

    Raises
    ------
    BadInput   too few replicates or points, measures that are none, and all that `sweep` refuses
    """
    if problems := wrong(reps, points, others):
        raise BadInput(problems)
    measures = tuple(dict.fromkeys((*PRIMARY, *others)))
    line = np.linspace(0.0, 1.0, points).round(DIGITS)

    def run(lines: Iterable[tuple[str, np.ndarray]]) -> Sweep:
        over = design(scenario, lines)
        return sweep(scenario, over=over, reps=reps, on_start=on_start, watch=watch, **options)

    def values(done: Sweep, dial: str, measure: str, at: np.ndarray) -> np.ndarray:
        return along(done.runs, scenario, dial, measure, at, reps)

    lines = [(dial, line) for dial in DIALS]
    done = run(lines)
    steps = first_look({(d, m): values(done, d, m, line) for d in DIALS for m in measures})
    places = to_divide(steps)
    if places:  # what is there already is not run again
        done = run([*lines, *((dial, divided(line, at)) for dial, at in places)])
    parts = second_look(
        {(d, m, i): values(done, d, m, divided(line, i)) for d, i in places for m in measures},
        steps,
    )
    return Smoothness(scenario, reps, line, measures, done, steps, parts)


def wrong(reps: int, points: int, others: Sequence[str] = ()) -> list[Problem]:
    """Everything that is wrong with what is asked for."""
    found = [Problem("", "others", f"{m!r} is no measure") for m in others if m not in MEASURES]
    if reps < FEWEST:
        found.append(Problem("", "--reps", f"is {reps}; must be at least {FEWEST}"))
    if points < 3:
        found.append(Problem("", "--points", f"is {points}; must be at least 3"))
    return found


def usual(scenario: Scenario) -> dict[str, float]:
    """Value of each dial in a scenario."""
    return {dial: float(scenario.resolved["focal"][dial]) for dial in DIALS}


def divided(points: np.ndarray, at: int) -> np.ndarray:
    """Both ends of a step and the points between its parts."""
    return np.linspace(points[at], points[at + 1], PARTS + 1).round(DIGITS)


def design(scenario: Scenario, lines: Iterable[tuple[str, np.ndarray]]) -> Design:
    """Points along single dials, the others as the scenario has them; each point once."""
    here = usual(scenario)
    rows = [tuple({**here, dial: float(x)}.values()) for dial, line in lines for x in line]
    rows = list(dict.fromkeys(rows))
    columns = zip(DIALS, zip(*rows, strict=True), strict=True)
    axes = tuple(Axis(f"focal.{dial}", column) for dial, column in columns)
    return Design("points", axes, rows=tuple(rows))


def along(
    runs: pd.DataFrame, scenario: Scenario, dial: str, measure: str, points: np.ndarray, reps: int
) -> np.ndarray:
    """A measure along a dial, (replicates, points); missing where there is no run or no value."""
    for other, value in usual(scenario).items():
        if other != dial:
            runs = runs[runs[f"focal.{other}"] == value]
    table = runs.pivot(index="replicate", columns=f"focal.{dial}", values=measure)
    return table.reindex(index=range(reps), columns=points.tolist()).to_numpy(float)
