"""Result folders: whole parts or none, a manifest that can be rebuilt, claims that end in time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from experiments.claims import Claims
from experiments.identity import Identity
from experiments.jobs import job_key
from experiments.manifest import FORMAT, read_manifest
from experiments.names import write_atomically
from experiments.parts import FIRST_PART, part_name
from experiments.store import Store
from experiments.tables import EVERY_RUN, Layout, encode, fit, kind_of
from sim.errors import BadInput
from tests.unit.report_samples import tables, whole

LAYOUT = Layout(("weeks", "runs"), (), {"focal.push_share": "number"})
HELD = Identity("sweep", ("a", "b"), {"a": "1"}, {"a": ""}, 1, 2, "code", LAYOUT)


def batch(name: str, replicates: list[int], point: str = "p") -> tuple[list[str], dict[str, bytes]]:
    """Keys and tables of made-up runs."""
    at = {"point": point, "focal.push_share": 0.5}
    made = [tables(name, r, 0.0, 1.0) for r in replicates]
    rows = {
        t: encode([whole(m[t].assign(**at), t, LAYOUT) for m in made], LAYOUT.schema(t))
        for t in ("runs", "weeks", "timings")
    }
    return [job_key(name, f"{name}-{r}") for r in replicates], rows


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A folder with five runs in two parts."""
    made = Store.create(tmp_path / "out", HELD, {"command": "sweep a b"})
    made.write(*batch("b", [1, 0, 2]))
    made.write(*batch("a", [1, 0]))
    made.write_manifest(status="finished", command="sweep a b")
    return made


def test_rows_come_in_order(store: Store) -> None:
    """Replicates, then scenarios as typed, whatever order runs were finished in."""
    runs = store.read("runs", focal=True)
    found = list(zip(runs["replicate"], runs["scenario"], strict=True))
    assert found == [(0, "a"), (0, "b"), (1, "a"), (1, "b"), (2, "b")]
    only = store.read("weeks", ["scenario", "week"], keys=[job_key("b", "b-1")])
    assert only["scenario"].unique().tolist() == ["b"]
    assert len(only) == len(store.read("weeks")) / 5


def test_any_table_opens_before_the_first_run(tmp_path: Path) -> None:
    """`pandas.read_parquet` works on a folder without rows, with the columns that rows will have."""
    out = tmp_path / "out"
    Store.create(out, HELD, {})
    empty = pd.read_parquet(out / "runs.parquet")
    assert len(empty) == 0
    Store.open(out).write(*batch("a", [0]))
    full = pd.read_parquet(out / "runs.parquet")
    assert list(empty.columns) == list(full.columns)
    assert len(full) == 2
    assert full["focal.push_share"].tolist() == [0.5, 0.5]


def test_a_lost_manifest_is_rebuilt(store: Store) -> None:
    """What the manifest said at the beginning is in the parts too; runs are counted from them."""
    path = store.folder / "manifest.json"
    for damage in ("", '{"format": 3', None):
        if damage is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(damage, encoding="utf-8")
        again = Store.open(store.folder)
        assert again.identity.as_json() == HELD.as_json()
        assert read_manifest(store.folder)["command"] == "sweep a b"
        assert len(again.finished()) == 5
    again.write_manifest(status="finished")
    assert json.loads(path.read_text(encoding="utf-8"))["runs"] == 5


def test_damage_costs_one_batch(store: Store) -> None:
    """A part cut short in any table makes its runs unfinished, and is cleared before new ones."""
    for table in ("weeks", "runs"):
        part = store.parts(table)[0]
        part.write_bytes(part.read_bytes()[:-2])
        again = Store.open(store.folder)
        left = len(again.finished())
        assert left in (2, 3)
        assert again.tidy() == [part.stem]
        assert {p.stem for p in again.parts("weeks")} == {p.stem for p in again.parts("runs")}
        assert len(pd.read_parquet(store.folder / "runs.parquet")) == 2 * left
        store.write(*batch("b", [1, 0, 2]))
        store.write(*batch("a", [1, 0]))


def test_rows_without_their_run_are_cleared(store: Store) -> None:
    """Other tables are written before `runs`: a command killed in between leaves no trace."""
    keys, rows = batch("a", [7])
    for table in ("weeks", "timings"):
        write_atomically(
            store.folder / f"{table}.parquet" / f"{part_name(keys)}.parquet", rows[table]
        )
    left, new = (store.folder / "runs.parquet" / f".{i}.parquet.draft" for i in "ab")
    for draft in (left, new):
        draft.write_bytes(b"half")
    os.utime(left, (0, 0))
    assert len(Store.open(store.folder).finished()) == 5
    assert store.tidy() == []
    assert len(store.parts("weeks")) == len(store.parts("runs")) == 2
    assert list(store.folder.rglob("*.draft")) == [new]  # somebody may be writing it


