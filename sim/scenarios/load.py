"""Scenarios from presets, files and changes: immutable, validated, resolved.

>>> from sim.scenarios.load import load
>>> load("pull").set("focal.control", 0.2).settings.focal.control
0.2
"""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel, ValidationError

from sim.errors import BadInput, Problem
from sim.scenarios.schema import Settings

PRESETS = Path(__file__).parent
HEAD = ("summary", "source", "extends")  # keys of a file that are no settings


@dataclass(frozen=True)
class Scenario:
    """A named point in the space of settings.

    Attributes
    ----------
    name : shown in tables; never enters a run
    settings : what a run is a function of
    summary, source : one line each
    lines : line of each key in the file it came from, for error messages
    """

    name: str
    settings: Settings
    summary: str = ""
    source: str = ""
    lines: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def set(self, path: str, value: Any) -> Scenario:
        """A new scenario with one setting changed; BadInput if path or value is not possible."""
        return self.set_all({path: value})

    def set_all(self, changes: dict[str, Any], where: str = "set") -> Scenario:
        """A new scenario with several settings changed by dotted path; all problems at once."""
        tree = self.settings.model_dump(mode="python")
        problems: list[Problem] = []
        for path, value in changes.items():
            problem = put(tree, path, value)
            if problem:
                problems.append(Problem(where, path, problem))
        settings = validated(tree, dict.fromkeys(changes, where), where, problems)
        return Scenario(self.name, settings, self.summary, self.source, self.lines)

    @cached_property
    def resolved(self) -> dict[str, Any]:
        """Every setting with its value, as plain data."""
        return self.settings.model_dump(mode="json")

    @cached_property
    def hash(self) -> str:
        """Identity of the resolved settings; the name plays no part."""
        text = json.dumps(self.resolved, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def market_hash(self) -> str:
        """Identity of the market without its number of weeks, which never enters the world."""
        market = {k: v for k, v in self.resolved["market"].items() if k != "weeks"}
        return hashlib.sha256(json.dumps(market, sort_keys=True).encode()).hexdigest()[:16]

    def to_toml(self) -> str:
        """The resolved scenario as TOML, which loads to the same settings."""
        return tomli_w.dumps(_without_none(self.resolved))


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_none(v) for k, v in value.items() if v is not None}
    return [_without_none(v) for v in value] if isinstance(value, list) else value


def preset_names() -> list[str]:
    """Names of all presets, sorted."""
    return sorted(p.stem for p in PRESETS.glob("*.toml"))


def valid_keys(model: type[BaseModel]) -> list[str]:
    """Keys of a table."""
    return list(model.model_fields)


