"""`results` as users type it, on folders that the commands made."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from experiments.store import Store
from sim.measures import MEASURES, PRIMARY
from tests.end_to_end.conftest import Command, Done
from tests.unit.large_store import build

SHORT = ("--members", "60", "--weeks", "3", "--set", "market.warmup=2", "--quiet")


def sweep(here: Command, out: str, *more: str) -> Done:
    """A sweep of six short runs."""
    words = ("sweep", "mixed", "--over", "focal.push_share=0.2,0.6", "--reps", "3")
    kept = ("--tables", "runs,weeks", "--workers", "1", "--out", out)
    return here(*words, *kept, *SHORT, *more)


@pytest.fixture
def compared(here: Command) -> Path:
    """A comparison of two scenarios, two pairs."""
    words = ("compare", "push", "pull", "--reps", "2", "--workers", "1", "--no-report")
    assert here(*words, "--out", "both", *SHORT).code == 0
    return Path("both")  # as the command left it, in the test's own folder


def test_shards_elsewhere_become_one_result(here: Command, tmp_path: Path) -> None:
    """After the merge the command without --shard finds everything finished."""
    for i in (1, 2):
        assert sweep(here, f"part{i}", "--shard", f"{i}/2").code == 0
    assert sweep(here, "whole").code == 0
    done = here("results", "merge", "part1", "part2", "--out", "out")
    assert done.code == 0, done.err
    assert "out: 6 of 6 runs, 6 of them added now" in done.out
    parts = {p: p.stat().st_mtime_ns for p in Store.open(tmp_path / "out").parts()}
    words = (
        "sweep",
        "mixed",
        "--over",
        "focal.push_share=0.2,0.6",
        "--reps",
        "3",
        "--workers",
        "1",
    )
    again = here(*words, "--tables", "runs,weeks", "--out", "out", *SHORT[:-1])
    assert "0 runs to do; 6 found finished" in again.err
    assert {p: p.stat().st_mtime_ns for p in Store.open(tmp_path / "out").parts()} == parts
    for name in ("summary.csv", "points.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    found = json.loads(here("results", "compare", "out", "whole", "--json").out)
    assert (found["shared"], found["equal"], found["unequal"]) == (6, 6, {})
    assert found["identity"] == {}


def test_list_and_show_of_real_results(compared: Path, here: Command, tmp_path: Path) -> None:
    """Every kind of result: what it holds, and the means that the command itself gives."""
    assert sweep(here, "results/s").code == 0
    assert here("run", "pull", "--no-report", "--out", "results/r", *SHORT).code == 0
    shutil.move(compared, "results/c")
    listed = json.loads(here("results", "list", "--json").out)
    assert {Path(e["folder"]).name: (e["status"], e["runs"], e["wanted"]) for e in listed} == {
        "s": ("finished", 6, 6), "r": ("finished", 1, 1), "c": ("finished", 4, 4),
    }  # fmt: skip
    assert all(e["present_code"] for e in listed)
    assert here("results", "list").out.count("finished") == 3
    shown = json.loads(here("results", "show", "results/s", "--json").out)
    summary = pd.read_csv(tmp_path / "results" / "s" / "summary.csv")
    means = pd.DataFrame(shown["means"]).merge(
        summary, on=["scenario", "focal.push_share", "measure"], suffixes=("", "_there")
    )
    assert len(means) == 2 * len(PRIMARY)
    for name in ("mean", "ci_low", "ci_high"):
        there = means[f"{name}_there"]
        assert means[name].astype(float).to_numpy() == pytest.approx(there, nan_ok=True)
    held = {t["table"]: t["rows"] for t in shown["tables"]}
    assert held["runs"] == 6 * 4
    assert held["weeks"] == 6 * 4 * 3
    one = here("results", "show", "results/r").out
    assert "1 of 1 runs, finished" in one
    assert "dark_share" in one
    both = here("results", "show", "results/c", "--measure", "leads").out
    assert "push" in both
    assert "won" not in both
    by = here("results", "show", "results/s", "--by", "replicate", "--measure", "won", "--json").out
    assert [row["replicate"] for row in json.loads(by)["means"]] == [0, 1, 2]


def test_a_comparison_shows_its_own_intervals(here: Command) -> None:
    """What `show` prints of a comparison is what `compare` printed."""
    words = ("compare", "push", "pull", "--reps", "3", "--workers", "1", "--no-report", "--json")
    made = json.loads(here(*words, "--out", "c", *SHORT).out)["scenarios"]
    for row in json.loads(here("results", "show", "c", "--json").out)["means"]:
        there = made[row["scenario"]][row["measure"]]
        assert {k: row[k] for k in ("mean", "ci_low", "ci_high")} == there


def test_results_with_another_setting_are_compared(compared: Path, here: Command) -> None:
    """The setting is named, pairs have the same seeds, and exit is 0 although all differ."""
    words = ("compare", "push", "pull", "--reps", "3", "--workers", "1", "--no-report")
    changed = ("--set", "focal.budget.hours=90.0")
    assert here(*words, "--out", "rich", *SHORT, *changed).code == 0
    done = here("results", "compare", str(compared), "rich")
    assert done.code == 0
    assert "push: focal.budget.hours is" in done.out
    assert "0 runs in both" in done.out
    found = json.loads(here("results", "compare", str(compared), "rich", "--json").out)
    assert found["paired"] == 4
    assert {row["pairs"] for row in found["contrasts"] if row["measure"] == "leads"} == {2}
    assert len(found["contrasts"]) == 2 * len(PRIMARY)


def test_the_same_run_with_other_rows_fails(compared: Path, here: Command) -> None:
    """Exit code 1, in any table, with the run's name."""
    shutil.copytree(compared, "copy")
    store = Store.open(Path("copy"))
    weeks = store.parts("weeks")[0]
    rows = pd.read_parquet(weeks)
    job = pd.read_parquet(store.folder / "runs.parquet" / weeks.name)["job"].iloc[0]
    rows.loc[rows.index[0], "views"] += 2.0**-30
    rows.to_parquet(weeks, index=False)
    done = here("results", "compare", str(compared), "copy")
    assert done.code == 1
    assert f"run {job} has other rows in weeks" in done.err
    refused = here("results", "merge", str(compared), "copy", "--out", "new")
    assert refused.code == 2
    assert job in refused.err
    assert not Path("new").exists()


