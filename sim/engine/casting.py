"""Who speaks for whom: pages, employees who may post, influencers who were chosen and agreed."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.budget import Plan, Strand
from sim.agents.seller import posting_weights
from sim.engine.chance import fold_array
from sim.engine.context import Assignment
from sim.network.layers import INFLUENCER_ACCOUNT, PAGE, PROFILES, STAFF, World
from sim.parameters import Parameters

BRIEFED_SHARE = 0.5  # assumption: part of a firm's staff that is briefed as influencers
KNOWN_PAGE = 1000.0  # assumption: followers of a page at which speaking there gives full visibility
CONTENT_MIX = ("product", "story", "purpose", "emotional", "technical", "video", "critical")


def empty_assignment(n_accounts: int) -> Assignment:
    """No account speaks for anybody."""
    columns = [np.zeros(n_accounts) for _ in Assignment._fields]
    return Assignment(*columns)._replace(seller=np.full(n_accounts, -1), rate=np.ones(n_accounts))


def overlap(world: World) -> np.ndarray:
    """Share of each account's followers who are in each seller's target, (A, S)."""
    target = world.sellers.target
    follower = np.repeat(np.arange(world.n_people), np.diff(world.follows.ptr))
    found = np.zeros((len(world.accounts.key), world.n_sellers))
    for s in range(world.n_sellers):
        mine = np.bincount(world.follows.account, weights=target[follower, s], minlength=len(found))
        found[:, s] = mine / np.maximum(1, world.accounts.followers)
    return found


def readers(world: World) -> np.ndarray:
    """Share of each seller's target that reads each public channel, (S, channels)."""
    target = world.sellers.target
    found = np.zeros((world.n_sellers, int(world.accounts.home.max(initial=0)) + 1))
    for c in range(found.shape[1]):
        reads = (world.people.channels >> c) & 1
        found[:, c] = (target * reads[:, None]).sum(axis=0)
    return found / np.maximum(1, world.sellers.n_target)[:, None]


def _use_mix(result: Assignment, rows: np.ndarray, source: Any, names: tuple[str, ...]) -> None:
    for name in names:
        getattr(result, name)[rows] = getattr(source, name)


def _use_strand(result: Assignment, rows: np.ndarray, strand: Strand) -> None:
    chosen = strand.settings
    for name in CONTENT_MIX:
        getattr(result, name)[rows] = getattr(chosen, f"{name}_share")
    _use_mix(result, rows, chosen, ("scripted", "brief", "assist", "amplify"))


def candidates(
    world: World, s: int, plan: Plan, strand: Strand, shares: np.ndarray, reads: np.ndarray,
    suitability: Any, p: Parameters, dropped: frozenset[int],
) -> list[int]:  # fmt: skip
    """Influencers that a seller would ask, most suitable first; who must not be asked is left out."""
    accounts = world.accounts
    found = np.flatnonzero(accounts.kind == INFLUENCER_ACCOUNT)
    if strand.settings.profile != "any":
        found = found[accounts.profile[found] == PROFILES.index(strand.settings.profile)]
    if plan.vetted:
        found = found[accounts.fake[found] <= p.production.fake_bar]
    found = found[~np.isin(found, list(dropped))]
    most = max(1, int(accounts.followers.max(initial=1)))
    on_topic = world.sellers.serves[s, world.topic_category[accounts.topic]]
    scores = [
        suitability(
            float(accounts.match[a, s]),
            float(shares[a, s]),
            float(accounts.expertise[a] * on_topic[a]),
            float(reads[s, accounts.home[a]]),
            float(accounts.production[a]),
            float(accounts.followers[a] / most),
            *plan.criteria,
        )
        for a in found
    ]
    tie = fold_array(0, accounts.key[found])
    return found[np.lexsort((tie, -np.array(scores)))].tolist()


