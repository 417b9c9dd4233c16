"""How a rep of the oracle writes to people: follow-ups, interest that was shown, first contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from sim.agents.buying_centre import BUYER, DECIDER
from sim.agents.salesperson import aim_chance, message_cost, personalisation
from sim.engine import state as st
from tests.oracle.things import Message

if TYPE_CHECKING:
    from tests.oracle.centre import Organisation
    from tests.oracle.firm import OracleSeller
    from tests.oracle.person import OraclePerson


def interested(seller: OracleSeller) -> list[OraclePerson]:
    """People in target who showed interest of late and did not block the seller, as they queue."""
    model = seller.model
    latest = model.week - model.p.contact.interest_weeks

    def waits(m: OraclePerson) -> bool:
        it = m.of(seller)
        return seller.targets(m) and not it.blocked and it.act_week >= latest

    def place(m: OraclePerson) -> tuple[float, int]:
        return model.draw("prospect.interested", m.key, seller.key, model.week), m.key

    return sorted(filter(waits, model.people), key=place)


class Prospector(mesa.Agent):
    """Somebody who writes to people, within hours for it."""

    seller: OracleSeller
    present: bool

    def __init__(self, model: Any, traits: dict[str, Any]) -> None:
        super().__init__(model)
        self.key: int = traits["key"]
        self.efficacy: float = traits["efficacy"]
        self.contact_work: float = traits["contact_work"]

    @property
    def study(self) -> float:
        """How far its messages show study of person and firm."""
        plan, p = self.seller.plan, self.model.p.contact
        return float(
            personalisation(plan.research_hours, plan.local, plan.guidance, self.efficacy, p)
        )

    def _hours_of(self, personal: float, channel: int = st.EMAIL) -> float:
        """Hours that writing takes, or calling."""
        called = 1.0 if channel == st.PHONE else 0.0
        return float(message_cost(personal, called, self.model.p.production))

    def _channel_to(self, person: OraclePerson) -> int:
        """How it gets in touch with somebody for the first time, by the firm's mix."""
        plan = self.seller.plan
        u = self.model.draw("prospect.channel", self.key, person.key, self.model.week)
        if u < plan.social:
            return st.SOCIAL
        return st.PHONE if u < plan.social + plan.phone else st.EMAIL

    def _sends(self, message: Message) -> Message:
        """Count a message."""
        seller, person = self.seller, message.person
        seller.count("messages", of=person)
        seller.count("first_contacts", int(message.first), of=person)
        seller.count(f"contacts_{st.PRIVATE[message.channel]}", of=person)
        return message

    # -- once more -------------------------------------------------------------------------------
    def follow_up(self) -> list[Message]:
        """Email those who left messages unanswered for two weeks or more."""
        plan, week = self.seller.plan, self.model.week
        if plan.outreach_hours <= 0.0 or not self.present:
            return []
        sent = []
        for person in self.model.people:
            d = person.picture_of(self)
            if d is None or d.contacts > 0.0 or not 1 <= d.attempts <= plan.follow_ups:
                continue
            if week - d.last_week >= 2:
                self.contact_work -= self._hours_of(self.study)
                again = Message(person, self, self.study, 0.0, d.attempts, False, st.EMAIL)
                sent.append(self._sends(again))
        return sent

    # -- for the first time ----------------------------------------------------------------------
    def first_contacts(self, queue: list[OraclePerson]) -> list[Message]:
        """Write to who showed interest, then research accounts and write to people there.

        queue : who showed interest in the seller, in order
        """
        seller, p = self.seller, self.model.p.production
        plan, team = seller.plan, len(seller.reps)
        hours, bought = plan.outreach_hours / team, plan.bought_hours / team
        if not seller.accounts_in_view or hours <= 0.0 or not self.present:
            return []
        self.contact_work += hours
        sent = self._answer_interest(queue, hours * plan.interest)
        cost = plan.research_hours + self._hours_of(self.study)
        for attempt in range(8 + 6 * int(max(0.0, self.contact_work) / cost)):
            if self.contact_work < cost:
                break
            sent += self._look_into_one(attempt, sent)
        idle = max(0.0, self.contact_work - cost)
        self.contact_work -= idle
        spent = max(0.0, hours - idle)
        seller.hours += spent - min(bought, spent)
        seller.money += min(bought, spent) * p.wage
        return sent

    def _answer_interest(self, queue: list[OraclePerson], hours: float) -> list[Message]:
        """First contacts with people of its accounts who showed interest, as long as hours last."""
        seller, sent = self.seller, []
        personal = min(1.0, self.study + self.model.p.contact.interest_personal)
        left = min(hours, self.contact_work)
        for person in queue:
            if left < self._hours_of(personal):
                break
            known = person.picture_of(self) is not None or person.buys_from(seller)
            if known or seller.owner_of(person) is not self:
                continue
            channel = self._channel_to(person)
            cost = self._hours_of(personal, channel)
            left -= cost
            self.contact_work -= cost
            seller.count("interest_contacts", of=person)
            sent.append(self._sends(Message(person, self, personal, 0.0, 0, True, channel)))
        return sent

    def _look_into_one(self, attempt: int, sent: list[Message]) -> list[Message]:
        """Look into one account; a message to somebody there, or none."""
        model, seller, p = self.model, self.seller, self.model.p.production
        plan, week = seller.plan, model.week
        firm = self._account(attempt)
        if firm is None or firm.buys_from(seller):
            return []
        rest = seller.approached.get(firm.row, st.NEVER) + p.research_rest
        if plan.owner_rule == 1.0 and rest > week:
            return []
        person = self._choose(firm)
        if person is None or any(m.person is person for m in sent):
            return []
        seller.approached[firm.row] = week
        channel, personal = self._channel_to(person), self.study
        self.contact_work -= plan.research_hours + self._hours_of(personal, channel)
        warm = plan.research_hours > 0.0 and plan.warm == 1.0 and self._introduced(person)
        d = person.picture_of(self)
        before = 0 if d is None else d.attempts
        intro = 1.0 if warm else 0.0
        return [self._sends(Message(person, self, personal, intro, before, True, channel))]

    def _account(self, attempt: int) -> Organisation | None:
        """The account that it looks at: one that buys what it sells, as far as it knows."""
        model, seller = self.model, self.seller
        plan, at = seller.plan, (self.key, model.week, attempt)
        aimed = aim_chance(plan.research_hours, plan.local, model.p.production)
        knows = model.draw("prospect.aim", *at) < aimed
        field: list[Organisation] = seller.accounts_in_view if knows else model.organisations
        if plan.owner_rule == 1.0:
            field = field[seller.reps.index(self) :: len(seller.reps)]  # type: ignore[arg-type]
        return field[model.pick("prospect.account", len(field), *at)] if field else None

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
