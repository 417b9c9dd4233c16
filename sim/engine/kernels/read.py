"""Reading an item: what it does to memory, knowledge, trust and feeling, and what of it shows.

Lurking is the common case: an item changes the reader whether or not anybody can see it. Visible
acts, private questions and forms are separate and costlier decisions.
"""

from __future__ import annotations

from typing import Any

from sim.agents.belief import actor_bond
from sim.agents.member import act_chance, act_cost, criticism, form_chance, question_chance
from sim.agents.reading import (
    PURPOSE,
    STORY,
    WEB,
    act_interest,
    affect_after,
    application_chance,
    channel_depth,
    channel_dialogue,
    sees_exchange,
    standing,
    story_doubt,
    tie_after,
)
from sim.agents.voice import bond_after
from sim.engine.chance import uniform3
from sim.engine.kernels.attend import PASSED, bond_row, rivals
from sim.engine.kernels.common import (
    find_dyad,
    judge,
    learn,
    meet_person,
    pull_trigger,
    remember,
    tally,
    touch,
)
from sim.engine.state import (
    AWAITING,
    C_APPLICATIONS,
    C_COMMENTS,
    C_FORMS,
    C_LIKES,
    C_NEGATIVE,
    C_ONLOOKERS,
    C_PRIVATE,
    C_QUESTIONS,
    C_REACH,
    C_SHARES,
    C_VIEWS,
    FEED,
    NO_THREAD,
    OWN,
    S_ACTS,
    S_QUESTIONS,
    T_COMMENT,
    T_FORM,
    T_LIKE,
    T_QUESTION,
    T_SHARE,
)
from sim.network.layers import INFLUENCER_ACCOUNT, PAGE


def note_view(
    m: int, s: int, week: int, measured: int, marks: Any, counts: Any, target: Any
) -> None:
    """Count a view; reach counts a person in target once, in measured weeks."""
    tally(m, s, C_VIEWS, 1, counts)
    marks.view_week[m, s] = week
    if measured == 1 and marks.reached[m, s] == 0:
        marks.reached[m, s] = 1
        if target[m, s] == 1:
            tally(m, s, C_REACH, 1, counts)


def supplies(m: int, s: int, people: Any, facts: Any) -> float:
    """1 where the seller supplies the person's organisation, else 0."""
    org = people.org[m]
    return 1.0 if org >= 0 and facts.customer[org, s] > 0 else 0.0


def buys_direct(m: int, s: int, people: Any, facts: Any) -> float:
    """1 where the organisation buys from the seller what enters its production, else 0."""
    org = people.org[m]
    return 1.0 if org >= 0 and facts.direct_tie[org, s] > 0 else 0.0


