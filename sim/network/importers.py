"""Imported networks: what was read becomes a census, ties and follow ties, and then a world.

Nobody is dropped in silence: everything that is assumed, generated or left out is a line of
`World.assumptions`, which runs print. Names and ids of people stay in `World.labels`; elsewhere
imported people are pseudonyms (a hash of their id).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

import numpy as np

from sim.engine.chance import text_key
from sim.errors import BadInput, Problem, in_order
from sim.network import layers as L
from sim.network.census import Census
from sim.network.followers import Followed
from sim.network.generate import complete_world
from sim.network.imported_ties import (
    DROP,
    FOLLOW,
    Layers,
    layer_meanings,
    light_ties,
    tie_layers,
    tie_weights,
)
from sim.network.organisations import organisations
from sim.network.raw import RawNetwork, Table, counted, listed, span
from sim.network.roles import given_roles
from sim.network.sources import Signature, cached_source, signature
from sim.scenarios.schema import Market

KEPT = 4  # imported networks kept in memory
#: Settings of generated networks, and the layer that makes them idle; '' for any import.
IDLE = (
    ("", ("organisations", "size_min", "size_max", "size_exponent")),
    ("professional", ("professional_degree", "alumni_share")),
    ("supply", ("supply_degree",)),
    ("follow", ("influencers", "influencer_followers")),
)


@dataclass(frozen=True)
class Imported:
    """A network as the model takes it, before anything is generated around it.

    Attributes
    ----------
    source, kind : what the user named, and its kind
    census : people and organisations, by identity; roles are -1 where still to be assigned
    pairs : ties a, b (rows of the census), layer and weight, a line each
    followed : imported follow ties; None where there are none
    said : everything that was assumed, left out or is still to be generated
    labels : ids of people and names of organisations, in the order of the census
    organisation_column, role_column, layer_column : columns used; empty for none
    layers : name of each layer of the source -> what it is taken for
    weighted : whether weights of the source are used
    """

    source: str
    kind: str
    census: Census
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
    followed: Followed | None
    said: tuple[str, ...]
    labels: dict[str, list[str]]
    organisation_column: str
    role_column: str
    layer_column: str
    layers: dict[str, str]
    weighted: bool


def import_network(raw: RawNetwork, market: Market) -> Imported:
    """What a network becomes in a market.

    Raises
    ------
    BadInput   with every problem of reading and of the settings about it
    """
    problems, said = list(raw.problems), list(raw.said)
    nodes, edges = raw.nodes, raw.edges
    ids, a, b = _people(nodes, edges, said)
    if not raw.problems:
        if len(ids) < 2:
            why = f"holds {counted(len(ids), 'person', 'people')}; at least 2 are needed"
            problems.append(Problem(raw.name, "", why))
        if not len(edges):
            problems.append(Problem(edges.place, "", "holds no ties; a network needs at least one"))
    light = light_ties(edges, market, said)
    meanings = layer_meanings(edges, market)
    kept = ~light & (meanings.code != DROP)
    organisation_column, names = organisations(
        nodes, ids, a[kept], b[kept], meanings.code[kept] != FOLLOW, market, problems, said
    )
    org_names = sorted(set(names), key=text_key)
    org_row = {name: i for i, name in enumerate(org_names)}
    org = np.array([org_row[name] for name in names], np.int64)
    role_column, role = given_roles(nodes, ids, market, problems, said)
    layers = tie_layers(edges, meanings, a, b, org, market, problems, said)
    layers = replace(layers, code=np.where(light, DROP, layers.code))
    private = layers.code >= 0
    weight = tie_weights(edges, private & (a != b), market, problems, said)
    key = np.array([text_key(name) for name in ids], np.int64)
    org_key = np.array([text_key(name) >> 8 for name in org_names], np.int64)
    if len(np.unique(key)) < len(key) or len(np.unique(org_key)) < len(org_key):
        problems.append(Problem(raw.name, "", "two names have the same hash; rename one of them"))
    if problems:
        raise BadInput(in_order(problems))
    followed = _followed(ids, a, b, layers, said)
    _say_ties(raw, ids, a, b, layers, said)
    _say_sizes(np.bincount(org), said)
    _say_unused(raw, {organisation_column, role_column}, layers.column, said)
    present = {L.LAYERS[i] for i in np.unique(layers.code[private])}
    if followed is not None:
        present.add("follow")
    _say_generated(market, len(ids), present, said)
    pairs = (a[private], b[private], layers.code[private], weight[private])
    return Imported(
        source=raw.name,
        kind=raw.kind,
        census=Census(key=key, org=org, role=role, org_key=org_key),
        pairs=pairs,
        followed=followed,
        said=tuple(said),
        labels={"people": ids, "organisations": org_names},
        organisation_column=organisation_column,
        role_column=role_column,
        layer_column=layers.column,
        layers=layers.meaning,
        weighted="weight" in edges.columns and market.edge_weights == "use",
    )


def _people(
    nodes: Table, edges: Table, said: list[str]
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Ids in order of identity, whatever the order of the rows, and the rows that each tie joins."""
    source, target = edges.columns["source"], edges.columns["target"]
    ids = sorted({*nodes.columns["id"], *source, *target}, key=text_key)
    missing = len(ids) - len(nodes)
    if len(nodes) and missing:
        stand = "person stands" if missing == 1 else "people stand"
        said.append(f"{missing:,} {stand} among the ties only, not in the table of people")
    row = {name: i for i, name in enumerate(ids)}
    a = np.array([row[x] for x in source], np.int64)
    b = np.array([row[x] for x in target], np.int64)
    return ids, a, b


