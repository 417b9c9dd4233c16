"""Pages that are run from top to bottom, and what they say of it is so."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import typer.main

from experiments import ablation
from experiments.cli import app
from experiments.cli.inputs import (
    backend_of,
    changes,
    goes_on,
    loaded,
    shard_of,
    tables_of,
    targets_of,
)
from experiments.design import Design, parse_over
from experiments.sweeping import cells_of, points_of
from sim.scenarios.load import preset_names
from tests.docs.pages import FOLDER, WHOLE, blocks, commands, run_page


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_sweeps(empty: Path) -> None:
    """Blocks run; folders hold what the page says, and nothing is run twice."""
    said, names = run_page("sweeps.md")
    assert "9 runs to do" in said[0]
    assert "11 runs to do; 9 found finished" in said[-1]
    runs = pd.read_parquet(empty / "shares" / "runs.parquet")
    told = re.search(r"a row a run and seller: (.*?)\(", (FOLDER / "sweeps.md").read_text("utf-8"))
    assert told
    columns = [c for c in re.findall(r"`([\w.]+)`", told[1]) if c in runs.columns]
    assert [c for c in runs.columns[:6] if c != "focal.push_share"] == columns
    assert runs.columns[3] == "focal.push_share"
    timings = pd.read_parquet(empty / "shares" / "timings.parquet")
    assert (len(timings), timings["job"].nunique()) == (20, 20)
    assert len(names[0]["shares"].runs) == 9
    for folder, points in {"hypercube": 4, "sequence": 4, "corners": 3, "from-file": 4}.items():
        assert len(pd.read_csv(empty / folder / "points.csv")) == points
    row = pd.read_csv(empty / "precise" / "summary.csv").query("measure == 'brand_trust'")
    assert (row["ci_high"] - row["ci_low"] <= 2 * 0.05 * row["mean"]).all()


def test_queries_agree(empty: Path) -> None:
    """pandas, Polars and DuckDB answer the three questions alike."""
    pytest.importorskip("polars")
    pytest.importorskip("duckdb")
    _, names = run_page("querying.md")
    assert len(names) == 3
    pandas, polars, duckdb = map(answers, names)
    for other in (polars, duckdb):
        for one, two in zip(pandas, other, strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-12)
    leads, differences, weeks, mean, low, high = pandas
    assert leads.shape == (3,)
    assert differences.shape == (4,)
    assert weeks.tolist() == [1, 2, 3, 4]
    assert (low < mean).all()
    assert (mean < high).all()
    assert differences.mean() == pytest.approx(leads[2] - leads[0])  # the same pairs in both
    runs = names[1]["runs"]  # what is missing is null to every reader, and never NaN
    assert runs["cost_per_lead"].null_count() > 0
    assert not runs["cost_per_lead"].is_nan().any()


def answers(names: dict[str, Any]) -> list[np.ndarray]:
    """Leads, differences, and the band's weeks, means and ends, as plain arrays."""
    leads, differences = names["leads"], names["differences"]
    band = names["band"].reset_index() if hasattr(names["band"], "reset_index") else names["band"]
    first = leads if isinstance(leads, pd.Series) else leads["leads"]
    second = differences if isinstance(differences, pd.Series) else differences["leads"]
    columns = [band[c] for c in ("week", "mean", "low", "high")]
    return [np.asarray(values, dtype=float) for values in (first, second, *columns)]


def test_clusters() -> None:
    """Nothing of the page can run here; its Python and YAML are at least such."""
    yaml = pytest.importorskip("yaml")
    found = blocks("clusters.md")
    assert all("not-run" in block.marks for block in found)
    for block in found:
        if block.marks[0] == "python":
            compile(block.text, "clusters.md", "exec")
        if block.marks[0] == "yaml":
            assert yaml.safe_load(block.text)
    job = next(b.text for b in found if "kind: Job" in b.text)
    said = yaml.safe_load(job)["spec"]
    [script] = said["template"]["spec"]["containers"][0]["args"]
    assert f"/{said['completions']} " in script
    assert len(commands(script)) == 1


