"""One market under way: world, state, what sellers decided, kernels, chance.

The week itself is in `schedule` and `phases`; Mesa's view of it is in `sim.model`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.engine import state as st
from sim.engine.compiled import Kernels
from sim.engine.context import Assignment, Calendar, Lookup, Policy
from sim.engine.streams import phase_keys
from sim.network.layers import World
from sim.parameters import GROUPS, Parameters


@dataclass
class Records:
    """What weeks leave behind, in measured weeks: the logs where they are wanted."""

    log_tells: bool = True
    log_reads: bool = False
    weeks: list[dict[str, np.ndarray]] = field(default_factory=list)
    tells: list[tuple[int, np.ndarray, np.ndarray, np.ndarray]] = field(default_factory=list)
    reads: list[Any] = field(default_factory=list)  # of sim.engine.reads.Reads, one a week


@dataclass
class Simulation:
    """Everything that a phase may touch."""

    world: World
    state: st.State
    facts: Lookup
    policy: Policy
    assignment: Assignment
    calendar: Calendar
    parameters: Parameters
    kernels: Kernels
    world_seed: int
    luck_seed: int
    n_industries: int
    threads: int = 1
    records: Records = field(default_factory=Records)
    p: dict[str, Any] = field(default_factory=dict)
    room: dict[str, Any] = field(default_factory=dict)
    _keys: dict[tuple[int, str], Any] = field(default_factory=dict)
    _pool: ThreadPoolExecutor | None = None

    def __post_init__(self) -> None:
        self.p = {name: getattr(self.parameters, name).as_tuple() for name in GROUPS}

    @property
    def measured(self) -> int:
        """1 in measured weeks, 0 during the warm-up."""
        return 1 if self.state.week >= 1 else 0

    def keys(self, phase: str) -> Any:
        """Chance of a phase: the world seed's until the warm-up ends and for the calendar."""
        seed = self.luck_seed if self.measured and phase != "calendar" else self.world_seed
        if (seed, phase) not in self._keys:
            keys = phase_keys(seed, phase)
            if not self.kernels.compiled:  # as they stand, kernels count in Python integers
                keys = type(keys)(*(int(k) for k in keys))
            self._keys[seed, phase] = keys
        return self._keys[seed, phase]

    def by_chunk(self, work: Callable[[int, int, int], Any]) -> list[Any]:
        """`work(chunk, low, high)` for fixed ranges of people; results in their order.

        Threads only change who computes a chunk, never what it computes.
        """
        ranges = list(st.chunks(self.world.n_people))
        if self.threads > 1 and len(ranges) > 1 and self.kernels.compiled:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self.threads)
            jobs = [self._pool.submit(work, c, low, high) for c, (low, high) in enumerate(ranges)]
            return [job.result() for job in jobs]
        return [work(c, low, high) for c, (low, high) in enumerate(ranges)]

    def parts(self, whole: np.ndarray) -> np.ndarray:
        """What each chunk may add to, for `add_up`; the array itself where there is one chunk."""
        n = (self.world.n_people + st.CHUNK - 1) // st.CHUNK
        return whole[None] if n == 1 else np.zeros((n, *whole.shape), whole.dtype)

    def tallies(self) -> list[st.Tally]:
        """Where each chunk counts, for `add_tallies`: one place unless threads work side by side."""
        whole = self.state.tally
        n = (self.world.n_people + st.CHUNK - 1) // st.CHUNK
        if self.threads <= 1 or n == 1:
            return [whole] * n
        total, cells, revenue = whole.total, whole.cells, whole.revenue
        return [
            st.Tally(np.zeros_like(total), np.zeros_like(cells), np.zeros_like(revenue), whole.cell)
            for _ in range(n)
        ]

    def add_tallies(self, parts: list[st.Tally]) -> None:
        """Add what chunks counted; revenue is never counted in chunks."""
        whole = self.state.tally
        for part in parts:
            if part.total is not whole.total:
                whole.total[:] += part.total
                whole.cells[:] += part.cells

    def add_up(self, parts: np.ndarray, whole: np.ndarray) -> None:
        """Add what the chunks added, in any order the same: integers."""
        if len(parts) > 1:
            whole += parts.sum(axis=0)

    def buffer(self, name: str, *shape: int, dtype: Any = np.int64) -> np.ndarray:
        """Working room by name, made when first asked for and when it must be larger."""
        held = self.room.get(name)
        if held is None or held.shape[0] < shape[0] or held.shape[1:] != shape[1:]:
            held = np.zeros(shape, dtype)
            self.room[name] = held
        return held

    def close(self) -> None:
        """Let go of threads and working room."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
        self.room.clear()
