"""Buying organisations of the oracle and the centre behind each of their needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from sim.agents import buying_centre as bc
from sim.agents.belief import decision_trust
from sim.engine import state as st
from tests.oracle.customer import Customer

if TYPE_CHECKING:
    from tests.oracle.firm import OracleSeller
    from tests.oracle.person import OraclePerson


class Organisation(mesa.Agent):
    """A buying organisation with its people and needs."""

    def __init__(self, model: Any, row: int, traits: dict[str, Any]) -> None:
        super().__init__(model)
        self.row = row
        self.key: int = traits["key"]
        self.industry: int = traits["industry"]
        self.size: int = traits["size"]
        self.policy: float = traits["policy"]
        self.people: list[OraclePerson] = []
        self.centres: list[OracleCentre] = []
        self.buys: set[int] = set()
        self.told: dict[int, int] = {}  # week in which its people last spoke well of a seller

    def buys_from(self, seller: OracleSeller) -> bool:
        """Whether the seller supplies any of its needs."""
        return any(c.supplier is seller for c in self.centres)

    def buys_direct_from(self, seller: OracleSeller) -> bool:
        """Whether the seller supplies goods that enter its products."""
        return any(c.supplier is seller and c.direct for c in self.centres)

    def compare_mail(self) -> None:
        """Note with every message how many colleagues its sender's firm writes to this week."""
        writers = {m.sender.seller for who in self.people for m in who.inbox}
        for seller in writers:
            mail = [[m for m in who.inbox if m.sender.seller is seller] for who in self.people]
            reached = sum(bool(messages) for messages in mail)
            for messages in mail:
                for message in messages:
                    message.colleagues = reached - 1

    @property
    def spokesman(self) -> OraclePerson:
        """With whom its orders and promises are counted: its first decider, or its first person."""
        deciders = [m for m in self.people if m.role == bc.DECIDER]
        return (deciders or self.people)[0]

    def demand_for(self, seller: OracleSeller) -> float:
        """Share of its people's acquaintances among end users who know a seller and feel for it."""
        users = [tie.other for m in self.people for tie in m.ties if tie.other.organisation is None]
        want = sum(m.aware_of(seller) and m.of(seller).affect > 0.0 for m in users)
        return want / len(users) if users else 0.0

    def open_need(self, seller: OracleSeller) -> OracleCentre | None:
        """Its first open purchase that the seller serves."""
        return next((c for c in self.centres if c.open and c.category in seller.serves), None)