def test_exports_of_a_real_result(compared: Path, here: Command, tmp_path: Path) -> None:
    """The map as graphs that networkx reads, tables as CSV, and a wide table by week."""
    people = Store.open(compared).read("map_people")
    ties = Store.open(compared).read("map_ties")
    for kind, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        done = here("results", "export", str(compared), "--as", kind, "--to", kind)
        assert done.code == 0, done.err
        for name in ("push", "pull"):
            graph = read(tmp_path / kind / f"{name}.{kind}")
            mine = people[people["scenario"] == name].set_index("key")
            assert graph.number_of_nodes() == len(mine)
            assert graph.number_of_edges() == (ties["scenario"] == name).sum()
            for node, about in graph.nodes(data=True):
                row = mine.loc[int(node)]
                assert about["role"] == row["role"]
                assert (about["aware"], about["lead"]) == (row["aware"], row["lead"])
                assert about["trust"] == row["trust"]
            layers = {about["layer"] for *_, about in graph.edges(data=True)}
            assert layers == set(ties["layer"])
    assert here("network", "graphml/push.graphml").code == 0  # what is exported can be imported
    assert here("results", "export", str(compared), "--as", "csv", "--to", "tables").code == 0
    assert len(pd.read_csv(tmp_path / "tables" / "map_people.csv")) == len(people)
    words = ("results", "export", str(compared), "--as", "wide", "--to", "weeks.csv", "--weeks")
    assert here(*words, "--header").code == 0
    found = pd.read_csv(tmp_path / "weeks.csv", skiprows=6)
    assert list(found["[step]"]) == [1, 2, 3] * 4
    total = found.groupby("[run number]")["views"].sum()
    runs = Store.open(compared).read("runs", focal=True)
    assert list(total) == pytest.approx(list(runs["views"]))
    assert set(found.columns) < {*MEASURES, "[run number]", "[step]", "scenario", "replicate",
                                 "world_seed", "luck_seed"}  # fmt: skip
    assert here(*words).code == 2  # never overwrites


