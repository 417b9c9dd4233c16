"""Rules: a value worked by hand, the range and the direction of each, and sets of rules.

Ranges hold for every allowed value of the parameters; directions for the usual values. `P` holds the
parameters of one worked value, so that a changed default leaves it right.
"""

from __future__ import annotations

import csv
import inspect
import math
import re
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace as P
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sim.agents.buying_centre import BUYER, DECIDER, GATEKEEPER, INFLUENCER, PUBLIC, USER
from sim.agents.seller import components, plan, posting_weights
from sim.parameters import GROUPS, Parameters
from sim.rules import OWNERS, RuleSet
from sim.scenarios.schema import Firm

RULES = RuleSet().functions()
EVIDENCE = Path(__file__).resolve().parents[2] / "docs" / "evidence.csv"
ROW = re.compile(r"\b(?:(?:MA|MB|PA|PB|NB|NC)-\d+|[AB]-\d+\.\d+)\b")
TINY = 1e-12
quick = hypothesis_settings(
    max_examples=40, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)

SHARE = st.floats(0.0, 1.0)
DRAW = st.floats(0.0, 1.0, exclude_max=True)
YES_NO = st.sampled_from([0.0, 1.0])
MUCH = st.floats(0.0, 1000.0)
SOME = st.floats(0.001, 1000.0)
FEW = st.integers(0, 20).map(float)
ROLE = st.sampled_from([USER, INFLUENCER, DECIDER, BUYER, GATEKEEPER, PUBLIC])

#: The group behind `p` and the values that every other argument may take, by rule.
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "faded": ("belief", {"trace": SHARE}),
    "remembered": ("", {"trace": SHARE, "gain": SHARE}),
    "informed": ("", {"info": SHARE, "gain": SHARE}),
    "moved_level": (
        "",
        {"level": SHARE, "weight": SOME, "evidence": SHARE, "evidence_weight": MUCH},
    ),
    "moved_weight": ("belief", {"weight": SOME, "evidence_weight": MUCH}),
    "used_trust": ("belief", {"personal": SHARE, "brand": SHARE, "contacts": MUCH}),
    "trust_bar": ("belief", {"draw": DRAW}),
    "centre_size": ("", {"people": st.integers(1, 5000)}),
    "role_weight": ("choice", {"role": ROLE}),
    "straight_chance": ("choice", {"satisfaction": SHARE}),
    "offer_fit": ("", {"strength": st.floats(0.7, 1.3), "fit": SHARE}),
    "offer_utility": (
        "choice",
        {
            "fit": SHARE,
            "price": SHARE,
            "trust": SHARE,
            "in_hand": YES_NO,
            "info": SHARE,
            "complexity": SHARE,
        },
    ),
    "incumbent_utility": ("choice", {"satisfaction": SHARE}),
    "choice_noise": ("choice", {"draw": DRAW}),
    "kept_chance": ("delivery", {"care": MUCH}),
    "satisfied": ("delivery", {"satisfaction": SHARE, "kept": YES_NO}),
    "joins": (
        "production",
        {"match": SHARE, "visibility": SHARE, "pay": SHARE, "tied": YES_NO},
    ),
    "authenticity": ("", {"match": SHARE, "scripted": SHARE}),
    "seen_share": ("", {"load": SOME, "capacity": MUCH}),
    "noticed_share": ("contact", {"load": SOME, "capacity": MUCH, "similar": FEW}),
    "content_relevance": (
        "attention",
        {
            "topic_match": SHARE,
            "tailored": SHARE,
            "audience": YES_NO,
            "understanding": SHARE,
            "need": YES_NO,
        },
    ),
    "attention_chance": ("attention", {"relevance": SHARE, "salesy": SHARE, "delay": MUCH}),
    "act_cost": (
        "engagement",
        {
            "effort": SHARE,
            "own_supplier": YES_NO,
            "direct": SHARE,
            "privacy": SHARE,
            "policy": SHARE,
        },
    ),
    "act_chance": ("engagement", {"interest": st.floats(0.0, 2.0), "cost": st.floats(0.0, 5.0)}),
    "criticism": ("", {"annoyance": SHARE, "salesy": SHARE, "relevance": SHARE}),
    "form_chance": ("engagement", {"value": SHARE, "need": YES_NO, "privacy": SHARE}),
    "question_chance": ("engagement", {"interest": st.floats(0.0, 2.0), "need": YES_NO}),
    "next_turn_chance": ("engagement", {"turns": FEW}),
    "reply_probability": (
        "contact",
        {
            "personal": SHARE,
            "need": YES_NO,
            "known": YES_NO,
            "intro": YES_NO,
            "trust": SHARE,
            "annoyance": SHARE,
        },
    ),
    "message_annoyance": ("contact", {"personal": SHARE, "fits": YES_NO, "attempts": FEW}),
    "calmed": ("contact", {"annoyance": SHARE}),
    "block_limit": ("contact", {"draw": DRAW}),
    "tell_valence": ("talk", {"trust": SHARE}),
    "tell_chance": (
        "talk",
        {"trigger": SHARE, "tie": st.floats(0.0, 100.0), "valence": st.floats(-1.0, 1.0)},
    ),
    "ask_chance": ("talk", {"tie": st.floats(0.0, 100.0)}),
    "found_chance": ("scouting", {"known": YES_NO, "posts": FEW, "technical": SHARE}),
    "enquiry_chance": ("scouting", {"info": SHARE, "trust": SHARE, "bar": SHARE}),
    "contact_evidence": ("", {"skill": SHARE, "draw": DRAW}),
    "meeting_chance": ("selling", {"need": YES_NO, "trust": SHARE}),
    "answer_chance": ("selling", {"inbound": YES_NO, "annoyance": SHARE}),
    "lead_worth": (
        "lead",
        {"score": MUCH, "role": ROLE, "decider": st.just(DECIDER), "buyer": st.just(BUYER)},
    ),
    "personalisation": ("", {"research": MUCH}),
    "message_cost": ("production", {"personal": SHARE}),
    "aim_chance": ("production", {"research": MUCH}),
    "post_quality": ("", {"expertise": SHARE, "draw": DRAW}),
    "off_message_chance": ("production", {"is_page": YES_NO, "trained": SHARE, "scripted": SHARE}),
    "bond_after": ("belief", {"bond": SHARE, "use": SHARE}),
    "understanding_after": ("delivery", {"understanding": SHARE, "hours": MUCH}),
}

