"""Generates a world from `[market]` and the world seed, in time linear in people and ties.

The order: who exists (people, organisations), what they buy, who sells, who knows whom, who follows
whom. An imported network replaces the first and the fourth; the rest is generated around it.
"""

from __future__ import annotations

import numpy as np

from sim.agents.buying_centre import INFLUENCER, NO_SUPPLIER, OUTSIDE, PUBLIC, USER
from sim.agents.reading import CHANNELS, WEB
from sim.engine.chance import below_array, fold_array, text_key, uniform_array
from sim.engine.streams import key as stream
from sim.network import layers as L
from sim.network.census import PUBLIC_KEY, Census, assign_roles, generated_census
from sim.network.followers import Followed, make_accounts, make_follows
from sim.network.private_ties import generated_ties
from sim.scenarios.checks import staff_counts
from sim.scenarios.schema import Market


def make_people(
    market: Market,
    seed: int,
    census: Census,
    org_categories: np.ndarray,
    topic_category: np.ndarray,
) -> L.People:
    """People rows: members of the census, then the public."""
    n_public = round(market.public_share * len(census.key))
    key = np.concatenate([census.key, PUBLIC_KEY + np.arange(n_public)])
    org = np.concatenate([census.org, np.full(n_public, -1)])
    role = np.concatenate([assign_roles(census, seed), np.full(n_public, PUBLIC)])
    anywhere = below_array(stream(seed, "world.interest"), market.topics, key)
    own = below_array(stream(seed, "world.job_topic"), market.topics, key)
    # A job topic belongs to something the organisation buys, where it buys anything.
    by_category = [np.flatnonzero(topic_category == c) for c in range(market.categories)]
    first = np.where(org >= 0, org_categories[org, 0], -1)
    for c, topics in enumerate(by_category):
        if len(topics):
            here = first == c
            own[here] = topics[own[here] % len(topics)]
    doers = (role == USER) | (role == INFLUENCER)
    technical = uniform_array(stream(seed, "world.technical"), key)
    technical = np.where(doers, 0.4 + 0.6 * technical, 0.7 * technical)  # assumption, MA-51
    newer = uniform_array(stream(seed, "world.generation"), key) < market.newer_share
    return L.People(
        key=key,
        org=org,
        role=role,
        interest_a=own,
        interest_b=anywhere,
        technical=technical,
        privacy=uniform_array(stream(seed, "world.privacy"), key),
        bar_draw=uniform_array(stream(seed, "world.trust_bar"), key),
        block_draw=uniform_array(stream(seed, "world.block_limit"), key),
        newer=newer.astype(float),
        channels=read_channels(market, seed, key, newer),
        concern=uniform_array(stream(seed, "world.concern"), key),
        association=uniform_array(stream(seed, "world.association"), key),
        patience=uniform_array(stream(seed, "world.patience"), key),
    )


def read_channels(market: Market, seed: int, key: np.ndarray, newer: np.ndarray) -> np.ndarray:
    """Bits of the public channels that people read at work, (M,) int64.

    key : (M,) int64. newer : (M,) bool; the older generation reads the web alone (MB-85).
    """
    bits = np.zeros(len(key), np.int64)
    for k, name in enumerate(CHANNELS):
        u = uniform_array(fold_array(stream(seed, "world.channel"), np.full(len(key), k)), key)
        reads = (u < getattr(market.channel_use, name)) & (newer | (k == WEB))
        bits |= reads.astype(np.int64) << k
    return bits


def make_categories(market: Market, seed: int, org_key: np.ndarray) -> np.ndarray:
    """Categories that each organisation buys, (O, 2) int64; -1 where there is no second."""
    first = below_array(stream(seed, "world.category"), market.categories, org_key)
    step = 1 + below_array(
        stream(seed, "world.category_step"), max(1, market.categories - 1), org_key
    )
    second = (first + step) % market.categories
    has = uniform_array(stream(seed, "world.second_category"), org_key) < market.second_category
    return np.stack([first, np.where(has & (second != first), second, -1)], axis=1)


