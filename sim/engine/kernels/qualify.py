"""Phase 9, qualify: leads are recorded, scored, passed on or ignored.

A lead belongs to a seller, a person and a purchase. It is recorded again only for a new purchase or,
outside one, after it lapsed.
"""

from __future__ import annotations

from typing import Any

from sim.agents.buying_centre import BUYER, DECIDER, offer_fit
from sim.agents.salesperson import lead_worth
from sim.engine.chance import uniform4
from sim.engine.kernels.common import learn, tally
from sim.engine.state import (
    C_FITTING,
    C_INBOUND,
    C_LEADS,
    C_NURTURED,
    C_OUTBOUND,
    C_QUALIFIED,
    C_REFERRAL,
    C_SALES,
    INBOUND,
    NEVER,
    OUTBOUND,
    T_ENQUIRY,
    T_FORM,
    T_REFERRAL,
    T_TRIAL,
)

NUMBERS = 4096  # purchases of one need row that can be told apart


def served_need(
    m: int, s: int, people: Any, orgs: Any, needs: Any, purchases: Any, facts: Any
) -> int:
    """The first open purchase of a person's organisation that the seller serves, -1 for none."""
    org = people.org[m]
    if org < 0:
        return -1
    for r in range(orgs.need_ptr[org], orgs.need_ptr[org + 1]):
        if purchases.open[r] == 1 and (facts.serve_bits[s] >> needs.category[r]) & 1 == 1:
            return r
    return -1


def fit_with(
    r: int, s: int, orgs: Any, needs: Any, sellers: Any, policy: Any, built: Any, purchases: Any,
    p: Any,
) -> float:  # fmt: skip
    """Fit of a seller's offer with an open purchase, 0-1. p: Choice."""
    heard = built.understanding[s, orgs.industry[needs.org[r]]]
    return offer_fit(sellers.strength[s, purchases.topic[r]], policy.fit[s], heard, p)


