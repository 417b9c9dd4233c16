"""The defaults of the model as one digest, so that whoever scores patterns can say on which it was."""

from __future__ import annotations

import hashlib
import json

from sim.scenarios.schema import Settings


def defaults_digest() -> str:
    """Digest of every default of market, firm and parameters: 16 hexadecimal digits."""
    tree = Settings().model_dump(mode="json")
    text = json.dumps(tree, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
