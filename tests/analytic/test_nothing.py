"""Nothing comes of nothing: a full ordinary market in which one source is shut.

No talk or no ties, no word of mouth; no attention, no reading and nothing that follows from reading;
no channel at all, nobody newly aware; no hours, no content, messages or leads. What must be nothing
is exactly 0, so a correct model cannot fail. Each test runs the same market with the source open as
well: there the count must be at least 5, so that a leak as large as what flows there would show with
a chance of .993 (Poisson). Defects planted in rules must be caught.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.agents.reading import CHANNELS
from sim.engine.state import COUNTS, SOURCES
from sim.scenarios.load import Scenario
from tests.analytic.closed_world import kernels_with, write_network

CLEAR = 5.0  # a count with which the market shows that it does what the other one must not
PEOPLE = 300
MARKET = {"market.members": PEOPLE, "market.weeks": 52, "market.warmup": 26}
TALK = ("wom_tells", "wom_reach", "wom_cascades")
READING = (
    "views", "likes", "shares", "comments", "negative_comments", "forms", "private_replies",
    "answers", "reach", "lurker_share", "reply_rate", "leads_outbound",
)  # fmt: skip


def market(**changes: Any) -> Scenario:
    """The base preset with 300 members; in names of settings `__` stands for a dot."""
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return sim.load("base").set_all({**MARKET, **named})


def run(scenario: Scenario, plant: Callable[[Any], None] | None = None) -> sim.BuyerNetwork:
    """All weeks; `plant` may change the model before the first."""
    model = sim.BuyerNetwork(scenario, seed=11)
    if plant:
        plant(model)
    return model.run()


@lru_cache(maxsize=1)
def ordinary() -> sim.BuyerNetwork:
    """The market with everything open."""
    return run(market())


def total(model: sim.BuyerNetwork, name: str) -> float:
    """A measure over all weeks and sellers; the weekly table and the summary must agree on it."""
    weekly = model.weeks[name].fillna(0.0)
    if name not in ("lurker_share", "reply_rate", "reach"):
        assert weekly.sum() == pytest.approx(model.sellers_summary[name].sum())
    return float(weekly.sum())


def counted(model: sim.BuyerNetwork, name: str) -> int:
    """A weekly count of the engine, over all weeks and sellers."""
    column = COUNTS.index(name)
    return int(sum(week["counts"][:, column].sum() for week in model.simulation.records.weeks))


# -- no word of mouth -----------------------------------------------------------------------------
def is_without_talk(model: sim.BuyerNetwork) -> bool:
    """Nobody told anybody, and nobody knows a seller by word of mouth."""
    by_talk = (model.state.marks.aware_source == SOURCES.index("wom")) & (
        model.state.marks.aware_week > -MARKET["market.warmup"]
    )
    return (
        all(total(model, name) == 0 for name in TALK)
        and counted(model, "asked_tells") == 0
        and model.tells.empty
        and model.cascades.empty
        and not by_talk.any()
    )


def talks(model: sim.BuyerNetwork) -> bool:
    """Word of mouth is there, told and asked for."""
    return (
        all(total(model, name) >= CLEAR for name in TALK)
        and counted(model, "asked_tells") >= CLEAR
        and len(model.tells) >= CLEAR
    )


SILENCE: dict[str, dict[str, Any]] = {
    "no rate": {"parameters__talk__rate": 0.0},
    "ties without weight": {
        "parameters__talk__colleague_weight": 0.0,
        "parameters__talk__professional_weight": 0.0,
        "parameters__talk__supply_weight": 0.0,
    },
    "no occasion": {
        f"parameters__talk__{name}": 0.0
        for name in (
            "read_trigger", "message_trigger", "story_trigger", "promise_trigger",
            "purchase_trigger", "retell", "ask_rate",
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SILENCE)
def test_who_does_not_talk_reaches_nobody_by_word_of_mouth(name: str) -> None:
    """Three ways to silence by parameters; reading, selling and buying go on."""
    assert talks(ordinary())
    model = run(market(**SILENCE[name]))
    assert is_without_talk(model)
    assert total(model, "views") >= CLEAR
    assert total(model, "leads") >= CLEAR


@pytest.mark.parametrize("kind", ["one organisation", "everybody alone"])
def test_there_is_no_word_of_mouth_without_ties(kind: str, tmp_path: Path) -> None:
    """A network folder without a tie, and the same people with ties.

    A tie of a person with itself is left out; the file is not empty then, and says that colleague
    ties are known. Professional and supply ties are switched off, and people talk much, so that
    one chain of ties shows it.
    """
    ids = [f"p{i}" for i in range(PEOPLE)]
    own = ["One"] * PEOPLE if kind == "one organisation" else [f"Org {i}" for i in range(PEOPLE)]
    loop = [("p0", "p0")]
    chain = list(pairwise(ids))
    none = {
        "market__public_share": 0.0, "market__professional_degree": 0.0,
        "market__supply_degree": 0.0, "parameters__talk__rate": 10.0,
    }  # fmt: skip

    def people(name: str, pairs: list[tuple[str, str]]) -> Scenario:
        folder = write_network(tmp_path / name, ids, own, pairs)
        return market(market__network=folder, **none)

    tied = run(people("tied", chain))
    assert len(tied.world.ties.other) >= 2 * len(chain)
    assert all(total(tied, name) >= CLEAR for name in TALK)
    model = run(people("untied", loop))
    assert len(model.world.ties.other) == 0
    assert is_without_talk(model)
    assert total(model, "views") >= CLEAR


def test_professional_ties_can_be_switched_off() -> None:
    """A member with 0 professional ties on average has none."""
    world = sim.BuyerNetwork(
        market(market__professional_degree=0.0, market__public_share=0.0), seed=11
    ).world
    assert (world.ties.layer == 1).sum() == 0


# -- no attention ---------------------------------------------------------------------------------
def is_without_reading(model: sim.BuyerNetwork) -> bool:
    """Nothing was read, and nothing came of reading; items and messages were there all the same."""
    read = ("named_views", "notices", "replies", "questions", "reach", "negative_comments")
    by_reading = np.isin(
        model.state.marks.aware_source, [SOURCES.index("feed"), SOURCES.index("message")]
    ) & (model.state.marks.aware_week > -MARKET["market.warmup"])
    return (
        all(total(model, name) == 0 for name in READING)
        and all(counted(model, name) == 0 for name in read)
        and total(model, "posts") >= CLEAR
        and total(model, "messages") >= CLEAR
        and not by_reading.any()
    )


#: Reading is rare at 300 members; a generous market shows that the counts can rise at all.
EAGER = {
    "parameters__attention__items_per_week": 200.0,
    "parameters__engagement__like_cost": 0.4,
    "parameters__engagement__share_cost": 0.5,
    "parameters__engagement__comment_cost": 0.5,
    "parameters__engagement__gate_cost": 0.4,
}
#: No attention to feed and inbox, and no call that gets through.
UNATTENDED = {
    "parameters__attention__items_per_week": 0.0,
    "parameters__contact__phone_notice": 0.0,
}


def test_who_attends_to_nothing_reads_nothing_and_does_nothing_about_it() -> None:
    """No attention and no calls in a market whose people are eager to react to what they read."""
    eager = run(market(**EAGER))
    for name in READING:
        assert total(eager, name) > 0, name
    for name in ("views", "likes", "comments", "forms", "private_replies", "reach"):
        assert total(eager, name) >= CLEAR, name
    model = run(market(**{**EAGER, **UNATTENDED}))
    assert is_without_reading(model)
    assert total(model, "wom_tells") >= CLEAR  # other channels are open
    assert counted(model, "first_aware") >= CLEAR


# -- no public channel ----------------------------------------------------------------------------
#: One public channel that nobody reads, the others as usual.
UNREAD = {"market__channel_use": {"instagram": 0.0}, "market__page_followers_target": 0.5}
ONLY_UNREAD = {"linkedin": 0.0, "web": 0.0, "instagram": 1.0}
BY_ITEMS = (
    "impressions", "views", "likes", "shares", "comments", "questions", "forms", "onlookers",
    "applications",
)  # fmt: skip


def count_of(model: sim.BuyerNetwork, seller: int, name: str) -> int:
    """A weekly count of the engine for one seller, over all weeks."""
    weeks = model.simulation.records.weeks
    return int(sum(week["counts"][seller, COUNTS.index(name)] for week in weeks))


def test_who_posts_where_nobody_reads_is_read_by_nobody() -> None:
    """A seller whose page is on a channel that nobody reads: followed, promoted or passed on.

    Its people are silent and its reps write to nobody, so nothing else of it is in any feed. The
    first week is left out: contacts may still pass on what was posted in the warm-up.
    """
    quiet = {
        **UNREAD, **EAGER, "focal__control": 1.0, "focal__push_share": 0.0,
        "parameters__production__reach_price": 50.0,
    }  # fmt: skip
    model = run(market(**quiet, focal__channels=ONLY_UNREAD))
    assert count_of(model, 0, "posts") >= CLEAR
    for week in model.simulation.records.weeks[1:]:
        assert not week["counts"][0, [COUNTS.index(name) for name in BY_ITEMS]].any()
    read = run(market(**quiet))
    for name in ("impressions", "views", "likes", "comments", "questions"):
        assert count_of(read, 0, name) >= CLEAR, name


def test_who_reads_no_channel_reads_messages_alone() -> None:
    """Nobody reads anything in public; messages arrive, people talk and buy."""
    model = run(market(**EAGER, market__channel_use=dict.fromkeys(CHANNELS, 0.0)))
    views = [counted(model, name) for name in ("views", "named_views", "notices")]
    assert views[0] == views[1] == views[2] >= CLEAR
    for name in ("likes", "shares", "comments", "questions", "forms", "applications", "onlookers"):
        assert counted(model, name) == 0, name
    assert not model.state.tie.any()
    assert not model.state.bond.any()
    assert not model.state.beliefs.affect.any()
    assert total(model, "wom_tells") >= CLEAR
    assert total(model, "leads") >= CLEAR


# -- no channel -----------------------------------------------------------------------------------
#: Every channel by which somebody may first hear of a seller, shut.
SHUT = {
    **UNATTENDED,
    "parameters__talk__rate": 0.0,
    "parameters__scouting__rate": 0.0,
    "parameters__scouting__enquiry_rate": 0.0,
    "parameters__selling__referral_rate": 0.0,
}

#: What opens one channel, and the sources of first awareness that it alone brings back.
OPENED: dict[str, tuple[dict[str, float], set[str]]] = {
    "reading": (
        {"parameters__attention__items_per_week": 20.0, "parameters__belief__read_gain": 0.6},
        {"feed", "message"},
    ),
    "calls": ({"parameters__contact__phone_notice": 0.5}, {"message"}),
    "talk": ({"parameters__talk__rate": 1.0}, {"wom"}),
    "scouting": ({"parameters__scouting__rate": 0.15}, {"scouting"}),
    "referral": ({"parameters__selling__referral_rate": 0.05}, {"meeting"}),
}


def run_from_the_start(
    scenario: Scenario, plant: Callable[[Any], None] | None = None
) -> tuple[sim.BuyerNetwork, np.ndarray]:
    """A run without warm-up, and whose people ever were a customer's of each seller, (M, S)."""
    model = sim.BuyerNetwork(scenario.set("market.warmup", 0), seed=11)
    if plant:
        plant(model)
    needs, org = model.world.needs, model.world.people.org
    held = needs.supplier >= 0
    ever = np.zeros((len(model.world.orgs.key), model.world.n_sellers), bool)
    ever[needs.org[held], needs.supplier[held]] = True
    for _ in range(scenario.settings.market.weeks):
        model.step()
        ever |= model.simulation.facts.customer > 0
    return model, np.where((org >= 0)[:, None], ever[np.maximum(org, 0)], False)


