"""Leads by their true origin beside what the dashboard credits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.report.figures import BLUE, GREEN, INK, ORANGE, heading, new, short
from experiments.report.numbers import number

ORIGIN_LOOK = {
    "inbound": (BLUE, ""),
    "outbound": (ORANGE, "///"),
    "referral": (GREEN, "..."),
}


def lead_origins(
    names: Sequence[str], origins: Mapping[tuple[str, str], float], credited: Mapping[str, float],
    title: str, note: str,
) -> Figure:  # fmt: skip
    """For each scenario leads by their true origin, above what the dashboard credits."""
    figure, ax = new(0.85 + 0.62 * len(names))
    totals = [sum(origins[o, n] for o in ORIGIN_LOOK) for n in names]
    widest = max([*totals, *credited.values(), 1.0])
    for i, name in enumerate(names):
        left = 0.0
        for origin, (colour, hatch) in ORIGIN_LOOK.items():
            value = origins[origin, name]
            ax.barh(i - 0.19, value, 0.32, left, color=colour, hatch=hatch, ec="white", lw=0.6)
            left += value
        ax.barh(i + 0.19, credited[name], 0.32, color="#b3b3b3", ec=INK, lw=0.8)
        ax.annotate(number(left), (left, i - 0.19), (4, 0), "data", "offset points", va="center",
                    fontsize=8)  # fmt: skip
        ax.annotate(
            f"{number(credited[name])} credited", (credited[name], i + 0.19), (4, 0), "data",
            "offset points", va="center", fontsize=8,
        )  # fmt: skip
    handles = [
        Patch(facecolor=c, hatch=h, edgecolor="white", label=f"truth: {o}")
        for o, (c, h) in ORIGIN_LOOK.items()
    ]
    handles.append(Patch(facecolor="#b3b3b3", edgecolor=INK, label="dashboard"))
    ax.set_xlim(0, widest * 1.16)
    ax.set_yticks(range(len(names)), [short(n) for n in names])
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("leads")
    ax.grid(True, axis="x")
    heading(figure, title, note)
    figure.legend(handles=handles, loc="outside lower center", ncols=2, frameon=False, fontsize=8.5)
    return figure
