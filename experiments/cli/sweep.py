"""`sweep`: scenarios at every point of a design."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli.ends import incomplete, interrupted
from experiments.cli.inputs import (
    Together,
    backend_of,
    goes_on,
    prepared,
    print_assumptions,
    shard_of,
    tables_of,
    targets_of,
    typed,
)
from experiments.cli.options import (
    Cluster,
    Insecure,
    Json,
    LuckSeed,
    Members,
    Network,
    OnError,
    Out,
    Quiet,
    Seed,
    Set,
    Shard,
    Threads,
    Until,
    Weeks,
    Workers,
    WorldSeed,
    Yes,
    say,
    wide_console,
)
from experiments.cli.progress import Progress
from sim.errors import BadInput, Problem

if TYPE_CHECKING:
    from experiments.design import Design
    from experiments.spec import Spec

LONG = 1.0  # expected hours above which a question is asked (assumption)
CHECKED = 1_000  # points between lines about their checking


def sweep(
    names: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO … | SPEC.toml", help="Presets, files or a spec."),
    ],
    over: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=v1,v2,…|low..high",
            help="Setting to sweep: values (also low..high..step), or for lhs and sobol a range "
            "(low..high, low..high:log); repeatable.",
        ),
    ] = None,
    design: Annotated[
        str | None, typer.Option(metavar="grid|lhs|sobol", help="How points are chosen.")
    ] = None,
    n: Annotated[int | None, typer.Option("--n", help="Points of lhs and sobol.")] = None,
    design_seed: Annotated[int | None, typer.Option(help="Seed of lhs and sobol.")] = None,
    points: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="Points from a file: a column a setting."),
    ] = None,
    set_: Set = None,
    seed: Seed = 0,
    world_seed: WorldSeed = None,
    luck_seed: LuckSeed = None,
    reps: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="Replicates of every point (20).")
    ] = None,
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
    tables: Annotated[
        str,
        typer.Option(
            metavar="runs,weeks,…",
            help="Tables to keep: runs, weeks, leads, cascades, groups, tells, reads.",
        ),
    ] = "runs",
    out: Out = None,
    yes: Yes = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Scenarios at every point of a design, with replicates; resumes where it stopped."""
    from experiments.drive import Incomplete
    from experiments.show import sweep_tables
    from experiments.spec import is_spec
    from experiments.sweeping import sweep as run_sweep

    read = Together()
    asked = read(_asked, names, over, design, n, design_seed, points)
    chosen, plan, spec = asked or ([m for m in names if not is_spec(m)], None, None)
    backend = read(backend_of, workers, cluster, insecure)
    share, kept, going = read(shard_of, shard), read(tables_of, tables), read(goes_on, on_error)
    wanted = read(targets_of, (spec.until or None) if spec and until is None else until)
    most = reps or (spec.reps if spec else 20)
    changed = spec.changes if spec else {}
    scenarios = read.scenarios(chosen, set_, members, weeks, network, changed)
    if plan is not None:
        read.problems += plan.problems()
    read.end()
    assert plan is not None  # else there was a problem
    print_assumptions(scenarios[0], quiet)
    prepared(quiet)
    line = Progress(quiet)

    def on_point(done: int, total: int) -> None:
        if total > CHECKED and done % CHECKED == 0:
            say(f"  {done:,} of {total:,} points checked", quiet)

    def on_start(store: Any, planned: Any, found: int) -> None:
        runs = planned.runs()
        line.begin(store.folder, len(runs) - found, found)
        _ask(scenarios, planned, found, most, Asked(1 if cluster else workers, yes, quiet))
        if wanted:
            say(f"  each point goes on until {', '.join(map(str, wanted))}", quiet)

    try:
        result = run_sweep(
            *scenarios, over=plan, reps=most, until=wanted or (), seed=seed, world_seed=world_seed,
            luck_seed=luck_seed, backend=backend, threads=threads, out=out, shard=share or (0, 1),
            go_on=bool(going), tables=kept or ("runs",), command=typed(), on_point=on_point,
            on_start=on_start, watch=line.show,
        )  # fmt: skip
    except KeyboardInterrupt:
        interrupted(line)
    except Incomplete as part:
        incomplete(part, as_json)
        return
    for text in result.store.manifest()["warnings"]:
        say(f"warning: {text}")
    if as_json:
        print(json.dumps(result.as_json()))
    else:
        sweep_tables(result, wide_console())
        print(f"result: {result.store.folder}")
    line.end()