def newly_aware(model: sim.BuyerNetwork) -> dict[str, int]:
    """People × sellers first aware in a week that was run, by source."""
    marks = model.state.marks
    source = marks.aware_source[marks.aware_week >= 1]
    return {SOURCES[code]: int((source == code).sum()) for code in np.unique(source)}


def is_without_channels(model: sim.BuyerNetwork, customers: np.ndarray) -> bool:
    """Nobody is newly aware but by delivery, and nobody at all who never was a customer's."""
    new = model.state.marks.aware_week >= 1
    return set(newly_aware(model)) <= {"delivery"} and not new[~customers].any()


def test_where_no_channel_is_open_only_customers_become_aware() -> None:
    """Without attention, talk, search and referrals only delivery makes anybody newly aware."""
    model, customers = run_from_the_start(market(**SHUT))
    assert not customers.all()
    assert is_without_channels(model, customers)
    for name in ("views", "forms", "replies", "wom_tells", "leads_outbound", "leads_referral"):
        assert (total if name != "replies" else counted)(model, name) == 0
    assert counted(model, "first_aware") == newly_aware(model).get("delivery", 0)
    everything, customers = run_from_the_start(market())
    assert not is_without_channels(everything, customers)
    assert sum(newly_aware(everything).values()) >= CLEAR


