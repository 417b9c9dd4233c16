"""What a person of the oracle makes of messages, and how it goes on with a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.member import (
    channel_logit,
    message_annoyance,
    need_met,
    next_turn_chance,
    reply_probability,
)
from sim.agents.salesperson import contact_evidence
from sim.engine import state as st
from tests.oracle.clubs import Clubbable
from tests.oracle.things import Message

if TYPE_CHECKING:
    from tests.oracle.employee import OracleEmployee
    from tests.oracle.firm import OracleSeller


class Correspondent(Clubbable):
    """Somebody whom messages change, and who may answer."""

    def take_turn(self, seller: OracleSeller) -> None:
        """After an answer write again, or let the thread rest; without one wait, or give up."""
        it = self.of(seller)
        if it.thread == st.AWAITING:
            u = self.model.draw("react.wait", self.key, seller.key, self.model.week)
            if u >= self.model.p.engagement.thread_patience:
                it.thread, it.turns = st.NO_THREAD, 0
        if it.thread != st.ANSWERED:
            return
        chance = next_turn_chance(float(it.turns), self.model.p.engagement)
        if self.model.draw("react.turn", self.key, seller.key, self.model.week) < chance:
            it.thread = st.AWAITING
            seller.count("private_replies", of=self)
            self.shows(seller, st.T_REPLY)
        else:
            it.thread, it.turns = st.NO_THREAD, 0

    def views(self, seller: OracleSeller) -> None:
        """Read something of a seller."""
        it = self.of(seller)
        seller.count("views", of=self)
        it.view_week = self.model.week
        if self.model.measured and not it.reached:
            it.reached = 1
            seller.count("reach", int(seller.targets(self)), of=self)

    def read_message(self, message: Message) -> bool:
        """A message noticed; true where it is answered."""
        model, p, sender = self.model, self.model.p, message.sender
        seller, it = sender.seller, self.of(sender.seller)
        seller.count("notices", of=self)
        seller.count("named_views", of=self)
        self.views(seller)
        fits = self.organisation is not None and bool(self.organisation.buys & seller.serves)
        answers = False
        if fits and not self.new_picture_of(sender).muted:
            u = model.draw("react.reply", self.key, sender.key, model.week)
            answers = u < self._reply_chance(message)
        if not answers:
            tiring = float(message.attempts) * (1.0 - p.rival.persistence_pays)
            anger = message_annoyance(
                message.personal, 1.0 if fits else 0.0, tiring, float(message.colleagues),
                self.patience, p.contact,
            )  # fmt: skip
            it.annoyance = min(1.0, it.annoyance + anger)
        if not fits:
            self.new_picture_of(sender).muted = 1
        self.remember(seller, p.belief.message_gain, st.MESSAGE, 0)
        self.judge(seller, message.personal, p.belief.message_weight, st.MESSAGE)
        self.has_news(seller, p.talk.message_trigger, st.OWN)
        if answers:
            seller.count("replies", of=self)
            self.shows(seller, st.T_REPLY)
            u = model.draw("react.shown", self.key, sender.key, model.week)
            shown = contact_evidence(sender.skill, u)
            self.deal_with(sender, shown, p.belief.call_weight, 1.0, st.MESSAGE)
            self.new_picture_of(sender).filed += 1.0  # what began well goes on in writing
        if it.annoyance > self.block_limit and not it.blocked:
            it.blocked = 1
            seller.count("blocked", of=self)
        return answers

    def _reply_chance(self, message: Message) -> float:
        """Chance that it answers a message on something that its organisation buys."""
        p, sender = self.model.p, message.sender
        seller, it = sender.seller, self.of(sender.seller)
        centre = self.organisation.open_need(seller) if self.organisation else None
        way = channel_logit(
            1.0 if message.channel == st.SOCIAL else 0.0, 1.0 if message.called else 0.0,
            self.newer, self.arrived, p.contact,
        )  # fmt: skip
        # A rival theory: repeats are hard to ignore.
        way += p.rival.persistence_pays * p.rival.persistence_logit * float(message.attempts)
        return float(
            reply_probability(
                message.personal,
                0.0 if centre is None else need_met(centre.specificity, p.contact),
                1.0 if self.aware_of(seller) else 0.0,
                message.intro,
                self._opens_to(sender),
                it.annoyance,
                way,
                p.contact,
            )
        )

    def _opens_to(self, sender: OracleEmployee) -> float:
        """Trust in the firm or, by a rival theory, in its sender as somebody who posts."""
        if self.model.p.rival.door_person == 0.0:
            return self.of(sender.seller).brand
        posts = (f.credibility for a, f in self.follows.items() if a.employee is sender)
        return next(posts, 0.0)
