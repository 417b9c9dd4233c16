"""What becomes of an imported network: people, organisations, roles, ties, and what is said of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

import sim
from sim.agents.buying_centre import BUYER, DECIDER, GATEKEEPER, INFLUENCER, USER
from sim.engine.chance import text_key
from sim.errors import BadInput
from sim.network import layers as L
from sim.network.communities import communities
from sim.network.importers import read_network
from sim.network.roles import OPEN, role_of
from sim.network.worlds import build_world
from sim.scenarios.load import load
from sim.scenarios.schema import Market
from tests.unit.test_world import check_world

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


def write(folder: Path, edges: str | None, nodes: str | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("edges.csv", edges), ("nodes.csv", nodes)):
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A hand-written network: ids with gaps, loops, doubles, isolates, three organisations."""
    return write(tmp_path / "net", EDGES, NODES)


def imported(folder: Path, **market: Any) -> L.World:
    return build_world(Market(network=str(folder), public_share=0.0, **market), 4)


def edge(w: L.World, a: str, b: str) -> tuple[int, float] | None:
    """Layer and weight of a tie by ids."""
    row = {name: i for i, name in enumerate(w.labels["people"])}
    for e in range(w.ties.ptr[row[a]], w.ties.ptr[row[a] + 1]):
        if w.ties.other[e] == row[b]:
            return int(w.ties.layer[e]), float(w.ties.weight[e])
    return None


def problems(folder: Path, **market: Any) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_network(Market(network=str(folder), **market))
    return [str(p).removeprefix(str(folder)).removeprefix(os.sep) for p in caught.value.problems]


def said(folder: Path, **market: Any) -> tuple[str, ...]:
    return read_network(Market(network=str(folder), **market)).said


# --- people and organisations --------------------------------------------------------------------
def test_people_and_organisations(folder: Path) -> None:
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


def test_every_assumption_is_said(folder: Path) -> None:
    """Catches anything dropped, generated or assumed in silence, and lines that are not true."""
    assert list(imported(folder).assumptions) == [
        "1 person stands among the ties only, not in the table of people",
        "organisation is the column 'company', taken by its name",
        "2 people without an organisation: each in one of their own",
        "roles in buying centres are assigned by hash",
        "layer 'supplier link' (1 line), by name: supply ties",
        "layer '', 'cowork', 'friendship' (8 lines), by name: colleague ties inside an organisation, "
        "professional ties across",
        "weights are divided by their mean (1.88) and kept within 0.1 to 10",
        "1 tie of a person with themselves left out",
        "2 people have no private tie here; they stay",
        "8 directed or repeated lines are 6 ties; direction is ignored, the heaviest line counts",
        "9 people in 5 organisations of 1 to 3",
        "3 organisations have fewer than 3 people, so that not every role in a buying centre is filled",
        "columns of people that are not used: 'age'",
        "generated around the network: interests, what is bought, sellers, influencers, follow ties "
        "of sellers' accounts, the public",
    ]


def test_idle_settings_are_said(folder: Path) -> None:
    """Catches a setting that was changed, does nothing and nobody is told."""
    lines = said(folder, members=500, size_max=20, supply_degree=3.0, influencers=1.0)
    assert "members is 9 as in the network, not 500" in lines
    idle = [line for line in lines if line.startswith("without effect")]
    assert idle == [
        "without effect, since the network says it: market.size_max",
        "without effect, since the network says it: market.supply_degree",
    ]
    assert not [line for line in said(folder) if "effect" in line or "members is" in line]


def test_column_may_be_named(folder: Path) -> None:
    """Catches a chosen column that is not the one read, and names that must be written alike."""
    w = imported(folder, organisation_column="AGE")
    assert len(w.orgs.key) == 9
    assert "organisation is the column 'age'" in w.assumptions


