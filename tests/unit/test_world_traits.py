"""Traits of the generated people and accounts: in the shares of the market, each by itself."""

from __future__ import annotations

import dataclasses
from itertools import combinations

import numpy as np
import pytest

from sim.agents.reading import CAREER, CHANNELS, DEALS, INFORMATION, WEB
from sim.engine.context import wanted_topics
from sim.network import layers as L
from sim.network.followers import FAKE_MOST, MOTIVE_SHARES, PROFILE_TRAITS
from sim.network.generate import generate_world
from sim.scenarios.schema import Market

SIGMAS = 4.5  # a correct share lies within so many standard deviations but once in 150,000


@pytest.fixture(scope="module")
def world() -> L.World:
    """Twenty thousand members and six hundred influencers."""
    return generate_world(Market(members=20_000, influencers=30.0), 1)


def near(found: np.ndarray, share: float) -> bool:
    """Whether the mean of zeros and ones is as a share says."""
    return abs(found.mean() - share) <= SIGMAS * np.sqrt(share * (1 - share) / len(found)) + 1e-12


def test_generations_read_the_channels_of_their_shares(world: L.World) -> None:
    """Catches channels read at other rates than the market's, and elders who read more than the web."""
    people, use = world.people, Market().channel_use
    newer = people.newer == 1.0
    assert near(newer, Market().newer_share)
    for k, name in enumerate(CHANNELS):
        reads = people.channels >> k & 1
        assert near(reads[newer], getattr(use, name))
        if k == WEB:
            assert near(reads[~newer], use.web)
        else:
            assert not reads[~newer].any()


def test_channels_nobody_or_everybody_reads() -> None:
    """Catches shares of 0 and 1 that leave a few."""
    none = Market(members=400, channel_use=dict.fromkeys(CHANNELS, 0.0), newer_share=1.0)
    assert not generate_world(none, 1).people.channels.any()
    everything = Market(members=400, channel_use=dict.fromkeys(CHANNELS, 1.0), newer_share=0.0)
    assert (generate_world(everything, 1).people.channels == 1 << WEB).all()


def test_traits_are_spread_and_have_nothing_to_do_with_one_another(world: L.World) -> None:
    """Catches two traits drawn from one stream, and a trait that is not spread over its range."""
    people = world.people
    traits = {
        name: getattr(people, name)
        for name in ("privacy", "bar_draw", "block_draw", "concern", "association", "patience")
    }
    for name, values in traits.items():
        assert abs(values.mean() - 0.5) < SIGMAS * np.sqrt(1 / 12 / len(values)), name
        assert values.std() == pytest.approx(np.sqrt(1 / 12), rel=0.03), name
    traits["newer"] = people.newer
    for k in range(len(CHANNELS)):
        traits[CHANNELS[k]] = (people.channels >> k & 1).astype(float)
    newer = people.newer == 1.0
    for a, b in combinations(traits, 2):
        rows = newer if {a, b} & set(CHANNELS) else np.ones_like(newer)
        x, y = traits[a][rows], traits[b][rows]
        if x.std() * y.std() > 0:
            assert abs(np.corrcoef(x, y)[0, 1]) < SIGMAS / np.sqrt(len(x)), (a, b)


def test_traits_of_employees(world: L.World) -> None:
    """Catches ease and resistance that are one number, or the number by which staff would post."""
    staff = world.staff
    columns = np.stack([staff.skill, staff.will, staff.efficacy, staff.resistance])
    assert len(staff.key) >= 200
    assert (
        np.abs(columns[2:].mean(axis=1) - 0.5) < SIGMAS * np.sqrt(1 / 12 / len(staff.key))
    ).all()
    apart = np.corrcoef(columns)[np.triu_indices(4, 1)]
    assert (np.abs(apart) < SIGMAS / np.sqrt(len(staff.key))).all()


def test_motives_have_their_shares_and_are_a_pairs_own(world: L.World) -> None:
    """Catches a motive by person or account alone: the same for all that somebody follows."""
    follows = world.follows
    information, deals = MOTIVE_SHARES
    for motive, share in (
        (INFORMATION, information), (DEALS, deals), (CAREER, 1.0 - information - deals),
    ):  # fmt: skip
        assert near(follows.motive == motive, share)
    person = np.repeat(np.arange(world.n_people), np.diff(follows.ptr))
    for of in (person, follows.account):
        order = np.argsort(of, kind="stable")
        same = np.diff(of[order]) == 0
        alike = (np.diff(follows.motive[order]) == 0)[same]
        by_chance = information**2 + deals**2 + (1.0 - information - deals) ** 2
        assert abs(alike.mean() - by_chance) < 0.01


