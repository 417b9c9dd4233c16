"""Phase 1, needs: buying centres open purchases.

When needs open and how long a search may last follows from the world seed alone, whatever happened:
the calendar is the same in every scenario. Whether a rebuy is straight depends on satisfaction.
"""

from __future__ import annotations

from typing import Any

from sim.agents.buying_centre import (
    BUYER,
    DECIDER,
    GATEKEEPER,
    MODIFIED_REBUY,
    NEW_TASK,
    NO_SUPPLIER,
    STRAIGHT_REBUY,
    centre_size,
    straight_chance,
)
from sim.engine.chance import below, fold, uniform2, uniform3
from sim.engine.state import NEVER


def season_week(week: int, season: Any) -> int:
    """The week that the season gives for a week of a flat year."""
    year = (week - 1) // 52
    return year * 52 + 1 + season[(week - 1) - year * 52]


def next_need(key: int, number: int, week: int, search: int, season: Any, c: Any, keys: Any) -> int:
    """Week in which the need after this one opens: search and contract run, then the season."""
    u = uniform2(keys.contract, key, number)
    contract = int(c.contract_weeks * (1.0 + c.contract_spread * (2.0 * u - 1.0)))
    flat = week + search + max(1, contract)
    return max(week + search + 1, season_week(flat, season))


def search_weeks(key: int, number: int, c: Any, keys: Any) -> int:
    """Longest search of a purchase, weeks."""
    span = c.search_max - c.search_min + 1
    return int(c.search_min + below(fold(fold(keys.search, key), number), span))


def draw_of(m: int, key: int, number: int, people: Any, keys: Any) -> float:
    """Place of a person among those who may join the centre of a purchase, 0-1."""
    return uniform3(keys.member, people.key[m], key, number)


def fill_centre(
    r: int, org: int, key: int, number: int, centre: Any, people: Any, orgs: Any, keys: Any
) -> None:
    """Choose the centre: the likeliest decider, buyer and gatekeeper, then others by hashed rank."""
    low, high = orgs.people_ptr[org], orgs.people_ptr[org + 1]
    size = centre_size(high - low)
    for i in range(centre.shape[1]):
        centre[r, i] = -1
    chosen = 0
    for role in (DECIDER, BUYER, GATEKEEPER, -1):
        while chosen < size:
            best = -1
            best_draw = -1.0
            for i in range(low, high):
                m = orgs.people[i]
                taken = False
                for j in range(chosen):
                    if centre[r, j] == m:
                        taken = True
                if not taken and (role < 0 or people.role[m] == role):
                    u = draw_of(m, key, number, people, keys)
                    if u > best_draw:
                        best_draw = u
                        best = m
            if best < 0:
                break
            centre[r, chosen] = best
            chosen += 1
            if role >= 0:
                break
    for i in range(1, chosen):  # by identity, so that sums over the centre have one order
        m = centre[r, i]
        j = i
        while j > 0 and people.key[centre[r, j - 1]] > people.key[m]:
            centre[r, j] = centre[r, j - 1]
            j -= 1
        centre[r, j] = m


def brand_in_centre(r: int, purchases: Any, beliefs: Any) -> float:
    """Mean brand trust of a centre in its supplier, 0-1; 0 for one outside the model."""
    s = purchases.supplier[r]
    if s < 0:
        return 0.0
    total = 0.0
    n = 0
    for i in range(purchases.centre.shape[1]):
        m = purchases.centre[r, i]
        if m >= 0:
            total += beliefs.brand[m, s]
            n += 1
    return total / max(1, n)


def open_needs(
    week: int, needs: Any, orgs: Any, people: Any, purchases: Any, season: Any, topics_of: Any,
    market: Any, persons: Any, beliefs: Any, facts: Any, c: Any, calendar_keys: Any, keys: Any,
    p: Any,
) -> None:  # fmt: skip
    """Open every purchase whose week has come, and note whom it concerns. p: Choice."""
    for r in range(len(needs.key)):
        if purchases.next_week[r] > week or purchases.open[r] == 1:
            continue
        key = needs.key[r]
        purchases.number[r] += 1
        number = purchases.number[r]
        start = purchases.next_week[r]
        search = search_weeks(key, number, c, calendar_keys)
        purchases.next_week[r] = next_need(key, number, start, search, season, c, calendar_keys)
        purchases.open[r] = 1
        purchases.opened[r] = week
        fill_centre(r, needs.org[r], key, number, purchases.centre, people, orgs, calendar_keys)
        if purchases.supplier[r] == NO_SUPPLIER:
            purchases.kind[r] = NEW_TASK
            purchases.due[r] = week + search
        elif uniform2(keys.straight, key, number) < straight_chance(
            purchases.satisfaction[r], brand_in_centre(r, purchases, beliefs), p
        ):
            purchases.kind[r] = STRAIGHT_REBUY
            purchases.due[r] = week + min(search, int(p.rebuy_weeks))
        else:
            purchases.kind[r] = MODIFIED_REBUY
            purchases.due[r] = week + search
        first, n_topics = topics_of[needs.category[r], 0], topics_of[needs.category[r], 1]
        purchases.topic[r] = first + below(fold(fold(calendar_keys.topic, key), number), n_topics)
        for s in range(purchases.offer.shape[1]):
            purchases.offer[r, s] = 0
            purchases.met[r, s] = NEVER
        market[0] += 1
    note_needs(needs, orgs, purchases, persons)
    count_customers(needs, purchases, facts)


def count_customers(needs: Any, purchases: Any, facts: Any) -> None:
    """Recount who buys from whom."""
    for org in range(facts.customer.shape[0]):
        for s in range(facts.customer.shape[1]):
            facts.customer[org, s] = 0
            facts.direct_tie[org, s] = 0
    for s in range(len(facts.n_customers)):
        facts.n_customers[s] = 0
    for r in range(len(needs.key)):
        s = purchases.supplier[r]
        if s < 0:
            continue
        facts.customer[needs.org[r], s] += 1
        facts.n_customers[s] += 1
        if needs.direct[r] > 0:
            facts.direct_tie[needs.org[r], s] += 1


def note_needs(needs: Any, orgs: Any, purchases: Any, persons: Any) -> None:
    """Note for every person which categories its organisation has open, and which it searches in."""
    for m in range(len(persons.searching)):
        persons.searching[m] = 0
        persons.open_need[m] = 0
    for r in range(len(needs.key)):
        if purchases.open[r] == 0:
            continue
        bit = 1 << needs.category[r]
        for i in range(orgs.people_ptr[needs.org[r]], orgs.people_ptr[needs.org[r] + 1]):
            persons.open_need[orgs.people[i]] |= bit
        if purchases.kind[r] == STRAIGHT_REBUY:
            continue
        for i in range(purchases.centre.shape[1]):
            if purchases.centre[r, i] >= 0:
                persons.searching[purchases.centre[r, i]] |= bit
