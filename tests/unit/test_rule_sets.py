"""Sets of rules: replacing one makes another set, another model and other results."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

import sim
from sim.agents.views import Member
from sim.engine.compiled import kernels, model_id
from sim.parameters import Parameters
from sim.rules import RuleSet, rule
from tests.chance.bits import digests, parted, rich, run

RULES = RuleSet().functions()
BY_RULES = {"ease"}  # rules that only other rules ask


def seen_share(load: float, capacity: float) -> float:
    return 1.0


def test_unknown_rule() -> None:
    """Catches a misspelt name that would silently replace nothing."""
    with pytest.raises(KeyError, match=r"no rule is named 'seen_shares'.*seen_share"):
        RuleSet().replace(seen_shares=seen_share)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda load: 1.0,
        lambda capacity, load: 1.0,
        lambda load, capacity, p: 1.0,
        lambda *load: 1.0,
    ],
    ids=["fewer", "another order", "more", "starred"],
)
def test_wrong_signature(wrong: Callable[..., float]) -> None:
    """Catches a replacement that kernels would call with the wrong values."""
    with pytest.raises(TypeError, match=r"'seen_share' takes \(load, capacity\), not"):
        RuleSet().replace(seen_share=wrong)


def test_rule_name_is_taken_once() -> None:
    """Catches two rules of one name, of which the later would win by the order of imports."""

    def faded(trace: float, p: Any) -> float:
        return trace

    with pytest.raises(ValueError, match="two rules are named 'faded'"):
        rule(faded)
    assert RuleSet().functions()["faded"] is RULES["faded"]


def test_replace_makes_a_new_set() -> None:
    """Catches a set that changes when another is made of it."""
    usual_set = RuleSet()
    one = usual_set.replace(seen_share=seen_share)
    two = one.replace(remembered=lambda trace, gain: trace)
    assert (usual_set.changed, one.changed) == ((), ("seen_share",))
    assert two.changed == ("remembered", "seen_share")
    assert usual_set.is_default
    assert not one.is_default
    assert one == RuleSet({"seen_share": seen_share})
    assert hash(one) == hash(RuleSet({"seen_share": seen_share}))
    assert len({usual_set, one, two, RuleSet()}) == 3
    assert one.functions()["seen_share"] is seen_share
    with pytest.raises(TypeError):
        one.replaced["faded"] = seen_share  # type: ignore[index]
    with pytest.raises(AttributeError):
        one.replaced = {}  # type: ignore[misc]


def test_set_does_not_follow_the_dictionary_it_came_from() -> None:
    """Catches a set that shares the caller's dictionary."""
    given_ = {"seen_share": seen_share}
    made = RuleSet(given_)
    given_.clear()
    assert made.changed == ("seen_share",)


def test_replacement_changes_identity_and_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a replaced rule that no kernel uses, or that leaves the identity of the model."""
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    changed = RuleSet().replace(seen_share=seen_share)
    scenario = rich(market__members=60)
    a, b = run(scenario), run(scenario, rules=changed)
    assert a.model_id == model_id() == model_id(RuleSet())
    assert b.model_id == model_id(changed)
    assert a.model_id != b.model_id
    assert "beliefs.trace" in parted(digests(a), digests(b))
    assert parted(digests(a), digests(run(scenario))) == []
    assert a.world_hash == b.world_hash


def test_same_replacement_gives_the_same_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches replacing as such: a rule replaced by a copy of itself must change no bit."""
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")

    def copied(load: float, capacity: float) -> float:
        return min(1.0, capacity / load)

    scenario = rich(market__members=60)
    same = run(scenario, rules=RuleSet().replace(seen_share=copied))
    assert same.model_id != model_id()
    assert parted(digests(same), digests(run(scenario))) == []


def test_every_rule_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a rule that may be replaced and is never asked."""
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    asked: set[str] = set()
    spies: dict[str, Any] = {}
    for name, real in RULES.items():
        names = ", ".join(inspect.signature(real).parameters)
        space: dict[str, Any] = {"real": real, "note": asked.add}
        exec(f"def spy({names}):\n    note({name!r})\n    return real({names})", space)
        spies[name] = space["spy"]
    often = {"parameters__delivery__review_rate": 1.0, "parameters__scouting__rate": 1.0}
    scenario = rich(market__members=60, focal__budget__hours=1500.0, **often)
    alone = {name: spies.pop(name) for name in BY_RULES}  # a spy's real rule asks real rules
    run(scenario, rules=RuleSet().replace(**spies)).relations  # noqa: B018 (a table that asks rules)
    assert asked == set(RULES) - BY_RULES
    run(scenario, rules=RuleSet().replace(**alone))
    assert sorted(set(RULES) - asked) == []


def test_rules_that_call_rules_follow() -> None:
    """Catches a replaced rule that other rules do not see."""
    p = Parameters().contact.as_tuple()
    built = kernels(RuleSet().replace(seen_share=seen_share), False)
    assert built.noticed_share(80.0, 20.0, 0.0, p) == 1.0
    assert kernels(RuleSet(), False).noticed_share(80.0, 20.0, 0.0, p) == 0.25


def test_identity_follows_what_a_replacement_closes_over() -> None:
    """Catches two different rules of one text: their models must not share an identity."""

    def constant(value: float) -> Callable[[float, float], float]:
        def seen_share(load: float, capacity: float) -> float:
            return value

        return seen_share

    low, high = (
        RuleSet().replace(seen_share=constant(0.1)),
        RuleSet().replace(seen_share=constant(0.9)),
    )
    assert low != high
    assert kernels(low, False).seen_share(1.0, 1.0) == 0.1
    assert kernels(high, False).seen_share(1.0, 1.0) == 0.9
    assert model_id(low) != model_id(high)


def test_identity_follows_the_text() -> None:
    """Catches an identity that comes from the name of a replacement alone."""
    sets = [
        RuleSet().replace(seen_share=lambda load, capacity: 0.5),
        RuleSet().replace(seen_share=lambda load, capacity: 0.25),
        RuleSet().replace(seen_share=seen_share),
    ]
    assert len({model_id(s) for s in sets}) == 3
    assert model_id(sets[0]) == model_id(RuleSet().replace(**sets[0].replaced))


def test_subclass_of_member_is_refused() -> None:
    """Catches a method that a user overrides and the model never calls: it must say what to do."""
    with pytest.raises(TypeError, match=r"Loud.*sim\.RuleSet\(\)\.replace"):

        class Loud(Member):
            def reply_chance(self, *args: Any) -> float:  # type: ignore[override]
                return 1.0


def test_public_names() -> None:
    """Catches a public name that is not where users look for it."""
    assert sim.RuleSet is RuleSet
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    with pytest.raises(AttributeError, match="Ruleset"):
        _ = sim.Ruleset
