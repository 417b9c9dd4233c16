"""Ablations: which measures are said to have moved, what is called dead, and what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import ablation
from experiments.ablation import Facts, page, wanted
from experiments.cli.inputs import changes
from experiments.drive import Progress
from experiments.switched import (
    ORDER,
    WITH,
    WITHOUT,
    Switch,
    ablate,
    arms,
    groups,
    judge,
    merged,
    singles,
)
from sim.engine.compiled import model_id
from sim.errors import BadInput
from sim.mechanisms import ATTENTION, GROUPS, MECHANISMS, Mechanism
from sim.scenarios.load import load
from tests.conftest import ABLATION, stale_page

TINY = load("base").set_all({"market.members": 80, "market.weeks": 6, "market.warmup": 2})
LABEL = Mechanism("a label", ("MB-01",), ATTENTION, {"market.currency": "shells"})
NOBODY = Switch("a label", (LABEL,))
READ = Switch("attention", (MECHANISMS[0],))


def at(settings: object, path: str) -> object:
    """The value of a setting by dotted path."""
    for part in path.split("."):
        settings = settings[int(part)] if part.isdigit() else getattr(settings, part)  # type: ignore[index]
    return settings


# --- arms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("switch", groups(), ids=lambda s: s.label)
def test_arms_of_a_group(switch: Switch) -> None:
    """Catches mechanisms of one group that ask for two values of a setting, and half a switch."""
    acting, idle = arms(TINY, switch.mechanisms)
    assert (acting.name, idle.name) == (WITH, WITHOUT)
    for m in switch.mechanisms:
        assert all(at(acting.settings, path) == value for path, value in m.on.items())
        assert all(at(idle.settings, path) == value for path, value in m.neutral.items())
        kept = set(m.given) - {path for n in switch.mechanisms for path in n.neutral}
        assert all(at(idle.settings, path) == m.given[path] for path in kept)


def test_every_mechanism_is_in_one_group() -> None:
    """Catches a mechanism that no ablation switches off."""
    found = [m.name for s in groups() for m in s.mechanisms]
    assert sorted(found) == sorted(m.name for m in MECHANISMS)
    assert [s.label for s in singles(groups(["search"]))] == [
        m.name for m in MECHANISMS if m.group == "search"
    ]


def test_settings_that_clash() -> None:
    """Catches a group of which one mechanism silently wins over another."""
    assert merged([{"a": 1, "b": 2}, {"b": 2, "c": 3}]) == {"a": 1, "b": 2, "c": 3}
    with pytest.raises(ValueError, match="b is wanted at 2 and at 4"):
        merged([{"b": 2}, {"b": 4}])


# --- what has moved ------------------------------------------------------------------------------


def values(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_judge_tells_shift_from_luck() -> None:
    """Catches a shift that is not seen, luck that is, and a measure that was hardly ever there."""
    rng = np.random.default_rng(5)
    luck, noise = rng.normal(size=(2, 20))
    rare = np.where(np.arange(20) < 4, 1.0, np.nan)
    idle = values(leads=luck, won=luck, posts=np.zeros(20), wom_r=rare, reach=luck)
    acting = values(
        leads=luck + 3.0 + 0.1 * noise, won=luck + noise - noise.mean(), posts=np.full(20, 2.0),
        wom_r=rare, reach=luck,
    )  # fmt: skip
    effect = judge(READ, acting, idle)
    table = effect.table.set_index("measure")
    assert table.index.tolist() == [m for m in ORDER if m in ("leads", "won", "posts", "reach")]
    assert effect.moved["measure"].tolist() == ["leads", "posts"]
    assert table.loc["leads", "difference"] == pytest.approx(3.0 + 0.1 * noise.mean())
    assert table.loc["leads", "with_mean"] - table.loc["leads", "without_mean"] == pytest.approx(
        table.loc["leads", "difference"]
    )
    assert table.loc["posts", ["low", "high"]].tolist() == [2.0, 2.0]
    assert not effect.dead
    assert not effect.same


def test_intervals_allow_for_all_measures() -> None:
    """Catches intervals of single measures: of many that only luck moves, some would seem to move.

    40 measures of pure luck, 60 times: one of 40 moves in some 3 of them if the allowance is made, and
    in some 52 if it is not. The bound is far from both.
    """
    rng = np.random.default_rng(9)
    names = ORDER[:40]
    seeming = 0
    for _ in range(60):
        idle = pd.DataFrame(rng.normal(size=(20, 40)), columns=names)
        acting = pd.DataFrame(rng.normal(size=(20, 40)), columns=names)
        seeming += not judge(READ, acting, idle).dead
    assert seeming <= 15


def test_a_rare_measure_hides_nothing() -> None:
    """Catches a joint interval that the rarest measure rules: shifts of 5 standard errors go unseen."""
    rng = np.random.default_rng(7)
    names = ORDER[:12]
    idle = pd.DataFrame(np.zeros((20, 12)), columns=names)
    acting = idle.copy()
    for j, name in enumerate(names[1:], 1):  # 1 to 11 of 20 pairs differ at all
        acting.loc[rng.permutation(20)[:j], name] = 1.0
    noise = rng.normal(size=20)
    acting[names[0]] = (noise - noise.mean()) / noise.std(ddof=1) + 5.0 / np.sqrt(20)
    assert names[0] in judge(READ, acting, idle).moved["measure"].tolist()
    assert names[1] not in judge(READ, acting, idle).moved["measure"].tolist()


def test_means_are_over_pairs() -> None:
    """Catches means over other replicates than the difference."""
    idle = values(leads=[1.0, 1.0, 1.0, 1.0, 1.0, 50.0])
    acting = values(leads=[2.0, 2.0, 2.0, 2.0, 2.5, np.nan])
    [row] = judge(READ, acting, idle).table.to_dict("records")
    assert (row["with_mean"], row["without_mean"]) == (pytest.approx(2.1), 1.0)


# --- runs ----------------------------------------------------------------------------------------


def test_ablation_of_a_tiny_market(tmp_path: Path) -> None:
    """Catches a switch that reaches nothing and is not called dead; runs that are made twice."""
    steps: list[Progress] = []
    switches = [READ, NOBODY]
    found = ablate(TINY, switches, reps=5, workers=1, folder=tmp_path, watch=steps.append)
    assert [e.switch for e in found] == switches
    assert [e.pairs for e in found] == [5, 5]
    assert not found[0].same
    assert found[1].same
    assert found[1].dead
    assert [s.total for s in steps] == [20] * len(steps)
    done = [s.done for s in steps]
    assert done == sorted(done)
    assert done[-1] == 20
    steps.clear()
    again = ablate(TINY, switches, reps=5, workers=1, folder=tmp_path, watch=steps.append)
    assert steps == []
    pd.testing.assert_frame_equal(again[0].table, found[0].table)


@pytest.mark.slow
def test_every_group_reaches_something(tmp_path: Path) -> None:
    """Catches a group that no ablation can switch off: runs with it and without it are the same."""
    base = load("base").set_all({"market.members": 300, "market.weeks": 40, "market.warmup": 20})
    found = ablate(base, groups(), reps=5, workers=2, folder=tmp_path)
    assert [e.switch.label for e in found] == list(GROUPS)
    assert [e.switch.label for e in found if e.same] == []
    assert all(e.pairs == 5 for e in found)
    text = page(FACTS, found, [])
    assert all(f"\n### {name}\n" in text for name in GROUPS)


# --- the page ------------------------------------------------------------------------------------

FACTS = Facts(TINY, 20, 3, "0123456789abcdef", "2030-01-02", "python -m experiments.ablation")


def test_page_says_what_it_is_of() -> None:
    """Catches a table of which nobody knows the model, the market or the method."""
    idle = values(leads=np.arange(20.0), won=np.zeros(20))
    alive = judge(READ, values(leads=np.arange(20.0) + 2.0, won=np.zeros(20)), idle)
    dead = judge(NOBODY, idle, idle)
    text = page(FACTS, [alive, dead], [])
    for word in ("0123456789abcdef", "2030-01-02", "80 members, 6 weeks after 2 of", "root 3", "`base`",
                 "20 paired", "95%", "Bonferroni", TINY.hash):  # fmt: skip
        assert word in text, word
    assert "| attention | MB-01 | 1 of 2 | leads +2" in text
    assert "Dead: find out why.\n\n- **a label**: runs with and without it are the same" in text
    assert "each by itself" not in text
    differing = judge(NOBODY, values(leads=np.resize([1.0, -1.0], 20)), values(leads=np.zeros(20)))
    assert "- **a label**: runs differ" in page(FACTS, [differing], [])
    alone = page(FACTS, [alive], [alive, dead])
    assert alone.count("Every one of them moved something.") == 1
    assert "## Mechanisms, each by itself" in alone


def test_stale_page_is_said() -> None:
    """Catches a page of another model that passes for one of this, and a reader that cannot read it."""

    def stale(text: str) -> str:
        return stale_page("ABLATIONS", ABLATION, text, "python -m experiments.ablation")

    assert "of 2030-01-02 is of model 0123456789abcdef" in stale(page(FACTS, [], []))
    assert stale(page(FACTS._replace(model=model_id()), [], [])) == ""
    assert "does not say" in stale("# Ablation\n")


def test_command_writes_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Catches a command that does not do what its options say."""
    monkeypatch.chdir(tmp_path)
    words = ["--members", "80", "--weeks", "4", "--set", "market.warmup=1", "--reps", "5"]
    words += [
        "--group",
        "delivery",
        "--workers",
        "1",
        "--each",
        "--seed",
        "4",
        "--out",
        "a/page.md",
    ]
    monkeypatch.setattr("sys.argv", ["ablation", *words])
    assert ablation.main() == 0
    said = capsys.readouterr()
    assert "a/page.md" in said.out
    assert "kept in results" in said.err.replace("\\", "/")
    text = (tmp_path / "a" / "page.md").read_text(encoding="utf-8")
    assert f"model `{model_id()}`" in text
    assert "80 members, 4 weeks after 1 of" in text
    tables = re.findall(r"^\| ([a-z, ]+) \| M[AB]-", text, re.M)
    assert tables == ["delivery", *(m.name for m in MECHANISMS if m.group == "delivery")]


