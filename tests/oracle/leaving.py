"""People of the oracle who leave: who takes their place knows what is in the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.reading import own_regard
from sim.engine import state as st
from tests.oracle.reader import Reader
from tests.oracle.things import Dyad

if TYPE_CHECKING:
    from tests.oracle.firm import OracleSeller


class Replaceable(Reader):
    """Somebody in whose place another may come; what was in writing stays with the organisation."""

    def leave_by_chance(self) -> None:
        """Leave an organisation for somebody new, by a chance that no scenario changes."""
        rate = self.model.p.delivery.turnover
        if self.organisation is None or rate <= 0.0:
            return
        if self.model.draw("calendar.leave", self.key, self.model.week) < rate:
            kept = [self._in_files(seller) for seller in self.model.sellers]
            for seller in self.model.sellers:
                self._inherit(seller, kept[seller.row])
            for seller in self.model.sellers:
                for known in self._pictures(seller):
                    self._read_files(known)
                self.weigh_up(seller)
            for follow in self.follows.values():
                follow.credibility = follow.tie = 0.0
            self.passing_on = None
            self.regard = own_regard(self.newer, self.model.p.attention)

    def _pictures(self, seller: OracleSeller) -> list[Dyad]:
        """What it holds of the seller's people, there or not."""
        found = [self.picture_of(q) for q in seller.employees]
        return [d for d in found if d is not None]

    def _in_files(self, seller: OracleSeller) -> float:
        """Share of its contacts with a seller's people that was in writing."""
        filed = contacts = 0.0
        for known in self._pictures(seller):
            filed += known.filed
            contacts += known.contacts
        return min(1.0, filed / contacts) if contacts > 0.0 else 0.0

    def _inherit(self, seller: OracleSeller, kept: float) -> None:
        """Hold of a seller what the predecessor did, as far as it was in writing."""
        it, p = self.of(seller), self.model.p.belief
        it.brand = seller.reputation + kept * (it.brand - seller.reputation)
        it.weight = p.prior_weight + kept * max(0.0, it.weight - p.prior_weight)
        it.trace *= kept
        it.info *= kept
        it.annoyance = it.affect = it.trigger = 0.0
        it.trigger_kind, it.blocked = st.QUIET, 0
        it.thread, it.turns, it.group = st.NO_THREAD, 0, st.NO_GROUP
        it.view_week = it.act_week = st.NEVER
        it.touch = it.touch_before = st.T_NONE
        it.touches, it.root = 0, -1
        if not self.aware_of(seller):
            it.aware_week = it.trust_week = st.NEVER

    def _read_files(self, known: Dyad) -> None:
        """Know of an employee what contacts in writing say."""
        prior = self.model.p.belief.prior_weight
        share = min(1.0, known.filed / known.contacts) if known.contacts > 0.0 else 0.0
        known.contacts *= share
        known.weight = prior + share * max(0.0, known.weight - prior)
        known.attempts = known.muted = 0