def test_from_batch_run(empty: Path) -> None:
    """The example runs, week by week."""
    _, [names] = run_page("from-batch-run.md")
    assert len(names["result"].runs) == 9
    assert names["result"].store.read("weeks")["week"].unique().tolist() == [1, 2, 3]


def test_from_behaviorspace(empty: Path) -> None:
    """The example gives the table that a reader of BehaviorSpace's expects."""
    run_page("from-behaviorspace.md")
    table = pd.read_csv(empty / "shares.csv")
    assert len(table) == 5 * 10 * 3
    assert table["run"].unique().tolist() == list(range(1, 51))
    assert table.groupby("run")["week"].apply(list).map(lambda w: w == [1, 2, 3]).all()


def test_evidence(
    empty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page's mechanism is the one that it says, and switching it off is possible as it says."""
    text = (FOLDER / "evidence.md").read_text(encoding="utf-8")
    _, (first, second) = run_page("evidence.md")
    [found] = [m for m in first["MECHANISMS"] if "MB-02" in m.rows]
    assert f"`{found.name} ({found.group}): off at {dict(found.neutral)}`" in text
    for path, value in re.findall(r"--set ([\w.]+)=([\d.]+)", text):
        switched = [m for m in first["MECHANISMS"] if path in {**m.neutral, **m.given}]
        assert any(
            float(value) in (m.neutral.get(path), m.used.get(path), m.given.get(path))
            for m in switched
        ), path
    assert [e.switch.label for e in second["effects"]] == ["search", "choice"]
    # The command that the page only shows, in the page's market.
    [line] = [b.text for b in blocks("evidence.md") if b.marks == ("text",)]
    words = [*line.split()[3:], "--scenario", "small.toml", "--reps", "5", "--members", "80"]
    monkeypatch.setattr(sys, "argv", ["ablation", *words, "--group", "search", "--workers", "1"])
    assert ablation.main() == 0
    assert "docs/ablation.md" in capsys.readouterr().out
    assert "search" in (empty / "docs" / "ablation.md").read_text(encoding="utf-8")


LINES = [(page, words) for page in WHOLE for b in blocks(page) for words in commands(b.text)]


@pytest.mark.parametrize(("page", "words"), LINES, ids=[" ".join(w)[:60] for _, w in LINES])
def test_commands_are_possible(page: str, words: list[str]) -> None:
    """Every command of a page, also those that are not run, has options and settings that exist."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("buyernet", list(words))
    name, command, rest = group.resolve_command(context, list(words))
    given = command.make_context(name, rest).params
    shard_of(given.get("shard", "1/1"))
    tables_of(given.get("tables", "runs"))
    targets_of(given.get("until"))
    goes_on(given.get("on_error", "stop"))
    backend_of(given.get("workers", 1), given.get("cluster"), given.get("insecure", False))
    changed = changes(given["set_"], given["members"], given["weeks"])
    if name == "sweep" and not given["points"] and set(given["names"]) <= set(preset_names()):
        scenarios = loaded(given["names"], changed)
        design = Design(given["design"] or "grid", parse_over(given["over"]), given["n"] or 0)
        points, _ = points_of(scenarios[0], design)
        assert len(cells_of(scenarios, points)) == len(points) * len(scenarios)


def test_commands_that_are_not_run_are_looked_at() -> None:
    """Catches a page whose commands the reader of blocks does not see."""
    assert sum(page == "clusters.md" for page, _ in LINES) == 5


@pytest.mark.parametrize("page", sorted(p.name for p in FOLDER.glob("*.md")))
def test_links_lead_somewhere(page: str) -> None:
    """Files and headings that a page points to are there."""
    for target in re.findall(r"\]\(([^):]+)\)", (FOLDER / page).read_text(encoding="utf-8")):
        name, _, heading = target.partition("#")
        path = FOLDER / name if name else FOLDER / page
        assert path.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.M)
            assert heading in {re.sub(r"[^\w -]", "", t).lower().replace(" ", "-") for t in titles}
