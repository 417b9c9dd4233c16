"""Runs along the dials: the right points, a page that says what was found, and words that are wrong."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from experiments import dials, smoothness
from experiments.design import Design
from experiments.dials import DIALS, OTHERS, POINTS, VERDICTS, Smoothness
from experiments.report.dial_figure import Panel, within
from experiments.report.dial_page import FOUND, headline
from experiments.steps import PARTS
from sim.measures import MEASURES, PRIMARY
from sim.scenarios.load import load

REPS = 12
JUMP = ("control", 0.734)  # of leads, which hold steady on the other dials


class Sweeps:
    """Stands in for `sweep`: values by formula, of every point once, and the designs it was given."""

    def __init__(self, missing: str = "") -> None:
        self.designs: list[Design] = []
        self.missing = missing

    def __call__(self, *_: Any, over: Design, reps: int, **__: Any) -> Any:
        self.designs.append(over)
        rows = []
        for point in over.points([False] * 3):
            for r in range(reps):
                luck = np.random.default_rng([r, *(round(1e6 * x) for x in point.values())])
                row = {"replicate": r, **point} | dict.fromkeys((*PRIMARY, *OTHERS), 0.0)
                row["leads"] = 100.0 * r + 5 * point["focal.push_share"] + 0.01 * luck.normal()
                row["leads"] += 10.0 * (point[f"focal.{JUMP[0]}"] > JUMP[1])
                row["won"] = point["focal.acquisition"] ** 2 + r + 0.01 * luck.normal()
                row[self.missing or "cost_per_lead"] = np.nan
                rows.append(row)
        manifest = {"model": "0123456789abcdef", "seeds": {"world": 4, "luck": 4}}
        store = SimpleNamespace(manifest=lambda: manifest)
        return SimpleNamespace(runs=pd.DataFrame(rows), store=store)


def along(monkeypatch: pytest.MonkeyPatch, **options: Any) -> tuple[Smoothness, Sweeps]:
    """A look along the dials of `pull` at values by formula."""
    sweeps = Sweeps()
    monkeypatch.setattr(dials, "sweep", sweeps)
    return dials.smoothness(load("pull"), reps=REPS, **options), sweeps


def test_points_lie_on_the_dials_through_the_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    """One dial varies at a time, from 0 to 1; only the steep step is divided, in a second sweep."""
    _, sweeps = along(monkeypatch)
    assert len(sweeps.designs) == 2
    usual = (0.1, 0.5, 0.5)  # those of `pull`
    first, second = (set(design.rows) for design in sweeps.designs)
    assert len(first) == 3 * POINTS - 2  # all three lines meet in one point
    assert first < second
    for row in second:
        assert sum(a != b for a, b in zip(row, usual, strict=True)) <= 1
    for i in range(3):
        on = sorted(row[i] for row in first if row[:i] + row[i + 1 :] == usual[:i] + usual[i + 1 :])
        assert on == [round(0.1 * k, 6) for k in range(POINTS)]
    new = sorted(row[1] for row in second - first)
    assert new == [round(0.7 + 0.1 * k / PARTS, 6) for k in range(1, PARTS)]


def test_what_is_found_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The planted jump is in table, page and figure; all else is called smooth."""
    found, _ = along(monkeypatch)
    table = found.table().set_index(["dial", "measure"])
    assert len(table) == 3 * len({*PRIMARY, *OTHERS})
    row = table.loc["control", "leads"]
    assert (row["found"], row["low"], row["high"]) == ("jump", 0.7, 0.8)
    assert row["largest"] == pytest.approx(10, abs=0.1)
    assert table.loc["push_share", "leads"]["typical"] == pytest.approx(0.5, abs=0.05)
    assert table["found"].dropna().value_counts().to_dict() == {"none": 26, "jump": 1}
    assert table.loc["control", "cost_per_lead"].isna()["found"]
    [jump] = found.divided().to_dict("records")
    assert jump["share"] == pytest.approx(1, abs=0.05)
    paths = smoothness.write(found, tmp_path)
    assert [p.relative_to(tmp_path).as_posix() for p in paths] == ["images/dials.svg", "dials.md"]
    page = paths[1].read_text(encoding="utf-8")
    assert "Jumps in 1 of 27 curves of a measure along a dial: control between 0.7 and 0.8." in page
    assert "| `control` | `leads` | 0.7–0.8 | +10.0 |" in page
    for fact in ("0123456789abcdef", "2,000 members", "104 weeks", "12 replicates", "seed 4",
                 "`pull`", "push_share 0.1"):  # fmt: skip
        assert fact in page
    assert re.search(r"on 20\d\d-\d\d-\d\d, model", page)
    assert len(re.findall(r"^\| `", page, re.M)) == len(table) + 1
    svg = ElementTree.parse(paths[0]).getroot()
    assert svg.tag.endswith("svg")
    assert "Jumps in 1 of 27" in paths[0].read_text(encoding="utf-8")


