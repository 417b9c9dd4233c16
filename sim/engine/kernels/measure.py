"""Phase 13, measure: the week's states of everybody in target, in sums that any order gives alike."""

from __future__ import annotations

from typing import Any

from sim.engine.chance import fixed
from sim.engine.kernels.common import trust_in
from sim.engine.state import NEVER

# Columns of the sums, per seller; fixed point (2**-32) where marked.
(
    M_AWARE, M_BRAND, M_PERSONAL, M_TRUSTING, M_ANNOYANCE, M_BLOCKED, M_VIEWERS, M_LURKERS,
    M_REACH, M_TRUST_WEEKS, M_TRUSTED_ONCE, M_AFFECT, M_REGARD, M_INFO,
) = range(14)  # fmt: skip
SUMS = (
    "aware",
    "brand",
    "personal",
    "trusting",
    "annoyance",
    "blocked",
    "viewers",
    "lurkers",
    "reach",
    "trust_weeks",
    "trusted_once",
    "affect",
    "regard",
    "info",
)
FIXED_SUMS = frozenset({"brand", "personal", "annoyance", "affect", "regard", "info"})
RECENT = 12  # weeks over which viewers and lurkers are counted (interfaces)


def measure_people(
    low: int, high: int, week: int, sellers: Any, beliefs: Any, marks: Any, persons: Any,
    cohort: Any, sums: Any, cohort_sums: Any, person_org: Any, outside: Any, p: Any,
) -> None:  # fmt: skip
    """Add people low..high to the sums, (S, 14) int64. p: Belief.

    outside : (S,) int64, feeling of people outside buying organisations in fixed point, added to
    cohort : (M, S) bool, people of a seller's first customers
    cohort_sums : (S, 3) int64, their number, brand and personal trust in fixed point
    """
    for m in range(low, high):
        for s in range(len(sellers.key)):
            if cohort[m, s]:
                cohort_sums[s, 0] += 1
                cohort_sums[s, 1] += fixed(beliefs.brand[m, s])
                cohort_sums[s, 2] += fixed(beliefs.personal[m, s])
            if person_org[m] < 0:
                outside[s] += fixed(beliefs.affect[m, s])
            if sellers.target[m, s] == 0:
                continue
            aware = beliefs.trace[m, s] >= p.aware_bar
            if aware:
                sums[s, M_AWARE] += 1
            sums[s, M_BRAND] += fixed(beliefs.brand[m, s])
            sums[s, M_PERSONAL] += fixed(beliefs.personal[m, s])
            sums[s, M_ANNOYANCE] += fixed(beliefs.annoyance[m, s])
            sums[s, M_BLOCKED] += marks.blocked[m, s]
            sums[s, M_AFFECT] += fixed(beliefs.affect[m, s])
            sums[s, M_REGARD] += fixed(persons.regard[m])
            sums[s, M_INFO] += fixed(beliefs.info[m, s])
            if aware and trust_in(m, s, beliefs, p) >= persons.bar[m]:
                sums[s, M_TRUSTING] += 1
                if marks.trust_week[m, s] == NEVER:
                    marks.trust_week[m, s] = week
            if marks.trust_week[m, s] != NEVER:
                sums[s, M_TRUST_WEEKS] += marks.trust_week[m, s]
                sums[s, M_TRUSTED_ONCE] += 1
            if week - marks.view_week[m, s] < RECENT:
                sums[s, M_VIEWERS] += 1
                if week - marks.act_week[m, s] >= RECENT:
                    sums[s, M_LURKERS] += 1
            if marks.view_week[m, s] == week:
                sums[s, M_REACH] += 1


def measure_sales(
    n_leads: int, leads: Any, purchases: Any, dyads: Any, staff: Any, open_leads: Any,
    opportunities: Any, sums: Any,
) -> None:  # fmt: skip
    """What sellers have in hand; all are added to.

    open_leads : (S,) int64, open leads of measured weeks
    opportunities : (S,) int64, open purchases in which the seller has met the centre
    sums : (S, 2) int64, personal trust over dyads with a two-way contact in fixed point, their number
    """
    for k in range(n_leads):
        if leads.state[k] == 1 and leads.week[k] >= 1:
            open_leads[leads.seller[k]] += 1
    for r in range(len(purchases.open)):
        if purchases.open[r] == 1:
            for s in range(len(opportunities)):
                if purchases.met[r, s] != NEVER:
                    opportunities[s] += 1
    for d in range(len(dyads.person)):
        if dyads.contacts[d] > 0.0:
            s = staff.seller[dyads.staff[d]]
            sums[s, 0] += fixed(dyads.level[d])
            sums[s, 1] += 1
