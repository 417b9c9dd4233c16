"""The world: who exists and who is tied to whom, generated or imported, and what it depends on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
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
from sim.engine.chance import text_key
from sim.errors import BadInput
from sim.network import layers as L
from sim.network.generate import (
    PUBLIC_KEY,
    generate_world,
    generated_census,
    organisation_sizes,
    season_map,
)
from sim.network.importers import import_world, read_folder
from sim.network.worlds import build_world
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
    for shares in (people.technical, people.privacy, people.bar_draw, people.block_draw):
        assert shares.min() >= 0.0
        assert shares.max() <= 1.0
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
    assert len(fame) == 48
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
    for members, reps, experts, influencers in ((200, 1, 1, 1), (1000, 1, 2, 6), (5000, 5, 10, 30)):
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


# --- imported networks ---------------------------------------------------------------------------

EDGES = """source,target,weight,layer
7,12,2,friendship
12,7,2,friendship
7,12,4,friendship
12,30,1,cowork
30,30,5,cowork
30,44,1,supplier link
44,91,1,
91,108,1,
500,7,3,friendship
"""
NODES = """id,company,age
7,Alpha,40
12,Alpha,31
30,Alpha,29
44,Beta,50
91,Beta,38
108,Beta,27
300,Gamma,33
301,,44
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A hand-written network: ids with gaps, loops, doubles, isolates, three organisations."""
    (tmp_path / "edges.csv").write_text(EDGES, encoding="utf-8")
    (tmp_path / "nodes.csv").write_text(NODES, encoding="utf-8")
    return tmp_path


def imported(folder: Path, **market: Any) -> L.World:
    return import_world(Market(network=str(folder), public_share=0.0, **market), 4)


def edge(w: L.World, a: str, b: str) -> tuple[int, float] | None:
    """Layer and weight of a tie by ids."""
    row = {name: i for i, name in enumerate(w.labels["people"])}
    for e in range(w.ties.ptr[row[a]], w.ties.ptr[row[a] + 1]):
        if w.ties.other[e] == row[b]:
            return int(w.ties.layer[e]), float(w.ties.weight[e])
    return None


def test_imported_people_and_organisations(folder: Path) -> None:
    """Catches people lost, renamed, or put into another organisation."""
    w = imported(folder)
    names = w.labels["people"]
    assert sorted(names, key=int) == ["7", "12", "30", "44", "91", "108", "300", "301", "500"]
    assert w.people.key.tolist() == [text_key(name) for name in names]
    assert (np.diff(w.people.key) > 0).all()
    by_name = {name: w.labels["organisations"][w.people.org[i]] for i, name in enumerate(names)}
    assert by_name == {
        "7": "Alpha", "12": "Alpha", "30": "Alpha", "44": "Beta", "91": "Beta", "108": "Beta",
        "300": "Gamma", "301": "alone 301", "500": "alone 500",
    }  # fmt: skip
    check_world(w, Market(network=str(folder), public_share=0.0))


def test_imported_ties(folder: Path) -> None:
    """Catches ties lost, doubled, of another layer or weight; and generated ones on top."""
    w = imported(folder)
    mean = 20.0 / 9.0
    assert edge(w, "7", "12") == (L.COLLEAGUE, pytest.approx(4 / mean))
    assert edge(w, "12", "30") == (L.COLLEAGUE, pytest.approx(1 / mean))
    assert edge(w, "30", "44") == (L.SUPPLY, pytest.approx(1 / mean))
    assert edge(w, "44", "91") == (L.COLLEAGUE, pytest.approx(1 / mean))
    assert edge(w, "500", "7") == (L.PROFESSIONAL, pytest.approx(3 / mean))
    assert edge(w, "30", "30") is None
    assert edge(w, "7", "30") is None, "layers of the network are not filled up"
    assert len(w.ties.other) == 2 * 6
    assert np.diff(w.ties.ptr)[w.labels["people"].index("300")] == 0


def test_every_assumption_is_said(folder: Path) -> None:
    """Catches anything dropped, generated or assumed in silence, and lines that are not true."""
    w = imported(folder)
    assert list(w.assumptions) == [
        "1 people stand in edges.csv only",
        "weights are divided by their mean (2.22) and kept within 0.1 to 10",
        "organisation is the column 'company' of nodes.csv",
        "2 people without an organisation stand in one of their own each",
        "1 ties of people with themselves are left out",
        "2 people have no tie of their own in edges.csv; they stay",
        "layer '': ties inside an organisation are colleagues, others professional",
        "layer 'cowork': ties inside an organisation are colleagues, others professional",
        "layer 'friendship': ties inside an organisation are colleagues, others professional",
        "layer 'supplier link' is taken as supply ties",
        "8 directed or repeated lines are 6 ties; direction is ignored, the heaviest line counts",
        "9 people in 5 organisations of 1 to 3",
        "3 organisations have fewer than 3 people: one person then fills several roles",
        "roles, interests, what is bought, sellers, follow ties and the public are generated",
        "members is 9 as in the network, not 2000",
    ]


def test_edges_alone(tmp_path: Path) -> None:
    """Catches a folder without nodes.csv: communities stand for organisations, and it is said."""
    lines = ["source,target"]
    for group in ("abcde", "uvwxyz"):
        lines += [f"{p},{q}" for p in group for q in group if p < q]
    lines.append("a,z")
    (tmp_path / "edges.csv").write_text("\n".join(lines), encoding="utf-8")
    w = imported(tmp_path, members=11)
    assert list(w.assumptions) == [
        "there is no nodes.csv: people are those whom edges.csv names",
        "no organisation is given: 2 communities of the network stand for organisations",
        "edges name no layer: ties inside an organisation are colleagues, others professional",
        "11 people in 2 organisations of 5 to 6",
        "supply ties are generated",
        "roles, interests, what is bought, sellers, follow ties and the public are generated",
    ]
    groups = {
        frozenset(n for n, o in zip(w.labels["people"], w.people.org, strict=True) if o == k)
        for k in (0, 1)
    }
    assert groups == {frozenset("abcde"), frozenset("uvwxyz")}
    assert edge(w, "a", "z") == (L.PROFESSIONAL, 1.0)
    assert edge(w, "a", "b") == (L.COLLEAGUE, 1.0)


def test_order_of_lines_changes_nothing(folder: Path, tmp_path: Path) -> None:
    """Catches a world that depends on how the files are sorted."""
    turned = tmp_path / "turned"
    turned.mkdir()
    for name, text in (("edges.csv", EDGES), ("nodes.csv", NODES)):
        head, *lines = text.strip().splitlines()
        (turned / name).write_text("\n".join([head, *reversed(lines)]), encoding="utf-8")
    a, b = imported(folder), imported(turned)
    assert np.array_equal(a.people.key, b.people.key)
    assert a.assumptions == b.assumptions
    kept = {name: getattr(a, name) for name in ("people", "orgs", "needs", "follows", "sellers")}
    for name, group in kept.items():
        for mine, other in zip(group, getattr(b, name), strict=True):
            assert np.array_equal(mine, other), name
    assert np.array_equal(a.ties.other, b.ties.other)
    assert np.array_equal(a.ties.layer, b.ties.layer)


def test_order_of_lines_changes_no_weight(folder: Path, tmp_path: Path) -> None:
    """Catches a weight that is the first line's where a pair stands on several lines."""
    head, *lines = EDGES.strip().splitlines()
    (tmp_path / "edges.csv").write_text("\n".join([head, *reversed(lines)]), encoding="utf-8")
    turned = imported(folder)
    (tmp_path / "edges.csv").write_text(EDGES, encoding="utf-8")
    assert np.array_equal(imported(folder).ties.weight, turned.ties.weight)


