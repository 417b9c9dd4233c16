"""A preset under another name gives the same bits, and so do the components that its dials stand for."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from sim.agents.budget import plan
from sim.agents.seller import Components, components
from sim.scenarios.files import preset_files, preset_names
from sim.scenarios.load import Scenario, load
from sim.scenarios.schema import Firm, Voice
from tests.chance.bits import RICH, digests, parted, run

SMALL = {"market.members": 120, "market.weeks": 12, "market.warmup": 6}
DIALS = ("push_share", "control", "acquisition")
#: Dials in every corner and inside: push_share, control, acquisition.
POSITIONS = (*itertools.product((0.0, 1.0), repeat=3), (0.5, 0.5, 0.5), (0.15, 0.9, 0.35))
#: Components, each of which `[focal.voice]` sets directly.
DIRECT = tuple(name for name in Components._fields if name in Voice.model_fields)


def firm(position: tuple[float, ...], **voice: float) -> Firm:
    """A firm with its dials at a position."""
    return Firm(**dict(zip(DIALS, position, strict=True)), voice=Voice(**voice))


def moved_by(dial: str) -> set[str]:
    """Components that follow a dial."""
    low, high = (components(Firm(**{dial: value}))._asdict() for value in (0.2, 0.7))
    return {name for name in Components._fields if low[name] != high[name]}


# --- names ---------------------------------------------------------------------------------------


def copied(name: str, to: Path) -> Path:
    """The file of a preset under another name."""
    to.write_text(preset_files()[name].read_text(encoding="utf-8"), encoding="utf-8")
    return to


@pytest.mark.parametrize("name", preset_names())
def test_a_renamed_preset_is_the_same(name: str, tmp_path: Path) -> None:
    """Catches a run that depends on what its scenario is called; one name is that of another preset."""
    usual = load(name)
    small = run(usual.set_all(SMALL))
    for other in ("zebra", "push" if name != "push" else "pull"):
        again = load(copied(name, tmp_path / f"{other}.toml"))
        assert (again.name, again.settings) == (other, usual.settings)
        assert parted(digests(small), digests(run(again.set_all(SMALL)))) == []


# --- components ----------------------------------------------------------------------------------


def test_every_component_follows_one_dial() -> None:
    """Catches a component of no dial or of two, and one that cannot be set directly."""
    found = [name for dial in DIALS for name in sorted(moved_by(dial))]
    assert sorted(found) == sorted(Components._fields)
    assert set(Components._fields) == set(DIRECT)
    assert set(DIRECT) == set(Voice.model_fields)


@pytest.mark.parametrize("name", DIRECT)
def test_a_component_that_is_set_stands_for_itself(name: str) -> None:
    """Catches a direct value that is mixed with the dial's, or that moves another component."""
    for position in POSITIONS:
        for value in (0.0, 0.37, 1.0):
            found = components(firm(position, **{name: value}))
            assert found == components(firm(position))._replace(**{name: value})


def in_components(scenario: Scenario) -> tuple[Scenario, int]:
    """The same strategy by its components, every dial that they stand for moved; how many are."""
    focal = scenario.settings.focal
    found = components(focal)._asdict()
    changes: dict[str, Any] = {f"focal.voice.{name}": found[name] for name in DIRECT}
    dials = [dial for dial in DIALS if moved_by(dial) <= set(DIRECT)]
    for dial in dials:
        at = float(scenario.resolved["focal"][dial])
        changes[f"focal.{dial}"] = 1.0 - at if at != 0.5 else 0.05
    return scenario.set_all(changes), len(dials)


@pytest.mark.parametrize("position", POSITIONS)
def test_components_are_all_that_a_dial_does(position: tuple[float, ...]) -> None:
    """Catches a rule that reads a dial beside its components: with these set, the dial does nothing."""
    settings = {f"focal.{d}": x for d, x in zip(DIALS, position, strict=True)}
    scenario = load("base").set_all({**RICH, "event": (), "market.weeks": 10, **settings})
    direct, dials = in_components(scenario)
    assert dials >= 2
    p = scenario.settings.parameters
    assert plan(direct.settings.focal, 1.0, p, 1, 3) == plan(scenario.settings.focal, 1.0, p, 1, 3)
    assert parted(digests(run(scenario)), digests(run(direct))) == []


def test_the_comparison_sees_a_component() -> None:
    """Catches a comparison that any two runs pass: each component changes the run."""
    scenario = load("base").set_all({**RICH, "event": (), "market.weeks": 10})
    usual = digests(run(scenario))
    for name in DIRECT:
        assert parted(usual, digests(run(scenario.set(f"focal.voice.{name}", 0.9)))), name
