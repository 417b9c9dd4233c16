"""Groups of nodes that hang together, of about the same size: how a large network is drawn small.

Nodes are joined in pairs along their densest ties, many pairs at once, until as many groups are left
as are wanted (the coarsening of multilevel graph partitioning by heavy-edge matching; Karypis and
Kumar 1998). Time and memory are linear in nodes and links, times a few rounds.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

#: Largest group, times the mean size.
ROOM = 2.0
#: Times that nodes are parted at random into those that ask and those that answer, in a round.
TURNS = 4


def link_matrix(n: int, a: np.ndarray, b: np.ndarray, ties: np.ndarray) -> sparse.csr_array:
    """Symmetric (n, n) matrix of ties between different nodes; repeated pairs are added up."""
    apart = a != b
    one_way = sparse.coo_array((ties[apart].astype(float), (a[apart], b[apart])), shape=(n, n))
    half = one_way.tocsr()
    return (half + half.T).tocsr()


def grouped(links: sparse.csr_array, size: np.ndarray, wanted: int) -> np.ndarray:
    """Group of each node, (n,) int64 from 0; at most `wanted` groups, the same at every call.

    Parameters
    ----------
    links : (n, n), symmetric   ties between nodes
    size : (n,)   what groups are to be equal in; no group grows beyond `ROOM` times the mean as
        long as links can be followed
    wanted : groups, at least 1
    """
    size = np.asarray(size, float)
    group = np.arange(len(size))
    limit = ROOM * float(size.sum()) / wanted
    luck = np.random.default_rng(0)
    while len(size) > wanted:
        first, second = _pairs(links, size, limit, luck)
        if not len(first):
            first, second = _smallest(size, wanted)
        spare = len(size) - wanted
        joined = np.arange(len(size))
        joined[second[:spare]] = first[:spare]
        kept = joined == np.arange(len(size))
        new = (np.cumsum(kept) - 1)[joined]
        k = int(kept.sum())
        fold = sparse.csr_array(
            (np.ones(len(new)), (np.arange(len(new)), new)), shape=(len(new), k)
        )
        links = (fold.T @ links @ fold).tocsr()
        links.setdiag(0.0)
        links.eliminate_zeros()
        size = np.bincount(new, size, k)
        group = new[group]
    return group


def _pairs(
    links: sparse.csr_array, size: np.ndarray, limit: float, luck: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Disjoint pairs along dense links, the densest first."""
    n = len(size)
    row = np.repeat(np.arange(n), np.diff(links.indptr))
    other = links.indices
    density = links.data / (size[row] * size[other])
    density[size[row] + size[other] > limit] = 0.0
    rows = np.flatnonzero(np.diff(links.indptr))
    starts = links.indptr[rows]
    free = np.ones(n, bool)
    found = []
    for _ in range(TURNS if len(rows) else 0):
        asks = luck.random(n) < 0.5
        value = np.where((asks & free)[row] & (~asks & free)[other], density, 0.0)
        best = np.zeros(n)
        best[rows] = np.maximum.reduceat(value, starts)
        at = np.flatnonzero((value > 0) & (value == best[row]))
        at = at[np.flatnonzero(np.diff(row[at], prepend=-1))]  # one question each
        order = np.lexsort((-density[at], other[at]))
        at = at[order]
        at = at[np.flatnonzero(np.diff(other[at], prepend=-1))]  # one answer each
        free[row[at]] = free[other[at]] = False
        found.append((row[at], other[at], density[at]))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    a, b, score = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(-score, kind="stable")
    return a[order], b[order]


def _smallest(size: np.ndarray, wanted: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of the smallest, where no link can be followed."""
    order = np.argsort(size, kind="stable")
    pairs = min(len(size) - wanted, len(size) // 2)
    few = np.sort(order[: 2 * pairs].reshape(pairs, 2), axis=1)
    return few[:, 0], few[:, 1]
