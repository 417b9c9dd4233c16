"""Jobs: what a run is a function of, and the rows that come of it.

A job is (resolved scenario, seeds, model id); its hash is its name in a store. A batch is the jobs
of one replicate: they meet the same world and the same luck, and share its warm-up.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import Any

import pandas as pd

from experiments.snapshot import snapshot
from experiments.soundness import Watch
from sim.engine.chance import replicate_seed
from sim.engine.compiled import model_id
from sim.errors import BadInput, Problem, in_order
from sim.model import BuyerNetwork
from sim.network.importers import read_network
from sim.network.sources import network_digest
from sim.rules import RuleSet
from sim.scenarios.checks import away
from sim.scenarios.load import Scenario
from sim.scenarios.schema import Settings


@dataclass(frozen=True)
class Job:
    """One run to be made.

    Attributes
    ----------
    name : name of the scenario, for tables only
    settings : the resolved scenario as JSON text
    replicate : number of the pair it belongs to, from 0
    world_seed, luck_seed : seeds
    model : model id
    network : what an imported network holds, empty for a generated one
    """

    name: str
    settings: str
    replicate: int
    world_seed: int
    luck_seed: int
    model: str
    network: str = ""

    @property
    def hash(self) -> str:
        """Name of the job in a store; the scenario's name plays no part, nor where a network lies."""
        parts = {k: v for k, v in asdict(self).items() if k not in ("name", "replicate")}
        parts["settings"] = without_path(self.settings)
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:20]

    def scenario(self) -> Scenario:
        """The scenario of the job."""
        return Scenario(self.name, Settings.model_validate_json(self.settings))


def without_path(settings: str) -> str:
    """Settings as JSON text without the place of an imported network: what it holds counts."""
    tree = json.loads(settings)
    tree["market"]["network"] = bool(tree["market"]["network"])
    return json.dumps(tree, sort_keys=True)


def network_of(scenario: Scenario) -> str:
    """Identity of what the scenario's imported network holds; empty where it has none."""
    path = scenario.settings.market.network
    return network_digest(path) if path else ""


def check_people(scenarios: list[Scenario]) -> None:
    """Whether everybody exists whom scenarios of imported networks say is away.

    Of generated markets this is known when they are loaded.

    Raises
    ------
    BadInput   with every name that nobody has, before anything is written
    """
    problems = []
    for s in scenarios:
        path = s.settings.market.network
        if not path:
            continue
        people = len(read_network(s.settings.market).census.key)
        for clash in away(s.settings, people):
            place = s.lines.get(clash.keys[0], path)
            problems.append(Problem(place, clash.keys[0], clash.why))
    if problems:
        raise BadInput(in_order(problems))


def identity(scenario: Scenario) -> str:
    """Identity of a scenario beside its network's content; the name plays no part."""
    text = without_path(settings_text(scenario))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def settings_text(scenario: Scenario) -> str:
    """Resolved settings as JSON text, keys sorted."""
    return json.dumps(scenario.resolved, sort_keys=True)


def paired_jobs(
    scenarios: list[Scenario],
    replicate: int,
    world_seed: int,
    luck_seed: int,
    rules: RuleSet | None = None,
) -> list[Job]:
    """The jobs of one replicate: every scenario in the same world with the same luck.

    Replicate r has the seeds hash(root, r), so more replicates only add pairs.
    """
    model = model_id(rules)
    world, luck = replicate_seed(world_seed, replicate), replicate_seed(luck_seed, replicate)
    return [
        Job(s.name, settings_text(s), replicate, world, luck, model, network_of(s))
        for s in scenarios
    ]


Tables = dict[str, pd.DataFrame]


def run_job(job: Job, threads: int = 1, rules: RuleSet | None = None) -> Tables:
    """Run one job; its rows for every table of a result folder."""
    scenario = job.scenario()
    model = BuyerNetwork(
        scenario,
        world_seed=job.world_seed,
        luck_seed=job.luck_seed,
        threads=threads,
        rules=rules,
    )
    watch = Watch()
    try:
        for _ in range(scenario.settings.market.weeks):
            model.step()
            watch.see(model)
        return job_tables(job, model, watch.warnings(model))
    finally:
        model.close()


def job_tables(job: Job, model: BuyerNetwork, warnings: list[str]) -> Tables:
    """Rows of a finished run for every table.

    warnings : why the run may not be sound; kept, as the map is, for the first replicate
    """
    focal = model.scenario.settings.focal_name
    summary = model.sellers_summary.reset_index(names="seller")
    summary.insert(1, "focal", summary["seller"] == focal)
    summary["world_hash"] = model.world_hash
    summary["calendar_hash"] = model.calendar_hash
    summary["world_seed"], summary["luck_seed"] = job.world_seed, job.luck_seed
    summary["job"] = job.hash
    leads = model.leads.drop(columns="seller_row")
    tables = {
        "runs": summary,
        "weeks": model.weeks,
        "leads": leads,
        "cascades": model.cascades,
        "groups": model.groups,
    }
    if job.replicate == 0:  # one run is drawn as a map
        tables |= snapshot(model)
        tables["warnings"] = pd.DataFrame({"line": warnings}, dtype=object)
        tables["assumptions"] = pd.DataFrame({"line": list(model.world.assumptions)}, dtype=object)
    for table in tables.values():
        table.insert(0, "scenario", job.name)
        table.insert(1, "replicate", job.replicate)
    return tables


def run_batch(jobs: list[Job], threads: int = 1, rules: RuleSet | None = None) -> Tables:
    """Run the jobs of one replicate; their rows, job after job."""
    parts = [run_job(job, threads, rules) for job in jobs]
    names = dict.fromkeys(name for part in parts for name in part)  # markets may differ in size
    return {
        name: pd.concat([p[name] for p in parts if name in p], ignore_index=True) for name in names
    }


def versions() -> dict[str, str]:
    """Versions that a result is to be cited with."""
    found = {"python": platform.python_version()}
    for name in ("buyernet", "mesa", "numpy", "numba", "pandas"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def machine() -> dict[str, Any]:
    """What kind of machine made a result; nothing that names it."""
    return {"system": platform.system(), "architecture": platform.machine()}
