"""Readers of syntax trees: where code compares with the names of presets, and where it reads dials.

What may be done is listed and all else is found, so they find too much rather than too little.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from tests.unit.syntax import LOOKING, Parents, last_name, parents_in, words_in

#: A setting as text: a name, with or without what lies above it.
PATH = re.compile(r"(?:\w+\.)*(\w+)")
DIALS = frozenset({"push_share", "control", "acquisition"})
#: Words of a preset that also name a kind of content.
KINDS_OF_CONTENT = frozenset({"reference", "content", "interaction", "purpose"})
#: What else words of presets stand for, where a name at hand says so.
ALSO = {"content": KINDS_OF_CONTENT, "stage": frozenset({"interaction"})}


def preset_words(text: str, presets: Collection[str], keys: Collection[str]) -> list[int]:
    """Lines where something is compared with, or looked up by, the name of a preset.

    Free are texts that go into an ordinary call, defaults of parameters and returned texts: they do
    nothing before somebody compares them. Free are kinds of content, where a name at hand says that
    content is meant, and the keys of settings, where something is looked up by one.

    presets : names of presets   keys : names of settings and parameters
    """
    tree = ast.parse(text)
    above = parents_in(tree)
    compared = words_in(*(n for n in ast.walk(tree) if isinstance(n, (ast.Compare, ast.Subscript))))
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        word = node.value.casefold().replace("_", "-")
        if word not in presets:
            continue
        place, collected = _place_of(node, above)
        if _is_free(place, collected, compared):
            continue
        as_key = isinstance(place, (ast.Subscript, ast.Dict, ast.Call))
        if node.value in keys and as_key and not collected:
            continue
        hand = [w.lower() for w in _at_hand(place, above)]
        if any(word in words and said in w for said, words in ALSO.items() for w in hand):
            continue
        found.append(node.lineno)
    return found


def _place_of(node: ast.AST, above: Parents) -> tuple[ast.AST, bool]:
    """What a text is part of, and whether it stands in a list, a set or a tuple there."""
    up, collected = above[node], False
    while isinstance(up, (ast.Tuple, ast.List, ast.Set, ast.Starred, ast.IfExp, ast.keyword)):
        collected |= isinstance(up, (ast.Tuple, ast.List, ast.Set))
        up = above[up]
    return up, collected


def _is_free(place: ast.AST, collected: bool, compared: set[str]) -> bool:
    """Whether a text does nothing where it stands."""
    if isinstance(place, ast.Call):
        return not collected and last_name(place.func) not in LOOKING
    if isinstance(place, ast.Assign) and not collected:
        names = [last_name(t) for t in place.targets]
        return not any(name.isupper() or name in compared for name in names)
    return (
        isinstance(place, (ast.Expr, ast.arguments, ast.Return, ast.FormattedValue))
        and not collected
    )


def _at_hand(place: ast.AST, above: Parents) -> set[str]:
    """Names that say what a text is about: what it is compared with, looked up in or assigned to."""
    if isinstance(place, ast.Dict):
        place = above[place]
    if isinstance(place, ast.MatchValue):
        while not isinstance(place, ast.Match):
            place = above[place]
        return words_in(place.subject)
    if isinstance(place, ast.Assign):
        return words_in(*place.targets)
    if isinstance(place, ast.AnnAssign):
        return words_in(place.target)
    if isinstance(place, ast.Subscript):  # `Literal["reference"]` says nothing, its target does
        around: ast.AST = place
        while around in above and not isinstance(around, ast.stmt):
            around = above[around]
        target = around.target if isinstance(around, ast.AnnAssign) else None
        return words_in(place.value, target)
    return words_in(place)


def dial_readers(text: str) -> set[tuple[str, str]]:
    """(function, dial) where a dial is read: as an attribute, by name or path as text, in `match`."""
    tree = ast.parse(text)
    above = parents_in(tree)
    found = set()
    for node, dial in _dials_in(tree, above):
        up: ast.AST = node
        while not isinstance(up, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module)):
            up = above[up]
        found.add((getattr(up, "name", "module"), dial))
    return found


def _dials_in(tree: ast.Module, above: Parents) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in DIALS:
            if isinstance(node.ctx, ast.Load) or isinstance(above[node], ast.AugAssign):
                yield node, node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            path = PATH.fullmatch(node.value)
            if path and path[1] in DIALS and not isinstance(above[node], ast.Expr):
                yield node, path[1]
        elif isinstance(node, ast.MatchClass):
            yield from ((node, name) for name in node.kwd_attrs if name in DIALS)
