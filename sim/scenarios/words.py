"""What is wrong with a setting, in words that a user can act on."""

from __future__ import annotations

import difflib
import inspect
from typing import Any

import tomli_w
from pydantic import BaseModel
from pydantic.fields import FieldInfo

Loc = tuple[int | str, ...]
SHOWN = 60  # characters of a wrong value that are shown
NEAR = 0.6  # likeness from which a name may have been meant
LISTED = 16  # possible names that are listed


def nearest(word: str, words: list[str]) -> str:
    """The nearest of some words, or all of them, as the end of a sentence."""
    if not words:
        return ""
    close = difflib.get_close_matches(word, words, 1, NEAR)
    if close:
        return f"; did you mean {close[0]!r}?"
    more = f" and {len(words) - LISTED} more" if len(words) > LISTED else ""
    return f"; possible are {', '.join(words[:LISTED])}{more}"


def model_in(note: Any) -> type[BaseModel] | None:
    """The table of settings that an annotation holds: itself, or as entries of a list."""
    if inspect.isclass(note) and issubclass(note, BaseModel):
        return note
    below = (model_in(part) for part in getattr(note, "__args__", ()))
    return next((found for found in below if found), None)


def field_at(root: type[BaseModel], loc: Loc) -> FieldInfo | None:
    """The declaration of a setting; None where there is none."""
    model: type[BaseModel] | None = root
    field: FieldInfo | None = None
    for part in loc:
        name = str(part)
        if name.isdigit():
            continue
        field = model.model_fields.get(name) if model else None
        if field is None:
            return None
        model = model_in(field.annotation)
    return field


def every_path(model: type[BaseModel], before: str = "") -> list[str]:
    """Dotted paths of all settings below a table; entries of lists as `0`."""
    found = []
    for name, field in model.model_fields.items():
        path = f"{before}{name}"
        below = model_in(field.annotation)
        if below is None:
            found.append(path)
        else:
            alone = below is field.annotation
            found += every_path(below, f"{path}." if alone else f"{path}.0.")
    return found


def unknown(root: type[BaseModel], loc: Loc, beside: tuple[str, ...] = ()) -> str:
    """Why a key is unknown, and which one may have been meant.

    beside : keys that are possible at the top of a file though they are no settings
    """
    word = str(loc[-1])
    field = field_at(root, loc[:-1])
    table = model_in(field.annotation) if field else root if len(loc) == 1 else None
    if table is None:
        return f"{'.'.join(map(str, loc[:-1]))} is no table and has no keys"
    known = [*table.model_fields, *(beside if len(loc) == 1 else ())]
    if difflib.get_close_matches(word, known, 1, NEAR):
        return f"unknown key{nearest(word, known)}"
    if len(loc) == 1 and word == "seed":
        return "unknown key; seeds are given on the command line (--seed)"
    elsewhere = [p for p in every_path(root) if p.rsplit(".", 1)[-1] == word and ".0." not in p]
    if elsewhere:
        return f"unknown key; did you mean {elsewhere[0]!r}?"
    return f"unknown key{nearest(word, known)}"


def plain(number: float) -> str:
    """A limit as people write it: 5,000,000 or 0.01."""
    return f"{int(number):,}" if float(number).is_integer() else f"{number:g}"


def limits(field: FieldInfo | None) -> str:
    """Range and unit of a number: ` from 0 to 1 (share)`."""
    if field is None:
        return ""
    low = next((m.ge for m in field.metadata if hasattr(m, "ge")), None)
    high = next((m.le for m in field.metadata if hasattr(m, "le")), None)
    extra = field.json_schema_extra
    unit = extra.get("unit", "") if isinstance(extra, dict) else ""
    span = f" from {plain(low)} to {plain(high)}" if low is not None and high is not None else ""
    return span + (f" ({unit})" if unit else "")


def _listed(value: Any) -> Any:
    """Tuples as lists, which TOML has."""
    return [_listed(v) for v in value] if isinstance(value, (list, tuple)) else value


def value_shown(value: Any) -> str:
    """A wrong value, as it would stand in a file."""
    try:
        text = tomli_w.dumps({"v": _listed(value)}).removeprefix("v = ").strip()
        text = " ".join(text.split()).replace(", ]", "]").replace("[ ", "[").removeprefix("[v] ")
    except TypeError:
        text = str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def explain(root: type[BaseModel], error: Any, beside: tuple[str, ...] = ()) -> str:
    """What pydantic found, as what was wrong and what would be right.

    Parameters
    ----------
    root : the table that was validated
    error : an entry of `ValidationError.errors()`
    """
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    loc: Loc = error["loc"]
    field = field_at(root, loc)
    was = f"is {value_shown(given)}; must be"
    if kind == "extra_forbidden":
        return unknown(root, loc, beside)
    if kind == "missing":
        return "is missing; it must be given"
    if kind == "finite_number":
        return f"{was} a finite number{limits(field)}"
    if kind in ("greater_than_equal", "less_than_equal"):
        sign = "at least" if "ge" in context else "at most"
        bound = context.get("ge", context.get("le"))
        return f"{was} {sign} {plain(bound)}{_range_note(field)}"
    if kind in ("float_type", "float_parsing"):
        return f"{was} a number{limits(field)}"
    if kind in ("int_type", "int_from_float", "int_parsing"):
        return f"{was} a whole number{limits(field)}"
    if kind in ("bool_type", "bool_parsing"):
        return f"{was} true or false"
    if kind == "string_type":
        return f"{was} text in quotes"
    if kind in ("string_too_short", "string_too_long"):
        low, high = context.get("min_length"), context.get("max_length")
        return f"{was} {f'at least {low}' if low is not None else f'at most {high}'} characters"
    if kind == "literal_error":
        words = [w.strip("' ") for w in str(context["expected"]).replace(" or ", ",").split(",")]
        return f"{was} one of {', '.join(words)}{_close(str(given), words)}"
    if kind in ("tuple_type", "list_type"):
        below = model_in(field.annotation) if field else None
        return f"{was} {'a list of tables' if below else 'a list in brackets'}"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        if isinstance(given, (list, tuple)):
            return f"is a list; must be one table of settings: write [{'.'.join(map(str, loc))}]"
        return f"{was} a table of settings, not a value"
    if kind == "value_error":
        return str(context["error"])
    return f"{was.removesuffix(' must be')} {error['msg'].replace('Input should', 'must')}"


def _close(word: str, words: list[str]) -> str:
    close = difflib.get_close_matches(word, words, 1, 0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _range_note(field: FieldInfo | None) -> str:
    extra = field.json_schema_extra if field else None
    unit = extra.get("unit", "") if isinstance(extra, dict) else ""
    return f" ({unit})" if unit else ""