UNIT = (0.0, 1.0)
#: Range of the result for every allowed parameter.
RANGES: dict[str, tuple[float, float]] = {
    **dict.fromkeys(
        (
            "faded", "remembered", "informed", "moved_level", "used_trust", "straight_chance",
            "offer_fit", "kept_chance", "satisfied", "authenticity", "seen_share", "noticed_share",
            "content_relevance", "attention_chance", "act_chance", "form_chance",
            "question_chance", "next_turn_chance", "reply_probability", "message_annoyance",
            "calmed", "tell_chance", "ask_chance", "found_chance", "enquiry_chance",
            "contact_evidence", "meeting_chance", "answer_chance", "personalisation",
            "aim_chance",
            "post_quality", "off_message_chance", "bond_after", "understanding_after",
        ),
        UNIT,
    ),
    "moved_weight": (0.001, 1000.0),
    "trust_bar": (-0.5, 1.5),
    "centre_size": (1, 8),
    "role_weight": (0.0, 20.0),
    "offer_utility": (-40.0, 60.0),
    "incumbent_utility": (0.0, 20.0),
    "choice_noise": (-20 * 2.675, 20 * 14.51),
    "joins": (0, 1),
    "act_cost": (0.0, 16.0),
    "criticism": (0.0, 2.0),
    "block_limit": (0.01, 2.0),
    "tell_valence": (-1.0, 1.0),
    "lead_worth": (0.0, 1005.0),
    "message_cost": (0.001, 100.0),
}  # fmt: skip

