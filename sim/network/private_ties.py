"""Who knows whom: pairs of the three private layers, generated in time linear in people and ties."""

from __future__ import annotations

import numpy as np

from sim.agents.buying_centre import BUYER, DECIDER
from sim.engine.chance import below_array, uniform_array
from sim.engine.streams import key as stream
from sim.network import layers as L
from sim.network.census import PUBLIC_KEY, Census, rank_within
from sim.scenarios.schema import Market


def colleague_pairs(census: Census, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs inside organisations: everybody knows everybody up to nine people, a ring beyond.

    On the ring, in an order by hash, each knows three on either side and one further colleague:
    clustered, with short paths (NC-07).
    """
    a, b = [], []
    rank = rank_within(census.org, uniform_array(stream(seed, "world.desk"), census.key))
    size = np.bincount(census.org)
    order = np.lexsort((rank, census.org))
    start = np.r_[0, np.cumsum(size)[:-1]]
    n_mine, begin = size[census.org], start[census.org]
    for step in range(1, 9):
        here = (n_mine > step) & ((n_mine <= 9) | (step <= 3))
        a.append(np.flatnonzero(here))
        b.append(order[(begin + (rank + step) % n_mine)[here]])
    far = np.flatnonzero(n_mine > 9)
    jump = below_array(stream(seed, "world.colleague"), n_mine[far], census.key[far])
    a.append(far)
    b.append(order[begin[far] + jump])
    return np.concatenate(a), np.concatenate(b)


def professional_pairs(
    market: Market, seed: int, census: Census, industry: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs across organisations: shared former employers within an industry, and chance.

    A former employer ties small groups together, which gives clustering; single acquaintances, with
    a geometric number a person, give short paths and a tail (NC-07). So people of a trade know each
    other, and what is passed on comes from somebody known (MA-72, Kyrönlahti n.d.).
    """
    n = len(census.key)
    mine = industry[census.org]
    # Groups are drawn, so a member of a group of mean size g meets g others in it on average.
    group_size = market.professional_degree * market.alumni_share
    per_industry = np.bincount(mine, minlength=int(mine.max()) + 1)
    wanted = per_industry / max(group_size, 0.1)
    n_groups = np.maximum(1, np.round(wanted)).astype(np.int64)
    label = below_array(stream(seed, "world.former_employer"), n_groups[mine], census.key)
    label = label + np.r_[0, np.cumsum(n_groups)[:-1]][mine]
    rank = rank_within(label, uniform_array(stream(seed, "world.alumni"), census.key))
    size = np.bincount(label)
    order = np.lexsort((rank, label))
    start = np.r_[0, np.cumsum(size)[:-1]]
    a, b = [], []
    for step in range(1, int(size.max()) if group_size > 0 else 1):
        here = rank + step < size[label]
        a.append(np.flatnonzero(here))
        b.append(order[(start[label] + rank + step)[here]])
    mean = market.professional_degree * (1.0 - market.alumni_share) / 2.0
    u = uniform_array(stream(seed, "world.sociable"), census.key)
    stubs = (
        np.floor(np.log1p(-u) / np.log(mean / (1.0 + mean))).astype(np.int64)
        if mean > 0
        else np.zeros(n, np.int64)
    )
    stubs = np.minimum(stubs, 200)
    source = np.repeat(np.arange(n), stubs)
    nth = np.arange(len(source)) - np.repeat(np.cumsum(stubs) - stubs, stubs)
    by_identity = np.argsort(census.key, kind="stable")
    a.append(source)
    b.append(
        by_identity[below_array(stream(seed, "world.acquaintance"), n, census.key[source], nth)]
    )
    left, right = np.concatenate(a), np.concatenate(b)
    across = census.org[left] != census.org[right]
    return left[across], right[across]


def supply_pairs(
    market: Market, seed: int, census: Census, role: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs along the organisations' own supply: buyers and deciders know people elsewhere.

    The other side is any person, so that large organisations are met more often (hubs, MB-65).
    """
    handles = np.flatnonzero((role == BUYER) | (role == DECIDER))
    per_org = np.bincount(census.org[handles], minlength=len(census.org_key))
    each = market.supply_degree / 2.0 / np.maximum(per_org, 1)[census.org[handles]]
    u = uniform_array(stream(seed, "world.supply_share"), census.key[handles])
    number = np.floor(each + u).astype(np.int64)
    source = np.repeat(handles, number)
    nth = np.arange(len(source)) - np.repeat(np.cumsum(number) - number, number)
    by_identity = np.argsort(census.key, kind="stable")
    other = by_identity[
        below_array(stream(seed, "world.supply"), len(census.key), census.key[source], nth)
    ]
    across = census.org[source] != census.org[other]
    return source[across], other[across]


def generated_ties(
    market: Market,
    seed: int,
    census: Census,
    role: np.ndarray,
    industry: np.ndarray,
    public: int,
    skip: frozenset[str] = frozenset(),
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of all private layers that are not in `skip`: (a, b, layer); the public knows members."""
    parts = []
    if "colleague" not in skip:
        parts.append((*colleague_pairs(census, seed), L.COLLEAGUE))
    if "professional" not in skip:
        parts.append((*professional_pairs(market, seed, census, industry), L.PROFESSIONAL))
    if "supply" not in skip:
        parts.append((*supply_pairs(market, seed, census, role), L.SUPPLY))
    if public:
        n = len(census.key)
        outsider = np.repeat(np.arange(public), 2)
        nth = np.tile(np.arange(2), public)
        by_identity = np.argsort(census.key, kind="stable")
        friend = by_identity[
            below_array(stream(seed, "world.public_tie"), n, PUBLIC_KEY + outsider, nth)
        ]
        parts.append((n + outsider, friend, L.PROFESSIONAL))
    if not parts:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    a, b = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
    return a, b, np.concatenate([np.full(len(p[0]), p[2]) for p in parts])
