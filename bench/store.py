"""How long a result folder of many runs takes to open, list, show and export, and how much memory.

    python -m bench.store --runs 100000

The folder is written part by part with made-up rows, 100 runs a part; nothing is simulated. Every line
is a process of its own. Memory is the most that the process held, all libraries included.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.unit.large_store import build

PER_PART = 100
REPLICATES = 100
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
try:
    import resource
    unit = 1e6 if sys.platform == "darwin" else 1e3
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
except ImportError:  # Windows does not say
    most = float("nan")
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


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "results"
        begun = time.perf_counter()
        points = max(1, given.runs // REPLICATES)
        build(root / "many", points, REPLICATES, PER_PART)
        print(f"{'writing the folder':22} {time.perf_counter() - begun:7.1f} s")
        for name, code in STEPS.items():
            seconds, most = measured(code, root)
            print(f"{name:22} {seconds:7.1f} s {most:7.0f} MB", flush=True)
            to = Path(f"{root}-to")
            if to.is_file():
                to.unlink()
            elif to.is_dir():
                to.rename(Path(place) / f"{name} done")


if __name__ == "__main__":
    main()
