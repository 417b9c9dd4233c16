"""Numbers of a lesson's market that its texts mention, and how the page is made again."""

from __future__ import annotations

from typing import NamedTuple

from experiments.lessons.lesson import Lesson, Size
from experiments.report.numbers import number
from sim.scenarios.load import load


class Facts(NamedTuple):
    """Settings of the starting plan, as texts."""

    members: str
    weeks: str
    reps: str
    rivals: str
    hours: str  # staff hours a week
    free: str  # of them, what the dials divide
    served: str  # percent that goes to customers and leads
    default_crowd: str  # messages of strangers a week in the preset `base`


def facts_of(lesson: Lesson, size: Size) -> Facts:
    """The facts of a lesson at a size."""
    settings = lesson.scenario(lesson.start, size).settings
    focal, market = settings.focal, settings.market
    scale = market.members / 1000.0 if market.scale_budgets else 1.0
    hours = focal.budget.hours * scale
    usual = load("base").settings.parameters.attention.background_messages
    return Facts(
        members=number(market.members),
        weeks=number(market.weeks),
        reps=number(size.reps),
        rivals=number(len(market.seller) - 1),
        hours=number(hours),
        free=number(hours * (1.0 - focal.selling_share)),
        served=number(100 * focal.selling_share),
        default_crowd=number(usual),
    )


def filled(text: str, facts: Facts) -> str:
    """A text with its facts."""
    return text.format(**facts._asdict())


def command(lesson: Lesson, size: Size, seed: int) -> str:
    """The command that makes the same page; empty for a size that no command makes."""
    for base, option in ((lesson.size, ""), (lesson.quick, " --quick")):
        same = (size.members, size.weeks, size.warmup)
        if same == (base.members, base.weeks, base.warmup):
            reps = f" --reps {size.reps}" if size.reps != base.reps else ""
            return f"buyernet lesson {lesson.name} --html{option} --seed {seed}{reps}"
    return ""
