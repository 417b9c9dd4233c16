"""Names that can be files on every system, and files that are whole or not there."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
import uuid
from pathlib import Path

#: What Windows does not allow in names of files: a result folder must open on every system.
FORBIDDEN = frozenset('<>:"/\\|?*')
RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³"}
)
LONGEST = 100  # characters of a name; Windows allows 260 for a whole path
DRAFT = ".draft"  # ending of files that are not finished
ABANDONED = 60.0  # seconds after which such a file is taken for left behind (assumption)


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


def write_atomically(path: Path, data: bytes, lasting: bool = True) -> None:
    """Write a file so that it is whole or not there.

    Parameters
    ----------
    lasting : whether that holds after a power cut too; what can be made again in a moment need not

    Raises
    ------
    OSError   the disk refuses, with the file's name; nothing is left behind
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name[:60]}.{uuid.uuid4().hex[:12]}{DRAFT}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        draft.replace(path)
        if lasting:
            _flush_folder(path.parent)
    except OSError as failure:
        failure.filename = failure.filename or str(path)
        raise
    finally:
        draft.unlink(missing_ok=True)


def is_abandoned(draft: Path) -> bool:
    """Whether nobody is writing a file that is not finished: a command that begins may be."""
    try:
        return time.time() - draft.stat().st_mtime > ABANDONED
    except OSError:
        return False


def _flush_folder(folder: Path) -> None:
    """Make the new name in a folder last; Windows has no such call and needs none."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
