"""`run` and `compare`: commands that run the model and write a result folder."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from experiments.cli.ends import incomplete, interrupted
from experiments.cli.inputs import (
    Together,
    backend_of,
    goes_on,
    layout_of,
    prepared,
    print_assumptions,
    shard_of,
    targets_of,
    typed,
)
from experiments.cli.options import (
    Cluster,
    Insecure,
    Json,
    Logs,
    LuckSeed,
    Members,
    Network,
    OnError,
    Out,
    Quiet,
    Report,
    Seed,
    Set,
    Shard,
    ShowIds,
    Threads,
    Until,
    Weeks,
    Workers,
    WorldSeed,
    say,
    wide_console,
)
from experiments.cli.progress import Progress
from sim.errors import Problem


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
    logs: Logs = "auto",
    out: Out = None,
    show_ids: ShowIds = False,
    with_report: Report = True,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """One run: prints a summary and writes a result folder."""
    from experiments.single import run_one

    read = Together()
    layout = read(layout_of, logs)
    found = read.scenarios([scenario], set_, members, weeks, network)
    read.end()
    chosen = found[0]
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
        layout=layout,
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
    until: Until = None,
    members: Members = None,
    weeks: Weeks = None,
    network: Network = None,
    workers: Workers = 2,
    threads: Threads = 1,
    cluster: Cluster = None,
    insecure: Insecure = False,
    shard: Shard = "1/1",
    on_error: OnError = "stop",
    logs: Logs = "auto",
    out: Out = None,
    show_ids: ShowIds = False,
    with_report: Report = True,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """The main job: the same market, people and luck under each scenario, and a report."""
    from experiments.comparison import compare as run_compare
    from experiments.drive import Incomplete
    from experiments.report import build_report
    from experiments.show import comparison_tables

    read = Together()
    if len(names) < 2:
        why = "needs at least two scenarios; `buyernet scenarios` lists presets"
        read.problems.append(Problem("compare", "", why))
    backend = read(backend_of, workers, cluster, insecure)
    share, going, layout = read(shard_of, shard), read(goes_on, on_error), read(layout_of, logs)
    targets = read(targets_of, until)
    chosen = read.scenarios(names, set_, members, weeks, network)
    read.end()
    print_assumptions(chosen[0], quiet)
    prepared(quiet)
    line = Progress(quiet)

    def on_start(store: Any, todo: int, found: int) -> None:
        line.begin(store.folder, todo, found)

    try:
        result = run_compare(
            *chosen,
            reps=reps,
            until=targets or (),
            seed=seed,
            world_seed=world_seed,
            luck_seed=luck_seed,
            backend=backend,
            threads=threads,
            out=out,
            shard=share or (0, 1),
            go_on=bool(going),
            layout=layout,
            on_start=on_start,
            watch=line.show,
            command=typed(),
        )
    except KeyboardInterrupt:
        interrupted(line)
    except Incomplete as part:
        incomplete(part, as_json)
        return
    held = result.store.manifest()
    for text in held.get("reached", []):
        say(text)
    for text in held["warnings"]:
        say(f"warning: {text}")
    report = build_report(result, show_ids=show_ids) if with_report else None
    if as_json:
        print(json.dumps(result.as_json()))
    else:
        comparison_tables(result, wide_console())
        print(f"result: {result.store.folder}")
        if report:
            print(f"report: {report}")
    line.end()
