"""Accounts of the oracle: pages, employees and influencers who turn hours into items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from sim.agents.voice import post_quality
from sim.network.layers import INFLUENCER_ACCOUNT, PAGE, STAFF
from tests.oracle.things import Item, Task
from tests.oracle.writer import REPOSTS, Writer

if TYPE_CHECKING:
    from tests.oracle.employee import OracleEmployee
    from tests.oracle.firm import OracleSeller


class OracleAccount(mesa.Agent):
    """A page, an employee's account or an influencer's."""

    def __init__(self, model: Any, row: int, traits: dict[str, Any]) -> None:
        super().__init__(model)
        self.row = row
        self.key: int = traits["key"]
        self.kind: int = traits["kind"]
        self.expertise: float = traits["expertise"]
        self.production: float = traits["production"]
        self.topic: int = traits["topic"]
        self.match: list[float] = traits["match"]
        self.uses: list[int] = traits["uses"]
        self.home: int = traits["home"]
        self.employee: OracleEmployee | None = traits["employee"]
        self.work: float = traits["work"]
        self.repost_work: float = traits["repost_work"]
        self.join_work: float = traits["join_work"]
        self.speaks_for: OracleSeller | None = None
        self.task: Task
        self.items: list[Item] = []
        self.seen = {"views": 0, "acts": 0, "questions": 0}  # what firms see of it, so far

    @property
    def hired(self) -> bool:
        """Whether it speaks for a firm that does not employ it."""
        return self.kind == INFLUENCER_ACCOUNT

    @property
    def page(self) -> bool:
        """Whether it is a firm's own."""
        return self.kind == PAGE

    def publish(self) -> None:
        """Finish what this week's hours allow; the page promotes its first item and reposts."""
        self.items = []
        seller = self.speaks_for
        if seller is None:
            return
        writer = Writer(self, seller)
        hours = self._working_hours(seller)
        self.work += hours
        cost = self._cost(seller)
        if self.hired:
            seller.money += self.task.pay * hours / cost
        while hours > 0.0 and self.work >= cost:
            self.work -= cost
            self.items.append(writer.write(len(self.items)))
        if self.page:
            if self is seller.pages[0]:
                seller.own_item = self.items[0] if self.items else None
            self._repost(seller, writer)

    def _working_hours(self, seller: OracleSeller) -> float:
        """Hours that count: what is meant for posts, as far as staff are willing, and an agency's.

        All hours are the firm's expense; what it is not ready for is lost.
        """
        p, hours = self.model.p.production, self.task.hours
        if self.kind == STAFF:
            hours *= self.task.rate * (1.0 - p.usefulness * (1.0 - seller.useful))
        seller.hours += hours
        if self.page:
            hours += seller.plan.agency_hours / len(seller.pages)
            if self is seller.pages[0]:
                seller.money += seller.plan.agency_money
        return hours * seller.plan.gate

    def _cost(self, seller: OracleSeller) -> float:
        """Hours of an item, at the mean of articles and quick posts; an influencer's as agreed."""
        p, plan = self.model.p.production, seller.plan
        if self.hired:
            return self.task.cost
        cost = p.post_broad + (p.post_tailored - p.post_broad) * plan.tailored
        cost *= 1.0 - (1.0 - p.quick_cost) * self.task.quick
        if self.kind == STAFF:
            cost *= p.employee_share * (1.0 - p.trained_saving * plan.trained)
        return float(cost + p.approval * plan.approval)

    def _repost(self, seller: OracleSeller, writer: Writer) -> None:
        cost = self.model.p.production.repost
        hours = seller.plan.repost_hours / len(seller.pages)
        seller.hours += hours
        self.repost_work += hours * seller.plan.gate
        slot = REPOSTS
        while self.repost_work >= cost:
            self.repost_work -= cost
            self.items.append(writer.write(slot))
            slot += 1

    def asset_quality(self, number: int, seller: OracleSeller) -> float:
        """Value of a gated asset of its content team, 0-1: made with more care than a post."""
        u = self.model.draw("publish.asset_quality", seller.key, number)
        return float(min(1.0, post_quality(self.expertise, u) + 0.2))
