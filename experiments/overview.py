"""What a result folder holds, at a glance: facts, tables, means by group, failed runs.

Only the columns that are asked for and the rows of the focal seller are read, so that stores of many
runs stay quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pyarrow import parquet

from experiments.catalogue import entry
from experiments.jobs import job_key
from experiments.parts import is_whole
from experiments.stats import mean_interval, student_half
from experiments.store import Store
from experiments.tables import BESIDE
from sim.errors import BadInput, Problem
from sim.measures import MEASURES, PRIMARY
from sim.scenarios.words import nearest


@dataclass(frozen=True)
class TableFacts:
    """How large a table is: its parts, rows and bytes."""

    name: str
    parts: int
    rows: int
    size: int


def tables_held(store: Store) -> list[TableFacts]:
    """Size of every table; parts that were cut short do not count."""
    found = []
    for table in (*reversed(store.layout.tables), *BESIDE):
        parts = [p for p in store.parts(table) if is_whole(p)]
        rows = sum(parquet.read_metadata(p).num_rows for p in parts)
        found.append(TableFacts(table, len(parts), rows, sum(p.stat().st_size for p in parts)))
    return found


def facts(store: Store) -> dict[str, Any]:
    """What a result is: command, status, model, seeds, versions, logs, tables."""
    held = store.manifest()
    said = entry(store.folder)
    return {
        **said.as_json(),
        "kind": store.identity.command, "scenarios": list(store.identity.order),
        "replicates": held.get("replicates"), "points": held.get("points"),
        "swept": list(store.layout.swept), "until": held.get("until", []),
        "reached": held.get("reached", []),
        "seeds": {"world": store.identity.world_seed, "luck": store.identity.luck_seed},
        "rules": held.get("rules", []), "versions": held.get("versions", {}),
        "logs": held.get("logs", {}), "warnings": held.get("warnings", []),
        "tables": [
            {"table": t.name, "parts": t.parts, "rows": t.rows, "bytes": t.size}
            for t in tables_held(store)
        ],
    }  # fmt: skip


#: Of which kind the intervals are that `means` gives.
METHOD = "95%, for a fixed number of runs; not those of --until"


def groups_asked(store: Store, by: Sequence[str]) -> list[str]:
    """Columns that runs are grouped by: those asked for, else what the command varied.

    Raises
    ------
    BadInput   with every word that is no column of `runs`
    """
    columns = store.layout.schema("runs").names
    wrong = [
        Problem("--by", name, f"is no column of runs{nearest(name, columns)}")
        for name in by
        if name not in columns
    ]
    if wrong:
        raise BadInput(wrong)
    return list(dict.fromkeys(by)) or ["scenario", *store.layout.swept]


def measures_asked(names: Sequence[str]) -> list[str]:
    """Measures to show: those asked for, else the primary ones.

    Raises
    ------
    BadInput   with every word that is no measure
    """
    wrong = [
        Problem("--measure", name, f"is no measure{nearest(name, list(MEASURES))}")
        for name in names
        if name not in MEASURES
    ]
    if wrong:
        raise BadInput(wrong)
    return list(dict.fromkeys(names)) or list(PRIMARY)


def means(store: Store, by: Sequence[str] = (), measures: Sequence[str] = ()) -> pd.DataFrame:
    """Measures of the focal seller by group: n, mean and 95% interval.

    Intervals are those of the command that made the result: of a comparison by scenario the bootstrap's
    (BCa), else Student's. They are for a fixed number of runs.

    Parameters
    ----------
    by : columns of `runs`; default scenario and swept settings
    measures : default the primary ones

    Returns
    -------
    DataFrame with the columns of `by`, measure, n, mean, ci_low, ci_high; groups by
    their values, scenarios in their order

    Raises
    ------
    BadInput   no such column or measure
    """
    problems: list[Problem] = []
    try:
        groups = groups_asked(store, by)
    except BadInput as bad:
        problems += bad.problems
    try:
        chosen = measures_asked(measures)
    except BadInput as bad:
        problems += bad.problems
    if problems:
        raise BadInput(problems)
    runs = store.read("runs", list(dict.fromkeys([*groups, *chosen])), focal=True)
    if not by:
        rank = {name: i for i, name in enumerate(store.identity.order)}
        runs["scenario"] = pd.Categorical(runs["scenario"], categories=list(rank))
    grouped = runs.groupby(groups, sort=True, dropna=False, observed=True)
    bootstrap = store.identity.command == "compare" and not by
    parts = []
    for measure in chosen:
        found = grouped[measure].agg(["count", "mean", "std"]).reset_index()
        if bootstrap:
            each = [mean_interval(v.to_numpy(float)) for _, v in grouped[measure]]
            low, high = (np.array([getattr(e, end) for e in each]) for end in ("ci_low", "ci_high"))
        else:
            half = student_half(found["count"].to_numpy(), found["std"].to_numpy())
            low, high = (found["mean"] - half).to_numpy(), (found["mean"] + half).to_numpy()
        columns = {f"by {name}": found[name] for name in groups}
        rest = {"n": found["count"], "mean": found["mean"], "ci_low": low, "ci_high": high}
        parts.append(pd.DataFrame({**columns, "measure": measure, **rest}))
    result = pd.concat(parts, ignore_index=True)
    return result.set_axis([*groups, "measure", "n", "mean", "ci_low", "ci_high"], axis=1)


def only_run(store: Store) -> pd.Series:
    """Every measure of the focal seller of a result of one run.

    Raises
    ------
    BadInput   the run is not finished
    """
    rows = store.read("runs", list(MEASURES), focal=True)
    if rows.empty:
        raise BadInput([Problem(str(store.folder), "", "holds no finished run")])
    return rows.iloc[0].astype(float)


def failures(store: Store) -> pd.DataFrame:
    """Runs that failed and have not been finished since: the last failure of each.

    Columns: scenario, replicate, point, job, world_seed, luck_seed, error.
    """
    columns = ["scenario", "replicate", "point", "job", "world_seed", "luck_seed", "error"]
    finished = store.finished()
    rows = [pd.DataFrame(columns=columns)]
    for path in sorted(store.parts("failures"), key=_written):
        if is_whole(path):
            part = parquet.ParquetFile(path).read(columns=columns).to_pandas()
            keys = map(job_key, part["scenario"], part["job"])
            rows.append(part[[key not in finished for key in keys]])
    found = pd.concat([r for r in rows if len(r)] or rows[:1], ignore_index=True)
    last = found.drop_duplicates(["scenario", "job"], keep="last")
    return last.sort_values(["replicate", "scenario", "point"], ignore_index=True)


def _written(path: Path) -> tuple[float, str]:
    return path.stat().st_mtime, path.name
