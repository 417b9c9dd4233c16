"""A result folder: tables of immutable parts, and a manifest that can be rebuilt from them.

Every batch of runs is one part in each table. A part is written under a temporary name in the same
folder, flushed to the disk and renamed, so that a reader sees all of it or nothing; the part of
`runs` comes last and says that its runs are finished. Nothing is ever rewritten. Each table begins
with a part without rows, `columns.parquet`, so that it can be opened before the first run is done.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
from pyarrow import ArrowException, dataset, parquet

from experiments.jobs import job_key
from experiments.names import DRAFT, write_atomically
from experiments.tables import BESIDE, Layout, encode
from sim.errors import BadInput, Problem

MANIFEST = "manifest.json"
FIRST_PART = "columns.parquet"
MAGIC = b"PAR1"  # how a Parquet file ends
#: 1 had one map for markets of every size; 2 had a part a replicate and no types of its own.
FORMAT = 3
#: Parts of an identity as users know them.
WORDS = {
    "scenarios": "settings of the scenarios", "networks": "content of the network's files",
    "order": "names or order of the scenarios", "model": "version of the model",
    "world_seed": "world seed", "luck_seed": "luck seed", "layout": "tables kept or settings swept",
    "command": "command",
}  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """What makes two commands the same result.

    Attributes
    ----------
    command : `run`, `compare` or `sweep`
    order : names of the scenarios
    scenarios : hash of the settings by name; of a sweep, before anything is swept
    networks : hash of the imported network's content by name
    world_seed, luck_seed : roots of the seeds
    model : id of all code that can change a row
    layout : tables kept and settings swept
    """

    command: str
    order: tuple[str, ...]
    scenarios: dict[str, str]
    networks: dict[str, str]
    world_seed: int
    luck_seed: int
    model: str
    layout: Layout

    def as_json(self) -> dict[str, Any]:
        """The identity as plain data."""
        return {
            "command": self.command, "order": list(self.order), "scenarios": self.scenarios,
            "networks": self.networks, "world_seed": self.world_seed, "luck_seed": self.luck_seed,
            "model": self.model, "layout": self.layout.as_json(),
        }  # fmt: skip

    @staticmethod
    def from_json(data: dict[str, Any]) -> Identity:
        """The identity from what `as_json` gave."""
        known = {
            k: data[k] for k in ("command", "scenarios", "networks", "world_seed", "luck_seed")
        }
        layout = Layout.from_json(data["layout"])
        return Identity(order=tuple(data["order"]), model=data["model"], layout=layout, **known)

    @property
    def digest(self) -> str:
        """The identity as 16 hexadecimal digits."""
        text = json.dumps(self.as_json(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


#: Columns that tell the rows of a run from others in every table.
MARKS = ("scenario", "replicate", "point")


class Place(NamedTuple):
    """Where the rows of a finished run are: its part, and what marks them in it."""

    part: str
    scenario: str
    replicate: int
    point: str

    def marks(self, names: Sequence[str]) -> tuple[Any, ...]:
        """Values of some of the marks."""
        return tuple(getattr(self, name) for name in names)


def part_name(keys: Sequence[str]) -> str:
    """Name of the part that holds these runs: the same runs, the same name."""
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()[:16]


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
        self._seen: set[str] = set()  # parts that `_found` knows

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
        if (folder / MANIFEST).exists() or (folder / "runs.parquet" / FIRST_PART).exists():
            held = cls.open(folder)
            if held.identity.as_json() != identity.as_json():
                raise BadInput([Problem(str(folder), "--out", held._clash(identity, facts))])
        elif folder.exists() and any(folder.iterdir()) and not _only_drafts(folder):
            why = "holds other files; name an empty or new folder"
            raise BadInput([Problem(str(folder), "--out", why)])
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            why = f"cannot be made: {failure.strerror}"
            raise BadInput([Problem(str(folder), "--out", why)]) from None
        store._begin(facts)
        return store

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
        mine, other = wanted.as_json(), self.identity.as_json()
        differ = [WORDS[k] for k in mine if other[k] != mine[k]]
        held = read_manifest(self.folder).get("command", "unknown")
        return (
            f"already holds another result ({held}) than that of {facts.get('command', 'this')}; "
            f"they differ in {', '.join(differ)}; name another folder"
        )

    def _begin(self, facts: dict[str, Any]) -> None:
        """First parts of all tables: their columns, and in them what a lost manifest said."""
        about = {"buyernet": json.dumps(self._content(facts))}
        for table in (*BESIDE, *self.layout.tables):
            path = self.folder / f"{table}.parquet" / FIRST_PART
            if not path.exists():
                write_atomically(path, encode([], self.layout.schema(table), about))

    # -- the manifest -----------------------------------------------------------------------------
    def _content(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {"format": FORMAT, **facts, "identity": self.identity.as_json()}

    def manifest(self) -> dict[str, Any]:
        """What the folder says it holds; rebuilt from its parts where the file is lost."""
        return read_manifest(self.folder)

    def write_manifest(self, **facts: Any) -> None:
        """Write the manifest anew from its facts and from what is finished."""
        content = self._content({**facts, "runs": len(self.finished())})
        text = json.dumps(content, indent=2, sort_keys=True) + "\n"
        write_atomically(self.folder / MANIFEST, text.encode())

    # -- what is finished -------------------------------------------------------------------------
    def parts(self, table: str = "runs") -> list[Path]:
        """Parts of a table that hold rows, sorted by name."""
        folder = self.folder / f"{table}.parquet"
        names = [p for p in folder.glob("*.parquet") if not p.name.startswith(".")]
        return sorted(p for p in names if p.name != FIRST_PART)

    def finished(self) -> dict[str, Place]:
        """Where the rows of every finished run are, by key; damaged parts do not count."""
        new = [p for p in self.parts() if p.stem not in self._seen and not self.damaged(p.stem)]
        for key, place in places(new, self.layout).items():
            self._found.setdefault(key, place)
        self._seen.update(p.stem for p in new)
        return self._found

    def damaged(self, part: str) -> bool:
        """Whether a part of a table with rows of every run is missing or was cut short."""
        tables = (t for t in (*self.layout.every, "timings"))
        return not all(is_whole(self.folder / f"{t}.parquet" / f"{part}.parquet") for t in tables)

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
        parts = sorted({place.part for place in wanted.values()})
        files = [self.folder / f"{table}.parquet" / f"{part}.parquet" for part in parts]
        files = [path for path in files if path.is_file()]
        rows = schema.empty_table()
        if files:
            source = dataset.dataset([str(p) for p in files], schema=schema, format="parquet")
            mine = dataset.field("focal") if focal else None
            rows = source.to_table(columns=list(dict.fromkeys([*marks, *chosen])), filter=mine)
        frame = rows.to_pandas()
        if len(wanted) < len(found):  # parts hold rows of other runs too
            runs = pd.MultiIndex.from_tuples([place.marks(marks) for place in wanted.values()])
            frame = frame[pd.MultiIndex.from_frame(frame[marks]).isin(runs)]
        return self._sorted(frame)[chosen]

    def _sorted(self, frame: pd.DataFrame) -> pd.DataFrame:
        rank = {name: i for i, name in enumerate(self.identity.order)}
        order = {"replicate": frame["replicate"], "scenario": frame["scenario"].map(rank)}
        if "point" in frame:
            order["point"] = frame["point"]
        keys = pd.DataFrame(order, index=frame.index)
        rows = keys.sort_values(list(order), kind="stable").index
        return frame.loc[rows].reset_index(drop=True)

    def write_text(self, name: str, text: str) -> Path:
        """Write a text file of the folder; where it is."""
        path = self.folder / name
        write_atomically(path, text.encode())
        return path


def is_whole(path: Path) -> bool:
    """Whether a Parquet file is there to its end."""
    try:
        with path.open("rb") as file:
            file.seek(-len(MAGIC), os.SEEK_END)
            return file.read() == MAGIC
    except OSError:
        return False


def places(parts: list[Path], layout: Layout) -> dict[str, Place]:
    """Where the runs of some parts of `runs` are, by key."""
    if not parts:
        return {}
    columns = ["scenario", "replicate", "job"]
    columns += ["point"] if layout.swept else []
    source = dataset.dataset([str(p) for p in parts], schema=layout.schema("runs"))
    rows = source.to_table(columns=[*columns, "__filename"], filter=dataset.field("focal"))
    found: dict[str, Place] = {}
    held = rows.to_pydict()
    points = held.get("point", [""] * len(rows))
    for name, replicate, job, point, file in zip(
        held["scenario"], held["replicate"], held["job"], points, held["__filename"], strict=True
    ):
        found.setdefault(job_key(name, job), Place(Path(file).stem, name, replicate, point))
    return found


def _only_drafts(folder: Path) -> bool:
    """Whether a folder holds nothing but what a command left that was killed as it began."""
    return all(
        p.name.endswith(DRAFT) or p.name == ".claims" or p.suffix == ".parquet"
        for p in folder.iterdir()
    )


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
        why = "cannot be read as a manifest" if path.exists() else "there is no result here"
        raise BadInput([Problem(str(path if path.exists() else folder), "", why)])
    if found.get("format") != FORMAT:
        why = (
            f"is of format {found.get('format')}, which another version of buyernet wrote; this one "
            f"reads format {FORMAT}: run the command again into a new folder"
        )
        raise BadInput([Problem(str(path), "format", why)])
    return found


def _from_parts(folder: Path) -> dict[str, Any] | None:
    """What the first part of `runs` says of the whole."""
    try:
        schema: pa.Schema = parquet.read_schema(folder / "runs.parquet" / FIRST_PART)
        said = json.loads((schema.metadata or {})[b"buyernet"])
    except (OSError, ArrowException, KeyError, ValueError):
        return None
    return said if isinstance(said, dict) else None
