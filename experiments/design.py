"""Designs: the points of a sweep, as a grid, a Latin hypercube, a Sobol sequence or from a file."""

from __future__ import annotations

import csv
import itertools
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import BadInput, Problem
from sim.scenarios.words import nearest

KINDS = ("grid", "lhs", "sobol", "points")
SCALES = ("linear", "log")
DIGITS = 6  # of values that a design draws, so that they can be typed again
MOST_POINTS = 1_000_000


@dataclass(frozen=True)
class Axis:
    """One swept setting.

    Attributes
    ----------
    path : dotted path of the setting
    values : what it takes, where it takes single values
    low, high, scale : range that a design draws from where it does not, `linear` or `log`
    """

    path: str
    values: tuple[Any, ...] = ()
    low: float = math.nan
    high: float = math.nan
    scale: str = "linear"

    @property
    def is_range(self) -> bool:
        """Whether values are drawn from a range."""
        return not self.values

    def at(self, u: float, whole: bool) -> Any:
        """The value at a share of the axis, 0 <= u < 1; whole numbers where the setting is one."""
        if self.values:
            return self.values[int(u * len(self.values))]
        if whole:  # every whole number of the range has the same share
            low, high = math.ceil(self.low), math.floor(self.high)
            return min(high, low + int(u * (high - low + 1)))
        if self.scale == "log":
            value = self.low * (self.high / self.low) ** u
        else:
            value = self.low + u * (self.high - self.low)
        return float(f"{value:.{DIGITS}g}")


