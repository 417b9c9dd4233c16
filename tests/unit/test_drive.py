"""The drive through a plan: failures, workers that die, rounds until results are precise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim
from experiments import backends, work
from experiments.backends import Backend, check_address, is_loopback
from experiments.comparison import compare
from experiments.drive import Drive, Progress
from experiments.jobs import code_id
from experiments.outset import facts_of, identity_of, terms_of
from experiments.plan import Cell, Plan
from experiments.store import Store
from experiments.sweeping import sweep
from experiments.tables import Layout
from experiments.until import parse_until
from experiments.work import as_order, from_order, rule_names, rules_from
from sim.errors import BadInput
from sim.rules import RuleSet
from tests.unit.report_samples import tables, whole

TINY = {"market.members": 40, "market.weeks": 2, "market.warmup": 1}
ONLY_RUNS = Layout(("runs",), ())


def plan_of(names: list[str], reps: int, **more: object) -> Plan:
    """A plan of tiny runs."""
    cells = tuple(Cell.of(sim.load(n).set_all(TINY)) for n in names)
    return Plan(cells, (reps,) * len(cells), 0, 0, code_id(), **more)  # type: ignore[arg-type]


def drive_of(folder: Path, plan: Plan, **more: object) -> Drive:
    """A drive through a plan."""
    scenarios = [cell.make() for cell in plan.cells]
    held = identity_of("compare", scenarios, 0, 0, ONLY_RUNS)
    store = Store.create(folder, held, facts_of(scenarios, held, ""))
    return Drive(store, plan, terms_of(held, 1), **more)  # type: ignore[arg-type]


def made_up(job: object, *rest: object, **more: object) -> dict[str, object]:
    """Rows without a run."""
    found = {
        t: whole(tables(job.name, job.replicate, 0.0, 1.0)[t], t, ONLY_RUNS) for t in ("runs",)
    }
    found["runs"]["job"] = job.hash
    return found


# --- plans ---------------------------------------------------------------------------------------


def test_runs_go_by_replicate_and_world() -> None:
    """An early end leaves all cells with as many runs, and cells of a world stand together."""
    base = sim.load("mixed").set_all(TINY)
    bigger = base.set("market.members", 41)
    cells = tuple(map(Cell.of, (base, bigger, base.set("focal.control", 1.0), bigger)))
    runs = Plan(cells, (2, 2, 1, 2), 0, 0, "c").runs()
    assert [r.replicate for r in runs] == [0] * 4 + [1] * 3
    worlds = [cells[r.cell].world for r in runs[:4]]
    assert worlds[0] == worlds[1] != worlds[2] == worlds[3]


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_shards_divide_the_runs(n: int) -> None:
    """Every run is in exactly one shard, and those of a world and replicate in the same."""
    whole_ = plan_of(["push", "pull"], 5)
    shards = [plan_of(["push", "pull"], 5, shard=(i, n)).runs() for i in range(n)]
    assert sorted(r for part in shards for r in part) == sorted(whole_.runs())
    for part in shards:
        assert all(sum(r.replicate == q for r in part) in (0, 2) for q in range(5))


def test_an_order_comes_back_as_it_was() -> None:
    """Jobs cross to other machines as JSON; settings that they share are written once."""
    plan = plan_of(["push", "pull"], 3)
    jobs = [plan.job(run) for run in plan.runs()]
    held = identity_of("compare", [c.make() for c in plan.cells], 0, 0, Layout())
    order = as_order(jobs, terms_of(held, 2))
    again, terms = from_order(order)
    assert again == jobs
    assert [job.key for job in again] == [run.key for run in plan.runs()]
    assert terms == terms_of(held, 2)
    assert len(order) < 3 * len(jobs[0].settings) + 3000


def test_rules_cross_by_name() -> None:
    """A replaced rule is found again, or refused where it cannot be imported."""
    rules = RuleSet().replace(seen_share=lambda load, capacity: 1.0)
    names = rule_names(rules)
    assert rules_from(names) is rules  # this process knows functions that cannot be imported
    with pytest.raises(ImportError):
        rules_from({"seen_share": "no_such_module:f"})
    assert rules_from({}) is None


def test_workers_of_another_version_are_refused(tmp_path: Path) -> None:
    """Catches a cluster whose buyernet would mix other rows into a result."""
    plan = plan_of(["push"], 1)
    drive = drive_of(tmp_path / "out", plan)
    other = type(drive.terms)("other", *list(vars(drive.terms).values())[1:])
    parcel = work.work(as_order([plan.job(plan.runs()[0])], other))
    assert parcel.done == []
    assert "another version" in next(iter(parcel.failed.values()))


# --- failures ------------------------------------------------------------------------------------


@pytest.fixture
def some_fail(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Replicates in this set fail; the others are made up."""
    failing = {1, 3}

    def run_job(job: object, *rest: object, **more: object) -> dict[str, object]:
        if job.replicate in failing:
            raise ValueError(f"replicate {job.replicate} is broken")
        return made_up(job)

    monkeypatch.setattr(work, "run_job", run_job)
    return failing


def test_a_failure_stops_and_keeps_what_is_finished(tmp_path: Path, some_fail: set[int]) -> None:
    """The line names scenario and replicate; the failure is stored with its seeds."""
    drive = drive_of(tmp_path / "out", plan_of(["push"], 5))
    with pytest.raises(BadInput, match=r"push, replicate 1: .*ValueError: replicate 1 is broken"):
        drive.run(Backend(1))
    store = Store.open(tmp_path / "out")
    assert len(store.finished()) >= 1
    failures = pd_failures(store)
    assert failures["replicate"].tolist()[0] == 1
    assert "in run_job" in failures["traceback"].tolist()[0]


