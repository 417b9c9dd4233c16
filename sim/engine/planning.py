"""From sellers' plans to the columns that kernels read."""

from __future__ import annotations

import numpy as np

from sim.agents.budget import Plan
from sim.agents.reading import CHANNELS
from sim.engine.context import Policy
from sim.network.layers import EXPERT, REP, World
from sim.scenarios.schema import Firm

STAFF_WORDS = {REP: "rep", EXPERT: "expert"}


def empty_policy(n_sellers: int) -> Policy:
    """Everybody idle."""
    idle = Policy(*(np.zeros(n_sellers) for _ in Policy._fields))
    mix = np.zeros((n_sellers, len(CHANNELS)))
    return idle._replace(teams=np.ones(n_sellers), channels=mix)


def staff_names(world: World) -> list[str]:
    """Names of employees as settings give them: `rep 0`, `expert 2`, counted within a seller."""
    found, seen = (
        [],
        dict.fromkeys([(s, k) for s in range(world.n_sellers) for k in STAFF_WORDS], 0),
    )
    for s, kind in zip(world.staff.seller.tolist(), world.staff.kind.tolist(), strict=True):
        found.append(f"{STAFF_WORDS[kind]} {seen[s, kind]}")
        seen[s, kind] += 1
    return found


def present_staff(world: World, firms: list[Firm]) -> np.ndarray:
    """Who works this week, (P,) int64: everybody but those whom their firm lists as away.

    firms : what each seller does, in the order of sellers
    """
    seller = world.staff.seller.tolist()
    names = zip(seller, staff_names(world), strict=True)
    return np.array([int(name not in firms[s].away) for s, name in names], np.int64)


def set_policy(policy: Policy, s: int, plan: Plan) -> None:
    """Write one seller's plan into the columns."""
    for name in Policy._fields:
        getattr(policy, name)[s] = getattr(plan, name)