#: Arguments in which the result never falls (+) or never rises (-), with the usual parameters.
DIRECTIONS = """
faded +trace
remembered +trace +gain
informed +info +gain
moved_level +level +evidence
moved_weight +weight +evidence_weight
used_trust +personal +brand
trust_bar +draw
centre_size +people
straight_chance +satisfaction
offer_fit +strength +fit
offer_utility +fit -price +trust +in_hand +info -complexity
incumbent_utility +satisfaction
choice_noise +draw
kept_chance +care
satisfied +satisfaction +kept
joins +match +visibility +pay -tied
authenticity +match -scripted
seen_share -load +capacity
noticed_share -load +capacity -similar
content_relevance +topic_match +audience +understanding +need
attention_chance +relevance -salesy -delay
act_cost +effort +own_supplier +direct +privacy -policy
act_chance +interest -cost
criticism +annoyance +salesy -relevance
form_chance +value +need -privacy
question_chance +interest +need
next_turn_chance +turns
reply_probability +personal +need +known +intro +trust -annoyance
message_annoyance -personal -fits +attempts
calmed +annoyance
block_limit +draw
tell_valence +trust
tell_chance +trigger +tie
ask_chance +tie
found_chance +known +posts +technical
enquiry_chance +info +trust -bar
contact_evidence +skill +draw
meeting_chance +need +trust
answer_chance +inbound -annoyance
lead_worth +score
personalisation +research
message_cost +personal
aim_chance +research
post_quality +expertise +draw
off_message_chance -is_page -trained -scripted
bond_after +bond +use
understanding_after +understanding +hours
"""
MOVES = [
    (line.split()[0], word[1:], 1.0 if word[0] == "+" else -1.0)
    for line in DIRECTIONS.strip().splitlines()
    for word in line.split()[1:]
]

CHOICE = P(
    weight_decider=3.0, weight_buyer=2.0, weight_gatekeeper=1.0, weight_influencer=1.5,
    weight_user=0.5, fit_weight=2.0, price_weight=1.0, trust_weight=0.5, offer_weight=0.25,
    risk_weight=0.8, incumbent_bonus=1.5, noise=2.0, straight_rebuy=0.8,
)  # fmt: skip
ENGAGE = P(
    exposure_cost=0.4, indirect_share=0.25, privacy_cost=0.2, policy_cost=0.1, act_spread=0.1,
    need_value=0.2, gate_cost=0.5, gate_privacy=0.4, question_rate=0.1, question_need=3.0,
    turn_chance=0.3, turn_growth=0.2,
)  # fmt: skip
CONTACT = P(
    base_logit=-2.0, personal_logit=1.0, need_logit=1.0, known_logit=0.5, intro_logit=2.0,
    trust_logit=2.0, annoyed_logit=4.0, similar_blur=0.25, generic_annoyance=0.06,
    personal_annoyance=0.02, offfit_annoyance=0.1, repeat_annoyance=0.03, annoyance_decay=0.1,
    block_low=0.4, block_high=1.2,
)  # fmt: skip
TALK = P(rate=2.0, ask_rate=0.05, neutral=0.4, negativity=3.0)
SCOUT = P(
    presence_half=2.0, rate=0.2, expert_bar=0.5, unknown_share=0.5, enquiry_info=0.3,
    enquiry_rate=0.25,
)  # fmt: skip
ATTEND = P(
    off_audience=0.4, broad_relevance=0.6, need_boost=0.5, salesy_discount=0.5, topic_half_life=2.0
)
MAKE = P(
    aim_hours=0.25, generic_message=0.1, personal_message=0.5, offmessage=0.1, influencer_bar=0.6
)
SELL = P(answer_outbound=0.4, answer_inbound=0.8, meeting_need=0.5)
SERVE = P(
    kept_worst=0.5, kept_best=0.9, satisfaction_step=0.25, understanding_decay=0.5,
    understanding_hours=10.0,
)  # fmt: skip

