"""Differences in plain words, which never say more than their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.report.data import Data
from experiments.report.numbers import (
    between,
    from_to,
    present,
)

#: Pairs of scenarios that one sentence spells out.
SPELLED = 3
LABELS = {
    "leads": "leads",
    "won": "orders won",
    "brand_trust": "trust in the firm",
    "personal_trust": "trust between people in contact",
    "wom_reach": "members first aware by word of mouth",
    "cost_per_lead": "cost per lead",
}
#: How a clear difference is said, and how a further one on the same measure is.
CLAIMS = {
    "leads": (
        "{a} brought {range} more leads than {b} over {weeks} weeks, more {wins}",
        "{a} {range} more than {b}, more {wins}",
    ),
    "won": (
        "{a} won {range} more orders than {b} over {weeks} weeks, more {wins}",
        "{a} {range} more than {b}, more {wins}",
    ),
    "brand_trust": (
        "trust in the firm ended {range} higher (scale 0 to 1) with {a} than with {b}, higher {wins}",
        "{range} higher with {a} than with {b}, higher {wins}",
    ),
    "personal_trust": (
        "trust between people in contact ended {range} higher (scale 0 to 1) with {a} than with {b}, "
        "higher {wins}",
        "{range} higher with {a} than with {b}, higher {wins}",
    ),
    "wom_reach": (
        "{a} made {range} more members first aware by word of mouth than {b} over {weeks} weeks, "
        "more {wins}",
        "{a} {range} more than {b}, more {wins}",
    ),
    "cost_per_lead": (
        "a lead cost {range} {currency} more with {a} than with {b}, more {wins}",
        "{range} {currency} more with {a} than with {b}, more {wins}",
    ),
}
PLURAL = ("leads", "won", "wom_reach")
OTHER = ("{name} was {range} higher with {a} than with {b}, higher {wins}",) * 2
UNITS = {
    "leads": "leads",
    "won": "orders",
    "brand_trust": "on a scale of 0 to 1",
    "personal_trust": "on a scale of 0 to 1",
    "wom_reach": "members",
    "cost_per_lead": "{currency}",
}


def money(currency: str) -> str:
    """The currency's label as it reads after a number."""
    return "units of money" if currency == "money" else currency


def label(measure: str) -> str:
    """A measure in words."""
    plain = measure.replace("wom_", "word-of-mouth ").replace("_", " ")
    return LABELS.get(measure, plain)


@dataclass(frozen=True)
class Wins:
    """In how many of `pairs` the first was above the second, and in how many they were equal."""

    above: int
    equal: int
    pairs: int

    def text(self, flipped: bool = False) -> str:
        """`in 18 of 20 pairs`, seen from the second scenario if `flipped`."""
        above = self.pairs - self.above - self.equal if flipped else self.above
        tail = f", equal in {self.equal}" if self.equal else ""
        return f"in {above} of {self.pairs} pairs{tail}"


def wins_of(values: pd.DataFrame, measure: str, a: str, b: str) -> Wins:
    """Count pairs; a pair with a missing value is left out."""
    x, y = values[a][measure], values[b][measure]
    both = x.notna() & y.notna()
    x, y = x[both].astype(float), y[both].astype(float)
    return Wins(int((x > y).sum()), int((x == y).sum()), int(both.sum()))


def state_of(contrast: Mapping[str, Any]) -> str:
    """`clear` where the simultaneous interval excludes 0, else `unclear`; `missing` without one."""
    low, high = contrast["sim_ci_low"], contrast["sim_ci_high"]
    if not (present(low) and present(high)):
        return "missing"
    return "clear" if low > 0 or high < 0 else "unclear"


def claim(
    contrast: Mapping[str, Any], wins: Wins, weeks: int, currency: str, further: bool = False
) -> str:
    """A difference in words, the larger first; only for a clear contrast."""
    if state_of(contrast) != "clear":
        raise ValueError("the simultaneous interval includes 0 or is missing")
    low, high = float(contrast["sim_ci_low"]), float(contrast["sim_ci_high"])
    a, b = contrast["a"], contrast["b"]
    flipped = high < 0
    if flipped:
        a, b, low, high = b, a, -high, -low
    template = CLAIMS.get(contrast["measure"], OTHER)[further]
    return template.format(
        a=a, b=b, range=between(low, high), weeks=weeks, currency=money(currency),
        wins=wins.text(flipped), name=label(contrast["measure"]),
    )  # fmt: skip


def no_claim(contrast: Mapping[str, Any], wins: Wins, currency: str) -> str:
    """An interval that includes 0, in words."""
    unit = UNITS.get(contrast["measure"], "").format(currency=money(currency))
    span = from_to(float(contrast["sim_ci_low"]), float(contrast["sim_ci_high"]))
    a, b = contrast["a"], contrast["b"]
    return f"the interval for {a} minus {b} runs {span} {unit}; {a} was above {b} {wins.text()}"


def measure_sentence(
    measure: str, rows: list[Mapping[str, Any]], wins: list[Wins], data: Data
) -> str:
    """One sentence on a primary measure over all pairs of scenarios."""
    states = [state_of(r) for r in rows]
    clear = [i for i, s in enumerate(states) if s == "clear"]
    unclear = [i for i, s in enumerate(states) if s == "unclear"]
    missing = states.count("missing")
    how = f"(95% simultaneous interval{'s' if len(rows) > 1 else ''}, {data.runs_text})"
    name = label(measure)
    gap = f"; for {missing} of them no interval can be given" if missing else ""
    if not clear and not unclear:
        return f"In this model, no interval can be given for {name}: too few runs have a value."
    if len(rows) == 1:
        row = rows[0]
        if clear:
            return f"In this model, {claim(row, wins[0], data.horizon, data.currency)} {how}."
        said = no_claim(row, wins[0], data.currency)
        return f"In this model, there is no clear difference in {name}: {said} {how}."
    if not clear:
        width = [float(r["sim_ci_high"]) - float(r["sim_ci_low"]) for r in rows]
        widest = max(unclear, key=lambda i: width[i])
        span = from_to(float(rows[widest]["sim_ci_low"]), float(rows[widest]["sim_ci_high"]))
        unit = UNITS.get(measure, "").format(currency=money(data.currency))
        return (
            f"In this model, there is no clear difference in {name} in any of the {len(rows)} "
            f"comparisons of two scenarios: every interval includes 0, and the widest, "
            f"{rows[widest]['a']} minus {rows[widest]['b']}, runs {span} {unit} {how}{gap}."
        )
    order = sorted(clear, key=lambda i: -abs(float(rows[i]["mean_diff"])))
    said = "; ".join(
        claim(rows[i], wins[i], data.horizon, data.currency, further=k > 0)
        for k, i in enumerate(order[:SPELLED])
    )
    more = len(clear) - SPELLED
    rest = f"; {more} more such {_times(more)} in the table" if more > 0 else ""
    shut = (
        f"; {len(unclear)} {_times(len(unclear))} without a clear difference, the interval including 0"
        if unclear
        else ""
    )
    return (
        f"In this model, {name} {'differ' if measure in PLURAL else 'differs'} clearly in "
        f"{len(clear)} of {len(rows)} comparisons of two scenarios {how}: {said}{rest}{shut}{gap}."
    )


def _times(count: int) -> str:
    return "comparison is" if count == 1 else "comparisons are"
