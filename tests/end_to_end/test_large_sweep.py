"""A sweep of very many runs: memory and open files stay as they were in the beginning."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from experiments.store import Store
from tests.end_to_end.commands import start

POINTS, REPS = 1_000, 20
MORE = 60.0  # MB that the driver may grow by: keys of all runs are kept, some 100 bytes each


def taken(process: int) -> tuple[float, int]:
    """Memory in MB and number of open files of a process."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    memory = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(memory.split()[1]) / 1024, len(list(Path(f"/proc/{process}/fd").iterdir()))


def children(process: int) -> list[int]:
    """Worker processes."""
    done = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    return [int(word) for word in done.stdout.split()]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory as Linux shows it")
def test_twenty_thousand_runs_take_no_more_memory_than_one(tmp_path: Path) -> None:
    """Catches rows, models or files that are kept until the end."""
    values = ",".join(str(i / (POINTS - 1)) for i in range(POINTS))
    words = [
        "sweep", "mixed", "--over", f"focal.push_share={values}", "--reps", str(REPS), "--yes",
        "--members", "20", "--weeks", "1", "--set", "market.warmup=0", "--out", str(tmp_path / "out"),
    ]  # fmt: skip
    log = tmp_path / "log"
    process = start(words, tmp_path, log)
    seen: list[tuple[float, float, float, int]] = []
    begun = time.monotonic()
    while process.poll() is None:
        try:
            driver, files = taken(process.pid)
            workers = max((taken(c)[0] for c in children(process.pid)), default=0.0)
        except (OSError, StopIteration):
            continue
        seen.append((time.monotonic() - begun, driver, workers, files))
        time.sleep(0.5)
    said = log.read_text(encoding="utf-8")
    assert process.returncode == 0, said
    store = Store.open(tmp_path / "out")
    assert len(store.finished()) == POINTS * REPS
    end = seen[-1][0]
    early = [s for s in seen if 0.15 * end < s[0] < 0.3 * end]
    late = [s for s in seen if 0.6 * end < s[0] < 0.9 * end]
    for what, more in ((1, MORE), (2, MORE), (3, 5)):
        before, after = (max(s[what] for s in part) for part in (early, late))
        print(
            f"{('', 'driver MB', 'worker MB', 'open files')[what]}: {before:.0f} then {after:.0f}"
        )
        assert after <= before + more
    print(f"{end:.0f} s, {len(store.parts())} parts")