#: Values worked by hand: rule, arguments, result.
WORKED: list[tuple[str, tuple[Any, ...], float]] = [
    ("faded", (0.8, P(memory_decay=0.25)), 0.6),
    ("remembered", (0.5, 0.2), 0.6),
    ("informed", (0.2, 0.5), 0.6),
    ("moved_level", (0.4, 3.0, 0.8, 1.0), 0.5),  # (1.2 + 0.8) / 4
    ("moved_weight", (10.0, 1.0, P(weight_cap=12.0)), 11.0),
    ("moved_weight", (11.5, 1.0, P(weight_cap=12.0)), 12.0),
    ("used_trust", (0.9, 0.3, 6.0, P(contacts_half=3.0)), 0.7),  # two thirds personal
    ("used_trust", (0.9, 0.3, 0.0, P(contacts_half=3.0)), 0.3),
    ("trust_bar", (0.75, P(bar_centre=0.4, bar_width=0.4)), 0.5),
    ("centre_size", (1,), 1),
    ("centre_size", (2,), 2),
    ("centre_size", (3,), 3),  # 4 places, 3 people
    ("centre_size", (9,), 6),  # 9, 4, 2, 1: three halvings
    ("centre_size", (60,), 8),
    ("role_weight", (DECIDER, CHOICE), 3.0),
    ("role_weight", (BUYER, CHOICE), 2.0),
    ("role_weight", (GATEKEEPER, CHOICE), 1.0),
    ("role_weight", (INFLUENCER, CHOICE), 1.5),
    ("role_weight", (USER, CHOICE), 0.5),
    ("straight_chance", (0.5, CHOICE), 0.4),
    ("offer_fit", (1.2, 0.5), 0.6),
    ("offer_fit", (1.3, 0.9), 1.0),
    # 2 x .5 - .4 + .5 x .6 + .25 - .8 x .5 x .75
    ("offer_utility", (0.5, 0.4, 0.6, 1.0, 0.25, 0.5, CHOICE), 0.85),
    ("incumbent_utility", (0.6, CHOICE), 0.9),
    ("choice_noise", (0.5, CHOICE), -2.0 * math.log(math.log(2.0))),
    ("kept_chance", (0.5, SERVE), 0.7),
    ("kept_chance", (7.0, SERVE), 0.9),
    ("satisfied", (0.6, 1.0, SERVE), 0.7),
    ("satisfied", (0.6, 0.0, SERVE), 0.45),
    ("joins", (0.4, 0.5, 0.5, 0.0, MAKE), True),  # .4 + .15 + .15
    ("joins", (0.4, 0.5, 0.0, 0.0, MAKE), False),
    ("joins", (1.0, 1.0, 1.0, 1.0, MAKE), False),  # works for a competitor
    ("authenticity", (0.5, 0.5), 0.35),
    ("seen_share", (80.0, 20.0), 0.25),
    ("seen_share", (10.0, 20.0), 1.0),
    ("noticed_share", (8.0, 4.0, 4.0, CONTACT), 0.25),
    # half of .6 and half of .75: .675, times .5, times 1.5
    ("content_relevance", (0.5, 0.5, 1.0, 0.5, 1.0, ATTEND), 0.50625),
    ("content_relevance", (1.0, 1.0, 0.0, 1.0, 0.0, ATTEND), 0.4),
    ("content_relevance", (1.0, 1.0, 1.0, 1.0, 1.0, ATTEND), 1.0),
    ("attention_chance", (0.8, 0.5, 4.0, ATTEND), 0.15),  # .8 x .75 x a quarter
    # .5 + .4 x (.5 + .5 x .25) + .2 x .5 + .1 x .75
    ("act_cost", (0.5, 1.0, 0.5, 0.5, 0.25, ENGAGE), 0.925),
    ("act_cost", (0.5, 0.0, 1.0, 0.0, 1.0, ENGAGE), 0.5),
    ("act_chance", (0.6, 0.6, ENGAGE), 0.5),
    ("act_chance", (0.5, 0.7, ENGAGE), 1.0 / (1.0 + math.e**2)),
    ("criticism", (0.3, 0.5, 0.2), 0.7),
    ("form_chance", (0.5, 1.0, 0.5, ENGAGE), 0.5),  # .7 against .7
    ("form_chance", (0.6, 0.0, 0.0, ENGAGE), 1.0 / (1.0 + math.exp(-1.0))),
    ("question_chance", (0.5, 0.0, ENGAGE), 0.05),
    ("question_chance", (0.5, 1.0, ENGAGE), 0.15),
    ("next_turn_chance", (2.0, ENGAGE), 0.7),
    ("next_turn_chance", (9.0, ENGAGE), 0.95),
    ("reply_probability", (1.0, 1.0, 0.0, 0.0, 0.4, 0.0, CONTACT), 0.5),
    # -2 + .5 + 1 + .5 + 2 + .4 - 2 = .4
    ("reply_probability", (0.5, 1.0, 1.0, 1.0, 0.6, 0.5, CONTACT), 1.0 / (1.0 + math.exp(-0.4))),
    ("message_annoyance", (0.5, 1.0, 2.0, CONTACT), 0.16),  # .04 + .03 x 4
    ("message_annoyance", (0.0, 0.0, 0.0, CONTACT), 0.16),  # .06 + .1
    ("calmed", (0.5, CONTACT), 0.45),
    ("block_limit", (0.25, CONTACT), 0.6),
    ("tell_valence", (0.7, TALK), 0.5),
    ("tell_valence", (0.1, TALK), -0.5),
    ("tell_chance", (0.1, 0.5, 0.2, TALK), 0.1),
    ("tell_chance", (0.1, 0.5, -0.2, TALK), 0.3),
    ("ask_chance", (0.5, TALK), 0.05),
    ("found_chance", (1.0, 0.0, 0.9, SCOUT), 0.2),
    ("found_chance", (0.0, 2.0, 0.1, SCOUT), 0.025),  # .2 x .5 x .5 x .5
    ("found_chance", (0.0, 0.0, 0.9, SCOUT), 0.0),
    ("enquiry_chance", (0.3, 0.5, 0.5, SCOUT), 0.25),
    ("enquiry_chance", (0.29, 0.5, 0.5, SCOUT), 0.0),
    ("enquiry_chance", (0.3, 0.49, 0.5, SCOUT), 0.0),
    ("contact_evidence", (0.6, 0.75), 0.7),
    ("contact_evidence", (0.1, 0.0), 0.0),
    ("meeting_chance", (1.0, 0.6, SELL), 0.3),
    ("meeting_chance", (0.0, 1.0, SELL), 0.0),
    ("answer_chance", (1.0, 0.5, SELL), 0.4),
    ("answer_chance", (0.0, 0.0, SELL), 0.4),
    ("lead_worth", (0.4, BUYER, DECIDER, BUYER, P(role_score=0.1)), 0.5),
    ("lead_worth", (0.4, USER, DECIDER, BUYER, P(role_score=0.1)), 0.4),
    ("personalisation", (1.5,), 0.75),
    ("personalisation", (0.0,), 0.0),
    ("message_cost", (0.5, MAKE), 0.3),
    ("aim_chance", (0.1, MAKE), 0.4),
    ("aim_chance", (3.0, MAKE), 1.0),
    ("post_quality", (0.6, 0.25), 0.5),
    ("post_quality", (0.95, 0.99), 1.0),
    ("off_message_chance", (0.0, 0.5, 0.5, MAKE), 0.03),  # .1 x .6 x .5
    ("off_message_chance", (1.0, 0.0, 0.0, MAKE), 0.0),
    ("bond_after", (0.2, 0.6, P(bond_gain=0.25)), 0.3),
    ("bond_after", (0.6, 0.2, P(bond_gain=0.25)), 0.6),
    ("understanding_after", (0.4, 10.0, SERVE), 1.0 - 0.8 / math.e),
    ("understanding_after", (0.4, 0.0, SERVE), 0.2),
]


