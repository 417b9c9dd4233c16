"""Which organisation each imported person belongs to: a column says it, or communities stand for it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from sim.errors import Problem
from sim.network.communities import communities
from sim.network.raw import Table, counted, listed, span
from sim.scenarios.schema import Market
from sim.scenarios.words import nearest

#: Columns that are taken for the organisation, the first that is there.
NAMES = ("organisation", "organization", "org", "company", "firm", "employer", "account")
#: Columns that may name it, and are taken where ties agree.
LIKELY = ("department", "group", "office", "school", "team")
#: Signs that part several values in one cell.
MANY = (";", "|")
#: Ties inside organisations over what chance would give; below, a column says little about ties.
CLOSE = 1.2
HINTS = 4  # columns that are offered


def chosen_column(nodes: Table, name: str, setting: str, problems: list[Problem]) -> str:
    """The column that a setting names; a problem where it is not there or cannot be used."""
    key = f"market.{setting}"
    if not nodes.read:
        return ""
    found = nodes.find(name)
    if found and found != "id":
        values = nodes.columns[found]
        if not any(values):
            why = f"column {found!r} is empty for everybody"
            problems.append(Problem(nodes.place, key, why))
        known = set(values)
        several = [
            i
            for i, value in enumerate(values)
            if any(sign in value for sign in MANY) and _parts(value) & known
        ]
        problems += nodes.problems_at(
            several,
            key,
            lambda i: f"column {found!r} holds {values[i]!r}: each person must have one value",
        )
        return found
    usable = [c for c in nodes.columns if c != "id"]
    if name in nodes.unusable:
        why = nodes.unusable[name]
    elif not usable:
        why = f"there is no column {name!r}; people have no columns but their ids"
    else:
        why = f"there is no column {name!r}{nearest(name, usable)}"
    problems.append(Problem(nodes.place, key, why))
    return ""


def _parts(value: str) -> set[str]:
    """The values in a cell that holds several."""
    for sign in MANY[1:]:
        value = value.replace(sign, MANY[0])
    return {part.strip() for part in value.split(MANY[0])} - {""}


def closeness(org: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Share of ties inside groups, and what it would be by chance; both 1 where there are no ties."""
    here = a != b
    if not here.any():
        return 1.0, 1.0
    x, y = org[a[here]], org[b[here]]
    ends = np.bincount(np.concatenate([x, y]))
    return float((x == y).mean()), float(((ends / ends.sum()) ** 2).sum())


