"""What several phases do alike: awareness, evidence, finding a dyad."""

from __future__ import annotations

from typing import Any

from sim.agents.belief import (
    informed,
    moved_level,
    moved_weight,
    remembered,
    trust_bar,
    used_trust,
)
from sim.agents.buying_centre import DECIDER
from sim.agents.member import block_limit
from sim.agents.reading import own_regard
from sim.engine.chance import fixed
from sim.engine.state import (
    C_DARK,
    C_FIRST_AWARE,
    C_WOM_REACH,
    NEVER,
    OWN,
    WOM,
)


def draw_limits(
    bar_draw: Any, block_draw: Any, newer: Any, bars: Any, limits: Any, regard: Any, p: Any,
    p_contact: Any, p_attention: Any,
) -> None:  # fmt: skip
    """Set everybody's own trust bar, block limit and regard for social media.

    p: Belief, p_contact: Contact, p_attention: Attention.
    """
    for m in range(len(bars)):
        bars[m] = trust_bar(bar_draw[m], p)
        limits[m] = block_limit(block_draw[m], p_contact)
        regard[m] = own_regard(newer[m], p_attention)


def tally(m: int, s: int, which: int, n: int, counts: Any) -> None:
    """Count something that concerns person m: for the seller, and for the group that m belongs to."""
    counts.total[s, which] += n
    counts.cells[counts.cell[m], s, which] += n


def decider_of(org: int, people: Any, orgs: Any) -> int:
    """The person with whom an organisation's orders and promises are counted: its first decider."""
    low = orgs.people_ptr[org]
    for i in range(low, orgs.people_ptr[org + 1]):
        if people.role[orgs.people[i]] == DECIDER:
            return orgs.people[i]
    return orgs.people[low]


def remember(
    m: int, s: int, gain: float, week: int, source: int, dark: int,
    beliefs: Any, marks: Any, counts: Any, target: Any, p: Any,
) -> bool:  # fmt: skip
    """Strengthen the memory of seller s; true where this makes member m first aware of it."""
    trace = remembered(beliefs.trace[m, s], gain)
    beliefs.trace[m, s] = trace
    if trace < p.aware_bar or marks.aware_week[m, s] != NEVER:
        return False
    marks.aware_week[m, s] = week
    marks.aware_source[m, s] = source
    marks.dark[m, s] = dark
    if target[m, s] == 1:
        tally(m, s, C_FIRST_AWARE, 1, counts)
        tally(m, s, C_DARK, dark, counts)
        if source == WOM:
            tally(m, s, C_WOM_REACH, 1, counts)
    return True


def learn(m: int, s: int, gain: float, beliefs: Any) -> None:
    """Fill part of the missing information."""
    beliefs.info[m, s] = informed(beliefs.info[m, s], gain)


def judge(
    m: int, s: int, evidence: float, weight: float, source: int,
    beliefs: Any, ledger: Any, target: Any, p: Any,
) -> float:  # fmt: skip
    """Move brand trust by evidence and book the change to its source; the change."""
    if weight <= 0.0:
        return 0.0
    before = beliefs.brand[m, s]
    after = moved_level(before, beliefs.weight[m, s], evidence, weight)
    beliefs.brand[m, s] = after
    beliefs.weight[m, s] = moved_weight(beliefs.weight[m, s], weight, p)
    if target[m, s] == 1:
        ledger[s, 0, source] += fixed(after - before)
    return after - before


def trust_in(m: int, s: int, beliefs: Any, p: Any) -> float:
    """Trust that member m would use in a decision about seller s."""
    return used_trust(beliefs.personal[m, s], beliefs.brand[m, s], beliefs.contacts[m, s], p)


def trusts_in(s: int, beliefs: Any, trusts: Any, p: Any) -> None:
    """Set the trust that everybody would use in a decision about seller s."""
    for m in range(len(trusts)):
        trusts[m] = trust_in(m, s, beliefs, p)


def pull_trigger(
    m: int, s: int, chance_per_tie: float, kind: int, beliefs: Any, marks: Any
) -> None:
    """Something worth telling happened; the strongest reason stands, an own one before hearsay."""
    if chance_per_tie <= 0.0:
        return
    if kind == OWN or marks.trigger_kind[m, s] != OWN:
        if chance_per_tie > beliefs.trigger[m, s] or marks.trigger_kind[m, s] != kind:
            beliefs.trigger[m, s] = chance_per_tie
        marks.trigger_kind[m, s] = kind


