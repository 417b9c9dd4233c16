"""Scenario files as plain data: a file with everything that it extends, and where each key stands.

Reading goes on after a mistake: a line that is not TOML is set aside, a file that cannot be found
is left out, so that one pass names every problem.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import Problem
from sim.scenarios.toml_text import merged, parse
from sim.scenarios.words import nearest

PRESETS = Path(__file__).parent
CASES = PRESETS / "cases"  # firms of the studies
HEAD = ("summary", "source", "extends")  # keys of a file that are no settings


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


def preset_files() -> dict[str, Path]:
    """Files of all presets by name, sorted by name; cases have a folder of their own."""
    found = {p.stem: p for folder in (PRESETS, CASES) for p in folder.glob("*.toml")}
    return dict(sorted(found.items()))


def preset_names() -> list[str]:
    """Names of all presets, sorted."""
    return list(preset_files())


def find(source: str) -> tuple[Path | None, str, str]:
    """Path of a preset or file, the name to show for it, and why there is none."""
    preset = preset_files().get(source)
    if preset:
        return preset, f"{source} (preset)", ""
    path = Path(source)
    if path.is_dir():
        return None, source, "is a folder; name a preset or a .toml file"
    if path.suffix == ".toml":
        return (path, source, "") if path.is_file() else (None, source, "there is no such file")
    if path.is_file():
        return None, source, "is no .toml file; scenarios are TOML files that end in .toml"
    return None, "", f"no preset is named {source!r}{nearest(source, preset_names())}"


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
    except UnicodeDecodeError as failure:
        line = failure.object[: failure.start].count(b"\n") + 1
        return Source(problems=[Problem(f"{shown}:{line}", "", "is not UTF-8 text")])
    except OSError as failure:
        return Source(problems=[Problem(shown, "", f"cannot be read: {failure.strerror}")])
    problems: list[Problem] = []
    data, places = parse(text, shown, problems)
    lines = {key: f"{shown}:{line}" for key, line in places.items()}
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