def make_organisations(
    market: Market, seed: int, census: Census, needs_org: np.ndarray
) -> L.Organisations:
    """Organisation rows with their people and needs."""
    n = len(census.org_key)
    by_identity = np.argsort(census.key, kind="stable")
    people_ptr, people = L.csr(n, census.org[by_identity], by_identity)
    need_ptr = np.searchsorted(needs_org, np.arange(n + 1))
    policy = uniform_array(stream(seed, "world.policy"), census.org_key) < market.policy_share
    return L.Organisations(
        key=census.org_key,
        industry=below_array(stream(seed, "world.industry"), market.industries, census.org_key),
        size=np.diff(people_ptr),
        policy=policy.astype(float),
        people_ptr=people_ptr,
        people=people,
        need_ptr=need_ptr.astype(np.int64),
    )


def around(mean: float, u: np.ndarray) -> np.ndarray:
    """Shares spread over 0.4 around a mean (assumption) by draws in [0, 1)."""
    return np.clip(mean + 0.4 * (u - 0.5), 0.0, 1.0)


def make_needs(market: Market, seed: int, org_key: np.ndarray, categories: np.ndarray) -> L.Needs:
    """A row for each thing that an organisation buys, with its supplier and first need.

    Only who is supplied can speak from experience: few customers are few advocates (MA-58, Kyrönlahti
    n.d.).
    """
    org, slot = np.nonzero(categories >= 0)
    category = categories[org, slot]
    key = org_key[org] * 64 + category
    kind = uniform_array(stream(seed, "world.direct"), key) < market.direct_share
    spread = uniform_array(stream(seed, "world.complexity"), key)
    draw = uniform_array(stream(seed, "world.supplier"), key)
    supplier = np.full(len(org), OUTSIDE)
    supplier[draw < market.dormant_share] = NO_SUPPLIER
    edge = np.full(len(org), market.dormant_share)
    for s, seller in enumerate(market.seller):
        share = np.where(np.isin(category, seller.categories), seller.customers, 0.0)
        supplier[(draw >= edge) & (draw < edge + share)] = s
        edge = edge + share
    start = 1 - market.warmup
    u = uniform_array(stream(seed, "world.first_need"), key)
    running = start + np.floor(u * market.contract_weeks).astype(np.int64)
    rate = max(market.need_rate, 1e-9)
    waiting = start + np.floor(np.log1p(-u) / np.log1p(-min(rate, 1 - 1e-9))).astype(np.int64)
    return L.Needs(
        org=np.ascontiguousarray(org),  # as kernels expect it, also where there is one need
        category=np.ascontiguousarray(category),
        key=key,
        direct=kind.astype(float),
        complexity=around(market.complexity, spread),
        strategic=around(market.strategic, uniform_array(stream(seed, "world.strategic"), key)),
        specificity=around(
            market.specificity, uniform_array(stream(seed, "world.specificity"), key)
        ),
        supplier=supplier,
        first_week=np.where(supplier == NO_SUPPLIER, waiting, running),
    )


def make_sellers(
    market: Market,
    seed: int,
    people: L.People,
    orgs: L.Organisations,
    needs: L.Needs,
    topic_category: np.ndarray,
) -> L.Sellers:
    """Sellers with what they serve, how strong they are on each topic, and whom they target."""
    names = market.seller
    key = np.array([text_key(s.name) for s in names], np.int64)
    serves = np.zeros((len(names), market.categories), np.int64)
    for s, seller in enumerate(names):
        serves[s, list(seller.categories)] = 1
    topics = np.arange(market.topics)
    strength = np.stack(
        [
            0.7
            + 0.6
            * uniform_array(
                fold_array(stream(seed, "world.strength"), np.full(market.topics, k)), topics
            )
            for k in key
        ]
    )
    org_serves = np.zeros((len(orgs.key), len(names)), np.int64)
    for s in range(len(names)):
        np.maximum.at(org_serves[:, s], needs.org, serves[s, needs.category])
    target = np.where(people.org[:, None] >= 0, org_serves[people.org], 0)
    chosen = [np.flatnonzero(org_serves[:, s]) for s in range(len(names))]
    chosen = [c[np.argsort(orgs.key[c], kind="stable")] for c in chosen]
    return L.Sellers(
        key=key,
        serves=serves,
        reputation=np.array([s.reputation for s in names]),
        strength=strength,
        target=np.ascontiguousarray(target),
        target_ptr=np.cumsum([0, *(len(c) for c in chosen)]).astype(np.int64),
        target_orgs=np.concatenate(chosen),
        n_target=target.sum(axis=0),
    )


