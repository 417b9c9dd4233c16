"""The world: people, organisations, sellers and the four layers of ties between them.

Everything here is fixed before the first week and is the same in every scenario of a market. Arrays
are columns; ties are compressed sparse rows (CSR): the ties of row i are `ptr[i]:ptr[i + 1]`.
Identities (`key`) are stable names: chance is addressed by them, never by a row's position.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

COLLEAGUE, PROFESSIONAL, SUPPLY = range(3)
LAYERS = ("colleague", "professional", "supply")
PAGE, STAFF, INFLUENCER_ACCOUNT = range(3)
# Who an external influencer is (Mero et al. 2023, A-1.2, A-1.3).
PROFILES = ("expert", "customer", "spokesperson", "creator")
ACCOUNT_KINDS = ("page", "staff", "influencer")
REP, EXPERT = range(2)
STAFF_KINDS = ("salesperson", "expert")


class People(NamedTuple):
    """A row a person, M rows: members of buying organisations, then the public."""

    key: np.ndarray  # (M,) int64, stable identity
    org: np.ndarray  # (M,) int64, organisation row; -1 outside any
    role: np.ndarray  # (M,) int64, code of buying_centre.ROLES
    interest_a: np.ndarray  # (M,) int64, topic
    interest_b: np.ndarray  # (M,) int64, topic
    technical: np.ndarray  # (M,) float64, technical mind, 0-1
    privacy: np.ndarray  # (M,) float64, concern about visible acts, 0-1
    bar_draw: np.ndarray  # (M,) float64, place in the spread of trust bars, 0-1
    block_draw: np.ndarray  # (M,) float64, place in the spread of block limits, 0-1
    newer: np.ndarray  # (M,) float64, 1 for the newer generation, which uses social media at work
    channels: np.ndarray  # (M,) int64, bits of the public channels read at work
    concern: np.ndarray  # (M,) float64, how much a social cause matters, 0-1
    association: np.ndarray  # (M,) float64, wish to be linked with reputable brands, 0-1
    patience: np.ndarray  # (M,) float64, place in the order of who takes messages amiss, 0-1


class Organisations(NamedTuple):
    """A row an organisation, O rows."""

    key: np.ndarray  # (O,) int64
    industry: np.ndarray  # (O,) int64
    size: np.ndarray  # (O,) int64, people
    policy: np.ndarray  # (O,) float64, 1 where there is a guideline for social media
    people_ptr: np.ndarray  # (O + 1,) int64
    people: np.ndarray  # (members,) int64, people rows, by identity within an organisation
    need_ptr: np.ndarray  # (O + 1,) int64, its rows of Needs


class Needs(NamedTuple):
    """A row an (organisation, category) pair, R rows, by organisation."""

    org: np.ndarray  # (R,) int64
    category: np.ndarray  # (R,) int64
    key: np.ndarray  # (R,) int64, identity: organisation key and category
    direct: np.ndarray  # (R,) float64, 1 for goods that enter production
    complexity: np.ndarray  # (R,) float64, 0-1
    strategic: np.ndarray  # (R,) float64, strategic weight, 0-1
    specificity: np.ndarray  # (R,) float64, 0-1
    supplier: np.ndarray  # (R,) int64, seller row, OUTSIDE or NO_SUPPLIER at the start
    first_week: np.ndarray  # (R,) int64, week in which its first need opens


class Ties(NamedTuple):
    """Private ties between people (layers 2-4), symmetric, CSR by person, T entries."""

    ptr: np.ndarray  # (M + 1,) int64
    other: np.ndarray  # (T,) int64, person row, in order of identity
    layer: np.ndarray  # (T,) int64, code of LAYERS
    weight: np.ndarray  # (T,) float64, own weight of the tie, > 0, mean 1


class Follows(NamedTuple):
    """Who follows which account (layer 1), CSR by person, F entries."""

    ptr: np.ndarray  # (M + 1,) int64
    account: np.ndarray  # (F,) int64, account row, in order of identity
    motive: np.ndarray  # (F,) int64, code of reading.MOTIVES: what it is followed for


class Sellers(NamedTuple):
    """A row a seller, S rows."""

    key: np.ndarray  # (S,) int64
    serves: np.ndarray  # (S, C) int64, 1 where it can serve the category
    reputation: np.ndarray  # (S,) float64, 0-1
    strength: np.ndarray  # (S, topics) float64, how well its offer meets needs on a topic, mean 1
    target: np.ndarray  # (M, S) int64, 1 where the person's organisation buys what it serves
    target_ptr: np.ndarray  # (S + 1,) int64
    target_orgs: np.ndarray  # (.,) int64, organisations with a category that it serves, by key
    n_target: np.ndarray  # (S,) int64, people in target


class Staff(NamedTuple):
    """A row an employee of a seller, P rows, by seller; salespeople first."""

    key: np.ndarray  # (P,) int64
    seller: np.ndarray  # (P,) int64
    kind: np.ndarray  # (P,) int64, code of STAFF_KINDS
    skill: np.ndarray  # (P,) float64, 0-1
    will: np.ndarray  # (P,) float64, place in the order in which staff would post, 0-1
    efficacy: np.ndarray  # (P,) float64, ease with technology before any training, 0-1
    resistance: np.ndarray  # (P,) float64, resistance to posting, 0-1
    rep_ptr: np.ndarray  # (S + 1,) int64
    rep: np.ndarray  # (.,) int64, staff rows of salespeople, by seller
    present: np.ndarray  # (P,) int64, 1 for all in a world; 0 while somebody is away in a run


class Accounts(NamedTuple):
    """A row a public account, A rows: pages, employees, external influencers."""

    key: np.ndarray  # (A,) int64
    kind: np.ndarray  # (A,) int64, code of ACCOUNT_KINDS
    seller: np.ndarray  # (A,) int64, -1 for influencers
    staff: np.ndarray  # (A,) int64, staff row or -1
    expertise: np.ndarray  # (A,) float64, 0-1
    topic: np.ndarray  # (A,) int64, main topic
    match: np.ndarray  # (A, S) float64, value and topic match of an influencer with a seller
    followers: np.ndarray  # (A,) int64
    production: np.ndarray  # (A,) float64, skill in making content, 0-1
    profile: np.ndarray  # (A,) int64, code of PROFILES for influencers, -1 for others
    uses: np.ndarray  # (A, S) int64, 1 where an influencer uses the seller's offer itself
    fake: np.ndarray  # (A,) float64, share of an influencer's followers who are nobody, 0-1
    home: np.ndarray  # (A,) int64, public channel on which an influencer or employee posts


@dataclass(frozen=True)
class World:
    """Everything that exists before the first week, and what was assumed to make it.

    Attributes
    ----------
    market_topics : (topics,) int64   category that each topic belongs to
    season_map : (52,) int64   week of the year at which the k-th of 52 equal shares of needs opens
    labels : names of organisations and people where they were imported (never in reports)
    assumptions : lines that say what was assumed, dropped or generated
    """

    seed: int
    people: People
    orgs: Organisations
    needs: Needs
    ties: Ties
    follows: Follows
    sellers: Sellers
    staff: Staff
    accounts: Accounts
    topic_category: np.ndarray
    season_map: np.ndarray
    seller_names: tuple[str, ...]
    assumptions: tuple[str, ...] = ()
    labels: dict[str, list[str]] = field(default_factory=dict)

    @property
    def n_people(self) -> int:
        """All people, members and public."""
        return len(self.people.key)

    @property
    def n_members(self) -> int:
        """People of buying organisations."""
        return int(self.orgs.people_ptr[-1])

    @property
    def n_sellers(self) -> int:
        """Sellers that exist."""
        return len(self.seller_names)

    def fingerprint(self) -> str:
        """A hash over every array: equal worlds have equal fingerprints."""
        digest = hashlib.sha256()
        parts = (self.people, self.orgs, self.needs, self.ties, self.follows, self.sellers)
        staff = self.staff[:-1]  # who is away is no part of the world
        for part in (*parts, staff, self.accounts, (self.topic_category, self.season_map)):
            for column in part:
                digest.update(str((column.dtype.str, column.shape)).encode())
                digest.update(np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()


def csr(n: int, source: np.ndarray, *columns: np.ndarray) -> tuple[np.ndarray, ...]:
    """Rows pointer and reordered columns for entries grouped by `source`, in stable order."""
    order = np.argsort(source, kind="stable")
    ptr = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=n), out=ptr[1:])
    return (ptr, *(np.ascontiguousarray(c[order]) for c in columns))


def symmetric_ties(
    key: np.ndarray, a: np.ndarray, b: np.ndarray, layer: np.ndarray, weight: np.ndarray
) -> Ties:
    """Undirected ties from pairs: loops dropped; of several ties of a pair the first
    layer stays, and there the heaviest.

    Parameters
    ----------
    key : (M,) int64   identities
    a, b : (E,) int64   people rows
    layer : (E,) int64   code of LAYERS
    weight : (E,) float64

    Returns
    -------
    Ties   each tie in both directions; neighbours in order of identity
    """
    keep = a != b
    a, b, layer, weight = a[keep], b[keep], layer[keep], weight[keep]
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((-weight, layer, high, low))
    low, high, layer, weight = low[order], high[order], layer[order], weight[order]
    first = np.ones(len(low), bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    low, high, layer, weight = low[first], high[first], layer[first], weight[first]
    source, other = np.concatenate([low, high]), np.concatenate([high, low])
    by_identity = np.argsort(key[other], kind="stable")
    source, other = source[by_identity], other[by_identity]
    layer = np.concatenate([layer, layer])[by_identity]
    weight = np.concatenate([weight, weight])[by_identity]
    return Ties(*csr(len(key), source, other, layer, weight))
