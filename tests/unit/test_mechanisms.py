"""The register of mechanisms: what it says is possible, and every switch switches something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pytest

import sim
from experiments.coverage import evidence
from sim.engine.state import COUNT
from sim.errors import BadInput
from sim.mechanisms import (
    ATTENTION,
    CONSTRUCTS,
    GROUPS,
    INFLUENCERS,
    MECHANISMS,
    NOTHING,
    RIVALS,
    STRAND,
    TALK,
    Mechanism,
)
from sim.scenarios.checks import SWITCHES
from sim.scenarios.load import load

KNOWN = evidence()
BASE = load("base")
SEEDS = range(20)
EVENTS = ("counts", "market", "ledger")  # what is counted in a week


SELLERS = range(4)
BUDGET = {"hours": 400.0, "money": 200.0}


def busy(name: str) -> dict[str, Any]:
    """A rival that has much to spend and writes often."""
    return {"seller": name, "budget": BUDGET, "outreach": {"follow_ups": 3.0}}


#: A small market in which much happens: busy rivals, short contracts, sellers who are known and
#: followed, people who know many others and show what they like.
MARKET = BASE.set_all(
    {
        "market.members": 500,
        "market.warmup": 8,
        "market.weeks": 30,  # influencers are evaluated after 26
        "market.contract_weeks": 12.0,
        "market.search_min": 2,
        "market.search_max": 6,
        "market.dormant_share": 0.02,
        "market.professional_degree": 20.0,
        "market.page_followers_target": 0.4,
        "market.staff_followers_target": 80.0,
        **{f"market.seller.{i}.customers": 0.2 for i in SELLERS},
        **{f"market.seller.{i}.known": 0.4 for i in SELLERS},
        **{f"focal.budget.{name}": value for name, value in BUDGET.items()},
        "focal.outreach.follow_ups": 3.0,
        "rival": [busy("Harbour"), busy("Meridian"), {"seller": "Sable", "active": False}],
        "parameters.engagement.like_cost": 0.4,
        "parameters.engagement.share_cost": 0.5,
    }
)


# --- what the register says ----------------------------------------------------------------------


def faults(m: Mechanism) -> list[str]:
    """What is wrong with an entry."""
    found = [f"no row {row}" for row in m.rows if row not in KNOWN]
    patterns = [row for row in m.rows if KNOWN.get(row, {}).get("kind") == "pattern"]
    found += [f"{row} is a pattern, which no rule is built to" for row in patterns]
    if not m.rows or not m.neutral:
        found.append("no rows, or nothing that is switched")
    if m.group not in GROUPS:
        found.append(f"no group {m.group}")
    found += [f"{path} is used but never neutral" for path in m.used if path not in m.neutral]
    found += [f"{path} is given and switched" for path in m.given if path in m.neutral]
    try:
        given, on, off = (BASE.set_all(dict(s)).settings for s in (m.given, m.on, m.off))
    except BadInput as bad:
        return [*found, *map(str, bad.problems)]
    if on == off:
        found.append("the same with and without it")
    if m.used and given != off:
        found.append("used, although the default is not neutral")
    return found


@pytest.mark.parametrize("m", MECHANISMS, ids=lambda m: m.name)
def test_entry_is_possible(m: Mechanism) -> None:
    """Catches a path, value, row or group that does not exist, and a default that is not as said."""
    assert faults(m) == []


def test_names_and_groups() -> None:
    """Catches two entries that cannot be told apart, and a group that stands for nothing."""
    names = [m.name for m in MECHANISMS]
    assert len(names) == len(set(names))
    assert {m.group for m in MECHANISMS} == set(GROUPS)
    order = [GROUPS.index(m.group) for m in MECHANISMS]
    assert order == sorted(order)


def test_every_rival_theory_has_an_entry() -> None:
    """Catches a theory that can be switched and is not listed, or with the rows of one side only."""
    found = {path: m for m in MECHANISMS if m.group == RIVALS for path in m.neutral}
    assert found.keys() == {f"parameters.rival.{name}" for name in SWITCHES}
    for path, m in found.items():
        assert (m.neutral[path], m.used[path]) == (0.0, 1.0)
        assert len(m.rows) > 1, m.name


BLUR = {"parameters.contact.similar_blur": 0.0}
IDLE = {"parameters.talk.idle_trigger": 0.001}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (Mechanism("a", ("MB-999",), ATTENTION, BLUR), "no row MB-999"),
        (Mechanism("a", ("PB-04",), ATTENTION, BLUR), "is a pattern"),
        (Mechanism("a", (), ATTENTION, BLUR), "no rows"),
        (Mechanism("a", ("MB-02",), "attentoin", BLUR), "no group"),
        (Mechanism("a", ("MB-02",), ATTENTION, {"parameters.contact.blur": 0.0}), "unknown key"),
        (Mechanism("a", ("MB-02",), ATTENTION, {"parameters.contact.similar_blur": 2.0}), "is 2.0"),
        (Mechanism("a", ("MB-02",), ATTENTION, {"parameters.contact.similar_blur": 0.05}), "same"),
        (Mechanism("a", ("MA-43",), TALK, BLUR, IDLE), "never neutral"),
        (Mechanism("a", ("MA-43",), TALK, BLUR, {"parameters.contact.similar_blur": 0.1}), "used"),
        (Mechanism("a", ("MB-02",), ATTENTION, BLUR, NOTHING, BLUR), "given and switched"),
    ],
)  # fmt: skip
def test_faults_are_seen(entry: Mechanism, said: str) -> None:
    """Catches a check of entries that overlooks what it is there for."""
    assert any(said in fault for fault in faults(entry)), faults(entry)


# --- what a switch does --------------------------------------------------------------------------


def weeks_of(changes: Mapping[str, Any], seed: int) -> list[dict[str, Any]]:
    """What is counted in each week of a run in the busy market."""
    model = sim.BuyerNetwork(MARKET.set_all(dict(changes)), seed=seed, log_tells=False).run()
    weeks = model.simulation.records.weeks
    model.close()
    return weeks


@cache
def trail(changes: tuple[tuple[str, Any], ...], seed: int) -> bytes:
    """All events of a run; arms that many mechanisms share run once."""
    weeks = weeks_of(dict(changes), seed)
    return b"".join(week[name].tobytes() for week in weeks for name in EVENTS)


def first_effect(m: Mechanism, seeds: Iterable[int] = SEEDS) -> int | None:
    """The first seed in which a mechanism changes an event; None where it changes none."""
    on, off = tuple(m.on.items()), tuple(m.off.items())
    return next((seed for seed in seeds if trail(on, seed) != trail(off, seed)), None)


@pytest.mark.parametrize("m", MECHANISMS, ids=lambda m: m.name)
def test_mechanism_changes_something(m: Mechanism) -> None:
    """Catches a mechanism that is built, cited and dead: no event differs in any of 20 seeds."""
    assert first_effect(m) is not None


@pytest.mark.parametrize(
    "m",
    [
        Mechanism("a label", ("MB-01",), ATTENTION, {"market.currency": "shells"}),
        Mechanism("scripts of nobody", ("MA-12",), INFLUENCERS, {f"{STRAND}.scripted": 0.0}),
    ],
    ids=lambda m: m.name,
)
def test_what_changes_nothing_is_seen(m: Mechanism) -> None:
    """Catches a comparison that takes any two runs for different."""
    assert faults(m) == []
    assert first_effect(m) is None


#: What no seller has any more when a construct is off; customisation leaves no count of its own.
GONE = {
    "interactivity": ("questions", "comments", "answers", "onlookers", "group_active"),
    "content": ("likes", "shares", "comments", "questions", "forms"),
    "word of mouth": ("tells", "asked_tells", "cascades", "wom_reach", "leads_referral"),
}


@pytest.mark.parametrize("name", GONE)
def test_construct_is_switched_off_whole(name: str) -> None:
    """Catches a switch that leaves a part of a construct going."""
    [m] = [m for m in MECHANISMS if m.group == CONSTRUCTS and m.name == name]
    on, off = (sum(week["counts"] for week in weeks_of(s, 1)) for s in (m.on, m.off))
    gone = [COUNT[count] for count in GONE[name]]
    assert (on[:, gone].sum(axis=0) > 0).all()
    assert (off[:, gone] == 0).all()
    if name == "content":  # what is still read are messages
        assert (off[:, COUNT["views"]] == off[:, COUNT["named_views"]]).all()


def test_constructs_are_the_four_of_the_review() -> None:
    """Catches a construct that nobody can switch off as a whole."""
    found = [m for m in MECHANISMS if m.group == CONSTRUCTS]
    assert {m.name for m in found} == {*GONE, "customisation"}
    assert {m.rows for m in found} == {("A-1.9",)}
