"""The page: everything that a template needs, and the template filled in."""

from __future__ import annotations

import base64
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from experiments.names import write_atomically
from experiments.report import differences, pictures, tables
from experiments.report.data import Data
from experiments.report.figures import drawing
from experiments.report.map import STATES, states_of
from experiments.report.sheets import Sheet, sheets_of
from experiments.report.spreadsheet import XLSX, csv_bytes, workbook_bytes
from experiments.report.summary import blind_spots, summary
from experiments.report.words import label
from experiments.show import NOTE
from experiments.store import Store
from sim.errors import BadInput
from sim.measures import MEASURES, PRIMARY

TEMPLATE = "report.html.j2"
BLOCK_GROUPS = ("role", "relation", "size", "industry")


def environment() -> Environment:
    """Templates with autoescape: names of scenarios are text that users typed."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def subtitle(data: Data) -> str:
    """One line on what was run."""
    world, luck = data.seeds
    sellers = list(dict.fromkeys(s.settings.focal_name for s in data.scenarios))
    return (
        f"{data.size_text}, {data.span_text}, {data.runs_text}, focal seller {', '.join(sellers)}, "
        f"world seed {world}, luck seed {luck}"
    )


def command(data: Data) -> str:
    """The command that makes the same result from the folder's own settings."""
    world, luck = data.seeds
    seeds = f"--world-seed {world} --luck-seed {luck} --out NEW_FOLDER"
    if data.single:
        return f"buyernet run scenario.toml {seeds}"
    files = " ".join(shlex.quote(f"scenarios/{name}.toml") for name in data.names)
    return f"buyernet compare {files} --reps {data.n} {seeds}"


def cite(data: Data) -> str:
    """How to cite: software, version, model id and seeds."""
    version = data.manifest.get("versions", {}).get("buyernet", "?")
    world, luck = data.seeds
    return (
        f"buyernet contributors. buyernet: an agent-based simulator of B2B buyer networks, version "
        f"{version}, model {data.manifest.get('model', '?')}, world seed {world}, luck seed {luck}."
    )


def known_ids(data: Data) -> dict[int, tuple[str, str]]:
    """Ids of people and of their organisations by key; empty where the folder cannot be read."""
    from sim.network.importers import read_network

    market = data.scenarios[0].settings.market
    if not market.network:
        return {}
    try:
        network = read_network(market)
    except BadInput:
        return {}
    census, labels = network.census, network.labels
    rows = zip(census.key.tolist(), labels["people"], census.org.tolist(), strict=True)
    return {int(k): (person, labels["organisations"][org]) for k, person, org in rows}


def ids_table(data: Data, ids: dict[int, tuple[str, str]]) -> tables.Table | None:
    """Who is on the map, by id; only where ids are asked for."""
    if not ids or data.people.empty:
        return None
    people = data.people[data.people["scenario"] == data.names[0]]
    table = tables.Table(
        "People on the map", ["person", "organisation", "role", "state"], look="words"
    )
    for row, state in zip(people.to_dict("records"), states_of(people), strict=True):
        person, organisation = ids.get(int(row["key"]), ("–", "–"))
        told = ", told somebody" if row["told"] else ""
        table.rows.append(
            [
                tables.Cell(person, "", "head"),
                tables.Cell(organisation, "", "text"),
                tables.Cell(str(row["role"]), "", "text"),
                tables.Cell(STATES[int(state)][0] + told, "", "text"),
            ]
        )
    return table


@dataclass(frozen=True)
class Download:
    """A file beside the page that the page also carries."""

    file: str
    about: str
    source: str

    @property
    def name(self) -> str:
        """File name without its folder."""
        return self.file.rpartition("/")[2]