# --- the list ------------------------------------------------------------------------------------


def listed(text: str) -> dict[str, dict[str, list[str]]]:
    """What the list says of each mechanism: words of the options with which it is on and off."""
    found: dict[str, dict[str, list[str]]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("  "):
            state, _, options = line.strip().partition(":")
            found[name][state] = shlex.split(options)
        elif line and not line.startswith("#"):
            name = line.rpartition(" (")[0]
            found[name] = {"on": []}
    return found


def test_list_says_what_switches_each_off(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Catches options that are left out, or that a command reads as other values."""
    monkeypatch.setattr("sys.argv", ["ablation", "--list"])
    assert ablation.main() == 0
    found = listed(capsys.readouterr().out)
    assert list(found) == [m.name for m in MECHANISMS]
    base = load("base")
    for m in MECHANISMS:
        for state, settings in (("on", m.on), ("off", m.off)):
            options = found[m.name][state]
            assert set(options[::2]) <= {"--set"}
            read = base.set_all(changes(options[1::2]))
            assert read.settings == base.set_all(settings).settings, (m.name, state)
    monkeypatch.setattr("sys.argv", ["ablation", "--list", "--group", "search"])
    assert ablation.main() == 0
    one = listed(capsys.readouterr().out)
    assert list(one) == [m.name for m in MECHANISMS if m.group == "search"]


def test_bad_words_are_said_together(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Catches a command that names one mistake at a time, or ends in a traceback."""
    words = ["--members", "few", "--reps", "2", "--group", "sales", "--workers", "0"]
    monkeypatch.setattr("sys.argv", ["ablation", *words, "--set", "focal.contrl=1"])
    assert ablation.main() == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 5
    wrong = ("'few'", "at least 5", "'sales' is no group", "--workers", "did you mean 'control'")
    assert all(any(word in line for line in lines) for word in wrong)
    monkeypatch.setattr("sys.argv", ["ablation", "--repss", "5", "x"])
    assert ablation.main() == 2
    assert "--help" in capsys.readouterr().err
    with pytest.raises(BadInput, match="is no group"):
        groups(["nonsense"])


def test_defaults_are_those_that_are_documented() -> None:
    """Catches a default that moves the page, the runs or the base without a word."""
    found = wanted([])
    assert (found.base.name, found.reps, found.seed) == ("base", 20, 0)
    assert found.out == Path("docs/ablation.md")
    assert found.runs.parts[0] == "results"
    assert [s.label for s in found.switches] == list(GROUPS)
    assert wanted(["--seed", "1"]).runs != found.runs != wanted(["--weeks", "9"]).runs
