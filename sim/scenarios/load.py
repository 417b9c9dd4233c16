"""Scenarios from presets, files and changes: immutable, validated, resolved.

>>> from sim.scenarios.load import load
>>> load("pull").set("focal.control", 0.2).settings.focal.control
0.2
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from sim.errors import BadInput, Problem, in_order
from sim.scenarios.changes import put
from sim.scenarios.checks import contradictions
from sim.scenarios.files import HEAD, preset_names, read
from sim.scenarios.schema import Settings
from sim.scenarios.words import explain

__all__ = ["Scenario", "load", "preset_names"]

ROUNDS = 5  # passes over a broken tree: a mended table can show what was hidden below it


@dataclass(frozen=True)
class Scenario:
    """A named point in the space of settings.

    Attributes
    ----------
    name : shown in tables; never enters a run
    settings : what a run is a function of
    summary, source : one line each
    lines : `file:line` of each key in the file it came from, for error messages
    """

    name: str
    settings: Settings
    summary: str = ""
    source: str = ""
    lines: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Settings that were put together in Python are held to the same as those of files."""
        found = contradictions(self.settings)
        if found:
            raise BadInput([Problem(self.name, c.keys[0], c.why) for c in found])

    def set(self, path: str, value: Any) -> Scenario:
        """A new scenario with one setting changed; BadInput if path or value is not possible."""
        return self.set_all({path: value})

    def set_all(self, changes: dict[str, Any], where: str = "set") -> Scenario:
        """A new scenario with several settings changed by dotted path; all problems at once."""
        tree = self.settings.model_dump(mode="python")
        lines = dict(self.lines)
        problems = change_tree(tree, lines, changes, where)
        settings = settings_from(tree, lines, where, problems)
        return Scenario(self.name, settings, self.summary, self.source, lines)

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
        """The resolved scenario as TOML, which loads to the same settings from any folder."""
        tree = _without_none(self.resolved)
        if tree["market"]["network"]:
            tree["market"]["network"] = str(Path(tree["market"]["network"]).absolute())
        return tomli_w.dumps(tree)


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_none(v) for k, v in value.items() if v is not None}
    return [_without_none(v) for v in value] if isinstance(value, list) else value


def change_tree(
    tree: dict[str, Any], lines: dict[str, str], changes: dict[str, Any], where: str
) -> list[Problem]:
    """Make changes by dotted path in a tree of settings; what could not be changed, and why."""
    problems = []
    for path, value in changes.items():
        why = put(tree, path, value)
        if why:
            problems.append(Problem(where, path, why))
        else:
            lines[path] = where
    return problems


def settings_from(
    tree: dict[str, Any], lines: dict[str, str], where: str, problems: list[Problem]
) -> Settings:
    """Settings from plain data.

    Parameters
    ----------
    tree : plain data; left as it is
    lines : place of each key, for messages   where : place of keys that have none
    problems : what was found before

    Raises
    ------
    BadInput   with all problems, those given among them: what is wrong by itself, and, of the
        settings that are not, those that contradict one another
    """
    tree, found, broken = copy.deepcopy(tree), list(problems), set()
    settings = None
    for _ in range(ROUNDS):
        try:
            settings = Settings.model_validate(tree)
            break
        except ValidationError as failure:
            for error in failure.errors():
                key = ".".join(map(str, error["loc"]))
                if key not in broken:  # one that was taken out is not missing
                    why = explain(Settings, error, beside=HEAD)
                    found.append(Problem(_place(key, lines, where), key, why))
                broken.add(key)
                _mend(tree, error["loc"], error["type"])
    if settings is not None:
        for clash in contradictions(settings):
            if not any(_touches(key, wrong) for key in clash.keys for wrong in broken):
                key = clash.keys[0]
                found.append(Problem(_place(key, lines, where, clash.keys), key, clash.why))
        found += _event_problems(settings, lines, where, broken)
        network = settings.market.network
        if network and not Path(network).exists():
            place = _place("market.network", lines, where)
            found.append(
                Problem(place, "market.network", f"{network!r}: there is no such folder or file")
            )
    if found or settings is None:
        raise BadInput(in_order(found))
    return settings


def _place(key: str, lines: dict[str, str], where: str, others: tuple[str, ...] = ()) -> str:
    """Where a key stands; else another key of the same clash, or the table that it belongs to."""
    for known in (key, *others):
        if known in lines:
            return lines[known]
    while "." in key:
        key = key.rpartition(".")[0]
        if key in lines:
            return lines[key]
    return where


