"""How long many runs will take, from a few weeks of a market of the same kind on this machine."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sim.model import BuyerNetwork
from sim.scenarios.load import Scenario

TRIAL_MEMBERS = 5_000  # a larger market is tried at this size, and the time taken in proportion
TRIAL_WEEKS = 6
TABLES = 0.03  # seconds to read and keep the rows of a run (measured: 0.02-0.04)


@dataclass(frozen=True)
class Pace:
    """Expected seconds of one core.

    Attributes
    ----------
    world : to make a world and warm it up   run : of the measured weeks of a run
    """

    world: float
    run: float

    def hours(self, runs: int, worlds: int, workers: int) -> float:
        """Expected hours of so many runs in so many worlds."""
        return (self.run * runs + self.world * worlds) / max(1, workers) / 3600.0


def pace_of(scenario: Scenario, people: int) -> Pace:
    """Try a few weeks.

    people : members of the market, or people of its imported network
    """
    market = scenario.settings.market
    changes: dict[str, int] = {"market.warmup": 0, "market.weeks": TRIAL_WEEKS}
    size = people
    if not market.network and people > TRIAL_MEMBERS:
        size = TRIAL_MEMBERS
        changes["market.members"] = size
    # Events of later weeks do not matter here, but a shorter market must not be refused for them.
    trial = Scenario(
        scenario.name,
        scenario.settings.model_copy(
            update={
                "event": (),
                "market": market.model_copy(
                    update={k.removeprefix("market."): v for k, v in changes.items()}
                ),
            }
        ),
    )
    begun = time.perf_counter()
    model = BuyerNetwork(trial)
    made = time.perf_counter()
    model.run()
    week = (time.perf_counter() - made) / TRIAL_WEEKS
    model.close()
    scale = people / max(1, size)
    world = (made - begun + market.warmup * week) * scale
    return Pace(world, market.weeks * week * scale + TABLES)
