"""Who is at work on a result folder, seen from outside: nothing is written there.

Commands on a folder hold locks (see `experiments.claims`). Here those locks are only tried, shared and
for a moment, so that folders of others, and those that cannot be written, can be looked at.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from experiments.claims import FOLDER

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

TYPE = ".lock"
GATE = f"gate{TYPE}"
TRIES, PAUSE = 20, 0.05  # looks at a gate that somebody has shut, and seconds between (assumption)


@dataclass(frozen=True)
class Presence:
    """Commands at work on a folder, and files of those that are gone without having tidied up."""

    living: int
    dead: tuple[Path, ...]


def presence(folder: Path) -> Presence:
    """Who is at work on a folder, and what dead commands left."""
    place = folder / FOLDER
    gate = place / GATE
    with _shared(gate) as free:
        locks = sorted(p for p in place.glob(f"*{TYPE}") if p.name != GATE)
        if not free:  # somebody is choosing runs or beginning: locks are in motion
            return Presence(max(1, len(locks)), ())
        living = {p.stem for p in locks if not _is_free(p)}
    left = [p for p in place.glob("*") if p.name != GATE and p.name.split(".")[0] not in living]
    return Presence(len(living), tuple(sorted(left)))


def _is_free(path: Path) -> bool:
    with _shared(path, tries=1) as free:
        return free


@contextmanager
def _shared(path: Path, tries: int = TRIES) -> Iterator[bool]:
    """Share a lock for a moment: whether that is possible; a file that is not there is free."""
    handle = None
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
    if handle is None:
        yield True
        return
    try:
        free = _try(handle)
        for _ in range(tries - 1):
            if free:
                break
            time.sleep(PAUSE)
            free = _try(handle)
        yield free
        if free and sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
    finally:
        os.close(handle)


def _try(handle: int) -> bool:
    """Whether nobody holds the lock; where the system has none, nobody does."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True
