"""Phase 10, sell: one-to-one contact — approach, meeting, answers in threads, referrals.

What reps do is settled first and listed as contacts; `apply_contacts` then changes the people, once
rows exist for all who met.
"""

from __future__ import annotations

from typing import Any

from sim.agents.salesperson import (
    answer_chance,
    contact_evidence,
    demo_information,
    meeting_chance,
    meeting_cost,
    online_evidence,
)
from sim.agents.seller import staffed
from sim.engine.chance import below, fold, uniform3, uniform4
from sim.engine.kernels.common import (
    judge,
    learn,
    meet_person,
    pull_trigger,
    remember,
    tally,
    touch,
    trust_in,
)
from sim.engine.kernels.qualify import fit_with, served_need
from sim.engine.state import (
    C_MEETINGS,
    C_OBJECTIONS,
    C_ONLINE,
    C_OPPORTUNITIES,
    C_REFERENCE,
    FEED,
    MEETING,
    NEVER,
    OWN,
    T_MEETING,
    T_REPLY,
)

CALL, MEET, MEET_ONLINE, JOIN = range(4)


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


def just_acted(k: int, week: int, policy: Any, marks: Any, leads: Any) -> float:
    """1 where a trigger says that the lead has just shown interest, else 0."""
    s = leads.seller[k]
    if policy.triggers[s] == 0.0:
        return 0.0
    return 1.0 if marks.act_week[leads.person[k], s] >= week - 1 else 0.0


def priority(k: int, week: int, policy: Any, marks: Any, leads: Any) -> float:
    """Place of a lead in a rep's day: those in talks, triggers, then by score or by arrival."""
    order = leads.score[k] if policy.scoring[leads.seller[k]] == 1.0 else -1e-9 * k
    order += 50.0 * just_acted(k, week, policy, marks, leads)
    return order + (100.0 if leads.two_way[k] == 1 else 0.0)


def hold_meeting(
    k: int, r: int, kind: int, week: int, n: int, people: Any, needs: Any, sellers: Any,
    purchases: Any, leads: Any, counts: Any, contacts: Any, keys: Any, p: Any,
) -> int:  # fmt: skip
    """A meeting with the lead and some of the centre; the number of contacts so far. p: Selling.

    kind : MEET or MEET_ONLINE
    """
    s = leads.seller[k]
    q = leads.rep[k]
    n = put_contact(n, leads.person[k], q, kind, contacts)
    tally(leads.person[k], s, C_MEETINGS, 1, counts)
    tally(leads.person[k], s, C_ONLINE, 1 if kind == MEET_ONLINE else 0, counts)
    if leads.met[k] == NEVER:
        leads.met[k] = week
    purchases.offer[r, s] = 1
    if purchases.met[r, s] == NEVER:
        tally(leads.person[k], s, C_OPPORTUNITIES, 1, counts)
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
        n = put_contact(n, best, q, kind, contacts)
        last = best_draw
    return n


