"""The compiled week equals the oracle's in an imported network with follow ties of its own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from sim.engine import state as st
from tests.oracle.cases import rich
from tests.oracle.lockstep import assert_equal

PEOPLE = 48  # in firms of six; everybody follows the first, some follow the second and third


def network(folder: Path) -> str:
    """Who knows and follows whom, as files."""
    nodes = [f"s{i},Firm {i // 6}" for i in range(PEOPLE)]
    edges = [f"s{a},s{b},friendship" for a, b in pairwise(range(PEOPLE))]
    edges += [f"s{i},s{(7 * i + 3) % PEOPLE},cowork" for i in range(PEOPLE)]
    for followed, step in ((0, 1), (1, 2), (2, 3)):
        edges += [f"s{i},s{followed},follows" for i in range(followed + 1, PEOPLE, step)]
    folder.mkdir()
    (folder / "nodes.csv").write_text("\n".join(["id,company", *nodes]) + "\n", encoding="utf-8")
    text = "\n".join(["source,target,layer", *edges]) + "\n"
    (folder / "edges.csv").write_text(text, encoding="utf-8")
    return str(folder)


def test_imported_network(tmp_path: Path) -> None:
    changes = {
        "market.network": network(tmp_path / "net"),
        "market.weeks": 26,
        "market.public_share": 1.0,
        "focal.influencers.share": 0.6,
        "parameters.production.influencer_bar": 0.0,
    }
    counts = assert_equal(rich("causes").set_all(changes), 3).sum(axis=0)
    for name in ("influencer_posts", "views", "likes", "tells", "answers"):
        assert counts[st.COUNT[name]] > 0, name
