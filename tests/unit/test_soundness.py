"""Signs of an unsound scenario: each is shown by a market that is made so, and by no sound one."""

from __future__ import annotations

from typing import Any

import pytest

import sim
from experiments.soundness import Sign, Watch

SMALL: dict[str, Any] = {"market.members": 400, "market.weeks": 30, "market.warmup": 10}


def warnings(changes: dict[str, Any]) -> str:
    """All warnings of a small market."""
    model = sim.BuyerNetwork(sim.load("base").set_all({**SMALL, **changes}), seed=1)
    watch = Watch()
    for _ in range(30):
        model.step()
        watch.see(model)
    return "\n".join(watch.warnings(model))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"focal.active": False}, "hardly anybody sees the seller"),
        (
            {"market.page_followers_target": 1.0, "focal.budget.hours": 4000.0},
            "everybody sees the seller all the time",
        ),
        ({"market.contract_weeks": 1500.0}, "hardly anybody buys"),
        ({"market.contract_weeks": 5.0}, "almost everybody is always buying"),
        ({"focal.push_share": 1.0, "focal.budget.hours": 2000.0}, "reps find too few accounts"),
        ({"market.contract_weeks": 500.0}, "a few purchases"),
        ({"parameters.belief.memory_decay": 1.0}, "the seller stays unknown"),
        (
            {"parameters.belief.memory_decay": 0.0, "market.seller.0.known": 1.0},
            "everybody knows the seller",
        ),
    ],
)
def test_unsound_market(changes: dict[str, Any], said: str) -> None:
    """A market that leaves nothing for a strategy to change is named, with what would help."""
    assert said in warnings(changes)


def test_range() -> None:
    """The ends of a range are sound, beyond them is not, and a missing figure is no warning."""
    for value, sound in (
        (1.0, True),
        (2.0, True),
        (0.99, False),
        (2.01, False),
        (float("nan"), True),
    ):
        assert Sign("x", value, 1.0, 2.0, "low", "high").sound is sound
    assert "high" in Sign("x", 3.0, 1.0, 2.0, "low", "high").warning
    assert Sign("x", 1.5, 1.0, 2.0, "low", "high").warning == ""