def make_staff(market: Market, seed: int) -> L.Staff:
    """Employees of every seller, in every scenario the same; staff grows with the market."""
    key, seller, kind, base = [], [], [], []
    for s, firm in enumerate(market.seller):
        counts = staff_counts(market, firm, market.members)
        for code, number in ((L.REP, counts["rep"]), (L.EXPERT, counts["expert"])):
            for i in range(number):
                key.append(text_key(f"{firm.name}/{L.STAFF_KINDS[code]}/{i}"))
                seller.append(s)
                kind.append(code)
                base.append(firm.expertise)
    k = np.array(key, np.int64)
    spread = uniform_array(stream(seed, "world.skill"), k)
    who = np.array(seller, np.int64)
    kinds = np.array(kind, np.int64)
    reps = np.flatnonzero(kinds == L.REP)
    return L.Staff(
        key=k,
        seller=who,
        kind=kinds,
        skill=np.clip(np.array(base, float) + 0.4 * (spread - 0.5), 0.0, 1.0),
        will=uniform_array(stream(seed, "world.will"), k),
        efficacy=uniform_array(stream(seed, "world.efficacy"), k),
        resistance=uniform_array(stream(seed, "world.resistance"), k),
        rep_ptr=np.searchsorted(who[reps], np.arange(len(market.seller) + 1)).astype(np.int64),
        rep=reps.astype(np.int64),
        present=np.ones(len(k), np.int64),
    )


def season_map(market: Market) -> np.ndarray:
    """Week of the year (0-51) at which the k-th of 52 equal shares of needs opens, (52,) int64."""
    weights = np.array(market.season if market.season else np.ones(52), float)
    edges = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(edges, (np.arange(52) + 0.5) / 52.0), 51).astype(np.int64)


def complete_world(
    market: Market,
    seed: int,
    census: Census,
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] | None = None,
    assumptions: tuple[str, ...] = (),
    labels: dict[str, list[str]] | None = None,
    followed: Followed | None = None,
) -> L.World:
    """Everything else around a census: needs, sellers, ties, accounts.

    Parameters
    ----------
    pairs : imported ties (a, b, layer, weight) between census rows, or None to generate all layers
    followed : imported follow ties, or None to generate influencers and who follows them
    """
    topic_category = np.arange(market.topics) * market.categories // market.topics
    categories = make_categories(market, seed, census.org_key)
    needs = make_needs(market, seed, census.org_key, categories)
    orgs = make_organisations(market, seed, census, needs.org)
    people = make_people(market, seed, census, categories, topic_category)
    public = len(people.key) - len(census.key)
    present = frozenset(L.LAYERS[i] for i in np.unique(pairs[2])) if pairs else frozenset()
    a, b, layer = generated_ties(market, seed, census, people.role, orgs.industry, public, present)
    weight = np.ones(len(a))
    if pairs:  # a tie that was imported stays as it is
        n = len(people.key)
        known = np.minimum(pairs[0], pairs[1]) * n + np.maximum(pairs[0], pairs[1])
        new = ~np.isin(np.minimum(a, b) * n + np.maximum(a, b), known)
        a, b, layer, weight = a[new], b[new], layer[new], weight[new]
        a, b = np.concatenate([pairs[0], a]), np.concatenate([pairs[1], b])
        layer, weight = np.concatenate([pairs[2], layer]), np.concatenate([pairs[3], weight])
    ties = L.symmetric_ties(people.key, a, b, layer, weight)
    sellers = make_sellers(market, seed, people, orgs, needs, topic_category)
    staff = make_staff(market, seed)
    accounts = make_accounts(market, seed, sellers, staff, topic_category, followed)
    follows, accounts = make_follows(market, seed, people, needs, sellers, accounts, followed)
    return L.World(
        seed=seed,
        people=people,
        orgs=orgs,
        needs=needs,
        ties=ties,
        follows=follows,
        sellers=sellers,
        staff=staff,
        accounts=accounts,
        topic_category=topic_category,
        season_map=season_map(market),
        seller_names=tuple(s.name for s in market.seller),
        assumptions=assumptions,
        labels=labels or {},
    )


def generate_world(market: Market, seed: int) -> L.World:
    """A generated world. Same market and seed, same arrays to the bit."""
    return complete_world(market, seed, generated_census(market, seed))
