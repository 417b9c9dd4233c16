"""The world of a market: generated, or built around an imported network."""

from __future__ import annotations

from sim.network.generate import generate_world
from sim.network.importers import import_world
from sim.network.layers import World
from sim.scenarios.schema import Market


def build_world(market: Market, seed: int) -> World:
    """The world: a function of `[market]` and the world seed alone."""
    return import_world(market, seed) if market.network else generate_world(market, seed)
