"""Tables of a result for a spreadsheet: what is in them, and what their columns mean."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from experiments.report.data import GROUP_COLUMNS, Data
from experiments.report.tables import differing_settings, group_label, setting_text
from experiments.report.words import label, state_of
from experiments.show import NOTE
from sim.measures import MEASURES, PRIMARY

Value = str | float | int | None


@dataclass
class Sheet:
    """A table with one line of heading.

    Attributes
    ----------
    name : of the file and of the sheet   about : what it holds
    columns : by name, unit and meaning   rows : text, numbers, or None where a value is missing
    """

    name: str
    about: str
    columns: dict[str, tuple[str, str]]
    rows: list[list[Value]] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Where its CSV lies in the result folder."""
        return f"tables/{self.name}.csv"


UNIT = "unit of the measure"
KEYS = {
    "scenario": ("", "name of the scenario"),
    "measure": ("", "name of the measure, as in the definitions"),
}
MEAN = {
    "mean": (UNIT, "mean over runs; the value where there is one run"),
    "ci_low": (UNIT, "lower end of its interval at 95%, empty with fewer than two values"),
    "ci_high": (UNIT, "upper end of the same"),
}


def value(x: Any) -> Value:
    """A number for a table; None where it is missing."""
    if x is None or not math.isfinite(float(x)):
        return None
    return int(x) if isinstance(x, int) else float(x)


def _spread(data: Data, method: str) -> str:
    return ", one run without intervals" if data.n < 2 else f", mean and 95% interval ({method})"


def measures_sheet(data: Data) -> Sheet:
    """Every measure of every scenario."""
    columns = {
        **KEYS,
        "label": ("", "the measure in words"),
        "unit": ("", "unit of the measure"),
        "primary": ("yes/no", "chosen beforehand as the question"),
        **MEAN,
    }
    about = "Every measure by scenario" + _spread(data, "expanded BCa bootstrap over runs")
    sheet = Sheet("measures", about, columns)
    for name in data.names:
        for m in MEASURES:
            ends = [value(v) for v in data.mean(m, name)]
            sure = "yes" if m in PRIMARY else "no"
            sheet.rows.append([name, m, label(m), data.unit(m), sure, *ends])
    return sheet


def differences_sheet(data: Data) -> Sheet:
    """Every pair's difference in every measure."""
    columns = {
        "measure": KEYS["measure"],
        "label": ("", "the measure in words"),
        "unit": ("", "unit of the measure"),
        "primary": ("yes/no", "chosen beforehand as the question"),
        "a": ("", "a scenario"),
        "b": ("", "another scenario"),
        "mean_diff": (UNIT, "mean of a − b over pairs of runs"),
        "ci_low": (UNIT, "lower end of its paired 95% interval (expanded BCa bootstrap)"),
        "ci_high": (UNIT, "upper end of the same"),
        "sim_ci_low": (
            UNIT, "lower end of the simultaneous 95% interval over primary measures and pairs, "
            "empty for exploratory measures"
        ),
        "sim_ci_high": (UNIT, "upper end of the same"),
        "excludes_0": ("yes/no", "whether the simultaneous interval excludes 0; empty without one"),
        "unpaired_ci_low": (UNIT, "lower end of the Welch interval that ignores the pairing"),
        "unpaired_ci_high": (UNIT, "upper end of the same"),
        "pairs": ("pairs", "pairs of runs with a value in both scenarios"),
        "win_share": ("share", "share of pairs in which a is above b, ties half"),
    }  # fmt: skip
    sheet = Sheet("differences", "Every pair of scenarios in every measure, a minus b", columns)
    for r in data.contrasts.to_dict("records"):
        m = str(r["measure"])
        sure = {"clear": "yes", "unclear": "no", "missing": None}[state_of(r)]
        numbers: dict[str, Value] = {
            c: value(r[c]) for c in columns if c in r and c not in ("measure", "a", "b")
        }
        row: dict[str, Value] = {
            **numbers, "measure": m, "label": label(m), "unit": data.unit(m), "a": str(r["a"]),
            "b": str(r["b"]), "primary": "yes" if m in PRIMARY else "no", "excludes_0": sure,
        }  # fmt: skip
        sheet.rows.append([row[c] for c in columns])
    return sheet


def groups_sheet(data: Data) -> Sheet:
    """Results by role, relation, size and industry."""
    columns = {
        "scenario": KEYS["scenario"],
        "group": ("", "what people are grouped by: role, relation, size or industry"),
        "value": ("", "the group"),
        "measure": ("", "what is given, of target members of the group"),
        "label": ("", "the same in words"),
        **MEAN,
    }
    about = "Results by group of people" + _spread(data, "Student t over runs")
    sheet = Sheet("groups", about, columns)
    for (group, which, column, name), ends in data.group_means.items():
        if column == "target_members" or column in GROUP_COLUMNS:
            words = group_label(column)
            sheet.rows.append([name, group, which, column, words, *(value(v) for v in ends)])
    return sheet


def settings_sheet(data: Data) -> Sheet:
    """Settings that differ between scenarios."""
    names = data.names
    columns = {
        "setting": ("", "path of the setting, as in docs/settings.md"),
        **{f"scenario {k + 1}: {n}": ("", f"its value in {n}") for k, n in enumerate(names)},
    }
    sheet = Sheet("settings", "Settings that differ between the scenarios", columns)
    for path, found in differing_settings(data).items():
        sheet.rows.append([path, *(_setting(path, found[n]) for n in names)])
    return sheet


def _setting(path: str, x: Any) -> Value:
    if isinstance(x, (int, float)) and not isinstance(x, bool):
        return value(x)
    return None if x is None or x == "" else setting_text(path, x)


def about_sheet(data: Data, title: str) -> Sheet:
    """What the tables belong to."""
    sheet = Sheet("about", "What these tables belong to", {"what": ("", ""), "value": ("", "")})
    world, luck = data.seeds
    facts: dict[str, Value] = {
        "report": title,
        "result folder": data.folder,
        "runs": data.runs_text,
        "market": data.size_text,
        "measured": data.span_text,
        "seed of the world": str(world),
        "seed of luck": str(luck),
        "model": str(data.manifest.get("model", "?")),
        **{f"version of {k}": str(v) for k, v in sorted(data.manifest.get("versions", {}).items())},
        "note": NOTE,
    }
    sheet.rows = [[k, v] for k, v in facts.items()]
    return sheet


def columns_sheet(sheets: list[Sheet]) -> Sheet:
    """What every column of the other tables means."""
    columns = {
        "table": ("", "table that the column stands in"),
        "column": ("", "name of the column"),
        "unit": ("", "unit of its values"),
        "meaning": ("", "what it holds"),
    }
    sheet = Sheet("columns", "What every column means", columns)
    sheet.rows = [
        [s.name, name, unit, meaning]
        for s in sheets for name, (unit, meaning) in s.columns.items()
    ]  # fmt: skip
    return sheet


def sheets_of(data: Data, title: str) -> list[Sheet]:
    """All tables of a report for a spreadsheet, the description of columns last."""
    found = [measures_sheet(data)]
    if not data.single and len(data.contrasts):
        found.append(differences_sheet(data))
    found.append(groups_sheet(data))
    if len(data.names) > 1:
        found.append(settings_sheet(data))
    return [about_sheet(data, title), *found, columns_sheet(found)]
