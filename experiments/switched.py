"""Mechanisms switched off: paired runs with them and without, and the measures that this moves.

Both arms are the base scenario with what the mechanisms need (`given`) and what makes them act
(`used`); in the second their settings stand at the values at which they do nothing. Replicate r has the
same seeds in both, so that a difference is theirs and not luck's. A parameter also holds in the
warm-up: the arms then begin to be measured in two states of one world.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.comparison import compare
from experiments.drive import Progress, Watcher
from experiments.stats import student_columns
from experiments.tables import Layout
from sim.errors import BadInput, Problem
from sim.measures import MEASURES, PRIMARY
from sim.mechanisms import GROUPS, MECHANISMS, Mechanism
from sim.scenarios.load import Scenario

WITH, WITHOUT = "with", "without"
LEVEL = 0.95  # chance that nothing seems to move where nothing does
#: Pairs below which a measure is not judged.
FEWEST = 5
#: Measures in the order of tables.
ORDER = (*PRIMARY, *(m for m in MEASURES if m not in PRIMARY))
KEPT = Layout(every=("runs",), first=("warnings",))


class Switch(NamedTuple):
    """Mechanisms that are switched off together, under a label."""

    label: str
    mechanisms: tuple[Mechanism, ...]


def groups(names: Sequence[str] = GROUPS, among: Sequence[Mechanism] = MECHANISMS) -> list[Switch]:
    """A switch for each group that has mechanisms.

    Raises
    ------
    BadInput   a name that is no group
    """
    known = [g for g in GROUPS if any(m.group == g for m in among)]
    unknown = [n for n in names if n not in GROUPS]
    if unknown:
        why = "is no group; groups are " + ", ".join(known)
        raise BadInput([Problem("", "--group", f"{n!r} {why}") for n in unknown])
    return [Switch(g, tuple(m for m in among if m.group == g)) for g in known if g in names]


def singles(switches: Iterable[Switch]) -> list[Switch]:
    """A switch for each mechanism of some switches."""
    return [Switch(m.name, (m,)) for s in switches for m in s.mechanisms]


def typed(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Settings as `PATH=VALUE`, as they are typed after `--set`."""

    def value(given: Any) -> str:
        if isinstance(given, bool):
            return str(given).lower()
        if isinstance(given, (tuple, list)):
            return f"[{', '.join(map(value, given))}]"
        return str(given)

    return tuple(f"{path}={value(given)}" for path, given in settings.items())


def words(settings: Mapping[str, Any]) -> str:
    """Settings as options of a command, quoted for a shell."""
    return " ".join(f"--set {shlex.quote(text)}" for text in typed(settings))


def listing(switches: Iterable[Switch]) -> str:
    """Every mechanism of some switches, and the options that switch it on and off.

    A line of the name with its rows; below it, where the usual settings do not do, the options with
    which it acts, and those with which it does nothing, all else being equal.
    """
    lines: list[str] = []
    for switch in switches:
        lines += ["", f"# {switch.label}"]
        for m in switch.mechanisms:
            lines.append(f"{m.name} ({', '.join(m.rows)})")
            if m.on:
                lines.append(f"  on:  {words(m.on)}")
            lines.append(f"  off: {words(m.off)}")
    return "\n".join(lines[1:])


