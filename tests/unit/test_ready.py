"""Rules are made ready by two processes, each of which runs the other's phases as they stand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine.compiled import jit_wanted
from sim.ready import PHASES, SHARE, _small_week
from tests.baseline.golden import fingerprint

ROOT = Path(__file__).resolve().parents[2]


def test_both_have_something_to_do() -> None:
    """Catches a phase of the share that is none, and a share that leaves nothing to the first."""
    assert set(PHASES) > SHARE > set()


def test_a_week_that_is_compiled_in_part_is_the_same_week() -> None:
    """Catches keys or kernels of one kind handed to the other: both processes must meet one market."""
    found = set()
    for theirs in (frozenset(), SHARE, frozenset(PHASES) - SHARE, frozenset(PHASES)):
        model = _small_week(frozenset(theirs))
        found.add(fingerprint(model))
        model.close()
    assert len(found) == 1


@pytest.mark.slow
@pytest.mark.skipif(not jit_wanted(), reason="nothing is compiled without Numba")
def test_a_cold_start_compiles_everything_once(tmp_path: Path) -> None:
    """Catches kernels that neither process keeps: a second start would compile them again."""
    env = {**os.environ, "BUYERNET_CACHE": str(tmp_path)}

    def start() -> set[tuple[str, int]]:
        command = [sys.executable, "-c", "from sim.ready import prepare; prepare()"]
        subprocess.run(command, env=env, cwd=ROOT, check=True)
        return {(p.name, p.stat().st_mtime_ns) for p in tmp_path.rglob("*.nbc")}

    first = start()
    assert len(first) > 30
    assert start() == first