def test_edges_alone(tmp_path: Path) -> None:
    """Catches a folder without nodes.csv: communities stand for organisations, and it is said."""
    lines = ["source,target"]
    for group in ("abcde", "uvwxyz"):
        lines += [f"{p},{q}" for p in group for q in group if p < q]
    write(tmp_path, "\n".join([*lines, "a,z"]))
    w = imported(tmp_path)
    assert list(w.assumptions) == [
        "there is no nodes.csv: people are those whom edges.csv names",
        "no organisation is given: 2 communities of the network, of 5 to 6 people, stand for "
        "organisations",
        "roles in buying centres are assigned by hash",
        "ties name no layer: they are taken as colleague ties inside an organisation, professional "
        "ties across",
        "ties have no weights: all count alike",
        "11 people in 2 organisations of 5 to 6",
        "supply ties are generated (market.supply_degree = 0 for none)",
        "generated around the network: interests, what is bought, sellers, influencers, follow ties "
        "of sellers' accounts, the public",
    ]
    groups = {
        frozenset(n for n, o in zip(w.labels["people"], w.people.org, strict=True) if o == k)
        for k in (0, 1)
    }
    assert groups == {frozenset("abcde"), frozenset("uvwxyz")}
    assert edge(w, "a", "z") == (L.PROFESSIONAL, 1.0)
    assert edge(w, "a", "b") == (L.COLLEAGUE, 1.0)


def test_wrong_organisation_column_is_doubted(tmp_path: Path) -> None:
    """Catches a column that is taken by its name though ties know nothing of it."""
    firms = nx.planted_partition_graph(6, 10, 0.6, 0.01, seed=3)
    nodes = ["id,office,firm_name", *(f"{i},{i * 7 % 5},F{i // 10}" for i in firms)]
    edges = ["source,target", *(f"{a},{b}" for a, b in firms.edges)]
    write(tmp_path, "\n".join(edges), "\n".join(nodes))
    usual = said(tmp_path)
    assert any("'office' is named like an organisation but was not taken" in x for x in usual)
    assert any("best in line with the ties first: 'firm_name'" in x for x in usual)
    doubts = [x for x in said(tmp_path, organisation_column="office") if x.startswith("warning")]
    assert len(doubts) == 1
    assert "check that 'office'" in doubts[0]
    assert "more in line with the ties: 'firm_name'" in doubts[0]
    assert not [x for x in said(tmp_path, organisation_column="firm_name") if "warning" in x]


@pytest.mark.parametrize("seed", range(4))
def test_communities_are_as_good_as_networkx(seed: int) -> None:
    """Catches communities that are worse than those of another program, or depend on order."""
    graph = nx.planted_partition_graph(12, 15, 0.4, 0.02, seed=seed)
    ends = np.array(graph.edges)
    label = communities(len(graph), ends[:, 0], ends[:, 1])
    groups = [set(np.flatnonzero(label == c).tolist()) for c in np.unique(label)]
    theirs = nx.community.louvain_communities(graph, seed=seed)
    ours = nx.community.modularity(graph, groups)
    assert ours > nx.community.modularity(graph, theirs) - 0.02
    order = np.random.default_rng(seed).permutation(len(ends))
    turned = communities(len(graph), ends[order, 1], ends[order, 0])
    assert np.array_equal(label, turned)
    twice = np.concatenate([ends, ends[:40], np.stack([ends[:9, 0], ends[:9, 0]], axis=1)])
    assert np.array_equal(label, communities(len(graph), twice[:, 0], twice[:, 1]))


def test_communities_of_islands() -> None:
    """Catches people without ties who are lost or thrown together."""
    label = communities(5, np.array([0, 3]), np.array([3, 0]))
    assert label.tolist() == [0, 1, 2, 0, 3]


# --- roles ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Decider", DECIDER), ("decision-maker", DECIDER), ("Decision makers", DECIDER),
        ("PURCHASING", BUYER), ("Buyers", BUYER), ("gate_keeper", GATEKEEPER), ("End User", USER),
        ("influencer", INFLUENCER), ("Vice President", OPEN), ("Head of purchasing", OPEN),
        ("public", OPEN), ("", OPEN), ("manager", OPEN),
    ],
)  # fmt: skip
def test_words_for_roles(text: str, role: int) -> None:
    """Catches a title that is taken for a role, and a role that is not known by its usual names."""
    assert role_of(text) == role


def role_folder(tmp_path: Path, roles: list[str]) -> Path:
    n = len(roles)
    nodes = ["id,firm,function", *(f"p{i},F{i // 5},{role}" for i, role in enumerate(roles))]
    edges = ["source,target", *(f"p{i},p{(i + 1) % n}" for i in range(n))]
    return write(tmp_path / "roles", "\n".join(edges), "\n".join(nodes))


