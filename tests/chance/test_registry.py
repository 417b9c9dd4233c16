"""Every registered stream has one call site, and chance has no other source: read from the sources.

Nothing here imports the modules it judges. `scan` and `foreign_chance` read syntax trees, so names
in strings, comments and docstrings do not count; the tests at the end show them what they must find
and what they must leave alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.engine import streams
from sim.engine.chance import stream_key, text_key
from sim.engine.streams import PHASES, STREAMS

ROOT = Path(streams.__file__).resolve().parents[2]
REGISTRY = "sim/engine/streams.py"  # hands out keys by name; everybody else names a literal
KEY_MAKERS = {"sim.engine.streams.key", "sim.engine.chance.stream_key"}
FOLDS = {"fold", "fold_array", "int", "uint64"}  # a stream's key with fields absorbed, or retyped

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def sources() -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "sim").rglob("*.py"))
    }


# --- reading one module --------------------------------------------------------------------------


class Module:
    """A source file: its tree, who encloses whom, and what imported names stand for."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self.tree = ast.parse(text, path)
        self.nodes = list(ast.walk(self.tree))
        self.parent = {child: n for n in self.nodes for child in ast.iter_child_nodes(n)}
        self.stands_for: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    bound = alias.asname or alias.name.split(".")[0]
                    self.stands_for[bound] = alias.name if alias.asname else bound
            elif isinstance(node, ast.ImportFrom):
                origin = self.origin(node)
                for alias in node.names:
                    self.stands_for[alias.asname or alias.name] = f"{origin}.{alias.name}"
        for statement in self.tree.body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                self.stands_for[statement.name] = f"{self.dotted}.{statement.name}"

    def origin(self, node: ast.ImportFrom) -> str:
        """Absolute name of the module of a `from ... import`."""
        if not node.level:
            return node.module or ""
        package = Path(self.path).parts[: -node.level]
        return ".".join([*package, *([node.module] if node.module else [])])

    def where(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 0)}"

    def scopes(self, node: ast.AST) -> Iterator[Function | ast.Module]:
        """Functions around a node, innermost first, then the module."""
        here: ast.AST | None = self.parent.get(node)
        while here is not None:
            if isinstance(here, Function | ast.Module):
                yield here
            here = self.parent.get(here)

    def assigned(self, name: str, scope: Function | ast.Module) -> list[ast.expr | None]:
        """What a scope itself binds a name to; None where that is no plain assignment."""
        values: list[ast.expr | None] = []
        for node in self.nodes:
            if (
                isinstance(node, ast.Name)
                and node.id == name
                and not isinstance(node.ctx, ast.Load)
                and next(self.scopes(node), None) is scope
            ):
                up = self.parent[node]
                plain = (isinstance(up, ast.Assign) and node in up.targets) or (
                    isinstance(up, ast.AnnAssign | ast.NamedExpr) and up.target is node
                )
                values.append(up.value if plain else None)  # type: ignore[attr-defined]
        return values

    def bound_in(self, name: str, node: ast.AST) -> Function | ast.Module | None:
        """The scope whose parameter or assignment a name refers to; None for imports, builtins."""
        for scope in self.scopes(node):
            if not isinstance(scope, ast.Module) and name in parameters(scope):
                return scope
            if self.assigned(name, scope):
                return scope
        return None

    def full_name(self, node: ast.expr) -> str:
        """Dotted name with imports written out: np.random.rand is numpy.random.rand."""
        if isinstance(node, ast.Name):
            if self.bound_in(node.id, node) is not None:
                return ""
            return self.stands_for.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            base = self.full_name(node.value)
            return f"{base}.{node.attr}" if base else ""
        return ""


def parameters(function: Function) -> list[str]:
    a = function.args
    return [p.arg for p in (*a.posonlyargs, *a.args, *a.kwonlyargs)]


def last_name(node: ast.expr) -> str:
    """`f` of f, x.f and x.y.f."""
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if any(isinstance(a, ast.Starred) for a in call.args[: position + 1]):
        return None
    return call.args[position] if position < len(call.args) else None


def literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


# --- call sites of streams -----------------------------------------------------------------------


