"""The map: people around the centres of their organisations, by what they did.

Organisations are placed by a force layout on the ties between them with a fixed seed; people sit
around their organisation's centre, the best connected in the middle.
"""

from __future__ import annotations

import math
import textwrap

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.report.figures import BLACK, BLUE, GREY, INK, ORANGE, SKY, VERMILLION
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
CROWD = 3_000  # ties beyond which they are drawn as pixels, not as lines
LABELLED = 150  # people beyond which only leads and tellers show their id


def states_of(people: pd.DataFrame) -> np.ndarray:
    """Number of each person's state in `STATES`."""
    conditions = [
        people["lead"].to_numpy(bool),
        people["acted"].to_numpy(bool),
        people["read"].to_numpy(bool),
        people["aware"].to_numpy(bool),
    ]
    return np.select(conditions, list(range(len(conditions))), len(conditions))


def organisation_places(people: pd.DataFrame, ties: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Centres (n, 2) and radii (n,) of organisations, in units of one person's room."""
    org = people["organisation"].to_numpy(int)
    n = int(org.max()) + 1
    radius = 0.75 * np.sqrt(np.bincount(org, minlength=n).astype(float)) + 0.35
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    a, b = org[ties["a"].to_numpy(int)], org[ties["b"].to_numpy(int)]
    apart = a != b
    counts = pd.Series(1, index=range(int(apart.sum()))).groupby(
        [np.minimum(a, b)[apart], np.maximum(a, b)[apart]]
    )
    for pair, count in counts.sum().items():
        i, j = pair  # type: ignore[misc]
        room = math.sqrt(len(people) / n)
        graph.add_edge(int(i), int(j), weight=math.log1p(float(count)) / max(1.0, room))
    rounds = 120 if n <= 200 else 40
    found = nx.spring_layout(graph, seed=0, iterations=rounds, k=2.2 / math.sqrt(n))
    centre = np.array([found[i] for i in range(n)], float).reshape(n, 2)
    centre *= 1.15 * math.sqrt(float((radius**2).sum())) / max(1e-9, float(np.abs(centre).max()))
    return _apart(centre, radius), radius


def _apart(centre: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Centres pushed apart until circles no longer overlap, and drawn together a little."""
    n = len(centre)
    need = radius[:, None] + radius[None, :] + 0.5
    for turn in range(250 if n <= 400 else 60):
        gap = centre[:, None, :] - centre[None, :, :]
        far = np.sqrt((gap**2).sum(axis=2))
        np.fill_diagonal(far, np.inf)
        lack = np.maximum(0.0, need - far)
        if turn > 20 and lack.max() < 0.05:
            break
        push = gap / np.maximum(far, 1e-9)[:, :, None] * (lack / 2)[:, :, None]
        centre = centre + 0.7 * push.sum(axis=1)
        if turn < 60:
            centre = 0.99 * centre
    return centre


def places_of(people: pd.DataFrame, ties: pd.DataFrame) -> np.ndarray:
    """Places of people, (n, 2)."""
    centre, _ = organisation_places(people, ties)
    degree = np.bincount(
        np.concatenate([ties["a"].to_numpy(int), ties["b"].to_numpy(int)]), minlength=len(people)
    )
    place = np.zeros((len(people), 2))
    org = people["organisation"].to_numpy(int)
    for o in range(len(centre)):
        mine = np.flatnonzero(org == o)
        mine = mine[np.argsort(-degree[mine], kind="stable")]
        k = np.arange(len(mine))
        out = 0.75 * np.sqrt(k + (0.0 if len(mine) == 1 else 0.5))
        turn = k * math.pi * (3.0 - math.sqrt(5.0))
        place[mine] = centre[o] + np.stack([out * np.cos(turn), out * np.sin(turn)], axis=1)
    return place


def _ties(ax: Axes, place: np.ndarray, ties: pd.DataFrame) -> list[Line2D]:
    """Draw ties by layer; handles for the legend."""
    crowded = len(ties) > CROWD
    handles = []
    for layer, rows in ties.groupby("layer", sort=True):
        lines = np.stack([place[rows["a"].to_numpy(int)], place[rows["b"].to_numpy(int)]], axis=1)
        colour, style, width, alpha = LAYER_LOOK.get(str(layer), LAYER_LOOK["professional"])
        drawn = LineCollection(
            list(lines), colors=colour, linewidths=width,
            linestyles="solid" if crowded else [style],
            alpha=0.07 if crowded and layer != "supply" else alpha, zorder=1,
        )  # fmt: skip
        drawn.set_rasterized(crowded)
        ax.add_collection(drawn)
        shown = "-" if crowded else style
        text = f"{layer} ties: {len(rows):,}"
        handles.append(Line2D([], [], color=colour, ls=shown, lw=1.2, label=text))
    return handles


def finding(people: pd.DataFrame) -> str:
    """The map's numbers in one line."""
    state = states_of(people)
    n, read = len(people), int(people["read"].sum())
    silent = int((people["read"] & ~people["acted"]).sum())
    share = f" ({percent(silent / read)})" if read else ""
    return (
        f"{n:,} people: {int((state == 0).sum())} leads, {read} readers, "
        f"{silent} of them without a visible act{share}"
    )


def draw_map(
    people: pd.DataFrame, ties: pd.DataFrame, note: str, labels: dict[int, str] | None = None
) -> Figure:
    """People by state, tellers with a ring, ties by layer; ids only where `labels` gives them."""
    figure = Figure(figsize=(6.4, 7.3))
    ax = figure.add_axes((0.01, 0.115, 0.98, 0.805))
    place = places_of(people, ties)
    lines = _ties(ax, place, ties)
    state = states_of(people)
    handles = []
    small = 1.0 if len(people) <= 600 else 0.6
    for k in reversed(range(len(STATES))):
        name, colour, marker, size = STATES[k]
        mine = state == k
        handles.append(
            ax.scatter(
                place[mine, 0], place[mine, 1], s=size * small, c=colour, marker=marker,
                edgecolors="white" if k != 4 else GREY, linewidths=0.35, zorder=3 + (4 - k) / 10,
                label=f"{name}: {int(mine.sum()):,}",
            )
        )  # fmt: skip
    told = people["told"].to_numpy(bool)
    handles.insert(
        0,
        ax.scatter(
            place[told, 0], place[told, 1], s=66 * small, facecolors="none", edgecolors=BLACK,
            linewidths=0.5, zorder=3.8, label=f"told somebody (ring): {int(told.sum()):,}",
        ),
    )  # fmt: skip
    for row, text in (labels or {}).items():
        ax.annotate(text, place[row], (2.5, 2.5), textcoords="offset points", fontsize=5,
                    color=INK, zorder=5)  # fmt: skip
    span = np.ptp(place, axis=0).max() if len(place) > 1 else 1.0
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.03)
    if span == 0:
        ax.set_xlim(-1, 1)
        ax.set_ylim(-1, 1)
    ax.set_axis_off()
    title = textwrap.fill(finding(people), 80)
    figure.text(0.015, 0.988, title, fontsize=9.5, fontweight="bold", va="top")
    figure.text(
        0.015, 0.963 - 0.022 * title.count("\n"), note, fontsize=8, color="#555555", va="top"
    )
    figure.legend(
        handles=[*handles[::-1], *lines], loc="lower left", bbox_to_anchor=(0.0, 0.005), ncols=3,
        frameon=False, fontsize=8, handletextpad=0.5, columnspacing=1.2,
    )  # fmt: skip
    return figure


def chosen_labels(people: pd.DataFrame, names: dict[int, tuple[str, str]]) -> dict[int, str]:
    """Ids to print on the map by row: all people of a small map, else leads and tellers."""
    wanted = np.ones(len(people), bool)
    if len(people) > LABELLED:
        wanted = (people["lead"] & people["told"]).to_numpy(bool)
    rows = np.flatnonzero(wanted)[:LABELLED]
    keys = people["key"].to_numpy()
    return {int(r): names[int(keys[r])][0] for r in rows if int(keys[r]) in names}
