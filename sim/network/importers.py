"""Real networks: a folder with `edges.csv` and, if there is one, `nodes.csv` becomes a world.

Nobody is dropped in silence: everything that is assumed, generated or left out is a line of
`World.assumptions`, which runs print. Names and ids of people stay in `World.labels`; elsewhere
imported people are pseudonyms (a hash of their id).
"""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd

from sim.engine.chance import text_key
from sim.errors import BadInput, Problem
from sim.network import layers as L
from sim.network.generate import Census, complete_world
from sim.scenarios.schema import Market

#: Columns of nodes.csv that are taken for the organisation, the first that is there.
ORGANISATION_COLUMNS = (
    "organisation",
    "organization",
    "org",
    "company",
    "firm",
    "department",
    "group",
    "office",
    "school",
    "team",
)
#: Words in a layer's name that map it to one of ours.
LAYER_WORDS = {
    "colleague": L.COLLEAGUE, "cowork": L.COLLEAGUE, "co-work": L.COLLEAGUE, "work": L.COLLEAGUE,
    "professional": L.PROFESSIONAL, "advice": L.PROFESSIONAL, "friend": L.PROFESSIONAL,
    "supply": L.SUPPLY, "supplier": L.SUPPLY,
}  # fmt: skip


def _table(path: Path, problems: list[Problem], required: tuple[str, ...]) -> pd.DataFrame:
    if not path.is_file():
        problems.append(Problem(str(path), "", "there is no such file"))
        return pd.DataFrame(columns=list(required))
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as failure:
        problems.append(Problem(str(path), "", f"cannot be read as CSV: {failure}"))
        return pd.DataFrame(columns=list(required))
    for name in required:
        if name not in table.columns:
            have = ", ".join(map(str, table.columns))
            problems.append(Problem(str(path), name, f"this column is missing; there are {have}"))
    return table


def _weights(
    table: pd.DataFrame, path: Path, problems: list[Problem], said: list[str]
) -> np.ndarray:
    if "weight" not in table.columns:
        return np.ones(len(table))
    weight = pd.to_numeric(table["weight"], errors="coerce").to_numpy(float)
    bad = np.flatnonzero(~(np.isfinite(weight) & (weight > 0)))
    for i in bad[:5]:
        problems.append(
            Problem(
                f"{path}:{i + 2}",
                "weight",
                f"is {table['weight'].iloc[i]!r}; must be a number above 0",
            )
        )
    if len(bad) > 5:
        problems.append(Problem(str(path), "weight", f"and {len(bad) - 5} more such lines"))
    if len(bad) == 0 and len(weight):
        said.append(
            f"weights are divided by their mean ({weight.mean():.3g}) and kept within 0.1 to 10"
        )
        return np.clip(weight / weight.mean(), 0.1, 10.0)
    return np.ones(len(table))


def _layers(
    table: pd.DataFrame, a: np.ndarray, b: np.ndarray, org: np.ndarray, said: list[str]
) -> np.ndarray:
    """Layer of each tie: by the name of its layer where that says it, else by organisation."""
    inside = np.where(org[a] == org[b], L.COLLEAGUE, L.PROFESSIONAL)
    if "layer" not in table.columns:
        said.append(
            "edges name no layer: ties inside an organisation are colleagues, others professional"
        )
        return inside
    layer = inside.copy()
    for name in sorted(set(table["layer"])):
        code = next((c for word, c in LAYER_WORDS.items() if word in name.lower()), None)
        mine = (table["layer"] == name).to_numpy()
        if code == L.SUPPLY:
            layer[mine] = L.SUPPLY
            said.append(f"layer {name!r} is taken as supply ties")
        else:
            said.append(
                f"layer {name!r}: ties inside an organisation are colleagues, others professional"
            )
    return layer


def _organisations(
    nodes: pd.DataFrame,
    ids: list[str],
    a: np.ndarray,
    b: np.ndarray,
    market: Market,
    path: Path,
    problems: list[Problem],
    said: list[str],
) -> list[str]:
    """Name of everybody's organisation: from a column, else communities of the network."""
    column = market.organisation_column
    if column and column not in nodes.columns:
        have = ", ".join(c for c in nodes.columns if c != "id")
        problems.append(
            Problem(
                str(path),
                "market.organisation_column",
                f"nodes.csv has no column {column!r}; it has {have}",
            )
        )
        return ["?"] * len(ids)
    if not column:
        column = next((c for c in ORGANISATION_COLUMNS if c in nodes.columns), "")
    if column:
        known = dict(zip(nodes["id"], nodes[column], strict=True))
        names = [known.get(i, "") for i in ids]
        alone = sum(1 for n in names if n == "")
        said.append(f"organisation is the column {column!r} of nodes.csv")
        if alone:
            said.append(f"{alone} people without an organisation stand in one of their own each")
        return [n if n != "" else f"alone {i}" for n, i in zip(names, ids, strict=True)]
    graph = nx.Graph()
    graph.add_nodes_from(range(len(ids)))
    graph.add_edges_from((int(x), int(y)) for x, y in zip(a, b, strict=True) if x != y)
    groups = nx.community.louvain_communities(graph, seed=0)
    names = [""] * len(ids)
    for g, group in enumerate(sorted(groups, key=lambda s: min(ids[i] for i in s))):
        for i in group:
            names[i] = f"community {g}"
    said.append(
        f"no organisation is given: {len(groups)} communities of the network stand for organisations"
    )
    return names


