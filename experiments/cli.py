"""`buyernet`: the command line.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done, 1 a check failed, 2 bad
input (one line a problem, never a traceback), 130 interrupted (what is finished is kept).
"""

from __future__ import annotations

import json
import signal
import sys
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.errors import BadInput, Problem

app = typer.Typer(
    name="buyernet",
    help="Simulate how B2B buyers hear about sellers, come to trust them and become leads.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a setting, such as focal.push_share=0.4 (repeatable).",
    ),
]
Seed = Annotated[int, typer.Option(help="Seed of world and luck; 0 is a seed.")]
WorldSeed = Annotated[
    int | None, typer.Option(help="Seed of people, ties, needs and warm-up; default --seed.")
]
LuckSeed = Annotated[int | None, typer.Option(help="Seed of everything else; default --seed.")]
Members = Annotated[int | None, typer.Option(help="People of buying organisations.")]
Weeks = Annotated[int | None, typer.Option(help="Measured weeks.")]
Network = Annotated[
    str | None,
    typer.Option(metavar="DIR", help="Folder with edges.csv and nodes.csv to use as the network."),
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Result folder; the same command resumes.")
]
Threads = Annotated[int, typer.Option(min=1, help="Threads over the population of one run.")]
Json = Annotated[
    bool, typer.Option("--json", help="Machine-readable summary on stdout, nothing else.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
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


def changes(
    sets: list[str] | None, members: int | None, weeks: int | None, network: str | None
) -> dict[str, Any]:
    """Changed settings by path, from the command line."""
    found: dict[str, Any] = {}
    problems = []
    for text in sets or []:
        path, sign, value = text.partition("=")
        if "\n" in text:
            problems.append(Problem("--set", path, "must be on one line"))
            continue
        if not sign or not path.strip():
            problems.append(
                Problem("--set", text, "must be PATH=VALUE, such as focal.push_share=0.4")
            )
            continue
        try:
            found[path.strip()] = tomllib.loads(f"v = {value}")["v"]
        except tomllib.TOMLDecodeError:
            found[path.strip()] = value.strip()
        except (ValueError, RecursionError) as failure:
            problems.append(Problem("--set", path, f"has a value that cannot be read: {failure}"))
    if problems:
        raise BadInput(problems)
    if members is not None:
        found["market.members"] = members
    if weeks is not None:
        found["market.weeks"] = weeks
    if network is not None:
        found["market.network"] = network
    return found


def loaded(names: list[str], changed: dict[str, Any]) -> list[Any]:
    """Scenarios with the command line's changes; every problem of all of them at once."""
    from sim.scenarios.load import load

    found, problems = [], []
    for name in names:
        try:
            scenario = load(name)
            found.append(scenario.set_all(changed, "command line") if changed else scenario)
        except BadInput as bad:
            problems += [p for p in bad.problems if p not in problems]
    if problems:
        raise BadInput(problems)
    return found


def wide_console() -> Any:
    """A console for tables: as wide as the terminal, 110 columns where there is none."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=110)


def prepared(quiet: bool) -> None:
    """Compile the rules or load them, saying so where it takes long."""
    from sim.engine.compiled import cache_folder, jit_wanted
    from sim.model import prepare

    if not jit_wanted():
        say("rules run interpreted: correct but slow (Numba is off or absent)", quiet)
        return
    if cache_folder().is_dir() and any(cache_folder().iterdir()):
        prepare()
        return
    say("compiling the model's rules, once for this version (about half a minute)", quiet)

    def progress(name: str, done: int, total: int) -> None:
        say(f"  {done:2d}/{total} {name}", quiet)

    prepare(progress)


def week_line(week: int, weeks: int) -> None:
    """Progress of one run, on one line of a terminal."""
    print(f"\r  week {week}/{weeks}", end="" if week < weeks else "\n", file=sys.stderr, flush=True)


def print_assumptions(scenario: Any, seed: int, quiet: bool) -> None:
    """Say everything that was assumed about an imported network."""
    if not scenario.settings.market.network:
        return
    from sim.network.importers import import_world

    say(f"network {scenario.settings.market.network}:", quiet)
    for line in import_world(scenario.settings.market, seed).assumptions:
        say(f"  {line}", quiet)


@app.command()
def scenarios(as_json: Json = False) -> None:
    """List presets: name, one line, source."""
    from sim.scenarios.load import load, preset_names

    rows = [load(name) for name in preset_names()]
    if as_json:
        print(
            json.dumps([{"name": s.name, "summary": s.summary, "source": s.source} for s in rows])
        )
        return
    from rich.table import Table

    table = Table(header_style="bold")
    for column in ("name", "what", "source"):
        table.add_column(column)
    for s in rows:
        table.add_row(s.name, s.summary, s.source)
    wide_console().print(table)


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Preset or TOML file.")],
    set_: Set = None,
    seed: Seed = 0,
    world_seed: WorldSeed = None,
    luck_seed: LuckSeed = None,
    members: Members = None,
    weeks: Weeks = None,
    network: Network = None,
    threads: Threads = 1,
    out: Out = None,
    show_ids: ShowIds = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """One run: prints a summary and writes a result folder."""
    from experiments.single import run_one

    chosen = loaded([scenario], changes(set_, members, weeks, network))[0]
    world = seed if world_seed is None else world_seed
    luck = seed if luck_seed is None else luck_seed
    prepared(quiet)
    print_assumptions(chosen, world, quiet)
    result = run_one(
        chosen,
        world,
        luck,
        threads=threads,
        out=out,
        show_ids=show_ids,
        on_week=None if quiet or not sys.stderr.isatty() else week_line,
    )
    if as_json:
        measures = {k: None if v != v else v for k, v in result.summary.items()}
        print(
            json.dumps(
                {
                    "scenario": chosen.name,
                    "seed": seed,
                    "measures": measures,
                    "out": str(result.folder),
                }
            )
        )
        return
    from experiments.show import summary_lines

    title = (
        f"{chosen.name}, focal seller {chosen.settings.focal_name}, "
        f"{chosen.settings.market.weeks} weeks, seed {seed}"
    )
    summary_lines(result.summary, wide_console(), title)
    print(f"result: {result.folder}")
    print(f"report: {result.folder / 'report.html'}")


@app.command()
def compare(
    names: Annotated[list[str], typer.Argument(metavar="A B [C …]", help="Presets or TOML files.")],
    set_: Set = None,
    seed: Seed = 0,
    world_seed: WorldSeed = None,
    luck_seed: LuckSeed = None,
    reps: Annotated[int, typer.Option(min=1, max=100_000, help="Paired replicates.")] = 20,
    members: Members = None,
    weeks: Weeks = None,
    network: Network = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    threads: Threads = 1,
    out: Out = None,
    show_ids: ShowIds = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """The main job: the same market, people and luck under each scenario, and a report."""
    from experiments.compare import compare as run_compare
    from experiments.compare import unequal_budgets
    from experiments.report import build_report
    from experiments.show import comparison_tables, duration, replicate_line

    if len(names) < 2:
        raise BadInput(
            [
                Problem(
                    "compare",
                    "",
                    "needs at least two scenarios; `buyernet scenarios` lists presets",
                )
            ]
        )
    chosen = loaded(names, changes(set_, members, weeks, network))
    prepared(quiet)
    print_assumptions(chosen[0], seed if world_seed is None else world_seed, quiet)
    for line in unequal_budgets(chosen):
        say(f"warning: {line}")
    store_seen: list[Any] = []

    def on_start(store: Any, todo: int, found: int) -> None:
        store_seen.append(store)
        m = chosen[0].settings.market
        each = 3e-6 * m.members * (m.weeks * len(names) + m.warmup)
        kept = f"; {found} found finished in {store.folder}" if found else ""
        long = duration(each * todo / workers)
        say(f"{todo} replicates of {len(names)} scenarios to run, about {long}{kept}", quiet)

    already: list[int] = []

    def on_replicate(runs: Any, done: int, total: int, seconds: float) -> None:
        already.append(done)
        here = len(already)
        left = seconds / here * (total - done)
        say(replicate_line(runs, done, total, left), quiet)

    try:
        result = run_compare(
            *chosen,
            reps=reps,
            seed=seed,
            world_seed=world_seed,
            luck_seed=luck_seed,
            workers=workers,
            threads=threads,
            out=out,
            on_start=on_start,
            on_replicate=on_replicate,
            command=" ".join(["compare", *names]),
        )
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # one is enough: let the rest end in order
        where = store_seen[0].folder if store_seen else "the result folder"
        say(
            f"\ninterrupted: {len(already)} finished now and all finished before are kept in "
            f"{where}; the same command goes on from there"
        )
        raise typer.Exit(130) from None
    report = build_report(result, show_ids=show_ids)
    if as_json:
        print(json.dumps(result.as_json()))
        return
    comparison_tables(result, wide_console())
    print(f"result: {result.store.folder}")
    print(f"report: {report}")


def main() -> None:
    """Entry point: bad input is one line a problem and exit code 2."""
    try:
        app()
    except BadInput as bad:
        for problem in bad.problems:
            say(f"buyernet: {problem}")
        sys.exit(2)
    except KeyboardInterrupt:
        say(
            "buyernet: interrupted; what was finished is kept, and the same command goes on from there"
        )
        sys.exit(130)
    except OSError as failure:
        say(f"buyernet: {failure.filename or 'file'}: {failure.strerror or failure}")
        sys.exit(2)
