"""How a person of the oracle talks in private and looks for suppliers itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.member import (
    ask_chance,
    enquiry_chance,
    found_chance,
    review_evidence,
    tell_chance,
    tell_valence,
)
from sim.engine import state as st
from sim.network.layers import COLLEAGUE, PROFESSIONAL
from tests.oracle.dealings import Dealing
from tests.oracle.things import Identified, Tell, Tie

if TYPE_CHECKING:
    from tests.oracle.firm import OracleSeller


class OraclePerson(Dealing):
    """A member of a buying organisation, or somebody outside any."""

    def searches_for(self, seller: OracleSeller) -> bool:
        """Whether a centre that it belongs to searches for what the seller serves."""
        return bool(self.searching & seller.serves)

    # -- talk ------------------------------------------------------------------------------------
    def gather_tells(self) -> list[Tell]:
        """What it is told by its contacts, in the order of their identity."""
        found = []
        for tie in self.ties:
            for seller in self.model.sellers:
                tell = self._tell_from(tie, seller)
                if tell is not None:
                    found.append(tell)
        return found

    def _tell_from(self, tie: Tie, seller: OracleSeller) -> Tell | None:
        model, p, other = self.model, self.model.p.talk, tie.other
        it = other.of(seller)
        if tie.layer == COLLEAGUE:
            weight = p.colleague_weight * tie.weight
        elif tie.layer == PROFESSIONAL:
            weight = p.professional_weight * tie.weight
        else:
            weight = p.supply_weight * tie.weight
        informed = other.aware_of(seller)
        trust = other.trust_in(seller)
        told = asked = False
        reasons = []
        if it.trigger_kind != st.QUIET:
            reasons.append(it.trigger)
        if informed and other.searches_for(seller):
            reasons.append(p.purchase_trigger)
        if informed and p.idle_trigger > 0.0:
            reasons.append(p.idle_trigger)
        if reasons:
            chance = tell_chance(max(reasons), weight, tell_valence(trust, p), p)
            u = model.draw("talk.tell", other.key, self.key, seller.key, model.week)
            told = u < chance
        if informed and self.searches_for(seller):
            u = model.draw("talk.ask", self.key, other.key, seller.key, model.week)
            asked = u < ask_chance(weight, p)
        if not told and not asked:
            return None
        if it.trigger_kind == st.OWN or it.root < 0:
            root, root_week, depth, begins = other.row, model.week, 1, True
        else:
            root, root_week, depth, begins = it.root, it.root_week, it.depth + 1, False
        return Tell(
            self, other, seller, not told, root, root_week, depth, begins, it.dark, trust, weight
        )

    def fall_silent(self) -> None:
        """What was to be told has been told or is stale."""
        for it in self.opinions:
            it.trigger, it.trigger_kind = 0.0, st.QUIET

    def hear(self, tell: Tell) -> None:
        """Change by what was told; news and what moved it, it may pass on."""
        p, seller = self.model.p, tell.seller
        seller.count("tells", of=self)
        seller.count("asked_tells", int(tell.asked), of=self)
        gain = p.belief.tell_gain * min(1.0, tell.tie)
        tell.first = self.remember(seller, gain, st.WOM, tell.dark)
        self.learn(seller, p.belief.info_talk)
        moved = self.judge(seller, tell.trust, p.belief.hearsay_weight * tell.tie, st.WOM)
        if tell.first or abs(moved) >= p.talk.moved_bar:
            self.has_news(seller, p.talk.retell, st.HEARD)
            it = self.of(seller)
            it.root, it.root_week, it.depth = tell.root, tell.root_week, tell.depth

    def speaks_well(self, tell: Tell) -> None:
        """Its organisation is on record where it told somebody elsewhere of something good."""
        mine, theirs = self.organisation, tell.hearer.organisation
        if mine is not None and theirs is not mine and tell.trust > self.model.p.talk.neutral:
            mine.told[tell.seller.row] = self.model.week

    def begin_cascade(self, seller: OracleSeller) -> None:
        """It told something of its own: others' tells lead back to it."""
        it = self.of(seller)
        it.root, it.root_week, it.depth = self.row, self.model.week, 0
        seller.count("cascades", of=self)

    # -- scouting --------------------------------------------------------------------------------
    def scout(self) -> list[Identified]:
        """Study pages of suppliers and turn to those that it knows and trusts."""
        model, p = self.model, self.model.p
        events, studied = [], []
        for seller in model.sellers:
            it = self.of(seller)
            if not self.searches_for(seller) or it.blocked:
                continue
            known, info, trust = self.aware_of(seller), it.info, self.trust_in(seller)
            posts = float(seller.counts["posts"])
            finds = found_chance(1.0 if known else 0.0, posts, self.technical, p.scouting)
            if model.draw("scout.find", self.key, seller.key, model.week) < finds:
                studied.append(seller)
                self._study(seller)
                if self._tries(seller):
                    events.append(Identified(self, seller, st.INBOUND, st.T_TRIAL))
            turns = enquiry_chance(info, trust, self.bar, p.scouting)
            if known and model.draw("scout.enquire", self.key, seller.key, model.week) < turns:
                self.shows(seller, st.T_ENQUIRY)
                events.append(Identified(self, seller, st.INBOUND, st.T_ENQUIRY))
        for seller in studied:
            self._compare(seller)
        return events

    def _study(self, seller: OracleSeller) -> None:
        """Read a supplier's page, and what others publicly say of it."""
        p = self.model.p.belief
        self.remember(seller, p.scout_gain, st.SCOUTING, 1)
        self.learn(seller, p.info_scout)
        self.judge(seller, seller.pages[0].expertise, p.page_weight, st.SCOUTING)
        self._read_reviews(seller)

    def _read_reviews(self, seller: OracleSeller) -> None:
        n = seller.ratings
        if n > 0:
            weight = review_evidence(float(n), self.model.p.scouting)
            self.judge(seller, seller.rating_sum / n, weight, st.SCOUTING)

    def _compare(self, seller: OracleSeller) -> None:
        """Who studies a page may be shown another supplier of what it searches for."""
        model, at = self.model, (self.key, seller.key)
        if model.draw("scout.compare", *at, model.week) >= model.p.scouting.compare_share:
            return
        others = [
            other
            for other in model.sellers
            if other is not seller
            and self.searches_for(other)
            and not self.of(other).blocked
            and other.counts["posts"] > 0
        ]
        if others:
            best = max(others, key=lambda o: model.draw("scout.other", *at, o.key, model.week))
            self.remember(best, model.p.belief.scout_gain, st.SCOUTING, 1)
            self._read_reviews(best)

    def _tries(self, seller: OracleSeller) -> bool:
        """Start a free trial, where there is one and as far as it can be had online."""
        model, p = self.model, self.model.p
        if seller.plan.trial == 0.0:
            return False
        starts = p.scouting.trial_rate * seller.plan.digital
        if model.draw("scout.trial", self.key, seller.key, model.week) >= starts:
            return False
        seller.count("trials", of=self)
        self.learn(seller, p.belief.info_meeting)
        self.shows(seller, st.T_TRIAL)
        return True
