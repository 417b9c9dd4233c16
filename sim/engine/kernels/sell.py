"""Phase 10, sell: one-to-one contact — approach, meeting, answers in threads, referrals.

What reps do is settled first and listed as contacts; `apply_contacts` then changes the people, once
rows exist for all who met.
"""

from __future__ import annotations

from typing import Any

from sim.agents.buying_centre import offer_fit
from sim.agents.salesperson import answer_chance, contact_evidence, meeting_chance
from sim.engine.chance import uniform3, uniform4
from sim.engine.kernels.common import (
    judge,
    learn,
    meet_person,
    pull_trigger,
    remember,
    touch,
    trust_in,
)
from sim.engine.kernels.deliver import study_audience
from sim.engine.kernels.qualify import served_need
from sim.engine.kernels.react import put_event
from sim.engine.state import (
    ANSWERED,
    AWAITING,
    C_ANSWERS,
    C_MEETINGS,
    C_OPPORTUNITIES,
    INBOUND,
    MEETING,
    MESSAGE,
    NEVER,
    OUTBOUND,
    OWN,
    REFERRAL,
    T_MEETING,
    T_QUESTION,
    T_REFERRAL,
    T_REPLY,
)

CALL, MEET = range(2)


def put_contact(n: int, m: int, employee: int, kind: int, contacts: Any) -> int:
    """Note a two-way contact; the number of contacts so far."""
    if n < len(contacts):
        contacts[n, 0] = m
        contacts[n, 1] = employee
        contacts[n, 2] = kind
    return n + 1


def list_leads(n_leads: int, state: Any, accepted: Any, rep: Any, ptr: Any, rows: Any) -> int:
    """Open accepted leads by employee, as CSR; their number.

    state, accepted, rep : (L,) int64, columns of Leads
    ptr : (P + 1,) int64, set; rows : with room for all leads, set to theirs in order of arrival
    """
    n_staff = len(ptr) - 1
    for q in range(n_staff + 1):
        ptr[q] = 0
    for k in range(n_leads):
        if state[k] == 1 and accepted[k] != NEVER and rep[k] >= 0:
            ptr[rep[k] + 1] += 1
    for q in range(n_staff):
        ptr[q + 1] += ptr[q]
    n = ptr[n_staff]
    for k in range(n_leads - 1, -1, -1):  # from behind: each employee's end moves to its beginning
        if state[k] == 1 and accepted[k] != NEVER and rep[k] >= 0:
            ptr[rep[k] + 1] -= 1
            rows[ptr[rep[k] + 1]] = k
    for q in range(n_staff):
        ptr[q] = ptr[q + 1]
    ptr[n_staff] = n
    return n


def priority(k: int, scoring: float, leads: Any) -> float:
    """Place of a lead in a rep's day: those in talks first, then by score or by arrival."""
    order = leads.score[k] if scoring == 1.0 else -1e-9 * k
    return order + (100.0 if leads.two_way[k] == 1 else 0.0)


def hold_meeting(
    k: int, r: int, week: int, n: int, people: Any, needs: Any, sellers: Any, purchases: Any,
    leads: Any, counts: Any, contacts: Any, keys: Any, p: Any,
) -> int:  # fmt: skip
    """A meeting with the lead and some of the centre; the number of contacts so far. p: Selling."""
    s = leads.seller[k]
    q = leads.rep[k]
    n = put_contact(n, leads.person[k], q, MEET, contacts)
    counts[s, C_MEETINGS] += 1
    if leads.met[k] == NEVER:
        leads.met[k] = week
    purchases.offer[r, s] = 1
    if purchases.met[r, s] == NEVER:
        counts[s, C_OPPORTUNITIES] += 1
    purchases.met[r, s] = week
    last = 2.0
    for _ in range(int(p.meeting_room)):
        best = -1
        best_draw = -1.0
        for i in range(purchases.centre.shape[1]):
            m = purchases.centre[r, i]
            if m < 0 or m == leads.person[k]:
                continue
            u = uniform4(keys.joins, needs.key[r], people.key[m], sellers.key[s], week)
            if u > best_draw and u < last:
                best_draw = u
                best = m
        if best < 0:
            break
        n = put_contact(n, best, q, MEET, contacts)
        last = best_draw
    return n


