"""Same settings and seeds, same bits: whatever runs them, and however often, and in what steps."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim import results
from sim.engine import state as st
from sim.engine.compiled import jit_wanted, kernels
from sim.engine.setup import simulation_of
from sim.rules import RuleSet
from sim.scenarios.load import Scenario, load, preset_names
from sim.warm import KEPT
from tests.chance.bits import RICH, columns, digests, parted, rich, run, state_columns

ROOT = Path(__file__).resolve().parents[2]
OTHER = os.environ.get("BUYERNET_OTHER_PYTHON", "")


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    """Digests of the rich market as this process runs it."""
    return digests(run(rich()))


def printed(
    python: str, changes: dict[str, Any], seed: int = 3, threads: int = 1, **environment: str
) -> dict[str, Any]:
    """What another process prints about the rich market."""
    done = subprocess.run(
        [python, "-m", "tests.chance.bits", json.dumps(changes), str(seed), str(threads)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_rich_market_is_rich() -> None:
    """Catches a market in which nothing happens: equal bits of nothing would show nothing."""
    model = run(rich())
    counts = sum(row["counts"].sum(axis=0) for row in model.simulation.records.weeks)
    assert not [name for name, i in st.COUNT.items() if counts[i] == 0]
    assert len(model.leads) > 100
    assert len(model.tells) > 1000
    assert {"off_message", "blocked", "lost"} <= set(st.COUNT)


# --- processes, compilers, versions --------------------------------------------------------------


@pytest.mark.parametrize(
    ("jit", "hash_seed"),
    [
        ("compiled", "1"),
        ("interpreted", "0"),
        pytest.param("compiled", "0", marks=pytest.mark.slow),
        pytest.param("compiled", "2", marks=pytest.mark.slow),
        pytest.param("interpreted", "1", marks=pytest.mark.slow),
        pytest.param("interpreted", "2", marks=pytest.mark.slow),
    ],
)
def test_processes_agree(jit: str, hash_seed: str, reference: dict[str, str]) -> None:
    """Catches rules that compile to other arithmetic, and anything ordered by Python's hashes."""
    if jit == "compiled" and not jit_wanted():
        pytest.skip("there is no compiler, or it is switched off")
    disable = "0" if jit == "compiled" else "1"
    found = printed(sys.executable, {}, PYTHONHASHSEED=hash_seed, NUMBA_DISABLE_JIT=disable)
    assert found["compiled"] == (jit == "compiled")
    assert parted(found["digests"], reference) == []


@pytest.mark.parametrize("name", ["push", "pull", "co-creation", "buyers-italy"])
def test_presets_agree_interpreted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a difference between compiled and plain rules under settings that people use."""
    if not jit_wanted():
        pytest.skip("there is no compiler, or it is switched off")
    scenario = load(name).set_all(
        {"market.members": 300, "market.weeks": 20, "market.warmup": 10, "market.size_max": 40}
    )
    compiled = digests(run(scenario))
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    plain = run(scenario)
    assert not plain.simulation.kernels.compiled
    assert parted(digests(plain), compiled) == []


@pytest.mark.slow
@pytest.mark.skipif(
    not OTHER, reason="BUYERNET_OTHER_PYTHON names no other Python with this package"
)
def test_python_versions_agree(reference: dict[str, str]) -> None:
    """Catches bits that depend on the version of Python, such as the order of a set."""
    assert shutil.which(OTHER), f"{OTHER} is no program"
    found = printed(OTHER, {})
    assert tuple(found["python"]) != sys.version_info[:2]
    assert parted(found["digests"], reference) == []


# --- threads and pieces of work ------------------------------------------------------------------


def test_threads_change_nothing() -> None:
    """Catches chunks of people that touch each other, in a market of several chunks."""
    if not jit_wanted():
        pytest.skip("threads run compiled code only")
    changes = {"market__members": 9000, "market__warmup": 2, "market__weeks": 3}
    scenario = rich(**changes, market__scale_budgets=False)
    found = []
    for threads in (1, 2):
        KEPT.clear()  # the warm-up runs in threads as well
        model = run(scenario, threads=threads, log_tells=True)
        assert model.world.n_people > st.CHUNK
        assert (model.simulation._pool is not None) == (threads > 1)
        found.append(digests(model))
        model.close()
    KEPT.clear()
    assert parted(*found) == []


@pytest.mark.parametrize(("size", "threads"), [(1, 1), (37, 1), (37, 3)])
def test_size_of_chunks_changes_nothing(
    size: int, threads: int, reference: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Catches sums that depend on where chunks begin, and work that a chunk's edge repeats."""
    monkeypatch.setattr(st, "CHUNK", size)
    KEPT.clear()
    model = run(rich(), threads=threads)
    assert len(list(st.chunks(model.world.n_people))) > 5
    found = digests(model)
    model.close()
    KEPT.clear()
    assert parted(found, reference) == []


