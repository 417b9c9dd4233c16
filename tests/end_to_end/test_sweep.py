"""`buyernet sweep` from the command line: what it keeps, re-uses, refuses and asks."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

import sim
from experiments import Design, sweep
from experiments.design import Axis
from sim.measures import PRIMARY
from tests.end_to_end.conftest import Command

SMALL = ("--members", "50", "--weeks", "3", "--set", "market.warmup=1", "--workers", "1")
GRID = ("sweep", "mixed", "--over", "focal.push_share=0,1", "--over", "focal.control=0,1")


def test_a_grid_and_its_tables(here: Command, tmp_path: Path) -> None:
    """JSON, runs, summary and points tell the same, and Python gives what the command gives."""
    done = here(
        *GRID, *SMALL, "--reps", "3", "--out", "out", "--tables", "runs,weeks", "--json", check=0
    )
    told = json.loads(done.out)
    assert (told["points"], told["runs"], told["failed"]) == (4, 12, 0)
    runs = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    focal = runs[runs["focal"]]
    assert (
        focal.groupby(["focal.push_share", "focal.control"])["replicate"].nunique().tolist()
        == [3] * 4
    )
    assert focal.groupby("replicate")["luck_seed"].nunique().tolist() == [1, 1, 1]
    assert focal.groupby("replicate")["world_hash"].nunique().tolist() == [1, 1, 1]
    points = pd.read_csv(tmp_path / "out" / "points.csv")
    assert points["focal.push_share"].tolist() == [0.0, 0.0, 1.0, 1.0]
    summary = pd.read_csv(tmp_path / "out" / "summary.csv")
    assert summary["measure"].unique().tolist() == list(PRIMARY)
    leads = summary[summary["measure"] == "leads"].set_index("point")["mean"]
    means = focal.groupby("point")["leads"].mean()
    assert leads.sort_index().tolist() == means.sort_index().tolist()
    weeks = pd.read_parquet(tmp_path / "out" / "weeks.parquet")
    assert len(weeks) == 3 * len(runs)
    assert "focal.control" in weeks
    scenario = sim.load("mixed").set_all(
        {"market.members": 50, "market.weeks": 3, "market.warmup": 1}
    )
    over = {"focal.push_share": [0, 1], "focal.control": [0, 1]}
    found = sweep(scenario, over=over, reps=3, workers=1, out=tmp_path / "py")
    pd.testing.assert_frame_equal(
        found.summary.drop(columns="point"), summary.drop(columns="point"), check_dtype=False
    )


def test_a_changed_design_uses_what_is_there(here: Command, tmp_path: Path) -> None:
    """More values or replicates only add runs; other settings are another sweep."""
    words = ("sweep", "mixed", *SMALL, "--out", "out", "--reps", "2")
    here(*words, "--over", "focal.push_share=0,1", check=0)
    more = here(*words, "--over", "focal.push_share=0,0.5,1.0", check=0)
    assert "2 runs to do; 4 found finished" in more.err
    fewer = here(*words, "--over", "focal.push_share=0.5", "--json", check=0)
    assert "0 runs to do; 2 found finished" in fewer.err
    assert json.loads(fewer.out)["runs"] == 2
    other = here(*words, "--over", "focal.control=0,1", check=2)
    assert "settings swept" in other.err
    other = here(*words, "--over", "focal.push_share=0,1", "--seed", "9", check=2)
    assert "seed" in other.err
    assert "sweep mixed" in other.err


def test_a_sequence_from_a_spec(here: Command, tmp_path: Path) -> None:
    """A file says all of it; options that it says already are refused beside it."""
    (tmp_path / "firm.toml").write_text('extends = "push"\n', encoding="utf-8")
    (tmp_path / "spec.toml").write_text(
        'scenario = ["mixed", "firm.toml"]\nreps = 2\n[set]\n"market.members" = 50\n'
        '"market.weeks" = 3\n"market.warmup" = 1\n[design]\nkind = "sobol"\nn = 4\n[[over]]\n'
        'path = "focal.push_share"\nlow = 0.1\nhigh = 0.9\n',
        encoding="utf-8",
    )
    told = json.loads(here("sweep", "spec.toml", "--workers", "1", "--json", check=0).out)
    assert (told["points"], told["runs"]) == (4, 16)
    assert {row["scenario"] for row in told["summary"]} == {"mixed", "firm"}
    axis = Axis("focal.push_share", (), 0.1, 0.9)
    drawn = {p["focal.push_share"] for p in Design("sobol", (axis,), 4).points([False])}
    assert {row["focal.push_share"] for row in told["summary"]} == drawn
    wrong = here("sweep", "spec.toml", "push", "--over", "a=1", "--n", "4", check=2)
    for word in ("--over", "--n", "name it alone"):
        assert word in wrong.err


def test_points_from_a_file(here: Command, tmp_path: Path) -> None:
    """A column a setting, a row a point."""
    (tmp_path / "p.csv").write_text(
        "focal.push_share,market.members\n0.2,50\n0.8,60\n", encoding="utf-8"
    )
    done = here("sweep", "mixed", "--points", "p.csv", *SMALL[2:], "--reps", "2", "--json", check=0)
    rows = json.loads(done.out)["summary"]
    assert {(r["focal.push_share"], r["market.members"]) for r in rows} == {(0.2, 50), (0.8, 60)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--over", "focal.push_share"), ["PATH=v1,v2"]),
        (("--over", "focal.push_shar=1"), ["did you mean 'push_share'"]),
        (("--over", "focal.push_share=0..1"), ["a grid needs values"]),
        (("--over", "focal.push_share=0..1", "--design", "lhs"), ["--n"]),
        (("--over", "focal.push_share=1", "--shard", "3/2"), ["--shard", "i from 1 to n"]),
        (("--over", "focal.push_share=1", "--on-error", "explode"), ["stop or continue"]),
        (("--over", "focal.push_share=1", "--tables", "runs,weaks"), ["did you mean 'weeks'"]),
        (("--over", "focal.push_share=1", "--until", "leeds ± 5%"), ["--until", "leads"]),
        (("--over", "focal.push_share=1", "--cluster", "tcp://10.1.2.3:8786"), ["--insecure"]),
        (("--over", "focal.push_share=1", "--cluster", "tcp://127.0.0.1:1"), ["cannot be reached"]),
        (("--points", "none.csv"), ["none.csv", "cannot be read"]),
        (("--points", "none.csv", "--over", "a=1"), ["no place beside --points"]),
        ((), ["--over"]),
    ],
)  # fmt: skip
def test_mistakes_are_said_before_anything_is_written(
    here: Command, tmp_path: Path, words: tuple[str, ...], said: list[str]
) -> None:
    """Exit code 2, one line a problem, nothing written."""
    done = here("sweep", "mixed", *words, *SMALL, "--out", "out", check=2)
    for word in said:
        assert word in done.err
    assert "Traceback" not in done.err
    assert "--cluster" in words or not (tmp_path / "out").exists()


def test_long_sweeps_ask_first(
    here: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above a time nothing runs without a yes; where nobody can be asked, --yes is wanted."""
    monkeypatch.setattr(import_module("experiments.cli.sweep"), "LONG", 0.0)
    done = here(*GRID, *SMALL, "--reps", "2", "--out", "out", check=2)
    assert "--yes" in done.err
    assert len(pd.read_parquet(tmp_path / "out" / "runs.parquet")) == 0
    here(*GRID, *SMALL, "--reps", "2", "--out", "out", "--yes", check=0)


