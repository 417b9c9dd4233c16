"""What a lesson is: a question, dials, predictions, measures and the words around them.

A lesson is data. It says nothing about results: every sentence on a result is filled in from the
numbers of the runs, with the phrases of `experiments.lessons.words`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenarios.load import Scenario, load

#: Positions of the dials, in their order.
Plan = tuple[int, ...]


@dataclass(frozen=True)
class Choice:
    """One position of a dial: the setting's value and how it is called."""

    value: Any
    label: str


@dataclass(frozen=True)
class Dial:
    """A setting that the student moves.

    Attributes
    ----------
    key : short name, for links between page and numbers
    name : what stands above it
    path : dotted path of the setting
    help : one or two short sentences
    choices : positions, from low to high
    short : how a position is named in a sentence; `{}` stands for its label
    """

    key: str
    name: str
    path: str
    help: str
    choices: tuple[Choice, ...]
    short: str = "{}"


@dataclass(frozen=True)
class Measure:
    """A number of one run of the focal firm.

    Attributes
    ----------
    label : what a row of a chart is called
    unit : unit of the numbers
    noun : what a plan has more or fewer of, as in `more {noun}`
    verb : what a plan does with it, as in `plan A {verb} more leads`
    fewer : `fewer` for what can be counted, `less` for what cannot
    most : end of the axis, where it is fixed (100 for shares of 100); None follows the numbers
    definition : what exactly is counted, for the teacher
    """

    key: str
    label: str
    unit: str
    noun: str
    verb: str
    definition: str
    fewer: str = "fewer"
    most: float | None = None


@dataclass(frozen=True)
class Prediction:
    """A number that the student says before anything is shown."""

    measure: str
    question: str
    most: int


@dataclass(frozen=True)
class Question:
    """A question whose answer is the paired difference of two plans in one measure.

    Attributes
    ----------
    text : the question, as in `does plan A bring more leads than plan B?`
    a, b : positions of the dials by key; dials that are not named stand as in the lesson's start
    """

    text: str
    measure: str
    a: Mapping[str, int]
    b: Mapping[str, int]


@dataclass(frozen=True)
class Part:
    """A stretch of the lesson's time plan."""

    minutes: int
    what: str
    say: str


@dataclass(frozen=True)
class Size:
    """How large the market of a lesson is, how long it runs and how often.

    Attributes
    ----------
    members : people of buying organisations
    weeks, warmup : measured weeks, and weeks before them
    reps : runs of every plan; run r meets the same people and luck in every plan
    """

    members: int
    weeks: int
    warmup: int
    reps: int


@dataclass(frozen=True)
class Story:
    """What happened to one person or message of one run.

    Attributes
    ----------
    title : whose story it is
    rule : how it was picked
    before : sentences ahead of the table
    head, rows : the table
    after : sentences that follow from it
    """

    title: str
    rule: str
    before: tuple[str, ...]
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """A lesson as data, with two functions that run the model.

    Attributes
    ----------
    fixed : settings that hold in every plan, by path
    start : positions of the dials at the beginning
    rates : measures of the first chart, on one axis, in the order of a funnel
    totals : measures of the second chart, each on its own axis
    compared : measures in which two plans are compared; the first is predicted
    measure : a run's measures, from a scenario and its world and luck seed
    stories : the concrete cases, from the starting plan's scenario and the seeds of run 1
    why : what one must know to read the stories
    fates : parts that add up to 100 of the first rate, for the sentence on the biggest loss
    """

    name: str
    title: str
    summary: str
    question: str
    situation: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    dials: tuple[Dial, ...]
    fixed: Mapping[str, Any]
    start: Plan
    measures: tuple[Measure, ...]
    rates: tuple[str, ...]
    totals: tuple[str, ...]
    compared: tuple[str, ...]
    fates: tuple[tuple[str, str], ...]
    predictions: tuple[Prediction, ...]
    why: tuple[str, ...]
    questions: tuple[Question, ...]
    tries: tuple[str, ...]
    time_plan: tuple[Part, ...]
    figures: tuple[str, ...]
    limits: tuple[str, ...]
    evidence: tuple[str, ...]
    size: Size
    quick: Size
    measure: Callable[[Scenario, int, int], dict[str, float]]
    stories: Callable[[Scenario, int, int], tuple[Story, ...]]

    def plans(self) -> list[Plan]:
        """Every combination of dial positions, the last dial fastest."""
        return list(itertools.product(*(range(len(d.choices)) for d in self.dials)))

    def plan(self, positions: Mapping[str, int]) -> Plan:
        """A plan from some positions; the other dials stand as at the start.

        Raises
        ------
        KeyError   a dial that the lesson does not have
        """
        unknown = set(positions) - {d.key for d in self.dials}
        if unknown:
            raise KeyError(f"{self.name} has no dial {', '.join(sorted(unknown))}")
        pairs = zip(self.dials, self.start, strict=True)
        return tuple(positions.get(d.key, at) for d, at in pairs)

    def plan_name(self, plan: Plan) -> str:
        """A plan in words: the position of every dial."""
        pairs = zip(self.dials, plan, strict=True)
        return ", ".join(d.short.format(d.choices[at].label) for d, at in pairs)

    def of(self, key: str) -> Measure:
        """A measure by its key."""
        return next(m for m in self.measures if m.key == key)

    def scenario(self, plan: Plan, size: Size) -> Scenario:
        """The scenario of a plan."""
        changed: dict[str, Any] = {
            "market.members": size.members,
            "market.weeks": size.weeks,
            "market.warmup": size.warmup,
            **self.fixed,
        }
        for dial, at in zip(self.dials, plan, strict=True):
            changed[dial.path] = dial.choices[at].value
        return load("base").set_all(changed)
