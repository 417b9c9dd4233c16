"""The log of what was read: every item of content and every message that somebody attended to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.kernels.attend import PASSED, SHOWN
from sim.engine.simulation import Simulation

MESSAGE = SHOWN + 1  # how a read came about, after the ways of content
HOW = ("followed", "passed on", "paid", "shown by page", "message")


class Reads(NamedTuple):
    """A row a read of one week, content first, each in the order of readers; all (n,)."""

    week: int
    reader: np.ndarray  # int64, person row
    seller: np.ndarray  # int64, seller row
    how: np.ndarray  # int64, code of HOW
    author: np.ndarray  # int64, identity of the account or of the sender
    item: np.ndarray  # int64, name of the item, -1 for a message
    relevance: np.ndarray  # float64, 0-1, NaN for a message


def reads_of_week(sim: Simulation) -> Reads:
    """What the phase `attend` has found."""
    r, world = sim.room, sim.world
    items, old, messages = r["items"], sim.state.old_items, r["messages"]
    reader, item, way, relevance = (
        np.concatenate(parts) for parts in zip(*r["views"], strict=True)
    )
    passed = way == PASSED

    def of_item(column: str) -> np.ndarray:
        found = np.zeros(len(item), np.int64)
        found[passed] = getattr(old, column)[item[passed]]
        found[~passed] = getattr(items, column)[item[~passed]]
        return found

    noticed = np.flatnonzero(r["noticed"][: len(messages.person)] == 1)
    n = len(noticed)
    return Reads(
        sim.state.week,
        reader=np.concatenate([reader, messages.person[noticed]]),
        seller=np.concatenate([of_item("seller"), messages.seller[noticed]]),
        how=np.concatenate([way, np.full(n, MESSAGE)]),
        author=np.concatenate(
            [world.accounts.key[of_item("account")], messages.staff_key[noticed]]
        ),
        item=np.concatenate([of_item("key"), np.full(n, -1)]),
        relevance=np.concatenate([relevance, np.full(n, np.nan)]),
    )
