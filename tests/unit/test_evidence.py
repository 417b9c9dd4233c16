"""Evidence: what rules, parameters and presets rest on exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from experiments import coverage
from experiments.coverage import MECHANISM_ROWS, ROW, Place
from sim.parameters import GROUPS
from sim.scenarios import schema
from sim.scenarios.schema import Settings

ROOT = Path(__file__).resolve().parents[2]
SIM = ROOT / "sim"
SOURCES = sorted(SIM.rglob("*.py"))
MODELS = sorted(
    {
        *GROUPS.values(),
        *(
            model
            for model in vars(schema).values()
            if isinstance(model, type) and issubclass(model, BaseModel) and model is not BaseModel
        ),
    },
    key=lambda m: m.__name__,
)
#: Settings without a number, for which a unit would say nothing.
UNITLESS = (bool, str, tuple, dict)


KNOWN = coverage.evidence()
#: Modules that say what the model is; the register of mechanisms only names it.
READERS = [path for path in SOURCES if path != SIM / "mechanisms.py"]


def leaves() -> Iterator[tuple[str, FieldInfo]]:
    """Every setting and parameter that is a value and not a table."""
    for model in MODELS:
        for name, info in model.model_fields.items():
            default = info.default
            table = isinstance(default, BaseModel) or model is Settings
            if not table:
                yield f"{model.__name__}.{name}", info


LEAVES = dict(leaves())


# --- rows of the evidence ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [p for p in sorted(SIM.rglob("*")) if p.suffix in (".py", ".toml")],
    ids=lambda p: p.relative_to(SIM).as_posix(),
)
def test_cited_rows_exist(path: Path) -> None:
    """Catches an id of a row that is not in the evidence, in code, comments or presets."""
    cited = set(ROW.findall(path.read_text(encoding="utf-8")))
    assert sorted(cited - set(KNOWN)) == []


def test_ids_are_found() -> None:
    """Catches a pattern that finds nothing: the forms in use, and what only looks like them."""
    text = "MA-03 to MB-77 (NC-05), A-1.5, B-1.10, B-2.R; not UTF-8, FNV-1a, XMA-3, A-B, MA-"
    assert ROW.findall(text) == ["MA-03", "MB-77", "NC-05", "A-1.5", "B-1.10", "B-2.R"]
    cited = {row for path in SOURCES for row in ROW.findall(path.read_text(encoding="utf-8"))}
    assert len(cited) > 80
    assert all(ROW.fullmatch(row) for row in KNOWN)


def test_ranges_are_found() -> None:
    """Catches a range of rows of which only the ends count, and one that invents rows."""
    assert coverage.rows_in("(MA-26 to MA-28, MA-30)", KNOWN) == [
        "MA-26",
        "MA-28",
        "MA-30",
        "MA-27",
    ]
    assert coverage.rows_in("A-1.9 to A-1.11", KNOWN) == ["A-1.9", "A-1.11", "A-1.10"]
    assert "MA-17" not in KNOWN
    assert coverage.rows_in("MA-16 to MA-18", KNOWN) == ["MA-16", "MA-18"]
    assert coverage.rows_in("MA-16 to MB-18", KNOWN) == ["MA-16", "MB-18"]


# --- coverage ------------------------------------------------------------------------------------

PLACES = coverage.all_places(KNOWN)


def test_ids_stand_once() -> None:
    """Catches a row that is written twice, of which one would be read."""
    ids = [row["id"] for row in coverage.table(coverage.EVIDENCE)]
    assert len(ids) == len(set(ids)) == len(KNOWN)


def test_docstrings_are_read() -> None:
    """Catches a reader that overlooks functions, or takes comments for docstrings."""
    text = '''"""Of the module: MA-01."""
def f():
    """Evidence: MA-02."""  # and MA-03
    # MA-04
    def g():
        "MA-05"
class C:
    """MB-06"""
    def m(self):
        return "MB-07"
'''
    assert dict(coverage.docstrings(text)) == {
        "": "Of the module: MA-01.", "f": "Evidence: MA-02.", "g": "MA-05", "C": "MB-06",
    }  # fmt: skip


def test_places_are_found() -> None:
    """Catches a source of the page that is not read: one row for each kind of place."""
    assert Place("rule", "member.noticed_share") in PLACES["MB-02"]
    assert Place("parameter", "contact.similar_blur") in PLACES["MB-02"]
    assert Place("mechanism", "similar messages blur") in PLACES["MB-02"]
    assert Place("kernel", "react.read_message") in PLACES["MB-04"]
    assert Place("network code", "private_ties.colleague_pairs") in PLACES["NC-07"]
    assert Place("setting", "focal.outreach.warm_introductions") in PLACES["MB-75"]
    assert Place("preset", "push-mass") in PLACES["B-1.2"]
    assert PLACES.keys() == KNOWN.keys(), "a citation of no row"


def test_coverage_says_every_row_once() -> None:
    """Catches a row that the page passes over, and counts that are not those of its tables."""
    text = coverage.coverage()
    told = re.findall(r"^\| ([A-Z]+-[\w.]+) \| .* \| (done|left out|scored|OPEN) \| ", text, re.M)
    assert sorted(row for row, _ in told) == sorted(KNOWN)
    [total] = re.findall(r"^\| all \| (.*) \|$", text, re.M)
    rows, done, _, out, scored, still = map(int, total.split(" | "))
    counted = [status for _, status in told]
    assert rows == len(KNOWN)
    assert [done, out, scored, still] == [
        counted.count(s) for s in ("done", "left out", "scored", "OPEN")
    ]
    listed = set(ROW.findall(text[text.index("OPEN rows are") : text.index("\n## ")]))
    assert listed == {row for row, status in told if status == "OPEN"}


def test_status_of_a_row() -> None:
    """Catches a row that passes for built because a preset mentions it, or that nobody answers for."""
    known = {
        "MA-01": {"kind": "mechanism"}, "NB-01": {"kind": "number"}, "PA-01": {"kind": "pattern"},
    }  # fmt: skip
    preset, rule = Place("preset", "pull"), Place("rule", "member.f")

    def status(row: str, places: list[Place], reasons: dict[str, str]) -> str:
        return coverage.status(row, known, {row: places}, reasons)

    assert status("MA-01", [preset], {}) == "OPEN"
    assert status("MA-01", [preset, rule], {}) == "done"
    assert status("MA-01", [], {"MA-01": "why"}) == "left out"
    assert status("NB-01", [preset], {}) == "done"
    assert status("NB-01", [], {}) == "OPEN"
    assert status("PA-01", [], {}) == "scored"


def test_what_is_left_out_may_be() -> None:
    """Catches a mechanism that a study found and nobody built, and a reason that holds no longer."""
    left = coverage.table(coverage.LEFT_OUT)
    assert coverage.left_out_problems(left, KNOWN, PLACES) == []
    assert [list(entry) for entry in left[:1]] == [["id", "reason"]]


def test_what_may_not_be_left_out_is_said() -> None:
    """Catches a check that lets any of these pass."""
    weak = next(r for r, row in KNOWN.items() if row["confidence"] == "Q" and r.startswith("MB"))
    left = [
        {"id": weak, "reason": "not in a market of firms"},
        {"id": weak, "reason": "again"},
        {"id": "MB-999", "reason": "no such row"},
        {"id": "NB-01", "reason": " "},
        {"id": "MB-01", "reason": "a study's own finding"},
        {"id": "MB-22", "reason": "has a switch"},
        {"id": "PA-01", "reason": "hard"},
    ]
    places = {"MB-22": [Place("mechanism", "closeness makes acts likelier")]}
    said = coverage.left_out_problems(left, KNOWN, places)
    assert [line.split(": ")[:2] for line in said if not line.startswith("MB-22: has c")] == [
        [weak, "stands twice"],
        ["MB-999", "is no row of docs/evidence.csv"],
        ["NB-01", "has no reason"],
        ["MB-01", "has confidence F; only a mechanism that rests on one quote (Q) or on inference (I) "
                  "may be left out"],
        ["MB-22", "is in the model"],
        ["PA-01", "is a pattern, which is scored and not built"],
    ]  # fmt: skip
    assert all(KNOWN[row]["confidence"] for row in KNOWN if row.startswith(MECHANISM_ROWS))


@pytest.mark.parametrize("name", LEAVES)
def test_setting_says_what_it_is(name: str) -> None:
    """Catches a number without unit, meaning or source, of which nobody knows where it is from."""
    info = LEAVES[name]
    extra: Any = info.json_schema_extra
    assert info.description, "no description"
    assert extra is not None, "neither unit nor source"
    assert set(extra) == {"unit", "source"}
    assert extra["source"] in KNOWN or extra["source"] in ("assumption", "design")
    named = isinstance(info.default, UNITLESS) or info.annotation in (
        str,
        Any,  # the value of an event is that of the setting it names
    )
    assert extra["unit"] or named, "no unit"


@pytest.mark.parametrize("name", LEAVES)
def test_no_default_cites_a_pattern(name: str) -> None:
    """Catches a value that is set to what the model should show by itself."""
    extra: Any = LEAVES[name].json_schema_extra
    assert not extra["source"].startswith(("PA-", "PB-"))
    row = KNOWN.get(extra["source"])
    assert row is None or row["kind"] != "pattern"


def test_numbers_have_ranges() -> None:
    """Catches a number that may be anything."""
    open_ends = []
    for name, info in LEAVES.items():
        if isinstance(info.default, (int, float)) and not isinstance(info.default, bool):
            bounds = {k for m in info.metadata for k in ("ge", "le") if hasattr(m, k)}
            if bounds != {"ge", "le"} and name != "Event.value":
                open_ends.append(name)
    assert open_ends == []


def attributes(path: Path) -> set[str]:
    """Names that a file reads as attributes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}


@pytest.mark.parametrize("group", GROUPS)
def test_every_parameter_is_read(group: str) -> None:
    """Catches a parameter that a user may set and that changes nothing."""
    read = set().union(*(attributes(path) for path in READERS))
    assert [name for name in GROUPS[group].model_fields if name not in read] == []


def test_no_row_is_open() -> None:
    """Catches a row of the evidence that is neither in the model nor left out for a stated reason."""
    places = coverage.all_places(KNOWN)
    reasons = coverage.left_out(KNOWN, places)
    assert [r for r in KNOWN if coverage.status(r, KNOWN, places, reasons) == coverage.OPEN] == []


def test_no_two_tables_are_named_alike() -> None:
    """Catches two kinds of settings of one name, which messages and tests could not tell apart."""
    names = [m.__name__ for m in MODELS]
    assert sorted(set(names)) == sorted(names)
