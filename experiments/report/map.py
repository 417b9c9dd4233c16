"""The map of a market whose people are known one by one: each by what it did, in its organisation.

Up to `TIES` ties are drawn one by one. Beyond, colleagues are shown by their organisation's disc,
and ties between organisations as one line a pair, as wide as they are many, the strongest pairs only.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.grouping import link_matrix
from experiments.report.figures import BLACK, BLUE, GREY, INK, ORANGE, SKY, VERMILLION, heading
from experiments.report.layout import circle_places, people_places, radii
from experiments.report.numbers import percent

#: States from the first that holds: name, colour, marker, size (points²).
STATES = (
    ("lead", VERMILLION, "*", 62),
    ("acted visibly, no lead", BLUE, "s", 22),
    ("read, no visible act, no lead", ORANGE, "^", 24),
    ("aware only", SKY, "o", 15),
    ("not aware", "#c4c4c4", "o", 8),
)
BROWN = "#6b4f1d"
#: Colour, line style, width (points) and opacity of ties by layer.
LAYER_LOOK = {
    "colleague": ("#8a8a8a", "-", 0.35, 0.45),
    "professional": ("#8a8a8a", (0, (4, 2)), 0.35, 0.42),
    "supply": (BROWN, "-", 0.5, 0.5),
}
TIES = 2_500  # ties that are drawn one by one
LINKS = 300  # lines between organisations, where ties are not
RINGS = 800  # people beyond whom rings around those who told somebody would hide the marks
LABELLED = 150  # people beyond which only leads and tellers show their id
SPACING = 0.95  # of a mark, between neighbours, in units of the map


def states_of(people: pd.DataFrame) -> np.ndarray:
    """Number of each person's state in `STATES`."""
    conditions = [people[c].to_numpy(bool) for c in ("lead", "acted", "read", "aware")]
    return np.select(conditions, list(range(len(conditions))), len(conditions))


def finding(people: pd.DataFrame) -> str:
    """The map's numbers in one line."""
    state = states_of(people)
    n, read = len(people), int(people["read"].sum())
    silent = int((people["read"] & ~people["acted"]).sum())
    share = f" ({percent(silent / read)})" if read else ""
    return (
        f"{n:,} people: {int((state == 0).sum()):,} leads, {read:,} readers, "
        f"{silent:,} of them without a visible act{share}"
    )


def strongest(ties: np.ndarray, most: int) -> int:
    """The smallest number of ties from which on at most `most` pairs have as many."""
    if len(ties) <= most:
        return 1
    return int(np.sort(ties)[::-1][most]) + 1


def draw_links(
    ax: Axes, place: np.ndarray, a: np.ndarray, b: np.ndarray, ties: np.ndarray, ends: str
) -> tuple[list[Line2D], str]:
    """Lines between circles, as wide as their ties are many: handles for the legend, a note."""
    least = strongest(ties, LINKS)
    kept = ties >= least
    if not kept.any():
        return [], f"no ties between {ends}"
    most = int(ties.max())
    width = 0.35 + 2.6 * (ties[kept] - least + 1) / (most - least + 1)
    order = np.argsort(width, kind="stable")
    lines = np.stack([place[a[kept]], place[b[kept]]], axis=1)[order]
    ax.add_collection(
        LineCollection(list(lines), colors="#8d8d8d", linewidths=width[order], alpha=0.55, zorder=1)
    )
    span = f"{least:,}" if least == most else f"{least:,} (thin) to {most:,}"
    share = percent(float(ties[kept].sum() / ties.sum()))
    note = f"lines: the {int(kept.sum()):,} strongest of {len(ties):,} linked pairs of {ends}, "
    note += f"with {share} of the ties between {ends}"
    if kept.all():
        note = f"lines: all {len(ties):,} linked pairs of {ends}"
    return [Line2D([], [], color="#8d8d8d", lw=2.0, label=f"ties of two {ends}: {span}")], note


def _ties(ax: Axes, place: np.ndarray, ties: pd.DataFrame) -> list[Line2D]:
    """Draw ties by layer, fainter where each has many; handles for the legend."""
    faint = min(1.0, max(0.4, 6.0 * len(place) / max(1, len(ties))))
    handles = []
    for layer, rows in ties.groupby("layer", sort=True):
        lines = np.stack([place[rows["a"].to_numpy(int)], place[rows["b"].to_numpy(int)]], axis=1)
        colour, style, width, alpha = LAYER_LOOK.get(str(layer), LAYER_LOOK["professional"])
        ax.add_collection(
            LineCollection(
                list(lines), colors=colour, linewidths=width, linestyles=[style],
                alpha=alpha * (1.0 if layer == "supply" else faint), zorder=1,
            )
        )  # fmt: skip
        text = f"{layer} ties: {len(rows):,}"
        handles.append(Line2D([], [], color=colour, ls=style, lw=1.2, label=text))
    return handles


