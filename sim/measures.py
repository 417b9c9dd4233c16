"""Every measure, defined once: unit, definition, when it is missing, and how it is computed.

The definitions follow `docs/data_dictionary.md`, which is generated from here. Flows are sums over
measured weeks; states are means over target members, averaged over the last four weeks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.agents.buying_centre import OUTCOMES
from sim.agents.relation import CONNECTION, INTERACTION, LAYER_BAR, STAGES
from sim.engine import state as st
from sim.engine.kernels.measure import SUMS
from sim.tells import Tells, begun_by, depths, hearers

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
    understanding : (W, S) of the target, 0-1   outside_affect : (W, S) sum over people outside buying
        organisations, of whom there are `n_outside`
    stages : (O, S) codes of relation.STAGES at the end, -1 outside the target
    layers : (O, S, 3) actor bonds, resource ties, activity links at the end
    ignored_weeks : weeks after which a lead without contact counts as ignored
    leads : DataFrame   tells : Tells
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
    understanding: np.ndarray
    outside_affect: np.ndarray
    n_outside: int
    stages: np.ndarray
    layers: np.ndarray
    n_target: np.ndarray
    wage: float
    ignored_weeks: float
    logged: bool
    leads: pd.DataFrame
    tells: Tells
    ended: int = 0  # last measured week, where the rows are no weeks

    def count(self, name: str) -> np.ndarray:
        """A weekly count, (W, S)."""
        return self.counts[:, :, st.COUNT[name]].astype(float)

    def sum(self, name: str) -> np.ndarray:
        """A weekly sum over target members, (W, S)."""
        return self.sums[:, :, SUMS.index(name)]

    @property
    def weeks(self) -> int:
        """Measured weeks."""
        return self.ended or len(self.counts)

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


def _mature(r: Run) -> Tells:
    return begun_by(r.tells, r.weeks - MATURE)


def _wom_r(r: Run) -> np.ndarray:
    if not r.logged:
        return np.full(len(r.n_target), np.nan)
    tells, n = _mature(r), len(r.n_target)
    return ratio(np.bincount(tells.seller[tells.depth >= 2], minlength=n), hearers(tells, n))


def _wom_depth(r: Run) -> np.ndarray:
    if not r.logged:
        return np.full(len(r.n_target), np.nan)
    return ratio(*depths(_mature(r), len(r.n_target)))


def _sentiment(r: Run) -> np.ndarray:
    if not r.logged:
        return np.full(len(r.n_target), np.nan)
    mean = pd.Series(r.tells.valence).groupby(r.tells.seller).mean()
    return mean.reindex(range(len(r.n_target))).to_numpy(float)


def _expected_revenue(r: Run) -> np.ndarray:
    chance = ratio(r.count("new_wins").sum(axis=0), r.count("opportunities").sum(axis=0))
    size = ratio(r.revenue.sum(axis=0), r.count("won").sum(axis=0))
    return r.open_opportunities[-1] * np.minimum(chance, 1.0) * size


def _in_stage(stage: int) -> Callable[[Run], np.ndarray]:
    """Number of a seller's relations in a stage at the end."""
    return lambda r: (r.stages == stage).sum(axis=0).astype(float)


def _begun(r: Run) -> np.ndarray:
    return (r.stages >= CONNECTION).sum(axis=0).astype(float)


def _layer(k: int) -> Callable[[Run], np.ndarray]:
    """Mean strength of a layer over relations with two-way contact."""

    def mean(r: Run) -> np.ndarray:
        met = r.stages >= INTERACTION
        return ratio((r.layers[:, :, k] * met).sum(axis=0), met.sum(axis=0))

    return mean


def _depth(r: Run) -> np.ndarray:
    met = r.stages >= INTERACTION
    deep = (r.layers >= LAYER_BAR).sum(axis=2)
    return ratio((deep * met).sum(axis=0), met.sum(axis=0))


