"""Mistakes of users: every one named in one pass, exit code 2, no traceback, nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command

TEN = """\
extends = "nowhere"
summary = 3

[market]
members = -5
colour = "blue"
organisations = 5000
topics = 2
season = [1, 2,
  3]
this is not toml

[focal]
push_share = nan
control = "high"
hours = 3
seller = "Norhwind"

[focal.budget]
hours = -1.0

[focal.outreach]
contact_rules = "own_initative"

[focal.content]
product_share = 0.7
story_share = 0.6

[parameters.talk]
rte = 2.0

[[event]]
week = 3
path = "focal.push_shar"
value = 2

[[event]]
week = 9
until = 3
path = "market.members"
value = 2

[[event]]
week = 9
path = "focal.push_share"
value = [1, 2]
"""
#: Line, key and part of the reason of every mistake above.
MISTAKES = (
    (1, "extends", "no preset is named 'nowhere'"),
    (2, "summary", "must be text"),
    (5, "market.members", "must be at least 2 (people)"),
    (6, "market.colour", "unknown key"),
    (8, "market.topics", "at least categories, which is 4"),
    (9, "market.season", "52 weights"),
    (11, "", "not valid TOML"),
    (14, "focal.push_share", "must be a finite number from 0 to 1 (share)"),
    (15, "focal.control", "must be a number from 0 to 1 (share)"),
    (16, "focal.hours", "did you mean 'focal.budget.hours'"),
    (17, "focal.seller", "did you mean 'Northwind'"),
    (20, "focal.budget.hours", "must be at least 0"),
    (23, "focal.outreach.contact_rules", "did you mean 'own_initiative'"),
    (26, "focal.content.product_share", "add up to at most 1"),
    (30, "parameters.talk.rte", "did you mean 'rate'"),
    (34, "event.0.path", "did you mean 'push_share'"),
    (39, "event.1.until", "must not be before week, which is 9"),
    (40, "event.1.path", "the market is fixed before the first week"),
    (46, "event.2.value", "focal.push_share is [1, 2]; must be a number"),
)


@pytest.mark.parametrize("command", ["run", "check"])
def test_every_problem_at_once(command: str, here: Command, tmp_path: Path) -> None:
    """Each mistake of a file is named with its line and key, none is invented, none hides another."""
    (tmp_path / "bad.toml").write_text(TEN, encoding="utf-8")
    done = here(command, "bad.toml")
    assert done.code == 2
    lines = done.err.strip().splitlines()
    for line, key, why in MISTAKES:
        place = f"buyernet: bad.toml:{line}: {key}"
        assert any(text.startswith(place) and why in text for text in lines), (place, lines)
    assert len(lines) == len(MISTAKES)
    assert [p.name for p in tmp_path.iterdir()] == ["bad.toml"]


FINER = """\
seed = 3
[focal]
away = ["rep 77", "Rep 0"]
push_share = 2
[[event]]
week = 2
path = "focal.away"
value = ["rep 8", "rep 0"]
[[event]]
week = 2
path = "focal.seller"
value = "Harbour"
[[event]]
week = 2
path = "focal.budget"
value = {hours = 3.0}
[[event]]
week = 2
path = "rival"
value = []
[parameters.contact]
block_low = 1.0
block_high = 0.5
[focal]
contrl = 1
[market]
season = ["1"]
"""
FINER_MISTAKES = (
    (1, "seed", "--seed"),
    (3, "focal.away", "holds 'rep 77'; Northwind has rep 0 to 1"),
    (3, "focal.away", "did you mean 'rep 0'"),
    (4, "focal.push_share", "at most 1"),
    (8, "event.0.value", "holds 'rep 8'"),
    (11, "event.1.path", "who a seller is stays"),
    (16, "event.2.value", "must be a number, text"),
    (19, "event.3.path", "who a seller is stays"),
    (22, "parameters.contact.block_low", "at most block_high, which is 0.5"),
    (24, "", "[focal] stands twice"),
    (25, "focal.contrl", "did you mean 'control'"),
    (27, "market.season.0", 'is "1"; must be a number'),
)


def test_finer_mistakes_at_once(here: Command, tmp_path: Path) -> None:
    """What hides behind other mistakes is found too, and nothing that was taken out is missed."""
    (tmp_path / "bad.toml").write_text(FINER, encoding="utf-8")
    lines = here("check", "bad.toml").err.strip().splitlines()
    for line, key, why in FINER_MISTAKES:
        place = f"buyernet: bad.toml:{line}: {key}"
        assert any(text.startswith(place) and why in text for text in lines), (place, lines)
    assert len(lines) == len(FINER_MISTAKES)


def test_lines_are_in_the_order_of_the_file(here: Command, tmp_path: Path) -> None:
    """A user can mend a file from top to bottom."""
    (tmp_path / "bad.toml").write_text(TEN, encoding="utf-8")
    numbers = [int(x.split(":")[2]) for x in here("check", "bad.toml").err.strip().splitlines()]
    assert numbers == sorted(numbers)


def test_mistakes_of_files_and_command_line_together(here: Command, tmp_path: Path) -> None:
    """Two files and two options: all that is wrong with any of them."""
    (tmp_path / "a.toml").write_text("[focal]\ncontrol = 2\n", encoding="utf-8")
    (tmp_path / "b.toml").write_text("[market]\nweeks = 0\n", encoding="utf-8")
    done = here("compare", "a.toml", "b.toml", "nope", "--set", "focal.x=1", "--members", "1")
    assert done.code == 2
    for said in (
        "a.toml:2: focal.control", "b.toml:2: market.weeks", "no preset is named 'nope'",
        "command line: focal.x", "command line: market.members",
    ):  # fmt: skip
        assert said in done.err, done.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[market\nmembers = 1\n", ("bad.toml:1: is not valid TOML", "bad.toml:2: market.members")),
        ("[focal]\n[focal]\nx = 1\n", ("bad.toml:2: is not valid TOML",)),
        ("a = [1, 2\n[focal]\ncontrol = 3\n", ("bad.toml:1: is not", "bad.toml:3: focal.control")),
        ("summary = 'x\n[focal]\ncontrol = 3\n", ("bad.toml:1: is not", "bad.toml:3: focal")),
        ("\n".join("?" * 30), ("20 lines are not TOML",)),
        ('a = """\n[focal]\ncontrol = 0,3\nx = 1\n', ("bad.toml:1: is not", "bad.toml:3: is not")),
        ("[focal]\ncontrol = 0,5\n", ("a decimal point is a '.'",)),
        ("[focal]\nactive = True\n", ("write true or false",)),
        ("[focal]\ntrained = 50%\n", ("a share is a number such as 0.5",)),
        ("[focal]\ntrained =\n", ("there is no value",)),
        ("[focal]\nseller = Harbour\n", ("text must stand in quotes",)),
    ],
)
def test_what_is_no_toml_is_set_aside(
    text: str, said: tuple[str, ...], here: Command, tmp_path: Path
) -> None:
    """A broken line is named and the rest of the file is still checked."""
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    done = here("check", "bad.toml")
    assert done.code == 2
    assert all(part in done.err for part in said), done.err