def _followed(
    ids: list[str], a: np.ndarray, b: np.ndarray, layers: Layers, said: list[str]
) -> Followed | None:
    """Follow ties, each once; those of people with themselves are left out."""
    here = (layers.code == FOLLOW) & (a != b)
    if not here.any():
        return None
    pairs = np.unique(np.stack([a[here], b[here]]), axis=1)
    rows, account = np.unique(pairs[1], return_inverse=True)
    said.append(
        f"{counted(len(rows), 'person is', 'people are')} followed by "
        f"{counted(len(np.unique(pairs[0])), 'person', 'people')} in {pairs.shape[1]:,} follow ties: "
        "each is also an external account that sellers can engage; no influencers are generated"
    )
    key = np.array([text_key(f"account of {ids[i]}") for i in rows], np.int64)
    return Followed(key=key, person=pairs[0], account=account)


def _say_ties(
    raw: RawNetwork, ids: list[str], a: np.ndarray, b: np.ndarray, layers: Layers, said: list[str]
) -> None:
    """Loops, people without ties, repeated and directed lines."""
    loops = int((a == b).sum())
    if loops:
        what = counted(loops, "tie of a person with themselves", "ties of people with themselves")
        said.append(f"{what} left out")
    tied = (a != b) & (layers.code >= 0)
    alone = len(ids) - len(np.unique(np.concatenate([a[tied], b[tied]])))
    if alone:
        said.append(f"{counted(alone, 'person has', 'people have')} no private tie here; they stay")
    low, high = np.minimum(a[tied], b[tied]), np.maximum(a[tied], b[tied])
    pairs = low * len(ids) + high
    n_pairs = len(np.unique(pairs))
    if n_pairs < len(pairs):
        said.append(
            f"{counted(len(pairs), 'directed or repeated line is', 'directed or repeated lines are')} "
            f"{counted(n_pairs, 'tie', 'ties')}; direction is ignored, the heaviest line counts"
        )
    elif raw.directed:
        said.append("direction of ties is ignored")
    both = (
        len(np.unique(np.stack([pairs, layers.code[tied]]), axis=1)[0]) - n_pairs
        if len(pairs)
        else 0
    )
    if both:
        said.append(
            f"{counted(both, 'tie stands', 'ties stand')} in a second layer, too: "
            f"the first of {', '.join(L.LAYERS)} counts"
        )


def _say_sizes(sizes: np.ndarray, said: list[str]) -> None:
    """How many people and organisations there are."""
    said.append(
        f"{counted(int(sizes.sum()), 'person', 'people')} in "
        f"{counted(len(sizes), 'organisation', 'organisations')} "
        f"of {span(int(sizes.min()), int(sizes.max()))}"
    )
    small = int((sizes < 3).sum())
    if small:
        have = "organisation has" if small == 1 else "organisations have"
        said.append(
            f"{small:,} {have} fewer than 3 people, so that not every role in a buying centre is filled"
        )


def _say_unused(raw: RawNetwork, people: set[str], layer: str, said: list[str]) -> None:
    """Columns of which nothing is made."""
    used = {"nodes": people | {"id"}, "edges": {"source", "target", "weight", layer}}
    for what, table in (("people", raw.nodes), ("ties", raw.edges)):
        mine = used["nodes" if what == "people" else "edges"]
        idle = sorted(set(table.columns) - mine)
        if idle:
            said.append(f"columns of {what} that are not used: {listed(idle)}")


def _say_generated(market: Market, n: int, present: set[str], said: list[str]) -> None:
    """What is still to be generated, and settings that therefore count or do not."""
    degrees = {"professional": "professional_degree", "supply": "supply_degree"}
    for name in L.LAYERS:
        if name not in present:
            none = f" (market.{degrees[name]} = 0 for none)" if name in degrees else ""
            said.append(f"{name} ties are generated{none}")
    follow = "" if "follow" in present else "influencers, "
    said.append(
        f"generated around the network: interests, what is bought, sellers, {follow}follow ties of "
        "sellers' accounts, the public"
    )
    default = {name: field.default for name, field in Market.model_fields.items()}
    if market.members not in (default["members"], n):
        said.append(f"members is {n:,} as in the network, not {market.members:,}")
    for layer, names in IDLE:
        changed = [x for x in names if getattr(market, x) != default[x]]
        if changed and (not layer or layer in present):
            said.append(
                f"without effect, since the network says it: {', '.join(f'market.{x}' for x in changed)}"
            )


_IMPORTED: OrderedDict[tuple[Signature, str], Imported] = OrderedDict()


def read_network(market: Market) -> Imported:
    """The network that `market.network` names, kept in memory while its files stay as they are.

    Raises
    ------
    BadInput   with every problem of reading and of the settings about it
    """
    key = (signature(market.network), market.model_dump_json(exclude={"weeks", "warmup"}))
    if key not in _IMPORTED:
        _IMPORTED[key] = import_network(cached_source(market.network), market)
        while len(_IMPORTED) > KEPT:
            _IMPORTED.popitem(last=False)
    _IMPORTED.move_to_end(key)
    return _IMPORTED[key]


def world_around(imported: Imported, market: Market, seed: int) -> L.World:
    """A world around an imported network. Same network, market and seed, same arrays."""
    sized = market.model_copy(update={"members": len(imported.census.key)})
    labels = {name: list(rows) for name, rows in imported.labels.items()}
    return complete_world(
        sized, seed, imported.census, imported.pairs, imported.said, labels, imported.followed
    )
