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


def test_two_commands_that_begin_at_once_do_not_mix(tmp_path: Path) -> None:
    """Catches a folder whose identity is looked at before, and written after, another's."""
    root = Path(__file__).resolve().parents[2]
    code = (
        "import sys\nfrom pathlib import Path\nfrom experiments.store import Store\n"
        "from sim.errors import BadInput\nfrom tests.unit.test_store import HELD\n"
        "import dataclasses\nmine = dataclasses.replace(HELD, luck_seed=int(sys.argv[2]))\n"
        "print('ready', flush=True)\nsys.stdin.readline()\n"
        "try:\n    Store.create(Path(sys.argv[1]), mine, {})\n    print('made')\n"
        "except BadInput as bad:\n    print('luck seed' in str(bad))\n"
    )
    many = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "out"), str(seed)], text=True, cwd=root,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        for seed in (1, 2, 3)
    ]  # fmt: skip
    for process in many:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in many:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = sorted(process.communicate()[0].strip() for process in many)
    assert said == ["True", "True", "made"]


@pytest.mark.parametrize("bytes_left", [0, 4, 100])
@pytest.mark.parametrize("table", ["runs", "weeks", "timings"])
def test_any_cut_is_seen(store: Store, table: str, bytes_left: int) -> None:
    """Also one that leaves the four letters with which a file begins and ends."""
    part = store.parts(table)[0]
    part.write_bytes(part.read_bytes()[:bytes_left])
    again = Store.open(store.folder)
    assert len(again.finished()) in (2, 3)
    assert again.tidy() == [part.stem]


def test_damage_inside_is_seen(store: Store) -> None:
    """Bytes that changed in the middle: of what says which runs there are, and of rows."""
    part = store.parts("timings")[0]
    whole_ = part.read_bytes()
    part.write_bytes(whole_[:60] + bytes(40) + whole_[100:])
    assert len(Store.open(store.folder).finished()) in (2, 3)
    part.write_bytes(whole_)
    rows = store.parts("runs")[0]
    held = rows.read_bytes()
    rows.write_bytes(held[:60] + bytes([b ^ 255 for b in held[60:400]]) + held[400:])
    with pytest.raises(BadInput, match="is damaged; remove it"):
        Store.open(store.folder).read("runs")


def test_tables_of_the_first_run_are_made_again_too(tmp_path: Path) -> None:
    """Catches a map or a warning that is lost for good where every other table is whole."""
    layout = Layout(every=("weeks", "groups", "runs"))
    held = Identity("compare", ("a",), {}, {}, 1, 2, "code", layout)
    store = Store.create(tmp_path / "out", held, {})
    for r in range(2):
        made = tables("a", r, 0.0, 1.0)
        rows = {t: encode([whole(made[t], t, layout)], layout.schema(t)) for t in made}
        store.write([job_key("a", f"a-{r}")], rows)
    assert len(Store.open(store.folder).finished()) == 2
    for table in ("map_people", "map_ties", "warnings", "assumptions"):
        part = store.parts(table)[0]
        kept = part.read_bytes()
        for left in (None, 4, 50):
            part.unlink() if left is None else part.write_bytes(kept[:left])
            assert len(Store.open(store.folder).finished()) == 1, (table, left)
        part.write_bytes(kept)
    assert len(Store.open(store.folder).finished()) == 2


@pytest.mark.parametrize("text", ["{}", "null", "[]", '{"format": 3, "identity": 5}', "\x00\xff"])
def test_a_manifest_that_says_nothing_is_rebuilt(store: Store, text: str) -> None:
    """Whatever stands there, as long as any table still says what the folder holds."""
    (store.folder / "manifest.json").write_text(text, encoding="utf-8")
    (store.folder / "runs.parquet" / FIRST_PART).unlink()
    assert Store.open(store.folder).identity.as_json() == HELD.as_json()
    assert Store.create(store.folder, HELD, {}).finished().keys() == store.finished().keys()


def test_differences_are_those_that_are_there() -> None:
    """Other names are no other networks; settings swept and tables kept are told apart."""
    other = Identity("sweep", ("a", "c"), {"a": "1", "c": "1"}, {"a": "", "c": ""}, 1, 2, "code",
                     Layout(("weeks", "runs"), (), {"focal.control": "number"}))  # fmt: skip
    assert HELD.differs(other) == [
        "names or order of the scenarios", "settings of the scenarios", "settings swept",
    ]  # fmt: skip
