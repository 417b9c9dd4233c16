"""How a person of the oracle comes to know and trust sellers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from sim.agents.belief import (
    faded,
    informed,
    moved_level,
    moved_weight,
    remembered,
    used_trust,
)
from sim.agents.member import calmed
from sim.engine.chance import fixed
from sim.engine.state import NEVER, OWN, WOM
from tests.oracle.things import Dyad, Opinion

if TYPE_CHECKING:
    from tests.oracle.firm import OracleEmployee, OracleSeller


class Believer(mesa.Agent):
    """Somebody with an opinion of every seller and a picture of employees that it met."""

    def __init__(self, model: Any, row: int, key: int, opinions: list[Opinion]) -> None:
        super().__init__(model)
        self.row = row
        self.key = key
        self.opinions = opinions

    def of(self, seller: OracleSeller) -> Opinion:
        """Its opinion of a seller."""
        return self.opinions[seller.row]

    def aware_of(self, seller: OracleSeller) -> bool:
        """Whether its memory of a seller is over the bar."""
        return self.of(seller).trace >= self.model.p.belief.aware_bar

    def trust_in(self, seller: OracleSeller) -> float:
        """The trust that it would use in a decision."""
        it = self.of(seller)
        return used_trust(it.personal, it.brand, it.contacts, self.model.p.belief)

    def forget(self) -> None:
        """A week passes."""
        belief, contact = self.model.p.belief, self.model.p.contact
        for it in self.opinions:
            it.trace = faded(it.trace, belief)
            it.info *= 1.0 - belief.info_decay
            it.annoyance = calmed(it.annoyance, contact)

    def remember(self, seller: OracleSeller, gain: float, source: int, dark: int) -> bool:
        """Strengthen a memory; true where this makes it aware for the first time."""
        it = self.of(seller)
        it.trace = remembered(it.trace, gain)
        if it.aware_week != NEVER or not self.aware_of(seller):
            return False
        it.aware_week, it.aware_source, it.dark = self.model.week, source, dark
        if seller.targets(self):
            seller.count("first_aware", of=self)
            seller.count("dark", dark, of=self)
            if source == WOM:
                seller.count("wom_reach", of=self)
        return True

    def learn(self, seller: OracleSeller, gain: float) -> None:
        """Fill part of what it does not know of an offer."""
        it = self.of(seller)
        it.info = informed(it.info, gain)

    def judge(self, seller: OracleSeller, evidence: float, weight: float, source: int) -> float:
        """Move trust in the firm; how far it moved."""
        it = self.of(seller)
        if weight <= 0.0:
            return 0.0
        before = it.brand
        it.brand = moved_level(before, it.weight, evidence, weight)
        it.weight = moved_weight(it.weight, weight, self.model.p.belief)
        if seller.targets(self):
            seller.book(0, source, fixed(it.brand - before))
        return it.brand - before

    def has_news(self, seller: OracleSeller, chance: float, kind: int) -> None:
        """It has something to tell; own experience silences hearsay, the strongest reason stands."""
        it = self.of(seller)
        if chance <= 0.0 or (it.trigger_kind == OWN and kind != OWN):
            return
        it.trigger = max(it.trigger, chance) if it.trigger_kind == kind else chance
        it.trigger_kind = kind

    def shows(self, seller: OracleSeller, kind: int) -> None:
        """It does something that the seller can see."""
        it = self.of(seller)
        it.touch_before, it.touch = it.touch, kind
        it.touches += 1
        it.act_week = self.model.week

    # -- people behind the firm ------------------------------------------------------------------
    def picture_of(self, employee: OracleEmployee) -> Dyad | None:
        """What it holds of an employee; none where the two were never in touch."""
        found: Dyad | None = self.model.dyads.get((self.row, employee.row))
        return found

    def new_picture_of(self, employee: OracleEmployee) -> Dyad:
        """What it holds of an employee, from now on at the latest."""
        blank = Dyad(0.0, 0.0, 0.0, 0, NEVER, 0, 0.0)
        found: Dyad = self.model.dyads.setdefault((self.row, employee.row), blank)
        return found

    def acquaintances(self, seller: OracleSeller) -> list[Dyad]:
        """Pictures of the seller's people with whom it had a two-way contact."""
        found = [self.picture_of(q) for q in seller.employees if q.present]
        return [d for d in found if d is not None and d.contacts > 0.0]

    def weigh_up(self, seller: OracleSeller) -> None:
        """Personal trust from those of the seller's people whom it knows and who are there."""
        it = self.of(seller)
        total = contacts = 0.0
        for known in self.acquaintances(seller):
            total += known.level * known.contacts
            contacts += known.contacts
        it.contacts = contacts
        it.personal = total / contacts if contacts > 0.0 else 0.0

    def deal_with(
        self,
        employee: OracleEmployee,
        evidence: float,
        weight: float,
        contact: float,
        source: int,
        spoken: bool = True,
    ) -> None:
        """Something shows what an employee is worth; part of it counts for the firm.

        contact : two-way contact in it. spoken : whether the two were in touch by it
        """
        p = self.model.p.belief
        seller, it = employee.seller, self.of(employee.seller)
        before = it.personal * min(1.0, it.contacts)
        d = self.new_picture_of(employee)
        if d.contacts <= 0.0:
            d.level, d.weight = it.brand, p.prior_weight
        d.level = moved_level(d.level, d.weight, evidence, weight)
        d.weight = moved_weight(d.weight, weight, p)
        d.contacts += contact
        d.attempts = 0
        if contact > 0.0 and spoken:
            d.last_week = self.model.week
        self.weigh_up(seller)
        if seller.targets(self):
            seller.book(1, source, fixed(it.personal - before))
        self.judge(seller, evidence, weight * p.spill_share, source)
