"""Presets are data that say what their sources state, and nothing that they do not say."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from experiments.cli.inputs import changes, loaded
from experiments.coverage import ROW, evidence
from experiments.presets import Line, comment_of, grouped, leaves, page, read_preset, words
from sim.agents.budget import plan
from sim.agents.seller import components
from sim.errors import BadInput
from sim.scenarios.files import CASES, PRESETS, preset_files, preset_names
from sim.scenarios.load import load
from sim.scenarios.schema import Settings, Strand
from tests.docs.pages import commands

KNOWN = evidence()
FILES = preset_files()
READ = {name: read_preset(path) for name, path in FILES.items()}
CASE_NAMES = [name for name, path in FILES.items() if path.parent == CASES]
MARKETS = [name for name, preset in READ.items() if preset.is_market]
OTHERS = [name for name in FILES if name != "base"]
DOCS = Path(__file__).resolve().parents[2] / "docs"


def resolved(name: str) -> dict[str, Any]:
    """Every setting of a preset by dotted path; an empty list is none."""
    return {k: v for k, v in leaves(load(name).resolved).items() if v != []}


def difference(a: str, b: str) -> set[str]:
    """Settings in which two presets differ; what only one of them has is one."""
    left, right = resolved(a), resolved(b)
    return {k for k in left.keys() | right.keys() if left.get(k) != right.get(k)}


def stated(name: str) -> dict[str, Any]:
    """What the file of a preset sets."""
    return {line.path: line.value for line in READ[name].lines}


# --- files ---------------------------------------------------------------------------------------


def test_cases_are_found_by_name() -> None:
    """Catches a folder that is not looked into, and a name that stands in both."""
    assert sum(len(list(folder.glob("*.toml"))) for folder in (PRESETS, CASES)) == len(FILES)
    assert preset_names() == sorted(FILES)
    assert len(CASE_NAMES) == 6 + 12 + 12
    for name in CASE_NAMES:
        assert load(name).settings == load(FILES[name]).settings
        assert load(name).name == name


def test_a_preset_that_is_not_there() -> None:
    """Catches names of cases that are left out of what could be meant."""
    with pytest.raises(BadInput, match="case-c1"):
        load("case-cl1")


@pytest.mark.parametrize("name", FILES)
def test_preset_is_complete(name: str) -> None:
    """Catches a preset that does not say what it is and whence, or cites nothing."""
    scenario, preset = load(name), READ[name]
    assert scenario.name == name
    assert len(scenario.summary) > 10
    assert ROW.search(scenario.source) or "assumption" in scenario.source
    assert set(ROW.findall(scenario.source)) <= set(KNOWN)
    chain = [name]
    while READ[chain[-1]].parent:
        chain.append(READ[chain[-1]].parent)
    assert chain[-1] == "base"
    assert (preset.parent == "") == (name == "base")
    above = [row for row in FILES[name].read_text(encoding="utf-8").splitlines() if row[:1] == "#"]
    assert 2 <= len(above) <= 5, "the first lines say what the source states, and what it does not"
    assert re.search(r"\bnot\b|\bNo\b|\bno\b", preset.about)


@pytest.mark.parametrize("name", FILES)
def test_every_line_says_why(name: str) -> None:
    """Catches a value without a source or the word assumption, and rows that do not exist."""
    for line in READ[name].lines:
        assert ROW.search(line.comment) or "assumption: " in line.comment, line
        assert set(ROW.findall(line.comment)) <= set(KNOWN), line
        assert not line.comment.endswith("assumption:"), line
    text = FILES[name].read_text(encoding="utf-8")
    assert not re.search(r"\bS\d:|\bL\d+\b", text), "locators are of texts that are not here"


def test_comments_are_read() -> None:
    """Catches a reader that takes a # in quotes for a comment, or misses a table in a list."""
    assert comment_of('path = "a#b"  # why (MA-01)') == "why (MA-01)"
    assert comment_of("x = 1.0") == ""
    assert leaves({"a": [{"b": 1}, {"b": 2}], "c": [1, 2]}) == {"a.0.b": 1, "a.1.b": 2, "c": [1, 2]}


