"""One run into a result folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from experiments.jobs import Job, check_people, network_of, settings_text
from experiments.outset import as_scenarios, default_folder, facts_of, identity_of, terms_of
from experiments.store import Store
from experiments.tables import Layout
from experiments.work import as_bytes, timed_job
from sim.measures import MEASURES
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
    layout: Layout | None = None,
    on_week: Callable[[int, int], None] | None = None,
    command: str = "",
) -> Single:
    """Run a scenario once; the folder's own run is read again where it is there already.

    Parameters
    ----------
    report : write the report too
    layout : tables to keep; default all
    on_week : called with the week and the number of weeks
    command : what was typed, for the manifest
    """
    from experiments.report import build_single_report

    as_scenarios([scenario])
    check_people([scenario])
    layout = layout or Layout()
    held = identity_of("run", [scenario], world_seed, luck_seed, layout)
    facts = facts_of([scenario], held, command) | {"replicates": 1}
    store = Store.create(out if out is not None else default_folder(held), held, facts)
    job = Job(
        scenario.name, settings_text(scenario), 0, world_seed, luck_seed, held.model,
        network_of(scenario),
    )  # fmt: skip
    if job.key not in store.finished():
        store.write_manifest(status="running", warnings=[], wanted=1, **facts)
        store.write_text("scenario.toml", scenario.to_toml())
        terms = terms_of(held, threads)
        tables = timed_job(job, terms, on_week=on_week)
        store.write([job.key], as_bytes([tables], terms))
    warnings = store.read("warnings")["line"].tolist()
    store.write_manifest(status="finished", warnings=warnings, wanted=1, **facts)
    focal = store.read("runs", focal=True).iloc[0]
    if report:
        build_single_report(store, scenario, world_seed, show_ids=show_ids)
    return Single(store.folder, focal[list(MEASURES)].astype(float), store, tuple(warnings))
