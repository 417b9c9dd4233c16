"""The figures of a report, drawn and kept in the result folder, with their alternative texts."""

from __future__ import annotations

import os

from experiments.backends import end_workers, local_processes, starts_anew
from experiments.report.bars import lead_origins
from experiments.report.data import NOTHING, Data
from experiments.report.density import density_finding, draw_density
from experiments.report.figures import Picture, keep, short
from experiments.report.findings import (
    caption,
    credit_finding,
    forest_finding,
    funnel_finding,
    role_finding,
    source_finding,
    weekly_finding,
)
from experiments.report.map import chosen_labels, draw_map, finding
from experiments.report.numbers import listed, number, together
from experiments.report.panels import (
    BANDS,
    dot_rows,
    forest,
    over_weeks,
    shown_pairs,
)
from experiments.report.tables import FUNNEL, group_label, source_label
from experiments.report.words import label
from experiments.store import Store
from sim.agents.buying_centre import ROLES
from sim.engine.state import N_LEDGER, SOURCES
from sim.measures import PRIMARY

#: Measures drawn over weeks: name, running total or not, how it is called, axis.
WEEKLY = (
    ("leads", True, "Leads", "leads, cumulated"),
    ("won", True, "Orders won", "orders, cumulated"),
    ("awareness", False, "Awareness", "share of target members"),
    ("wom_reach", True, "First aware by word of mouth", "members, cumulated"),
    ("brand_trust", False, "Trust in the firm", "mean trust, 0 to 1"),
    ("personal_trust", False, "Trust between people in contact", "mean trust, 0 to 1"),
)
ROLE_PANELS = {
    "awareness": "share of target members at the end",
    "brand_trust": "mean trust at the end, 0 to 1",
    "trusting_share": "share of target members at the end",
    "leads_per_100": "leads per 100 target members",
}
MAPS = 2  # scenarios that are drawn as maps
BCA = "expanded BCa bootstrap over runs, 95%, each by itself"
STUDENT = "Student t over runs, 95%, each by itself"


def _runs(data: Data) -> str:
    return f"{data.runs_text} of {data.size_text}, {data.span_text}"


def _note(data: Data, method: str) -> str:
    return f"{_runs(data)}; {method if data.n > 1 else 'no intervals: one draw of luck'}"


def weekly_pictures(data: Data, store: Store) -> list[Picture]:
    """Values over weeks."""
    found = []
    for measure, total, name, unit in WEEKLY:
        series = {n: data.weekly(measure, n, total) for n in data.names}
        shape = "band" if len(data.names) <= BANDS else "bars"
        note = _note(data, f"line: mean, {shape}: 95% at each week")
        title = weekly_finding(data, measure, name, total)
        figure = over_weeks(series, title, note, unit, zero=total)
        ends = [f"{number(data.mean(measure, n)[0])} with {n}" for n in data.names]
        alt = f"{title}. Lines over {data.horizon} weeks, {unit}: {listed(ends)}."
        how = "pointwise Student t over runs, 95%"
        if len(data.names) > 1:
            deciding = "simultaneous" if measure in PRIMARY else "paired BCa"
            how += f"; the title rests on {deciding} 95% intervals of differences"
        found.append(keep(figure, store, f"weeks-{measure}", alt, caption(data, how)))
    return found


def forest_picture(data: Data, measure: str, store: Store) -> Picture:
    """Differences of a primary measure."""
    table = data.contrasts[data.contrasts["measure"] == measure]
    rows = table.to_dict("records")
    shown = shown_pairs(rows, data.names[0])
    note = (
        f"{_runs(data)}\nthick: paired 95%, thin: simultaneous 95%, dashed: unpaired; "
        "filled dot: the simultaneous interval excludes 0"
    )
    title = forest_finding(data, measure)
    figure = forest(shown, title, data.unit(measure), note)
    alt = (
        f"{title}. Differences in {label(measure)} for {len(shown)} pairs of scenarios; the numbers "
        "are in the tables below."
    )
    less = (
        f"Pairs with {data.names[0]} only; all {len(rows)} pairs are in the tables."
        if len(shown) < len(rows)
        else ""
    )
    how = (
        "paired: expanded BCa bootstrap; simultaneous: max-|t| bootstrap over all primary measures "
        "and pairs; unpaired: Welch; all 95%"
    )
    return keep(figure, store, f"contrast-{measure}", alt, caption(data, how, less))


def funnel_picture(data: Data, store: Store) -> Picture:
    """The funnel and what is still open, on a logarithmic scale."""
    measures = (*FUNNEL, "open_leads", "open_opportunities")
    rows = [label(m) for m in measures]
    values = {(label(m), n): data.mean(m, n) for m in measures for n in data.names}
    title = funnel_finding(data)
    figure = dot_rows(
        rows, data.names, values, title, "number in the run, logarithmic scale",
        _note(data, "mark: mean, line: 95%"), scale="symlog", rule=len(FUNNEL),
    )  # fmt: skip
    said = [
        f"{n}: " + ", ".join(f"{label(m)} {number(data.mean(m, n)[0])}" for m in measures)
        for n in data.names
    ]
    alt = f"{title}. Dots per stage of the funnel. {'; '.join(said)}."
    return keep(figure, store, "funnel", alt, caption(data, BCA))


