"""Every measure, defined once: unit, definition, when it is missing, and how it is computed.

The definitions follow `docs/data_dictionary.md`, which is generated from here. Flows are sums over
measured weeks; states are means over target members, averaged over the last four weeks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.agents.buying_centre import OUTCOMES, ROLES
from sim.engine import state as st
from sim.engine.kernels.measure import FIXED_SUMS, SUMS

LAST = 4  # weeks over which states are averaged
MATURE = 12  # weeks before the end by which a cascade must have begun to be judged
FIXED = 2.0**-32
PRIMARY = ("leads", "won", "brand_trust", "personal_trust", "wom_reach", "cost_per_lead")


def ratio(a: Any, b: Any) -> np.ndarray:
    """a / b, missing (NaN) where nothing is under it."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    return np.divide(a, b, out=np.full(np.broadcast(a, b).shape, np.nan), where=b != 0)


@dataclass(frozen=True)
class Run:
    """What the measures of one run are computed from; S sellers, W weeks.

    Attributes
    ----------
    counts : (W, S, N_COUNTS)   market : (W, 5)   sums : (W, S, len(SUMS)) with fixed point resolved
    dyads : (W, S, 2) sum of personal trust over dyads in contact, and their number
    cohort : (W, S, 3) first customers' people: number, sums of brand and of personal trust
    revenue, hours, money, open_leads, open_opportunities, customers : (W, S)
    ledger : (W, S, 2, 6)   n_target : (S,)   wage : money per hour
    ignored_weeks : weeks after which a lead without contact counts as ignored
    leads : DataFrame   tells : DataFrame
    """

    counts: np.ndarray
    market: np.ndarray
    sums: np.ndarray
    dyads: np.ndarray
    revenue: np.ndarray
    hours: np.ndarray
    money: np.ndarray
    open_leads: np.ndarray
    open_opportunities: np.ndarray
    customers: np.ndarray
    cohort: np.ndarray
    ledger: np.ndarray
    n_target: np.ndarray
    wage: float
    ignored_weeks: float
    logged: bool
    leads: pd.DataFrame
    tells: pd.DataFrame

    def count(self, name: str) -> np.ndarray:
        """A weekly count, (W, S)."""
        return self.counts[:, :, st.COUNT[name]].astype(float)

    def sum(self, name: str) -> np.ndarray:
        """A weekly sum over target members, (W, S)."""
        return self.sums[:, :, SUMS.index(name)]

    @property
    def weeks(self) -> int:
        """Measured weeks."""
        return len(self.counts)

    def mean(self, name: str) -> np.ndarray:
        """A weekly sum as a mean over target members, (W, S)."""
        return ratio(self.sum(name), self.n_target[None, :])


class Measure(NamedTuple):
    """One column of the results.

    `weekly` gives a (W, S) array; a total over the run follows from `kind` (flow: sum, state: mean of
    the last four weeks) unless `total` says otherwise.
    """

    unit: str
    kind: str  # flow, state, ratio, end
    definition: str
    missing: str
    weekly: Callable[[Run], np.ndarray] | None
    total: Callable[[Run], np.ndarray] | None = None


def _flow(unit: str, definition: str, name: str) -> Measure:
    return Measure(unit, "flow", definition, "never", lambda r: r.count(name))


def _state(definition: str, name: str) -> Measure:
    return Measure(
        "share" if name != "brand" else "trust 0-1",
        "state",
        definition,
        "no target members",
        lambda r: r.mean(name),
    )


def _of_flows(
    unit: str,
    definition: str,
    missing: str,
    a: Callable[[Run], np.ndarray],
    b: Callable[[Run], np.ndarray],
) -> Measure:
    return Measure(
        unit, "ratio", definition, missing,
        lambda r: ratio(a(r), b(r)), lambda r: ratio(a(r).sum(axis=0), b(r).sum(axis=0)),
    )  # fmt: skip


def _cost(r: Run) -> np.ndarray:
    return r.hours * r.wage + r.money


