"""Plans: which runs a command wants, in which order.

A plan is a list of cells (a scenario, at a point of a design) times replicates. Runs are ordered by
replicate, so that an early end leaves all cells with as many runs, and within one by world, so that
the warm-up of a world serves all its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from experiments.jobs import (
    Job,
    job_hash,
    job_key,
    network_of,
    seeds_of,
    settings_digest,
    settings_text,
    world_of,
)
from sim.scenarios.load import Scenario


@dataclass(frozen=True)
class Cell:
    """A scenario of a plan, at a point of its design.

    Attributes
    ----------
    name : name of the scenario
    digest : identity of its settings
    world : cells with the same share worlds
    network : what its imported network holds
    make : gives the scenario; thousands of them need not lie in memory
    point, at : point of the design and values of its swept settings by path
    """

    name: str
    digest: str
    world: str
    network: str
    make: Callable[[], Scenario]
    point: str = ""
    at: dict[str, Any] = field(default_factory=dict)

    @staticmethod
    def of(scenario: Scenario) -> Cell:
        """The cell of a scenario outside any design."""
        digest = settings_digest(settings_text(scenario))
        return Cell(
            scenario.name, digest, world_of(scenario), network_of(scenario), lambda: scenario
        )


class Run(NamedTuple):
    """A run of a plan: number of its cell, its replicate, and its key in a store."""

    cell: int
    replicate: int
    key: str


@dataclass(frozen=True)
class Plan:
    """The runs that a command wants.

    Attributes
    ----------
    cells : in the order given
    reps : replicates of each cell
    world_root, luck_root : roots of the seeds
    code : id of all code that can change a row
    shard : this command's share of the worlds, (number from 0, of how many)
    """

    cells: tuple[Cell, ...]
    reps: tuple[int, ...]
    world_root: int
    luck_root: int
    code: str
    shard: tuple[int, int] = (0, 1)

    def runs(self) -> list[Run]:
        """All runs of this shard, replicate by replicate and world by world."""
        order = sorted(range(len(self.cells)), key=lambda c: (self.cells[c].world, c))
        found = []
        for replicate in range(max(self.reps, default=0)):
            share = self._groups(order)
            for c in order:
                if replicate < self.reps[c] and self._mine(replicate, share[self.cells[c].world]):
                    found.append(Run(c, replicate, self.key(c, replicate)))
        return found

    def _groups(self, order: Sequence[int]) -> dict[str, int]:
        worlds = dict.fromkeys(self.cells[c].world for c in order)
        return {world: i for i, world in enumerate(worlds)}

    def _mine(self, replicate: int, group: int) -> bool:
        """Whether a replicate of a world is this shard's: worlds go round, and are never split."""
        number, of = self.shard
        return (replicate + group) % of == number

    def key(self, cell: int, replicate: int) -> str:
        """Key of a run in a store."""
        c = self.cells[cell]
        world, luck = seeds_of(self.world_root, self.luck_root, replicate)
        return job_key(c.name, job_hash(c.digest, world, luck, self.code, c.network))

    def job(self, run: Run) -> Job:
        """The job of a run."""
        c = self.cells[run.cell]
        world, luck = seeds_of(self.world_root, self.luck_root, run.replicate)
        text = settings_text(c.make())
        return Job(c.name, text, run.replicate, world, luck, self.code, c.network, c.point, c.at)

    def world(self, run: Run) -> tuple[str, int]:
        """Runs with the same share a warmed-up world."""
        return self.cells[run.cell].world, run.replicate

    def keys(self) -> Iterator[str]:
        """Keys of all runs, those of other shards too."""
        return (run.key for run in replace(self, shard=(0, 1)).runs())