def _nearest(word: str, words: list[str]) -> str:
    close = difflib.get_close_matches(word, words, 1, 0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; possible are {', '.join(words)}"


def put(tree: dict[str, Any], path: str, value: Any) -> str:
    """Set a dotted path in a tree of settings; a message where there is no such path."""
    here: Any = tree
    parts = path.split(".")
    for i, part in enumerate(parts):
        last = i == len(parts) - 1
        if isinstance(here, (list, tuple)):
            if not part.isdigit() or int(part) >= len(here):
                return f"{part!r} is not one of the {len(here)} entries, counted from 0"
            if isinstance(here, tuple):
                return "cannot be set entry by entry"
            if last:
                here[int(part)] = value
            else:
                here = here[int(part)]
            continue
        if not isinstance(here, dict) or part not in here:
            known = list(here) if isinstance(here, dict) else []
            return f"there is no {part!r} here{_nearest(part, known)}"
        if isinstance(here[part], tuple):
            here[part] = list(here[part])
        if last:
            here[part] = value
        else:
            here = here[part]
    return ""


def _explain(error: Any, tree: Any) -> str:
    """What pydantic found, in words a user can act on."""
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "extra_forbidden":
        model: Any = Settings
        for part in error["loc"][:-1]:
            if isinstance(part, int):
                continue
            note = model.model_fields[part].annotation
            args = getattr(note, "__args__", ())
            model = args[0] if args else note
        return f"unknown key{_nearest(str(error['loc'][-1]), valid_keys(model))}"
    if kind in ("greater_than_equal", "less_than_equal"):
        sign = "at least" if "ge" in context else "at most"
        return f"is {given!r}; must be {sign} {context.get('ge', context.get('le'))}"
    if kind == "finite_number":
        return f"is {given!r}; must be a finite number"
    if kind == "value_error":
        return str(context["error"])
    message = error["msg"].replace("Input should be", "must be")
    return f"is {given!r}; {message}" if not isinstance(given, (dict, list, tuple)) else message


def validated(
    tree: dict[str, Any], lines: dict[str, str], where: str, problems: list[Problem]
) -> Settings:
    """Settings from plain data; BadInput with all problems, those given among them."""
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as failure:
        for error in failure.errors():
            key = ".".join(str(part) for part in error["loc"])
            problems = [*problems, Problem(lines.get(key, where), key, _explain(error, tree))]
        raise BadInput(problems) from None
    problems = [*problems, *_event_problems(settings, lines, where)]
    if problems:
        raise BadInput(problems)
    return settings


def _event_problems(settings: Settings, lines: dict[str, str], where: str) -> list[Problem]:
    """Events whose path or value is not possible."""
    found = []
    for i, event in enumerate(settings.event):
        tree = {**settings.model_dump(mode="python"), "event": ()}
        place = lines.get(f"event.{i}.path", where)
        wrong = put(tree, event.path, event.value)
        if wrong:
            found.append(Problem(place, f"event.{i}.path", f"{event.path}: {wrong}"))
            continue
        try:
            Settings.model_validate(tree)
        except ValidationError as failure:
            for error in failure.errors():
                why = f"{event.path} {_explain(error, tree)}"
                found.append(Problem(place, f"event.{i}.value", why))
    return found


def _key_lines(text: str, file: str) -> dict[str, str]:
    """`file:line` of every key of a TOML text; tomllib itself keeps no positions."""
    lines: dict[str, str] = {}
    table = ""
    counts: dict[str, int] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split("#", 1)[0].strip()
        if line.startswith("[[") and line.endswith("]]"):
            name = line[2:-2].strip()
            counts[name] = counts.get(name, -1) + 1
            table = f"{name}.{counts[name]}"
            lines[table] = f"{file}:{number}"
        elif line.startswith("[") and line.endswith("]"):
            table = line[1:-1].strip()
            lines[table] = f"{file}:{number}"
        elif "=" in line:
            key = line.split("=", 1)[0].strip().strip("\"'")
            lines[f"{table}.{key}" if table else key] = f"{file}:{number}"
    return lines


def _merged(base: Any, change: Any) -> Any:
    if isinstance(base, dict) and isinstance(change, dict):
        return {**base, **{k: _merged(base.get(k), v) for k, v in change.items()}}
    return change


def _read(source: str, seen: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    """A file or preset with everything it extends; data and lines of keys."""
    path = Path(source)
    if source in preset_names():
        path, shown = PRESETS / f"{source}.toml", f"{source} (preset)"
    elif path.suffix == ".toml" and path.is_file():
        shown = str(path)
    elif path.suffix == ".toml":
        raise BadInput([Problem(str(path), "", "there is no such file")])
    else:
        raise BadInput(
            [Problem("", "", f"no preset is named {source!r}{_nearest(source, preset_names())}")]
        )
    identity = str(path.resolve())
    if identity in seen:
        chain = " -> ".join(Path(p).stem for p in (*seen, identity))
        raise BadInput([Problem(shown, "extends", f"comes back to itself: {chain}")])
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        raise BadInput([Problem(shown, "", "is not UTF-8 text")]) from None
    except (ValueError, RecursionError) as failure:  # TOMLDecodeError, absurd numbers or nesting
        raise BadInput([Problem(shown, "", f"is not valid TOML: {failure}")]) from None
    lines = _key_lines(text, shown)
    parent = data.get("extends")
    if parent is None:
        return data, lines
    if not isinstance(parent, str):
        raise BadInput(
            [
                Problem(
                    lines.get("extends", shown), "extends", "must be the name of a preset or file"
                )
            ]
        )
    beside = path.parent / parent
    if parent not in preset_names() and not Path(parent).is_file() and beside.is_file():
        parent = str(beside)
    try:
        base, base_lines = _read(parent, (*seen, identity))
    except BadInput as bad:
        if any(p.where for p in bad.problems):
            raise
        place = lines.get("extends", shown)
        raise BadInput([Problem(place, "extends", p.why) for p in bad.problems]) from None
    return _merged(base, data), {**base_lines, **lines}


def load(source: str | Path) -> Scenario:
    """A scenario from the name of a preset or the path of a TOML file.

    Raises
    ------
    BadInput   no such preset or file, bad TOML, or settings that are not possible: every problem
    """
    data, lines = _read(str(source), ())
    head = {key: data.pop(key, "") for key in HEAD}
    problems = [
        Problem(lines.get(k, str(source)), k, "must be text")
        for k, v in head.items()
        if not isinstance(v, str)
    ]
    settings = validated(data, lines, str(source), problems)
    return Scenario(Path(str(source)).stem, settings, head["summary"], head["source"], lines)
