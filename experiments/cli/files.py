"""Commands about scenarios as files: `scenarios`, `check`, `new`, `schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.inputs import changes, loaded, prepared, print_assumptions
from experiments.cli.options import (
    Json,
    Members,
    Network,
    Quiet,
    Seed,
    Set,
    Weeks,
    say,
    wide_console,
)
from sim.errors import BadInput, Problem


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


def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE …", help="Scenario files or presets.")
    ],
    set_: Set = None,
    members: Members = None,
    weeks: Weeks = None,
    network: Network = None,
    seed: Seed = 0,
    trial: Annotated[
        bool, typer.Option(help="Run it once, small, to see whether it is sound.")
    ] = True,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Validate scenarios: every problem in one pass, and warnings where one is not sound."""
    from experiments.check import checked, differing
    from experiments.jobs import people_of

    chosen = loaded(files, changes(set_, members, weeks, network))
    found = []
    for scenario in chosen:
        print_assumptions(scenario, quiet)
        if trial:
            prepared(quiet)
        warnings = checked(scenario, seed) if trial else []
        found.append({"scenario": scenario.name, "warnings": warnings})
        if as_json:
            continue
        m = scenario.settings.market
        print(
            f"{scenario.name}: no mistakes; {people_of(scenario):,} members, {m.weeks} weeks after "
            f"{m.warmup} of warm-up, focal seller {scenario.settings.focal_name} of {len(m.seller)}"
        )
        for line in differing(scenario):
            print(f"  {line}")
        if trial and not warnings:
            print("  a trial run is sound")
        for line in warnings:
            say(f"warning: {scenario.name}: {line}")
    if as_json:
        print(json.dumps(found))


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write, ending in .toml.")],
    preset: Annotated[
        str, typer.Option("--from", metavar="PRESET", help="Preset to start from.")
    ] = "mixed",
    everything: Annotated[
        bool, typer.Option("--all", help="Name the parameters of the rules too.")
    ] = False,
) -> None:
    """Write a commented scenario to edit."""
    from experiments.draft import draft
    from sim.scenarios.files import preset_names
    from sim.scenarios.load import load
    from sim.scenarios.words import nearest

    problems = []
    if file.suffix != ".toml":
        problems.append(Problem(str(file), "", "must end in .toml"))
    elif file.exists():
        problems.append(Problem(str(file), "", "is there already and was left as it is"))
    elif not file.parent.is_dir():
        problems.append(Problem(str(file.parent), "", "there is no such folder"))
    if file.stem in preset_names():
        why = f"{file.stem!r} is the name of a preset; tables could not tell the two apart"
        problems.append(Problem(str(file), "", why))
    if preset not in preset_names():
        why = f"no preset is named {preset!r}{nearest(preset, preset_names())}"
        problems.append(Problem("--from", "", why))
    if problems:
        raise BadInput(problems)
    file.write_text(draft(load(preset), file.name, everything), encoding="utf-8", newline="\n")
    print(f"{file}: extends {preset}; edit it, then `buyernet check {file}`")


def schema() -> None:
    """Print the JSON Schema of a scenario, for completion and checks in editors."""
    from experiments.draft import json_schema

    print(json.dumps(json_schema(), indent=2))