def test_failed_runs_are_kept_and_end_in_one(here: Command, tmp_path: Path) -> None:
    """--on-error continue makes the others; exit code 1 says that some are missing."""
    from experiments import work

    real = work.run_job

    def run_job(job, *rest, **more):  # type: ignore[no-untyped-def]
        if job.replicate == 1 and job.at["focal.push_share"] == 1.0:
            raise ArithmeticError("as planned")
        return real(job, *rest, **more)

    words = (*GRID, *SMALL, "--reps", "2", "--out", "out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "run_job", run_job)
        stopped = here(*words, check=2)
        assert "as planned" in stopped.err
        going = here(*words, "--on-error", "continue", check=1)
        assert "2 runs failed" in going.err
    failures = pd.read_parquet(tmp_path / "out" / "failures.parquet")
    assert set(failures["error"]) == {"ArithmeticError: as planned"}
    assert len(set(failures["luck_seed"])) == 1
    again = here(*words, "--json", check=0)
    assert "2 runs to do; 6 found finished" in again.err
    assert json.loads(again.out)["runs"] == 8


def test_wrong_options_are_said_together(here: Command) -> None:
    """Catches an option whose mistake hides those of the others."""
    done = here(
        "sweep", "mixed", "--over", "focal.push_share=0..1", "--shard", "9/3", "--cluster", "foo",
        "--until", "leeds ± 5%", "--set", "foo", "--set", "market.weeks=none", "--tables", "runz",
        "--on-error", "explode", check=2,
    )  # fmt: skip
    for word in ("--over", "--shard", "--cluster", "--until", "--set", "market.weeks", "--tables",
                 "--on-error"):  # fmt: skip
        assert word in done.err
    done = here("compare", "push", "nope", "--weeks", "-2", "--until", "foo", "--shard", "4/2",
                "--logs", "foo", "--cluster", "", check=2)  # fmt: skip
    for word in ("nope", "market.weeks", "--until", "--shard", "--logs", "--cluster"):
        assert word in done.err


def test_each_mistake_of_points_is_said_once(here: Command, tmp_path: Path) -> None:
    """Different mistakes of one setting are told apart; alike ones are counted."""
    done = here("sweep", "mixed", "--over", "focal.push_share=0,2,abc,3", *SMALL, check=2)
    lines = done.err.strip().splitlines()
    assert len(lines) == 2
    assert "1 more points" in lines[0]
    assert '"abc"' in lines[1]
    (tmp_path / "p.csv").write_text("a,b,a\n1,2,3\n", encoding="utf-8")
    assert "two columns" in here("sweep", "mixed", "--points", "p.csv", check=2).err
    (tmp_path / "q.csv").write_text('focal.control\n"0\n', encoding="utf-8")
    assert "q.csv" in here("sweep", "mixed", "--points", "q.csv", check=2).err
