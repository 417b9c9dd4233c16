"""Where organisations and people lie on a map: tied ones near one another, none over another.

Circles are placed by a force layout with a fixed start; more than `FORCE` of them are first put
into groups that hang together, and packed around their group's centre.
"""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
from scipy import sparse

from experiments.grouping import grouped

#: Circles that the forces place one by one.
FORCE = 400
GOLDEN = math.pi * (3.0 - math.sqrt(5.0))  # angle of a phyllotaxis, in which no two arms meet
PERSON = 0.75  # square root of the room of one person, in units of the map
ROUNDS = 250  # of pushing circles apart
GAP = 0.5  # between two circles, in units of the map


def radii(people: np.ndarray) -> np.ndarray:
    """Radii (n,) of circles that hold so many people each."""
    return PERSON * np.sqrt(np.asarray(people, float)) + 0.35


def circle_places(links: sparse.csr_array, radius: np.ndarray) -> np.ndarray:
    """Centres (n, 2) of circles that do not overlap; `links` (n, n) draw them together."""
    n = len(radius)
    if n <= FORCE:
        return _apart(_forces(links, radius), radius)
    group = grouped(links, radius**2, FORCE)
    k = int(group.max()) + 1
    within = np.zeros((n, 2))
    room = np.zeros(k)
    for g in range(k):
        mine = np.flatnonzero(group == g)
        mine = mine[np.argsort(-radius[mine], kind="stable")]
        area = np.cumsum((radius[mine] + GAP / 2) ** 2)
        out = np.sqrt(np.maximum(0.0, area - area[0]))
        turn = np.arange(len(mine)) * GOLDEN
        spiral = np.stack([out * np.cos(turn), out * np.sin(turn)], axis=1)
        within[mine] = _apart(spiral, radius[mine])
        room[g] = float((np.hypot(*within[mine].T) + radius[mine]).max())
    fold = sparse.csr_array((np.ones(n), (np.arange(n), group)), shape=(n, k))
    return circle_places((fold.T @ links @ fold).tocsr(), room)[group] + within


def _forces(links: sparse.csr_array, radius: np.ndarray) -> np.ndarray:
    """Places by attraction along links and repulsion of all, spread over the room that is needed."""
    n = len(radius)
    table = sparse.triu(links, 1).tocoo()
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    # Ties grow with the sizes of both ends; what draws together is how dense they are.
    dense = table.data / (radius[table.row] * radius[table.col])
    usual = float(np.median(dense)) if len(dense) else 1.0
    for i, j, d in zip(table.row.tolist(), table.col.tolist(), dense.tolist(), strict=True):
        graph.add_edge(i, j, weight=math.log1p(d / usual))
    rounds = 120 if n <= 200 else 60
    found = nx.spring_layout(graph, seed=0, iterations=rounds, k=2.2 / math.sqrt(n))
    centre = np.array([found[i] for i in range(n)], float).reshape(n, 2)
    span = 1.15 * math.sqrt(float((radius**2).sum()))
    return centre * span / max(1e-9, float(np.abs(centre).max()))


def _apart(centre: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Centres pushed apart until circles no longer overlap, drawn together while there is room."""
    need = radius[:, None] + radius[None, :] + GAP
    # Root mean square distance from the middle, if the circles filled three quarters of a disc.
    wanted = math.sqrt(float(((radius + GAP / 2) ** 2).sum()) / 0.75 / 2.0)
    for _ in range(ROUNDS):
        centre = centre - centre.mean(axis=0)
        wide = math.sqrt(float((centre**2).sum(axis=1).mean())) > wanted
        if wide:
            centre = 0.99 * centre
        x, y = (c[None, :] - c[:, None] for c in centre.T)  # from the row's centre to the column's
        far = np.sqrt(x**2 + y**2)
        np.fill_diagonal(far, np.inf)
        lack = np.maximum(0.0, need - far)
        if not wide and lack.max() < GAP / 2:
            break
        far, lack = np.maximum(far, 1e-9), lack / 2
        push = np.stack([(x / far * lack).sum(axis=0), (y / far * lack).sum(axis=0)], axis=1)
        centre = centre + 1.2 * push
    return centre


def people_places(org: np.ndarray, centre: np.ndarray, degree: np.ndarray) -> np.ndarray:
    """Places of people (n, 2) around their organisation's centre, the best connected in the middle.

    Parameters
    ----------
    org : (n,)   organisation of each, a row of `centre`
    degree : (n,)   ties of each
    """
    order = np.lexsort((-degree, org))
    size = np.bincount(org, minlength=len(centre))
    rank = np.arange(len(org)) - np.repeat(np.cumsum(size) - size, size)
    alone = size[org[order]] == 1
    out = PERSON * np.sqrt(rank + np.where(alone, 0.0, 0.5))
    place = np.empty((len(org), 2))
    place[order] = centre[org[order]] + out[:, None] * np.stack(
        [np.cos(rank * GOLDEN), np.sin(rank * GOLDEN)], axis=1
    )
    return place
