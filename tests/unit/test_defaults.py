"""Defaults are set before patterns are scored, and every change of them is said."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from experiments.defaults import defaults_digest
from tests.unit.test_evidence import KNOWN, leaves

ROOT = Path(__file__).resolve().parents[2]


def test_the_newest_line_of_the_log_is_of_these_defaults() -> None:
    text = (ROOT / "docs" / "defaults.md").read_text(encoding="utf-8")
    logged = re.findall(r"^\| \d{4}-\d\d-\d\d \| (\w{16}) \|", text, flags=re.M)
    assert logged[-1] == defaults_digest(), (
        "a default has changed: add a line to docs/defaults.md and an entry to the CHANGELOG"
    )
    assert len(set(logged)) == len(logged)


def test_no_default_rests_on_a_pattern() -> None:
    sources = {name: (info.json_schema_extra or {}).get("source", "") for name, info in leaves()}  # type: ignore[union-attr]
    assert len(sources) > 300
    assert {n: s for n, s in sources.items() if re.match(r"P[AB]-", str(s))} == {}


def test_patterns_are_listed_once_and_even_ones_are_held_out() -> None:
    with (ROOT / "docs" / "patterns.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["id"] for r in rows] == [i for i in KNOWN if re.match(r"P[AB]-", i)]
    for row in rows:
        assert (row["held_out"] == "yes") == (int(row["id"][3:]) % 2 == 0)
        assert row["seen"] in ("yes", "no")
