"""What a report is made of, gathered once from a result folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import special

from experiments.store import Store
from sim.measures import LEDGER_COLUMNS, MEASURES
from sim.scenarios.load import Scenario

if TYPE_CHECKING:
    from experiments.comparison import Comparison

GROUP_COLUMNS = (
    "awareness", "brand_trust", "trusting_share", "annoyance", "reached_share", "lurker_share",
    "leads_per_100",
)  # fmt: skip
Interval = tuple[float, float, float]
NOTHING: Interval = (np.nan, np.nan, np.nan)


def t_interval(values: np.ndarray) -> np.ndarray:
    """Mean and 95% Student t interval over the first axis, missing left out: (3, ...)."""
    x = np.asarray(values, float)
    seen = ~np.isnan(x)
    n = seen.sum(axis=0)
    mean = np.divide(
        np.where(seen, x, 0.0).sum(axis=0), n, out=np.full(n.shape, np.nan), where=n > 0
    )
    squares = (np.where(seen, x - mean, 0.0) ** 2).sum(axis=0)
    some = np.maximum(n - 1, 1)
    half = special.stdtrit(some, 0.975) * np.sqrt(squares / some / np.maximum(n, 1))
    half = np.where(n > 1, half, np.nan)
    return np.stack([mean, mean - half, mean + half])


@dataclass(frozen=True)
class Data:
    """Everything that a report shows.

    Attributes
    ----------
    scenarios : in the order given
    n : replicates   single : one run, not a comparison
    means : by (measure, scenario): mean, ci_low, ci_high
    contrasts : as of a comparison, empty for one run
    values : replicate × (scenario, measure)
    weeks : rows of the focal seller   groups : rows of all replicates
    people, ties : the map of replicate 0   map_groups, map_links : the same of a large market
    assumptions : lines about an imported network
    manifest : what the folder says of itself   folder : its name
    """

    scenarios: tuple[Scenario, ...]
    n: int
    single: bool
    means: pd.DataFrame
    contrasts: pd.DataFrame
    values: pd.DataFrame
    weeks: pd.DataFrame
    groups: pd.DataFrame
    people: pd.DataFrame
    ties: pd.DataFrame
    map_groups: pd.DataFrame
    map_links: pd.DataFrame
    assumptions: tuple[str, ...]
    manifest: dict[str, Any]
    folder: str

    @property
    def names(self) -> list[str]:
        """Names of the scenarios."""
        return [s.name for s in self.scenarios]

    @property
    def currency(self) -> str:
        """Label of money amounts."""
        return self.scenarios[0].settings.market.currency

    @property
    def horizon(self) -> int:
        """Measured weeks, the longest where scenarios differ."""
        return max(s.settings.market.weeks for s in self.scenarios)

    @property
    def network(self) -> str:
        """Name of the imported network's folder, empty for a generated one."""
        return Path(self.scenarios[0].settings.market.network).name

    @property
    def seeds(self) -> tuple[Any, Any]:
        """Seeds of world and luck."""
        seeds = self.manifest.get("seeds", {})
        return seeds.get("world", "?"), seeds.get("luck", "?")

    @property
    def runs_text(self) -> str:
        """`20 paired runs`."""
        if self.single:
            return "one run"
        return "1 paired run" if self.n == 1 else f"{self.n} paired runs"

    @property
    def size_text(self) -> str:
        """`2,000 members`; of an imported network its name and the people in it."""
        if self.network:
            held = len(self.people[self.people["scenario"] == self.names[0]])
            held = held or int(self._sum_of_groups())
            return f"the network {self.network}" + (f" ({held:,} members)" if held else "")
        sizes = sorted({s.settings.market.members for s in self.scenarios})
        return f"{' or '.join(f'{n:,}' for n in sizes)} members"

    def _sum_of_groups(self) -> float:
        mine = self.map_groups[self.map_groups["scenario"] == self.names[0]]
        return float(mine["people"].sum()) if len(mine) else 0.0

    @property
    def span_text(self) -> str:
        """`104 weeks`."""
        weeks = sorted({s.settings.market.weeks for s in self.scenarios})
        return f"{' or '.join(map(str, weeks))} weeks"

    def unit(self, measure: str) -> str:
        """Unit of a measure, with the currency's label."""
        return MEASURES[measure].unit.replace("money", self.currency)

    def mean(self, measure: str, scenario: str) -> Interval:
        """Mean and interval of a measure."""
        row = self.means.loc[(measure, scenario)]
        return float(row["mean"]), float(row["ci_low"]), float(row["ci_high"])

    def weekly(self, measure: str, scenario: str, total: bool = False) -> np.ndarray:
        """Weekly values of the focal seller, (replicates, weeks); running totals if `total`."""
        mine = self.weeks[self.weeks["scenario"] == scenario]
        table = mine.pivot(index="replicate", columns="week", values=measure).sort_index(axis=1)
        array = table.to_numpy(float)
        return np.cumsum(array, axis=1) if total else array

    @cached_property
    def ledger(self) -> dict[tuple[str, str], Interval]:
        """Change of trust by (column of the ledger, scenario), summed over weeks."""
        found = {}
        summed = self.weeks.groupby(["scenario", "replicate"])[list(LEDGER_COLUMNS)].sum()
        for name in self.names:
            for column in LEDGER_COLUMNS:
                m = t_interval(summed.loc[name][column].to_numpy(float))
                found[column, name] = (float(m[0]), float(m[1]), float(m[2]))
        return found

    @cached_property
    def group_means(self) -> dict[tuple[str, str, str, str], Interval]:
        """Means by (group, value, column, scenario)."""
        found = {}
        for keys, rows in self.groups.groupby(["group", "value", "scenario"], sort=False):
            group, value, scenario = map(str, keys)
            for column in ("target_members", *GROUP_COLUMNS):
                m = t_interval(rows[column].to_numpy(float))
                found[group, value, column, scenario] = (float(m[0]), float(m[1]), float(m[2]))
        return found

    def group_values(self, group: str, scenario: str = "") -> list[str]:
        """Values of a group, of one scenario or of all, in the order of the table."""
        mine = self.groups["group"] == group
        if scenario:
            mine &= self.groups["scenario"] == scenario
        return list(dict.fromkeys(self.groups.loc[mine, "value"]))


