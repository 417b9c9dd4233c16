"""The report of a result folder: one self-contained page and its figures.

`build_report` is for a comparison, `build_single_report` for one run. Both write `report.html` and
`figures/*.svg` and `figures/*.png` in the result folder; same results, same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from experiments.store import Store
from sim.scenarios.load import Scenario

if TYPE_CHECKING:
    from experiments.comparison import Comparison


def build_report(result: Comparison, show_ids: bool = False) -> Path:
    """Write the report of a comparison; the path of its page.

    Parameters
    ----------
    show_ids : show ids of people and organisations of an imported network
    """
    from experiments.report.data import of_comparison
    from experiments.report.html import write_report

    return write_report(of_comparison(result), result.store, show_ids)


def build_single_report(
    store: Store, scenario: Scenario, world_seed: int, show_ids: bool = False
) -> Path:
    """Write the report of one run; the path of its page.

    Parameters
    ----------
    world_seed : seed of people, ties, needs and warm-up
    show_ids : show ids of people and organisations of an imported network
    """
    from experiments.report.data import of_run
    from experiments.report.html import write_report

    return write_report(of_run(store, scenario, world_seed), store, show_ids)


__all__ = ["build_report", "build_single_report"]