def downloads(sheets: list[Sheet], store: Store) -> list[Download]:
    """Write the tables for spreadsheets into the result folder; what the page shows of them."""
    found = []
    files = [("tables.xlsx", "all of these tables as sheets of one workbook", XLSX)]
    for s in sheets:
        files.append((s.file, f"{s.about}; {len(s.rows):,} rows", "text/csv;charset=utf-8"))
    for (file, about, kind), data in zip(
        files, [workbook_bytes(sheets), *map(csv_bytes, sheets)], strict=True
    ):
        write_atomically(store.folder / file, data, lasting=False)
        source = f"data:{kind};base64,{base64.b64encode(data).decode()}"
        found.append(Download(file, f"{about[0].lower()}{about[1:]}", source))
    return found


def css_text(text: str) -> str:
    """Text as a string of CSS, everything but letters and digits escaped."""
    return "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text)


def table_blocks(data: Data, several: bool) -> dict[str, list[tables.Table]]:
    """Tables of the page by place."""
    others = [m for m in MEASURES if m not in PRIMARY]
    mean = "value" if data.n == 1 else "mean and 95% interval"
    caption = "Differences in the primary measures"
    first, rest = differences.difference_tables(data, caption) if several else ([], [])
    exploratory = (
        f"Differences in the exploratory measures: {data.names[0]} minus each other scenario, mean "
        "and paired 95% interval"
    )
    return {
        "primary": tables.measures_tables(data, PRIMARY, f"Primary measures: {mean}"),
        "contrasts": first,
        "more_contrasts": rest,
        "exploratory": tables.measures_tables(data, others, f"Exploratory measures: {mean}"),
        "exploratory_contrasts": differences.exploratory_tables(data, others, exploratory)
        if several
        else [],
        "funnel": tables.measures_tables(
            data, (*tables.FUNNEL, *tables.PIPELINE),
            f"The funnel, and what was still open at the end: {mean}",
        ),
        "truth": tables.measures_tables(data, tables.TRUTH, f"Truth and dashboard: {mean}"),
        "ledger": tables.ledger_tables(data),
        "settings": tables.settings_tables(data),
    }  # fmt: skip


def context(data: Data, store: Store, show_ids: bool) -> dict[str, Any]:
    """Everything that the template shows."""
    ids = known_ids(data) if show_ids else {}
    with drawing():
        drawn = pictures.all_pictures(data, store, ids or None)
    several = not data.single and len(data.names) > 1 and data.n > 1
    title = " and ".join(data.names) if len(data.names) < 3 else f"{len(data.names)} scenarios"
    heading = f"{'Comparison of ' if not data.single else 'One run of '}{title}"
    sheets = sheets_of(data, heading)
    return {
        "title": f"buyernet report: {title}",
        "heading": heading,
        "print_title": css_text(heading),
        "subtitle": subtitle(data),
        "scenarios": [
            (
                s.name,
                s.summary or data.manifest.get("scenarios", {}).get(s.name, {}).get("summary", ""),
            )
            for s in data.scenarios
        ],
        "warnings": [str(w) for w in data.manifest.get("warnings", [])],
        "summary": summary(data),
        "note": NOTE,
        "drawn": drawn,
        "tables": table_blocks(data, several),
        "downloads": downloads(sheets, store),
        "sheets": [s for s in sheets if s.name not in ("about", "columns")],
        "groups": [(g, tables.group_tables(data, g)) for g in BLOCK_GROUPS],
        "ids": ids_table(data, ids),
        "blind": blind_spots(data),
        "assumptions": data.assumptions,
        "network": data.network,
        "definitions": tables.definitions_table(data),
        "labels": {m: label(m) for m in PRIMARY},
        "primary": PRIMARY,
        "single": data.single,
        "several": several,
        "n": data.n,
        "groups_drawn": data.people.empty and not data.map_groups.empty,
        "names": data.names,
        "manifest": data.manifest,
        "versions": sorted(data.manifest.get("versions", {}).items()),
        "seeds": data.seeds,
        "folder": data.folder,
        "command": command(data),
        "cite": cite(data),
    }


def write_report(data: Data, store: Store, show_ids: bool) -> Path:
    """Draw the figures, fill in the page and write both into the result folder."""
    page = environment().get_template(TEMPLATE).render(context(data, store, show_ids))
    return store.write_text("report.html", page)
