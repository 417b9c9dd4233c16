"""Signs that a scenario is not sound: that its results say little, whatever they are.

A market in which nobody hears of a seller, or everybody does every week, leaves nothing for a
strategy to change. The signs are read off a run; their ranges are judgement (assumption), set where
a trial of the model became degenerate, and are printed with each warning.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.model import BuyerNetwork
from sim.warm import budget_scale

TRIAL_MEMBERS = 2000  # a generated market is tried at most at this size


@dataclass(frozen=True)
class Sign:
    """One figure of a run and the range in which results are informative.

    Attributes
    ----------
    name : what is measured, with its unit
    value, low, high : figure and closed range; the range may be open above
    below, above : what it means to lie outside, and what would help
    """

    name: str
    value: float
    low: float
    high: float
    below: str
    above: str = ""

    @property
    def sound(self) -> bool:
        """Whether the figure lies in its range; a missing one does."""
        return not (self.value < self.low or self.value > self.high)

    @property
    def warning(self) -> str:
        """The figure, its range and what it means; empty where it is sound."""
        if self.sound:
            return ""
        span = f"{self.low:g} to {self.high:g}" if self.high < np.inf else f"at least {self.low:g}"
        why = self.below if self.value < self.low else self.above
        return f"{self.name} is {self.value:.3g} (informative: {span}): {why}"


@dataclass
class Watch:
    """Follows a run week by week; `signs` judges it when it is over."""

    in_purchase: list[float] = field(default_factory=list)

    def see(self, model: BuyerNetwork) -> None:
        """Take note of a finished week."""
        held = model.world.needs.org[model.state.purchases.open == 1]
        self.in_purchase.append(len(np.unique(held)) / len(model.world.orgs.key))

    def signs(self, model: BuyerNetwork) -> list[Sign]:
        """Every sign of a finished run, for the focal seller."""
        summary, settings = model.summary, model.scenario.settings
        world, firm = model.world, settings.focal
        focal = world.seller_names.index(settings.focal_name)
        people = max(1, int(world.sellers.n_target[focal]))
        weeks = max(1, model.week)
        wage = settings.parameters.production.wage
        scale = budget_scale(settings, world.n_members)
        weekly = (firm.budget.hours * wage + firm.budget.money) * scale
        given = weekly * weeks if firm.active else 0.0
        return [
            Sign(
                "impressions per target member and week",
                float(summary["impressions"]) / people / weeks, 0.02, 3.0,
                "hardly anybody sees the seller; raise the budget or the page's followers",
                "everybody sees the seller all the time, so that word of mouth has nothing to do; "
                "lower the budget",
            ),
            Sign(
                "share of organisations in a purchase",
                float(np.mean(self.in_purchase)) if self.in_purchase else np.nan, 0.05, 0.20,
                "hardly anybody buys, so that leads and orders are few; shorten "
                "market.contract_weeks or add members",
                "almost everybody is always buying; lengthen market.contract_weeks",
            ),
            Sign(
                "awareness at the end, as a share of target members",
                float(summary["awareness"]), 0.1, 0.9,
                "the seller stays unknown; differences in trust and orders rest on few people",
                "everybody knows the seller already; word of mouth and reach cannot grow",
            ),
            Sign(
                "share of the budget that was spent",
                float(summary["cost"]) / given if given > 0 else np.nan, 0.5, np.inf,
                "reps find too few accounts to write to, so the strategies compared do not cost "
                "the same; lower push_share or the budget, or add members",
            ),
            Sign(
                "purchases in the market over the run",
                float(model.weeks.groupby("week")["purchases_opened"].first().sum()), 50, np.inf,
                "orders are a matter of a few purchases; add members, weeks or replicates",
            ),
        ]  # fmt: skip

    def warnings(self, model: BuyerNetwork) -> list[str]:
        """One line a sign that is not sound, and an event that never takes effect."""
        settings = model.scenario.settings
        late = [
            f"the event on {event.path} begins in week {event.week}, after the last week, "
            f"{settings.market.weeks}"
            for event in settings.event
            if event.week > settings.market.weeks
        ]
        return [*(sign.warning for sign in self.signs(model) if not sign.sound), *late]