def _ignored(r: Run) -> np.ndarray:
    old = r.leads[r.leads["week"] <= r.weeks - r.ignored_weeks]
    late = old["contacted"].isna() | (old["contacted"] - old["week"] > r.ignored_weeks)
    by = pd.Series(late.to_numpy(float), index=old["seller_row"].to_numpy())
    return by.groupby(level=0).mean().reindex(range(len(r.n_target))).to_numpy(float)


def _weeks_to_trust(r: Run) -> np.ndarray:
    reached = r.sums[-1, :, SUMS.index("trusted_once")]
    return ratio(r.sum("trust_weeks")[-1] + (r.n_target - reached) * r.weeks, r.n_target)


def _mature(r: Run) -> pd.DataFrame:
    return r.tells[r.tells["root_week"] <= r.weeks - MATURE]


def _wom_r(r: Run) -> np.ndarray:
    tells = _mature(r)
    if not r.logged:
        return np.full(len(r.n_target), np.nan)
    hearers = (
        tells.groupby(["seller_row", "root", "root_week"])["hearer"]
        .nunique()
        .groupby(level=0)
        .sum()
    )
    further = (tells["depth"] >= 2).groupby(tells["seller_row"]).sum()
    rows = range(len(r.n_target))
    return ratio(further.reindex(rows).fillna(0.0), hearers.reindex(rows).fillna(0.0))


def _wom_depth(r: Run) -> np.ndarray:
    if not r.logged:
        return np.full(len(r.n_target), np.nan)
    deepest = _mature(r).groupby(["seller_row", "root", "root_week"])["depth"].max()
    return deepest.groupby(level=0).mean().reindex(range(len(r.n_target))).to_numpy(float)


def _sentiment(r: Run) -> np.ndarray:
    if not r.logged:
        return np.full(len(r.n_target), np.nan)
    return (
        r.tells.groupby("seller_row")["valence"]
        .mean()
        .reindex(range(len(r.n_target)))
        .to_numpy(float)
    )


def _expected_revenue(r: Run) -> np.ndarray:
    chance = ratio(r.count("new_wins").sum(axis=0), r.count("opportunities").sum(axis=0))
    size = ratio(r.revenue.sum(axis=0), r.count("won").sum(axis=0))
    return r.open_opportunities[-1] * np.minimum(chance, 1.0) * size