def _engage(
    world: World, s: int, plan: Plan, strand: Strand, result: Assignment, ranked: list[int],
    p: Parameters, joins: Any,
) -> None:  # fmt: skip
    """Ask candidates in turn until the strand's hours are used; who joins shares them."""
    accounts = world.accounts
    page = np.flatnonzero((accounts.kind == PAGE) & (accounts.seller == s))
    visibility = min(1.0, float(accounts.followers[page].sum()) / plan.teams / KNOWN_PAGE)
    about_firm = strand.settings.product_share + strand.settings.story_share
    wanted = max(1, round(strand.items))
    chosen: list[int] = []
    for a in ranked:
        if len(chosen) == wanted:
            break
        tied = 1.0 if result.seller[a] >= 0 else 0.0
        pay = min(1.0, strand.settings.pay)
        match = float(accounts.match[a, s])
        expertise = float(accounts.expertise[a])
        if joins(match, visibility, pay, expertise, about_firm, tied, p.production.as_tuple()):
            chosen.append(a)
            result.seller[a] = s
    if chosen:
        rows = np.array(chosen)
        result.hours[rows] = strand.outside_hours / len(chosen)
        result.cost[rows], result.pay[rows] = strand.item_hours, strand.pay
        _use_strand(result, rows, strand)


def _brief_staff(
    world: World, s: int, strand: Strand, result: Assignment, staff: np.ndarray, busy: list[int]
) -> None:
    """The most skilled employees become influencers, at least one; their rows are added to `busy`.

    Each strand has its own people as long as there are any.
    """
    if not len(staff) or strand.inside_hours + strand.joining_hours <= 0.0:
        return
    who = world.accounts.staff[staff]
    order = np.lexsort((world.staff.key[who], -world.staff.skill[who], np.isin(staff, busy)))
    rows = staff[order[: max(1, int(len(staff) * BRIEFED_SHARE))]]
    busy += rows.tolist()
    result.seller[rows] = s
    result.hours[rows] += strand.inside_hours / len(rows)
    result.joining[rows] += strand.joining_hours / len(rows)
    _use_strand(result, rows, strand)


def assign_accounts(
    world: World,
    plans: list[Plan],
    p: Parameters,
    rules: Any,
    dropped: list[frozenset[int]] | None = None,
) -> Assignment:
    """Which accounts speak for whom, with how many hours and about what.

    A page gets the seller's page hours; post hours of staff go to those who are readiest to post;
    influencers are asked in the order of their suitability, a seller and a strand after the other.

    dropped : influencers that each seller let go, account rows
    rules : holds the rules joins, suitability and posting_rate
    """
    accounts, staffing = world.accounts, world.staff
    result = empty_assignment(len(accounts.key))
    shares, reads = np.zeros((0, 0)), np.zeros((0, 0))
    for s, plan in enumerate(plans):
        page = np.flatnonzero((accounts.kind == PAGE) & (accounts.seller == s))
        result.hours[page], result.seller[page] = plan.page_hours / plan.teams, s
        staff = np.flatnonzero((accounts.kind == STAFF) & (accounts.seller == s))
        staff = staff[staffing.present[accounts.staff[staff]] == 1]
        _use_mix(result, np.concatenate([page, staff]), plan, (*CONTENT_MIX, "quick", "scripted"))
        who = accounts.staff[staff]
        weights = np.array(posting_weights(staffing.will[who].tolist(), plan.posters_share))
        result.rate[staff] = [  # of employees as influencers too, whoever else may post
            rules.posting_rate(
                plan.motivation, plan.support, plan.trained, float(r), p.production.as_tuple()
            )
            for r in staffing.resistance[who]
        ]
        if len(staff) and weights.sum() > 0:
            result.hours[staff] = plan.staff_hours * weights
            result.seller[staff] = np.where(weights > 0, s, -1)
        elif len(page):
            result.hours[page] += plan.staff_hours / plan.teams  # nobody may post: the page does
        busy: list[int] = []
        for strand in plan.strands:
            _brief_staff(world, s, strand, result, staff, busy)
            if strand.outside_hours > 0.0:
                if not len(shares):
                    shares, reads = overlap(world), readers(world)
                gone = dropped[s] if dropped else frozenset()
                ranked = candidates(
                    world, s, plan, strand, shares, reads, rules.suitability, p, gone
                )
                _engage(world, s, plan, strand, result, ranked, p, rules.joins)
    return result
