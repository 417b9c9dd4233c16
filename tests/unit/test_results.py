"""Result folders seen, compared, merged, pruned and exported, on made-up runs."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from experiments.catalogue import catalogue, entry
from experiments.claims import Claims
from experiments.export import as_csv, wide
from experiments.jobs import job_key
from experiments.likeness import likeness
from experiments.merging import merge
from experiments.overview import failures, means, tables_held
from experiments.presence import presence
from experiments.pruning import prunable, prune
from experiments.store import Store
from experiments.tables import encode
from sim.errors import BadInput
from tests.unit.large_store import build, part, points
from tests.unit.store_cases import STEPS, measured

POINTS, REPS, PER_PART = 6, 4, 3
ALL = POINTS * REPS


def small(folder: Path, only: range | None = None, model: str = "0" * 16) -> Store:
    """24 runs in parts of three."""
    return build(folder, POINTS, REPS, PER_PART, only, model)


def sorted_runs(store: Store) -> pd.DataFrame:
    """All rows of all sellers."""
    return store.read("runs").sort_values(["point", "replicate", "seller"], ignore_index=True)


def files_of(folder: Path) -> dict[str, bytes]:
    """Content of every file."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def changed(store: Store, by: float = 1.0) -> str:
    """Change a value of one run in one part, whose hash is returned."""
    path = store.parts()[0]
    rows = pd.read_parquet(path)
    rows.loc[rows.index[0], "leads"] += by
    path.write_bytes(encode([rows], store.layout.schema("runs")))
    return str(rows["job"].iloc[0])


def fail(store: Store, point: str, job: str, error: str) -> None:
    """Note a failure."""
    row = {
        "scenario": "mixed", "replicate": 9, "point": point, "job": job, "world_seed": 1,
        "luck_seed": 2, "error": error, "traceback": "", "settings": "{}",
    }  # fmt: skip
    store.write([], {"failures": encode([pd.DataFrame([row])], store.layout.schema("failures"))})


# -- reading ------------------------------------------------------------------------------------------


def test_runs_in_two_parts_are_read_once(tmp_path: Path) -> None:
    """Two commands without locks may make a run twice; tables must not count it twice."""
    store = small(tmp_path / "a")
    before = sorted_runs(store)
    part(store, points(POINTS).iloc[2:4], range(1))  # runs that stand in two other parts
    again = Store.open(store.folder)
    assert len(again.parts()) == len(before) // 4 // PER_PART + 1
    assert len(again.finished()) == ALL
    pd.testing.assert_frame_equal(sorted_runs(again), before)
    some = [key for key, place in again.finished().items() if place.point == f"{2:010x}"]
    assert len(again.read("runs", keys=some, focal=True)) == REPS


def test_a_list_says_how_far_results_are(tmp_path: Path) -> None:
    """Finished, partial, interrupted, of other formats, and what is no result at all."""
    small(tmp_path / "done")
    small(tmp_path / "below" / "half", range(2))
    small(tmp_path / "stopped", range(2)).write_manifest(
        status="interrupted after 12 of 24 runs", replicates=REPS, points=POINTS
    )
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "manifest.json").write_text('{"format": 2}', encoding="utf-8")
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "manifest.json").write_text('{"icons": []}', encoding="utf-8")
    before = files_of(tmp_path)
    found = {e.folder.name: e for e in catalogue(tmp_path)}
    assert files_of(tmp_path) == before
    assert set(found) == {"done", "half", "stopped", "old"}
    assert (found["done"].status, found["done"].runs, found["done"].wanted) == ("finished", 24, 24)
    assert (found["half"].status, found["half"].runs) == ("incomplete", 12)
    assert found["stopped"].status == "interrupted"
    assert found["old"].status == "unreadable"
    assert "format 2" in found["old"].why
    assert found["done"].present is False


