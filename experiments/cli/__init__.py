"""`buyernet`: the command line.

Exit codes: 0 done, 1 a check failed, 2 bad input (one line a problem, never a traceback),
130 interrupted (what is finished is kept).
"""

from __future__ import annotations

import sys

import typer

from experiments.cli.files import check, new, scenarios, schema
from experiments.cli.lesson import lesson
from experiments.cli.network import network
from experiments.cli.options import say
from experiments.cli.runs import compare, run
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

for command in (scenarios, network, run, compare, check, new, schema, lesson):
    app.command()(command)


def main() -> None:
    """Entry point: bad input is one line a problem and exit code 2."""
    try:
        code = app(sys.argv[1:] or ["--help"], "buyernet", standalone_mode=False)
    except BadInput as bad:
        for problem in bad.problems:
            say(f"buyernet: {problem}")
        code = 2
    except WrongUse as wrong:
        said = wrong.format_message()  # type: ignore[attr-defined]
        if said:  # empty where the help was printed already
            say(f"buyernet: {said} (buyernet COMMAND --help lists what is possible)")
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
