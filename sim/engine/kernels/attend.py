"""Phase 5, attend: members spend scarce attention on inbox and feed.

Nothing is changed here: what is read goes into lists that the next phase works through. Attention
reaches each thing with a chance of its own, so one more item never decides about another except by
crowding.
"""

from __future__ import annotations

from typing import Any

from sim.agents.buying_centre import BUYER, DECIDER, GATEKEEPER
from sim.agents.member import attention_chance, content_relevance, noticed_share, seen_share
from sim.agents.reading import LINKEDIN, PURPOSE, appeal, role_fit, serves_motive
from sim.engine.chance import uniform3, uniform4
from sim.engine.kernels.common import tally
from sim.engine.state import C_IMPRESSIONS, PHONE, SOCIAL, T_SHARE
from sim.network.layers import PAGE

FOLLOWED, PASSED, PAID, SHOWN = range(4)  # how an item came to a feed
RETARGET_WEEKS = 4  # NB-41 (Bercier 2020): advertisements for up to four weeks


def topic_match(topic: int, m: int, people: Any, facts: Any, topic_category: Any, p: Any) -> float:
    """Relevance of a topic alone to a person, 0-1. p: Attention."""
    if people.interest_a[m] == topic or people.interest_b[m] == topic:
        return p.interest_match
    org = people.org[m]
    if org >= 0 and (facts.buys[org] >> topic_category[topic]) & 1 == 1:
        return p.field_match
    return p.other_match


def item_relevance(
    i: int, m: int, items: Any, people: Any, orgs: Any, persons: Any, facts: Any,
    topic_category: Any, understanding: Any, p: Any,
) -> float:  # fmt: skip
    """Relevance of item i to person m, 0-1. p: Attention."""
    s = items.seller[i]
    org = people.org[m]
    audience = 0.0
    known = 0.0
    if org >= 0:
        is_customer = 1.0 if facts.customer[org, s] > 0 else 0.0
        meant = items.prospect[i] * (1.0 - is_customer) + (1.0 - items.prospect[i]) * is_customer
        if orgs.industry[org] == items.segment[i]:
            audience = meant
        known = understanding[s, orgs.industry[org]]
        if is_customer == 1.0:  # whom one serves one knows
            known = max(known, p.customer_known)
    need = 1.0 if persons.open_need[m] & facts.serve_bits[s] != 0 else 0.0
    if items.kind[i] == PURPOSE:
        match = p.purpose_match * people.concern[m]
    else:
        match = topic_match(items.topic[i], m, people, facts, topic_category, p)
    relevance = content_relevance(match, items.tailored[i], audience, known, need, p)
    return relevance * role_fit(items.technical[i], people.technical[m], p)


def item_appeal(
    i: int, m: int, how: int, items: Any, people: Any, orgs: Any, follows: Any, bond: Any, p: Any
) -> float:  # fmt: skip
    """Factor on the chance that person m reads item i, beside its relevance. p: Attention."""
    followed = 0.0
    served = 0.0
    credibility = 0.0
    if how == FOLLOWED:
        e = bond_row(m, items.account[i], follows)
        followed = 1.0
        credibility = bond[e]
        if serves_motive(follows.motive[e], items.kind[i]):
            served = 1.0
    rival = rivals(m, items.featured[i], people, orgs)
    return appeal(followed, served, credibility, items.video[i], items.renown[i], rival, p)


def rivals(m: int, featured: int, people: Any, orgs: Any) -> float:
    """1 where an organisation in the news is another one of the person's industry, else 0."""
    own = people.org[m]
    if featured < 0 or own < 0 or featured == own:
        return 0.0
    return 1.0 if orgs.industry[featured] == orgs.industry[own] else 0.0


def bond_row(m: int, account: int, follows: Any) -> int:
    """Row of a follow tie, -1 where the account is not followed."""
    for e in range(follows.ptr[m], follows.ptr[m + 1]):
        if follows.account[e] == account:
            return e
    return -1


def inbox_load(m: int, similar: int, people: Any, p: Any) -> float:
    """Messages that arrive in a person's inbox this week, background included. p: Attention."""
    role = people.role[m]
    busy = role == DECIDER or role == BUYER or role == GATEKEEPER
    return p.background_messages * (p.busy_inbox if busy else p.quiet_inbox) + similar


