"""Runs on a Dask cluster: a real scheduler and workers in processes of their own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.commands import ROOT, recorded, start, table_bytes, wait_for_parts

pytest.importorskip("distributed", reason="Dask is not installed (extra: cluster)")

SWEEP = [
    "sweep", "mixed", "push", "--over", "focal.control=0,0.25,0.5,0.75,1", "--reps", "12",
    "--members", "80", "--weeks", "4", "--set", "market.warmup=2", "--tables", "runs,weeks", "--yes",
]  # fmt: skip
RUNS = 2 * 5 * 12


class Cluster:
    """A scheduler and its workers, as `dask scheduler` and `dask worker` start them."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.folder = folder
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0",
                                     "--dashboard-address", "127.0.0.1:0", "--no-jupyter")  # fmt: skip
        self.address = self._said(r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)", "scheduler")
        self.workers = [self.join() for _ in range(workers)]

    def _start(self, role: str, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{role}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", role, *words], stdout=log, stderr=log,
                cwd=self.folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    def _said(self, pattern: str, role: str) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            text = (self.folder / f"{role}.log").read_text(encoding="utf-8")
            if found := re.search(pattern, text):
                return found.group(1)
            time.sleep(0.1)
        raise AssertionError(text)

    def join(self) -> subprocess.Popen[bytes]:
        """A worker in a process of its own, without a nanny that would bring it back."""
        return self._start("worker", self.address, "--nthreads", "1", "--no-nanny",
                           "--no-dashboard", "--host", "127.0.0.1")  # fmt: skip

    def close(self) -> None:
        """End all processes."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Two workers."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder, 2)
    yield made
    made.close()


def test_a_cluster_gives_the_same_and_may_lose_a_worker(cluster: Cluster, tmp_path: Path) -> None:
    """One worker is killed in the middle; the tables equal those of this process, to the byte."""
    here, there = tmp_path / "here", tmp_path / "there"
    alone = start([*SWEEP, "--out", str(here), "--workers", "1"], tmp_path, tmp_path / "log1")
    words = [*SWEEP, "--out", str(there), "--cluster", cluster.address]
    far = start(words, tmp_path, tmp_path / "log2")
    wait_for_parts(there, 1, far)
    assert far.poll() is None, (tmp_path / "log2").read_text(encoding="utf-8")
    os.kill(cluster.workers[0].pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    assert far.wait(timeout=240) == 0, (tmp_path / "log2").read_text(encoding="utf-8")
    assert alone.wait(timeout=240) == 0, (tmp_path / "log1").read_text(encoding="utf-8")
    held = recorded(there)
    assert len(held) == RUNS
    assert [job for job, where in held.items() if len(where) > 1] == []
    for table in ("runs", "weeks"):
        assert table_bytes(there, table) == table_bytes(here, table)


@pytest.mark.slow
def test_a_cluster_of_ones_own(tmp_path: Path) -> None:
    """`--cluster local` starts workers, uses them and leaves nobody behind."""
    out = tmp_path / "out"
    words = [*SWEEP, "--out", str(out), "--cluster", "local", "--workers", "2"]
    done = start(words, tmp_path, tmp_path / "log")
    assert done.wait(timeout=240) == 0, (tmp_path / "log").read_text(encoding="utf-8")
    assert len(recorded(out)) == RUNS
    deadline = time.monotonic() + 20
    while living(done.pid):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def living(group: int) -> bool:
    """Whether a group still has processes."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