@lru_cache(maxsize=32)
def allowed(group: str) -> st.SearchStrategy[Any]:
    """Any parameters of a group within their declared ranges, ends and default more often."""
    values = {}
    for name, info in GROUPS[group].model_fields.items():
        low = next(m.ge for m in info.metadata if hasattr(m, "ge"))
        high = next(m.le for m in info.metadata if hasattr(m, "le"))
        default = float(info.default)
        ends = st.sampled_from([float(low), float(high), default])
        values[name] = st.one_of(st.just(default), ends, st.floats(low, high))
    return st.builds(GROUPS[group].tuple_type, **values)


def usual(group: str) -> Any:
    return getattr(Parameters(), group).as_tuple()


def call(name: str, values: dict[str, Any], p: Any) -> Any:
    return RULES[name](**values, **({"p": p} if CALLS[name][0] else {}))


# --- every rule ----------------------------------------------------------------------------------


def test_tables_cover_every_rule() -> None:
    """Catches a new rule without a worked value, a range or a direction."""
    names = RuleSet.names()
    assert names == sorted(names)
    assert set(names) == set(CALLS) == set(RANGES)
    assert {name for name, _, _ in WORKED} == set(names)
    assert set(names) - {name for name, _, _ in MOVES} == {"role_weight"}
    for name in names:
        group, arguments = CALLS[name]
        wanted = [*arguments, *(["p"] if group else [])]
        assert list(inspect.signature(RULES[name]).parameters) == wanted
        assert RULES[name].__module__.removeprefix("sim.agents.") in OWNERS


