"""A store of many runs, written part by part without running the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from experiments.identity import Identity
from experiments.jobs import job_hash, job_key, seeds_of
from experiments.store import Store
from experiments.tables import COLUMNS, Layout, encode

SELLERS = ("Northwind", "Harbour", "Meridian", "Sable")
SWEPT = {"focal.push_share": "number", "focal.budget.hours": "number"}
MODEL = "0123456789abcdef"


def identity(model: str = MODEL) -> Identity:
    """That of a sweep of one scenario over two settings."""
    layout = Layout(("runs",), (), SWEPT)
    return Identity("sweep", ("mixed",), {"mixed": "0" * 16}, {"mixed": ""}, 0, 0, model, layout)


def points(count: int) -> pd.DataFrame:
    """Points of a design: two settings on a grid of ten rows."""
    numbers = np.arange(count)
    return pd.DataFrame(
        {
            "point": [f"{i:010x}" for i in numbers],
            "focal.push_share": (numbers % 10) / 10,
            "focal.budget.hours": 10.0 + numbers // 10,
        }
    )


def part(store: Store, at: pd.DataFrame, replicates: range) -> None:
    """One part: every point of `at` in these replicates; values depend on the run alone."""
    n = len(at) * len(replicates)
    of_point = np.tile(np.arange(len(at)), len(replicates))
    replicate = np.repeat(np.array(replicates), len(at))
    seeds = [seeds_of(0, 0, r) for r in replicates]
    world, other = (np.repeat([s[i] for s in seeds], len(at)) for i in (0, 1))
    job = [
        job_hash(str(at["point"].iloc[p]), int(w), int(x), store.identity.model, "")
        for p, w, x in zip(of_point, world, other, strict=True)
    ]
    given = {
        "scenario": "mixed", "replicate": replicate, "job": job, "world_seed": world,
        "luck_seed": other, "seconds": 1.0,
        **{name: at[name].to_numpy()[of_point] for name in at.columns},
    }  # fmt: skip
    runs = pd.DataFrame(given)
    timings = runs[store.layout.schema("timings").names]
    rows = runs.loc[np.repeat(np.arange(n), len(SELLERS))].reset_index(drop=True)
    rows["seller"] = list(SELLERS) * n
    rows["focal"] = rows["seller"] == SELLERS[0]
    rows["world_hash"] = rows["calendar_hash"] = "f" * 16
    numbers = [
        name for name, c in COLUMNS["runs"].items() if name not in rows and c.type == "number"
    ]
    drawn = [
        np.random.default_rng([int(r), int(at.index[p])]).integers(
            0, 60, (len(SELLERS), len(numbers))
        )
        for r, p in zip(replicate, of_point, strict=True)
    ]
    values = pd.DataFrame(np.concatenate(drawn) / 4, columns=numbers)
    rows = pd.concat([rows, values], axis=1)
    tables = {
        "runs": encode([rows[store.layout.schema("runs").names]], store.layout.schema("runs")),
        "timings": encode([timings], store.layout.schema("timings")),
    }
    store.write([job_key("mixed", j) for j in job], tables)


def build(
    folder: Path,
    count: int,
    reps: int,
    per_part: int,
    only: range | None = None,
    model: str = MODEL,
) -> Store:
    """A store of `count` points times `reps` replicates, in parts of `per_part` runs.

    only : replicates to write; default all
    """
    facts = {"command": "sweep mixed", "points": count, "replicates": reps, "until": []}
    store = Store.create(folder, identity(model), facts)
    design = points(count)
    store.write_text("points.csv", design.to_csv(index=False, lineterminator="\n"))
    for replicate in only or range(reps):
        for first in range(0, count, per_part):
            some = design.iloc[first : first + per_part]
            part(store, some, range(replicate, replicate + 1))
    store.write_manifest(status="finished", wanted=count * reps, warnings=[], **facts)
    return store