@pytest.mark.parametrize("name", OPENED)
def test_each_channel_alone_brings_its_own_first_awareness_back(name: str) -> None:
    """With one channel open the sources are that channel's, and those of leads that come of it."""
    changes, sources = OPENED[name]
    model, customers = run_from_the_start(market(**{**SHUT, **changes}))
    found = newly_aware(model)
    assert not is_without_channels(model, customers)
    assert all(found.get(source, 0) >= CLEAR for source in sources), found
    assert set(found) <= sources | {"delivery", "meeting"}, found


# -- no hours -------------------------------------------------------------------------------------
EFFORT = (
    "posts", "reposts", "influencer_posts", "messages", "leads_outbound", "leads_referral",
    "impressions", "views", "answers", "opportunities", "cost",
)  # fmt: skip


def idle(*names: str) -> dict[str, Any]:
    """Settings in which the named sellers do nothing, Northwind being the focal one."""
    rivals = tuple(
        {"seller": n, "active": n not in names} for n in ("Harbour", "Meridian", "Sable")
    )
    return {"focal__active": "Northwind" not in names, "rival": rivals}


def test_who_spends_no_hours_publishes_nothing_and_writes_to_nobody() -> None:
    """All sellers idle: no content, no messages, no leads of their making, no cost.

    Referrals are asked of nobody here (`referral_rate` 0): customers give them by themselves. People
    are eager, so that there is something to answer.
    """
    no_referrals = {"parameters__selling__referral_rate": 0.0}
    names = ("Northwind", "Harbour", "Meridian", "Sable")
    busy = run(market(**idle(), **EAGER, parameters__selling__referral_rate=0.01))
    for name in EFFORT:
        if name != "influencer_posts":  # no programme in the base preset
            assert total(busy, name) >= CLEAR, name
    model = run(market(**idle(*names), **EAGER, **no_referrals, market__warmup=0))
    for name in EFFORT:
        assert total(model, name) == 0, name
    assert counted(model, "first_contacts") == counted(model, "meetings") == 0
    assert set(newly_aware(model)) <= {"wom", "delivery", "scouting"}
    assert total(model, "wom_tells") >= CLEAR  # people talk all the same


