"""Phase 3, publish: content reaches feeds.

An account turns its hours into items; what is begun this week is finished when its hours are in. An
item is named by (account, week, slot), never by a running count.
"""

from __future__ import annotations

from typing import Any

from sim.agents.influencer import authenticity
from sim.agents.reading import (
    PRODUCT,
    PURPOSE,
    STORY,
    TOPICAL,
    claim_of,
    endorsement_weight,
    inferred_motive,
    renown_of,
)
from sim.agents.voice import off_message_chance, post_quality
from sim.engine.chance import below, fold, named, uniform2, uniform3
from sim.engine.state import C_INFLUENCER_POSTS, C_OFF_MESSAGE, C_POSTS, C_REPOSTS
from sim.network.layers import INFLUENCER_ACCOUNT, PAGE, STAFF

REPOST_SLOT = 1000  # slots of reposts start here


def item_cost(kind: int, s: int, policy: Any, p: Any) -> float:
    """Hours of one original item, at the mean of the firm's mix. p: Production."""
    if kind == INFLUENCER_ACCOUNT:
        return p.influencer_hours
    cost = p.post_broad + (p.post_tailored - p.post_broad) * policy.tailored[s]
    cost *= 1.0 - (1.0 - p.quick_cost) * policy.quick[s]
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


def place_item(
    n: int, a: int, s: int, week: int, slot: int, items: Any, accounts: Any, policy: Any, keys: Any
) -> None:
    """Choose the channels of an item: a page's by the firm's mix, anybody else's its own."""
    key = accounts.key[a]
    if accounts.kind[a] != PAGE:
        items.channel[n] = accounts.home[a]
        items.shown_in[n] = 1 << accounts.home[a]
        return
    total = 0.0
    used = 0
    for c in range(policy.channels.shape[1]):
        total += policy.channels[s, c]
        if policy.channels[s, c] > 0.0:
            used |= 1 << c
    left = uniform3(keys.channel, key, week, slot) * total
    chosen = -1
    for c in range(policy.channels.shape[1]):
        if policy.channels[s, c] > 0.0 and (left >= 0.0 or chosen < 0):
            chosen = c
        left -= policy.channels[s, c]
    items.channel[n] = chosen
    crossed = uniform3(keys.cross, key, week, slot) < policy.cross[s]
    items.shown_in[n] = used if crossed else 1 << chosen


def choose_story(
    n: int,
    s: int,
    key: int,
    week: int,
    slot: int,
    items: Any,
    orgs: Any,
    sellers: Any,
    facts: Any,
    mean_size: float,
    keys: Any,
) -> None:
    """Find the customer whose story an item tells; without customers it is told of nobody."""
    low, high = sellers.target_ptr[s], sellers.target_ptr[s + 1]
    items.featured[n] = -1
    items.renown[n] = 0.0
    if facts.n_customers[s] == 0 or high == low:
        return
    start = below(fold(fold(fold(keys.featured, key), week), slot), high - low)
    for i in range(high - low):
        org = sellers.target_orgs[low + (start + i) % (high - low)]
        if facts.customer[org, s] > 0:
            items.featured[n] = org
            items.renown[n] = renown_of(float(orgs.size[org]), mean_size)
            return


def kind_of(s: int, u: float, policy: Any) -> int:
    """What an item is about, by the firm's content mix."""
    if u < policy.product[s]:
        return PRODUCT
    if u < policy.product[s] + policy.story[s]:
        return STORY
    if u < policy.product[s] + policy.story[s] + policy.purpose[s]:
        return PURPOSE
    return TOPICAL


def frame_item(
    n: int,
    a: int,
    s: int,
    week: int,
    slot: int,
    pay: float,
    items: Any,
    accounts: Any,
    policy: Any,
    keys: Any,
    p: Any,
    p_message: Any,
) -> None:
    """Set framing and form of an item, and what its audience makes of the speaker.

    p: Production, p_message: Message.
    """
    key = accounts.key[a]
    kind = items.kind[n]
    items.salesy[n] = 1.0 if kind == PRODUCT else (p.story_salesy if kind == STORY else 0.0)
    items.emotional[n] = (
        1.0 if uniform3(keys.emotional, key, week, slot) < policy.emotional[s] else 0.0
    )
    items.technical[n] = (
        1.0 if uniform3(keys.technical, key, week, slot) < policy.technical[s] else 0.0
    )
    items.video[n] = 1.0 if uniform3(keys.video, key, week, slot) < policy.video[s] else 0.0
    outside = accounts.kind[a] == INFLUENCER_ACCOUNT
    endorses = kind == STORY or (outside and kind == PRODUCT)
    critical = uniform3(keys.critical, key, week, slot) < policy.critical[s]
    praise = 1.0 if endorses and not critical else 0.0
    first_hand = 0.0
    if endorses and outside:
        first_hand = float(accounts.uses[a, s])
    elif items.featured[n] >= 0:  # a customer tells its own story
        first_hand = 1.0
    independent = max(0.0, 1.0 - pay) if outside else 0.0
    items.weight[n] = endorsement_weight(first_hand, independent, praise, p_message)
    items.suspicion[n] = (
        inferred_motive(pay, claim_of(kind, p_message), p_message) if outside else 0.0
    )


