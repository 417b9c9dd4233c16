"""A sweep as a file: `SPEC.toml` names scenario, design and what is swept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from experiments.design import Axis, Design, read_points
from sim.errors import BadInput, Problem, in_order
from sim.scenarios.files import preset_names
from sim.scenarios.toml_text import parse
from sim.scenarios.words import explain


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class OverTable(_Table):
    """`[[over]]`: a setting and its values, or its range."""

    path: str
    values: list[Any] | None = None
    low: float | None = None
    high: float | None = None
    scale: Literal["linear", "log"] = "linear"


class DesignTable(_Table):
    """`[design]`: how points are chosen."""

    kind: Literal["grid", "lhs", "sobol", "points"] = "grid"
    n: int = Field(0, ge=0)
    seed: int = Field(0, ge=0)
    points: str = ""


class SpecFile(_Table):
    """A whole file."""

    scenario: str | list[str]
    reps: int = Field(20, ge=1)
    until: str = ""
    set: dict[str, Any] = Field(default_factory=dict)
    design: DesignTable = DesignTable()
    over: list[OverTable] = Field(default_factory=list)


@dataclass(frozen=True)
class Spec:
    """A sweep as its file says it.

    Attributes
    ----------
    scenarios : names of presets or paths of files
    design : points
    changes : settings changed before anything is swept, by path
    reps : replicates of every point   until : precision wanted, as `--until` takes it
    """

    scenarios: tuple[str, ...]
    design: Design
    changes: dict[str, Any]
    reps: int
    until: str


def is_spec(name: str) -> bool:
    """Whether a word of the command line names a sweep's file rather than a scenario."""
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        return False
    data, _ = parse(path.read_text(encoding="utf-8-sig", errors="replace"), name, [])
    return "over" in data or "design" in data


def read_spec(name: str) -> Spec:
    """A sweep from its file.

    Raises
    ------
    BadInput   with everything that is wrong with the file
    """
    path = Path(name)
    problems: list[Problem] = []
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as failure:
        raise BadInput([Problem(name, "", f"cannot be read as UTF-8 text: {failure}")]) from None
    data, lines = parse(text, name, problems)
    places = {key: f"{name}:{line}" for key, line in lines.items()}
    try:
        spec = SpecFile.model_validate(data)
    except ValidationError as failure:
        for error in failure.errors():
            key = ".".join(str(part) for part in error["loc"] if part not in ("str", "list[str]"))
            table = key.rpartition(".")[0]
            place = places.get(key, places.get(table, name))
            problems.append(Problem(place, key, explain(SpecFile, error)))
        raise BadInput(in_order(list(dict.fromkeys(problems)))) from None
    axes, wrong = _axes(spec, places, name)
    problems += wrong
    if spec.design.kind == "points":
        points = path.parent / spec.design.points
        if not spec.design.points:
            why = 'must name a CSV file: points = "points.csv"'
            problems.append(Problem(places.get("design", name), "design.points", why))
        if axes:
            why = "has no place beside a file of points, whose columns are what is swept"
            problems.append(Problem(places.get("over", name), "over", why))
        if problems:
            raise BadInput(in_order(problems))
        design = read_points(points)
    else:
        design = Design(spec.design.kind, tuple(axes), spec.design.n, spec.design.seed)
    if problems:
        raise BadInput(in_order(problems))
    names = [spec.scenario] if isinstance(spec.scenario, str) else spec.scenario
    scenarios = tuple(_beside(path.parent, n) for n in names)
    return Spec(scenarios, design, flat(spec.set), spec.reps, spec.until)


def flat(table: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Settings by dotted path, whether their paths stood in quotes or as tables."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        path = f"{above}{key}"
        found |= flat(value, f"{path}.") if isinstance(value, dict) else {path: value}
    return found


def _axes(spec: SpecFile, places: dict[str, str], name: str) -> tuple[list[Axis], list[Problem]]:
    axes, problems = [], []
    for i, over in enumerate(spec.over):
        place = places.get(f"over.{i}.path", name)
        if over.values and over.low is None and over.high is None:
            axes.append(Axis(over.path, tuple(over.values)))
            continue
        if over.values is None and over.low is not None and over.high is not None:
            axes.append(Axis(over.path, (), over.low, over.high, over.scale))
            continue
        why = f"{over.path} must have either values, or low and high"
        problems.append(Problem(place, f"over.{i}", why))
    return axes, problems


def _beside(folder: Path, name: str) -> str:
    """A scenario's file is meant from the folder of the spec."""
    return name if name in preset_names() else str(folder / name)
