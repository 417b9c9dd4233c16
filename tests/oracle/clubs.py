"""What groups that sellers run do to a person of the oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import state as st
from tests.oracle.attention import Attentive

if TYPE_CHECKING:
    from tests.oracle.firm import OracleSeller


class Clubbable(Attentive):
    """Somebody who may join sellers' groups, ask there, and fall silent."""

    def begin_thread(self, seller: OracleSeller, in_public: int) -> None:
        """Wait for an answer, unless it waits or talks already."""
        it = self.of(seller)
        if it.thread == st.NO_THREAD:
            it.thread, it.turns, it.open_thread = st.AWAITING, 0, in_public

    def visit_group(self, seller: OracleSeller) -> None:
        """Join a seller's group, or spend the week in it."""
        hours, p = seller.plan.group_hours, self.model.p.club
        if hours <= 0.0:
            return
        members_k = self.model.world.n_members / 1000.0
        care = min(1.0, hours * seller.plan.gate / (p.run_hours * members_k))
        it = self.of(seller)
        if it.group == st.NO_GROUP:
            if self._may_join(seller) and self._happens("join", seller, p.join_rate * care):
                it.group = st.ACTIVE
        elif it.blocked:
            it.group = st.SILENT
        elif it.group == st.ACTIVE:
            self._spend_week(seller, care)

    def _happens(self, what: str, seller: OracleSeller, chance: float) -> bool:
        u = self.model.draw(f"react.{what}", self.key, seller.key, self.model.week)
        return bool(u < chance)

    def _may_join(self, seller: OracleSeller) -> bool:
        """Whether it is of the generation, the trade and the mind for it."""
        lets_in = self.newer != 0.0 and not self.of(seller).blocked
        return lets_in and seller.targets(self) and self.aware_of(seller)

    def _spend_week(self, seller: OracleSeller, care: float) -> None:
        p, it = self.model.p, self.of(seller)
        seller.count("group_active", of=self)
        it.view_week = self.model.week
        self.learn(seller, p.club.information * care)
        self.judge(seller, seller.pages[0].expertise, p.club.weight * care, st.FEED)
        if self._happens("ask", seller, p.club.question_rate * care):
            seller.count("questions", of=self)
            seller.count("private_replies", of=self)
            self.shows(seller, st.T_QUESTION)
            self.begin_thread(seller, 0)
        selling = sum(other.plan.sell_hours != 0.0 for other in self.model.sellers)
        others = max(0.0, float(selling) - 1.0)
        tires = p.club.tiring * (1.0 + p.club.crowding * seller.plan.open_group * others)
        if self._happens("tire", seller, tires * (1.0 - p.rival.groups_last)):
            it.group = st.SILENT
