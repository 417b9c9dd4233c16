"""Scenario files as plain data: a file with everything that it extends, and where each key stands.

Reading goes on after a mistake: a line that is not TOML is set aside, a file that cannot be found
is left out, so that one pass names every problem.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import Problem
from sim.scenarios.positions import key_lines
from sim.scenarios.words import nearest

PRESETS = Path(__file__).parent
HEAD = ("summary", "source", "extends")  # keys of a file that are no settings
SET_ASIDE = "set-aside-line"  # what stands for a table header that cannot be read
MISTAKES = 20  # lines set aside before giving up: such a file is no TOML at all


@dataclass
class Source:
    """What files say.

    Attributes
    ----------
    data : settings and head, the file's own over those that it extends
    lines : `file:line` of each key by dotted path
    problems : what is wrong with files, in the order met
    """

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def preset_names() -> list[str]:
    """Names of all presets, sorted."""
    return sorted(p.stem for p in PRESETS.glob("*.toml"))


def find(source: str) -> tuple[Path | None, str, str]:
    """Path of a preset or file, the name to show for it, and why there is none."""
    if source in preset_names():
        return PRESETS / f"{source}.toml", f"{source} (preset)", ""
    path = Path(source)
    if path.is_dir():
        return None, source, "is a folder; name a preset or a .toml file"
    if path.suffix == ".toml":
        return (path, source, "") if path.is_file() else (None, source, "there is no such file")
    if path.is_file():
        return None, source, "is no .toml file; scenarios are TOML files that end in .toml"
    return None, "", f"no preset is named {source!r}{nearest(source, preset_names())}"


def parse(text: str, shown: str, problems: list[Problem]) -> tuple[dict[str, Any], str]:
    """Data of a TOML text, and the text, without the lines that are wrong: those become problems."""
    lines = text.split("\n")
    for _ in range(MISTAKES):
        try:
            data = tomllib.loads("\n".join(lines))
        except RecursionError:
            problems.append(Problem(shown, "", "is nested too deeply to be read"))
            return {}, ""
        except ValueError as failure:  # TOMLDecodeError, or a number of absurd length
            why = re.sub(r" \(at .*\)$", "", str(failure))
            at_end = "at end of document" in str(failure)
            lines, number = _mended(lines, _line_of(failure, lines), at_end)
            place = f"{shown}:{number}"
            problems.append(Problem(place, "", f"is not valid TOML: {why[0].lower()}{why[1:]}"))
            continue
        kept = {k: v for k, v in data.items() if not k.startswith(SET_ASIDE)}
        return kept, "\n".join(lines)
    problems.append(Problem(shown, "", f"{MISTAKES} lines are not TOML; the rest was not read"))
    return {}, ""


def _line_of(failure: ValueError, lines: list[str]) -> int:
    """Line, from 1, at which reading failed; the last line with text where it does not say."""
    found = re.search(r"at line (\d+)", str(failure))
    if found:
        return int(found.group(1))
    filled = [i for i, line in enumerate(lines, 1) if line.strip()]
    return filled[-1] if filled else 1


def _without(lines: list[str], numbers: list[int]) -> list[str]:
    """The lines with some set aside; a header keeps its keys apart from those of other tables."""
    new = list(lines)
    for n in numbers:
        header = new[n - 1].lstrip().startswith("[")
        new[n - 1] = f"[{SET_ASIDE}-{n}]" if header else ""
    return new


def _mended(lines: list[str], number: int, at_end: bool) -> tuple[list[str], int]:
    """Lines with a mistake set aside, and its line: of a few guesses the one that reads furthest."""
    name = re.match(r"\s*\[\s*([A-Za-z0-9_.-]+)\s*$", lines[number - 1])
    before = [n for n in range(number - 1, 0, -1) if lines[n - 1].strip()][:1]
    guesses = []
    if name:  # a header without its closing bracket
        guesses.append(([*lines[: number - 1], f"[{name.group(1)}]", *lines[number:]], number))
    guesses.append((_without(lines, [number]), number))
    if before:  # a bracket or quote that an earlier line left open
        guesses.append((_without(lines, before), before[0]))
        guesses.append((_without(lines, [before[0], number]), before[0]))
    if at_end:  # what was left open may be anywhere above
        guesses += [(_without(lines, [n]), n) for n in range(1, number) if lines[n - 1].strip()]

    def reach(guess: tuple[list[str], int]) -> int:
        try:
            tomllib.loads("\n".join(guess[0]))
        except RecursionError:
            return 0
        except ValueError as failure:
            return _line_of(failure, guess[0])
        return len(lines) + 1

    return max(guesses, key=reach)  # the first of equals


def merged(base: Any, change: Any) -> Any:
    """`change` over `base`: tables key by key, everything else as a whole."""
    if isinstance(base, dict) and isinstance(change, dict):
        return {**base, **{k: merged(base.get(k), v) for k, v in change.items()}}
    return change


def read(source: str, seen: tuple[str, ...] = (), asked_by: str = "") -> Source:
    """A preset or file with everything that it extends.

    Parameters
    ----------
    source : name of a preset or path of a TOML file
    seen : files that are being read, from the one that the user named
    asked_by : `file:line` of the `extends` that names it
    """
    path, shown, why = find(source)
    key = "extends" if asked_by else ""
    if path is None:
        place = asked_by or shown
        told = f"{source!r}: {why}" if asked_by and shown else why
        return Source(problems=[Problem(place, key, told)])
    identity = str(path.resolve())
    if identity in seen:
        chain = " -> ".join(Path(p).stem for p in (*seen, identity))
        return Source(problems=[Problem(asked_by, key, f"comes back to itself: {chain}")])
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return Source(problems=[Problem(shown, "", "is not UTF-8 text")])
    except OSError as failure:
        return Source(problems=[Problem(shown, "", f"cannot be read: {failure.strerror}")])
    problems: list[Problem] = []
    data, whole = parse(text, shown, problems)
    lines = {k: f"{shown}:{line}" for k, line in key_lines(whole).items()}
    _place_network(data, path.parent)
    parent = data.get("extends")
    if parent is None:
        return Source(data, lines, problems)
    place = lines.get("extends", shown)
    if not isinstance(parent, str):
        problems.append(
            Problem(place, "extends", "must be the name of a preset or file, in quotes")
        )
        return Source(data, lines, problems)
    beside = path.parent / parent
    if parent not in preset_names() and (beside.is_file() or parent.endswith(".toml")):
        parent = str(beside)
    base = read(parent, (*seen, identity), place)
    return Source(
        merged({k: v for k, v in base.data.items() if k not in HEAD}, data),
        {**base.lines, **lines},
        [*problems, *base.problems],
    )


def _place_network(data: dict[str, Any], folder: Path) -> None:
    """A relative `market.network` of a file is meant from that file's folder."""
    market = data.get("market")
    if isinstance(market, dict) and isinstance(market.get("network"), str) and market["network"]:
        market["network"] = str(folder / market["network"])
