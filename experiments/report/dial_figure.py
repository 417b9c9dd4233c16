"""Measures along dials as small multiples: a row a measure, a column a dial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.report.figures import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE,
    VERMILLION,
    as_svg,
    drawing,
    heading,
    limits,
)
from experiments.report.numbers import MINUS
from experiments.report.panels import STEPS
from experiments.stats import student_half

WIDE, HIGH = 7.6, 1.0  # inches: the figure, and a row of panels
#: Face, hatch and edge of a steep step by what it was found to be.
LOOK = {
    "jump": ("#fdf1d8", "////", ORANGE),
    "open": ("white", "\\\\\\\\", GREY),
    "steep": ("#ececec", "", PALE),
}
MEANING = {"jump": "jump", "open": "steep, undecided", "steep": "steep, no jump"}


@dataclass(frozen=True)
class Panel:
    """A measure along a dial.

    Attributes
    ----------
    points, values : (points,) of the dial, and (replicates, points) of the measure
    between, inner : the same at the points inside of steep steps
    marks : ends of steep steps, and what they were found to be
    """

    points: np.ndarray
    values: np.ndarray
    between: np.ndarray = field(default_factory=lambda: np.zeros(0))
    inner: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    marks: Sequence[tuple[float, float, str]] = ()


def within(panel: Panel) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points in order, means, and half-widths of 95% intervals within replicates.

    Every replicate's own level, its mean along the dial, is taken out first (Cousineau 2005, with the
    correction of Morey 2008): what all points of a replicate have in common moves no step.
    """
    points = np.concatenate([panel.points, panel.between])
    values = panel.values
    if len(panel.between):
        values = np.concatenate([values, panel.inner], axis=1)
    seen = ~np.isnan(values)
    n = seen.sum(axis=0)
    level = _mean(panel.values, 1)
    own = values - level[:, None]
    many = max(2, panel.values.shape[1])
    mean = _mean(values, 0)
    square = np.where(seen, (own - _mean(own, 0)) ** 2, 0.0).sum(axis=0)
    sd = np.sqrt(square / np.maximum(n - 1, 1) * many / (many - 1))
    half = np.where(n > 1, student_half(n, sd), np.nan)
    order = np.argsort(points, kind="stable")
    return points[order], mean[order], half[order]


def _mean(values: np.ndarray, axis: int) -> np.ndarray:
    """Means of what is not missing; missing where all is."""
    seen = ~np.isnan(values)
    n = seen.sum(axis=axis)
    return np.divide(
        np.where(seen, values, 0.0).sum(axis=axis), n, out=np.full(n.shape, np.nan), where=n > 0
    )


def dial_figure(
    panels: Mapping[tuple[str, str], Panel],
    measures: Mapping[str, str],
    dials: Mapping[str, str],
    usual: Mapping[str, float],
    title: str,
    note: str,
) -> bytes:
    """Small multiples, as SVG.

    Parameters
    ----------
    panels : by dial and measure
    measures, dials : units of rows and columns by name
    usual : value of each dial while another one varies
    """
    with drawing():
        figure = Figure(figsize=(WIDE, HIGH * len(measures) + 0.75), layout="constrained")
        axes = figure.subplots(len(measures), len(dials), sharex=True, squeeze=False)
        for row, (measure, unit) in zip(axes, measures.items(), strict=True):
            for ax, dial in zip(row, dials, strict=True):
                _panel(ax, panels[dial, measure], usual[dial])
            row[0].set_ylabel(unit if unit == measure else f"{measure}\n{unit}", fontsize=8)
        figure.align_ylabels(axes[:, 0])
        for ax, (dial, unit) in zip(axes[-1], dials.items(), strict=True):
            ax.set_xlabel(f"{dial} ({unit})")
        for ax, dial in zip(axes[0], dials, strict=True):
            ax.set_title(dial, fontsize=9)
        heading(figure, title, note)
        _legend(figure, panels)
        return as_svg(figure, title, note)


def _panel(ax: Axes, panel: Panel, usual: float) -> None:
    points, mean, half = within(panel)
    known = np.isfinite(mean)
    points, mean, bars = points[known], mean[known], np.nan_to_num(half[known])
    for low, high, found in panel.marks:
        face, hatch, edge = LOOK[found]
        ax.axvspan(low, high, facecolor=face, hatch=hatch, edgecolor=edge, lw=0.5, zorder=0)
    ax.axvline(usual, color=GREY, lw=0.8, ls=(0, (3, 2)), zorder=1)
    ax.plot(points, mean, color=BLUE, lw=1.0, zorder=3)
    inner = np.isin(points, panel.between)
    for these, colour, cap in ((inner, "#a6a6a6", 0.0), (~inner, INK, 3.2)):
        at, ends = points[these], np.stack([mean - bars, mean + bars], axis=1)[these]
        gap = np.full((len(at), 1), np.nan)  # between the bars, which are one line
        ax.plot(
            np.repeat(at, 3), np.concatenate([ends, gap], axis=1).ravel(), color=colour, lw=0.9,
            marker="_", ms=cap, mew=0.9, zorder=2,
        )  # fmt: skip
    ax.plot(points[inner], mean[inner], ls="", marker=".", color=VERMILLION, ms=3, zorder=4)
    ax.plot(points[~inner], mean[~inner], ls="", marker="o", color=BLUE, ms=3.4, zorder=5)
    low, high = np.nan, np.nan
    if len(points):
        low, high = float((mean - bars).min()), float((mean + bars).max())
    ax.set_ylim(*limits(low, high, False))
    ax.set_xlim(-0.04, 1.04)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "", "0.5", "", "1"])
    ax.yaxis.set_major_locator(MaxNLocator(3, steps=STEPS, min_n_ticks=2))
    ax.yaxis.set_major_formatter(lambda v, _: f"{v:,.6g}".replace("-", MINUS))
    ax.tick_params(labelsize=7.5, length=2.5)
    ax.grid(True, axis="y")
    if not len(points):
        ax.text(0.5, 0.5, "no values", transform=ax.transAxes, ha="center", color=GREY)


def _legend(figure: Figure, panels: Mapping[tuple[str, str], Panel]) -> None:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=BLUE, marker="o", ms=4, lw=1.2, label="mean, 95% interval"),
        Line2D([], [], color=GREY, lw=0.8, ls=(0, (3, 2)), label="value while another dial varies"),
    ]
    found = {mark[2] for panel in panels.values() for mark in panel.marks}
    if found:
        handles.append(
            Line2D([], [], color=VERMILLION, marker=".", ms=4, lw=0, label="inside of a step")
        )
    for name, (face, hatch, edge) in LOOK.items():
        if name in found:
            handles.append(Patch(facecolor=face, hatch=hatch, edgecolor=edge, label=MEANING[name]))
    figure.legend(
        handles=handles, loc="outside lower center", ncols=3, frameon=False, fontsize=8,
        columnspacing=1.4, borderpad=0.1,
    )  # fmt: skip
