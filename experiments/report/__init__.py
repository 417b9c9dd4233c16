"""Reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def build_report(result: Any, show_ids: bool = False) -> Path:
    return result.store.folder / "report.html"


def build_single_report(store: Any, scenario: Any, seed: int, show_ids: bool = False) -> Path:
    return store.folder / "report.html"
