"""Changing one setting of a tree of plain data by its dotted path."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenarios.schema import Settings
from sim.scenarios.words import field_at, model_in, unknown


def _plain(value: Any) -> Any:
    """Tables and lists of tables as data."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="python")
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return value


def put(tree: dict[str, Any], path: str, value: Any) -> str:
    """Set a dotted path in a tree of settings, which may name some of them only.

    Parameters
    ----------
    tree : changed in place; what is missing on the way gets its default
    path : such as `focal.push_share` or `market.seller.0.reputation`
    value : plain data; whether it is possible shows when the tree is validated

    Returns
    -------
    str   why there is no such path; empty where all is well
    """
    here: Any = tree
    parts = path.split(".")
    for i, part in enumerate(parts):
        last = i == len(parts) - 1
        if isinstance(here, list):
            if part not in map(str, range(len(here))):
                have = f"0 to {len(here) - 1}" if here else "none"
                return f"there is no entry {part!r}; entries are counted from 0 (there are {have})"
            at: Any = int(part)
        else:
            loc = tuple(parts[: i + 1])
            field = field_at(Settings, loc)
            free = isinstance(here, dict) and _is_free(loc)
            if field is None and not free:
                return unknown(Settings, loc)
            at = part
            if not last and not free and field is not None:
                _fill(here, part, field)
        if last:
            here[at] = value
            return ""
        if isinstance(here[at], tuple):
            here[at] = list(here[at])
        here = here[at]
        if not isinstance(here, (dict, list)):
            return f"{'.'.join(parts[: i + 1])} is a value and has no keys below it"
    return ""


def _is_free(loc: tuple[str, ...]) -> bool:
    """Whether a path leads into a table whose keys the user names."""
    above = field_at(Settings, loc[:-1])
    return (
        above is not None
        and model_in(above.annotation) is None
        and getattr(above.annotation, "__origin__", None) is dict
    )


def _fill(here: dict[str, Any], part: str, field: FieldInfo) -> None:
    """Put a setting's default where the tree does not name it."""
    if part not in here:
        here[part] = {} if field.is_required() else _plain(field.default)
