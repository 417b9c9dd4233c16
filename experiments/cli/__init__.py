"""`buyernet`: the command line.

Exit codes: 0 done, 1 a check failed, 2 bad input (one line a problem, never a traceback),
130 interrupted (what is finished is kept).
"""

from __future__ import annotations

import sys
from typing import Any

import typer
import typer.main

from experiments.cli.files import check, new, scenarios, schema
from experiments.cli.lesson import lesson
from experiments.cli.network import network
from experiments.cli.options import say
from experiments.cli.results import results
from experiments.cli.runs import compare, run
from experiments.cli.sweep import sweep
from sim.errors import BadInput

app = typer.Typer(
    name="buyernet",
    help="Simulate how B2B buyers hear about sellers, come to trust them and become leads.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
#: What a wrong word or option raises; typer has kept it under two names.
WrongUse: type[Exception] = typer.BadParameter.__bases__[0]

for command in (scenarios, network, run, compare, sweep, check, new, schema, lesson):
    app.command()(command)
app.add_typer(results)


def wrong_words(args: list[str]) -> list[str]:
    """Everything that is wrong with the words of a command, parsed again without each mistake."""
    said: list[str] = []
    for _ in args:
        try:
            parsed(args)
            break
        except WrongUse as wrong:
            said.append(wrong.format_message())  # type: ignore[attr-defined]
            left = without(args, getattr(wrong, "param", None), getattr(wrong, "option_name", ""))
            if left == args:
                break
            args = left
    return said


def parsed(args: list[str]) -> None:
    """Parse the words of a command, and of the commands below it, without running anything.

    Raises
    ------
    WrongUse   the first word that is wrong
    """
    command: Any = typer.main.get_command(app)
    name, rest, context = "buyernet", list(args), None
    while True:
        context = command.make_context(name, list(rest), parent=context)
        if not rest or not hasattr(command, "resolve_command"):
            return
        name, command, rest = command.resolve_command(context, list(rest))


def without(args: list[str], param: Any, option: str) -> list[str]:
    """Words without an option and its value, or without an option that does not exist."""
    names = [option] if option else list(getattr(param, "opts", []))
    for i, word in enumerate(args):
        name, sign, _ = word.partition("=")
        if name.startswith("-") and name in names:
            return args[:i] + args[i + (1 if sign or option else 2) :]
    return args


def main() -> None:
    """Entry point: bad input is one line a problem and exit code 2."""
    try:
        code = app(sys.argv[1:] or ["--help"], "buyernet", standalone_mode=False)
    except BadInput as bad:
        for problem in bad.problems:
            say(f"buyernet: {problem}")
        code = 2
    except WrongUse as wrong:
        found = wrong_words(sys.argv[1:])
        for line in found or [wrong.format_message()]:  # type: ignore[attr-defined]
            say(f"buyernet: {line}")
        below = "results COMMAND" if sys.argv[1:2] == ["results"] else "COMMAND"
        say(f"buyernet {below} --help lists what is possible")
        code = 2
    except (KeyboardInterrupt, typer.Abort):
        say(
            "buyernet: interrupted; what was finished is kept, and the same command goes on from there"
        )
        code = 130
    except OSError as failure:
        say(f"buyernet: {failure.filename or 'file'}: {failure.strerror or failure}")
        code = 2
    sys.exit(code if isinstance(code, int) else 0)