# fmt: off
MEASURES: dict[str, Measure] = {
    "leads": _flow("leads", "members who became identified to the seller (form, enquiry, two-way reply, named referral), once per seller, member and purchase; outside a purchase again after 26 weeks", "leads"),
    "leads_inbound": _flow("leads", "leads whose first identified contact the member made", "leads_inbound"),
    "leads_outbound": _flow("leads", "leads whose first identified contact the seller made", "leads_outbound"),
    "leads_referral": _flow("leads", "leads named by a customer", "leads_referral"),
    "qualified_leads": _flow("leads", "leads over the seller's scoring bar (MQL); without scoring every lead", "qualified_leads"),
    "sales_leads": _flow("leads", "qualified leads that a rep accepted (SQL)", "sales_leads"),
    "opportunities": _flow("opportunities", "centres with an open need that met the seller, once per seller and purchase", "opportunities"),
    "shortlisted": _flow("offers", "times the seller was among the offers that a centre compared", "shortlisted"),
    "won": _flow("orders", "orders, renewals included", "won"),
    "new_wins": _flow("orders", "orders from centres whose supplier the seller was not", "new_wins"),
    "lost": _flow("customers", "purchases in which a customer chose another supplier", "lost"),
    "revenue": Measure("money", "flow", "deal size times the organisation's size over the mean, summed over orders", "never", lambda r: r.revenue),
    "cost": Measure("money", "flow", "hours spent times the wage, and money spent", "never", _cost),
    "cost_per_lead": _of_flows("money per lead", "cost over leads", "no lead", _cost, lambda r: r.count("leads")),
    "lead_quality": _of_flows("share", "leads whose centre then had an open need that the offer fits", "no lead", lambda r: r.count("fitting_leads"), lambda r: r.count("leads")),
    "ignored_share": Measure("share", "ratio", "leads without contact by the seller within 8 weeks, among leads at least 8 weeks old", "no lead that old", None, _ignored),
    "awareness": _state("target members whose memory of the seller is over the bar", "aware"),
    "brand_trust": _state("mean trust in the firm over target members; reputation stands in where there is no experience", "brand"),
    "personal_trust": Measure("trust 0-1", "state", "mean trust over pairs of a person and an employee with a two-way contact", "no such pair", lambda r: ratio(r.dyads[:, :, 0], r.dyads[:, :, 1])),
    "personal_trust_all": Measure("trust 0-1", "state", "mean trust in the seller's people over target members, 0 for those without a two-way contact", "no target members", lambda r: r.mean("personal")),
    "cohort_brand_trust": Measure("trust 0-1", "state", "mean trust in the firm of the people of those who were its customers when measuring began", "no such customer", lambda r: ratio(r.cohort[:, :, 1], r.cohort[:, :, 0])),
    "cohort_personal_trust": Measure("trust 0-1", "state", "mean trust of the same people in the seller's people, 0 for those without a two-way contact", "no such customer", lambda r: ratio(r.cohort[:, :, 2], r.cohort[:, :, 0])),
    "trusting_share": _state("target members who know the seller and trust it over their own bar", "trusting"),
    "weeks_to_trust": Measure("weeks", "end", "mean over target members of the first measured week over the bar, the number of weeks if never", "no target members", None, _weeks_to_trust),
    "wom_reach": _flow("members", "target members first aware of the seller by word of mouth", "wom_reach"),
    "wom_cascades": _flow("cascades", "cascades with at least one tell", "cascades"),
    "wom_tells": _flow("tells", "private tells about the seller", "tells"),
    "wom_depth": Measure("tells", "end", "mean depth of cascades begun at least 12 weeks before the end", "no such cascade, or tells not logged", None, _wom_depth),
    "wom_r": Measure("tells per hearer", "end", "further tells per hearer in cascades begun at least 12 weeks before the end", "no such cascade, or tells not logged", None, _wom_r),
    "wom_sentiment": Measure("valence -1 to 1", "end", "mean valence of tells", "no tell, or tells not logged", None, _sentiment),
    "dark_share": _of_flows("share", "first awarenesses whose whole path holds no act that any seller could see", "nobody newly aware", lambda r: r.count("dark"), lambda r: r.count("first_aware")),
    "reach": Measure("members", "flow", "target members who read something of the seller at least once; a week's value counts that week's readers", "never", lambda r: r.sum("reach"), lambda r: r.count("reach").sum(axis=0)),
    "impressions": _flow("items", "items of the seller that entered a feed or inbox", "impressions"),
    "views": _flow("items", "items and messages of the seller that were read", "views"),
    "likes": _flow("acts", "likes", "likes"),
    "shares": _flow("acts", "shares", "shares"),
    "comments": _flow("acts", "public comments", "comments"),
    "negative_comments": _flow("acts", "public comments below 0", "negative_comments"),
    "forms": _flow("forms", "names left for a gated asset", "forms"),
    "lurker_share": Measure("share", "state", "of target members who read something of the seller in the last 12 weeks, those without a visible act on it", "no reader", lambda r: ratio(r.sum("lurkers"), r.sum("viewers"))),
    "private_replies": _flow("messages", "private questions and further turns of members", "private_replies"),
    "answers": _flow("messages", "turns that the seller answered", "answers"),
    "messages": _flow("messages", "messages sent to named people, follow-ups included", "messages"),
    "reply_rate": _of_flows("share", "first messages and follow-ups answered, per first contact", "no first contact", lambda r: r.count("replies"), lambda r: r.count("first_contacts")),
    "annoyance": _state("mean annoyance of target members", "annoyance"),
    "blocked_share": _state("target members who shut the firm out", "blocked"),
    "push_exposure_share": _of_flows("share", "of what was read, what the seller addressed to a named person", "nothing read", lambda r: r.count("named_views"), lambda r: r.count("views")),
    "posts": _flow("items", "original posts of page and staff", "posts"),
    "reposts": _flow("items", "reposts of the page", "reposts"),
    "influencer_posts": _flow("items", "items of influencers", "influencer_posts"),
    "promises_kept": _flow("promises", "promises to customers kept", "promises_kept"),
    "promises_broken": _flow("promises", "promises to customers broken", "promises_broken"),
    "customers": Measure("needs", "state", "needs that the seller supplies", "never", lambda r: r.customers.astype(float)),
    "open_leads": Measure("leads", "end", "leads still open at the end", "never", lambda r: r.open_leads.astype(float), lambda r: r.open_leads[-1].astype(float)),
    "open_opportunities": Measure("opportunities", "end", "open purchases in which the seller met the centre, at the end", "never", lambda r: r.open_opportunities.astype(float), lambda r: r.open_opportunities[-1].astype(float)),
    "expected_revenue": Measure("money", "end", "open opportunities times new wins per opportunity times revenue per order", "no opportunity or no order", None, _expected_revenue),
    "dashboard_leads_by_last_touch": Measure("leads", "flow", "leads with an earlier touch that the seller can see, which its dashboard credits", "never", None, lambda r: r.leads[r.leads["touch"] != "none"].groupby("seller_row").size().reindex(range(len(r.n_target))).fillna(0).to_numpy(float)),
    "dashboard_engagement": Measure("acts", "flow", "likes, shares, comments and forms: what the dashboard adds up", "never", lambda r: r.count("likes") + r.count("shares") + r.count("comments") + r.count("forms")),
}
# fmt: on

