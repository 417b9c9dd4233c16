"""Commands about scenarios as files: `scenarios`, `check`, `new`, `schema`."""

from __future__ import annotations

import json

from experiments.cli.options import Json, wide_console


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
