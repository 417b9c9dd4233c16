"""`lesson`: a lesson for a class, as one page or in the terminal."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.inputs import prepared
from experiments.cli.options import Json, Quiet, Seed, say, wide_console
from sim.errors import BadInput, Problem

WORKERS = 2  # processes; they change nothing but the time
LINES = 10  # lines of progress where stderr is no terminal


def lesson(
    name: Annotated[str | None, typer.Argument(help="Name of a lesson.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List all lessons.")] = False,
    html: Annotated[bool, typer.Option("--html", help="Write a page for the class.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Page to write; never overwrites another.")
    ] = None,
    seed: Seed = 0,
    reps: Annotated[int | None, typer.Option(min=2, max=1000, help="Runs of every plan.")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A small market and few runs, to try it out.")
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """A lesson for a class: predict, then look. With --html one page that needs no internet."""
    from experiments.lessons import terminal
    from experiments.lessons.catalog import LESSONS, lesson_named
    from experiments.lessons.grid import run_grid
    from experiments.lessons.page import check_place, write_page

    if list_:
        _print_list(as_json)
        return
    if name is None:
        why = f"needs a name; there are {', '.join(LESSONS)}"
        raise BadInput([Problem("lesson", "", why)])
    chosen = lesson_named(name)
    if out is not None and not html:
        raise BadInput([Problem("--out", "", "is for a page: add --html")])
    size = chosen.quick if quick else chosen.size
    size = size if reps is None else replace(size, reps=reps)
    check_place(out, chosen, size, seed)
    plan, said = None, {}
    if not html and not as_json:
        console = wide_console()
        terminal.introduce(chosen, size, console)
        if sys.stdin.isatty():
            plan = terminal.ask_plan(chosen, input, console)
            said = terminal.ask_predictions(chosen, size, input)
    prepared(quiet)
    try:
        grid = run_grid(chosen, size, seed=seed, workers=WORKERS, progress=_progress(quiet))
        page = write_page(grid, out) if html else None
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # one is enough: let the rest end in order
        say("\nbuyernet: interrupted; nothing was written")
        raise typer.Exit(130) from None
    if as_json:
        print(json.dumps({**terminal.as_json(grid), "out": None if page is None else str(page)}))
        return
    if page is not None:
        print(f"page: {page}")
        return
    if plan is not None:
        terminal.verdicts(grid, plan, said, console)
    terminal.tables(grid, console)


def _print_list(as_json: bool) -> None:
    from experiments.lessons.catalog import LESSONS

    if as_json:
        found = [{"name": x.name, "summary": x.summary} for x in LESSONS.values()]
        print(json.dumps(found))
        return
    for x in LESSONS.values():
        print(f"{x.name}: {x.summary}")


def _progress(quiet: bool) -> Callable[[int, int, float], None] | None:
    """Runs done and time left on stderr: on one line of a terminal, else on a few lines."""
    if quiet:
        return None
    from experiments.show import duration

    shown = [0]

    def progress(done: int, total: int, seconds: float) -> None:
        left = f", about {duration(seconds / done * (total - done))} left" if done < total else ""
        line = f"  {done}/{total} runs{left}"
        if sys.stderr.isatty():
            end = "" if done < total else "\n"
            print(f"\r{line:<50}", end=end, file=sys.stderr, flush=True)
        elif done * LINES // total > shown[0]:
            shown[0] = done * LINES // total
            say(line)

    return progress
