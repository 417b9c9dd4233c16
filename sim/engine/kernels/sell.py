"""Phase 10, sell: one-to-one contact — approach, meeting, answers in threads, referrals.

What reps do is settled first and listed as contacts; `apply_contacts` then changes the people, once
rows exist for all who met.
"""

from __future__ import annotations

from typing import Any

from sim.agents.buying_centre import pleased
from sim.agents.reading import LINKEDIN
from sim.agents.salesperson import (
    answer_chance,
    contact_evidence,
    demo_information,
    meeting_chance,
    meeting_cost,
    online_evidence,
)
from sim.agents.seller import staffed
from sim.agents.voice import usefulness_after
from sim.engine.chance import below, fold, uniform3, uniform4
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
from sim.engine.kernels.qualify import fit_with, served_need
from sim.engine.kernels.react import put_event
from sim.engine.state import (
    ANSWERED,
    AWAITING,
    C_ANSWERS,
    C_COMMENTS,
    C_GROUP,
    C_JOINED,
    C_LIKES,
    C_MEETINGS,
    C_ONLINE,
    C_OPPORTUNITIES,
    C_POSTS,
    C_REFERENCE,
    C_SHARES,
    FEED,
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

CALL, MEET, MEET_ONLINE, JOIN = range(4)
RESPONSE_STEP = 0.2  # assumption: how fast buyers notice that a seller answers more or less


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
    counts[s, C_MEETINGS] += 1
    counts[s, C_ONLINE] += 1 if kind == MEET_ONLINE else 0
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
        inbound = 1.0 if leads.origin[k] != OUTBOUND else 0.0
        timely = just_acted(k, week, policy, marks, leads)
        chance = answer_chance(inbound, timely, beliefs.annoyance[m, s], p)
        if (
            marks.blocked[m, s] == 0
            and uniform4(keys.answer, staff.key[q], me, leads.week[k], week) < chance
        ):
            leads.two_way[k] = 1
            touch(m, s, T_REPLY, week, marks)
            n = put_contact(n, m, q, CALL, contacts)
        return n
    online = 1.0 if uniform3(keys.online, staff.key[q], me, week) < policy.online[s] else 0.0
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
        # What is left over is not carried on, beyond a meeting that is being prepared.
        built.selling_work[q] = min(built.selling_work[q], p.meeting_hours + p.travel_hours) + share
        before = built.selling_work[q]
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
        built.hours[s] += before - built.selling_work[q]
    return n


def join_talks(
    week: int, n: int, accounts: Any, staff: Any, audience_ptr: Any, audience: Any, people: Any,
    persons: Any, blocked: Any, assignment: Any, policy: Any, built: Any, counts: Any,
    contacts: Any, keys: Any, p: Any,
) -> int:  # fmt: skip
    """Employees take part in discussions of others; the number of contacts. p: Production.

    audience_ptr, audience : CSR of people in target by seller. blocked : (M, S), a column of Marks
    Somebody in the target is met there if it reads the business network and speaks up at all; time
    with those who do not is spent all the same.
    """
    for a in range(len(accounts.key)):
        q = accounts.staff[a]
        if assignment.joining[a] <= 0.0 or q < 0 or staff.present[q] == 0:
            continue
        s = assignment.seller[a]
        low, high = audience_ptr[s], audience_ptr[s + 1]
        built.hours[s] += assignment.joining[a]
        work = built.join_work[a] + assignment.joining[a] * policy.gate[s]
        number = 0
        while work >= p.join_hours:
            work -= p.join_hours
            if high > low:
                place = below(
                    fold(fold(fold(keys.discussion, staff.key[q]), week), number), high - low
                )
                m = audience[low + place]
                here = (people.channels[m] >> LINKEDIN) & 1 == 1 and blocked[m, s] == 0
                speaks = persons.regard[m] * (1.0 - people.privacy[m])
                u = uniform4(keys.speaks, staff.key[q], people.key[m], week, number)
                if here and u < speaks:
                    n = put_contact(n, m, q, JOIN, contacts)
                    counts[s, C_JOINED] += 1
            number += 1
        built.join_work[a] = work
    return n


def talk_with_customer(
    m: int, s: int, q: int, week: int, people: Any, needs: Any, sellers: Any, staff: Any,
    purchases: Any, beliefs: Any, counts: Any, ledger: Any, keys: Any, p: Any, p_selling: Any,
) -> None:  # fmt: skip
    """A lead talks to a customer of the seller, who says how satisfied it is.

    Among needs that the seller supplies, the one whose identity draws highest. p: Belief,
    p_selling: Selling.
    """
    best = -1
    best_draw = -1.0
    for r in range(len(needs.key)):
        if purchases.supplier[r] != s or needs.org[r] == people.org[m]:
            continue
        place = uniform4(keys.reference, staff.key[q], people.key[m], needs.key[r], week)
        if place > best_draw:
            best_draw = place
            best = r
    if best < 0:
        return
    counts[s, C_REFERENCE] += 1
    judge(
        m, s, purchases.satisfaction[best], p_selling.reference_weight, MEETING, beliefs, ledger,
        sellers.target, p,
    )  # fmt: skip


def apply_contacts(
    n: int, week: int, contacts: Any, rows: Any, people: Any, needs: Any, staff: Any,
    sellers: Any, policy: Any, purchases: Any, beliefs: Any, marks: Any, dyads: Any, counts: Any,
    ledger: Any, keys: Any, p: Any, p_talk: Any, p_selling: Any,
) -> None:  # fmt: skip
    """What a call or meeting does to the person, in the order of identity.

    rows : (n,) int64, dyad of each contact. p: Belief, p_talk: Talk, p_selling: Selling.
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
                    m, s, q, week, people, needs, sellers, staff, purchases, beliefs, counts,
                    ledger, keys, p, p_selling,
                )  # fmt: skip
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
    m: int, s: int, people: Any, orgs: Any, accounts: Any, sellers: Any, purchases: Any,
    beliefs: Any, marks: Any, counts: Any, ledger: Any, p: Any, p_delivery: Any,
) -> None:  # fmt: skip
    """Answer an open thread; a question answered makes its author known.

    Customers are the more satisfied for it. p: Belief, p_delivery: Delivery.
    """
    org = people.org[m]
    if org >= 0:
        for r in range(orgs.need_ptr[org], orgs.need_ptr[org + 1]):
            if purchases.supplier[r] == s:
                purchases.satisfaction[r] = pleased(purchases.satisfaction[r], p_delivery)
    marks.thread[m, s] = ANSWERED
    marks.turns[m, s] += 1
    counts[s, C_ANSWERS] += 1
    private = 1.0 - float(marks.open_thread[m, s])
    learn(m, s, min(1.0, p.info_talk * (1.0 + p.private_depth * private)), beliefs)
    judge(m, s, accounts.expertise[s], p.reply_weight, MESSAGE, beliefs, ledger, sellers.target, p)


def answer_threads(
    threads: Any, segments: Any, people: Any, orgs: Any, accounts: Any, sellers: Any, policy: Any,
    built: Any, purchases: Any, beliefs: Any, marks: Any, counts: Any, ledger: Any, events: Any,
    p: Any, p_production: Any, p_delivery: Any, p_belief: Any, p_club: Any,
) -> int:  # fmt: skip
    """Answer threads within the reply hours, the rest of which goes to listening; their number.

    threads : (n, 2) int64 person and seller, by seller and place in its queue
    segments : (S, industries) float64, share of a seller's listening that concerns each segment
    p: Selling, p_production: Production, p_delivery: Delivery, p_belief: Belief, p_club: Club.
    """
    n_events = 0
    i = 0
    for s in range(len(sellers.key)):
        hours = policy.reply_hours[s]
        cost = p.reply_hours + p_production.reply_approval * policy.approval[s]
        most = int(hours * policy.gate[s] / cost)
        answered = 0
        in_public = 0
        asked = i
        while i < len(threads) and threads[i, 1] == s:
            if answered < most:
                m = threads[i, 0]
                answer_thread(
                    m, s, people, orgs, accounts, sellers, purchases, beliefs, marks, counts,
                    ledger, p_belief, p_delivery,
                )  # fmt: skip
                n_events = put_event(n_events, m, s, INBOUND, T_QUESTION, -1, events)
                answered += 1
                in_public += marks.open_thread[m, s]
            i += 1
        if i > asked:
            share = answered / (i - asked)
            built.responsive[s] += RESPONSE_STEP * (share - built.responsive[s])
        built.public_answers[s] = (in_public + counts[s, C_JOINED]) / policy.teams[s]
        built.hours[s] += hours + policy.group_hours[s]
        acts = counts[s, C_LIKES] + counts[s, C_SHARES] + counts[s, C_COMMENTS]
        built.useful[s] = usefulness_after(
            built.useful[s], float(acts), float(counts[s, C_POSTS]), p_production
        )
        listening = max(0.0, hours * policy.gate[s] - answered * cost)
        listening += p_club.insight * counts[s, C_GROUP]
        study_audience(s, listening / policy.teams[s], segments, built, p_delivery)
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
                chance *= 1.0 + p.brand_referral * beliefs.brand[o, s]
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
