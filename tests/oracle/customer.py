"""Organisations of the oracle as customers: they are served, notice it, and name others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from sim.agents import buying_centre as bc
from sim.engine import state as st
from tests.oracle.things import Identified

if TYPE_CHECKING:
    from tests.oracle.centre import Organisation
    from tests.oracle.firm import OracleSeller
    from tests.oracle.person import OraclePerson


class Customer(mesa.Agent):
    """The part of a centre that lives with its supplier."""

    model: Any
    key: int
    firm: Organisation
    supplier: OracleSeller | None
    satisfaction: float

    def refer(self) -> list[Identified]:
        """Its people name contacts elsewhere to a supplier that they met and trust."""
        model, seller, p = self.model, self.supplier, self.model.p.selling
        if seller is None:
            return []
        named = []
        for person in self.firm.people:
            it = person.of(seller)
            if it.contacts <= 0.0 or person.trust_in(seller) < 0.5:
                continue
            for tie in person.ties:
                other = tie.other
                if other.organisation in (None, self.firm) or not seller.targets(other):
                    continue
                if other.buys_from(seller):
                    continue
                chance = p.referral_rate * self.satisfaction * min(1.0, tie.weight)
                chance *= 1.0 + p.brand_referral * it.brand
                u = model.draw("sell.refer", person.key, other.key, self.key, model.week)
                if u < chance:
                    known = other.of(seller)
                    if known.touch != st.T_REFERRAL:
                        known.touch_before, known.touch = known.touch, st.T_REFERRAL
                    named.append(Identified(other, seller, st.REFERRAL, st.T_REFERRAL))
        return named

    def get_served(self) -> None:
        """A promise may fall due; who handles it or knows the seller's people notices."""
        model, p, seller = self.model, self.model.p.delivery, self.supplier
        if seller is None:
            return
        at, who = (self.key, seller.key, model.week), self.firm.spokesman
        if model.draw("deliver.due", *at) >= p.promise_rate:
            return
        care = seller.care()
        kept = model.draw("deliver.kept", *at) < bc.kept_chance(care, p)
        seller.count("promises_kept" if kept else "promises_broken", of=who)
        self.satisfaction = bc.satisfied(self.satisfaction, 1.0 if kept else 0.0, p)
        if kept and model.draw("deliver.review", *at) < p.review_rate * seller.plan.reviews:
            seller.count("ratings", of=who)
            seller.ratings += 1
            seller.rating_sum += self.satisfaction
        missed = bc.missed_chance(seller.plan.private, p)
        if kept and model.draw("deliver.missed", *at) < missed:
            seller.count("missed", of=who)
            return
        instant = (
            model.draw("deliver.urgent", *at) < p.urgent_share
            and model.draw("deliver.message", *at) < seller.plan.messaging
        )
        seller.count("service_im" if instant else "service_email", of=who)
        base = model.p.belief.promise_weight
        weight = bc.promise_weight(1.0 if kept else 0.0, care, seller.plan.video, base, p)
        for person in self.firm.people:
            if person.role in (bc.DECIDER, bc.BUYER) or person.of(seller).contacts > 0.0:
                self._notice(person, seller, kept, weight, instant)

    def _notice(
        self, person: OraclePerson, seller: OracleSeller, kept: bool, weight: float, instant: bool
    ) -> None:
        """A person sees a promise kept or broken; what was not said by instant message is on file."""
        p, shown = self.model.p, 1.0 if kept else 0.0
        it = person.of(seller)
        it.annoyance = min(1.0, it.annoyance + (p.delivery.im_annoyance if instant else 0.0))
        person.judge(seller, shown, weight, st.DELIVERY)
        person.remember(seller, p.belief.meeting_gain, st.DELIVERY, 0)
        contact = p.delivery.care_contact
        seen = weight * (1.0 + p.delivery.im_bond if instant and kept else 1.0)
        for employee in seller.employees:
            d = person.picture_of(employee) if employee.present else None
            if d is not None and d.contacts > 0.0:
                person.deal_with(employee, shown, seen, contact, st.DELIVERY, spoken=False)
                d.filed += 0.0 if instant else contact
        person.has_news(seller, p.talk.promise_trigger, st.OWN)