def test_column_may_be_named(folder: Path) -> None:
    """Catches a chosen column that is not the one read."""
    w = imported(folder, organisation_column="age")
    assert len(w.orgs.key) == 9
    assert "organisation is the column 'age' of nodes.csv" in w.assumptions


def test_imported_market_runs(folder: Path) -> None:
    """Catches an imported world with which no week can be run, or that its seed does not decide."""
    scenario = load("base").set_all(
        {"market.network": str(folder), "market.warmup": 4, "market.weeks": 6}
    )
    model = sim.BuyerNetwork(scenario, seed=1).run()
    assert model.world.n_members == 9
    assert model.world.labels["people"]
    again = sim.BuyerNetwork(scenario, seed=1)
    assert again.world_hash == model.world_hash
    assert sim.BuyerNetwork(scenario, seed=2).world_hash != model.world_hash
    assert build_world(scenario.settings.market, 1).fingerprint() == model.world_hash


BAD: list[tuple[str, Callable[[Path], object], list[str]]] = [
    ("no folder", lambda f: None, ["there is no such folder"]),
    ("nothing in it", lambda f: f.mkdir(), ["edges.csv: there is no such file"]),
]


@pytest.mark.parametrize(("label", "prepare", "expected"), BAD, ids=[b[0] for b in BAD])
def test_missing_files(
    label: str, prepare: Callable[[Path], object], expected: list[str], tmp_path: Path
) -> None:
    """Catches a missing file that ends in a traceback."""
    place = tmp_path / "network"
    prepare(place)
    with pytest.raises(BadInput) as caught:
        read_folder(Market(network=str(place)))
    assert [str(p) for p in caught.value.problems] == [
        f"{place}{'/' if e.startswith('edges') else ': market.network: '}{e}" for e in expected
    ]