MARKET_COLUMNS = ("purchases_opened", *OUTCOMES)
LEDGER_COLUMNS = tuple(
    f"{kind}_trust_from_{source}"
    for kind in ("brand", "personal")
    for source in st.SOURCES[: st.N_LEDGER]
)


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
    return Run(
        counts=stack["counts"], market=stack["market"], sums=sums, dyads=dyads,
        revenue=stack["revenue"], hours=stack["hours"], money=stack["money"],
        open_leads=stack["open_leads"], open_opportunities=stack["open_opportunities"],
        customers=stack["customers"], cohort=cohort, ledger=stack["ledger"] * FIXED,
        n_target=world.sellers.n_target[:s].astype(float),
        wage=model.scenario.settings.parameters.production.wage,
        ignored_weeks=model.scenario.settings.parameters.lead.ignored_weeks,
        logged=model.simulation.records.log_tells,
        leads=leads_table(model), tells=tells_table(model),
    )  # fmt: skip


def totals(run: Run) -> dict[str, np.ndarray]:
    """Every measure over the run, an array of S values each."""
    found = {}
    with np.errstate(invalid="ignore"):
        for name, m in MEASURES.items():
            if m.total is not None:
                found[name] = np.asarray(m.total(run), float)
                continue
            assert m.weekly is not None
            weekly = m.weekly(run)
            if m.kind == "flow":
                found[name] = weekly.sum(axis=0)
            else:
                last = weekly[-LAST:]
                some = ~np.isnan(last)
                found[name] = ratio(np.where(some, last, 0.0).sum(axis=0), some.sum(axis=0))
    return found


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


TELL_COLUMNS = (
    "week",
    "teller",
    "hearer",
    "seller",
    "seller_row",
    "asked",
    "valence",
    "first",
    "root",
    "root_week",
    "depth",
)