def test_after_a_busy_warm_up_idle_sellers_leave_only_what_they_left_behind() -> None:
    """No new content or message from the first measured week on.

    A meeting in preparation may still be held: its hours were saved in the warm-up, and are booked
    when they are used.
    """
    model = run(market(**idle("Northwind", "Harbour", "Meridian", "Sable")))
    for name in ("posts", "reposts", "messages", "leads_outbound", "answers"):
        assert total(model, name) == 0, name
    assert total(model, "cost") <= prepared_meetings(model, len(model.salespeople))


def prepared_meetings(model: sim.BuyerNetwork, reps: int) -> float:
    """Cost of a meeting that each of so many reps has prepared."""
    parameters = model.scenario.settings.parameters
    return reps * parameters.selling.meeting_hours * parameters.production.wage


def test_an_idle_seller_is_idle_among_busy_ones() -> None:
    """Idleness of one seller shows in its own rows and in no other's."""
    model = run(market(**idle("Northwind")))
    table = model.sellers_summary
    for name in ("posts", "messages", "leads_outbound", "answers"):
        assert table.loc["Northwind", name] == 0, name
        if name != "answers":
            assert (table[name].drop("Northwind") > 0).all(), name
    mine = [e for e in model.salespeople if e.seller.name == "Northwind"]
    assert model.summary["cost"] <= prepared_meetings(model, len(mine))
    assert (table["cost"].drop("Northwind") >= 100 * CLEAR).all()


# -- planted defects ------------------------------------------------------------------------------
def told_at_any_rate(trigger: float, tie: float, valence: float, p: Any) -> float:
    """A planted defect: the rate does not enter the chance to tell."""
    return min(1.0, trigger * tie)


def always_some_share(load: float, capacity: float) -> float:
    """A planted defect: some of a feed is seen whatever the attention."""
    return max(0.2, min(1.0, capacity / max(load, 1.0)))


def test_talk_at_rate_0_by_a_defect_is_found_out() -> None:
    """A rule of telling that forgets the rate fails the test of silence."""
    rules = kernels_with("list_tells", tell_chance=told_at_any_rate)

    def plant(model: Any) -> None:
        model.simulation.kernels = rules

    model = run(market(parameters__talk__rate=0.0), plant)
    assert total(model, "wom_tells") >= CLEAR
    assert not is_without_talk(model)


def test_reading_without_attention_by_a_defect_is_found_out() -> None:
    """A rule of seeing that forgets the capacity fails the tests of reading and of channels."""
    rules = kernels_with("attend", seen_share=always_some_share)

    def plant(model: Any) -> None:
        model.simulation.kernels = rules

    model = run(market(**{**EAGER, "parameters__attention__items_per_week": 0.0}), plant)
    assert total(model, "views") >= CLEAR
    assert not is_without_reading(model)
    assert not is_without_channels(*run_from_the_start(market(**SHUT), plant))
