"""The order of the week, written once: each phase and why it stands where it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.engine import phases
from sim.engine.simulation import Simulation


class Phase(NamedTuple):
    """A phase of the week."""

    name: str
    run: Callable[[Simulation], None]
    reason: str


PLAN_REASON = "sellers decide knowing last week; what they plan holds for the whole week"

WEEK: tuple[Phase, ...] = (
    Phase("needs", phases.needs, "a need exists before anybody can meet it"),
    # "plan" stands here: the model's Seller agents set the policy numbers, see `run_week`.
    Phase("publish", phases.publish, "content must exist before it can be read"),
    Phase("prospect", phases.prospect, "messages compete for the same week's attention as content"),
    Phase("attend", phases.attend, "reading is settled for everybody before anybody changes"),
    Phase("react", phases.react, "what was read changes readers, and some show it"),
    Phase("talk", phases.talk, "people talk about what they have just met"),
    Phase("scout", phases.scout, "who searches has heard what colleagues said"),
    Phase(
        "qualify", phases.qualify, "all leads of the week are known before sales hours are spent"
    ),
    Phase("sell", phases.sell, "reps work what was passed on, and answer what was asked"),
    Phase("decide", phases.decide, "centres choose on all that the week brought"),
    Phase("deliver", phases.deliver, "suppliers serve whom they now have"),
    Phase("measure", phases.measure, "the week is over"),
)


def run_week(sim: Simulation, plan: Callable[[], None]) -> None:
    """One week: clear what is counted by week, then every phase in order.

    plan : sets `sim.policy` and `sim.assignment`; called after needs, before publish
    """
    sim.state.begin_week()
    for phase in WEEK:
        phase.run(sim)
        if phase.name == "needs":
            plan()