def agrees(names: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[bool, str]:
    """Whether ties keep to groups more than by chance, or could not; and the figures."""
    inside, chance = closeness(pd.factorize(names)[0], a, b)
    figures = f"{inside:.0%} of ties are inside its groups, {chance:.0%} would be by chance"
    return inside >= CLOSE * chance or chance >= 1.0 / CLOSE, figures


def in_line_with_ties(nodes: Table, ids: list[str], a: np.ndarray, b: np.ndarray) -> list[str]:
    """Columns whose groups hold clearly more ties than by chance, the best in line first.

    Groups repeat, as organisations do: there are at most half as many as people.
    """
    place = pd.Series(np.arange(len(nodes)), index=nodes.columns["id"]).reindex(ids).to_numpy()
    found = []
    for name, values in nodes.columns.items():
        group, kinds = pd.factorize(np.array([*values, ""], object))
        if name == "id" or not 2 <= len(kinds) <= len(values) // 2:
            continue
        mine = group[np.nan_to_num(place, nan=-1).astype(np.int64)]
        inside, chance = closeness(mine, a, b)
        if inside >= CLOSE * chance:
            found.append((chance - inside, name))
    return [name for _, name in sorted(found)]


def organisations(
    nodes: Table,
    ids: list[str],
    a: np.ndarray,
    b: np.ndarray,
    private: np.ndarray,
    market: Market,
    problems: list[Problem],
    said: list[str],
) -> tuple[str, list[str]]:
    """The column used, empty for communities, and the name of everybody's organisation.

    Whether a column goes with the ties is judged by private ties, for whom one follows is mostly
    outside; communities are of all lines.

    Parameters
    ----------
    a, b : (E,) int64   people that each line joins, of lines that are not left out
    private : (E,) bool   lines that become private ties, not follow ties
    """
    x, y = a[private], b[private]
    column = market.organisation_column
    if column:
        column = chosen_column(nodes, column, "organisation_column", problems)
        if not column:
            return "", ["?"] * len(ids)
        said.append(f"organisation is the column {column!r}")
    else:
        column = _named_like_one(nodes, ids, x, y, said)
    if not column:
        if not ids:
            return "", []
        return "", _communities(nodes, ids, a, b, private, market, said)
    known = dict(zip(nodes.columns["id"], nodes.columns[column], strict=True))
    names = [known.get(one, "") for one in ids]
    alone = sum(1 for name in names if not name)
    if alone:
        said.append(
            f"{counted(alone, 'person', 'people')} without an organisation: each in one of their own"
        )
    taken = set(names)
    for i, one in enumerate(ids):
        if not names[i]:
            own = f"alone {one}"
            while own in taken:
                own += "'"
            names[i] = own
    said += _far_from_ties(names, nodes, ids, x, y, column)
    return column, names


def _named_like_one(
    nodes: Table, ids: list[str], a: np.ndarray, b: np.ndarray, said: list[str]
) -> str:
    """The first column named like an organisation; empty where there is none.

    Some names can mislead (a survey may ask about the office in which somebody sits): there, ties
    must agree.
    """
    for name in (*NAMES, *LIKELY):
        column = nodes.find(name)
        if not column or not any(nodes.columns[column]):
            continue
        known = dict(zip(nodes.columns["id"], nodes.columns[column], strict=True))
        names = np.array([known.get(one, "") or f"alone {one}" for one in ids], object)
        fits, figures = agrees(names, a, b)
        if fits or name in NAMES:
            said.append(f"organisation is the column {column!r}, taken by its name")
            return column
        said.append(f"column {column!r} is named like an organisation but was not taken: {figures}")
    return ""


def _far_from_ties(
    names: list[str], nodes: Table, ids: list[str], a: np.ndarray, b: np.ndarray, column: str
) -> list[str]:
    """A word where ties are hardly likelier inside organisations than by chance."""
    fits, figures = agrees(np.array(names, object), a, b)
    if fits:
        return []
    others = [c for c in in_line_with_ties(nodes, ids, a, b) if c != column]
    better = f"; more in line with the ties: {listed(others, HINTS)}" if others else ""
    return [f"warning: check that {column!r} names the organisation: {figures}{better}"]


def _communities(
    nodes: Table,
    ids: list[str],
    a: np.ndarray,
    b: np.ndarray,
    private: np.ndarray,
    market: Market,
    said: list[str],
) -> list[str]:
    """Names of communities, numbered by the first id in each."""
    label = communities(len(ids), a, b)
    first: dict[int, str] = {}
    for one, c in zip(ids, label.tolist(), strict=True):
        if c not in first or one < first[c]:
            first[c] = one
    number = {c: k for k, c in enumerate(sorted(first, key=lambda c: first[c]))}
    size = Counter(label.tolist())
    said.append(
        f"no organisation is given: {counted(len(first), 'community', 'communities')} of the network, "
        f"of {span(min(size.values()), max(size.values()))} people, stand for organisations"
    )
    columns = in_line_with_ties(nodes, ids, a[private], b[private])
    if columns:
        said.append(
            "columns that could name the organisation (market.organisation_column), "
            f"the best in line with the ties first: {listed(columns, HINTS)}"
        )
    if max(size.values()) > market.size_max:
        said.append(
            f"warning: communities of more than {market.size_max} people (market.size_max) are "
            "larger than buying organisations usually are; a column of organisations would be better"
        )
    return [f"community {number[c]}" for c in label.tolist()]
