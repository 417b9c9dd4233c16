"""Where compiled rules are kept: the first folder that can be written, and a word where it is another.

`BUYERNET_CACHE` names the folder; without it, it is the user's cache folder. Where that cannot be
written (a read-only or missing home), a private folder among the temporary files takes its place, and
where there is none either, rules are compiled anew in each process.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


class CacheWarning(UserWarning):
    """Compiled rules are kept elsewhere than expected, or nowhere."""


@dataclass(frozen=True)
class Cache:
    """A place for compiled rules.

    Attributes
    ----------
    folder : where they are, or would be
    kept : whether it can be written
    note : a line for the user where it is not the folder that was wanted, else empty
    """

    folder: Path
    kept: bool
    note: str


def _user_folder() -> Path | None:
    """The user's cache folder of this system; None where there is no home."""
    named = {"win32": "LOCALAPPDATA", "darwin": ""}.get(sys.platform, "XDG_CACHE_HOME")
    base = Path(os.environ.get(named, ""))
    if base.is_absolute():
        return base / "buyernet"
    below = {"win32": "AppData/Local", "darwin": "Library/Caches"}.get(sys.platform, ".cache")
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / below / "buyernet" if home.is_dir() else None


def writable(folder: Path) -> bool:
    """Whether files can be written in a folder, which is made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _temporary_folder() -> Path | None:
    """A folder among the temporary files that no other user can write; None where there is none.

    Compiled code is run when it is read, so a folder that somebody else has made is not taken.
    """
    try:
        base = Path(tempfile.gettempdir())
        if sys.platform == "win32":  # temporary files are each user's own
            return base / "buyernet"
        else:
            folder = base / f"buyernet-{os.getuid()}"
            folder.mkdir(mode=0o700, exist_ok=True)
            found = folder.lstat()
            mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
            return folder if mine and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) else None
    except OSError:
        return None


def cache_for(name: str) -> Cache:
    """The folder `name` for compiled rules, in the first place that can be written."""
    given = os.environ.get("BUYERNET_CACHE")
    root = Path(given) if given else _user_folder()
    if root is not None and writable(root / name):
        return Cache(root / name, True, "")
    why = f"{root} cannot be written" if root is not None else "there is no home folder"
    spare = _temporary_folder()
    if spare is not None and writable(spare / name):
        note = f"{why}: compiled rules are kept in {spare}; BUYERNET_CACHE names another folder"
        return Cache(spare / name, True, note)
    note = f"{why}: rules are compiled anew each time; BUYERNET_CACHE names a folder to keep them"
    return Cache((spare or root or Path()) / name, False, note)