def test_lines_are_read(tmp_path: Path) -> None:
    """Catches comments that belong to another line, and comments in the head taken for settings."""
    (tmp_path / "x.toml").write_text(
        '# What is stated.\n# What is not.\nsummary = "s"\nsource = "MA-01"\nextends = "base"\n\n'
        "[focal]\ncontrol = 0.2  # first\n\n[[focal.influencers.strand]]\npay = 0.0  # second\n\n"
        "[[focal.influencers.strand]]\npay = 1.0  # third\n",
        encoding="utf-8",
    )
    preset = read_preset(tmp_path / "x.toml")
    assert preset.about == "What is stated. What is not."
    assert preset.lines == (
        Line("focal.control", 0.2, "first"),
        Line("focal.influencers.strand.0.pay", 0.0, "second"),
        Line("focal.influencers.strand.1.pay", 1.0, "third"),
    )


def test_base_is_the_defaults() -> None:
    """Catches a base that hides settings: what other presets extend is what the schema says."""
    assert stated("base") == {}
    assert load("base").settings == Settings()


@pytest.mark.parametrize("name", OTHERS)
def test_preset_differs_in_what_it_states(name: str) -> None:
    """Catches a preset that changes more than it says, or restates what no source states."""
    said, parent = stated(name), READ[name].parent
    before, after = resolved(parent), resolved(name)
    assert {k: after[k] for k in said} == said
    assert difference(name, parent) <= set(said)
    for line in READ[name].lines:
        in_list = re.search(r"\.\d+\.", line.path)  # lists are replaced as a whole
        if not in_list and before.get(line.path) == line.value:
            assert "assumption" not in line.comment, f"{line.path} is so already"


@pytest.mark.parametrize("name", FILES)
def test_what_is_as_in_another_preset_is(name: str) -> None:
    """Catches a value that went its own way from the one that its comment names."""
    for line in READ[name].lines:
        found = re.match(r"assumption: as in ([a-z-]+)", line.comment)
        if found:
            there = re.sub(r"strand\.\d+", "strand.0", line.path)
            assert resolved(found[1])[there] == line.value, line


# --- strategies and firms ------------------------------------------------------------------------


FAMILIES = {
    "selling": (
        ("push", "pull", "mixed", "push-mass"),
        r"focal\.(push_share|outreach\.\w+|content\.gated_share|analytics\.scoring)",
    ),
    "control": (("centralised", "decentralised"), r"focal\.control"),
    "corners": (
        ("call-to-action", "dissemination", "thought-leadership", "co-creation"),
        r"focal\.(control|acquisition)",
    ),
    "influencers": (
        ("reference", "content", "interaction", "purpose"),
        r"focal\.(influencers\..+|budget\.(hours|money))",
    ),
}


def test_families_hold_every_strategy() -> None:
    """Catches a new preset that no family constrains."""
    members = {name for names, _ in FAMILIES.values() for name in names}
    assert members | {"base", *MARKETS, *CASE_NAMES} == set(FILES)


@pytest.mark.parametrize("family", FAMILIES)
def test_family_varies_only_its_own(family: str) -> None:
    """Catches a comparison within a family that mixes in something else."""
    names, pattern = FAMILIES[family]
    for a in (*names, "base"):
        for b in names:
            strange = {k for k in difference(a, b) if not re.fullmatch(pattern, k)}
            assert strange == set(), f"{a} against {b}"
    assert all(difference(a, b) for a in names for b in names if a < b)


def test_corners_are_corners() -> None:
    """Catches a corner that is mapped to another: control and acquisition as A-1.5 crosses them."""
    at = {
        name: (load(name).settings.focal.control, load(name).settings.focal.acquisition)
        for name in FAMILIES["corners"][0]
    }
    assert at == {
        "call-to-action": (1.0, 1.0),
        "dissemination": (1.0, 0.0),
        "thought-leadership": (0.0, 1.0),
        "co-creation": (0.0, 0.0),
    }
    share = {name: load(name).settings.focal.push_share for name in ("push", "mixed", "pull")}
    assert share["push"] > share["mixed"] > share["pull"]
    assert [load(n).settings.focal.control for n in FAMILIES["control"][0]] == [1.0, 0.0]


def test_influencer_strategies_state_every_column() -> None:
    """Catches a column of the table of four that is left to a default; types are as A-1.2 has them."""
    for name in FAMILIES["influencers"][0]:
        columns = {path.rpartition(".")[2] for path in stated(name) if ".strand.0." in path}
        assert columns == set(Strand.model_fields), name
    strand = {n: load(n).settings.focal.influencers.strand[0] for n in FAMILIES["influencers"][0]}
    assert [s.internal for s in strand.values()] == [0.0, 0.5, 1.0, 0.0]
    assert [s.pay > 0.0 for s in strand.values()] == [True, False, False, False]
    assert len({load(n).settings.focal.influencers.share for n in strand}) == 1


