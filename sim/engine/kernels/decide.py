"""Phase 11, decide: centres short-list and choose among suppliers inside and outside the model."""

from __future__ import annotations

from typing import Any

from sim.agents.belief import decision_trust
from sim.agents.buying_centre import (
    GATEKEEPER,
    NO_DECISION,
    OUTSIDE,
    STAYED,
    STRAIGHT_REBUY,
    SWITCHED,
    WITHDRAWN,
    choice_noise,
    incumbent_utility,
    offer_utility,
    role_weight,
)
from sim.engine.chance import uniform2, uniform3
from sim.engine.kernels.common import decider_of, tally
from sim.engine.kernels.needs import count_customers
from sim.engine.kernels.qualify import fit_with
from sim.engine.state import C_LOST, C_NEW_WINS, C_SHORTLISTED, C_WON


def centre_view(
    r: int, s: int, people: Any, needs: Any, purchases: Any, beliefs: Any, marks: Any,
    persons: Any, view: Any, p: Any, p_belief: Any,
) -> bool:  # fmt: skip
    """Whether a centre trusts a seller enough to compare it; its mean trust, memory and knowledge.

    view : (3,) float64, set to mean trust, mean memory and mean information over the centre
    p: Choice, p_belief: Belief.
    """
    weight = 0.0
    for_it = 0.0
    trust_sum = 0.0
    trace_sum = 0.0
    info_sum = 0.0
    n = 0
    kept_out = False
    for i in range(purchases.centre.shape[1]):
        m = purchases.centre[r, i]
        if m < 0:
            continue
        n += 1
        w = role_weight(people.role[m], p)
        weight += w
        trust = decision_trust(
            beliefs.personal[m, s], beliefs.brand[m, s], beliefs.contacts[m, s],
            needs.strategic[r], p_belief.contacts_half, p.strategic_doubt,
        )  # fmt: skip
        aware = beliefs.trace[m, s] >= p_belief.aware_bar
        trust_sum += trust
        trace_sum += beliefs.trace[m, s]
        info_sum += beliefs.info[m, s]
        if aware and trust >= persons.bar[m] and marks.blocked[m, s] == 0:
            for_it += w
        if people.role[m] == GATEKEEPER and (marks.blocked[m, s] == 1 or trust < p.veto_bar):
            kept_out = True
    people_in = max(1, n)
    view[0] = trust_sum / people_in
    view[1] = trace_sum / people_in
    view[2] = info_sum / people_in
    return not kept_out and weight > 0.0 and for_it >= p.share_needed * weight


def end_user_demand(
    org: int, s: int, people: Any, orgs: Any, ties: Any, beliefs: Any, p: Any
) -> float:
    """Share of an organisation's end users who know a seller and feel for it, 0-1. p: Belief.

    End users are people outside buying organisations, once for each member who knows one (MA-66).
    """
    want = 0
    n = 0
    for i in range(orgs.people_ptr[org], orgs.people_ptr[org + 1]):
        m = orgs.people[i]
        for e in range(ties.ptr[m], ties.ptr[m + 1]):
            o = ties.other[e]
            if people.org[o] >= 0:
                continue
            n += 1
            if beliefs.trace[o, s] >= p.aware_bar and beliefs.affect[o, s] > 0.0:
                want += 1
    return want / n if n > 0 else 0.0


def close(r: int, outcome: int, purchases: Any, market: Any) -> None:
    """A purchase ends."""
    purchases.open[r] = 0
    market[1 + outcome] += 1


