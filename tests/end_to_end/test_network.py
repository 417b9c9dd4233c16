"""Real networks on the command line; the shared ones are read where they are and are never copied."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

import sim
from tests.end_to_end.conftest import Command

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
REAL = ("email_eu_core", "law_firm_lazega")


@pytest.mark.parametrize("name", REAL)
def test_real_network_runs(name: str, here: Command, tmp_path: Path) -> None:
    """Everybody of the folder is in the market, what was assumed is said, and no id gets out."""
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the data set {name} is not on this machine")
    done = here(
        "run", "mixed", "--network", str(folder), "--weeks", "8", "--set", "market.warmup=4",
        "--out", "out", "--json", "--no-report", check=0,
    )  # fmt: skip
    nodes = pd.read_csv(folder / "nodes.csv", dtype=str)
    assert f"{len(nodes):,} people in" in done.err
    assert "organisation is the column" in done.err
    people = pd.read_parquet(tmp_path / "out" / "map_people.parquet")
    assert len(people) == len(nodes)
    assert set(people["key"]).isdisjoint({int(i) for i in nodes["id"]})
    assert json.loads(done.out)["measures"]["impressions"] > 0


#: People, organisations and ties that the data sets' own pages give.
KNOWN = {
    "consulting_cross_parker": (46, None, None),
    "email_eu_core": (1005, 42, 16_064),
    "enron_email_positions": (184, None, None),
    "hightech_managers_krackhardt": (21, 5, None),
    "irish_board_interlocks": (91, None, None),
    "korean_family_planning": (1047, None, None),
    "law_firm_lazega": (71, 3, None),
    "medical_innovation_ckm": (125, None, None),
    "microfinance_villages": (8622 + 9, None, 40_178),
    "rd_team_cross_parker": (77, None, None),
    "uk_faculty": (81, 4, None),
    "us_state_policy_diffusion": (51, None, 107),
    "workplace_contacts_invs": (211, 12, 932),
}


@pytest.mark.parametrize("name", KNOWN)
def test_real_network_is_described(name: str) -> None:
    """People, organisations and ties are those that the data set's own page gives."""
    from experiments.describe import describe
    from sim.scenarios.schema import Market

    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the data set {name} is not on this machine")
    found = describe(Market(network=str(folder)))
    people, organisations, ties = KNOWN[name]
    assert found.people == people
    assert organisations in (None, found.organisations)
    assert ties in (None, sum(found.imported_ties.values()))


@pytest.mark.slow
@pytest.mark.parametrize("name", KNOWN)
def test_real_network_runs_a_year(name: str) -> None:
    """Every data set with edges runs 52 weeks, and what comes of it are numbers."""
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the data set {name} is not on this machine")
    scenario = sim.load("mixed").set_all({"market.network": str(folder), "market.weeks": 52})
    summary = sim.BuyerNetwork(scenario, seed=1).run().summary
    assert summary["impressions"] > 0
    assert summary[["leads", "won", "cost", "awareness", "brand_trust"]].notna().all()


def test_changed_files_are_another_result(here: Command, tmp_path: Path) -> None:
    """The same command on other ties does not show yesterday's numbers; on moved files it does."""
    graph = nx.connected_caveman_graph(6, 8)
    sim.save_network(graph, tmp_path / "net")
    words = (
        "run",
        "mixed",
        "--weeks",
        "3",
        "--set",
        "market.warmup=2",
        "--out",
        "out",
        "--json",
        "--no-report",
    )
    first = here(*words, "--network", "net", check=0).out
    (tmp_path / "net").replace(tmp_path / "moved")
    again = here(*words, "--network", "moved", check=0).out
    assert json.loads(again)["measures"] == json.loads(first)["measures"]
    with (tmp_path / "moved" / "edges.csv").open("a", encoding="utf-8") as file:
        file.write("0,20\n")
    done = here(*words, "--network", "moved", check=2)
    assert "already holds another result" in done.err


def test_everybody_is_kept_and_said(here: Command, tmp_path: Path) -> None:
    """Loops, repeats, isolates and people without an organisation are kept or named."""
    (tmp_path / "net").mkdir()
    rows = ["source,target,layer", "a,b,advice", "b,a,advice", "c,c,advice", "d,e,friendship"]
    (tmp_path / "net/edges.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    people = ["id,company", "a,X", "b,X", "c,Y", "d,Y", "f,"]
    (tmp_path / "net/nodes.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    done = here(
        "run", "mixed", "--network", "net", "--weeks", "2", "--set", "market.warmup=2",
        "--out", "out", "--no-report", check=0,
    )  # fmt: skip
    for said in (
        "1 person stands among the ties only",
        "2 people without an organisation: each in one of their own",
        "1 tie of a person with themselves left out",
        "2 people have no private tie",
        "3 directed or repeated lines are 2 ties",
        "6 people in 4 organisations",
    ):
        assert said in done.err, done.err
    kept = pd.read_parquet(tmp_path / "out" / "map_people.parquet")
    assert len(kept) == 6


def test_mistakes_are_told_before_anything_runs(here: Command, tmp_path: Path) -> None:
    """Every mistake is a line, nothing is written, and the exit code is 2."""
    (tmp_path / "net").mkdir()
    (tmp_path / "net/edges.csv").write_text(
        "source,target,weight\na,b,-1\na,,1\n", encoding="utf-8"
    )
    for words in (
        ("run", "mixed", "--network", "net"),
        ("compare", "push", "pull", "--network", "net"),
        ("network", "net"),
    ):
        done = here(*words, check=2)
        wrong = [line for line in done.err.splitlines() if line.startswith("buyernet: ")]
        assert len(wrong) == 2
        assert "edges.csv:2: weight: is '-1'" in wrong[0]
        assert "edges.csv:3: target: is empty" in wrong[1]
        assert "week" not in done.err
    assert [p.name for p in tmp_path.iterdir()] == ["net"]


def test_network_command(here: Command, tmp_path: Path) -> None:
    """A saved graph is described as it is, on a page and for machines, with its settings."""
    graph = nx.connected_caveman_graph(4, 5)
    for node in graph:
        graph.nodes[node].update(firm=f"F{node // 5}", shop=f"S{node % 2}")
    sim.save_network(graph, tmp_path / "net")
    found = json.loads(here("network", "net", "--json", check=0).out)
    assert (found["people"], found["organisations"]) == (20, 4)
    assert found["imported_ties"] == {"colleague": 36, "professional": 4, "supply": 0}
    assert found["components"] == 1
    assert found["clustering"] == pytest.approx(nx.average_clustering(graph))
    assert found["mean_degree"] == pytest.approx(4.0)
    assert any("20 people are few" in line for line in found["warnings"])
    page = here("network", "net", "--set", 'market.organisation_column="shop"', check=0).out
    assert "2, of 10 to 10 people" in page
    assert "organisation is the column 'shop'" in page
    assert "20 people are few: results will be noisy" in page
