"""How-to pages that are run from top to bottom, as a reader would.

Blocks without a language are commands, `python` blocks share one namespace, `toml` and `csv` blocks are
files, named in backquotes on the line above them. Blocks marked `text` are shown only; those marked
`not-run` need machines that are not here, and their commands are checked without being run.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from experiments.cli import main

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "how-to"
#: Pages that are run as a whole.
WHOLE = (
    "sweeps.md", "querying.md", "clusters.md", "from-batch-run.md", "from-behaviorspace.md",
    "evidence.md", "programmes.md",
)  # fmt: skip
FENCE = re.compile(
    r"(?:^`(?P<file>[\w.-]+)`\n\n)?^```(?P<mark>[^\n]*)\n(?P<text>.*?)^```$", re.S | re.M
)

SHELL = re.compile(r"\$\(\(.*?\)\)|\$\{.*?\}|\$\w+")


class Block(NamedTuple):
    """A fenced block: the name above it, if there is one, the words of its mark, and its text."""

    file: str
    marks: tuple[str, ...]
    text: str


def blocks(page: str) -> list[Block]:
    """All blocks of a page."""
    found = FENCE.finditer((FOLDER / page).read_text(encoding="utf-8"))
    return [Block(m["file"] or "", tuple(m["mark"].split()), m["text"]) for m in found]


def commands(text: str) -> list[list[str]]:
    """Words of every buyernet command in a text.

    Lines may go on after a backslash; 1 stands for what a shell would fill in.
    """
    text = SHELL.sub("1", text.replace("\\\n", " "))
    lines = [line.strip() for line in text.splitlines()]
    return [shlex.split(s, comments=True)[1:] for s in lines if s.startswith("buyernet ")]


def run_command(words: list[str]) -> tuple[int, str]:
    """A command in this process: exit code, and all that it said."""
    said = io.StringIO()
    with (
        mock.patch.object(sys, "argv", ["buyernet", *words]),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0), said.getvalue()
    raise AssertionError("a command ends with an exit code")


def run_page(page: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Run a page in the present folder.

    Returns
    -------
    what each command said, and the names that there are after each Python block
    """
    said: list[str] = []
    names: list[dict[str, Any]] = []
    space: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(page):
        match block.marks:
            case ("toml" | "csv",):
                assert block.file, f"{page}: a file without a name:\n{block.text}"
                Path(block.file).write_text(block.text, encoding="utf-8")
            case ("python",):
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(block.text, page, "exec"), space)
                names.append(dict(space))
            case ():
                found = commands(block.text)
                assert len(found) == len([s for s in block.text.splitlines() if s[:1].isalpha()]), (
                    block
                )
                for words in found:
                    code, text = run_command(words)
                    assert code == 0, f"{page}: {shlex.join(words)}\n{text}"
                    said.append(text)
            case ("text",) | (_, "not-run"):
                pass
            case _:
                raise AssertionError(f"{page}: a block marked {' '.join(block.marks)!r}")
    return said, names
