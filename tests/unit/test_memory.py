"""Models that were made and dropped are gone, whether or not anybody closed them."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import mesa
import pytest

import sim
from experiments.jobs import code_id
from experiments.plan import Cell, Plan
from experiments.rows import run_job
from sim import warm
from sim.warm import KEPT

ROOT = Path(__file__).resolve().parents[2]

SMALL = {"market.members": 120, "market.weeks": 2, "market.warmup": 1}


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """No warmed-up world in memory, before and after."""
    KEPT.clear()
    yield
    KEPT.clear()


def test_dropped_models_are_freed() -> None:
    """Catches a table of Mesa's, or of ours, that keeps models nobody closed."""
    scenario = sim.load("pull").set_all(SMALL)
    refs = []
    for seed in range(40):
        model = sim.BuyerNetwork(scenario, seed=seed).run()
        assert model.summary["cost"] > 0
        refs.append((weakref.ref(model), weakref.ref(model.sellers[0]), weakref.ref(model.state)))
    del model
    gc.collect()
    assert [ref() for triple in refs for ref in triple] == [None] * 120
    assert len(KEPT) <= warm.KEPT_WORLDS


def test_a_study_leaves_no_model_behind() -> None:
    """Catches runs of a comparison that stay in the worker that made them."""

    def models() -> int:
        gc.collect()
        return sum(isinstance(o, sim.BuyerNetwork) for o in gc.get_objects())

    before = models()
    scenarios = [sim.load(name).set_all(SMALL) for name in ("push", "pull")]
    plan = Plan(tuple(map(Cell.of, scenarios)), (3, 3), 0, 0, code_id())
    for run in plan.runs():
        run_job(plan.job(run))
    assert models() == before


def test_agents_are_numbered_in_each_model() -> None:
    """Catches numbers that repeat in a model, or that go on from one model to the next."""
    scenario = sim.load("pull").set_all(SMALL)
    for _ in range(2):
        model = sim.BuyerNetwork(scenario)
        mine = [mesa.Agent(model) for _ in range(2)]
        agents = [*model.sellers, *model.employees, *model.influencers, *mine]
        assert sorted(a.unique_id for a in agents) == list(range(1, len(agents) + 1))


def test_memory_is_asked_back_before_it_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches dropped models that wait for a collector that counts objects, not bytes."""
    monkeypatch.setattr(warm, "DROPPED_PEOPLE", 300)
    monkeypatch.setattr(warm, "_people_made", 0)
    scenario = sim.load("pull").set_all(SMALL)
    gc.collect()
    gc.disable()
    try:
        refs = []
        for seed in range(8):
            refs.append(weakref.ref(sim.BuyerNetwork(scenario, seed=seed)))
            assert sum(ref() is not None for ref in refs) <= 4
    finally:
        gc.enable()


def test_a_large_world_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches the memory of warmed-up worlds growing with the market, or a state used twice."""
    scenario = sim.load("pull").set_all(SMALL)
    kept = [sim.BuyerNetwork(scenario, seed=3).run().summary for _ in range(2)]
    KEPT.clear()
    monkeypatch.setattr(warm, "KEPT_PEOPLE", 50)
    model = sim.BuyerNetwork(scenario, seed=3).run()
    world, state = weakref.ref(model.world), weakref.ref(model.state)
    assert len(KEPT) == 0
    assert model.summary.equals(kept[0])
    assert sim.BuyerNetwork(scenario, seed=3).run().summary.equals(kept[1])
    del model
    gc.collect()
    assert world() is None
    assert state() is None


GROWTH = """
import sim

def resident():
    with open("/proc/self/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024

scenario = sim.load("pull").set_all({"market.members": 4000, "market.weeks": 2, "market.warmup": 1})
for seed in range(80):
    sim.BuyerNetwork(scenario, seed=seed).run()
    if seed == 39:
        middle = resident()
print(resident() - middle)
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_plain_script_does_not_grow() -> None:
    """Catches models that are reachable no more and yet take memory: 40 took 250 MB once."""
    done = subprocess.run(
        [sys.executable, "-c", GROWTH], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 60