def _asked(
    names: list[str],
    over: list[str] | None,
    kind: str | None,
    n: int | None,
    seed: int | None,
    points: Path | None,
) -> tuple[list[str], Design, Spec | None]:
    """Scenarios and design from the words of the command, or from a spec that it names."""
    from experiments.design import Design, parse_over, read_points
    from experiments.spec import is_spec, read_spec

    specs = [name for name in names if is_spec(name)]
    if specs:
        given = {
            "--over": over,
            "--design": kind,
            "--n": n,
            "--design-seed": seed,
            "--points": points,
        }
        wrong = [
            Problem("", option, f"has no place beside {specs[0]}, which says it")
            for option, value in given.items()
            if value is not None
        ]
        if len(names) > 1:
            wrong.append(Problem("", "sweep", f"{specs[0]} is a sweep of its own; name it alone"))
        if wrong:
            raise BadInput(wrong)
        spec = read_spec(specs[0])
        return list(spec.scenarios), spec.design, spec
    if points is not None:
        extra = {"--over": over, "--design": kind, "--n": n}
        wrong = [
            Problem("", option, "has no place beside --points, whose columns are what is swept")
            for option, value in extra.items()
            if value is not None
        ]
        if wrong:
            raise BadInput(wrong)
        return names, read_points(points), None
    axes = parse_over(over or [])
    wrong = [
        Problem("", option, "is for --design lhs or sobol")
        for option, given in (("--n", n), ("--design-seed", seed))
        if given is not None and kind in (None, "grid")
    ]
    if wrong:
        raise BadInput(wrong)
    return names, Design(kind or "grid", axes, n or 0, seed or 0), None


def _ask(scenarios: list[Any], plan: Any, found: int, most: int, ask: Asked) -> None:
    """Say how long it will take; above a time, go on only after a yes.

    most : replicates that `--until` may come to; those of the plan without it
    """
    from experiments.estimate import pace_of
    from experiments.jobs import people_of
    from experiments.show import duration

    todo = len(plan.runs()) - found
    if not todo:
        return
    base = scenarios[0].settings.market
    pace = pace_of(scenarios[0], people_of(scenarios[0]))
    sizes = [
        c.at.get("market.members", base.members) / base.members
        * c.at.get("market.weeks", base.weeks) / base.weeks
        for c in plan.cells
    ]  # fmt: skip
    worlds = len({plan.world(run) for run in plan.runs()})
    hours = pace.hours(todo, min(worlds, todo), ask.workers) * sum(sizes) / len(sizes)
    longest = hours * most / max(plan.reps)
    where = f"on {ask.workers} workers" if ask.workers > 1 else "on one worker"
    text = f"about {duration(3600 * hours)} {where}"
    if most > max(plan.reps):
        text = f"the first round {text}, all that --reps allows at most {duration(3600 * longest)}"
    say(f"  {text}", ask.quiet)
    if longest <= LONG or ask.yes:
        return
    if not sys.stdin.isatty():
        why = f"takes long ({text}; more than {duration(3600 * LONG)}): add --yes to go on"
        raise BadInput([Problem("", "sweep", why)])
    if not typer.confirm("Go on?", err=True):
        raise typer.Exit(130)


@dataclass(frozen=True)
class Asked:
    """What bears on the question before a long sweep."""

    workers: int
    yes: bool
    quiet: bool
