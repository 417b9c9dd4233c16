"""From sellers' plans to the columns that kernels read."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.reading import CHANNELS
from sim.agents.seller import Plan, posting_weights
from sim.engine.context import Assignment, Policy
from sim.engine.start import influencer_rank
from sim.network.layers import EXPERT, PAGE, REP, STAFF, World
from sim.parameters import Parameters
from sim.scenarios.schema import Firm

STAFF_WORDS = {REP: "rep", EXPERT: "expert"}


def empty_policy(n_sellers: int) -> Policy:
    """Everybody idle."""
    idle = Policy(*(np.zeros(n_sellers) for _ in Policy._fields))
    mix = np.zeros((n_sellers, len(CHANNELS)))
    return idle._replace(teams=np.ones(n_sellers), channels=mix)


def empty_assignment(n_accounts: int) -> Assignment:
    """No account speaks for anybody."""
    return Assignment(np.zeros(n_accounts), np.full(n_accounts, -1))


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


def assign_accounts(world: World, plans: list[Plan], p: Parameters, joins: Any) -> Assignment:
    """Which accounts speak for whom, with how many hours.

    A page gets the seller's page hours; post hours of staff go to those who are readiest to post;
    influencers are asked in the order of match, a seller after the other, and join or not by the
    rule `joins`.
    """
    accounts = world.accounts
    result = empty_assignment(len(accounts.key))
    for s, plan in enumerate(plans):
        page = np.flatnonzero((accounts.kind == PAGE) & (accounts.seller == s))
        result.hours[page], result.seller[page] = plan.page_hours / plan.teams, s
        staff = np.flatnonzero((accounts.kind == STAFF) & (accounts.seller == s))
        staff = staff[world.staff.present[accounts.staff[staff]] == 1]
        will = world.staff.will[accounts.staff[staff]].tolist()
        weights = np.array(posting_weights(will, plan.posters_share))
        if len(staff) and weights.sum() > 0:
            result.hours[staff] = plan.staff_hours * weights
            result.seller[staff] = np.where(weights > 0, s, -1)
        elif len(page):
            result.hours[page] += plan.staff_hours / plan.teams  # nobody may post: the page does
        if plan.influencer_hours <= 0:
            continue
        production = p.production.as_tuple()
        wanted = max(1, round(plan.influencer_hours / p.production.influencer_hours))
        chosen: list[int] = []
        for a in influencer_rank(world, s):
            if len(chosen) == wanted:
                break
            tied = 1.0 if result.seller[a] >= 0 else 0.0
            visibility = min(1.0, float(accounts.followers[page].sum()) / plan.teams / 1000.0)
            pay = plan.pay / p.production.wage
            if joins(float(accounts.match[a, s]), visibility, min(1.0, pay), tied, production):
                chosen.append(int(a))
                result.seller[a] = s
        for a in chosen:
            result.hours[a] = plan.influencer_hours / len(chosen)
    return result
