"""Layers: a module imports only from layers below its own, or from its own folder in its own layer.

The lowest layers know nothing of markets; rules know nothing of the engine that runs them; the model
knows nothing of experiments. Imports are read from the syntax trees, those inside functions and
behind TYPE_CHECKING too, since both tie modules together.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

#: Layer of every module; the name of a folder stands for all its modules that are not named.
LAYERS = {
    "sim.errors": 0,
    "sim.engine.cache": 0,
    "sim.engine.chance": 0,
    "sim.network.layers": 0,
    "sim.rules": 1,
    "sim.parameters": 1,
    "sim.engine.streams": 1,
    # What each kind of agent does, as pure functions.
    "sim.agents.belief": 2,
    "sim.agents.buying_centre": 2,
    "sim.agents.influencer": 2,
    "sim.agents.member": 2,
    "sim.agents.reading": 2,
    "sim.agents.relation": 2,
    "sim.agents.salesperson": 2,
    "sim.agents.voice": 2,
    "sim.engine.compiled": 2,
    "sim.mechanisms": 2,
    "sim.scenarios.positions": 1,
    "sim.scenarios.toml_text": 2,
    "sim.scenarios.words": 1,
    "sim.scenarios": 3,
    "sim.engine.state": 3,
    "sim.agents.seller": 4,
    "sim.engine.context": 4,
    "sim.network": 5,
    "sim.engine.kernels": 5,
    "sim.engine.tables": 5,
    "sim.engine.start": 5,
    "sim.engine.simulation": 5,
    "sim.agents.budget": 5,
    "sim.agents.learning": 5,
    "sim.engine.casting": 6,
    "sim.engine.reviewing": 6,
    "sim.engine.planning": 6,
    "sim.engine.reads": 6,
    "sim.engine.phases": 6,
    "sim.engine.setup": 7,
    "sim.engine.schedule": 7,
    # Agents as Mesa and users meet them.
    "sim.agents.staff": 8,
    "sim.agents.views": 8,
    "sim.tells": 7,
    "sim.measures": 7,
    "sim.groups": 8,
    "sim.results": 8,
    "sim.columns": 9,
    "sim.warm": 9,
    "sim.model": 9,
    "sim.ready": 10,
    "sim": 10,
    "experiments.blocks": 11,
    "experiments.defaults": 11,
    "experiments.describe": 11,
    "experiments.stats": 11,
    "experiments.names": 11,
    "experiments.precision": 11,
    "experiments.stopping": 11,
    "experiments.grouping": 11,
    "experiments.snapshot": 11,
    "experiments.coverage": 12,
    "experiments.presets": 13,
    "experiments.reference": 14,
    "experiments.draft": 11,
    "experiments.soundness": 11,
    "experiments.until": 11,
    "experiments.check": 12,
    "experiments.console": 11,
    "experiments.jobs": 12,
    "experiments.tables": 12,
    "experiments.rows": 13,
    "experiments.work": 13,
    "experiments.plan": 12,
    "experiments.identity": 13,
    "experiments.parts": 13,
    "experiments.manifest": 13,
    "experiments.store": 13,
    "experiments.claims": 11,
    "experiments.backends": 11,
    "experiments.outset": 14,
    "experiments.drive": 14,
    "experiments.comparison": 14,
    "experiments.switched": 15,
    "experiments.presence": 15,
    "experiments.signatures": 15,
    "experiments.catalogue": 15,
    "experiments.overview": 15,
    "experiments.likeness": 15,
    "experiments.merging": 15,
    "experiments.pruning": 15,
    "experiments.export": 15,
    "experiments.drawn": 15,
    "experiments.design": 11,
    "experiments.spec": 12,
    "experiments.dials": 15,
    "experiments.sequential": 14,
    "experiments.sweeping": 14,
    "experiments.steps": 11,
    "experiments.estimate": 11,
    "experiments": 15,
    "experiments.show": 15,
    "experiments.report": 16,
    "experiments.single": 17,
    "experiments.lessons": 17,
    "experiments.cli": 18,
    "experiments.ablation": 19,
    "experiments.smoothness": 19,
    "sim.__main__": 19,
}
#: Packages of which every module must be named: a new one is placed by its author.
NAMED = frozenset({"sim", "sim.engine", "sim.agents", "experiments"})
#: The only modules that import by name, and why.
BY_NAME = {
    "experiments": "public names are imported when they are first used",
    "experiments.work": "replaced rules are named by module and function",
    "sim": "public names are imported when they are first used",
    "sim.rules": "a set of rules is complete whoever asks first",
    "sim.engine.compiled": "kernels are gathered and Numba may be missing",
}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {
    module_of(path): path
    for folder in ("sim", "experiments")
    for path in sorted((ROOT / folder).rglob("*.py"))
}


def folder_of(module: str) -> str:
    """Folder in which a module lies, as a package; unknown modules lie where their name says."""
    package = module in FILES and FILES[module].stem == "__init__"
    return module if package else module.rpartition(".")[0]


def layer_of(module: str) -> int | None:
    """Layer of a module: its own, or that of the nearest folder that stands for its modules."""
    if module in LAYERS:
        return LAYERS[module]
    folder = module
    while "." in folder:
        folder = folder.rpartition(".")[0]
        if folder in NAMED:
            return None
        if folder in LAYERS:
            return LAYERS[folder]
    return None


def is_empty(module: str) -> bool:
    """Whether a file holds nothing but a docstring, as those that only make a folder a package."""
    body = ast.parse(FILES[module].read_text(encoding="utf-8")).body
    return all(isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant) for n in body)


def imports(text: str, module: str, package: bool) -> list[tuple[int, str]]:
    """Own modules that a text imports: (line, module)."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(text)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")
            if node.level:
                base = base[: len(base) - node.level + package]
                origin = ".".join([*base, node.module] if node.module else base)
            else:
                origin = node.module or ""
            full = [f"{origin}.{alias.name}" for alias in node.names]
            names = [name if name in FILES else origin for name in full]
        found += [(node.lineno, n) for n in names if n.split(".")[0] in ("sim", "experiments")]
    return found


