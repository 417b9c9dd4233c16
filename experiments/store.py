"""A result folder: tables of immutable parts, and a manifest.

A finished batch is one part in every table. A part is written under a temporary name, flushed to
the disk and renamed, so that a reader sees all of it or nothing; its part of `runs` comes last and
says that the batch is finished. Nothing is ever rewritten.
"""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import ArrowInvalid, parquet

from sim.errors import BadInput, Problem

MANIFEST = "manifest.json"
#: Tables of a result; `runs` is written last and marks a batch as finished.
FIRST_ONLY = (  # for replicate 0 alone, if at all
    "map_people", "map_ties", "map_groups", "map_links", "assumptions", "warnings",
)  # fmt: skip
TABLES = ("weeks", "leads", "cascades", "groups", *FIRST_ONLY, "runs")
FORMAT = 2  # 1 had one map for markets of every size
#: What Windows does not allow in names of files: a result folder must open on every system.
#: Parts of an identity as users know them.
WORDS = {
    "scenarios": "settings of the scenarios", "networks": "content of the network's files",
    "order": "names or order of the scenarios", "model": "version of the model",
    "world_seed": "world seed", "luck_seed": "luck seed",
}  # fmt: skip
FORBIDDEN = frozenset('<>:"/\\|?*')
RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³"}
)
LONGEST = 100  # characters of a name; Windows allows 260 for a whole path


def name_problem(name: str) -> str:
    """Why a name cannot be that of a file on every system; empty where it can."""
    bad = sorted({c for c in name if c in FORBIDDEN or not c.isprintable()})
    if bad:
        return f"cannot be a file name on every system; leave out {' '.join(map(repr, bad))}"
    if not name or name.rstrip(" .") != name:
        return (
            "cannot be a file name on every system; it must not be empty or end in a dot or space"
        )
    if name.split(".")[0].strip().lower() in RESERVED:
        return "cannot be a file name on every system; Windows reserves it"
    return f"is longer than {LONGEST} characters" if len(name) > LONGEST else ""


def same_file(name: str) -> str:
    """Names with the same outcome are the same file on some systems: case and accents fold."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that it is whole or not there; OSError where the disk refuses."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class Store:
    """A result folder on disk.

    Parameters
    ----------
    folder : where it is, or is to be made
    identity : what the folder holds: command and everything that can change its results

    Raises
    ------
    BadInput   the folder holds something else, or cannot be used
    """

    def __init__(self, folder: Path, identity: dict[str, Any]) -> None:
        self.folder = folder
        self.identity = identity
        path = folder / MANIFEST
        if folder.exists() and not folder.is_dir():
            raise BadInput([Problem(str(folder), "--out", "is a file; name a folder")])
        if path.exists():
            held = self.manifest()
            if held.get("identity") != identity:
                raise BadInput([Problem(str(folder), "--out", self._clash(held))])
        elif folder.exists() and any(folder.iterdir()):
            why = "holds other files; name an empty or new folder"
            raise BadInput([Problem(str(folder), "--out", why)])
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            why = f"cannot be made: {failure.strerror}"
            raise BadInput([Problem(str(folder), "--out", why)]) from None

    def _clash(self, held: dict[str, Any]) -> str:
        other = held.get("identity", {})
        differ = [WORDS.get(k, k) for k in self.identity if other.get(k) != self.identity[k]]
        return (
            f"already holds another result ({held.get('command', 'unknown')}); "
            f"this command differs in {', '.join(differ) or 'its parts'}; name another folder"
        )

    def manifest(self) -> dict[str, Any]:
        """What the folder says it holds; BadInput where it cannot be read."""
        path = self.folder / MANIFEST
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise BadInput([Problem(str(path), "", "cannot be read as a manifest")]) from None
        if found.get("format") != FORMAT:
            why = f"has format {found.get('format')}; this version reads {FORMAT}"
            raise BadInput([Problem(str(path), "format", why)])
        return found

    def write_manifest(self, **facts: Any) -> None:
        """Write the manifest anew from its facts."""
        content = {"format": FORMAT, **facts, "identity": self.identity}
        text = json.dumps(content, indent=2, sort_keys=True) + "\n"
        write_atomically(self.folder / MANIFEST, text.encode())

    def has(self, batch: str) -> bool:
        """Whether a batch is finished and its parts can be read; a damaged one is made again."""
        for name in (t for t in TABLES if t not in FIRST_ONLY):
            try:
                parquet.read_metadata(self.folder / f"{name}.parquet" / f"{batch}.parquet")
            except (OSError, ArrowInvalid):
                return False
        return True

    def batches(self) -> list[str]:
        """Names of all finished batches, sorted."""
        return sorted(p.stem for p in (self.folder / "runs.parquet").glob("[!.]*.parquet"))

    def write(self, batch: str, tables: dict[str, pd.DataFrame]) -> None:
        """Keep a finished batch."""
        for name in (t for t in TABLES if t in tables):
            data: bytes = tables[name].to_parquet(index=False)
            write_atomically(self.folder / f"{name}.parquet" / f"{batch}.parquet", data)

    def read(self, table: str, batches: list[str] | None = None) -> pd.DataFrame:
        """A table over finished batches, or over some of them, in the order of replicates."""
        chosen = self.batches() if batches is None else batches
        paths = [self.folder / f"{table}.parquet" / f"{b}.parquet" for b in chosen]
        parts = [pd.read_parquet(path) for path in paths if path.is_file()]
        whole = pd.concat(parts, ignore_index=True)
        return whole.sort_values("replicate", kind="stable", ignore_index=True)

    def write_text(self, name: str, text: str) -> Path:
        """Write a text file of the folder; where it is."""
        path = self.folder / name
        write_atomically(path, text.encode())
        return path
