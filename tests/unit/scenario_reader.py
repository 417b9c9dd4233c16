"""Reader of syntax trees: where code does more with a scenario than read its settings.

What may be done is listed and all else is found, so it finds too much rather than too little.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tests.unit.syntax import LOOKING, Parents, last_name, mentions, parents_in

#: What may be read of a scenario: none of it holds the name, the summary or the source.
OPEN = frozenset({"settings", "set", "set_all", "resolved", "hash", "market_hash", "to_toml"})


@dataclass(frozen=True)
class Known:
    """What holds, makes or takes scenarios, gathered over all files.

    Attributes
    ----------
    attributes : names of attributes that hold one   makers : functions that return one
    takers : functions and classes that are given one, and say so in their annotations
    """

    attributes: frozenset[str] = frozenset({"scenario"})
    makers: frozenset[str] = frozenset({"load", "Scenario"})
    takers: frozenset[str] = frozenset({"isinstance"})


def known_in(texts: Iterable[str]) -> Known:
    """What holds, makes or takes scenarios in files, until nothing new is found."""
    trees = [ast.parse(text) for text in texts]
    known, before = Known(), None
    while known != before:
        before = known
        for tree in trees:
            known = _more(tree, known)
    return known


def _more(tree: ast.Module, known: Known) -> Known:
    attributes, makers, takers = set(known.attributes), set(known.makers), set(known.takers)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            starts = [f for f in node.body if last_name_of_function(f) == "__init__"]
            if any(takes_scenario(f) for f in starts):
                takers.add(node.name)
        if isinstance(node, ast.FunctionDef):
            if mentions(node.returns, "Scenario"):
                makers.add(node.name)
                attributes.add(node.name)
            if takes_scenario(node) and not node.name.startswith("__"):
                takers.add(node.name)
        if isinstance(node, ast.ImportFrom):
            makers |= {a.asname for a in node.names if a.name in known.makers and a.asname}
    names = scenario_names_in(tree, known)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            holds = node.value is not None and is_scenario(node.value, names, known)
            holds |= isinstance(node, ast.AnnAssign) and mentions(node.annotation, "Scenario")
            if holds:
                attributes |= {t.attr for t in targets if isinstance(t, ast.Attribute)}
    return Known(frozenset(attributes), frozenset(makers), frozenset(takers))


def last_name_of_function(node: ast.AST) -> str:
    """Name of a function; empty for anything else."""
    return node.name if isinstance(node, ast.FunctionDef) else ""


def takes_scenario(node: ast.AST) -> bool:
    """Whether a parameter of a function is annotated as a scenario."""
    return isinstance(node, ast.FunctionDef) and any(
        mentions(a.annotation, "Scenario") for a in arguments_of(node)
    )


def arguments_of(node: ast.FunctionDef) -> list[ast.arg]:
    """All parameters of a function."""
    a = node.args
    return [*a.posonlyargs, *a.args, *a.kwonlyargs, *(x for x in (a.vararg, a.kwarg) if x)]


def scenario_names_in(tree: ast.Module, known: Known) -> set[str]:
    """Names of a file that hold scenarios somewhere in it: as annotated, called so, or assigned."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and (
            mentions(node.annotation, "Scenario") or node.arg.endswith(("scenario", "scenarios"))
        ):
            found.add(node.arg)
        if isinstance(node, ast.AnnAssign) and mentions(node.annotation, "Scenario"):
            found.add(last_name(node.target))
    before = None
    while found != before:
        before = set(found)
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and is_scenario(node.value, found, known):
                found |= {t.id for t in node.targets if isinstance(t, ast.Name)}
            if isinstance(node, ast.NamedExpr) and is_scenario(node.value, found, known):
                found.add(node.target.id)
    return found


def is_scenario(node: ast.AST, names: Collection[str], known: Known) -> bool:
    """Whether an expression may be a scenario."""
    if isinstance(node, ast.Name):
        return node.id in names or node.id == "scenario"
    if isinstance(node, ast.Attribute):
        return node.attr in known.attributes
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("set", "set_all"):
            return is_scenario(node.func.value, names, known)
        return last_name(node.func) in known.makers
    if isinstance(node, ast.NamedExpr):
        return is_scenario(node.value, names, known)
    if isinstance(node, ast.IfExp):
        return any(is_scenario(part, names, known) for part in (node.body, node.orelse))
    return isinstance(node, ast.BoolOp) and any(is_scenario(v, names, known) for v in node.values)


def scenario_uses(text: str, known: Known | None = None) -> list[int]:
    """Lines that do something else with a scenario than read its settings, keep it or hand it on."""
    known = known_in([text]) if known is None else known
    tree = ast.parse(text)
    above, names = parents_in(tree), scenario_names_in(tree, known)
    found = []
    for node in ast.walk(tree):
        asks = isinstance(node, ast.Constant) and node.value in known.attributes
        up = above.get(node)
        if asks and (
            isinstance(up, ast.Subscript) or last_name(getattr(up, "func", None)) in LOOKING
        ):
            found.append(node.lineno)  # getattr(model, "scenario"), vars(model)["scenario"]
        if not isinstance(node, ast.expr) or isinstance(getattr(node, "ctx", None), ast.Store):
            continue
        if is_scenario(node, names, known) and not _is_allowed(node, above, known):
            found.append(node.lineno)
    return found


def _is_allowed(node: ast.expr, above: Parents, known: Known) -> bool:
    up = above[node]
    if isinstance(up, ast.Attribute):
        return up.attr in OPEN or (up.attr == "setter" and isinstance(above[up], ast.FunctionDef))
    if isinstance(up, ast.Assign):
        return all(isinstance(t, (ast.Name, ast.Attribute)) for t in up.targets)
    if isinstance(up, (ast.AnnAssign, ast.NamedExpr, ast.BoolOp)):
        return True
    if isinstance(up, ast.IfExp):
        return node is not up.test
    if isinstance(up, ast.Return):
        function: ast.AST = up
        while not isinstance(function, (ast.FunctionDef, ast.Module)):
            function = above[function]
        return isinstance(function, ast.FunctionDef) and mentions(function.returns, "Scenario")
    if isinstance(up, ast.Call):
        return node is not up.func and last_name(up.func) in known.takers | known.makers
    return (
        isinstance(up, ast.keyword) and last_name(getattr(above[up], "func", None)) in known.takers
    )