def pd_failures(store: Store):  # type: ignore[no-untyped-def]
    """The stored failures."""
    import pandas as pd

    return pd.read_parquet(store.folder / "failures.parquet").sort_values("replicate")


def test_failures_do_not_stop_the_others_if_asked(tmp_path: Path, some_fail: set[int]) -> None:
    """All others are made; the same command tries the failed ones again, and only those."""
    seen: list[Progress] = []
    drive = drive_of(tmp_path / "out", plan_of(["push"], 5), go_on=True, watch=seen.append)
    outcome = drive.run(Backend(1))
    assert (outcome.made, len(outcome.failed)) == (3, 2)
    assert (seen[-1].done, seen[-1].total, seen[-1].failed) == (3, 5, 2)
    failures = pd_failures(drive.store)
    assert failures["replicate"].tolist() == [1, 3]
    plan = plan_of(["push"], 5)
    wanted = [plan.job(r) for r in plan.runs() if r.replicate in (1, 3)]
    assert failures["luck_seed"].tolist() == [j.luck_seed for j in wanted]
    some_fail.clear()
    again = drive_of(tmp_path / "out", plan, go_on=True)
    assert len(again.pending) == 2
    assert again.run(Backend(1)).made == 2
    assert drive_of(tmp_path / "out", plan).pending == {}


def test_what_kills_its_workers_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that ends its worker each time is reported; the others are finished."""
    if backends.START != "fork":
        pytest.skip("the faulty run reaches workers by forking")

    def run_job(job: object, *rest: object, **more: object) -> dict[str, object]:
        if job.replicate == 2:
            import os

            os._exit(9)
        return made_up(job)

    monkeypatch.setattr(work, "run_job", run_job)
    drive = drive_of(tmp_path / "out", plan_of(["push"], 6), go_on=True)
    outcome = drive.run(Backend(2))
    assert outcome.made == 5
    assert ["worker process died" in why for why in outcome.failed.values()] == [True]
    assert pd_failures(drive.store)["replicate"].tolist() == [2]


# --- where runs are made -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "127.0.0.1:8786", "tcp://[::1]:8786", "localhost:8786",
                "tls://10.0.0.5:8786"],
)  # fmt: skip
def test_safe_addresses_are_taken(address: str) -> None:
    """This machine's own, and any with TLS."""
    check_address(address, False)


@pytest.mark.parametrize(
    "address",
    ["tcp://10.0.0.5:8786", "scheduler:8786", "tcp://0.0.0.0:8786", "tcp://127.0.0.1.evil.org:1"],
)
def test_open_addresses_need_a_word(address: str) -> None:
    """Whoever reaches a scheduler without TLS can run code."""
    with pytest.raises(BadInput, match="--insecure"):
        check_address(address, False)
    check_address(address, True)


@pytest.mark.parametrize("address", ["", "8786", "tcp://", "http://127.0.0.1:80", "host:port"])
def test_what_is_no_address_is_said(address: str) -> None:
    """With what would be right."""
    with pytest.raises(BadInput, match="HOST:PORT"):
        check_address(address, True)
    assert not is_loopback("example.org")


# --- until results are precise -------------------------------------------------------------------


def test_rounds_change_nothing(tmp_path: Path) -> None:
    """A comparison stopped by precision equals one with that number of replicates."""
    both = [sim.load(n).set_all(TINY) for n in ("push", "pull")]
    until = parse_until("brand_trust ± 20%, leads ± 3")
    found = compare(*both, reps=40, until=until, workers=1, out=tmp_path / "a")
    n = found.replicates
    assert 10 <= n <= 40
    again = compare(*both, reps=40, until=until, workers=2, out=tmp_path / "b")
    assert again.contrasts.equals(found.contrasts)
    fixed = compare(*both, reps=n, workers=1, out=tmp_path / "c")
    assert fixed.values.equals(found.values)
    held = found.store.manifest()
    assert held["replicates"] == n
    assert any("reached" in line for line in held["reached"])
    rule = found.means[(found.means["measure"] == "brand_trust")]
    plain = fixed.means[(fixed.means["measure"] == "brand_trust")]
    assert (rule["ci_high"] - rule["ci_low"] > plain["ci_high"] - plain["ci_low"]).all()


def test_each_point_goes_on_by_itself(tmp_path: Path) -> None:
    """Points of a sweep take as many runs as they need; those that need too many are said."""
    base = sim.load("mixed").set_all(TINY)
    until = parse_until("brand_trust ± 2%")
    over = {"market.members": [30, 120]}
    found = sweep(base, over=over, reps=30, until=until, workers=1, out=tmp_path / "out")
    counts = found.summary[found.summary["measure"] == "leads"]["n"]
    assert all(10 <= n <= 30 for n in counts)
    assert len(found.runs) == counts.sum()
    rows = found.summary[found.summary["measure"] == "brand_trust"]
    half = (rows["ci_high"] - rows["ci_low"]) / 2 / rows["mean"]
    unmet = int(np.sum(half > 0.0201))
    assert (unmet > 0) == bool(found.store.manifest()["warnings"])


def test_too_few_runs_for_a_rule_are_refused(tmp_path: Path) -> None:
    """The rule needs ten pairs."""
    with pytest.raises(BadInput, match="at least 10"):
        sweep("mixed", over={"focal.control": [0.0]}, reps=5, until=parse_until("leads ± 5%"),
              out=tmp_path / "out")  # fmt: skip
