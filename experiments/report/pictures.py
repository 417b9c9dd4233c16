"""The figures of a report, drawn and kept in the result folder, with their alternative texts."""

from __future__ import annotations

from experiments.report.bars import lead_origins
from experiments.report.data import NOTHING, Data
from experiments.report.figures import Picture, keep, short
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
from experiments.report.words import label, state_of
from experiments.store import Store
from sim.agents.buying_centre import ROLES
from sim.engine.state import N_LEDGER, SOURCES
from sim.measures import PRIMARY

#: Measures drawn over weeks: name, running total or not, title, axis.
WEEKLY = (
    ("leads", True, "Leads so far", "leads, cumulated"),
    ("won", True, "Orders won so far", "orders, cumulated"),
    ("awareness", False, "Awareness", "share of target members"),
    ("wom_reach", True, "First aware by word of mouth", "members, cumulated"),
    ("brand_trust", False, "Trust in the firm", "mean trust, 0 to 1"),
    ("personal_trust", False, "Trust between people in contact", "mean trust, 0 to 1"),
)
ROLE_PANELS = ("awareness", "brand_trust", "trusting_share", "leads_per_100")
MAPS = 2  # scenarios that are drawn as maps


def _runs(data: Data) -> str:
    world, luck = data.seeds
    return f"{data.runs_text}, world seed {world}, luck seed {luck}"


def _interval_note(data: Data, method: str) -> str:
    return f"{_runs(data)}\n{method if data.n > 1 else 'no intervals: one draw of luck'}"


def weekly_pictures(data: Data, store: Store) -> list[Picture]:
    """Values over weeks."""
    found = []
    for measure, total, title, unit in WEEKLY:
        series = {n: data.weekly(measure, n, total) for n in data.names}
        shape = "band" if len(data.names) <= BANDS else "bars"
        note = _interval_note(data, f"line: mean; {shape}: pointwise 95%, Student t")
        figure = over_weeks(series, title, note, unit, zero=total)
        ends = [f"{number(data.mean(measure, n)[0])} with {n}" for n in data.names]
        word = "in total" if total else "in the last four weeks"
        alt = f"Lines over {data.horizon} weeks: {title}, {unit}; {word} {listed(ends)}."
        found.append(keep(figure, store, f"weeks-{measure}", alt))
    return found


def forest_picture(data: Data, measure: str, store: Store) -> Picture:
    """Differences of a primary measure."""
    table = data.contrasts[data.contrasts["measure"] == measure]
    rows = table.to_dict("records")
    shown = shown_pairs(rows, data.names[0])
    clear = sum(state_of(r) == "clear" for r in shown)
    note = (
        f"{_runs(data)}\nthick: paired 95%, thin: simultaneous 95%, dashed: unpaired\n"
        "filled dot: the simultaneous interval excludes 0"
    )
    title = label(measure)
    figure = forest(shown, title[0].upper() + title[1:], data.unit(measure), note)
    alt = (
        f"Differences in {title} for {len(shown)} pairs of scenarios; the simultaneous interval "
        f"excludes 0 for {clear} of them. The numbers are in the table below."
    )
    caption = ""
    if len(shown) < len(rows):
        caption = f"Pairs with {data.names[0]} only; all {len(rows)} pairs are in the table."
    return keep(figure, store, f"contrast-{measure}", alt, caption)


def mean_note(data: Data) -> str:
    """Which interval the dots of measures carry."""
    return _interval_note(data, "mark: mean; line: 95% BCa bootstrap over runs")


def t_note(data: Data) -> str:
    """Which interval the dots of groups and sources carry."""
    return _interval_note(data, "mark: mean; line: 95% Student t over runs")


def funnel_picture(data: Data, store: Store) -> Picture:
    """The funnel and what is still open, on a logarithmic scale."""
    measures = (*FUNNEL, "open_leads", "open_opportunities")
    rows = [label(m) for m in measures]
    values = {(label(m), n): data.mean(m, n) for m in measures for n in data.names}
    figure = dot_rows(
        rows, data.names, values, "From reach to new wins", "number, logarithmic scale",
        mean_note(data), scale="symlog", rule=len(FUNNEL),
    )  # fmt: skip
    said = [
        f"{n}: " + ", ".join(f"{label(m)} {number(data.mean(m, n)[0])}" for m in measures)
        for n in data.names
    ]
    return keep(figure, store, "funnel", f"Dots per stage of the funnel. {'; '.join(said)}.")


