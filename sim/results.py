"""The tables of a run, read off a model: measures by seller and by week, leads, tells, cascades, groups.

Columns follow `docs/data_dictionary.md`. Reading changes nothing.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd

from sim import groups
from sim.agents.buying_centre import ROLES
from sim.agents.relation import STAGES
from sim.engine import state as st
from sim.engine.kernels.measure import FIXED_SUMS, SUMS
from sim.engine.reads import HOW
from sim.measures import LEDGER_COLUMNS, MARKET_COLUMNS, MEASURES, Run, totals
from sim.tells import cascades, tells_of

FIXED = 2.0**-32  # what fixed point counts in


def calendar_hash(state: st.State) -> str:
    """Fingerprint of the need calendar as it stands: next weeks and numbers of all needs."""
    digest = hashlib.sha256(state.purchases.next_week.tobytes())
    digest.update(state.purchases.number.tobytes())
    return digest.hexdigest()


def run_of(model: Any) -> Run:
    """Gather what the measures need from a model."""
    rows = model.simulation.records.weeks
    world, s = model.world, model.world.n_sellers
    if not rows:
        raise ValueError("no week has been run yet: call model.run() or model.step() first")
    stack = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    sums = stack["sums"].astype(float)
    for i, name in enumerate(SUMS):
        if name in FIXED_SUMS:
            sums[:, :, i] *= FIXED
    dyads = stack["dyads"].astype(float)
    dyads[:, :, 0] *= FIXED
    cohort = stack["cohort"].astype(float)
    cohort[:, :, 1:] *= FIXED
    stages, layers = relations(model)
    return Run(
        understanding=stack["understanding"], outside_affect=stack["outside_affect"] * FIXED,
        n_outside=int((world.people.org < 0).sum()), stages=stages, layers=layers,
        counts=stack["counts"], market=stack["market"], sums=sums, dyads=dyads,
        revenue=stack["revenue"], hours=stack["hours"], money=stack["money"],
        open_leads=stack["open_leads"], open_opportunities=stack["open_opportunities"],
        customers=stack["customers"], cohort=cohort, ledger=stack["ledger"] * FIXED,
        n_target=world.sellers.n_target[:s].astype(float),
        wage=model.scenario.settings.parameters.production.wage,
        ignored_weeks=model.scenario.settings.parameters.lead.ignored_weeks,
        logged=model.simulation.records.log_tells,
        leads=leads_table(model), tells=tells_of(model),
    )  # fmt: skip


def relations(model: Any) -> tuple[np.ndarray, np.ndarray]:
    """Stages, (O, S) int64 with -1 outside the target, and layers, (O, S, 3), of all relations now."""
    world, state, sim = model.world, model.state, model.simulation
    o, s = len(world.orgs.key), world.n_sellers
    stages, layers = np.full((o, s), -1), np.zeros((o, s, 3))
    last = np.full((world.n_people, s), st.NEVER)
    sim.kernels.measure_relations(
        state.week, world.people, world.orgs, world.needs, world.sellers, world.staff,
        state.purchases, state.dyads, state.told, state.beliefs, state.marks, state.persons, last,
        np.zeros(7), stages, layers, sim.p["belief"],
    )  # fmt: skip
    return stages, layers


def relations_table(model: Any) -> pd.DataFrame:
    """A row a relation of a seller with an organisation in its target: stage and the three layers."""
    world = model.world
    stages, layers = relations(model)
    org, s = np.nonzero(stages >= 0)
    customer = model.simulation.facts.customer[org, s] > 0
    return pd.DataFrame(
        {
            "organisation": world.orgs.key[org],
            "seller": np.array(world.seller_names, object)[s],
            "people": world.orgs.size[org],
            "customer": customer,
            "stage": np.array(STAGES, object)[stages[org, s]],
            "actor_bonds": layers[org, s, 0],
            "resource_ties": layers[org, s, 1],
            "activity_links": layers[org, s, 2],
        }
    )


def summary_table(model: Any) -> pd.DataFrame:
    """Every measure for every seller: a row a seller."""
    return pd.DataFrame(totals(run_of(model)), index=list(model.world.seller_names))


def weeks_table(model: Any) -> pd.DataFrame:
    """A row a week and seller: weekly measures, the market's purchases, trust by source."""
    run = run_of(model)
    w, s = run.counts.shape[:2]
    names = list(model.world.seller_names)
    data: dict[str, Any] = {"week": np.repeat(np.arange(1, w + 1), s), "seller": names * w}
    for name, m in MEASURES.items():
        if m.weekly is not None:
            data[name] = np.asarray(m.weekly(run), float).ravel()
    for i, name in enumerate(MARKET_COLUMNS):
        data[name] = np.repeat(run.market[:, i], s)
    for i, name in enumerate(LEDGER_COLUMNS):
        data[name] = run.ledger.reshape(w, s, -1)[:, :, i].ravel()
    return pd.DataFrame(data)


