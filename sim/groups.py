"""Every measure by group of people: role, customer or prospect, organisation size, industry.

Kernels count what concerns a person for its group too. A group's measures come from the same
definitions as the whole market's (`sim.measures`); what no person stands behind (posts, hours, money)
is missing. States are those at the end, and who is a customer is settled when measuring begins.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.agents.buying_centre import ROLES
from sim.engine import state as st
from sim.engine.kernels.measure import RECENT, SUMS
from sim.measures import MEASURES, Run, totals
from sim.network.layers import World
from sim.tells import Tells

SIZE_BANDS = ((0, 9, "1-9 people"), (10, 24, "10-24 people"), (25, 10**9, "25 and more people"))
#: Measures behind which no person stands.
OF_THE_FIRM = frozenset({
    "cost", "cost_per_lead", "posts", "reposts", "influencer_posts", "understanding",
    "on_message_share", "original_share", "weeks_to_trust", "public_affect", "wom_cascades",
})  # fmt: skip


class Traits(NamedTuple):
    """What people are grouped by; (M,) int64 each."""

    role: np.ndarray  # code of ROLES
    relation: np.ndarray  # 1 for people of the focal seller's customers, when measuring begins
    size: np.ndarray  # place in SIZE_BANDS, -1 outside organisations
    industry: np.ndarray  # -1 outside organisations


def traits_of(world: World, customer: np.ndarray) -> Traits:
    """Traits of everybody. customer : (M,) bool, people of the focal seller's customers."""
    inside = world.people.org >= 0
    org = np.maximum(world.people.org, 0)
    tops = np.array([high for _, high, _ in SIZE_BANDS])
    return Traits(
        role=world.people.role,
        relation=customer.astype(np.int64),
        size=np.where(inside, np.searchsorted(tops, world.orgs.size[org]), -1),
        industry=np.where(inside, world.orgs.industry[org], -1),
    )


def cells_of(traits: Traits) -> np.ndarray:
    """Number of each person's combination of traits, (M,) int64 from 0 on."""
    _, cell = np.unique(np.stack(traits, axis=1), axis=0, return_inverse=True)
    return np.ascontiguousarray(cell.reshape(-1)).astype(np.int64)


def masks(traits: Traits) -> list[tuple[str, str, np.ndarray]]:
    """Groups as (what they are grouped by, name, who is in it)."""
    inside = traits.industry >= 0
    found = [("role", name, traits.role == code) for code, name in enumerate(ROLES)]
    customer = traits.relation == 1
    found += [("relation", "customer", customer), ("relation", "prospect", inside & ~customer)]
    found += [("size", band[2], traits.size == k) for k, band in enumerate(SIZE_BANDS)]
    for k in range(int(traits.industry.max(initial=-1)) + 1):
        found.append(("industry", f"industry {k}", traits.industry == k))
    return found


def _sums(model: Any, s: int, mine: np.ndarray) -> np.ndarray:
    """The weekly sums over a group's target members as they stand now, (len(SUMS),)."""
    state, week = model.state, model.week
    beliefs, marks, p = state.beliefs, state.marks, model.simulation.p["belief"]
    trust = np.zeros(len(mine))
    model.simulation.kernels.trusts_in(s, beliefs, trust, p)
    aware = beliefs.trace[:, s] >= p.aware_bar
    viewer = week - marks.view_week[:, s] < RECENT
    once = marks.trust_week[:, s] != st.NEVER
    columns = {
        "aware": aware,
        "brand": beliefs.brand[:, s],
        "personal": beliefs.personal[:, s],
        "trusting": aware & (trust >= state.persons.bar),
        "annoyance": beliefs.annoyance[:, s],
        "blocked": marks.blocked[:, s],
        "viewers": viewer,
        "lurkers": viewer & (week - marks.act_week[:, s] >= RECENT),
        "reach": marks.view_week[:, s] == week,
        "trust_weeks": np.where(once, marks.trust_week[:, s], 0),
        "trusted_once": once,
        "affect": beliefs.affect[:, s],
        "regard": state.persons.regard,
        "info": beliefs.info[:, s],
    }
    return np.array([float(np.asarray(columns[name], float)[mine].sum()) for name in SUMS])