@pytest.mark.parametrize("room", [0, 1, 64])
def test_room_for_referrals_changes_nothing(room: int) -> None:
    """Catches a call that changes people although it is repeated with more room."""
    model = run(rich(parameters__selling__referral_rate=0.0))
    s, simulation = model.state, model.simulation
    always = simulation.p["selling"]._replace(referral_rate=1.0)

    def referred(rooms: list[int]) -> tuple[int, dict[str, np.ndarray]]:
        state = s.copy()
        for n in rooms:
            events = np.zeros((n, 5), np.int64)
            needed = simulation.kernels.refer(
                s.week, 0, model.world.people, model.world.orgs, model.world.needs,
                model.world.sellers, model.world.ties, simulation.facts, state.purchases,
                state.beliefs, events, simulation.keys("sell"), always, simulation.p["belief"],
            )  # fmt: skip
        simulation.kernels.note_referrals(events, state.marks)
        return needed, state_columns(state)

    needed, nothing = referred([0])
    assert needed > 64, "there must be more referrals than room"
    _, once = referred([needed])
    assert not np.array_equal(once["marks.touch_before"], nothing["marks.touch_before"])
    _, again = referred([room, needed])
    assert [name for name in once if not np.array_equal(once[name], again[name])] == []


# --- seeds ---------------------------------------------------------------------------------------


def test_seed_zero_is_a_seed() -> None:
    """Catches `seed or default`: zero must work, and be another seed than one."""
    zero, one = digests(run(rich(), seed=0)), digests(run(rich(), seed=1))
    assert zero == digests(run(rich(), world_seed=0, luck_seed=0, seed=5))
    differing = parted(zero, one)
    assert {"world", "calendar", "beliefs.brand", "purchases.supplier"} <= set(differing)


def test_seeds_part_world_and_luck() -> None:
    """Catches luck that enters the world or its calendar, and a world that luck alone decides."""
    a = digests(run(rich(), world_seed=3, luck_seed=3, seed=9))
    b = digests(run(rich(), world_seed=3, luck_seed=4))
    c = digests(run(rich(), world_seed=4, luck_seed=3))
    same_world = {"world", "calendar", "purchases.next_week", "purchases.number"}
    assert same_world.isdisjoint(parted(a, b))
    assert "beliefs.trace" in parted(a, b)
    assert same_world <= set(parted(a, c))


def test_negative_and_large_seeds() -> None:
    """Catches seeds that are cut to a range: all must run and differ."""
    seeds = (-1, 1, 2**40, 2**63 - 1)
    worlds = {run(rich(market__weeks=1), seed=seed).world_hash for seed in seeds}
    assert len(worlds) == len(seeds)


def test_twice_in_one_process(reference: dict[str, str]) -> None:
    """Catches state that one run leaves to the next, through the kept world or elsewhere."""
    kept = run(rich())
    assert parted(digests(kept), reference) == []
    KEPT.clear()
    fresh = run(rich())
    assert parted(digests(fresh), reference) == []
    assert kept.world is not fresh.world


def test_global_chance_is_left_alone() -> None:
    """Catches draws from, or seeding of, the random numbers of Python and NumPy."""
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002
    before = random.getstate(), np.random.get_state()  # noqa: NPY002
    first = digests(run(rich()))
    after = random.getstate(), np.random.get_state()  # noqa: NPY002
    assert before[0] == after[0]
    assert np.array_equal(before[1][1], after[1][1])
    assert before[1][2:] == after[1][2:]
    random.seed(6)
    np.random.seed(6)  # noqa: NPY002
    assert parted(first, digests(run(rich()))) == []


# --- what one market shares ----------------------------------------------------------------------


def small(name: str) -> Scenario:
    return load(name).set_all(
        {"market.members": 300, "market.weeks": 20, "market.warmup": 10, "market.contract_weeks": 9}
    )


def test_presets_of_a_market_share_world_and_calendar() -> None:
    """Catches a strategy that changes the world, the warm-up or when needs open."""
    usual = small("base")
    names = [n for n in preset_names() if small(n).settings.market == usual.settings.market]
    assert len(names) >= 10
    assert {small(name).market_hash for name in names} == {usual.market_hash}
    others = set(preset_names()) - set(names)
    assert usual.market_hash not in {small(name).market_hash for name in others}
    seen = {}
    for name in names:
        model = sim.BuyerNetwork(small(name), seed=3)
        start = digests_of_state(model)
        model.run()
        ended = results.calendar_hash(model.state)
        assert model.state.purchases.number.max() >= 2, "needs must have opened again"
        seen[name] = (model.world_hash, model.calendar_hash, ended, start)
    assert len({str(value) for value in seen.values()}) == 1
    other = sim.BuyerNetwork(small(names[0]), seed=4)
    assert other.world_hash != seen[names[0]][0]
    assert other.calendar_hash != seen[names[0]][1]
    italy = sim.BuyerNetwork(small("buyers-italy"), seed=3)
    assert italy.world_hash != seen[names[0]][0]


