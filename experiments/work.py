"""What a worker does: runs a batch of jobs that it is given as JSON, and hands back Parquet bytes.

The same function serves this process, worker processes and a cluster. A worker whose code differs
from that which the jobs are for refuses them, so that a cluster with an older version cannot mix its
rows into a result.
"""

from __future__ import annotations

import json
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any, NamedTuple

import pandas as pd

from experiments.jobs import Job, code_id, network_of
from experiments.rows import Tables, run_job, with_keys
from experiments.tables import Layout, encode
from sim.errors import BadInput, Problem
from sim.rules import RuleSet

_ONE_AT_A_TIME = threading.Lock()  # a cluster's worker may have threads; models of a process share
LONGEST_ERROR = 500  # characters of the line that says why a run failed


class Parcel(NamedTuple):
    """What comes back of a batch.

    Attributes
    ----------
    done : keys of the jobs that finished
    failed : keys of those that ended in an error, with a line that says which
    seconds : how long the batch took
    tables : bytes of a Parquet file by table
    """

    done: list[str]
    failed: dict[str, str]
    seconds: float
    tables: dict[str, bytes]


@dataclass(frozen=True)
class Terms:
    """How jobs of one command are to be run.

    Attributes
    ----------
    code : id of the code that they are for
    layout : tables to keep
    threads : threads of one run
    rules : `module:function` by the name of the rule that it replaces
    about : words kept with every file
    """

    code: str
    layout: Layout
    threads: int
    rules: Mapping[str, str]
    about: Mapping[str, str]


#: Rule sets of this process by their names, for functions that cannot be imported (typed at a prompt);
#: processes that are forked from this one know them too.
_HERE: dict[str, RuleSet] = {}


def rule_names(rules: RuleSet | None) -> dict[str, str]:
    """Replaced rules as `module:function`, to be imported where they are run."""
    if rules is None or not rules.replaced:
        return {}
    names = {name: f"{f.__module__}:{f.__qualname__}" for name, f in rules.replaced.items()}
    _HERE[json.dumps(names, sort_keys=True)] = rules
    return names


def rules_from(names: Mapping[str, str]) -> RuleSet | None:
    """The rule set of `rule_names`.

    Raises
    ------
    ImportError, AttributeError   a function that cannot be imported by name
    """
    if known := _HERE.get(json.dumps(dict(names), sort_keys=True)):
        return known
    found = {}
    for name, place in names.items():
        module, _, path = place.partition(":")
        here: Any = import_module(module)
        for part in path.split("."):
            here = getattr(here, part)
        found[name] = here
    return RuleSet(found) if found else None


def as_order(jobs: Iterable[Job], terms: Terms) -> str:
    """A batch as JSON; settings that jobs share are written once."""
    settings: dict[str, int] = {}
    rows = []
    for job in jobs:
        row = asdict(job)
        row["settings"] = settings.setdefault(job.settings, len(settings))
        rows.append(row)
    data = {
        "code": terms.code, "layout": terms.layout.as_json(), "threads": terms.threads,
        "rules": dict(terms.rules), "about": dict(terms.about), "settings": list(settings),
        "jobs": rows,
    }  # fmt: skip
    return json.dumps(data)


def from_order(order: str) -> tuple[list[Job], Terms]:
    """The batch of `as_order`."""
    data = json.loads(order)
    texts = data["settings"]
    jobs = [Job(**{**row, "settings": texts[row["settings"]]}) for row in data["jobs"]]
    layout = Layout.from_json(data["layout"])
    return jobs, Terms(data["code"], layout, data["threads"], data["rules"], data["about"])


def work(order: str) -> Parcel:
    """Run a batch; a run that ends in an error is noted and does not stop the others."""
    with _ONE_AT_A_TIME:
        return _work(order)


def _work(order: str) -> Parcel:
    jobs, terms = from_order(order)
    try:
        rules = rules_from(terms.rules)
    except (ImportError, AttributeError) as failure:
        why = f"a replaced rule cannot be imported where runs are made: {failure}"
        return _refused(jobs, terms, why)
    if code_id(rules) != terms.code:
        why = "the worker's buyernet is another version than the command's; install the same there"
        return _refused(jobs, terms, why)
    started = time.perf_counter()
    found: list[Tables] = []
    failed: dict[str, str] = {}
    for job in jobs:
        try:
            if job.network and network_of(job.scenario()) != job.network:
                raise BadInput([_changed_network(job)])
            tables = timed_job(job, terms, rules)
        except Exception as failure:
            failed[job.key] = _line(failure)
            trace = traceback.format_exc()
            tables = {"failures": failure_of(job, terms.layout, failed[job.key], trace)}
        found.append(tables)
    done = [job.key for job in jobs if job.key not in failed]
    return Parcel(done, failed, time.perf_counter() - started, as_bytes(found, terms))


def timed_job(
    job: Job,
    terms: Terms,
    rules: RuleSet | None = None,
    on_week: Callable[[int, int], None] | None = None,
) -> Tables:
    """Rows of one job, how long it took among them."""
    begun = time.perf_counter()
    tables = run_job(job, terms.layout, threads=terms.threads, rules=rules, on_week=on_week)
    row = {"point": [job.point], "job": [job.hash], "seconds": [time.perf_counter() - begun]}
    tables["timings"] = with_keys(pd.DataFrame(row), job, terms.layout, "timings")
    return tables


def as_bytes(found: list[Tables], terms: Terms) -> dict[str, bytes]:
    """Rows of several runs as the bytes of one Parquet file a table."""
    names = dict.fromkeys(name for tables in found for name in tables)
    return {
        name: encode([t[name] for t in found if name in t], terms.layout.schema(name), terms.about)
        for name in names
    }


def _refused(jobs: list[Job], terms: Terms, why: str) -> Parcel:
    rows: list[Tables] = [{"failures": failure_of(job, terms.layout, why, "")} for job in jobs]
    return Parcel([], {job.key: why for job in jobs}, 0.0, as_bytes(rows, terms))


def _changed_network(job: Job) -> Problem:
    path = job.scenario().settings.market.network
    return Problem(path, "market.network", "is not what it was when the command began")


def _line(failure: Exception) -> str:
    """An error in one line."""
    text = " ".join(f"{type(failure).__name__}: {failure}".split())
    return text if len(text) <= LONGEST_ERROR else text[:LONGEST_ERROR] + " ..."


def failure_of(job: Job, layout: Layout, error: str, trace: str = "") -> pd.DataFrame:
    """The row that says that a run failed, with its seeds and settings."""
    row = {
        "point": job.point, "job": job.hash, "world_seed": job.world_seed,
        "luck_seed": job.luck_seed, "error": error, "traceback": trace, "settings": job.settings,
    }  # fmt: skip
    return with_keys(pd.DataFrame([row]), job, layout, "failures")
