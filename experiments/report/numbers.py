"""Numbers as text: few digits, one minus sign, and ranges that never say more than they hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any

MISSING = "–"
MINUS = "−"
_PLACES = 9  # decimals beyond which a number is written as a power of ten
_LARGE = 1e12


def present(value: Any) -> bool:
    """Whether a value is a number at all."""
    return value is not None and math.isfinite(float(value))


def _text(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    if not any(c in "123456789" for c in text):
        text = text.lstrip("-")  # no minus before a zero
    return text.replace("-", MINUS)


def decimals_for(width: float) -> int:
    """Decimals that show a width in two digits."""
    return min(_PLACES, _needed(width))


def _needed(width: float) -> int:
    if not (math.isfinite(width) and width > 0):
        return 0
    return max(0, 1 - math.floor(math.log10(width)))


def number(value: Any) -> str:
    """A number in about three digits; missing is a dash."""
    if not present(value):
        return MISSING
    v = float(value)
    size = abs(v)
    if size and (size < 1e-5 or size >= _LARGE):
        return f"{v:.1e}".replace("-", MINUS)
    if v == round(v) or size >= 100:
        return _text(v, 0)
    if size < 0.0995:
        return _text(v, min(6, 1 - math.floor(math.log10(size))))
    return _text(v, 1 if size >= 10 else 2 if size >= 0.995 else 3)


def signed(text: str) -> str:
    """A plus before the text of a number above 0."""
    zero = not any(c in "123456789" for c in text)
    return text if zero or text.startswith((MINUS, MISSING)) else f"+{text}"


def together(*values: Any) -> list[str]:
    """A mean and the ends of its interval, with as many decimals as the interval deserves."""
    known = [float(v) for v in values if present(v)]
    width = max(known) - min(known) if known else 0.0
    largest = max((abs(v) for v in known), default=0.0)
    if width <= 1e-12 * largest or width < 1e-8 or largest >= _LARGE:
        return [number(v) for v in values]
    decimals = decimals_for(width)
    return [_text(float(v), decimals) if present(v) else MISSING for v in values]


def with_intervals(rows: Sequence[tuple[float, float, float]]) -> list[list[str]]:
    """Means with their intervals as text, with the decimals that a usual interval deserves."""
    widths = sorted(r[2] - r[1] for r in rows if all(map(present, r)) and r[2] - r[1] > 1e-8)
    largest = max((abs(v) for r in rows for v in r if present(v)), default=0.0)
    if not widths or largest >= _LARGE:
        return [[number(v) for v in r] for r in rows]
    decimals = decimals_for(widths[len(widths) // 2])
    return [[_text(float(v), decimals) if present(v) else MISSING for v in r] for r in rows]


def _rounded(value: float, decimals: int, rounding: str) -> str:
    exact = Decimal(value)
    if decimals > _PLACES or abs(value) >= _LARGE:
        short = Context(prec=3, rounding=rounding).plus(exact)
        return f"{short:.2e}".replace("-", MINUS)
    context = Context(prec=400, rounding=rounding)
    return _decimal_text(exact.quantize(Decimal(1).scaleb(-decimals), context=context))


def _decimal_text(value: Decimal) -> str:
    text = f"{abs(value):,f}"
    return MINUS + text if value < 0 else text


def outward(low: float, high: float) -> tuple[str, str]:
    """The ends of an interval, rounded so that the range said holds the interval.

    An end above 0 stays above 0 and one below 0 stays below 0.
    """
    width = high - low
    size = max(abs(low), abs(high))
    decimals = _needed(width if width > 1e-9 * size else size / 10)
    nearest = min(abs(low), abs(high))
    if low > 0 or high < 0:
        decimals = max(decimals, -Decimal(nearest).adjusted())
    return _rounded(low, decimals, ROUND_FLOOR), _rounded(high, decimals, ROUND_CEILING)


def outward_or_missing(low: Any, high: Any) -> tuple[str, str]:
    """As `outward`; dashes where an end is missing."""
    if not (present(low) and present(high)):
        return MISSING, MISSING
    return outward(float(low), float(high))


def between(low: float, high: float) -> str:
    """`between 80 and 140`; one number where both ends read alike."""
    a, b = outward(low, high)
    if a == b:
        return a.rstrip("0").rstrip(".") if "." in a and "e" not in a else a
    return f"between {a} and {b}"


def from_to(low: float, high: float) -> str:
    """`from −3 to +5`."""
    a, b = outward(low, high)
    return f"from {signed(a)} to {signed(b)}"


def percent(share: Any) -> str:
    """A share of 0-1 as a percentage; small shares keep a decimal."""
    if not present(share):
        return MISSING
    v = 100 * float(share)
    return f"{_text(v, 1 if 0 < abs(v) < 9.95 else 0)}%"


def listed(parts: list[str]) -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