def choose(
    r: int, people: Any, orgs: Any, needs: Any, sellers: Any, ties: Any, facts: Any, policy: Any,
    built: Any, purchases: Any, beliefs: Any, marks: Any, persons: Any, counts: Any, view: Any,
    score: Any, utility: Any, keys: Any, p: Any, p_belief: Any,
) -> int:  # fmt: skip
    """The supplier that a centre chooses: a seller row, or OUTSIDE. p: Choice, p_belief: Belief."""
    key = needs.key[r]
    number = purchases.number[r]
    present = purchases.supplier[r]
    n_sellers = len(sellers.key)
    for s in range(n_sellers):
        score[s] = -1.0
        if (facts.serve_bits[s] >> needs.category[r]) & 1 == 0:
            continue
        trusted = centre_view(
            r, s, people, needs, purchases, beliefs, marks, persons, view, p, p_belief
        )
        if not trusted and s != present:
            continue
        score[s] = 10.0 if s == present else view[0] * view[1]  # the incumbent is always asked
        fit = fit_with(r, s, orgs, needs, sellers, policy, built, purchases, p)
        demand = end_user_demand(needs.org[r], s, people, orgs, ties, beliefs, p_belief)
        noise = choice_noise(uniform3(keys.noise, key, number, sellers.key[s]), p)
        utility[s] = noise + offer_utility(
            fit, policy.price[s], view[0], float(purchases.offer[r, s]), view[2],
            needs.complexity[r], built.responsive[s], demand, p,
        )  # fmt: skip
        if s == present:
            utility[s] += incumbent_utility(purchases.satisfaction[r], p)
    best = OUTSIDE
    best_utility = p.outside_utility + choice_noise(uniform2(keys.outside, key, number), p)
    if present == OUTSIDE:
        best_utility += incumbent_utility(purchases.satisfaction[r], p)
    compared = 0
    while compared < int(p.shortlist):
        top = -1
        for s in range(n_sellers):
            if (score[s] >= 0.0 and (top < 0 or score[s] > score[top])) or (
                top >= 0 and score[s] == score[top] and sellers.key[s] < sellers.key[top]
            ):
                top = s
        if top < 0:
            break
        compared += 1
        score[top] = -1.0
        tally(decider_of(needs.org[r], people, orgs), top, C_SHORTLISTED, 1, counts)
        if utility[top] > best_utility:
            best_utility = utility[top]
            best = top
    return best


def book_order(who: int, s: int, size: float, policy: Any, revenue: Any, counts: Any) -> None:
    """An order for seller s. size : of the organisation against the mean."""
    tally(who, s, C_WON, 1, counts)
    revenue[s] += policy.deal_size[s] * size
    counts.revenue[counts.cell[who], s] += policy.deal_size[s] * size


def decide(
    week: int, people: Any, orgs: Any, needs: Any, sellers: Any, ties: Any, facts: Any,
    policy: Any, built: Any, purchases: Any, beliefs: Any, marks: Any, persons: Any, counts: Any,
    market: Any, revenue: Any, view: Any, score: Any, utility: Any, mean_size: float, fresh: float,
    keys: Any, p: Any, p_belief: Any,
) -> None:  # fmt: skip
    """All purchases that are due. p: Choice, p_belief: Belief.

    fresh : satisfaction with a supplier that has delivered nothing yet
    """
    for r in range(len(needs.key)):
        if purchases.open[r] == 0 or purchases.due[r] > week:
            continue
        present = purchases.supplier[r]
        size = orgs.size[needs.org[r]] / mean_size
        who = decider_of(needs.org[r], people, orgs)
        if purchases.kind[r] == STRAIGHT_REBUY:
            close(r, STAYED, purchases, market)
            purchases.orders[r] += 1
            purchases.ordered[r] = week
            if present >= 0:
                book_order(who, present, size, policy, revenue, counts)
            continue
        end = uniform2(keys.end, needs.key[r], purchases.number[r])
        if end < p.withdrawn:
            close(r, WITHDRAWN, purchases, market)
            continue
        if end < p.withdrawn + p.no_decision:
            close(r, NO_DECISION, purchases, market)
            continue
        best = choose(
            r, people, orgs, needs, sellers, ties, facts, policy, built, purchases, beliefs, marks,
            persons, counts, view, score, utility, keys, p, p_belief,
        )  # fmt: skip
        close(r, STAYED if best == present else SWITCHED, purchases, market)
        purchases.orders[r] = purchases.orders[r] + 1 if best == present else 1
        purchases.ordered[r] = week
        if best >= 0:
            book_order(who, best, size, policy, revenue, counts)
            if best != present:
                tally(who, best, C_NEW_WINS, 1, counts)
        if present >= 0 and best != present:
            tally(who, present, C_LOST, 1, counts)
        if best != present:
            purchases.supplier[r] = best
            purchases.satisfaction[r] = fresh
    count_customers(needs, purchases, facts)