def digests_of_state(model: sim.BuyerNetwork) -> dict[str, str]:
    """Bits of a state as it stands."""
    return {name: repr(column.tolist()) for name, column in state_columns(model.state).items()}


def test_names_never_enter_a_run(tmp_path: Path, reference: dict[str, str]) -> None:
    """Catches a name, a summary or a file's place that changes a result or an identity."""
    scenario = rich()
    file = tmp_path / "push.toml"
    file.write_text(
        f'summary = "something else"\nsource = "nowhere"\n{scenario.to_toml()}', encoding="utf-8"
    )
    again = load(file)
    assert again.name != scenario.name
    assert again.summary != scenario.summary
    assert again.settings == scenario.settings
    assert again.hash == scenario.hash
    renamed = dataclasses.replace(scenario, name="pull", summary="", source="")
    assert renamed.hash == scenario.hash
    for other in (again, renamed):
        assert parted(digests(run(other)), reference) == []
    assert scenario.set("focal.control", 0.123).hash != scenario.hash


# --- steps, lengths, readers ---------------------------------------------------------------------


def test_runs_may_be_cut(reference: dict[str, str]) -> None:
    """Catches anything that is computed once a call of `run` and not once a week."""
    model = sim.BuyerNetwork(rich(), seed=3).run(10)
    assert model.week == 10
    model.run(10)
    assert parted(digests(model), reference) == []
    stepped = sim.BuyerNetwork(rich(), seed=3)
    for _ in range(20):
        stepped.step()
    assert parted(digests(stepped), reference) == []


def test_number_of_weeks_changes_no_week(reference: dict[str, str]) -> None:
    """Catches the length of a run entering the world, the warm-up or a week."""
    longer = sim.BuyerNetwork(rich(market__weeks=33), seed=3).run(20)
    assert longer.week == 20
    assert parted(digests(longer), reference) == []
    longer.run()
    assert longer.week == 33
    long_weeks, short_weeks = longer.weeks, run(rich()).weeks
    first = long_weeks[long_weeks["week"] <= 20].reset_index(drop=True)
    assert first.equals(short_weeks.reset_index(drop=True))


def test_readers_change_nothing(reference: dict[str, str]) -> None:
    """Catches a table, view or note that writes to what it reads."""
    model = sim.BuyerNetwork(rich(), seed=3)
    for week in range(1, 21):
        model.step()
        if week % 7 == 0:
            columns(model)
            for agent in list(model.agents)[::50]:
                agent.notes["seen"] = week if hasattr(type(agent), "notes") else 0
                repr(agent)
            model.members.agg("privacy", max)
            model.agents.get("unique_id")
    assert parted(digests(model), reference) == []


def test_log_of_tells_changes_no_state(reference: dict[str, str]) -> None:
    """Catches logging that takes part in the run."""
    silent = digests(run(rich(), log_tells=False))
    logged = {n for n in reference if n.startswith(("logged", "tells", "cascades"))}
    from_tells = {
        f"{table}.{measure}"
        for table in ("sellers_summary", "groups")
        for measure in ("wom_r", "wom_depth", "wom_sentiment")
    }
    assert set(parted(silent, reference)) <= logged | from_tells
    assert logged & set(parted(silent, reference))


def test_two_models_side_by_side(reference: dict[str, str]) -> None:
    """Catches working room or luck that two models in one process share."""
    a, b = sim.BuyerNetwork(rich(), seed=3), sim.BuyerNetwork("pull", seed=8)
    for _ in range(20):
        a.step()
        b.step()
    assert parted(digests(a), reference) == []


def test_copy_of_a_state_runs_alike() -> None:
    """Catches a copy that shares an array with its original, or that leaves something behind."""
    settings = rich().settings
    model = sim.BuyerNetwork(rich(), seed=3).run(5)
    held = state_columns(model.state)
    copied = model.state.copy()
    model.run(5)
    kept = state_columns(copied)
    assert [n for n in held if not np.array_equal(held[n], kept[n])] == []
    k = kernels(RuleSet(), jit_wanted())
    other = simulation_of(model.world, copied, settings, k, 3, 3)
    assert not any(
        np.shares_memory(x, y)
        for x, y in zip(
            (*copied.beliefs, *copied.marks, *copied.persons, *copied.dyads),
            (*model.state.beliefs, *model.state.marks, *model.state.persons, *model.state.dyads),
            strict=True,
        )
    )
    assert other.measured == 1


def test_json_of_changes_reaches_other_processes() -> None:
    """Catches a helper that would compare the same default twice: changes and seeds must arrive."""
    found = printed(sys.executable, {"focal.control": 0.9}, seed=4)
    assert RICH.get("focal.control") is None
    here = digests(run(rich(focal__control=0.9), seed=4))
    assert parted(found["digests"], here) == []
