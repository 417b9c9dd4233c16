"""Phase 6, react: a week passes; messages and items change their readers; some of it shows."""

from __future__ import annotations

from typing import Any

from sim.agents.belief import faded
from sim.agents.member import (
    calmed,
    channel_logit,
    message_annoyance,
    need_met,
    next_turn_chance,
    reply_probability,
)
from sim.agents.reading import own_regard, regard_after
from sim.agents.salesperson import contact_evidence
from sim.engine.chance import uniform3
from sim.engine.kernels.attend import PASSED, SHOWN
from sim.engine.kernels.club import visit_groups
from sim.engine.kernels.common import judge, meet_person, pull_trigger, remember, tally, touch
from sim.engine.kernels.qualify import served_need
from sim.engine.kernels.read import (
    act_on_item,
    apply_for_job,
    believe_item,
    look_on,
    note_view,
    read_asset,
    read_comments,
)
from sim.engine.state import (
    ANSWERED,
    AWAITING,
    C_BLOCKED,
    C_NAMED_VIEWS,
    C_NOTICES,
    C_PRIVATE,
    C_REPLIES,
    C_SHOWN,
    INBOUND,
    MESSAGE,
    NO_THREAD,
    OUTBOUND,
    OWN,
    PHONE,
    S_VIEWS,
    SOCIAL,
    T_FORM,
    T_REPLY,
)

GENERIC = 0.5  # assumption: study shown below which a message counts as generic


def fade(low: int, high: int, beliefs: Any, p: Any, p_contact: Any) -> None:
    """A week passes: memory, information and annoyance fade. p: Belief, p_contact: Contact."""
    for m in range(low, high):
        for s in range(beliefs.trace.shape[1]):
            beliefs.trace[m, s] = faded(beliefs.trace[m, s], p)
            beliefs.info[m, s] *= 1.0 - p.info_decay
            beliefs.annoyance[m, s] = calmed(beliefs.annoyance[m, s], p_contact)


def feel_about_platforms(
    low: int, high: int, views: Any, n_views: int, vain: Any, people: Any, persons: Any, p: Any
) -> None:
    """Regard for social media after a week's reading, people low..high. p: Attention.

    views : (n,) int64, readers in ascending order; vain : (M,) int64, what was reached in vain
    """
    v = 0
    for m in range(low, high):
        read = 0
        while v < n_views and views[v] == m:
            read += 1
            v += 1
        persons.regard[m] = regard_after(
            persons.regard[m], own_regard(people.newer[m], p), float(read), float(vain[m]), p
        )


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
    """After an answer, write again or let the thread rest; without one, wait or give up."""
    if marks.thread[m, s] == AWAITING:
        u = uniform3(keys.wait, people.key[m], seller_key, week)
        if u >= p_act.thread_patience:  # no reply ends the thread (MA-32)
            marks.thread[m, s] = NO_THREAD
            marks.turns[m, s] = 0
        return
    if marks.thread[m, s] != ANSWERED:
        return
    chance = next_turn_chance(float(marks.turns[m, s]), p_act)
    if uniform3(keys.turn, people.key[m], seller_key, week) < chance:
        marks.thread[m, s] = AWAITING
        tally(m, s, C_PRIVATE, 1, counts)
        touch(m, s, T_REPLY, week, marks)
    else:
        marks.thread[m, s] = NO_THREAD
        marks.turns[m, s] = 0


def sender_standing(
    m: int, q: int, s: int, follows: Any, accounts: Any, bond: Any, beliefs: Any, p_rival: Any
) -> float:
    """Trust that opens the door to a first message, 0-1. p_rival: Rival.

    The firm's reputation, or, under the rival theory, the sender's own standing as a voice.
    """
    if p_rival.door_person == 0.0:
        return beliefs.brand[m, s]
    for e in range(follows.ptr[m], follows.ptr[m + 1]):
        if accounts.staff[follows.account[e]] == q:
            return bond[e]
    return 0.0


