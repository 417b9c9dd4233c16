"""Who works on what: several commands on one result folder share its runs.

Each command holds a lock for as long as it lives, which the system lets go of when it ends, however
it ends; what it has in hand stands in a file beside. A command whose lock can be had is gone, and its
runs are free again. Nothing that is kept depends on this: where the file system has no locks, two
commands would do the same runs twice, with the same rows.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

FOLDER = ".claims"
PATIENCE = 120  # seconds to wait for another command that is choosing its next runs (assumption)


@contextmanager
def gate(folder: Path) -> Iterator[None]:
    """While this lasts nobody else begins on a result folder or takes runs of it."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / FOLDER / "gate.lock", timeout=PATIENCE)
    try:
        lock.acquire()
    except (OSError, NotImplementedError):  # no locks here
        yield
        return
    try:
        yield
    finally:
        lock.release()


class Claims:
    """The runs that one command has in hand, among the commands on a folder.

    Attributes
    ----------
    shared : whether the file system has locks, so that others are seen
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self.folder.mkdir(parents=True, exist_ok=True)
        self._name = uuid.uuid4().hex[:12]
        self._mine: set[str] = set()
        self._gate = FileLock(self.folder / "gate.lock", timeout=PATIENCE)
        self._life = FileLock(self._life_of(self._name), timeout=0)
        self.shared = True
        try:
            with self._gate:
                self._life.acquire()
        except (OSError, NotImplementedError):
            self.shared = False

    def _life_of(self, name: str) -> Path:
        return self.folder / f"{name}.lock"

    def _hands_of(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    @contextmanager
    def alone(self) -> Iterator[set[str]]:
        """While this lasts no other command takes runs: what others who live have in hand."""
        if not self.shared:
            yield set()
            return
        with self._gate:
            yield {key for name in self._others() for key in self._read(name)}

    @property
    def mine(self) -> frozenset[str]:
        """What this command has in hand."""
        return frozenset(self._mine)

    def others(self) -> int:
        """Number of other commands at work on the folder."""
        if not self.shared:
            return 0
        with self._gate:
            return len(self._others())

    def _others(self) -> list[str]:
        living = []
        for path in sorted(self.folder.glob("*.lock")):
            name = path.stem
            if name in ("gate", self._name):
                continue
            probe = FileLock(path, timeout=0)
            try:
                probe.acquire()
            except Timeout:
                living.append(name)
                continue
            probe.release()
            self._hands_of(name).unlink(missing_ok=True)
            with suppress(OSError):
                path.unlink()
        return living

    def _read(self, name: str) -> list[str]:
        try:
            found: list[str] = json.loads(self._hands_of(name).read_text(encoding="utf-8"))
        except (OSError, ValueError):  # it has nothing yet
            return []
        return found

    def take(self, keys: list[str]) -> None:
        """Note runs as being in hand; to be called while `alone`."""
        self._mine.update(keys)
        self._write()

    def give_back(self, keys: list[str]) -> None:
        """Note runs as no longer in hand: they are kept, or were given up."""
        self._mine.difference_update(keys)
        self._write()

    def _write(self) -> None:
        draft = self._hands_of(self._name).with_suffix(".new")
        draft.write_text(json.dumps(sorted(self._mine)), encoding="utf-8")
        draft.replace(self._hands_of(self._name))

    def close(self) -> None:
        """Give back everything."""
        self._mine.clear()
        if self.shared and self._life.is_locked:
            self._hands_of(self._name).unlink(missing_ok=True)
            self._life.release()
            with suppress(OSError):
                self._life_of(self._name).unlink()