@pytest.mark.parametrize(
    ("edges", "nodes", "column", "expected"),
    [
        ("from,to\na,b\n", "name\na\n", "", ["source", "target", "id"]),
        (
            "source,target,weight\na,b,-1\na,c,x\nb,c,inf\nc,d,1\n",
            "id,team\na,1\na,2\nb,1\nb,2\n",
            "firm",
            ["id", "weight", "weight", "weight", "market.organisation_column"],
        ),
        ("source,target,weight\n" + "a,b,0\n" * 8, None, "", ["weight"] * 6),
        ("source,target\na,a\n", None, "", [""]),
        ("source,target\n", None, "", [""]),
        ("", None, "", ["", "source", "target"]),
        ("source,target\na,b\n", "", "", ["", "id"]),
    ],
    ids=["columns", "many", "weights", "one person", "nobody", "empty", "empty nodes"],
)
def test_all_problems_at_once(
    edges: str, nodes: str | None, column: str, expected: list[str], tmp_path: Path
) -> None:
    """Catches a user who mends one line only to be told of the next."""
    (tmp_path / "edges.csv").write_text(edges, encoding="utf-8")
    if nodes is not None:
        (tmp_path / "nodes.csv").write_text(nodes, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_folder(Market(network=str(tmp_path), organisation_column=column))
    found = [p.key for p in caught.value.problems]
    missing = {"source", "target", "id"}
    if expected[0] == "" and len(expected) > 1:  # an unreadable file is one problem, not three
        assert found in (expected, [k for k in expected if k not in missing])
    else:
        assert sorted(found) == sorted(expected)
    assert all(p.where.startswith(str(tmp_path)) and p.why for p in caught.value.problems)


def test_problem_names_the_line(tmp_path: Path) -> None:
    """Catches a line number that is off: the first line of data is line 2."""
    (tmp_path / "edges.csv").write_text("source,target,weight\na,b,1\nb,c,zero\n", encoding="utf-8")
    with pytest.raises(
        BadInput, match=r"edges\.csv:3: weight: is 'zero'; must be a number above 0"
    ):
        read_folder(Market(network=str(tmp_path)))


def test_census_of_a_generated_market() -> None:
    """Catches generated people who are not numbered through, as their identities promise."""
    census = generated_census(Market(members=50), 1)
    assert census.key.tolist() == list(range(50))
    assert (np.diff(census.org) >= 0).all()
    assert np.array_equal(np.unique(census.org), np.arange(len(census.org_key)))
    assert (census.role == -1).all()
