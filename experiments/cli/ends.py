"""How commands with many runs end before their end."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, NoReturn

import typer

from experiments.cli.options import say

if TYPE_CHECKING:
    from experiments.cli.progress import Progress
    from experiments.drive import Incomplete


def interrupted(line: Progress) -> NoReturn:
    """What is kept after an interrupt, and how to go on; exit code 130."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # one is enough: let the rest end in order
    say(
        f"\ninterrupted: {line.here} runs finished now and all finished before are kept in "
        f"{line.folder or 'the result folder'}; the same command goes on from there"
    )
    raise typer.Exit(130) from None


def incomplete(part: Incomplete, as_json: bool) -> None:
    """A shard is done while runs are missing for what the command would show."""
    say(
        f"this part is done: {part.done} of {part.wanted} runs are finished in {part.folder}; when "
        "all are (or shards in other folders are merged by `buyernet results merge`), the command "
        "without --shard shows the result"
    )
    if as_json:
        print(json.dumps({"out": str(part.folder), "done": part.done, "wanted": part.wanted}))