def truth_pictures(data: Data, store: Store) -> list[Picture]:
    """What happened beside what the dashboard shows, and what moved trust."""
    origins = {
        (o, n): max(0.0, data.mean(f"leads_{o}", n)[0])
        for o in ("inbound", "outbound", "referral") for n in data.names
    }  # fmt: skip
    credited = {n: data.mean("dashboard_leads_by_last_touch", n)[0] for n in data.names}
    title = credit_finding(data)
    figure = lead_origins(
        data.names, origins, credited, title,
        _runs(data) + ("" if data.n == 1 else "; means")
        + "; the dashboard credits an earlier touch that it saw",
    )  # fmt: skip
    said = [
        f"{n}: {number(data.mean('leads', n)[0])} leads, {number(credited[n])} credited"
        for n in data.names
    ]
    alt = f"{title}. Bars of leads by origin. {'; '.join(said)}."
    how = "none drawn; those of these means are in the table (expanded BCa bootstrap, 95%)"
    found = [keep(figure, store, "truth-leads", alt, caption(data, how))]
    for kind, whom in (("brand", "the firm"), ("personal", "its people")):
        sources = SOURCES[:N_LEDGER]
        if kind == "personal":  # sources that never move personal trust leave no empty rows
            sources = tuple(
                s for s in sources
                if any(data.ledger[f"personal_trust_from_{s}", n][0] != 0 for n in data.names)
            ) or ("message", "meeting", "delivery")  # fmt: skip
        values = {
            (source_label(s), n): data.ledger[f"{kind}_trust_from_{s}", n]
            for s in sources for n in data.names
        }  # fmt: skip
        title = source_finding(data, kind, whom, sources, source_label)
        figure = dot_rows(
            [source_label(s) for s in sources], data.names, values, title,
            "trust (0 to 1), summed over target members", _note(data, "mark: mean, line: 95%"),
        )  # fmt: skip
        alt = f"{title}. Dots per source of trust in {whom}."
        how = f"{STUDENT}; a source is ahead where simultaneous 95% intervals say so"
        found.append(keep(figure, store, f"trust-{kind}", alt, caption(data, how)))
    return found


def role_pictures(data: Data, store: Store) -> list[Picture]:
    """Results by role, a panel a measure."""
    roles = [r for r in ROLES if r in data.group_values("role")]
    found = []
    for column, unit in ROLE_PANELS.items():
        values = {
            (r, n): data.group_means.get(("role", r, column, n), NOTHING)
            for r in roles for n in data.names
        }  # fmt: skip
        name = group_label(column)
        name = f"{name[0].upper()}{name[1:]}"
        title = role_finding(data, column, name, roles)
        figure = dot_rows(
            roles, data.names, values, title, unit, _note(data, "mark: mean, line: 95%"), zero=False
        )
        said = [f"{r} {together(values[r, data.names[0]][0])[0]}" for r in roles]
        alt = f"{title}. Dots by role; with {data.names[0]} {', '.join(said)}."
        how = f"{STUDENT}; the title rests on simultaneous 95% intervals over pairs of roles"
        found.append(
            keep(figure, store, f"role-{column.replace('_', '-')}", alt, caption(data, how))
        )
    return found


def map_pictures(
    data: Data, store: Store, ids: dict[int, tuple[str, str]] | None = None
) -> list[Picture]:
    """Maps of replicate 0 for the first scenarios: of people, or of groups in a large market."""
    found = []
    for k, name in enumerate(data.names[:MAPS]):
        run = "this run" if data.single else "the first run"
        start = f"{short(name)}, {run}, after {data.span_text}"
        people = data.people[data.people["scenario"] == name].reset_index(drop=True)
        groups = data.map_groups[data.map_groups["scenario"] == name].reset_index(drop=True)
        if len(people):
            ties = data.ties[data.ties["scenario"] == name]
            title = finding(people)
            labels = chosen_labels(people, ids) if ids else None
            figure = draw_map(people, ties, start, labels)
            alt = f"{title}. Map of people by organisation with {name}."
        elif len(groups):
            title = density_finding(groups)
            sizes = [f"{v:,}" for v in (groups["people"].min(), groups["people"].max())]
            links = data.map_links[data.map_links["scenario"] == name]
            figure = draw_density(
                groups, links, f"{start}; {len(groups)} groups of {sizes[0]} to {sizes[1]} people"
            )
            alt = f"{title}. Map of groups of organisations with {name}."
        else:
            continue
        about = caption(data, "none, one run is drawn", drawn=f"the first run with {name}")
        found.append(keep(figure, store, f"map-{k + 1}", alt, about))
    return found


#: What the figures are drawn from; processes that are forked to draw find it here.
_Given = tuple[Data, Store, dict[int, tuple[str, str]] | None]
_given: list[_Given] = []


def section(name: str) -> list[Picture]:
    """The figures of one section of the report that is being drawn."""
    data, store, ids = _given[-1]
    several = not data.single and len(data.names) > 1 and data.n > 1
    if name == "forest":
        return [forest_picture(data, m, store) for m in PRIMARY] if several else []
    if name == "weeks":
        return weekly_pictures(data, store)
    if name == "funnel":
        return [funnel_picture(data, store)]
    if name == "truth":
        return truth_pictures(data, store)
    if name == "role":
        return role_pictures(data, store)
    return map_pictures(data, store, ids)


#: Sections with figures; the slowest to draw come first.
SECTIONS = ("weeks", "role", "map", "forest", "truth", "funnel")


def all_pictures(
    data: Data, store: Store, ids: dict[int, tuple[str, str]] | None
) -> dict[str, list[Picture]]:
    """Every figure by section, drawn by several processes where they can be forked."""
    _given.append((data, store, ids))
    try:
        if starts_anew() or (os.cpu_count() or 1) < 2:
            return {name: section(name) for name in SECTIONS}
        pool = local_processes(2)
        try:
            return dict(zip(SECTIONS, pool.map(section, SECTIONS), strict=True))
        finally:
            end_workers(pool)
    finally:
        _given.pop()