def test_roles_of_a_column_are_kept_and_the_rest_filled(tmp_path: Path) -> None:
    """Catches a given role that is overwritten, and centres that lack a role somebody could take."""
    given = ["user", "user", "buyer", "", "CEO", "decider", "decision maker", "", "", "user"]
    place = role_folder(tmp_path, given)
    w = imported(place, role_column="function")
    role = {name: int(w.people.role[i]) for i, name in enumerate(w.labels["people"])}
    assert [role[f"p{i}"] for i in (0, 1, 2, 5, 6, 9)] == [
        USER,
        USER,
        BUYER,
        DECIDER,
        DECIDER,
        USER,
    ]
    assert {role["p3"], role["p4"]} == {DECIDER, GATEKEEPER}
    assert {role["p7"], role["p8"]} == {BUYER, GATEKEEPER}
    check_world(w, Market())
    for line in (
        "role decider: 2 people with 'decider', 'decision maker' in column 'function'",
        "role buyer: 1 person with 'buyer' in column 'function'",
        "'CEO' in column 'function' name no role; 1 person get one by hash",
        "3 people without a role get one by hash",
    ):
        assert line in w.assumptions, w.assumptions
    assert (imported(place).people.role != w.people.role).any()


def test_a_column_of_titles_is_no_column_of_roles(tmp_path: Path) -> None:
    """Catches job titles that are taken for roles without a word."""
    found = problems(role_folder(tmp_path, ["CEO", "CFO"] * 5), role_column="function")
    assert found == [
        "nodes.csv: market.role_column: column 'function' names no role: it holds 'CEO', 'CFO'; "
        "roles are decider, buyer, gatekeeper, influencer, user"
    ]


# --- ties ----------------------------------------------------------------------------------------
def test_ties(folder: Path) -> None:
    """Catches ties lost, doubled, of another layer or weight; and generated ones on top."""
    w = imported(folder)
    mean = 15.0 / 8.0  # of the lines that are ties, not of the loop
    assert edge(w, "7", "12") == (L.COLLEAGUE, pytest.approx(4 / mean))
    assert edge(w, "12", "30") == (L.COLLEAGUE, pytest.approx(1 / mean))
    assert edge(w, "30", "44") == (L.SUPPLY, pytest.approx(1 / mean))
    assert edge(w, "44", "91") == (L.COLLEAGUE, pytest.approx(1 / mean))
    assert edge(w, "500", "7") == (L.PROFESSIONAL, pytest.approx(3 / mean))
    assert edge(w, "30", "30") is None
    assert edge(w, "7", "30") is None, "layers of the network are not filled up"
    assert len(w.ties.other) == 2 * 6
    assert np.diff(w.ties.ptr)[w.labels["people"].index("300")] == 0


def test_weights_can_be_dropped(folder: Path, tmp_path: Path) -> None:
    """Catches weights that count though they were dropped, and equal ones that are not named."""
    w = imported(folder, edge_weights="drop")
    assert (w.ties.weight == 1.0).all()
    assert "weights are left out, as edge_weights says" in w.assumptions
    same = write(tmp_path / "same", "source,target,weight\na,b,3\nb,c,3.0\n")
    assert "all weights are 3: they make no difference" in said(same)
    assert (imported(same).ties.weight == 1.0).all()


@pytest.mark.parametrize("text", ["1e308", "1e13", "1_0", "\u0663", "inf", "0x1", "1,5"])
def test_weights_that_are_none(text: str, tmp_path: Path) -> None:
    """Catches weights that end in a traceback and texts that only Python takes for numbers."""
    rows = [f'{pair},"{text}"' for pair in ("a,b", "b,c")]
    place = write(tmp_path, "\n".join(["source,target,weight", *rows, "c,d,1"]))
    limit = " and at most 1e+12" if text in ("1e308", "1e13") else ""
    why = f"weight: is {text!r}; must be a number above 0{limit}"
    assert problems(place) == [f"edges.csv:2: {why}", f"edges.csv:3: {why}"]
    assert said(write(tmp_path, "source,target,weight\na,b,1e12\nb,c,+.5\n"))


