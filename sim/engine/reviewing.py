"""Sellers look at their dashboards: what each has seen since its last review, and what it changes.

The rules are in `sim.agents.learning`. Only what a firm can see counts: visible acts, leads, orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.agents.learning import (
    Habits,
    Rival,
    Seen,
    habits_of,
    imitated,
    let_go,
    reviewed,
    with_habits,
)
from sim.agents.reading import CHANNELS, CONTENT_KINDS
from sim.engine import state as st
from sim.engine.chance import below, fold, uniform2
from sim.engine.context import Assignment
from sim.engine.streams import key as stream
from sim.network.layers import INFLUENCER_ACCOUNT, World
from sim.scenarios.schema import Firm

METRICS = {"reach": st.S_VIEWS, "reactions": st.S_ACTS, "leads": st.S_QUESTIONS}


@dataclass
class Memory:
    """What a seller has seen since its last review, and what it has learned so far.

    Attributes
    ----------
    counts : (N_COUNTS,) int64   sums of the weeks since then
    by_style, seen : columns of the state at the last review of habits, and of influencers
    reviewed, evaluated : weeks of these reviews
    habits : None while the settings hold
    dropped : influencers that were let go, account rows; who lets one go keeps its settings
    """

    counts: np.ndarray
    by_style: np.ndarray
    seen: np.ndarray
    reviewed: int = 0
    evaluated: int = 0
    habits: Habits | None = None
    dropped: frozenset[int] = frozenset()


def memories(state: st.State, n_sellers: int) -> list[Memory]:
    """Memories at the end of the warm-up, when nobody has learned anything."""
    return [
        Memory(np.zeros(st.N_COUNTS, np.int64), state.by_style[s].copy(), state.seen.copy())
        for s in range(n_sellers)
    ]


def remember(held: list[Memory], counts: np.ndarray) -> None:
    """Add a week's counts, (S, N_COUNTS)."""
    for s, memory in enumerate(held):
        memory.counts += counts[s]


def learned(firm: Firm, memory: Memory) -> Firm:
    """A firm's settings with what it has learned."""
    return firm if memory.habits is None else with_habits(firm, memory.habits)


def deals(state: st.State, s: int, after: int) -> tuple[int, int, int]:
    """Orders since a review by what the newest lead of the purchase came from.

    after : week of the review, whose orders came after it. Outreach, content, form; of a need that
    was ordered twice since then the last order.
    """
    n, leads, bought = state.n_leads, state.leads, state.purchases
    number = bought.number - bought.open  # of the last purchase that ended
    ended = (bought.supplier == s) & (bought.ordered >= max(1, after))
    need = leads.need[:n]
    mine = np.flatnonzero((leads.seller[:n] == s) & (need >= 0))
    mine = mine[ended[need[mine]] & (leads.number[mine] == number[need[mine]])]
    newest = np.full(len(ended), -1)
    np.maximum.at(newest, need[mine], mine)  # leads stand in the order of weeks
    k = newest[newest >= 0]
    formed = leads.touch[k] == st.T_FORM
    outbound = ~formed & (leads.origin[k] == st.OUTBOUND)
    return int(outbound.sum()), int((~formed & ~outbound).sum()), int(formed.sum())


def dashboard(state: st.State, memory: Memory, s: int) -> Seen:
    """What a seller sees of the time since its last review."""
    c = memory.counts
    style = state.by_style[s] - memory.by_style
    n = len(CHANNELS)
    kinds = style[n : n + len(CONTENT_KINDS)]
    outreach, content, gated = deals(state, s, memory.reviewed)
    forms = int(c[st.C_FORMS])
    return Seen(
        reactions_outreach=float(c[st.C_REPLIES]),
        reactions_content=float(acts(memory) + c[st.C_QUESTIONS]),
        reactions_gated=float(forms),
        leads_outreach=float(c[st.C_OUTBOUND]),
        leads_content=float(max(0, c[st.C_INBOUND] - forms)),
        leads_gated=float(min(forms, c[st.C_INBOUND])),
        deals_outreach=float(outreach),
        deals_content=float(content),
        deals_gated=float(gated),
        by_channel=tuple(style[:n].astype(float).tolist()),
        by_kind=tuple(kinds.astype(float).tolist()),
        influencers=float(style[-1]),
        own=float(kinds.sum()),
    )


def acts(memory: Memory) -> int:
    """Visible acts on a seller's content since its last review, which rivals see too."""
    c = memory.counts
    return int(c[st.C_LIKES] + c[st.C_SHARES] + c[st.C_COMMENTS])


def review_habits(
    state: st.State, world: World, firms: list[Firm], held: list[Memory], luck_seed: int
) -> bool:
    """Sellers whose review is due look at their dashboards, then at rivals; whether anybody did.

    firms : settings of all sellers as they were planned
    """
    week = state.week
    due = [
        s
        for s, firm in enumerate(firms)
        if firm.learning.steer != "nothing" and week - held[s].reviewed >= firm.learning.every_weeks
    ]
    rows = [
        Rival(m.habits or habits_of(f), acts(m) / max(1, week - m.reviewed))  # a week
        for f, m in zip(firms, held, strict=True)
    ]
    tries = stream(luck_seed, "plan.curious")
    looks = stream(luck_seed, "plan.imitate")
    which = stream(luck_seed, "plan.channel")
    changed = {}
    for s in due:
        firm, memory, key = firms[s], held[s], int(world.sellers.key[s])
        tried = -1
        if uniform2(tries, key, week) < firm.learning.curiosity:
            tried = int(below(fold(fold(which, key), week), len(CHANNELS)))
        habits = reviewed(
            firm, memory.habits or habits_of(firm), dashboard(state, memory, s), tried
        )
        if uniform2(looks, key, week) < firm.learning.imitation:
            by_identity = np.argsort(world.sellers.key)  # of rivals equally visible the first
            others = [rows[o] for o in by_identity if o != s and firms[o].active]
            habits = imitated(habits, rows[s].acts, others, firm.learning.step)
        changed[s] = habits
    for s, habits in changed.items():  # everybody saw what stood before anybody changed
        memory = held[s]
        memory.habits, memory.reviewed = habits, week
        memory.counts, memory.by_style = np.zeros_like(memory.counts), state.by_style[s].copy()
    return bool(due)


def review_influencers(
    state: st.State, world: World, firms: list[Firm], held: list[Memory], assignment: Assignment
) -> bool:
    """Sellers evaluate the influencers that they engaged; whether one was let go."""
    someone = False
    for s, (firm, memory) in enumerate(zip(firms, held, strict=True)):
        programme = firm.influencers
        if programme.share <= 0.0 or state.week - memory.evaluated < programme.review_weeks:
            continue
        rows = np.flatnonzero(
            (assignment.seller == s) & (world.accounts.kind == INFLUENCER_ACCOUNT)
        )
        rows = rows[np.argsort(world.accounts.key[rows], kind="stable")]
        metric = (state.seen - memory.seen)[rows, METRICS[programme.judged_by]]
        worst = let_go(rows.tolist(), metric.astype(float).tolist())
        memory.evaluated, memory.seen = state.week, state.seen.copy()
        if worst >= 0:
            memory.dropped |= {worst}
            someone = True
    return someone
