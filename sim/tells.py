"""Logged word of mouth as columns, and the cascades that its tells make up.

A cascade is what one person's own experience with one seller set off in one week; its number counts
cascades in the order of their first logged tell.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd


class Tells(NamedTuple):
    """A row a tell, in order of week and hearer; all (n,)."""

    week: np.ndarray  # int64
    teller: np.ndarray  # int64, person row
    hearer: np.ndarray  # int64, person row
    seller: np.ndarray  # int64, seller row
    asked: np.ndarray  # bool
    valence: np.ndarray  # float64, -1 to 1
    first: np.ndarray  # bool, whether it made the hearer first aware
    root: np.ndarray  # int64, person row
    root_week: np.ndarray  # int64
    depth: np.ndarray  # int64, tells from the root to the hearer
    cascade: np.ndarray  # int64, number of the cascade


def tells_of(model: Any) -> Tells:
    """Everything that was told in measured weeks; no rows where tells are not logged."""
    parts = model.simulation.records.tells
    none = np.zeros(0, np.int64)
    week = np.concatenate([none, *(np.full(len(t), w) for w, t, _, _ in parts)])
    tells = np.concatenate([np.zeros((0, 9), np.int64), *(t for _, t, _, _ in parts)])
    trust = np.concatenate([np.zeros(0), *(u for _, _, u, _ in parts)])
    first = np.concatenate([none, *(f for _, _, _, f in parts)])
    hearer, teller, seller, asked, root, root_week, depth = (c.copy() for c in tells.T[:7])
    valence = np.zeros(len(trust))
    talk = model.scenario.settings.parameters.talk.as_tuple()
    model.simulation.kernels.tell_valences(trust, valence, talk)
    return Tells(
        week, teller, hearer, seller, asked == 1, valence, first == 1, root, root_week, depth,
        cascade=_numbers(_numbers(seller, root), root_week),
    )  # fmt: skip


def _numbers(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Number of each pair of integers, in order of first appearance."""
    if len(a) == 0:
        return np.zeros(0, np.int64)
    low = b.min()
    return pd.factorize(a * (b.max() - low + 1) + (b - low))[0]


def cascades(tells: Tells, names: np.ndarray, key: np.ndarray) -> pd.DataFrame:
    """A row a cascade, by seller's name, identity of the root and week in which it began.

    names : (S,) object, names of the sellers; key : (M,) int64, identities of people
    """
    n = int(tells.cascade.max()) + 1 if len(tells.cascade) else 0
    begin, last = np.zeros(n, np.int64), np.zeros(n, np.int64)
    begin[tells.cascade[::-1]] = np.arange(len(tells.cascade))[
        ::-1
    ]  # the first tell is written last
    last[tells.cascade] = tells.week
    seller, root, root_week = tells.seller[begin], key[tells.root[begin]], tells.root_week[begin]
    pairs = _numbers(tells.cascade, tells.hearer)
    heard = np.zeros(int(pairs.max()) + 1 if n else 0, np.int64)
    heard[pairs] = tells.cascade
    valence = pd.Series(tells.valence).groupby(tells.cascade).mean().to_numpy()
    name = names[seller]
    order = np.lexsort((root_week, root, np.unique(names, return_inverse=True)[1][seller]))
    return pd.DataFrame(
        {
            "seller": name[order],
            "root": root[order],
            "root_week": root_week[order],
            "tells": np.bincount(tells.cascade, minlength=n)[order],
            "people": np.bincount(heard, minlength=n)[order],
            "newly_aware": np.bincount(tells.cascade[tells.first], minlength=n)[order],
            "depth": deepest(tells)[order],
            "valence": valence[order],
            "last_week": last[order],
        }
    )


def deepest(tells: Tells) -> np.ndarray:
    """Most tells between the root and a hearer, by number of the cascade."""
    found = np.zeros(int(tells.cascade.max()) + 1 if len(tells.cascade) else 0, np.int64)
    np.maximum.at(found, tells.cascade, tells.depth)
    return found


def begun_by(tells: Tells, week: int) -> Tells:
    """Tells of cascades that began in or before a week, cascades numbered anew."""
    keep = tells.root_week <= week
    kept = Tells(*(c[keep] for c in tells))
    return kept._replace(cascade=pd.factorize(kept.cascade)[0])


def hearers(tells: Tells, n_sellers: int) -> np.ndarray:
    """Different hearers of each cascade, summed over the cascades of each seller, (S,) int64."""
    pairs = _numbers(tells.cascade, tells.hearer)
    about = np.zeros(int(pairs.max()) + 1 if len(pairs) else 0, np.int64)
    about[pairs] = tells.seller
    return np.bincount(about, minlength=n_sellers)


def depths(tells: Tells, n_sellers: int) -> tuple[np.ndarray, np.ndarray]:
    """Sum of the depths of each seller's cascades, and their number; (S,) each."""
    depth = deepest(tells)
    about = np.zeros(len(depth), np.int64)
    about[tells.cascade] = tells.seller
    return np.bincount(about, depth, n_sellers), np.bincount(about, minlength=n_sellers)
