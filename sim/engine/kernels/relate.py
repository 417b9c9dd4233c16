"""Phase 10, sell, beside leads: discussions of others, answers in threads, names from customers."""

from __future__ import annotations

from typing import Any

from sim.agents.buying_centre import pleased
from sim.agents.reading import LINKEDIN
from sim.agents.voice import usefulness_after
from sim.engine.chance import below, fold, uniform3, uniform4
from sim.engine.kernels.common import judge, learn, tally, trust_in
from sim.engine.kernels.deliver import study_audience
from sim.engine.kernels.react import put_event
from sim.engine.kernels.sell import JOIN, put_contact
from sim.engine.state import (
    ANSWERED,
    AWAITING,
    C_ANSWERS,
    C_COMMENTS,
    C_GROUP,
    C_JOINED,
    C_LIKES,
    C_NEGATIVE,
    C_POSTS,
    C_SHARES,
    INBOUND,
    MESSAGE,
    REFERRAL,
    T_QUESTION,
    T_REFERRAL,
)

RESPONSE_STEP = 0.2  # assumption: how fast buyers notice that a seller answers more or less


def join_talks(
    week: int, n: int, accounts: Any, staff: Any, audience_ptr: Any, audience: Any, people: Any,
    persons: Any, blocked: Any, assignment: Any, policy: Any, built: Any, counts: Any,
    contacts: Any, sell_keys: Any, p: Any,
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
                    fold(fold(fold(sell_keys.discussion, staff.key[q]), week), number), high - low
                )
                m = audience[low + place]
                here = (people.channels[m] >> LINKEDIN) & 1 == 1 and blocked[m, s] == 0
                speaks = persons.regard[m] * (1.0 - people.privacy[m])
                u = uniform4(sell_keys.speaks, staff.key[q], people.key[m], week, number)
                if here and u < speaks:
                    n = put_contact(n, m, q, JOIN, contacts)
                    tally(m, s, C_JOINED, 1, counts)
            number += 1
        built.join_work[a] = work
    return n


def list_threads(
    week: int, person_key: Any, seller_key: Any, thread: Any, threads: Any, places: Any,
    sell_keys: Any,
) -> int:  # fmt: skip
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
                places[n] = uniform3(sell_keys.thread, person_key[m], seller_key[s], week)
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
    tally(m, s, C_ANSWERS, 1, counts)
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
        able = hours * policy.gate[s] + built.answer_work[s]
        most = int(able / cost)
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
        built.public_answers[s] = (in_public + counts.total[s, C_JOINED]) / policy.teams[s]
        built.hours[s] += hours + policy.group_hours[s]
        week = counts.total[s]
        built.comments[s] = week[C_COMMENTS] / policy.teams[s]
        built.critical[s] = week[C_NEGATIVE] / max(1, week[C_COMMENTS])
        acts = week[C_LIKES] + week[C_SHARES] + week[C_COMMENTS]
        built.useful[s] = usefulness_after(
            built.useful[s], float(acts), float(week[C_POSTS]), policy.trained[s], p_production
        )
        # What is left goes into listening, but for an answer that is begun and somebody waits for.
        left = max(0.0, able - answered * cost)
        begun = min(left, cost) if i - asked > answered else 0.0
        built.answer_work[s] = begun
        listening = left - begun + p_club.insight * week[C_GROUP]
        study_audience(s, listening / policy.teams[s], segments, built, p_delivery)
    return n_events


def refer(
    week: int, n_events: int, people: Any, orgs: Any, needs: Any, sellers: Any, ties: Any,
    facts: Any, purchases: Any, beliefs: Any, events: Any, sell_keys: Any, p: Any, p_belief: Any,
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
                u = uniform4(sell_keys.refer, people.key[o], people.key[m], needs.key[r], week)
                if u < chance:
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
