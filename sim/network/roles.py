"""Roles in buying centres that a column of an imported network names.

Only names of roles are understood. Job titles are not: who decides cannot be told from them.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from sim.agents.buying_centre import BUYER, DECIDER, GATEKEEPER, INFLUENCER, ROLES, USER
from sim.errors import Problem
from sim.network.organisations import chosen_column
from sim.network.raw import Table, counted, listed
from sim.scenarios.schema import Market

#: Ways to write each role, in lower case with single spaces.
WORDS = {
    DECIDER: ("decider", "decision maker", "decisionmaker", "decision", "approver"),
    BUYER: ("buyer", "purchasing", "purchaser", "purchase", "procurement", "buying"),
    GATEKEEPER: ("gatekeeper", "gate keeper", "gate"),
    INFLUENCER: ("influencer", "influence", "influencing", "recommender"),
    USER: ("user", "end user", "enduser", "using"),
}
OPEN = -1  # role still to be assigned


def role_of(text: str) -> int:
    """The role that a value names; OPEN where it names none."""
    plain = " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())
    for role, words in WORDS.items():
        if plain in words or (plain.endswith("s") and plain[:-1] in words):
            return role
    return OPEN


def given_roles(
    nodes: Table, ids: list[str], market: Market, problems: list[Problem], said: list[str]
) -> tuple[str, np.ndarray]:
    """The column used, empty for none, and everybody's role, OPEN where none is given; (n,) int64."""
    role = np.full(len(ids), OPEN, np.int64)
    if not market.role_column:
        said.append("roles in buying centres are assigned by hash")
        return "", role
    column = chosen_column(nodes, market.role_column, "role_column", problems)
    if not column:
        return "", role
    values = nodes.columns[column]
    meaning = {value: role_of(value) for value in set(values)}
    known = dict(zip(nodes.columns["id"], values, strict=True))
    for i, one in enumerate(ids):
        role[i] = meaning.get(known.get(one, ""), OPEN)
    for code in WORDS:
        words = sorted(value for value, r in meaning.items() if r == code)
        if words:
            who = counted(int((role == code).sum()), "person", "people")
            said.append(f"role {ROLES[code]}: {who} with {listed(words)} in column {column!r}")
    odd = Counter(value for value in values if value and meaning[value] == OPEN)
    if odd:
        who = counted(odd.total(), "person", "people")
        said.append(
            f"{listed(sorted(odd))} in column {column!r} name no role; {who} get one by hash"
        )
    if len(odd) == len(set(values) - {""}) and odd:
        possible = ", ".join(ROLES[code] for code in WORDS)
        why = (
            f"column {column!r} names no role: it holds {listed(sorted(odd))}; roles are {possible}"
        )
        problems.append(Problem(nodes.place, "market.role_column", why))
    blank = int((role == OPEN).sum()) - odd.total()
    if blank:
        said.append(f"{counted(blank, 'person', 'people')} without a role get one by hash")
    return column, role