def _week(values: np.ndarray) -> np.ndarray:
    return np.where(values == st.NEVER, np.nan, values.astype(float))


def leads_table(model: Any) -> pd.DataFrame:
    """A row a lead of the measured weeks, in order of week, person and seller."""
    state, world = model.state, model.world
    leads = st.Leads(*(c[: state.n_leads] for c in state.leads))
    keep = leads.week >= 1
    rep = leads.rep[keep]
    named = (
        np.array([e.name for e in model.employees], object)
        if model.employees
        else np.zeros(0, object)
    )
    return pd.DataFrame(
        {
            "week": leads.week[keep],
            "seller": np.array(world.seller_names, object)[leads.seller[keep]],
            "seller_row": leads.seller[keep],
            "member": world.people.key[leads.person[keep]],
            "role": np.array(ROLES, object)[world.people.role[leads.person[keep]]],
            "need": np.where(leads.need[keep] >= 0, world.needs.key[leads.need[keep]], -1),
            "purchase": leads.number[keep],
            "origin": np.array(st.ORIGINS, object)[leads.origin[keep]],
            "touch": np.array(st.TOUCHES, object)[leads.touch[keep]],
            "open_need": leads.open_need[keep] == 1,
            "fit": leads.fit[keep],
            "score": leads.score[keep],
            "qualified": leads.qualified[keep] == 1,
            "accepted": _week(leads.accepted[keep]),
            "rep": np.where(rep >= 0, named[np.maximum(rep, 0)] if len(named) else "", ""),
            "contacted": _week(leads.contacted[keep]),
            "need_at_contact": leads.need_at_contact[keep] == 1,
            "fit_at_contact": leads.fit_at_contact[keep],
            "two_way": leads.two_way[keep] == 1,
            "met": _week(leads.met[keep]),
            "open": leads.state[keep] == 1,
        }
    )


def tells_table(model: Any) -> pd.DataFrame:
    """A row a tell: who told whom about which seller, when, how, in which cascade."""
    tells, key = tells_of(model), model.world.people.key
    return pd.DataFrame(
        {
            "week": tells.week,
            "teller": key[tells.teller],
            "hearer": key[tells.hearer],
            "seller": np.array(model.world.seller_names, object)[tells.seller],
            "seller_row": tells.seller,
            "asked": tells.asked,
            "valence": tells.valence,
            "first": tells.first,
            "root": key[tells.root],
            "root_week": tells.root_week,
            "depth": tells.depth,
        }
    )


def reads_table(model: Any) -> pd.DataFrame:
    """A row a read: who read what of which seller, when, and how it came about."""
    weeks, world = model.simulation.records.reads, model.world
    none = np.zeros(0, np.int64)

    def column(name: str) -> np.ndarray:
        return np.concatenate([none, *(getattr(r, name) for r in weeks)])

    return pd.DataFrame(
        {
            "week": np.concatenate([none, *(np.full(len(r.reader), r.week) for r in weeks)]),
            "reader": world.people.key[column("reader")],
            "seller": np.array(world.seller_names, object)[column("seller")],
            "how": np.array(HOW, object)[column("how")],
            "author": column("author"),
            "item": column("item"),
            "relevance": column("relevance").astype(float),
        }
    )


def cascades_table(model: Any) -> pd.DataFrame:
    """A row a cascade: seller, root, week, tells, people reached, depth, mean valence, last week."""
    names = np.array(model.world.seller_names, object)
    return cascades(tells_of(model), names, model.world.people.key)


def groups_table(model: Any) -> pd.DataFrame:
    """Every measure of the focal seller by role, relation, organisation size and industry."""
    return groups.groups_table(model, run_of(model))