def discs(ax: Axes, centre: np.ndarray, radius: np.ndarray, **look: object) -> EllipseCollection:
    """Circles in units of the map."""
    drawn = EllipseCollection(
        2 * radius, 2 * radius, np.zeros(len(radius)), units="xy", offsets=centre,
        offset_transform=ax.transData, **look,
    )  # fmt: skip
    ax.add_collection(drawn)
    return drawn


def frame(ax: Axes, centre: np.ndarray, radius: np.ndarray) -> float:
    """Limits that hold all circles, the same on both axes; the width shown."""
    low = (centre - radius[:, None]).min(axis=0)
    high = (centre + radius[:, None]).max(axis=0)
    half = 0.5 * float((high - low).max()) * 1.02
    middle = (low + high) / 2
    ax.set_xlim(middle[0] - half, middle[0] + half)
    ax.set_ylim(middle[1] - half, middle[1] + half)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return 2 * half


def draw_map(
    people: pd.DataFrame, ties: pd.DataFrame, note: str, labels: dict[int, str] | None = None
) -> Figure:
    """People by state, tellers with a ring, ties by layer; ids only where `labels` gives them."""
    org = people["organisation"].to_numpy(int)
    size = np.bincount(org)
    a, b = ties["a"].to_numpy(int), ties["b"].to_numpy(int)
    between = link_matrix(len(size), org[a], org[b], np.ones(len(a)))
    radius = radii(size)
    centre = circle_places(between, radius)
    degree = np.bincount(np.concatenate([a, b]), minlength=len(people))
    place = people_places(org, centre, degree)
    few = len(ties) <= TIES

    figure = Figure(figsize=(6.4, 7.1), layout="constrained")
    ax = figure.subplots()
    across = frame(ax, centre, radius)
    if few:
        lines = _ties(ax, place, ties)
    else:
        discs(ax, centre, radius, facecolors="#f1f1f1", edgecolors="#bdbdbd", linewidths=0.5,
              zorder=1.5)  # fmt: skip
        pairs = np.triu(between.toarray(), 1)
        i, j = np.nonzero(pairs)
        lines, said = draw_links(ax, centre, i, j, pairs[i, j], "organisations")
        note += f"; {said}"
        inside = int((org[a] == org[b]).sum())
        text = f"organisations: {len(size):,}, with {inside:,} ties inside"
        lines.insert(0, Line2D([], [], marker="o", ms=9, mfc="#f1f1f1", mec="#bdbdbd", ls="",
                               label=text))  # fmt: skip
    # A mark is no wider than the room of one person.
    room = SPACING * 6.2 * 72 / across
    state = states_of(people)
    handles = []
    for k in reversed(range(len(STATES))):
        name, colour, marker, points = STATES[k]
        mine = state == k
        handles.append(
            ax.scatter(
                place[mine, 0], place[mine, 1], s=points * min(2.0, room**2 / 28), c=colour,
                marker=marker, edgecolors="white" if k != 4 else GREY,
                linewidths=0.35 if few else 0.2, zorder=3 + (4 - k) / 10,
                label=f"{name}: {int(mine.sum()):,}",
            )
        )  # fmt: skip
    told = people["told"].to_numpy(bool)
    if len(people) <= RINGS:
        handles.insert(
            0,
            ax.scatter(
                place[told, 0], place[told, 1], s=min(130, room**2 * 1.6), facecolors="none",
                edgecolors=BLACK, linewidths=0.5, zorder=3.8,
                label=f"told somebody (ring): {int(told.sum()):,}",
            ),
        )  # fmt: skip
    else:
        note += f"; {int(told.sum()):,} people told somebody"
    for row, text in (labels or {}).items():
        ax.annotate(text, place[row], (2.5, 2.5), textcoords="offset points", fontsize=5,
                    color=INK, zorder=5)  # fmt: skip
    figure.legend(
        handles=[*handles[::-1], *lines], loc="outside lower left", ncols=2, frameon=False, fontsize=8,
        handletextpad=0.5, columnspacing=1.2,
    )  # fmt: skip
    heading(figure, finding(people), note)
    return figure


def chosen_labels(people: pd.DataFrame, names: dict[int, tuple[str, str]]) -> dict[int, str]:
    """Ids to print on the map by row: all people of a small map, else leads and tellers."""
    wanted = np.ones(len(people), bool)
    if len(people) > LABELLED:
        wanted = (people["lead"] & people["told"]).to_numpy(bool)
    rows = np.flatnonzero(wanted)[:LABELLED]
    keys = people["key"].to_numpy()
    return {int(r): names[int(keys[r])][0] for r in rows if int(keys[r]) in names}
