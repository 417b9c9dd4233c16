"""Employees of sellers in the oracle: reps write to people, approach leads and meet centres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from sim.agents.buying_centre import BUYER, DECIDER, offer_fit
from sim.agents.salesperson import (
    aim_chance,
    answer_chance,
    meeting_chance,
    message_cost,
    personalisation,
)
from sim.engine import state as st
from tests.oracle.things import Contact, Lead, Message

if TYPE_CHECKING:
    from tests.oracle.centre import Organisation
    from tests.oracle.firm import OracleSeller
    from tests.oracle.person import OraclePerson


class OracleEmployee(mesa.Agent):
    """Somebody who works for a seller; a rep among them has hours for outreach and for leads."""

    def __init__(self, model: Any, row: int, seller: OracleSeller, traits: dict[str, Any]) -> None:
        super().__init__(model)
        self.row = row
        self.seller = seller
        self.key: int = traits["key"]
        self.skill: float = traits["skill"]
        self.contact_work: float = traits["contact_work"]
        self.selling_work: float = traits["selling_work"]
        self.name: str = traits["name"]
        self.present = True

    # -- outreach --------------------------------------------------------------------------------
    def follow_up(self) -> list[Message]:
        """Write again to those who left messages unanswered for two weeks or more."""
        plan, week = self.seller.plan, self.model.week
        if plan.outreach_hours <= 0.0 or not self.present:
            return []
        personal = personalisation(plan.research_hours)
        sent = []
        for person in self.model.people:
            d = person.picture_of(self)
            if d is None or d.contacts > 0.0 or not 1 <= d.attempts <= plan.follow_ups:
                continue
            if week - d.last_week >= 2:
                self.contact_work -= message_cost(personal, self.model.p.production)
                self.seller.count("messages")
                sent.append(Message(person, self, personal, 0.0, d.attempts, False))
        return sent

    def first_contacts(self) -> list[Message]:
        """Research accounts and write to people there for the first time."""
        model, seller, p = self.model, self.seller, self.model.p.production
        plan, team = seller.plan, seller.reps
        mine, n = team.index(self), len(team)
        hours, bought = plan.outreach_hours / n, plan.bought_hours / n
        owns = plan.owner_rule == 1.0
        if not seller.accounts_in_view or hours <= 0.0 or not self.present:
            return []
        self.contact_work += hours
        aimed = aim_chance(plan.research_hours, p)
        everyone = model.organisations
        personal = personalisation(plan.research_hours)
        cost = plan.research_hours + message_cost(personal, p)
        sent: list[Message] = []
        for attempt in range(8 + 6 * int(max(0.0, self.contact_work) / cost)):
            if self.contact_work < cost:
                break
            knows = model.draw("prospect.aim", self.key, model.week, attempt) < aimed
            field = seller.accounts_in_view if knows else everyone
            field = field[mine::n] if owns else field
            if not field:
                continue
            at = model.pick("prospect.account", len(field), self.key, model.week, attempt)
            firm = field[at]
            rest = seller.approached.get(firm.row, st.NEVER) + p.research_rest
            if firm.buys_from(seller) or (owns and rest > model.week):
                continue
            person = self._choose(firm)
            if person is None or any(m.person is person for m in sent):
                continue
            seller.approached[firm.row] = model.week
            self.contact_work -= cost
            warm = plan.research_hours > 0.0 and plan.warm == 1.0 and self._introduced(person)
            seller.count("messages")
            seller.count("first_contacts")
            d = person.picture_of(self)
            before = 0 if d is None else d.attempts
            sent.append(Message(person, self, personal, 1.0 if warm else 0.0, before, True))
        idle = max(0.0, self.contact_work - cost)
        self.contact_work -= idle
        spent = max(0.0, hours - idle)
        seller.hours += spent - min(bought, spent)
        seller.money += min(bought, spent) * p.wage
        return sent

    def _choose(self, firm: Organisation) -> OraclePerson | None:
        """Whom to write to: with research a decider or buyer before others."""
        fresh = [m for m in firm.people if self._may_write(m)]
        studied = self.seller.plan.research_hours > 0.0

        def place(m: OraclePerson) -> float:
            u = self.model.draw("prospect.person", self.key, m.key, self.model.week)
            return u + 1.0 if studied and m.role in (DECIDER, BUYER) else u

        return max(fresh, key=place, default=None)

    def _may_write(self, person: OraclePerson) -> bool:
        """Whether the person is new, or has long been silent and is not being followed up."""
        d = person.picture_of(self)
        if d is None:
            return True
        rested = d.last_week + self.model.p.production.person_rest <= self.model.week
        pursued = 1 <= d.attempts <= self.seller.plan.follow_ups
        return d.contacts <= 0.0 and rested and not pursued

    def _introduced(self, person: OraclePerson) -> bool:
        """Whether somebody whom the person knows vouches for the seller's people."""
        model, p = self.model, self.model.p
        for tie in person.ties:
            it = tie.other.of(self.seller)
            if it.contacts > 0.0 and it.personal > p.talk.neutral:
                at = (self.key, person.key, tie.other.key, model.week)
                u = model.draw("prospect.intro", *at)
                if u < p.contact.intro_rate:
                    return True
        return False

    # -- selling ---------------------------------------------------------------------------------
    def work_leads(self) -> list[Contact]:
        """Spend the week's selling hours, nearest to buying first."""
        seller = self.seller
        share = seller.plan.sell_hours / len(seller.reps)
        if share <= 0.0 or not self.present:
            self.selling_work = 0.0
            return []
        ready = min(self.selling_work, self.model.p.selling.meeting_hours)
        self.selling_work = ready + share
        before = self.selling_work
        mine = [
            (place, lead)
            for place, lead in enumerate(self.model.leads)
            if lead.rep is self and lead.open and lead.accepted != st.NEVER
        ]
        scored = seller.plan.scoring == 1.0

        def urgency(entry: tuple[int, Lead]) -> float:
            place, lead = entry
            order = lead.score if scored else -1e-9 * place
            return -(order + (100.0 if lead.two_way else 0.0))

        contacts = []
        for _, lead in sorted(mine, key=urgency):
            contacts += self._meet(lead) if lead.two_way else self._approach(lead)
        seller.hours += before - self.selling_work
        return contacts

    def _approach(self, lead: Lead) -> list[Contact]:
        model, p, person = self.model, self.model.p.selling, lead.person
        it, week = person.of(self.seller), model.week
        if lead.contacted != st.NEVER and week - lead.contacted < 3:
            return []
        if self.selling_work < p.approach_hours:
            return []
        self.selling_work -= p.approach_hours
        if lead.contacted == st.NEVER:
            lead.contacted = week
            centre = self._need_of(person)
            lead.need_at_contact = int(centre is not None)
            if centre is not None:
                strength = self.seller.strength[centre.topic]
                lead.fit_at_contact = offer_fit(strength, self.seller.plan.fit)
        inbound = 0.0 if lead.origin == st.OUTBOUND else 1.0
        chance = answer_chance(inbound, it.annoyance, p)
        if it.blocked or model.draw("sell.answer", self.key, person.key, lead.week, week) >= chance:
            return []
        lead.two_way = 1
        person.shows(self.seller, st.T_REPLY)
        return [Contact(person, self, False)]

    def _meet(self, lead: Lead) -> list[Contact]:
        model, p, person = self.model, self.model.p.selling, lead.person
        seller, week = self.seller, model.week
        centre = self._need_of(person)
        if self.selling_work < p.meeting_hours or person.of(seller).blocked:
            return []
        if centre is None or centre.met[seller.row] == week:
            return []
        chance = meeting_chance(1.0, person.trust_in(seller), p)
        if model.draw("sell.meet", self.key, person.key, lead.week, week) >= chance:
            return []
        self.selling_work -= p.meeting_hours
        person.shows(seller, st.T_MEETING)
        seller.count("meetings")
        if lead.met == st.NEVER:
            lead.met = week
        centre.receive(seller)
        others = [m for m in centre.members if m is not person]
        others.sort(
            key=lambda m: model.draw("sell.joins", centre.key, m.key, seller.key, week),
            reverse=True,
        )
        return [Contact(m, self, True) for m in [person, *others[: int(p.meeting_room)]]]

    def _need_of(self, person: OraclePerson) -> Any:
        return None if person.organisation is None else person.organisation.open_need(self.seller)
