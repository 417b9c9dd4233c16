"""Phase 6, react: what was read changes memory, knowledge, trust and annoyance; some of it shows.

Lurking is the common case: an item changes the reader whether or not anybody can see it. Visible
acts, forms and questions are separate and costlier decisions.
"""

from __future__ import annotations

from typing import Any

from sim.agents.belief import faded
from sim.agents.member import (
    act_chance,
    act_cost,
    calmed,
    criticism,
    form_chance,
    message_annoyance,
    next_turn_chance,
    question_chance,
    reply_probability,
)
from sim.agents.salesperson import contact_evidence
from sim.agents.voice import bond_after
from sim.engine.chance import uniform3
from sim.engine.kernels.attend import PASSED
from sim.engine.kernels.common import judge, learn, meet_person, pull_trigger, remember, touch
from sim.engine.state import (
    ANSWERED,
    AWAITING,
    C_BLOCKED,
    C_COMMENTS,
    C_FORMS,
    C_LIKES,
    C_NAMED_VIEWS,
    C_NEGATIVE,
    C_NOTICES,
    C_PRIVATE,
    C_QUESTIONS,
    C_REACH,
    C_REPLIES,
    C_SHARES,
    C_VIEWS,
    FEED,
    INBOUND,
    MESSAGE,
    NO_THREAD,
    OUTBOUND,
    OWN,
    T_COMMENT,
    T_FORM,
    T_LIKE,
    T_QUESTION,
    T_REPLY,
    T_SHARE,
)


def fade(low: int, high: int, beliefs: Any, p: Any, p_contact: Any) -> None:
    """A week passes: memory, information and annoyance fade. p: Belief, p_contact: Contact."""
    for m in range(low, high):
        for s in range(beliefs.trace.shape[1]):
            beliefs.trace[m, s] = faded(beliefs.trace[m, s], p)
            beliefs.info[m, s] *= 1.0 - p.info_decay
            beliefs.annoyance[m, s] = calmed(beliefs.annoyance[m, s], p_contact)


def note_view(
    m: int, s: int, week: int, measured: int, marks: Any, counts: Any, target: Any
) -> None:
    """Count a view; reach counts a person in target once, in measured weeks."""
    counts[s, C_VIEWS] += 1
    marks.view_week[m, s] = week
    if measured == 1 and marks.reached[m, s] == 0:
        marks.reached[m, s] = 1
        if target[m, s] == 1:
            counts[s, C_REACH] += 1


def bond_row(m: int, account: int, follows: Any) -> int:
    """Row of a follow tie, -1 where the account is not followed."""
    for e in range(follows.ptr[m], follows.ptr[m + 1]):
        if follows.account[e] == account:
            return e
    return -1