def test_bytes_that_are_no_text(here: Command, tmp_path: Path) -> None:
    """Another encoding is named; a byte-order mark and Windows line ends are no mistake."""
    (tmp_path / "latin.toml").write_bytes('summary = "é"'.encode("latin-1"))
    assert "is not UTF-8 text" in here("check", "latin.toml").err
    (tmp_path / "bom.toml").write_bytes(
        b"\xef\xbb\xbfextends = 'pull'\r\n[focal]\r\ncontrol = 2\r\n"
    )
    done = here("check", "bom.toml")
    assert done.err.splitlines() == [
        "buyernet: bom.toml:3: focal.control: is 2; must be at most 1 (share)"
    ]


def test_files_that_come_back_to_themselves(here: Command, tmp_path: Path) -> None:
    """A circle of `extends` is named, not followed, and does not hide what else is wrong."""
    (tmp_path / "a.toml").write_text('extends = "b.toml"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('extends = "a.toml"\n[focal]\nx = 1\n', encoding="utf-8")
    done = here("run", "a.toml")
    assert done.code == 2
    assert "comes back to itself: a -> b -> a" in done.err
    assert "b.toml:3: focal.x" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run",), "Missing argument"),
        (("frobnicate",), "No such command"),
        (("compare", "push", "pull", "--reps", "0"), "greater than or equal to 1"),
        (("run", "pull", "--seed", "x"), "valid integer"),
        (("run", "pull", "--network", ""), "is empty"),
        (("run", "."), "is a folder"),
        (("run", "pull", "--set", "focal.control.x=1"), "has no keys below it"),
        (("run", "pull", "--set", "focal=1"), "must be a table of settings"),
        (("run", "pull", "--set", "hours=1"), "did you mean 'focal.budget.hours'"),
        (("run", "pull", "--set", "market.seller.9.name='x'"), "there is no entry '9'"),
        (("run", "pull", "--set", "focal.away='rep 9'"), "must be a list"),
        (("run", "pull", "--set", "focal.away=[rep 0]"), 'needs quotes: ["rep 0"]'),
        (("run", "pull", "--set", "focal.away=['rep 9']"), "Northwind has rep 0 to 1"),
        (("run", "pul"), "did you mean 'pull'"),
        (("run", "nowhere.toml"), "there is no such file"),
        (("run", "pull", "--set", "focal.push_shar=0.1"), "did you mean 'push_share'"),
        (("run", "pull", "--set", "focal.push_share=2"), "must be at most 1"),
        (("run", "pull", "--set", "focal.push_share"), "must be PATH=VALUE"),
        (("run", "pull", "--network", "nowhere"), "there is no such folder or file"),
        (("compare", "pull"), "at least two scenarios"),
        (("compare", "pull", "pull"), "named twice"),
        (("compare", "pull", "nope", "nada"), "no preset is named 'nada'"),
        (("run", "pull", "--members", "1"), "must be at least 2"),
        (("run", "pull", "--set", "focal.push_share='0.4'"), "must be a number"),
        (("run", "pull", "--set", "focal.push_share=true"), "must be a number"),
        (("run", "pull", "--set", "market.scale_budgets=yes"), "must be true or false"),
        (("run", "pull", "--set", "focal.control=" + "9" * 5000), "cannot be read"),
        (("run", "pull", "--set", "focal.control=" + "[" * 5000), "cannot be read"),
        (("run", "pull", "--set", "focal.control=0.1\n[market]"), "must be on one line"),
    ],
)
def test_bad_words(words: tuple[str, ...], said: str, here: Command, tmp_path: Path) -> None:
    """A wrong word is answered with what would be right, exit code 2, nothing left behind."""
    done = here(*words)
    assert done.code == 2
    assert said in done.err
    assert list(tmp_path.iterdir()) == []


def test_every_wrong_option_at_once(here: Command) -> None:
    """One wrong option does not hide the next."""
    done = here("compare", "push", "pull", "--reps", "0", "--thrads", "3", "--workers=0")
    assert done.code == 2
    for option in ("--reps", "--thrads", "--workers"):
        assert option in done.err
