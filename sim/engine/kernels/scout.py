"""Phase 8, scout: members of a searching centre study suppliers' pages and may turn to one."""

from __future__ import annotations

from typing import Any

from sim.agents.member import enquiry_chance, found_chance
from sim.engine.chance import uniform3
from sim.engine.kernels.common import judge, learn, remember, touch, trust_in
from sim.engine.kernels.react import put_event
from sim.engine.state import C_POSTS, INBOUND, SCOUTING, T_ENQUIRY


def scout(
    low: int, high: int, week: int, people: Any, sellers: Any, accounts: Any, facts: Any,
    posts: Any, beliefs: Any, marks: Any, persons: Any, counts: Any, ledger: Any, events: Any,
    keys: Any, p: Any, p_belief: Any,
) -> int:  # fmt: skip
    """Searches of people low..high; the number of lead events. p: Scouting, p_belief: Belief.

    posts : (S, N_COUNTS) int64, this week's counts
    """
    n = 0
    for m in range(low, high):
        if persons.searching[m] == 0:
            continue
        me = people.key[m]
        for s in range(len(sellers.key)):
            if persons.searching[m] & facts.serve_bits[s] == 0 or marks.blocked[m, s] == 1:
                continue
            known = 1.0 if beliefs.trace[m, s] >= p_belief.aware_bar else 0.0
            trust = trust_in(m, s, beliefs, p_belief)
            info = beliefs.info[m, s]
            chance = found_chance(known, float(posts[s, C_POSTS]), people.technical[m], p)
            if uniform3(keys.find, me, sellers.key[s], week) < chance:
                remember(
                    m, s, p_belief.scout_gain, week, SCOUTING, 1, beliefs, marks, counts,
                    sellers.target, p_belief,
                )  # fmt: skip
                learn(m, s, p_belief.info_scout, beliefs)
                judge(
                    m, s, accounts.expertise[s], p_belief.page_weight, SCOUTING, beliefs, ledger,
                    sellers.target, p_belief,
                )  # fmt: skip
            if known == 0.0:
                continue
            turns = enquiry_chance(info, trust, persons.bar[m], p)
            if uniform3(keys.enquire, me, sellers.key[s], week) < turns:
                touch(m, s, T_ENQUIRY, week, marks)
                n = put_event(n, m, s, INBOUND, T_ENQUIRY, -1, events)
    return n