def test_follow_lines_do_not_doubt_organisations(tmp_path: Path) -> None:
    """Catches a warning about organisations because people follow somebody outside."""
    pairs = [(5 * f + i, 5 * f + j) for f in range(4) for i in range(5) for j in range(i)]
    rows = [f"{a},{b},advice" for a, b in pairs] + [
        f"{a},{b},{kind}"
        for kind in ("follows", "noise")
        for a in range(20)
        for b in range(20)
        if a // 5 != b // 5
    ]
    nodes = ["id,firm,office", *(f"{i},F{i // 5},O{i // 5}" for i in range(20))]
    place = write(tmp_path, "\n".join(["source,target,layer", *rows]), "\n".join(nodes))
    assert not [x for x in said(place, layer_map={"noise": "drop"}) if "warning" in x]
    assert any(
        x.startswith("warning: check that 'firm'") and "12% of ties" in x for x in said(place)
    )
    firmless = write(tmp_path, None, "\n".join(nodes).replace("firm", "x"))
    lines = said(firmless, layer_map={"noise": "drop"})
    assert "organisation is the column 'office', taken by its name" in lines


def test_light_ties_can_be_left_out(folder: Path) -> None:
    """Lines below the least weight are no ties, their people stay, and it is said how many."""
    w = imported(folder, edge_minimum=2.0)
    assert edge(w, "7", "12") is not None
    assert w.n_members == imported(folder).n_members
    assert any("4 lines of a weight below edge_minimum 2 left out" in x for x in w.assumptions)


def test_layer_map(folder: Path) -> None:
    """Catches a layer that becomes something else than the map says."""
    mapped = {"friendship": "supply", "cowork": "drop", "": "professional"}
    w = imported(folder, layer_map=mapped)
    assert edge(w, "7", "12")[0] == L.SUPPLY  # type: ignore[index]
    assert edge(w, "44", "91")[0] == L.PROFESSIONAL  # type: ignore[index]
    assert edge(w, "30", "44")[0] == L.SUPPLY, "layers that are not named go by name"  # type: ignore[index]
    found = edge(w, "12", "30")
    assert found is None or found == (L.COLLEAGUE, 1.0), "only a generated tie may be there"
    assert "layer 'cowork' (2 lines), as layer_map says: left out" in w.assumptions
    assert "colleague ties are generated" in w.assumptions


def test_unknown_layer_names_the_nearest(folder: Path, tmp_path: Path) -> None:
    """Catches a misspelt layer that is passed over."""
    assert problems(folder, layer_map={"frendship": "drop"}) == [
        "edges.csv: market.layer_map: there is no layer 'frendship' in column 'layer'; did you mean "
        "'friendship'?"
    ]
    bare = write(tmp_path / "bare", "source,target\na,b\n")
    assert problems(bare, layer_map={"advice": "drop"}) == [
        "edges.csv: market.layer_map: names the layer 'advice', but ties have no column 'layer'"
    ]


def test_another_column_names_the_layer(tmp_path: Path) -> None:
    """Catches a column of layers that is passed over, and one of a graph tool that is taken."""
    place = write(tmp_path / "a", "source,target,Relation\na,b,supply\nb,c,advice\n")
    w = imported(place)
    assert "there is no column 'layer': 'Relation' is taken for it" in w.assumptions
    assert edge(w, "a", "b")[0] == L.SUPPLY  # type: ignore[index]
    gephi = write(tmp_path / "b", "Source,Target,Type,Weight\na,b,Undirected,1\nb,c,Directed,2\n")
    assert [line for line in said(gephi) if line.startswith("ties name no layer")]


def test_missing_layers_are_generated_only_if_missing(tmp_path: Path) -> None:
    """Catches a layer that is generated on top of the imported one."""
    ring = [f"p{i},p{(i + 1) % 40},supply" for i in range(40)]
    nodes = ["id,firm", *(f"p{i},F{i // 4}" for i in range(40))]
    w = imported(write(tmp_path, "\n".join(["source,target,layer", *ring]), "\n".join(nodes)))
    number = np.bincount(w.ties.layer, minlength=3) // 2
    assert number[L.SUPPLY] == 40, "an imported tie stays as it is"
    assert number[L.COLLEAGUE] == 10 * 3, "six pairs a firm, three of them tied by the file"
    assert number[L.PROFESSIONAL] > 0
    assert "colleague ties are generated" in w.assumptions


