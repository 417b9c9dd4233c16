"""The generated world: who exists and who is tied to whom, and what it depends on."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import sim
from sim.agents.buying_centre import (
    BUYER,
    DECIDER,
    GATEKEEPER,
    INFLUENCER,
    NO_SUPPLIER,
    OUTSIDE,
    PUBLIC,
    USER,
)
from sim.agents.reading import CHANNELS, LINKEDIN, MOTIVES, WEB
from sim.errors import BadInput
from sim.network import layers as L
from sim.network.census import PUBLIC_KEY, generated_census, organisation_sizes
from sim.network.generate import generate_world, season_map
from sim.scenarios.load import load
from sim.scenarios.schema import Market, MarketSeller

SEEDS = (0, 1, 2)


def world_of(seed: int = 1, **market: Any) -> L.World:
    return generate_world(Market(**market), seed)


def check_world(w: L.World, market: Market) -> None:
    """Everything that must hold in any world, whatever its market."""
    people, orgs, needs, ties, follows = w.people, w.orgs, w.needs, w.ties, w.follows
    n, n_orgs, n_sellers = w.n_people, len(orgs.key), len(market.seller)
    assert len(np.unique(people.key)) == n
    assert len(np.unique(orgs.key)) == n_orgs
    assert len(np.unique(needs.key)) == len(needs.key)
    assert len(np.unique(w.accounts.key)) == len(w.accounts.key)
    # Who belongs where.
    assert orgs.people_ptr[0] == 0
    assert np.array_equal(np.diff(orgs.people_ptr), orgs.size)
    assert orgs.size.min() >= 1
    assert int(orgs.size.sum()) == w.n_members == int((people.org >= 0).sum())
    for o in range(n_orgs):
        mine = orgs.people[orgs.people_ptr[o] : orgs.people_ptr[o + 1]]
        assert (people.org[mine] == o).all()
        assert (np.diff(people.key[mine]) > 0).all()
        if orgs.size[o] >= 3:
            assert {DECIDER, BUYER, GATEKEEPER} <= set(people.role[mine].tolist())
        rows = slice(orgs.need_ptr[o], orgs.need_ptr[o + 1])
        assert (needs.org[rows] == o).all()
        assert 1 <= len(needs.category[rows]) <= 2
        assert len(set(needs.category[rows].tolist())) == len(needs.category[rows])
    assert ((people.role == PUBLIC) == (people.org < 0)).all()
    # What there is lies in its range.
    accounts = w.accounts
    for shares in (
        people.technical, people.privacy, people.bar_draw, people.block_draw, people.newer,
        people.concern, people.association, people.patience, w.staff.efficacy, w.staff.resistance,
        accounts.expertise, accounts.production, accounts.fake, accounts.match, accounts.uses,
    ):  # fmt: skip
        assert ((shares >= 0.0) & (shares <= 1.0)).all()
    assert ((people.channels >= 0) & (people.channels < 1 << len(CHANNELS))).all()
    assert (people.channels[people.newer == 0.0] & ~(1 << WEB) == 0).all()
    assert ((follows.motive >= 0) & (follows.motive < len(MOTIVES))).all()
    assert ((accounts.home >= 0) & (accounts.home < len(CHANNELS))).all()
    outside = accounts.kind == L.INFLUENCER_ACCOUNT
    assert ((accounts.profile >= 0) == outside).all()
    assert (accounts.profile < len(L.PROFILES)).all()
    assert not accounts.uses[~outside].any()
    assert not accounts.fake[~outside].any()
    assert (accounts.home[~outside] == LINKEDIN).all()
    assert ((needs.complexity >= 0) & (needs.complexity <= 1)).all()
    assert ((people.interest_a >= 0) & (people.interest_a < market.topics)).all()
    assert ((people.interest_b >= 0) & (people.interest_b < market.topics)).all()
    assert ((orgs.industry >= 0) & (orgs.industry < market.industries)).all()
    assert ((needs.category >= 0) & (needs.category < market.categories)).all()
    assert ((needs.supplier >= OUTSIDE) & (needs.supplier < n_sellers)).all()
    assert (needs.first_week >= 1 - market.warmup).all()
    for r in np.flatnonzero(needs.supplier >= 0):
        assert w.sellers.serves[needs.supplier[r], needs.category[r]] == 1
    # Ties.
    assert ties.ptr[0] == 0
    assert ties.ptr[-1] == len(ties.other) == len(ties.layer) == len(ties.weight)
    source = np.repeat(np.arange(n), np.diff(ties.ptr))
    assert (source != ties.other).all(), "nobody is tied to itself"
    pairs = np.stack([source, ties.other], axis=1)
    assert len(np.unique(pairs, axis=0)) == len(pairs), "a pair has one tie"
    forth = {
        (a, b): (c, d)
        for a, b, c, d in zip(*pairs.T.tolist(), ties.layer, ties.weight, strict=True)
    }
    assert all(forth.get((b, a)) == kind for (a, b), kind in forth.items()), "ties are symmetric"
    same_person = np.diff(source) == 0
    assert (np.diff(people.key[ties.other])[same_person] > 0).all(), "neighbours by identity"
    assert (ties.weight > 0).all()
    inside = people.org[source] == people.org[ties.other]
    assert inside[ties.layer == L.COLLEAGUE].all()
    # Follows.
    follower = np.repeat(np.arange(n), np.diff(follows.ptr))
    same_follower = np.diff(follower) == 0
    assert (np.diff(w.accounts.key[follows.account])[same_follower] > 0).all()
    counted = np.bincount(follows.account, minlength=len(w.accounts.key))
    assert np.array_equal(counted, w.accounts.followers)
    # Sellers and targets.
    for s in range(n_sellers):
        buys = np.unique(needs.org[w.sellers.serves[s][needs.category] == 1])
        assert np.array_equal(
            np.flatnonzero(w.sellers.target[:, s]), np.flatnonzero(np.isin(people.org, buys))
        )
        mine = w.sellers.target_orgs[w.sellers.target_ptr[s] : w.sellers.target_ptr[s + 1]]
        assert sorted(mine.tolist()) == buys.tolist()
        assert (np.diff(orgs.key[mine]) > 0).all()
        assert w.sellers.n_target[s] == w.sellers.target[:, s].sum()
        reps = w.staff.rep[w.staff.rep_ptr[s] : w.staff.rep_ptr[s + 1]]
        assert ((w.staff.seller == s) & (w.staff.kind == L.REP)).sum() == len(reps)
        assert (w.staff.seller[reps] == s).all()
    assert np.array_equal(np.sort(w.season_map), w.season_map)


# --- sizes and roles -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("organisations", [0, 40])
def test_sizes(organisations: int, seed: int) -> None:
    """Catches people lost or made up, and organisations outside their limits."""
    market = Market(members=1000, size_min=3, size_max=60, organisations=organisations)
    sizes = organisation_sizes(market, seed)
    assert int(sizes.sum()) == 1000
    assert sizes.min() >= 3
    if organisations:
        assert len(sizes) == 40
    else:
        assert sizes[:-1].max() <= 60 + 3
        assert sizes.max() > 20


def test_sizes_fall_by_a_power() -> None:
    """Catches another density than size ** -1.8: shares of sizes against the power's integral."""
    sizes = organisation_sizes(Market(members=200_000, size_min=3, size_max=60), 1)[:-1]
    power = 1.0 - 1.8
    for edge in (4, 6, 12, 30):
        expected = (3.0**power - float(edge) ** power) / (3.0**power - 61.0**power)
        sd = np.sqrt(expected * (1 - expected) / len(sizes))
        assert abs((sizes < edge).mean() - expected) < 5 * sd


