"""What talks with a seller's people do to a person of the oracle, and how it stands at a week's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.salesperson import contact_evidence, demo_information, online_evidence
from sim.engine import state as st
from sim.engine.chance import fixed
from tests.oracle.leaving import Replaceable
from tests.oracle.things import Contact

if TYPE_CHECKING:
    from tests.oracle.employee import OracleEmployee
    from tests.oracle.firm import OracleSeller

RECENT = 12  # weeks over which viewers and lurkers are counted


class Dealing(Replaceable):
    """Somebody who meets sellers' people."""

    def talk_with(self, contact: Contact) -> None:
        """A meeting, a call or a discussion shows what an employee is worth."""
        {"meeting": self._meet, "call": self._take_call, "discussion": self._discuss}[contact.way](
            contact
        )

    def _worth_of(self, employee: OracleEmployee, stream: str) -> float:
        u = self.model.draw(stream, employee.key, self.key, self.model.week)
        return float(contact_evidence(employee.skill, u))

    def _discuss(self, contact: Contact) -> None:
        """An exchange in somebody else's discussion: something is seen and the two have spoken."""
        employee, p = contact.employee, self.model.p.belief
        shown = self._worth_of(employee, "sell.insight")
        self.remember(employee.seller, p.join_gain, st.FEED, 0)
        self.of(employee.seller).view_week = self.model.week
        self.deal_with(employee, shown, p.join_weight, p.join_contact, st.FEED)
        self.new_picture_of(employee).last_week = self.model.week

    def _take_call(self, contact: Contact) -> None:
        """A call, which goes on in writing."""
        employee, p = contact.employee, self.model.p
        self.remember(employee.seller, p.belief.message_gain, st.MEETING, 0)
        self.learn(employee.seller, p.belief.info_talk)
        self._talk(employee, p.belief.call_weight)
        self.new_picture_of(employee).filed += 1.0

    def _meet(self, contact: Contact) -> None:
        """A meeting, in person or online; a customer of the seller may be asked too."""
        employee, p = contact.employee, self.model.p
        seller, online = employee.seller, contact.online
        self.remember(seller, p.belief.meeting_gain, st.MEETING, 0)
        gain = p.belief.info_meeting
        self.learn(seller, demo_information(gain, online, seller.plan.digital, p.selling))
        if seller.plan.reference == 1.0:
            self._ask_customer(seller, employee)
        self._talk(employee, online_evidence(p.belief.meeting_weight, online, p.selling))

    def _talk(self, employee: OracleEmployee, weight: float) -> None:
        shown = self._worth_of(employee, "sell.evidence")
        self.deal_with(employee, shown, weight, 1.0, st.MEETING)
        self.has_news(employee.seller, self.model.p.talk.message_trigger, st.OWN)

    def _ask_customer(self, seller: OracleSeller, employee: OracleEmployee) -> None:
        """A customer elsewhere says how satisfied it is."""
        model = self.model
        served = [c for c in model.centres if c.supplier is seller]
        if all(c.firm is self.organisation for c in served):
            return
        at = (employee.key, self.key, model.week)
        first = model.pick("sell.reference", len(served), *at)
        turn = served[first:] + served[:first]
        asked = next(c for c in turn if c.firm is not self.organisation)
        seller.count("reference_talks", of=self)
        weight = model.p.selling.reference_weight
        self.judge(seller, asked.satisfaction, weight, st.MEETING)

    # -- measures --------------------------------------------------------------------------------
    def take_stock(self, seller: OracleSeller) -> dict[str, int]:
        """What it adds to the seller's sums at the end of the week."""
        it, week = self.of(seller), self.model.week
        aware = self.aware_of(seller)
        trusting = aware and self.trust_in(seller) >= self.bar
        if trusting and self.model.measured and it.trust_week == st.NEVER:
            it.trust_week = week
        once = it.trust_week != st.NEVER
        viewer = week - it.view_week < RECENT
        return {
            "aware": int(aware),
            "brand": fixed(it.brand),
            "personal": fixed(it.personal),
            "trusting": int(trusting),
            "annoyance": fixed(it.annoyance),
            "blocked": it.blocked,
            "viewers": int(viewer),
            "lurkers": int(viewer and week - it.act_week >= RECENT),
            "reach": int(it.view_week == week),
            "trust_weeks": it.trust_week if once else 0,
            "trusted_once": int(once),
            "affect": fixed(it.affect),
            "regard": fixed(self.regard),
            "info": fixed(it.info),
        }
