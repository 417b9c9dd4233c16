"""What is done with a result folder of many runs, and how long and with how much memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

#: What is measured, as Python; FOLDER is the result and ROOT the folder that it lies in.
STEPS = {
    "start alone": "import experiments.overview",
    "open and count": "from experiments import Store; len(Store.open(FOLDER).finished())",
    "results list": "main('results', 'list', str(ROOT))",
    "results show": "main('results', 'show', str(FOLDER))",
    "results show --by": "main('results', 'show', str(FOLDER), '--by', 'focal.push_share')",
    "results show --json": "main('results', 'show', str(FOLDER), '--json')",
    "results prune": "main('results', 'prune', str(FOLDER))",
    "results compare": "main('results', 'compare', str(FOLDER), str(FOLDER))",
    "results export wide": "main('results', 'export', str(FOLDER), '--as', 'wide', '--to', TO)",
    "results export csv": "main('results', 'export', str(FOLDER), '--as', 'csv', '--to', TO)",
}
PROLOGUE = """
import contextlib, io, sys, time
from pathlib import Path
ROOT, FOLDER, TO = Path(sys.argv[1]), Path(sys.argv[1]) / "many", sys.argv[1] + "-to"
def main(*words):
    from experiments import cli
    sys.argv = ["buyernet", *words]
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        cli.main()
begun = time.perf_counter()
"""
EPILOGUE = """
seconds = time.perf_counter() - begun
most, status = float("nan"), Path("/proc/self/status")
if status.is_file():  # ru_maxrss would count the process that this one was forked from
    for line in status.read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM"):
            most = int(line.split()[1]) / 1e3
print(seconds, most)
"""


def measured(code: str, root: Path) -> tuple[float, float]:
    """Seconds and MB of a piece of code in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROLOGUE + code + EPILOGUE, str(root)], capture_output=True,
        encoding="utf-8", check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    seconds, most = done.stdout.split()[-2:]
    return float(seconds), float(most)
