"""The same seeds give the same bits as when the golden runs were written."""

from __future__ import annotations

import json

from tests.baseline.golden import FILE, golden


def test_golden_runs() -> None:
    """A result that moved without anybody saying so is caught, on any Python and Mesa we support."""
    want = json.loads(FILE.read_text(encoding="utf-8"))
    have = golden()
    moved = sorted(name for name in {*want, *have} if want.get(name) != have.get(name))
    assert not moved, (
        f"results moved for {', '.join(moved)}; if that is meant, run "
        "`python -m tests.baseline.golden` and say why in the CHANGELOG"
    )