def work_lead(
    k: int, q: int, week: int, n: int, people: Any, orgs: Any, needs: Any, sellers: Any,
    staff: Any, facts: Any, policy: Any, purchases: Any, beliefs: Any, marks: Any, leads: Any,
    built: Any, counts: Any, contacts: Any, keys: Any, p: Any, p_belief: Any, p_choice: Any,
) -> int:  # fmt: skip
    """What a rep does with one lead this week; the number of contacts so far.

    p: Selling, p_belief: Belief, p_choice: Choice.
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
                leads.fit_at_contact[k] = fit_with(
                    r, s, orgs, needs, sellers, policy, built, purchases, p_choice
                )
        timely = just_acted(k, week, policy, marks, leads)
        chance = answer_chance(beliefs.info[m, s], timely, beliefs.annoyance[m, s], p)
        if (
            marks.blocked[m, s] == 0
            and uniform4(keys.answer, staff.key[q], me, leads.week[k], week) < chance
        ):
            leads.two_way[k] = 1
            touch(m, s, T_REPLY, week, marks)
            n = put_contact(n, m, q, CALL, contacts)
        return n
    u = uniform4(keys.online, staff.key[q], me, leads.week[k], week)
    online = 1.0 if u < policy.online[s] else 0.0
    cost = meeting_cost(online, beliefs.info[m, s], p)
    if built.selling_work[q] < cost or marks.blocked[m, s] == 1:
        return n
    if r >= 0 and purchases.met[r, s] == week:
        return n  # one meeting a week with a centre
    need = 1.0 if r >= 0 else 0.0
    trust = trust_in(m, s, beliefs, p_belief)
    if uniform4(keys.meet, staff.key[q], me, leads.week[k], week) < meeting_chance(need, trust, p):
        built.selling_work[q] -= cost
        touch(m, s, T_MEETING, week, marks)
        kind = MEET_ONLINE if online == 1.0 else MEET
        n = hold_meeting(
            k, r, kind, week, n, people, needs, sellers, purchases, leads, counts, contacts, keys, p
        )
    elif r >= 0 and leads.met[k] != NEVER and built.selling_work[q] >= p.objection_hours:
        # Between meetings questions and doubts are dealt with by phone and email.
        built.selling_work[q] -= p.objection_hours
        tally(m, s, C_OBJECTIONS, 1, counts)
        n = put_contact(n, m, q, CALL, contacts)
    return n


def sell(
    week: int, by_rep_ptr: Any, by_rep: Any, people: Any, orgs: Any, needs: Any, sellers: Any,
    staff: Any, facts: Any, policy: Any, purchases: Any, beliefs: Any, marks: Any, leads: Any,
    built: Any, counts: Any, contacts: Any, members_k: float, keys: Any, p: Any, p_belief: Any,
    p_choice: Any, p_delivery: Any,
) -> int:  # fmt: skip
    """Every rep works its leads, nearest to buying first; the number of contacts.

    by_rep_ptr, by_rep : CSR of open accepted leads by employee
    members_k : thousands of members
    p: Selling, p_belief: Belief, p_choice: Choice, p_delivery: Delivery.
    """
    n = 0
    for i in range(len(staff.rep)):
        q = staff.rep[i]
        s = staff.seller[q]
        n_reps = staff.rep_ptr[s + 1] - staff.rep_ptr[s]
        hands = staffed(policy.vacant[s], built.applicants[s] / members_k, p_delivery)
        share = policy.sell_hours[s] * hands / n_reps
        if share <= 0.0 or staff.present[q] == 0:
            built.selling_work[q] = 0.0
            continue
        built.selling_work[q] += share
        low, high = by_rep_ptr[q], by_rep_ptr[q + 1]
        for a in range(low + 1, high):  # insertion sort by priority
            k = by_rep[a]
            b = a
            mine = priority(k, week, policy, marks, leads)
            while b > low and priority(by_rep[b - 1], week, policy, marks, leads) < mine:
                by_rep[b] = by_rep[b - 1]
                b -= 1
            by_rep[b] = k
        for a in range(low, high):
            n = work_lead(
                by_rep[a], q, week, n, people, orgs, needs, sellers, staff, facts, policy,
                purchases, beliefs, marks, leads, built, counts, contacts, keys, p, p_belief,
                p_choice,
            )  # fmt: skip
        # What is left over is not spent, beyond a meeting that is being prepared.
        idle = max(0.0, built.selling_work[q] - p.meeting_hours - p.travel_hours)
        built.selling_work[q] -= idle
        built.hours[s] += max(0.0, share - idle)
    return n


def talk_with_customer(
    m: int, s: int, q: int, week: int, people: Any, needs: Any, sellers: Any, staff: Any,
    supplied_ptr: Any, supplied: Any, purchases: Any, beliefs: Any, counts: Any, ledger: Any,
    keys: Any, p: Any, p_selling: Any,
) -> None:  # fmt: skip
    """A lead talks to a customer of the seller, who says how satisfied it is.

    One of the needs that the seller supplies by lot, or the next that is not of the lead's own
    organisation. p: Belief, p_selling: Selling.
    """
    low, high = supplied_ptr[s], supplied_ptr[s + 1]
    if high == low:
        return
    place = below(fold(fold(fold(keys.reference, staff.key[q]), people.key[m]), week), high - low)
    best = -1
    for i in range(high - low):
        r = supplied[low + (place + i) % (high - low)]
        if needs.org[r] != people.org[m]:
            best = r
            break
    if best < 0:
        return
    tally(m, s, C_REFERENCE, 1, counts)
    judge(
        m, s, purchases.satisfaction[best], p_selling.reference_weight, MEETING, beliefs, ledger,
        sellers.target, p,
    )  # fmt: skip


def apply_contacts(
    n: int, week: int, contacts: Any, rows: Any, supplied_ptr: Any, supplied: Any, people: Any,
    needs: Any, staff: Any, sellers: Any, policy: Any, purchases: Any, beliefs: Any, marks: Any,
    dyads: Any, counts: Any, ledger: Any, keys: Any, p: Any, p_talk: Any, p_selling: Any,
) -> None:  # fmt: skip
    """What a call or meeting does to the person, in the order of identity.

    rows : (n,) int64, dyad of each contact
    supplied_ptr, supplied : CSR of need rows by the seller that supplies them
    p: Belief, p_talk: Talk, p_selling: Selling.
    """
    for i in range(n):
        m = contacts[i, 0]
        q = contacts[i, 1]
        s = staff.seller[q]
        d = rows[i]
        if i > 0 and contacts[i - 1, 0] == m and contacts[i - 1, 1] == q:
            continue  # one contact a week and dyad
        if contacts[i, 2] == JOIN:
            shown = contact_evidence(
                staff.skill[q], uniform3(keys.insight, staff.key[q], people.key[m], week)
            )
            remember(m, s, p.join_gain, week, FEED, 0, beliefs, marks, counts, sellers.target, p)
            marks.view_week[m, s] = week
            meet_person(
                d, shown, p.join_weight, p.join_contact, week, FEED, beliefs, dyads, staff, ledger,
                sellers.target, p,
            )  # fmt: skip
            continue
        called = contacts[i, 2] == CALL
        online = 1.0 if contacts[i, 2] == MEET_ONLINE else 0.0
        shown = contact_evidence(
            staff.skill[q], uniform3(keys.evidence, staff.key[q], people.key[m], week)
        )
        gain = p.message_gain if called else p.meeting_gain
        remember(m, s, gain, week, MEETING, 0, beliefs, marks, counts, sellers.target, p)
        weight = p.call_weight
        if called:
            dyads.filed[d] += 1.0
            learn(m, s, p.info_talk, beliefs)
        else:
            weight = online_evidence(p.meeting_weight, online, p_selling)
            learn(
                m,
                s,
                demo_information(p.info_meeting, online, policy.digital[s], p_selling),
                beliefs,
            )
            if policy.reference[s] == 1.0:
                talk_with_customer(
                    m, s, q, week, people, needs, sellers, staff, supplied_ptr, supplied,
                    purchases, beliefs, counts, ledger, keys, p, p_selling,
                )  # fmt: skip
        meet_person(
            d, shown, weight, 1.0, week, MEETING, beliefs, dyads, staff, ledger, sellers.target, p
        )
        pull_trigger(m, s, p_talk.message_trigger, OWN, beliefs, marks)