def _tables(store: Store, scenarios: tuple[Scenario, ...], replicates: list[int]) -> dict[str, Any]:
    """The tables of a folder that a report needs, for these replicates only."""
    chosen = set(replicates)
    keys = [key for key, place in store.finished().items() if place.replicate in chosen]
    focal = {s.name: s.settings.focal_name for s in scenarios}
    weeks = store.read("weeks", keys=keys)
    found: dict[str, Any] = {
        "weeks": weeks[weeks["seller"] == weeks["scenario"].map(focal)],
        "groups": store.read("groups", keys=keys),
    }
    for table, key in (
        ("map_people", "people"), ("map_ties", "ties"), ("map_groups", "map_groups"),
        ("map_links", "map_links"),
    ):  # fmt: skip
        found[key] = store.read(table, keys=keys)
    lines = store.read("assumptions", keys=keys)["line"]
    found["assumptions"] = tuple(dict.fromkeys(map(str, lines)))
    return found


def of_comparison(result: Comparison) -> Data:
    """What the report of a comparison shows."""
    store = result.store
    replicates = [int(r) for r in result.values.index]
    return Data(
        scenarios=result.scenarios, n=result.replicates, single=False,
        means=result.means.set_index(["measure", "scenario"]),
        contrasts=result.contrasts, values=result.values,
        manifest=store.manifest(), folder=store.folder.resolve().name,
        **_tables(store, result.scenarios, replicates),
    )  # fmt: skip


def of_run(store: Store, scenario: Scenario, world_seed: int) -> Data:
    """What the report of one run shows; there are no intervals."""
    runs = store.read("runs")
    focal = runs[runs["focal"]].iloc[[0]]
    names = list(MEASURES)
    row = focal.iloc[0][names].astype(float)
    means = pd.DataFrame(
        {
            "measure": names, "scenario": scenario.name, "mean": row.to_numpy(float),
            "ci_low": np.nan, "ci_high": np.nan,
        }
    )  # fmt: skip
    manifest = store.manifest()
    manifest["seeds"] = {**manifest.get("seeds", {}), "world": world_seed}
    return Data(
        scenarios=(scenario,), n=1, single=True, means=means.set_index(["measure", "scenario"]),
        contrasts=pd.DataFrame(), values=pd.DataFrame(), manifest=manifest,
        folder=store.folder.resolve().name, **_tables(store, (scenario,), [0]),
    )  # fmt: skip
