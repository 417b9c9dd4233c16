"""What a result folder says it holds: its manifest, or what its parts say where that is lost."""

from __future__ import annotations

import json
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
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = _from_parts(folder)
    if not isinstance(found, dict):
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


def _from_parts(folder: Path) -> dict[str, Any] | None:
    """What the first part of `runs` says of the whole."""
    try:
        schema: pa.Schema = parquet.read_schema(folder / "runs.parquet" / FIRST_PART)
        said = json.loads((schema.metadata or {})[b"buyernet"])
    except (OSError, ArrowException, KeyError, ValueError):
        return None
    return said if isinstance(said, dict) else None
