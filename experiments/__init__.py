"""Experiments: scenario comparisons, result folders, reports, lessons and the command line.

>>> from experiments import compare
>>> compare.__module__
'experiments.comparison'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["Comparison", "compare"]

if TYPE_CHECKING:
    from experiments.comparison import Comparison, compare


def __getattr__(name: str) -> Any:
    """Import public names when they are first used, so that small commands start fast."""
    if name not in __all__:
        raise AttributeError(f"module 'experiments' has no attribute {name!r}")
    from experiments import comparison

    return getattr(comparison, name)
