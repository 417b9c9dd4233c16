"""What `check` finds in a scenario that has no mistakes."""

from __future__ import annotations

from typing import Any

from experiments.soundness import TRIAL_MEMBERS, Watch
from sim.model import BuyerNetwork
from sim.scenarios.load import Scenario
from sim.scenarios.schema import Settings


def checked(scenario: Scenario, seed: int = 0) -> list[str]:
    """Warnings of a trial run; a generated market of more than 2,000 members is tried at 2,000."""
    market = scenario.settings.market
    if not market.network and market.scale_budgets and market.members > TRIAL_MEMBERS:
        scenario = scenario.set_all(
            {"market.members": TRIAL_MEMBERS, "market.organisations": 0}, "trial run"
        )
    model, watch = BuyerNetwork(scenario, seed=seed), Watch()
    try:
        for _ in range(scenario.settings.market.weeks):
            model.step()
            watch.see(model)
        return watch.warnings(model)
    finally:
        model.close()


def differing(scenario: Scenario) -> list[str]:
    """Settings that are not at their defaults, one line each."""
    return _differing(Settings().model_dump(mode="json"), scenario.resolved, "")


def _differing(usual: Any, here: Any, path: str) -> list[str]:
    if isinstance(usual, dict) and isinstance(here, dict):
        found = []
        for key in here:
            found += _differing(usual.get(key), here[key], f"{path}.{key}" if path else key)
        return found
    if isinstance(here, list) and here and isinstance(here[0], dict):
        return [f"{path}: {len(here)} entries"] if here != usual else []
    return [f"{path} = {here} (usually {usual})"] if here != usual else []
