"""Two results side by side: how they differ, which runs both hold, and by how much others differ."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.parts import Place
from experiments.signatures import compared_columns, signatures
from experiments.stats import paired_contrast
from experiments.store import Store
from sim.measures import PRIMARY

ABSENT = None  # value of a setting that one of the two results does not have


@dataclass(frozen=True)
class Likeness:
    """What two results share.

    Attributes
    ----------
    identity : what differs, by name: value in a, value in b
    settings : scenario, path, a, b: settings that differ between scenarios of the same name
    shared : runs that both hold: the same settings, seeds and code
    unequal : of those, hash of the run and tables in which rows differ; must be empty
    paired : runs of the same scenario, point and seeds that are of other settings or code
    contrasts : scenario, point, measure, pairs, mean_diff (a − b), ci_low, ci_high over those runs
    """

    identity: dict[str, tuple[Any, Any]]
    settings: pd.DataFrame
    shared: int
    unequal: dict[str, list[str]]
    paired: int
    contrasts: pd.DataFrame

    def as_json(self) -> dict[str, Any]:
        """The comparison as plain data; missing is null."""
        return {
            "identity": {k: {"a": a, "b": b} for k, (a, b) in self.identity.items()},
            "settings": _records(self.settings), "shared": self.shared,
            "equal": self.shared - len(self.unequal), "unequal": self.unequal,
            "paired": self.paired, "contrasts": _records(self.contrasts),
        }  # fmt: skip


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.astype(object).to_dict("records")
    return [
        {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in row.items()}
        for row in rows
    ]


def likeness(a: Store, b: Store) -> Likeness:
    """Compare two results.

    Runs are the same where settings, seeds and code are: then their rows must be equal to the bit.
    Others are paired by scenario, point and seeds; their differences have 95% bootstrap intervals.
    """
    places = jobs_of(a), jobs_of(b)
    shared = sorted(places[0].keys() & places[1].keys())
    paired, contrasts = _contrasts(a, b)
    return Likeness(
        _identity(a, b), settings_that_differ(a, b), len(shared),
        _unequal(a, b, *places, shared), paired, contrasts,
    )  # fmt: skip


def jobs_of(store: Store) -> dict[str, Place]:
    """Where every finished run is, by hash of the run, whatever its scenario is called."""
    found: dict[str, Place] = {}
    for key, place in store.finished().items():
        found.setdefault(key.split(" ", 1)[0], place)
    return found


def _identity(a: Store, b: Store) -> dict[str, tuple[Any, Any]]:
    def said(store: Store) -> dict[str, Any]:
        of, layout = store.identity, store.layout
        return {
            "command": of.command, "scenarios": list(of.order), "model": of.model,
            "world seed": of.world_seed, "luck seed": of.luck_seed,
            "tables of all runs": sorted(layout.every),
            "tables of replicate 0": sorted(layout.first), "swept": list(layout.swept),
            "networks": of.networks,
        }  # fmt: skip

    mine, theirs = said(a), said(b)
    return {name: (mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]}


def settings_that_differ(a: Store, b: Store) -> pd.DataFrame:
    """Settings that differ between scenarios of the same name: scenario, path, a, b."""
    rows = []
    for name in a.identity.order:
        if name not in b.identity.order:
            continue
        mine, theirs = _settings(a, name), _settings(b, name)
        for path in sorted(mine.keys() | theirs.keys()):
            one, other = mine.get(path, ABSENT), theirs.get(path, ABSENT)
            if one != other or type(one) is not type(other):
                rows.append((name, path, one, other))
    return pd.DataFrame(rows, columns=["scenario", "path", "a", "b"], dtype=object)


def _settings(store: Store, name: str) -> dict[str, Any]:
    """Settings of a scenario by path, as its file in the folder has them; none if it is lost."""
    for path in (store.folder / "scenarios" / f"{name}.toml", store.folder / "scenario.toml"):
        try:
            return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError):
            continue
    return {}


def _flat(tree: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _flat(value, f"{before}.{key}" if before else key)
    elif isinstance(tree, list) and any(isinstance(value, dict) for value in tree):
        for i, value in enumerate(tree):
            yield from _flat(value, f"{before}.{i}")
    else:
        yield before, tree


def _unequal(
    a: Store, b: Store, in_a: dict[str, Place], in_b: dict[str, Place], shared: list[str]
) -> dict[str, list[str]]:
    """Tables with different rows by run, of runs that both hold."""
    found: dict[str, list[str]] = {}
    for table in (t for t in reversed(a.layout.tables) if t in b.layout.tables):
        both = [
            job
            for job in shared
            if table in a.layout.kept(in_a[job].replicate)
            and table in b.layout.kept(in_b[job].replicate)
        ]
        columns = compared_columns(table, a, b)
        mine = signatures(a, table, columns, (in_a[job] for job in both))
        theirs = signatures(b, table, columns, (in_b[job] for job in both))
        for job in both:
            if mine.get(in_a[job]) != theirs.get(in_b[job]):
                found.setdefault(job, []).append(table)
    return found


def _focal(store: Store) -> pd.DataFrame:
    swept = ["point"] if store.layout.swept else []
    columns = ["scenario", *swept, "world_seed", "luck_seed", "job", *PRIMARY]
    rows = store.read("runs", columns, focal=True)
    return rows if swept else rows.assign(point="")


def _contrasts(a: Store, b: Store) -> tuple[int, pd.DataFrame]:
    """Differences of runs that share scenario, point and seeds, but not settings and code."""
    on = ["scenario", "point", "world_seed", "luck_seed"]
    pairs = _focal(a).merge(_focal(b), on=on, suffixes=("_a", "_b"), sort=False)
    pairs = pairs[pairs["job_a"] != pairs["job_b"]]
    rows = []
    for (scenario, point), some in pairs.groupby(["scenario", "point"], sort=False):
        for measure in PRIMARY:
            c = paired_contrast(
                some[f"{measure}_a"].to_numpy(float), some[f"{measure}_b"].to_numpy(float)
            )
            rows.append((scenario, point, measure, c.pairs, c.mean_diff, c.ci_low, c.ci_high))
    columns = ["scenario", "point", "measure", "pairs", "mean_diff", "ci_low", "ci_high"]
    return len(pairs), pd.DataFrame(rows, columns=columns)
