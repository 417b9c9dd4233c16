"""How a person of the oracle spends a week's attention on inbox and feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.agents.buying_centre import BUYER, DECIDER, GATEKEEPER
from sim.agents.member import attention_chance, content_relevance, noticed_share, seen_share
from sim.agents.reading import CHANNELS, LINKEDIN, PURPOSE, appeal, role_fit, serves_motive
from sim.engine import state as st
from tests.oracle.believer import Believer
from tests.oracle.things import Follow, Item, Message, Opinion, Reading, Tie

if TYPE_CHECKING:
    from tests.oracle.account import OracleAccount
    from tests.oracle.centre import Organisation
    from tests.oracle.firm import OracleSeller

RETARGETED = 4  # weeks for which advertisements follow whoever read something


class Attentive(Believer):
    """Somebody with an inbox, channels, a feed and ties; what it reads changes nothing yet."""

    def __init__(
        self, model: Any, row: int, key: int, opinions: list[Opinion], traits: dict[str, Any]
    ) -> None:
        super().__init__(model, row, key, opinions)
        self.role: int = traits["role"]
        self.interests: set[int] = {traits["interest_a"], traits["interest_b"]}
        self.technical: float = traits["technical"]
        self.privacy: float = traits["privacy"]
        self.patience: float = traits["patience"]
        self.newer: float = traits["newer"]
        self.concern: float = traits["concern"]
        self.association: float = traits["association"]
        self.channels = {c for c in range(len(CHANNELS)) if traits["channels"] >> c & 1}
        self.bar: float = traits["bar"]
        self.block_limit: float = traits["block_limit"]
        self.regard: float = traits["regard"]
        self.organisation: Organisation | None = None
        self.ties: list[Tie] = []
        self.follows: dict[OracleAccount, Follow] = {}
        self.searching: set[int] = set()
        self.open_needs: set[int] = set()
        self.passing_on: tuple[Item, int] | None = None
        self.inbox: list[Message] = []
        self.noticed: list[Message] = []
        self.readings: list[Reading] = []
        self.in_vain = 0

    @property
    def firm(self) -> Organisation:
        """The organisation that it works for; only for who works for one."""
        assert self.organisation is not None
        return self.organisation

    def buys_from(self, seller: OracleSeller) -> bool:
        """Whether its organisation is a customer."""
        return self.organisation is not None and self.organisation.buys_from(seller)

    def buys_direct_from(self, seller: OracleSeller) -> bool:
        """Whether its organisation's products hold what the seller supplies."""
        return self.organisation is not None and self.organisation.buys_direct_from(seller)

    def needs(self, seller: OracleSeller) -> float:
        """1 while its organisation has something open that the seller serves."""
        return 1.0 if self.open_needs & seller.serves else 0.0

    def about_a_rival(self, item: Item) -> bool:
        """Whether an item tells of another organisation of its industry."""
        ours, theirs = self.organisation, item.featured
        if ours is None or theirs is None:
            return False
        return theirs is not ours and theirs.industry == ours.industry

    def attend(self) -> None:
        """Divide attention between inbox and feed; only what is read is kept."""
        p = self.model.p.attention
        busy = self.role in (DECIDER, BUYER, GATEKEEPER)
        arrived = p.background_messages * (p.busy_inbox if busy else p.quiet_inbox)
        mail = [m for m in self.inbox if self._gets(m)]
        written = [m for m in mail if not m.called]
        arrived += len(written)
        self.arrived = arrived
        taken = min(arrived, p.inbox_share * p.items_per_week)
        self.noticed = []
        for message in mail:
            others = [m for m in written if m.sender.seller is not message.sender.seller]
            if self._notices(message, others, arrived, taken):
                self.noticed.append(message)
        feed = self._feed()
        reach = 0.0
        if feed:
            left = (p.items_per_week - taken) * self.regard
            reach = seen_share(p.background_items + len(feed), left)
        reached = [(item, way) for item, way in feed if self._comes_to(item, reach)]
        found = [self._reads(item, way) for item, way in reached]
        self.readings = [r for r in found if r is not None]
        self.in_vain = len(reached) - len(self.readings)

    def _gets(self, message: Message) -> bool:
        """Whether a message arrives: over social media only at who reads the business network."""
        return message.channel != st.SOCIAL or LINKEDIN in self.channels

    def _notices(
        self, message: Message, others: list[Message], arrived: float, taken: float
    ) -> bool:
        """Whether a message is noticed among others' messages, or a call gets through."""
        model, sender = self.model, message.sender
        mine = sender.seller
        mine.count("impressions", of=self)
        if self.of(mine).blocked:
            return False
        if message.called:
            u = model.draw("attend.answered", self.key, sender.key, model.week)
            return bool(u < model.p.contact.phone_notice)
        similar = float(sum(bool(m.sender.seller.serves & mine.serves) for m in others))
        chance = noticed_share(arrived, taken, similar, model.p.contact)
        u = model.draw("attend.noticed", self.key, sender.key, model.week)
        return bool(u < chance)

    def _may_see(self, item: Item) -> bool:
        """Whether an item stands in a channel that it reads, of a firm that it lets in."""
        return bool(item.shown_in & self.channels) and not self.of(item.seller).blocked

    def _feed(self) -> list[tuple[Item, str]]:
        """What followed accounts post and pages show, then what is paid for, then passed on."""
        followed = self._followed()
        has = [item for item, _ in followed]
        return [
            *followed,
            *((item, "paid") for item in self._paid() if item not in has),
            *((item, "passed") for item in self._passed()),
        ]

    def _followed(self) -> list[tuple[Item, str]]:
        """Items of followed accounts, and what followed pages show of others' items."""
        found: list[tuple[Item, str]] = []
        for account in self.follows:
            found += [(item, "followed") for item in account.items if self._may_see(item)]
            for item in self._shown_by(account):
                theirs = item.account in self.follows and item.shown_in & self.channels
                if not theirs and (item, "shown") not in found:
                    found.append((item, "shown"))
        return found

    def _shown_by(self, page: OracleAccount) -> list[Item]:
        """Items of others that a page shows too, where it may see them."""
        if not page.page or page.speaks_for is None or self.of(page.speaks_for).blocked:
            return []
        pages = page.speaks_for.pages
        return [
            item
            for item in page.speaks_for.shows_too()
            if item.page_in & self.channels and pages[item.account.key % len(pages)] is page
        ]

    def _paid(self) -> list[Item]:
        """Items that are promoted to it; who read something of late may be meant."""
        model, found = self.model, []
        for seller in model.sellers:
            item = seller.promoted
            if item is None or not seller.targets(self) or self.of(seller).blocked:
                continue
            if not (item.shown_in | item.page_in) & self.channels:
                continue
            again = item.again if model.week - self.of(seller).view_week <= RETARGETED else 0.0
            u = model.draw("attend.paid", self.key, item.key, model.week)
            if u < max(item.paid, again):
                found.append(item)
        return found

    def _passed(self) -> list[Item]:
        """What its contacts liked or shared last week."""
        model, p = self.model, self.model.p.attention
        passed: list[Item] = []
        for tie in self.ties:
            if tie.other.passing_on is None:
                continue
            item, act = tie.other.passing_on
            if item.account in self.follows or item in passed or not self._may_see(item):
                continue
            shown = p.share_exposure if act == st.T_SHARE else p.like_exposure
            u = model.draw("attend.passed", self.key, tie.other.key, item.key, model.week)
            if u < shown:
                passed.append(item)
        return passed

    def _comes_to(self, item: Item, reach: float) -> bool:
        item.seller.count("impressions", of=self)
        u = self.model.draw("attend.seen", self.key, item.key, self.model.week)
        return bool(u < reach)

    def _reads(self, item: Item, way: str) -> Reading | None:
        model, p = self.model, self.model.p.attention
        relevance = self._relevance(item)
        late = item.delay + 1.0 if way == "passed" else item.delay
        chance = attention_chance(relevance, item.salesy, late, item.quick, p)
        chance *= self._appeal(item, way)
        if model.draw("attend.read", self.key, item.key, model.week) >= chance:
            return None
        return Reading(item, way, relevance)

    def _appeal(self, item: Item, way: str) -> float:
        """What draws it to an item or keeps it away, beside the topic."""
        followed = served = credibility = 0.0
        if way == "followed":
            follow = self.follows[item.account]
            followed, credibility = 1.0, follow.credibility
            served = 1.0 if serves_motive(follow.motive, item.kind) else 0.0
        rival = 1.0 if self.about_a_rival(item) else 0.0
        p = self.model.p.attention
        return appeal(followed, served, credibility, item.video, item.renown, rival, p)

    def _match(self, item: Item) -> float:
        """How well what an item is about fits it, before how it is told."""
        p, firm = self.model.p.attention, self.organisation
        if item.kind == PURPOSE:
            return float(p.purpose_match * self.concern)
        if item.topic in self.interests:
            return float(p.interest_match)
        if firm is not None and self.model.topic_category[item.topic] in firm.buys:
            return float(p.field_match)
        return float(p.other_match)

    def _relevance(self, item: Item) -> float:
        p, firm = self.model.p.attention, self.organisation
        audience = known = 0.0
        if firm is not None:
            customer = self.buys_from(item.seller)
            meant_for_customers = item.prospect == 0.0
            if firm.industry == item.segment and meant_for_customers == customer:
                audience = 1.0
            known = item.seller.understanding[firm.industry]
            if customer:
                known = max(known, p.customer_known)
        need = self.needs(item.seller)
        fit = role_fit(item.technical, self.technical, p)
        return fit * content_relevance(self._match(item), item.tailored, audience, known, need, p)
