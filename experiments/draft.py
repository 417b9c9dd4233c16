"""A scenario file to edit, and the JSON Schema of such files.

The draft names every setting of a preset, each with its value, unit, range and meaning, behind a #:
as it stands it is the preset, and taking a # away changes nothing until the value is changed.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import tomli_w
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.agents.seller import components
from sim.scenarios.files import HEAD
from sim.scenarios.load import Scenario
from sim.scenarios.schema import Settings
from sim.scenarios.words import limits, model_in

SCHEMA_FILE = "scenario.schema.json"
INTRO = """\
#:schema ./{schema}
# A scenario of buyernet made from the preset `{preset}`.
# To change a setting take the # before its name away. What is not named is as in the preset.
#   buyernet check {file}       names every mistake and says whether the scenario is sound
#   buyernet compare {preset} {file}
#   buyernet schema > {schema}   lets editors complete and check this file
"""
RIVALS = """\

# What other sellers of the market do; without a table they do the usual thing. Take the # away from
# whole blocks, the line in brackets first.
# [[rival]]
# seller = "{name}"
# push_share = 0.8
"""
EVENTS = """\

# Settings that change over time: a campaign, a rival that enters, somebody who leaves.
# [[event]]
# week = 10
# until = 22
# path = "focal.budget.money"
# value = 60.0
#
# [[event]]
# week = 30
# path = "focal.away"
# value = ["rep 0"]
"""


def value_text(value: Any) -> str:
    """A value as TOML, tables on one line."""
    if isinstance(value, dict):
        inside = ", ".join(f"{json.dumps(k)} = {value_text(v)}" for k, v in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    return tomli_w.dumps({"v": value}).removeprefix("v = ").rstrip("\n")


def line_of(name: str, value: Any, field: FieldInfo) -> str:
    """A setting as a comment: its value, then what it means and may be."""
    shown = f"{name} = {' '.join(value_text(value).split())}"
    note = "; ".join(t for t in (str(field.description), limits(field).strip()) if t)
    return f"# {shown:<30} # {note}"


def lines_of(model: type[BaseModel], values: dict[str, Any], table: str) -> list[str]:
    """A table of settings with its sub-tables; every line a comment but the headers."""
    own, below = [], []
    for name, field in model.model_fields.items():
        inner = model_in(field.annotation)
        if inner is None:
            own.append(line_of(name, values[name], field))
        elif not isinstance(values[name], list):
            below += ["", *lines_of(inner, values[name], f"{table}.{name}")]
    return [f"[{table}]", *own, *below]


def draft(scenario: Scenario, file: str, everything: bool = False) -> str:
    """Text of a scenario file that extends a preset and names its settings as comments.

    Parameters
    ----------
    scenario : the preset
    file : name of the file, for the lines that say how to use it
    everything : name the parameters of the rules too
    """
    values = copy.deepcopy(scenario.resolved)
    implied = components(scenario.settings.focal)._asdict()
    voice = values["focal"]["voice"]
    voice.update({name: implied[name] for name, value in voice.items() if value is None})
    fields = Settings.model_fields
    parts = [INTRO.format(schema=SCHEMA_FILE, preset=scenario.name, file=file)]
    parts.append(f'extends = "{scenario.name}"\nsummary = "what is different here"\n')
    for table in ("market", "focal"):
        inner = model_in(fields[table].annotation)
        assert inner is not None
        parts.append("\n".join(lines_of(inner, values[table], table)) + "\n")
    sellers = [s.name for s in scenario.settings.market.seller]
    others = [n for n in sellers if n != scenario.settings.focal_name] or ["another seller"]
    parts += [RIVALS.format(name=others[0]), EVENTS]
    if everything:
        inner = model_in(fields["parameters"].annotation)
        assert inner is not None
        listed = lines_of(inner, values["parameters"], "parameters")
        parts.append("\n# Numbers of the rules.\n" + "\n".join(listed) + "\n")
    else:
        parts.append("\n# Numbers of the rules: docs/settings.md, or `buyernet new FILE --all`.\n")
    return "\n".join(parts)


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file, for editors.

    Descriptions carry unit, range and source, since editors show them and nothing else.
    """
    schema = Settings.model_json_schema()
    for table in [schema, *schema["$defs"].values()]:
        for declared in table.get("properties", {}).values():
            unit, source = declared.pop("unit", ""), declared.pop("source", "")
            more = [f"unit: {unit}" if unit else "", f"source: {source}" if source else ""]
            text = declared.get("description", "")
            if text:
                declared["description"] = "; ".join([text, *(m for m in more if m)])
            declared.pop("title", None)
    heads = {
        "extends": "name of a preset, or path of a file, whose settings hold where this names none",
        "summary": "what the scenario is, in one line",
        "source": "where its numbers come from, in one line",
    }
    schema["properties"] = {
        **{name: {"type": "string", "description": heads[name]} for name in HEAD},
        **schema["properties"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "buyernet scenario",
    }