def work_lead(
    k: int, q: int, week: int, n: int, people: Any, orgs: Any, needs: Any, sellers: Any,
    staff: Any, facts: Any, policy: Any, purchases: Any, beliefs: Any, marks: Any, leads: Any,
    built: Any, counts: Any, contacts: Any, keys: Any, p: Any, p_belief: Any,
) -> int:  # fmt: skip
    """What a rep does with one lead this week; the number of contacts so far.

    p: Selling, p_belief: Belief.
    """
    m = leads.person[k]
    s = leads.seller[k]
    r = served_need(m, s, people, orgs, needs, purchases, facts)
    me = people.key[m]
    if leads.two_way[k] == 0:
        if leads.contacted[k] != NEVER and week - leads.contacted[k] < 3:
            return n
        if built.selling_work[q] < p.approach_hours:
            return n
        built.selling_work[q] -= p.approach_hours
        if leads.contacted[k] == NEVER:
            leads.contacted[k] = week
            leads.need_at_contact[k] = 1 if r >= 0 else 0
            if r >= 0:
                strength = sellers.strength[s, purchases.topic[r]]
                leads.fit_at_contact[k] = offer_fit(strength, policy.fit[s])
        inbound = 1.0 if leads.origin[k] != OUTBOUND else 0.0
        chance = answer_chance(inbound, beliefs.annoyance[m, s], p)
        if (
            marks.blocked[m, s] == 0
            and uniform4(keys.answer, staff.key[q], me, leads.week[k], week) < chance
        ):
            leads.two_way[k] = 1
            touch(m, s, T_REPLY, week, marks)
            n = put_contact(n, m, q, CALL, contacts)
        return n
    if built.selling_work[q] < p.meeting_hours or marks.blocked[m, s] == 1:
        return n
    if r >= 0 and purchases.met[r, s] == week:
        return n  # one meeting a week with a centre
    need = 1.0 if r >= 0 else 0.0
    trust = trust_in(m, s, beliefs, p_belief)
    if uniform4(keys.meet, staff.key[q], me, leads.week[k], week) < meeting_chance(need, trust, p):
        built.selling_work[q] -= p.meeting_hours
        touch(m, s, T_MEETING, week, marks)
        n = hold_meeting(
            k, r, week, n, people, needs, sellers, purchases, leads, counts, contacts, keys, p
        )
    return n


def sell(
    week: int, by_rep_ptr: Any, by_rep: Any, people: Any, orgs: Any, needs: Any, sellers: Any,
    staff: Any, facts: Any, policy: Any, purchases: Any, beliefs: Any, marks: Any, leads: Any,
    built: Any, counts: Any, contacts: Any, keys: Any, p: Any, p_belief: Any,
) -> int:  # fmt: skip
    """Every rep works its leads, nearest to buying first; the number of contacts.

    by_rep_ptr, by_rep : CSR of open accepted leads by employee
    p: Selling, p_belief: Belief.
    """
    n = 0
    for i in range(len(staff.rep)):
        q = staff.rep[i]
        s = staff.seller[q]
        n_reps = staff.rep_ptr[s + 1] - staff.rep_ptr[s]
        share = policy.sell_hours[s] / n_reps
        if share <= 0.0 or staff.present[q] == 0:
            built.selling_work[q] = 0.0
            continue
        # What is left over is not carried on, beyond a meeting that is being prepared.
        built.selling_work[q] = min(built.selling_work[q], p.meeting_hours) + share
        before = built.selling_work[q]
        low, high = by_rep_ptr[q], by_rep_ptr[q + 1]
        for a in range(low + 1, high):  # insertion sort by priority
            k = by_rep[a]
            b = a
            mine = priority(k, policy.scoring[s], leads)
            while b > low and priority(by_rep[b - 1], policy.scoring[s], leads) < mine:
                by_rep[b] = by_rep[b - 1]
                b -= 1
            by_rep[b] = k
        for a in range(low, high):
            n = work_lead(
                by_rep[a], q, week, n, people, orgs, needs, sellers, staff, facts, policy,
                purchases, beliefs, marks, leads, built, counts, contacts, keys, p, p_belief,
            )  # fmt: skip
        built.hours[s] += before - built.selling_work[q]
    return n


def apply_contacts(
    n: int, week: int, contacts: Any, rows: Any, people: Any, staff: Any, sellers: Any,
    beliefs: Any, marks: Any, dyads: Any, counts: Any, ledger: Any, keys: Any, p: Any, p_talk: Any,
) -> None:  # fmt: skip
    """What a call or meeting does to the person, in the order of identity.

    rows : (n,) int64, dyad of each contact. p: Belief, p_talk: Talk.
    """
    for i in range(n):
        m = contacts[i, 0]
        q = contacts[i, 1]
        s = staff.seller[q]
        d = rows[i]
        if i > 0 and contacts[i - 1, 0] == m and contacts[i - 1, 1] == q:
            continue  # one contact a week and dyad
        weight = p.meeting_weight if contacts[i, 2] == MEET else p.call_weight
        gain = p.meeting_gain if contacts[i, 2] == MEET else p.message_gain
        shown = contact_evidence(
            staff.skill[q], uniform3(keys.evidence, staff.key[q], people.key[m], week)
        )
        remember(m, s, gain, week, MEETING, 0, beliefs, marks, counts, sellers.target, p)
        if contacts[i, 2] == MEET:
            learn(m, s, p.info_meeting, beliefs)
        meet_person(
            d, shown, weight, 1.0, week, MEETING, beliefs, dyads, staff, ledger, sellers.target, p
        )
        pull_trigger(m, s, p_talk.message_trigger, OWN, beliefs, marks)