def _dyads(model: Any, s: int, mine: np.ndarray) -> np.ndarray:
    """Sum of personal trust over a group's pairs in contact with the seller's people, their number."""
    d = model.state.dyads
    seller = model.world.staff.seller[d.staff]
    met = (d.contacts > 0.0) & (seller == s) & mine[d.person]
    return np.array([float(d.level[met].sum()), float(met.sum())])


def _told_to(tells: Tells, s: int, mine: np.ndarray) -> Tells:
    heard = mine[tells.hearer] & (tells.seller == s)
    kept = Tells(*(column[heard] for column in tells))
    return kept._replace(seller=np.zeros(len(kept.seller), np.int64))


def group_run(model: Any, whole: Run, s: int, mask: np.ndarray, by_org: bool) -> Run:
    """What the measures of one group are computed from, as a run of one week and one seller.

    by_org : whether the group holds organisations whole, so that relations can be told apart
    """
    world, state = model.world, model.state
    cells = np.unique(state.cell[mask])
    counts = state.cells[cells, s].sum(axis=0)
    target = world.sellers.target[:, s] == 1
    mine = mask & target
    cohort = mask & model.simulation.room["cohort"][:, s]
    beliefs = state.beliefs
    orgs = np.unique(world.people.org[mask & (world.people.org >= 0)])
    keys = set(world.people.key[mask].tolist())
    leads = whole.leads[(whole.leads["seller_row"] == s) & whole.leads["member"].isin(keys)]
    stages = np.full((len(world.orgs.key), 1), -1)
    if by_org:
        stages[orgs, 0] = whole.stages[orgs, s]
    supplied = np.isin(world.needs.org, orgs) & (state.purchases.supplier == s)
    met = (state.purchases.open == 1) & (state.purchases.met[:, s] != st.NEVER)
    one = np.full((1, 1), np.nan)
    of_cohort = (beliefs.brand[cohort, s].sum(), beliefs.personal[cohort, s].sum())
    return replace(
        whole,
        counts=counts[None, None, :],
        sums=_sums(model, s, mine)[None, None, :],
        dyads=_dyads(model, s, mask)[None, None, :],
        revenue=state.cell_revenue[cells, s].sum().reshape(1, 1),
        hours=one,
        money=one,
        open_leads=np.array([[float(leads["open"].sum())]]),
        open_opportunities=np.array(
            [[float((met & np.isin(world.needs.org, orgs)).sum()) if by_org else np.nan]]
        ),
        customers=np.array([[float(supplied.sum()) if by_org else np.nan]]),
        cohort=np.array([[[float(cohort.sum()), *map(float, of_cohort)]]]),
        understanding=one,
        outside_affect=one,
        stages=stages,
        layers=whole.layers[:, [s]],
        n_target=np.array([float(mine.sum())]),
        leads=leads.assign(seller_row=0),
        tells=_told_to(whole.tells, s, mask),
        ended=whole.weeks,
    )


def groups_table(model: Any, whole: Run) -> pd.DataFrame:
    """Every measure of the focal seller by role, relation, organisation size and industry."""
    world = model.world
    s = world.seller_names.index(model.scenario.settings.focal_name)
    traits: Traits = model.traits
    rows = []
    for kind, name, mask in masks(traits):
        run = group_run(model, whole, s, mask, kind != "role")
        found = {k: float(v[0]) for k, v in totals(run).items()}
        active = model.state.marks.group[mask, s] == st.ACTIVE
        found["group_members"] = float(active.sum())  # a state, which weekly counts add up
        for measure in OF_THE_FIRM:
            found[measure] = np.nan
        if kind == "role":
            for measure in MEASURES:
                if measure.startswith(("relations_", "open_opp", "expected")):
                    found[measure] = np.nan
        n = run.n_target[0]
        reached = found["reach"] / n if n else np.nan
        rows.append(
            {
                "group": kind,
                "value": name,
                "target_members": int(n),
                **found,
                "reached_share": reached,
                "leads_per_100": 100.0 * found["leads"] / n if n else np.nan,
            }
        )
    return pd.DataFrame(rows)