class OracleCentre(Customer):
    """The centre of one need: it opens purchases, judges offers and chooses."""

    def __init__(self, model: Any, row: int, firm: Organisation, traits: dict[str, Any]) -> None:
        super().__init__(model)
        self.row = row
        self.firm = firm
        self.key: int = traits["key"]
        self.category: int = traits["category"]
        self.direct: bool = traits["direct"]
        self.complexity: float = traits["complexity"]
        self.strategic: float = traits["strategic"]
        self.specificity: float = traits["specificity"]
        self.supplier: OracleSeller | None = traits["supplier"]
        self.dormant: bool = traits["dormant"]  # nobody supplies it yet, in the model or outside
        self.satisfaction: float = traits["satisfaction"]
        self.orders: int = traits["orders"]  # in a row, to the present supplier
        self.ordered = st.NEVER
        self.next_week: int = traits["next_week"]
        self.number = self.kind = self.opened = self.due = self.topic = 0
        self.open = False
        self.members: list[OraclePerson] = []
        self.offers: dict[int, int] = dict.fromkeys(range(traits["n_sellers"]), 0)
        self.met: dict[int, int] = dict.fromkeys(range(traits["n_sellers"]), st.NEVER)

    # -- a need opens ----------------------------------------------------------------------------
    def open_if_due(self) -> None:
        """Open the purchase whose week has come, and fix the week of the next one."""
        model, c = self.model, self.model.calendar
        if self.open or self.next_week > model.week:
            return
        self.number += 1
        at = (self.key, self.number)
        search = c.search_min + model.pick("calendar.search", c.search_max - c.search_min + 1, *at)
        self._plan_next(search)
        self.open, self.opened = True, model.week
        self.due = model.week + search
        self._call_members()
        self.kind = bc.MODIFIED_REBUY
        if self.dormant:
            self.kind = bc.NEW_TASK
        elif self._straight():
            self.kind = bc.STRAIGHT_REBUY
            self.due = model.week + min(search, int(model.p.choice.rebuy_weeks))
        topics = [t for t, k in enumerate(model.topic_category) if k == self.category]
        topics = topics or list(range(len(model.topic_category)))
        self.topic = topics[model.pick("calendar.topic", len(topics), *at)]
        self.offers = dict.fromkeys(self.offers, 0)
        self.met = dict.fromkeys(self.met, st.NEVER)
        model.outcomes["opened"] += 1

    def _straight(self) -> bool:
        """Whether the contract is renewed without a search: the content and the loyal do so."""
        brand = 0.0
        if self.supplier is not None:
            brand = sum(m.of(self.supplier).brand for m in self.members) / len(self.members)
        u = self.model.draw("needs.straight", self.key, self.number)
        return bool(u < bc.straight_chance(self.satisfaction, brand, self.model.p.choice))

    def _plan_next(self, search: int) -> None:
        """The next need: after search and contract, moved to where the season puts it."""
        model, c = self.model, self.model.calendar
        u = model.draw("calendar.contract", self.key, self.number)
        contract = int(c.contract_weeks * (1.0 + c.contract_spread * (2.0 * u - 1.0)))
        year, share = divmod(self.next_week + search + max(1, contract) - 1, 52)
        seasonal = year * 52 + 1 + model.season_map[share]
        self.next_week = max(self.next_week + search + 1, seasonal)

    def _call_members(self) -> None:
        """A decider, a buyer and a gatekeeper where there are any, then whoever is next."""

        def rank(m: OraclePerson) -> float:
            u: float = self.model.draw("calendar.member", m.key, self.key, self.number)
            return -u

        waiting = sorted(self.firm.people, key=rank)
        size = bc.centre_size(len(waiting))
        chosen: list[OraclePerson] = []
        for role in (bc.DECIDER, bc.BUYER, bc.GATEKEEPER):
            first = next((m for m in waiting if m.role == role), None)
            if first is not None and len(chosen) < size:
                waiting.remove(first)
                chosen.append(first)
        chosen += waiting[: size - len(chosen)]
        self.members = sorted(chosen, key=lambda m: m.key)

    def spread_word(self) -> None:
        """People of the organisation know what is open; members of the centre search."""
        if not self.open:
            return
        for person in self.firm.people:
            person.open_needs.add(self.category)
        if self.kind != bc.STRAIGHT_REBUY:
            for person in self.members:
                person.searching.add(self.category)

    def receive(self, seller: OracleSeller, lead: OraclePerson) -> None:
        """A seller meets the centre by way of a lead, and leaves an offer."""
        if self.met[seller.row] == st.NEVER:
            seller.count("opportunities", of=lead)
        self.offers[seller.row] = 1
        self.met[seller.row] = self.model.week

    # -- the choice ------------------------------------------------------------------------------
    def decide_if_due(self) -> None:
        """End the purchase whose week has come."""
        model, p = self.model, self.model.p.choice
        if not self.open or self.due > model.week:
            return
        self.open = False
        if self.kind == bc.STRAIGHT_REBUY:
            self.orders += 1
            self._order(self.supplier, bc.STAYED)
            return
        end = model.draw("decide.end", self.key, self.number)
        if end < p.withdrawn:
            model.outcomes["withdrawn"] += 1
        elif end < p.withdrawn + p.no_decision:
            model.outcomes["no_decision"] += 1
        else:
            self._settle(self._choose())

    def _order(self, seller: OracleSeller | None, outcome: int) -> None:
        self.model.outcomes[bc.OUTCOMES[outcome]] += 1
        self.ordered = self.model.week
        if seller is not None:
            amount = seller.plan.deal_size * (self.firm.size / self.model.mean_size)
            seller.count("won", of=self.firm.spokesman)
            seller.revenue += amount
            if self.model.measured:
                self.model.orders.append((self.firm.spokesman, seller, amount))

    def _settle(self, best: OracleSeller | None) -> None:
        before = self.supplier
        stays = best is before and not self.dormant
        self._order(best, bc.STAYED if stays else bc.SWITCHED)
        self.orders = self.orders + 1 if stays else 1
        if stays:
            return
        if best is not None:
            best.count("new_wins", of=self.firm.spokesman)
        if before is not None:
            before.count("lost", of=self.firm.spokesman)
        self.supplier, self.dormant = best, False
        self.satisfaction = self.model.p.delivery.outside_satisfaction

    def _choose(self) -> OracleSeller | None:
        """The best of the short list, unless a supplier outside the model is better."""
        model, p = self.model, self.model.p.choice
        at = (self.key, self.number)
        asked: list[tuple[float, int, float, OracleSeller]] = []
        for seller in model.sellers:
            if self.category not in seller.serves:
                continue
            trust, trace, info, trusted = self._view_of(seller)
            present = seller is self.supplier
            if not trusted and not present:
                continue
            worth = bc.choice_noise(model.draw("decide.noise", *at, seller.key), p)
            worth += bc.offer_utility(
                seller.fit_with(self), seller.plan.price, trust, float(self.offers[seller.row]),
                info, self.complexity, seller.responsive, self.firm.demand_for(seller), p,
            )  # fmt: skip
            if present:
                worth += bc.incumbent_utility(self.satisfaction, p)
            score = 10.0 if present else trust * trace
            asked.append((-score, seller.key, worth, seller))
        best, best_worth = None, p.outside_utility
        best_worth += bc.choice_noise(model.draw("decide.outside", *at), p)
        if self.supplier is None and not self.dormant:
            best_worth += bc.incumbent_utility(self.satisfaction, p)
        for _, _, worth, seller in sorted(asked, key=lambda a: a[:2])[: int(p.shortlist)]:
            seller.count("shortlisted", of=self.firm.spokesman)
            if worth > best_worth:
                best, best_worth = seller, worth
        return best

    def _trust_of(self, person: OraclePerson, seller: OracleSeller) -> float:
        """Trust of a member in an offer: the more strategic the purchase, the more personal."""
        p, it = self.model.p, person.of(seller)
        return decision_trust(
            it.personal, it.brand, it.contacts, self.strategic, p.belief.contacts_half,
            p.choice.strategic_doubt,
        )  # fmt: skip

    def _view_of(self, seller: OracleSeller) -> tuple[float, float, float, bool]:
        """Mean trust, memory and information of the centre; whether it trusts the seller enough."""
        p = self.model.p.choice
        trusts = [self._trust_of(m, seller) for m in self.members]
        weights = [bc.role_weight(m.role, p) for m in self.members]
        weight = for_it = trust_sum = trace_sum = info_sum = 0.0
        vetoed = False
        for m, w, trust in zip(self.members, weights, trusts, strict=True):
            it = m.of(seller)
            weight += w
            trust_sum += trust
            trace_sum += it.trace
            info_sum += it.info
            if m.aware_of(seller) and trust >= m.bar and not it.blocked:
                for_it += w
            vetoed |= m.role == bc.GATEKEEPER and (bool(it.blocked) or trust < p.veto_bar)
        n = len(self.members)
        trusted = not vetoed and weight > 0.0 and for_it >= p.share_needed * weight
        return trust_sum / n, trace_sum / n, info_sum / n, trusted
