"""What kernels look up: facts that follow from the state and what sellers decided this week."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.state import SellerState, Tally
from sim.network.layers import Accounts, Organisations, Sellers, World
from sim.scenarios.schema import Market


class Calendar(NamedTuple):
    """When needs open; numbers of `[market]`."""

    contract_weeks: float
    contract_spread: float
    search_min: int
    search_max: int


class Lookup(NamedTuple):
    """Facts of a week; those on customers change when purchases do."""

    serve_bits: np.ndarray  # (S,) int64, categories that a seller serves
    buys: np.ndarray  # (O,) int64, categories that an organisation buys
    customer: np.ndarray  # (O, S) int64, needs that the seller supplies
    direct_tie: np.ndarray  # (O, S) int64, of those, direct ones
    n_customers: np.ndarray  # (S,) int64, needs supplied
    wanted: (
        np.ndarray
    )  # (S, industries) int64, topic that most target people of a segment care about


class Policy(NamedTuple):
    """What each seller does this week; (S,) float64, hours and money for the whole seller."""

    keeping_hours: np.ndarray
    asset_hours: np.ndarray
    reply_hours: np.ndarray
    repost_hours: np.ndarray
    outreach_hours: np.ndarray
    doubled_hours: np.ndarray  # of running calls and written messages side by side
    watch_hours: np.ndarray  # of watching private channels
    care_hours: np.ndarray
    sell_hours: np.ndarray
    reach_money: np.ndarray
    approval: np.ndarray
    trained: np.ndarray
    tailored: np.ndarray
    prospect: np.ndarray
    research_hours: np.ndarray
    follow_ups: np.ndarray
    owner_rule: np.ndarray  # 1 one rep an account, 0 any rep
    warm: np.ndarray
    scoring: np.ndarray
    price: np.ndarray
    fit: np.ndarray
    deal_size: np.ndarray
    bought_hours: np.ndarray
    teams: np.ndarray  # pages, and content teams, among which content hours are shared
    video: np.ndarray
    cross: np.ndarray
    gate: np.ndarray  # what hours on public channels achieve, 0-1
    withheld: np.ndarray
    agency_hours: np.ndarray  # worked by an agency on the page
    agency_money: np.ndarray
    group_hours: np.ndarray
    open_group: np.ndarray
    vacant: np.ndarray
    social: np.ndarray
    phone: np.ndarray
    interest: np.ndarray
    guidance: np.ndarray
    local: np.ndarray
    online: np.ndarray
    private: np.ndarray
    messaging: np.ndarray
    reference: np.ndarray
    reviews: np.ndarray
    internal: np.ndarray
    automation: np.ndarray
    tiers: np.ndarray
    triggers: np.ndarray
    retarget: np.ndarray
    digital: np.ndarray
    trial: np.ndarray
    channels: np.ndarray  # (S, channels) float64, weights of public channels


class Assignment(NamedTuple):
    """Who posts for whom this week; (A,)."""

    seller: np.ndarray  # int64, seller that the account speaks for, -1 for none
    hours: np.ndarray  # float64, hours of the firm for the account this week
    rate: np.ndarray  # float64, share of the hours in which an employee really posts
    joining: np.ndarray  # float64, hours of the account's owner in discussions of others
    cost: np.ndarray  # float64, hours an item where that is settled, 0 elsewhere
    pay: np.ndarray  # float64, money an item
    product: np.ndarray  # float64, share of items, as the next ones
    story: np.ndarray
    purpose: np.ndarray
    emotional: np.ndarray
    technical: np.ndarray
    video: np.ndarray
    critical: np.ndarray
    quick: np.ndarray
    scripted: np.ndarray
    brief: np.ndarray  # how clear the brief is, 0-1
    assist: np.ndarray  # help with production, 0-1
    amplify: np.ndarray  # share of items that the page shows too


class Desk(NamedTuple):
    """What whoever writes content has at hand."""

    accounts: Accounts
    assignment: Assignment
    orgs: Organisations
    sellers: Sellers
    facts: Lookup
    topic_category: np.ndarray  # (topics,) int64
    n_industries: int
    mean_size: float  # people of an organisation
    policy: Policy
    built: SellerState
    counts: Tally


def calendar(market: Market) -> Calendar:
    """The calendar's numbers."""
    return Calendar(
        market.contract_weeks, market.contract_spread, market.search_min, market.search_max
    )


def wanted_topics(world: World, n_industries: int) -> np.ndarray:
    """Topic that most of a seller's target people of an industry care about, (S, industries) int64.

    Of equals the first; topics outside what the seller serves do not count.
    """
    people, orgs, sellers = world.people, world.orgs, world.sellers
    n_topics = len(world.topic_category)
    found = np.zeros((world.n_sellers, n_industries), np.int64)
    for s in range(world.n_sellers):
        mine = np.flatnonzero(sellers.target[:, s] == 1)
        served = sellers.serves[s, world.topic_category] == 1
        industry = orgs.industry[people.org[mine]]
        cares = np.zeros((n_industries, n_topics), np.int64)
        first, second = people.interest_a[mine], people.interest_b[mine]
        np.add.at(cares, (industry, first), 1)
        np.add.at(cares, (industry, second), second != first)  # a person counts once
        found[s] = np.where(served, cares, -1).argmax(axis=1)
    return found


def lookup(world: World, n_industries: int) -> Lookup:
    """Facts that follow from the world; the customer columns are filled by `count_customers`."""
    s, o = world.n_sellers, len(world.orgs.key)
    bits = 1 << np.arange(world.sellers.serves.shape[1])
    buys = np.zeros(o, np.int64)
    np.bitwise_or.at(buys, world.needs.org, 1 << world.needs.category)
    return Lookup(
        serve_bits=(world.sellers.serves * bits).sum(axis=1),
        buys=buys,
        customer=np.zeros((o, s), np.int64),
        direct_tie=np.zeros((o, s), np.int64),
        n_customers=np.zeros(s, np.int64),
        wanted=wanted_topics(world, n_industries),
    )
