"""A picture of the people at the end of a run, small enough to draw.

Whole organisations are taken, in an order by hash, until about `PEOPLE` people are on the map; an
imported network of up to `WHOLE` people is taken whole. People are pseudonyms: numbers on the map.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.agents.buying_centre import ROLES
from sim.engine.chance import fold_array
from sim.model import BuyerNetwork
from sim.network.layers import LAYERS

PEOPLE = 500
WHOLE = 1_500


def _chosen(model: BuyerNetwork) -> np.ndarray:
    orgs = model.world.orgs
    if model.world.labels and model.world.n_members <= WHOLE:
        return np.arange(len(orgs.key))
    order = np.argsort(fold_array(0, orgs.key), kind="stable")
    total = np.cumsum(orgs.size[order])
    return order[: max(1, int(np.searchsorted(total, PEOPLE, side="right")))]


def map_people(model: BuyerNetwork) -> pd.DataFrame:
    """People on the map: organisation, role, and what they did about the focal seller's content.

    Columns: person (number on the map), key, organisation (number on the map), industry, role,
    target, customer, aware, read (anything in measured weeks), acted (visibly), lead, told (told
    somebody), trust (0-1).
    """
    world, state = model.world, model.state
    s = world.seller_names.index(model.scenario.settings.focal_name)
    orgs = _chosen(model)
    number = np.full(len(world.orgs.key), -1)
    number[orgs] = np.arange(len(orgs))
    org = world.people.org
    rows = np.flatnonzero((org >= 0) & (number[np.maximum(org, 0)] >= 0))
    leads = model.leads
    mine = set(leads.loc[leads["seller_row"] == s, "member"])
    tells = model.tells
    tellers = set(tells.loc[tells["seller_row"] == s, "teller"]) if len(tells) else set()
    key = world.people.key[rows]
    bar = model.simulation.p["belief"].aware_bar
    return pd.DataFrame(
        {
            "person": np.arange(len(rows)),
            "key": key,
            "organisation": number[org[rows]],
            "industry": world.orgs.industry[org[rows]],
            "role": np.array(ROLES, object)[world.people.role[rows]],
            "target": world.sellers.target[rows, s] == 1,
            "customer": model.simulation.facts.customer[org[rows], s] > 0,
            "aware": state.beliefs.trace[rows, s] >= bar,
            "read": state.marks.reached[rows, s] == 1,
            "acted": state.marks.act_week[rows, s] >= 1,
            "lead": [k in mine for k in key.tolist()],
            "told": [k in tellers for k in key.tolist()],
            "trust": [model.trust(int(m), s) for m in rows],
        }
    )


def map_ties(model: BuyerNetwork, people: pd.DataFrame) -> pd.DataFrame:
    """Private ties between people on the map: a, b (numbers on the map, a < b), layer."""
    world = model.world
    row_of = pd.Series(np.arange(world.n_people), index=world.people.key)
    rows = row_of[people["key"]].to_numpy()
    place = np.full(world.n_people, -1)
    place[rows] = people["person"]
    source = np.repeat(np.arange(world.n_people), np.diff(world.ties.ptr))
    a, b = place[source], place[world.ties.other]
    keep = (a >= 0) & (b >= 0) & (a < b)
    layer = np.array(LAYERS, object)[world.ties.layer[keep]]
    return pd.DataFrame({"a": a[keep], "b": b[keep], "layer": layer})