def total(name: str) -> float:
    """Hours at the wage and money, a week and 1,000 members."""
    settings = load(name).settings
    budget = settings.focal.budget
    return budget.hours * settings.parameters.production.wage + budget.money


def staff_of(summary: str) -> int:
    """The least number of people of a firm, as its summary gives it."""
    if found := re.search(r"over (\d+) staff", summary):
        return int(found[1]) + 1
    if found := re.search(r"([\d,]+)(?: to \d+)? staff", summary):
        return int(found[1].replace(",", ""))
    return {"small": 1, "large": 250}[summary.split(": ")[1].split()[0]]


def test_strategies_and_markets_share_a_budget() -> None:
    """Catches a strategy that looks better for what it may spend."""
    for name in set(FILES) - set(CASE_NAMES):
        assert total(name) == pytest.approx(total("base"), rel=1e-9), name


def test_budgets_of_firms_follow_their_size() -> None:
    """Catches a fourth value, and a firm with the budget of another size."""
    found = {}
    for name in CASE_NAMES:
        people = staff_of(READ[name].summary)
        factor = 0.5 if people < 50 else 1.0 if people < 250 else 2.0
        assert total(name) == pytest.approx(factor * total("base"), rel=1e-9), name
        found[name] = factor
    assert set(found.values()) == {0.5, 1.0, 2.0}


@pytest.mark.parametrize("name", FILES)
def test_fees_and_agencies_are_within_the_budget(name: str) -> None:
    """Catches a programme that pays out money which the firm has not got."""
    settings = load(name).settings
    week = plan(settings.focal, 1.0, settings.parameters, 1, 3)
    fees = sum(strand.items * strand.pay for strand in week.strands)
    assert fees + week.agency_money <= (1 - components(settings.focal).outreach_share) * week.money


def test_cases_are_of_their_study() -> None:
    """Catches a case that cites no case, or that does not follow a strategy."""
    groups = grouped()
    assert sorted(len(m) for h, m in groups.items() if h.startswith("Firms of")) == [6, 12, 12]
    assert {p.name for p in groups["Markets"]} == set(MARKETS)
    for name in CASE_NAMES:
        [row] = ROW.findall(READ[name].source)
        assert KNOWN[row]["kind"] == "case"
        assert READ[name].parent not in {"base", *MARKETS, *CASE_NAMES}


# --- markets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MARKETS)
def test_market_by_words_alone(name: str) -> None:
    """Catches a market that the command line cannot make: the page's words give the same settings."""
    text = (DOCS / "presets.md").read_text(encoding="utf-8")
    text = text[text.index(f"\n### {name}\n") :]
    [given] = commands(re.findall(r"```\n(.*?)```", text, re.S)[0])
    sets = [w for before, w in itertools.pairwise(given) if before == "--set"]
    assert [w for pair in sets for w in ("--set", pair)] == words(READ[name])
    [scenario] = loaded(["base"], changes(sets))
    assert scenario.settings == load(name).settings
    assert scenario.hash == load(name).hash


def test_markets_leave_sellers_alone() -> None:
    """Catches a market that is a strategy too."""
    for name in MARKETS:
        assert load(name).settings.focal == load("base").settings.focal
        assert load(name).settings.rival == ()
    assert MARKETS


def test_page_shows_everything() -> None:
    """Catches a preset, or a setting of one, that the page does not show."""
    text = page()
    for name, preset in READ.items():
        assert f"\n### {name}\n" in text
        part = text[text.index(f"\n### {name}\n") :].split("\n### ")[1]
        assert preset.source in part
        assert preset.about in part
        for line in preset.lines:
            assert f"| `{line.path}` | " in part
            assert line.comment in part
    tables = [row for row in text.splitlines() if row.startswith("| `")]
    assert {row.count(" | ") for row in tables} == {2}, "a | in a comment would break the table"


def test_presets_are_toml_with_line_ends_of_one_kind() -> None:
    """Catches a file that only some systems read."""
    for path in FILES.values():
        assert b"\r" not in path.read_bytes()
        tomllib.loads(path.read_text(encoding="utf-8"))
