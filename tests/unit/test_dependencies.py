"""What is imported is declared, what is declared is imported, and both are locked."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OWN = {"sim", "experiments", "tests", "bench"}
ELSEWHERE = {"w2_mesa"}  # scripts that a benchmark is pointed at
#: Import names that are not the distribution's name.
IMPORTED_AS = {"tomli-w": "tomli_w"}
#: Declared for developers and never imported, and why.
TOOLS = {
    "dask": "tests start its scheduler as a command",
    "distributed": "tests start its scheduler as a command",
    "duckdb": "a page of docs asks it",
    "polars": "a page of docs asks it",
    "hatchling": "builds the wheel",
    "mypy": "checks types",
    "pre-commit": "checks commits",
    "pytest-xdist": "runs tests in processes",
    "ruff": "checks and formats",
}


def imported(text: str) -> set[str]:
    """Top names that a text imports, by statement or by name with a literal."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called == "import_module" and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value).partition(".")[0])
    return found - OWN - set(sys.stdlib_module_names)


def imported_in(*folders: str) -> set[str]:
    """Top names of other projects that the modules of folders import."""
    paths = [p for folder in folders for p in (ROOT / folder).rglob("*.py")]
    assert paths
    names = set().union(*(imported(p.read_text(encoding="utf-8")) for p in paths))
    siblings = {p.stem for p in paths} | {
        p.name for folder in folders for p in (ROOT / folder).iterdir()
    }
    return names - siblings


def declared(requirements: list[str]) -> set[str]:
    """Names of distributions."""
    return {re.split(r"[^A-Za-z0-9_.-]", r)[0].lower() for r in requirements}


def as_imports(names: set[str]) -> set[str]:
    """Distributions by the name under which they are imported."""
    return {IMPORTED_AS.get(n, n) for n in names}


NEEDED = declared(PROJECT["dependencies"])
CLUSTER = declared(PROJECT["optional-dependencies"]["cluster"])
DEV = declared(PROJECT["optional-dependencies"]["dev"])


def test_a_user_gets_what_the_packages_import_and_no_more() -> None:
    """Catches an import that only developers have, and a dependency that nothing needs."""
    assert imported_in("sim", "experiments") == as_imports(NEEDED | CLUSTER)
    assert not CLUSTER & NEEDED


def test_a_developer_gets_what_tests_and_tools_need_and_no_more() -> None:
    """Catches a test that runs on one machine only, and a tool that nobody uses."""
    assert not DEV & NEEDED
    found = imported_in("tests", "bench", ".ci") - as_imports(NEEDED) - ELSEWHERE
    assert found == as_imports(DEV - set(TOOLS))
    assert set(TOOLS) <= DEV
    assert list(PROJECT["optional-dependencies"]) == ["cluster", "dev"]
    assert CLUSTER <= DEV  # so that they are tested


@pytest.mark.parametrize(
    ("file", "names"), [("requirements.lock", NEEDED), ("requirements-dev.lock", NEEDED | DEV)]
)
def test_lock_files_hold_what_is_declared(file: str, names: set[str]) -> None:
    """Catches a dependency that was declared and not locked, or a lock that names an address."""
    text = (ROOT / file).read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9._-]+)==[^\n]*\n((?:    #[^\n]*\n)+)", text, re.M)
    mine = {name for name, why in pins if "buyernet (pyproject.toml)" in why}
    assert mine == names
    assert "://" not in text
    assert "--" not in text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import numpy.linalg as la, yaml", {"numpy", "yaml"}),
        ("def f():\n    from scipy import special", {"scipy"}),
        ("import importlib\nimportlib.import_module('numba.core')", {"numba"}),
        ("from . import yaml\nimport os.path\nfrom sim import load", set()),
    ],
)
def test_imports_are_seen(text: str, names: set[str]) -> None:
    """Catches a reader of imports that overlooks one way of writing them."""
    assert imported(text) == names