def test_another_result_is_refused_with_both_named(store: Store) -> None:
    """The message names the two commands and what differs."""
    other = Identity("sweep", ("a", "b"), {"a": "2"}, {"a": ""}, 1, 3, "code", LAYOUT)
    with pytest.raises(BadInput) as caught:
        Store.create(store.folder, other, {"command": "sweep a c"})
    said = str(caught.value)
    for word in ("sweep a b", "sweep a c", "settings of the scenarios", "luck seed"):
        assert word in said
    assert Store.create(store.folder, HELD, {}).finished().keys() == store.finished().keys()


@pytest.mark.parametrize("found", [1, 2, FORMAT + 1, None, "x"])
def test_another_format_says_why_not(store: Store, found: object) -> None:
    """A folder of an older or newer version is not opened, and not harmed."""
    path = store.folder / "manifest.json"
    data = {**json.loads(path.read_text(encoding="utf-8")), "format": found}
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(BadInput, match=r"is of format .* reads format"):
        Store.open(store.folder)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    """Nothing is written beside what is not ours."""
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match="holds other files"):
        Store.create(tmp_path, HELD, {})
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_whose_making_was_killed_is_taken_over(tmp_path: Path) -> None:
    """Catches a command that was killed as it made the folder and can never be started again."""
    out = tmp_path / "out"
    Store.create(out, HELD, {})
    (out / "runs.parquet" / FIRST_PART).unlink()  # the last thing that is made
    assert Store.create(out, HELD, {}).finished() == {}


def test_same_rows_same_bytes() -> None:
    """A part's bytes are a function of its rows, and an empty one has the same columns."""
    (_, one), (_, two) = batch("a", [0, 1]), batch("a", [0, 1])
    assert one == two
    assert encode([], LAYOUT.schema("runs")) != one["runs"]


def test_every_table_ends_with_runs() -> None:
    """`runs` marks a batch as finished, so it must come last."""
    assert Layout().tables[-1] == "runs"
    assert set(EVERY_RUN) <= set(Layout().tables)


@pytest.mark.parametrize(
    ("values", "kind"),
    [([True, False], "yes/no"), ([1, 2], "whole"), ([1, 0.5], "number"), (["x", 1], "text"),
     ([True, 1], "text"), ([[1], [2]], "text")],
)  # fmt: skip
def test_kinds_of_swept_values(values: list[object], kind: str) -> None:
    """A column holds what its values are; lists are kept as JSON."""
    assert kind_of(values) == kind
    assert fit([1], "text") == "[1]"
    assert fit(1, "number") == 1.0


# --- claims --------------------------------------------------------------------------------------

HOLDER = """
import sys, time
from pathlib import Path
from experiments.claims import Claims
claims = Claims(Path(sys.argv[1]))
with claims.alone():
    claims.take(["one", "two"])
print("ready", flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(os.name == "nt", reason="ends a process as POSIX does")
def test_claims_end_with_their_command(tmp_path: Path) -> None:
    """What a living command has in hand is not taken; what a killed one had is free at once."""
    root = Path(__file__).resolve().parents[2]
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == b"ready\n"
    mine = Claims(tmp_path)
    assert mine.others() == 1
    with mine.alone() as taken:
        assert taken == {"one", "two"}
    other.kill()
    other.wait()
    other.stdout.close()
    deadline = time.monotonic() + 10
    while mine.others():
        assert time.monotonic() < deadline
    with mine.alone() as taken:
        assert taken == set()
    mine.close()
    assert not list((tmp_path / ".claims").glob("*.json"))


def test_two_claims_never_overlap(tmp_path: Path) -> None:
    """Two commands that take turns divide the runs between them."""
    one, two = Claims(tmp_path), Claims(tmp_path)
    names = [f"run {i}" for i in range(20)]
    got: dict[Claims, list[str]] = {one: [], two: []}
    for turn in range(20):
        me = (one, two)[turn % 2]
        with me.alone() as taken:
            free = [n for n in names if n not in taken and n not in me.mine][:1]
            me.take(free)
            got[me] += free
    assert sorted(got[one] + got[two]) == sorted(names)
    one.give_back(got[one])
    with two.alone() as taken:
        assert taken == set()
    one.close()
    two.close()
