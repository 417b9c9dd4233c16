"""The kinds of figure: values over weeks, forest of differences, rows of dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from experiments.report.data import NOTHING, Interval, t_interval
from experiments.report.figures import (
    BLACK,
    BLUE,
    GREY,
    INK,
    PALE,
    heading,
    limits,
    look,
    new,
    short,
    spread,
)
from experiments.report.numbers import number
from experiments.report.words import state_of

#: Pairs that a forest shows; beyond, only those with the first scenario.
FOREST = 15
#: Scenarios whose intervals are bands over weeks; more have bars at five weeks.
BANDS = 3
PAPER = {"fc": "white", "ec": "none", "pad": 1.0}  # behind numbers that a line may cross
CLOSE = 5  # scenarios, or pairs, beyond which their marks lie closer together
MARK = 0.067  # height of a mark, in inches
STEPS = [1, 2, 2.5, 5, 10]  # between ticks, times a power of ten


def over_weeks(
    series: Mapping[str, np.ndarray], title: str, note: str, unit: str, zero: bool
) -> Figure:
    """Means over replicates, week by week, with pointwise 95% bands; (replicates, weeks) each."""
    figure, ax = new(2.8)
    ends: list[tuple[str, float, str]] = []
    low, high, last = np.inf, -np.inf, 1
    many = len(series) > BANDS
    for k, (name, values) in enumerate(series.items()):
        colour, marker, line = look(k)
        weeks = np.arange(1, values.shape[1] + 1)
        mean, below, above = t_interval(values)
        if not np.isfinite(mean).any():
            continue
        if many:  # bands would hide one another
            for week in np.linspace(1, len(weeks), 7).round().astype(int)[1:-1]:
                x = week + (k - (len(series) - 1) / 2) * 0.11 * len(weeks) / max(6, len(series))
                ax.plot([x, x], [below[week - 1], above[week - 1]], color=colour, lw=1.3, alpha=0.8)
        elif np.isfinite(below).any():
            ax.fill_between(weeks, below, above, color=colour, alpha=0.16, lw=0)
            for edge in (below, above):
                ax.plot(weeks, edge, color=colour, lw=0.5, alpha=0.55, ls=line)
        every = max(1, len(weeks) // 6)
        start = (k * every) // max(1, len(series))
        ax.plot(weeks, mean, color=colour, ls=line, marker=marker, markevery=(start, every), ms=4)
        seen = np.flatnonzero(np.isfinite(mean))
        ends.append((name, float(mean[seen[-1]]), colour))
        both = np.concatenate([mean, below, above])
        low, high = min(low, float(np.nanmin(both))), max(high, float(np.nanmax(both)))
        last = max(last, len(weeks))
    bottom, top = limits(low if low >= 0 or not zero else 0.0, high, zero)
    ax.set_ylim(bottom, top)
    ax.set_xlim(1, max(last, 2))
    ax.set_xlabel("measured week")
    ax.set_ylabel(unit)
    ax.grid(True)
    heading(figure, title, note)
    if ends:
        _end_labels(ax, ends, last, bottom, top)
    else:
        _empty(ax)
    return figure


def _end_labels(
    ax: Axes, ends: list[tuple[str, float, str]], last: int, bottom: float, top: float
) -> None:
    """Names at the ends of lines, moved apart, each with a thin lead to its line."""
    places = spread(np.array([v for _, v, _ in ends]), 0.072 * (top - bottom), bottom, top)
    for (name, value, colour), place in zip(ends, places, strict=True):
        ax.annotate(
            short(name, 18), (max(last, 2), value), (1.07, (place - bottom) / (top - bottom)),
            "data", "axes fraction", color=INK, fontsize=8.5, va="center",
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 1, "shrinkA": 1, "shrinkB": 0,
                        "relpos": (0, 0.5)},
        )  # fmt: skip


def _empty(ax: Axes) -> None:
    ax.text(0.5, 0.5, "no values", transform=ax.transAxes, ha="center", color=GREY)


def shown_pairs(rows: Sequence[Mapping[str, Any]], first: str) -> list[Mapping[str, Any]]:
    """The pairs that a forest draws."""
    if len(rows) <= FOREST:
        return list(rows)
    return [r for r in rows if first in (r["a"], r["b"])]


def forest(rows: Sequence[Mapping[str, Any]], title: str, unit: str, note: str) -> Figure:
    """Differences of pairs: paired interval thick, simultaneous thin, unpaired small and grey."""
    wrap = any(len(r["a"]) + len(r["b"]) > 24 for r in rows)
    figure, ax = new(0.62 + (0.4 if wrap or len(rows) <= CLOSE else 0.31) * len(rows))
    for y, row in enumerate(rows):
        clear = state_of(row) == "clear"
        ax.plot([row["sim_ci_low"], row["sim_ci_high"]], [y, y], color=BLUE, lw=1.2, zorder=2)
        for end in (row["sim_ci_low"], row["sim_ci_high"]):
            ax.plot([end, end], [y - 0.1, y + 0.1], color=BLUE, lw=1.2)
        ax.plot(
            [row["ci_low"], row["ci_high"]], [y, y], color=BLUE, lw=5, solid_capstyle="butt",
            zorder=3,
        )  # fmt: skip
        ax.plot(
            [row["unpaired_ci_low"], row["unpaired_ci_high"]], [y + 0.28] * 2, color="#a6a6a6",
            lw=1.2, ls=(0, (2, 1)),
        )  # fmt: skip
        ax.plot(
            row["mean_diff"], y, marker="o" if clear else "D", color=BLACK,
            markerfacecolor=BLACK if clear else "white", ms=6 if clear else 5.5, zorder=4,
        )  # fmt: skip
    ends = [
        float(row[k]) for row in rows
        for k in ("mean_diff", "ci_low", "ci_high", "sim_ci_low", "sim_ci_high",
                  "unpaired_ci_low", "unpaired_ci_high")
        if np.isfinite(row[k])
    ]  # fmt: skip
    bottom, top = limits(min(ends, default=np.nan), max(ends, default=np.nan), False)
    bottom, top = min(bottom, 0.0), max(top, 0.0)
    margin = 0.04 * (top - bottom)
    ax.set_xlim(bottom - margin, top + margin)
    ax.axvline(0, color=INK, lw=0.9)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=STEPS))
    ax.set_yticks(
        range(len(rows)),
        [f"{short(r['a'])} −{chr(10) if wrap else ' '}{short(r['b'])}" for r in rows],
        linespacing=0.95,
    )
    ax.set_ylim(len(rows) - 0.5, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel(f"difference, {unit}")
    ax.grid(True, axis="x")
    ax.spines["left"].set_visible(False)
    heading(figure, title, note)
    return figure


def dot_rows(
    rows: Sequence[str],
    scenarios: Sequence[str],
    values: Mapping[tuple[str, str], Interval],
    title: str,
    unit: str,
    note: str = "",
    scale: str = "linear",
    zero: bool = True,
    rule: int | None = None,
) -> Figure:
    """A mark with its interval for every (row, scenario); `rule` parts rows from that one on."""
    n = len(scenarios)
    slot = 0.8 / n
    deep = 1 if n == 1 else -(-n // 3)
    each = 0.12 if n <= CLOSE else max(MARK, 0.6 / n)  # inches a mark; many lie closer
    figure, ax = new(0.6 + 0.17 * deep + len(rows) * (each * n + 0.19))
    ends = []
    for k, name in enumerate(scenarios):
        colour, marker, _ = look(k)
        for i, row in enumerate(rows):
            mean, low, high = values.get((row, name), NOTHING)
            if not np.isfinite(mean):
                continue
            y = i + (k - (n - 1) / 2) * slot
            if np.isfinite(low):
                ax.plot([low, high], [y, y], color=colour, lw=1.5)
            ax.plot(mean, y, marker=marker, color=colour, ms=4.8, mec="white", mew=0.4)
            ends += [v for v in (mean, low, high) if np.isfinite(v)]
            if n == 1:
                ax.annotate(number(mean), (mean, y), (6, 0), "data", "offset points", va="center",
                            fontsize=8, bbox=PAPER)  # fmt: skip
    low, high = min(ends, default=np.nan), max(ends, default=np.nan)
    if scale == "symlog":
        ax.set_xscale("symlog", linthresh=1, linscale=0.5)
        top = max(high, 1.0) if np.isfinite(high) else 1.0
        ax.set_xlim(-0.15, top * (3.0 if n == 1 else 1.6))
        ax.set_xticks([t for t in (0, 1, 10, 100, 1000, 1e4, 1e5, 1e6) if t <= top * 1.6])
        ax.xaxis.set_major_formatter(lambda v, _: number(v))
        ax.minorticks_off()
    else:
        left, right = limits(low, high, zero)
        pad = 0.03 * (right - left)
        ax.set_xlim(left - pad, right + (0.16 * (right - left) if n == 1 else pad))
        ax.xaxis.set_major_locator(MaxNLocator(6, steps=STEPS))
        if left < 0 < right:
            ax.axvline(0, color=INK, lw=0.8)
    for i in range(1, len(rows)):
        ax.axhline(i - 0.5, color=PALE if i != rule else GREY, lw=0.6 if i != rule else 1.2)
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set_ylim(len(rows) - 0.45, -0.55)
    ax.tick_params(axis="y", length=0)
    ax.grid(True, axis="x")
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(unit)
    heading(figure, title, note)
    if n > 1:
        _legend(figure, scenarios)
    if not ends:
        _empty(ax)
    return figure


def _legend(figure: Figure, scenarios: Sequence[str]) -> None:
    handles = []
    for k, name in enumerate(scenarios):
        colour, marker, _ = look(k)
        handles.append(
            Line2D([], [], color=colour, marker=marker, ms=5, lw=1.5, label=short(name, 20))
        )
    figure.legend(
        handles=handles, loc="outside lower center", ncols=min(3, len(handles)), frameon=False,
        fontsize=8.5, handlelength=1.8, columnspacing=1.2, borderpad=0.1,
    )  # fmt: skip
