"""Coverage of the evidence: for every row of `docs/evidence.csv`, where it lives in the model.

`docs/coverage.md` is made from docstrings, the sources of settings, the register of mechanisms and
the presets, so that nothing is typed twice; `python -m experiments.reference` writes it. Why a row is
not in the model says `docs/left_out.csv`. A row that is neither is open, and the page says so.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import BadInput, Problem
from sim.mechanisms import MECHANISMS, Mechanism
from sim.scenarios.files import preset_files
from sim.scenarios.schema import Settings
from sim.scenarios.words import every_path, field_at

ROOT = Path(__file__).resolve().parents[1]
SIM = ROOT / "sim"
EVIDENCE, LEFT_OUT = ROOT / "docs" / "evidence.csv", ROOT / "docs" / "left_out.csv"

#: A row of the evidence, as texts name it.
ROW = re.compile(r"\b(?:(?:MA|MB|PA|PB|NB|NC)-\d+|[AB]-\d+(?:\.(?:\d+|[A-Z]))?)\b")
RANGE = re.compile(r"\b([A-Z]+-(?:\d+\.)?)(\d+) to \1(\d+)\b")
#: Parts of the page, in order: how ids begin, and what the rows are.
PARTS = {
    "MA-": "Mechanisms, part A",
    "MB-": "Mechanisms, part B",
    "A-": "Systems, figures and cases, part A",
    "B-": "Systems, rivals and cases, part B",
    "NB-": "Figures, part B",
    "NC-": "Outside figures",
    "PA-": "Patterns, part A",
    "PB-": "Patterns, part B",
}
MECHANISM_ROWS = ("MA-", "MB-")
WEAK = frozenset({"Q", "I"})  # one quote, or inferred by whoever read the study
DONE, OUT, SCORED, OPEN = "done", "left out", "scored", "OPEN"
STATUSES = (DONE, OUT, SCORED, OPEN)
#: Kinds of places by the folder of `sim/` in which a docstring stands.
FOLDERS = {"agents": "rule", "kernels": "kernel", "network": "network code"}
ELSEWHERE = "other code"
MECHANISM, PRESET = "mechanism", "preset"


class Place(NamedTuple):
    """Where a row is cited.

    Attributes
    ----------
    kind : mechanism, rule, kernel, network code, other code, parameter, setting or preset
    name : of the mechanism, `module.function`, dotted path, or name of the preset
    """

    kind: str
    name: str


Rows = Mapping[str, Mapping[str, str]]
Places = Mapping[str, Sequence[Place]]


def table(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def evidence() -> dict[str, dict[str, str]]:
    """Rows of the evidence by id, in the order of the file."""
    return {row["id"]: row for row in table(EVIDENCE)}


def rows_in(text: str, known: Rows) -> list[str]:
    """Rows that a text names, those of ranges such as `MA-26 to MA-28` among them, in order."""
    found = ROW.findall(text)
    for before, low, high in RANGE.findall(text):
        numbers = range(int(low), int(high) + 1)
        found += [
            row for n in numbers for row in (f"{before}{n}", f"{before}{n:02d}") if row in known
        ]
    return list(dict.fromkeys(found))


def docstrings(text: str) -> Iterator[tuple[str, str]]:
    """Docstrings of a file: (function or class, docstring); the module's own has no name."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            said = ast.get_docstring(node)
            if said:
                yield getattr(node, "name", ""), said


def in_docstrings(known: Rows) -> Iterator[tuple[str, Place]]:
    """(row, place) for every docstring of the model; the register has places of its own."""
    for path in sorted(SIM.rglob("*.py")):
        if path == SIM / "mechanisms.py":
            continue
        kind = FOLDERS.get(path.parent.name, ELSEWHERE)
        for name, said in docstrings(path.read_text(encoding="utf-8")):
            for row in rows_in(said, known):
                yield row, Place(kind, f"{path.stem}.{name}" if name else path.stem)


def in_settings() -> Iterator[tuple[str, Place]]:
    """(row, place) for every setting and parameter whose source is a row."""
    for path in every_path(Settings):
        field = field_at(Settings, tuple(path.split(".")))
        extra: Any = field.json_schema_extra if field else None
        if extra and ROW.fullmatch(extra["source"]) and not path.startswith("rival."):
            group, _, name = path.partition(".")
            kind = "parameter" if group == "parameters" else "setting"
            yield extra["source"], Place(kind, name if kind == "parameter" else path)


def in_register() -> Iterator[tuple[str, Place]]:
    """(row, place) for every mechanism that a setting switches."""
    for m in MECHANISMS:
        for row in m.rows:
            yield row, Place(MECHANISM, m.name)


def in_presets(known: Rows) -> Iterator[tuple[str, Place]]:
    """(row, place) for every preset whose source or comments name a row."""
    for name, path in preset_files().items():
        for row in rows_in(path.read_text(encoding="utf-8"), known):
            yield row, Place(PRESET, name)


def all_places(known: Rows) -> dict[str, list[Place]]:
    """Every place of every row, each once, in the order mechanisms, docstrings, settings, presets."""
    found: dict[str, list[Place]] = {row: [] for row in known}
    for sources in (in_register(), in_docstrings(known), in_settings(), in_presets(known)):
        for row, place in sources:
            if place not in found.setdefault(row, []):
                found[row].append(place)
    return found


