"""A seller's week in numbers: whatever a firm does, its hours and its money add up to the budget."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import sim
from sim.agents.budget import CRITERIA, Plan, plan, share_out
from sim.agents.reading import CHANNELS
from sim.agents.seller import components
from sim.parameters import Parameters
from sim.scenarios.schema import Firm, Strand

P = Parameters()
WAGE = P.production.wage
SHARE = st.floats(0.0, 1.0)
TINY = 1e-9
quick = hypothesis_settings(
    max_examples=150, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)

DIALS = dict.fromkeys(("push_share", "control", "acquisition", "selling_share", "trained"), SHARE)
STRANDS = st.lists(
    st.fixed_dictionaries(
        {
            "weight": st.floats(0.0, 5.0),
            **dict.fromkeys(("internal", "joining", "brief", "assist", "amplify"), SHARE),
            "pay": st.floats(0.0, 3.0),
        }
    ),
    max_size=3,
).map(tuple)
FIRMS = st.fixed_dictionaries(
    {
        **DIALS,
        "budget": st.fixed_dictionaries(
            {"hours": st.floats(0.0, 2000.0), "money": st.floats(0.0, 5000.0)}
        ),
        "outreach": st.fixed_dictionaries({"phone_share": SHARE}),
        "content": st.fixed_dictionaries({"gated_share": SHARE, "agency_share": SHARE}),
        "influencers": st.fixed_dictionaries({"share": SHARE, "strand": STRANDS}),
        "group": st.fixed_dictionaries({"share": SHARE}),
        "selling": st.fixed_dictionaries({"private_channels": st.floats(1.0, 10.0)}),
        "channels": st.fixed_dictionaries(
            dict.fromkeys(CHANNELS, st.sampled_from([0.0, 0.0, 0.3, 7.0]))
        ),
    }
).map(lambda settings: Firm(**settings))
#: Hours of a plan that no other hours hold.
HOURS = (
    "page_hours", "keeping_hours", "staff_hours", "asset_hours", "reply_hours", "group_hours",
    "repost_hours", "outreach_hours", "doubled_hours", "care_hours", "sell_hours", "watch_hours",
)  # fmt: skip


def planned(firm: Firm, scale: float = 1.0, parameters: Parameters = P, **given: int) -> Plan:
    """The week of a firm with one page and ten employees."""
    return plan(firm, scale, parameters, **{"teams": 1, "staff": 10, **given})


def of_strands(found: Plan) -> float:
    """Hours of an influencer programme."""
    return sum(s.outside_hours + s.inside_hours + s.joining_hours for s in found.strands)


def for_nothing(firm: Firm) -> Firm:
    """The firm, had its influencers asked for no fees."""
    programme = firm.influencers
    strands = tuple(s.model_copy(update={"pay": 0.0}) for s in programme.strand)
    free = programme.model_copy(update={"strand": strands})
    return firm.model_copy(update={"influencers": free})


@given(FIRMS, st.floats(0.01, 50.0))
@quick
def test_hours_add_up_to_the_budget(firm: Firm, scale: float) -> None:
    """Catches hours that a plan loses, makes up or takes below nothing."""
    found = planned(firm, scale)
    bought = components(firm).outreach_share * firm.budget.money * scale / WAGE
    hours = [getattr(found, name) for name in HOURS]
    slack = TINY * (1.0 + firm.budget.hours * scale + bought)
    assert min(hours) >= -slack
    assert found.bought_hours == pytest.approx(bought)
    unpaid = of_strands(planned(for_nothing(firm), scale)) - of_strands(found)
    assert unpaid >= -slack
    whole = firm.budget.hours * scale + bought
    assert sum(hours) + of_strands(found) + unpaid == pytest.approx(whole)
    if unpaid > slack:  # hours for items that cannot be paid stay unspent, and only these
        assert found.reach_money <= slack * WAGE


@given(FIRMS, st.floats(0.01, 50.0))
@quick
def test_money_adds_up_to_the_budget(firm: Firm, scale: float) -> None:
    """Catches money that is spent twice or not at all; fees come before paid reach."""
    found = planned(firm, scale)
    money = firm.budget.money * scale
    fees = sum(s.items * s.pay for s in found.strands)
    spent = found.bought_hours * WAGE + found.agency_money + fees + found.reach_money
    assert found.money == pytest.approx(money)
    assert found.reach_money >= 0.0
    assert found.agency_hours * P.production.agency_rate * WAGE == pytest.approx(found.agency_money)
    if found.reach_money > 0.0:
        assert spent == pytest.approx(money)
    else:  # fees stay within the budget
        assert spent <= money * (1.0 + TINY) + TINY


@given(FIRMS)
@quick
def test_idle_firm_plans_nothing(firm: Firm) -> None:
    """Catches an inactive firm that still spends."""
    found = planned(firm.model_copy(update={"active": False}), 3.0)
    assert not found.strands
    amounts = [n for n in Plan._fields if n.endswith(("hours", "money")) and n != "research_hours"]
    assert {getattr(found, name) for name in amounts} == {0.0}


@given(STRANDS, st.floats(0.0, 500.0))
@quick
def test_strands_share_the_hours(strands: tuple[dict[str, Any], ...], hours: float) -> None:
    """Catches a strand that gets more than its part, and items that cost other hours than said."""
    settings = tuple(Strand(**one) for one in strands)
    found = share_out(settings, hours, P.production)
    total = sum(one.weight for one in settings)
    if total == 0.0 or hours == 0.0:
        assert found == ()
        return
    for one, strand in zip(settings, found, strict=True):
        mine = strand.outside_hours + strand.inside_hours + strand.joining_hours
        assert mine == pytest.approx(hours * one.weight / total)
        assert strand.inside_hours + strand.joining_hours == pytest.approx(mine * one.internal)
        assert strand.items * strand.item_hours == pytest.approx(strand.outside_hours)
        assert strand.pay == one.pay * WAGE


def test_strand_worked() -> None:
    """Catches an item of an influencer that is dearer or cheaper than brief, help and repost say."""
    p = P.production.model_copy(
        update={"influencer_hours": 1.0, "brief_hours": 0.5, "assist_hours": 2.0, "repost": 0.25}
    )
    one = Strand(
        weight=3.0, internal=0.25, joining=0.4, brief=1.0, assist=0.5, amplify=1.0, pay=2.0
    )
    other = Strand(weight=1.0)
    found, _ = share_out((one, other), 44.0, p)
    assert found.item_hours == pytest.approx(1.0 + 0.5 + 1.0 + 0.25)
    assert found.outside_hours == pytest.approx(24.75)  # 33 hours, a quarter of them inside
    assert found.items == pytest.approx(9.0)
    assert (found.inside_hours, found.joining_hours) == pytest.approx((4.95, 3.3))
    assert found.pay == 2.0 * p.wage


def test_programme_without_a_way_costs_nothing() -> None:
    """Catches hours that vanish in a programme of which no strand has any weight."""
    firm = Firm(influencers={"share": 0.5, "strand": ({"weight": 0.0},)})
    assert planned(firm).page_hours == planned(Firm()).page_hours > 0.0


@pytest.mark.parametrize("used", [1, 2, 6])
def test_every_channel_in_use_costs_hours(used: int) -> None:
    """Catches channels that are kept for nothing, or that cost by their weight (MA-48)."""
    weights = dict.fromkeys(CHANNELS, 0.0) | dict.fromkeys(CHANNELS[:used], 7.0)
    found = planned(Firm(channels=weights, trained=0.0), 2.0)
    assert found.keeping_hours == pytest.approx(used * 2.0 * P.production.channel_hours)
    assert found.channels == tuple(weights.values())
    few = planned(Firm(channels=weights, budget={"hours": 0.01}), 2.0)
    assert few.keeping_hours <= 0.02
    assert few.page_hours == few.staff_hours == 0.0


def test_training_costs_hours() -> None:
    """Catches training that is free, or that is paid for once and for all (MA-16)."""
    none, all_ = planned(Firm(trained=0.0), 2.0), planned(Firm(trained=1.0), 2.0)
    more = all_.keeping_hours - none.keeping_hours
    assert more == pytest.approx(2.0 * P.production.training_hours)
    posts = none.page_hours + none.staff_hours - all_.page_hours - all_.staff_hours
    assert 0.0 < posts <= more


@pytest.mark.parametrize(("phone", "split"), [(0.0, 0.0), (0.25, 0.5), (0.5, 1.0), (1.0, 0.0)])
def test_two_ways_of_selling_cost_hours(phone: float, split: float) -> None:
    """Catches a second way of selling for nothing, and one way that pays for two (MB-86)."""
    found = planned(Firm(outreach={"phone_share": phone}), 2.0)
    assert found.doubled_hours == pytest.approx(2.0 * split * P.production.playbook_hours)
    poor = planned(Firm(outreach={"phone_share": phone}, budget={"hours": 0.1, "money": 0.0}), 2.0)
    assert poor.outreach_hours >= 0.0


def test_private_channels_cost_watching() -> None:
    """Catches further private channels that nobody has to watch (MB-97)."""
    one = planned(Firm(selling={"private_channels": 1.0}), 2.0)
    four = planned(Firm(selling={"private_channels": 4.0}), 2.0)
    assert one.watch_hours == 0.0
    assert four.watch_hours == pytest.approx(2.0 * 3.0 * P.production.watch_hours)
    assert one.sell_hours - four.sell_hours == pytest.approx(four.watch_hours)
    assert one.care_hours == four.care_hours


def test_who_sets_the_strategy() -> None:
    """Catches the rival theory that does not replace the dial, or the dial that counts beside it."""
    theory = P.model_copy(
        update={"rival": P.rival.model_copy(update={"size_sets_strategy": 1.0, "size_half": 5.0})}
    )
    firm = Firm(push_share=0.1, selling_share=0.0, outreach={"phone_share": 0.0})
    other = firm.model_copy(update={"push_share": 0.9})
    hours, money = firm.budget.hours, firm.budget.money
    for staff, share in ((0, 0.0), (10, 0.5), (30, 0.75)):
        found = planned(firm, 2.0, theory, staff=staff)
        assert found == planned(other, 2.0, theory, staff=staff)
        assert found.bought_hours == pytest.approx(2.0 * share * money / WAGE)
        assert found.outreach_hours == pytest.approx(2.0 * share * (hours + money / WAGE))
    assert planned(firm, 2.0).outreach_hours < planned(other, 2.0).outreach_hours


def test_replies_are_shared_with_the_group() -> None:
    """Catches a group that is run beside the reply hours and not out of them (MB-93)."""
    without, half = planned(Firm()), planned(Firm(group={"share": 0.5}))
    assert half.group_hours == half.reply_hours == pytest.approx(without.reply_hours / 2.0)


def test_weakest_precondition_is_the_gate() -> None:
    """Catches a precondition that is not asked, and a replaced rule that is not."""
    ready = {"support": 0.9, "understanding": 0.8, "goals": 0.7, "skills": 0.4, "resources": 0.6}
    firm = Firm(preconditions=ready)
    assert planned(firm).gate == 0.4
    assert plan(firm, 1.0, P, 1, 10, lambda *given: max(given)).gate == 0.9


def test_settings_reach_the_plan() -> None:
    """Catches a setting that is written into another's place."""
    weights = {name: float(i) for i, name in enumerate(CRITERIA, 1)}
    firm = Firm(
        influencers={**weights, "vetted": False},
        outreach={"contact_rules": "own_initiative", "warm_introductions": False},
        analytics={"tiers": True, "retarget_share": 0.3},
        offer={"trial": True, "digital": 0.2},
    )
    found = planned(firm, teams=3)
    assert found.criteria == tuple(weights.values())
    assert not found.vetted
    assert (found.owner_rule, found.warm, found.scoring) == (0.0, 0.0, 0.0)
    assert (found.automation, found.tiers, found.triggers) == (0.0, 1.0, 0.0)
    assert (found.retarget, found.trial, found.digital, found.teams) == (0.3, 1.0, 0.2, 3.0)