@pytest.mark.parametrize("name", RuleSet.names())
def test_docstring_says_where_it_comes_from(name: str) -> None:
    """Catches a rule that rests on nothing: its docstring names evidence or calls it an assumption."""
    text = inspect.getdoc(RULES[name]) or ""
    with EVIDENCE.open(encoding="utf-8", newline="") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    rows = ROW.findall(text)
    assert set(rows) <= known
    assert rows or "assumption" in text.lower()


@pytest.mark.parametrize("name", RuleSet.names())
def test_docstring_names_the_parameter_group(name: str) -> None:
    """Catches a docstring that names another group of parameters than the rule reads."""
    group = CALLS[name][0]
    text = " ".join((inspect.getdoc(RULES[name]) or "").split())
    named = re.findall(r"\bp ?: ([A-Z]\w+)", text)
    assert named == ([GROUPS[group].__name__] if group else [])
    read = set(re.findall(r"\bp\.(\w+)", inspect.getsource(RULES[name])))
    assert read <= (set(GROUPS[group].model_fields) if group else set())


@pytest.mark.parametrize(
    ("name", "arguments", "result"), WORKED, ids=[f"{i}-{w[0]}" for i, w in enumerate(WORKED)]
)
def test_worked_value(name: str, arguments: tuple[Any, ...], result: float) -> None:
    """Catches a changed formula: the value was worked by hand from the rule's description."""
    assert RULES[name](*arguments) == pytest.approx(result, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", RuleSet.names())
@given(data=st.data())
@quick
def test_range(name: str, data: st.DataObject) -> None:
    """Catches a probability or belief that leaves its range, or fails, at any allowed parameter."""
    group, arguments = CALLS[name]
    values = data.draw(st.fixed_dictionaries(arguments))
    p = data.draw(allowed(group)) if group else None
    low, high = RANGES[name]
    result = call(name, values, p)
    assert math.isfinite(result)
    assert low - TINY <= result <= high + TINY


@pytest.mark.parametrize(
    ("name", "argument", "sign"), MOVES, ids=[f"{n}-{a}{s:+.0f}" for n, a, s in MOVES]
)
@given(data=st.data())
@quick
def test_direction(name: str, argument: str, sign: float, data: st.DataObject) -> None:
    """Catches a sign or a cap that turns an effect round; and one that takes it away altogether."""
    group, arguments = CALLS[name]
    values = data.draw(st.fixed_dictionaries(arguments))
    a, b = data.draw(arguments[argument]), data.draw(arguments[argument])
    if name == "content_relevance" and argument == "understanding":
        values["audience"] = 1.0
    p = usual(group) if group else None
    low = call(name, {**values, argument: min(a, b)}, p)
    high = call(name, {**values, argument: max(a, b)}, p)
    assert sign * (high - low) >= -TINY


#: One point at which each argument must matter.
MIDDLE: dict[str, dict[str, Any]] = {
    "moved_level": {"weight": 2.0, "evidence_weight": 1.0},
    "moved_weight": {"weight": 2.0, "evidence_weight": 1.0},
    "used_trust": {"contacts": 2.0},
    "centre_size": {"people": 20},
    "offer_fit": {"strength": 1.0, "fit": 0.6},
    "offer_utility": {"info": 0.5, "complexity": 0.5},
    "kept_chance": {"care": 0.5},
    "joins": {"match": 0.441, "visibility": 0.1, "pay": 0.1, "tied": 0.0},
    "aim_chance": {"research": 0.1},
    "seen_share": {"load": 80.0, "capacity": 20.0},
    "noticed_share": {"load": 80.0, "capacity": 20.0, "similar": 2.0},
    "content_relevance": {"tailored": 0.5, "audience": 1.0, "need": 0.0},
    "act_cost": {"own_supplier": 1.0},
    "tell_chance": {"trigger": 0.1, "tie": 1.0, "valence": 0.2},
    "ask_chance": {"tie": 1.0},
    "found_chance": {"known": 0.0, "posts": 2.0, "technical": 0.5},
    "enquiry_chance": {"info": 0.3, "trust": 0.5, "bar": 0.5},
    "meeting_chance": {"need": 1.0},
    "bond_after": {"bond": 0.4, "use": 0.6},
    "off_message_chance": {"is_page": 0.0},
}
STEPS = {"people": 40, "attempts": 1.0, "turns": 1.0, "posts": 3.0, "hours": 5.0}


@pytest.mark.parametrize(
    ("name", "argument", "sign"), MOVES, ids=[f"{n}-{a}{s:+.0f}" for n, a, s in MOVES]
)
def test_argument_matters(name: str, argument: str, sign: float) -> None:
    """Catches an argument that is taken and not used."""
    group, arguments = CALLS[name]
    values: dict[str, Any] = dict.fromkeys(arguments, 0.5)
    values.update({a: 0.0 for a, s in arguments.items() if s is YES_NO})
    values.update(
        {"decider": DECIDER, "buyer": BUYER, "role": USER} if name == "lead_worth" else {}
    )
    values.update(MIDDLE.get(name, {}))
    p = usual(group) if group else None
    before = values[argument]
    if arguments[argument] is YES_NO:
        low, high = 0.0, 1.0
    else:
        step = STEPS.get(argument, 0.2 * abs(before) if before else 0.2)
        low, high = before - step, before + step
        low = max(low, 1) if argument == "people" else low
    change = call(name, {**values, argument: high}, p) - call(name, {**values, argument: low}, p)
    assert sign * change > 0


# --- relations that the descriptions state -------------------------------------------------------


@given(SHARE, SHARE, MUCH, allowed("belief"))
@quick
def test_used_trust_lies_between(personal: float, brand: float, contacts: float, p: Any) -> None:
    """Catches weights of personal and brand trust that do not add up to one."""
    trust = RULES["used_trust"](personal, brand, contacts, p)
    assert min(personal, brand) - TINY <= trust <= max(personal, brand) + TINY


@given(SHARE, SOME, SHARE, MUCH)
@quick
def test_moved_level_lies_between(level: float, weight: float, evidence: float, w: float) -> None:
    """Catches evidence that moves a belief past itself or the wrong way."""
    moved = RULES["moved_level"](level, weight, evidence, w)
    assert min(level, evidence) - TINY <= moved <= max(level, evidence) + TINY
    assert RULES["moved_level"](level, weight, evidence, 0.0) == pytest.approx(level)


@given(SHARE, SHARE, SHARE, SHARE)
@quick
def test_order_of_acts(interest: float, supplier: float, privacy: float, policy: float) -> None:
    """Catches efforts out of order: a like is the likeliest act, a comment the least (MB-21)."""
    p = usual("engagement")
    efforts = (p.like_cost, p.share_cost, p.comment_cost)
    assert efforts == tuple(sorted(efforts))
    chances = [
        RULES["act_chance"](
            interest, RULES["act_cost"](effort, supplier, 1.0, privacy, policy, p), p
        )
        for effort in efforts
    ]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[2]


@given(st.integers(1, 5000))
@quick
def test_centre_has_three_to_eight(people: int) -> None:
    """Catches a centre larger than its organisation or outside 3 to 8 (NC-02)."""
    size = RULES["centre_size"](people)
    assert size <= people
    assert min(3, people) <= size <= 8


@given(SHARE, SHARE, SHARE)
@quick
def test_own_experience_outweighs_hearsay(trust: float, told: float, seen: float) -> None:
    """Catches weights that make a tell count more than a meeting (MB-67 against MB-54)."""
    p = usual("belief")
    assert p.meeting_weight > p.hearsay_weight > p.content_weight
    heard = RULES["moved_level"](trust, p.prior_weight, told, p.hearsay_weight)
    met = RULES["moved_level"](trust, p.prior_weight, seen, p.meeting_weight)
    assert abs(heard - trust) <= 0.2 + TINY
    assert abs(met - trust) == pytest.approx(abs(seen - trust) / 3.0)


@given(st.lists(SHARE, max_size=12), SHARE)
@quick
def test_posting_weights(will: list[float], share: float) -> None:
    """Catches post hours that get lost or go to the unwilling."""
    weights = posting_weights(will, share)
    assert len(weights) == len(will)
    if will and share * len(will) > 0:
        assert sum(weights) == pytest.approx(1.0)
        order = sorted(range(len(will)), key=lambda i: (-will[i], i))
        assert [weights[i] for i in order] == sorted(weights, reverse=True)
        assert sum(w > 0 for w in weights) == math.ceil(share * len(will))
    else:
        assert sum(weights) == 0.0


def test_posting_weights_worked() -> None:
    """Catches a last author who counts in full: half of three is one and a half."""
    assert posting_weights([0.2, 0.9, 0.5], 0.5) == pytest.approx([0.0, 2 / 3, 1 / 3])


DIALS = st.fixed_dictionaries(
    dict.fromkeys(("push_share", "control", "acquisition", "selling_share"), SHARE)
)


@given(DIALS, SHARE, SHARE, st.floats(0.01, 50.0))
@quick
def test_plan_spends_the_budget(
    dials: dict[str, float], gated: float, influencers: float, scale: float
) -> None:
    """Catches hours that a plan loses or makes up, whatever the dials."""
    firm = Firm(
        **dials, content={"gated_share": gated}, influencers={"share": influencers, "pay": 0.0}
    )
    p = plan(firm, scale, Parameters().production)
    bought = components(firm).outreach_share * firm.budget.money * scale / 50.0
    hours = (
        p.page_hours, p.staff_hours, p.influencer_hours, p.asset_hours, p.reply_hours,
        p.repost_hours, p.outreach_hours, p.care_hours, p.sell_hours,
    )  # fmt: skip
    assert min(hours) >= -TINY * scale
    assert sum(hours) == pytest.approx(firm.budget.hours * scale + bought)
    assert p.bought_hours == pytest.approx(bought)
    assert p.reach_money + p.bought_hours * 50.0 == pytest.approx(firm.budget.money * scale)


def test_idle_firm_plans_nothing() -> None:
    """Catches an inactive firm that still spends."""
    p = plan(Firm(active=False), 3.0, Parameters().production)
    assert {getattr(p, name) for name in p._fields if name.endswith(("hours", "money"))} - {
        p.research_hours
    } == {0.0}
