"""The page of a lesson: numbers, words and code in one file, the same bytes for the same runs."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from experiments.lessons.facts import Facts, command, facts_of, filled
from experiments.lessons.grid import Grid, seeds, shown
from experiments.lessons.lesson import Lesson, Size
from experiments.lessons.words import direction, phrases
from experiments.names import write_atomically
from sim.engine.compiled import model_id
from sim.errors import BadInput, Problem

FOLDER = Path(__file__).parent
TEMPLATE = "lesson.html.j2"
#: The page says in its head what it was made from.
MARK = re.compile(r'<meta name="buyernet-lesson" content="([^"]*)">')
HEAD_CHARACTERS = 2000  # of a file that are searched for the mark


def identity(lesson: Lesson, size: Size, seed: int) -> str:
    """What a page was made from, as one line."""
    return (
        f"{lesson.name} seed={seed} reps={size.reps} members={size.members} weeks={size.weeks} "
        f"warmup={size.warmup} model={model_id()}"
    )


def check_place(out: Path | None, lesson: Lesson, size: Size, seed: int) -> None:
    """Refuse a place that cannot take the page, before anything is run.

    Raises
    ------
    BadInput   the path is a folder, or a file that holds something else
    """
    if out is None or not out.exists():
        return
    if out.is_dir():
        raise BadInput([Problem(str(out), "--out", "is a folder; name a file")])
    head = out.read_bytes()[:HEAD_CHARACTERS].decode("utf-8", "replace")
    found = MARK.search(head)
    if not found or found[1] != identity(lesson, size, seed):
        raise BadInput([_taken(out)])


def _taken(out: Path) -> Problem:
    why = "exists with other content; name another file, or remove this one first"
    return Problem(str(out), "--out", why)


def write_page(grid: Grid, out: Path | None = None) -> Path:
    """Fill in the page and write it; a file of the same content is left as it is.

    Raises
    ------
    BadInput   a file of other content is there
    """
    data = page_text(grid).encode()
    if out is None:
        digest = hashlib.sha256(data).hexdigest()[:8]
        out = Path("results") / f"lesson-{grid.lesson.name}-{digest}.html"
    if out.exists():
        if out.is_dir() or out.read_bytes() != data:
            raise BadInput([_taken(out)])
        return out
    write_atomically(out, data)
    return out


def page_text(grid: Grid) -> str:
    """The page as text."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["coded"] = coded
    lesson, size, root = grid.lesson, grid.size, seeds(grid.seed, 0)
    facts = facts_of(lesson, size)
    return environment.get_template(TEMPLATE).render(
        lesson=lesson,
        size=size,
        seed=grid.seed,
        identity=identity(lesson, size, grid.seed),
        model=model_id(),
        version=version(),
        command=command(lesson, size, grid.seed),
        fill=lambda text: filled(text, facts),
        stories=lesson.stories(lesson.scenario(lesson.start, size), root, root),
        start=lesson.plan_name(lesson.start),
        payload=_script_safe(payload(grid, facts)),
    )


def coded(text: str) -> Markup:
    """A text as HTML, with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def version() -> str:
    """Version of the installed package."""
    try:
        return metadata.version("buyernet")
    except metadata.PackageNotFoundError:
        return "not installed"


def _script_safe(data: dict[str, Any]) -> str:
    """JSON that no HTML parser takes for the end of a script."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.replace("<", "\\u003c").replace("&", "\\u0026")


def payload(grid: Grid, facts: Facts) -> dict[str, Any]:
    """Everything that the page's code works with."""
    lesson, plans = grid.lesson, grid.lesson.plans()
    results: dict[str, Any] = {}
    for m in lesson.measures:
        rows = []
        for plan in plans:
            runs = [shown(float(v)) for v in grid.of(m.key, plan)]
            rows.append([*grid.mean(m.key, plan), runs])
        results[m.key] = rows
    differences = {
        key: [list(grid.contrast(key, a, b)) for a, b in itertools.combinations(plans, 2)]
        for key in lesson.compared
    }
    return {
        "name": lesson.name,
        "identity": identity(lesson, grid.size, grid.seed),
        "dials": [
            {
                "key": d.key, "name": d.name, "short": d.short, "help": filled(d.help, facts),
                "labels": [c.label for c in d.choices],
            }
            for d in lesson.dials
        ],
        "start": lesson.start,
        "measures": {
            m.key: {
                "label": m.label, "unit": m.unit, "noun": m.noun, "verb": m.verb,
                "fewer": m.fewer, "most": m.most,
            }
            for m in lesson.measures
        },
        "rates": lesson.rates,
        "totals": lesson.totals,
        "compared": lesson.compared,
        "fates": lesson.fates,
        "predictions": [
            {"measure": p.measure, "question": filled(p.question, facts), "most": p.most}
            for p in lesson.predictions
        ],
        "questions": [
            {
                "measure": q.measure, "a": plans.index(lesson.plan(q.a)),
                "b": plans.index(lesson.plan(q.b)),
                "direction": answer(grid, q.measure, lesson.plan(q.a), lesson.plan(q.b)),
            }
            for q in lesson.questions
        ],
        "phrases": phrases(),
        "results": results,
        "differences": differences,
        "reps": grid.size.reps,
    }  # fmt: skip


def answer(grid: Grid, measure: str, a: tuple[int, ...], b: tuple[int, ...]) -> str:
    """Direction of plan a against plan b, from the paired interval."""
    c = grid.contrast(measure, a, b)
    return direction(c.low, c.high)
