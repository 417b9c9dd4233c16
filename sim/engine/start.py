"""The state in which the warm-up starts: who is known, who supplies whom, who trusts whom."""

from __future__ import annotations

import numpy as np

from sim.agents.buying_centre import BUYER, DECIDER, OUTSIDE
from sim.agents.reading import CHANNELS, CONTENT_KINDS
from sim.engine import state as st
from sim.engine.chance import uniform_array
from sim.engine.compiled import Kernels
from sim.engine.streams import key as stream
from sim.network.layers import World
from sim.parameters import Parameters
from sim.scenarios.schema import Market

CUSTOMER_TRACE = 0.8  # assumption: customers' people remember their supplier well
KNOWN_TRACE = 0.5  # assumption
CUSTOMER_TRUST = 0.5  # assumption, see also MB-64
CUSTOMER_CONTACTS = 3.0  # assumption
CUSTOMER_FILED = 2.0  # assumption: of these, what was in writing (MB-100)


def _beliefs(world: World, market: Market, seed: int, p: Parameters) -> tuple[st.Beliefs, st.Marks]:
    shape = (world.n_people, world.n_sellers)
    beliefs = st.Beliefs(*(np.zeros(shape) for _ in st.Beliefs._fields))
    marks = st.Marks(*(np.zeros(shape, np.int64) for _ in st.Marks._fields))
    for name in ("aware_week", "trust_week", "view_week", "act_week", "lead_week"):
        getattr(marks, name)[:] = st.NEVER
    marks.lead_need[:] = -1
    marks.root[:] = -1
    marks.dark[:] = 1
    beliefs.weight[:] = p.belief.prior_weight
    before = -market.warmup
    key = world.people.key
    for s, seller in enumerate(market.seller):
        who = np.full(len(key), world.sellers.key[s])
        opinion = uniform_array(stream(seed, "start.trust"), key, who)
        beliefs.brand[:, s] = np.clip(seller.reputation + 0.2 * (opinion - 0.5), 0.0, 1.0)
        known = np.zeros(len(key), bool)
        target = np.flatnonzero(world.sellers.target[:, s] == 1)
        place = uniform_array(stream(seed, "start.known"), key[target], who[target])
        first = np.lexsort((key[target], place))[: round(seller.known * len(target))]
        known[target[first]] = True
        buys = np.unique(world.needs.org[world.needs.supplier == s])
        theirs = np.isin(world.people.org, buys)
        beliefs.trace[:, s] = np.where(theirs, CUSTOMER_TRACE, np.where(known, KNOWN_TRACE, 0.0))
        beliefs.brand[theirs, s] = np.maximum(beliefs.brand[theirs, s], CUSTOMER_TRUST)
        aware = beliefs.trace[:, s] >= p.belief.aware_bar
        marks.aware_week[aware, s] = before
        marks.aware_source[aware, s] = st.START
        marks.dark[aware, s] = 0
    return beliefs, marks


def _dyads(world: World, beliefs: st.Beliefs, p: Parameters, before: int) -> st.Dyads:
    """Customers' deciders and buyers know the rep whose turn it is among the seller's."""
    pairs = []
    for r in np.flatnonzero(world.needs.supplier >= 0):
        s, org = int(world.needs.supplier[r]), int(world.needs.org[r])
        reps = world.staff.rep[world.staff.rep_ptr[s] : world.staff.rep_ptr[s + 1]]
        if len(reps) == 0:
            continue
        low, high = world.sellers.target_ptr[s], world.sellers.target_ptr[s + 1]
        targets = world.sellers.target_orgs[low:high]
        place = int(np.searchsorted(world.orgs.key[targets], world.orgs.key[org]))
        for m in world.orgs.people[world.orgs.people_ptr[org] : world.orgs.people_ptr[org + 1]]:
            if world.people.role[m] in (DECIDER, BUYER):
                pairs.append((int(m), int(reps[place % len(reps)])))
    pairs = sorted(set(pairs))
    dyads: st.Dyads = st.zeros(st.Dyads, len(pairs), st.DYAD_FLOATS)
    for d, (m, q) in enumerate(pairs):
        dyads.person[d], dyads.staff[d] = m, q
        s = world.staff.seller[q]
        beliefs.personal[m, s] = CUSTOMER_TRUST
        beliefs.contacts[m, s] += CUSTOMER_CONTACTS
    dyads.level[:] = CUSTOMER_TRUST
    dyads.weight[:] = p.belief.prior_weight + CUSTOMER_CONTACTS
    dyads.contacts[:] = CUSTOMER_CONTACTS
    dyads.filed[:] = CUSTOMER_FILED
    dyads.last_week[:] = before
    return dyads


