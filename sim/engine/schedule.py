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


WEEK: tuple[Phase, ...] = (
    Phase("needs", phases.needs, "a need exists before anybody can meet it"),
    # The phase "plan" stands here: sellers decide knowing last week, and what they plan holds for
    # the whole week. The model's Seller agents set the numbers, see `run_week`.
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


def run_week(
    sim: Simulation, plan: Callable[[], None], after: Callable[[str], None] | None = None
) -> None:
    """One week: clear what is counted by week, then every phase in order.

    Parameters
    ----------
    plan : sets `sim.policy` and `sim.assignment`; called after needs, before publish
    after : called with the name of each finished phase
    """
    sim.state.begin_week()
    for phase in WEEK:
        phase.run(sim)
        if phase.name == "needs":
            plan()
        if after:
            after(phase.name)
