"""Phase 3, publish: content reaches feeds.

An account turns its hours into items; what is begun this week is finished when its hours are in. An
item is named by (account, week, slot), never by a running count.
"""

from __future__ import annotations

from typing import Any

from sim.agents.influencer import authenticity
from sim.agents.voice import off_message_chance, post_quality
from sim.engine.chance import below, fold, named, uniform2, uniform3
from sim.engine.state import C_INFLUENCER_POSTS, C_OFF_MESSAGE, C_POSTS, C_REPOSTS
from sim.network.layers import INFLUENCER_ACCOUNT, PAGE, STAFF

REPOST_SLOT = 1000  # slots of reposts start here


def item_cost(kind: int, s: int, policy: Any, p: Any) -> float:
    """Hours of one original item. p: Production."""
    if kind == INFLUENCER_ACCOUNT:
        return p.influencer_hours
    cost = p.post_broad + (p.post_tailored - p.post_broad) * policy.tailored[s]
    if kind == STAFF:
        cost *= p.employee_share * (1.0 - p.trained_saving * policy.trained[s])
    return cost + p.approval * policy.approval[s]


def served_topic(draw: int, s: int, sellers: Any, topic_category: Any) -> int:
    """The draw-th of the topics that a seller serves, counted round."""
    n = 0
    for t in range(len(topic_category)):
        n += sellers.serves[s, topic_category[t]]
    left = draw % n
    for t in range(len(topic_category)):
        if sellers.serves[s, topic_category[t]] == 1:
            if left == 0:
                return t
            left -= 1
    return 0


def write_item(
    n: int, a: int, s: int, week: int, slot: int, items: Any, accounts: Any, sellers: Any,
    topic_category: Any, n_industries: int, policy: Any, counts: Any, keys: Any, p: Any,
) -> None:  # fmt: skip
    """Fill row n of the items with account a's item in a slot. p: Production."""
    key = accounts.key[a]
    kind = accounts.kind[a]
    repost = slot >= REPOST_SLOT
    items.key[n] = named(fold(fold(fold(keys.item, key), week), slot))
    items.account[n] = a
    items.seller[n] = s
    u = uniform3(keys.kind, key, week, slot)
    if u < policy.product[s]:
        items.salesy[n] = 1.0
        items.story[n] = 0.0
    elif u < policy.product[s] + policy.story[s]:
        items.salesy[n] = p.story_salesy
        items.story[n] = 1.0
    else:
        items.salesy[n] = 0.0
        items.story[n] = 0.0
    items.segment[n] = below(fold(fold(fold(keys.segment, key), week), slot), n_industries)
    items.topic[n] = accounts.topic[a]
    quality = post_quality(accounts.expertise[a], uniform3(keys.quality, key, week, slot))
    if kind == INFLUENCER_ACCOUNT:
        quality *= authenticity(accounts.match[a, s], policy.influencer_scripted[s])
        counts[s, C_INFLUENCER_POSTS] += 1
    elif repost:
        quality *= p.repost_quality
        counts[s, C_REPOSTS] += 1
    else:
        counts[s, C_POSTS] += 1
    if kind != INFLUENCER_ACCOUNT:
        other = uniform3(keys.topic, key, week, slot)
        if other >= p.main_topic:
            which = int((other - p.main_topic) / (1.0 - p.main_topic + 1e-12) * len(topic_category))
            items.topic[n] = served_topic(which, s, sellers, topic_category)
        is_page = 1.0 if kind == PAGE else 0.0
        off = off_message_chance(is_page, policy.trained[s], policy.scripted[s], p)
        if uniform3(keys.offmessage, key, week, slot) < off:
            quality *= p.offmessage_quality
            counts[s, C_OFF_MESSAGE] += 1
    items.quality[n] = quality
    tailored = uniform3(keys.tailored, key, week, slot) < policy.tailored[s]
    items.tailored[n] = 1.0 if tailored and not repost else 0.0
    prospect = uniform3(keys.prospect, key, week, slot) < policy.prospect[s]
    items.prospect[n] = 1.0 if prospect else 0.0
    items.delay[n] = p.approval_delay * policy.approval[s]
    items.paid[n] = 0.0


def publish(
    week: int, accounts: Any, assignment: Any, sellers: Any, topic_category: Any,
    n_industries: int, policy: Any, built: Any, counts: Any, items: Any, item_ptr: Any, keys: Any,
    p: Any,
) -> int:  # fmt: skip
    """All items of a week, by account; their number, or what is needed if `items` is too small.

    Hours are booked as they are worked; then assets are worked on. p: Production.
    """
    n = 0
    room = len(items.key)
    for a in range(len(accounts.key)):
        item_ptr[a] = n
        s = assignment.seller[a]
        if s < 0:
            continue
        kind = accounts.kind[a]
        hours = assignment.hours[a]
        built.hours[s] += hours
        work = built.post_work[a] + hours
        cost = item_cost(kind, s, policy, p)
        slot = 0
        while work >= cost:
            work -= cost
            if n < room:
                write_item(
                    n, a, s, week, slot, items, accounts, sellers, topic_category, n_industries,
                    policy, counts, keys, p,
                )  # fmt: skip
            if kind == INFLUENCER_ACCOUNT:
                built.money[s] += policy.pay[s]
            n += 1
            slot += 1
        built.post_work[a] = work
        if kind != PAGE:
            continue
        # A seller's first page stands in its own row and is the one that is promoted.
        if a == s and n > item_ptr[a] and n <= room and policy.reach_money[s] > 0.0:
            shown = policy.reach_money[s] / p.reach_price * 1000.0
            items.paid[item_ptr[a]] = min(1.0, shown / max(1.0, float(sellers.n_target[s])))
            built.money[s] += policy.reach_money[s]
        hours = policy.repost_hours[s] / policy.teams[s]
        built.hours[s] += hours
        work = built.repost_work[a] + hours
        slot = REPOST_SLOT
        while work >= p.repost:
            work -= p.repost
            if n < room:
                write_item(
                    n, a, s, week, slot, items, accounts, sellers, topic_category, n_industries,
                    policy, counts, keys, p,
                )  # fmt: skip
            n += 1
            slot += 1
        built.repost_work[a] = work
    item_ptr[len(accounts.key)] = n
    make_assets(sellers, accounts, topic_category, policy, built, keys, p)
    return n


def make_assets(
    sellers: Any, accounts: Any, topic_category: Any, policy: Any, built: Any, keys: Any, p: Any
) -> None:
    """Work on gated assets; a new one replaces the old, whose value fades. p: Production.

    Every content team makes its own for its audience; one stands for all.
    """
    for s in range(len(sellers.key)):
        built.hours[s] += policy.asset_hours[s]
        built.asset_work[s] += policy.asset_hours[s] / policy.teams[s]
        built.asset_value[s] *= 1.0 - p.asset_fade
        while built.asset_work[s] >= p.asset:
            built.asset_work[s] -= p.asset
            built.asset_number[s] += 1
            number = built.asset_number[s]
            draw = below(fold(fold(keys.asset_topic, sellers.key[s]), number), len(topic_category))
            built.asset_topic[s] = served_topic(draw, s, sellers, topic_category)
            spread = uniform2(keys.asset_quality, sellers.key[s], number)
            # An asset takes more care than a post: 0.2 better (assumption).
            built.asset_value[s] = min(1.0, post_quality(accounts.expertise[s], spread) + 0.2)
