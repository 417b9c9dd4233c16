"""A picture of the people at the end of a run, small enough to draw.

Up to `PEOPLE` people are kept one by one, as numbers on the map, with the ties between them. Larger
markets are kept as at most `GROUPS` groups of organisations that know one another, and the ties
between groups: a table of the same size whatever the market's.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from experiments.grouping import grouped
from sim.agents.buying_centre import ROLES
from sim.columns import KEYS, whole
from sim.model import BuyerNetwork
from sim.network.layers import LAYERS

PEOPLE = 3_000
GROUPS = 400
_CHUNK = 200_000  # people whose ties are added up at a time, which bounds the memory

#: Columns of the tables of large markets, for the data dictionary.
TABLES = {
    "map_groups": {
        **KEYS,
        "group": whole("", "number of the group on the map"),
        "organisations": whole("organisations", "organisations in it"),
        "people": whole("people", "people in them"),
        "target_members": whole("members", "of them, target members of the focal seller"),
        "aware": whole("members", "target members aware of the focal seller at the end"),
        "read": whole("members", "target members who read something of it in measured weeks"),
        "acted": whole("members", "target members who left a visible act in measured weeks"),
        "leads": whole("members", "target members who became its leads in measured weeks"),
        "ties": whole("ties", "private ties between people of the group"),
    },
    "map_links": {
        **KEYS,
        "a": whole("", "group on the map"),
        "b": whole("", "another group on the map, a < b"),
        "ties": whole("ties", "private ties between people of the two groups"),
    },
}
ABOUT = {
    "map_groups": (
        f"`map_groups.parquet`: groups of organisations that know one another, in place of people "
        f"where a market has more than {PEOPLE:,} of them, replicate 0."
    ),
    "map_links": "`map_links.parquet`: ties between those groups.",
}


def snapshot(model: BuyerNetwork) -> dict[str, pd.DataFrame]:
    """Tables of the map: of people and their ties, or of groups where there are too many people."""
    if model.world.n_members <= PEOPLE:
        people = map_people(model)
        return {"map_people": people, "map_ties": map_ties(model, people)}
    return dict(zip(("map_groups", "map_links"), map_groups(model), strict=True))


def map_people(model: BuyerNetwork) -> pd.DataFrame:
    """Everybody in a buying organisation, and what they did about the focal seller's content.

    Columns: person (number on the map), key, organisation (number on the map), industry, role,
    target, customer, aware, read (anything in measured weeks), acted (visibly), lead, told (told
    somebody), trust (0-1).
    """
    world, state = model.world, model.state
    s = world.seller_names.index(model.scenario.settings.focal_name)
    rows = np.flatnonzero(world.people.org >= 0)
    org = world.people.org[rows]
    leads, tells = model.leads, model.tells
    mine = leads.loc[leads["seller_row"] == s, "member"]
    tellers = tells.loc[tells["seller_row"] == s, "teller"] if len(tells) else []
    key = world.people.key[rows]
    bar = model.simulation.p["belief"].aware_bar
    return pd.DataFrame(
        {
            "person": np.arange(len(rows)),
            "key": key,
            "organisation": org,
            "industry": world.orgs.industry[org],
            "role": np.array(ROLES, object)[world.people.role[rows]],
            "target": world.sellers.target[rows, s] == 1,
            "customer": model.simulation.facts.customer[org, s] > 0,
            "aware": state.beliefs.trace[rows, s] >= bar,
            "read": state.marks.reached[rows, s] == 1,
            "acted": state.marks.act_week[rows, s] >= 1,
            "lead": np.isin(key, mine),
            "told": np.isin(key, tellers),
            "trust": [model.trust(int(m), s) for m in rows],
        }
    )


def map_ties(model: BuyerNetwork, people: pd.DataFrame) -> pd.DataFrame:
    """Private ties between people on the map: a, b (numbers on the map, a < b), layer."""
    world = model.world
    place = np.full(world.n_people, -1)
    place[world.people.org >= 0] = people["person"]
    source = np.repeat(np.arange(world.n_people), np.diff(world.ties.ptr))
    a, b = place[source], place[world.ties.other]
    keep = (a >= 0) & (b >= 0) & (a < b)
    layer = np.array(LAYERS, object)[world.ties.layer[keep]]
    return pd.DataFrame({"a": a[keep], "b": b[keep], "layer": layer})


def map_groups(model: BuyerNetwork) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Groups of organisations with their numbers, and the ties between groups (see `TABLES`)."""
    world, state = model.world, model.state
    s = world.seller_names.index(model.scenario.settings.focal_name)
    between, inside = organisation_ties(model)
    of_org = grouped(between, world.orgs.size, GROUPS)
    n = int(of_org.max()) + 1
    member = world.people.org >= 0
    group = of_org[world.people.org[member]]
    target = world.sellers.target[member, s] == 1
    leads = model.leads
    mine = leads.loc[leads["seller_row"] == s, "member"]
    marks = {
        "aware": state.beliefs.trace[member, s] >= model.simulation.p["belief"].aware_bar,
        "read": state.marks.reached[member, s] == 1,
        "acted": state.marks.act_week[member, s] >= 1,
        "leads": np.isin(world.people.key[member], mine),
    }
    fold = sparse.csr_array((np.ones(len(of_org)), (np.arange(len(of_org)), of_org)))
    links = (fold.T @ between @ fold).tocoo()
    own = links.row == links.col
    ties = np.bincount(of_org, inside, n) + np.bincount(links.row[own], links.data[own] / 2.0, n)
    groups = {
        "group": np.arange(n),
        "organisations": np.bincount(of_org, minlength=n),
        "people": np.bincount(group, minlength=n),
        "target_members": np.bincount(group[target], minlength=n),
        **{name: np.bincount(group[target & mark], minlength=n) for name, mark in marks.items()},
        "ties": np.round(ties).astype(np.int64),
    }
    up = links.row < links.col
    order = np.lexsort((links.col[up], links.row[up]))
    pairs = {
        "a": links.row[up][order].astype(np.int64),
        "b": links.col[up][order].astype(np.int64),
        "ties": np.round(links.data[up][order]).astype(np.int64),
    }
    return pd.DataFrame(groups), pd.DataFrame(pairs)


def organisation_ties(model: BuyerNetwork) -> tuple[sparse.csr_array, np.ndarray]:
    """Ties between organisations, symmetric (O, O), and ties inside each, (O,)."""
    world = model.world
    n, org, ptr = len(world.orgs.key), world.people.org, world.ties.ptr
    between = sparse.csr_array((n, n))
    inside = np.zeros(n)
    for start in range(0, world.n_people, _CHUNK):
        end = min(world.n_people, start + _CHUNK)
        a = np.repeat(org[start:end], np.diff(ptr[start : end + 1]))
        b = org[world.ties.other[ptr[start] : ptr[end]]]
        keep = (a >= 0) & (b >= 0)
        a, b = a[keep], b[keep]
        inside += np.bincount(a[a == b], minlength=n) / 2.0  # every tie stands at both its ends
        apart = a != b
        part = sparse.coo_array((np.ones(int(apart.sum())), (a[apart], b[apart])), shape=(n, n))
        between = between + part.tocsr()
    return between, inside
