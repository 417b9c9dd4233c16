"""Events are judged as they hold together, week by week."""

from __future__ import annotations

from typing import Any

import pytest

import sim
from sim.errors import BadInput

LINKEDIN, WEB = "focal.channels.linkedin", "focal.channels.web"
PRODUCT, STORY = "focal.content.product_share", "focal.content.story_share"


def event(path: str, value: Any, week: int = 1, until: int | None = None) -> dict[str, Any]:
    found = {"week": week, "path": path, "value": value}
    return found if until is None else {**found, "until": until}


def problems(*events: dict[str, Any]) -> list[str]:
    """What is wrong with events, a line a problem."""
    try:
        sim.load("base").set("event", list(events))
    except BadInput as bad:
        return [f"{p.key} {p.why}" for p in bad.problems]
    return []


def test_events_that_are_wrong_together() -> None:
    """Catches two changes, each of which is possible, that leave a firm without a channel."""
    assert problems(event(LINKEDIN, 0.0)) == problems(event(WEB, 0.0)) == []
    [found] = problems(event(LINKEDIN, 0.0), event(WEB, 0.0))
    assert found.startswith(f"event.1.value leaves {LINKEDIN} wrong")
    assert problems(event(WEB, 0.0, week=8), event(LINKEDIN, 0.0, week=5))[0].startswith("event.0")
    [found] = problems(event(PRODUCT, 0.7), event(STORY, 0.7))
    assert found.startswith("event.1.value")


def test_events_that_never_meet() -> None:
    """Catches changes held against each other that are not in force in the same week."""
    assert problems(event(LINKEDIN, 0.0, 5, 7), event(WEB, 0.0, 8)) == []
    assert len(problems(event(LINKEDIN, 0.0, 5, 8), event(WEB, 0.0, 8))) == 1


def test_events_that_are_right_only_together() -> None:
    """Catches a change called wrong for what the next one mends in the same week."""
    base = sim.load("base").settings.focal.content
    assert base.product_share + 0.9 > 1.0
    assert problems(event(PRODUCT, 0.0), event(STORY, 0.9)) == []
    assert len(problems(event(PRODUCT, 0.0, week=2), event(STORY, 0.9))) == 1


def test_event_on_what_another_took_away() -> None:
    """Catches a change that is dropped without a word, since its place is gone by then."""
    strand = event("focal.influencers.strand", [], week=2)
    [found] = problems(strand, event("focal.influencers.strand.0.pay", 1.0, week=3))
    assert found.startswith("event.1.path")
    assert "there is no entry '0'" in found


def test_all_that_is_wrong_is_said() -> None:
    """Catches a wrong event that hides the others."""
    found = problems(
        event("focal.push_share", "x"), event("focal.pish", 1.0), event("focal.control", 2.0),
        event(LINKEDIN, 0.0), event(WEB, 0.0),
    )  # fmt: skip
    keys = {line.split()[0] for line in found}
    assert keys >= {"event.0.value", "event.1.path", "event.2.value"}


@pytest.mark.parametrize("path", ["market.seller.00.known", "market.seller.٣.known"])
def test_entries_are_counted_in_plain_numbers(path: str) -> None:
    """Catches other digits taken for a number, or a crash over them."""
    with pytest.raises(BadInput, match="there is no entry"):
        sim.load("base").set(path, 0.1)


def test_nobody_sells() -> None:
    """Catches a crash where one line would do."""
    with pytest.raises(BadInput) as bad:
        sim.load("base").set("market.seller", [])
    assert [p.key for p in bad.value.problems] == ["market.seller"]


def test_a_message_is_one_line() -> None:
    """Catches signs of an input that break or turn round the line in which they are named."""
    with pytest.raises(BadInput) as bad:
        sim.load("base").set("focal.x\u202e\n", 1)
    assert "focal.x\\u202e\\n" in str(bad.value)
