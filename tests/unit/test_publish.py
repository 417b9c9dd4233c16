"""What accounts publish: kinds, forms and channels in the shares that settings give, and in time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pytest

import sim
from sim.agents.reading import CHANNELS, PRODUCT, PURPOSE, STORY, TOPICAL
from sim.engine import state as st
from sim.network.layers import INFLUENCER_ACCOUNT, PAGE, STAFF
from sim.scenarios.load import Scenario
from sim.scenarios.schema import Strand as StrandSettings
from tests.oracle.markets import FIRST, SECOND

SIGMAS = 4.5  # a correct share lies within so many standard deviations but once in 150,000
CONTENT = {
    "product_share": 0.2, "story_share": 0.3, "purpose_share": 0.1, "emotional_share": 0.7,
    "technical_share": 0.3, "video_share": 0.4, "critical_share": 0.25, "quick_share": 0.35,
    "cross_posting": 0.15,
}  # fmt: skip
#: What influencers publish is settled by the strand: here as the firm's own.
SPOKEN = {name: share for name, share in CONTENT.items() if name in StrandSettings.model_fields}
MIX = {
    "linkedin": 2.0,
    "twitter": 0.0,
    "facebook": 1.0,
    "youtube": 0.0,
    "instagram": 0.0,
    "web": 5.0,
}


def market(**changes: Any) -> Scenario:
    """Two hundred people, two sellers with much time for content; `__` stands for a dot."""
    base: dict[str, Any] = {
        "market.members": 200,
        "market.weeks": 30,
        "market.warmup": 0,
        "market.scale_budgets": False,
        "market.influencers": 6.0,
        "market.seller": (
            {**FIRST, "reps": 2.0, "experts": 8.0, "customers": 0.5},
            {**SECOND, "reps": 2.0, "experts": 2.0, "customers": 0.0},
        ),
        "focal.budget.hours": 500.0,
        "focal.budget.money": 5000.0,  # for all fees
        "focal.push_share": 0.0,
        "focal.control": 0.3,
        "focal.influencers.share": 0.3,
        "focal.influencers.strand": ({**SPOKEN, "pay": 0.5},),
        "focal.content": {**CONTENT, "gated_share": 0.0},
        "focal.channels": MIX,
        "parameters.production.influencer_bar": 0.0,
    }
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return sim.load("base").set_all({**base, **named})


def published(scenario: Scenario) -> tuple[sim.BuyerNetwork, list[st.Items]]:
    """A finished run and the items of each week."""
    model = sim.BuyerNetwork(scenario, seed=3)
    found: list[st.Items] = []

    def after(phase: str) -> None:
        if phase == "publish":
            found.append(model.simulation.room["items"])

    model.after_phase = after
    return model.run(), found


@pytest.fixture(scope="module")
def run() -> Iterator[tuple[sim.BuyerNetwork, st.Items]]:
    """The market and all items of the focal seller, reposts left out."""
    model, weeks = published(market(focal__voice__scripted_share=0.0))
    items = st.Items(*(np.concatenate(column) for column in zip(*weeks, strict=True)))
    mine = items.seller == 0
    yield model, st.Items(*(column[mine] for column in items))
    model.close()


def near(found: np.ndarray, share: float) -> bool:
    """Whether the mean of zeros and ones is as a share says."""
    return abs(found.mean() - share) <= SIGMAS * np.sqrt(share * (1 - share) / len(found)) + 1e-12


def test_kinds_and_forms_have_their_shares(run: tuple[sim.BuyerNetwork, st.Items]) -> None:
    """Catches a share that is not the setting's, of the kind of account that it concerns."""
    model, items = run
    kind = model.world.accounts.kind[items.account]
    assert min((kind == k).sum() for k in (PAGE, STAFF, INFLUENCER_ACCOUNT)) > 200
    for code, share in ((PRODUCT, 0.2), (STORY, 0.3), (PURPOSE, 0.1), (TOPICAL, 0.4)):
        assert near(items.kind == code, share)
    for name in ("emotional", "technical", "video"):
        assert near(getattr(items, name), CONTENT[f"{name}_share"]), name
    own = kind != INFLUENCER_ACCOUNT
    for k in (PAGE, STAFF):
        assert near(items.quick[kind == k], 0.35)
    assert not items.quick[~own].any(), "influencers take their time"