def read_item(
    m: int, i: int, how: int, relevance: float, week: int, measured: int, items: Any, people: Any,
    orgs: Any, follows: Any, sellers: Any, facts: Any, bond: Any, beliefs: Any, marks: Any,
    persons: Any, acted: Any, acted_kind: Any, counts: Any, ledger: Any, keys: Any, p: Any,
    p_act: Any, p_talk: Any, p_contact: Any,
) -> None:  # fmt: skip
    """One item read by one person. p: Belief, p_act: Engagement, p_talk: Talk, p_contact: Contact."""
    s = items.seller[i]
    org = people.org[m]
    me = people.key[m]
    key = items.key[i]
    quality = items.quality[i]
    salesy = items.salesy[i]
    use = relevance * quality
    note_view(m, s, week, measured, marks, counts, sellers.target)
    seen_act = 1 if how == PASSED else 0
    remember(
        m, s, p.read_gain * relevance, week, FEED, 1 - seen_act, beliefs, marks, counts,
        sellers.target, p,
    )  # fmt: skip
    if items.story[i] == 0.0:
        learn(m, s, p.info_gain * use, beliefs)
    e = bond_row(m, items.account[i], follows)
    standing = bond[e] if e >= 0 else 0.0
    base = p.story_weight if items.story[i] == 1.0 else p.content_weight
    weight = base * relevance * (1.0 + p.bond_share * standing)
    judge(m, s, quality, weight, FEED, beliefs, ledger, sellers.target, p)
    unfit = p.irrelevance_weight * salesy * (1.0 - relevance)
    judge(m, s, 0.0, unfit, FEED, beliefs, ledger, sellers.target, p)
    if e >= 0:
        bond[e] = bond_after(standing, use, p)
    pull_trigger(m, s, p_talk.read_trigger * use, OWN, beliefs, marks)

    interest = use + (p_act.closeness_gain if how == PASSED else 0.0)
    critical = criticism(beliefs.annoyance[m, s], salesy, relevance)
    supplied = 0.0
    direct = 0.0
    policy = 1.0
    need = 0.0
    if org >= 0:
        supplied = 1.0 if facts.customer[org, s] > 0 else 0.0
        direct = 1.0 if facts.direct_tie[org, s] > 0 else 0.0
        policy = orgs.policy[org]
        need = 1.0 if persons.open_need[m] & facts.serve_bits[s] != 0 else 0.0
    hush = act_cost(0.0, supplied, direct, people.privacy[m], policy, p_act)
    passes_on = 0
    if uniform3(keys.like, me, key, week) < act_chance(interest, p_act.like_cost + hush, p_act):
        counts[s, C_LIKES] += 1
        touch(m, s, T_LIKE, week, marks)
        passes_on = T_LIKE
    if uniform3(keys.share, me, key, week) < act_chance(interest, p_act.share_cost + hush, p_act):
        counts[s, C_SHARES] += 1
        touch(m, s, T_SHARE, week, marks)
        passes_on = T_SHARE
    loudest = max(interest, critical)
    if uniform3(keys.comment, me, key, week) < act_chance(
        loudest, p_act.comment_cost + hush, p_act
    ):
        counts[s, C_COMMENTS] += 1
        touch(m, s, T_COMMENT, week, marks)
        if critical > interest:
            counts[s, C_NEGATIVE] += 1
        if marks.thread[m, s] == NO_THREAD:
            marks.thread[m, s] = AWAITING
            marks.turns[m, s] = 0
    if uniform3(keys.question, me, key, week) < question_chance(interest, need, p_act):
        counts[s, C_QUESTIONS] += 1
        counts[s, C_PRIVATE] += 1
        touch(m, s, T_QUESTION, week, marks)
        if marks.thread[m, s] == NO_THREAD:
            marks.thread[m, s] = AWAITING
            marks.turns[m, s] = 0
    # Only this week's own items can be passed on next week; a share outweighs a like.
    if passes_on > 0 and how != PASSED:
        same = passes_on == acted_kind[m] and key < items.key[acted[m]]
        if passes_on > acted_kind[m] or same:
            acted[m] = i
            acted_kind[m] = passes_on


def read_asset(
    m: int, s: int, week: int, people: Any, facts: Any, persons: Any, built: Any, relevance: float,
    beliefs: Any, marks: Any, counts: Any, seller_key: int, keys: Any, p: Any, p_act: Any,
) -> bool:  # fmt: skip
    """Offer the seller's gated asset to a reader; true where a form was left."""
    if built.asset_number[s] == 0:
        return False
    need = 1.0 if persons.open_need[m] & facts.serve_bits[s] != 0 else 0.0
    value = built.asset_value[s] * relevance
    if uniform3(keys.form, people.key[m], seller_key, week) >= form_chance(
        value, need, people.privacy[m], p_act
    ):
        return False
    counts[s, C_FORMS] += 1
    touch(m, s, T_FORM, week, marks)
    learn(m, s, p.info_scout * value, beliefs)
    return True


def take_turn(
    m: int,
    s: int,
    week: int,
    people: Any,
    seller_key: int,
    marks: Any,
    counts: Any,
    keys: Any,
    p_act: Any,
) -> None:
    """After an answer, write again or let the thread rest."""
    if marks.thread[m, s] != ANSWERED:
        return
    chance = next_turn_chance(float(marks.turns[m, s]), p_act)
    if uniform3(keys.turn, people.key[m], seller_key, week) < chance:
        marks.thread[m, s] = AWAITING
        counts[s, C_PRIVATE] += 1
        touch(m, s, T_REPLY, week, marks)
    else:
        marks.thread[m, s] = NO_THREAD
        marks.turns[m, s] = 0


