"""How a person of the oracle spends a week's attention, and what reading does to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.agents.buying_centre import BUYER, DECIDER, GATEKEEPER
from sim.agents.member import (
    act_chance,
    act_cost,
    attention_chance,
    content_relevance,
    criticism,
    form_chance,
    message_annoyance,
    next_turn_chance,
    noticed_share,
    question_chance,
    reply_probability,
    seen_share,
)
from sim.agents.salesperson import contact_evidence
from sim.agents.voice import bond_after
from sim.engine import state as st
from tests.oracle.believer import Believer
from tests.oracle.things import Identified, Item, Message, Opinion, Reading, Tie

if TYPE_CHECKING:
    from tests.oracle.centre import Organisation
    from tests.oracle.firm import OracleAccount, OracleSeller


class Reader(Believer):
    """Somebody with an inbox, a feed and ties; what it reads is settled before it changes."""

    def __init__(
        self, model: Any, row: int, key: int, opinions: list[Opinion], traits: dict[str, Any]
    ) -> None:
        super().__init__(model, row, key, opinions)
        self.role: int = traits["role"]
        self.interests: set[int] = {traits["interest_a"], traits["interest_b"]}
        self.technical: float = traits["technical"]
        self.privacy: float = traits["privacy"]
        self.bar: float = traits["bar"]
        self.block_limit: float = traits["block_limit"]
        self.organisation: Organisation | None = None
        self.ties: list[Tie] = []
        self.bonds: dict[OracleAccount, float] = {}
        self.searching: set[int] = set()
        self.open_needs: set[int] = set()
        self.passing_on: tuple[Item, int] | None = None
        self.inbox: list[Message] = []
        self.noticed: list[Message] = []
        self.readings: list[Reading] = []

    def buys_from(self, seller: OracleSeller) -> bool:
        """Whether its organisation is a customer."""
        return self.organisation is not None and self.organisation.buys_from(seller)

    def needs(self, seller: OracleSeller) -> float:
        """1 while its organisation has something open that the seller serves."""
        return 1.0 if self.open_needs & seller.serves else 0.0

    # -- attention -------------------------------------------------------------------------------
    def attend(self) -> None:
        """Divide attention between inbox and feed; only what is read is kept."""
        p = self.model.p.attention
        busy = self.role in (DECIDER, BUYER, GATEKEEPER)
        arrived = p.background_messages * (p.busy_inbox if busy else p.quiet_inbox)
        arrived += len(self.inbox)
        taken = min(arrived, p.inbox_share * p.items_per_week)
        self.noticed = [m for m in self.inbox if self._notices(m, arrived, taken)]
        feed = self._feed()
        reach = 0.0
        if feed:
            reach = seen_share(p.background_items + len(feed), p.items_per_week - taken)
        found = [self._reads(item, way, reach) for item, way in feed]
        self.readings = [r for r in found if r is not None]

    def _notices(self, message: Message, arrived: float, taken: float) -> bool:
        mine = message.sender.seller
        mine.count("impressions")
        if self.of(mine).blocked:
            return False
        others = [m.sender.seller for m in self.inbox if m.sender.seller is not mine]
        similar = float(sum(bool(o.serves & mine.serves) for o in others))
        chance = noticed_share(arrived, taken, similar, self.model.p.contact)
        u = self.model.draw("attend.noticed", self.key, message.sender.key, self.model.week)
        return bool(u < chance)

    def _feed(self) -> list[tuple[Item, str]]:
        """Items of followed accounts, then promoted ones, then what contacts liked or shared."""
        model, p = self.model, self.model.p.attention
        feed = [
            (item, "followed")
            for account in self.bonds
            for item in account.items
            if not self.of(item.seller).blocked
        ]
        for seller in model.sellers:
            if not seller.targets(self) or self.of(seller).blocked or not seller.pages[0].items:
                continue
            item = seller.pages[0].items[0]
            u = model.draw("attend.paid", self.key, item.key, model.week)
            if u < item.paid and seller.pages[0] not in self.bonds:
                feed.append((item, "paid"))
        passed: list[Item] = []
        for tie in self.ties:
            if tie.other.passing_on is None:
                continue
            item, act = tie.other.passing_on
            known = item.account in self.bonds or item in passed
            if known or self.of(item.seller).blocked:
                continue
            shown = p.share_exposure if act == st.T_SHARE else p.like_exposure
            u = model.draw("attend.passed", self.key, tie.other.key, item.key, model.week)
            if u < shown:
                passed.append(item)
        return feed + [(item, "passed") for item in passed]

    def _reads(self, item: Item, way: str, reach: float) -> Reading | None:
        model = self.model
        item.seller.count("impressions")
        if model.draw("attend.seen", self.key, item.key, model.week) >= reach:
            return None
        relevance = self._relevance(item)
        late = item.delay + 1.0 if way == "passed" else item.delay
        chance = attention_chance(relevance, item.salesy, late, model.p.attention)
        if model.draw("attend.read", self.key, item.key, model.week) >= chance:
            return None
        return Reading(item, way, relevance)

    def _relevance(self, item: Item) -> float:
        p, firm = self.model.p.attention, self.organisation
        match = p.other_match
        if item.topic in self.interests:
            match = p.interest_match
        elif firm is not None and self.model.topic_category[item.topic] in firm.buys:
            match = p.field_match
        audience = known = 0.0
        if firm is not None:
            meant_for_customers = item.prospect == 0.0
            if firm.industry == item.segment and meant_for_customers == self.buys_from(item.seller):
                audience = 1.0
            known = item.seller.understanding[firm.industry]
        need = self.needs(item.seller)
        return content_relevance(match, item.tailored, audience, known, need, p)

    # -- reaction --------------------------------------------------------------------------------
    def react(self) -> list[Identified]:
        """Go on with threads, read messages, items and assets; where it became identified."""
        events = []
        self.passing_on = None
        for seller in self.model.sellers:
            self._take_turn(seller)
        for message in self.noticed:
            if self._read_message(message):
                by = message.sender
                events.append(Identified(self, by.seller, st.OUTBOUND, st.T_REPLY, by))
        best: dict[OracleSeller, float] = {}
        for reading in self.readings:
            seller = reading.item.seller
            best[seller] = max(reading.relevance, best.get(seller, 0.0))
            self._read_item(reading)
        for seller in self.model.sellers:
            if seller in best and self._leaves_name(seller, best[seller]):
                events.append(Identified(self, seller, st.INBOUND, st.T_FORM))
        return events

    def _take_turn(self, seller: OracleSeller) -> None:
        it = self.of(seller)
        if it.thread != st.ANSWERED:
            return
        chance = next_turn_chance(float(it.turns), self.model.p.engagement)
        if self.model.draw("react.turn", self.key, seller.key, self.model.week) < chance:
            it.thread = st.AWAITING
            seller.count("private_replies")
            self.shows(seller, st.T_REPLY)
        else:
            it.thread, it.turns = st.NO_THREAD, 0

    def _begin_thread(self, seller: OracleSeller) -> None:
        it = self.of(seller)
        if it.thread == st.NO_THREAD:
            it.thread, it.turns = st.AWAITING, 0

    def _viewed(self, seller: OracleSeller) -> None:
        it = self.of(seller)
        seller.count("views")
        it.view_week = self.model.week
        if self.model.measured and not it.reached:
            it.reached = 1
            seller.count("reach", int(seller.targets(self)))

    def _read_message(self, message: Message) -> bool:
        """A message noticed; true where it is answered."""
        model, p, seller = self.model, self.model.p, message.sender.seller
        it, sender = self.of(seller), message.sender
        seller.count("notices")
        seller.count("named_views")
        self._viewed(seller)
        fits = 0.0
        if self.organisation is not None and self.organisation.buys & seller.serves:
            fits = 1.0
        known = 1.0 if self.aware_of(seller) else 0.0
        chance = reply_probability(
            message.personal, self.needs(seller), known, message.intro, it.brand, it.annoyance,
            p.contact,
        )  # fmt: skip
        answers = False
        if fits == 1.0 and not self.new_picture_of(sender).muted:
            answers = model.draw("react.reply", self.key, sender.key, model.week) < chance
        if not answers:
            anger = message_annoyance(message.personal, fits, float(message.attempts), p.contact)
            it.annoyance = min(1.0, it.annoyance + anger)
        if fits == 0.0:
            self.new_picture_of(sender).muted = 1
        self.remember(seller, p.belief.message_gain, st.MESSAGE, 0)
        self.judge(seller, message.personal, p.belief.message_weight, st.MESSAGE)
        self.has_news(seller, p.talk.message_trigger, st.OWN)
        if answers:
            seller.count("replies")
            self.shows(seller, st.T_REPLY)
            u = model.draw("react.shown", self.key, sender.key, model.week)
            shown = contact_evidence(sender.skill, u)
            self.deal_with(sender, shown, p.belief.call_weight, 1.0, st.MESSAGE)
        if it.annoyance > self.block_limit and not it.blocked:
            it.blocked = 1
            seller.count("blocked")
        return answers

    def _read_item(self, reading: Reading) -> None:
        item, p, relevance = reading.item, self.model.p, reading.relevance
        seller, passed = item.seller, reading.way == "passed"
        use = relevance * item.quality
        self._viewed(seller)
        self.remember(seller, p.belief.read_gain * relevance, st.FEED, 0 if passed else 1)
        if not item.story:
            self.learn(seller, p.belief.info_gain * use)
        bond = self.bonds.get(item.account, 0.0)
        base = p.belief.story_weight if item.story else p.belief.content_weight
        weight = base * relevance * (1.0 + p.belief.bond_share * bond)
        self.judge(seller, item.quality, weight, st.FEED)
        unfit = p.belief.irrelevance_weight * item.salesy * (1.0 - relevance)
        self.judge(seller, 0.0, unfit, st.FEED)
        if item.account in self.bonds:
            self.bonds[item.account] = bond_after(bond, use, p.belief)
        self.has_news(seller, p.talk.read_trigger * use, st.OWN)
        self._act(item, use, passed, criticism(self.of(seller).annoyance, item.salesy, relevance))

    def _act(self, item: Item, use: float, passed: bool, critical: float) -> None:
        """Like, share, comment or ask in private: separate decisions on one item."""
        model, seller, firm = self.model, item.seller, self.organisation
        p = model.p.engagement
        interest = use + (p.closeness_gain if passed else 0.0)
        supplied = 1.0 if self.buys_from(seller) else 0.0
        direct = 1.0 if firm is not None and firm.buys_direct_from(seller) else 0.0
        guideline = 1.0 if firm is None else firm.policy
        reserve = act_cost(0.0, supplied, direct, self.privacy, guideline, p)

        def does(act: str, urge: float, cost: float) -> bool:
            u = model.draw(f"react.{act}", self.key, item.key, model.week)
            return bool(u < act_chance(urge, cost + reserve, p))

        if does("like", interest, p.like_cost):
            seller.count("likes")
            self.shows(seller, st.T_LIKE)
            self._pass_on(item, st.T_LIKE, passed)
        if does("share", interest, p.share_cost):
            seller.count("shares")
            self.shows(seller, st.T_SHARE)
            self._pass_on(item, st.T_SHARE, passed)
        if does("comment", max(interest, critical), p.comment_cost):
            seller.count("comments")
            seller.count("negative_comments", int(critical > interest))
            self.shows(seller, st.T_COMMENT)
            self._begin_thread(seller)
        asks = question_chance(interest, self.needs(seller), p)
        if model.draw("react.question", self.key, item.key, model.week) < asks:
            seller.count("questions")
            seller.count("private_replies")
            self.shows(seller, st.T_QUESTION)
            self._begin_thread(seller)

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
        seller.count("forms")
        self.shows(seller, st.T_FORM)
        self.learn(seller, p.belief.info_scout * value)
        return True
