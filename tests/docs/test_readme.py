"""What the pages show is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.reference import PAGES
from sim.scenarios.files import CASES, preset_files
from sim.scenarios.load import load
from tests.docs.pages import WHOLE

ROOT = Path(__file__).resolve().parents[2]
#: Pages whose blocks stand by themselves; those that are run as a whole are in test_pages.py.
HOW_TOS = sorted(p.name for p in (ROOT / "docs" / "how-to").glob("*.md") if p.name not in WHOLE)
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.S))
def test_python_blocks_run(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python block of the README runs as it stands."""
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")  # swapped rules would be compiled for a minute
    exec(compile(code, "README.md", "exec"), {})


@pytest.mark.parametrize("page", HOW_TOS)
def test_python_of_how_tos_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python of a page runs from top to bottom, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")  # swapped rules would be compiled for a minute
    space = {"__name__": "__main__"}
    for code in re.findall(
        r"```python\n(.*?)```", (ROOT / "docs/how-to" / page).read_text(encoding="utf-8"), re.S
    ):
        exec(compile(code, page, "exec"), space)


@pytest.mark.parametrize("page", HOW_TOS)
def test_scenarios_of_how_tos_load(page: str, tmp_path: Path) -> None:
    """Every TOML block of a page is a scenario without mistakes."""
    text = (ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8")
    for i, block in enumerate(re.findall(r"```toml\n(.*?)```", text, re.S)):
        (tmp_path / f"{i}.toml").write_text(block, encoding="utf-8")
        load(tmp_path / f"{i}.toml")


def test_firm_file_loads(tmp_path: Path) -> None:
    """The example of a firm is a valid scenario."""
    text = re.search(r"```toml\n(.*?)```", README, re.S)
    assert text
    (tmp_path / "firm.toml").write_text(text.group(1), encoding="utf-8")
    assert load(tmp_path / "firm.toml").settings.focal.push_share == 0.3


def test_every_preset_is_in_the_table() -> None:
    """A new preset is told to users; of cases, the first and last of each study."""
    files = preset_files()
    for name, path in files.items():
        assert path.parent == CASES or f"`{name}`" in README, name
    ends = re.findall(r"`(case-[\w-]+)` to `(case-[\w-]+)` \((\d+) firms\)", README)
    assert {name for first_and_last in ends for name in first_and_last[:2]} <= set(files)
    assert sum(int(number) for *_, number in ends) == len(list(CASES.glob("*.toml")))


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_current(page: str) -> None:
    """Pages made from code are as the code is now; `python -m experiments.reference` renews them."""
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == PAGES[page]()


def test_links_and_pictures_exist() -> None:
    """Every link of the README to a file leads somewhere."""
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
