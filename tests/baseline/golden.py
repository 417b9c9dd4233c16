"""Golden runs: what each preset gives in a small market, to the bit.

`python -m tests.baseline.golden` writes them anew; the CHANGELOG then says why results changed.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from sim.model import BuyerNetwork
from sim.scenarios.load import load, preset_names

FILE = Path(__file__).with_name("golden.json")
SMALL = {"market.members": 120, "market.weeks": 20, "market.warmup": 10}
SHOWN = ("leads", "won", "brand_trust", "personal_trust", "wom_reach", "cost_per_lead")


def fingerprint(model: BuyerNetwork) -> str:
    """A hash over beliefs, marks, purchases, dyads and leads at the end of a run."""
    state = model.state
    digest = hashlib.sha256()
    for part in (state.beliefs, state.marks, state.purchases, state.dyads):
        for column in part:
            digest.update(np.ascontiguousarray(column).tobytes())
    for column in state.leads:
        digest.update(np.ascontiguousarray(column[: state.n_leads]).tobytes())
    return digest.hexdigest()[:32]


def golden() -> dict[str, dict[str, object]]:
    """Fingerprint and primary measures of every preset."""
    found = {}
    for name in preset_names():
        model = BuyerNetwork(load(name).set_all(SMALL), seed=0).run()
        summary = model.summary
        shown = {k: None if np.isnan(summary[k]) else float(summary[k]) for k in SHOWN}
        found[name] = {"fingerprint": fingerprint(model), **shown}
        model.close()
    return found


if __name__ == "__main__":
    FILE.write_text(json.dumps(golden(), indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(FILE.name)
