"""What figures say: titles with their numbers, computed from the data, and captions.

A title claims a difference only where its interval excludes 0: the simultaneous one for primary
measures, for exploratory ones the paired one, which holds by itself and is marked as exploratory.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.report.data import Data
from experiments.report.figures import short
from experiments.report.numbers import from_to, listed, number, outward, percent, present, signed
from experiments.report.words import label
from experiments.stats import simultaneous_intervals
from sim.measures import PRIMARY

#: Scenarios up to which a title names each value.
NAMED = 3


def caption(data: Data, intervals: str, about: str = "", drawn: str = "") -> str:
    """What a figure rests on: runs, size, seeds, how intervals were made, model and version.

    Parameters
    ----------
    intervals : method, as `95% Student t over runs`; left out where there is one run
    about : a sentence put first
    drawn : what is shown where it is one run of several
    """
    world, luck = data.seeds
    version = data.manifest.get("versions", {}).get("buyernet", "?")
    method = "no intervals: one draw of luck" if data.n < 2 else f"intervals: {intervals}"
    first = f"{about} " if about else ""
    runs = data.runs_text if data.single or not drawn else f"1 run ({drawn})"
    return (
        f"{first}n = {runs} of {data.size_text} over {data.span_text}; seeds: world {world}, "
        f"luck {luck}; {method}; model {data.manifest.get('model', '?')}, version {version}."
    )


def values_text(data: Data, measure: str) -> str:
    """Values of a measure by scenario: each of a few, else their range."""
    values = {n: data.mean(measure, n)[0] for n in data.names}
    known = {n: v for n, v in values.items() if present(v)}
    if not known:
        return "no values"
    if len(values) == 1:
        return number(next(iter(values.values())))
    if len(values) <= NAMED:
        return ", ".join(f"{short(n)} {number(v)}" for n, v in values.items())
    low, high = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    if number(known[low]) == number(known[high]):
        return f"{number(known[low])} in all {len(known)} scenarios"
    return f"{number(known[low])} ({short(low)}) to {number(known[high])} ({short(high)})"


def _interval(row: Mapping[Any, Any]) -> tuple[float, float]:
    """The interval that decides: simultaneous for a primary measure, else paired."""
    kind = "sim_ci" if row["measure"] in PRIMARY else "ci"
    return float(row[f"{kind}_low"]), float(row[f"{kind}_high"])


def _above(row: Mapping[Any, Any]) -> str:
    """`pull above push by 24 to 84`, the larger first."""
    low, high = _interval(row)
    a, b = (row["a"], row["b"]) if low > 0 else (row["b"], row["a"])
    if high < 0:
        low, high = -high, -low
    ends = outward(low, high)
    return f"{short(a)} above {short(b)} by {ends[0] if ends[0] == ends[1] else ' to '.join(ends)}"


def difference_text(data: Data, measure: str) -> str:
    """How clearly scenarios differ in a measure; empty where nothing is compared."""
    if data.single or data.n < 2 or len(data.names) < 2:
        return ""
    rows = data.contrasts[data.contrasts["measure"] == measure].to_dict("records")
    tail = "" if measure in PRIMARY else " (exploratory)"
    known = [r for r in rows if all(map(present, _interval(r)))]
    if not known:
        return f"no interval can be given{tail}"
    clear = [r for r in known if _interval(r)[0] > 0 or _interval(r)[1] < 0]
    if len(rows) == 1:
        if clear:
            return f"{_above(clear[0])}{tail}"
        row = known[0]
        span = from_to(*_interval(row)).removeprefix("from ")
        return f"no clear difference, {short(row['a'])} − {short(row['b'])} {span}{tail}"
    if not clear:
        return f"no clear difference in any of {len(rows)} pairs{tail}"
    # The pair that is surely furthest apart: its interval's end nearest to 0 is the largest.
    widest = max(clear, key=lambda r: min(map(abs, _interval(r))))
    some = "a clear difference" if len(clear) == 1 else "clear differences"
    return f"{some} in {len(clear)} of {len(rows)} pairs, such as {_above(widest)}{tail}"


def sentence(*parts: str) -> str:
    """Parts that say something, joined; the first letter large."""
    text = "; ".join(p for p in parts if p)
    return text[:1].upper() + text[1:]


def forest_finding(data: Data, measure: str) -> str:
    """Title of a figure of differences."""
    return sentence(f"{label(measure)}: {difference_text(data, measure)}")


def weekly_finding(data: Data, measure: str, name: str, total: bool) -> str:
    """Title of values over weeks."""
    weeks = {s.settings.market.weeks for s in data.scenarios}
    when = f"after {data.horizon} weeks" if len(weeks) == 1 else "at the end"
    if not total:
        when = "in the last four weeks"
    return sentence(f"{name} {when}: {values_text(data, measure)}", difference_text(data, measure))


def funnel_finding(data: Data) -> str:
    """Title of the funnel."""
    ends = ("reach", "leads", "new_wins")
    if len(data.names) > NAMED:
        said = "; ".join(f"{label(m)} {values_text(data, m)}" for m in ends)
        said = said.replace("reach ", "reach of ", 1)
    else:
        said = "; ".join(
            ("" if data.single else f"{short(n)} ")
            + ", ".join(f"{number(data.mean(m, n)[0])} {label(m)}" for m in ends)
            for n in data.names
        )
        said = said.replace(" reach,", " reached,")
    difference = difference_text(data, "new_wins")
    return sentence(f"the funnel: {said}", f"new wins: {difference}" if difference else "")


def credit_finding(data: Data) -> str:
    """Title of leads by origin beside what the dashboard credits."""
    pairs = {
        n: (data.mean("dashboard_leads_by_last_touch", n)[0], data.mean("leads", n)[0])
        for n in data.names
    }
    known = {n: p for n, p in pairs.items() if all(map(present, p)) and p[1] > 0}
    if not known:
        return "There were no leads, so the dashboard credits none"
    if len(pairs) <= NAMED:
        said = listed(
            [
                f"{number(c)} of {number(all_)} leads ({percent(c / all_)})"
                + ("" if data.single else f" with {short(n)}")
                for n, (c, all_) in known.items()
            ]
        )
    else:
        low, *_, high = sorted(c / all_ for c, all_ in known.values())
        said = f"{percent(low)} to {percent(high)} of leads, depending on the scenario"
    difference = difference_text(data, "dashboard_leads_by_last_touch")
    return sentence(
        f"the dashboard credits {said}", f"credited leads: {difference}" if difference else ""
    )


def clear_leads(values: np.ndarray) -> tuple[int, int, int]:
    """Largest column of (replicates, columns) by mean, the smallest, and clear pairs of columns.

    A pair is clear where the simultaneous 95% interval of its difference excludes 0; none is with
    fewer than two replicates.
    """
    means = np.array([np.nanmean(c) if np.isfinite(c).any() else np.nan for c in values.T])
    top, bottom = int(np.nanargmax(means)), int(np.nanargmin(means))
    if len(values) < 2:
        return top, bottom, 0
    pairs = list(itertools.combinations(range(values.shape[1]), 2))
    differences = np.stack([values[:, i] - values[:, j] for i, j in pairs], axis=1)
    ends = simultaneous_intervals(differences)
    return top, bottom, int(np.sum((ends[:, 0] > 0) | (ends[:, 1] < 0)))


def source_finding(data: Data, kind: str, whom: str, sources: Sequence[str], name: Any) -> str:
    """Title of what moved trust: the source that did most, where it is clearly ahead."""
    start = f"What moved trust in {whom} most"
    ahead: dict[str, list[float]] = {}
    open_ = 0
    for scenario in data.names:
        columns = [f"{kind}_trust_from_{s}" for s in sources]
        mine = data.weeks[data.weeks["scenario"] == scenario]
        moved = mine.groupby("replicate")[columns].sum().to_numpy(float)
        means = moved.mean(axis=0)
        if not np.isfinite(means).all() or not np.abs(means).any():
            open_ += 1
            continue
        size = moved * np.sign(means)
        top = int(np.argmax(np.abs(means)))
        others = np.delete(np.arange(len(sources)), top)
        lead = simultaneous_intervals(size[:, [top]] - size[:, others]) if data.n > 1 else None
        if lead is not None and not (lead[:, 0] > 0).all():
            open_ += 1
            continue
        ahead.setdefault(sources[top], []).append(float(means[top]))
    parts = []
    for source, values in sorted(ahead.items(), key=lambda item: -len(item[1])):
        span = [signed(number(v)) for v in (min(values), max(values))]
        text = span[0] if span[0] == span[1] else " to ".join(span)
        where = "" if len(data.names) == 1 else f" in {len(values)} of {len(data.names)} scenarios"
        parts.append(f"{name(source)}{where} ({text})")
    if open_:
        shut = "no source is clearly ahead"
        parts.append(shut if len(data.names) == 1 else f"{shut} in {open_} of {len(data.names)}")
    return f"{start}: {'; '.join(parts)}"


def role_finding(data: Data, column: str, name: str, roles: Sequence[str]) -> str:
    """Title of a panel by role: who is highest and lowest with the first scenario, and how surely."""
    first = data.names[0]
    rows: pd.DataFrame = data.groups[
        (data.groups["group"] == "role") & (data.groups["scenario"] == first)
    ]
    table = rows.pivot(index="replicate", columns="value", values=column).reindex(columns=roles)
    values = table.to_numpy(float)
    start = f"{name} by role" + ("" if data.single else f", {short(first)}")
    if not np.isfinite(values).any():
        return f"{start}: no values"
    top, bottom, clear = clear_leads(values)
    ends = [number(np.nanmean(values[:, k])) for k in (top, bottom)]
    span = f"{roles[top]} {ends[0]}, {roles[bottom]} {ends[1]}"
    if data.n < 2:
        return f"{start}: from {roles[bottom]} {ends[1]} to {roles[top]} {ends[0]}"
    pairs = len(roles) * (len(roles) - 1) // 2
    if not clear:
        return f"{start}: no clear difference between roles ({span})"
    return f"{start}: {span}; clear differences in {clear} of {pairs} pairs of roles"
