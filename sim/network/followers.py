"""Public accounts and who follows them (layer 1, the follow layer).

Leaders, news and associations, which buyers follow first (MB-20), are background items of the feed;
here are the accounts that can speak for a seller: its page, its employees, external influencers.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.agents.reading import CAREER, CHANNELS, DEALS, INFORMATION, LINKEDIN
from sim.engine.chance import below_array, fold_array, text_key, uniform_array
from sim.engine.streams import key as stream
from sim.network import layers as L
from sim.scenarios.schema import Market


class Profile(NamedTuple):
    """What external influencers of one kind are like; ranges 0-1 but for the following.

    Creators have what firms short of videos pay for (MB-95, Bercier 2020).
    """

    expertise: tuple[float, float]
    production: tuple[float, float]
    fame: float  # following against the median
    uses: float  # chance to use a seller's offer itself


#: By code of `layers.PROFILES`. Directions are from A-1.2 to A-1.4 and MA-10 (Mero et al. 2023):
#: experts and customers know the field and produce poorly, creators the reverse. Numbers are
#: assumptions.
PROFILE_TRAITS = (
    Profile((0.6, 1.0), (0.3, 0.7), 1.0, 0.2),
    Profile((0.5, 0.9), (0.2, 0.6), 0.7, 0.6),
    Profile((0.2, 0.6), (0.3, 0.7), 2.0, 0.0),
    Profile((0.2, 0.5), (0.7, 1.0), 5.0, 0.1),
)
PAGE_PRODUCTION = 0.9  # assumption: marketing teams produce for a living
STAFF_PRODUCTION = 0.6  # assumption
#: Share of follow ties for information, for deals, the rest for a career (MA-37; assumption).
MOTIVE_SHARES = (0.65, 0.2)
FAKE_MOST = 0.5  # assumption: followers who are nobody, of the worst account


class Followed(NamedTuple):
    """Imported follow ties: they take the place of generated influencers and their followers."""

    key: np.ndarray  # (n,) int64, identity of each account
    person: np.ndarray  # (F,) int64, people row that follows
    account: np.ndarray  # (F,) int64, place in `key`


def pages_each(market: Market) -> int:
    """Pages, and content teams, of each seller: they grow with the market, followers of one do not.

    Without this every post of a larger budget would reach the same share of a larger market, and
    what a member gets to see would grow with the number of members.
    """
    return max(1, round(market.members / market.page_members)) if market.scale_budgets else 1


def make_accounts(
    market: Market,
    seed: int,
    sellers: L.Sellers,
    staff: L.Staff,
    topic_category: np.ndarray,
    followed: Followed | None = None,
) -> L.Accounts:
    """Accounts in the order first pages, employees, influencers, further pages of large markets.

    Followers are counted later.
    """
    n_sellers, n_staff = len(sellers.key), len(staff.key)
    page_key = np.array([text_key(f"{s.name}/page") for s in market.seller], np.int64)
    if followed is None:
        scale = market.members / 1000.0 if market.scale_budgets else 1.0
        n_inf = max(1, round(market.influencers * scale)) if market.influencers > 0 else 0
        inf_key = np.array([text_key(f"influencer/{i}") for i in range(n_inf)], np.int64)
    else:
        n_inf, inf_key = len(followed.key), followed.key
    more = np.repeat(np.arange(n_sellers), pages_each(market) - 1)
    more_key = np.array(
        [
            text_key(f"{s.name}/page {i}")
            for s in market.seller
            for i in range(1, pages_each(market))
        ],
        np.int64,
    )
    key = np.concatenate([page_key, staff.key, inf_key, more_key]).astype(np.int64)
    seller = np.concatenate([np.arange(n_sellers), staff.seller, np.full(n_inf, -1), more])
    profile = below_array(stream(seed, "world.profile"), len(L.PROFILES), inf_key)
    traits = [PROFILE_TRAITS[i] for i in profile.tolist()]
    expertise = _between(
        uniform_array(stream(seed, "world.expertise"), inf_key), [t.expertise for t in traits]
    )
    production = _between(
        uniform_array(stream(seed, "world.production"), inf_key), [t.production for t in traits]
    )
    fake = np.zeros(len(key))
    uses = np.zeros((len(key), n_sellers), np.int64)
    home = np.full(len(key), LINKEDIN)  # employees post where business networks are (B-1.6)
    page_skill = np.array([s.expertise for s in market.seller])
    topic = below_array(stream(seed, "world.account_topic"), market.topics, key)
    serves = sellers.serves[:, topic_category]  # (S, topics)
    for i, s in enumerate(seller):
        if s >= 0:  # firms' accounts write on what the firm serves
            mine = np.flatnonzero(serves[s])
            topic[i] = mine[topic[i] % len(mine)]
    match = np.zeros((len(key), n_sellers))
    outside = slice(n_sellers + n_staff, n_sellers + n_staff + n_inf)
    for s, k in enumerate(sellers.key):
        values = uniform_array(fold_array(stream(seed, "world.match"), np.full(n_inf, k)), inf_key)
        on_topic = serves[s, topic[outside]]
        match[outside, s] = 0.5 * values + 0.5 * on_topic
        own = uniform_array(fold_array(stream(seed, "world.uses"), np.full(n_inf, k)), inf_key)
        uses[outside, s] = own < np.array([t.uses for t in traits])
    fake[outside] = FAKE_MOST * uniform_array(stream(seed, "world.fake"), inf_key) ** 3
    home[outside] = below_array(stream(seed, "world.home"), len(CHANNELS), inf_key)
    kinds = (L.PAGE, L.STAFF, L.INFLUENCER_ACCOUNT, L.PAGE)
    return L.Accounts(
        key=key,
        kind=np.repeat(kinds, (n_sellers, n_staff, n_inf, len(more))).astype(np.int64),
        seller=seller.astype(np.int64),
        staff=np.concatenate(
            [np.full(n_sellers, -1), np.arange(n_staff), np.full(n_inf + len(more), -1)]
        ).astype(np.int64),
        expertise=np.concatenate([page_skill, staff.skill, expertise, page_skill[more]]),
        topic=topic,
        match=match,
        followers=np.zeros(len(key), np.int64),
        production=np.concatenate(
            [
                np.full(n_sellers, PAGE_PRODUCTION),
                np.full(n_staff, STAFF_PRODUCTION),
                production,
                np.full(len(more), PAGE_PRODUCTION),
            ]
        ),
        profile=np.concatenate(
            [np.full(n_sellers + n_staff, -1), profile, np.full(len(more), -1)]
        ).astype(np.int64),
        uses=uses,
        fake=fake,
        home=home.astype(np.int64),
    )


def _between(u: np.ndarray, ranges: list[tuple[float, float]]) -> np.ndarray:
    """Draws in [0, 1) spread over a range each."""
    low, high = np.array(ranges, float).reshape(-1, 2).T
    return low + (high - low) * u


def _motives(seed: int, person: np.ndarray, account: np.ndarray) -> np.ndarray:
    """What each follow tie is for, (F,) int64 codes of reading.MOTIVES."""
    u = uniform_array(stream(seed, "world.motive"), person, account)
    information, deals = MOTIVE_SHARES
    return np.where(
        u < information, INFORMATION, np.where(u < information + deals, DEALS, CAREER)
    ).astype(np.int64)


def _drawn(
    pool: np.ndarray, number: np.ndarray, accounts: np.ndarray, key: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """Followers drawn from a pool of people: `number[i]` for account i; (people, accounts)."""
    if len(pool) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    number = np.minimum(number, len(pool))
    account = np.repeat(accounts, number)
    nth = np.arange(len(account)) - np.repeat(np.cumsum(number) - number, number)
    return pool[below_array(k, len(pool), key[account], nth)], account


def make_follows(
    market: Market,
    seed: int,
    people: L.People,
    needs: L.Needs,
    sellers: L.Sellers,
    accounts: L.Accounts,
    followed: Followed | None = None,
) -> tuple[L.Follows, L.Accounts]:
    """Follow ties, each (person, account) once, and the accounts with their followers counted."""
    who, what = [], []
    by_identity = np.argsort(people.key, kind="stable")
    members = by_identity[people.org[by_identity] >= 0]
    public = by_identity[people.org[by_identity] < 0]
    customer_of = [np.unique(needs.org[needs.supplier == s]) for s in range(len(sellers.key))]
    factor = np.array([s.followers for s in market.seller])
    for s in range(len(sellers.key)):
        mine = members[sellers.target[members, s] == 1]
        others = members[sellers.target[members, s] == 0]
        customers = members[np.isin(people.org[members], customer_of[s])]
        page = np.flatnonzero((accounts.kind == L.PAGE) & (accounts.seller == s))
        staff = np.flatnonzero((accounts.kind == L.STAFF) & (accounts.seller == s))
        u = uniform_array(stream(seed, "world.popular"), accounts.key[staff])
        tail = factor[s] * np.exp(1.2 * (u - 0.5)) / 1.06  # mean 1: some are better connected

        def shared(
            pool: np.ndarray, rate: float, page: np.ndarray = page, s: int = s
        ) -> tuple[Any, ...]:
            return page, pool, np.full(len(page), rate * len(pool) * factor[s] / len(page))

        # Pages are followed before salespeople (MB-20), in a small market too.
        of_page = market.page_followers_target * len(mine)
        of_page += market.page_followers_customer * len(customers)
        most = market.staff_followers_share * of_page * factor[s] / max(1, len(page))
        plan = (
            shared(mine, market.page_followers_target),
            shared(others, market.page_followers_other),
            shared(public, market.page_followers_public),
            shared(customers, market.page_followers_customer),
            (staff, mine, np.minimum(market.staff_followers_target * tail, most)),
            (staff, others, market.staff_followers_other * tail),
        )
        for part, (account, pool, number) in enumerate(plan):
            p, a = _drawn(
                pool,
                np.round(number).astype(np.int64),
                account,
                accounts.key,
                int(fold_array(stream(seed, "world.follow"), np.array([part]))[0]),
            )
            who.append(p)
            what.append(a)
    inf = np.flatnonzero(accounts.kind == L.INFLUENCER_ACCOUNT)
    if followed is not None:
        who.append(followed.person)
        what.append(inf[followed.account])
    elif len(inf):
        u = uniform_array(stream(seed, "world.fame"), accounts.key[inf])
        fame = np.array([PROFILE_TRAITS[i].fame for i in accounts.profile[inf].tolist()])
        # A heavy tail; followers who are nobody are not in the market (MA-09, MA-14).
        size = (
            market.influencer_followers
            * fame
            * np.exp(3.0 * (u - 0.5))
            * (1.0 - accounts.fake[inf])
        )
        number = np.round(size).astype(np.int64)
        everybody = by_identity  # people outside buying organisations too
        p, a = _drawn(everybody, number, inf, accounts.key, stream(seed, "world.influencer_follow"))
        # Interested people are likelier to follow: the others are kept with half the chance.
        on_topic = (people.interest_a[p] == accounts.topic[a]) | (
            people.interest_b[p] == accounts.topic[a]
        )
        keep = on_topic | (
            uniform_array(stream(seed, "world.drift"), people.key[p], accounts.key[a]) < 0.5
        )
        who.append(p[keep])
        what.append(a[keep])
    p, a = np.concatenate(who), np.concatenate(what)
    order = np.lexsort((accounts.key[a], people.key[p]))
    p, a = p[order], a[order]
    first = np.ones(len(p), bool)
    first[1:] = (p[1:] != p[:-1]) | (a[1:] != a[:-1])
    p, a = p[first], a[first]
    counted = accounts._replace(followers=np.bincount(a, minlength=len(accounts.key)))
    motive = _motives(seed, people.key[p], accounts.key[a])
    return L.Follows(*L.csr(len(people.key), p, a, motive)), counted