def test_a_market_too_large_for_people_gives_groups(here: Command, tmp_path: Path) -> None:
    """Nodes are groups of organisations, and the command says so."""
    words = ("run", "pull", "--members", "3100", "--weeks", "1", "--set", "market.warmup=1")
    assert here(*words, "--no-report", "--quiet", "--logs", "none", "--out", "r").code == 0
    done = here("results", "export", "r", "--as", "graphml", "--to", "g")
    assert "nodes are groups of organisations" in done.err
    graph = nx.read_graphml(tmp_path / "g" / "pull.graphml")
    groups = Store.open(tmp_path / "r").read("map_groups")
    assert sum(p for _, p in graph.nodes(data="people")) == groups["people"].sum() == 3100
    assert all(weight > 0 for *_, weight in graph.edges(data="weight"))


def test_prune_says_and_asks(here: Command, tmp_path: Path) -> None:
    """Without --yes nothing goes; with it what was said."""
    store = build(tmp_path / "many", 4, 3, 2)
    store.write_manifest(status="finished", replicates=2, points=4)
    done = here("results", "prune", "many")
    assert done.code == 2
    assert "runs that the design no longer asks for: 4 files, 4 runs" in done.out
    assert "add --yes" in done.err
    assert len(Store.open(tmp_path / "many").finished()) == 12
    assert not json.loads(here("results", "prune", "many", "--json").out)["removed"]
    done = here("results", "prune", "many", "--yes")
    assert (done.code, len(Store.open(tmp_path / "many").finished())) == (0, 8)
    assert "nothing could go" in here("results", "prune", "many").out


COMMANDS = (
    ("show", "bad"), ("show", "bad", "--failures"), ("compare", "bad", "good"),
    ("compare", "good", "bad"), ("merge", "bad", "good", "--out", "new"), ("prune", "bad", "--yes"),
    ("export", "bad", "--as", "csv", "--to", "new"),
)  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize("why", ["format 2", "format 99", "no such folder", "no result here"])
def test_what_cannot_be_read_is_refused(
    words: tuple[str, ...], why: str, here: Command, tmp_path: Path
) -> None:
    """Formats before and after this one, missing and empty folders: by every command."""
    build(tmp_path / "good", 2, 1, 2)
    if why != "no such folder":
        (tmp_path / "bad").mkdir()
    if why.startswith("format"):
        (tmp_path / "bad" / "manifest.json").write_text(
            json.dumps({"format": int(why.split()[1])}), encoding="utf-8"
        )
    done = here("results", *words)
    assert done.code == 2
    assert why in done.err
    assert len(done.err.splitlines()) == 1
    assert not (tmp_path / "new").exists()
    listed = json.loads(here("results", "list", ".", "--json").out)
    assert [Path(e["folder"]).name for e in listed if e["why"]] == (
        ["bad"] if why.startswith("format") else []
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), ("Missing command",)),
        (("shw",), ("No such command 'shw'",)),
        (("list", "nowhere"), ("nowhere: there is no such folder",)),
        (("show",), ("Missing argument",)),
        (("show", "good", "--by", "focal.push_shar"), ("did you mean 'focal.push_share'",)),
        (("show", "good", "--by", "x", "--measure", "lead"), ("--by: x", "did you mean 'leads'")),
        (("show", "good", "--by", "scenario", "--failures"), ("no place beside --by",)),
        (("show", "good", "--jsn", "--mesure", "x"), ("--jsn", "--mesure")),
        (("merge", "good", "other", "--out", "new"), ("differ in version of the model",)),
        (("merge", "good", "no", "none", "--out", "new"), ("no: there", "none: there")),
        (("merge", "good"), ("--out: is missing",)),
        (("export", "good", "--as", "cvs", "--to", "good"), ("did you mean 'csv'", "already")),
        (("export", "good", "--as", "csv", "--to", "new", "--weeks"), ("is for --as wide",)),
        (("export", "good", "--as", "wide", "--to", "new", "--weeks"), ("no table of weeks",)),
        (("export", "good", "--as", "gexf", "--to", "new"), ("keeps no map",)),
        (("export", "good", "--to", "no/new", "--as", "csv"), ("there is no such folder",)),
    ],
)
def test_bad_words(
    words: tuple[str, ...], said: tuple[str, ...], here: Command, tmp_path: Path
) -> None:
    """Each mistake is named, nothing is written and nothing changes."""
    build(tmp_path / "good", 2, 1, 2)
    build(tmp_path / "other", 2, 1, 2, model="1" * 16)
    before = sorted(str(p) for p in tmp_path.rglob("*"))
    done = here("results", *words)
    assert done.code == 2
    assert all(text in done.err for text in said), done.err
    assert sorted(str(p) for p in tmp_path.rglob("*")) == before