class Scan(NamedTuple):
    """Call sites by stream, and what defeats the reading or breaks the rules."""

    sites: dict[str, list[str]]
    problems: list[str]


class Scanner:
    """Finds streams used as stream(seed, "phase.name") and as keys.name.

    The phase of a tuple of keys is, for a variable, that of the `phase_keys(seed, "phase")` (or
    item, or attribute named for a phase) assigned to it; for a parameter, that of its name
    (`talk_keys`), its annotation (`TalkKeys`) and of the arguments of all calls, and where none of
    these tells, that of the kernel module. Two phases for one parameter are a problem.
    """

    def __init__(self, texts: dict[str, str], names: Iterable[str]) -> None:
        self.names = tuple(names)
        self.fields: dict[str, set[str]] = {}
        for name in self.names:
            phase, field = name.split(".")
            self.fields.setdefault(phase, set()).add(field)
        self.modules = [Module(path, text) for path, text in texts.items()]
        self.calls: dict[str, list[tuple[Module, ast.Call]]] = {}
        for module in self.modules:
            for node in module.nodes:
                if isinstance(node, ast.Call):
                    self.calls.setdefault(last_name(node.func), []).append((module, node))
        self.found: dict[str, list[str]] = {}
        self.problems: list[str] = []
        self.asking: set[tuple[ast.AST, str]] = set()
        self.kept: set[ast.AST] = set()

    def scan(self) -> Scan:
        for module in self.modules:
            holders = []
            for node in module.nodes:
                if self.named_stream(module, node) or self.key_attribute(module, node):
                    holders.append(node)
                self.other_use(module, node)
            for node in holders:
                self.held(module, node)
        return Scan(self.found, self.problems)

    def site(self, module: Module, node: ast.AST, name: str) -> None:
        if name in self.names:
            self.found.setdefault(name, []).append(module.where(node))
        else:
            self.problems.append(f"{module.where(node)}: no stream is named {name!r}")

    def named_stream(self, module: Module, node: ast.AST) -> bool:
        """stream(seed, "world.size"), under whatever name `key` or `stream_key` is imported."""
        if module.path == REGISTRY or not isinstance(node, ast.Name | ast.Attribute):
            return False
        if not isinstance(node.ctx, ast.Load) or module.full_name(node) not in KEY_MAKERS:
            return False
        call = module.parent[node]
        name = None
        if isinstance(call, ast.Call) and call.func is node:
            name = literal(argument(call, 1, "name"))
        if name is None:
            self.problems.append(f"{module.where(node)}: a stream is not named by a literal")
            return False
        self.site(module, node, name)
        return True

    def key_attribute(self, module: Module, node: ast.AST) -> bool:
        """keys.seen, calendar_keys.topic, phase_keys(seed, "attend").seen."""
        if not isinstance(node, ast.Attribute) or not self.may_be_keys(node.value):
            return False
        phases = self.phases(module, node.value)
        if len(phases) == 1:
            self.site(module, node, f"{next(iter(phases))}.{node.attr}")
            return True
        if phases:
            text = f"{ast.unparse(node)} may be of {' and '.join(sorted(phases))}"
            self.problems.append(f"{module.where(node)}: {text}")
        elif self.is_parameter(module, node.value) and any(
            node.attr in fields for phase, fields in self.fields.items() if phase != "world"
        ):
            self.problems.append(f"{module.where(node)}: whose is {ast.unparse(node)}?")
        return False

    def other_use(self, module: Module, node: ast.AST) -> None:
        """Keys may be read by attribute or handed on, not taken by number, loop or getattr."""
        if not isinstance(node, ast.Name | ast.Call) or not self.may_be_keys(node):
            return
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            return
        up = module.parent[node]
        if (
            (isinstance(up, ast.Subscript) and up.value is node and literal(up.slice) is None)
            or isinstance(up, ast.Starred)
            or (isinstance(up, ast.For | ast.comprehension) and up.iter is node)
            or (isinstance(up, ast.Call) and last_name(up.func) in ("getattr", "zip", "enumerate"))
            or (isinstance(up, ast.Assign) and any(isinstance(t, ast.Tuple) for t in up.targets))
        ) and self.phases(module, node):
            self.problems.append(f"{module.where(node)}: keys are not read by attribute")

    def held(self, module: Module, node: ast.AST) -> None:
        """A variable that holds a stream's key, folded or not, is read once an assignment."""
        while True:
            up = module.parent[node]
            if (
                (isinstance(up, ast.Call) and up.func is node)
                or (isinstance(up, ast.Call) and node in up.args and last_name(up.func) in FOLDS)
                or (isinstance(up, ast.Subscript) and up.value is node)
                or isinstance(up, ast.Tuple | ast.List | ast.IfExp)
            ):
                node = up
                continue
            break
        targets = up.targets if isinstance(up, ast.Assign) else [getattr(up, "target", None)]
        if not isinstance(up, ast.Assign | ast.AnnAssign | ast.NamedExpr) or up in self.kept:
            return
        self.kept.add(up)
        for target in targets:
            if not isinstance(target, ast.Name):
                text = "a stream's key is kept where its uses cannot be counted"
                self.problems.append(f"{module.where(up)}: {text}")
                continue
            scope = module.bound_in(target.id, target)
            reads = [
                n
                for n in module.nodes
                if isinstance(n, ast.Name)
                and n.id == target.id
                and isinstance(n.ctx, ast.Load)
                and module.bound_in(n.id, n) is scope
            ]
            if scope is not None and len(reads) > len(module.assigned(target.id, scope)):
                lines = ", ".join(str(n.lineno) for n in reads)
                text = f"{target.id} holds a stream's key and is read at lines {lines}"
                self.problems.append(f"{module.where(up)}: {text}")
            for read in reads:
                self.held(module, read)

    @staticmethod
    def may_be_keys(node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            return last_name(node.func) == "phase_keys"
        return isinstance(node, ast.Name | ast.Attribute) and last_name(node).endswith("keys")

    @staticmethod
    def is_parameter(module: Module, node: ast.expr) -> bool:
        if not isinstance(node, ast.Name):
            return False
        scope = module.bound_in(node.id, node)
        return isinstance(scope, Function) and node.id in parameters(scope)

    def phases(self, module: Module, node: ast.expr | None) -> set[str]:
        """Phases whose keys an expression may be; none for anything else."""
        if isinstance(node, ast.Call) and last_name(node.func) == "phase_keys":
            return {literal(argument(node, 1, "phase")) or ""} & set(self.fields)
        if isinstance(node, ast.Subscript):
            return {literal(node.slice) or ""} & set(self.fields)
        if isinstance(node, ast.Attribute):
            return {node.attr.removesuffix("_keys")} & set(self.fields)
        if not isinstance(node, ast.Name) or not node.id.endswith("keys"):
            return set()
        scope = module.bound_in(node.id, node)
        if isinstance(scope, Function) and node.id in parameters(scope):
            return self.parameter_phases(module, scope, node.id)
        if scope is None:
            return set()
        values = module.assigned(node.id, scope)
        return {p for value in values if value is not node for p in self.phases(module, value)}

    def parameter_phases(self, module: Module, function: Function, name: str) -> set[str]:
        if (function, name) in self.asking:  # recursion tells nothing
            return set()
        self.asking.add((function, name))
        phases = {name.removesuffix("_keys")} & set(self.fields)
        a = function.args
        for parameter in (*a.posonlyargs, *a.args, *a.kwonlyargs):
            if parameter.arg == name and parameter.annotation is not None:
                kind = literal(parameter.annotation) or last_name(parameter.annotation)
                phases |= {p for p in self.fields if kind == f"{p.capitalize()}Keys"}
        names = parameters(function)
        position = names.index(name) - (names[0] == "self")
        for caller, call in self.calls.get(getattr(function, "name", ""), []):
            phases |= self.phases(caller, argument(call, position, name))
        self.asking.discard((function, name))
        return phases or {Path(module.path).stem} & set(self.fields)


def scan(texts: dict[str, str], names: Iterable[str] = tuple(STREAMS)) -> Scan:
    return Scanner(texts, names).scan()


@pytest.fixture(scope="module")
def scanned() -> Scan:
    return scan(sources())


@pytest.mark.parametrize("phase", PHASES)
def test_every_stream_has_one_call_site(phase: str, scanned: Scan) -> None:
    names = [name for name in STREAMS if name.startswith(phase + ".")]
    wrong = {n: scanned.sites.get(n, "unused") for n in names if len(scanned.sites.get(n, [])) != 1}
    assert not wrong


def test_streams_are_registered_and_traceable(scanned: Scan) -> None:
    assert not scanned.problems, "\n".join(scanned.problems)


def test_streams_have_keys_of_their_own() -> None:
    """Over all seeds at once, so that no seed has a stream of another either."""
    assert len({text_key(name) for name in STREAMS}) == len(STREAMS)
    keys = {stream_key(seed, name): (seed, name) for seed in range(101) for name in STREAMS}
    assert len(keys) == 101 * len(STREAMS)


def test_key_is_that_of_the_registered_name() -> None:
    for phase in PHASES:
        keys = streams.phase_keys(7, phase)
        assert [f"{phase}.{f}" for f in keys._fields] == [
            n for n in STREAMS if n.split(".")[0] == phase
        ]
        for field in keys._fields:
            name = f"{phase}.{field}"
            assert int(getattr(keys, field)) == streams.key(7, name) == stream_key(7, name)
    with pytest.raises(KeyError, match=r"world\.sise"):
        streams.key(7, "world.sise")


# --- chance from elsewhere -----------------------------------------------------------------------

FOREIGN = ("random", "secrets", "numpy.random")


def is_foreign(name: str) -> bool:
    return any(name == f or name.startswith(f + ".") for f in FOREIGN)


def foreign_chance(path: str, text: str) -> list[str]:
    """Uses of other random numbers, and of the builtin `hash`, which differs between processes.

    `hash` is left alone inside a method `__hash__`, whose value only containers see.
    """
    module = Module(path, text)
    found = []
    for node in module.nodes:
        bad = False
        if isinstance(node, ast.Import):
            bad = any(is_foreign(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = module.origin(node)
            bad = any(is_foreign(f"{origin}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Attribute):
            # numpy.random by any alias; and generators that objects carry, as Mesa's models do.
            carried = isinstance(node.value, ast.Attribute) and node.value.attr in ("random", "rng")
            called = getattr(module.parent[node], "func", None) is node
            bad = is_foreign(module.full_name(node)) or (carried and called)
        elif isinstance(node, ast.Call):
            dynamic = last_name(node.func) in ("import_module", "__import__")
            bad = last_name(node.func) in ("default_rng", "RandomState") or (
                dynamic and is_foreign(literal(argument(node, 0, "name")) or "")
            )
        elif isinstance(node, ast.Name) and node.id == "hash" and isinstance(node.ctx, ast.Load):
            inside = [getattr(s, "name", "") for s in module.scopes(node)]
            bad = module.full_name(node) == "hash" and "__hash__" not in inside
        if bad:
            found.append(f"{module.where(node)}: {ast.unparse(node)}")
    return found


def test_chance_has_one_source() -> None:
    texts = sources()
    assert "sim/engine/chance.py" in texts
    found = [line for path, text in texts.items() for line in foreign_chance(path, text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "import random",
        "import random as r",
        "from random import gauss",
        "import numpy.random",
        "import numpy.random as npr",
        "from numpy import random",
        "from numpy.random import default_rng",
        "import numpy as np\nx = np.random.rand(3)",
        "import numpy\nf = numpy.random.uniform",
        "import numpy as np\ndef f(a=np.random.rand): pass",
        "x = rng_factory.default_rng(1)",
        "import secrets",
        "import importlib\nr = importlib.import_module('random')",
        "r = __import__('numpy.random')",
        "class A:\n    def step(self):\n        return self.model.random.random()",
        "class A:\n    def step(self):\n        self.rng.shuffle([1])",
        "x = hash('seller')",
        "x = sorted(names, key=hash)",
        "def f(name):\n    return hash(name)",
    ],
)
def test_foreign_chance_is_found(text: str) -> None:
    assert foreign_chance("sim/x.py", text)


@pytest.mark.parametrize(
    "text",
    [
        '"""import random; np.random.rand(); hash(x)"""  # hash(name)',
        "import numpy as np\nx = np.arange(3)",
        "from sim.engine.chance import uniform_array as random",
        "import hashlib\nx = hashlib.sha256(b'').hexdigest()",
        "class A:\n    def __hash__(self):\n        return hash(self.name)",
        "from sim.engine.chance import text_key as hash\nx = hash('seller')",
        "def f(hash):\n    return hash('seller')",
        "import randomness",
        "x = row.random\ny = record.hash('a')",
        "random = 3\nx = random.real",
    ],
)
def test_other_names_are_left_alone(text: str) -> None:
    assert not foreign_chance("sim/x.py", text)


# --- the scanner finds what it must --------------------------------------------------------------

IMPORT = "from sim.engine.streams import key as stream, phase_keys\n"
ATTEND = "sim/engine/kernels/attend.py"
NEEDS = "sim/engine/kernels/needs.py"
NAMES = (
    "world.size", "world.role", "start.known", "start.trust", "calendar.topic", "needs.straight",
    "publish.topic", "attend.seen", "attend.read", "talk.ask",
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("sim/network/x.py", "x = stream(seed, 'world.size')", ["world.size"]),
        ("sim/network/x.py", "x = stream(name='world.size', seed=1)", ["world.size"]),
        (
            "sim/x.py",
            "import sim.engine.streams\nx = sim.engine.streams.key(1, 'talk.ask')",
            ["talk.ask"],
        ),
        (
            "sim/x.py",
            "from sim.engine import streams as s\nx = s.key(1, 'talk.ask')",
            ["talk.ask"],
        ),
        ("sim/engine/x.py", "from .streams import key\nx = key(1, 'talk.ask')", ["talk.ask"]),
        (
            "sim/x.py",
            "from sim.engine.chance import stream_key\nstream_key(1, 'talk.ask')",
            ["talk.ask"],
        ),
        ("sim/x.py", "'stream(seed, \"world.size\")'  # stream(seed, 'world.role')", []),
        ("sim/x.py", "def f(stream):\n    return stream(1, 'world.size')", []),
        (
            ATTEND,
            "def f(m, keys):\n    return u(keys.seen, m), u(keys.read, m)",
            ["attend.seen", "attend.read"],
        ),
        (
            ATTEND,
            "def f(m, keys):\n    for i in m:\n        u(keys.seen, i)",
            ["attend.seen"],
        ),
        (ATTEND, "def f(m, keys, talk_keys):\n    return u(talk_keys.ask, m)", ["talk.ask"]),
        (ATTEND, "def f(keys: TalkKeys):\n    return u(keys.ask)", ["talk.ask"]),
        (
            ATTEND,
            "def f(keys):\n    def g(i):\n        return u(keys.seen, i)\n    return g",
            ["attend.seen"],
        ),
        # A helper has the phase of its callers, however far away.
        (
            NEEDS,
            "def g(keys):\n    return u(keys.topic)\ndef f(calendar_keys):\n    g(calendar_keys)",
            ["calendar.topic"],
        ),
        (
            NEEDS,
            "def h(keys):\n    u(keys.topic)\ndef g(a, keys):\n    h(keys)\ndef f():\n"
            "    g(keys=phase_keys(1, 'publish'), a=1)",
            ["publish.topic"],
        ),
        (NEEDS, "def g(a, keys):\n    g(a, keys)\n    u(keys.straight)", ["needs.straight"]),
        (
            "sim/engine/model.py",
            "def run(k, keys):\n    k.g(keys['calendar'])\ndef g(keys):\n    u(keys.topic)",
            ["calendar.topic"],
        ),
        (
            "sim/engine/x.py",
            "keys = phase_keys(seed, 'start')\nu(keys.known)",
            ["start.known"],
        ),
        ("sim/engine/x.py", "u(phase_keys(seed, 'start').known)", ["start.known"]),
        ("sim/engine/x.py", "u(self.start_keys.known)", ["start.known"]),
        ("sim/engine/x.py", "k = fold(stream(s, 'start.known'), m)\nu(k)", ["start.known"]),
        (
            "sim/engine/x.py",
            "k = stream(s, 'start.known')\nu(k)\nk = stream(s, 'start.trust')\nu(k)",
            ["start.known", "start.trust"],
        ),
        (
            ATTEND,
            "def f(keys):\n    k = keys.seen\n    k = fold(k, 1)\n    u(k)",
            ["attend.seen"],
        ),
        # Arrays and dictionaries whose names end so.
        (
            "sim/network/x.py",
            "def f(d):\n    keys = np.sort(d.keys())\n    return keys.size",
            [],
        ),
        (
            "sim/network/x.py",
            "def f(org_keys):\n    return org_keys.size, org_keys.max(), d.keys()",
            [],
        ),
    ],
)
def test_scan_finds_call_sites(path: str, text: str, names: list[str]) -> None:
    result = scan({path: IMPORT + text}, NAMES)
    assert not result.problems
    assert sorted(result.sites) == sorted(names)
    assert all(len(sites) == 1 for sites in result.sites.values())


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("sim/x.py", "stream(1, 'talk.ask')\nstream(2, 'talk.ask')", "talk.ask"),
        (ATTEND, "def f(keys):\n    return u(keys.seen) + u(keys.seen)", "attend.seen"),
        (
            ATTEND,
            "def f(keys):\n    u(keys.seen)\ndef g(keys):\n    u(keys.seen)",
            "attend.seen",
        ),
        (
            ATTEND,
            "def f(keys):\n    u(keys.seen)\nx = stream(1, 'attend.seen')",
            "attend.seen",
        ),
    ],
)
def test_scan_counts_call_sites(path: str, text: str, name: str) -> None:
    result = scan({path: IMPORT + text, "sim/other.py": IMPORT + text}, NAMES)
    assert len(result.sites[name]) >= 2


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sim/x.py", "stream(1, 'world.sise')"),
        ("sim/x.py", "stream(1, name)"),
        ("sim/x.py", "stream(1, f'world.{name}')"),
        ("sim/x.py", "k = stream"),
        ("sim/x.py", "list(map(stream, seeds, names))"),
        (
            "sim/engine/chance.py",
            "def stream_key(s, n): ...\ndef f(s):\n    return stream_key(s, 'mine')",
        ),
        (ATTEND, "def f(keys):\n    return u(keys.like)"),
        (ATTEND, "def f(keys):\n    return u(keys[0])"),
        (ATTEND, "def f(keys):\n    return getattr(keys, 'seen')"),
        (ATTEND, "def f(keys):\n    return [u(k) for k in keys]"),
        (ATTEND, "def f(keys):\n    a, b, c, d, e = keys"),
        (ATTEND, "def f(keys):\n    g(*keys)"),
        (ATTEND, "def f(keys):\n    return keys._asdict()"),
        (ATTEND, "def f(keys):\n    k = keys.seen\n    return u(k, 1) + u(k, 2)"),
        (ATTEND, "def f(m, keys):\n    k = fold(keys.seen, m)\n    return u(k, 1) + u(k, 2)"),
        (
            ATTEND,
            "def f(m, keys):\n    k = keys.seen\n    h = fold(k, m)\n    return u(h, 1) + u(h, 2)",
        ),
        (
            ATTEND,
            "def f(keys):\n    a, b = keys.seen, keys.read\n    return u(a) + u(b) + u(a)",
        ),
        (
            ATTEND,
            "def f(keys):\n    k = keys.seen\n    k = fold(k, 1)\n    return u(k) + u(k)",
        ),
        (ATTEND, "def f(self, keys):\n    self.k = keys.seen"),
        (
            NEEDS,
            "def g(keys):\n    u(keys.topic)\ndef f(publish_keys, calendar_keys):\n"
            "    g(publish_keys)\n    g(calendar_keys)",
        ),
        (
            NEEDS,
            "def g(calendar_keys):\n    u(calendar_keys.topic)\ndef f(publish_keys):\n"
            "    g(publish_keys)",
        ),
        ("sim/x.py", "def f(keys):\n    return u(keys.seen)"),
    ],
)
def test_scan_reports_what_it_cannot_count(path: str, text: str) -> None:
    assert scan({path: IMPORT + text}, NAMES).problems
