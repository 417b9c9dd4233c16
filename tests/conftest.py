"""What all tests share: lines at the end that say how old nightly results and recorded pages are."""

from __future__ import annotations

import datetime
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

# Each worker and each command that a test starts would get threads of its own for matrices as many
# as there are cores; they wait for each other, busily. NumPy reads this when it is first imported.
for _library in ("OPENBLAS", "MKL", "OMP"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]
NIGHTLY = ROOT / "results" / "reference" / "nightly.json"
WANTED = pytest.StashKey[int]()  # tests that workers have found and are to run
ABLATION = ROOT / "docs" / "ablation.md"
PRESET_RUNS = ROOT / "docs" / "preset_runs.md"
#: Pages that record results: what they hold, and the command that renews them.
RECORDED = (
    ("ABLATIONS", ABLATION, "python -m experiments.ablation"),
    ("RUNS OF PRESETS", PRESET_RUNS, "make nightly PYTEST_ARGS=--record-presets"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What long checks find is kept on request, with date and model id."""
    parser.addoption(
        "--record-nightly", action="store_true", help="write results/reference/nightly.json"
    )
    parser.addoption("--record-presets", action="store_true", help="write docs/preset_runs.md")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:
    """What there is to run, which with workers the main process does not know by itself."""
    node.config.stash[WANTED] = len(ids)


def _model_id() -> str:
    from sim.engine.compiled import package_id

    return package_id()


def stale_page(what: str, path: Path, page: str, command: str) -> str:
    """What to say where a page of results is of another model; empty where it is not."""
    made = re.search(r"^- Made on (\S+) from model `(\w+)`", page, re.M)
    if made and made[2] == _model_id():
        return ""
    of = f"of {made[1]} is of model {made[2]}" if made else "does not say of which model it is"
    return f"{what} ARE STALE: docs/{path.name} {of}; run `{command}`"


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """Record the nightly run, or say loudly that its last results are of another model."""
    stats = terminalreporter.stats
    if config.getoption("--record-nightly"):
        outcome = {k: len(stats.get(k, ())) for k in ("passed", "failed", "error", "skipped")}
        failed = sorted(r.nodeid for k in ("failed", "error") for r in stats.get(k, ()))
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        wanted = config.stash.get(WANTED, 0) or terminalreporter._numcollected - len(
            stats.get("deselected", ())
        )
        outcome["not_run"] = max(0, wanted - sum(outcome.values()))
        found = {"date": today, "model": _model_id(), **outcome, "not_passed": failed}
        NIGHTLY.parent.mkdir(parents=True, exist_ok=True)
        NIGHTLY.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        return
    for what, path, command in RECORDED:
        said = path.is_file() and stale_page(what, path, path.read_text(encoding="utf-8"), command)
        if said:
            terminalreporter.write_line(said, red=True)
    if not NIGHTLY.is_file():
        terminalreporter.write_line(
            "NIGHTLY CHECKS: no results are kept; run `make nightly`", red=True
        )
        return
    kept = json.loads(NIGHTLY.read_text(encoding="utf-8"))
    if kept["model"] != _model_id():
        terminalreporter.write_line(
            f"NIGHTLY CHECKS ARE STALE: the last results ({kept['date']}) are of model "
            f"{kept['model']}, this is {_model_id()}; run `make nightly`",
            red=True,
        )
    elif kept.get("not_run"):
        terminalreporter.write_line(
            f"NIGHTLY CHECKS ARE INCOMPLETE: {kept['not_run']} were not run on {kept['date']}",
            red=True,
        )
    elif kept["failed"] or kept["error"]:
        terminalreporter.write_line(
            f"NIGHTLY CHECKS FAILED on {kept['date']}: {', '.join(kept['not_passed'])}", red=True
        )
