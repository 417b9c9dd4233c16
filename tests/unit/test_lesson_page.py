"""Grid and page of a lesson: paired, the same bytes each time, and never over another file."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments.cli import main
from experiments.lessons import build_lesson
from experiments.lessons.catalog import LESSONS
from experiments.lessons.facts import facts_of, filled
from experiments.lessons.grid import Grid, run_grid, seeds
from experiments.lessons.page import page_text, write_page
from experiments.stats import paired_contrast
from sim.engine.compiled import model_id
from sim.errors import BadInput
from sim.model import BuyerNetwork
from tests.unit.lesson_samples import TINIEST, TINY, UNREAD, tiny_grid

ROOT = Path(__file__).resolve().parents[2]


def data_of(page: str) -> dict:  # type: ignore[type-arg]
    """The numbers in a page."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found[1])


@pytest.fixture(scope="module")
def page() -> str:
    """The page of the tiny grid."""
    return page_text(tiny_grid())


@pytest.fixture(scope="module")
def tiniest() -> Grid:
    """A grid that is made again, in other ways."""
    return run_grid(UNREAD, TINIEST)


def test_grid_holds_every_plan() -> None:
    """Plans are all combinations of the dials; every run of each has its values."""
    grid = tiny_grid()
    sizes = [len(d.choices) for d in UNREAD.dials]
    assert len(UNREAD.plans()) == np.prod(sizes)
    assert UNREAD.start in UNREAD.plans()
    assert set(grid.values) == {m.key for m in UNREAD.measures}
    for key in ("sent", "answers", "leads", "doors", "idle"):
        assert np.isfinite(grid.values[key]).all(), key
    ends = sum(
        grid.values[k] for k in ("shut100", "unread100", "thrown100", "silent100", "answered100")
    )
    assert np.allclose(ends, 100.0, equal_nan=True)


def test_a_cell_is_the_models_own_run() -> None:
    """A value of the grid is what the model gives for that plan and seed; all plans share both."""
    grid, plan = tiny_grid(), (1, 2, 0)
    for replicate in range(2):
        seed = seeds(grid.seed, replicate)
        model = BuyerNetwork(UNREAD.scenario(plan, TINY), seed=seed).run()
        assert grid.of("leads", plan)[replicate] == model.summary["leads"]
        assert grid.of("sent", plan)[replicate] == model.summary["messages"]
        model.close()


def test_dials_move_the_settings_they_name() -> None:
    """Every position sets its path, and nothing else differs from the start."""
    for i, dial in enumerate(UNREAD.dials):
        for at, choice in enumerate(dial.choices):
            plan = UNREAD.plan({dial.key: at})
            here = UNREAD.scenario(plan, TINY).resolved
            for part in dial.path.split("."):
                here = here[part]
            assert here == choice.value
            assert [k for k, v in enumerate(plan) if v != UNREAD.start[k]] in ([], [i])


def test_workers_change_nothing(tiniest: Grid) -> None:
    """Processes give the grid that one process gives."""
    one, two = tiniest, run_grid(UNREAD, TINIEST, workers=2)
    assert all(np.array_equal(one.values[k], two.values[k], equal_nan=True) for k in one.values)


def test_answers_come_from_the_runs(page: str) -> None:
    """The page's answer to each question is the paired interval of its runs."""
    grid, data = tiny_grid(), data_of(page)
    for q, held in zip(UNREAD.questions, data["questions"], strict=True):
        a, b = UNREAD.plan(q.a), UNREAD.plan(q.b)
        c = paired_contrast(grid.of(q.measure, a), grid.of(q.measure, b))
        if c.ci_low > 1e-9:
            want = {"more"}
        elif c.ci_high < -1e-9:
            want = {"fewer"}
        else:
            want = {"unclear", "same"}
        assert held["direction"] in want
        assert (held["a"], held["b"]) == (UNREAD.plans().index(a), UNREAD.plans().index(b))


def test_differences_are_mirror_images() -> None:
    """Plan B minus plan A says what plan A minus plan B says."""
    grid, a, b = tiny_grid(), (2, 1, 0), (0, 2, 1)
    one, other = grid.contrast("leads", a, b), grid.contrast("leads", b, a)
    assert one.low is not None
    assert (other.mean, other.low, other.high) == (-one.mean, -one.high, -one.low)  # type: ignore[operator]
    difference = grid.of("leads", a) - grid.of("leads", b)
    assert one.mean == pytest.approx(difference.mean(), rel=1e-4)


def test_same_seed_same_bytes(tiniest: Grid) -> None:
    """The runs and the page can be made again; another seed gives another page."""
    again, text = run_grid(UNREAD, TINIEST), page_text(tiniest)
    assert page_text(again) == text
    assert page_text(dataclasses.replace(again, seed=1)) != text


