"""`run` and `compare`: commands that run the model and write a result folder."""

from __future__ import annotations

import json
import shlex
import signal
import sys
from typing import Annotated, Any

import typer

from experiments.cli.inputs import changes, loaded, people_in, prepared, print_assumptions
from experiments.cli.options import (
    Json,
    LuckSeed,
    Members,
    Network,
    Out,
    Quiet,
    Report,
    Seed,
    Set,
    ShowIds,
    Threads,
    Weeks,
    WorldSeed,
    say,
    wide_console,
)
from sim.errors import BadInput, Problem


def typed() -> str:
    """The command as it was typed, for the record."""
    return shlex.join(sys.argv[1:])


def week_line(week: int, weeks: int) -> None:
    """Progress of one run, on one line of a terminal."""
    print(f"\r  week {week}/{weeks}", end="" if week < weeks else "\n", file=sys.stderr, flush=True)


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
    with_report: Report = True,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """One run: prints a summary and writes a result folder."""
    from experiments.single import run_one

    chosen = loaded([scenario], changes(set_, members, weeks, network))[0]
    world = seed if world_seed is None else world_seed
    luck = seed if luck_seed is None else luck_seed
    print_assumptions(chosen, quiet)
    prepared(quiet)
    result = run_one(
        chosen,
        world,
        luck,
        threads=threads,
        out=out,
        show_ids=show_ids,
        report=with_report,
        on_week=None if quiet or not sys.stderr.isatty() else week_line,
        command=typed(),
    )
    for line in result.warnings:
        say(f"warning: {line}")
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
    if with_report:
        print(f"report: {result.folder / 'report.html'}")


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
    with_report: Report = True,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """The main job: the same market, people and luck under each scenario, and a report."""
    from experiments.comparison import compare as run_compare
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
    print_assumptions(chosen[0], quiet)
    prepared(quiet)
    store_seen: list[Any] = []

    def on_start(store: Any, todo: int, found: int) -> None:
        store_seen.append(store)
        m = chosen[0].settings.market
        each = 3e-6 * people_in(m) * (m.weeks * len(names) + m.warmup)
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
            command=typed(),
        )
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # one is enough: let the rest end in order
        where = store_seen[0].folder if store_seen else "the result folder"
        say(
            f"\ninterrupted: {len(already)} finished now and all finished before are kept in "
            f"{where}; the same command goes on from there"
        )
        raise typer.Exit(130) from None
    for line in result.store.manifest()["warnings"]:
        say(f"warning: {line}")
    report = build_report(result, show_ids=show_ids) if with_report else None
    if as_json:
        print(json.dumps(result.as_json()))
        return
    comparison_tables(result, wide_console())
    print(f"result: {result.store.folder}")
    if report:
        print(f"report: {report}")
