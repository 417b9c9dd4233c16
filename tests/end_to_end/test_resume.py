"""Runs survive whatever ends a command: kills, lost workers, a second command, a full disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.end_to_end.commands import (
    kill,
    parts,
    recorded,
    start,
    table_bytes,
    wait_for_parts,
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are killed as POSIX does")

SHORT = ["--members", "60", "--weeks", "3", "--set", "market.warmup=2"]


def sweep(points: int, reps: int, out: Path, *more: str) -> list[str]:
    """A sweep of short runs."""
    values = ",".join(str(round(i / (points - 1), 6)) for i in range(points))
    return [
        "sweep", "mixed", "--over", f"focal.push_share={values}", "--reps", str(reps),
        "--tables", "runs,weeks", "--out", str(out), "--yes", *SHORT, *more,
    ]  # fmt: skip


def finish(words: list[str], folder: Path) -> str:
    """Let a command come to its end; what it said."""
    log = folder / "log"
    process = start(words, folder, log)
    code = process.wait(timeout=300)
    said = log.read_text(encoding="utf-8")
    assert code == 0, said
    return said


def killed_again_and_again(points: int, reps: int, kills: int, folder: Path) -> None:
    """A sweep whose driver and workers are killed at random moments equals one left alone."""
    out, whole = folder / "out", folder / "whole"
    finish(sweep(points, reps, whole), folder)
    luck = np.random.default_rng(20)
    words, survived = sweep(points, reps, out), 0
    for turn in range(kills):
        before = parts(out)
        process = start(words, folder, folder / "log")
        if turn % 2:  # in the middle of work; else as it begins
            wait_for_parts(out, len(before), process)
            time.sleep(float(luck.uniform(0, 0.3)))
        else:
            time.sleep(float(luck.uniform(0, 2.5)))
        if process.poll() is None:
            survived += 1
        kill(process)
        after = parts(out)
        assert {name: after[name] for name in before} == before  # nothing is rewritten
    assert survived >= kills // 2  # else nothing was killed
    done = len(recorded(out))
    assert done < points * reps  # else the kills came too late
    finish(words, folder)
    held = recorded(out)
    assert len(held) == points * reps
    assert [job for job, where in held.items() if len(where) > 1] == []
    for table in ("runs", "weeks"):
        assert table_bytes(out, table) == table_bytes(whole, table)
    assert (out / "summary.csv").read_bytes() == (whole / "summary.csv").read_bytes()


def test_kills_cost_nothing_that_was_finished(tmp_path: Path) -> None:
    """Catches lost, doubled or half-written runs after three kills."""
    killed_again_and_again(16, 8, 3, tmp_path)


@pytest.mark.slow
def test_twenty_kills(tmp_path: Path) -> None:
    """The same with 400 runs and 20 kills."""
    killed_again_and_again(40, 10, 20, tmp_path)


def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    """A worker that dies costs the batch that it had, not the command."""
    out, whole = tmp_path / "out", tmp_path / "whole"
    finish(sweep(16, 6, whole), tmp_path)
    process = start(sweep(16, 6, out), tmp_path, tmp_path / "log")
    wait_for_parts(out, 0, process)
    workers = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, encoding="utf-8",
        check=False,
    ).stdout.split()  # fmt: skip
    assert workers
    os.kill(int(workers[0]), signal.SIGKILL)
    assert process.wait(timeout=120) == 0, (tmp_path / "log").read_text(encoding="utf-8")
    assert table_bytes(out, "runs") == table_bytes(whole, "runs")


def test_two_commands_share_a_folder(tmp_path: Path) -> None:
    """Both end well, each did some, and no run was done twice."""
    out, whole = tmp_path / "out", tmp_path / "whole"
    finish(sweep(24, 8, whole), tmp_path)
    words = sweep(24, 8, out, "--workers", "1")
    logs = [tmp_path / "one", tmp_path / "two"]
    both = [start(words, tmp_path, log) for log in logs]
    assert [p.wait(timeout=120) for p in both] == [0, 0], [
        log.read_text(encoding="utf-8") for log in logs
    ]
    held = recorded(out)
    assert len(held) == 24 * 8
    assert [job for job, where in held.items() if len(where) > 1] == []
    assert table_bytes(out, "runs") == table_bytes(whole, "runs")
    assert not list((out / ".claims").glob("*.json"))


def test_shards_make_the_whole(tmp_path: Path) -> None:
    """Three parts of an array of jobs in one folder: nothing is missing, nothing double."""
    out, whole = tmp_path / "out", tmp_path / "whole"
    finish(sweep(6, 4, whole), tmp_path)
    for i in (1, 2, 3):
        finish(sweep(6, 4, out, "--shard", f"{i}/3"), tmp_path)
        assert len(recorded(out)) == 6 * {1: 2, 2: 3, 3: 4}[i]  # replicates 0 and 3, then 2, 1
    assert table_bytes(out, "runs") == table_bytes(whole, "runs")
    assert (out / "summary.csv").read_bytes() == (whole / "summary.csv").read_bytes()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 320 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    done = (
        subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=320k", "tmpfs", str(disk)], capture_output=True,
            check=False,
        ).returncode
        if mount
        else 1
    )  # fmt: skip
    if done != 0:
        pytest.skip("a small disk cannot be mounted here (needs the right to mount)")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_said_and_harms_nothing(small_disk: Path, tmp_path: Path) -> None:
    """Exit code 2 with the reason; what was finished can be read; with room it goes on."""
    out, whole = small_disk / "out", tmp_path / "whole"
    process = start(sweep(24, 8, out), tmp_path, tmp_path / "log")
    code = process.wait(timeout=120)
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert code == 2, said
    assert "No space left" in said
    assert "Traceback" not in said
    held = recorded(out)
    assert 0 < len(held) < 24 * 8
    assert not list(out.rglob("*.draft"))
    shutil.copytree(out, tmp_path / "out")
    finish(sweep(24, 8, tmp_path / "out"), tmp_path)
    finish(sweep(24, 8, whole), tmp_path)
    assert table_bytes(tmp_path / "out", "runs") == table_bytes(whole, "runs")