def _end(unit: str, definition: str, missing: str, total: Callable[[Run], np.ndarray]) -> Measure:
    return Measure(unit, "end", definition, missing, None, total)


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
    "reply_rate": _of_flows("replies per first contact", "first messages and follow-ups answered, earlier ones too, per first contact", "no first contact", lambda r: r.count("replies"), lambda r: r.count("first_contacts")),
    "annoyance": _state("mean annoyance of target members", "annoyance"),
    "blocked_share": _state("target members who shut the firm out", "blocked"),
    "push_exposure_share": _of_flows("share", "of what was read, what the seller addressed to a named person", "nothing read", lambda r: r.count("named_views"), lambda r: r.count("views")),
    "posts": _flow("items", "original posts of page and staff", "posts"),
    "reposts": _flow("items", "reposts of the page", "reposts"),
    "influencer_posts": _flow("items", "items of influencers", "influencer_posts"),
    "promises_kept": _flow("promises", "promises to customers kept", "promises_kept"),
    "promises_broken": _flow("promises", "promises to customers broken", "promises_broken"),
    "customers": Measure("needs", "state", "needs that the seller supplies", "never", lambda r: r.customers.astype(float)),
    "meetings": _flow("meetings", "meetings and demos held", "meetings"),
    "meetings_online": _flow("meetings", "of these, held online", "meetings_online"),
    "objection_calls": _flow("calls", "weeks in which questions of a lead that met the seller were dealt with by phone or email", "objection_calls"),
    "contacts_social": _flow("messages", "first contacts and follow-ups over social media", "contacts_social"),
    "contacts_email": _flow("messages", "first contacts and follow-ups by email", "contacts_email"),
    "contacts_phone": _flow("calls", "first contacts by phone", "contacts_phone"),
    "interest_contacts": _flow("messages", "first contacts with people who had shown interest", "interest_contacts"),
    "reference_talks": _flow("talks", "talks of leads with customers of the seller", "reference_talks"),
    "nurtured": _flow("messages", "automated messages opened by waiting leads", "nurtured"),
    "trials": _flow("trials", "free trials started", "trials"),
    "ratings": _flow("ratings", "public ratings by customers", "ratings"),
    "service_im": _flow("promises", "promises dealt with over instant messages", "service_im"),
    "service_email": _flow("promises", "promises dealt with by email", "service_email"),
    "missed": _flow("promises", "promises kept of which word was missed among private channels", "missed"),
    "discussions": _flow("exchanges", "exchanges of employees in discussions of others", "joined"),
    "group_members": Measure("people", "state", "active members of the seller's group", "never", lambda r: r.count("group_active")),
    "shown_views": _flow("items", "influencers' items read because the firm's pages showed them", "shown_views"),
    "onlookers": _flow("people", "readers who saw the seller answer others in public", "onlookers"),
    "applications": _flow("applications", "job applications by people outside buying organisations", "applications"),
    "affect": Measure("feeling -1 to 1", "state", "mean feeling of target members for the firm", "no target members", lambda r: r.mean("affect")),
    "public_affect": Measure("feeling -1 to 1", "state", "mean feeling of people outside buying organisations for the firm", "nobody outside", lambda r: ratio(r.outside_affect, r.n_outside)),
    "platform_regard": _state("mean regard of target members for social media at work", "regard"),
    "information": _state("mean information of target members on the offer", "info"),
    "understanding": Measure("share", "state", "how well the seller understands its target: influence that it takes in (second network paradox)", "never", lambda r: r.understanding),
    "reciprocated_share": _end("share", "of relations that have begun, those with two-way contact: ties that give access and those that are returned (first network paradox)", "no relation", lambda r: ratio((r.stages >= INTERACTION).sum(axis=0), _begun(r))),
    "on_message_share": _of_flows("share", "original posts that keep to the message (third network paradox: control)", "no post", lambda r: r.count("posts") - r.count("off_message"), lambda r: r.count("posts")),
    "original_share": _of_flows("share", "original posts among all posts (third network paradox: what control leaves new)", "no post", lambda r: r.count("posts"), lambda r: r.count("posts") + r.count("reposts")),
    **{f"relations_{name}": _end("relations", f"organisations in target whose relation with the seller stands at the stage {name} at the end", "never", _in_stage(code)) for code, name in enumerate(STAGES) if code > 0},
    "actor_bonds": _end("strength 0-1", "mean bond of people with the seller's people, over relations with two-way contact, at the end", "no such relation", _layer(0)),
    "resource_ties": _end("share", "mean information on the offer, over the same relations", "no such relation", _layer(1)),
    "activity_links": _end("share", "people who acted or met somebody of the seller in the last 12 weeks, over the same relations", "no such relation", _layer(2)),
    "relation_depth": _end("layers", "layers of a relation that are more than faint, of three, over the same relations", "no such relation", _depth),
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