def believe_item(
    m: int, i: int, how: int, relevance: float, week: int, items: Any, people: Any, orgs: Any,
    follows: Any, sellers: Any, staff: Any, accounts: Any, facts: Any, bond: Any, tie: Any,
    beliefs: Any, marks: Any, dyads: Any, counts: Any, ledger: Any, p: Any, p_message: Any,
    p_channel: Any, p_talk: Any, p_rival: Any,
) -> None:  # fmt: skip
    """What an item does to its reader.

    p: Belief, p_message: Message, p_channel: Channel, p_talk: Talk, p_rival: Rival.
    """
    s = items.seller[i]
    kind = items.kind[i]
    quality = items.quality[i] * (1.0 - items.suspicion[i])
    use = relevance * quality
    seen_act = 1 if how == PASSED else 0
    remember(
        m, s, p.read_gain * relevance, week, FEED, 1 - seen_act, beliefs, marks, counts,
        sellers.target, p,
    )  # fmt: skip
    if kind != STORY and kind != PURPOSE:
        told = 1.0 - p_message.emotion_info_loss * items.emotional[i]
        learn(
            m,
            s,
            min(1.0, p.info_gain * use * told * channel_depth(items.channel[i], p_channel)),
            beliefs,
        )
    e = bond_row(m, items.account[i], follows)
    credibility = bond[e] if e >= 0 else 0.0
    close = tie[e] if e >= 0 else 0.0
    q = accounts.staff[items.account[i]]
    d = find_dyad(m, q, dyads) if q >= 0 and staff.present[q] == 1 else -1
    met = d >= 0 and dyads.contacts[d] > 0.0
    known = credibility
    if met:
        known = max(known, actor_bond(dyads.level[d], dyads.contacts[d], p.contacts_half))
    if kind != PURPOSE:  # a cause says little about the offer (MA-22)
        base = p.story_weight if kind == STORY else p.content_weight
        passed = 1.0 + p.peer_gain * seen_act
        weight = base * relevance * items.weight[i] * passed * standing(known, close, p)
        judge(m, s, quality, weight, FEED, beliefs, ledger, sellers.target, p)
    if p_rival.trust_from_presence == 1.0:
        judge(m, s, 1.0, p_rival.presence_weight, FEED, beliefs, ledger, sellers.target, p)
    unfit = p.irrelevance_weight * items.salesy[i] * (1.0 - relevance)
    judge(m, s, 0.0, unfit, FEED, beliefs, ledger, sellers.target, p)
    if kind == STORY:
        direct = buys_direct(m, s, people, facts)
        rival = rivals(m, items.featured[i], people, orgs)
        doubt = story_doubt(people.privacy[m], direct, rival, p_message)
        judge(m, s, 0.0, doubt, FEED, beliefs, ledger, sellers.target, p)
    felt = relevance if kind == PURPOSE or items.emotional[i] == 1.0 else 0.0
    beliefs.affect[m, s] = affect_after(
        beliefs.affect[m, s], felt, items.suspicion[i], close, p_message
    )
    if e >= 0:
        bond[e] = bond_after(credibility, use, p)
        if accounts.kind[items.account[i]] != PAGE:  # a tie is with somebody
            tie[e] = tie_after(close, p)
    if met:
        meet_person(
            d, quality, p.post_person_weight * relevance, 0.0, dyads.last_week[d], FEED,
            beliefs, dyads, staff, ledger, sellers.target, p,
        )  # fmt: skip
    pull_trigger(m, s, p_talk.read_trigger * use, OWN, beliefs, marks)
    if items.featured[i] >= 0 and items.featured[i] == people.org[m]:
        pull_trigger(m, s, p_talk.story_trigger, OWN, beliefs, marks)


def note_act(i: int, items: Any, accounts: Any, seen: Any, by_style: Any) -> None:
    """A visible act as firms' dashboards book it: by account, channel and kind of content."""
    a = items.account[i]
    s = items.seller[i]
    n_channels = WEB + 1
    seen[a, S_ACTS] += 1
    if accounts.kind[a] == INFLUENCER_ACCOUNT:
        by_style[s, by_style.shape[1] - 1] += 1
        return
    by_style[s, n_channels + items.kind[i]] += 1
    if accounts.kind[a] == PAGE:
        by_style[s, items.channel[i]] += 1


