"""Writing an item of content: what it is about, for whom, in which form, through whose mouth.

An item is named by (account, week, slot), never by a running count. `d` is a `Desk`: what whoever
writes has at hand; `i` the row of the item.
"""

from __future__ import annotations

from typing import Any

from sim.agents.influencer import authenticity, craft
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
from sim.agents.voice import held_back, off_message_chance, post_quality, topic_kept
from sim.engine.chance import below, fold, named, uniform3
from sim.engine.state import C_INFLUENCER_POSTS, C_OFF_MESSAGE, C_POSTS, C_REPOSTS
from sim.network.layers import INFLUENCER_ACCOUNT, PAGE, STAFF

REPOST_SLOT = 1_000_000  # slots of reposts start here, beyond any originals of a week


def drawn(share: float, key: Any, author: int, week: int, slot: int) -> float:
    """1 where an item falls under a share, by a draw of its own; else 0."""
    return 1.0 if uniform3(key, author, week, slot) < share else 0.0


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


def channels_in_use(s: int, policy: Any) -> int:
    """Bits of the public channels that a firm keeps."""
    used = 0
    for c in range(policy.channels.shape[1]):
        if policy.channels[s, c] > 0.0:
            used |= 1 << c
    return used


def place_item(i: int, a: int, s: int, week: int, slot: int, items: Any, d: Any, keys: Any) -> None:
    """Choose the channels of an item: a page's by the firm's mix, anybody else's its own."""
    key = d.accounts.key[a]
    items.page_in[i] = 0
    if d.accounts.kind[a] != PAGE:
        items.channel[i] = d.accounts.home[a]
        items.shown_in[i] = 1 << d.accounts.home[a]
        if drawn(d.assignment.amplify[a], keys.amplify, key, week, slot) == 1.0:
            items.page_in[i] = channels_in_use(s, d.policy)
        return
    total = 0.0
    for c in range(d.policy.channels.shape[1]):
        total += d.policy.channels[s, c]
    left = uniform3(keys.channel, key, week, slot) * total
    chosen = -1
    for c in range(d.policy.channels.shape[1]):
        if d.policy.channels[s, c] > 0.0 and (left >= 0.0 or chosen < 0):
            chosen = c
        left -= d.policy.channels[s, c]
    items.channel[i] = chosen
    items.shown_in[i] = 1 << chosen
    if drawn(d.policy.cross[s], keys.cross, key, week, slot) == 1.0:
        items.shown_in[i] = channels_in_use(s, d.policy)


def kind_of(a: int, u: float, assignment: Any) -> int:
    """What an item is about, by the mix of its account."""
    u -= assignment.product[a]
    if u < 0.0:
        return PRODUCT
    u -= assignment.story[a]
    if u < 0.0:
        return STORY
    u -= assignment.purpose[a]
    return PURPOSE if u < 0.0 else TOPICAL


def choose_story(
    i: int, s: int, key: int, week: int, slot: int, items: Any, d: Any, keys: Any
) -> None:
    """Find the customer whose story an item tells; without customers it is told of nobody."""
    items.featured[i] = -1
    items.renown[i] = 0.0
    low, high = d.sellers.target_ptr[s], d.sellers.target_ptr[s + 1]
    if items.kind[i] != STORY or d.facts.n_customers[s] == 0 or high == low:
        return
    start = below(fold(fold(fold(keys.featured, key), week), slot), high - low)
    for k in range(high - low):
        org = d.sellers.target_orgs[low + (start + k) % (high - low)]
        if d.facts.customer[org, s] > 0:
            items.featured[i] = org
            items.renown[i] = renown_of(float(d.orgs.size[org]), d.mean_size)
            return


def aim_item(
    i: int, a: int, s: int, week: int, slot: int, items: Any, d: Any, keys: Any, p: Any
) -> None:
    """Set topic and audience of an item; who understands a segment writes on what it cares about.

    A brief tells an influencer whom to write for. p: Production.
    """
    key = d.accounts.key[a]
    outside = d.accounts.kind[a] == INFLUENCER_ACCOUNT
    segment = below(fold(fold(fold(keys.segment, key), week), slot), d.n_industries)
    items.segment[i] = segment
    tailored = p.brief_gain * d.assignment.brief[a] if outside else d.policy.tailored[s]
    items.tailored[i] = drawn(tailored, keys.tailored, key, week, slot)
    if slot >= REPOST_SLOT:
        items.tailored[i] = 0.0
    items.prospect[i] = drawn(d.policy.prospect[s], keys.prospect, key, week, slot)
    items.topic[i] = d.accounts.topic[a]
    other = uniform3(keys.topic, key, week, slot)
    kept = topic_kept(d.assignment.scripted[a], p)
    if not outside and other >= kept:
        n_topics = len(d.topic_category)
        which = int((other - kept) / (1.0 - kept + 1e-12) * n_topics)
        items.topic[i] = served_topic(which, s, d.sellers, d.topic_category)
    listens = p.listen_topics * d.built.understanding[s, segment]
    if items.tailored[i] == 1.0 and drawn(listens, keys.listen, key, week, slot) == 1.0:
        items.topic[i] = d.facts.wanted[s, segment]


