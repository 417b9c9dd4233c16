"""The summary of a report: five to nine sentences that a strategist can read aloud."""

from __future__ import annotations

from typing import Any

from experiments.report.data import Data
from experiments.report.numbers import listed, number, percent, present
from experiments.report.words import (
    LABELS,
    PLURAL,
    SPELLED,
    UNITS,
    measure_sentence,
    money,
    wins_of,
)
from sim.measures import PRIMARY

#: Pairs below which intervals are called rough.
ROUGH = 10


def brief(value: Any) -> str:
    """A number without idle zeros."""
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def values_sentence(measure: str, data: Data) -> str:
    """Plain values, for a single draw of luck."""
    unit = UNITS[measure].format(currency=money(data.currency))
    shown = "" if measure in PLURAL else f" {unit}"
    values = {n: data.mean(measure, n)[0] for n in data.names}
    if len(values) == 1:
        (value,) = values.values()
        return f"In this model, this run gave {LABELS[measure]}: {brief(value)}{shown}."
    if len(values) <= 4:
        said = listed([f"{brief(v)} with {n}" for n, v in values.items()])
    else:
        known = {n: v for n, v in values.items() if present(v)}
        if not known:
            return f"In this model, {LABELS[measure]} is missing in every scenario."
        low, high = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
        said = f"from {brief(known[low])} ({low}) to {brief(known[high])} ({high})"
    return f"In this model, this one draw gave {LABELS[measure]}: {said}{shown}."


def pipeline_sentence(data: Data) -> str:
    """What was still open at the end; empty where nothing was."""
    leads = {n: data.mean("open_leads", n)[0] for n in data.names}
    chances = {n: data.mean("open_opportunities", n)[0] for n in data.names}
    if not any(present(v) and v > 0 for v in [*leads.values(), *chances.values()]):
        return ""
    if len(leads) <= SPELLED:
        said = listed(
            [
                f"{brief(leads[n])} leads and {brief(chances[n])} opportunities"
                + ("" if data.single else f" with {n}")
                for n in data.names
            ]
        )
    else:
        said = f"{_span(leads)} leads and {_span(chances)} opportunities, depending on the scenario"
    mean = "" if data.n == 1 else ", on average"
    return (
        f"In this model, still open at the end{mean}: {said}; the orders they may yet bring are not "
        "counted."
    )


def _span(values: dict[str, float]) -> str:
    known = [v for v in values.values() if present(v)]
    low, high = brief(min(known)), brief(max(known))
    return low if low == high else f"{low} to {high}"


def summary(data: Data) -> list[str]:
    """The summary: five to nine sentences."""
    said = []
    if data.single:
        said.append(
            "This is one run: it shows one draw of luck, so no intervals are possible and nothing "
            "is said about what would come out again."
        )
        said += [values_sentence(m, data) for m in PRIMARY]
    elif data.n == 1:
        said.append(
            "One paired run shows one draw of luck: no intervals are possible, so no difference is "
            "claimed."
        )
        said += [values_sentence(m, data) for m in PRIMARY]
    elif len(data.names) < 2:
        said.append(f"One scenario was run {data.n} times; there is nothing to compare it with.")
        said += [values_sentence(m, data) for m in PRIMARY]
    else:
        primary = data.contrasts[data.contrasts["primary"]]
        for measure in PRIMARY:
            rows = primary[primary["measure"] == measure].to_dict("records")
            wins = [wins_of(data.values, measure, r["a"], r["b"]) for r in rows]
            said.append(measure_sentence(measure, rows, wins, data))
        if data.n < ROUGH:
            said.append(
                f"With only {data.n} pairs the intervals are rough; read them as a guide, not as "
                f"proof, and run at least {2 * ROUGH} pairs before relying on them."
            )
    return [*said, *filter(None, [pipeline_sentence(data)])]


def blind_spots(data: Data) -> list[str]:
    """Two sentences on what the dashboard cannot see."""

    def span(measure: str, text: Any) -> str:
        known = [v for v in (data.mean(measure, n)[0] for n in data.names) if present(v)]
        if not known:
            return "–"
        low, high = text(min(known)), text(max(known))
        return str(low) if low == high else f"{low} to {high}"

    acts = span("dashboard_engagement", brief)
    range_ = "" if len(data.names) == 1 else " (ranges here run over the scenarios)"
    return [
        f"In this model, the dashboard adds up {acts} visible acts{range_}, but "
        f"{span('lurker_share', percent)} of the readers of the last 12 weeks left no visible act "
        "at all, so it cannot see them.",
        f"It credits {span('dashboard_leads_by_last_touch', brief)} of {span('leads', brief)} leads "
        "to an earlier touch that it saw; it does not see the private talk that made "
        f"{span('wom_reach', brief)} members first aware, and {span('dark_share', percent)} of first "
        "awarenesses came along paths without any act that a seller could see.",
    ]
