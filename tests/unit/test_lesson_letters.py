"""What became of a message is told as the model decided it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest

from experiments.lessons.letters import (
    ANSWERED,
    HEAD,
    READ_FROM,
    UNREAD,
    chance_and_lot,
    first_answered,
    most_messages,
    never_read,
    reply_chance,
    stories,
    watched,
)
from experiments.lessons.mailbox import FATES, Letter, Mailbox
from sim.engine.state import COUNT
from sim.model import BuyerNetwork
from tests.unit import lesson_samples
from tests.unit.lesson_samples import TINY

Watched = tuple[BuyerNetwork, Mailbox]
SIZE = dataclasses.replace(TINY, members=400, weeks=26)
#: Calls, messages over social media, and a theory by which repeats are hard to ignore.
BY_ALL_WAYS = {
    "focal.outreach.phone_share": 0.4,
    "focal.outreach.social_share": 0.3,
    "focal.outreach.research_hours": 0.1,
    "parameters.rival.persistence_pays": 1.0,
}


@pytest.fixture(
    scope="module",
    params=[((0, 2, 1), {}), ((2, 1, 1), {}), ((1, 1, 0), {}), ((0, 2, 1), BY_ALL_WAYS)],
    ids=["generic", "crowded", "quiet", "by all ways"],
)
def run(request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A run with generic messages, one in crowded and one in quiet inboxes, one with calls."""
    plan, changes = request.param
    scenario = lesson_samples.UNREAD.scenario(plan, SIZE).set_all(changes)
    model, box = watched(scenario, 3, 3)
    yield model, box
    model.close()


def test_fates_agree_with_the_models_counts(run: Watched) -> None:
    """Messages, notices and replies are what the model itself counted, and so are doors."""
    model, box = run
    counts = sum(w["counts"][box.seller] for w in model.simulation.records.weeks)
    ends = dict(zip(FATES, box.totals.tolist(), strict=True))
    assert sum(ends.values()) == counts[COUNT["messages"]] > 50
    assert ends["thrown"] + ends["silent"] + ends["answered"] == counts[COUNT["notices"]]
    assert ends["answered"] == counts[COUNT["replies"]]
    assert np.array_equal(np.bincount([x.fate for x in box.letters], minlength=5), box.totals)
    assert box.used <= box.planned + 1e-9


def test_chances_and_draws_decided(run: Watched) -> None:
    """A message was read where its draw was below its chance, and answered likewise."""
    letters = [x for x in run[1].letters if FATES[x.fate] != "shut"]
    for x in letters:
        assert (x.read_draw < x.read_chance) == (x.fate >= READ_FROM), x
    decided = [x for x in letters if FATES[x.fate] in ("silent", "answered")]
    assert len(decided) > 10
    for x in decided:
        assert (x.reply_draw < x.reply_chance) == (x.fate == ANSWERED), x
        assert reply_chance(run[0], x) == x.reply_chance


def test_how_many_messages_it_would_have_taken(run: Watched) -> None:
    """With so many messages the draw is below the chance, with one more it is not."""
    model, box = run
    p = model.scenario.settings.parameters
    rule = model.rules.functions()["noticed_share"]
    room = p.attention.inbox_share * p.attention.items_per_week
    by_inbox = [
        x
        for x in box.letters  # calls, and messages to people who are not there, are lost otherwise
        if x.read_chance == rule(x.load, x.room, float(x.similar), p.contact.as_tuple())
    ]
    for x in [x for x in by_inbox if x.fate == UNREAD][:20]:
        most = most_messages(model, x)
        chances = [
            rule(float(n), min(float(n), room), float(x.similar), p.contact.as_tuple())
            for n in (most, most + 1)
            if n > 0
        ]
        assert most < x.load
        assert x.read_draw >= chances[-1]
        assert most == 0 or x.read_draw < chances[0]


def letter(person: int, week: int, fate: int, attempt: int = 0) -> Letter:
    """A letter of which only these facts matter."""
    return Letter(
        person=person, week=week, attempt=attempt, first=attempt == 0, alone=True, load=20.0,
        market=1, room=6.0, similar=0, read_chance=0.3, read_draw=0.5, fits=True, muted=False,
        personal=0.5, need=0.0, known=0.0, intro=0.0, trust=0.4, annoyance=0.0, channel=0.0,
        reply_chance=0.1, reply_draw=0.5, fate=fate,
    )  # fmt: skip


def test_stories_are_picked_by_their_rule() -> None:
    """The first unread person read nothing later and was not written to before week 1."""
    letters = [
        letter(1, 1, UNREAD, attempt=2),  # written to before
        letter(4, 1, UNREAD), letter(4, 3, ANSWERED, attempt=1),  # read later
        letter(9, 2, UNREAD), letter(9, 4, UNREAD, attempt=1),
        letter(7, 2, UNREAD),
        letter(8, 2, ANSWERED, attempt=3),  # answered, but written to before
    ]  # fmt: skip
    assert [(x.person, x.week) for x in never_read(letters)] == [(7, 2)]
    assert [(x.person, x.week) for x in first_answered(letters)] == [(4, 1), (4, 3)]
    assert never_read(letters[1:3]) == []
    assert first_answered(letters[:1]) == []


def test_stories_tell_the_numbers() -> None:
    """Rows have a cell a column; the read column is `no` in the one story and ends in `yes`."""
    lesson = lesson_samples.UNREAD
    unread, answered = stories(lesson.scenario(lesson.start, SIZE), 3, 3)
    read = HEAD.index("read")
    assert unread.rows
    assert all(len(r) == len(HEAD) for r in (*unread.rows, *answered.rows))
    assert {r[read] for r in unread.rows} == {"no"}
    assert answered.rows[-1][read] == answered.rows[-1][-1] == "yes"
    assert unread.rule != answered.rule


def test_a_market_without_messages_has_stories_that_say_so() -> None:
    """Nobody writes: no story is made up."""
    lesson = lesson_samples.UNREAD
    idle = lesson.scenario(lesson.start, TINY).set_all({"focal.active": False})
    found = stories(idle, 0, 0)
    assert all(not s.rows and s.before for s in found)


def test_chance_and_lot_read_apart() -> None:
    """Enough digits to see which is larger."""
    assert chance_and_lot(0.24, 0.339) == ("0.24", "0.339")
    chance, lot = chance_and_lot(0.24001, 0.24002)
    assert float(chance) < float(lot)
