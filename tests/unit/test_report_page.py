"""The page: self-contained, escaped, the same bytes each time, whole for odd results."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.report import build_report, build_single_report
from experiments.report.data import of_comparison
from experiments.show import NOTE
from tests.unit.report_samples import WEEKS, comparison, folder, scenario

HEADINGS = [
    "Summary", "Measures", "Over time", "The funnel", "Truth beside dashboard",
    "By role, relation, size and industry", "Map of the network", "What was assumed",
    "How the scenarios differ", "Tables for a spreadsheet", "Methods",
]  # fmt: skip


class Reader(HTMLParser):
    """Tags, their attributes and the texts of headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if self.inside == "h2":
            self.headings.append(data)
        self.inside = ""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a comparison of two scenarios over twelve pairs."""
    return build_report(comparison(tmp_path_factory.mktemp("two") / "out", ["pull", "push"], 12))


@pytest.fixture(scope="module")
def page(built: Path) -> str:
    """Its page."""
    return built.read_text(encoding="utf-8")


def test_sections_come_in_their_order(page: str) -> None:
    """Summary first, methods last; the note on luck under the tables."""
    assert Reader(page).headings == HEADINGS
    assert page.count(NOTE) >= 2
    assert page.index("Primary measures") < page.index("exploratory")


def test_the_page_needs_nothing_from_elsewhere(page: str) -> None:
    """No script, no request: every source is in the page; links lead into it or to its tables."""
    assert "@import" not in page
    assert not re.search(r"url\s*\(", page)
    for tag, attributes in Reader(page).tags:
        assert tag not in ("script", "link", "iframe", "object")
        assert (attributes.get("src") or "data:").startswith(
            "data:image/svg+xml;base64,"
        ) or tag != "img"
        href = attributes.get("href") or "#"
        assert href.startswith(("#", "data:text/csv", "data:application/vnd.", "tables"))


def test_the_page_can_be_read_by_machines_that_read_aloud(page: str) -> None:
    """Language, title, alternative texts, headings of tables, links that lead somewhere."""
    tags = Reader(page).tags
    assert ("html", {"lang": "en"}) in tags
    assert "<title>buyernet report: pull and push</title>" in page
    assert all(len(a.get("alt") or "") > 20 for t, a in tags if t == "img")
    assert all(a.get("scope") in ("col", "row") for t, a in tags if t == "th")
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    inside = {a["href"] for t, a in tags if t == "a" and str(a["href"]).startswith("#")}
    assert inside <= {f"#{i}" for i in ids}
    assert len(inside) == len(HEADINGS) - 1  # the contents lead to every section but the summary


def test_headings_skip_no_level(page: str) -> None:
    """One first heading, and none lies more than one level below the heading before it."""
    levels = [int(t[1]) for t, _ in Reader(page).tags if re.fullmatch("h[1-6]", t)]
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_every_figure_says_what_it_rests_on(page: str) -> None:
    """Captions hold runs, size, weeks, seeds, method, model and version."""
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page)
    assert len(captions) == page.count("<img ") > 15
    for text in captions:
        assert "over 8 weeks; seeds: world 3, luck 4; " in text
        assert "model abc, version 0.1." in text
        assert "40 members" in text
        assert re.search(r"n = (12 paired runs|1 run) ", text) or "(the first run with" in text
        assert re.search(r"intervals: (\S+ ){2}", text)


def test_differences_are_stated_with_their_pairs(page: str) -> None:
    """Made-up push lies 5 above pull under the same luck, in every pair."""
    assert "In this model, push brought " in page
    assert "more in 12 of 12 pairs" in page


def test_no_path_of_this_machine_is_shown(page: str, tmp_path: Path) -> None:
    """The page names the result folder only."""
    assert str(tmp_path.parent) not in page
    assert '<dd class="code">out</dd>' in page


def test_names_are_text_not_markup(tmp_path: Path) -> None:
    """Names of scenarios come from file names that users type."""
    names = ["<script>alert(1)", "a & b \"c\" 'd' $x^2$ {{ 7*7 }}"]
    result = comparison(tmp_path / "<b>out", names, 3, warnings=("<i>careful",))
    text = build_report(result).read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<i>" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "{{ 7*7 }}" in text
    assert "ties &lt;are&gt; assumed" in text
    assert text.index("&lt;i&gt;careful") < text.index("In this model")


def test_same_results_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """Two builds of page and figures, in two places, are identical."""
    again = build_report(comparison(tmp_path / "two" / "out", ["pull", "push"], 12))
    seen = []
    for out in (built.parent, again.parent):
        files = [out / "report.html", out / "tables.xlsx"]
        files += [f for part in ("figures", "tables") for f in sorted((out / part).iterdir())]
        seen.append({f.name: f.read_bytes() for f in files})
    assert len(seen[0]) > 30
    assert {n for n in seen[0] if n.endswith(".svg")} == {
        n.replace(".png", ".svg") for n in seen[0] if n.endswith(".png")
    }
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("reps", "fill"),
    [
        (1, float("nan")),
        (2, 0.0),
        pytest.param(1, 0.0, marks=pytest.mark.slow),
        pytest.param(2, float("nan"), marks=pytest.mark.slow),
    ],
)
def test_odd_results_have_a_page(tmp_path: Path, reps: int, fill: float) -> None:
    """One replicate, zeros everywhere, nothing but missing values."""
    result = comparison(tmp_path / "out", ["pull", "push"], reps, fill=fill)
    text = build_report(result).read_text(encoding="utf-8")
    assert "nan" not in re.sub(r"base64,[^\"]*", "", text).lower().replace("finance", "")
    assert " brought " not in text
    if reps == 1:
        assert "no intervals are possible" in text
    else:
        assert "With only 2 pairs the intervals are rough" in text
    if fill != 0.0:
        assert "is a missing value" in text


@pytest.mark.slow
def test_ten_scenarios_fit(tmp_path: Path) -> None:
    """Tables are parted into blocks, forests show the pairs with the first scenario."""
    result = comparison(tmp_path / "out", [f"scenario-{k}" for k in range(10)], 3)
    text = build_report(result).read_text(encoding="utf-8")
    assert "all 45 pairs are in the table" in text
    assert max(row.count("<th ") for row in re.findall(r"<thead>.*?</thead>", text)) <= 11
    captions = re.findall(r"<caption>(.*?)</caption>", text)
    assert len(captions) == len(set(captions))
    bodies = re.findall(r"all 45 pairs.*?<tbody>(.*?)</tbody>", text, flags=re.S)
    assert bodies[-1].count("<tr>") == 45
    assert text.count('<th scope="col">scenario-0 − scenario-9</th>') == 1  # exploratory ones


def test_more_replicates_in_the_folder_do_not_count(tmp_path: Path) -> None:
    """A comparison of fewer replicates than its folder holds shows its own only."""
    few = comparison(tmp_path / "few", ["a", "b"], 3)
    many = comparison(tmp_path / "many", ["a", "b"], 5)
    cut = type(few)(few.scenarios, 3, few.means, few.contrasts, few.values, many.store)
    one, other = of_comparison(few), of_comparison(cut)
    assert one.weekly("leads", "a").shape == (3, WEEKS)
    np.testing.assert_array_equal(one.weekly("leads", "a"), other.weekly("leads", "a"))
    assert len(of_comparison(many).groups) > len(one.groups) == len(other.groups)


def test_one_run_has_no_intervals_and_no_ids(tmp_path: Path) -> None:
    """The report of one run says that it is one draw of luck."""
    one = scenario("pull")
    store = folder(tmp_path / "out", [one], 1, command="run")
    text = build_single_report(store, one, 3).read_text(encoding="utf-8")
    assert Reader(text).headings == [h for h in HEADINGS if h != "How the scenarios differ"]
    assert "one draw of luck" in text
    assert "95% interval" not in text
    assert "70000" not in re.sub(r"base64,[^\"]*", "", text)
    assert "world 3, luck 4" in text


def test_ids_are_shown_only_when_asked_for(tmp_path: Path) -> None:
    """With an imported network, `show_ids` names people by the ids of its files."""
    from sim.network.importers import read_network

    net = tmp_path / "firm"
    net.mkdir()
    people = [f"ann-{k}" for k in range(12)]
    rows = [f"{p},dept{k // 4}" for k, p in enumerate(people)]
    (net / "nodes.csv").write_text("id,organisation\n" + "\n".join(rows) + "\n", encoding="utf-8")
    ties = [f"{a},{b}" for a, b in itertools.pairwise(people)]
    (net / "edges.csv").write_text("source,target\n" + "\n".join(ties) + "\n", encoding="utf-8")
    one = scenario("pull", **{"market.network": str(net)})
    store = folder(tmp_path / "out", [one], 1, command="run")
    census = read_network(one.settings.market).census
    path = store.parts("map_people")[0]
    table = pd.read_parquet(path)
    table["key"] = census.key
    table.to_parquet(path, index=False)
    hidden = build_single_report(store, one, 3).read_text(encoding="utf-8")
    shown = build_single_report(store, one, 3, show_ids=True).read_text(encoding="utf-8")
    assert "ann-" not in hidden
    assert "ann-3" in shown
    assert "dept2" in shown
    assert "the real network firm" in hidden
    assert str(tmp_path) not in shown
