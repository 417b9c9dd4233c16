"""Names never steer a run: neither a scenario's nor a preset's, nor a dial outside of its place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.parameters import GROUPS
from sim.scenarios.files import HEAD, preset_names
from sim.scenarios.load import Scenario, load
from sim.scenarios.schema import Firm, Settings
from sim.scenarios.words import every_path
from tests.chance.bits import RICH, digests, run
from tests.unit.scenario_reader import OPEN, known_in, scenario_uses
from tests.unit.word_reader import DIALS, KINDS_OF_CONTENT, dial_readers, preset_words

SIM = Path(sim.__file__).parent
TEXTS = {
    path.relative_to(SIM).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(SIM.rglob("*.py"))
}
#: Files that load and describe scenarios, names and all.
DESCRIBING = ("scenarios/load.py",)
GREEK = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
         "lambda", "mu")  # fmt: skip
#: Names of presets that are to come.
TO_COME = (
    *KINDS_OF_CONTENT, "consumer-market", *(f"case-c{n}" for n in range(1, 7)),
    *(f"case-{letter}" for letter in "abcdefghijkl"), *(f"case-{letter}" for letter in GREEK),
)  # fmt: skip
#: The usual case, which the code starts from where nothing is named.
PRESETS = ({*preset_names(), *TO_COME}) - {"base"}
KEYS = {name for path in every_path(Settings) for name in path.split(".")} | set(GROUPS)
KNOWN = known_in(text for name, text in TEXTS.items() if name not in DESCRIBING)


# --- the scenario's name -------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in DESCRIBING])
def test_name_of_the_scenario_stays_outside(name: str) -> None:
    """Catches a model that looks at what its scenario is called."""
    assert scenario_uses(TEXTS[name], KNOWN) == []


def test_what_may_be_read_of_a_scenario_holds_no_name() -> None:
    """Catches a field by which the name gets into what is open to the model."""
    assert not OPEN & {*HEAD, "name", "lines"}
    assert not {*HEAD, "name", "lines"} & Settings.model_fields.keys()
    one, other = (Scenario(n, Settings(), n, n) for n in ("push", "zebra"))
    for read in OPEN - {"set", "set_all"}:
        here, there = getattr(one, read), getattr(other, read)
        assert (here() if callable(here) else here) == (there() if callable(there) else there)


class Nameless(Scenario):
    """A scenario that does not say what it is called."""

    def __getattribute__(self, name: str) -> Any:
        assert name not in ("name", "summary", "source", "lines"), f"the model reads {name}"
        return super().__getattribute__(name)


def test_a_scenario_without_a_name_runs() -> None:
    """The model, its agents and all its tables, with a scenario of which only settings can be read."""
    named = load("base").set_all({**RICH, "market.weeks": 6})
    nameless = Nameless("", named.settings)
    with pytest.raises(AssertionError, match="reads name"):
        _ = nameless.name
    assert digests(run(nameless)) == digests(run(named))


# --- names of presets ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEXTS)
def test_no_strategy_is_treated_by_name(name: str) -> None:
    """Catches results that a strategy gets for its name."""
    assert preset_words(TEXTS[name], PRESETS, KEYS) == []


def test_presets_to_come() -> None:
    """Catches a list that is too short, and kinds of content that are no presets."""
    assert len(set(TO_COME)) == 4 + 1 + 6 + 12 + 12
    assert PRESETS >= KINDS_OF_CONTENT
    assert set(preset_names()) - {"base"} <= PRESETS


# --- dials ---------------------------------------------------------------------------------------


def test_dials_are_read_in_one_function() -> None:
    """Catches a rule that looks at a dial: dials act through what `components` makes of them."""
    found = {(name, *reader) for name, text in TEXTS.items() for reader in dial_readers(text)}
    assert found == {("agents/seller.py", "components", dial) for dial in DIALS}


def test_dials_are_read_in_one_function_at_run_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a reader that no syntax shows, in a run with rivals, events and all tables."""
    readers = set()
    plain = Firm.__getattribute__

    def spy(self: Firm, name: str) -> Any:
        if name in DIALS:
            caller = sys._getframe(1).f_code
            readers.add((Path(caller.co_filename).name, caller.co_name, name))
        return plain(self, name)

    monkeypatch.setattr(Firm, "__getattribute__", spy)
    digests(run(load("base").set_all({**RICH, "market.weeks": 12})))
    assert readers == {("seller.py", "components", dial) for dial in DIALS}


