"""Phase 4, prospect: reps research accounts and send first contacts.

Needs are not visible (MB-09); roles are (MB-18). A rep looks at accounts in an order by hash, so
that one contact more or less never changes who else is looked at.
"""

from __future__ import annotations

from typing import Any

from sim.agents.buying_centre import BUYER, DECIDER
from sim.agents.salesperson import aim_chance, message_cost, personalisation
from sim.engine.chance import below, fold, uniform3, uniform4
from sim.engine.kernels.common import find_dyad, tally
from sim.engine.kernels.qualify import owner_of
from sim.engine.state import (
    C_BY_EMAIL,
    C_BY_PHONE,
    C_BY_SOCIAL,
    C_FIRST_CONTACTS,
    C_INTEREST,
    C_MESSAGES,
    EMAIL,
    PHONE,
    SOCIAL,
)


def has_intro(
    m: int, s: int, week: int, people: Any, staff_key: int, ties: Any, beliefs: Any, keys: Any,
    neutral: float, p: Any,
) -> float:  # fmt: skip
    """1 where a contact of m knows the seller's people and vouches. p: Contact.

    neutral : personal trust above which somebody would vouch at all
    """
    for e in range(ties.ptr[m], ties.ptr[m + 1]):
        n = ties.other[e]
        if beliefs.contacts[n, s] <= 0.0 or beliefs.personal[n, s] <= neutral:
            continue
        if uniform4(keys.intro, staff_key, people.key[m], people.key[n], week) < p.intro_rate:
            return 1.0
    return 0.0


def pick_person(
    org: int, employee: int, researched: bool, week: int, people: Any, orgs: Any, dyads: Any,
    staff_key: int, keys: Any, rest: float, follow_ups: float,
) -> int:  # fmt: skip
    """Whom to write to in an account: research finds deciders and buyers; -1 where nobody is left.

    People in contact are left to the leads they became, those still being followed up to that; others
    may be tried again after `rest` weeks.
    """
    best = -1
    best_score = -1.0
    for i in range(orgs.people_ptr[org], orgs.people_ptr[org + 1]):
        m = orgs.people[i]
        d = find_dyad(m, employee, dyads)
        if d >= 0 and (dyads.contacts[d] > 0.0 or dyads.last_week[d] + rest > week):
            continue
        if d >= 0 and 0 < dyads.attempts[d] <= follow_ups:
            continue
        score = uniform3(keys.person, staff_key, people.key[m], week)
        if researched and (people.role[m] == DECIDER or people.role[m] == BUYER):
            score += 1.0
        if score > best_score:
            best_score = score
            best = m
    return best


def put_message(
    n: int, m: int, employee: int, s: int, personal: float, intro: float, attempts: int,
    first: int, channel: int, out: Any, counts: Any,
) -> None:  # fmt: skip
    """Fill row n of the messages and count it."""
    tally(m, s, C_MESSAGES, 1, counts)
    tally(m, s, C_FIRST_CONTACTS, first, counts)
    if channel == SOCIAL:
        tally(m, s, C_BY_SOCIAL, 1, counts)
    elif channel == PHONE:
        tally(m, s, C_BY_PHONE, 1, counts)
    else:
        tally(m, s, C_BY_EMAIL, 1, counts)
    if n < len(out.person):
        out.person[n] = m
        out.staff[n] = employee
        out.seller[n] = s
        out.personal[n] = personal
        out.intro[n] = intro
        out.attempts[n] = attempts
        out.first[n] = first
        out.channel[n] = channel


def contact_channel(
    m: int, q: int, s: int, week: int, people: Any, staff: Any, policy: Any, keys: Any
) -> int:
    """Channel of a first contact, by the firm's mix."""
    u = uniform3(keys.channel, staff.key[q], people.key[m], week)
    if u < policy.social[s]:
        return SOCIAL
    if u < policy.social[s] + policy.phone[s]:
        return PHONE
    return EMAIL


def study_of(q: int, staff: Any, policy: Any, p: Any) -> float:
    """How far an employee's messages show study, 0-1. p: Contact."""
    s = staff.seller[q]
    return personalisation(
        policy.research_hours[s], policy.local[s], policy.guidance[s], staff.efficacy[q], p
    )


