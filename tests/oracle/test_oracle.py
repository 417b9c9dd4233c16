"""The compiled week equals, to the bit, the same week written as loops over agents."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.engine import state as st
from sim.scenarios.files import CASES, preset_files
from sim.scenarios.load import Scenario
from tests.oracle.cases import RICH, busy_preset, preset, rich
from tests.oracle.lockstep import assert_equal

#: Firms of the studies are settings in the same week; further seeds run them too.
PRESETS = [name for name, path in preset_files().items() if path.parent != CASES]
COUNTED: dict[str, np.ndarray] = {}
HALF, NINE_MONTHS = 26, 39  # weeks; further seeds run the whole year


def quick(name: str) -> Scenario:
    """A case with many rare turns, of nine months unless something is planned for later ones."""
    scenario = rich(name)
    last = max((event.week for event in scenario.settings.event), default=0)
    return scenario if last >= NINE_MONTHS else scenario.set("market.weeks", NINE_MONTHS)


@pytest.mark.parametrize("name", PRESETS)
def test_preset(name: str) -> None:
    assert_equal(preset(name).set("market.weeks", HALF), 1)


@pytest.mark.parametrize("name", PRESETS)
def test_busy_preset(name: str) -> None:
    COUNTED[name] = assert_equal(busy_preset(name).set("market.weeks", NINE_MONTHS), 2)


@pytest.mark.parametrize("name", RICH)
def test_rich_case(name: str) -> None:
    COUNTED[name] = assert_equal(quick(name), 3)


def test_every_count_occurs_somewhere() -> None:
    for name in RICH:
        if name not in COUNTED:
            COUNTED[name] = assert_equal(quick(name), 3)
    total = np.sum([counts.sum(axis=0) for counts in COUNTED.values()], axis=0)
    missing = [name for name, n in zip(st.COUNTS, total, strict=True) if n == 0]
    assert not missing, f"never counted in any case: {missing}"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 18))
@pytest.mark.parametrize("name", sim.preset_names())
def test_preset_with_further_seeds(name: str, seed: int) -> None:
    assert_equal(preset(name), seed)
    assert_equal(busy_preset(name), seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 18))
@pytest.mark.parametrize("name", RICH)
def test_rich_case_with_further_seeds(name: str, seed: int) -> None:
    assert_equal(rich(name), seed)
