"""Kernels from a rule set: the same text compiled, or as it stands.

Kernels are plain functions that name rules and other helpers as globals. For a rule set, each is
rebuilt with those names bound to the set's functions, and compiled. Compiled code is kept in a folder
of the model id (`sim.engine.cache` says where): Numba does not notice that a function in another file
changed, the model id does, since it hashes the syntax of every module of the model.

Set NUMBA_DISABLE_JIT=1, or do without Numba, and the same functions run interpreted, slowly and to
the same bits.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import os
import sys
import warnings
from functools import lru_cache
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from sim.engine import chance
from sim.engine.cache import Cache, CacheWarning, cache_for
from sim.rules import RuleSet

KERNEL_MODULES = (
    "common", "turnover", "needs", "write", "publish", "prospect", "attend", "read", "club",
    "react", "talk", "scout", "qualify",
    "sell", "relate", "decide", "deliver", "measure", "relations",
)  # fmt: skip

#: Functions that Python calls. The others are only called by these: they need no wrapper for Python
#: and no file of their own, which halves the time of a first compilation.
ENTRIES = frozenset({
    "replace_people", "open_needs", "publish", "list_interested", "prospect", "find_dyads",
    "merge_dyads", "note_messages", "note_passers", "attend", "count_entered", "react",
    "note_talkers", "list_tells", "hear", "begin_cascades", "scout", "qualify", "come_and_go",
    "list_leads", "sell", "join_talks", "apply_contacts", "refer", "note_referrals",
    "list_threads", "answer_threads", "decide", "deliver", "measure_people", "measure_sales",
    "measure_relations", "tell_valences", "trust_in", "trusts_in", "joins", "suitability",
    "posting_rate", "draw_limits",
})  # fmt: skip


def jit_wanted() -> bool:
    """Whether kernels are to be compiled: Numba is there and not switched off."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return False
    try:
        importlib.import_module("numba")
    except ImportError:
        return False
    return True


def _docstring(node: ast.AST) -> ast.AST | None:
    body = getattr(node, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
        value = body[0].value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return body[0]
    return None


def _add_syntax(node: ast.AST, words: list[str]) -> None:
    """Add a syntax tree as words, the same on every Python version; docstrings left out."""
    words.append(type(node).__name__)
    skipped = _docstring(node)
    for name in node._fields:
        value = getattr(node, name, None)
        # Empty fields come and go between versions; contexts and kinds follow from the rest.
        if value is None or value == [] or name in ("ctx", "kind", "type_comment"):
            continue
        words.append(name)
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST):
                if part is not skipped:
                    _add_syntax(part, words)
            else:
                words.append(repr(part))
    words.append(".")


def syntax_of(path: Path) -> str:
    """The syntax of a file as text, docstrings and comments left out; the same on every Python."""
    words: list[str] = []
    _add_syntax(ast.parse(path.read_bytes()), words)
    return "\n".join(words)


#: Modules that read and explain input or list what there is; what comes of them is in the resolved
#: settings of a run.
NO_RESULT = frozenset({
    "errors.py", "columns.py", "mechanisms.py", "ready.py", "scenarios/checks.py", "scenarios/files.py",
    "scenarios/load.py", "scenarios/positions.py", "scenarios/toml_text.py", "scenarios/words.py",
})  # fmt: skip


@lru_cache(maxsize=1)
def package_id() -> str:
    """Hash of the syntax of all modules that can change a result, docstrings left out."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        if path.relative_to(root).as_posix() in NO_RESULT:
            continue
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(syntax_of(path).encode())
    return digest.hexdigest()[:16]


def model_id(rules: RuleSet | None = None) -> str:
    """Identity of everything that can change a result: the package's code and replaced rules."""
    if rules is None or rules.is_default:
        return package_id()
    return hashlib.sha256((package_id() + rules.source_id).encode()).hexdigest()[:16]


