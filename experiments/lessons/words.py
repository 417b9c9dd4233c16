"""Sentences on results, which follow from intervals and never say more than they hold.

The phrases are data: Python fills them in for the terminal and for answers made with the page, the
page fills in the same ones while dials move.
"""

from __future__ import annotations

import math
from typing import Any

from experiments.lessons.lesson import Measure
from experiments.report.numbers import number, outward, together

MORE, FEWER, UNCLEAR, SAME, MISSING = "more", "fewer", "unclear", "same", "missing"
DIRECTIONS = (MORE, FEWER, UNCLEAR, SAME, MISSING)

#: A difference between two plans, by direction; {fewer} is `fewer` or `less`.
DIFFERENCE = {
    MORE: "{a} {verb} more {noun} than {b}: {low} to {high} more.",
    FEWER: "{a} {verb} {fewer} {noun} than {b}: {low} to {high} {fewer}.",
    UNCLEAR: "No clear difference in {noun}: {a} minus {b} lies between {low} and {high}, "
    "and 0 is inside.",
    SAME: "No difference in {noun}: {a} and {b} gave the same in every run.",
    MISSING: "Nothing can be said about {noun}: too few runs have a value.",
}
#: A prediction against the interval of the result.
VERDICT = {
    "above": "You said {said}. The result is {mean}, interval {low} to {high}. Your number is "
    "above the interval: the model gave {fewer} {noun} than you thought.",
    "below": "You said {said}. The result is {mean}, interval {low} to {high}. Your number is "
    "below the interval: the model gave more {noun} than you thought.",
    "inside": "You said {said}. The result is {mean}, interval {low} to {high}. Your number is "
    "inside the interval: the runs do not contradict it.",
    "missing": "You said {said}. No interval can be given: too few runs have a value.",
}
#: Whether a predicted direction came out.
HIT = {
    "right": "You said: {said}. The runs say the same.",
    "wrong": "You said: {said}. The runs say: {found}.",
    "open": "You said: {said}. The runs cannot tell.",
}
#: How the directions are called, in answers that the student picks from.
NAMES = {
    MORE: "more",
    FEWER: "{fewer}",
    UNCLEAR: "no clear difference",
    SAME: "no clear difference",
    MISSING: "the runs cannot tell",
}
#: Where most messages, or whatever a lesson counts by hundreds, ended.
LOSS = {
    "most": "More than half were lost in one place: {share} of 100 {fate}.",
    "largest": "No single place took more than half. The largest loss: {share} of 100 {fate}.",
    "none": "Nothing was lost on the way.",
}


def direction(low: float | None, high: float | None) -> str:
    """What an interval of a difference allows to say.

    Returns
    -------
    `more` or `fewer` where 0 is outside, `same` where the difference is 0 in every run, `unclear`
    where 0 is inside, `missing` without an interval
    """
    if low is None or high is None:
        return MISSING
    if low > 0:
        return MORE
    if high < 0:
        return FEWER
    return SAME if low == high == 0 else UNCLEAR


def difference(measure: Measure, low: float | None, high: float | None, a: str, b: str) -> str:
    """A sentence on plan a against plan b, from the interval of a − b."""
    kind = direction(low, high)
    ends = ("", "")
    if low is not None and high is not None and kind in (MORE, UNCLEAR):
        ends = outward(low, high)
    elif low is not None and high is not None and kind == FEWER:
        ends = outward(-high, -low)
    return _capital(
        DIFFERENCE[kind].format(
            a=a, b=b, verb=measure.verb, noun=measure.noun, fewer=measure.fewer,
            low=ends[0], high=ends[1],
        )
    )  # fmt: skip


def called(kind: str, measure: Measure) -> str:
    """A direction in the words of the student's choices."""
    return NAMES[kind].format(fewer=measure.fewer)


def verdict(
    measure: Measure, said: float, mean: float | None, low: float | None, high: float | None
) -> str:
    """A prediction against the result and its interval."""
    if mean is None or low is None or high is None:
        return VERDICT["missing"].format(said=number(said))
    kind = "above" if said > high else "below" if said < low else "inside"
    shown, ends = together(mean, low, high)[0], outward(low, high)
    return VERDICT[kind].format(
        said=number(said), mean=shown, low=ends[0], high=ends[1], noun=measure.noun,
        fewer=measure.fewer,
    )  # fmt: skip


def loss(fates: list[tuple[str, float | None]]) -> str:
    """The sentence on where most was lost.

    fates : how a loss is said and how many of 100 it took
    """
    lost = [(share, fate) for fate, share in fates if share is not None and share > 0]
    if not lost:
        return LOSS["none"]
    share, fate = max(lost, key=lambda pair: pair[0])
    kind = "most" if share > 50 else "largest"
    return LOSS[kind].format(share=number(math.floor(share + 0.5)), fate=fate)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def phrases() -> dict[str, Any]:
    """All phrases, for the page."""
    return {"difference": DIFFERENCE, "verdict": VERDICT, "hit": HIT, "names": NAMES, "loss": LOSS}
