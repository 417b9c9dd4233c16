"""What reading does to a person of the oracle, and what of it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.belief import actor_bond
from sim.agents.member import (
    act_chance,
    act_cost,
    criticism,
    form_chance,
    question_chance,
)
from sim.agents.reading import (
    PURPOSE,
    STORY,
    act_interest,
    affect_after,
    application_chance,
    channel_depth,
    channel_dialogue,
    own_regard,
    regard_after,
    sees_exchange,
    standing,
    story_doubt,
    tie_after,
)
from sim.agents.voice import bond_after
from sim.engine import state as st
from sim.network.layers import PAGE
from tests.oracle.mail import Correspondent
from tests.oracle.things import Identified, Item, Reading

if TYPE_CHECKING:
    from tests.oracle.firm import OracleEmployee, OracleSeller


class Reader(Correspondent):
    """Somebody whom messages and items change, and who may act on them."""

    def react(self) -> list[Identified]:
        """Go on with threads, read messages, items and assets; where it became identified."""
        events = []
        self.passing_on = None
        for seller in self.model.sellers:
            self.take_turn(seller)
        for message in self.noticed:
            if self.read_message(message):
                by = message.sender
                events.append(Identified(self, by.seller, st.OUTBOUND, st.T_REPLY, by))
        best: dict[OracleSeller, float] = {}
        for reading in self.readings:
            seller = reading.item.seller
            best[seller] = max(reading.relevance, best.get(seller, 0.0))
            self._read_item(reading)
        for seller in self.model.sellers:
            if seller not in best:
                continue
            self._look_on(seller)
            self._read_comments(seller)
            if self._leaves_name(seller, best[seller]):
                events.append(Identified(self, seller, st.INBOUND, st.T_FORM))
        for seller in self.model.sellers:
            self.visit_group(seller)
        self._think_of_platforms()
        return events

    def _think_of_platforms(self) -> None:
        """What the week's reading was worth makes time on social media seem well or ill spent."""
        p = self.model.p.attention
        generic = sum(m.personal < 0.5 for m in self.noticed)
        own, vain = own_regard(self.newer, p), float(self.in_vain + generic)
        self.regard = regard_after(self.regard, own, float(len(self.readings)), vain, p)

    def _look_on(self, seller: OracleSeller) -> None:
        """Whoever reads a firm may see how it answered others last week."""
        model, p = self.model, self.model.p
        if seller.public_answers <= 0.0:
            return
        sees = sees_exchange(seller.public_answers, p.engagement.onlook)
        if model.draw("react.onlook", self.key, seller.key, model.week) < sees:
            seller.count("onlookers", of=self)
            page = seller.pages[0].expertise
            self.judge(seller, page, p.belief.onlooker_weight, st.FEED)

    def _read_comments(self, seller: OracleSeller) -> None:
        """Others' comments of last week count for more than what the firm says, for it or against."""
        model, p = self.model, self.model.p
        if seller.comments <= 0.0:
            return
        sees = sees_exchange(seller.comments, p.engagement.comments_read)
        if model.draw("react.comments", self.key, seller.key, model.week) < sees:
            weight = p.belief.content_weight * (1.0 + p.belief.peer_gain)
            self.judge(seller, 1.0 - seller.critical, weight, st.FEED)
            self.learn(seller, p.belief.info_talk)

    def _read_item(self, reading: Reading) -> None:
        """An item changes its reader, who may act on it, and may want to work for the firm."""
        model, item = self.model, reading.item
        self.views(item.seller)
        self._take_in(reading)
        self._feel(reading)
        self._note_author(reading)
        self._spread(reading)
        item.seller.sees(item, "views")
        item.seller.count("shown_views", int(reading.way == "shown"), of=self)
        self._act(reading)
        if self.organisation is None:
            wish = application_chance(self.of(item.seller).affect, model.p.message)
            if model.draw("react.apply", self.key, item.key, model.week) < wish:
                item.seller.count("applications", of=self)

    def _take_in(self, reading: Reading) -> None:
        """Memory, knowledge of the offer and trust in the firm."""
        item, relevance, p = reading.item, reading.relevance, self.model.p
        seller, passed = item.seller, reading.way == "passed"
        credited = item.quality * (1.0 - item.suspicion)
        self.remember(seller, p.belief.read_gain * relevance, st.FEED, 0 if passed else 1)
        if item.kind not in (STORY, PURPOSE):
            told = 1.0 - p.message.emotion_info_loss * item.emotional
            told = p.belief.info_gain * (relevance * credited) * told
            self.learn(seller, min(1.0, told * channel_depth(item.channel, p.channel)))
        if item.kind != PURPOSE:
            base = p.belief.story_weight if item.kind == STORY else p.belief.content_weight
            follow = self.follows.get(item.account)
            known, close = (follow.credibility, follow.tie) if follow else (0.0, 0.0)
            known = max(known, self._dealings_with(item.account.employee))
            weight = base * relevance * item.weight
            weight *= 1.0 + p.belief.peer_gain if passed else 1.0
            self.judge(seller, credited, weight * standing(known, close, p.belief), st.FEED)
        if p.rival.trust_from_presence == 1.0:  # a rival theory: being there is enough
            self.judge(seller, 1.0, p.rival.presence_weight, st.FEED)
        unfit = p.belief.irrelevance_weight * item.salesy * (1.0 - relevance)
        self.judge(seller, 0.0, unfit, st.FEED)
        if item.kind == STORY:
            direct = 1.0 if self.buys_direct_from(seller) else 0.0
            rival = 1.0 if self.about_a_rival(item) else 0.0
            doubt = story_doubt(self.privacy, direct, rival, p.message)
            self.judge(seller, 0.0, doubt, st.FEED)

    def _dealings_with(self, author: OracleEmployee | None) -> float:
        """What it knows of an employee from having dealt with it."""
        d = self.picture_of(author) if author is not None and author.present else None
        return actor_bond(d.level, d.contacts, self.model.p.belief.contacts_half) if d else 0.0

    def _feel(self, reading: Reading) -> None:
        """Feeling for the firm, and what ties the reader to whom it follows."""
        item, relevance, p = reading.item, reading.relevance, self.model.p
        it, follow = self.of(item.seller), self.follows.get(item.account)
        moving = item.kind == PURPOSE or item.emotional
        close = follow.tie if follow else 0.0
        felt = relevance if moving else 0.0
        it.affect = affect_after(it.affect, felt, item.suspicion, close, p.message)
        if follow:
            use = relevance * (item.quality * (1.0 - item.suspicion))
            follow.credibility = bond_after(follow.credibility, use, p.belief)
            if not item.account.page:  # a tie is with somebody
                follow.tie = tie_after(close, p.belief)

    def _note_author(self, reading: Reading) -> None:
        """A post shows something of an employee whom the reader has met and who is still there."""
        item, author = reading.item, reading.item.account.employee
        if author is None or not author.present:
            return
        picture = self.picture_of(author)
        if picture is not None and picture.contacts > 0.0:
            weight = self.model.p.belief.post_person_weight * reading.relevance
            self.deal_with(author, item.quality * (1.0 - item.suspicion), weight, 0.0, st.FEED)

    def _spread(self, reading: Reading) -> None:
        """Something to tell: what was useful, and that a supplier spoke of one's own firm."""
        item, p = reading.item, self.model.p.talk
        use = reading.relevance * (item.quality * (1.0 - item.suspicion))
        self.has_news(item.seller, p.read_trigger * use, st.OWN)
        if item.featured is not None and item.featured is self.organisation:
            self.has_news(item.seller, p.story_trigger, st.OWN)

    def _act(self, reading: Reading) -> None:
        """Like, share, comment or ask in private: separate decisions on one item."""
        item, firm, passed = reading.item, self.organisation, reading.way == "passed"
        model, seller, it = self.model, item.seller, self.of(item.seller)
        p = model.p.engagement
        use = reading.relevance * item.quality * (1.0 - item.suspicion)
        close = 1.0 if passed else 0.0
        depth = it.contacts / (it.contacts + model.p.belief.contacts_half)
        interest = act_interest(
            use, close, item.emotional, 1.0 if item.account.kind == PAGE else 0.0,
            self.association * it.brand, 1.0 if firm is not None and item.featured is firm else 0.0,
            depth, p,
        )  # fmt: skip
        critical = criticism(it.annoyance, item.salesy, reading.relevance)
        supplied = 1.0 if self.buys_from(seller) else 0.0
        direct = 1.0 if self.buys_direct_from(seller) else 0.0
        guideline = 1.0 if firm is None else firm.policy
        reserve = act_cost(0.0, supplied, direct, self.privacy, guideline, p)
        dialogue = channel_dialogue(item.channel, model.p.channel)

        def does(act: str, urge: float, cost: float, ease: float = 1.0) -> bool:
            u = model.draw(f"react.{act}", self.key, item.key, model.week)
            return bool(u < ease * act_chance(urge, cost + reserve, p))

        if does("like", interest, p.like_cost):
            seller.count("likes", of=self)
            seller.sees(item, "acts")
            self.shows(seller, st.T_LIKE)
            self._pass_on(item, st.T_LIKE, passed)
        if does("share", interest, p.share_cost):
            seller.count("shares", of=self)
            seller.sees(item, "acts")
            self.shows(seller, st.T_SHARE)
            self._pass_on(item, st.T_SHARE, passed)
        effort = p.comment_cost + p.expert_cost * item.technical * (1.0 - self.technical)
        if does("comment", max(interest, critical), effort, dialogue):
            seller.count("comments", of=self)
            seller.sees(item, "acts")
            seller.count("negative_comments", int(critical > interest), of=self)
            self.shows(seller, st.T_COMMENT)
            self.begin_thread(seller, 1)
        wonders = use + p.closeness_gain * close
        asks = dialogue * question_chance(wonders, self.needs(seller), depth, p)
        if model.draw("react.question", self.key, item.key, model.week) < asks:
            seller.count("questions", of=self)
            seller.count("private_replies", of=self)
            seller.sees(item, "questions")
            self.shows(seller, st.T_QUESTION)
            self.begin_thread(seller, 0)

    def _pass_on(self, item: Item, act: int, passed: bool) -> None:
        """Contacts may see this next week: the loudest act, of equals on the item named first."""
        if passed:
            return
        rank = (act, -item.key)
        if self.passing_on is None or rank > (self.passing_on[1], -self.passing_on[0].key):
            self.passing_on = (item, act)

    def _leaves_name(self, seller: OracleSeller, relevance: float) -> bool:
        model, p = self.model, self.model.p
        if seller.asset_number == 0:
            return False
        value = seller.asset_value * relevance
        chance = form_chance(value, self.needs(seller), self.privacy, p.engagement)
        if model.draw("react.form", self.key, seller.key, model.week) >= chance:
            return False
        seller.count("forms", of=self)
        self.shows(seller, st.T_FORM)
        self.learn(seller, p.belief.info_scout * value)
        return True
