"""Phase 3, publish: content reaches feeds.

An account turns its hours into items; what is begun this week is finished when its hours are in.
"""

from __future__ import annotations

from typing import Any

from sim.agents.voice import post_quality
from sim.engine.chance import below, fold, uniform2
from sim.engine.kernels.write import REPOST_SLOT, served_topic, write_item
from sim.network.layers import INFLUENCER_ACCOUNT, PAGE, STAFF


def item_cost(a: int, s: int, d: Any, p: Any) -> float:
    """Hours of one original item, at the mean of its account's mix. p: Production."""
    if d.accounts.kind[a] == INFLUENCER_ACCOUNT:
        return d.assignment.cost[a]
    cost = p.post_broad + (p.post_tailored - p.post_broad) * d.policy.tailored[s]
    cost *= 1.0 - (1.0 - p.quick_cost) * d.assignment.quick[a]
    if d.accounts.kind[a] == STAFF:
        cost *= p.employee_share * (1.0 - p.trained_saving * d.policy.trained[s])
    return cost + p.approval * d.policy.approval[s]


def hours_that_count(a: int, s: int, d: Any, p: Any) -> float:
    """Hours of an account that go into its items, this week; books them. p: Production.

    Employees post in part of the hours meant for it, and the less, the less they see come of it;
    what any hour achieves is bound by the weakest precondition.
    """
    hours = d.assignment.hours[a]
    if d.accounts.kind[a] == STAFF:
        hours *= d.assignment.rate[a] * (1.0 - p.usefulness * (1.0 - d.built.useful[s]))
    d.built.hours[s] += hours
    if d.accounts.kind[a] == PAGE:
        hours += d.policy.agency_hours[s] / d.policy.teams[s]
        if a == s:
            d.built.money[s] += d.policy.agency_money[s]
    return hours * d.policy.gate[s]


def worth_promoting(s: int, own: int, n: int, items: Any) -> int:
    """The item that a seller pays reach for, of n: its row, -1 where there is none.

    own : row of the first page's first item of the week, -1 for none
    What an influencer made for the firm's pages comes first (MA-11, Mero et al. 2023), of several the
    one whose identity comes first.
    """
    chosen = -1
    for i in range(n):
        if items.seller[i] != s or items.page_in[i] == 0:
            continue
        if chosen < 0 or items.key[i] < items.key[chosen]:
            chosen = i
    return chosen if chosen >= 0 else own


def promote(s: int, i: int, items: Any, recent: Any, d: Any, p: Any) -> None:
    """Pay for reach of item i; part of it goes to whoever read something of late. p: Production.

    An agency that posts for the firm brings a network of its own (MA-45, Cartwright et al. n.d.).
    """
    shown = d.policy.reach_money[s] / p.reach_price * 1000.0
    again = shown * d.policy.retarget[s]
    more = d.policy.agency_hours[s] * p.agency_network
    items.paid[i] = min(1.0, (shown - again + more) / max(1.0, float(d.sellers.n_target[s])))
    items.again[i] = min(1.0, again / max(1.0, float(recent[s])))
    d.built.money[s] += d.policy.reach_money[s]


def post_items(
    a: int, s: int, week: int, n: int, items: Any, d: Any, keys: Any, p: Any, p_message: Any
) -> int:
    """Original items of an account; the number of items so far. p: Production, p_message: Message."""
    hours = hours_that_count(a, s, d, p)
    work = d.built.post_work[a] + hours
    outside = d.accounts.kind[a] == INFLUENCER_ACCOUNT
    cost = item_cost(a, s, d, p)
    if outside:  # paid as the work goes on, so that no week costs more than its budget
        d.built.money[s] += d.assignment.pay[a] * hours / cost
    slot = 0
    while work >= cost and hours > 0.0:  # whoever does not work finishes nothing
        work -= cost
        if n < len(items.key):
            write_item(n, a, s, week, slot, items, d, keys, p, p_message)
        n += 1
        slot += 1
    d.built.post_work[a] = work
    return n


def repost_items(
    a: int, s: int, week: int, n: int, items: Any, d: Any, keys: Any, p: Any, p_message: Any
) -> int:
    """Reposts of a page; the number of items so far. p: Production, p_message: Message."""
    hours = d.policy.repost_hours[s] / d.policy.teams[s]
    d.built.hours[s] += hours
    work = d.built.repost_work[a] + hours * d.policy.gate[s]
    slot = REPOST_SLOT
    while work >= p.repost:
        work -= p.repost
        if n < len(items.key):
            write_item(n, a, s, week, slot, items, d, keys, p, p_message)
        n += 1
        slot += 1
    d.built.repost_work[a] = work
    return n


def publish(
    week: int, desk: Any, items: Any, item_ptr: Any, promoted: Any, recent: Any, keys: Any, p: Any,
    p_message: Any,
) -> int:  # fmt: skip
    """All items of a week, by account; their number, or what is needed if `items` is too small.

    Hours are booked as they are worked; then assets are worked on. p: Production, p_message: Message.

    promoted : (S,) int64, set to the row of the item that each seller pays reach for, -1 for none
    recent : (S,) int64, people in target who read something of the seller of late
    """
    n = 0
    for s in range(len(desk.sellers.key)):
        promoted[s] = -1
    for a in range(len(desk.accounts.key)):
        item_ptr[a] = n
        s = desk.assignment.seller[a]
        if s < 0:
            continue
        n = post_items(a, s, week, n, items, desk, keys, p, p_message)
        if desk.accounts.kind[a] != PAGE:
            continue
        if a == s and n > item_ptr[a]:  # a seller's first page stands in its own row
            promoted[s] = item_ptr[a]
        n = repost_items(a, s, week, n, items, desk, keys, p, p_message)
    item_ptr[len(desk.accounts.key)] = n
    for s in range(len(desk.sellers.key)):
        wanted = desk.policy.reach_money[s] + desk.policy.agency_hours[s] > 0.0
        if n > len(items.key) or not wanted:
            promoted[s] = -1
            continue
        promoted[s] = worth_promoting(s, promoted[s], n, items)
        if promoted[s] >= 0:
            promote(s, promoted[s], items, recent, desk, p)
    make_assets(desk, keys, p)
    return n


def make_assets(d: Any, keys: Any, p: Any) -> None:
    """Work on gated assets; a new one replaces the old, whose value fades. p: Production.

    Every content team makes its own for its audience; one stands for all.
    """
    for s in range(len(d.sellers.key)):
        d.built.hours[s] += d.policy.keeping_hours[s] + d.policy.asset_hours[s]
        d.built.asset_work[s] += d.policy.asset_hours[s] / d.policy.teams[s] * d.policy.gate[s]
        d.built.asset_value[s] *= 1.0 - p.asset_fade
        while d.built.asset_work[s] >= p.asset:
            d.built.asset_work[s] -= p.asset
            d.built.asset_number[s] += 1
            number = d.built.asset_number[s]
            n_topics = len(d.topic_category)
            draw = below(fold(fold(keys.asset_topic, d.sellers.key[s]), number), n_topics)
            d.built.asset_topic[s] = served_topic(draw, s, d.sellers, d.topic_category)
            spread = uniform2(keys.asset_quality, d.sellers.key[s], number)
            # An asset takes more care than a post: 0.2 better (assumption).
            value = post_quality(d.accounts.expertise[s], spread) + 0.2
            d.built.asset_value[s] = min(1.0, value)
