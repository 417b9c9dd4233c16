"""One run into a result folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from experiments.comparison import as_scenarios, default_folder, identity_of
from experiments.jobs import (
    Job,
    check_people,
    job_tables,
    machine,
    network_of,
    settings_text,
    versions,
)
from experiments.soundness import Watch
from experiments.store import Store
from sim.engine.compiled import model_id
from sim.model import BuyerNetwork
from sim.scenarios.load import Scenario


@dataclass(frozen=True)
class Single:
    """A finished run: its folder, every measure of the focal seller, and what makes it unsound."""

    folder: Path
    summary: pd.Series
    store: Store
    warnings: tuple[str, ...] = ()


def run_one(
    scenario: Scenario,
    world_seed: int,
    luck_seed: int,
    *,
    threads: int = 1,
    out: Path | None = None,
    show_ids: bool = False,
    report: bool = True,
    on_week: Callable[[int, int], None] | None = None,
    command: str = "",
) -> Single:
    """Run a scenario once; the folder's own run is read again where it is there already.

    Parameters
    ----------
    report : write the report too
    on_week : called with the week and the number of weeks
    command : what was typed, for the manifest
    """
    from experiments.report import build_single_report

    as_scenarios([scenario])
    check_people([scenario])
    identity = identity_of("run", [scenario], world_seed, luck_seed)
    folder = out if out is not None else default_folder("run", [scenario.name], identity)
    store = Store(folder, identity)
    facts = {
        "command": command or f"run {scenario.name}",
        "scenarios": {
            scenario.name: {
                "hash": scenario.hash,
                "market": scenario.market_hash,
                "summary": scenario.summary,
            }
        },
        "seeds": {"world": world_seed, "luck": luck_seed},
        "model": model_id(),
        "versions": versions(),
        "platform": machine(),
    }
    job = Job(
        scenario.name,
        settings_text(scenario),
        0,
        world_seed,
        luck_seed,
        model_id(),
        network_of(scenario),
    )
    batch = f"r00000-{job.hash[:12]}"
    if not store.has(batch):
        store.write_manifest(status="running", replicates=1, warnings=[], **facts)
        store.write_text("scenario.toml", scenario.to_toml())
        model = BuyerNetwork(scenario, world_seed=world_seed, luck_seed=luck_seed, threads=threads)
        weeks, watch = scenario.settings.market.weeks, Watch()
        for week in range(1, weeks + 1):
            model.step()
            watch.see(model)
            if on_week:
                on_week(week, weeks)
        store.write(batch, job_tables(job, model, watch.warnings(model)))
        model.close()
    warnings = store.read("warnings", [batch])["line"].tolist()
    store.write_manifest(status="finished", replicates=1, warnings=warnings, **facts)
    runs = store.read("runs", [batch])
    focal = runs[runs["focal"]].iloc[0]
    from sim.measures import MEASURES

    if report:
        build_single_report(store, scenario, world_seed, show_ids=show_ids)
    return Single(folder, focal[list(MEASURES)].astype(float), store, tuple(warnings))
