"""Groups that sellers run for people of their trade: who joins, what it brings, who tires of it."""

from __future__ import annotations

from typing import Any

from sim.engine.chance import uniform3
from sim.engine.kernels.common import judge, learn, tally, touch
from sim.engine.state import (
    ACTIVE,
    AWAITING,
    C_GROUP,
    C_PRIVATE,
    C_QUESTIONS,
    FEED,
    NO_GROUP,
    NO_THREAD,
    SILENT,
    T_QUESTION,
)


def join_group(
    m: int, s: int, week: int, intensity: float, people: Any, sellers: Any, beliefs: Any,
    marks: Any, keys: Any, p: Any, p_belief: Any,
) -> None:  # fmt: skip
    """Who knows the seller and is in its target may join. p: Club, p_belief: Belief."""
    if sellers.target[m, s] == 0 or people.newer[m] == 0.0 or marks.blocked[m, s] == 1:
        return
    if beliefs.trace[m, s] < p_belief.aware_bar:
        return
    if uniform3(keys.join, people.key[m], sellers.key[s], week) < p.join_rate * intensity:
        marks.group[m, s] = ACTIVE


def group_week(
    m: int, s: int, week: int, intensity: float, tires: float, people: Any, sellers: Any,
    accounts: Any, beliefs: Any, marks: Any, counts: Any, ledger: Any, keys: Any, p: Any,
    p_belief: Any,
) -> None:  # fmt: skip
    """A week of an active member of a group. p: Club, p_belief: Belief.

    tires : chance to fall silent, 0-1
    """
    me, key = people.key[m], sellers.key[s]
    tally(m, s, C_GROUP, 1, counts)
    marks.view_week[m, s] = week
    learn(m, s, p.information * intensity, beliefs)
    judge(
        m, s, accounts.expertise[s], p.weight * intensity, FEED, beliefs, ledger, sellers.target,
        p_belief,
    )  # fmt: skip
    if uniform3(keys.ask, me, key, week) < p.question_rate * intensity:
        tally(m, s, C_QUESTIONS, 1, counts)
        tally(m, s, C_PRIVATE, 1, counts)
        touch(m, s, T_QUESTION, week, marks)
        if marks.thread[m, s] == NO_THREAD:
            marks.thread[m, s] = AWAITING
            marks.turns[m, s] = 0
            marks.open_thread[m, s] = 0
    if uniform3(keys.tire, me, key, week) < tires:
        marks.group[m, s] = SILENT


def visit_groups(
    m: int, week: int, members_k: float, others: float, people: Any, sellers: Any, accounts: Any,
    policy: Any, beliefs: Any, marks: Any, counts: Any, ledger: Any, keys: Any, p: Any,
    p_belief: Any, p_rival: Any,
) -> None:  # fmt: skip
    """What groups do to a person this week. p: Club, p_belief: Belief, p_rival: Rival.

    members_k : thousands of members. others : further active sellers, who crowd an open group
    """
    for s in range(len(sellers.key)):
        if policy.group_hours[s] <= 0.0:
            continue
        intensity = min(1.0, policy.group_hours[s] * policy.gate[s] / (p.run_hours * members_k))
        if marks.group[m, s] == NO_GROUP:
            join_group(m, s, week, intensity, people, sellers, beliefs, marks, keys, p, p_belief)
        elif marks.blocked[m, s] == 1:  # who shuts the firm out is gone
            marks.group[m, s] = SILENT
        elif marks.group[m, s] == ACTIVE:
            tires = p.tiring * (1.0 + p.crowding * policy.open_group[s] * others)
            tires *= 1.0 - p_rival.groups_last
            group_week(
                m, s, week, intensity, tires, people, sellers, accounts, beliefs, marks, counts,
                ledger, keys, p, p_belief,
            )  # fmt: skip