def act_on_item(
    m: int, i: int, how: int, relevance: float, week: int, items: Any, people: Any, orgs: Any,
    accounts: Any, facts: Any, beliefs: Any, marks: Any, persons: Any, acted: Any, acted_kind: Any,
    counts: Any, seen: Any, by_style: Any, keys: Any, p: Any, p_act: Any, p_channel: Any,
) -> None:  # fmt: skip
    """Like, share, comment or ask in private. p: Belief, p_act: Engagement, p_channel: Channel."""
    s = items.seller[i]
    org = people.org[m]
    me = people.key[m]
    key = items.key[i]
    use = relevance * items.quality[i] * (1.0 - items.suspicion[i])
    close = 1.0 if how == PASSED else 0.0
    corporate = 1.0 if accounts.kind[items.account[i]] == PAGE else 0.0
    liking = people.association[m] * beliefs.brand[m, s]
    own = 1.0 if org >= 0 and items.featured[i] == org else 0.0
    depth = beliefs.contacts[m, s] / (beliefs.contacts[m, s] + p.contacts_half)
    interest = act_interest(use, close, items.emotional[i], corporate, liking, own, depth, p_act)
    critical = criticism(beliefs.annoyance[m, s], items.salesy[i], relevance)
    policy = orgs.policy[org] if org >= 0 else 1.0
    need = 1.0 if persons.open_need[m] & facts.serve_bits[s] != 0 else 0.0
    supplied = supplies(m, s, people, facts)
    direct = buys_direct(m, s, people, facts)
    hush = act_cost(0.0, supplied, direct, people.privacy[m], policy, p_act)
    dialogue = channel_dialogue(items.channel[i], p_channel)
    author = items.account[i]
    passes_on = 0
    if uniform3(keys.like, me, key, week) < act_chance(interest, p_act.like_cost + hush, p_act):
        tally(m, s, C_LIKES, 1, counts)
        touch(m, s, T_LIKE, week, marks)
        note_act(i, items, accounts, seen, by_style)
        passes_on = T_LIKE
    if uniform3(keys.share, me, key, week) < act_chance(interest, p_act.share_cost + hush, p_act):
        tally(m, s, C_SHARES, 1, counts)
        touch(m, s, T_SHARE, week, marks)
        note_act(i, items, accounts, seen, by_style)
        passes_on = T_SHARE
    loudest = max(interest, critical)
    effort = p_act.comment_cost + p_act.expert_cost * items.technical[i] * (
        1.0 - people.technical[m]
    )
    if uniform3(keys.comment, me, key, week) < dialogue * act_chance(loudest, effort + hush, p_act):
        tally(m, s, C_COMMENTS, 1, counts)
        touch(m, s, T_COMMENT, week, marks)
        note_act(i, items, accounts, seen, by_style)
        if critical > interest:
            tally(m, s, C_NEGATIVE, 1, counts)
        if marks.thread[m, s] == NO_THREAD:
            marks.thread[m, s] = AWAITING
            marks.turns[m, s] = 0
            marks.open_thread[m, s] = 1
    asks = dialogue * question_chance(use + p_act.closeness_gain * close, need, depth, p_act)
    if uniform3(keys.question, me, key, week) < asks:
        tally(m, s, C_QUESTIONS, 1, counts)
        tally(m, s, C_PRIVATE, 1, counts)
        touch(m, s, T_QUESTION, week, marks)
        seen[author, S_QUESTIONS] += 1
        if marks.thread[m, s] == NO_THREAD:
            marks.thread[m, s] = AWAITING
            marks.turns[m, s] = 0
            marks.open_thread[m, s] = 0
    # Only this week's own items can be passed on next week; a share outweighs a like.
    if passes_on > 0 and how != PASSED:
        same = passes_on == acted_kind[m] and key < items.key[acted[m]]
        if passes_on > acted_kind[m] or same:
            acted[m] = i
            acted_kind[m] = passes_on


def apply_for_job(
    m: int, i: int, week: int, items: Any, people: Any, beliefs: Any, counts: Any, keys: Any, p: Any
) -> None:
    """Somebody outside buying centres may apply for a job. p: Message."""
    s = items.seller[i]
    if people.org[m] >= 0:
        return
    if uniform3(keys.apply, people.key[m], items.key[i], week) < application_chance(
        beliefs.affect[m, s], p
    ):
        tally(m, s, C_APPLICATIONS, 1, counts)


def look_on(
    m: int, s: int, week: int, people: Any, sellers: Any, accounts: Any, built: Any, beliefs: Any,
    counts: Any, ledger: Any, keys: Any, p: Any, p_act: Any,
) -> None:  # fmt: skip
    """A reader of a firm may see how it answered others in public. p: Belief, p_act: Engagement."""
    answers = float(built.public_answers[s])
    if answers <= 0.0:
        return
    if uniform3(keys.onlook, people.key[m], sellers.key[s], week) < sees_exchange(
        answers, p_act.onlook
    ):
        tally(m, s, C_ONLOOKERS, 1, counts)
        judge(
            m, s, accounts.expertise[s], p.onlooker_weight, FEED, beliefs, ledger, sellers.target, p
        )


def read_comments(
    m: int, s: int, week: int, people: Any, sellers: Any, built: Any, beliefs: Any, ledger: Any,
    keys: Any, p: Any, p_act: Any,
) -> None:  # fmt: skip
    """A reader of a firm may read what other readers wrote, too, and values it above the firm's word.

    What is said for and against the firm counts in its proportion. p: Belief, p_act: Engagement.
    """
    said = built.comments[s]
    if said <= 0.0:
        return
    if uniform3(keys.comments, people.key[m], sellers.key[s], week) < sees_exchange(
        said, p_act.comments_read
    ):
        weight = p.content_weight * (1.0 + p.peer_gain)
        judge(m, s, 1.0 - built.critical[s], weight, FEED, beliefs, ledger, sellers.target, p)
        learn(m, s, p.info_talk, beliefs)


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
    tally(m, s, C_FORMS, 1, counts)
    touch(m, s, T_FORM, week, marks)
    learn(m, s, p.info_scout * value, beliefs)
    return True