def test_forms_have_nothing_to_do_with_one_another(run: tuple[sim.BuyerNetwork, st.Items]) -> None:
    """Catches two shares that are decided by one number."""
    model, items = run
    own = model.world.accounts.kind[items.account] == PAGE
    columns = {
        name: getattr(items, name)[own]
        for name in ("emotional", "technical", "video", "quick", "tailored", "prospect", "quality")
    }
    columns["story"] = (items.kind == STORY)[own].astype(float)
    columns["linkedin"] = (items.channel == 0)[own].astype(float)
    columns["crossed"] = (items.shown_in != 1 << items.channel)[own].astype(float)
    for a, b in combinations(columns, 2):
        if columns[a].std() * columns[b].std() > 0:
            r = np.corrcoef(columns[a], columns[b])[0, 1]
            assert abs(r) < SIGMAS / np.sqrt(own.sum()), (a, b)


def test_pages_follow_the_mix_and_others_stay_at_home(
    run: tuple[sim.BuyerNetwork, st.Items],
) -> None:
    """Catches weights taken in another order, channels of weight 0, and posts in no channel."""
    model, items = run
    accounts = model.world.accounts
    page = accounts.kind[items.account] == PAGE
    assert {CHANNELS[c] for c in items.channel[page]} == {"linkedin", "facebook", "web"}
    for c, name in enumerate(CHANNELS):
        assert near(items.channel[page] == c, MIX[name] / 8.0)
    every = sum(1 << c for c, name in enumerate(CHANNELS) if MIX[name] > 0)
    crossed = items.shown_in[page] == every
    assert near(crossed, 0.15)
    assert np.array_equal(items.shown_in[page][~crossed], 1 << items.channel[page][~crossed])
    assert np.array_equal(items.channel[~page], accounts.home[items.account[~page]])
    assert np.array_equal(items.shown_in[~page], 1 << items.channel[~page])


def test_stories_are_told_of_customers(run: tuple[sim.BuyerNetwork, st.Items]) -> None:
    """Catches stories of strangers, and other items that tell of anybody."""
    model, items = run
    story = items.kind == STORY
    assert (items.featured[~story] == -1).all()
    assert not items.renown[~story].any()
    assert (items.featured[story] >= 0).all()
    served = model.simulation.facts.customer[items.featured[story], 0] > 0
    assert served.mean() > 0.5, "most customers are still customers at the end"
    assert len(set(items.featured[story].tolist())) > 2
    size = model.world.orgs.size[items.featured[story]]
    expected = size / (size + model.world.orgs.size.mean())
    assert items.renown[story] == pytest.approx(expected)


def test_who_vouches_counts(run: tuple[sim.BuyerNetwork, st.Items]) -> None:
    """Catches praise, use and pay that are given to the wrong items (MA-05 to MA-07)."""
    model, items = run
    p = model.scenario.settings.parameters.message
    accounts = model.world.accounts
    hired = accounts.kind[items.account] == INFLUENCER_ACCOUNT
    story, product = items.kind == STORY, items.kind == PRODUCT
    vouched = story | (hired & product)
    assert (items.weight[~hired & ~story] == 1.0).all()
    known = 1.0 + p.use_gain * np.where(hired, accounts.uses[items.account, 0], 1.0)
    known = np.where(vouched, known, 1.0) + np.where(hired, 0.5 * p.independence_gain, 0.0)
    praised = items.weight < known * (1.0 - 0.5 * p.praise_discount)
    assert not praised[~vouched].any()
    assert near(praised[vouched], 0.75)
    expected = known * np.where(praised, 1.0 - p.praise_discount, 1.0)
    assert items.weight == pytest.approx(expected)
    assert not items.suspicion[~hired].any()
    claims = np.array([p.claim_topical, p.claim_product, p.claim_story, p.claim_purpose])
    assert items.suspicion[hired] == pytest.approx(p.suspicion * 0.5 * claims[items.kind[hired]])


