"""Independent cascades worked out exactly on small graphs, and networks of many copies of a graph.

Kempe, Kleinberg and Tardos (2003, doi:10.1145/956750.956769): whoever becomes active has one chance
p with each contact. The set reached is that which the seeds reach over live edges, where each
directed edge is live with chance p on its own; so all live-edge graphs can be gone through.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np


@dataclass(frozen=True)
class Graph:
    """A small undirected graph."""

    n: int
    pairs: tuple[tuple[int, int], ...]

    @property
    def directed(self) -> list[tuple[int, int]]:
        """Both directions of each pair."""
        return [*self.pairs, *((b, a) for a, b in self.pairs)]


GRAPHS = {
    "path": Graph(5, ((0, 1), (1, 2), (2, 3), (3, 4))),
    "star": Graph(7, tuple((0, i) for i in range(1, 7))),
    "triangle with tail": Graph(5, ((0, 1), (1, 2), (0, 2), (2, 3), (3, 4))),
    "two triangles": Graph(6, ((0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (3, 5))),
    "ring with chord": Graph(6, ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0), (1, 4))),
}


@lru_cache(maxsize=1024)
def reached_sets(graph: Graph, seeds: int, p: float) -> np.ndarray:
    """Chance of each final set, as bits of nodes, from a seed set, as bits; (2^n,)."""
    edges = graph.directed
    live = np.arange(1 << len(edges))
    n_live = sum((live >> e) & 1 for e in range(len(edges)))
    weight = p**n_live * (1.0 - p) ** (len(edges) - n_live)
    reached = np.full(len(live), seeds)
    for _ in range(graph.n - 1):
        for e, (a, b) in enumerate(edges):
            reached |= ((reached >> a) & (live >> e) & 1) << b
    return np.bincount(reached, weight, 1 << graph.n)


def size_of(sets: np.ndarray) -> np.ndarray:
    """Number of nodes in sets given as bits."""
    return sum((sets >> i) & 1 for i in range(int(sets.max()).bit_length()))


def by_size(weights: np.ndarray) -> np.ndarray:
    """Weights of sets, (2^n,), as weights of the number of nodes in them, (n + 1,)."""
    sizes = size_of(np.arange(len(weights)))
    return np.bincount(sizes, weights)


def by_node(weights: np.ndarray) -> np.ndarray:
    """Weights of sets, (2^n,), as weights of the sets that hold each node, (n,)."""
    sets = np.arange(len(weights))
    return np.array(
        [weights[(sets >> i) & 1 == 1].sum() for i in range(len(weights).bit_length() - 1)]
    )
