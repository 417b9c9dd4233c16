"""Commands that are started, killed and started again, and the tables that they leave."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"runs": ["point", "scenario", "replicate", "seller"],
        "weeks": ["point", "scenario", "replicate", "week", "seller"]}  # fmt: skip


def start(words: list[str], folder: Path, log: Path) -> subprocess.Popen[bytes]:
    """A command in a group of its own, so that it can be killed with its workers."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "sim", *words], cwd=folder, stdout=out, stderr=out,
            stdin=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a command and all its workers, as a power cut does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def parts(out: Path, table: str = "runs") -> dict[str, int]:
    """When every part of a table was written, in nanoseconds, by name."""
    found = {}
    for path in (out / f"{table}.parquet").glob("????????????????.parquet"):
        found[path.name] = path.stat().st_mtime_ns
    return found


def wait_for_parts(out: Path, more_than: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a folder holds more parts, or the command has ended."""
    deadline = time.monotonic() + 120
    while len(parts(out)) <= more_than and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def table_bytes(out: Path, table: str) -> bytes:
    """A table as any user reads it, sorted by key and written once more."""
    rows = pd.read_parquet(out / f"{table}.parquet")
    rows = rows.sort_values(KEYS[table], ignore_index=True)
    file = io.BytesIO()
    rows.to_parquet(file, index=False)
    return file.getvalue()


def recorded(out: Path) -> dict[str, list[str]]:
    """Names of the parts that hold each run."""
    found: dict[str, list[str]] = {}
    for path in (out / "runs.parquet").glob("????????????????.parquet"):
        for job in pd.read_parquet(path, columns=["job"])["job"].unique():
            found.setdefault(str(job), []).append(path.name)
    return found