def wrong_imports(text: str, module: str, package: bool = False) -> list[str]:
    """Imports of a text that its layer does not allow."""
    mine = layer_of(module)
    assert mine is not None
    found = []
    for line, other in imports(text, module, package):
        theirs = layer_of(other)
        if theirs is None:
            found.append(f"{module}:{line}: {other} has no layer")
        elif theirs > mine or (
            theirs == mine and other != module and folder_of(other) != folder_of(module)
        ):
            found.append(f"{module} ({mine}):{line}: {other} ({theirs})")
    return found


def test_every_module_has_a_layer() -> None:
    """Catches a new module that nobody placed, and an entry whose module is gone."""
    assert len(FILES) > 50
    lost = [m for m in FILES if layer_of(m) is None and not is_empty(m)]
    assert lost == []
    folders = {module.rpartition(".")[0] for module in FILES}
    assert [m for m in LAYERS if m not in FILES and m not in folders] == []


@pytest.mark.parametrize("module", [m for m in FILES if not is_empty(m)])
def test_imports_go_down(module: str) -> None:
    """Catches an import of a higher layer, or across folders of one layer."""
    path = FILES[module]
    if layer_of(module) is None:
        pytest.fail(f"{module} has no layer")
    found = wrong_imports(path.read_text(encoding="utf-8"), module, path.stem == "__init__")
    assert found == []


def test_model_knows_nothing_of_experiments() -> None:
    """Catches a model that needs the experiments; only `python -m sim` hands over to them."""
    importing = {
        module
        for module, path in FILES.items()
        if module.split(".")[0] == "sim"
        for _, other in imports(path.read_text(encoding="utf-8"), module, path.stem == "__init__")
        if other.split(".")[0] == "experiments"
    }
    assert importing == {"sim.__main__"}


def test_no_circle() -> None:
    """Catches two modules of one folder and layer that import each other."""
    graph = {
        module: {
            other
            for _, other in imports(
                path.read_text(encoding="utf-8"), module, path.stem == "__init__"
            )
            if other != module and not is_empty(other)
        }
        for module, path in FILES.items()
    }
    while True:
        leaves = {m for m, others in graph.items() if not others & graph.keys()}
        if not leaves:
            break
        graph = {m: others for m, others in graph.items() if m not in leaves}
    assert sorted(graph) == []


def test_only_listed_modules_import_by_name() -> None:
    """Catches imports that the other tests cannot see."""
    found = set()
    for module, path in FILES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("import_module", "__import__"):
                    found.add(module)
    assert found == set(BY_NAME)


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("sim.agents.member", "from sim.engine.state import State"),
        ("sim.agents.member", "from sim import model"),
        ("sim.agents.member", "import sim"),
        ("sim.agents.member", "def f():\n    from sim.engine import state"),
        ("sim.agents.member", "if TYPE_CHECKING:\n    from sim.model import BuyerNetwork"),
        ("sim.agents.member", "import sim.engine.state as st"),
        ("sim.agents.member", "from ..engine.state import State"),
        ("sim.engine.state", "from sim.scenarios.load import load"),
        ("sim.engine.kernels.talk", "from sim.network.generate import generate_world"),
        ("sim.model", "from experiments.stats import mean_interval"),
        ("experiments.stats", "from experiments import jobs"),
        ("sim.model", "from sim.nowhere import thing"),
    ],
)
def test_wrong_import_is_found(module: str, text: str) -> None:
    """Catches a reader of imports that overlooks one way of writing them."""
    assert len(wrong_imports(text, module)) == 1


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("sim.agents.member", "from sim.rules import rule"),
        ("sim.agents.member", "import numpy as np\nfrom mesa import Agent"),
        ("sim.agents.member", "from .belief import faded"),
        ("sim.engine.kernels.talk", "from sim.engine.kernels.common import judge"),
        ("sim.model", "from sim import results"),
        ("experiments.cli", "import sim"),
    ],
)
def test_right_import_is_left_alone(module: str, text: str) -> None:
    """Catches a reader of imports that finds fault with everything."""
    assert wrong_imports(text, module) == []