# --- what is spent -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"parameters.selling.meeting_hours": 40.0, "parameters.selling.meeting_need": 1.0},
        {"focal.influencers.share": 0.6, "focal.influencers.strand.0.pay": 1.0,
         "parameters.production.influencer_bar": 0.0, "parameters.production.influencer_hours": 9.0},
        {"focal.push_share": 1.0, "focal.budget.hours": 200.0, "focal.outreach.research_hours": 4.0},
        {"focal.group.share": 0.5, "focal.content.agency_share": 0.5, "focal.selling_share": 0.9},
    ],
)  # fmt: skip
def test_no_week_costs_more_than_its_budget(changes: dict[str, Any]) -> None:
    """Catches hours and fees of earlier weeks, the warm-up's too, that are booked when they are used."""
    small = {"market.members": 150, "market.weeks": 12, "market.warmup": 26}
    scenario = sim.load("mixed").set_all({**small, **changes})
    with closing(sim.BuyerNetwork(scenario, seed=0)) as model:
        weeks = model.run().weeks
    for name, mine in weeks.groupby("seller"):
        firm = scenario.settings.firm(name)
        budget = 0.15 * (firm.budget.hours * WAGE + firm.budget.money)
        assert mine["cost"].max() <= budget * (1.0 + TINY), name
        assert mine["cost"].min() > 0.0, name
