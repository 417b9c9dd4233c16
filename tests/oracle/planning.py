"""How sellers of the oracle plan a week, by their settings and by what they have learned."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.agents.budget import plan
from sim.agents.influencer import joins, suitability
from sim.agents.voice import posting_rate
from sim.engine.casting import assign_accounts
from sim.parameters import GROUPS, Parameters
from sim.scenarios.changes import put
from sim.scenarios.schema import Firm, Settings
from tests.oracle.things import Task

if TYPE_CHECKING:
    from tests.oracle.account import OracleAccount
    from tests.oracle.employee import OracleEmployee
    from tests.oracle.firm import OracleSeller

#: The rules by which accounts are asked and agree.
CASTING = SimpleNamespace(joins=joins, suitability=suitability, posting_rate=posting_rate)


class Planning(mesa.Model):
    """The part of a market in which sellers settle what they do."""

    week: int
    settings: Settings
    world: Any
    sellers: list[OracleSeller]
    employees: list[OracleEmployee]
    accounts: list[OracleAccount]
    _planned: tuple[Settings, list[Firm], list[frozenset[int]]] | None = None

    def use_parameters(self, parameters: Parameters) -> None:
        """Take the numbers of the rules."""
        groups = {name: getattr(parameters, name).as_tuple() for name in GROUPS}
        self.parameters, self.p = parameters, SimpleNamespace(**groups)

    def _spend(self, firms: list[tuple[Firm, float]], settings: Settings) -> None:
        """Let sellers plan: (firm, factor on its budget) each; accounts learn what is asked of them."""
        scale = self.world.n_members / 1000.0 if settings.market.scale_budgets else 1.0
        for seller, (firm, factor) in zip(self.sellers, firms, strict=True):
            teams, staff = len(seller.pages), len(seller.employees)
            seller.plan = plan(firm, scale * factor, settings.parameters, teams, staff)
        plans = [seller.plan for seller in self.sellers]
        here = np.array([int(q.present) for q in self.employees], np.int64)
        world = replace(self.world, staff=self.world.staff._replace(present=here))
        dropped = [seller.dashboard.dropped for seller in self.sellers]
        assigned = assign_accounts(world, plans, settings.parameters, CASTING, dropped)
        for account in self.accounts:
            names = Task.__dataclass_fields__
            asked = {name: float(getattr(assigned, name)[account.row]) for name in names}
            account.task = Task(**asked)
            s = int(assigned.seller[account.row])
            account.speaks_for = self.sellers[s] if s >= 0 else None

    def plan_week(self) -> None:
        """Sellers look at their dashboards, where it is time to, and plan."""
        settings = self.settings_now()
        firms = [settings.firm(seller.name) for seller in self.sellers]
        if self.week > 1:
            self._review(firms)
        learned = [s.dashboard.learned(f) for s, f in zip(self.sellers, firms, strict=True)]
        known = settings, learned, [seller.dashboard.dropped for seller in self.sellers]
        if self.week == 1 or known != self._planned:
            self._spend([(firm, 1.0) for firm in learned], settings)
        self._planned = known

    def _review(self, firms: list[Firm]) -> None:
        """All see what stood before anybody changes."""
        both = list(zip(self.sellers, firms, strict=True))
        changed = []
        for seller, firm in both:
            if seller.dashboard.due(firm):
                rivals = [
                    other.dashboard.visible(its)
                    for other, its in sorted(both, key=lambda pair: pair[0].key)
                    if other is not seller and its.active
                ]
                changed.append((seller, seller.dashboard.review(firm, rivals)))
        for seller, habits in changed:
            seller.dashboard.adopt(habits)
        for seller, firm in both:
            seller.dashboard.evaluate(firm)

    def plan_past(self) -> None:
        """The warm-up is the same in every scenario of a market: everybody does the usual."""
        known = self.settings.market.seller
        self._spend([(Firm(seller=s.name), s.past) for s in known], self.settings)

    def settings_now(self) -> Settings:
        """Settings of a measured week: the scenario's and the events that hold."""
        now = [
            e
            for e in self.settings.event
            if e.week <= self.week and (e.until is None or self.week <= e.until)
        ]
        settings = self.settings
        if now:
            tree = settings.model_dump(mode="python")
            for event in now:
                put(tree, event.path, event.value)
            settings = Settings.model_validate(tree)
        return settings
