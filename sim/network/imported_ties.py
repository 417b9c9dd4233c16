"""What each line of an imported edge table becomes: its layer and its weight."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from sim.errors import Problem
from sim.network import layers as L
from sim.network.raw import NUMBER, Table, counted, listed
from sim.scenarios.schema import Market
from sim.scenarios.words import nearest

# What a line of the table can become beside a tie of one of the layers.
FOLLOW, DROP = -1, -2
INSIDE = -3  # colleague inside an organisation, professional across
MEANING = {
    "colleague": L.COLLEAGUE,
    "professional": L.PROFESSIONAL,
    "supply": L.SUPPLY,
    "follow": FOLLOW,
    "inside": INSIDE,
    "drop": DROP,
}
TAKEN_AS = {
    "colleague": "colleague ties",
    "professional": "professional ties",
    "supply": "supply ties",
    "follow": "follow ties: the source reads what the target posts in public",
    "inside": "colleague ties inside an organisation, professional ties across",
    "drop": "left out",
}
#: Columns that are taken for the layer where there is none of that name, the first that is there.
LAYER_COLUMNS = ("layer", "type", "relation", "relationship", "kind")
#: Words of graph tools that say no layer.
NO_LAYER = frozenset({"", "directed", "undirected", "mutual"})
LIGHTEST, HEAVIEST = 0.1, 10.0  # weights are kept within, in means (assumption)
MOST = 1e12  # heaviest weight that is read: sums of them stay exact enough and finite


def default_layer(name: str) -> str:
    """What a layer is taken for by the words in its name."""
    plain = name.casefold()
    if "supply" in plain or "supplier" in plain:
        return "supply"
    return "follow" if re.fullmatch(r"follow(s|ed|er|ers|ing)?", plain.strip()) else "inside"


def layer_column(edges: Table) -> str:
    """The column that names the layer of a tie; empty where none does."""
    for name in LAYER_COLUMNS:
        column = edges.find(name)
        if not column:
            continue
        if name == "layer":
            return column
        values = {value.casefold() for value in edges.columns[column]}
        if not values <= NO_LAYER:
            return column
    return ""


@dataclass(frozen=True)
class Meanings:
    """What the layer of each line is taken for, before organisations are known.

    Attributes
    ----------
    column : the column that names layers, empty for none
    names : (E,) object   name of the layer of each line
    of : name of each layer of the source -> what it is taken for
    code : (E,) int64   code of `MEANING`
    """

    column: str
    names: np.ndarray
    of: dict[str, str]
    code: np.ndarray


def layer_meanings(edges: Table, market: Market) -> Meanings:
    """What layers are taken for: as `layer_map` says, else by the words in their names."""
    column = layer_column(edges)
    values = edges.columns[column] if column else [""] * len(edges)
    of = {
        name: str(market.layer_map.get(name, default_layer(name))) for name in sorted(set(values))
    }
    code = np.array([MEANING[of[name]] for name in values], np.int64)
    return Meanings(column, np.array(values, object), of, code)


@dataclass(frozen=True)
class Layers:
    """Layer of each line, and how the layers of the source were taken.

    Attributes
    ----------
    column : the column that names layers, empty for none
    code : (E,) int64   code of `layers.LAYERS`, FOLLOW or DROP
    meaning : name of each layer of the source -> what it is taken for
    """

    column: str
    code: np.ndarray
    meaning: dict[str, str]


def tie_layers(
    edges: Table,
    meanings: Meanings,
    a: np.ndarray,
    b: np.ndarray,
    org: np.ndarray,
    market: Market,
    problems: list[Problem],
    said: list[str],
) -> Layers:
    """Layer of each line, now that organisations are known."""
    column, names, meaning = meanings.column, meanings.names, meanings.of
    kinds = list(meaning)
    if column and column.casefold() != "layer":
        said.append(f"there is no column 'layer': {column!r} is taken for it")
    where, key = edges.place, "market.layer_map"
    for name in market.layer_map if edges.read else ():
        if not column:
            why = f"names the layer {name!r}, but ties have no column 'layer'"
            problems.append(Problem(where, key, why))
        elif name not in kinds:
            why = f"there is no layer {name!r} in column {column!r}{nearest(name, kinds)}"
            problems.append(Problem(where, key, why))
    inside = np.where(org[a] == org[b], L.COLLEAGUE, L.PROFESSIONAL)
    code = np.where(meanings.code == INSIDE, inside, meanings.code)
    if not column:
        said.append(f"ties name no layer: they are taken as {TAKEN_AS['inside']}")
        return Layers("", code, {})
    for taken, words in TAKEN_AS.items():
        for by_map, how in ((True, "as layer_map says"), (False, "by name")):
            mine = [n for n in kinds if meaning[n] == taken and (n in market.layer_map) == by_map]
            if mine:
                number = counted(int(np.isin(names, mine).sum()), "line", "lines")
                said.append(f"layer {listed(mine)} ({number}), {how}: {words}")
    across = int(((code == L.COLLEAGUE) & (org[a] != org[b])).sum())
    if across:
        said.append(
            f"{counted(across, 'colleague tie joins', 'colleague ties join')} organisations"
        )
    return Layers(column, code, meaning)


def light_ties(edges: Table, market: Market, said: list[str]) -> np.ndarray:
    """Lines whose weight is below the least that counts, (E,) bool; never one without a weight."""
    light = np.zeros(len(edges), bool)
    if market.edge_minimum <= 0 or "weight" not in edges.columns:
        if market.edge_minimum > 0:
            said.append("edge_minimum leaves nothing out: ties have no weights")
        return light
    light = np.array([_weight(value) < market.edge_minimum for value in edges.columns["weight"]])
    number = counted(int(light.sum()), "line", "lines")
    said.append(f"{number} of a weight below edge_minimum {market.edge_minimum:g} left out")
    return light


def tie_weights(
    edges: Table, used: np.ndarray, market: Market, problems: list[Problem], said: list[str]
) -> np.ndarray:
    """Weight of each line, mean 1; (E,) float64.

    used : (E,) bool   lines that become ties; those that are left out have no part in the mean
    """
    ones = np.ones(len(edges))
    if "weight" not in edges.columns:
        said.append("ties have no weights: all count alike")
        return ones
    if market.edge_weights == "drop":
        said.append("weights are left out, as edge_weights says")
        return ones
    text = edges.columns["weight"]
    weight = np.array([_weight(value) for value in text])
    bad = np.flatnonzero(~((weight > 0) & (weight <= MOST))).tolist()
    problems += edges.problems_at(bad, "weight", lambda i: _wrong_weight(text[i], weight[i]))
    if bad or not used.any():
        return ones
    mine = weight[used]
    if mine.min() == mine.max():
        said.append(f"all weights are {mine[0]:.6g}: they make no difference")
        return ones
    mean = math.fsum(mine.tolist()) / len(mine)  # exact, whatever the order of lines
    share = weight / mean
    cut = int(((share[used] < LIGHTEST) | (share[used] > HEAVIEST)).sum())
    words = f"; {counted(cut, 'weight was', 'weights were')} beyond" if cut else ""
    said.append(
        f"weights are divided by their mean ({mean:.3g}) and kept within {LIGHTEST:g} to {HEAVIEST:g}"
        + words
    )
    return np.clip(share, LIGHTEST, HEAVIEST)


def _weight(text: str) -> float:
    """A weight; not a number where it is none in plain digits."""
    return float(text) if NUMBER.fullmatch(text) else math.nan


def _wrong_weight(text: str, weight: float) -> str:
    what = f"is {text!r}" if text else "is missing"
    limit = f" and at most {MOST:g}" if weight > MOST else ""
    return f"{what}; must be a number above 0{limit}"
