"""Lines of keys in TOML text: what the scanner says is checked against what `tomllib` read."""

from __future__ import annotations

import tomllib
from typing import Any

import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from sim.scenarios.positions import key_lines

TEXT = '''summary = "a = b # [x]"
extends = 'base'
a.b.c = 1 # x = 2
[market] # [focal]
members = -5
season = [1, 2,
  3] # y = 1
"quo ted" = """
x = 1
[no]
"""
seller = [{name = "A", categories=[0,1]}, {name="B"}]
[[event]]
week = 1
[[event]]
week = 2
[focal.budget]
hours = 2
'''
KEYS = st.text(st.sampled_from("abcdeXYZ_-019"), min_size=1, max_size=6)
ODD = st.one_of(KEYS, st.text(st.sampled_from("a #=[]{}\"',é"), min_size=1, max_size=5))
VALUES = st.recursive(
    st.one_of(
        st.integers(-5, 5), st.booleans(), st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.sampled_from("ab#=[]{}\"'\n\\ ,é"), max_size=12),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(ODD, inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)  # fmt: skip


def paths(data: Any, above: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every path of parsed data."""
    found = {above} if above else set()
    entries = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, value in entries:
        found |= paths(value, (*above, str(key)))
    return found


def test_known_lines() -> None:
    """Comments, strings, arrays and inline tables over lines do not lead the count astray."""
    found = key_lines(TEXT)
    wanted = {
        "summary": 1, "extends": 2, "a.b.c": 3, "market": 4, "market.members": 5,
        "market.season": 6, "market.season.1": 6, "market.season.2": 7, "market.quo ted": 8,
        "market.seller.0.name": 12, "market.seller.1.name": 12, "event.0.week": 14,
        "event.1": 15, "event.1.week": 16, "focal.budget": 17, "focal.budget.hours": 18,
    }  # fmt: skip
    assert {key: found.get(key) for key in wanted} == wanted
    assert not any("no" in key.split(".") or key.endswith(".x") for key in found)


@given(st.dictionaries(ODD, VALUES, max_size=4))
def test_every_key_has_its_line(data: dict[str, Any]) -> None:
    """Whatever a writer makes of nested data, each key is found, on a line that holds it."""
    text = tomli_w.dumps(data)
    lines = text.split("\n")
    found = key_lines(text)
    for path in paths(tomllib.loads(text)):
        name = ".".join(path)
        assert name in found, (name, text)
        written = lines[found[name] - 1]
        plain = path[-1].isalnum() and not path[-1].isdigit()
        assert not plain or path[-1] in written, (name, written)


@given(st.text(st.sampled_from("ab=[]{}\"'#\n,. \\"), max_size=60))
def test_any_text_comes_to_an_end(text: str) -> None:
    """Text that is no TOML is walked through once, and lines lie within it."""
    assert all(1 <= line <= text.count("\n") + 1 for line in key_lines(text).values())
