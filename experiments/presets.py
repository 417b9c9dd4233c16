"""The page of presets: what each is, what its source states, and every setting that it changes.

`docs/presets.md` is made from the files of the presets and their comments, so that nothing is typed
twice; `python -m experiments.reference` writes it.
"""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from experiments.coverage import evidence, rows_in
from experiments.draft import value_text
from sim.scenarios.files import CASES, HEAD, preset_files
from sim.scenarios.load import load
from sim.scenarios.positions import key_lines

CASE_KIND = "case"  # of rows of the evidence that tell of firms


class Line(NamedTuple):
    """One setting that a preset's file states: dotted path, value, and why."""

    path: str
    value: Any
    comment: str


class Preset(NamedTuple):
    """A preset as its file says it.

    Attributes
    ----------
    about : comments before the first key: what the source states and what it does not
    parent : name of the preset that it extends, empty for none
    lines : settings in the order of the file
    """

    name: str
    summary: str
    source: str
    about: str
    parent: str
    lines: tuple[Line, ...]

    @property
    def is_market(self) -> bool:
        """Whether it says nothing of what any seller does."""
        told = {line.path.partition(".")[0] for line in self.lines}
        return bool(told) and told <= {"market", "parameters"}


def comment_of(line: str) -> str:
    """The comment behind a `key = value`; empty where there is none."""
    for at, sign in enumerate(line):
        if sign == "#":
            try:
                tomllib.loads(line[:at])
            except tomllib.TOMLDecodeError:
                continue  # a # within quotes
            return line[at + 1 :].strip()
    return ""


def leaves(tree: Any, path: str = "") -> dict[str, Any]:
    """Values of nested tables and arrays of tables by dotted path."""
    if isinstance(tree, list) and tree and all(isinstance(entry, dict) for entry in tree):
        tree = {str(i): entry for i, entry in enumerate(tree)}
    if not isinstance(tree, dict):
        return {path: tree}
    found: dict[str, Any] = {}
    for key, part in tree.items():
        found |= leaves(part, f"{path}.{key}" if path else key)
    return found


def read_preset(path: Path) -> Preset:
    """A preset from its file alone, without what it extends."""
    text = path.read_text(encoding="utf-8")
    rows = text.splitlines()
    first = next(i for i, row in enumerate(rows) if not row.startswith("#"))
    data, at = tomllib.loads(text), key_lines(text)
    told = leaves({key: part for key, part in data.items() if key not in HEAD})
    order = sorted(told, key=lambda key: at[key])
    lines = [Line(key, told[key], comment_of(rows[at[key] - 1])) for key in order]
    return Preset(
        name=path.stem,
        summary=data["summary"],
        source=data["source"],
        about=" ".join(row.removeprefix("#").strip() for row in rows[:first]),
        parent=data.get("extends", ""),
        lines=tuple(lines),
    )


def presets() -> list[Preset]:
    """All presets by name."""
    return [read_preset(path) for path in preset_files().values()]


def words(preset: Preset) -> list[str]:
    """The settings of a preset as words of the command line, `--set` before each."""
    return [w for k in preset.lines for w in ("--set", f"{k.path}={value_text(k.value)}")]


def studies(preset: Preset, known: Mapping[str, Mapping[str, str]]) -> str:
    """The study whose cases the source of a preset names."""
    rows = [row for row in rows_in(preset.source, known) if known[row]["kind"] == CASE_KIND]
    return ", ".join(dict.fromkeys(known[row]["source"] for row in rows))


def grouped() -> dict[str, list[Preset]]:
    """Presets by the heading under which the page shows them."""
    known, cases = evidence(), {path.stem for path in CASES.glob("*.toml")}
    found: dict[str, list[Preset]] = {"Strategies": [], "Markets": []}
    for preset in presets():
        if preset.name in cases:
            heading = f"Firms of {studies(preset, known)}"
        else:
            heading = "Markets" if preset.is_market else "Strategies"
        found.setdefault(heading, []).append(preset)
    return found


INTRO = """\
# Presets

Made from the files in `sim/scenarios/` by `python -m experiments.reference`. A preset is data: it names
the settings in which it differs from the preset that it extends, each with what its source states or
with `assumption` and why. No rule knows the name of a preset. [What the settings mean](settings.md);
[how to write your own](how-to/scenarios.md); [one set of runs of all presets](preset_runs.md).

- **Strategies** share the budget of `base`, {base} in hours at the wage and money a week and 1,000
  members, so that they can be compared. Where a strategy needs money, hours are given up for it.
- **Firms** are the cases of three studies, put into the usual market of the model and not into their
  own, with what `base` offers where nothing is said of theirs. Their budget follows the size of the
  firm, which all three studies state: fewer than 50 people have half of the usual budget ({small}),
  50 to 249 the usual one, more have twice that ({large}). Those three values are an assumption, the same
  for all cases. Comparing firms of different sizes gives a warning: what differs is the budget too.
- **Markets** say nothing of what any seller does. Compare strategies in one by words, as shown there.
"""


def page() -> str:
    """The page, as Markdown."""
    base = load("base").settings
    usual = base.focal.budget.hours * base.parameters.production.wage + base.focal.budget.money
    parts = [
        INTRO.format(base=f"{usual:,.0f}", small=f"{usual / 2:,.0f}", large=f"{2 * usual:,.0f}")
    ]
    groups = grouped()
    for heading, members in groups.items():
        parts.append(f"\n## {heading}\n\n| preset | what | source |\n|---|---|---|\n")
        parts += [f"| [`{p.name}`](#{p.name}) | {p.summary} | {p.source} |\n" for p in members]
    for members in groups.values():
        parts += [section(p) for p in members]
    return "".join(parts)


def section(preset: Preset) -> str:
    """One preset: its facts, and a row a setting."""
    parent = f" Extends [`{preset.parent}`](#{preset.parent})." if preset.parent else ""
    lines = [
        "", f"### {preset.name}", "",
        f"{preset.summary[0].upper()}{preset.summary[1:]}. Source: {preset.source}.{parent}", "",
        preset.about,
    ]  # fmt: skip
    if preset.lines:
        lines += ["", "| setting | value | why |", "|---|---|---|"]
    lines += [f"| `{k.path}` | `{value_text(k.value)}` | {k.comment} |" for k in preset.lines]
    if preset.is_market:
        command = " \\\n    ".join(
            ["buyernet compare push pull", *(shlex.join(pair) for pair in pairs(words(preset)))]
        )
        lines += ["", "The same market by words alone:", "", "```", command, "```"]
    return "\n".join(lines) + "\n"


def pairs(given: list[str]) -> list[list[str]]:
    """Words two by two."""
    return [given[i : i + 2] for i in range(0, len(given), 2)]