# --- follow ties ---------------------------------------------------------------------------------
def followers(tmp_path: Path) -> Path:
    """Sixty people in firms of five; everybody follows s0, a third follow s1, one follows himself."""
    nodes = ["id,firm", *(f"s{i},F{i // 5}" for i in range(60))]
    edges = ["source,target,layer", *(f"s{i},s{(i + 1) % 60},advice" for i in range(60))]
    edges += [f"s{i},s0,follows" for i in range(60)] + [f"s{i},s1,follows" for i in range(2, 60, 3)]
    return write(tmp_path / "follow", "\n".join(edges), "\n".join(nodes))


def test_followed_people_are_accounts(tmp_path: Path) -> None:
    """Catches follow ties that are turned round, or influencers generated on top."""
    w = imported(followers(tmp_path))
    outside = np.flatnonzero(w.accounts.kind == L.INFLUENCER_ACCOUNT)
    key = {text_key("account of s0"): "s0", text_key("account of s1"): "s1"}
    assert sorted(key[k] for k in w.accounts.key[outside].tolist()) == ["s0", "s1"]
    number = {key[int(w.accounts.key[a])]: int(w.accounts.followers[a]) for a in outside}
    assert number == {"s0": 59, "s1": 20}
    row = w.labels["people"].index("s5")
    mine = w.follows.account[w.follows.ptr[row] : w.follows.ptr[row + 1]]
    assert {key[int(w.accounts.key[a])] for a in mine if a in outside} == {"s0", "s1"}
    check_world(w, Market(public_share=0.0))
    assert edge(w, "s30", "s0") is None, "who is followed is not thereby known"
    assert any("2 people are followed by 59 people in 79 follow ties" in x for x in w.assumptions)


def test_followed_accounts_are_read(tmp_path: Path) -> None:
    """Catches follow ties that no feed ever shows: posts of engaged accounts must be read."""
    base = {
        "market.network": str(followers(tmp_path)), "market.warmup": 0, "market.weeks": 12,
        "market.scale_budgets": False, "focal.influencers.share": 0.5,
        "focal.influencers.strand.0.pay": 1.0,
        "parameters.production.influencer_bar": 0.0, "market.staff_followers_target": 0.0,
        "market.staff_followers_other": 0.0, "market.page_followers_target": 0.0,
        "market.page_followers_other": 0.0, "market.page_followers_customer": 0.0,
        "market.page_followers_public": 0.0,
    }  # fmt: skip
    model = sim.BuyerNetwork(load("mixed").set_all(base), seed=1)
    outside = np.flatnonzero(model.world.accounts.kind == L.INFLUENCER_ACCOUNT)
    assert not np.isin(model.world.follows.account, outside, invert=True).any()
    model.run()
    summary = model.sellers_summary.loc[model.scenario.settings.focal_name]
    assert summary["influencer_posts"] > 0
    assert summary["impressions"] > 0
    assert summary["views"] > 0
    assert (model.state.bond > 0).any(), "reading makes bonds with the account"
    model.close()


# --- the model -----------------------------------------------------------------------------------
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


def test_budgets_are_for_the_people_who_are_there(folder: Path) -> None:
    """Catches budgets for the members of the settings where the network has other people."""
    change = {"market.network": str(folder), "market.warmup": 0}
    few = sim.BuyerNetwork(load("base").set_all({**change, "market.members": 50}), seed=1)
    many = sim.BuyerNetwork(load("base").set_all({**change, "market.members": 50_000}), seed=1)
    assert few.run(3).summary["cost"] == many.run(3).summary["cost"] > 0


def test_changed_files_are_another_world(folder: Path) -> None:
    """Catches a world kept in memory though the file was changed in between."""
    scenario = load("base").set_all({"market.network": str(folder), "market.warmup": 0})
    before = sim.BuyerNetwork(scenario, seed=1).world_hash
    write(folder, EDGES + "108,300,1,advice\n")
    assert sim.BuyerNetwork(scenario, seed=1).world_hash != before


def test_ids_stay_in_labels(folder: Path) -> None:
    """Catches ids of people in any line that is printed or kept with results."""
    write(folder, EDGES.replace("500", "zoe@example.org"), NODES.replace("301", "adam@example.org"))
    w = imported(folder)
    assert {"zoe@example.org", "adam@example.org"} <= set(w.labels["people"])
    assert not [line for line in w.assumptions if "@" in line]
