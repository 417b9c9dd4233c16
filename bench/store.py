"""How long a result folder of many runs takes to open, list, show and export, and how much memory.

    python -m bench.store --runs 100000

The folder is written part by part with made-up rows, 100 runs a part; nothing is simulated. Every line
is a process of its own. Memory is the most that the process held, all libraries included.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from tests.unit.large_store import build
from tests.unit.store_cases import STEPS, measured

PER_PART = 100
REPLICATES = 100


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
                shutil.rmtree(to)


if __name__ == "__main__":
    main()