def test_roles() -> None:
    """Catches roles out of proportion: one of each first, one more decider for twenty people."""
    w = world_of(members=3000, size_max=100)
    size = w.orgs.size
    count = np.zeros((len(size), 6), np.int64)
    members = w.people.org >= 0
    np.add.at(count, (w.people.org[members], w.people.role[members]), 1)
    assert np.array_equal(count[:, DECIDER], np.minimum(1 + size // 20, size - 2))
    assert (count[:, BUYER] == 1).all()
    assert (count[:, GATEKEEPER] == 1).all()
    rest = count[:, INFLUENCER] + count[:, USER]
    assert rest.sum() > 1000
    assert 0.25 < count[:, INFLUENCER].sum() / rest.sum() < 0.45
    assert len(set(w.people.role[w.orgs.people[w.orgs.people_ptr[:-1]]].tolist())) == 5


def test_public() -> None:
    """Catches outsiders who are members, buy something, or know nobody."""
    w = world_of(members=500, public_share=0.2)
    public = np.flatnonzero(w.people.org < 0)
    assert len(public) == 100
    assert w.people.key[public].min() == PUBLIC_KEY
    assert w.sellers.target[public].sum() == 0
    degree = np.diff(w.ties.ptr)[public]
    assert degree.min() >= 1
    assert degree.max() <= 2
    assert (w.people.org[w.ties.other[w.ties.ptr[public[0]] :]] >= 0).all()
    assert world_of(members=500, public_share=0.0).n_people == 500


# --- ties ----------------------------------------------------------------------------------------


def degrees(w: L.World) -> np.ndarray:
    """Mean ties a member by layer, among members."""
    source = np.repeat(np.arange(w.n_people), np.diff(w.ties.ptr))
    members = (w.people.org[source] >= 0) & (w.people.org[w.ties.other] >= 0)
    return np.bincount(w.ties.layer[members], minlength=3) / w.n_members


@pytest.mark.parametrize("seed", SEEDS)
def test_degrees_are_near_their_parameters(seed: int) -> None:
    """Catches ties counted once for both ends, or twice."""
    w = world_of(seed, members=3000)
    _, professional, supply = degrees(w)
    assert professional == pytest.approx(5.7, rel=0.15)
    per_organisation = supply * w.n_members / len(w.orgs.key)
    assert per_organisation == pytest.approx(6.0, rel=0.15)
    doubled = world_of(seed, members=3000, professional_degree=11.4, supply_degree=12.0)
    assert degrees(doubled)[1] == pytest.approx(2 * professional, rel=0.15)
    assert degrees(doubled)[2] == pytest.approx(2 * supply, rel=0.15)


def test_no_degree_no_ties() -> None:
    """Catches ties that are made although none are asked for."""
    none = world_of(members=300, professional_degree=0.0, supply_degree=0.0)
    assert degrees(none)[1:].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(("degree", "alumni"), [(5.7, 0.6), (2.0, 1.0), (10.0, 0.0), (1.0, 0.5)])
def test_professional_degree(degree: float, alumni: float) -> None:
    """Catches a parameter that does not mean what it says: ties a member has elsewhere.

    In a large market of one industry hardly a tie falls inside an organisation. The number a member
    seeks has a standard deviation below twice the degree: 5% is far outside chance.
    """
    w = world_of(
        members=20_000, size_max=20, industries=1, professional_degree=degree, alumni_share=alumni,
        supply_degree=0.0, public_share=0.0,
    )  # fmt: skip
    assert degrees(w)[1] == pytest.approx(degree, rel=0.05)


def test_ties_grow_linearly() -> None:
    """Catches ties that grow with the square of the market, or thin out."""
    per_member = [
        len(w.ties.other) / w.n_members for w in (world_of(members=n) for n in (500, 2000, 8000))
    ]
    assert max(per_member) / min(per_member) < 1.15
    by_layer = np.stack([degrees(world_of(members=n)) for n in (500, 2000, 8000)])
    # In small markets more former colleagues work for one organisation, and are no outside ties.
    assert (by_layer.max(axis=0) / by_layer.min(axis=0) < 1.3).all()


def test_colleagues() -> None:
    """Catches small organisations in which two do not know each other, and cliques of a hundred."""
    w = world_of(members=1500, size_max=100)
    size = w.orgs.size[np.maximum(w.people.org, 0)]
    source = np.repeat(np.arange(w.n_people), np.diff(w.ties.ptr))
    colleagues = np.bincount(source[w.ties.layer == L.COLLEAGUE], minlength=w.n_people)
    members = w.people.org >= 0
    small = members & (size <= 9)
    assert np.array_equal(colleagues[small], size[small] - 1)
    large = members & (size > 9)
    assert colleagues[large].min() >= 6
    assert colleagues[large].mean() == pytest.approx(7.7, abs=0.6)


def test_network_is_a_small_world() -> None:
    """Catches a network of islands, long ways or no clusters: one component, short paths (NC-07)."""
    w = world_of(members=1000, public_share=0.0)
    source = np.repeat(np.arange(w.n_people), np.diff(w.ties.ptr))
    graph = nx.Graph(zip(source.tolist(), w.ties.other.tolist(), strict=True))
    largest = max(nx.connected_components(graph), key=len)
    assert len(largest) > 0.98 * w.n_people
    clustering = nx.average_clustering(graph)
    by_chance = 2 * graph.number_of_edges() / w.n_people**2
    assert clustering > 10 * by_chance
    some = list(largest)[:20]
    ways = [d for a in some for d in nx.single_source_shortest_path_length(graph, a).values()]
    assert np.mean(ways) < 6.0


# --- purchases and follows -----------------------------------------------------------------------


def test_supply_shares() -> None:
    """Catches suppliers given out at other rates, or to sellers who do not serve the category."""
    w = world_of(members=20_000, dormant_share=0.2)
    supplier, category = w.needs.supplier, w.needs.category
    n = len(supplier)
    assert (supplier == NO_SUPPLIER).mean() == pytest.approx(0.2, abs=4 * np.sqrt(0.16 / n))
    for s, seller in enumerate(Market().seller):
        served = np.isin(category, seller.categories)
        sd = np.sqrt(0.06 * 0.94 / served.sum())
        assert (supplier[served] == s).mean() == pytest.approx(0.06, abs=4 * sd)
        assert not (supplier[~served] == s).any()
    assert w.needs.direct.mean() == pytest.approx(0.32, abs=4 * np.sqrt(0.25 / n))
    assert w.needs.complexity.mean() == pytest.approx(0.6, abs=0.01)
    second = n / len(w.orgs.key) - 1
    assert second == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / len(w.orgs.key)))
    assert w.orgs.policy.mean() == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / len(w.orgs.key)))