def test_two_pages_of_the_same_runs_are_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Catches a figure with chance or time in it; the page's date is that of the day."""
    written = []
    for name in ("a", "b"):
        found, _ = along(monkeypatch)
        written.append([p.read_bytes() for p in smoothness.write(found, tmp_path / name)])
    assert written[0][0] == written[1][0]


def test_headlines() -> None:
    """What is not found is not claimed, and what could not be judged is not counted."""
    table = pd.DataFrame({"found": ["none", "steep", np.nan]})
    none = pd.DataFrame(columns=dials.DIVIDED)
    assert headline(table, none) == "No jump found in 2 curves of a measure along a dial"
    assert set(FOUND) == set(VERDICTS)


def test_intervals_within_replicates() -> None:
    """A replicate's own level moves no interval; values inside of steps stand on the same level."""
    rng = np.random.default_rng(1)
    own = 100 * rng.normal(size=(50, 1))
    values = own + rng.normal(size=(50, 5))
    panel = Panel(np.linspace(0, 1, 5), values, np.array([0.1]), own + rng.normal(size=(50, 1)))
    points, mean, half = within(panel)
    assert points.tolist() == [0, 0.1, 0.25, 0.5, 0.75, 1]
    assert mean[0] == pytest.approx(values[:, 0].mean())
    assert half == pytest.approx(1.96 / np.sqrt(50), rel=0.5)


@pytest.mark.parametrize(
    "bad", ["--reps=2", "--points=2", "--workers=0", "--members=0", "--scenario=no"]
)
def test_wrong_words_are_said_together(
    bad: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, a line a problem, no trace, nothing written."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert smoothness.main([bad, "--out", str(tmp_path / "file")]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 2
    assert any("name a folder" in line for line in lines)
    assert any(bad.split("=")[1] in line for line in lines)


def test_measures_exist() -> None:
    """Catches a measure that was renamed, and a wrong one that is only found after the runs."""
    assert set(OTHERS) <= set(MEASURES) - set(PRIMARY)
    assert [p.key for p in dials.wrong(REPS, POINTS, ["leeds"])] == ["others"]


@pytest.mark.slow
def test_a_small_market_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Runs of the model, its page and its figure; the same command finds its runs again."""
    words = ["--members", "120", "--weeks", "6", "--reps", "3", "--out", str(tmp_path / "docs"),
             "--runs", str(tmp_path / "runs")]  # fmt: skip
    assert smoothness.main(words) == 0
    assert "93 runs to do" in capsys.readouterr().err
    page = (tmp_path / "docs" / "dials.md").read_text(encoding="utf-8")
    assert (
        len(re.findall(r"^\| `(?:push_share|control|acquisition)` \| `\w+` \| [a-z]", page, re.M))
        == 30
    )
    ElementTree.parse(tmp_path / "docs" / "images" / "dials.svg")
    assert smoothness.main(words) == 0
    assert "runs to do; " in (said := capsys.readouterr().err)
    assert re.search(r"^0 runs to do; \d+ found finished", said, re.M)
    runs = pd.read_parquet(tmp_path / "runs" / "runs.parquet")
    runs = runs[runs["focal"]]
    assert runs.groupby("replicate")[["luck_seed", "world_hash"]].nunique().eq(1).all(axis=None)
    assert runs.groupby([f"focal.{dial}" for dial in DIALS]).size().min() == 3
