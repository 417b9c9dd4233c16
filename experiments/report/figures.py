"""How figures look and are kept: Okabe–Ito colours, markers, line styles and direct labels.

Figures are made without global state and drawn to the same bytes for the same numbers.
"""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.textpath import text_to_path

from experiments.names import write_atomically
from experiments.report.numbers import MINUS
from experiments.store import Store

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY, PALE, INK = "#767676", "#d9d9d9", "#222222"
#: Colour, marker and line style of the k-th scenario.
COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "h")
LINES: tuple[Any, ...] = (
    "-",
    (0, (6, 2)),
    (0, (2, 1.5)),
    (0, (6, 2, 1, 2)),
    (0, (4, 1, 1, 1, 1, 1)),
)
WIDTH = 5.0  # inches; narrow, so that figures stay legible on a phone
TITLE, NOTE = 9.5, 7.5  # points
NAME = 26  # characters of a scenario's name that figures show

STYLE = {
    "svg.hashsalt": "buyernet",
    "svg.fonttype": "path",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "grid.color": "#e6e6e6",
    "lines.linewidth": 1.7,
    "hatch.linewidth": 0.6,
    "figure.dpi": 100,
    "savefig.dpi": 150,
}


@dataclass(frozen=True)
class Picture:
    """A drawn figure: file name without ending, alternative text, caption, source for the page.

    The alternative text begins with the figure's title, which says what it shows.
    """

    name: str
    alt: str
    caption: str
    source: str
    width: int
    height: int


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in the project's style; names in scripts that the font lacks are no error."""
    with matplotlib.style.context(["default", STYLE]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        warnings.filterwarnings("ignore", message=".*constrained_layout not applied.*")
        yield


def new(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """A figure with one set of axes; sizes in inches, without the heading."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


@lru_cache(maxsize=4096)  # words come again in titles, notes and labels
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of text, in points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, False)[0])


def wrapped(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Text on lines no wider than `width` points; a word that is wider stands alone."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in part.split(" "):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, size, weight) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return "\n".join(lines)


def heading(figure: Figure, title: str, note: str = "") -> None:
    """A bold title and a small note over the whole width; the figure grows by their height."""
    width, height = figure.get_size_inches()
    title = wrapped(title, 72 * width - 12, TITLE, "bold")
    note = wrapped(note, 72 * width - 12, NOTE)
    first = 1.25 * TITLE * (title.count("\n") + 1)
    both = first + (1.3 * NOTE * (note.count("\n") + 1) if note else 0.0) + 8
    whole = height + both / 72
    figure.set_size_inches(width, whole)
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0, 0, 1, height / whole))
    look: dict[str, Any] = {"va": "top", "in_layout": False}
    figure.text(4 / 72 / width, 1 - 3 / 72 / whole, title, size=TITLE, weight="bold",
                linespacing=1.2, **look)  # fmt: skip
    figure.text(4 / 72 / width, 1 - (first + 4) / 72 / whole, note, size=NOTE, color="#555555",
                linespacing=1.25, **look)  # fmt: skip


def as_svg(figure: Figure, alt: str, caption: str) -> bytes:
    """A figure as SVG, with its texts inside; the same bytes on every system."""
    svg = io.BytesIO()
    said = {"Title": alt, "Description": caption}
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, **said})
    return svg.getvalue().replace(b"\r\n", b"\n")


def keep(figure: Figure, store: Store, name: str, alt: str, caption: str) -> Picture:
    """Write a figure as SVG and PNG into the result folder, with its texts inside the files."""
    text, png = as_svg(figure, alt, caption), io.BytesIO()
    said = {"Title": alt, "Description": caption}
    figure.set_layout_engine(None)  # the first drawing has placed everything
    figure.savefig(png, format="png", metadata={"Software": None, **_latin(said)})
    folder = store.folder / "figures"
    write_atomically(folder / f"{name}.svg", text, lasting=False)
    write_atomically(folder / f"{name}.png", png.getvalue(), lasting=False)
    source = "data:image/svg+xml;base64," + base64.b64encode(text).decode()
    width, height = figure.get_size_inches() * 96
    return Picture(name, alt, caption, source, round(width), round(height))


def _latin(texts: dict[str, str]) -> dict[str, str]:
    """Texts in the letters that a PNG can carry."""
    return {
        k: v.replace(MINUS, "-").encode("latin-1", "replace").decode("latin-1")
        for k, v in texts.items()
    }


def short(name: str, length: int = NAME) -> str:
    """A name that fits into a figure."""
    return name if len(name) <= length else name[: length - 1] + "…"


def look(k: int) -> tuple[str, str, Any]:
    """Colour, marker and line style of the k-th scenario; no two of 35 are alike."""
    return COLOURS[k % len(COLOURS)], MARKERS[k % len(MARKERS)], LINES[(k + k // 7) % len(LINES)]


def spread(places: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """Places moved apart to at least `gap`, kept in order and between `low` and `high`."""
    order = np.argsort(places, kind="stable")
    gap = min(gap, (high - low) / max(1, len(places) - 1))
    moved = np.clip(places[order], low, high)
    for _ in range(200):
        for i in range(len(moved) - 1):
            lack = max(0.0, gap - (moved[i + 1] - moved[i]))
            moved[i] -= lack / 2
            moved[i + 1] += lack / 2
        moved = np.clip(moved, low, high)
    found = np.empty_like(moved)
    found[order] = moved
    return found


def limits(low: float, high: float, zero: bool) -> tuple[float, float]:
    """Limits of an axis with a margin; never of no width."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return 0.0, 1.0
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    span = high - low
    if span <= 1e-12 * max(1.0, abs(high)):
        span = max(abs(high), 1.0)
        return (low, low + span) if low == 0 else (low - span / 2, low + span / 2)
    bottom = low if zero and low == 0 else low - 0.06 * span
    return bottom, high + 0.06 * span
