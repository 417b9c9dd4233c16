"""Employees of sellers in the oracle: reps write to people, approach leads and meet centres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.agents.reading import LINKEDIN
from sim.agents.salesperson import answer_chance, meeting_chance, meeting_cost
from sim.engine import state as st
from tests.oracle.outreach import Prospector
from tests.oracle.things import Contact, Lead

if TYPE_CHECKING:
    from tests.oracle.account import OracleAccount
    from tests.oracle.centre import OracleCentre
    from tests.oracle.firm import OracleSeller
    from tests.oracle.person import OraclePerson


class OracleEmployee(Prospector):
    """Somebody who works for a seller; a rep among them has hours for outreach and for leads."""

    def __init__(self, model: Any, row: int, seller: OracleSeller, traits: dict[str, Any]) -> None:
        super().__init__(model, traits)
        self.row = row
        self.seller = seller
        self.skill: float = traits["skill"]
        self.selling_work: float = traits["selling_work"]
        self.name: str = traits["name"]
        self.present = True

    # -- selling ---------------------------------------------------------------------------------
    def work_leads(self) -> list[Contact]:
        """Spend the week's selling hours, nearest to buying first."""
        seller, p = self.seller, self.model.p.selling
        share = seller.plan.sell_hours * seller.hands() / len(seller.reps)
        if share <= 0.0 or not self.present:
            self.selling_work = 0.0
            return []
        self.selling_work += share
        mine = [
            (place, lead)
            for place, lead in enumerate(self.model.leads)
            if lead.rep is self and lead.open and lead.accepted != st.NEVER
        ]
        contacts = []
        for _, lead in sorted(mine, key=self._urgency):
            contacts += self._meet(lead) if lead.two_way else self._approach(lead)
        idle = max(0.0, self.selling_work - p.meeting_hours - p.travel_hours)
        self.selling_work -= idle  # a meeting may be in preparation, which is paid for now
        seller.hours += max(0.0, share - idle)
        return contacts

    def _urgency(self, entry: tuple[int, Lead]) -> float:
        """Place of a lead in the day: talks, then who has just shown interest, then score or age."""
        place, lead = entry
        order = lead.score if self.seller.plan.scoring == 1.0 else -1e-9 * place
        order += 50.0 * self._timely(lead)
        return -(order + (100.0 if lead.two_way else 0.0))

    def _timely(self, lead: Lead) -> float:
        """1 where the firm watches for interest and the lead has just shown some."""
        late = lead.person.of(self.seller).act_week >= self.model.week - 1
        return 1.0 if self.seller.plan.triggers and late else 0.0

    def _approach(self, lead: Lead) -> list[Contact]:
        """Call somebody for the first time, or again after three weeks."""
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
                lead.fit_at_contact = self.seller.fit_with(centre)
        chance = answer_chance(it.info, self._timely(lead), it.annoyance, p)
        if it.blocked or model.draw("sell.answer", self.key, person.key, lead.week, week) >= chance:
            return []
        lead.two_way = 1
        person.shows(self.seller, st.T_REPLY)
        return [Contact(person, self, "call")]

    def _meet(self, lead: Lead) -> list[Contact]:
        """Ask for a meeting on an open need; where there has been one, clear up what is left."""
        model, p, person = self.model, self.model.p.selling, lead.person
        seller, it, at = self.seller, person.of(self.seller), self._talk(lead)
        online = 1.0 if model.draw("sell.online", *at) < seller.plan.online else 0.0
        cost = meeting_cost(online, it.info, p)
        centre = self._need_of(person)
        if self.selling_work < cost or it.blocked:
            return []
        if centre is None or centre.met[seller.row] == model.week:
            return []
        agrees = meeting_chance(1.0, person.trust_in(seller), p)
        if model.draw("sell.meet", *at) < agrees:
            self.selling_work -= cost
            return self._hold_meeting(lead, centre, online)
        if lead.met == st.NEVER or self.selling_work < p.objection_hours:
            return []
        self.selling_work -= p.objection_hours
        seller.count("objection_calls", of=person)
        return [Contact(person, self, "call")]

    def _talk(self, lead: Lead) -> tuple[int, int, int, int]:
        return self.key, lead.person.key, lead.week, self.model.week

    def _hold_meeting(self, lead: Lead, centre: OracleCentre, online: float) -> list[Contact]:
        """Meet the lead and those of the centre who join."""
        model, person, seller = self.model, lead.person, self.seller
        person.shows(seller, st.T_MEETING)
        seller.count("meetings", of=person)
        seller.count("meetings_online", int(online), of=person)
        if lead.met == st.NEVER:
            lead.met = model.week
        centre.receive(seller, person)
        others = [m for m in centre.members if m is not person]
        others.sort(
            key=lambda m: model.draw("sell.joins", centre.key, m.key, seller.key, model.week),
            reverse=True,
        )
        there = [person, *others[: int(model.p.selling.meeting_room)]]
        return [Contact(m, self, "meeting", online) for m in there]

    def _need_of(self, person: OraclePerson) -> OracleCentre | None:
        firm = person.organisation
        return None if firm is None else firm.open_need(self.seller)

    # -- discussions -----------------------------------------------------------------------------
    def join_discussions(self, account: OracleAccount) -> list[Contact]:
        """Take part in discussions of others: whoever reads there and speaks up is met."""
        model, seller, hours = self.model, self.seller, account.task.joining
        if hours <= 0.0 or not self.present:
            return []
        seller.hours += hours
        account.join_work += hours * seller.plan.gate
        met, number = [], 0
        while account.join_work >= model.p.production.join_hours:
            account.join_work -= model.p.production.join_hours
            person = self._comes_upon(number)
            if person is not None:
                seller.count("joined", of=person)
                met.append(Contact(person, self, "discussion"))
            number += 1
        return met

    def _comes_upon(self, number: int) -> OraclePerson | None:
        """Somebody in target who speaks up in the next discussion; none where nobody does."""
        model, among = self.model, self.seller.targeted
        if not among:
            return None
        at = (self.key, model.week, number)
        person = among[model.pick("sell.discussion", len(among), *at)]
        speaks = person.regard * (1.0 - person.privacy)
        u = model.draw("sell.speaks", self.key, person.key, model.week, number)
        there = LINKEDIN in person.channels and not person.of(self.seller).blocked
        return person if there and u < speaks else None
