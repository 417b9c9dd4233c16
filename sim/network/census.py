"""Who exists: people, the organisations they belong to, and their roles in buying centres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.agents.buying_centre import BUYER, DECIDER, GATEKEEPER, INFLUENCER, USER
from sim.engine.chance import uniform_array
from sim.engine.streams import key as stream
from sim.scenarios.schema import Market

PUBLIC_KEY = 1_000_000_000  # identities of generated public start here


@dataclass(frozen=True)
class Census:
    """Who exists and which organisation each belongs to, before anything else is known."""

    key: np.ndarray  # (members,) int64
    org: np.ndarray  # (members,) int64, organisation row
    role: np.ndarray  # (members,) int64, -1 where still to be assigned
    org_key: np.ndarray  # (O,) int64


def organisation_sizes(market: Market, seed: int) -> np.ndarray:
    """Sizes of organisations, (O,) int64, summing to `members`.

    Density falls with size ** -size_exponent between size_min and size_max; organisations are drawn
    in order until everybody has a place, and the last takes who is left.
    """
    n, low, high = market.members, float(market.size_min), float(market.size_max) + 1.0
    count = market.organisations or n // market.size_min + 1
    u = uniform_array(stream(seed, "world.size"), np.arange(count))
    power = 1.0 - market.size_exponent
    sizes = np.floor((low**power + u * (high**power - low**power)) ** (1.0 / power)).astype(
        np.int64
    )
    if market.organisations:
        spare = n - market.size_min * count
        weight = (sizes - market.size_min + 0.01).astype(float)
        share = np.floor(spare * np.cumsum(weight) / weight.sum() + 1e-9).astype(np.int64)
        return market.size_min + np.diff(share, prepend=0)
    total = np.cumsum(sizes)
    last = int(np.searchsorted(total, n))
    sizes = sizes[: last + 1]
    sizes[-1] -= int(total[last]) - n
    if sizes[-1] < market.size_min and len(sizes) > 1:
        sizes[-2] += sizes[-1]
        sizes = sizes[:-1]
    return sizes


def generated_census(market: Market, seed: int) -> Census:
    """People and organisations named by their number."""
    sizes = organisation_sizes(market, seed)
    n = int(sizes.sum())
    org = np.repeat(np.arange(len(sizes)), sizes)
    return Census(np.arange(n), org, np.full(n, -1), np.arange(len(sizes)))


def rank_within(group: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Rank of each entry among those of its group, 0 first, by value."""
    order = np.lexsort((value, group))
    starts = np.r_[0, np.flatnonzero(np.diff(group[order])) + 1]
    begin = np.zeros(len(group), np.int64)
    begin[starts] = starts
    rank = np.empty(len(group), np.int64)
    rank[order] = np.arange(len(group)) - np.maximum.accumulate(begin)
    return rank


def assign_roles(census: Census, seed: int) -> np.ndarray:
    """Role of each member: in every organisation a decider, a buyer and a gatekeeper first.

    Of the others about a third influence and the rest use (assumption); large organisations have
    one more decider for every twenty people. Roles that are known stay, and who is left takes those
    of the first three that nobody has.
    """
    known = census.role >= 0
    first = (DECIDER, BUYER, GATEKEEPER)
    n_orgs = len(census.org_key)
    group = np.where(known, n_orgs, census.org)  # people of known role take no place
    rank = rank_within(group, uniform_array(stream(seed, "world.role"), census.key))
    free = np.ones((n_orgs, len(first)), bool)
    for k, code in enumerate(first):
        free[census.org[census.role == code], k] = False
    number = free.sum(axis=1)[census.org]
    order = np.argsort(~free, axis=1, kind="stable")[census.org]
    more = np.where(free[census.org, 0], np.bincount(census.org)[census.org] // 20, 0)
    role = np.where(rank % 3 == 0, INFLUENCER, USER)
    for k in range(len(first)):
        here = (rank == k) & (k < number)
        role[here] = np.array(first)[order[here, k]]
    role[(rank >= number) & (rank < number + more)] = DECIDER
    return np.where(known, census.role, role)
