"""buyernet: an agent-based simulator of B2B buyer networks.

>>> import sim
>>> sim.load("pull").settings.focal.push_share
0.1
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0.dev0"
__all__ = [
    "BadInput",
    "BuyerNetwork",
    "RuleSet",
    "Scenario",
    "__version__",
    "load",
    "network_digest",
    "preset_names",
    "save_network",
]

if TYPE_CHECKING:
    from sim.errors import BadInput
    from sim.model import BuyerNetwork
    from sim.network.graphs import save_network
    from sim.network.sources import network_digest
    from sim.rules import RuleSet
    from sim.scenarios.load import Scenario, load, preset_names

_PLACES = {
    "BadInput": "sim.errors",
    "BuyerNetwork": "sim.model",
    "RuleSet": "sim.rules",
    "Scenario": "sim.scenarios.load",
    "load": "sim.scenarios.load",
    "network_digest": "sim.network.sources",
    "preset_names": "sim.scenarios.load",
    "save_network": "sim.network.graphs",
}


def __getattr__(name: str) -> Any:
    """Import public names when they are first used, so that small commands start fast."""
    if name not in _PLACES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PLACES[name]), name)
