"""Progress of many runs on stderr: on one line of a terminal, else on a few lines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from experiments.cli.options import say

if TYPE_CHECKING:
    from experiments.drive import Progress as Step

LINES = 20  # lines of progress where stderr is no terminal


class Progress:
    """Says how far a drive through many runs is, and how long it will yet take."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet
        self.folder: Path | None = None
        self.here = self.failed = 0
        self._said = -1
        self._total = 0  # of this round; with --until there are several
        self._waiting = False
        self._open = False  # whether the terminal's line is not ended

    def begin(self, folder: Path, todo: int, found: int) -> None:
        """What there is to do."""
        self.folder = folder
        kept = f"; {found} found finished" if found else ""
        say(f"{todo} runs to do{kept}; results in {folder}", self.quiet)

    def show(self, step: Step) -> None:
        """How far it is."""
        from experiments.show import duration

        self.here, self.failed = step.here, step.failed
        if self.quiet:
            return
        if step.waiting:
            if not self._waiting:
                self._break()
                say(f"waiting for {step.waiting} runs that another command has in hand")
            self._waiting = True
            return
        self._waiting = False
        if step.total != self._total:
            self._total, self._said = step.total, -1
        left = f", about {duration(step.left)} left" if step.left and step.done < step.total else ""
        failed = f", {step.failed} failed" if step.failed else ""
        line = f"{step.done} of {step.total} runs{failed}{left}"
        if sys.stderr.isatty():
            print(f"\r  {line:<60}", end="", file=sys.stderr, flush=True)
            self._open = True
            if step.done + step.failed >= step.total:
                self._break()
        elif LINES * step.done // max(1, step.total) > self._said:
            self._said = LINES * step.done // max(1, step.total)
            say(f"  {line}")

    def _break(self) -> None:
        if self._open:
            print(file=sys.stderr, flush=True)
        self._open = False

    def end(self) -> None:
        """Exit code 1 where runs failed, with a line that says where they are."""
        self._break()
        if self.failed:
            say(
                f"buyernet: {self.failed} runs failed; {self.folder}/failures.parquet says which "
                "and why, and the same command tries them again"
            )
            raise typer.Exit(1)