def read_folder(
    market: Market,
) -> tuple[Census, tuple[np.ndarray, ...], list[str], dict[str, list[str]]]:
    """Census, ties, what was assumed, and labels of a network folder; BadInput with all problems."""
    folder = Path(market.network)
    problems: list[Problem] = []
    said: list[str] = []
    if not folder.is_dir():
        raise BadInput([Problem(str(folder), "market.network", "there is no such folder")])
    edges_path, nodes_path = folder / "edges.csv", folder / "nodes.csv"
    edges = _table(edges_path, problems, ("source", "target"))
    if nodes_path.is_file():
        nodes = _table(nodes_path, problems, ("id",))
    else:
        nodes = pd.DataFrame({"id": []}, dtype=str)
        said.append("there is no nodes.csv: people are those whom edges.csv names")
    if problems:
        raise BadInput(problems)
    doubled = nodes["id"][nodes["id"].duplicated()].unique()
    if len(doubled):
        problems.append(
            Problem(str(nodes_path), "id", f"stands more than once: {', '.join(doubled[:5])}")
        )
    ids = list(dict.fromkeys([*nodes["id"], *edges["source"], *edges["target"]]))
    missing = len(ids) - nodes["id"].nunique()
    if len(nodes) and missing:
        said.append(f"{missing} people stand in edges.csv only")
    ids.sort(key=text_key)  # rows by identity, whatever the order of the file
    row = {name: i for i, name in enumerate(ids)}
    a = np.array([row[x] for x in edges["source"]], np.int64)
    b = np.array([row[x] for x in edges["target"]], np.int64)
    weight = _weights(edges, edges_path, problems, said)
    names = _organisations(nodes, ids, a, b, market, nodes_path, problems, said)
    if len(ids) < 2:
        problems.append(Problem(str(folder), "", f"holds {len(ids)} people; at least 2 are needed"))
    if problems:
        raise BadInput(problems)
    loops = int((a == b).sum())
    if loops:
        said.append(f"{loops} ties of people with themselves are left out")
    alone = len(ids) - len(np.unique(np.concatenate([a[a != b], b[a != b]])))
    if alone:
        said.append(f"{alone} people have no tie of their own in edges.csv; they stay")
    org_names = sorted(set(names), key=text_key)
    org_row = {name: i for i, name in enumerate(org_names)}
    org = np.array([org_row[n] for n in names], np.int64)
    layer = _layers(edges, a, b, org, said)
    pairs = len(
        {(min(x, y), max(x, y)) for x, y in zip(a.tolist(), b.tolist(), strict=True) if x != y}
    )
    if pairs < len(a) - loops:
        said.append(
            f"{len(a) - loops} directed or repeated lines are {pairs} ties; direction is ignored, "
            "the heaviest line counts"
        )
    sizes = np.bincount(org)
    said.append(
        f"{len(ids)} people in {len(org_names)} organisations of {sizes.min()} to {sizes.max()}"
    )
    small = int((sizes < 3).sum())
    if small:
        said.append(
            f"{small} organisations have fewer than 3 people: one person then fills several roles"
        )
    census = Census(
        key=np.array([text_key(name) for name in ids], np.int64),
        org=org,
        role=np.full(len(ids), -1),
        org_key=np.array([text_key(name) >> 8 for name in org_names], np.int64),
    )
    return census, (a, b, layer, weight), said, {"people": ids, "organisations": org_names}


def import_world(market: Market, seed: int) -> L.World:
    """A world around an imported network. Same folder, market and seed, same arrays."""
    census, ties, said, labels = read_folder(market)
    a, b, layer, weight = ties
    present = {L.LAYERS[i] for i in np.unique(layer)}
    for name in L.LAYERS:
        if name not in present:
            said.append(f"{name} ties are generated")
    said.append(
        "roles, interests, what is bought, sellers, follow ties and the public are generated"
    )
    sized = market.model_copy(update={"members": len(census.key)})
    if market.members != len(census.key):
        said.append(f"members is {len(census.key)} as in the network, not {market.members}")
    return complete_world(sized, seed, census, (a, b, layer, weight), tuple(said), labels)
