"""The main job: the same market, people and luck under each scenario.

`compare` runs paired replicates through a result folder and returns a `Comparison`: every measure
of every scenario with its interval, and every pair's difference with paired, simultaneous and
unpaired intervals.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.jobs import check_people, identity, machine, network_of, paired_jobs, versions
from experiments.stats import mean_interval, paired_contrast, simultaneous_intervals
from experiments.store import Store, name_problem, same_file
from experiments.workers import finished
from sim.engine.compiled import model_id
from sim.errors import BadInput, Problem
from sim.measures import MEASURES, PRIMARY
from sim.rules import RuleSet
from sim.scenarios.load import Scenario, load

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


def as_scenarios(given: list[Scenario | str]) -> list[Scenario]:
    """Scenarios by name, with names that are distinct and possible as file names everywhere."""
    found = [load(g) if isinstance(g, str) else g for g in given]
    names = [s.name for s in found]
    problems = [Problem("", n, why) for n in dict.fromkeys(names) if (why := name_problem(n))]
    alike: dict[str, list[str]] = {}
    for n in names:
        alike.setdefault(same_file(n), []).append(n)
    for same in (sorted(set(group)) for group in alike.values() if len(group) > 1):
        why = (
            "is named twice; scenarios are told apart by name, so give one file another name"
            if len(same) == 1
            else f"is told from {' and '.join(same[1:])} by case or accents only; rename one"
        )
        problems.append(Problem("", same[0], why))
    if problems:
        raise BadInput(problems)
    return found


def identity_of(
    command: str,
    scenarios: list[Scenario],
    world_seed: int,
    luck_seed: int,
    rules: RuleSet | None = None,
) -> dict[str, Any]:
    """What makes two commands the same result: more replicates only add pairs, so they do not count."""
    return {
        "command": command,
        "scenarios": {s.name: identity(s) for s in scenarios},
        "networks": {s.name: network_of(s) for s in scenarios},
        "order": [s.name for s in scenarios],
        "world_seed": world_seed,
        "luck_seed": luck_seed,
        "model": model_id(rules),
    }


def default_folder(command: str, names: list[str], held: dict[str, Any]) -> Path:
    """`results/<command>-<names>-<8 hex>`."""
    digest = hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:8]
    label = "-".join(names)
    return (
        Path("results")
        / f"{command}-{label if len(label) <= 60 else f'{len(names)}-scenarios'}-{digest}"
    )


def unequal_budgets(scenarios: list[Scenario]) -> list[str]:
    """Lines that say whose budget or market differs; empty where all are alike to 0.1%."""
    said = []
    first = scenarios[0].settings
    wage = first.parameters.production.wage
    base = first.focal.budget.hours * wage + first.focal.budget.money
    for s in scenarios[1:]:
        budget = s.settings.focal.budget
        mine = budget.hours * s.settings.parameters.production.wage + budget.money
        if abs(mine - base) > 0.001 * max(base, mine):
            said.append(
                f"budgets differ: {scenarios[0].name} has {base:.6g} a week and 1,000 members, "
                f"{s.name} has {mine:.6g}; their differences are not those of strategy alone"
            )
        if s.market_hash != scenarios[0].market_hash:
            said.append(
                f"markets differ: {s.name} does not meet the world of {scenarios[0].name}; "
                "pairs share seeds but not people"
            )
    return said


def analyse(runs: pd.DataFrame, scenarios: list[Scenario], store: Store) -> Comparison:
    """Means and contrasts of finished replicates."""
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
    return Comparison(tuple(scenarios), len(values), table, contrasts, values, store)


def compare(
    *given: Scenario | str,
    reps: int = 20,
    seed: int = 0,
    world_seed: int | None = None,
    luck_seed: int | None = None,
    workers: int = 2,
    threads: int = 1,
    out: Path | str | None = None,
    rules: RuleSet | None = None,
    command: str = "",
    on_start: Callable[[Store, int, int], None] | None = None,
    on_replicate: Callable[[pd.DataFrame, int, int, float], None] | None = None,
) -> Comparison:
    """Compare scenarios over paired replicates.

    Parameters
    ----------
    given : scenarios, or names of presets or files
    reps : replicates; those that the folder already holds are not run again
    seed, world_seed, luck_seed : roots of the replicates' seeds
    workers : processes; they change nothing but the time
    out : result folder; default under `results/`
    rules : rules other than the package's own; worker processes compile them once each, and must
        be able to import the functions
    on_start : called with the store, replicates to do and replicates found
    on_replicate : called with a replicate's runs, how many are finished, of how many, and the
        seconds since the start

    Raises
    ------
    BadInput   scenarios or folder that cannot be used
    KeyboardInterrupt   after what is finished has been kept
    """
    scenarios = as_scenarios(list(given))
    check_people(scenarios)
    if reps < 1:
        raise BadInput([Problem("", "--reps", f"is {reps}; must be at least 1")])
    world = seed if world_seed is None else world_seed
    luck = seed if luck_seed is None else luck_seed
    held = identity_of("compare", scenarios, world, luck, rules)
    folder = (
        Path(out)
        if out is not None
        else default_folder("compare", [s.name for s in scenarios], held)
    )
    store = Store(folder, held)
    facts = {
        "command": command or "compare " + " ".join(s.name for s in scenarios),
        "scenarios": {
            s.name: {"hash": s.hash, "market": s.market_hash, "summary": s.summary}
            for s in scenarios
        },
        "seeds": {"world": world, "luck": luck},
        "model": model_id(rules),
        "rules": list(rules.changed) if rules else [],
        "versions": versions(),
        "platform": machine(),
    }
    said = unequal_budgets(scenarios)
    store.write_manifest(status="running", replicates=reps, warnings=said, **facts)
    for s in scenarios:
        store.write_text(f"scenarios/{s.name}.toml", s.to_toml())
    todo, names = {}, []
    for r in range(reps):
        jobs = paired_jobs(scenarios, r, world, luck, rules)
        name = (
            f"r{r:05d}-" + hashlib.sha256("".join(j.hash for j in jobs).encode()).hexdigest()[:12]
        )
        names.append(name)
        if not store.has(name):
            todo[name] = jobs
    if on_start:
        on_start(store, len(todo), reps - len(todo))
    started, done = time.monotonic(), reps - len(todo)
    try:
        for name, tables in finished(todo, workers, threads, rules) if todo else ():
            store.write(name, tables)
            done += 1
            if on_replicate:
                on_replicate(tables["runs"], done, reps, time.monotonic() - started)
    except KeyboardInterrupt:
        store.write_manifest(
            status=f"interrupted after {done} of {reps} replicates",
            replicates=reps,
            warnings=said,
            **facts,
        )
        raise
    result = analyse(store.read("runs", names), scenarios, store)
    table = result.contrasts.drop(columns="primary")
    store.write_text("contrasts.csv", table.to_csv(index=False, lineterminator="\n"))
    unsound = store.read("warnings", names[:1])
    said += [f"{s}: {line}" for s, line in zip(unsound["scenario"], unsound["line"], strict=True)]
    store.write_manifest(status="finished", replicates=reps, warnings=said, **facts)
    return result
