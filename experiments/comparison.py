"""The main job: the same market, people and luck under each scenario.

`compare` runs paired replicates through a result folder and returns a `Comparison`: every measure
of every scenario with its interval, and every pair's difference with paired, simultaneous and
unpaired intervals.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.backends import Backend
from experiments.drive import Drive, Incomplete, Watcher, drive_through
from experiments.jobs import check_people
from experiments.outset import (
    as_scenarios,
    default_folder,
    facts_of,
    identity_of,
    terms_of,
    unequal_budgets,
)
from experiments.plan import Cell, Plan
from experiments.sequential import ahead, paired_values, rule_of
from experiments.stats import mean_interval, paired_contrast, simultaneous_intervals
from experiments.stopping import Verdict
from experiments.store import Store
from experiments.tables import Layout
from experiments.until import Target
from sim.errors import BadInput, Problem
from sim.measures import MEASURES, PRIMARY
from sim.rules import RuleSet
from sim.scenarios.load import Scenario

#: Columns of the result tables that identify a row.
KEYS = ("scenario", "replicate", "seller", "focal")


@dataclass(frozen=True)
class Comparison:
    """Results of paired replicates.

    Attributes
    ----------
    means : scenario, measure, mean, ci_low, ci_high (95% BCa over replicates)
    contrasts : measure, a, b and the columns of `--json`; the primary measures first
    values : replicate × (scenario, measure), the focal seller's values
    store : the result folder
    """

    scenarios: tuple[Scenario, ...]
    replicates: int
    means: pd.DataFrame
    contrasts: pd.DataFrame
    values: pd.DataFrame
    store: Store

    def as_json(self) -> dict[str, Any]:
        """The machine-readable summary of the command line."""
        scenarios: dict[str, Any] = {s.name: {} for s in self.scenarios}
        for row in self.means.to_dict("records"):
            scenarios[row["scenario"]][row["measure"]] = {
                k: _number(row[k]) for k in ("mean", "ci_low", "ci_high")
            }
        contrasts = [
            {k: v if isinstance(v, str) else _number(v) for k, v in row.items()}
            for row in self.contrasts.drop(columns="primary").to_dict("records")
        ]
        return {"scenarios": scenarios, "contrasts": contrasts, "out": str(self.store.folder)}


def _number(value: Any) -> float | int | None:
    """A number for JSON; missing is null."""
    if isinstance(value, (int, np.integer)):
        return int(value)
    return float(value) if np.isfinite(value) else None


def analyse(
    runs: pd.DataFrame, scenarios: list[Scenario], store: Store, verdict: Verdict | None = None
) -> Comparison:
    """Means and contrasts of finished replicates.

    verdict : of the rule that chose their number; its intervals stand where it judged
    """
    focal = runs[runs["focal"]].sort_values(["replicate", "scenario"], kind="stable")
    names = [s.name for s in scenarios]
    values = focal.pivot(index="replicate", columns="scenario", values=list(MEASURES))
    values = values.swaplevel(axis=1)[names].dropna(how="all")
    means = []
    for name in names:
        for measure in MEASURES:
            interval = mean_interval(values[name][measure].to_numpy(float))
            means.append((name, measure, interval.mean, interval.ci_low, interval.ci_high))
    order = [*PRIMARY, *(m for m in MEASURES if m not in PRIMARY)]
    rows = []
    for measure in order:
        for a, b in itertools.combinations(names, 2):
            c = paired_contrast(
                values[a][measure].to_numpy(float), values[b][measure].to_numpy(float)
            )
            rows.append(
                {
                    "measure": measure, "a": a, "b": b, "mean_diff": c.mean_diff,
                    "ci_low": c.ci_low, "ci_high": c.ci_high,
                    "sim_ci_low": np.nan, "sim_ci_high": np.nan,
                    "unpaired_ci_low": c.unpaired_ci_low, "unpaired_ci_high": c.unpaired_ci_high,
                    "pairs": c.pairs, "win_share": c.win_share, "primary": measure in PRIMARY,
                }
            )  # fmt: skip
    columns = [
        "measure", "a", "b", "mean_diff", "ci_low", "ci_high", "sim_ci_low", "sim_ci_high",
        "unpaired_ci_low", "unpaired_ci_high", "pairs", "win_share", "primary",
    ]  # fmt: skip
    contrasts = pd.DataFrame(rows, columns=columns)
    primary = contrasts.index[contrasts["primary"]]
    if len(primary):
        differences = np.stack(
            [
                (values[r["a"]][r["measure"]] - values[r["b"]][r["measure"]]).to_numpy(float)
                for _, r in contrasts.loc[primary].iterrows()
            ],
            axis=1,
        )
        contrasts.loc[primary, ["sim_ci_low", "sim_ci_high"]] = simultaneous_intervals(differences)
    table = pd.DataFrame(means, columns=["scenario", "measure", "mean", "ci_low", "ci_high"])
    _take_over(verdict, table, contrasts)
    return Comparison(tuple(scenarios), len(values), table, contrasts, values, store)


def _take_over(verdict: Verdict | None, means: pd.DataFrame, contrasts: pd.DataFrame) -> None:
    """Put a stopping rule's own intervals in the place of those for a fixed number of pairs."""
    for target, found in verdict.estimates.items() if verdict else ():
        table = means if target.relative else contrasts
        rows = table.index[table["measure"] == target.measure]
        if len(found.low) == len(rows):
            table.loc[rows, "ci_low"], table.loc[rows, "ci_high"] = found.low, found.high