def test_first_needs_are_spread() -> None:
    """Catches needs that all open at once or never: uniform over a contract, geometric without."""
    market = Market(members=20_000, dormant_share=0.5, need_rate=0.05, warmup=10)
    needs = generate_world(market, 1).needs
    held = needs.first_week[needs.supplier != NO_SUPPLIER]
    free = needs.first_week[needs.supplier == NO_SUPPLIER]
    assert held.min() == -9
    assert held.max() == 50
    assert held.mean() == pytest.approx(-9 + 29.5, abs=4 * 17.3 / np.sqrt(len(held)))
    assert (free + 9).mean() == pytest.approx(19.0, abs=4 * 19.5 / np.sqrt(len(free)))


@pytest.mark.parametrize("members", [200, 600, 2000])
def test_pages_are_followed_before_salespeople(members: int) -> None:
    """Catches employees with more followers in target than their firm's page, in small markets too."""
    w = world_of(0, members=members)
    follower = np.repeat(np.arange(w.n_people), np.diff(w.follows.ptr))
    for s in range(len(w.sellers.key)):
        target = w.sellers.target[follower, s] == 1
        count = np.bincount(w.follows.account[target], minlength=len(w.accounts.key))
        mine = w.accounts.seller == s
        page = count[mine & (w.accounts.kind == L.PAGE)]
        staff = count[mine & (w.accounts.kind == L.STAFF)]
        assert staff.max() < page.min()


