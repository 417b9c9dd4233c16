"""TOML text as data and positions, read on after a mistake: a wrong line is set aside and named."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from sim.errors import Problem
from sim.scenarios.positions import key_lines

SET_ASIDE = "set-aside-line"  # what stands for a table header that cannot be read
MISTAKES = 20  # lines set aside before giving up: such a file is no TOML at all


def merged(base: Any, change: Any) -> Any:
    """`change` over `base`: tables key by key, everything else as a whole."""
    if isinstance(base, dict) and isinstance(change, dict):
        return {**base, **{k: merged(base.get(k), v) for k, v in change.items()}}
    return change


def parse(text: str, shown: str, problems: list[Problem]) -> tuple[dict[str, Any], dict[str, int]]:
    """Data of a TOML text and the line of each key; lines that are wrong become problems."""
    lines = text.split("\n")
    for _ in range(MISTAKES):
        try:
            data = tomllib.loads("\n".join(lines))
        except RecursionError:
            problems.append(Problem(shown, "", "is nested too deeply to be read"))
            return {}, {}
        except ValueError as failure:  # TOMLDecodeError, or a number of absurd length
            before = lines
            lines, number = _mended(lines, _line_of(failure, lines), _at_end(failure))
            why = _said(str(failure), before[number - 1])
            problems.append(Problem(f"{shown}:{number}", "", f"is not valid TOML: {why}"))
            continue
        places = key_lines("\n".join(lines))
        return _put_back(data, text), {_put_back_key(k, text): n for k, n in places.items()}
    problems.append(Problem(shown, "", f"{MISTAKES} lines are not TOML; the rest was not read"))
    return {}, {}


def _header(aside: str, text: str) -> str:
    """Path of the table whose header was set aside; empty where it names none."""
    line = text.split("\n")[int(aside.rsplit("-", 1)[1]) - 1]
    found = re.match(r"\s*\[([A-Za-z0-9_.-]+)\]", line)
    return found.group(1) if found else ""


def _put_back(data: dict[str, Any], text: str) -> dict[str, Any]:
    """Data in which what stands under a header that was set aside is under its table again."""
    kept = {k: v for k, v in data.items() if not k.startswith(SET_ASIDE)}
    for aside in (k for k in data if k.startswith(SET_ASIDE)):
        path = _header(aside, text)
        change = data[aside]
        for part in reversed(path.split(".")):
            change = {part: change}
        if path:
            kept = merged(kept, change)
    return kept


def _put_back_key(key: str, text: str) -> str:
    """The path of a key under the table whose header was set aside."""
    first, _, rest = key.partition(".")
    path = _header(first, text) if first.startswith(SET_ASIDE) and rest else ""
    return f"{path}.{rest}" if path else key


#: What a line that is no TOML looks like, and what would be right.
HINTS = (
    (r"=\s*[+-]?\d+,\d+\s*(#.*)?$", "a decimal point is a '.'"),
    (r"=\s*(?i:true|false|yes|no|on|off)\s*(#.*)?$", "write true or false"),
    (r"=\s*[\d.]+\s*%", "a share is a number such as 0.5"),
    (r"=\s*[…]?\s*(#.*)?$", "there is no value"),
    (r"=\s*[^\W\d]", "text must stand in quotes"),
)


def _said(failure: str, line: str) -> str:
    """What `tomllib` found, in words, and what would be right where the line shows it."""
    header = re.match(r"\s*(\[.*\])", line)
    if header and ("twice" in failure or "overwrite" in failure or "immutable" in failure.lower()):
        return f"{header.group(1)} stands twice; put all its keys under the first"
    why = re.sub(r" \(at .*\)$", "", failure)
    hint = next((f"; {right}" for seen, right in HINTS if re.search(seen, line)), "")
    return f"{why[0].lower()}{why[1:]}{hint}"


def _at_end(failure: ValueError) -> bool:
    """Whether reading failed for something that was left open, which may be anywhere above."""
    return "at end of document" in str(failure)


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
            still_open = at_end and _at_end(failure)
            return 0 if still_open else _line_of(failure, guess[0])
        return len(lines) + 1

    return max(guesses, key=reach)  # the first of equals
