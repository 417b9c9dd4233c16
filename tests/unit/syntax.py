"""What readers of syntax trees share."""

from __future__ import annotations

import ast
from collections.abc import Mapping

#: Functions that ask whether a text is another one, or look something up by it.
LOOKING = frozenset(
    {"eq", "ne", "is_", "contains", "__eq__", "__ne__", "__contains__", "__getitem__", "startswith",
     "endswith", "removeprefix", "removesuffix", "index", "count", "find", "match", "fullmatch",
     "search", "fnmatch", "get", "pop", "setdefault", "getattr", "hasattr", "attrgetter",
     "itemgetter"}
)  # fmt: skip
Parents = Mapping[ast.AST, ast.AST]


def parents_in(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """The node above each node."""
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def last_name(node: ast.AST | None) -> str:
    """The last word of a dotted name: `scenario` of `self.model.scenario`."""
    return getattr(node, "attr", getattr(node, "id", ""))


def words_in(*nodes: ast.AST | None) -> set[str]:
    """All names and attributes in expressions."""
    found = (last_name(n) for node in nodes if node is not None for n in ast.walk(node))
    return {word for word in found if word}


def mentions(note: ast.AST | None, word: str) -> bool:
    """Whether an annotation names a type, in quotes too."""
    if note is None:
        return False
    texts = (n.value for n in ast.walk(note) if isinstance(n, ast.Constant))
    return word in words_in(note) or any(word in str(text) for text in texts)