def compare(
    *given: Scenario | str,
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
    layout: Layout | None = None,
    command: str = "",
    on_start: Callable[[Store, int, int], None] | None = None,
    watch: Watcher | None = None,
) -> Comparison:
    """Compare scenarios over paired replicates.

    Parameters
    ----------
    given : scenarios, or names of presets or files
    reps : replicates; those that the folder already holds are not run again; with `until`, the most
    until : precisions wanted, of means (relative) or of all differences (absolute)
    seed, world_seed, luck_seed : roots of the replicates' seeds
    workers : processes; they change nothing but the time
    out : result folder; default under `results/`
    rules : rules other than the package's own; worker processes compile them once each, and must
        be able to import the functions
    backend : where runs are made; default `workers` local processes
    shard : this command's share of the replicates, (number from 0, of how many)
    go_on : whether a run that ends in an error does not stop the others
    layout : tables to keep; default all
    on_start : called with the store, runs to do and runs found
    watch : called as runs are finished

    Raises
    ------
    BadInput     scenarios or folder that cannot be used, or a run that failed
    Incomplete   the shard is done, while other shards or failed runs are missing for a comparison
    KeyboardInterrupt   after what is finished has been kept
    """
    scenarios = as_scenarios(list(given))
    check_people(scenarios)
    if reps < 1:
        raise BadInput([Problem("", "--reps", f"is {reps}; must be at least 1")])
    if until and shard != (0, 1):
        why = "cannot go with --until: whether more runs are needed shows in all of them"
        raise BadInput([Problem("", "--shard", why)])
    world = seed if world_seed is None else world_seed
    luck = seed if luck_seed is None else luck_seed
    held = identity_of("compare", scenarios, world, luck, layout or Layout(), rules)
    facts = facts_of(scenarios, held, command, rules)
    said = unequal_budgets(scenarios)
    store = Store.create(Path(out) if out is not None else default_folder(held), held, facts)
    for s in scenarios:
        store.write_text(f"scenarios/{s.name}.toml", s.to_toml())
    cells = tuple(map(Cell.of, scenarios))
    facts |= {"until": [str(t) for t in until], "warnings": said}

    def make(count: int, first: bool) -> Plan:
        plan = Plan(cells, (count,) * len(cells), world, luck, held.model, shard)
        drive = Drive(store, plan, terms_of(held, threads, rules), go_on=go_on, watch=watch)
        if first and on_start:
            on_start(store, len(drive.pending), drive.total - len(drive.pending))
        drive_through(drive, backend or Backend(workers), {**facts, "replicates": count})
        return plan

    verdict = None
    if until:
        count, verdict = _precise(make, store, held.order, tuple(until), reps)
        facts["reached"] = verdict.lines()
    else:
        count = reps
        make(count, True)
    plan = Plan(cells, (count,) * len(cells), world, luck, held.model, shard)
    result = analyse(_whole_replicates(store, plan), scenarios, store, verdict)
    table = result.contrasts.drop(columns="primary")
    store.write_text("contrasts.csv", table.to_csv(index=False, lineterminator="\n"))
    unsound = store.read("warnings")
    said += [f"{s}: {line}" for s, line in zip(unsound["scenario"], unsound["line"], strict=True)]
    store.write_manifest(status="finished", **{**facts, "replicates": count})
    return result


def _precise(
    make: Callable[[int, bool], Plan],
    store: Store,
    names: Sequence[str],
    until: tuple[Target, ...],
    most: int,
) -> tuple[int, Verdict]:
    """Make replicates until all targets are met; how many count, and the verdict."""
    rule = rule_of(until, most)
    count = next(rule.looks())
    for turn in itertools.count():
        plan = make(count, turn == 0)
        runs = store.read("runs", keys=plan.keys())
        verdict = rule.judge(paired_values(runs, names, until, count))
        if verdict.met or verdict.next_look is None:
            break
        count = ahead(verdict, most)
    return verdict.replicates, verdict


def _whole_replicates(store: Store, plan: Plan) -> pd.DataFrame:
    """Rows of the replicates in which every scenario is finished."""
    wanted = list(plan.keys())
    missing = [key for key in wanted if key not in store.finished()]
    runs = store.read("runs", keys=wanted)
    whole = runs.groupby("replicate")["scenario"].nunique() == len(plan.cells)
    kept = whole.index[whole]
    if missing and (plan.shard != (0, 1) or len(kept) == 0):
        raise Incomplete(store.folder, len(wanted) - len(missing), len(wanted))
    return runs[runs["replicate"].isin(kept)]