# --- the readers see -----------------------------------------------------------------------------

LOADED = "from sim.scenarios.load import Scenario, load\n"


@pytest.mark.parametrize(
    "text",
    [
        "def f(model):\n    return model.scenario.name",
        "def f(self):\n    return self.model.scenario.summary",
        "def f(scenario: Scenario):\n    return scenario.name.startswith('pu')",
        "def f(case: Scenario):\n    return case.lines",
        "def f(case: 'Scenario | None'):\n    return case.source",
        "x = load('pull').summary",
        "from sim.scenarios.load import load as get\nx = get('pull')\ny = x.name",
        "x = load('pull').set('focal.control', 0.2).name",
        "x = getattr(self.scenario, 'name')",
        "x = getattr(model, 'scenario')",
        "x = vars(model)['scenario']",
        "x = vars(model).get('scenario')",
        "x = vars(model.scenario)",
        "x = f'{model.scenario}'",
        "x = str(model.scenario)",
        "x = {model.scenario: 1}",
        "x = [model.scenario]",
        "x, y = model.scenario, 1",
        "for s in scenarios:\n    pass\ndef f(scenarios: list[Scenario]): ...",
        "def f(scenarios: list[Scenario]):\n    return [s.name for s in scenarios]",
        "match model.scenario:\n    case Scenario(name='push'):\n        pass",
        "class A:\n    def __init__(self, s: Scenario):\n        self._kept = s\n"
        "    def f(self):\n        return self._kept.name",
        "class A:\n    @property\n    def chosen(self) -> Scenario:\n        return self._s\n"
        "def f(a):\n    return a.chosen.name",
        "def f(scenario):\n    return (scenario or load('base')).name",
        "if (s := load('x')).name == 'x':\n    pass",
        "def f(scenario):\n    return scenario",
        "def f(scenario):\n    if scenario == load('push'):\n        pass",
        "def f(scenario):\n    g(scenario)",
    ],
)
def test_reader_of_scenarios_sees(text: str) -> None:
    """Catches a reader that overlooks a way to a scenario's name."""
    assert scenario_uses(LOADED + text)


@pytest.mark.parametrize(
    "text",
    [
        "def f(model):\n    return model.scenario.settings.market.seller[0].name",
        "def f(scenario: Scenario) -> Scenario:\n    return scenario.set('a', 1)",
        "x = load('base').set_all({}).settings",
        "class A:\n    def __init__(self, s: Scenario | str):\n"
        "        self._s = load(s) if isinstance(s, str) else s\nA(load('base'))",
        "def f(scenario: Scenario):\n    return scenario.hash\nf(load('base'))",
        "def f(path, seller, source):\n    return path.name, seller.name, source.name",
        "COLUMNS = {'scenario': text('name of the scenario')}",
        "x = Problem('scenario', 'why')",
    ],
)
def test_reader_of_scenarios_leaves_the_rest(text: str) -> None:
    """Catches a reader that finds fault with everything."""
    assert scenario_uses(LOADED + text) == []


