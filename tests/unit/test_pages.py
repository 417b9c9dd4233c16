"""Larger markets have more pages, so that what a member gets to see does not grow with the market."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.network.followers import pages_each
from sim.network.layers import PAGE


def market(members: int, seed: int = 2, **changes: object) -> sim.BuyerNetwork:
    """A market of so many members, without a past."""
    settings = {"market.members": members, "market.warmup": 0, "market.page_members": 500}
    return sim.BuyerNetwork(sim.load("pull").set_all(settings | changes), seed)


@pytest.mark.parametrize(("members", "pages"), [(2, 1), (749, 1), (751, 2), (2000, 4), (5000, 10)])
def test_number_of_pages(members: int, pages: int) -> None:
    """A page for every so many members, at least one; one where budgets do not grow."""
    scenario = sim.load("base").set_all({"market.members": members, "market.page_members": 500})
    assert pages_each(scenario.settings.market) == pages
    assert pages_each(scenario.set("market.scale_budgets", False).settings.market) == 1


def seen(members: int, **changes: object) -> tuple[float, float]:
    """Page hours that a target member of the focal seller follows, and those of one page.

    The mean over twelve worlds, in which one page has some sixty followers.
    """
    reach, each = [], []
    for seed in range(12):
        model = market(members, seed, **changes)
        model.step()
        accounts, follows = model.world.accounts, model.world.follows
        mine = (accounts.kind == PAGE) & (accounts.seller == 0)
        hours = np.where(mine, model.simulation.assignment.hours, 0.0)
        reach.append(hours[follows.account].sum() / model.world.sellers.n_target[0])
        each.append(hours[mine].mean())
    return float(np.mean(reach)), float(np.mean(each))


def test_what_members_follow_does_not_grow() -> None:
    """Four times the members: the same hours of a page's content reach a member and leave a page.

    Who is drawn twice for one page follows it once, so that many pages have a few more followers.
    """
    small, large = seen(500), seen(2000)
    assert large[1] == pytest.approx(small[1])
    assert large[0] == pytest.approx(small[0], rel=0.2)
    alone = seen(2000, **{"market.page_members": 2000})
    assert alone[0] > 3 * large[0]


def test_budget_is_the_same_with_more_pages() -> None:
    """Hours are shared among pages, not multiplied by them."""
    costs = []
    for size in (2000, 500):
        model = market(2000, 2, **{"market.page_members": size})
        model.step()
        plan = model.sellers[0].plan(2.0)
        spent = model.simulation.assignment.hours[model.world.accounts.seller == 0].sum()
        assert spent == pytest.approx(plan.page_hours + plan.staff_hours)
        costs.append(spent)
    assert costs[0] == pytest.approx(costs[1])
