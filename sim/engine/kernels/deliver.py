"""Phase 12, deliver: promises are kept or broken within the hours that care gets."""

from __future__ import annotations

from typing import Any

from sim.agents.buying_centre import (
    BUYER,
    DECIDER,
    kept_chance,
    missed_chance,
    promise_weight,
    satisfied,
)
from sim.agents.seller import staffed, understanding_after
from sim.engine.chance import uniform3
from sim.engine.kernels.common import (
    decider_of,
    first_dyad,
    judge,
    meet_person,
    pull_trigger,
    remember,
    tally,
)
from sim.engine.state import (
    C_APPLICATIONS,
    C_BROKEN,
    C_KEPT,
    C_MISSED,
    C_RATINGS,
    C_SERVICE_EMAIL,
    C_SERVICE_IM,
    DELIVERY,
    OWN,
)


def feel_promise(
    m: int, s: int, kept: float, weight: float, instant: float, week: int, staff: Any,
    sellers: Any, beliefs: Any, marks: Any, dyads: Any, counts: Any, ledger: Any, p: Any,
    p_belief: Any, p_talk: Any,
) -> None:  # fmt: skip
    """One person of a customer sees a promise kept or broken. p: Delivery.

    weight : pieces of evidence in it. instant : 1 where it is dealt with over instant messages, which
    bond with the person who keeps its word (MB-49) but come at any hour (MB-102), and are not on file
    p_belief: Belief, p_talk: Talk.
    """
    beliefs.annoyance[m, s] = min(1.0, beliefs.annoyance[m, s] + p.im_annoyance * instant)
    bond = 1.0 + p.im_bond * instant * kept
    filed = p.care_contact * (1.0 - instant)
    judge(m, s, kept, weight, DELIVERY, beliefs, ledger, sellers.target, p_belief)
    remember(
        m, s, p_belief.meeting_gain, week, DELIVERY, 0, beliefs, marks, counts, sellers.target,
        p_belief,
    )  # fmt: skip
    d = first_dyad(m, dyads)
    while d < len(dyads.person) and dyads.person[d] == m:
        q = dyads.staff[d]
        if staff.seller[q] == s and staff.present[q] == 1 and dyads.contacts[d] > 0.0:
            meet_person(
                d, kept, weight * bond, p.care_contact, dyads.last_week[d], DELIVERY, beliefs,
                dyads, staff, ledger, sellers.target, p_belief,
            )  # fmt: skip
            dyads.filed[d] += filed
        d += 1
    pull_trigger(m, s, p_talk.promise_trigger, OWN, beliefs, marks)


def by_instant_message(
    r: int, s: int, week: int, needs: Any, sellers: Any, policy: Any, keys: Any, p: Any
) -> float:
    """1 where a promise is dealt with over instant messages, 0 for email. p: Delivery.

    What is urgent goes over instant messages where the firm offers them; the rest is to be kept and
    shared (MB-100, MB-101).
    """
    if uniform3(keys.urgent, needs.key[r], sellers.key[s], week) >= p.urgent_share:
        return 0.0
    u = uniform3(keys.message, needs.key[r], sellers.key[s], week)
    return 1.0 if u < policy.messaging[s] else 0.0


def rate_supplier(
    r: int, s: int, who: int, week: int, needs: Any, sellers: Any, policy: Any, built: Any,
    purchases: Any, counts: Any, keys: Any, p: Any,
) -> None:  # fmt: skip
    """A customer that is asked may rate its supplier in public. p: Delivery."""
    asked = p.review_rate * policy.reviews[s]
    if uniform3(keys.review, needs.key[r], sellers.key[s], week) < asked:
        tally(who, s, C_RATINGS, 1, counts)
        built.ratings[s] += 1
        built.rating_sum[s] += purchases.satisfaction[r]


def deliver(
    week: int, people: Any, orgs: Any, needs: Any, sellers: Any, staff: Any, facts: Any,
    policy: Any, built: Any, purchases: Any, beliefs: Any, marks: Any, dyads: Any, counts: Any,
    ledger: Any, members_k: float, keys: Any, p: Any, p_belief: Any, p_talk: Any,
) -> None:  # fmt: skip
    """All customers of all sellers. p: Delivery, p_belief: Belief, p_talk: Talk.

    members_k : thousands of members

    Care is shared equally: what each customer gets is the seller's hours over its customers.
    """
    for r in range(len(needs.key)):
        s = purchases.supplier[r]
        if s < 0:
            continue
        if uniform3(keys.due, needs.key[r], sellers.key[s], week) >= p.promise_rate:
            continue
        needed = p.care_hours * float(max(1, facts.n_customers[s]))
        hands = staffed(policy.vacant[s], built.applicants[s] / members_k, p)
        care = policy.care_hours[s] * hands / needed
        chance = kept_chance(care, p)
        kept = 1.0 if uniform3(keys.kept, needs.key[r], sellers.key[s], week) < chance else 0.0
        who = decider_of(needs.org[r], people, orgs)
        tally(who, s, C_KEPT if kept == 1.0 else C_BROKEN, 1, counts)
        purchases.satisfaction[r] = satisfied(purchases.satisfaction[r], kept, p)
        if kept == 1.0:
            rate_supplier(
                r, s, who, week, needs, sellers, policy, built, purchases, counts, keys, p
            )
            missed = missed_chance(policy.private[s], p)
            if uniform3(keys.missed, needs.key[r], sellers.key[s], week) < missed:
                tally(who, s, C_MISSED, 1, counts)
                continue  # nobody hears that it was kept
        instant = by_instant_message(r, s, week, needs, sellers, policy, keys, p)
        tally(who, s, C_SERVICE_IM if instant == 1.0 else C_SERVICE_EMAIL, 1, counts)
        weight = promise_weight(kept, care, policy.video[s], p_belief.promise_weight, p)
        for i in range(orgs.people_ptr[needs.org[r]], orgs.people_ptr[needs.org[r] + 1]):
            m = orgs.people[i]
            handles = people.role[m] == DECIDER or people.role[m] == BUYER
            if handles or beliefs.contacts[m, s] > 0.0:
                feel_promise(
                    m, s, kept, weight, instant, week, staff, sellers, beliefs, marks, dyads,
                    counts, ledger, p, p_belief, p_talk,
                )  # fmt: skip
    for s in range(len(sellers.key)):
        needed = p.care_hours * float(facts.n_customers[s])
        hands = staffed(policy.vacant[s], built.applicants[s] / members_k, p)
        built.hours[s] += min(policy.care_hours[s] * hands, needed)
        built.applicants[s] += counts.total[s, C_APPLICATIONS]


def study_audience(s: int, hours: float, segments: Any, built: Any, p: Any) -> None:
    """Understanding of each segment after listening; stale without it. p: Delivery.

    segments : (S, industries) float64, share of the listening that concerns each segment
    """
    for k in range(segments.shape[1]):
        built.understanding[s, k] = understanding_after(
            built.understanding[s, k], hours * segments[s, k], p
        )