def test_followers() -> None:
    """Catches pages that nobody or everybody follows, against the shares of the market."""
    market = Market(members=8000, public_share=0.0, page_members=8000)
    w = generate_world(market, 1)
    follower = np.repeat(np.arange(w.n_people), np.diff(w.follows.ptr))
    for s in range(w.n_sellers):
        mine = follower[w.follows.account == s]
        target = w.sellers.target[:, s] == 1
        customers = np.isin(w.people.org, np.unique(w.needs.org[w.needs.supplier == s]))
        plain = target & ~customers
        # Drawn with return: of n draws from n people a share 1 - exp(-share) follows.
        assert target[mine].mean() > 0.5
        expected = 1 - np.exp(-market.page_followers_target)
        assert np.isin(np.flatnonzero(plain), mine).mean() == pytest.approx(expected, rel=0.15)
        expected = 1 - np.exp(-market.page_followers_customer - market.page_followers_target)
        assert np.isin(np.flatnonzero(customers), mine).mean() == pytest.approx(expected, rel=0.15)
    staff = w.accounts.followers[w.accounts.kind == L.STAFF]
    assert staff.mean() == pytest.approx(29.0, rel=0.15)
    assert staff.max() > 1.5 * staff.min()
    fame = np.sort(w.accounts.followers[w.accounts.kind == L.INFLUENCER_ACCOUNT])
    assert len(fame) == 160
    assert fame[-1] > 5 * fame[0]


