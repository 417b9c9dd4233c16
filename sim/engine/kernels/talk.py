"""Phase 7, talk: private word of mouth, told and asked for.

Who tells whom is settled first, on what everybody believed when the phase began; then the hearers
are changed. A tell carries what the teller believes. Cascades: an own experience begins one, hearsay
continues the one it belongs to.
"""

from __future__ import annotations

from typing import Any

from sim.agents.member import ask_chance, tell_chance, tell_valence
from sim.engine.chance import uniform4
from sim.engine.kernels.common import judge, learn, pull_trigger, remember, tally, trust_in
from sim.engine.state import C_ASKED, C_CASCADES, C_TELLS, HEARD, OWN, QUIET, WOM
from sim.network.layers import COLLEAGUE, PROFESSIONAL


def note_talkers(
    low: int, high: int, trace: Any, trigger_kind: Any, searching: Any, serve_bits: Any,
    talks: Any, knows: Any, asks: Any, p: Any, p_belief: Any,
) -> None:  # fmt: skip
    """Bits of the sellers that each person has a reason to talk about, knows, and asks about.

    trace, trigger_kind : (M, S), columns of Beliefs and Marks; searching : (M,), of Persons
    serve_bits : (S,) int64, categories that a seller serves
    p: Talk, p_belief: Belief.
    """
    for m in range(low, high):
        talk = 0
        know = 0
        ask = 0
        for s in range(trace.shape[1]):
            bit = 1 << s
            aware = trace[m, s] >= p_belief.aware_bar
            searched = searching[m] & serve_bits[s] != 0
            if aware:
                know |= bit
            if searched:
                ask |= bit
            occasion = searched or p.idle_trigger > 0.0
            if trigger_kind[m, s] != QUIET or (aware and occasion):
                talk |= bit
        talks[m] = talk
        knows[m] = know
        asks[m] = ask


def tie_weight(layer: int, weight: float, p: Any) -> float:
    """Weight of a tie: of its layer and its own. p: Talk."""
    if layer == COLLEAGUE:
        return p.colleague_weight * weight
    if layer == PROFESSIONAL:
        return p.professional_weight * weight
    return p.supply_weight * weight


def list_tells(
    low: int, high: int, week: int, people: Any, sellers: Any, ties: Any, facts: Any, beliefs: Any,
    marks: Any, persons: Any, talks: Any, knows: Any, asks: Any, tells: Any, trusts: Any,
    weights: Any, keys: Any, p: Any, p_belief: Any,
) -> int:  # fmt: skip
    """Who tells whom about which seller; the number of tells, of which as many as fit are written.

    tells : (n, 9) int64 hearer, teller, seller, asked, root, root week, depth, begins, dark
    trusts, weights : (n,) float64, what the teller believes, weight of the tie
    p: Talk, p_belief: Belief.
    """
    n = 0
    for m in range(low, high):
        ask = asks[m]
        for e in range(ties.ptr[m], ties.ptr[m + 1]):
            o = ties.other[e]
            wanted = ask & knows[o] if ask != 0 else 0
            bits = talks[o] | wanted
            if bits == 0:
                continue
            tie = tie_weight(ties.layer[e], ties.weight[e], p)
            for s in range(len(sellers.key)):
                if (bits >> s) & 1 == 0:
                    continue
                trust = trust_in(o, s, beliefs, p_belief)
                told = False
                if (talks[o] >> s) & 1 == 1:
                    reason = beliefs.trigger[o, s] if marks.trigger_kind[o, s] != QUIET else 0.0
                    if (knows[o] >> s) & 1 == 1:
                        reason = max(reason, p.idle_trigger)
                        if persons.searching[o] & facts.serve_bits[s] != 0:
                            reason = max(reason, p.purchase_trigger)
                    chance = tell_chance(reason, tie, tell_valence(trust, p), p)
                    told = (
                        uniform4(keys.tell, people.key[o], people.key[m], sellers.key[s], week)
                        < chance
                    )
                asked = False
                if (wanted >> s) & 1 == 1:
                    asked = uniform4(
                        keys.ask, people.key[m], people.key[o], sellers.key[s], week
                    ) < ask_chance(tie, p)
                if not told and not asked:
                    continue
                if n < len(trusts):
                    begins = marks.trigger_kind[o, s] == OWN or marks.root[o, s] < 0
                    tells[n, 0] = m
                    tells[n, 1] = o
                    tells[n, 2] = s
                    tells[n, 3] = 0 if told else 1
                    tells[n, 4] = o if begins else marks.root[o, s]
                    tells[n, 5] = week if begins else marks.root_week[o, s]
                    tells[n, 6] = 1 if begins else marks.depth[o, s] + 1
                    tells[n, 7] = 1 if begins else 0
                    tells[n, 8] = marks.dark[o, s]
                    trusts[n] = trust
                    weights[n] = tie
                n += 1
    return n


