"""Which result folders there are, what they hold and how far they are; nothing is written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyarrow import ArrowException

from experiments.jobs import code_id
from experiments.manifest import MANIFEST, read_manifest
from experiments.parts import FIRST_PART
from experiments.presence import presence
from experiments.store import Store
from sim.errors import BadInput, Problem


@dataclass(frozen=True)
class Entry:
    """A result folder in a list.

    Attributes
    ----------
    folder : where it is
    command : what was typed
    status : `finished`, `interrupted`, `stopped by an error`, `incomplete`, `running` or `unreadable`
    runs, wanted : runs that are finished, and that its last command wanted; None if not known
    failed : runs that its last command gave up
    at_work : commands at work on it now
    size : bytes on the disk
    model : id of the code that made it
    present : whether that is the code that is installed; None where rules were replaced
    written : when its manifest was last written, in seconds of the system's clock, for ordering
    why : why it cannot be read; empty where it can
    """

    folder: Path
    command: str = ""
    status: str = "unreadable"
    runs: int | None = None
    wanted: int | None = None
    failed: int = 0
    at_work: int = 0
    size: int = 0
    model: str = ""
    present: bool | None = None
    written: float = 0.0
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        """The entry as plain data, without the clock."""
        return {
            "folder": str(self.folder), "command": self.command, "status": self.status,
            "runs": self.runs, "wanted": self.wanted, "failed": self.failed,
            "at_work": self.at_work, "bytes": self.size, "model": self.model,
            "present_code": self.present, "why": self.why,
        }  # fmt: skip


def folders_below(root: Path) -> Iterator[Path]:
    """Result folders at or below a folder, of any format; what lies inside one is not looked at.

    Raises
    ------
    BadInput   there is no such folder
    """
    if not root.is_dir():
        why = "is a file; name a folder" if root.exists() else "there is no such folder"
        raise BadInput([Problem(str(root), "", why)])
    for place, below, _ in os.walk(root):
        folder = Path(place)
        if _is_result(folder):
            below.clear()
            yield folder
        below[:] = sorted(name for name in below if not name.startswith("."))


def _is_result(folder: Path) -> bool:
    if (folder / "runs.parquet" / FIRST_PART).is_file():
        return True
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and "format" in said


def catalogue(root: Path) -> list[Entry]:
    """Every result folder at or below a folder, the one written last first."""
    found = [entry(folder) for folder in folders_below(root)]
    return sorted(found, key=lambda e: (-e.written, str(e.folder)))


def entry(folder: Path) -> Entry:
    """What there is to say of one result folder; one that cannot be read says why."""
    manifest = folder / MANIFEST
    written = manifest.stat().st_mtime if manifest.is_file() else 0.0
    size = size_of(folder)
    try:
        held = read_manifest(folder)
        store = Store.open(folder)
    except BadInput as bad:
        why = "; ".join(problem.why for problem in bad.problems)
        return Entry(folder, size=size, written=written, why=why)
    try:
        runs, wanted = len(store.finished()), wanted_of(store, held)
    except (OSError, ArrowException, KeyError, ValueError) as failure:
        why = f"cannot be read: {type(failure).__name__}"
        return Entry(folder, size=size, written=written, why=why)
    failed, at_work = int(held.get("failed", 0)), presence(folder).living
    own_rules = bool(held.get("rules"))
    return Entry(
        folder, str(held.get("command", store.identity.command)),
        status_of(str(held.get("status", "")), runs, wanted, failed, at_work), runs, wanted, failed,
        at_work, size, store.identity.model,
        None if own_rules else store.identity.model == code_id(), written,
    )  # fmt: skip


def status_of(said: str, runs: int, wanted: int | None, failed: int, at_work: int) -> str:
    """How far a result is, from its manifest, its runs and who is there."""
    if at_work:
        return "running"
    if said.startswith("interrupted"):
        return "interrupted"
    if said.startswith("stopped"):
        return "stopped by an error"
    whole = wanted is None or runs + failed >= wanted
    return "finished" if said == "finished" and whole else "incomplete"


def wanted_of(store: Store, manifest: dict[str, Any]) -> int | None:
    """Runs that the whole design asks for, those of other shards too; None if it does not say.

    Where runs go on until results are precise enough, those of the last round.
    """
    replicates = manifest.get("replicates")
    if manifest.get("until") or not isinstance(replicates, int):
        said = manifest.get("wanted")
        return said if isinstance(said, int) else None
    return len(store.identity.order) * int(manifest.get("points", 1)) * replicates


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(
        (Path(place) / name).lstat().st_size
        for place, _, names in os.walk(folder)
        for name in names
    )