def test_a_damaged_part_does_not_count(tmp_path: Path) -> None:
    """Neither in the list, nor in the facts, nor in the means."""
    store = small(tmp_path / "a")
    path = store.parts()[0]
    path.write_bytes(path.read_bytes()[:-20])
    assert entry(store.folder).runs == ALL - PER_PART
    held = {t.name: t.rows for t in tables_held(Store.open(store.folder))}
    assert held["runs"] == 4 * (ALL - PER_PART)
    assert means(Store.open(store.folder), measures=["leads"])["n"].sum() == ALL - PER_PART


def test_who_is_at_work_is_seen_without_a_trace(tmp_path: Path) -> None:
    """A living claim counts, a dead one does not, and nothing in the folder changes."""
    store = small(tmp_path / "a")
    before = sorted(p.name for p in (store.folder / ".claims").iterdir())
    assert presence(store.folder).living == 0
    assert sorted(p.name for p in (store.folder / ".claims").iterdir()) == before
    claims = Claims(store.folder)
    with claims.alone():
        claims.take(["x"])
    before = sorted(p.name for p in (store.folder / ".claims").iterdir())
    assert presence(store.folder).living == 1
    assert entry(store.folder).status == "running"
    assert sorted(p.name for p in (store.folder / ".claims").iterdir()) == before
    claims.close()
    (store.folder / ".claims" / "abc.lock").touch()
    (store.folder / ".claims" / "abc.json").write_text("[]", encoding="utf-8")
    found = presence(store.folder)
    assert (found.living, {p.name for p in found.dead}) == (0, {"abc.lock", "abc.json"})


def test_means_are_those_of_the_rows(tmp_path: Path) -> None:
    """Grouped by what was swept, and by any column; only the focal seller counts."""
    store = small(tmp_path / "a")
    rows = store.read("runs", focal=True)
    found = means(store, measures=["won"]).set_index("focal.push_share")
    for share, some in rows.groupby("focal.push_share"):
        assert found.loc[share, "mean"] == pytest.approx(some["won"].mean(), rel=1e-12)
        assert found.loc[share, "n"] == REPS
        assert found.loc[share, "ci_low"] < found.loc[share, "mean"] < found.loc[share, "ci_high"]
    by = means(store, ["replicate"], ["won", "leads"])
    assert list(by["replicate"]) == [0, 1, 2, 3] * 2
    assert list(by["n"]) == [POINTS] * 8
    with pytest.raises(BadInput) as bad:
        means(store, ["focal.push_shar"], ["wom"])
    assert [p.where for p in bad.value.problems] == ["--by", "--measure"]
    assert "did you mean 'focal.push_share'" in str(bad.value)


def test_failures_that_were_made_good_are_left_out(tmp_path: Path) -> None:
    """The last failure of a run that is not finished, once."""
    store = small(tmp_path / "a")
    finished = next(iter(store.finished())).split(" ")[0]
    fail(store, "p", finished, "was mended")
    fail(store, "p", "lost", "first")
    time.sleep(0.02)
    fail(store, "p", "lost", "second")
    assert list(failures(store)["error"]) == ["second"]


# -- two results --------------------------------------------------------------------------------------


def test_equal_runs_are_equal_whatever_parts_they_are_in(tmp_path: Path) -> None:
    """Parts of other sizes; then one bit differs in one run and it is named."""
    a, b = small(tmp_path / "a"), build(tmp_path / "b", POINTS, REPS, POINTS)
    assert likeness(a, b).shared == 0  # another model
    b = small(tmp_path / "c", range(2))
    found = likeness(a, b)
    assert (found.shared, found.unequal, found.paired) == (12, {}, 0)
    job = changed(b, 2.0**-40)
    assert likeness(a, b).unequal == {job: ["runs"]}
    assert likeness(b, a).unequal == {job: ["runs"]}


