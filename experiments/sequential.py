"""Runs until results are as precise as wanted: rounds of runs, each judged before the next.

Rounds run ahead of the next look where much is missing; a verdict rests on the looks of its rule alone,
whatever was run beyond.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from experiments.plan import Cell
from experiments.stopping import Rule, Verdict
from experiments.store import Store
from experiments.until import Target
from sim.errors import BadInput, Problem

AHEAD = (
    2.0  # times the runs judged so far that a round may go to, where more are expected (assumption)
)

#: Makes the runs of a plan with so many replicates of each cell; whether it is the first round comes
#: second. What failed, by key.
Maker = Callable[[tuple[int, ...], bool], Mapping[str, str]]
#: Lower and upper end of an interval by scenario, point and measure.
Intervals = dict[tuple[str, str, str], tuple[float, float]]


@dataclass(frozen=True)
class Replicates:
    """How many replicates of each cell count, and what a rule found there.

    Attributes
    ----------
    counts : replicates by cell
    intervals : those of the rule
    targets : what was wanted
    unmet : cells that the most replicates did not make precise enough
    """

    counts: tuple[int, ...]
    intervals: Intervals = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    unmet: int = 0


def rule_of(targets: Sequence[Target], most: int) -> Rule:
    """The stopping rule for at most so many replicates.

    Raises
    ------
    BadInput   fewer replicates than its first look
    """
    first = Rule(tuple(targets)).first
    if most < first:
        why = f"is {most}; with --until it is the most, and must be at least {first}"
        raise BadInput([Problem("", "--reps", why)])
    return Rule(tuple(targets), most=most)


def ahead(verdict: Verdict, most: int) -> int:
    """Replicates of the next round: as many as are expected, within twice what is there."""
    following = verdict.next_look or most
    expected = verdict.expected or following
    return min(most, max(following, min(expected, int(AHEAD * max(verdict.replicates, 1)))))


def stopped(
    make: Maker, store: Store, cells: Sequence[Cell], targets: tuple[Target, ...], most: int
) -> tuple[Replicates, Mapping[str, str]]:
    """Make runs until every cell is precise enough by itself, or has the most runs.

    Returns
    -------
    replicates by cell with the rule's intervals, and what failed by key
    """
    rule = rule_of(targets, most)
    counts = [next(rule.looks())] * len(cells)
    verdicts: dict[int, Verdict] = {}
    failed: dict[str, str] = {}
    for turn in itertools.count():
        failed |= make(tuple(counts), turn == 0)
        held = by_cell(store, [t.measure for t in targets])
        for i, cell in enumerate(cells):
            if i in verdicts:
                continue
            values = values_of(held.get((cell.name, cell.point)), targets, counts[i])
            verdict = rule.judge(values)
            if verdict.met or verdict.next_look is None:
                verdicts[i] = verdict
                counts[i] = verdict.replicates
            else:
                counts[i] = ahead(verdict, most)
        if len(verdicts) == len(cells):
            break
    intervals: Intervals = {}
    for i, verdict in verdicts.items():
        for target, found in verdict.estimates.items():
            where = (cells[i].name, cells[i].point, target.measure)
            intervals[where] = (float(found.low[0]), float(found.high[0]))
    unmet = sum(not v.met for v in verdicts.values())
    return Replicates(tuple(counts), intervals, targets, unmet), failed


def by_cell(store: Store, measures: Sequence[str]) -> dict[tuple[str, str], pd.DataFrame]:
    """Measures of the focal seller by scenario and point, a row a replicate."""
    wanted = list(dict.fromkeys(measures))
    rows = store.read("runs", ["scenario", "point", "replicate", *wanted], focal=True)
    grouped = rows.groupby(["scenario", "point"], sort=False)
    return {
        (str(name), str(point)): part.set_index("replicate")[wanted]
        for (name, point), part in grouped
    }


def values_of(
    rows: pd.DataFrame | None, targets: Sequence[Target], replicates: int
) -> dict[Target, np.ndarray]:
    """Values in the order of replicates, missing where a run failed."""
    if rows is None:
        return {t: np.full(replicates, np.nan) for t in targets}
    whole = rows.reindex(range(replicates))
    return {t: whole[t.measure].to_numpy(float) for t in targets}


def paired_values(
    runs: pd.DataFrame, names: Sequence[str], targets: Sequence[Target], replicates: int
) -> dict[Target, np.ndarray]:
    """Values of a comparison: a column a scenario for its mean, a column a pair for differences."""
    focal = runs[runs["focal"]]
    found = {}
    for target in targets:
        table = focal.pivot(index="replicate", columns="scenario", values=target.measure)
        table = table.reindex(index=range(replicates), columns=list(names))
        if target.relative:
            found[target] = table.to_numpy(float)
            continue
        pairs = itertools.combinations(names, 2)
        found[target] = np.stack([(table[a] - table[b]).to_numpy(float) for a, b in pairs], axis=1)
    return found