def frame_item(
    i: int, a: int, week: int, slot: int, s: int, items: Any, d: Any, keys: Any, p: Any,
    p_message: Any,
) -> None:  # fmt: skip
    """Set framing and form of an item, and what its audience makes of the speaker.

    p: Production, p_message: Message.
    """
    key = d.accounts.key[a]
    kind = items.kind[i]
    items.salesy[i] = 1.0 if kind == PRODUCT else (p.story_salesy if kind == STORY else 0.0)
    items.emotional[i] = drawn(d.assignment.emotional[a], keys.emotional, key, week, slot)
    items.technical[i] = drawn(d.assignment.technical[a], keys.technical, key, week, slot)
    items.video[i] = drawn(d.assignment.video[a], keys.video, key, week, slot)
    critical = drawn(d.assignment.critical[a], keys.critical, key, week, slot)
    outside = d.accounts.kind[a] == INFLUENCER_ACCOUNT
    endorses = kind == STORY or (outside and kind == PRODUCT)
    pay = d.assignment.pay[a] / p.wage
    first_hand = 0.0
    if endorses and outside:
        first_hand = float(d.accounts.uses[a, s])
    elif items.featured[i] >= 0:  # on the firm's own page a customer tells its story
        first_hand = 1.0
    independent = max(0.0, 1.0 - pay) if outside else 0.0
    praise = 1.0 - critical if endorses else 0.0
    items.weight[i] = endorsement_weight(first_hand, independent, praise, p_message)
    items.suspicion[i] = inferred_motive(pay, claim_of(kind, p_message), p_message)


def quality_of(a: int, s: int, week: int, slot: int, d: Any, keys: Any, p: Any) -> float:
    """Quality of an item, 0-1: expertise, craft, and what control and fear leave of them.

    p: Production.
    """
    key = d.accounts.key[a]
    quality = post_quality(d.accounts.expertise[a], uniform3(keys.quality, key, week, slot))
    if slot >= REPOST_SLOT:
        return quality * p.repost_quality
    help_with = d.assignment.assist[a]
    if d.accounts.kind[a] == STAFF:
        help_with = max(help_with, d.policy.trained[s])
    quality *= craft(d.accounts.production[a], help_with, p)
    if d.accounts.kind[a] == INFLUENCER_ACCOUNT:
        return quality * authenticity(d.accounts.match[a, s], d.assignment.scripted[a], p)
    return quality * held_back(d.policy.withheld[s], d.policy.trained[s], p)


def count_item(
    i: int, a: int, s: int, week: int, slot: int, items: Any, d: Any, keys: Any, p: Any
) -> None:
    """Count an item by its kind of author; what is off message loses use. p: Production."""
    if d.accounts.kind[a] == INFLUENCER_ACCOUNT:
        d.counts.total[s, C_INFLUENCER_POSTS] += 1
        return
    d.counts.total[s, C_REPOSTS if slot >= REPOST_SLOT else C_POSTS] += 1
    is_page = 1.0 if d.accounts.kind[a] == PAGE else 0.0
    off = off_message_chance(is_page, d.policy.trained[s], d.assignment.scripted[a], p)
    if drawn(off, keys.offmessage, d.accounts.key[a], week, slot) == 1.0:
        items.quality[i] *= p.offmessage_quality
        d.counts.total[s, C_OFF_MESSAGE] += 1


def write_item(
    i: int, a: int, s: int, week: int, slot: int, items: Any, d: Any, keys: Any, p: Any,
    p_message: Any,
) -> None:  # fmt: skip
    """Fill row i of the items with account a's item in a slot. p: Production, p_message: Message."""
    key = d.accounts.key[a]
    items.key[i] = named(fold(fold(fold(keys.item, key), week), slot))
    items.account[i] = a
    items.seller[i] = s
    items.kind[i] = kind_of(a, uniform3(keys.kind, key, week, slot), d.assignment)
    # Influencers take their time (their share is 0), and what is posted again is no news.
    items.quick[i] = drawn(d.assignment.quick[a], keys.quick, key, week, slot)
    if slot >= REPOST_SLOT:
        items.quick[i] = 0.0
    choose_story(i, s, key, week, slot, items, d, keys)
    place_item(i, a, s, week, slot, items, d, keys)
    aim_item(i, a, s, week, slot, items, d, keys, p)
    frame_item(i, a, week, slot, s, items, d, keys, p, p_message)
    items.quality[i] = quality_of(a, s, week, slot, d, keys, p)
    count_item(i, a, s, week, slot, items, d, keys, p)
    items.delay[i] = p.approval_delay * d.policy.approval[s] + p.planning_delay * items.tailored[i]
    items.paid[i] = 0.0
    items.again[i] = 0.0
