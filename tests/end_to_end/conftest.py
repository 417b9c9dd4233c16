"""The command line called in this process: what it says and how it ends, without the start-up."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from experiments.cli import main


@dataclass(frozen=True)
class Done:
    """A finished command."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture
def here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Command:
    """`here("run", "pull")` runs a command in an empty folder; BadInput must not get out of it.

    `check` is the exit code that it must have.
    """

    def call(*words: str, check: int | None = None) -> Done:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["buyernet", *words])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        assert isinstance(end.value.code, int)
        assert check in (None, end.value.code), said.out + said.err
        return Done(end.value.code, said.out, said.err)

    return call