def test_season() -> None:
    """Catches needs that open in weeks of no weight, or shares that are not the weights'."""
    weights = (0.0,) * 26 + (1.0,) * 13 + (3.0,) * 13
    weeks = season_map(Market(season=weights))
    assert weeks.min() == 26
    assert np.bincount(weeks // 13, minlength=4).tolist() == [0, 0, 13, 39]
    assert season_map(Market()).tolist() == list(range(52))


def test_staff_and_influencers_grow_with_the_market() -> None:
    """Catches a large market served by one rep, or a small one without any."""
    for members, reps, experts, influencers in (
        (200, 1, 1, 4),
        (1000, 1, 2, 20),
        (5000, 5, 10, 100),
    ):
        w = world_of(members=members)
        of_first = w.staff.seller == 0
        assert ((w.staff.kind == L.REP) & of_first).sum() == reps
        assert ((w.staff.kind == L.EXPERT) & of_first).sum() == experts
        assert (w.accounts.seller < 0).sum() == influencers
    fixed = world_of(members=5000, scale_budgets=False)
    assert (fixed.staff.seller == 0).sum() == 3
    bare = world_of(
        members=200, influencers=0.0, seller=(MarketSeller(name="A", reps=0, experts=0),)
    )
    assert len(bare.staff.key) == 0
    assert len(bare.accounts.key) == 1


# --- what the world depends on -------------------------------------------------------------------


def test_world_depends_on_market_and_seed_alone() -> None:
    """Catches a strategy, a parameter or the number of weeks that enters the world."""
    base = load("base").set_all({"market.members": 200, "market.warmup": 2})
    others = [
        base.set_all({"focal.push_share": 0.9, "focal.control": 0.0, "focal.budget.hours": 200.0}),
        base.set("focal.seller", "Sable"),
        base.set("rival", ({"seller": "Harbour", "push_share": 1.0},)),
        base.set("market.weeks", 10),
        base.set("event", ({"week": 3, "path": "focal.control", "value": 1.0},)),
        base.set("parameters.talk.rate", 3.0),
    ]
    worlds = {sim.BuyerNetwork(s, seed=5).world_hash for s in (base, *others)}
    assert len(worlds) == 1
    assert sim.BuyerNetwork(base, world_seed=5, luck_seed=6).world_hash in worlds
    assert sim.BuyerNetwork(base, seed=6).world_hash not in worlds
    assert sim.BuyerNetwork(base.set("market.supply_degree", 7.0), seed=5).world_hash not in worlds


def test_fingerprint_sees_every_array() -> None:
    """Catches an array of the world that its fingerprint leaves out."""
    w = world_of(members=60)
    assert w.fingerprint() == world_of(members=60).fingerprint()
    seen = {w.fingerprint()}
    parts = ("people", "orgs", "needs", "ties", "follows", "sellers", "staff", "accounts")
    n = 0
    for part in parts:
        group = getattr(w, part)
        for name in group._fields:
            column = getattr(group, name).copy()
            if column.size == 0 or name == "present":  # who is away is no part of the world
                continue
            column.flat[-1] += 1
            changed = L.World(**{**vars(w), part: group._replace(**{name: column})})
            seen.add(changed.fingerprint())
            n += 1
    for name in ("topic_category", "season_map"):
        seen.add(L.World(**{**vars(w), name: getattr(w, name) + 1}).fingerprint())
        n += 1
    assert n > 45
    assert len(seen) == n + 1


def test_seed_moves_every_part() -> None:
    """Catches a part of the world that chance does not reach."""
    a, b = world_of(1, members=300), world_of(2, members=300)
    for part in ("people", "orgs", "needs", "ties", "follows", "accounts"):
        same = [
            name
            for name in getattr(a, part)._fields
            if np.array_equal(getattr(getattr(a, part), name), getattr(getattr(b, part), name))
        ]
        allowed = {"key", "kind", "seller", "staff", "weight", "people"}
        assert set(same) <= allowed, part


MARKETS = st.fixed_dictionaries(
    {
        "members": st.integers(10, 400),
        "size_min": st.integers(1, 10),
        "extra": st.integers(0, 60),
        "categories": st.integers(1, 6),
        "topics": st.integers(1, 30),
        "industries": st.integers(1, 12),
        "second_category": st.sampled_from([0.0, 0.5, 1.0]),
        "public_share": st.sampled_from([0.0, 0.1, 1.0]),
        "professional_degree": st.sampled_from([0.0, 1.0, 5.7, 20.0]),
        "alumni_share": st.sampled_from([0.0, 0.6, 1.0]),
        "supply_degree": st.sampled_from([0.0, 6.0, 30.0]),
        "dormant_share": st.sampled_from([0.0, 0.1, 1.0]),
        "need_rate": st.sampled_from([0.0, 0.005, 1.0]),
        "influencers": st.sampled_from([0.0, 6.0]),
        "sellers": st.integers(1, 5),
        "customers": st.sampled_from([0.0, 0.06, 0.5]),
        "reps": st.sampled_from([0.0, 1.0]),
        "scale_budgets": st.booleans(),
        "seed": st.integers(-3, 2**40),
    }
)


def market_of(case: dict[str, Any]) -> Market:
    """A market from a drawn case."""
    case = dict(case)
    sellers = tuple(
        MarketSeller(
            name=f"S{i}", categories=(i % case["categories"],), customers=case["customers"],
            reps=case["reps"], experts=case["reps"],
        )
        for i in range(case.pop("sellers"))
    )  # fmt: skip
    for name in ("customers", "reps", "seed"):
        case.pop(name)
    case["topics"] = max(case["topics"], case["categories"])  # see `test_fewer_topics_than...`
    return Market(size_max=case["size_min"] + case.pop("extra"), seller=sellers, **case)


@given(MARKETS)
@hypothesis_settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
def test_any_small_market_has_a_world(case: dict[str, Any]) -> None:
    """Catches markets at the edge of what is allowed that cannot be built or are not sound."""
    market = market_of(case)
    w = generate_world(market, case["seed"])
    assert w.n_members == market.members
    check_world(w, market)


def test_fewer_topics_than_categories() -> None:
    """Catches a market that the settings allow and no world can be built for."""
    base = load("base").set("market.members", 60)
    for topics in (1, 3, 4):
        try:
            scenario = base.set("market.topics", topics)
        except BadInput as failure:
            assert "topics" in str(failure)  # noqa: PT017
            continue
        check_world(generate_world(scenario.settings.market, 1), scenario.settings.market)


@pytest.mark.parametrize("seed", SEEDS)
def test_usual_world_is_sound(seed: int) -> None:
    """Catches the same in the usual market, and in one with a given number of organisations."""
    for market in (Market(members=600), Market(members=600, organisations=31)):
        check_world(generate_world(market, seed), market)


@pytest.mark.parametrize("members", [2, 3, 5])
def test_smallest_markets_run(members: int) -> None:
    """Catches a week that needs more people than there are."""
    scenario = load("base").set_all(
        {"market.members": members, "market.size_min": 1, "market.warmup": 3, "market.weeks": 5}
    )
    model = sim.BuyerNetwork(scenario, seed=2).run()
    assert model.week == 5
    assert model.world.n_members == members
    check_world(model.world, scenario.settings.market)


def test_census_of_a_generated_market() -> None:
    """Catches generated people who are not numbered through, as their identities promise."""
    census = generated_census(Market(members=50), 1)
    assert census.key.tolist() == list(range(50))
    assert (np.diff(census.org) >= 0).all()
    assert np.array_equal(np.unique(census.org), np.arange(len(census.org_key)))
    assert (census.role == -1).all()
