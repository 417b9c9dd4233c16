"""Communities of a network, for people of whom no organisation is known.

Louvain's method (Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008) with the queue of Traag
et al. (2019, doi:10.1038/s41598-019-41695-z): people move to the community of their neighbours that
raises modularity most, then communities do. All sums are of whole numbers and people are visited in
the order of their identities, so the result is a function of the ties alone: no seed, no rounding.
"""

from __future__ import annotations

from collections import deque

import numpy as np


def _moved(ptr: list[int], other: list[int], weight: list[int], degree: list[int]) -> list[int]:
    """Community of each node when no single move raises modularity any more.

    Parameters
    ----------
    ptr, other, weight : ties of each node, both ways, without loops
    degree : sum of weights of each node, loops counted twice
    """
    n, total = len(degree), sum(degree)
    mine = list(range(n))
    size = degree.copy()  # degrees of a community's nodes together
    waiting, is_waiting = deque(range(n)), [True] * n
    while waiting:
        v = waiting.popleft()
        is_waiting[v] = False
        own, k = mine[v], degree[v]
        links: dict[int, int] = {}
        for e in range(ptr[v], ptr[v + 1]):
            c = mine[other[e]]
            links[c] = links.get(c, 0) + weight[e]
        size[own] -= k
        best, most = own, links.get(own, 0) * total - size[own] * k
        for c, w in links.items():
            gain = w * total - size[c] * k
            if gain > most or (gain == most and best != own and c < best):
                best, most = c, gain
        size[best] += k
        if best == own:
            continue
        mine[v] = best
        for e in range(ptr[v], ptr[v + 1]):
            u = other[e]
            if mine[u] != best and not is_waiting[u]:
                is_waiting[u] = True
                waiting.append(u)
    return mine


def communities(n: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Community of each of n people, numbered by the first person in it; (n,) int64.

    Parameters
    ----------
    a, b : (E,) int64   ties between people, in any order; repeats and loops do not count
    """
    low, high = np.minimum(a, b), np.maximum(a, b)
    pairs = np.unique((low * n + high)[low != high])
    low, high = pairs // n, pairs % n
    weight = np.ones(len(pairs), np.int64)
    loops = np.zeros(n, np.int64)
    label = np.arange(n)
    while True:
        nodes = len(loops)
        source, other = np.concatenate([low, high]), np.concatenate([high, low])
        order = np.lexsort((other, source))
        both = np.concatenate([weight, weight])[order]
        ptr = np.zeros(nodes + 1, np.int64)
        np.cumsum(np.bincount(source, minlength=nodes), out=ptr[1:])
        degree = 2 * loops
        np.add.at(degree, source[order], both)
        mine = np.array(
            _moved(ptr.tolist(), other[order].tolist(), both.tolist(), degree.tolist()), np.int64
        )
        _, first, number = np.unique(mine, return_index=True, return_inverse=True)
        rank = np.empty(len(first), np.int64)
        rank[np.argsort(first)] = np.arange(len(first))
        mine = rank[number]
        label = mine[label]
        if len(first) == nodes:
            return label
        merged = np.zeros(len(first), np.int64)
        np.add.at(merged, mine, loops)
        x, y = mine[low], mine[high]
        inside = x == y
        np.add.at(merged, x[inside], weight[inside])
        x, y, weight = x[~inside], y[~inside], weight[~inside]
        code = np.minimum(x, y) * len(first) + np.maximum(x, y)
        pairs, place = np.unique(code, return_inverse=True)
        summed = np.zeros(len(pairs), np.int64)
        np.add.at(summed, place, weight)
        low, high, weight, loops = pairs // len(first), pairs % len(first), summed, merged
