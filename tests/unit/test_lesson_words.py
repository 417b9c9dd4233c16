"""Sentences of a lesson follow from its numbers, in every direction."""

from __future__ import annotations

import pytest

from experiments.lessons.facts import facts_of
from experiments.lessons.page import payload
from experiments.lessons.terminal import answers
from experiments.lessons.words import called, difference, direction, loss, verdict
from tests.unit.lesson_samples import UNREAD, made_up

LEADS, IDLE = UNREAD.of("leads"), UNREAD.of("idle")


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [
        (2.0, 5.0, "more"),
        (-5.0, -2.0, "fewer"),
        (-1.0, 5.0, "unclear"),
        (0.0, 5.0, "unclear"),
        (-5.0, 0.0, "unclear"),
        (0.0, 0.0, "same"),
        (None, None, "missing"),
    ],
)
def test_direction_follows_the_interval(low: float, high: float, kind: str) -> None:
    """An end at 0 does not make a difference clear; an interval of 0 alone is no difference."""
    assert direction(low, high) == kind


def test_difference_says_what_the_interval_holds() -> None:
    """The same numbers in both orders of the plans say the same thing."""
    assert difference(LEADS, 2.0, 5.0, "plan A", "plan B") == (
        "Plan A brought more leads than plan B: 2.0 to 5.0 more."
    )
    assert difference(LEADS, -5.0, -2.0, "plan A", "plan B") == (
        "Plan A brought fewer leads than plan B: 2.0 to 5.0 fewer."
    )
    unclear = difference(LEADS, -1.2, 30.0, "plan A", "plan B")
    assert unclear.startswith("No clear difference in leads")
    assert "between −2 and 30" in unclear
    assert "same in every run" in difference(LEADS, 0.0, 0.0, "plan A", "plan B")
    assert "too few runs" in difference(LEADS, None, None, "plan A", "plan B")


def test_ends_never_promise_more_than_the_interval() -> None:
    """An end just above 0 is not rounded to 0."""
    assert ": 0.003 to" in difference(LEADS, 0.0031, 5.0, "plan A", "plan B")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (60.0, "above the interval: the model gave fewer leads"),
        (10.0, "below the interval: the model gave more leads"),
        (40.0, "inside the interval"),
        (38.0, "inside the interval"),
    ],
)
def test_verdict_on_a_prediction(said: float, words: str) -> None:
    """Ends belong to the interval."""
    assert words in verdict(LEADS, said, 41.0, 38.0, 44.0)


def test_verdict_without_an_interval() -> None:
    """Nothing is said about a plan in which nothing was sent."""
    assert "No interval" in verdict(LEADS, 10.0, None, None, None)


def test_largest_loss() -> None:
    """More than half, the largest of several, and none at all are told apart."""
    assert "More than half were lost in one place: 60 of 100 x" in loss([("x", 60.0), ("y", 10.0)])
    assert "No single place" in loss([("x", 30.0), ("y", 40.0)])
    assert "40 of 100 y" in loss([("x", 30.0), ("y", 40.0)])
    assert loss([("x", 0.0), ("y", None)]) == "Nothing was lost on the way."


@pytest.mark.parametrize(
    ("shift", "kind", "start"),
    [
        ((2.0, 3.0, 4.0, 3.0, 2.0), "more", "Plan A"),
        ((-2.0, -3.0, -4.0, -3.0, -2.0), "fewer", "Plan A"),
        ((-9.0, 9.0, -8.0, 8.0, 1.0), "unclear", "No clear difference"),
    ],
)
def test_answers_to_the_questions_follow(shift: tuple[float, ...], kind: str, start: str) -> None:
    """All three questions turn with the numbers, in the page's data as in the terminal."""
    grid = made_up(shift)
    data = payload(grid, facts_of(grid.lesson, grid.size))
    assert [q["direction"] for q in data["questions"]] == [kind] * 3
    for q, found in zip(grid.lesson.questions, answers(grid), strict=True):
        assert found["answer"] == called(kind, grid.lesson.of(q.measure))
        assert found["sentence"].startswith(start)