def test_results_of_other_code_are_paired_by_seeds(tmp_path: Path) -> None:
    """The same points and seeds under another model id: differences of pairs."""
    a, b = small(tmp_path / "a"), small(tmp_path / "b", range(3), model="1" * 16)
    found = likeness(a, b)
    assert found.identity["model"] == ("0" * 16, "1" * 16)
    assert (found.shared, found.paired) == (0, POINTS * 3)
    rows = a.read("runs", focal=True), b.read("runs", focal=True)
    first = [r[r["point"] == f"{0:010x}"].set_index("replicate")["won"] for r in rows]
    mine = found.contrasts[found.contrasts["point"] == f"{0:010x}"].set_index("measure")
    assert mine.loc["won", "pairs"] == 3
    assert mine.loc["won", "mean_diff"] == pytest.approx((first[0] - first[1]).mean(), abs=1e-12)


# -- merging ------------------------------------------------------------------------------------------


def test_shards_are_copied_as_they_are(tmp_path: Path) -> None:
    """Every part of the whole has the bytes that it had in its shard."""
    shards = [small(tmp_path / str(i), range(2 * i, 2 * i + 2)) for i in (0, 1)]
    whole = small(tmp_path / "whole")
    done = merge([s.folder for s in shards], tmp_path / "out")
    assert (done.runs, done.wanted, done.copied, done.rebuilt, done.double) == (24, 24, 8, 0, 0)
    for shard in shards:
        for path in shard.parts():
            copy = done.store.folder / "runs.parquet" / path.name
            assert copy.read_bytes() == path.read_bytes()
    pd.testing.assert_frame_equal(sorted_runs(done.store), sorted_runs(whole))
    held = done.store.manifest()
    assert (held["status"], held["points"], held["replicates"]) == ("finished", POINTS, REPS)
    assert not list((tmp_path / "out" / ".claims").glob("*.json"))


def test_runs_in_several_folders_are_taken_once(tmp_path: Path) -> None:
    """Parts that overlap are written anew without what is there; added to again, nothing happens."""
    a, b = small(tmp_path / "a", range(2)), build(tmp_path / "b", POINTS, REPS, 4, model="0" * 16)
    done = merge([a.folder, b.folder], tmp_path / "out")
    assert (done.runs, done.added, done.double) == (ALL, ALL, 12)
    held: dict[str, int] = {}
    for path in done.store.parts():
        for job in parquet.read_table(path, columns=["job"])["job"].unique().to_pylist():
            held[job] = held.get(job, 0) + 1
    assert set(held.values()) == {1}
    assert len(held) == ALL
    pd.testing.assert_frame_equal(sorted_runs(done.store), sorted_runs(b))
    before = files_of(tmp_path / "out" / "runs.parquet")
    again = merge([b.folder], tmp_path / "out")
    assert (again.added, again.double) == (0, ALL)
    assert files_of(tmp_path / "out" / "runs.parquet") == before


def test_a_part_that_overlaps_is_taken_without_the_runs_that_are_there(tmp_path: Path) -> None:
    """Four runs a part against three: some parts are split."""
    a = small(tmp_path / "a")
    for path in a.parts()[1:]:
        path.unlink()
    b = build(tmp_path / "b", POINTS, REPS, POINTS, model="0" * 16)
    done = merge([a.folder, b.folder], tmp_path / "out")
    assert (done.copied, done.rebuilt, done.double) == (1 + REPS - 1, 1, 3)
    pd.testing.assert_frame_equal(sorted_runs(done.store), sorted_runs(b))