def read_message(
    m: int, i: int, week: int, measured: int, messages: Any, rows: Any, people: Any, sellers: Any,
    facts: Any, persons: Any, staff: Any, dyads: Any, beliefs: Any, marks: Any, counts: Any,
    ledger: Any, keys: Any, p: Any, p_contact: Any, p_talk: Any,
) -> bool:  # fmt: skip
    """One message noticed by one person; true where it is answered.

    Something that the firm does not buy is discarded with its sender (MB-04).
    """
    s = messages.seller[i]
    q = messages.staff[i]
    d = rows[i]
    personal = messages.personal[i]
    counts[s, C_NOTICES] += 1
    counts[s, C_NAMED_VIEWS] += 1
    note_view(m, s, week, measured, marks, counts, sellers.target)
    org = people.org[m]
    fits = 1.0 if org >= 0 and facts.buys[org] & facts.serve_bits[s] != 0 else 0.0
    known = 1.0 if beliefs.trace[m, s] >= p.aware_bar else 0.0
    need = 1.0 if persons.open_need[m] & facts.serve_bits[s] != 0 else 0.0
    chance = reply_probability(
        personal, need, known, messages.intro[i], beliefs.brand[m, s], beliefs.annoyance[m, s],
        p_contact,
    )  # fmt: skip
    discarded = fits == 0.0 or dyads.muted[d] == 1
    answered = not discarded and (
        uniform3(keys.reply, people.key[m], messages.staff_key[i], week) < chance
    )
    added = 0.0
    if not answered:
        added = message_annoyance(personal, fits, float(messages.attempts[i]), p_contact)
    beliefs.annoyance[m, s] = min(1.0, beliefs.annoyance[m, s] + added)
    if fits == 0.0:
        dyads.muted[d] = 1
    remember(m, s, p.message_gain, week, MESSAGE, 0, beliefs, marks, counts, sellers.target, p)
    judge(m, s, personal, p.message_weight, MESSAGE, beliefs, ledger, sellers.target, p)
    pull_trigger(m, s, p_talk.message_trigger, OWN, beliefs, marks)
    if answered:
        counts[s, C_REPLIES] += 1
        touch(m, s, T_REPLY, week, marks)
        shown = contact_evidence(
            staff.skill[q], uniform3(keys.shown, people.key[m], messages.staff_key[i], week)
        )
        meet_person(
            d, shown, p.call_weight, 1.0, week, MESSAGE, beliefs, dyads, staff, ledger,
            sellers.target, p,
        )  # fmt: skip
    if beliefs.annoyance[m, s] > persons.block_limit[m] and marks.blocked[m, s] == 0:
        marks.blocked[m, s] = 1
        counts[s, C_BLOCKED] += 1
    return answered


def put_event(
    n: int, m: int, s: int, origin: int, touch_kind: int, employee: int, events: Any
) -> int:
    """Note that a person became identified to a seller; the number of events so far."""
    events[n, 0] = m
    events[n, 1] = s
    events[n, 2] = origin
    events[n, 3] = touch_kind
    events[n, 4] = employee
    return n + 1


def react(
    low: int, high: int, week: int, measured: int, view_person: Any, view_item: Any, view_how: Any,
    view_relevance: Any, n_views: int, items: Any, old: Any, messages: Any, message_ptr: Any,
    rows: Any, noticed: Any, people: Any, orgs: Any, follows: Any, sellers: Any, staff: Any,
    facts: Any, built: Any, bond: Any, beliefs: Any, marks: Any, persons: Any, dyads: Any,
    acted: Any, acted_kind: Any, counts: Any, ledger: Any, best: Any, events: Any, keys: Any,
    p: Any, p_act: Any, p_talk: Any, p_contact: Any,
) -> int:  # fmt: skip
    """A week passes, then work through what people low..high read; the number of lead events.

    best : (S,) float64, working room: relevance of the best item of each seller that one person read
    events : (n, 5) int64 person, seller, origin, touch, employee; room for every message, view and
        awaiting thread
    p: Belief, p_act: Engagement, p_talk: Talk, p_contact: Contact.
    """
    n_events = 0
    v = 0
    n_sellers = len(sellers.key)
    fade(low, high, beliefs, p, p_contact)
    for m in range(low, high):
        for s in range(n_sellers):
            take_turn(m, s, week, people, sellers.key[s], marks, counts, keys, p_act)
            best[s] = -1.0
        for i in range(message_ptr[m], message_ptr[m + 1]):
            if noticed[i] == 1 and read_message(
                m, i, week, measured, messages, rows, people, sellers, facts, persons, staff,
                dyads, beliefs, marks, counts, ledger, keys, p, p_contact, p_talk,
            ):  # fmt: skip
                n_events = put_event(
                    n_events, m, messages.seller[i], OUTBOUND, T_REPLY, messages.staff[i], events
                )
        while v < n_views and view_person[v] == m:
            i = view_item[v]
            feed = old if view_how[v] == PASSED else items
            s = feed.seller[i]
            best[s] = max(best[s], view_relevance[v])
            read_item(
                m, i, view_how[v], view_relevance[v], week, measured, feed, people, orgs, follows,
                sellers, facts, bond, beliefs, marks, persons, acted, acted_kind, counts, ledger,
                keys, p, p_act, p_talk, p_contact,
            )  # fmt: skip
            v += 1
        for s in range(n_sellers):
            if best[s] >= 0.0 and read_asset(
                m, s, week, people, facts, persons, built, best[s], beliefs, marks, counts,
                sellers.key[s], keys, p, p_act,
            ):  # fmt: skip
                n_events = put_event(n_events, m, s, INBOUND, T_FORM, -1, events)
    return n_events