def merged(settings: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Settings of several mechanisms together.

    Raises
    ------
    ValueError   two want different values of one setting
    """
    found: dict[str, Any] = {}
    for some in settings:
        for path, value in some.items():
            if found.setdefault(path, value) != value:
                raise ValueError(f"{path} is wanted at {found[path]!r} and at {value!r}")
    return found


def arms(base: Scenario, mechanisms: Sequence[Mechanism]) -> tuple[Scenario, Scenario]:
    """The base with the mechanisms and without them."""
    acting = base.set_all(merged(m.on for m in mechanisms), "switch")
    idle = acting.set_all(merged(m.neutral for m in mechanisms), "switch")
    return replace(acting, name=WITH), replace(idle, name=WITHOUT)


@dataclass(frozen=True)
class Effect:
    """What switching mechanisms off did to the focal seller's measures.

    Attributes
    ----------
    switch : what was switched off
    pairs : replicates
    table : a row a measure that was judged: measure, with_mean, without_mean, difference (with minus
        without), low, high (95 %, over all rows together), moved (the interval excludes 0)
    same : whether every measure of every replicate was the same
    """

    switch: Switch
    pairs: int
    table: pd.DataFrame
    same: bool

    @property
    def moved(self) -> pd.DataFrame:
        """Rows of the measures that moved."""
        return self.table[self.table["moved"]]

    @property
    def dead(self) -> bool:
        """Whether no measure moved."""
        return not self.table["moved"].any()


def judge(switch: Switch, acting: pd.DataFrame, idle: pd.DataFrame) -> Effect:
    """The measures that moved, of paired values.

    Parameters
    ----------
    acting, idle : a row a replicate, a column a measure, NaN where missing

    Notes
    -----
    Intervals are Student's and allow for all measures that have a difference in half of the pairs, and
    in `FEWEST` at least (Bonferroni); the others are left out. A max-|t| bootstrap over so many measures
    is ruled by the rarest of them, whose t has no bound, and then hides what all others show.
    """
    measures = [m for m in ORDER if m in acting.columns]
    left, right = acting[measures].to_numpy(float), idle[measures].to_numpy(float)
    difference = left - right
    pairs = len(difference)
    enough = np.sum(~np.isnan(difference), axis=0) >= max(FEWEST, pairs / 2)
    mean, _, half = student_columns(difference[:, enough], (1 - LEVEL) / (2 * enough.sum()))
    low, high = mean - half, mean + half
    there = np.where(np.isnan(difference), np.nan, 0.0)[:, enough]  # means over the same pairs
    table = pd.DataFrame(
        {
            "measure": [m for m, e in zip(measures, enough, strict=True) if e],
            "with_mean": np.nanmean(left[:, enough] + there, axis=0),
            "without_mean": np.nanmean(right[:, enough] + there, axis=0),
            "difference": np.nanmean(difference[:, enough], axis=0),
            "low": low,
            "high": high,
            "moved": (low > 0) | (high < 0),
        }
    )
    return Effect(switch, pairs, table, bool(np.array_equal(left, right, equal_nan=True)))


def check_reps(reps: int) -> None:
    """Raise BadInput where there are too few pairs to judge anything."""
    if reps < FEWEST:
        raise BadInput([Problem("", "--reps", f"is {reps}; must be at least {FEWEST}")])


def file_name(label: str) -> str:
    """A label as the name of a folder."""
    return "".join(c if c.isalnum() else "-" for c in label)


def of_all(step: Progress, before: int, total: int) -> Progress:
    """How far all switches are, of how far one is.

    before : runs of the switches before it   total : runs of all switches
    """
    later = total - before - step.total
    left = step.left + later * step.seconds / step.here if step.left is not None else None
    return replace(step, done=before + step.done, total=total, left=left)


def ablate(
    base: Scenario,
    switches: Sequence[Switch],
    *,
    reps: int = 20,
    seed: int = 0,
    workers: int = 2,
    folder: Path,
    watch: Watcher | None = None,
) -> list[Effect]:
    """Run and judge each switch by itself.

    Parameters
    ----------
    base : scenario in which mechanisms are switched off
    reps : paired replicates of each switch
    seed : root of the replicates' seeds
    workers : processes; they change nothing but the time
    folder : a result folder for each switch is kept in it; the same call goes on where it ended
    watch : called as runs are finished, with how far all switches together are

    Raises
    ------
    BadInput   too few replicates, a folder that holds something else, or a run that failed
    """
    check_reps(reps)
    found = []
    for i, switch in enumerate(switches):

        def show(step: Progress, before: int = 2 * reps * i) -> None:
            if watch:
                watch(of_all(step, before, 2 * reps * len(switches)))

        result = compare(
            *arms(base, switch.mechanisms), reps=reps, seed=seed, workers=workers,
            out=folder / file_name(switch.label), layout=KEPT,
            command=f"ablation: {switch.label}", watch=show,
        )  # fmt: skip
        found.append(judge(switch, result.values[WITH], result.values[WITHOUT]))
    return found
