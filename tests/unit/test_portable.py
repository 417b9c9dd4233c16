"""What would work on one system only: encodings, names of files, how processes start, terminals."""

from __future__ import annotations

import ast
import dataclasses
import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

import sim
from experiments import backends
from experiments.comparison import as_scenarios, compare
from experiments.console import plain
from experiments.names import name_problem, same_file
from experiments.show import SHOWN, comparison_tables, in_width
from sim.errors import BadInput
from tests.unit.report_samples import comparison

ROOT = Path(__file__).resolve().parents[2]
CODE = [
    p for d in ("sim", "experiments", "tests", "bench") for p in sorted((ROOT / d).rglob("*.py"))
]
TINY = {"market.members": 40, "market.weeks": 2, "market.warmup": 1}

# --- the text of the code ------------------------------------------------------------------------


def unportable(text: str) -> list[str]:
    """Calls that depend on the system they run on, as `line: why`."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        method = isinstance(node.func, ast.Attribute)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        given = {k.arg for k in node.keywords}
        words = [a.value for a in node.args if isinstance(a, ast.Constant)]
        packed = isinstance(getattr(node.func, "value", None), ast.Name) and (
            node.func.value.id in ("gzip", "os", "cls", "Store")  # opens bytes, or no text at all
        )
        binary = packed or (
            name == "open" and "b" in "".join(map(str, words[0 if method else 1 :]))
        )
        # An encoding may come by place: after the text, and first where a file is read.
        placed = {"read_text": 1, "write_text": 2}.get(name, 99) <= len(node.args)
        if name in ("open", "read_text", "write_text") and "encoding" not in given:
            if not binary and not placed:
                found.append(f"{node.lineno}: {name} without an encoding")
        elif name == "to_csv" and "lineterminator" not in given:
            found.append(f"{node.lineno}: to_csv with the system's line ends")
        elif name == "rename" and not given:
            found.append(f"{node.lineno}: rename fails on Windows where the file is there")
    return found


@pytest.mark.parametrize("path", CODE, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_text_is_read_and_written_alike_everywhere(path: Path) -> None:
    """Catches an encoding or a line end that the system chooses."""
    assert unportable(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "open('a')",
        "open('a', 'w')",
        "path.open()",
        "path.open('w')",
        "path.read_text()",
        "path.write_text('a')",
        "table.to_csv('a.csv', index=False)",
        "os.rename('a', 'b')",
        "path.rename(other)",
    ],
)
def test_unportable_calls_are_found(text: str) -> None:
    """Catches a reader of code that overlooks a call."""
    assert len(unportable(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "open('a', encoding='utf-8')",
        "open('a', 'rb')",
        "path.open('wb')",
        "path.read_text('utf-8')",
        "store.write_text('a.csv', text)",
        "table.rename(columns=names)",
    ],
)
def test_portable_calls_are_left_alone(text: str) -> None:
    """Catches a reader of code that finds fault with everything."""
    assert unportable(text) == []


@pytest.mark.parametrize("package", ["sim", "experiments"])
def test_no_folder_of_one_system_is_named(package: str) -> None:
    """Catches a path that exists on one kind of system only."""
    places = ("/tmp", "/dev/", "/proc", "/usr", "/var", "/home", "C:\\")
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not node.value.startswith(places), (path, node.lineno)


# --- names of files ------------------------------------------------------------------------------


def test_files_of_the_project_can_lie_on_every_system() -> None:
    """Catches a file that Windows could not hold, or that two names share where case is ignored."""
    paths = [
        p.relative_to(ROOT)
        for d in ("sim", "experiments", "tests", "docs", "bench")
        for p in (ROOT / d).rglob("*")
        if "__pycache__" not in p.parts
    ]
    assert [p for p in paths if any(name_problem(part) for part in p.parts)] == []
    assert len({same_file(p.as_posix()) for p in paths}) == len(paths)
    assert max(len(str(p)) for p in paths) < 100


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("12:30", "leave out ':'"),
        ("a/b", "leave out '/'"),
        ('what "if"?', "leave out '\"' '?'"),
        ("two\nlines", "leave out"),
        ("CON", "Windows reserves it"),
        ("aux.old", "Windows reserves it"),
        ("com1", "Windows reserves it"),
        ("end.", "must not be empty or end in a dot"),
        ("end ", "must not be empty or end in a dot"),
        ("", "must not be empty"),
        ("x" * 101, "longer than 100"),
    ],
)
def test_names_that_no_folder_could_travel_with(name: str, said: str) -> None:
    """Catches a result folder that cannot be copied to another system."""
    named = dataclasses.replace(sim.load("pull"), name=name)
    with pytest.raises(BadInput) as failure:
        as_scenarios([named, "push"])
    assert said in str(failure.value)


@pytest.mark.parametrize("name", ["console", "com10", "Käufer 東京", "a.b-c_d (2)", "pull"])
def test_usual_names_are_fine(name: str) -> None:
    """Catches a check of names that is stricter than any system."""
    assert name_problem(name) == ""


@pytest.mark.parametrize(("one", "two"), [("Pull", "pull"), ("cafe\u0301", "caf\u00e9")])
def test_names_that_are_one_file_elsewhere(one: str, two: str) -> None:
    """Catches two scenarios whose files overwrite each other where case is ignored."""
    both = [dataclasses.replace(sim.load("pull"), name=n) for n in (one, two)]
    with pytest.raises(BadInput, match="by case or accents only"):
        as_scenarios(list(both))


# --- how processes start -------------------------------------------------------------------------


def test_spawned_workers_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches workers that need what only a forked process has, as on macOS and Windows."""
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    scenarios = [sim.load(name).set_all(TINY) for name in ("push", "pull")]
    here = compare(*scenarios, reps=2, workers=1, out=tmp_path / "here")
    monkeypatch.setattr(backends, "START", "spawn")
    there = compare(*scenarios, reps=2, workers=2, out=tmp_path / "there ü")
    assert there.values.equals(here.values)
    assert there.contrasts.equals(here.contrasts)


