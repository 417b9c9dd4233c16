"""The world of a market: generated, or built around an imported network."""

from __future__ import annotations

from sim.network.generate import generate_world
from sim.network.importers import import_network, read_network, world_around
from sim.network.layers import World
from sim.network.raw import RawNetwork
from sim.scenarios.schema import Market


def build_world(market: Market, seed: int, network: RawNetwork | None = None) -> World:
    """The world: a function of `[market]`, its network and the world seed alone.

    network : takes the place of `market.network`
    """
    if network is not None:
        return world_around(import_network(network, market), market, seed)
    if market.network:
        return world_around(read_network(market), market, seed)
    return generate_world(market, seed)