def touch(m: int, s: int, kind: int, week: int, marks: Any) -> None:
    """An act that the seller can see."""
    marks.touch_before[m, s] = marks.touch[m, s]
    marks.touch[m, s] = kind
    marks.touches[m, s] += 1
    marks.act_week[m, s] = week


def first_dyad(person: int, dyads: Any) -> int:
    """First row of a person's dyads, or where it would stand."""
    low = 0
    high = len(dyads.person)
    while low < high:
        middle = (low + high) // 2
        if dyads.person[middle] < person:
            low = middle + 1
        else:
            high = middle
    return low


def find_dyad(person: int, employee: int, dyads: Any) -> int:
    """Row of a dyad, -1 where the two were never in touch."""
    d = first_dyad(person, dyads)
    while d < len(dyads.person) and dyads.person[d] == person:
        if dyads.staff[d] == employee:
            return d
        d += 1
    return -1


def find_dyads(person: Any, employee: Any, dyads: Any, rows: Any) -> int:
    """Set the rows of (person, employee) pairs, -1 where they are missing; how many are."""
    missing = 0
    for i in range(len(rows)):
        rows[i] = find_dyad(person[i], employee[i], dyads)
        if rows[i] < 0:
            missing += 1
    return missing


def merge_dyads(person: Any, employee: Any, old: Any, dyads: Any) -> None:
    """Fill `dyads` with the old rows and new ones for pairs, both sorted by person and employee."""
    i = 0
    j = 0
    for d in range(len(dyads.person)):
        if j < len(person) and (
            i == len(old.person)
            or person[j] < old.person[i]
            or (person[j] == old.person[i] and employee[j] < old.staff[i])
        ):
            dyads.person[d] = person[j]
            dyads.staff[d] = employee[j]
            dyads.last_week[d] = NEVER
            j += 1
            continue
        dyads.person[d] = old.person[i]
        dyads.staff[d] = old.staff[i]
        dyads.level[d] = old.level[i]
        dyads.weight[d] = old.weight[i]
        dyads.contacts[d] = old.contacts[i]
        dyads.attempts[d] = old.attempts[i]
        dyads.last_week[d] = old.last_week[i]
        dyads.muted[d] = old.muted[i]
        dyads.filed[d] = old.filed[i]
        i += 1


def refresh_personal(m: int, s: int, beliefs: Any, dyads: Any, staff: Any) -> None:
    """Recompute a person's personal trust in a seller's people: their mean by contacts.

    Who is away counts no more: the trust that it earned goes with it.
    """
    total = 0.0
    contacts = 0.0
    d = first_dyad(m, dyads)
    while d < len(dyads.person) and dyads.person[d] == m:
        q = dyads.staff[d]
        if staff.seller[q] == s and staff.present[q] == 1 and dyads.contacts[d] > 0.0:
            total += dyads.level[d] * dyads.contacts[d]
            contacts += dyads.contacts[d]
        d += 1
    beliefs.contacts[m, s] = contacts
    beliefs.personal[m, s] = total / contacts if contacts > 0.0 else 0.0


def come_and_go(changed: Any, beliefs: Any, dyads: Any, staff: Any) -> None:
    """Personal trust where an employee left or came back.

    changed : (P,) int64, 1 for whom that holds
    """
    for d in range(len(dyads.person)):
        q = dyads.staff[d]
        if changed[q] == 1:
            refresh_personal(dyads.person[d], staff.seller[q], beliefs, dyads, staff)


def meet_person(
    d: int, evidence: float, weight: float, contact: float, week: int, source: int,
    beliefs: Any, dyads: Any, staff: Any, ledger: Any, target: Any, p: Any,
) -> None:  # fmt: skip
    """A contact with an employee: personal trust moves, a part of it spills over to the firm."""
    m = dyads.person[d]
    s = staff.seller[dyads.staff[d]]
    before = beliefs.personal[m, s] * min(1.0, beliefs.contacts[m, s])
    if dyads.contacts[d] <= 0.0:  # the firm's standing stands in for an unknown person's
        dyads.level[d] = beliefs.brand[m, s]
        dyads.weight[d] = p.prior_weight
    dyads.level[d] = moved_level(dyads.level[d], dyads.weight[d], evidence, weight)
    dyads.weight[d] = moved_weight(dyads.weight[d], weight, p)
    dyads.contacts[d] += contact
    dyads.attempts[d] = 0
    dyads.last_week[d] = week
    refresh_personal(m, s, beliefs, dyads, staff)
    if target[m, s] == 1:
        ledger[s, 1, source] += fixed(beliefs.personal[m, s] - before)
    judge(m, s, evidence, weight * p.spill_share, source, beliefs, ledger, target, p)