def _touches(a: str, b: str) -> bool:
    return a == b or a.startswith(f"{b}.") or b.startswith(f"{a}.")


def _mend(tree: dict[str, Any], loc: tuple[int | str, ...], kind: str) -> None:
    """Take a wrong setting out, so that its default stands in while the rest is looked at."""
    here: Any = tree
    above: list[tuple[Any, int | str]] = []
    for part in loc[:-1]:
        above.append((here, part))
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            return  # what lies above is gone already
    last = loc[-1]
    if kind == "missing":
        here[last] = f"entry {loc[-2]}"  # names stay distinct
    elif isinstance(here, dict):
        here.pop(last, None)
    elif above:  # an entry of a list: the list as a whole
        holder, key = above[-1]
        if isinstance(holder, dict):
            holder.pop(key, None)


def _event_problems(
    settings: Settings, lines: dict[str, str], where: str, broken: set[str]
) -> list[Problem]:
    """Events that are not possible: values that are none, and what holds together in some week."""
    known = set(contradictions(settings))
    bad_paths = {clash.keys[0] for clash in known}
    found: list[Problem] = []
    good = []

    def wrong(i: int, part: str, why: str) -> None:
        key = f"event.{i}.{part}"
        problem = Problem(_place(key, lines, where), key, why)
        if problem not in found:
            found.append(problem)

    base = {**settings.model_dump(mode="python"), "event": ()}
    for i, event in enumerate(settings.event):
        if any(_touches(f"event.{i}", b) for b in broken) or f"event.{i}.path" in bad_paths:
            continue
        tree = copy.deepcopy(base)
        if not put(tree, event.path, event.value):  # else an earlier event may make room for it
            try:
                Settings.model_validate(tree)
            except ValidationError as failure:
                for error in failure.errors():
                    wrong(i, "value", f"of {event.path} {explain(Settings, error)}")
                continue
        good.append(i)
    for in_force in _spells(settings, good):
        tree = copy.deepcopy(base)
        paths = {i: settings.event[i].path for i in in_force}
        failed = {i: put(tree, paths[i], settings.event[i].value) for i in in_force}
        for i, why in failed.items():
            if why:
                wrong(i, "path", f"{paths[i]!r}: {why}")
        if any(failed.values()):
            continue

        def last(keys: Sequence[str], paths: dict[int, str] = paths) -> int:
            """The last event that has to do with one of the keys, or the last of all."""
            mine = [i for i, path in paths.items() if any(_touches(path, k) for k in keys)]
            return max(mine, key=lambda i: (settings.event[i].week, i)) if mine else max(paths)

        try:
            then = Settings.model_validate(tree)
        except ValidationError as failure:
            for error in failure.errors():
                key = ".".join(map(str, error["loc"]))
                wrong(last([key]), "value", f"makes {key} wrong: {explain(Settings, error)}")
            continue
        for c in contradictions(then):
            if c not in known and not any(_touches(k, b) for k in c.keys for b in broken):
                wrong(last(c.keys), "value", f"leaves {c.keys[0]} wrong, which {c.why}")
    return found


def _spells(settings: Settings, events: Sequence[int]) -> Iterator[list[int]]:
    """Which of the given events hold together, in the order of the weeks in which that changes."""
    starts = {settings.event[i].week for i in events}
    ends = {e.until + 1 for e in (settings.event[i] for i in events) if e.until is not None}
    for week in sorted(starts | ends):
        held = [
            i
            for i in events
            if settings.event[i].week <= week and week <= (settings.event[i].until or week)
        ]
        if held:
            yield held


def load(
    source: str | Path, changes: dict[str, Any] | None = None, where: str = "changes"
) -> Scenario:
    """A scenario from the name of a preset or the path of a TOML file.

    Parameters
    ----------
    source : name of a preset, or path of a file
    changes : values by dotted path, taken over the file's
    where : where the changes come from, for messages

    Raises
    ------
    BadInput   no such preset or file, bad TOML, or settings that are not possible: every problem
    """
    origin = read(str(source))
    data, lines, problems = origin.data, origin.lines, origin.problems
    if not data and problems:
        raise BadInput(problems)
    head = {key: data.pop(key, "") for key in HEAD}
    problems += [
        Problem(lines.get(k, str(source)), k, "must be text in quotes")
        for k, v in head.items()
        if not isinstance(v, str) and k != "extends"
    ]
    wrong = change_tree(data, lines, changes or {}, where)
    settings = settings_from(data, lines, str(source), [*problems, *wrong])
    return Scenario(Path(str(source)).stem, settings, head["summary"], head["source"], lines)