def follow_up(
    week: int, staff: Any, policy: Any, built: Any, dyads: Any, counts: Any, out: Any, p: Any,
    p_contact: Any,
) -> int:  # fmt: skip
    """Write again to people who did not answer two weeks ago or more; the number of messages.

    Follow-ups are emails, come before first contacts and may run a rep's hours into debt.
    p: Production, p_contact: Contact.
    """
    n = 0
    for d in range(len(dyads.person)):
        q = dyads.staff[d]
        s = staff.seller[q]
        tries = dyads.attempts[d]
        if tries == 0 or tries > policy.follow_ups[s] or dyads.contacts[d] > 0.0:
            continue
        if dyads.last_week[d] + 2 > week or policy.outreach_hours[s] <= 0.0:
            continue
        if staff.present[q] == 0:
            continue
        personal = study_of(q, staff, policy, p_contact)
        built.contact_work[q] -= message_cost(personal, 0.0, p)
        put_message(n, dyads.person[d], q, s, personal, 0.0, tries, 0, EMAIL, out, counts)
        n += 1
    return n


def list_interested(
    week: int, people: Any, orgs: Any, sellers: Any, staff: Any, act_week: Any, blocked: Any,
    interested: Any, owner: Any, places: Any, keys: Any, p: Any,
) -> int:  # fmt: skip
    """People in target who showed interest of late; their number, written as far as they fit.

    act_week, blocked : (M, S) int64, columns of Marks
    interested, owner : (n,) int64, set to the person and the rep who owns its account
    places : (n,) float64, set to the place in the queue. p: Contact.
    """
    n = 0
    for m in range(len(people.key)):
        for s in range(len(sellers.key)):
            if sellers.target[m, s] == 0 or blocked[m, s] == 1:
                continue
            if act_week[m, s] + p.interest_weeks < week:
                continue
            q = owner_of(m, s, people, orgs, sellers, staff)
            if q < 0:
                continue
            if n < len(places):
                interested[n] = m
                owner[n] = q
                places[n] = uniform3(keys.interested, people.key[m], sellers.key[s], week)
            n += 1
    return n


def chase_interest(
    week: int, q: int, hours: float, interested_ptr: Any, interested: Any, people: Any,
    staff: Any, facts: Any, policy: Any, built: Any, dyads: Any, counts: Any, out: Any, n: int,
    keys: Any, p: Any, p_contact: Any,
) -> int:  # fmt: skip
    """A rep writes to people of its accounts who showed interest; the number of messages so far.

    hours : kept for that; what is not needed goes to other first contacts
    interested_ptr, interested : CSR of people by the rep who owns their account, in queue order
    p: Production, p_contact: Contact.
    """
    s = staff.seller[q]
    personal = min(1.0, study_of(q, staff, policy, p_contact) + p_contact.interest_personal)
    left = min(hours, built.contact_work[q])
    for i in range(interested_ptr[q], interested_ptr[q + 1]):
        m = interested[i]
        if left < message_cost(personal, 0.0, p):
            break
        if facts.customer[people.org[m], s] > 0 or find_dyad(m, q, dyads) >= 0:
            continue
        channel = contact_channel(m, q, s, week, people, staff, policy, keys)
        cost = message_cost(personal, 1.0 if channel == PHONE else 0.0, p)
        left -= cost
        built.contact_work[q] -= cost
        tally(m, s, C_INTEREST, 1, counts)
        put_message(n, m, q, s, personal, 0.0, 0, 1, channel, out, counts)
        n += 1
    return n