def cache() -> Cache:
    """The place for compiled code of this model; made where it is missing."""
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    return cache_for(f"{package_id()}-{python}-np{np.__version__}")


def cache_folder() -> Path:
    """Where compiled code of this model is kept; BUYERNET_CACHE moves it."""
    return cache().folder


def _modules() -> list[ModuleType]:
    return [importlib.import_module(f"sim.engine.kernels.{name}") for name in KERNEL_MODULES]


def _own_functions(module: ModuleType) -> dict[str, FunctionType]:
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    }


def _rebuilt(function: FunctionType, names: dict[str, Any]) -> FunctionType:
    """The function with other globals; `names` is filled later and shared by all."""
    clone = FunctionType(
        function.__code__, names, function.__name__, function.__defaults__, function.__closure__
    )
    clone.__qualname__ = function.__qualname__
    clone.__module__ = function.__module__
    clone.__doc__ = function.__doc__
    return clone


class Kernels(SimpleNamespace):
    """Kernels and rules by name; `compiled` says which kind they are."""

    compiled: bool
    functions: dict[str, Any]


def _chance_functions(compile_one: Any, numba: Any) -> dict[str, Any]:
    """The functions of `chance` with machine words for constants."""
    space: dict[str, Any] = dict(vars(chance))
    if numba is not None:
        space.update({name: np.uint64(getattr(chance, name)) for name in chance.WORDS})

        def word(value: Any) -> Any:
            return np.uint64(value)

        def whole(value: Any) -> Any:
            return np.int64(value)

        space["word"] = numba.njit(word)
        space["whole"] = numba.njit(whole)
    result = {}
    for name in chance.FUNCTIONS:
        if numba is None:
            result[name] = getattr(chance, name)
        elif name in ("word", "whole"):
            result[name] = space[name]
        else:
            space[name] = compile_one(_rebuilt(getattr(chance, name), space))
            result[name] = space[name]
    return result


@lru_cache(maxsize=16)
def kernels(rules: RuleSet, compiled: bool) -> Kernels:
    """All kernels of a rule set, compiled or as they stand.

    Functions of one rule set are built once a process. Only the package's own rules are kept on
    disk: a replaced rule's compiled code lives as long as the process.
    """
    numba = importlib.import_module("numba") if compiled else None
    keep = False
    if numba is not None:
        place = cache()
        keep = place.kept and rules.is_default
        if place.note:
            warnings.warn(place.note, CacheWarning, stacklevel=2)
        config: Any = importlib.import_module("numba.core.config")
        previous, config.CACHE_DIR = config.CACHE_DIR, str(place.folder)
    try:

        def compile_one(function: FunctionType) -> Any:
            if numba is None:
                return function
            entry = function.__name__ in ENTRIES
            # Kernels make no arrays, so references to those they are given need not be counted:
            # that took two thirds of a run. A replaced rule may make what it likes.
            counted = function.__name__ in rules.replaced
            return numba.njit(
                function,
                cache=entry and keep,
                nogil=True,
                error_model="python",
                no_cpython_wrapper=not entry,
                no_cfunc_wrapper=True,
                _nrt=counted,
            )

        built = _chance_functions(compile_one, numba)
        spaces: list[dict[str, Any]] = []
        sources: list[tuple[str, FunctionType]] = list(rules.functions().items())  # type: ignore[arg-type]
        for module in _modules():
            sources += list(_own_functions(module).items())
        for name, function in sources:
            space = dict(function.__globals__)
            spaces.append(space)
            built[name] = compile_one(_rebuilt(function, space))
        for space in spaces:
            space.update({name: built[name] for name in built if name in space})
            if numba is not None:  # as int64, not as literals: one version a function, not many
                whole = {n: v for n, v in space.items() if type(v) is int}
                space.update({n: np.int64(v) for n, v in whole.items()})
    finally:
        if numba is not None:
            config.CACHE_DIR = previous
    return Kernels(compiled=compiled, functions=built, **built)