def hush(low: int, high: int, beliefs: Any, marks: Any) -> None:
    """What was to be told has been told or is stale."""
    for m in range(low, high):
        for s in range(beliefs.trace.shape[1]):
            beliefs.trigger[m, s] = 0.0
            marks.trigger_kind[m, s] = QUIET


def hear(
    low: int, high: int, n: int, week: int, tells: Any, trusts: Any, weights: Any, first: Any,
    sellers: Any, beliefs: Any, marks: Any, counts: Any, ledger: Any, p: Any, p_belief: Any,
) -> None:  # fmt: skip
    """Change the hearers among people low..high, in the order of hearer and teller.

    first : (n,) int64, set to 1 where a tell made its hearer first aware
    p: Talk, p_belief: Belief.
    """
    hush(low, high, beliefs, marks)
    for i in range(n):
        m = tells[i, 0]
        s = tells[i, 2]
        tie = weights[i]
        tally(m, s, C_TELLS, 1, counts)
        tally(m, s, C_ASKED, tells[i, 3], counts)
        new = remember(
            m, s, p_belief.tell_gain * min(1.0, tie), week, WOM, tells[i, 8], beliefs, marks,
            counts, sellers.target, p_belief,
        )  # fmt: skip
        learn(m, s, p_belief.info_talk, beliefs)
        change = judge(
            m, s, trusts[i], p_belief.hearsay_weight * tie, WOM, beliefs, ledger, sellers.target,
            p_belief,
        )  # fmt: skip
        first[i] = 1 if new else 0
        if new or abs(change) >= p.moved_bar:
            pull_trigger(m, s, p.retell, HEARD, beliefs, marks)
            marks.root[m, s] = tells[i, 4]
            marks.root_week[m, s] = tells[i, 5]
            marks.depth[m, s] = tells[i, 6]


def tell_valences(trusts: Any, valences: Any, p: Any) -> None:
    """Set the valence of what tellers said who trusted so much. p: Talk."""
    for i in range(len(trusts)):
        valences[i] = tell_valence(trusts[i], p)


def begin_cascades(
    n: int, week: int, tells: Any, trusts: Any, person_org: Any, told: Any, marks: Any,
    counts: Any, p: Any,
) -> None:  # fmt: skip
    """Those who told something of their own stand at the root of a new cascade. p: Talk.

    told : (O, S) int64, set to this week where somebody spoke well of a seller outside its own firm
    """
    for i in range(n):
        o = tells[i, 1]
        s = tells[i, 2]
        org = person_org[o]
        if org >= 0 and person_org[tells[i, 0]] != org and trusts[i] > p.neutral:
            told[org, s] = week
        if tells[i, 7] == 0:
            continue
        if marks.root[o, s] == o and marks.root_week[o, s] == week and marks.depth[o, s] == 0:
            continue
        marks.root[o, s] = o
        marks.root_week[o, s] = week
        marks.depth[o, s] = 0
        tally(o, s, C_CASCADES, 1, counts)
