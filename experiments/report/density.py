"""The map of a large market: groups of organisations that know one another, and what they did."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.collections import EllipseCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from scipy import sparse

from experiments.report.figures import heading
from experiments.report.layout import circle_places, radii
from experiments.report.map import discs, draw_links, frame
from experiments.report.numbers import number, percent

#: Column, what it is called, per how many target members, unit on the scale.
PANELS = (
    ("aware", "aware", 1, "share of target members"),
    ("read", "readers", 1, "share of target members"),
    ("leads", "leads", 100, "per 100 target members"),
)
#: From light to dark in print and for every eye; the lightest still stands out from the paper.
COLOURS = LinearSegmentedColormap.from_list(
    "cividis_r_part", colormaps["cividis_r"](np.linspace(0.06, 1.0, 128))
)
NOBODY = "#ffffff"  # groups without a target member, with a grey edge


def shares(groups: pd.DataFrame, column: str) -> np.ndarray:
    """Share of target members of each group, (n,); NaN where there is none."""
    target = groups["target_members"].to_numpy(float)
    return np.divide(
        groups[column].to_numpy(float), target, out=np.full(len(target), np.nan), where=target > 0
    )


def density_finding(groups: pd.DataFrame) -> str:
    """The map's numbers, and how much groups differ."""
    target = int(groups["target_members"].sum())
    people = f"{int(groups['people'].sum()):,} people"
    if not target:
        return f"{people}, none of them a target member"
    known = shares(groups, "aware")
    low, high = np.nanquantile(known, [0.1, 0.9])
    return (
        f"{people}: {percent(groups['aware'].sum() / target)} of the target members aware "
        f"({percent(low)} to {percent(high)} in the middle 80% of groups), "
        f"{percent(groups['read'].sum() / target)} readers, "
        f"{int(groups['leads'].sum()):,} leads ({number(100 * groups['leads'].sum() / target)} "
        "per 100)"
    )


def draw_density(groups: pd.DataFrame, links: pd.DataFrame, note: str) -> Figure:
    """Groups as discs as large as their people are many, a panel a share, links in the first."""
    a, b = links["a"].to_numpy(int), links["b"].to_numpy(int)
    ties = links["ties"].to_numpy(float)
    n = len(groups)
    half = sparse.coo_array((ties, (a, b)), shape=(n, n)).tocsr()
    people = groups["people"].to_numpy(float)
    radius = radii(people * n * 12.0 / people.sum())  # sizes relative to one another
    centre = circle_places((half + half.T).tocsr(), radius)

    figure = Figure(figsize=(6.4, 8.3), layout="constrained")
    grid = figure.add_gridspec(2, 2, height_ratios=(1.75, 1.0))
    places = (grid[0, :], grid[1, 0], grid[1, 1])
    handles: list[Line2D] = []
    for at, (column, name, per, unit) in zip(places, PANELS, strict=True):
        ax = figure.add_subplot(at)
        frame(ax, centre, radius)
        value = per * shares(groups, column)
        if column == "aware":
            handles, said = draw_links(ax, centre, a, b, ties, "groups")
            note += f"; {said}"
        none = np.isnan(value)
        discs(ax, centre[none], radius[none], facecolors=NOBODY, edgecolors="#9a9a9a",
              linewidths=0.6, zorder=2)  # fmt: skip
        drawn = _coloured(ax, centre[~none], radius[~none], value[~none])
        bar = figure.colorbar(drawn, ax=ax, shrink=0.75, aspect=22, pad=0.01)
        bar.set_label(f"{name}, {unit}", fontsize=8)
        bar.ax.tick_params(labelsize=7.5)
        bar.outline.set_visible(False)
    if handles:
        figure.legend(handles=handles, loc="outside lower left", frameon=False, fontsize=8)
    heading(figure, density_finding(groups), note)
    return figure


def _coloured(
    ax: object, centre: np.ndarray, radius: np.ndarray, value: np.ndarray
) -> EllipseCollection:
    drawn = discs(ax, centre, radius, cmap=COLOURS, edgecolors="#6f6f6f", linewidths=0.3, zorder=3)  # type: ignore[arg-type]
    drawn.set_array(value)
    low, high = (float(value.min()), float(value.max())) if len(value) else (0.0, 0.0)
    drawn.set_clim(0.0 if low < 0.5 * high else low, high if high > 0 else 1.0)
    return drawn
