"""The rows that come of a job: the model is made, run week by week and read."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from experiments.jobs import Job, people_of
from experiments.snapshot import snapshot
from experiments.soundness import Watch
from experiments.tables import Layout, fit
from sim.model import LOGGED_MEMBERS, BuyerNetwork
from sim.rules import RuleSet

Tables = dict[str, pd.DataFrame]


def run_job(
    job: Job,
    layout: Layout | None = None,
    *,
    threads: int = 1,
    rules: RuleSet | None = None,
    on_week: Callable[[int, int], None] | None = None,
) -> Tables:
    """Run one job; its rows for every table that is kept of it.

    Parameters
    ----------
    layout : tables to keep; default all that a comparison keeps
    on_week : called with the week and the number of weeks
    """
    layout = layout or Layout()
    scenario = job.scenario()
    kept = layout.kept(job.replicate)
    logged = layout.large or people_of(scenario) <= LOGGED_MEMBERS
    model = BuyerNetwork(
        scenario,
        world_seed=job.world_seed,
        luck_seed=job.luck_seed,
        threads=threads,
        rules=rules,
        log_tells=logged,
        log_reads=logged and "reads" in kept,
    )
    watch = Watch() if "warnings" in kept else None
    weeks = scenario.settings.market.weeks
    try:
        for week in range(1, weeks + 1):
            model.step()
            if watch:
                watch.see(model)
            if on_week:
                on_week(week, weeks)
        return job_tables(job, model, layout, watch.warnings(model) if watch else [])
    finally:
        model.close()


def job_tables(job: Job, model: BuyerNetwork, layout: Layout, warnings: list[str]) -> Tables:
    """Rows of a finished run for every table that is kept of it.

    warnings : why the run may not be sound
    """
    kept = layout.kept(job.replicate)
    tables: Tables = {"runs": run_rows(job, model)}
    if "weeks" in kept:
        tables["weeks"] = model.weeks
    if "leads" in kept:
        tables["leads"] = model.leads.drop(columns="seller_row")
    if "cascades" in kept:
        tables["cascades"] = model.cascades
    if "groups" in kept:
        tables["groups"] = model.groups
    if "map_people" in kept:
        tables |= snapshot(model)
    for name, lines in (("warnings", warnings), ("assumptions", model.world.assumptions)):
        if name in kept:
            tables[name] = pd.DataFrame({"line": list(lines)}, dtype=object)
    if "tells" in kept:
        tables["tells"] = model.tells.drop(columns="seller_row")
    if "reads" in kept:
        tables["reads"] = model.reads
    for name, table in tables.items():
        tables[name] = with_keys(table, job, layout, name)
    return tables


def run_rows(job: Job, model: BuyerNetwork) -> pd.DataFrame:
    """A row a seller: every measure of the run, its fingerprints and seeds."""
    rows = model.sellers_summary.reset_index(names="seller")
    rows.insert(1, "focal", rows["seller"] == model.scenario.settings.focal_name)
    rows["world_hash"], rows["calendar_hash"] = model.world_hash, model.calendar_hash
    rows["world_seed"], rows["luck_seed"] = job.world_seed, job.luck_seed
    rows["job"] = job.hash
    return rows


def with_keys(table: pd.DataFrame, job: Job, layout: Layout, name: str) -> pd.DataFrame:
    """Rows with what tells them from those of other runs, in the columns of the table's schema."""
    schema = layout.schema(name)
    keys = {"scenario": job.name, "replicate": job.replicate, "point": job.point}
    values = {path: fit(job.at[path], kind) for path, kind in layout.swept.items()}
    given = {n: v for n, v in {**keys, **values}.items() if n in schema.names}
    return table.assign(**given).reindex(columns=schema.names)
