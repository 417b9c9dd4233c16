"""What a week costs a member does not grow with the market: counted, not timed.

Kernels run interpreted, and every line of the model that a week executes is counted, every number
drawn, and the room that a phase takes at its peak. A step over all pairs of people costs four times
as much a member in a market four times as large; the last tests plant such steps and see them found.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import numpy as np
import pytest

import sim.model
from sim.engine import chance, compiled
from sim.engine.compiled import Kernels
from sim.engine.schedule import WEEK
from sim.model import BuyerNetwork
from sim.rules import RuleSet
from sim.scenarios.load import load
from sim.warm import KEPT
from tests.oracle.planting import Fault, with_fault

SMALL, LARGE = 250, 1000  # members
WEEKS = 2  # weeks in which lines are counted; as many follow in which room is measured
SLACK = 2.0  # growth of a member's cost that small markets show, whose groups are not yet full
FEW = 0.1  # costs a member that are nothing: events that are rare in a small market
PHASES = [phase.name for phase in WEEK]

#: Bytes a person that a phase may take at its peak: what it takes at LARGE, and less than one column
#: of persons × sellers (32 bytes) above it.
ROOM = {
    "needs": 112, "publish": 120, "prospect": 160, "attend": 96, "react": 40, "talk": 80,
    "scout": 24, "qualify": 24, "sell": 32, "decide": 8, "deliver": 8, "measure": 16,
}  # fmt: skip


#: What firms do beside the preset, so that what it costs is counted too.
BUSY: dict[str, Any] = {
    "focal.influencers.share": 0.3,
    "focal.influencers.strand": ({"internal": 0.5, "joining": 0.5, "amplify": 1.0},),
    "focal.content.cross_posting": 1.0,
    "focal.group.share": 0.5,
    "focal.selling.reference_calls": True,
    "focal.offer.trial": True,
    "focal.analytics.automation": True,
    "focal.analytics.retarget_share": 0.5,
    "focal.learning": {"steer": "deals", "every_weeks": 1.0, "imitation": 1.0},
    "parameters.delivery.turnover": 0.01,
    "parameters.club.join_rate": 0.5,
}


class Costs(NamedTuple):
    """Costs a person by phase: lines and draws a week, bytes at the peak."""

    lines: dict[str, float]
    draws: dict[str, float]
    room: dict[str, float]


def costs(members: int, kernels: Kernels) -> Costs:
    """Count the weeks of a market of so many members."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.model, "kernels", lambda rules, compiled: kernels)
        changes = {
            **BUSY,
            "market.members": members,
            "market.weeks": 2 * WEEKS,
            "market.warmup": 2,
            # People who share a page see all of its posts, of which larger markets have more.
            "market.page_members": SMALL,
        }
        KEPT.clear()
        model = BuyerNetwork(load("mixed").set_all(changes), seed=1)
    KEPT.clear()
    lines, draws, room = Counter[str](), Counter[str](), Counter[str]()
    phase, held = PHASES[0], 0
    package = str(Path(sim.model.__file__).parent)

    def on_line(frame: FrameType, event: str, arg: Any) -> Any:
        if event == "line":
            lines[phase] += 1
        return on_line

    def on_call(frame: FrameType, event: str, arg: Any) -> Any:
        code = frame.f_code
        if code is chance.uniform.__code__:
            draws[phase] += 1
        planted = code.co_filename.startswith("<") and code.co_name in kernels.functions
        return on_line if planted or code.co_filename.startswith(package) else None

    def after(name: str) -> None:
        nonlocal phase, held
        phase = PHASES[(PHASES.index(name) + 1) % len(PHASES)]
        if tracemalloc.is_tracing():
            room[name] = max(room[name], tracemalloc.get_traced_memory()[1] - held)
            tracemalloc.reset_peak()
            held = tracemalloc.get_traced_memory()[0]

    model.after_phase = after
    others = sys.gettrace()
    sys.settrace(on_call)
    try:
        model.run(WEEKS)
    finally:
        sys.settrace(others)
    tracemalloc.start()
    try:
        model.run(WEEKS)
    finally:
        tracemalloc.stop()
    people = model.world.n_people
    model.close()
    each = people * WEEKS
    return Costs(
        {name: lines[name] / each for name in PHASES},
        {name: draws[name] / each for name in PHASES},
        {name: room[name] / people for name in PHASES},
    )


def as_they_are() -> Kernels:
    """Interpreted kernels of this test's own."""
    made: Kernels = compiled.kernels.__wrapped__(RuleSet(), False)
    return made


@lru_cache(maxsize=2)
def usual(members: int) -> Costs:
    """Costs of the model as it is."""
    return costs(members, as_they_are())


def growing(small: dict[str, float], large: dict[str, float]) -> list[str]:
    """Phases whose cost a member is more than SLACK times as high in the larger market."""
    return [name for name in PHASES if large[name] > SLACK * max(FEW, small[name])]


def roomy(room: dict[str, float]) -> list[str]:
    """Phases that take more room a person than they may."""
    return [name for name in PHASES if room[name] > ROOM[name]]


def test_phases_are_counted() -> None:
    """Catches a count that misses the kernels: every phase does something, talk goes over ties."""
    found = usual(LARGE)
    assert min(found.lines.values()) > 0
    assert found.lines["talk"] > 50
    assert sum(found.draws.values()) > 1
    assert min(found.room.values()) > 0


def test_work_a_member_does_not_grow() -> None:
    assert growing(usual(SMALL).lines, usual(LARGE).lines) == []
    assert growing(usual(SMALL).draws, usual(LARGE).draws) == []


@pytest.mark.slow
def test_work_a_member_does_not_grow_with_further_pages_and_reps() -> None:
    """Catches what only shows once sellers have many pages and reps: it grows slowly at first."""
    small, large = usual(LARGE).lines, usual(16 * LARGE).lines
    assert [name for name in PHASES if large[name] > 1.25 * small[name] + 1.0] == []


def test_room_a_member_does_not_grow() -> None:
    assert growing(usual(SMALL).room, usual(LARGE).room) == []
    assert roomy(usual(LARGE).room) == []


# --- what the counts must find -------------------------------------------------------------------


def with_array(make: Callable[[int], np.ndarray]) -> Kernels:
    """Kernels of which one makes an array first, for so many people."""
    kernels = as_they_are()
    real = kernels.measure_people

    def measure_people(low: int, high: int, *given: Any) -> None:
        make(high - low)
        real(low, high, *given)

    kernels.measure_people = measure_people
    return kernels


def test_planted_step_over_pairs_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every person meets one in 32 of all others."""
    right = "    for m in range(low, high):\n"
    wrong = (
        right + "        for o in range(low, high, 32):\n"
        "            uniform4(keys.tell, m, o, 0, week)\n"
    )
    kernels = with_fault(Fault("talk", "list_tells", right, wrong), monkeypatch)
    small, large = costs(SMALL, kernels), costs(LARGE, kernels)
    assert growing(small.lines, large.lines) == ["talk"]
    assert growing(small.draws, large.draws) == ["talk"]


def test_planted_matrix_of_pairs_is_found() -> None:
    kernels = with_array(lambda people: np.zeros((people, people), np.int8))
    small, large = costs(SMALL, kernels), costs(LARGE, kernels)
    assert growing(small.room, large.room) == ["measure"]


def test_planted_column_of_persons_and_sellers_is_found() -> None:
    kernels = with_array(lambda people: np.zeros((people, 4)))
    assert roomy(costs(LARGE, kernels).room) == ["measure"]