def read_message(
    m: int, i: int, week: int, measured: int, load: float, messages: Any, rows: Any, people: Any,
    orgs: Any, needs: Any, purchases: Any, follows: Any, sellers: Any, accounts: Any, facts: Any,
    persons: Any, staff: Any, bond: Any, dyads: Any, beliefs: Any, marks: Any, counts: Any,
    ledger: Any, keys: Any, p: Any, p_contact: Any, p_talk: Any, p_rival: Any,
) -> bool:  # fmt: skip
    """One message noticed by one person; true where it is answered. load : messages in its inbox.

    Something that the firm does not buy is discarded with its sender (MB-04); a first contact that is
    answered goes on in writing, off the platform (MB-12).
    """
    s = messages.seller[i]
    q = messages.staff[i]
    d = rows[i]
    personal = messages.personal[i]
    tally(m, s, C_NOTICES, 1, counts)
    tally(m, s, C_NAMED_VIEWS, 1, counts)
    note_view(m, s, week, measured, marks, counts, sellers.target)
    org = people.org[m]
    fits = 1.0 if org >= 0 and facts.buys[org] & facts.serve_bits[s] != 0 else 0.0
    known = 1.0 if beliefs.trace[m, s] >= p.aware_bar else 0.0
    need = 0.0
    r = served_need(m, s, people, orgs, needs, purchases, facts)
    if r >= 0:
        need = need_met(needs.specificity[r], p_contact)
    tries = float(messages.attempts[i])
    by = channel_logit(
        1.0 if messages.channel[i] == SOCIAL else 0.0,
        1.0 if messages.channel[i] == PHONE else 0.0,
        people.newer[m],
        load,
        p_contact,
    )
    by += p_rival.persistence_pays * p_rival.persistence_logit * tries
    trust = sender_standing(m, q, s, follows, accounts, bond, beliefs, p_rival)
    chance = reply_probability(
        personal, need, known, messages.intro[i], trust, beliefs.annoyance[m, s], by, p_contact
    )
    discarded = fits == 0.0 or dyads.muted[d] == 1
    answered = not discarded and (
        uniform3(keys.reply, people.key[m], messages.staff_key[i], week) < chance
    )
    added = 0.0
    if not answered:
        added = message_annoyance(
            personal, fits, tries * (1.0 - p_rival.persistence_pays),
            float(messages.colleagues[i]), people.patience[m], p_contact,
        )  # fmt: skip
    beliefs.annoyance[m, s] = min(1.0, beliefs.annoyance[m, s] + added)
    if fits == 0.0:
        dyads.muted[d] = 1
    remember(m, s, p.message_gain, week, MESSAGE, 0, beliefs, marks, counts, sellers.target, p)
    judge(m, s, personal, p.message_weight, MESSAGE, beliefs, ledger, sellers.target, p)
    pull_trigger(m, s, p_talk.message_trigger, OWN, beliefs, marks)
    if answered:
        tally(m, s, C_REPLIES, 1, counts)
        touch(m, s, T_REPLY, week, marks)
        shown = contact_evidence(
            staff.skill[q], uniform3(keys.shown, people.key[m], messages.staff_key[i], week)
        )
        meet_person(
            d, shown, p.call_weight, 1.0, week, MESSAGE, beliefs, dyads, staff, ledger,
            sellers.target, p,
        )  # fmt: skip
        dyads.filed[d] += 1.0  # email stays (MB-100)
    if beliefs.annoyance[m, s] > persons.block_limit[m] and marks.blocked[m, s] == 0:
        marks.blocked[m, s] = 1
        tally(m, s, C_BLOCKED, 1, counts)
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
    rows: Any, noticed: Any, inbox: Any, vain: Any, people: Any, orgs: Any, follows: Any,
    sellers: Any, staff: Any, accounts: Any, facts: Any, built: Any, bond: Any, tie: Any,
    beliefs: Any, marks: Any, persons: Any, dyads: Any, acted: Any, acted_kind: Any, counts: Any,
    ledger: Any, seen: Any, by_style: Any, best: Any, events: Any, needs: Any, purchases: Any,
    policy: Any, members_k: float, others: float, keys: Any, p: Any, p_attention: Any, p_act: Any,
    p_message: Any, p_channel: Any, p_talk: Any, p_contact: Any, p_club: Any, p_rival: Any,
) -> int:  # fmt: skip
    """A week passes, then work through what people low..high read; the number of lead events.

    best : (S,) float64, working room: relevance of the best item of each seller that one person read
    events : (n, 5) int64 person, seller, origin, touch, employee; room for every message, view and
        awaiting thread
    inbox : (M,) float64, messages in each inbox this week
    vain : (M,) int64, what attention reached in vain; generic messages noticed are added to it
    seen, by_style : (A, 3) and (S, 11) int64, added to: what firms see of each account and each style
    members_k : thousands of members. others : further active sellers
    p: Belief, p_attention: Attention, p_act: Engagement, p_message: Message, p_channel: Channel,
    p_talk: Talk, p_contact: Contact, p_club: Club, p_rival: Rival.
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
            if noticed[i] == 1 and messages.personal[i] < GENERIC:
                vain[m] += 1
            if noticed[i] == 1 and read_message(
                m, i, week, measured, inbox[m], messages, rows, people, orgs, needs, purchases,
                follows, sellers, accounts, facts, persons, staff, bond, dyads, beliefs, marks,
                counts, ledger, keys, p, p_contact, p_talk, p_rival,
            ):  # fmt: skip
                n_events = put_event(
                    n_events, m, messages.seller[i], OUTBOUND, T_REPLY, messages.staff[i], events
                )
        while v < n_views and view_person[v] == m:
            i = view_item[v]
            feed = old if view_how[v] == PASSED else items
            s = feed.seller[i]
            best[s] = max(best[s], view_relevance[v])
            note_view(m, s, week, measured, marks, counts, sellers.target)
            believe_item(
                m, i, view_how[v], view_relevance[v], week, feed, people, orgs, follows, sellers,
                staff, accounts, facts, bond, tie, beliefs, marks, dyads, counts, ledger, p,
                p_message, p_channel, p_talk, p_rival,
            )  # fmt: skip
            seen[feed.account[i], S_VIEWS] += 1
            tally(m, s, C_SHOWN, 1 if view_how[v] == SHOWN else 0, counts)
            act_on_item(
                m, i, view_how[v], view_relevance[v], week, feed, people, orgs, accounts, facts,
                beliefs, marks, persons, acted, acted_kind, counts, seen, by_style, keys, p, p_act,
                p_channel,
            )  # fmt: skip
            apply_for_job(m, i, week, feed, people, beliefs, counts, keys, p_message)
            v += 1
        for s in range(n_sellers):
            if best[s] < 0.0:
                continue
            look_on(
                m, s, week, people, sellers, accounts, built, beliefs, counts, ledger, keys, p,
                p_act,
            )  # fmt: skip
            read_comments(m, s, week, people, sellers, built, beliefs, ledger, keys, p, p_act)
            if read_asset(
                m, s, week, people, facts, persons, built, best[s], beliefs, marks, counts,
                sellers.key[s], keys, p, p_act,
            ):  # fmt: skip
                n_events = put_event(n_events, m, s, INBOUND, T_FORM, -1, events)
        visit_groups(
            m, week, members_k, others, people, sellers, accounts, policy, beliefs, marks, counts,
            ledger, keys, p_club, p, p_rival,
        )  # fmt: skip
    feel_about_platforms(low, high, view_person, n_views, vain, people, persons, p_attention)
    return n_events
