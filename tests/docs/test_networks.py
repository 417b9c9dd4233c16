"""The page about networks does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import sim
from experiments.describe import describe
from tests.end_to_end.test_cli import buyernet

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "networks.md").read_text(
    encoding="utf-8"
)


def block(kind: str, number: int = 0) -> str:
    """A block of the page."""
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.S)[number]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with the page's files, as the page shows them."""
    (tmp_path / "contacts").mkdir()
    for number, name in enumerate(("edges.csv", "nodes.csv")):
        (tmp_path / "contacts" / name).write_text(block("csv", number), encoding="utf-8")
    (tmp_path / "mine.toml").write_text(
        block("toml").replace("# network =", "network ="), encoding="utf-8"
    )
    return tmp_path


def test_example_is_what_the_page_says(here: Path) -> None:
    """Catches a page whose files, settings and words do not go together."""
    found = describe(sim.load(here / "mine.toml").settings.market)
    assert (found.people, found.organisations) == (6, 2)
    assert found.imported_ties == {"colleague": 3, "professional": 1, "supply": 1}
    assert (found.follow_ties, found.followed_accounts) == (2, 1)
    assert found.roles["decider"] >= 1
    assert not [line for line in found.said if "warning" in line]
    assert any("'head of sales'" in line and "no role" in line for line in found.said)


def test_command_of_the_page(here: Path) -> None:
    """Catches a command that the command line does not take."""
    command = re.search(r"^buyernet .*$", PAGE, re.M)
    assert command
    words = shlex.split(command.group())
    page = buyernet(*words[1:], cwd=here).stdout
    assert "6" in page.splitlines()[1]
    assert "follow ties" in page


def test_python_of_the_page(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Catches an example that does not run, or saves something else."""
    monkeypatch.chdir(here)
    exec(compile(block("python"), "networks.md", "exec"), {})
    assert describe(sim.load("base").set("market.network", "caves").settings.market).people == 48