def truth_pictures(data: Data, store: Store) -> list[Picture]:
    """What happened beside what the dashboard shows, and what moved trust."""
    origins = {
        (o, n): max(0.0, data.mean(f"leads_{o}", n)[0])
        for o in ("inbound", "outbound", "referral") for n in data.names
    }  # fmt: skip
    credited = {n: data.mean("dashboard_leads_by_last_touch", n)[0] for n in data.names}
    figure = lead_origins(
        data.names, origins, credited, "Leads: truth and dashboard",
        f"{_runs(data)}\nmeans; the dashboard credits an earlier touch that it saw",
    )  # fmt: skip
    said = [
        f"{n}: {number(data.mean('leads', n)[0])} leads, {number(credited[n])} credited"
        for n in data.names
    ]
    found = [keep(figure, store, "truth-leads", f"Bars of leads by origin. {'; '.join(said)}.")]
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
        figure = dot_rows(
            [source_label(s) for s in sources], data.names, values,
            f"What moved trust in {whom}", "trust, summed over target members", t_note(data),
        )  # fmt: skip
        most = max(
            sources, key=lambda s: abs(data.ledger[f"{kind}_trust_from_{s}", data.names[0]][0])
        )
        moved = data.ledger[f"{kind}_trust_from_{most}", data.names[0]][0]
        alt = (
            f"Dots per source of trust in {whom}; with {data.names[0]} the largest change came from "
            f"{source_label(most)}: {number(moved)}."
        )
        found.append(keep(figure, store, f"trust-{kind}", alt))
    return found


def role_pictures(data: Data, store: Store) -> list[Picture]:
    """Results by role, a panel a measure."""
    roles = [r for r in ROLES if r in data.group_values("role")]
    found = []
    for column in ROLE_PANELS:
        values = {
            (r, n): data.group_means.get(("role", r, column, n), NOTHING)
            for r in roles for n in data.names
        }  # fmt: skip
        title = group_label(column)
        unit = {
            "awareness": "share of target members at the end",
            "brand_trust": "mean trust at the end, 0 to 1",
            "trusting_share": "share of target members at the end",
            "leads_per_100": "leads per 100 target members",
        }[column]
        figure = dot_rows(
            roles, data.names, values, f"{title[0].upper()}{title[1:]} by role", unit,
            t_note(data), zero=False,
        )  # fmt: skip
        said = [f"{r} {together(values[r, data.names[0]][0])[0]}" for r in roles]
        alt = f"Dots by role: {title}; with {data.names[0]} {', '.join(said)}."
        found.append(keep(figure, store, f"role-{column.replace('_', '-')}", alt))
    return found


def map_pictures(
    data: Data, store: Store, ids: dict[int, tuple[str, str]] | None = None
) -> list[Picture]:
    """Maps of replicate 0 for the first scenarios."""
    found = []
    for k, name in enumerate(data.names[:MAPS]):
        people = data.people[data.people["scenario"] == name].reset_index(drop=True)
        ties = data.ties[data.ties["scenario"] == name]
        if people.empty:
            continue
        what = f"imported network {data.network}" if data.network else "part of the network"
        run = "this run" if data.single else "run 0"
        note = f"{short(name)}, {run}, {what}: {people['organisation'].nunique()} organisations"
        labels = chosen_labels(people, ids) if ids else None
        figure = draw_map(people, ties, note, labels)
        alt = f"Map of people by organisation with {name}: {finding(people)}."
        found.append(keep(figure, store, f"map-{k + 1}", alt))
    return found


def all_pictures(
    data: Data, store: Store, ids: dict[int, tuple[str, str]] | None
) -> dict[str, list[Picture]]:
    """Every figure by section."""
    several = not data.single and len(data.names) > 1 and data.n > 1
    return {
        "forest": [forest_picture(data, m, store) for m in PRIMARY] if several else [],
        "weeks": weekly_pictures(data, store),
        "funnel": [funnel_picture(data, store)],
        "truth": truth_pictures(data, store),
        "role": role_pictures(data, store),
        "map": map_pictures(data, store, ids),
    }
