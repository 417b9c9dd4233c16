"""Experiments: comparisons, sweeps, result folders, reports, lessons and the command line.

>>> from experiments import compare
>>> compare.__module__
'experiments.comparison'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["Axis", "Comparison", "Design", "Store", "Sweep", "compare", "sweep"]

if TYPE_CHECKING:
    from experiments.comparison import Comparison, compare
    from experiments.design import Axis, Design
    from experiments.store import Store
    from experiments.sweeping import Sweep, sweep

#: Where public names are defined.
_WHERE = {
    "Comparison": "comparison", "compare": "comparison", "Axis": "design", "Design": "design",
    "Store": "store", "Sweep": "sweeping", "sweep": "sweeping",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import public names when they are first used, so that small commands start fast."""
    if name not in _WHERE:
        raise AttributeError(f"module 'experiments' has no attribute {name!r}")
    return getattr(import_module(f"experiments.{_WHERE[name]}"), name)