def owner_of(m: int, s: int, people: Any, orgs: Any, sellers: Any, staff: Any) -> int:
    """The rep who owns a person's account: by the account's place among the targets, by identity.

    A colleague stands in for a rep who is away; everybody else keeps its accounts. -1 where there
    is nobody.
    """
    n_reps = staff.rep_ptr[s + 1] - staff.rep_ptr[s]
    if n_reps == 0:
        return -1
    org = people.org[m]
    place = people.key[m]
    if org >= 0:
        low, high = sellers.target_ptr[s], sellers.target_ptr[s + 1]
        start = low
        while low < high:
            middle = (low + high) // 2
            if orgs.key[sellers.target_orgs[middle]] < orgs.key[org]:
                low = middle + 1
            else:
                high = middle
        place = low - start
    owner = staff.rep[staff.rep_ptr[s] + place % n_reps]
    if staff.present[owner] == 1:
        return owner
    here = 0
    for i in range(n_reps):
        here += staff.present[staff.rep[staff.rep_ptr[s] + i]]
    if here == 0:
        return -1
    turn = (place // n_reps) % here
    for i in range(n_reps):
        colleague = staff.rep[staff.rep_ptr[s] + i]
        if staff.present[colleague] == 1:
            if turn == 0:
                return colleague
            turn -= 1
    return -1


def first_score(touch_kind: int, p: Any) -> float:
    """Score of what made the person known to the seller. p: Lead."""
    if touch_kind == T_ENQUIRY:
        return p.enquiry_score
    if touch_kind == T_FORM or touch_kind == T_TRIAL:
        return p.form_score
    if touch_kind == T_REFERRAL:
        return p.referral_score
    return p.reply_score


def record(
    events: Any, n_leads: int, week: int, people: Any, orgs: Any, needs: Any, sellers: Any,
    staff: Any, facts: Any, policy: Any, built: Any, purchases: Any, marks: Any, leads: Any,
    counts: Any, p: Any, p_choice: Any,
) -> int:  # fmt: skip
    """Turn this week's events into leads; the number of leads so far. p: Lead, p_choice: Choice.

    events : sorted by person, seller and origin; `leads` has room for all of them
    """
    for i in range(len(events)):
        m = events[i, 0]
        s = events[i, 1]
        touch_kind = events[i, 3]
        r = served_need(m, s, people, orgs, needs, purchases, facts)
        purchase = r * NUMBERS + purchases.number[r] % NUMBERS if r >= 0 else -1
        if r >= 0 and marks.lead_need[m, s] == purchase:
            continue
        if r < 0 and week - marks.lead_week[m, s] < p.lapse_weeks:
            continue
        marks.lead_week[m, s] = week
        marks.lead_need[m, s] = purchase
        k = n_leads
        n_leads += 1
        leads.week[k] = week
        leads.seller[k] = s
        leads.person[k] = m
        leads.need[k] = r
        leads.number[k] = purchases.number[r] if r >= 0 else 0
        leads.origin[k] = events[i, 2]
        leads.touch[k] = marks.touch_before[m, s]
        leads.open_need[k] = 1 if r >= 0 else 0
        fit = 0.0
        if r >= 0:
            fit = fit_with(r, s, orgs, needs, sellers, policy, built, purchases, p_choice)
            if touch_kind == T_TRIAL:  # who tries an offer holds it in hand
                purchases.offer[r, s] = 1
        leads.fit[k] = fit
        earlier = max(0, marks.touches[m, s] - 1)
        score = first_score(touch_kind, p) + p.touch_score * float(earlier)
        leads.score[k] = lead_worth(score, people.role[m], DECIDER, BUYER, p)
        bar = p.bar if policy.scoring[s] == 1.0 else -1.0
        leads.qualified[k] = 1 if leads.score[k] >= bar else 0
        leads.accepted[k] = NEVER
        employee = events[i, 4]
        leads.rep[k] = employee if employee >= 0 else owner_of(m, s, people, orgs, sellers, staff)
        leads.contacted[k] = week if events[i, 2] == OUTBOUND else NEVER
        leads.need_at_contact[k] = leads.open_need[k] if events[i, 2] == OUTBOUND else 0
        leads.fit_at_contact[k] = fit if events[i, 2] == OUTBOUND else 0.0
        leads.two_way[k] = 1 if events[i, 2] == OUTBOUND else 0
        leads.met[k] = NEVER
        leads.state[k] = 1
        tally(m, s, C_LEADS, 1, counts)
        tally(m, s, C_QUALIFIED, leads.qualified[k], counts)
        if r >= 0 and fit >= p.fit_bar:
            tally(m, s, C_FITTING, 1, counts)
        if events[i, 2] == INBOUND:
            tally(m, s, C_INBOUND, 1, counts)
        elif events[i, 2] == OUTBOUND:
            tally(m, s, C_OUTBOUND, 1, counts)
        else:
            tally(m, s, C_REFERRAL, 1, counts)
    return n_leads


def hand_over(n_leads: int, people: Any, orgs: Any, sellers: Any, staff: Any, leads: Any) -> None:
    """Open leads of reps who are away pass to whoever stands in; nobody's leads find an owner."""
    for k in range(n_leads):
        q = leads.rep[k]
        if leads.state[k] == 1 and (q < 0 or staff.present[q] == 0):
            leads.rep[k] = owner_of(leads.person[k], leads.seller[k], people, orgs, sellers, staff)


def nurture(
    n_leads: int, week: int, people: Any, sellers: Any, policy: Any, beliefs: Any, marks: Any,
    leads: Any, counts: Any, keys: Any, p: Any, p_belief: Any,
) -> None:  # fmt: skip
    """Automated messages to leads that nobody works: who opens one learns and scores.

    p: Lead, p_belief: Belief.
    """
    for k in range(n_leads):
        s = leads.seller[k]
        m = leads.person[k]
        if leads.state[k] == 0 or leads.accepted[k] != NEVER or policy.automation[s] == 0.0:
            continue
        if marks.blocked[m, s] == 1:
            continue
        u = uniform4(keys.nurture, people.key[m], sellers.key[s], leads.week[k], week)
        if u >= p.nurture_open:
            continue
        tally(m, s, C_NURTURED, 1, counts)
        learn(m, s, p_belief.info_talk, beliefs)
        marks.act_week[m, s] = week
        leads.score[k] += p.nurture_score
        if leads.qualified[k] == 0 and leads.score[k] >= p.bar:
            leads.qualified[k] = 1
            tally(m, s, C_QUALIFIED, 1, counts)


def in_reach(
    k: int, mean_size: float, people: Any, orgs: Any, policy: Any, leads: Any, p: Any
) -> bool:
    """Whether reps call a lead at all: with tiers, only accounts of the higher one. p: Lead."""
    org = people.org[leads.person[k]]
    if policy.tiers[leads.seller[k]] == 0.0 or org < 0:
        return True
    return orgs.size[org] >= p.tier_size * mean_size


def pass_on(
    n_leads: int, week: int, mean_size: float, people: Any, orgs: Any, policy: Any,
    purchases: Any, leads: Any, queue: Any, counts: Any, p: Any,
) -> None:  # fmt: skip
    """Close what led nowhere and let reps accept qualified leads while their queue has room.

    queue : (P,) int64, set to the open accepted leads of each employee. p: Lead.
    """
    for q in range(len(queue)):
        queue[q] = 0
    for k in range(n_leads):
        if leads.state[k] == 0:
            continue
        r = leads.need[k]
        over = r >= 0 and (purchases.open[r] == 0 or purchases.number[r] != leads.number[k])
        stale = r < 0 and week - leads.week[k] > p.keep_weeks
        dropped = r >= 0 and leads.met[k] == NEVER and week - leads.week[k] > p.keep_weeks
        if over or stale or dropped:
            leads.state[k] = 0
        elif leads.accepted[k] != NEVER and leads.rep[k] >= 0:
            queue[leads.rep[k]] += 1
    for k in range(n_leads):
        if leads.state[k] == 0 or leads.accepted[k] != NEVER or leads.qualified[k] == 0:
            continue
        s = leads.seller[k]
        waits = p.handover_weeks * (1.0 - policy.internal[s])
        # Whom a rep wrote to itself it need not be handed.
        if leads.origin[k] != OUTBOUND and week - leads.week[k] < waits:
            continue
        if not in_reach(k, mean_size, people, orgs, policy, leads, p):
            continue
        q = leads.rep[k]
        if q >= 0 and queue[q] < p.queue_per_rep:
            queue[q] += 1
            leads.accepted[k] = week
            tally(leads.person[k], s, C_SALES, 1, counts)


def qualify(
    events: Any, n_leads: int, week: int, mean_size: float, people: Any, orgs: Any, needs: Any,
    sellers: Any, staff: Any, facts: Any, policy: Any, built: Any, purchases: Any, beliefs: Any,
    marks: Any, leads: Any, queue: Any, counts: Any, keys: Any, p: Any, p_choice: Any,
    p_belief: Any,
) -> int:  # fmt: skip
    """A week's events become leads and leads pass to reps; the number of leads so far.

    p: Lead, p_choice: Choice, p_belief: Belief.
    """
    nurture(
        n_leads, week, people, sellers, policy, beliefs, marks, leads, counts, keys, p, p_belief
    )
    n_leads = record(
        events, n_leads, week, people, orgs, needs, sellers, staff, facts, policy, built,
        purchases, marks, leads, counts, p, p_choice,
    )  # fmt: skip
    hand_over(n_leads, people, orgs, sellers, staff, leads)
    pass_on(n_leads, week, mean_size, people, orgs, policy, purchases, leads, queue, counts, p)
    return n_leads
