"""What relations between sellers and organisations have come to; read at the end, changes nothing."""

from __future__ import annotations

from typing import Any

from sim.agents.belief import actor_bond
from sim.agents.relation import relation_stage
from sim.engine.kernels.common import trust_in
from sim.engine.kernels.measure import RECENT
from sim.engine.state import ACTIVE

R_KNOWN, R_CONTACTS, R_BONDS, R_TIES, R_LINKS, R_TRUSTING, R_ACTING = range(7)


def look_at(
    org: int, s: int, week: int, people: Any, orgs: Any, dyads_week: Any, beliefs: Any, marks: Any,
    persons: Any, view: Any, p: Any,
) -> None:  # fmt: skip
    """Sums and means over the people of an organisation, as far as one seller goes. p: Belief.

    dyads_week : (M, S) int64, week of the last contact with the seller's people
    view : (7,) float64, set
    """
    for k in range(len(view)):
        view[k] = 0.0
    low, high = orgs.people_ptr[org], orgs.people_ptr[org + 1]
    for i in range(low, high):
        m = orgs.people[i]
        aware = beliefs.trace[m, s] >= p.aware_bar
        view[R_KNOWN] += 1.0 if aware else 0.0
        view[R_CONTACTS] += beliefs.contacts[m, s]
        view[R_BONDS] += actor_bond(beliefs.personal[m, s], beliefs.contacts[m, s], p.contacts_half)
        view[R_TIES] += beliefs.info[m, s]
        acts = week - marks.act_week[m, s] < RECENT or marks.group[m, s] == ACTIVE
        met = week - dyads_week[m, s] < RECENT
        view[R_LINKS] += 1.0 if acts or met else 0.0
        view[R_ACTING] += 1.0 if acts else 0.0
        if aware and trust_in(m, s, beliefs, p) >= persons.bar[m]:
            view[R_TRUSTING] += 1.0
    n = max(1, high - low)
    for k in (R_BONDS, R_TIES, R_LINKS, R_TRUSTING):
        view[k] /= n


def measure_relations(
    week: int, people: Any, orgs: Any, needs: Any, sellers: Any, staff: Any, purchases: Any,
    dyads: Any, told: Any, beliefs: Any, marks: Any, persons: Any, last: Any, view: Any,
    stages: Any, layers: Any, p: Any,
) -> None:  # fmt: skip
    """Stage and layers of every relation of sellers with organisations in their target. p: Belief.

    told : (O, S) int64, week in which somebody last spoke well of the seller elsewhere
    last : (M, S) int64, filled with NEVER; set to the week of the last contact
    view : (7,) float64, working room
    stages : (O, S) int64, set to codes of STAGES, -1 outside the target
    layers : (O, S, 3) float64, set to actor bonds, resource ties, activity links
    """
    for d in range(len(dyads.person)):
        if dyads.contacts[d] > 0.0:
            s = staff.seller[dyads.staff[d]]
            m = dyads.person[d]
            last[m, s] = max(last[m, s], dyads.last_week[d])
    for s in range(len(sellers.key)):
        for k in range(sellers.target_ptr[s], sellers.target_ptr[s + 1]):
            org = sellers.target_orgs[k]
            look_at(org, s, week, people, orgs, last, beliefs, marks, persons, view, p)
            satisfaction = 0.0
            orders = 0.0
            for r in range(orgs.need_ptr[org], orgs.need_ptr[org + 1]):
                if purchases.supplier[r] == s:
                    satisfaction = max(satisfaction, purchases.satisfaction[r])
                    orders = max(orders, float(purchases.orders[r]))
            spoken = 1.0 if week - told[org, s] < RECENT else 0.0
            stages[org, s] = relation_stage(
                view[R_KNOWN], view[R_CONTACTS], satisfaction, orders, view[R_TRUSTING], spoken,
                view[R_ACTING],
            )  # fmt: skip
            layers[org, s, 0] = view[R_BONDS]
            layers[org, s, 1] = view[R_TIES]
            layers[org, s, 2] = view[R_LINKS]
