"""Phase 8, scout: members of a searching centre study suppliers' pages and may turn to one."""

from __future__ import annotations

from typing import Any

from sim.agents.member import enquiry_chance, found_chance, review_evidence
from sim.engine.chance import uniform3, uniform4
from sim.engine.kernels.common import judge, learn, remember, tally, touch, trust_in
from sim.engine.kernels.react import put_event
from sim.engine.state import C_POSTS, C_TRIALS, INBOUND, SCOUTING, T_ENQUIRY, T_TRIAL


def read_reviews(
    m: int, s: int, sellers: Any, built: Any, beliefs: Any, ledger: Any, p: Any, p_belief: Any
) -> None:
    """What others publicly say of a supplier. p: Scouting, p_belief: Belief."""
    n = built.ratings[s]
    if n > 0:
        judge(
            m, s, built.rating_sum[s] / n, review_evidence(float(n), p), SCOUTING, beliefs, ledger,
            sellers.target, p_belief,
        )  # fmt: skip


def see_other(
    m: int, s: int, week: int, people: Any, sellers: Any, facts: Any, built: Any, beliefs: Any,
    posts: Any, marks: Any, persons: Any, counts: Any, ledger: Any, keys: Any, p: Any, p_belief: Any,
) -> None:  # fmt: skip
    """Who studies a page may be shown another supplier of the kind, of those that posted this week.

    p: Scouting, p_belief: Belief.
    """
    me = people.key[m]
    if uniform3(keys.compare, me, sellers.key[s], week) >= p.compare_share:
        return
    best = -1
    best_draw = -1.0
    for o in range(len(sellers.key)):
        if o == s or persons.searching[m] & facts.serve_bits[o] == 0 or marks.blocked[m, o] == 1:
            continue
        if posts[o, C_POSTS] == 0:
            continue
        u = uniform4(keys.other, me, sellers.key[s], sellers.key[o], week)
        if u > best_draw:
            best_draw = u
            best = o
    if best < 0:
        return
    remember(
        m, best, p_belief.scout_gain, week, SCOUTING, 1, beliefs, marks, counts, sellers.target,
        p_belief,
    )  # fmt: skip
    read_reviews(m, best, sellers, built, beliefs, ledger, p, p_belief)


def study_page(
    m: int, s: int, week: int, people: Any, sellers: Any, accounts: Any, policy: Any, built: Any,
    beliefs: Any, marks: Any, counts: Any, ledger: Any, keys: Any, p: Any, p_belief: Any,
) -> bool:  # fmt: skip
    """Read a supplier's page; true where a free trial is started. p: Scouting, p_belief: Belief."""
    remember(
        m, s, p_belief.scout_gain, week, SCOUTING, 1, beliefs, marks, counts, sellers.target,
        p_belief,
    )  # fmt: skip
    learn(m, s, p_belief.info_scout, beliefs)
    judge(
        m, s, accounts.expertise[s], p_belief.page_weight, SCOUTING, beliefs, ledger,
        sellers.target, p_belief,
    )  # fmt: skip
    read_reviews(m, s, sellers, built, beliefs, ledger, p, p_belief)
    if policy.trial[s] == 0.0:
        return False
    starts = p.trial_rate * policy.digital[s]
    if uniform3(keys.trial, people.key[m], sellers.key[s], week) >= starts:
        return False
    tally(m, s, C_TRIALS, 1, counts)
    learn(m, s, p_belief.info_meeting, beliefs)
    touch(m, s, T_TRIAL, week, marks)
    return True


def scout(
    low: int, high: int, week: int, people: Any, sellers: Any, accounts: Any, facts: Any,
    policy: Any, built: Any, posts: Any, beliefs: Any, marks: Any, persons: Any, counts: Any,
    ledger: Any, events: Any, keys: Any, p: Any, p_belief: Any,
) -> int:  # fmt: skip
    """Searches of people low..high; the number of lead events. p: Scouting, p_belief: Belief.

    posts : (S, N_COUNTS) int64, this week's counts
    """
    n = 0
    for m in range(low, high):
        if persons.searching[m] == 0:
            continue
        me = people.key[m]
        studied = 0
        for s in range(len(sellers.key)):
            if persons.searching[m] & facts.serve_bits[s] == 0 or marks.blocked[m, s] == 1:
                continue
            known = 1.0 if beliefs.trace[m, s] >= p_belief.aware_bar else 0.0
            trust = trust_in(m, s, beliefs, p_belief)
            info = beliefs.info[m, s]
            chance = found_chance(known, float(posts[s, C_POSTS]), people.technical[m], p)
            if uniform3(keys.find, me, sellers.key[s], week) < chance:
                studied |= 1 << s
                if study_page(
                    m, s, week, people, sellers, accounts, policy, built, beliefs, marks, counts,
                    ledger, keys, p, p_belief,
                ):  # fmt: skip
                    n = put_event(n, m, s, INBOUND, T_TRIAL, -1, events)
            if known == 0.0:
                continue
            turns = enquiry_chance(info, trust, persons.bar[m], p)
            if uniform3(keys.enquire, me, sellers.key[s], week) < turns:
                touch(m, s, T_ENQUIRY, week, marks)
                n = put_event(n, m, s, INBOUND, T_ENQUIRY, -1, events)
        # What pages show of others comes last, so that no seller's place in the list matters.
        for s in range(len(sellers.key)):
            if (studied >> s) & 1 == 1:
                see_other(
                    m, s, week, people, sellers, facts, built, beliefs, posts, marks, persons,
                    counts, ledger, keys, p, p_belief,
                )  # fmt: skip
    return n
