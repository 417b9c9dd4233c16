"""Names that users script against, as they type them."""

from __future__ import annotations

import doctest
import importlib

import pytest

import experiments
import sim


def test_functions_are_functions() -> None:
    """Catches a module that hides the function of its own name."""
    from experiments import compare
    from experiments.comparison import compare as same

    assert compare is same
    assert callable(sim.load)
    assert {*sim.__all__} >= {"BuyerNetwork", "RuleSet", "Scenario", "load", "preset_names"}
    for package in (sim, experiments):
        for name in package.__all__:
            assert getattr(package, name) is not None
        with pytest.raises(AttributeError, match="nonsense"):
            _ = package.nonsense


@pytest.mark.parametrize(
    "module", ["sim", "sim.model", "sim.rules", "sim.scenarios.load", "experiments"]
)
def test_examples_in_docstrings(module: str) -> None:
    """What a docstring shows is what happens."""
    found = doctest.testmod(importlib.import_module(module))
    assert found.attempted > 0
    assert found.failed == 0