def list_threads(
    week: int, person_key: Any, seller_key: Any, thread: Any, threads: Any, places: Any, keys: Any
) -> int:
    """Threads that await an answer; their number, written as far as they fit.

    thread : (M, S) int64, a column of Marks
    threads : (n, 2) int64, set to person and seller
    places : (n,) float64, set to the thread's place in the seller's queue, 0-1
    """
    n = 0
    for m in range(len(person_key)):
        for s in range(len(seller_key)):
            if thread[m, s] != AWAITING:
                continue
            if n < len(places):
                threads[n, 0] = m
                threads[n, 1] = s
                places[n] = uniform3(keys.thread, person_key[m], seller_key[s], week)
            n += 1
    return n


def answer_thread(
    m: int, s: int, accounts: Any, sellers: Any, beliefs: Any, marks: Any, counts: Any,
    ledger: Any, p: Any,
) -> None:  # fmt: skip
    """Answer an open thread; a question answered makes its author known. p: Belief."""
    marks.thread[m, s] = ANSWERED
    marks.turns[m, s] += 1
    counts[s, C_ANSWERS] += 1
    learn(m, s, p.info_talk, beliefs)
    judge(m, s, accounts.expertise[s], p.reply_weight, MESSAGE, beliefs, ledger, sellers.target, p)


def answer_threads(
    threads: Any, segments: Any, accounts: Any, sellers: Any, policy: Any, built: Any,
    beliefs: Any, marks: Any, counts: Any, ledger: Any, events: Any, p: Any, p_production: Any,
    p_delivery: Any, p_belief: Any,
) -> int:  # fmt: skip
    """Answer threads within the reply hours, the rest of which goes to listening; their number.

    threads : (n, 2) int64 person and seller, by seller and place in its queue
    segments : (S, industries) float64, share of a seller's listening that concerns each segment
    p: Selling, p_production: Production, p_delivery: Delivery, p_belief: Belief.
    """
    n_events = 0
    i = 0
    for s in range(len(sellers.key)):
        hours = policy.reply_hours[s]
        cost = p.reply_hours + p_production.reply_approval * policy.approval[s]
        most = int(hours / cost)
        answered = 0
        in_public = 0
        while i < len(threads) and threads[i, 1] == s:
            if answered < most:
                m = threads[i, 0]
                answer_thread(
                    m, s, accounts, sellers, beliefs, marks, counts, ledger, p_belief
                )  # fmt: skip
                n_events = put_event(n_events, m, s, INBOUND, T_QUESTION, -1, events)
                answered += 1
                in_public += marks.open_thread[m, s]
            i += 1
        built.public_answers[s] = in_public / policy.teams[s]
        built.hours[s] += hours
        study_audience(s, (hours - answered * cost) / policy.teams[s], segments, built, p_delivery)
    return n_events


def refer(
    week: int, n_events: int, people: Any, orgs: Any, needs: Any, sellers: Any, ties: Any,
    facts: Any, purchases: Any, beliefs: Any, events: Any, keys: Any, p: Any, p_belief: Any,
) -> int:  # fmt: skip
    """Satisfied customers' people name contacts elsewhere; the number of events, written if they fit.

    p: Selling, p_belief: Belief.
    """
    for r in range(len(needs.key)):
        s = purchases.supplier[r]
        if s < 0:
            continue
        org = needs.org[r]
        for i in range(orgs.people_ptr[org], orgs.people_ptr[org + 1]):
            o = orgs.people[i]
            # Whoever trusts less than 0.5 names nobody (assumption).
            if beliefs.contacts[o, s] <= 0.0 or trust_in(o, s, beliefs, p_belief) < 0.5:
                continue
            for e in range(ties.ptr[o], ties.ptr[o + 1]):
                m = ties.other[e]
                there = people.org[m]
                if there < 0 or there == org or sellers.target[m, s] == 0:
                    continue
                if facts.customer[there, s] > 0:
                    continue
                chance = p.referral_rate * purchases.satisfaction[r] * min(1.0, ties.weight[e])
                if uniform4(keys.refer, people.key[o], people.key[m], needs.key[r], week) < chance:
                    if n_events < len(events):
                        put_event(n_events, m, s, REFERRAL, T_REFERRAL, -1, events)
                    n_events += 1
    return n_events


def note_referrals(events: Any, marks: Any) -> None:
    """The seller sees that a person was named; once a person, however many named it."""
    for i in range(len(events)):
        m = events[i, 0]
        s = events[i, 1]
        if marks.touch[m, s] != T_REFERRAL:
            marks.touch_before[m, s] = marks.touch[m, s]
            marks.touch[m, s] = T_REFERRAL
