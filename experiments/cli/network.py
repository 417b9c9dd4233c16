"""`network`: what a real network is and what becomes of it, before anything runs."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from experiments.cli.inputs import changes, loaded
from experiments.cli.options import Json, Seed, Set


def network(
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help="A folder with edges.csv, an edge list or GraphML.",
        ),
    ],
    set_: Set = None,
    scenario: Annotated[
        str, typer.Option(help="Preset or TOML file whose market the network is for.")
    ] = "base",
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Say what a network is and what the model makes of it; nothing is run."""
    from experiments.describe import describe, lines_of

    chosen = loaded([scenario], changes(set_, network=path))[0]
    found = describe(chosen.settings.market, seed)
    if as_json:
        print(json.dumps(found.as_json()))
        return
    print("\n".join(lines_of(found)))