def test_stories_of_nobody_are_nobodys_experience() -> None:
    """Catches a firm without customers whose stories count as those of somebody who uses its offer."""
    scenario = market(
        market__seller=({**FIRST, "customers": 0.0, "experts": 2.0},),
        market__influencers=0.0, market__weeks=6,
        market__contract_weeks=2000.0, market__need_rate=0.0,
    )  # fmt: skip
    model, weeks = published(scenario)
    assert not model.simulation.facts.n_customers.any()
    told = [week.weight[week.kind == STORY] for week in weeks]
    weights = set(np.concatenate(told).round(12).tolist())
    discount = model.scenario.settings.parameters.message.praise_discount
    assert weights == {1.0, round(1.0 - discount, 12)}
    assert all((week.featured == -1).all() for week in weeks)


# --- hours ---------------------------------------------------------------------------------------


def test_quick_posts_are_cheaper_on_average() -> None:
    """Catches a price that is not the mean of the mix: hours times posts is what was spent."""
    production = sim.load("base").settings.parameters.production
    for quick in (0.0, 0.5, 1.0):
        scenario = market(
            focal__control=1.0, focal__voice__approval=0.0, focal__voice__tailored_share=0.0,
            focal__voice__scripted_share=0.0, focal__influencers__share=0.0,
            focal__content__quick_share=quick,
        )  # fmt: skip
        model, weeks = published(scenario)
        posts = sum(int((week.seller == 0).sum()) for week in weeks)
        hours = 30 * float(model.sellers[0].plan(1.0).page_hours)
        cost = production.post_broad * (1.0 - quick * (1.0 - production.quick_cost))
        assert abs(posts - hours / cost) <= 1.0


def test_little_time_does_not_make_posts_quick() -> None:
    """Catches articles given up for quick posts where hours must be saved up for an article."""
    scenario = market(focal__budget__hours=20.0, market__weeks=600)
    model, weeks = published(scenario)
    kind = model.world.accounts.kind
    mine = [week.quick[(week.seller == 0) & (kind[week.account] == STAFF)] for week in weeks]
    quick = np.concatenate(mine)
    assert len(quick) > 150
    assert near(quick, 0.35)


def test_who_stops_does_not_finish_what_it_began() -> None:
    """Catches posts of an idle seller: work in hand is not finished because posts became cheap."""
    stop = (
        {"week": 11, "path": "focal.active", "value": False},
        {"week": 11, "path": "focal.content.quick_share", "value": 1.0},
    )
    model, weeks = published(market(event=stop, focal__content__quick_share=0.0))
    assert model.state.sellers.post_work[0] > 1.0
    made = [int((week.seller == 0).sum()) for week in weeks]
    assert min(made[:10]) > 0
    assert not any(made[10:])


def test_work_in_hand_finds_room() -> None:
    """Catches lists of items sized by the week's hours alone, which what is in hand overflows."""
    event = (
        {"week": 11, "path": "focal.budget.hours", "value": 1.0},
        {"week": 11, "path": "focal.content.quick_share", "value": 1.0},
        {"week": 11, "path": "parameters.production.quick_cost", "value": 0.01},
    )
    scenario = market(
        market__seller=({**FIRST, "reps": 2.0, "experts": 60.0},), market__influencers=0.0,
        focal__control=0.0, focal__budget__hours=200.0, focal__content__quick_share=0.0,
        focal__influencers__share=0.0, parameters__production__channel_hours=0.0, event=event,
    )  # fmt: skip
    _, weeks = published(scenario)
    assert len(weeks[10].key) > 1000
    assert len(weeks) == 30
