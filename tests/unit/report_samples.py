"""Made-up results for tests of the report: every table of a folder, without a run."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.comparison import Comparison, analyse
from experiments.identity import Identity
from experiments.jobs import job_key
from experiments.store import Store
from experiments.tables import FIRST_RUN, Layout, encode
from sim.agents.buying_centre import ROLES
from sim.measures import LEDGER_COLUMNS, MARKET_COLUMNS, MEASURES
from sim.scenarios.load import Scenario, load

WEEKS = 8
SELLERS = ("Northwind", "Harbour")
GROUP_ROWS = [
    *(("role", r) for r in ROLES[:5]),
    ("relation", "customer"), ("relation", "prospect"), ("size", "1-9 people"),
    ("industry", "industry 0"),
]  # fmt: skip


def scenario(name: str, **changes: Any) -> Scenario:
    """A small scenario with a name of one's own."""
    settings = {"market.weeks": WEEKS, "market.members": 40, **changes}
    return dataclasses.replace(
        load("mixed").set_all(settings), name=name, summary=f"what {name} does"
    )


def tables(name: str, replicate: int, shift: float, fill: float | None) -> dict[str, pd.DataFrame]:
    """Tables of one made-up run; `fill` puts one value everywhere."""
    luck = np.random.default_rng(replicate)
    first = {"scenario": name, "replicate": replicate}

    def draw(column: str = "") -> float:
        noise = float(luck.normal())
        if fill is None:
            return 20.0 + 3.0 * noise + shift
        never = column in MEASURES and MEASURES[column].missing == "never"
        return 0.0 if never and fill != fill else fill

    runs = pd.DataFrame(
        [{**first, "seller": s, "focal": s == SELLERS[0], **{m: draw(m) for m in MEASURES},
          "job": f"{name}-{replicate}"} for s in SELLERS]
    )  # fmt: skip
    columns = [m for m, d in MEASURES.items() if d.weekly] + [*LEDGER_COLUMNS]
    market = dict.fromkeys(MARKET_COLUMNS, 3)  # counts
    weeks = pd.DataFrame(
        [{**first, "week": w, "seller": s, **market, **{c: draw(c) for c in columns}}
         for w in range(1, WEEKS + 1) for s in SELLERS]
    )  # fmt: skip
    shares = ("awareness", "brand_trust", "trusting_share", "annoyance", "reached_share",
              "lurker_share", "leads_per_100")  # fmt: skip
    groups = pd.DataFrame(
        [{**first, "group": g, "value": v, "target_members": 4, **{c: draw() for c in shares}}
         for g, v in GROUP_ROWS]
    )  # fmt: skip
    timings = pd.DataFrame([{**first, "job": f"{name}-{replicate}", "seconds": 0.1}])
    found = {"runs": runs, "weeks": weeks, "groups": groups, "timings": timings}
    if replicate == 0:
        n = 12
        flags = {k: luck.random(n) < 0.4 for k in ("aware", "read", "acted", "lead", "told")}
        found["map_people"] = pd.DataFrame(
            {**first, "person": range(n), "key": 7_000_001 + np.arange(n),
             "organisation": np.arange(n) // 4, "industry": 0, "role": "user", "target": True,
             "customer": False, **flags, "trust": 0.5}
        )  # fmt: skip
        a = np.arange(n - 1)
        found["map_ties"] = pd.DataFrame({**first, "a": a, "b": a + 1, "layer": "colleague"})
        found["warnings"] = pd.DataFrame({**first, "line": pd.Series([], dtype=object)})
        found["assumptions"] = pd.DataFrame({**first, "line": ["ties <are> assumed"]})
    return found


def folder(
    where: Path, scenarios: list[Scenario], reps: int, fill: float | None = None, gap: float = 5.0,
    warnings: tuple[str, ...] = (), command: str = "compare",
) -> Store:  # fmt: skip
    """A result folder with made-up runs; each scenario lies `gap` above the one before."""
    layout = Layout(every=("weeks", "groups", "runs"), first=FIRST_RUN)
    held = Identity(command, tuple(s.name for s in scenarios), {}, {}, 3, 4, "abc", layout)
    facts = {
        "command": command, "seeds": {"world": 3, "luck": 4}, "model": "abc",
        "versions": {"buyernet": "0.1", "python": "3"},
        "scenarios": {s.name: {"summary": s.summary} for s in scenarios},
    }  # fmt: skip
    store = Store.create(where, held, facts)
    for r in range(reps):
        parts = [tables(s.name, r, gap * k, fill) for k, s in enumerate(scenarios)]
        rows = {
            t: encode([whole(p[t], t, layout) for p in parts], layout.schema(t)) for t in parts[0]
        }
        store.write([job_key(s.name, f"{s.name}-{r}") for s in scenarios], rows)
    store.write_manifest(warnings=list(warnings), **facts)
    return store


BLANK = {"string": "", "int64": 0, "bool": False, "double": 0.0}


def whole(table: pd.DataFrame, name: str, layout: Layout) -> pd.DataFrame:
    """A table with all columns that it should have; those that the tests do not read are blank."""
    lacking = [f for f in layout.schema(name) if f.name not in table]
    return table.assign(**{f.name: BLANK[str(f.type)] for f in lacking})


def comparison(where: Path, names: list[str], reps: int, **changes: Any) -> Comparison:
    """A finished comparison with made-up runs."""
    scenarios = [scenario(name, **{"focal.push_share": 0.1 * k}) for k, name in enumerate(names)]
    store = folder(where, scenarios, reps, **changes)
    return analyse(store.read("runs"), scenarios, store)
