"""Phase 12, deliver: promises are kept or broken within the hours that care gets."""

from __future__ import annotations

from typing import Any

from sim.agents.buying_centre import BUYER, DECIDER, kept_chance, satisfied
from sim.agents.seller import understanding_after
from sim.engine.chance import uniform3
from sim.engine.kernels.common import first_dyad, judge, meet_person, pull_trigger, remember
from sim.engine.state import C_BROKEN, C_KEPT, DELIVERY, OWN


def feel_promise(
    m: int, s: int, kept: float, week: int, staff: Any, sellers: Any, beliefs: Any, marks: Any,
    dyads: Any, counts: Any, ledger: Any, p: Any, p_talk: Any,
) -> None:  # fmt: skip
    """One person of a customer sees a promise kept or broken. p: Belief, p_talk: Talk."""
    judge(m, s, kept, p.promise_weight, DELIVERY, beliefs, ledger, sellers.target, p)
    remember(m, s, p.meeting_gain, week, DELIVERY, 0, beliefs, marks, counts, sellers.target, p)
    d = first_dyad(m, dyads)
    while d < len(dyads.person) and dyads.person[d] == m:
        q = dyads.staff[d]
        if staff.seller[q] == s and staff.present[q] == 1 and dyads.contacts[d] > 0.0:
            meet_person(
                d, kept, p.promise_weight, 0.0, dyads.last_week[d], DELIVERY, beliefs, dyads,
                staff, ledger, sellers.target, p,
            )  # fmt: skip
        d += 1
    pull_trigger(m, s, p_talk.promise_trigger, OWN, beliefs, marks)


def deliver(
    week: int, people: Any, orgs: Any, needs: Any, sellers: Any, staff: Any, facts: Any,
    policy: Any, built: Any, purchases: Any, beliefs: Any, marks: Any, dyads: Any, counts: Any,
    ledger: Any, keys: Any, p: Any, p_belief: Any, p_talk: Any,
) -> None:  # fmt: skip
    """All customers of all sellers. p: Delivery, p_belief: Belief, p_talk: Talk.

    Care is shared equally: what each customer gets is the seller's hours over its customers.
    """
    for r in range(len(needs.key)):
        s = purchases.supplier[r]
        if s < 0:
            continue
        if uniform3(keys.due, needs.key[r], sellers.key[s], week) >= p.promise_rate:
            continue
        needed = p.care_hours * float(max(1, facts.n_customers[s]))
        chance = kept_chance(policy.care_hours[s] / needed, p)
        kept = 1.0 if uniform3(keys.kept, needs.key[r], sellers.key[s], week) < chance else 0.0
        counts[s, C_KEPT if kept == 1.0 else C_BROKEN] += 1
        purchases.satisfaction[r] = satisfied(purchases.satisfaction[r], kept, p)
        for i in range(orgs.people_ptr[needs.org[r]], orgs.people_ptr[needs.org[r] + 1]):
            m = orgs.people[i]
            handles = people.role[m] == DECIDER or people.role[m] == BUYER
            if handles or beliefs.contacts[m, s] > 0.0:
                feel_promise(
                    m, s, kept, week, staff, sellers, beliefs, marks, dyads, counts, ledger,
                    p_belief, p_talk,
                )  # fmt: skip
    for s in range(len(sellers.key)):
        needed = p.care_hours * float(facts.n_customers[s])
        built.hours[s] += min(policy.care_hours[s], needed)


def study_audience(s: int, hours: float, segments: Any, built: Any, p: Any) -> None:
    """Understanding of each segment after listening; stale without it. p: Delivery.

    segments : (S, industries) float64, share of the listening that concerns each segment
    """
    for k in range(segments.shape[1]):
        built.understanding[s, k] = understanding_after(
            built.understanding[s, k], hours * segments[s, k], p
        )