def first_contacts(
    week: int, q: int, interested_ptr: Any, interested: Any, people: Any, orgs: Any, sellers: Any,
    staff: Any, ties: Any, facts: Any, policy: Any, built: Any, beliefs: Any, dyads: Any,
    counts: Any, out: Any, n: int, keys: Any, p: Any, p_talk: Any, p_contact: Any,
) -> int:  # fmt: skip
    """First contacts of one rep; the number of messages so far.

    p: Production, p_talk: Talk, p_contact: Contact.
    """
    s = staff.seller[q]
    n_reps = staff.rep_ptr[s + 1] - staff.rep_ptr[s]
    mine = 0
    for i in range(n_reps):
        if staff.rep[staff.rep_ptr[s] + i] == q:
            mine = i
    hours = policy.outreach_hours[s] / n_reps
    bought = policy.bought_hours[s] / n_reps
    low, high = sellers.target_ptr[s], sellers.target_ptr[s + 1]
    if high == low or hours <= 0.0:
        return n
    built.contact_work[q] += hours
    begun = n
    n = chase_interest(
        week, q, hours * policy.interest[s], interested_ptr, interested, people, staff, facts,
        policy, built, dyads, counts, out, n, keys, p, p_contact,
    )  # fmt: skip
    research = policy.research_hours[s]
    personal = study_of(q, staff, policy, p_contact)
    cost = research + message_cost(personal, 0.0, p)
    aimed = aim_chance(research, policy.local[s], p)
    tries = 8 + 6 * int(max(0.0, built.contact_work[q]) / cost)
    for j in range(tries):
        if built.contact_work[q] < cost:
            break
        # Who was not looked into may buy something else altogether.
        knows = uniform3(keys.aim, staff.key[q], week, j) < aimed
        field = high - low if knows else len(orgs.key)
        if policy.owner_rule[s] == 1.0:
            field = (field - mine + n_reps - 1) // n_reps
        if field <= 0:
            continue
        place = below(fold(fold(fold(keys.account, staff.key[q]), week), j), field)
        if policy.owner_rule[s] == 1.0:
            place = place * n_reps + mine
        org = sellers.target_orgs[low + place] if knows else place
        if facts.customer[org, s] > 0:
            continue
        if policy.owner_rule[s] == 1.0 and built.approached[org, s] + p.research_rest > week:
            continue
        m = pick_person(
            org, q, research > 0.0, week, people, orgs, dyads, staff.key[q], keys, p.person_rest,
            policy.follow_ups[s],
        )  # fmt: skip
        taken = m < 0
        for i in range(begun, min(n, len(out.person))):
            if out.person[i] == m and out.staff[i] == q:
                taken = True
        if taken:
            continue
        built.approached[org, s] = week
        channel = contact_channel(m, q, s, week, people, staff, policy, keys)
        called = 1.0 if channel == PHONE else 0.0
        built.contact_work[q] -= research + message_cost(personal, called, p)
        intro = 0.0
        if research > 0.0 and policy.warm[s] == 1.0:
            intro = has_intro(
                m, s, week, people, staff.key[q], ties, beliefs, keys, p_talk.neutral, p_contact
            )
        d = find_dyad(m, q, dyads)
        attempts = dyads.attempts[d] if d >= 0 else 0
        put_message(n, m, q, s, personal, intro, attempts, 1, channel, out, counts)
        n += 1
    # Hours that found nobody are not spent, and only a contact in preparation is carried on.
    idle = max(0.0, built.contact_work[q] - cost)
    built.contact_work[q] -= idle
    spent = max(0.0, hours - idle)
    outside = min(bought, spent)
    built.hours[s] += spent - outside
    built.money[s] += outside * p.wage
    return n


def prospect(
    week: int, interested_ptr: Any, interested: Any, people: Any, orgs: Any, sellers: Any,
    staff: Any, ties: Any, facts: Any, policy: Any, built: Any, beliefs: Any, dyads: Any,
    counts: Any, out: Any, keys: Any, p: Any, p_talk: Any, p_contact: Any,
) -> int:  # fmt: skip
    """All messages of a week; their number. p: Production, p_talk: Talk, p_contact: Contact.

    interested_ptr, interested : CSR of people by the rep who owns their account, in queue order
    """
    n = follow_up(week, staff, policy, built, dyads, counts, out, p, p_contact)
    for i in range(len(staff.rep)):
        if staff.present[staff.rep[i]] == 0:  # who is gone leaves its share of the hours unspent
            continue
        n = first_contacts(
            week, staff.rep[i], interested_ptr, interested, people, orgs, sellers, staff, ties,
            facts, policy, built, beliefs, dyads, counts, out, n, keys, p, p_talk, p_contact,
        )  # fmt: skip
    for s in range(len(sellers.key)):
        built.hours[s] += policy.doubled_hours[s] + policy.watch_hours[s]
    return n


def first_of_seller(i: int, messages: Any) -> bool:
    """Whether message i is the first of its seller to its person; messages are sorted by person."""
    j = i - 1
    while j >= 0 and messages.person[j] == messages.person[i]:
        if messages.seller[j] == messages.seller[i]:
            return False
        j -= 1
    return True


def note_messages(
    week: int, messages: Any, rows: Any, person_org: Any, written: Any, dyads: Any
) -> None:
    """Write this week's messages into their dyads, and how many colleagues the seller writes to.

    messages : sorted by person. person_org : (M,) int64. written : (O, S) int64, working room: people
    """
    for org in range(written.shape[0]):
        for s in range(written.shape[1]):
            written[org, s] = 0
    for i in range(len(messages.person)):
        d = rows[i]
        dyads.attempts[d] += 1
        dyads.last_week[d] = week
        org = person_org[messages.person[i]]
        if org >= 0 and first_of_seller(i, messages):
            written[org, messages.seller[i]] += 1
    for i in range(len(messages.person)):
        org = person_org[messages.person[i]]
        messages.colleagues[i] = written[org, messages.seller[i]] - 1 if org >= 0 else 0