def first_state(
    world: World, market: Market, seed: int, p: Parameters, kernels: Kernels
) -> st.State:
    """The state before the first week of the warm-up; a function of world and parameters."""
    n, n_sellers, n_needs = world.n_people, world.n_sellers, len(world.needs.key)
    beliefs, marks = _beliefs(world, market, seed, p)
    persons = st.zeros(st.Persons, n, frozenset({"bar", "block_limit", "regard"}))
    kernels.draw_limits(
        world.people.bar_draw, world.people.block_draw, world.people.newer, persons.bar,
        persons.block_limit, persons.regard, p.belief.as_tuple(), p.contact.as_tuple(),
        p.attention.as_tuple(),
    )  # fmt: skip
    persons.acted[:] = -1
    purchases = st.no_purchases(n_needs, n_sellers)
    purchases.supplier[:] = world.needs.supplier
    purchases.next_week[:] = world.needs.first_week
    purchases.orders[:] = world.needs.supplier >= 0
    content = uniform_array(stream(seed, "start.satisfaction"), world.needs.key)
    purchases.satisfaction[:] = np.where(
        world.needs.supplier == OUTSIDE,
        p.delivery.outside_satisfaction,
        np.clip(p.delivery.outside_satisfaction + 0.4 * (content - 0.5), 0.0, 1.0),
    )
    n_accounts, n_staff = len(world.accounts.key), len(world.staff.key)
    built = st.SellerState(
        understanding=np.full((n_sellers, market.industries), 0.2),  # assumption
        asset_work=np.zeros(n_sellers),
        asset_number=np.zeros(n_sellers, np.int64),
        asset_value=np.zeros(n_sellers),
        asset_topic=np.zeros(n_sellers, np.int64),
        hours=np.zeros(n_sellers),
        money=np.zeros(n_sellers),
        post_work=np.zeros(n_accounts),
        repost_work=np.zeros(n_accounts),
        contact_work=np.zeros(n_staff),
        selling_work=np.zeros(n_staff),
        approached=np.full((len(world.orgs.key), n_sellers), st.NEVER),
        public_answers=np.zeros(n_sellers),
        comments=np.zeros(n_sellers),
        critical=np.zeros(n_sellers),
        applicants=np.zeros(n_sellers, np.int64),
        answer_work=np.zeros(n_sellers),
        responsive=np.ones(n_sellers),
        ratings=np.zeros(n_sellers, np.int64),
        useful=np.ones(n_sellers),
        join_work=np.zeros(n_accounts),
        rating_sum=np.zeros(n_sellers),
    )
    return st.State(
        week=-market.warmup,
        beliefs=beliefs,
        marks=marks,
        persons=persons,
        bond=np.zeros(len(world.follows.account)),
        tie=np.zeros(len(world.follows.account)),
        told=np.full((len(world.orgs.key), n_sellers), st.NEVER),
        seen=np.zeros((n_accounts, len(st.SEEN)), np.int64),
        by_style=np.zeros((n_sellers, len(CHANNELS) + len(CONTENT_KINDS) + 1), np.int64),
        purchases=purchases,
        dyads=_dyads(world, beliefs, p, -market.warmup),
        leads=st.zeros(st.Leads, 256, st.LEAD_FLOATS),
        n_leads=0,
        sellers=built,
        old_items=st.empty_items(),
        counts=np.zeros((n_sellers, st.N_COUNTS), np.int64),
        cells=np.zeros((1, n_sellers, st.N_COUNTS), np.int64),
        cell_revenue=np.zeros((1, n_sellers)),
        cell=np.zeros(n, np.int64),
        ledger=np.zeros((n_sellers, 2, st.N_LEDGER), np.int64),
        market=np.zeros(5, np.int64),
        revenue=np.zeros(n_sellers),
    )
