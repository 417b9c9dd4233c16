"""The command line as users type it, in folders of their own.

What depends on the process (its start, workers, interrupts) is tried in processes of their own;
commands whose results alone matter are called in this one.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.measures import MEASURES, PRIMARY
from tests.end_to_end.conftest import Command

PLAIN = ("--members", "150", "--weeks", "12", "--set", "market.warmup=6")
SMALL = (*PLAIN, "--no-report")
PART = "????????????????.parquet"  # named by 16 digits of a hash; columns.parquet holds no rows
ALONE = (*SMALL, "--workers", "1")


def buyernet(
    *words: str, cwd: Path, check: int | None = 0, timeout: float = 240
) -> subprocess.CompletedProcess[str]:
    """Run a command; `check` is the exit code it must have."""
    done = subprocess.run(
        [sys.executable, "-m", "sim", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    if check is not None:
        assert done.returncode == check, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_scenarios_lists_every_preset(tmp_path: Path) -> None:
    """A preset that is missing from the list, or has no source, is caught."""
    rows = json.loads(buyernet("scenarios", "--json", cwd=tmp_path).stdout)
    assert [r["name"] for r in rows] == sim.preset_names()
    assert all(r["summary"] and r["source"] for r in rows)


def test_run_writes_a_folder_and_json(tmp_path: Path) -> None:
    """The machine-readable summary names every measure and agrees with the table on disk."""
    done = buyernet("run", "pull", *PLAIN, "--seed", "0", "--json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert found["scenario"] == "pull"
    assert found["seed"] == 0
    assert set(found["measures"]) == set(MEASURES)
    folder = tmp_path / found["out"]
    runs = pd.read_parquet(folder / "runs.parquet")
    row = runs[runs["focal"]].iloc[0]
    for name, value in found["measures"].items():
        assert (value is None and pd.isna(row[name])) or value == row[name]
    resolved = sim.load(folder / "scenario.toml")
    assert resolved.settings.market.members == 150
    assert (
        resolved.settings
        == sim.load("pull")
        .set_all({"market.members": 150, "market.weeks": 12, "market.warmup": 6})
        .settings
    )
    assert (folder / "report.html").is_file()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["status"] == "finished"
    assert manifest["model"]


def test_python_gives_what_the_command_gives(tmp_path: Path) -> None:
    """The page of a script and the command line are the same model."""
    done = buyernet("run", "push", *SMALL, "--seed", "5", "--json", cwd=tmp_path)
    found = json.loads(done.stdout)["measures"]
    scenario = sim.load("push").set_all(
        {"market.members": 150, "market.weeks": 12, "market.warmup": 6}
    )
    summary = sim.BuyerNetwork(scenario, seed=5).run().summary
    assert {k: v for k, v in found.items() if v is not None} == summary.dropna().to_dict()


def test_compare_then_more_replicates_only_adds_pairs(here: Command, tmp_path: Path) -> None:
    """Asked for more replicates, the same folder keeps what it has and adds to it."""
    base = ("compare", "push", "pull", "mixed", *SMALL, "--out", "out", "--json", "--workers", "1")
    first = json.loads(here(*base, "--reps", "3", check=0).out)
    assert list(first["scenarios"]) == ["push", "pull", "mixed"]
    keys = {
        "measure", "a", "b", "mean_diff", "ci_low", "ci_high", "sim_ci_low", "sim_ci_high",
        "unpaired_ci_low", "unpaired_ci_high", "pairs", "win_share",
    }  # fmt: skip
    assert all(set(c) == keys for c in first["contrasts"])
    pairs = [(c["a"], c["b"]) for c in first["contrasts"] if c["measure"] == "leads"]
    assert pairs == [("push", "pull"), ("push", "mixed"), ("pull", "mixed")]
    assert [c["measure"] for c in first["contrasts"]][: 3 * len(PRIMARY) : 3] == list(PRIMARY)
    parts = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out/runs.parquet").iterdir()}
    old = pd.read_parquet(tmp_path / "out/runs.parquet").sort_values(
        ["replicate", "scenario", "seller"]
    )
    here(*base, "--reps", "5", check=0)
    after = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out/runs.parquet").iterdir()}
    assert {name: after[name] for name in parts} == parts
    assert len(after) > len(parts)
    new = pd.read_parquet(tmp_path / "out/runs.parquet").sort_values(
        ["replicate", "scenario", "seller"]
    )
    pd.testing.assert_frame_equal(
        new[new["replicate"] < 3].reset_index(drop=True), old.reset_index(drop=True)
    )
    again = json.loads(here(*base, "--reps", "3", check=0).out)
    assert again["contrasts"] == first["contrasts"]


def test_workers_change_nothing(here: Command, tmp_path: Path) -> None:
    """One process or two: the same rows."""
    base = ("compare", "push", "pull", *SMALL, "--reps", "3", "--json")
    one = json.loads(here(*base, "--workers", "1", "--out", "a", check=0).out)
    two = json.loads(buyernet(*base, "--workers", "2", "--out", "b", cwd=tmp_path).stdout)
    assert one["contrasts"] == two["contrasts"]
    assert one["scenarios"] == two["scenarios"]


def test_another_command_in_the_same_folder_is_refused(here: Command, tmp_path: Path) -> None:
    """Nothing is overwritten: the folder says what it holds and what differs."""
    here("run", "pull", *SMALL, "--out", "out", check=0)
    done = here("run", "push", *SMALL, "--out", "out", check=2)
    assert "already holds another result (run pull" in done.err
    assert "scenarios" in done.err
    done = here("run", "pull", *SMALL, "--seed", "1", "--out", "out", check=2)
    assert "seed" in done.err
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine", encoding="utf-8")
    here("run", "pull", *SMALL, "--out", "mine", check=2)
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_another_order_is_another_command(here: Command, tmp_path: Path) -> None:
    """The same scenarios in another order are refused in the same folder, which stays whole."""
    words = ("--reps", "2", "--out", "out", *ALONE)
    here("compare", "push", "pull", *words, check=0)
    before = (tmp_path / "out" / "contrasts.csv").read_bytes()
    assert "order" in here("compare", "pull", "push", *words, check=2).err
    here("compare", "push", "pull", *words, check=0)
    assert (tmp_path / "out" / "contrasts.csv").read_bytes() == before


def test_a_damaged_part_is_made_again(here: Command, tmp_path: Path) -> None:
    """A part cut short by a broken disk costs its batch, not the result."""
    words = ("compare", "push", "pull", *ALONE, "--reps", "2", "--out", "out")
    here(*words, check=0)
    before = (tmp_path / "out" / "contrasts.csv").read_bytes()
    part = sorted((tmp_path / "out" / "runs.parquet").glob(PART))[0]
    part.write_bytes(part.read_bytes()[:50])
    here(*words, check=0)
    assert (tmp_path / "out" / "contrasts.csv").read_bytes() == before


def test_unequal_budgets_are_said(here: Command, tmp_path: Path) -> None:
    """A firm with more to spend is not compared in silence."""
    (tmp_path / "rich.toml").write_text(
        'extends = "pull"\n[focal.budget]\nhours = 80.0\n', encoding="utf-8"
    )
    done = here("compare", "pull", "rich.toml", *ALONE, "--reps", "2", check=0)
    assert "budgets differ" in done.err


@pytest.mark.skipif(os.name == "nt", reason="interrupts are sent otherwise on Windows")
def test_interrupt_keeps_what_is_finished(here: Command, tmp_path: Path) -> None:
    """Ctrl-C: exit code 130, finished replicates kept, and the same command goes on from there."""
    words = ("compare", "push", "pull", *SMALL, "--reps", "400", "--out", "out")
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *words], cwd=tmp_path, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        # A suite in the background hands on that interrupts are ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    folder = tmp_path / "out" / "runs.parquet"
    deadline = time.monotonic() + 180
    while len(list(folder.glob(PART)) if folder.is_dir() else []) < 3:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    kept = sorted(p.name for p in folder.glob(PART))
    assert len(kept) >= 3
    assert (
        "interrupted"
        in json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))["status"]
    )
    before = {name: (folder / name).stat().st_mtime_ns for name in kept}
    done = here("compare", "push", "pull", *ALONE, "--reps", "4", "--out", "out", check=0)
    assert "found finished" in done.err
    assert {name: (folder / name).stat().st_mtime_ns for name in kept} == before