def test_a_run_with_other_rows_is_refused_and_named(tmp_path: Path) -> None:
    """Nothing is written."""
    a, b = small(tmp_path / "a", range(2)), small(tmp_path / "b")
    job = changed(b)
    if job not in {key.split(" ")[0] for key in a.finished()}:
        a = small(tmp_path / "c")
    with pytest.raises(BadInput, match=job):
        merge([a.folder, b.folder], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_folders_that_cannot_be_merged_are_refused_together(tmp_path: Path) -> None:
    """Another model; no result; a place that holds something else; a command at work."""
    a, b = small(tmp_path / "a", range(1)), small(tmp_path / "b", range(1), model="1" * 16)
    with pytest.raises(BadInput, match="version of the model"):
        merge([a.folder, b.folder], tmp_path / "out")
    with pytest.raises(BadInput) as bad:
        merge([tmp_path / "x", tmp_path / "y"], tmp_path / "out")
    assert len(bad.value.problems) == 2
    with pytest.raises(BadInput, match="already holds another result"):
        merge([a.folder], b.folder)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").touch()
    with pytest.raises(BadInput, match="holds other files"):
        merge([a.folder], tmp_path / "full")
    assert not (tmp_path / "out").exists()
    c = small(tmp_path / "c", range(1, 2))
    claims = Claims(c.folder)
    with pytest.raises(BadInput, match="at work"):
        merge([a.folder], c.folder)
    claims.close()
    assert len(Store.open(c.folder).finished()) == POINTS


def test_a_merge_that_broke_off_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle: what is there is whole, and the same merge completes it."""
    shards = [small(tmp_path / str(i), range(2 * i, 2 * i + 2)) for i in (0, 1)]
    usual, left = Store.write, [3]

    def write(self: Store, keys: list[str], tables: dict[str, bytes]) -> None:
        if not left[0]:
            raise OSError(28, "No space left on device")
        left[0] -= 1
        usual(self, keys, tables)

    monkeypatch.setattr(Store, "write", write)
    with pytest.raises(OSError, match="No space"):
        merge([s.folder for s in shards], tmp_path / "out")
    assert len(Store.open(tmp_path / "out").finished()) == 3 * PER_PART
    monkeypatch.setattr(Store, "write", usual)
    done = merge([s.folder for s in shards], tmp_path / "out")
    assert (done.runs, done.added) == (ALL, ALL - 3 * PER_PART)


def test_points_of_other_designs_come_together(tmp_path: Path) -> None:
    """Designs over the same settings: the union in the order of the folders."""
    few, more = build(tmp_path / "few", 3, 2, 3), build(tmp_path / "more", POINTS, 3, 3)
    done = merge([few.folder, more.folder], tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "points.csv", dtype={"point": str})
    assert list(table["point"]) == list(points(POINTS)["point"])
    assert (done.runs, done.wanted) == (POINTS * 3, POINTS * 3)


# -- pruning ------------------------------------------------------------------------------------------


def test_prune_takes_what_nothing_needs_and_no_more(tmp_path: Path) -> None:
    """Every kind once; what is asked for stays as it is."""
    store = small(tmp_path / "a")
    kept = sorted_runs(store)
    kept = kept[(kept["replicate"] < 3) & (kept["point"] != f"{5:010x}")]
    assert prunable(store).spare == ()
    text = points(POINTS - 1).to_csv(index=False, lineterminator="\n")
    store.write_text("points.csv", text)
    store.write_manifest(status="finished", replicates=3, points=POINTS - 1)
    draft = store.folder / "runs.parquet" / ".x.draft"
    draft.write_bytes(b"xx")
    os.utime(draft, (0, 0))  # a new one may be somebody's
    orphan = store.folder / "timings.parquet" / "0123456789abcdef.parquet"
    shutil.copy(store.parts("timings")[0], orphan)
    (store.folder / ".claims").mkdir(exist_ok=True)
    (store.folder / ".claims" / "abc.lock").touch()
    fail(store, "p", next(iter(store.finished())).split(" ")[0], "was mended")
    fail(store, "p", "lost", "never made")
    found = prunable(store)
    assert [len(s.files) for s in found.spare] == [1, 1, 1, 4, 1]
    assert found.spare[3].runs == POINTS
    assert (found.kept_runs, found.kept_parts) == (3, 3)
    assert orphan.exists()
    prune(store)
    again = Store.open(store.folder)
    assert prunable(again).spare == ()
    assert len(again.finished()) == 3 * POINTS
    rows = sorted_runs(again)
    rows = rows[rows["point"] != f"{5:010x}"].reset_index(drop=True)
    pd.testing.assert_frame_equal(rows, kept.reset_index(drop=True))
    assert list(failures(again)["error"]) == ["never made"]
    assert not orphan.exists()


def test_prune_waits_for_nobody(tmp_path: Path) -> None:
    """Refused while a command is at work, and everything stays."""
    store = small(tmp_path / "a")
    store.write_manifest(status="running", replicates=1, points=POINTS)
    claims = Claims(store.folder)
    with pytest.raises(BadInput, match="another command is at work"):
        prune(store)
    claims.close()
    assert len(Store.open(store.folder).finished()) == ALL
    prune(store)
    assert len(Store.open(store.folder).finished()) == POINTS


# -- exports ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [10**6, 1])
def test_csv_holds_every_value(tmp_path: Path, most: int) -> None:
    """Read again it is the table, as a whole or part by part; missing values are empty."""
    store = small(tmp_path / "a")
    files = as_csv(store, tmp_path / "out", most)
    assert [f.name for f in files] == ["runs.csv", "timings.csv", "failures.csv"]
    found = pd.read_csv(files[0], dtype={"point": str})
    keys = ["replicate", "point", "seller"]
    if most > 1:
        assert list(found["replicate"]) == sorted(found["replicate"])
    expected = store.read("runs").sort_values(keys, ignore_index=True)
    found = found.sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_exact=True)
    with pytest.raises(BadInput, match="is there already"):
        as_csv(store, tmp_path / "out")
    with pytest.raises(BadInput, match="no such folder"):
        as_csv(store, tmp_path / "none" / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "out"]


@pytest.mark.parametrize("most", [10**6, 1])
def test_wide_has_a_row_a_run(tmp_path: Path, most: int) -> None:
    """Numbers from 1, each once, with the values of the focal seller's row."""
    store = small(tmp_path / "a")
    path = wide(store, tmp_path / "w.csv", most=most)
    found = pd.read_csv(path).set_index("[run number]").sort_index()
    assert list(found.columns[:6]) == [
        "scenario", "focal.push_share", "focal.budget.hours", "replicate", "world_seed", "luck_seed",
    ]  # fmt: skip
    assert list(found.index) == list(range(1, ALL + 1))
    rows = store.read("runs", focal=True)
    assert list(found["won"]) == list(rows["won"])
    assert list(found["luck_seed"]) == list(rows["luck_seed"])
    path = wide(store, tmp_path / "h.csv", header=True, most=most)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[6:] == (tmp_path / "w.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith('"BehaviorSpace results (buyernet')
    with pytest.raises(BadInput, match="keeps no table of weeks"):
        wide(store, tmp_path / "x.csv", weeks=True)


@pytest.mark.skipif(os.name == "nt", reason="folders there have no such rights")
def test_a_folder_that_cannot_be_written_can_be_looked_at(tmp_path: Path) -> None:
    """Results of others: seen, listed and exported without writing there."""
    store = small(tmp_path / "a")
    Claims(store.folder).close()
    before = files_of(store.folder)
    store.folder.chmod(0o555)
    (store.folder / ".claims").chmod(0o555)
    try:
        assert catalogue(tmp_path)[0].runs == ALL
        wide(Store.open(store.folder), tmp_path / "w.csv")
        likeness(store, store)
    finally:
        store.folder.chmod(0o755)
        (store.folder / ".claims").chmod(0o755)
    assert files_of(store.folder) == before


def test_the_manifest_may_be_lost(tmp_path: Path) -> None:
    """The parts say what they are; how many runs were wanted is not known then."""
    store = small(tmp_path / "a")
    (store.folder / "manifest.json").unlink()
    found = entry(store.folder)
    assert (found.status, found.runs) == ("incomplete", ALL)
    assert json.dumps(found.as_json())
    assert job_key("mixed", "x") == "x mixed"


@pytest.mark.slow
def test_a_hundred_thousand_runs(tmp_path: Path) -> None:
    """Opened, listed, grouped and exported in half a gigabyte; times: bench/store.py."""
    build(tmp_path / "results" / "many", 1000, 100, 100)
    steps = ("open and count", "results list", "results show", "results show --by",
             "results export wide")  # fmt: skip
    for name in steps:
        seconds, memory = measured(STEPS[name], tmp_path / "results")
        print(f"{name}: {seconds:.1f} s, {memory:.0f} MB")
        assert not memory > 500, name