def tells_table(model: Any) -> pd.DataFrame:
    """A row a tell: who told whom about which seller, when, how, in which cascade."""
    world, parts = model.world, model.simulation.records.tells
    if not parts:
        return pd.DataFrame(
            {name: pd.Series(dtype=object if name == "seller" else float) for name in TELL_COLUMNS}
        )
    week = np.concatenate([np.full(len(t), w) for w, t, _, _ in parts])
    tells = np.concatenate([t for _, t, _, _ in parts])
    trust = np.concatenate([u for _, _, u, _ in parts])
    p = model.scenario.settings.parameters.talk.as_tuple()
    tell_valence = model.rules.functions()["tell_valence"]
    key = world.people.key
    return pd.DataFrame(
        {
            "week": week,
            "teller": key[tells[:, 1]],
            "hearer": key[tells[:, 0]],
            "seller": np.array(world.seller_names, object)[tells[:, 2]],
            "seller_row": tells[:, 2],
            "asked": tells[:, 3] == 1,
            "valence": [tell_valence(float(t), p) for t in trust],
            "first": np.concatenate([f for _, _, _, f in parts]) == 1,
            "root": key[tells[:, 4]],
            "root_week": tells[:, 5],
            "depth": tells[:, 6],
        }
    )


def cascades_table(model: Any) -> pd.DataFrame:
    """A row a cascade: seller, root, week, tells, people reached, depth, mean valence, last week."""
    tells = tells_table(model)
    grouped = tells.groupby(["seller", "root", "root_week"], sort=True)
    table = grouped.agg(
        tells=("hearer", "size"), people=("hearer", "nunique"), newly_aware=("first", "sum"),
        depth=("depth", "max"), valence=("valence", "mean"), last_week=("week", "max"),
    )  # fmt: skip
    return table.reset_index()


SIZE_BANDS = ((0, 9, "1-9 people"), (10, 24, "10-24 people"), (25, 10**9, "25 and more people"))


def groups_table(model: Any) -> pd.DataFrame:
    """Measures of the focal seller at the end, by role, relation, organisation size and industry."""
    world, state = model.world, model.state
    s = world.seller_names.index(model.scenario.settings.focal_name)
    people, orgs = world.people, world.orgs
    target = world.sellers.target[:, s] == 1
    org = np.maximum(people.org, 0)
    belief = model.simulation.p["belief"]
    trust = np.array([model.trust(int(m), s) for m in np.flatnonzero(target)])
    aware = state.beliefs.trace[:, s] >= belief.aware_bar
    trusting = np.zeros(len(target), bool)
    trusting[target] = trust >= state.persons.bar[target]
    leads = leads_table(model)
    row_of = pd.Series(np.arange(len(people.key)), index=people.key)
    lead_rows = row_of.reindex(leads.loc[leads["seller_row"] == s, "member"]).to_numpy(int)
    n_leads = np.bincount(lead_rows, minlength=len(people.key))
    recent = model.week - state.marks.view_week[:, s] < MATURE
    silent = recent & (model.week - state.marks.act_week[:, s] >= MATURE)
    kinds: list[tuple[str, str, np.ndarray]] = [
        ("role", name, people.role == code) for code, name in enumerate(ROLES[:5])
    ]
    customer = model.simulation.facts.customer[org, s] > 0
    kinds += [("relation", "customer", customer), ("relation", "prospect", ~customer)]
    kinds += [
        ("size", name, (orgs.size[org] >= low) & (orgs.size[org] <= high))
        for low, high, name in SIZE_BANDS
    ]
    kinds += [
        ("industry", f"industry {k}", orgs.industry[org] == k)
        for k in range(int(orgs.industry.max()) + 1)
    ]
    rows = []
    for kind, name, mask in kinds:
        mine = mask & target
        n = int(mine.sum())
        rows.append(
            {
                "group": kind,
                "value": name,
                "target_members": n,
                "awareness": float(aware[mine].mean()) if n else np.nan,
                "brand_trust": float(state.beliefs.brand[mine, s].mean()) if n else np.nan,
                "trusting_share": float((trusting & aware)[mine].mean()) if n else np.nan,
                "annoyance": float(state.beliefs.annoyance[mine, s].mean()) if n else np.nan,
                "reached_share": float((state.marks.reached[mine, s] == 1).mean()) if n else np.nan,
                "lurker_share": float(silent[mine].sum() / recent[mine].sum())
                if recent[mine].any()
                else np.nan,
                "leads_per_100": float(100.0 * n_leads[mine].sum() / n) if n else np.nan,
            }
        )
    return pd.DataFrame(rows)