def arrives(channel: int, m: int, people: Any) -> bool:
    """Whether a message gets to a person: over social media only who is on the business network."""
    return channel != SOCIAL or (people.channels[m] >> LINKEDIN) & 1 == 1


def note_passers(ties: Any, acted: Any, near: Any) -> None:
    """Set `near`, (M,) int64, to 1 for people with a contact who liked or shared something.

    acted : (M,) int64, a column of Persons
    """
    for m in range(len(near)):
        near[m] = 0
    for m in range(len(near)):
        if acted[m] >= 0:
            for e in range(ties.ptr[m], ties.ptr[m + 1]):  # ties are symmetric
                near[ties.other[e]] = 1


def gather_shown(
    m: int, page: int, n: int, items: Any, shown_ptr: Any, shown: Any, follows: Any, people: Any,
    blocked: Any, found: Any, how: Any,
) -> int:  # fmt: skip
    """Items of others that a page shows too; the number of items found so far.

    shown_ptr, shown : CSR of item rows by account. Who has it from its author has it already.
    """
    for k in range(shown_ptr[page], shown_ptr[page + 1]):
        i = shown[k]
        if blocked[m, items.seller[i]] == 1 or items.page_in[i] & people.channels[m] == 0:
            continue
        here = items.shown_in[i] & people.channels[m] != 0
        if here and bond_row(m, items.account[i], follows) >= 0:
            continue
        if n < len(found):
            found[n] = i
            how[n] = SHOWN
        n += 1
    return n


def in_feed(i: int, n: int, found: Any) -> bool:
    """Whether an item is among the n found so far."""
    for k in range(min(n, len(found))):
        if found[k] == i:
            return True
    return False


def gather(
    m: int, accounts: Any, items: Any, item_ptr: Any, promoted: Any, shown_ptr: Any, shown: Any,
    old: Any, ties: Any, near: Any, follows: Any, people: Any, sellers: Any, blocked: Any,
    view_week: Any, persons: Any, week: int, keys: Any, p: Any, found: Any, how: Any,
) -> int:  # fmt: skip
    """Supplier items that enter person m's feed; their number (more than the room if too many)."""
    n = 0
    room = len(found)
    me = people.key[m]
    for e in range(follows.ptr[m], follows.ptr[m + 1]):
        a = follows.account[e]
        for i in range(item_ptr[a], item_ptr[a + 1]):
            if blocked[m, items.seller[i]] == 0 and items.shown_in[i] & people.channels[m] != 0:
                if n < room:
                    found[n] = i
                    how[n] = FOLLOWED
                n += 1
        if accounts.kind[a] == PAGE:
            n = gather_shown(
                m, a, n, items, shown_ptr, shown, follows, people, blocked, found, how,
            )  # fmt: skip
    for s in range(blocked.shape[1]):
        if sellers.target[m, s] == 0 or blocked[m, s] == 1:
            continue
        i = promoted[s]
        if i < 0 or (items.shown_in[i] | items.page_in[i]) & people.channels[m] == 0:
            continue
        chance = items.paid[i]
        if view_week[m, s] + RETARGET_WEEKS >= week:
            chance = max(chance, items.again[i])
        if uniform3(keys.paid, me, items.key[i], week) < chance and not in_feed(i, n, found):
            if n < room:
                found[n] = i
                how[n] = PAID
            n += 1
    if near[m] == 0:
        return n
    first_passed = n
    for e in range(ties.ptr[m], ties.ptr[m + 1]):
        other = ties.other[e]
        i = persons.acted[other]
        if i < 0 or blocked[m, old.seller[i]] == 1 or old.shown_in[i] & people.channels[m] == 0:
            continue
        chance = p.share_exposure if persons.acted_kind[other] == T_SHARE else p.like_exposure
        if uniform4(keys.passed, me, people.key[other], old.key[i], week) >= chance:
            continue
        seen_before = bond_row(m, old.account[i], follows) >= 0
        for j in range(first_passed, min(n, room)):
            if found[j] == i:
                seen_before = True
        if not seen_before:
            if n < room:
                found[n] = i
                how[n] = PASSED
            n += 1
    return n


