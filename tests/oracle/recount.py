"""Measures counted once more from the oracle's own objects, by what their definitions say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import fsum, nan

from sim.agents.member import tell_valence
from sim.agents.relation import INTERACTION, LAYER_BAR, STAGES, UNKNOWN
from sim.engine import state as st
from sim.engine.chance import fixed
from sim.engine.kernels.measure import FIXED_SUMS
from tests.oracle.firm import OracleSeller
from tests.oracle.relations import Relation
from tests.oracle.things import Lead, Tell
from tests.oracle.week import OracleMarket

LAST = 4  # weeks over which states are averaged
MATURE = 12  # weeks before the end by which a cascade must have begun
PATIENCE = 8  # weeks without contact after which a lead was ignored


def share(part: float, whole: float) -> float:
    """part / whole, missing where there is nothing to divide by."""
    return part / whole if whole else nan


def mean(values: Iterable[float]) -> float:
    """Mean, missing where there is no value."""
    listed = list(values)
    return share(fsum(listed), len(listed))


class Recount:
    """The measures of one seller in a finished run."""

    def __init__(self, market: OracleMarket, seller: OracleSeller) -> None:
        self.market, self.seller, self.row = market, seller, seller.row
        self.weeks = market.records
        self.leads: list[Lead] = [k for k in market.leads if k.seller is seller and k.week >= 1]
        found = [Relation(market, seller, firm) for firm in seller.accounts_in_view]
        self.stages = [relation.stage for relation in found]
        self.layers = [r.layers for r, stage in zip(found, self.stages, strict=True)
                       if stage >= INTERACTION]  # fmt: skip
        self.tells: list[Tell] = [t for _, ts in market.tells for t in ts if t.seller is seller]

    def flow(self, name: str) -> float:
        """A weekly count over the run."""
        return float(sum(week["counts"][self.row][name] for week in self.weeks))

    def booked(self, name: str) -> float:
        """Hours, money or revenue over the run."""
        return fsum(week[name][self.row] for week in self.weeks)

    def people(self, name: str) -> float:
        """Mean over target members in the last weeks; the fixed point resolved."""
        scale = 2.0**-32 if name in FIXED_SUMS else 1.0
        last = [week["stock"][self.row] for week in self.weeks[-LAST:]]
        return mean(mean(scale * person[name] for person in stock) for stock in last)

    def cost(self) -> float:
        """Hours at the wage, and money."""
        wage = self.market.settings.parameters.production.wage
        return self.booked("hours") * wage + self.booked("money")

    def personal_trust(self) -> float:
        """Mean level over dyads with a two-way contact, in the last weeks that have any."""
        last = [mean(week["levels"][self.row]) for week in self.weeks[-LAST:]]
        return mean(v for v in last if v == v)

    def weeks_to_trust(self) -> float:
        """First measured week over the own bar, all weeks if never."""
        end, never = len(self.weeks), st.NEVER
        people = [m for m in self.market.people if self.seller.targets(m)]
        firsts = [m.of(self.seller).trust_week for m in people]
        return mean(end if week == never else week for week in firsts)

    def lurker_share(self) -> float:
        """Of recent readers, those without a recent visible act."""
        last = [week["stock"][self.row] for week in self.weeks[-LAST:]]
        rates = [
            share(sum(p["lurkers"] for p in stock), sum(p["viewers"] for p in stock))
            for stock in last
        ]
        return mean(v for v in rates if v == v)

    def ignored_share(self) -> float:
        """Of leads that old, those whom nobody contacted in time."""
        old = [k for k in self.leads if k.week <= len(self.weeks) - PATIENCE]
        late = [k.contacted == st.NEVER or k.contacted - k.week > PATIENCE for k in old]
        return mean(late)

    def cascades(self) -> dict[tuple[int, int], list[Tell]]:
        """Tells of mature cascades by root and week."""
        found: dict[tuple[int, int], list[Tell]] = {}
        for tell in self.tells:
            if tell.root_week <= len(self.weeks) - MATURE:
                found.setdefault((tell.root, tell.root_week), []).append(tell)
        return found

    def wom_r(self) -> float:
        """Further tells per hearer."""
        chains = list(self.cascades().values())
        hearers = sum(len({t.hearer for t in chain}) for chain in chains)
        return share(sum(t.depth >= 2 for chain in chains for t in chain), hearers)

    def sentiment(self) -> float:
        """Mean valence of tells."""
        p = self.market.settings.parameters.talk.as_tuple()
        return mean(tell_valence(t.trust, p) for t in self.tells)

    def felt_outside(self) -> float:
        """Mean feeling of people outside buying organisations, in the last weeks."""
        last = [week["outside"][self.row] for week in self.weeks[-LAST:]]
        return mean(mean(2.0**-32 * fixed(felt) for felt in week) for week in last)

    def understanding(self) -> float:
        """Understanding of its target, by the people of each industry, in the last weeks."""
        return mean(fsum(week["understanding"][self.row]) for week in self.weeks[-LAST:])

    def reciprocated(self) -> float:
        """Of relations that have begun, those with two-way contact."""
        return share(len(self.layers), sum(stage != UNKNOWN for stage in self.stages))

    def layer(self, k: int) -> float:
        """Mean strength of a layer over relations with two-way contact."""
        return mean(layers[k] for layers in self.layers)

    def depth(self) -> float:
        """Layers that are more than faint, over the same relations."""
        return mean(sum(strength >= LAYER_BAR for strength in layers) for layers in self.layers)

    def reached(self) -> float:
        """Target members who read anything in measured weeks."""
        people = [m for m in self.market.people if self.seller.targets(m)]
        return float(sum(m.of(self.seller).reached for m in people))


def _stage(code: int) -> Callable[[Recount], float]:
    return lambda r: float(r.stages.count(code))


def _origin(code: int) -> Callable[[Recount], float]:
    return lambda r: float(sum(k.origin == code for k in r.leads))


MEASURES: dict[str, Callable[[Recount], float]] = {
    "leads": lambda r: float(len(r.leads)),
    "leads_inbound": _origin(st.INBOUND),
    "leads_outbound": _origin(st.OUTBOUND),
    "leads_referral": _origin(st.REFERRAL),
    "qualified_leads": lambda r: float(sum(k.qualified for k in r.leads)),
    "ignored_share": Recount.ignored_share,
    "dashboard_leads_by_last_touch": lambda r: float(sum(k.touch != 0 for k in r.leads)),
    "open_leads": lambda r: float(sum(k.open for k in r.leads)),
    "customers": lambda r: mean(week["customers"][r.row] for week in r.weeks[-LAST:]),
    "revenue": lambda r: r.booked("revenue"),
    "cost": Recount.cost,
    "cost_per_lead": lambda r: share(r.cost(), len(r.leads)),
    "lead_quality": lambda r: share(r.flow("fitting_leads"), len(r.leads)),
    "awareness": lambda r: r.people("aware"),
    "brand_trust": lambda r: r.people("brand"),
    "personal_trust": Recount.personal_trust,
    "personal_trust_all": lambda r: r.people("personal"),
    "trusting_share": lambda r: r.people("trusting"),
    "annoyance": lambda r: r.people("annoyance"),
    "blocked_share": lambda r: r.people("blocked"),
    "weeks_to_trust": Recount.weeks_to_trust,
    "lurker_share": Recount.lurker_share,
    "reach": Recount.reached,
    "wom_tells": lambda r: float(len(r.tells)),
    "wom_depth": lambda r: mean(max(t.depth for t in c) for c in r.cascades().values()),
    "wom_r": Recount.wom_r,
    "wom_sentiment": Recount.sentiment,
    "dark_share": lambda r: share(r.flow("dark"), r.flow("first_aware")),
    "reply_rate": lambda r: share(r.flow("replies"), r.flow("first_contacts")),
    "push_exposure_share": lambda r: share(r.flow("named_views"), r.flow("views")),
    "affect": lambda r: r.people("affect"),
    "public_affect": Recount.felt_outside,
    "platform_regard": lambda r: r.people("regard"),
    "information": lambda r: r.people("info"),
    "understanding": Recount.understanding,
    "reciprocated_share": Recount.reciprocated,
    "on_message_share": lambda r: 1.0 - share(r.flow("off_message"), r.flow("posts")),
    "original_share": lambda r: share(r.flow("posts"), r.flow("posts") + r.flow("reposts")),
    **{f"relations_{name}": _stage(code) for code, name in enumerate(STAGES) if code != UNKNOWN},
    "actor_bonds": lambda r: r.layer(0),
    "resource_ties": lambda r: r.layer(1),
    "activity_links": lambda r: r.layer(2),
    "relation_depth": Recount.depth,
    "dashboard_engagement": lambda r: sum(
        r.flow(name) for name in ("likes", "shares", "comments", "forms")
    ),
}
