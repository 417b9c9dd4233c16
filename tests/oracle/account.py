"""Accounts of the oracle: pages, employees and influencers who turn hours into items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from sim.agents.influencer import authenticity
from sim.agents.reading import (
    CHANNELS,
    PRODUCT,
    PURPOSE,
    STORY,
    TOPICAL,
    claim_of,
    endorsement_weight,
    inferred_motive,
    renown_of,
)
from sim.agents.voice import off_message_chance, post_quality
from sim.network.layers import INFLUENCER_ACCOUNT, PAGE, STAFF
from tests.oracle.things import Item

if TYPE_CHECKING:
    from tests.oracle.centre import Organisation
    from tests.oracle.employee import OracleEmployee
    from tests.oracle.firm import OracleSeller

REPOSTS = 1000  # slot of a week's first repost


class OracleAccount(mesa.Agent):
    """A page, an employee's account or an influencer's."""

    def __init__(self, model: Any, row: int, traits: dict[str, Any]) -> None:
        super().__init__(model)
        self.row = row
        self.key: int = traits["key"]
        self.kind: int = traits["kind"]
        self.expertise: float = traits["expertise"]
        self.topic: int = traits["topic"]
        self.match: list[float] = traits["match"]
        self.uses: list[int] = traits["uses"]
        self.home: int = traits["home"]
        self.employee: OracleEmployee | None = traits["employee"]
        self.work: float = traits["work"]
        self.repost_work: float = traits["repost_work"]
        self.hours = 0.0
        self.speaks_for: OracleSeller | None = None
        self.items: list[Item] = []

    @property
    def hired(self) -> bool:
        """Whether it speaks for a firm that does not employ it."""
        return self.kind == INFLUENCER_ACCOUNT

    def publish(self) -> None:
        """Finish what this week's hours allow; the page promotes its first item and reposts."""
        self.items = []
        seller = self.speaks_for
        if seller is None:
            return
        seller.hours += self.hours
        self.work += self.hours
        cost = self._cost(seller)
        while self.hours > 0.0 and self.work >= cost:
            self.work -= cost
            self.items.append(self._write(seller, len(self.items)))
            if self.hired:
                seller.money += seller.plan.pay
        if self.kind == PAGE:
            if self is seller.pages[0]:
                self._promote(seller)
            self._repost(seller)

    def _happens(self, what: str, share: float, slot: int) -> bool:
        """Whether something holds of the item in a slot that holds of a share of all items."""
        u = self.model.draw(f"publish.{what}", self.key, self.model.week, slot)
        return bool(u < share)

    def _cost(self, seller: OracleSeller) -> float:
        """Hours of an item at the mean of the firm's articles and quick posts."""
        p, plan = self.model.p.production, seller.plan
        if self.hired:
            return float(p.influencer_hours)
        cost = p.post_broad + (p.post_tailored - p.post_broad) * plan.tailored
        cost *= 1.0 - (1.0 - p.quick_cost) * plan.quick
        if self.kind == STAFF:
            cost *= p.employee_share * (1.0 - p.trained_saving * plan.trained)
        return float(cost + p.approval * plan.approval)

    def _promote(self, seller: OracleSeller) -> None:
        plan = seller.plan
        if self.items and plan.reach_money > 0.0:
            shown = plan.reach_money / self.model.p.production.reach_price * 1000.0
            self.items[0].paid = min(1.0, shown / max(1.0, float(len(seller.audience))))
            seller.money += plan.reach_money

    def _repost(self, seller: OracleSeller) -> None:
        cost = self.model.p.production.repost
        hours = seller.plan.repost_hours / len(seller.pages)
        seller.hours += hours
        self.repost_work += hours
        slot = REPOSTS
        while self.repost_work >= cost:
            self.repost_work -= cost
            self.items.append(self._write(seller, slot))
            slot += 1

    # -- one item --------------------------------------------------------------------------------
    def _write(self, seller: OracleSeller, slot: int) -> Item:
        model, plan, p = self.model, seller.plan, self.model.p
        where = (self.key, model.week, slot)
        kind = self._kind(seller, where)
        featured = self._featured(seller, where) if kind == STORY else None
        renown = 0.0
        if featured is not None:
            renown = renown_of(float(featured.size), model.mean_size)
        segment = model.pick("publish.segment", model.n_industries, *where)
        tailored = self._happens("tailored", plan.tailored, slot) and slot < REPOSTS
        quick = slot < REPOSTS and not self.hired and self._happens("quick", plan.quick, slot)
        channel, shown_in = self._place(seller, where)
        suspicion = 0.0
        if self.hired:
            suspicion = inferred_motive(self._fee(seller), claim_of(kind, p.message), p.message)
        prospect = self._happens("prospect", plan.prospect, slot)
        return Item(
            key=model.name("publish.item", *where),
            account=self,
            seller=seller,
            topic=self._topic(seller, where, segment if tailored else None),
            kind=kind,
            segment=segment,
            channel=channel,
            shown_in=shown_in,
            featured=featured,
            tailored=float(tailored),
            prospect=float(prospect),
            technical=float(self._happens("technical", plan.technical, slot)),
            emotional=float(self._happens("emotional", plan.emotional, slot)),
            video=float(self._happens("video", plan.video, slot)),
            quick=float(quick),
            quality=self._quality(seller, slot),
            salesy={PRODUCT: 1.0, STORY: p.production.story_salesy}.get(kind, 0.0),
            weight=self._weight(seller, kind, featured, slot),
            suspicion=suspicion,
            renown=renown,
            delay=p.production.approval_delay * plan.approval
            + p.production.planning_delay * float(tailored),
            paid=0.0,
        )

    def _kind(self, seller: OracleSeller, where: tuple[int, int, int]) -> int:
        """Product, story and purpose have their shares; the rest is topical."""
        plan, u = seller.plan, self.model.draw("publish.kind", *where)
        edge = 0.0
        for kind, share in ((PRODUCT, plan.product), (STORY, plan.story), (PURPOSE, plan.purpose)):
            edge += share
            if u < edge:
                return kind
        return TOPICAL

    def _featured(self, seller: OracleSeller, where: tuple[int, int, int]) -> Organisation | None:
        """The customer whose story is told: the next one from a place drawn among all accounts."""
        field = seller.accounts_in_view
        if not field:
            return None
        start = self.model.pick("publish.featured", len(field), *where)
        around = field[start:] + field[:start]
        return next((firm for firm in around if firm.buys_from(seller)), None)

    def _place(self, seller: OracleSeller, where: tuple[int, int, int]) -> tuple[int, set[int]]:
        """A page chooses a channel by the firm's mix, and may use all of them; others have a home."""
        if self.kind != PAGE:
            return self.home, {self.home}
        weights = seller.plan.channels
        point = self.model.draw("publish.channel", *where) * sum(weights)
        used = [c for c in range(len(CHANNELS)) if weights[c] > 0.0]
        channel = max((c for c in used if sum(weights[:c]) <= point), default=used[0])
        crossed = self._happens("cross", seller.plan.cross, where[2])
        return channel, set(used) if crossed else {channel}

    def _fee(self, seller: OracleSeller) -> float:
        """What the firm pays it, over a usual fee."""
        return float(seller.plan.pay / self.model.p.production.wage)

    def _weight(
        self, seller: OracleSeller, kind: int, featured: Organisation | None, slot: int
    ) -> float:
        """What an item counts as evidence, by who vouches and whether it finds fault."""
        first_hand = independent = praise = 0.0
        if self.hired:
            independent = max(0.0, 1.0 - self._fee(seller))
        if kind == STORY or (self.hired and kind == PRODUCT):  # somebody vouches for the offer
            first_hand = float(self.uses[seller.row]) if self.hired else float(featured is not None)
            praise = 0.0 if self._happens("critical", seller.plan.critical, slot) else 1.0
        return endorsement_weight(first_hand, independent, praise, self.model.p.message)

    def _topic(
        self, seller: OracleSeller, where: tuple[int, int, int], audience: int | None
    ) -> int:
        """An influencer's own; a firm's main or another one, or what a known audience cares about."""
        if self.hired:
            return self.topic
        model, p = self.model, self.model.p.production
        if audience is not None:
            listens = p.listen_topics * seller.understanding[audience]
            if self._happens("listen", listens, where[2]):
                return seller.wanted[audience]
        u = model.draw("publish.topic", *where)
        if u < p.main_topic:
            return self.topic
        left = (u - p.main_topic) / (1.0 - p.main_topic + 1e-12)
        return seller.topics[int(left * len(model.topic_category)) % len(seller.topics)]

    def _quality(self, seller: OracleSeller, slot: int) -> float:
        model, plan, p = self.model, seller.plan, self.model.p.production
        quality = post_quality(
            self.expertise, model.draw("publish.quality", self.key, model.week, slot)
        )
        if self.hired:
            seller.count("influencer_posts")
            return quality * authenticity(self.match[seller.row], plan.influencer_scripted)
        repost = slot >= REPOSTS
        seller.count("reposts" if repost else "posts")
        quality *= p.repost_quality if repost else 1.0
        page = 1.0 if self.kind == PAGE else 0.0
        off = off_message_chance(page, plan.trained, plan.scripted, p)
        if self._happens("offmessage", off, slot):
            quality *= p.offmessage_quality
            seller.count("off_message")
        return quality