def left_out_problems(left: Sequence[Mapping[str, str]], known: Rows, places: Places) -> list[str]:
    """What is wrong with the rows that are said to be left out, a line each."""
    said: list[str] = []
    seen: set[str] = set()
    for entry in left:
        row, reason = entry["id"], (entry["reason"] or "").strip()
        if row in seen:
            said.append(f"{row}: stands twice")
        seen.add(row)
        if row not in known:
            said.append(f"{row}: is no row of docs/evidence.csv")
            continue
        if not reason:
            said.append(f"{row}: has no reason")
        weak = set(known[row]["confidence"].split("+")) <= WEAK
        if row.startswith(MECHANISM_ROWS) and not weak:
            said.append(
                f"{row}: has confidence {known[row]['confidence']}; only a mechanism that rests on one "
                "quote (Q) or on inference (I) may be left out"
            )
        if known[row]["kind"] == "pattern":
            said.append(f"{row}: is a pattern, which is scored and not built")
        if places.get(row):
            where = ", ".join(f"{p.kind} {p.name}" for p in places[row])
            said.append(f"{row}: is in the model: {where}; take out the line or the citation")
    return said


def left_out(known: Rows, places: Places) -> dict[str, str]:
    """Reasons by row, of `docs/left_out.csv`.

    Raises
    ------
    BadInput   a line that cannot be: every one of them
    """
    left = table(LEFT_OUT)
    wrong = left_out_problems(left, known, places)
    if wrong:
        raise BadInput([Problem("docs/left_out.csv", *line.split(": ", 1)) for line in wrong])
    return {entry["id"]: entry["reason"].strip() for entry in left}


def status(row: str, known: Rows, places: Places, reasons: Mapping[str, str]) -> str:
    """One of `STATUSES`. A preset sets figures, but does not build a mechanism."""
    if known[row]["kind"] == "pattern":
        return SCORED
    counted = [
        p for p in places.get(row, ()) if p.kind != PRESET or not row.startswith(MECHANISM_ROWS)
    ]
    if counted:
        return DONE
    return OUT if row in reasons else OPEN


def part_of(row: str) -> str:
    """Beginning of the ids of a row's part."""
    return next(part for part in PARTS if row.startswith(part))


def where(places: Sequence[Place], reason: str) -> str:
    """Places as the page says them, kinds in order, then the reason."""
    kinds: dict[str, list[str]] = {}
    for place in places:
        name = place.name if place.kind == MECHANISM else f"`{place.name}`"
        kinds.setdefault(place.kind, []).append(name)
    texts = [
        f"{kind}{'s' if len(names) > 1 and not kind.endswith('code') else ''} {', '.join(names)}"
        for kind, names in kinds.items()
    ]
    return "; ".join([*texts, *([reason] if reason else [])]).replace("|", "\\|")


def switches(mechanisms: Sequence[Mechanism] = MECHANISMS) -> frozenset[str]:
    """Rows with a switch."""
    return frozenset(row for m in mechanisms for row in m.rows)


HEAD = """\
# Coverage of the evidence

Made by `python -m experiments.reference` from docstrings, the sources of settings, the register of
mechanisms (`sim/mechanisms.py`), presets and `docs/left_out.csv`. *Done* means that a rule, kernel,
setting or registered mechanism cites the row; it does not say how well. A preset's comment alone makes
a figure done, not a mechanism. *With a switch* counts the rows that registered mechanisms stand for:
those can be switched off. [How to use this page](how-to/evidence.md).

| part | rows | done | with a switch | left out | scored | OPEN |
|---|--:|--:|--:|--:|--:|--:|
"""


def page(known: Rows, places: Places, reasons: Mapping[str, str]) -> str:
    """The page, as Markdown."""
    found = {row: status(row, known, places, reasons) for row in known}
    switched = switches()
    parts = {p: [row for row in known if part_of(row) == p] for p in PARTS}
    lines = HEAD.splitlines()

    def counts(name: str, rows: Sequence[str]) -> str:
        n = {s: sum(found[row] == s for row in rows) for s in STATUSES}
        with_switch = sum(row in switched for row in rows)
        cells = (len(rows), n[DONE], with_switch, n[OUT], n[SCORED], n[OPEN])
        return f"| {name} | " + " | ".join(map(str, cells)) + " |"

    lines += [counts(f"{PARTS[p]} ({p.rstrip('-')})", rows) for p, rows in parts.items() if rows]
    lines += [counts("all", list(known)), ""]
    lines += ["OPEN rows are neither built nor left out for a stated reason:", ""]
    for p, rows in parts.items():
        still = [row for row in rows if found[row] == OPEN]
        if still:
            lines.append(f"- {PARTS[p]}: {', '.join(still)}")
    if OPEN not in found.values():
        lines.append("- none")
    for p, rows in parts.items():
        if rows:
            lines += ["", f"## {PARTS[p]}", "", *_part(rows, known, places, reasons, found)]
    return "\n".join(lines) + "\n"


def _part(
    rows: Sequence[str],
    known: Rows,
    places: Places,
    reasons: Mapping[str, str],
    found: Mapping[str, str],
) -> list[str]:
    """The table of one part."""
    lines = [
        "| row | confidence | what it says | status | where, or why not |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        said = known[row]["statement"].replace("|", "\\|")
        reason = reasons.get(row, "")
        if found[row] == SCORED:
            reason = "scored, not built: see the scoreboard"
        cells = (
            row,
            known[row]["confidence"],
            said,
            found[row],
            where(places.get(row, ()), reason),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def coverage() -> str:
    """The page of this project.

    Raises
    ------
    BadInput   `docs/left_out.csv` names what cannot be left out
    """
    known = evidence()
    places = all_places(known)
    return page(known, places, left_out(known, places))
