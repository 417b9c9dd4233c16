"""Where compiled rules are kept, on every system and where nothing can be written."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sim.engine import cache
from sim.engine.cache import CacheWarning, cache_for
from sim.engine.compiled import cache_folder

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file where folders are to be made: it refuses root, too."""
    for name in ("BUYERNET_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path / "missing"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "missing"))
    return tmp_path


def test_the_named_folder_comes_first(nothing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a name with blanks and other letters that is not taken as it is."""
    monkeypatch.setenv("BUYERNET_CACHE", str(nothing / "mein Önlager 東京"))
    found = cache_for("id")
    assert (found.folder, found.kept, found.note) == (
        nothing / "mein Önlager 東京" / "id", True, "",
    )  # fmt: skip
    assert found.folder.is_dir()
    assert cache_folder().parent == nothing / "mein Önlager 東京"


@pytest.mark.parametrize(
    ("system", "variable", "below"),
    [
        ("linux", "XDG_CACHE_HOME", ".cache/buyernet"),
        ("darwin", "", "Library/Caches/buyernet"),
        ("win32", "LOCALAPPDATA", "AppData/Local/buyernet"),
    ],
)
def test_each_system_has_its_place(
    system: str, variable: str, below: str, nothing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Catches a cache in the folder one stands in, or a home asked for without need."""
    monkeypatch.setattr(cache.sys, "platform", system)
    monkeypatch.setattr(Path, "home", lambda: nothing / "home")
    (nothing / "home").mkdir()
    if variable:
        monkeypatch.setenv(variable, "")  # set and empty counts as not set
    assert cache_for("id").folder == nothing / "home" / below / "id"
    if variable:
        monkeypatch.setenv(variable, str(nothing / "chosen"))

        def no_home() -> Path:
            raise RuntimeError

        monkeypatch.setattr(Path, "home", no_home)
        assert cache_for("id").folder == nothing / "chosen" / "buyernet" / "id"


def test_a_home_that_cannot_be_written(nothing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a crash, a silence, and a folder that others could write."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(nothing / "file"))
    monkeypatch.setenv("LOCALAPPDATA", str(nothing / "file"))
    monkeypatch.setattr(cache.sys, "platform", "linux")
    found = cache_for("id")
    assert found.kept
    assert found.folder.is_relative_to(nothing)
    assert "cannot be written: compiled rules are kept in" in found.note
    assert "BUYERNET_CACHE" in found.note
    if os.name == "posix":
        assert found.folder.parent.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name != "posix", reason="temporary files are each user's own on Windows")
@pytest.mark.parametrize("trap", ["open", "link", "file"])
def test_a_folder_that_somebody_else_has_made(trap: str, nothing: Path) -> None:
    """Catches compiled code, which is run, read from where others can write."""
    spare = nothing / f"buyernet-{os.getuid()}"
    if trap == "open":
        spare.mkdir()
        spare.chmod(0o777)
    elif trap == "link":
        (nothing / "theirs").mkdir()
        spare.symlink_to(nothing / "theirs")
    else:
        spare.write_text("", encoding="utf-8")
    found = cache_for("id")
    assert not found.kept
    assert "compiled anew each time" in found.note


def test_a_home_that_is_not_there(nothing: Path) -> None:
    """Catches a home made for a user who has none."""
    found = cache_for("id")
    assert found.note.startswith("there is no home folder: compiled rules are kept in")
    assert not (nothing / "missing").exists()


def test_no_home_and_no_temporary_folder(nothing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches a crash where nothing at all can be written."""
    monkeypatch.setattr(tempfile, "tempdir", str(nothing / "file"))

    def no_home() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", no_home)
    found = cache_for("id")
    assert not found.kept
    assert found.note.startswith("there is no home folder")


ONE_RULE = """
import warnings
from pathlib import Path
from sim.engine import compiled
from sim.rules import RuleSet
compiled.KERNEL_MODULES = ()  # the rules alone: seconds, not half a minute
compiled.ENTRIES = frozenset({"seen_share"})
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    print(compiled.kernels(RuleSet(), True).functions["seen_share"](3.0, 6.0))
print([w.category.__name__ for w in said])
print(compiled.cache().kept, len(list(compiled.cache_folder().rglob("*.nbc"))))
"""


def rule_in(env: dict[str, str]) -> subprocess.Popen[str]:
    """A process that compiles one rule."""
    kept = {k: v for k, v in os.environ.items() if k not in ("BUYERNET_CACHE", "XDG_CACHE_HOME")}
    return subprocess.Popen(
        [sys.executable, "-c", ONE_RULE], cwd=ROOT, env={**kept, **env}, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_processes_that_compile_at_once(tmp_path: Path) -> None:
    """Catches a cache that two first commands spoil for each other."""
    env = {"BUYERNET_CACHE": str(tmp_path / "käse lager")}
    both = [rule_in(env) for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len({out for out, _ in said}) == 1
    assert said[0][0].splitlines()[1:] == ["[]", "True 1"]
    after, _ = rule_in(env).communicate(timeout=120)
    assert after == said[0][0]


def test_rules_are_compiled_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """Catches Numba falling back to a folder of the package, or giving up."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    spare = tmp_path / f"buyernet-{os.getuid()}" if os.name == "posix" else tmp_path / "buyernet"
    spare.write_text("", encoding="utf-8")
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path))
    process = rule_in({"BUYERNET_CACHE": str(tmp_path / "file"), **places})
    out, failure = process.communicate(timeout=120)
    assert process.returncode == 0, failure
    assert out.splitlines()[1:] == [f"['{CacheWarning.__name__}']", "False 0"]