@dataclass(frozen=True)
class Design:
    """How the points of a sweep are chosen.

    Attributes
    ----------
    kind : `grid`, `lhs` (Latin hypercube), `sobol` or `points`
    axes : swept settings
    n : points of a hypercube or a sequence   seed : of their draw
    rows : values of the axes, point by point, where they come from a file
    """

    kind: str
    axes: tuple[Axis, ...]
    n: int = 0
    seed: int = 0
    rows: tuple[tuple[Any, ...], ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the swept settings."""
        return tuple(axis.path for axis in self.axes)

    def points(self, whole: Sequence[bool]) -> list[dict[str, Any]]:
        """Values by path of every point, in order; points that are alike once.

        whole : for each axis, whether its setting takes whole numbers only
        """
        if self.kind == "points":
            rows: Any = self.rows
        elif self.kind == "grid":
            rows = itertools.product(*(axis.values for axis in self.axes))
        else:
            draws = self._draws()
            rows = (
                [axis.at(float(u), w) for axis, u, w in zip(self.axes, row, whole, strict=True)]
                for row in draws
            )
        found: dict[str, dict[str, Any]] = {}
        for row in rows:
            point = dict(zip(self.paths, row, strict=True))
            found.setdefault(repr(point), point)
        return list(found.values())

    def _draws(self) -> np.ndarray:
        """Shares of the axes, (n, axes) in [0, 1); the first points of a sequence stay if it grows."""
        from scipy.stats import qmc  # takes half a second to load

        rng = np.random.default_rng(self.seed)
        if self.kind == "lhs":
            return np.asarray(qmc.LatinHypercube(len(self.axes), seed=rng).random(self.n))
        return np.asarray(qmc.Sobol(len(self.axes), scramble=True, seed=rng).random(self.n))

    def problems(self) -> list[Problem]:
        """Everything that makes it no design."""
        found = []
        place = "--design"
        if self.kind not in KINDS:
            why = f"is {self.kind!r}; must be one of {', '.join(KINDS)}{nearest(self.kind, list(KINDS))}"
            return [Problem("", place, why)]
        twice = sorted({p for p in self.paths if self.paths.count(p) > 1})
        found += [Problem("--over", p, "is swept twice; name it once") for p in twice]
        if not self.axes:
            found.append(Problem("", "--over", "is missing; name what is to be swept"))
        drawn = self.kind in ("lhs", "sobol")
        for axis in self.axes:
            found += self._axis_problems(axis, drawn)
        if drawn and self.n < 1:
            why = f"is {self.n}; a {self.kind} design needs a number of points, such as --n 64"
            found.append(Problem("", "--n", why))
        if self.kind == "sobol" and self.n > 0 and self.n & (self.n - 1):
            below = 1 << (self.n.bit_length() - 1)
            why = f"is {self.n}; must be a power of 2 for a Sobol sequence: {below} or {2 * below}"
            found.append(Problem("", "--n", why))
        size = self.n if drawn else len(self.rows) or math.prod(len(a.values) for a in self.axes)
        if size > MOST_POINTS:
            found.append(
                Problem(
                    "", "--over", f"makes {size:,} points; at most {MOST_POINTS:,} are possible"
                )
            )
        return found

    def _axis_problems(self, axis: Axis, drawn: bool) -> list[Problem]:
        found = []
        if axis.is_range and not drawn and self.kind == "grid":
            why = (
                "is a range; a grid needs values: list them, or use --design lhs or sobol with --n"
            )
            found.append(Problem("--over", axis.path, why))
        if axis.is_range and self.kind != "points":
            if not (math.isfinite(axis.low) and math.isfinite(axis.high)) or axis.low >= axis.high:
                why = f"ranges from {axis.low:g} to {axis.high:g}; low must be below high"
                found.append(Problem("--over", axis.path, why))
            elif axis.scale == "log" and axis.low <= 0:
                why = f"ranges from {axis.low:g}; a log scale needs a low above 0"
                found.append(Problem("--over", axis.path, why))
        if axis.scale not in SCALES:
            why = f"has the scale {axis.scale!r}; must be linear or log"
            found.append(Problem("--over", axis.path, why))
        return found


def parse_over(texts: Sequence[str]) -> tuple[Axis, ...]:
    """Axes from `PATH=v1,v2,…`, `PATH=low..high..step`, `PATH=low..high` or `PATH=low..high:log`.

    Raises
    ------
    BadInput   with everything that cannot be read
    """
    axes, problems = [], []
    for text in texts:
        path, sign, rest = text.partition("=")
        if not sign or not path.strip() or not rest.strip():
            why = (
                "must be PATH=v1,v2,..., PATH=low..high..step or PATH=low..high, such as "
                "focal.push_share=0,0.5,1"
            )
            problems.append(Problem("--over", text, why))
            continue
        span, _, scale = rest.partition(":") if ".." in rest else (rest, "", "")
        low, dots, high = span.partition("..")
        high, steps, step = high.partition("..")
        try:
            if steps:
                axes.append(Axis(path.strip(), stepped(low, high, step)))
            elif dots:
                axes.append(Axis(path.strip(), (), float(low), float(high), scale or "linear"))
            else:
                axes.append(Axis(path.strip(), tuple(listed(rest))))
        except ValueError as failure:
            problems.append(Problem("--over", path, f"has values that cannot be read: {failure}"))
    if problems:
        raise BadInput(problems)
    return tuple(axes)


def stepped(low: str, high: str, step: str) -> tuple[Any, ...]:
    """Values from low to high, both among them where the step fits; whole numbers stay whole."""
    start, end, by = float(low), float(high), float(step)
    if not by > 0 or not start <= end:
        raise ValueError(f"{low}..{high}..{step} must go up from low to high by a step above 0")
    if not (end - start) / by < MOST_POINTS:
        raise ValueError(f"{low}..{high}..{step} has more than {MOST_POINTS:,} values")
    n = math.floor((end - start) / by + 1e-9) + 1
    whole = all(value(word.strip()) == int(float(word)) and "." not in word for word in (low, step))
    found = [float(f"{start + i * by:.{DIGITS}g}") for i in range(n)]
    return tuple(map(int, found) if whole else found)


def listed(text: str) -> list[Any]:
    """Values in a comma list, as TOML reads them; bare words as text."""
    try:
        found = tomllib.loads(f"v = [{text}]")["v"]
    except tomllib.TOMLDecodeError:
        found = [value(word) for word in text.split(",")]
    if not found:
        raise ValueError("there is none")
    return list(found)


def value(word: str) -> Any:
    """One value, as TOML reads it; a bare word as text."""
    try:
        return tomllib.loads(f"v = {word.strip()}")["v"]
    except tomllib.TOMLDecodeError:
        return word.strip()


def read_points(path: Path) -> Design:
    """A design from a CSV file: a column a setting, a row a point.

    Raises
    ------
    BadInput   with everything that is wrong with the file
    """
    place = str(path)
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = [
                row for row in csv.reader(file, strict=True) if any(cell.strip() for cell in row)
            ]
    except OSError as failure:
        raise BadInput([Problem(place, "", f"cannot be read: {failure.strerror}")]) from None
    except (UnicodeDecodeError, csv.Error) as failure:
        raise BadInput([Problem(place, "", f"is no CSV file in UTF-8: {failure}")]) from None
    if len(rows) < 2:
        why = "needs a line of setting paths and at least one line of values"
        raise BadInput([Problem(place, "", why)])
    head = [cell.strip() for cell in rows[0]]
    problems = [
        Problem(f"{place}:{i}", "", f"has {len(row)} values; must have {len(head)}")
        for i, row in enumerate(rows[1:], 2)
        if len(row) != len(head)
    ]
    twice = sorted({name for name in head if name and head.count(name) > 1})
    problems += [Problem(f"{place}:1", name, "has two columns; keep one") for name in twice]
    if "" in head:
        problems.append(Problem(f"{place}:1", "", "has a column without a setting path"))
    if problems:
        raise BadInput(problems)
    values = tuple(tuple(value(cell) for cell in row) for row in rows[1:])
    axes = tuple(Axis(name, tuple(row[i] for row in values)) for i, name in enumerate(head))
    return Design("points", axes, rows=values)
