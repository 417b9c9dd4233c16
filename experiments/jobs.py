"""Jobs: what a run is a function of.

A job is (resolved scenario, seeds, model id); its hash is its name in a store. Jobs are plain data
that cross to other processes and machines as JSON.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.engine.chance import replicate_seed
from sim.engine.compiled import model_id, syntax_of
from sim.errors import BadInput, Problem, in_order
from sim.network.importers import read_network
from sim.network.sources import network_digest
from sim.rules import RuleSet
from sim.scenarios.checks import away
from sim.scenarios.load import Scenario
from sim.scenarios.schema import Settings

#: Modules beside the model that can change a row of a result.
ROW_MODULES = ("rows.py", "tables.py", "snapshot.py", "grouping.py", "soundness.py")


@dataclass(frozen=True)
class Job:
    """One run to be made.

    Attributes
    ----------
    name : name of the scenario, for tables only
    settings : the resolved scenario as JSON text
    replicate : number of the pair it belongs to, from 0
    world_seed, luck_seed : seeds
    model : id of all code that can change a row
    network : what an imported network holds, empty for a generated one
    point : point of a design, empty where there is none
    at : values of the swept settings at that point, by path
    """

    name: str
    settings: str
    replicate: int
    world_seed: int
    luck_seed: int
    model: str
    network: str = ""
    point: str = ""
    at: dict[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """Name of the job in a store; the scenario's name plays no part, nor where a network lies."""
        digest = settings_digest(self.settings)
        return job_hash(digest, self.world_seed, self.luck_seed, self.model, self.network)

    @property
    def key(self) -> str:
        """What tells the job's rows from others: scenario and hash."""
        return job_key(self.name, self.hash)

    def scenario(self) -> Scenario:
        """The scenario of the job."""
        return Scenario(self.name, Settings.model_validate_json(self.settings))


def job_hash(digest: str, world_seed: int, luck_seed: int, model: str, network: str) -> str:
    """Name of a run: a hash of settings, seeds, code and network, 20 hexadecimal digits."""
    parts = (digest, str(world_seed), str(luck_seed), model, network)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def job_key(name: str, hash_: str) -> str:
    """Key of a run's rows in a store."""
    return f"{hash_} {name}"


def settings_digest(settings: str) -> str:
    """Identity of settings given as JSON text, wherever an imported network lies."""
    return hashlib.sha256(without_path(settings).encode()).hexdigest()[:16]


def without_path(settings: str) -> str:
    """Settings as JSON text without the place of an imported network: what it holds counts."""
    tree = json.loads(settings)
    tree["market"]["network"] = bool(tree["market"]["network"])
    return json.dumps(tree, sort_keys=True)


def settings_text(scenario: Scenario) -> str:
    """Resolved settings as JSON text, keys sorted."""
    return json.dumps(scenario.resolved, sort_keys=True)


def identity(scenario: Scenario) -> str:
    """Identity of a scenario beside its network's content; the name plays no part."""
    return settings_digest(settings_text(scenario))


def network_of(scenario: Scenario) -> str:
    """Identity of what the scenario's imported network holds; empty where it has none."""
    path = scenario.settings.market.network
    return network_digest(path) if path else ""


def world_of(scenario: Scenario) -> str:
    """Scenarios for which this is equal share their world and its warm-up, seed by seed."""
    market = {k: v for k, v in scenario.resolved["market"].items() if k != "weeks"}
    text = json.dumps([market, scenario.resolved["parameters"]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def people_of(scenario: Scenario) -> int:
    """People of buying organisations: those of the network where one is imported."""
    market = scenario.settings.market
    return len(read_network(market).census.key) if market.network else market.members


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


@lru_cache(maxsize=1)
def _rows_id() -> str:
    """Hash of the syntax of the modules that make rows of a model's tables."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for name in ROW_MODULES:
        digest.update(name.encode())
        digest.update(syntax_of(here / name).encode())
    return digest.hexdigest()


def code_id(rules: RuleSet | None = None) -> str:
    """Identity of all code that can change a row: the model with its rules, and the tables."""
    return hashlib.sha256(f"{model_id(rules)} {_rows_id()}".encode()).hexdigest()[:16]


def seeds_of(world_root: int, luck_root: int, replicate: int) -> tuple[int, int]:
    """Seeds of world and luck: replicate r has hash(root, r), so more replicates only add pairs."""
    return replicate_seed(world_root, replicate), replicate_seed(luck_root, replicate)


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
