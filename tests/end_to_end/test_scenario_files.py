"""`new`, `check` and `schema`: a scenario file from the first line to a warning."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import sim
from experiments.draft import json_schema
from sim.agents.seller import components
from sim.scenarios.schema import Settings
from sim.scenarios.words import every_path, field_at
from tests.end_to_end.conftest import Command


def test_new_is_the_preset_and_every_setting_of_it(here: Command, tmp_path: Path) -> None:
    """The draft loads as the preset; with every # before a setting gone it still does."""
    assert here("new", "firm.toml", "--from", "push-mass", "--all").code == 0
    path = tmp_path / "firm.toml"
    assert sim.load(path).settings == sim.load("push-mass").settings
    text = path.read_text(encoding="utf-8")
    body, events = text.split("\n# What other sellers")[0], text.split("# Numbers of the rules.")[1]
    bare = re.sub(r"^# (\w+ = )", r"\1", body + events, flags=re.MULTILINE)
    named = [line for line in bare.splitlines() if re.match(r"\w+ = ", line)]
    assert len(named) > 200
    path.write_text(bare, encoding="utf-8")
    full, preset = sim.load(path), sim.load("push-mass")
    # What the dials stand for is named as a value, and is the same.
    assert components(full.settings.focal) == components(preset.settings.focal)
    follows = dict.fromkeys(type(full.settings.focal.voice).model_fields)
    unset = {f"focal.voice.{name}": None for name in follows}
    assert full.set_all(unset).settings == preset.settings


def test_examples_of_the_draft_are_possible(here: Command, tmp_path: Path) -> None:
    """The commented rival and events are settings that load, not something like them."""
    here("new", "firm.toml")
    path = tmp_path / "firm.toml"
    head, rest = path.read_text(encoding="utf-8").split("\n# What other sellers")
    lines = [re.sub(r"^# ?(?=\[\[|\w+ = )", "", line) for line in rest.splitlines()[1:]]
    path.write_text(head + "\n" + "\n".join(lines), encoding="utf-8")
    found = sim.load(path).settings
    assert [r.seller for r in found.rival] == ["Harbour"]
    assert [e.path for e in found.event] == ["focal.budget.money", "focal.away"]


def test_new_overwrites_nothing(here: Command, tmp_path: Path) -> None:
    """A file that is there stays as it is; a name that tables could not tell apart is refused."""
    (tmp_path / "mine.toml").write_text("mine", encoding="utf-8")
    done = here("new", "mine.toml", "--from", "pul")
    assert done.code == 2
    assert "is there already" in done.err
    assert "did you mean 'pull'" in done.err
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8") == "mine"
    assert "name of a preset" in here("new", "pull.toml").err
    assert "must end in .toml" in here("new", "firm.txt").err
    assert "no such folder" in here("new", "nowhere/firm.toml").err


def test_check_says_what_differs(here: Command, tmp_path: Path) -> None:
    """A sound file passes with what it changes; its warnings do not make it a mistake."""
    (tmp_path / "firm.toml").write_text(
        'extends = "pull"\n[market]\nmembers = 120\nweeks = 8\n', encoding="utf-8"
    )
    done = here("check", "firm.toml", "--quiet")
    assert done.code == 0
    assert "no mistakes; 120 members, 8 weeks" in done.out
    assert "market.members = 120 (usually 2000)" in done.out
    assert "warning: firm: purchases in the market" in done.err
    found = json.loads(here("check", "firm.toml", "--json", "--no-trial").out)
    assert found == [{"scenario": "firm", "warnings": []}]


def test_schema_knows_every_setting() -> None:
    """Editors see each setting with its range; what is written is what is published."""
    found = json_schema()

    def look(schema: dict[str, Any], path: list[str]) -> dict[str, Any]:
        if "$ref" in schema:
            schema = found["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        if not path:
            return schema
        below = schema["items"] if path[0] == "0" else schema["properties"][path[0]]
        return look(below, path[1:])

    paths = every_path(Settings)
    assert len(paths) > 200
    for path in paths:
        field, declared = field_at(Settings, tuple(path.split("."))), look(found, path.split("."))
        assert field is not None
        assert str(field.description) in declared["description"]
    assert look(found, ["focal", "push_share"])["maximum"] == 1
    assert look(found, ["focal"])["additionalProperties"] is False
    assert set(found["properties"]) >= {"extends", "summary", "source", "market", "event"}


def test_published_schema_is_fresh(here: Command) -> None:
    """The file that docs point to is what the command prints."""
    path = Path(__file__).resolve().parents[2] / "docs" / "scenario.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(here("schema").out)


@pytest.mark.parametrize("name", sim.preset_names())
def test_presets_have_no_mistakes(name: str, here: Command) -> None:
    """Every preset passes the check that users' files have to pass."""
    assert here("check", name, "--no-trial").code == 0