def attend(
    low: int, high: int, week: int, people: Any, orgs: Any, ties: Any, near: Any, follows: Any,
    bond: Any, sellers: Any, accounts: Any, items: Any, item_ptr: Any, promoted: Any,
    shown_ptr: Any, shown: Any, old: Any, messages: Any, message_ptr: Any, facts: Any,
    topic_category: Any, understanding: Any, blocked: Any, view_week: Any, persons: Any,
    entered: Any, keys: Any, p: Any, p_contact: Any, found: Any, how: Any, view_person: Any,
    view_item: Any, view_how: Any, view_relevance: Any, noticed: Any, inbox: Any, vain: Any,
    used: Any,
) -> None:  # fmt: skip
    """What people low..high read: views of items, and for each message whether it was noticed.

    blocked, view_week : (M, S) int64, columns of Marks
    bond : (F,) float64, credibility along each follow tie
    promoted : (S,) int64, row of the item that each seller pays reach for, -1 for none
    entered : (M, S) int64, set to the items of each seller that entered feed or inbox
    inbox : (M,) float64, set to the messages in each inbox
    vain : (M,) int64, set to the supplier items that attention reached and that were not read
    used : (2,) int64, set to the views written and the room that one person would have needed in
        `found`; the caller enlarges what was too small and calls again.
    p: Attention, p_contact: Contact.
    """
    n_views = 0
    widest = 0
    for m in range(low, high):
        me = people.key[m]
        vain[m] = 0
        for s in range(entered.shape[1]):
            entered[m, s] = 0
        first, last = message_ptr[m], message_ptr[m + 1]
        written = 0
        for i in range(first, last):
            if messages.channel[i] != PHONE and arrives(messages.channel[i], m, people):
                written += 1
        load = inbox_load(m, written, people, p)
        inbox[m] = load
        taken = min(load, p.inbox_share * p.items_per_week)
        for i in range(first, last):
            s = messages.seller[i]
            noticed[i] = 0
            if not arrives(messages.channel[i], m, people):
                continue
            entered[m, s] += 1
            if blocked[m, s] == 1:
                continue
            if messages.channel[i] == PHONE:
                if (
                    uniform3(keys.answered, me, messages.staff_key[i], week)
                    < p_contact.phone_notice
                ):
                    noticed[i] = 1
                continue
            similar = 0.0
            for j in range(first, last):
                if (
                    messages.seller[j] != s
                    and messages.channel[j] != PHONE
                    and arrives(messages.channel[j], m, people)
                    and (facts.serve_bits[messages.seller[j]] & facts.serve_bits[s]) != 0
                ):
                    similar += 1.0
            if uniform3(keys.noticed, me, messages.staff_key[i], week) < noticed_share(
                load, taken, similar, p_contact
            ):
                noticed[i] = 1
        n = gather(
            m, accounts, items, item_ptr, promoted, shown_ptr, shown, old, ties, near, follows,
            people, sellers, blocked, view_week, persons, week, keys, p, found, how,
        )  # fmt: skip
        widest = max(widest, n)
        if n == 0 or n > len(found):
            continue
        time = (p.items_per_week - taken) * persons.regard[m]
        reach = seen_share(p.background_items + n, time)
        for k in range(n):
            i = found[k]
            passed = how[k] == PASSED
            feed = old if passed else items
            late = 1.0 if passed else 0.0
            key = feed.key[i]
            entered[m, feed.seller[i]] += 1
            if uniform3(keys.seen, me, key, week) >= reach:
                continue
            relevance = item_relevance(
                i, m, feed, people, orgs, persons, facts, topic_category, understanding, p
            )
            read = attention_chance(
                relevance, feed.salesy[i], feed.delay[i] + late, feed.quick[i], p
            ) * item_appeal(i, m, how[k], feed, people, orgs, follows, bond, p)
            if uniform3(keys.read, me, key, week) >= read:
                vain[m] += 1
            else:
                if n_views < len(view_person):
                    view_person[n_views] = m
                    view_item[n_views] = i
                    view_how[n_views] = how[k]
                    view_relevance[n_views] = relevance
                n_views += 1
    used[0] = n_views
    used[1] = widest


def count_entered(entered: Any, counts: Any) -> None:
    """Book what entered feeds and inboxes. entered : (M, S) int64."""
    for m in range(entered.shape[0]):
        for s in range(entered.shape[1]):
            if entered[m, s] > 0:
                tally(m, s, C_IMPRESSIONS, entered[m, s], counts)
