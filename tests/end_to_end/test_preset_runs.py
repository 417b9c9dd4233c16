"""Every preset runs, and what comes of it is possible; whether it is plausible is for readers to judge.

`python -m pytest -m slow tests/end_to_end/test_preset_runs.py --record-presets` writes the table of
the slow test to `docs/preset_runs.md`.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.soundness import Sign, Watch
from sim.engine.compiled import package_id
from sim.measures import MEASURES
from sim.model import BuyerNetwork
from sim.scenarios.load import Scenario, load, preset_names
from sim.warm import budget_scale
from tests.conftest import PRESET_RUNS, stale_page

SMALL = {"market.members": 300, "market.weeks": 8, "market.warmup": 8}
REPLICATES = 5
OVERSPENT = 1.001  # hours carried over from the warm-up may be spent in the first week
SHOWN = (
    "leads", "won", "brand_trust", "personal_trust", "wom_reach", "awareness", "cost",
    "cost_per_lead", "lurker_share", "influencer_posts",
)  # fmt: skip
UNSPENT = "unspent_share"
RECORD = "python -m pytest -m slow tests/end_to_end/test_preset_runs.py --record-presets"


def budget_of(scenario: Scenario, members: int) -> float:
    """What the focal firm may spend in the measured weeks, hours at the wage and money."""
    settings = scenario.settings
    budget, wage = settings.focal.budget, settings.parameters.production.wage
    scale = budget_scale(settings, members) * settings.market.weeks
    return (budget.hours * wage + budget.money) * scale


def impossible(summary: pd.Series) -> list[str]:
    """Measures whose value cannot be: by their unit, or missing where they never are."""
    found = []
    for name, measure in MEASURES.items():
        value = float(summary[name])
        low = -1.0 if "-1 to 1" in measure.unit else 0.0
        high = 1.0 if measure.unit == "share" or "to 1" in measure.unit else np.inf
        high = 1.0 if "0-1" in measure.unit else high
        missing = np.isnan(value) and measure.missing != "never"
        if not missing and not (low <= value <= high and np.isfinite(value)):
            found.append(f"{name} is {value} ({measure.unit})")
    return found


def test_impossible_values_are_seen() -> None:
    """Catches a reader of units that lets everything through."""
    good = pd.Series(dict.fromkeys(MEASURES, 0.5))
    assert impossible(good) == []

    def with_one(name: str, value: float) -> pd.Series:
        return good.mask(good.index == name, value)

    for name, value in (
        ("awareness", 1.2), ("brand_trust", -0.1), ("wom_sentiment", -1.5), ("leads", np.nan),
        ("cost_per_lead", np.inf), ("won", -1.0), ("lurker_share", 1.01),
    ):  # fmt: skip
        assert len(impossible(with_one(name, value))) == 1, name
    assert impossible(with_one("cost_per_lead", np.nan)) == []
    assert impossible(with_one("wom_sentiment", -0.5)) == []


@pytest.mark.parametrize("name", preset_names())
def test_preset_runs(name: str) -> None:
    """Catches a preset whose settings pass the checks and break the run."""
    model = BuyerNetwork(load(name).set_all(SMALL), seed=1).run()
    assert impossible(model.summary) == []
    assert model.summary["cost"] > 0.0
    model.close()


def run(scenario: Scenario, seed: int) -> tuple[pd.Series, list[Sign]]:
    """Measures of a run with the share of the budget that was left, and the signs that `check` reads."""
    model, watch = BuyerNetwork(scenario, seed=seed), Watch()
    for _ in range(scenario.settings.market.weeks):
        model.step()
        watch.see(model)
    summary = model.summary.copy()
    summary[UNSPENT] = 1.0 - summary["cost"] / budget_of(scenario, model.world.n_members)
    signs = watch.signs(model)
    model.close()
    return summary, signs


def warnings(signs: list[list[Sign]]) -> list[str]:
    """Signs that are not sound in the mean of replicates: figure and range, one line each."""
    means = [
        dataclasses.replace(same[0], value=float(np.mean([sign.value for sign in same])))
        for same in zip(*signs, strict=True)
    ]
    return [sign.warning.partition("): ")[0] + ")" for sign in means if not sign.sound]


def cell(name: str, value: float) -> str:
    """A value of the table: shares and trust with three digits, other figures whole."""
    if np.isnan(value):
        return ""
    unit = "share" if name == UNSPENT else MEASURES[name].unit
    return f"{value:.3f}" if unit == "share" or "0-1" in unit else f"{value:,.0f}"


def page(means: dict[str, pd.Series], signs: dict[str, list[str]], facts: dict[str, Any]) -> str:
    """The page, as Markdown."""
    columns = (*SHOWN, UNSPENT)
    lines = [
        "# Runs of all presets", "",
        "What each preset gives in its own market: means over replicates, of the focal firm. Markets",
        "and budgets of cases differ (see [presets](presets.md)), and one table is no comparison: for",
        "that, run `buyernet compare`, which pairs replicates and gives intervals. These are findings",
        "about the model and no tests of it; a test holds only that they are possible.", "",
        "- Made on {date} from model `{model}` by `{command}`.".format(**facts),
        "- {members:,} members, {weeks} weeks after {warmup} of warm-up; {reps} replicates, seeds 0 to "
        "{last}.".format(**facts),
        f"- `{UNSPENT}` is the part of the budget, hours at the wage and money, that was not spent.", "",
        "| preset | " + " | ".join(columns) + " |",
        "|---|" + "--:|" * len(columns),
    ]  # fmt: skip
    for name, row in means.items():
        lines.append(f"| `{name}` | " + " | ".join(cell(c, row[c]) for c in columns) + " |")
    lines += ["", "## What `check` would warn of", ""]
    told = [f"- `{name}`: {line}" for name, found in signs.items() for line in found]
    return "\n".join([*lines, *(told or ["- nothing"])]) + "\n"


def test_page_is_read_again() -> None:
    """Catches a page that does not say of which model it is, or drops a preset."""
    row = pd.Series({**dict.fromkeys((*SHOWN, UNSPENT), 0.25), "leads": 1234.4})
    facts = {
        "date": "2030-01-02", "model": "0123456789abcdef", "command": RECORD, "members": 2000,
        "weeks": 104, "warmup": 52, "reps": 5, "last": 4,
    }  # fmt: skip
    text = page({"one": row, "two": row}, {"one": [], "two": ["x is 3"]}, facts)
    assert "| `one` | 1,234 | 0 | 0.250 | " in text
    assert "- `two`: x is 3" in text
    assert "`one`:" not in text
    said = stale_page("RUNS", PRESET_RUNS, text, "x")
    assert "of 2030-01-02 is of model 0123456789abcdef" in said
    now = page({"one": row}, {"one": []}, {**facts, "model": package_id()})
    assert stale_page("RUNS", PRESET_RUNS, now, "x") == ""
    assert now.endswith("- nothing\n")


@pytest.mark.slow
def test_presets_at_length(request: pytest.FixtureRequest) -> None:
    """Catches what cannot be, in any run of any preset.

    Shares and trust lie in 0-1, counts and money are not negative, nothing is infinite, awareness is
    neither 0 nor 1, and no firm spends more than 0.1% over its budget.
    """
    means: dict[str, pd.Series] = {}
    signs: dict[str, list[str]] = {}
    wrong = []
    for name in preset_names():
        scenario = load(name)
        runs = [run(scenario, seed) for seed in range(REPLICATES)]
        for seed, (summary, _) in enumerate(runs):
            here = impossible(summary[list(MEASURES)])
            if not 0.0 < summary["awareness"] < 1.0:
                here.append(f"awareness is {summary['awareness']}")
            if 1.0 - summary[UNSPENT] > OVERSPENT:
                here.append(f"spent {1.0 - summary[UNSPENT]:.4f} of the budget")
            wrong += [f"{name}, seed {seed}: {line}" for line in here]
        means[name] = pd.concat([summary for summary, _ in runs], axis=1).mean(axis=1)
        signs[name] = warnings([found for _, found in runs])
    market = load("base").settings.market
    facts = {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(), "model": package_id(),
        "command": RECORD, "members": market.members, "weeks": market.weeks,
        "warmup": market.warmup, "reps": REPLICATES, "last": REPLICATES - 1,
    }  # fmt: skip
    text = page(means, signs, facts)
    print(text)
    if request.config.getoption("--record-presets"):
        PRESET_RUNS.write_text(text, encoding="utf-8", newline="\n")
    assert not wrong, "\n".join(wrong)