def aim_item(
    n: int,
    a: int,
    s: int,
    week: int,
    slot: int,
    items: Any,
    accounts: Any,
    sellers: Any,
    facts: Any,
    topic_category: Any,
    n_industries: int,
    policy: Any,
    built: Any,
    keys: Any,
    p: Any,
) -> None:
    """Set topic and audience of an item; who understands a segment writes on what it cares about.

    p: Production.
    """
    key = accounts.key[a]
    repost = slot >= REPOST_SLOT
    segment = below(fold(fold(fold(keys.segment, key), week), slot), n_industries)
    items.segment[n] = segment
    tailored = uniform3(keys.tailored, key, week, slot) < policy.tailored[s]
    items.tailored[n] = 1.0 if tailored and not repost else 0.0
    prospect = uniform3(keys.prospect, key, week, slot) < policy.prospect[s]
    items.prospect[n] = 1.0 if prospect else 0.0
    items.topic[n] = accounts.topic[a]
    if accounts.kind[a] == INFLUENCER_ACCOUNT:
        return
    other = uniform3(keys.topic, key, week, slot)
    if other >= p.main_topic:
        which = int((other - p.main_topic) / (1.0 - p.main_topic + 1e-12) * len(topic_category))
        items.topic[n] = served_topic(which, s, sellers, topic_category)
    listens = p.listen_topics * built.understanding[s, segment]
    if items.tailored[n] == 1.0 and uniform3(keys.listen, key, week, slot) < listens:
        items.topic[n] = facts.wanted[s, segment]


def write_item(
    n: int, a: int, s: int, week: int, slot: int, items: Any, accounts: Any, orgs: Any,
    sellers: Any, facts: Any, topic_category: Any, n_industries: int, mean_size: float, policy: Any,
    built: Any, counts: Any, keys: Any, p: Any, p_message: Any,
) -> None:  # fmt: skip
    """Fill row n of the items with account a's item in a slot. p: Production, p_message: Message."""
    key = accounts.key[a]
    outside = accounts.kind[a] == INFLUENCER_ACCOUNT
    repost = slot >= REPOST_SLOT
    items.key[n] = named(fold(fold(fold(keys.item, key), week), slot))
    items.account[n] = a
    items.seller[n] = s
    items.kind[n] = kind_of(s, uniform3(keys.kind, key, week, slot), policy)
    quick = uniform3(keys.quick, key, week, slot) < policy.quick[s]
    items.quick[n] = 1.0 if quick and not outside and not repost else 0.0
    items.featured[n] = -1
    items.renown[n] = 0.0
    if items.kind[n] == STORY:
        choose_story(n, s, key, week, slot, items, orgs, sellers, facts, mean_size, keys)
    place_item(n, a, s, week, slot, items, accounts, policy, keys)
    aim_item(
        n, a, s, week, slot, items, accounts, sellers, facts, topic_category, n_industries, policy,
        built, keys, p,
    )  # fmt: skip
    pay = policy.pay[s] / p.wage if outside else 0.0
    frame_item(n, a, s, week, slot, pay, items, accounts, policy, keys, p, p_message)
    quality = post_quality(accounts.expertise[a], uniform3(keys.quality, key, week, slot))
    if outside:
        quality *= authenticity(accounts.match[a, s], policy.influencer_scripted[s])
        counts[s, C_INFLUENCER_POSTS] += 1
    elif repost:
        quality *= p.repost_quality
        counts[s, C_REPOSTS] += 1
    else:
        counts[s, C_POSTS] += 1
    if not outside:
        is_page = 1.0 if accounts.kind[a] == PAGE else 0.0
        off = off_message_chance(is_page, policy.trained[s], policy.scripted[s], p)
        if uniform3(keys.offmessage, key, week, slot) < off:
            quality *= p.offmessage_quality
            counts[s, C_OFF_MESSAGE] += 1
    items.quality[n] = quality
    items.delay[n] = p.approval_delay * policy.approval[s] + p.planning_delay * items.tailored[n]
    items.paid[n] = 0.0


def publish(
    week: int, accounts: Any, assignment: Any, orgs: Any, sellers: Any, facts: Any,
    topic_category: Any, n_industries: int, mean_size: float, policy: Any, built: Any, counts: Any,
    items: Any, item_ptr: Any, keys: Any, p: Any, p_message: Any,
) -> int:  # fmt: skip
    """All items of a week, by account; their number, or what is needed if `items` is too small.

    Hours are booked as they are worked; then assets are worked on. p: Production, p_message: Message.
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
        while work >= cost and hours > 0.0:
            work -= cost
            if n < room:
                write_item(
                    n, a, s, week, slot, items, accounts, orgs, sellers, facts, topic_category,
                    n_industries, mean_size, policy, built, counts, keys, p, p_message,
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
                    n, a, s, week, slot, items, accounts, orgs, sellers, facts, topic_category,
                    n_industries, mean_size, policy, built, counts, keys, p, p_message,
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
        built.hours[s] += policy.keeping_hours[s] + policy.asset_hours[s]
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
