"""How an account of the oracle writes one item: about what, for whom, in which form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.influencer import authenticity, craft
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
from sim.agents.voice import held_back, off_message_chance, post_quality, topic_kept
from sim.network.layers import STAFF
from tests.oracle.things import Item

if TYPE_CHECKING:
    from tests.oracle.account import OracleAccount
    from tests.oracle.centre import Organisation
    from tests.oracle.firm import OracleSeller

REPOSTS = 1_000_000  # slot of a week's first repost


class Writer:
    """An account at work for a seller, on what it was asked for."""

    def __init__(self, account: OracleAccount, seller: OracleSeller) -> None:
        self.account, self.seller, self.model = account, seller, account.model
        self.task = account.task

    def _where(self, slot: int) -> tuple[int, int, int]:
        return self.account.key, self.model.week, slot

    def _happens(self, what: str, share: float, slot: int) -> bool:
        """Whether something holds of the item in a slot that holds of a share of all items."""
        return bool(self.model.draw(f"publish.{what}", *self._where(slot)) < share)

    def write(self, slot: int) -> Item:
        """The item of a slot."""
        model, account, seller, task = self.model, self.account, self.seller, self.task
        plan, p = seller.plan, model.p
        fresh = slot < REPOSTS
        kind = self._kind(slot)
        featured = self._featured(slot) if kind == STORY else None
        renown = 0.0 if featured is None else renown_of(float(featured.size), model.mean_size)
        segment = model.pick("publish.segment", model.n_industries, *self._where(slot))
        meant = p.production.brief_gain * task.brief if account.hired else plan.tailored
        tailored = fresh and self._happens("tailored", meant, slot)
        channel, shown_in = self._place(slot)
        fee = task.pay / p.production.wage
        return Item(
            key=model.name("publish.item", *self._where(slot)),
            account=account,
            seller=seller,
            topic=self._topic(slot, segment if tailored else None),
            kind=kind,
            segment=segment,
            channel=channel,
            shown_in=shown_in,
            page_in=self._amplified(slot),
            featured=featured,
            tailored=float(tailored),
            prospect=float(self._happens("prospect", plan.prospect, slot)),
            technical=float(self._happens("technical", task.technical, slot)),
            emotional=float(self._happens("emotional", task.emotional, slot)),
            video=float(self._happens("video", task.video, slot)),
            quick=float(fresh and self._happens("quick", task.quick, slot)),
            quality=self._quality(slot),
            salesy={PRODUCT: 1.0, STORY: p.production.story_salesy}.get(kind, 0.0),
            weight=self._weight(kind, featured, slot),
            suspicion=inferred_motive(fee, claim_of(kind, p.message), p.message),
            renown=renown,
            delay=p.production.approval_delay * plan.approval
            + p.production.planning_delay * float(tailored),
            paid=0.0,
        )

    def _kind(self, slot: int) -> int:
        """Product, story and purpose have their shares; the rest is topical."""
        task, u = self.task, self.model.draw("publish.kind", *self._where(slot))
        edge = 0.0
        for kind, share in ((PRODUCT, task.product), (STORY, task.story), (PURPOSE, task.purpose)):
            edge += share
            if u < edge:
                return kind
        return TOPICAL

    def _featured(self, slot: int) -> Organisation | None:
        """The customer whose story is told: the next one from a place drawn among all accounts."""
        field = self.seller.accounts_in_view
        if not field:
            return None
        start = self.model.pick("publish.featured", len(field), *self._where(slot))
        around = field[start:] + field[:start]
        return next((firm for firm in around if firm.buys_from(self.seller)), None)

    def _in_use(self) -> set[int]:
        """Public channels that the firm keeps."""
        return {c for c in range(len(CHANNELS)) if self.seller.plan.channels[c] > 0.0}

    def _place(self, slot: int) -> tuple[int, set[int]]:
        """A page chooses a channel by the firm's mix, and may use all of them; others have a home."""
        if not self.account.page:
            return self.account.home, {self.account.home}
        weights = self.seller.plan.channels
        point = self.model.draw("publish.channel", *self._where(slot)) * sum(weights)
        used = sorted(self._in_use())
        channel = max((c for c in used if sum(weights[:c]) <= point), default=used[0])
        crossed = self._happens("cross", self.seller.plan.cross, slot)
        return channel, set(used) if crossed else {channel}

    def _amplified(self, slot: int) -> set[int]:
        """Channels in which the firm shows an item that is not its page's own."""
        if self.account.page or not self._happens("amplify", self.task.amplify, slot):
            return set()
        return self._in_use()

    def _weight(self, kind: int, featured: Organisation | None, slot: int) -> float:
        """What an item counts as evidence, by who vouches and whether it finds fault."""
        account, p = self.account, self.model.p
        first_hand = independent = praise = 0.0
        if account.hired:
            independent = max(0.0, 1.0 - self.task.pay / p.production.wage)
        if kind == STORY or (account.hired and kind == PRODUCT):  # somebody vouches for the offer
            own = float(account.uses[self.seller.row])
            first_hand = own if account.hired else float(featured is not None)
            praise = 0.0 if self._happens("critical", self.task.critical, slot) else 1.0
        return float(endorsement_weight(first_hand, independent, praise, p.message))

    def _topic(self, slot: int, audience: int | None) -> int:
        """What a known audience cares about; else an influencer's own, a firm's main or another one."""
        model, seller, p = self.model, self.seller, self.model.p.production
        if audience is not None:
            listens = p.listen_topics * seller.understanding[audience]
            if self._happens("listen", listens, slot):
                return seller.wanted[audience]
        u = model.draw("publish.topic", *self._where(slot))
        kept = topic_kept(self.task.scripted, p)
        if self.account.hired or u < kept:
            return self.account.topic
        left = (u - kept) / (1.0 - kept + 1e-12)
        return seller.topics[int(left * len(model.topic_category)) % len(seller.topics)]

    def _quality(self, slot: int) -> float:
        """Expertise and craft; control, fear and what is off message take from it."""
        account, seller, plan, task = self.account, self.seller, self.seller.plan, self.task
        p = self.model.p.production
        u = self.model.draw("publish.quality", *self._where(slot))
        quality = post_quality(account.expertise, u)
        if slot >= REPOSTS:
            quality *= p.repost_quality
        else:
            trained = plan.trained if account.kind == STAFF else 0.0
            quality *= craft(account.production, max(task.assist, trained), p)
            if account.hired:
                quality *= authenticity(account.match[seller.row], task.scripted, p)
            else:
                quality *= held_back(plan.withheld, plan.trained, p)
        if account.hired:
            seller.count("influencer_posts")
            return float(quality)
        seller.count("posts" if slot < REPOSTS else "reposts")
        page = 1.0 if account.page else 0.0
        off = off_message_chance(page, plan.trained, task.scripted, p)
        if self._happens("offmessage", off, slot):
            quality *= p.offmessage_quality
            seller.count("off_message")
        return float(quality)
