"""The oracle notices: one wrong comparison, order or update in a kernel makes the two come apart."""

from __future__ import annotations

import os

import numpy as np
import pytest

from sim.engine import compiled
from sim.engine.schedule import WEEK
from sim.rules import RuleSet
from sim.scenarios.load import Scenario
from tests.oracle.cases import RICH, rich
from tests.oracle.faults import FAULTS
from tests.oracle.lockstep import Lockstep, Mismatch
from tests.oracle.planting import Fault, homes_of, with_fault

LOT = int(os.environ.get("BUYERNET_FAULT_LOT", "22"))
DRAWN = [FAULTS[i] for i in np.random.default_rng(LOT).choice(len(FAULTS), 2, replace=False)]

#: Cases in which most faults show; the others are tried after them.
TELLING = (
    "influencers", "forgetful", "silence", "many purchases", "own initiative", "people leave",
    "several pages", "every channel", "stories", "causes", "programmes in strands", "not ready",
    "leads by machine", "customers speak", "learning by reactions", "learning by deals",
    "three ways to write", "interest", "several write to one", "the other theories", "groups",
    "shown on pages", "trials and reviews", "newcomers",
)  # fmt: skip


def caught_in(fault: Fault, scenario: Scenario, seed: int) -> str:
    """What the oracle says of a run with the fault; empty where it notices nothing."""
    with pytest.MonkeyPatch.context() as patch:
        pair = Lockstep(scenario, seed, kernels=with_fault(fault, patch))
        try:
            pair.run().check_results()
        except Mismatch as found:
            return str(found)
        except AssertionError as found:
            return f"results: {found}"
        finally:
            pair.close()
    return ""


def first_catch(fault: Fault) -> str:
    """The first case in which the oracle notices a fault, and what it says."""
    for name in sorted(RICH, key=lambda name: name not in TELLING):
        found = caught_in(fault, rich(name), 3)
        if found:
            return f"{name}, {found}"
    return ""


@pytest.mark.parametrize("fault", DRAWN, ids=lambda f: f.name)
def test_fault_drawn_by_lot_is_caught(fault: Fault) -> None:
    found = first_catch(fault)
    print(f"lot {LOT} drew {fault.name}: {found}")
    assert found, f"lot {LOT}: no case notices the fault {fault}"


def test_the_right_kernels_pass_where_faulty_ones_do_not() -> None:
    harmless = Fault("measure", "measure_people", "sums[s, M_AWARE] += 1", "sums[s, 0] += 1")
    assert caught_in(harmless, rich("newcomer alone"), 3) == ""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_fault_fits_the_code(fault: Fault) -> None:
    """A fault whose text has moved is noticed today, not on the night in which it is tried."""
    original = compiled.kernels(RuleSet(), False).functions.get(fault.function)
    fault.applied(original or getattr(homes_of(fault.function)[0], fault.function), {})


def test_every_phase_has_a_fault() -> None:
    assert {phase.name for phase in WEEK} == {fault.phase for fault in FAULTS}
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_fault_is_caught(fault: Fault) -> None:
    assert first_catch(fault), f"no case notices the fault {fault}"
