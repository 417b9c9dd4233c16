"""Real networks from a folder; the shared ones are read where they are and are never copied."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.end_to_end.test_cli import buyernet

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
REAL = ("email_eu_core", "law_firm_lazega")


@pytest.mark.parametrize("name", REAL)
def test_real_network_runs(name: str, tmp_path: Path) -> None:
    """Everybody of the folder is in the market, what was assumed is said, and no id gets out."""
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the data set {name} is not on this machine")
    done = buyernet(
        "run", "mixed", "--network", str(folder), "--weeks", "8", "--set", "market.warmup=4",
        "--out", "out", "--json", cwd=tmp_path,
    )  # fmt: skip
    nodes = pd.read_csv(folder / "nodes.csv", dtype=str)
    assert f"{len(nodes)} people in" in done.stderr
    assert "organisation is the column" in done.stderr
    people = pd.read_parquet(tmp_path / "out" / "map_people.parquet")
    assert len(people) == len(nodes)
    assert set(people["key"]).isdisjoint({int(i) for i in nodes["id"]})
    assert json.loads(done.stdout)["measures"]["impressions"] > 0


def test_everybody_is_kept_and_said(tmp_path: Path) -> None:
    """Loops, repeats, isolates and people without an organisation are kept or named."""
    (tmp_path / "net").mkdir()
    rows = ["source,target,layer", "a,b,advice", "b,a,advice", "c,c,advice", "d,e,friendship"]
    (tmp_path / "net/edges.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    people = ["id,company", "a,X", "b,X", "c,Y", "d,Y", "f,"]
    (tmp_path / "net/nodes.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    done = buyernet(
        "run", "mixed", "--network", "net", "--weeks", "2", "--set", "market.warmup=2",
        "--out", "out", cwd=tmp_path,
    )  # fmt: skip
    for said in (
        "1 people stand in edges.csv only",
        "2 people without an organisation stand in one of their own each",
        "1 ties of people with themselves are left out",
        "2 people have no tie of their own",
        "3 directed or repeated lines are 2 ties",
        "6 people in 4 organisations",
    ):
        assert said in done.stderr, done.stderr
    kept = pd.read_parquet(tmp_path / "out" / "map_people.parquet")
    assert len(kept) == 6
