"""Rules: a value worked by hand, the range and the direction of each, and sets of rules.

What rules take and where their results lie is in `rule_calls`, in which direction they move in
`rule_directions`, what was worked by hand in `rule_values`.
"""

from __future__ import annotations

import csv
import inspect
import math
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sim.agents.buying_centre import BUYER, DECIDER, USER
from sim.agents.reading import PRODUCT, PURPOSE, STORY, TOPICAL
from sim.agents.seller import posting_weights
from sim.parameters import GROUPS
from sim.rules import OWNERS, RuleSet
from tests.unit.rule_calls import (
    CALLS,
    FEW,
    MUCH,
    RANGES,
    SHARE,
    SOME,
    YES_NO,
    allowed,
    usual,
)
from tests.unit.rule_directions import LEVEL, MIDDLE, MOVES, STEPS
from tests.unit.rule_values import WORKED

RULES = RuleSet().functions()
EVIDENCE = Path(__file__).resolve().parents[2] / "docs" / "evidence.csv"
ROW = re.compile(r"\b(?:(?:MA|MB|PA|PB|NB|NC)-\d+|[AB]-\d+\.\d+)\b")
TINY = 1e-12
quick = hypothesis_settings(
    max_examples=40, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)


def call(name: str, values: dict[str, Any], p: Any) -> Any:
    return RULES[name](**values, **({"p": p} if CALLS[name][0] else {}))


# --- every rule ----------------------------------------------------------------------------------


def test_tables_cover_every_rule() -> None:
    """Catches a new rule without a worked value, a range or a direction."""
    names = RuleSet.names()
    assert names == sorted(names)
    assert set(names) == set(CALLS) == set(RANGES)
    assert {name for name, _, _ in WORKED} == set(names)
    assert set(names) - {name for name, _, _ in MOVES} == LEVEL
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
        low = max(low, 0.0) if arguments[argument] is FEW else low
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


@given(YES_NO, SHARE, SHARE)
@quick
def test_role_fit_is_full_for_like_minds(item: float, mind: float, other: float) -> None:
    """Catches a fit that likes one kind of message or mind better than the other (MA-51)."""
    p = usual("attention")
    fit = RULES["role_fit"]
    assert fit(item, item, p) == 1.0
    assert fit(item, mind, p) == pytest.approx(fit(1.0 - item, 1.0 - mind, p))
    nearer, farther = sorted((mind, other), key=lambda m: abs(item - m))
    assert fit(item, nearer, p) >= fit(item, farther, p) - TINY


@given(SHARE, SHARE, SHARE, SHARE, allowed("message"))
@quick
def test_feeling_goes_where_an_item_points(
    felt: float, suspicion: float, tie: float, share: float, p: Any
) -> None:
    """Catches a feeling that passes the mark, or that a trusted item cools (MA-22, MA-07)."""
    mark = 1.0 - 2.0 * suspicion
    start = 2.0 * share - 1.0
    after = RULES["affect_after"](start, felt, suspicion, tie, p)
    assert min(start, mark) - TINY <= after <= max(start, mark) + TINY


def test_pay_costs_a_cause_more_than_a_reference() -> None:
    """Catches defaults by which pay harms a reference as much as it harms a cause (MA-07)."""
    p = usual("message")
    lost = [RULES["inferred_motive"](1.0, RULES["claim_of"](kind, p), p) for kind in range(4)]
    assert lost[PRODUCT] <= lost[STORY] < lost[TOPICAL] < lost[PURPOSE]
    warm = RULES["affect_after"](0.5, 1.0, lost[PURPOSE], 0.0, p)
    assert warm < 0.5 < RULES["affect_after"](0.5, 1.0, lost[PRODUCT], 0.0, p)


def test_expertise_weighs_more_than_a_tie() -> None:
    """Catches defaults against the finding that expertise counts for more (MA-01 to MA-03)."""
    p = usual("belief")
    assert RULES["standing"](1.0, 0.0, p) > RULES["standing"](0.0, 1.0, p) > 1.0


def test_current_events_are_seen_more_and_sooner_stale() -> None:
    """Catches a post on a current event that is worth having late (MA-30)."""
    p = usual("attention")
    read = RULES["attention_chance"]
    assert read(0.5, 0.0, 0.0, 1.0, p) > read(0.5, 0.0, 0.0, 0.0, p)
    assert read(0.5, 0.0, 3.0, 1.0, p) < read(0.5, 0.0, 3.0, 0.0, p)


@given(SHARE, SHARE, SHARE, SHARE, allowed("delivery"))
@quick
def test_care_tells_of_what_is_kept_and_of_delay(
    low: float, high: float, video: float, base: float, p: Any
) -> None:
    """Catches care that weighs against a firm: it adds to a promise kept, takes from a broken one."""
    less, more = sorted((low, high))
    weight = RULES["promise_weight"]
    assert weight(1.0, more, video, base, p) >= weight(1.0, less, video, base, p) - TINY
    assert weight(0.0, more, video, base, p) <= weight(0.0, less, video, base, p) + TINY
    assert weight(0.0, more, 0.0, base, p) == weight(0.0, more, video, base, p)


def test_who_calls_and_who_writes() -> None:
    """Catches channels that the generations like alike: only the older prefer a call (MB-85)."""
    p = usual("contact")
    logit = RULES["channel_logit"]
    busy = 4.0
    assert logit(0.0, 1.0, 0.0, busy, p) > 0.0 > logit(0.0, 1.0, 1.0, busy, p)
    assert logit(0.0, 1.0, 1.0, busy, p) > logit(1.0, 0.0, 1.0, busy, p)
    assert logit(1.0, 0.0, 0.0, busy, p) == logit(1.0, 0.0, 1.0, busy, p)


def test_only_the_over_solicited_leave_social_media_unanswered() -> None:
    """Catches a fixed price of the channel: it grows with the inbox alone (MB-16)."""
    p = usual("contact")
    logit = RULES["channel_logit"]
    assert logit(1.0, 0.0, 1.0, 0.0, p) == 0.0
    assert logit(1.0, 0.0, 1.0, 2.0, p) > logit(1.0, 0.0, 1.0, 20.0, p) > p.social_logit
    assert logit(0.0, 0.0, 1.0, 2.0, p) == logit(0.0, 0.0, 1.0, 20.0, p) == 0.0


@given(SHARE, SHARE, MUCH, SOME, SHARE, SHARE)
@quick
def test_decisions_rest_on_the_trust_of_talk(
    personal: float, brand: float, contacts: float, half: float, strategic: float, doubt: float
) -> None:
    """Catches a purchase of no weight that is judged by other trust than talk is."""
    plain = RULES["decision_trust"](personal, brand, contacts, 0.0, half, doubt)
    share = contacts / (contacts + half)
    assert plain == pytest.approx(share * personal + (1.0 - share) * brand)
    weighty = RULES["decision_trust"](personal, brand, contacts, strategic, half, doubt)
    assert weighty <= plain + TINY
    assert RULES["decision_trust"](personal, brand, contacts, strategic, half, 0.0) == plain
