"""Options that several commands share, and how the command line speaks.

Results go to stdout; progress and messages go to stderr.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a setting, such as focal.push_share=0.4 (repeatable).",
    ),
]
#: Seeds stand in result tables as whole numbers of 64 bits.
LEAST, MOST = -(2**63), 2**63 - 1
Seed = Annotated[
    int, typer.Option(min=LEAST, max=MOST, help="Seed of world and luck; 0 is a seed.")
]
WorldSeed = Annotated[
    int | None,
    typer.Option(
        min=LEAST, max=MOST, help="Seed of people, ties, needs and warm-up; default --seed."
    ),
]
LuckSeed = Annotated[
    int | None, typer.Option(min=LEAST, max=MOST, help="Seed of everything else; default --seed.")
]
Members = Annotated[int | None, typer.Option(help="People of buying organisations.")]
Weeks = Annotated[int | None, typer.Option(help="Measured weeks.")]
Network = Annotated[
    str | None,
    typer.Option(
        metavar="PATH",
        help="Real network to use: a folder with edges.csv, an edge list or GraphML.",
    ),
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Result folder; the same command resumes.")
]
Threads = Annotated[int, typer.Option(min=1, help="Threads over the population of one run.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes; they change nothing but the time.")]
Cluster = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS|local",
        help="Make runs on a Dask cluster: tls://HOST:PORT, tcp://HOST:PORT or local.",
    ),
]
Insecure = Annotated[
    bool, typer.Option("--insecure", help="Take a cluster outside this machine without TLS.")
]
Shard = Annotated[
    str, typer.Option(metavar="i/n", help="Do only part i of n, as in an array of jobs.")
]
OnError = Annotated[
    str,
    typer.Option(metavar="stop|continue", help="What a run that fails does to the others."),
]
Until = Annotated[
    str | None,
    typer.Option(
        metavar='"leads ± 5%"',
        help="Run until means are as precise as ±5%, or differences (sweep: means) as ±5 in their unit; "
        "--reps is then the most.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]
Logs = Annotated[
    str,
    typer.Option(
        metavar="auto|all|none",
        help="Event logs (tells, reads): of markets up to 20,000 members, of any size, or none.",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Machine-readable summary on stdout, nothing else.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Report = Annotated[
    bool, typer.Option("--report/--no-report", help="Write report.html, figures and tables.")
]
ShowIds = Annotated[
    bool,
    typer.Option(
        "--show-ids", help="Show ids of imported people and organisations in report and figures."
    ),
]


def say(text: str, quiet: bool = False) -> None:
    """A message on stderr."""
    if not quiet:
        print(text, file=sys.stderr, flush=True)


def wide_console() -> Any:
    """A console for tables: as wide as the terminal, 110 columns where there is none."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=110)
