"""What a result folder says it holds: its manifest, or what its parts say where that is lost."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import ArrowException, parquet

from experiments.parts import FIRST_PART
from sim.errors import BadInput, Problem

MANIFEST = "manifest.json"
#: 1 had one map for markets of every size; 2 had a part a replicate and no types of its own.
FORMAT = 3


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a result folder says it holds, from its manifest or, if that is lost, from its parts.

    Raises
    ------
    BadInput   it says nothing that can be read, or is of another version
    """
    path = folder / MANIFEST
    found: Any = None
    with suppress(OSError, ValueError):
        found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or "format" not in found or not _says_what(found):
        found = _from_parts(folder) or found
    if not isinstance(found, dict) or "format" not in found:
        raise BadInput([_unreadable(folder)])
    if found.get("format") != FORMAT:
        why = (
            f"is of format {found.get('format')}, which another version of buyernet wrote; this one "
            f"reads format {FORMAT}: run the command again into a new folder"
        )
        raise BadInput([Problem(str(path), "format", why)])
    return found


def _unreadable(folder: Path) -> Problem:
    path = folder / MANIFEST
    if path.exists():
        return Problem(str(path), "", "cannot be read as a manifest")
    if folder.is_dir():
        return Problem(str(folder), "", "there is no result here")
    why = "is a file; name a result folder" if folder.exists() else "there is no such folder"
    return Problem(str(folder), "", why)


def _says_what(found: dict[str, Any]) -> bool:
    """Whether a manifest of this format says what the folder holds."""
    return found["format"] != FORMAT or isinstance(found.get("identity"), dict)


def is_begun(folder: Path) -> bool:
    """Whether a folder holds a result, or one that somebody has begun."""
    return (folder / MANIFEST).exists() or _from_parts(folder) is not None


def _from_parts(folder: Path) -> dict[str, Any] | None:
    """What the first part of a table, `runs` before others, says of the whole."""
    paths = sorted(folder.glob(f"*.parquet/{FIRST_PART}"), key=lambda p: p.parent.stem != "runs")
    for path in paths:
        with suppress(OSError, ArrowException, KeyError, ValueError):
            schema: pa.Schema = parquet.read_schema(path)
            said = json.loads((schema.metadata or {})[b"buyernet"])
            if isinstance(said, dict):
                return said
    return None
