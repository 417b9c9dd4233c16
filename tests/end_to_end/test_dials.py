"""Names and dials from the command line: the rows that a preset and its dials give."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.agents.seller import components
from sim.scenarios.files import PRESETS
from sim.scenarios.load import load
from sim.scenarios.schema import Voice
from tests.end_to_end.conftest import Command

SMALL = ("--members", "120", "--weeks", "8", "--set", "market.warmup=4", "--no-report", "--quiet")


def rows(folder: Path, table: str, beside: tuple[str, ...] = ()) -> pd.DataFrame:
    """A table without the scenario's name, and without the columns named beside it."""
    found = pd.read_parquet(folder / f"{table}.parquet")
    return found.drop(columns=["scenario", *(c for c in beside if c in found)])


def assert_same_rows(one: Path, other: Path, *beside: str) -> None:
    """Runs and weeks of two result folders are the same to the bit, but for some columns."""
    for table in ("runs", "weeks"):
        a, b = rows(one, table, beside), rows(other, table, beside)
        assert len(a) > 0
        pd.testing.assert_frame_equal(a, b, check_exact=True)


def test_a_renamed_preset_has_the_same_rows(here: Command, tmp_path: Path) -> None:
    """Catches a runner that treats a preset by its name; the copy has the name of another preset."""
    copy = tmp_path / "push-mass.toml"
    copy.write_text((PRESETS / "pull.toml").read_text(encoding="utf-8"), encoding="utf-8")
    here("run", "pull", *SMALL, "--out", "a", check=0)
    here("run", "push-mass.toml", *SMALL, "--out", "b", check=0)
    assert_same_rows(tmp_path / "a", tmp_path / "b")
    here("run", "push-mass", *SMALL, "--out", "c", check=0)
    assert not rows(tmp_path / "a", "weeks").equals(rows(tmp_path / "c", "weeks"))


def test_components_give_the_rows_of_their_dials(here: Command, tmp_path: Path) -> None:
    """`--set` of the components gives the rows that `--set` of the dials gives."""
    dials = {"focal.control": 0.3, "focal.acquisition": 0.85}
    found = components(load("base").set_all(dials).settings.focal)._asdict()
    direct = {f"focal.voice.{name}": found[name] for name in Voice.model_fields}
    for out, sets in (("dials", dials), ("direct", direct), ("usual", {})):
        words = [word for path, x in sets.items() for word in ("--set", f"{path}={x!r}")]
        here("run", "base", *words, *SMALL, "--out", out, check=0)
    assert_same_rows(tmp_path / "dials", tmp_path / "direct", "job")  # a hash of the settings
    assert not rows(tmp_path / "dials", "weeks").equals(rows(tmp_path / "usual", "weeks"))
