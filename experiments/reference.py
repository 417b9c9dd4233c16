"""Reference pages made from the code: data dictionary, settings, presets, coverage of the evidence.

`python -m experiments.reference` writes them; a test fails where they are not current.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pydantic import BaseModel

from experiments import presets, tables
from experiments.coverage import coverage
from sim.columns import ABOUT
from sim.errors import BadInput
from sim.measures import PRIMARY
from sim.scenarios.schema import Settings
from sim.scenarios.words import model_in, plain

DOCS = Path(__file__).resolve().parents[1] / "docs"


def data_dictionary() -> str:
    """Every column of every result table, as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        "Made from the code by `python -m experiments.reference`. Flows are sums over measured weeks;",
        "states are means over target members, averaged over the last four weeks. Primary measures: "
        + ", ".join(f"`{m}`" for m in PRIMARY)
        + "; all others are exploratory.",
    ]
    about = {**ABOUT, **tables.ABOUT}
    for name, columns in tables.COLUMNS.items():
        lines += [
            "",
            f"## {name}",
            "",
            about[name],
            "",
            "| column | kind | unit | definition | missing |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| `{c}` | {d.type} | {d.unit} | {d.definition} | {d.missing} |"
            for c, d in columns.items()
        ]
    return "\n".join(lines) + "\n"


def setting_rows(model: type[BaseModel], path: str) -> list[tuple[str, str, str, str, str, str]]:
    """(path, default, unit, range, meaning, source) of every setting below a table."""
    rows = []
    for name, info in model.model_fields.items():
        here = f"{path}.{name}" if path else name
        inner = model_in(info.annotation)
        if inner is not None:
            many = "tuple" in str(info.annotation)
            rows += setting_rows(inner, f"[[{here}]]" if many else here)
            continue
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        low = next((m.ge for m in info.metadata if hasattr(m, "ge")), None)
        high = next((m.le for m in info.metadata if hasattr(m, "le")), None)
        span = f"{plain(low)} – {plain(high)}" if low is not None and high is not None else ""
        default = "required" if info.is_required() else repr(info.default)
        rows.append(
            (
                here,
                default,
                str(extra.get("unit", "")),
                span,
                info.description or "",
                str(extra.get("source", "")),
            )
        )
    return rows


def settings_table() -> str:
    """Every setting of a scenario, as Markdown."""
    lines = [
        "# Settings",
        "",
        "Made from the code by `python -m experiments.reference`. `source` names the row of",
        "`evidence.csv` that names the quantity; the value is an assumption unless the meaning says",
        "otherwise. `design` marks settings that say how to run rather than what is true.",
        "",
        "| setting | default | unit | range | meaning | source |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        "| `" + "` | `".join(r[:2]) + "` | " + " | ".join(r[2:]) + " |"
        for r in setting_rows(Settings, "")
    ]
    return "\n".join(lines) + "\n"


PAGES = {
    "coverage.md": coverage,
    "data_dictionary.md": data_dictionary,
    "presets.md": presets.page,
    "settings.md": settings_table,
}


def main() -> int:
    """Write the pages; exit code 2, with a line a problem, where one cannot be made."""
    argparse.ArgumentParser("python -m experiments.reference", description=__doc__).parse_args()
    try:
        made = {name: make() for name, make in PAGES.items()}
    except BadInput as bad:
        for problem in bad.problems:
            print(problem, file=sys.stderr)
        return 2
    for name, text in made.items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