def test_a_script_without_a_guard_is_told(tmp_path: Path) -> None:
    """Catches a spawned worker that runs the script anew, with a message about memory."""
    script = tmp_path / "study.py"
    script.write_text(
        "import sim\nfrom experiments import backends\nfrom experiments.comparison import compare\n"
        "from sim.errors import BadInput\nbackends.START = 'spawn'\n"
        f"both = [sim.load(n).set_all({TINY}) for n in ('push', 'pull')]\n"
        "try:\n    compare(*both, reps=2, workers=2, out='out')\n"
        "except BadInput as bad:\n    print(bad)\n",
        encoding="utf-8",
    )
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=env, capture_output=True,
        encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert "if __name__" in done.stdout, done.stderr


ORPHANS = """
import os, signal, sys, time
from experiments import backends
if __name__ == "__main__":
    backends.START = sys.argv[1]
    pool = backends.local_processes(2)
    ids = {job.result() for job in [pool.submit(os.getpid) for _ in range(8)]}
    for _ in range(2):
        pool.submit(time.sleep, 600)
    print(*(p.pid for p in pool._processes.values()), flush=True)
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX does")
@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_workers_leave_with_their_parent(start: str, tmp_path: Path) -> None:
    """Catches processes that go on when the command that started them was killed."""
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS, encoding="utf-8")
    # Output goes to a file: a pipe would stay open as long as a worker lives.
    with (tmp_path / "out").open("w", encoding="utf-8") as out:
        subprocess.run(
            [sys.executable, str(script), start], stdout=out, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60, check=False,
        )  # fmt: skip
    ids = [int(word) for word in (tmp_path / "out").read_text(encoding="utf-8").split()]
    assert len(ids) == 2
    deadline = time.monotonic() + 20
    while any(map(alive, ids)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and waits to be fetched does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path("/proc") / str(process) / "stat"
    return not (status.is_file() and ") Z " in status.read_text(encoding="utf-8"))


def test_windows_waits_for_few_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a crash where more workers are asked for than Windows can wait for."""
    monkeypatch.setattr(backends.sys, "platform", "win32")
    assert backends.local_processes(500)._max_workers <= 61


# --- terminals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_any_terminal_can_show_it(encoding: str, tmp_path: Path) -> None:
    """Catches a sign that a console of Windows, or of a bare server, cannot write."""
    (tmp_path / "Käufer 東京.toml").write_text('extends = "pull"\n', encoding="utf-8")
    env = {
        **os.environ, "PYTHONPATH": str(ROOT), "NUMBA_DISABLE_JIT": "1",
        "PYTHONIOENCODING": encoding,
    }  # fmt: skip
    words = [
        "compare", "push", "Käufer 東京.toml", "--workers", "1", "--reps", "1", "--out", "ü",
        "--no-report",
    ]  # fmt: skip
    sets = [w for path, value in TINY.items() for w in ("--set", f"{path}={value}")]
    done = subprocess.run(
        [sys.executable, "-m", "sim", *words, *sets], cwd=tmp_path, env=env, capture_output=True,
        timeout=120,
    )  # fmt: skip
    out, said = done.stdout.decode(encoding), done.stderr.decode(encoding)
    assert done.returncode == 0, said
    assert "Traceback" not in said
    assert "\x1b" not in out + said  # a pipe gets no colours
    assert "a - b" in out
    assert "ufer ??" in out
    assert (tmp_path / "ü" / "contrasts.csv").is_file()


def test_plain_forms() -> None:
    """Catches a sign that loses its meaning: a minus is never a question mark."""
    assert plain("−0.5 – [0.1…0.9] ≥ Δ × “é”") == '-0.5 - [0.1...0.9] >= D x "e"'
    assert plain("東\udcff") == "??"


def test_tables_fit_a_narrow_terminal(tmp_path: Path) -> None:
    """Catches lines of more than 80 signs, and names cut off."""
    names = sim.preset_names()[:11]
    out = io.StringIO()
    comparison_tables(comparison(tmp_path / "out", names, 3), Console(file=out, width=80))
    text = out.getvalue()
    assert max(map(len, text.splitlines())) <= 80
    tail = text[text.index("Along the way") :]
    for word in (*SHOWN, *names):
        assert f" {word} " in tail, word


@pytest.mark.parametrize("width", [40, 80, 110, 400])
def test_every_name_is_in_one_group(width: int) -> None:
    """Catches a strategy that falls between two tables."""
    names = ["x" * n for n in range(1, 40)]
    groups = in_width(names, width)
    assert [n for group in groups for n in group] == names
    assert all(groups)
    assert in_width(["push", "pull"], 80) == [["push", "pull"]]
