"""A result folder: tables of immutable parts, and a manifest that can be rebuilt from them.

Every batch of runs is one part in each table. A part is written under a temporary name in the same
folder, flushed to the disk and renamed, so that a reader sees all of it or nothing; the part of
`runs` comes last and says that its runs are finished. Nothing is ever rewritten. Each table begins
with a part without rows, `columns.parquet`, so that it can be opened before the first run is done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import ArrowException

from experiments.claims import gate
from experiments.identity import Identity
from experiments.manifest import FORMAT, MANIFEST, is_begun, read_manifest
from experiments.names import DRAFT, is_abandoned, write_atomically
from experiments.parts import (
    FIRST_PART,
    MARKS,
    Place,
    is_damaged,
    is_whole,
    part_name,
    places,
    readable,
    rows_of,
)
from experiments.tables import BESIDE, encode
from sim.errors import BadInput, Problem


class Store:
    """A result folder on disk.

    `Store.create` makes one or goes on with it; `Store.open` reads one that exists.

    Attributes
    ----------
    folder : where it is
    identity : what it holds
    """

    def __init__(self, folder: Path, identity: Identity) -> None:
        self.folder = folder
        self.identity = identity
        self.layout = identity.layout
        self._found: dict[str, Place] = {}  # by key of a finished run
        self._runs: dict[str, int] = {}  # runs of each part that `_found` knows
        self._unread: set[str] = set()  # parts that cannot be read

    # -- making and opening -----------------------------------------------------------------------
    @classmethod
    def create(cls, folder: Path, identity: Identity, facts: dict[str, Any]) -> Store:
        """Make a result folder, or go on with one that holds the same.

        Parameters
        ----------
        facts : what the manifest says beside the identity (command line, versions, seeds)

        Raises
        ------
        BadInput   the folder holds something else, or cannot be used
        """
        if folder.exists() and not folder.is_dir():
            raise BadInput([Problem(str(folder), "--out", "is a file; name a folder")])
        store = cls(folder, identity)
        if folder.exists() and not is_begun(folder) and not _only_drafts(folder):
            why = "holds other files; name an empty or new folder"
            raise BadInput([Problem(str(folder), "--out", why)])
        if is_begun(folder):
            store._check_same(facts)  # before anything is written
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with gate(folder):  # of two commands that begin at once, the second sees the first
                if is_begun(folder):
                    store._check_same(facts)
                store._begin(facts)
        except PermissionError as failure:
            why = f"cannot be made or written: {failure.strerror}"
            raise BadInput([Problem(str(folder), "--out", why)]) from None
        except (FileExistsError, NotADirectoryError, FileNotFoundError) as failure:
            why = f"cannot be made: {failure.strerror}"
            raise BadInput([Problem(str(folder), "--out", why)]) from None
        return store

    def _check_same(self, facts: dict[str, Any]) -> None:
        """Whether the folder holds what is wanted."""
        held = Store.open(self.folder)
        if held.identity.as_json() != self.identity.as_json():
            why = held._clash(self.identity, facts)
            raise BadInput([Problem(str(self.folder), "--out", why)])

    @classmethod
    def open(cls, folder: Path) -> Store:
        """An existing result folder.

        Raises
        ------
        BadInput   there is none, or it is of another version
        """
        manifest = read_manifest(folder)
        try:
            return cls(folder, Identity.from_json(manifest["identity"]))
        except (KeyError, TypeError):
            why = "does not say what the folder holds"
            raise BadInput([Problem(str(folder / MANIFEST), "identity", why)]) from None

    def _clash(self, wanted: Identity, facts: dict[str, Any]) -> str:
        held = read_manifest(self.folder).get("command", "unknown")
        return (
            f"already holds another result ({held}) than that of {facts.get('command', 'this')}; "
            f"they differ in {', '.join(self.identity.differs(wanted))}; name another folder"
        )

    def _begin(self, facts: dict[str, Any]) -> None:
        """First parts of all tables: their columns, and in them what a lost manifest said."""
        about = {"buyernet": json.dumps(self._content(facts))}
        for table in (*reversed(self.layout.tables), *BESIDE):  # that of `runs` first
            path = self.folder / f"{table}.parquet" / FIRST_PART
            if not is_whole(path):
                data = encode([], self.layout.schema(table), about)
                write_atomically(path, data, lasting=False)

    # -- the manifest -----------------------------------------------------------------------------
    def _content(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {"format": FORMAT, **facts, "identity": self.identity.as_json()}

    def manifest(self) -> dict[str, Any]:
        """What the folder says it holds; rebuilt from its parts where the file is lost."""
        return read_manifest(self.folder)

    def write_manifest(self, **facts: Any) -> None:
        """Write the manifest anew from its facts and from what is finished."""
        content = self._content({**facts, "runs": len(self.finished())})
        text = json.dumps(content, indent=2) + "\n"  # swept settings stay in their order
        write_atomically(self.folder / MANIFEST, text.encode())

    # -- what is finished -------------------------------------------------------------------------
    def parts(self, table: str = "runs") -> list[Path]:
        """Parts of a table that hold rows, sorted by name."""
        folder = self.folder / f"{table}.parquet"
        names = [p for p in folder.glob("*.parquet") if not p.name.startswith(".")]
        return sorted(p for p in names if p.name != FIRST_PART)

    def finished(self) -> dict[str, Place]:
        """Where the rows of every finished run are, by key; damaged parts do not count."""
        parts = (p.stem for p in self.parts() if p.stem not in self._runs)
        new = [part for part in parts if not self.damaged(part)]
        files = [self.folder / "timings.parquet" / f"{part}.parquet" for part in new]
        try:
            found = list(places(files, self.layout))
        except (OSError, ArrowException):  # some are damaged inside
            files = [f for f in files if readable(f)]
            self._unread |= set(new) - {f.stem for f in files}
            found = list(places(files, self.layout))
        self._runs |= dict.fromkeys((f.stem for f in files), 0)
        for key, place in found:
            self._found.setdefault(key, place)
            self._runs[place.part] += 1
        return self._found

    def runs_in(self, part: str) -> int:
        """Runs that a part holds, those that stand in another part too; 0 if it does not count."""
        return self._runs.get(part, 0)

    def damaged(self, part: str) -> bool:
        """Whether a part is missing in a table that should have it, or was cut short."""
        return part in self._unread or is_damaged(self.folder, self.layout, part)

    def tidy(self) -> list[str]:
        """Remove what killed commands and broken disks left; to be called by whoever is alone here.

        Returns
        -------
        list of names of damaged parts, whose runs are to be made again
        """
        finished = {p.stem for p in self.parts()}
        broken = sorted(part for part in finished if self.damaged(part))
        for table in (*self.layout.tables, "timings"):
            for path in self.parts(table):
                if path.stem not in finished or path.stem in broken:
                    path.unlink()
        for draft in self.folder.rglob(f".*{DRAFT}"):
            if is_abandoned(draft):
                draft.unlink(missing_ok=True)
        return broken

    # -- writing and reading ----------------------------------------------------------------------
    def write(self, keys: Sequence[str], tables: dict[str, bytes]) -> None:
        """Keep a batch: its part in every table, that of `runs` last.

        Raises
        ------
        OSError   the disk refuses; what was kept before is whole
        """
        if failures := tables.get("failures"):
            name = hashlib.sha256(failures).hexdigest()[:16]
            write_atomically(self.folder / "failures.parquet" / f"{name}.parquet", failures)
        if not keys:
            return
        name = part_name(keys)
        for table in (*self.layout.tables[:-1], "timings", "runs"):
            if table in tables:
                path = self.folder / f"{table}.parquet" / f"{name}.parquet"
                write_atomically(path, tables[table])

    def read(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        *,
        focal: bool = False,
        keys: Iterable[str] | None = None,
    ) -> pd.DataFrame:
        """A table over all finished runs, in the order of replicates, scenarios and points.

        Parameters
        ----------
        columns : columns wanted, in this order; default all
        focal : rows of the focal seller alone, of a table that says whose they are
        keys : runs wanted; default all
        """
        found = self.finished()
        wanted = found if keys is None else {k: found[k] for k in keys if k in found}
        schema = self.layout.schema(table)
        marks = [c for c in MARKS if c in schema.names]
        chosen = list(schema.names) if columns is None else list(columns)
        asked = list(dict.fromkeys([*marks, *chosen]))
        of_part: dict[str, list[Place]] = {}
        for place in wanted.values():
            of_part.setdefault(place.part, []).append(place)
        rows = [schema.empty_table().select(asked)]
        for part in sorted(of_part):
            path = self.folder / f"{table}.parquet" / f"{part}.parquet"
            if path.is_file():
                only = of_part[part] if len(of_part[part]) < self._runs[part] else None
                part_rows = rows_of(path, asked, focal=focal, only=only)
                rows.append(part_rows.cast(rows[0].schema))
        return self.in_order(pa.concat_tables(rows).to_pandas())[chosen]

    def in_order(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows in the order of replicates, scenarios and points."""
        rank = {name: i for i, name in enumerate(self.identity.order)}
        order = {"replicate": frame["replicate"], "scenario": frame["scenario"].map(rank)}
        if "point" in frame:
            order["point"] = frame["point"]
        keys = pd.DataFrame(order, index=frame.index)
        rows = keys.sort_values(list(order), kind="stable").index
        return frame.loc[rows].reset_index(drop=True)

    def write_text(self, name: str, text: str) -> Path:
        """Write a text file of the folder, which can be made again; where it is."""
        path = self.folder / name
        write_atomically(path, text.encode(), lasting=False)
        return path


def _only_drafts(folder: Path) -> bool:
    """Whether a folder holds nothing but what a command left that was killed as it began."""
    return all(
        p.name.endswith(DRAFT) or p.name == ".claims" or p.suffix == ".parquet"
        for p in folder.iterdir()
    )
