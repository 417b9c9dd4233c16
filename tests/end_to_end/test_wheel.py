"""An install that travels: the wheel alone, far from this folder, has all that it needs."""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sim", "experiments")
TINY = ("--members", "40", "--weeks", "2", "--set", "market.warmup=1", "--workers", "1")
#: What a system needs to start Python at all; nothing of it names a folder of the user's.
SYSTEM = ("SYSTEMROOT", "WINDIR", "COMSPEC", "TEMP", "TMP", "LD_LIBRARY_PATH")


def lonely(home: Path, **more: str) -> dict[str, str]:
    """The environment of a user who has never run anything."""
    kept = {name: os.environ[name] for name in SYSTEM if name in os.environ}
    return {
        **kept, "HOME": str(home), "USERPROFILE": str(home), "XDG_CACHE_HOME": str(home / "cache"),
        "LOCALAPPDATA": str(home / "cache"), "PYTHONIOENCODING": "utf-8", **more,
    }  # fmt: skip


def called(words: list[str | Path], cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a command, which must succeed; its output."""
    done = subprocess.run(
        [str(w) for w in words], cwd=cwd, env=env, capture_output=True, encoding="utf-8",
        errors="replace", timeout=1800,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def contents(wheel: Path) -> dict[str, bytes]:
    """Files of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def built_from(folder: Path, out: Path) -> Path:
    """The wheel of a source folder, made without the internet."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", out]
    called([*pip, *offline, folder], out.parent)
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this folder."""
    return built_from(ROOT, tmp_path_factory.mktemp("build") / "dist")


def test_wheel_holds_the_packages_and_nothing_else(wheel: Path) -> None:
    """Catches a preset, template or typing marker left out, and a test or a cache let in."""
    found = {n for n in contents(wheel) if ".dist-info/" not in n}
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert found == wanted
    assert found >= {f"{package}/py.typed" for package in PACKAGES}
    assert {Path(n).stem for n in found if n.endswith(".toml")} == set(sim.preset_names())
    kinds = {Path(n).suffix for n in found} - {""}
    assert kinds == {".py", ".typed", ".toml", ".css", ".j2"}


def test_wheel_says_who_it_is(wheel: Path) -> None:
    """Catches two versions, an undeclared dependency, and a command that is not there."""
    files = contents(wheel)
    info = {n.partition(".dist-info/")[2]: n for n in files if ".dist-info/" in n}
    said = email.message_from_bytes(files[info["METADATA"]])
    assert said["Version"] == sim.__version__
    assert (ROOT / "CITATION.cff").read_text(encoding="utf-8").count(f": {sim.__version__}\n") == 1
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    always = [r for r in said.get_all("Requires-Dist", []) if "extra ==" not in r]

    def name(requirement: str) -> str:
        return re.split(r"[^A-Za-z0-9_.-]", requirement)[0].lower()

    assert sorted(map(name, always)) == sorted(map(name, project["dependencies"]))
    assert said.get_all("Provides-Extra") == list(project["optional-dependencies"])
    assert "licenses/LICENSE" in info
    assert files[info["entry_points.txt"]].decode().split() == [
        "[console_scripts]", "buyernet", "=", "sim.__main__:main",
    ]  # fmt: skip


def test_source_archive_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """Catches a source archive that lacks a file of the wheel, or holds what lies about here."""
    called([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path], ROOT)
    (archive,) = tmp_path.glob("*.tar.gz")
    shutil.unpack_archive(archive, tmp_path / "source", filter="data")
    (folder,) = (tmp_path / "source").iterdir()
    tops = {p.name for p in folder.iterdir()}
    assert tops >= {"sim", "experiments", "tests", "docs", "Makefile", "requirements.lock"}
    assert not tops & {".git", ".ci", ".venv", "dist"}
    assert contents(built_from(folder, tmp_path / "dist")) == contents(wheel)


def test_unpacked_wheel_runs_anywhere(wheel: Path, tmp_path: Path) -> None:
    """Catches code that reaches for a file of this folder, in a folder with an awkward name."""
    place = tmp_path / "Käufer & Söhne 東京"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    empty, home = tmp_path / "an empty folder ü", tmp_path / "home"
    empty.mkdir()
    home.mkdir()
    env = lonely(home, PYTHONPATH=str(place), NUMBA_DISABLE_JIT="1")
    where = "import sim, experiments; print(sim.__file__); print(experiments.__file__)"
    for line in called([sys.executable, "-c", where], empty, env).split("\n")[:2]:
        assert Path(line).is_relative_to(place)
    listed = called([sys.executable, "-m", "sim", "scenarios", "--json"], empty, env)
    assert all(f'"{name}"' in listed for name in sim.preset_names())
    words = ["compare", "push", "pull", *TINY, "--reps", "2", "--out", "out ü"]
    called([sys.executable, "-m", "sim", *words], empty, env)
    page = (empty / "out ü" / "report.html").read_text(encoding="utf-8")
    assert "push" in page
    assert str(ROOT) not in page
    assert [p.name for p in empty.iterdir()] == ["out ü"]


@pytest.mark.slow
def test_empty_environment_runs_every_preset(wheel: Path, tmp_path: Path) -> None:
    """The whole way of a new user: an empty environment, the locked dependencies, every preset."""
    venv.create(tmp_path / "my env", with_pip=True)
    binaries = tmp_path / "my env" / ("Scripts" if os.name == "nt" else "bin")
    python = binaries / ("python.exe" if os.name == "nt" else "python")
    lock = ROOT / "requirements.lock"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    outside = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    called([*pip, "--constraint", lock, wheel], tmp_path, outside)
    called([python, "-m", "pip", "check", "--disable-pip-version-check"], tmp_path, outside)
    empty, home = tmp_path / "an empty folder ü", tmp_path / "home"
    empty.mkdir()
    home.mkdir()
    env = lonely(home)
    assert "pull" in called([binaries / "buyernet", "scenarios"], empty, env)
    small = ["--members", "120", "--weeks", "8"]
    every = ["compare", *sim.preset_names(), *small, "--reps", "2", "--out", "all"]
    called([binaries / "buyernet", *every], empty, env)
    called([python, "-m", "sim", "run", "pull", *small, "--out", "one"], empty, env)
    for folder in ("all", "one"):
        assert (empty / folder / "report.html").stat().st_size > 10_000
    assert any(home.rglob("*.nbc"))
