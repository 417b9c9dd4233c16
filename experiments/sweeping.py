"""Sweeps: a scenario at every point of a design, with replicates, through a result folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.backends import Backend
from experiments.design import Axis, Design
from experiments.drive import Drive, Incomplete, Watcher, drive_through
from experiments.jobs import check_people, network_of, settings_digest, settings_text, world_of
from experiments.outset import as_scenarios, default_folder, facts_of, identity_of, terms_of
from experiments.plan import Cell, Plan
from experiments.sequential import Replicates, stopped
from experiments.stats import student_half
from experiments.store import Store
from experiments.tables import Layout, fit, kind_of
from experiments.until import Target
from sim.errors import BadInput, Problem
from sim.measures import MEASURES, PRIMARY
from sim.rules import RuleSet
from sim.scenarios.load import Scenario

POINT = 10  # hexadecimal digits of a point's name


@dataclass(frozen=True)
class Sweep:
    """Results of a sweep.

    Attributes
    ----------
    points : a row a point in the order of the design: point, a column a swept setting
    runs : a row a run: the focal seller's measures, with point and swept settings
    summary : scenario, point, swept settings, measure, n, mean, ci_low, ci_high (95%, Student, or the
        rule's own where `until` chose the number of runs)
    store : the result folder
    failed : why, by key, runs ended in an error
    """

    points: pd.DataFrame
    runs: pd.DataFrame
    summary: pd.DataFrame
    store: Store
    failed: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """The machine-readable summary of the command line."""
        rows = self.summary.astype(object).where(self.summary.notna(), None)
        return {
            "points": len(self.points), "runs": len(self.runs), "failed": len(self.failed),
            "summary": rows.to_dict("records"), "out": str(self.store.folder),
        }  # fmt: skip


def point_name(at: Mapping[str, Any]) -> str:
    """Name of a point: a hash of its values, the same in every design that has it."""
    text = json.dumps(at, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:POINT]


def as_design(over: Design | Mapping[str, Sequence[Any]]) -> Design:
    """A design, or the grid of values by path."""
    if isinstance(over, Design):
        return over
    return Design("grid", tuple(Axis(p, tuple(map(_plain, v))) for p, v in over.items()))


def _plain(value: Any) -> Any:
    """A value as Python's own; those of NumPy are no JSON."""
    return value.item() if isinstance(value, np.generic) else value


def kind_at(scenario: Scenario, path: str, values: Sequence[Any]) -> str:
    """Kind of a setting's values: as the scenario has it, else as the values are."""
    here: Any = scenario.resolved
    for part in path.split("."):
        try:
            here = here[int(part)] if isinstance(here, list) else here[part]
        except (KeyError, IndexError, ValueError, TypeError):
            return kind_of(values)  # what is wrong with the path is said with the points
    return kind_of([here]) if isinstance(here, (bool, int, float, str)) else kind_of(values)


def points_of(scenario: Scenario, design: Design) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Points of a design, numbers as the settings hold them, and the kinds of the settings.

    Raises
    ------
    BadInput   what makes it no design
    """
    if problems := design.problems():
        raise BadInput(problems)
    kinds = {axis.path: kind_at(scenario, axis.path, axis.values) for axis in design.axes}
    points = design.points([kinds[path] == "whole" for path in design.paths])

    def held(path: str, value: Any) -> Any:
        number = kinds[path] == "number" and isinstance(value, (int, float))
        return float(value) + 0.0 if number and not isinstance(value, bool) else value  # no -0.0

    named: dict[str, dict[str, Any]] = {}
    for at in points:
        point = {path: held(path, value) for path, value in at.items()}
        named.setdefault(point_name(point), point)
    points = list(named.values())
    for path in kinds:  # a value of another kind is refused with its point, or held as text
        if not all(kind_of([at[path]]) == kinds[path] for at in points):
            kinds[path] = "text"
    return points, kinds


def cells_of(
    scenarios: list[Scenario],
    points: list[dict[str, Any]],
    on_point: Callable[[int, int], None] | None = None,
) -> list[Cell]:
    """Every scenario at every point, all of them checked.

    on_point : called with how many are checked, of how many

    Raises
    ------
    BadInput   points that are not possible, each with its values
    """
    moves_world = any(p.split(".")[0] in ("market", "parameters") for p in points[0])
    cells: list[Cell] = []
    wrong: dict[str, list[Problem]] = {}
    for s in scenarios:
        world, network = world_of(s), network_of(s)
        for at in points:
            try:
                there = s.set_all(at, "point")
                if moves_world:
                    world, network = world_of(there), network_of(there)
                if network:
                    check_people([there])
            except BadInput as bad:
                where = f"{s.name} at " + ", ".join(f"{k}={v}" for k, v in at.items())
                for p in bad.problems:
                    rule = p.key + p.why.partition("; ")[2]  # without the value
                    wrong.setdefault(rule, []).append(Problem(where, p.key, p.why))
                continue
            digest = settings_digest(settings_text(there))
            make = partial(s.set_all, at)
            cells.append(Cell(s.name, digest, world, network, make, point_name(at), at))
            if on_point:
                on_point(len(cells), len(points) * len(scenarios))
    if wrong:
        raise BadInput([_once(problems) for problems in wrong.values()])
    return cells


def _once(problems: list[Problem]) -> Problem:
    """Problems of one setting at many points as one: the first, and how many more there are."""
    first, more = problems[0], len(problems) - 1
    if not more:
        return first
    return Problem(first.where, first.key, f"{first.why} (and so at {more} more points)")


def sweep(
    *given: Scenario | str,
    over: Design | Mapping[str, Sequence[Any]],
    reps: int = 20,
    until: Sequence[Target] = (),
    seed: int = 0,
    world_seed: int | None = None,
    luck_seed: int | None = None,
    workers: int = 2,
    threads: int = 1,
    out: Path | str | None = None,
    rules: RuleSet | None = None,
    backend: Backend | None = None,
    shard: tuple[int, int] = (0, 1),
    go_on: bool = False,
    tables: Sequence[str] = ("runs",),
    command: str = "",
    on_point: Callable[[int, int], None] | None = None,
    on_start: Callable[[Store, Plan, int], None] | None = None,
    watch: Watcher | None = None,
) -> Sweep:
    """Run scenarios at every point of a design.

    Parameters
    ----------
    given : scenarios, or names of presets or files
    over : a design, or values by path for a grid of them
    reps : replicates of every point; with `until`, the most
    until : precisions wanted; every point stops when it has them
    seed, world_seed, luck_seed : roots of the replicates' seeds: replicate r meets the same luck at
        every point
    workers, backend, threads, shard, go_on, rules, out, watch : as `compare` takes them
    tables : tables to keep, `runs` among them
    on_point : called as points are checked
    on_start : called before the first run with the store, the plan, and how many runs are found

    Raises
    ------
    BadInput     points that are not possible, all of them before the first run; a run that failed
    Incomplete   the shard is done, while other shards are not
    """
    scenarios = as_scenarios(list(given))
    check_people(scenarios)
    if reps < 1:
        raise BadInput([Problem("", "--reps", f"is {reps}; must be at least 1")])
    if until and shard != (0, 1):
        why = "cannot go with --until: whether a point needs more runs shows in all its runs"
        raise BadInput([Problem("", "--shard", why)])
    design = as_design(over)
    points, kinds = points_of(scenarios[0], design)
    cells = cells_of(scenarios, points, on_point)
    layout = Layout((*(t for t in tables if t != "runs"), "runs"), (), kinds, large=True)
    world = seed if world_seed is None else world_seed
    luck = seed if luck_seed is None else luck_seed
    held = identity_of("sweep", scenarios, world, luck, layout, rules)
    facts = facts_of(scenarios, held, command, rules)
    store = Store.create(Path(out) if out is not None else default_folder(held), held, facts)
    for s in scenarios:
        store.write_text(f"scenarios/{s.name}.toml", s.to_toml())
    rows = [
        {"point": point_name(at), **{p: fit(at[p], k) for p, k in kinds.items()}} for at in points
    ]
    frame = pd.DataFrame(rows, columns=["point", *kinds])
    store.write_text("points.csv", frame.to_csv(index=False, lineterminator="\n"))
    drawn = design.n if design.kind in ("lhs", "sobol") else len(points)
    alike = f"the design draws {drawn} points, of which {len(points)} are different"
    facts |= {
        "points": len(points), "replicates": reps, "design": design.kind,
        "until": [str(t) for t in until], "warnings": [alike] if drawn > len(points) else [],
    }  # fmt: skip

    def make(counts: tuple[int, ...], first: bool) -> Mapping[str, str]:
        plan = Plan(tuple(cells), counts, world, luck, held.model, shard)
        drive = Drive(store, plan, terms_of(held, threads, rules), go_on=go_on, watch=watch)
        if first and on_start:
            on_start(store, plan, drive.total - len(drive.pending))
        return drive_through(drive, backend or Backend(workers), facts).failed

    counted = Replicates((reps,) * len(cells))
    if until:
        counted, failed = stopped(make, store, cells, tuple(until), reps)
        if counted.unmet:
            facts["warnings"] += [
                f"{counted.unmet} of {len(cells)} points are not as precise as wanted after {reps} "
                "runs each; more --reps allow more"
            ]
            store.write_manifest(status="finished", **facts)
    else:
        failed = make(counted.counts, True)
    plan = Plan(tuple(cells), counted.counts, world, luck, held.model)
    return _result(store, plan, frame, counted, failed, shard)


def _result(
    store: Store, plan: Plan, points: pd.DataFrame, counted: Replicates,
    failed: Mapping[str, str], shard: tuple[int, int],
) -> Sweep:  # fmt: skip
    """Runs and summary of a plan, from its folder."""
    keys = list(plan.keys())
    done = sum(key in store.finished() for key in keys)
    if done < len(keys) and shard != (0, 1):
        raise Incomplete(store.folder, done, len(keys))
    runs = store.read("runs", focal=True, keys=keys)
    place = {name: i for i, name in enumerate(points["point"])}
    order = {name: i for i, name in enumerate(store.identity.order)}
    rank = [runs["scenario"].map(order), runs["point"].map(place), runs["replicate"]]
    runs = runs.iloc[np.lexsort(rank[::-1])].reset_index(drop=True)
    summary = summarised(runs, points, counted)
    store.write_text("summary.csv", summary.to_csv(index=False, lineterminator="\n"))
    return Sweep(points, runs, summary, store, failed)


def summarised(runs: pd.DataFrame, points: pd.DataFrame, counted: Replicates) -> pd.DataFrame:
    """Primary measures, and those that `until` names, at every point: n, mean and 95% interval."""
    asked = [t.measure for t in counted.targets]
    measures = [*PRIMARY, *(m for m in MEASURES if m in asked and m not in PRIMARY)]
    paths = [c for c in points.columns if c != "point"]
    keys = ["scenario", "point", *paths]
    grouped = runs.groupby(keys, sort=False, dropna=False)
    parts = []
    for measure in measures:
        found = grouped[measure].agg(["count", "mean", "std"]).reset_index()
        half = student_half(found["count"].to_numpy(), found["std"].to_numpy())
        parts.append(
            found[keys].assign(
                measure=measure, n=found["count"], mean=found["mean"],
                ci_low=found["mean"] - half, ci_high=found["mean"] + half,
            )
        )  # fmt: skip
    summary = pd.concat(parts, ignore_index=True)
    for (scenario, point, measure), (low, high) in counted.intervals.items():
        mine = (
            (summary["scenario"] == scenario)
            & (summary["point"] == point)
            & (summary["measure"] == measure)
        )
        summary.loc[mine, ["ci_low", "ci_high"]] = low, high
    return summary
