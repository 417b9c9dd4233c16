"""Every draw of a run: its address, the call site, the week, and what it was drawn for.

The functions of `sim.engine.chance` are wrapped while a run lasts, kernels interpreted. An address is
known by its hash: stream and fields are remembered for every key that is folded on.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.engine import chance, compiled, phases, reviewing, start, streams
from sim.engine.streams import STREAMS
from sim.network import census, followers, generate, private_ties

OWN = {Path(chance.__file__).resolve(), Path(__file__).resolve()}
ARRAYS = ("fold_array", "uniform_array", "below_array")
USERS = (
    census,
    generate,
    private_ties,
    followers,
    start,
    phases,
    reviewing,
)  # modules that import functions of chance by name and are no kernels


class Draw(NamedTuple):
    """One number drawn."""

    site: str  # module, function and line that asked
    week: int
    phase: str
    role: tuple[Any, ...]  # what it was drawn for, as far as its address does not say


@dataclass
class Record:
    """All draws by address, and what is known of addresses."""

    draws: dict[int, list[Draw]] = field(default_factory=lambda: defaultdict(list))
    known: dict[int, tuple[str, int, tuple[int, ...]]] = field(default_factory=dict)
    week: int = 0
    phase: str = "world"

    def address(self, key: int) -> tuple[str, int, tuple[int, ...]]:
        """Stream, seed and fields of a completed address."""
        return self.known[key]


#: Local variables of a caller that tell what a number is for beside its address, by stream.
ROLES = {
    "sell.answer": ("k",),
    "sell.meet": ("k",),
    "sell.evidence": ("d",),
    "attend.seen": ("i", "passed"),
    "attend.read": ("i", "passed"),
    "attend.passed": ("i",),
    "attend.noticed": ("s",),
    "prospect.intro": ("s",),
    "prospect.person": ("org",),
    "react.form": ("s",),
    "react.comments": ("s",),
    "react.onlook": ("s",),
    "react.apply": ("i",),
    "react.reply": ("s",),
    "sell.refer": ("s", "r"),
    "sell.joins": ("r", "s"),
    "publish.topic": ("s",),
    "publish.listen": ("s",),
    "publish.featured": ("s",),
    "scout.other": ("s", "o"),
    "sell.discussion": ("a", "number"),
    "sell.reference": ("m", "s", "q"),
}


@lru_cache(maxsize=1024)
def _is_own(file: str) -> bool:
    """Whether code lies here or in `chance`; asked of every draw, so the file system is not."""
    return Path(file).resolve() in OWN


def _caller() -> FrameType:
    frame = sys._getframe(2)
    while _is_own(frame.f_code.co_filename):
        assert frame.f_back is not None
        frame = frame.f_back
    return frame


@contextmanager
def recording(seeds: tuple[int, ...]) -> Iterator[Record]:
    """A record of everything drawn under these seeds while the context lasts."""
    record = Record()
    for seed in set(seeds):
        for name in STREAMS:
            record.known[chance.stream_key(seed, name)] = (name, seed, ())
    real = {name: getattr(chance, name) for name in (*chance.FUNCTIONS, *ARRAYS)}

    def note(key: int) -> None:
        stream = record.known[key][0]  # KeyError: chance that no stream of these seeds began
        frame = _caller()
        role = tuple(repr(frame.f_locals.get(name)) for name in ROLES.get(stream, ()))
        site = f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}:{frame.f_lineno}"
        record.draws[key].append(Draw(site, record.week, record.phase, role))

    def remember(parent: int, child: int, value: int) -> None:
        if parent in record.known:
            name, seed, fields = record.known[parent]
            record.known[child] = (name, seed, (*fields, value))

    def fold(key: Any, value: Any) -> Any:
        result = real["fold"](key, value)
        remember(int(key), int(result), int(value))
        return result

    def uniform(key: Any) -> Any:
        note(int(key))
        return real["uniform"](key)

    def below(key: Any, n: Any) -> Any:
        note(int(key))
        return real["below"](key, n)

    def named(key: Any) -> Any:
        note(int(key))
        return real["named"](key)

    def fold_array(key: Any, values: Any) -> Any:
        result = real["fold_array"](key, values)
        parents = np.broadcast_to(np.asarray(key, np.uint64), result.shape)
        for parent, child, value in zip(
            parents.ravel().tolist(), result.ravel().tolist(), np.ravel(values).tolist(),
            strict=True,
        ):  # fmt: skip
            remember(parent, child, value)
        return result

    def folded(key: Any, values: tuple[Any, ...]) -> Any:
        for value in values:
            key = fold_array(key, value)
        for k in np.ravel(key).tolist():
            note(k)
        return key

    def uniform_array(key: Any, *values: Any) -> Any:
        return real["uniform_array"](folded(key, values))

    def below_array(key: Any, n: Any, *values: Any) -> Any:
        return real["below_array"](folded(key, values), n)

    mine = {
        "fold": fold, "uniform": uniform, "below": below, "named": named,
        "fold_array": fold_array, "uniform_array": uniform_array, "below_array": below_array,
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for name, function in mine.items():
            patch.setattr(chance, name, function)
        for module in USERS:
            for name in mine:
                if hasattr(module, name):
                    patch.setattr(module, name, mine[name])
        # Kernels are built anew, around the wrapped functions, and forgotten afterwards.
        patch.setenv("NUMBA_DISABLE_JIT", "1")
        built = compiled.kernels.__wrapped__
        patch.setattr("sim.model.kernels", built)
        streams.key.cache_clear()
        yield record
    streams.key.cache_clear()
