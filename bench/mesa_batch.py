"""Runs a second of `mesa.batch_run` over the toy model of attention and trust (W2).

Started by `bench.peers` in the folder of the peers' scripts, by an interpreter that has Mesa; needs
nothing of this package.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Arguments: people, ticks, runs, processes. One line of JSON."""
    people, ticks, runs, processes = map(int, sys.argv[1:5])
    sys.path.insert(0, str(Path.cwd()))
    import mesa
    from w2_mesa import TrustModel

    start = time.perf_counter()
    found = mesa.batch_run(
        TrustModel,
        {"n": [people]},
        number_processes=processes,
        iterations=runs,
        max_steps=ticks,
        display_progress=False,
    )
    took = time.perf_counter() - start
    assert len(found) == runs
    print("RESULT " + json.dumps({"version": mesa.__version__, "median_s": took}))


if __name__ == "__main__":
    main()