def test_who_influencers_are(world: L.World) -> None:
    """Catches influencers who are not what their profile says (A-1.2 to A-1.4, MA-10)."""
    accounts = world.accounts
    outside = accounts.kind == L.INFLUENCER_ACCOUNT
    assert outside.sum() == 600
    means = []
    for code, traits in enumerate(PROFILE_TRAITS):
        mine = accounts.profile == code
        assert near(mine[outside], 1.0 / len(PROFILE_TRAITS))
        for column, (low, high) in (
            (accounts.expertise, traits.expertise), (accounts.production, traits.production),
        ):  # fmt: skip
            assert low <= column[mine].min() < low + 0.1 * (high - low)
            assert high - 0.1 * (high - low) < column[mine].max() <= high
        assert near(accounts.uses[mine].ravel(), traits.uses)
        means.append(accounts.followers[mine].mean())
    assert len(PROFILE_TRAITS) == len(L.PROFILES)
    order = [traits.fame for traits in PROFILE_TRAITS]
    assert np.argsort(means).tolist() == np.argsort(order).tolist()
    fake = accounts.fake[outside]
    assert fake.max() <= FAKE_MOST
    assert fake.mean() == pytest.approx(FAKE_MOST / 4.0, rel=0.2)  # the mean of a cube is a quarter
    for k in range(len(CHANNELS)):
        assert near(accounts.home[outside] == k, 1.0 / len(CHANNELS))


def test_followers_who_are_nobody_are_not_in_the_market() -> None:
    """Catches fake followers who read: an account's following falls by the share that is fake."""
    market = Market(members=20_000, influencers=30.0, influencer_followers=200.0)
    accounts = generate_world(market, 1).accounts
    mine = accounts.kind == L.INFLUENCER_ACCOUNT
    fame = np.array([PROFILE_TRAITS[i].fame for i in accounts.profile[mine]])
    left = accounts.followers[mine] / fame
    real = 1.0 - accounts.fake[mine]
    most, least = left[real < 0.75].mean(), left[real > 0.95].mean()
    assert (real < 0.75).sum() > 50
    assert most < 0.85 * least


# --- what a segment cares about ------------------------------------------------------------------


def test_wanted_topics_are_those_of_most_people(world: L.World) -> None:
    """Catches a person who counts twice, topics that the seller does not serve, and other segments."""
    people, orgs, sellers = world.people, world.orgs, world.sellers
    market = Market()
    found = wanted_topics(world, market.industries)
    assert found.shape == (world.n_sellers, market.industries)
    for s in range(world.n_sellers):
        served = [t for t, c in enumerate(world.topic_category) if sellers.serves[s, c]]
        for industry in range(market.industries):
            there = (sellers.target[:, s] == 1) & (orgs.industry[people.org] == industry)
            care = [
                int((there & ((people.interest_a == t) | (people.interest_b == t))).sum())
                for t in served
            ]
            assert found[s, industry] == served[int(np.argmax(care))]


def test_who_cares_for_one_thing_counts_once() -> None:
    """Catches a person whose two interests are the same counting as two people."""
    world = generate_world(Market(members=200, industries=1, public_share=0.0), 3)
    n = world.n_people
    single = np.arange(n) < 0.4 * n  # two in five care for topic 1 alone, the others for 0 and more
    other = np.where(np.arange(n) % 5 < 2, 2 + np.arange(n) % 4, 3)
    people = world.people._replace(
        interest_a=np.where(single, 1, 0), interest_b=np.where(single, 1, other)
    )
    serves = np.ones_like(world.sellers.serves)
    target = np.ones_like(world.sellers.target)
    sellers = world.sellers._replace(serves=serves, target=target)
    changed = dataclasses.replace(world, people=people, sellers=sellers)
    assert wanted_topics(changed, 1).tolist() == [[0]] * world.n_sellers