@pytest.mark.parametrize(
    "text",
    [
        "if x == 'push':\n    pass",
        "if 'pull' != x:\n    pass",
        "if x in ('push', 'pull'):\n    pass",
        "if x in {'case-c1'}:\n    pass",
        "y = {'push': 1.0}[x]",
        "y = {'case-a': 1.0}.get(x)",
        "y = table['push-mass']",
        "y = table.get('mixed', 1.0)",
        "match x:\n    case 'pull':\n        pass",
        "match x:\n    case 'pull' | 'push':\n        pass",
        "PUSHY = ('push', 'push-mass')",
        "PUSHY = frozenset({'push'})",
        "KIND = 'push'",
        "kind = 'push'\nif x == kind:\n    pass",
        "kind: Literal['push', 'pull'] = word('push', '', '')",
        "y = x == ('push' if z else 'pull')",
        "y = operator.eq(x, 'push')",
        "y = x.__eq__('push')",
        "y = x.startswith('push')",
        "y = x.upper() == 'PUSH'",
        "y = x == 'thought_leadership'",
        "y = x == 'case-alpha'",
        "y = getattr(rules, 'push')",
        "y = x == 'interaction'",
        "y = x == 'content'",
        "y = {'content': 1, 'interaction': 2}[x]",
        "y = x in ('content', 'purpose')",
        "y = x == 'consumer-market'",
    ],
)
def test_reader_of_presets_sees(text: str) -> None:
    """Catches a reader that overlooks a way to treat a preset by its name."""
    assert preset_words(text, PRESETS, KEYS)


@pytest.mark.parametrize(
    "text",
    [
        '"""push"""',
        "x = load('push')",
        "x = par(0.5, 'push', 0, 1, 'pull')",
        "def f(name='mixed'):\n    return 'mixed'",
        "label = 'mixed'",
        "x = f'{y} of push'",
        "y = tree['focal']['content']",
        "y = getattr(firm, 'content')",
        "if item.content_kind == 'reference':\n    pass",
        "if content in ('reference', 'purpose'):\n    pass",
        "CONTENT_KINDS = ('topical', 'reference', 'product', 'purpose')",
        "content_quality = {'reference': 0.3, 'purpose': 0.1}",
        "x = CONTENT[k]['reference']",
        "match content_kind:\n    case 'reference':\n        pass",
        "content_kind: Literal['reference', 'purpose'] = 'reference'",
        "if x == 'base':\n    pass",
        "if kind == 'topical':\n    pass",
    ],
)
def test_reader_of_presets_leaves_the_rest(text: str) -> None:
    """Catches a reader that finds fault with kinds of content and keys of settings."""
    assert preset_words(text, PRESETS, KEYS) == []


@pytest.mark.parametrize(
    "text",
    [
        "def f(firm):\n    return firm.control",
        "async def f(firm):\n    return firm.control",
        "def f(firm):\n    return getattr(firm, 'push_share')",
        "def f(tree):\n    return tree['focal']['control']",
        "def f(tree):\n    return tree.get('acquisition')",
        "def f(firm):\n    return attrgetter('focal.control')(firm)",
        "def f(firm):\n    for d in ('push_share', 'control'):\n        yield vars(firm)[d]",
        "def f(firm):\n    match firm:\n        case Firm(control=c):\n            return c",
        "def f(firm):\n    firm.control += 1",
        "x = settings.focal.acquisition",
        "g = lambda firm: firm.push_share",
        "class A:\n    x = firm.control",
    ],
)
def test_reader_of_dials_sees(text: str) -> None:
    """Catches a reader that overlooks a way to a dial."""
    [(function, dial), *_] = sorted(dial_readers(text))
    assert function == ("f" if "def f" in text else "module")
    assert dial in DIALS


@pytest.mark.parametrize(
    "text",
    [
        '"""control"""',
        "x = Firm(control=0.5)",
        "firm.control = 1",
        "x = par(0.5, 'central control')",
        "x = self.controls",
        "control = 1\ny = control",
        "x = word('', 'dotted path, such as focal.push_share (any)', '')",
    ],
)
def test_reader_of_dials_leaves_the_rest(text: str) -> None:
    """Catches a reader that finds what is written for one that is read."""
    assert dial_readers(text) == set()