def test_page_stands_alone_and_says_what_it_is(page: str) -> None:
    """Nothing is loaded from elsewhere; model, seed, number of runs and the limits are said."""
    assert "://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"\b(src|srcset|@import)\s*=|url\(", page)
    assert "default-src 'none'" in page
    for fact in (model_id(), "seed 0", f"{TINY.reps} runs of each", "a rough guide only"):
        assert fact in page, fact
    assert "{" not in re.sub(r"<(style|script)[^>]*>.*?</\1>", "", page, flags=re.S)


def test_command_that_remakes_the_page() -> None:
    """The page of a size that the command has says which command made it."""
    grid = tiny_grid()
    lesson = dataclasses.replace(UNREAD, quick=TINY)
    text = page_text(dataclasses.replace(grid, lesson=lesson))
    assert "<code>buyernet lesson unread --html --quick --seed 0</code>" in text


def test_sections_are_closed_before_the_prediction(page: str) -> None:
    """Everything that follows from runs starts hidden."""
    for name in ("result", "compare", "why", "check", "next", "notebook"):
        assert re.search(rf'<section id="{name}"[^>]* hidden>', page), name


@pytest.fixture
def short_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that says its seed and no more: what is written where does not depend on the rest."""
    module = sys.modules["experiments.lessons.page"]
    monkeypatch.setattr(module, "page_text", lambda grid: f"seed {grid.seed}")


@pytest.mark.usefixtures("short_page")
def test_other_files_are_left_alone(tmp_path: Path) -> None:
    """The same content is fine, anything else is refused before the first run."""
    out = tmp_path / "page.html"
    assert write_page(tiny_grid(), out) == out
    before = out.read_bytes()
    assert write_page(tiny_grid(), out) == out
    with pytest.raises(BadInput, match="other content"):
        build_lesson("unread", out, size=TINY, seed=5, progress=pytest.fail)
    assert out.read_bytes() == before
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match="other content"):
        write_page(tiny_grid(), out)
    with pytest.raises(BadInput, match="folder"):
        build_lesson("unread", tmp_path, size=TINY, progress=pytest.fail)
    assert out.read_text(encoding="utf-8") == "mine"


@pytest.mark.usefixtures("short_page")
def test_default_name_follows_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`results/lesson-unread-<8 hex>.html`, once for the same content."""
    monkeypatch.chdir(tmp_path)
    first, second = write_page(tiny_grid()), write_page(tiny_grid())
    assert first == second
    assert re.fullmatch(r"lesson-unread-[0-9a-f]{8}\.html", first.name)
    other = write_page(dataclasses.replace(tiny_grid(), seed=1))
    assert sorted(p.name for p in Path("results").iterdir()) == sorted({first.name, other.name})
    assert other != first


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=list(LESSONS))
def test_lesson_is_whole(lesson: object) -> None:
    """Texts fill in, parts fit together, evidence exists, minutes add up to a lesson."""
    assert lesson is UNREAD or isinstance(lesson, type(UNREAD))
    facts = facts_of(UNREAD, TINY)
    for text in (*UNREAD.situation, *UNREAD.tries, *UNREAD.figures, *UNREAD.limits, *UNREAD.why):
        filled(text, facts)
    keys = {m.key for m in UNREAD.measures}
    named = [*UNREAD.rates, *UNREAD.totals, *UNREAD.compared, *(k for k, _ in UNREAD.fates)]
    assert keys.issuperset([*named, *(p.measure for p in UNREAD.predictions)])
    assert {q.measure for q in UNREAD.questions} <= set(UNREAD.compared)
    assert sum(part.minutes for part in UNREAD.time_plan) == 45
    with (ROOT / "docs" / "evidence.csv").open(encoding="utf-8", newline="") as file:
        assert {row["id"] for row in csv.DictReader(file)}.issuperset(UNREAD.evidence)


# -- the command --------------------------------------------------------------------------------
def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Exit code of a command."""
    monkeypatch.setattr("sys.argv", ["buyernet", *words])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The command with a tiny lesson, in a folder of its own."""
    monkeypatch.setitem(LESSONS, "unread", dataclasses.replace(UNREAD, quick=TINIEST))
    # The package holds the command under the name of its module.
    monkeypatch.setattr(sys.modules["experiments.cli.lesson"], "WORKERS", 1)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_command_writes_a_page(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Progress with time left on stderr, the place of the page on stdout."""
    assert typed(monkeypatch, "lesson", "unread", "--html", "--quick", "--out", "a/b.html") == 0
    said = capsys.readouterr()
    assert said.out == f"page: {Path('a/b.html')}\n"
    assert re.search(r"runs, about \d+ s left", said.err)
    assert (small / "a" / "b.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_command_prints_tables(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a terminal nobody is asked; nothing is written."""
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert typed(monkeypatch, "lesson", "unread", "--quick", "--quiet") == 0
    said = capsys.readouterr()
    assert UNREAD.question[:30] in said.out
    assert said.out.count("95% intervals") == len(UNREAD.dials[-1].choices)
    assert said.err == ""
    assert list(small.iterdir()) == []


def test_command_as_json(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every plan with its settings and intervals, and an answer to every question."""
    assert (
        typed(monkeypatch, "lesson", "unread", "--quick", "--json", "--quiet", "--seed", "4") == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert (found["seed"], found["reps"], found["out"]) == (4, 2, None)
    assert len(found["plans"]) == len(UNREAD.plans())
    assert len(found["questions"]) == len(UNREAD.questions)


def test_command_lists_lessons(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each lesson with its line."""
    assert typed(monkeypatch, "lesson", "--list") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{x.name}: {x.summary}" for x in LESSONS.values()
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("unred",), "did you mean 'unread'?"),
        ((), "needs a name"),
        (("unread", "--out", "x.html"), "add --html"),
        (("unread", "--reps", "1"), "--reps"),
    ],
)
def test_wrong_words(
    words: tuple[str, ...], why: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Exit code 2 and what would be right, one problem."""
    assert typed(monkeypatch, "lesson", *words) == 2
    said = capsys.readouterr().err
    assert why in said
    assert said.count("buyernet: ") == 1


def test_interrupt_leaves_nothing(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C in the middle: exit code 130 and no page."""

    def stop(*_: object) -> dict[str, float]:
        raise KeyboardInterrupt

    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setitem(LESSONS, "unread", dataclasses.replace(LESSONS["unread"], measure=stop))
    assert typed(monkeypatch, "lesson", "unread", "--html", "--quick") == 130
    assert "nothing was written" in capsys.readouterr().err
    assert list(small.iterdir()) == []
