"""People leave and others take their places: what a firm keeps in writing outlasts them."""

from __future__ import annotations

from typing import Any

from sim.agents.reading import own_regard
from sim.engine.chance import uniform2
from sim.engine.kernels.common import first_dyad, refresh_personal
from sim.engine.state import NEVER, NO_GROUP, NO_THREAD, QUIET, T_NONE


def leave_files(m: int, p: Any, dyads: Any) -> None:
    """What the files tell a newcomer of everybody its predecessor dealt with. p: Belief."""
    d = first_dyad(m, dyads)
    while d < len(dyads.person) and dyads.person[d] == m:
        kept = min(1.0, dyads.filed[d] / dyads.contacts[d]) if dyads.contacts[d] > 0.0 else 0.0
        dyads.contacts[d] *= kept
        dyads.weight[d] = p.prior_weight + kept * max(0.0, dyads.weight[d] - p.prior_weight)
        dyads.attempts[d] = 0
        dyads.muted[d] = 0
        d += 1


def kept_share(m: int, s: int, staff: Any, dyads: Any) -> float:
    """Share of a person's contacts with a seller's people that is in the files, 0-1."""
    filed = 0.0
    contacts = 0.0
    d = first_dyad(m, dyads)
    while d < len(dyads.person) and dyads.person[d] == m:
        if staff.seller[dyads.staff[d]] == s:
            filed += dyads.filed[d]
            contacts += dyads.contacts[d]
        d += 1
    return min(1.0, filed / contacts) if contacts > 0.0 else 0.0


def start_anew(
    m: int, follows: Any, people: Any, sellers: Any, staff: Any, bond: Any, tie: Any,
    beliefs: Any, marks: Any, persons: Any, dyads: Any, p: Any, p_attention: Any,
) -> None:  # fmt: skip
    """Somebody new takes person m's place. p: Belief, p_attention: Attention.

    Memory, knowledge and experience of a seller are carried on as far as contacts were in writing:
    email stays with the firm, instant messages go with the person (MB-103). Whoever is new has read
    and shown nothing yet and is in no seller's group.
    """
    for s in range(len(sellers.key)):
        kept = kept_share(m, s, staff, dyads)
        start = sellers.reputation[s]
        beliefs.brand[m, s] = start + kept * (beliefs.brand[m, s] - start)
        beliefs.weight[m, s] = p.prior_weight + kept * max(
            0.0, beliefs.weight[m, s] - p.prior_weight
        )
        beliefs.trace[m, s] *= kept
        beliefs.info[m, s] *= kept
        beliefs.annoyance[m, s] = 0.0
        beliefs.affect[m, s] = 0.0
        beliefs.trigger[m, s] = 0.0
        marks.trigger_kind[m, s] = QUIET
        marks.blocked[m, s] = 0
        marks.thread[m, s] = NO_THREAD
        marks.turns[m, s] = 0
        marks.root[m, s] = -1
        marks.group[m, s] = NO_GROUP
        marks.view_week[m, s] = NEVER
        marks.act_week[m, s] = NEVER
        marks.touch[m, s] = T_NONE
        marks.touch_before[m, s] = T_NONE
        marks.touches[m, s] = 0
        if beliefs.trace[m, s] < p.aware_bar:
            marks.aware_week[m, s] = NEVER
            marks.trust_week[m, s] = NEVER
    leave_files(m, p, dyads)
    for s in range(len(sellers.key)):
        refresh_personal(m, s, beliefs, dyads, staff)
    for e in range(follows.ptr[m], follows.ptr[m + 1]):
        bond[e] = 0.0
        tie[e] = 0.0
    persons.acted[m] = -1
    persons.acted_kind[m] = T_NONE
    persons.regard[m] = own_regard(people.newer[m], p_attention)


def replace_people(
    week: int, people: Any, follows: Any, sellers: Any, staff: Any, bond: Any, tie: Any,
    beliefs: Any, marks: Any, persons: Any, dyads: Any, calendar_keys: Any, p_delivery: Any,
    p: Any, p_attention: Any,
) -> None:  # fmt: skip
    """Members leave by chance. p_delivery: Delivery, p: Belief, p_attention: Attention."""
    for m in range(len(people.key)):
        if people.org[m] < 0:
            continue
        if uniform2(calendar_keys.leave, people.key[m], week) < p_delivery.turnover:
            start_anew(
                m, follows, people, sellers, staff, bond, tie, beliefs, marks, persons, dyads, p,
                p_attention,
            )  # fmt: skip
