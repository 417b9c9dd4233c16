"""A lesson in the terminal: question, predictions, tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from experiments.lessons.facts import facts_of, filled
from experiments.lessons.grid import Grid
from experiments.lessons.lesson import Lesson, Plan, Size
from experiments.lessons.words import called, difference, direction, loss, verdict
from experiments.report.numbers import MISSING, number, outward_or_missing, together
from experiments.show import NOTE

NARROW = 11  # characters of a column without intervals
#: Reads one line from the student; raises EOFError where there is no more.
Ask = Callable[[str], str]


def introduce(lesson: Lesson, size: Size, console: Console) -> None:
    """The question, the situation and the words."""
    facts = facts_of(lesson, size)
    console.print(f"\n[bold]{lesson.title}[/bold]: {lesson.question}\n")
    for text in lesson.situation:
        console.print(filled(text, facts))
    console.print("\n[bold]Words[/bold]")
    for word, meaning in lesson.terms:
        console.print(f"  {word}: {filled(meaning, facts)}")


def _number(ask: Ask, prompt: str, low: int, high: int) -> float:
    """A number in a range; asks again until there is one."""
    while True:
        try:
            value = float(ask(f"{prompt} ({low} to {high}): "))
        except ValueError:
            continue
        if low <= value <= high:
            return value


def ask_plan(lesson: Lesson, ask: Ask, console: Console) -> Plan:
    """Let the student set the dials."""
    plan = []
    for dial in lesson.dials:
        console.print(f"\n[bold]{dial.name}[/bold]. {dial.help}")
        for i, choice in enumerate(dial.choices, 1):
            console.print(f"  {i}  {choice.label}")
        plan.append(int(_number(ask, "Which one?", 1, len(dial.choices))) - 1)
    return tuple(plan)


def ask_predictions(lesson: Lesson, size: Size, ask: Ask) -> dict[str, float]:
    """The student's numbers by measure, and a reason, before anything is shown."""
    facts = facts_of(lesson, size)
    said = {
        p.measure: _number(ask, filled(p.question, facts), 0, p.most) for p in lesson.predictions
    }
    while not ask("Why do you think so? "):
        pass
    return said


def verdicts(grid: Grid, plan: Plan, said: dict[str, float], console: Console) -> None:
    """Predictions against the result of their plan, and where most was lost."""
    console.print(f"\n[bold]Your prediction[/bold], for {grid.lesson.plan_name(plan)}")
    for key, value in said.items():
        i = grid.mean(key, plan)
        console.print(f"  {verdict(grid.lesson.of(key), value, i.mean, i.low, i.high)}")
    console.print(
        f"  {loss([(fate, grid.mean(key, plan).mean) for key, fate in grid.lesson.fates])}"
    )


def tables(grid: Grid, console: Console) -> None:
    """Every plan's measures, and the answers to the lesson's questions."""
    lesson = grid.lesson
    shown = [lesson.of(key) for key in (lesson.totals[0], *(p.measure for p in lesson.predictions))]
    last = lesson.dials[-1]
    for at in range(len(last.choices)):
        title = f"{last.short.format(last.choices[at].label)}: means over {grid.size.reps} runs"
        table = Table(header_style="bold", title=f"{title} and 95% intervals", box=SIMPLE)
        for dial in lesson.dials[:-1]:
            table.add_column(dial.name, max_width=NARROW)
        for m in shown:
            narrow = NARROW if m is shown[0] else None
            table.add_column(f"{m.label} ({m.unit})", justify="right", max_width=narrow)
        for plan in (p for p in lesson.plans() if p[-1] == at):
            labels = [d.choices[k].label for d, k in zip(lesson.dials[:-1], plan[:-1], strict=True)]
            volume = number(grid.mean(shown[0].key, plan).mean)
            cells = [escape(_mean(grid, m.key, plan)) for m in shown[1:]]
            table.add_row(*labels, volume, *cells)
        console.print(table)
    console.print("[bold]Questions[/bold]")
    for found in answers(grid):
        console.print(f"  {found['question']}\n    {found['answer']}: {found['sentence']}")
    console.print(NOTE)


def _mean(grid: Grid, key: str, plan: Plan) -> str:
    i = grid.mean(key, plan)
    low, high = outward_or_missing(i.low, i.high)
    mean = together(i.mean, i.low, i.high)[0]
    return mean if MISSING in (low, high) else f"{mean} [{low}, {high}]"


def answers(grid: Grid) -> list[dict[str, str]]:
    """Question, answer and the sentence behind it, from the paired intervals."""
    found = []
    for q in grid.lesson.questions:
        m = grid.lesson.of(q.measure)
        c = grid.contrast(q.measure, grid.lesson.plan(q.a), grid.lesson.plan(q.b))
        sentence = difference(m, c.low, c.high, "plan A", "plan B")
        answer = called(direction(c.low, c.high), m)
        found.append({"question": q.text, "answer": answer, "sentence": sentence})
    return found


def as_json(grid: Grid) -> dict[str, Any]:
    """The machine-readable summary: every plan's means and intervals, and the answers."""
    plans = []
    for plan in grid.lesson.plans():
        pairs = zip(grid.lesson.dials, plan, strict=True)
        measures = {}
        for m in grid.lesson.measures:
            i = grid.mean(m.key, plan)
            values = (i.mean, i.low, i.high)
            names = ("mean", "ci_low", "ci_high")
            measures[m.key] = {k: v if v == v else None for k, v in zip(names, values, strict=True)}
        settings = {d.path: d.choices[at].value for d, at in pairs}
        plans.append({"settings": settings, "measures": measures})
    return {
        "lesson": grid.lesson.name, "seed": grid.seed, "reps": grid.size.reps,
        "members": grid.size.members, "weeks": grid.size.weeks, "plans": plans,
        "questions": answers(grid),
    }  # fmt: skip
