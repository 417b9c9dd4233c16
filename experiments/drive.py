"""The drive through a plan: runs are claimed, handed out, kept as they come back, and counted.

What is finished is never done again. Several commands may drive through plans on one folder at the
same time; a worker that dies costs the batch that it had, and is replaced.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.backends import Backend, Crew, check_guard, lost, starts_anew
from experiments.claims import Claims
from experiments.plan import Plan, Run
from experiments.store import Store
from experiments.work import Parcel, Terms, as_bytes, as_order, failure_of, work
from sim.errors import BadInput, Problem

SHORT, LONG = 2.0, 20.0  # seconds that a batch should last, at least and at most (assumption)
BATCHES = 1_000  # batches that a long command is cut into, between these (assumption)
MOST = 500  # runs of a batch (assumption)
WHOLE_WORLD = (
    12  # runs of one world that stay together even where times are not known yet (assumption)
)
POLL = 0.5  # seconds between looks at what other commands have finished (assumption)
DEATHS = 3  # deaths of workers after which a run that each had alone is given up (assumption)


@dataclass(frozen=True)
class Progress:
    """How far a drive is.

    Attributes
    ----------
    done : runs of the plan that are finished, by whomever   total : runs of the plan
    here : of those, finished by this command   failed : given up
    seconds : since it began   left : expected seconds that are left, None if not known
    waiting : runs that another command has in hand, where nothing else is left to do
    """

    done: int
    total: int
    here: int
    failed: int
    seconds: float
    left: float | None
    waiting: int = 0


Watcher = Callable[[Progress], None]


@dataclass
class Outcome:
    """What became of a plan: runs made here, and those given up with the reason, by key."""

    made: int = 0
    failed: dict[str, str] = field(default_factory=dict)


class Incomplete(Exception):
    """A command has done its share, and what it wants to show needs runs that are missing.

    Attributes
    ----------
    folder : the result folder   done, wanted : runs that are finished, and that are wanted
    """

    def __init__(self, folder: Path, done: int, wanted: int) -> None:
        super().__init__(f"{done} of {wanted} runs are finished in {folder}")
        self.folder, self.done, self.wanted = folder, done, wanted


class Drive:
    """One command's drive through a plan.

    Parameters
    ----------
    store : where the rows go   plan : the runs wanted
    terms : how jobs are run   go_on : whether a failed run does not stop the others
    watch : called as runs are finished
    """

    def __init__(
        self, store: Store, plan: Plan, terms: Terms, *, go_on: bool = False,
        watch: Watcher | None = None,
    ) -> None:  # fmt: skip
        self.store, self.plan, self.terms = store, plan, terms
        self.go_on, self.watch = go_on, watch
        self.outcome = Outcome()
        runs = plan.runs()
        self.total = len(runs)
        self.pending = {run.key: run for run in runs if run.key not in store.finished()}
        self._deaths: dict[str, int] = {}
        self._suspects: list[list[Run]] = []
        self._started = time.monotonic()
        self._spent, self._made = 0.0, 0  # seconds of work and runs of this command

    # -- the loop ---------------------------------------------------------------------------------
    def run(self, backend: Backend) -> Outcome:
        """Make every run that nobody has made yet.

        Raises
        ------
        BadInput            a run failed, and `go_on` is not set; what is finished is kept
        KeyboardInterrupt   likewise
        OSError             the disk refuses; likewise
        """
        check_guard()
        claims = Claims(self.store.folder)
        try:
            with claims.alone():
                if claims.shared and not claims.others():
                    self.store.tidy()
            while self.pending:
                with backend.executor() as crew:
                    if self._through(crew, claims):
                        break
        except OSError as failure:
            failure.filename = failure.filename or str(self.store.folder)
            raise
        finally:
            claims.close()
        return self.outcome

    def _through(self, crew: Crew, claims: Claims) -> bool:
        """Work until nothing is left; False where the workers died and new ones are needed."""
        flying: dict[Future[Parcel], list[Run]] = {}
        while True:
            hands = 1 if self._suspects else crew.hands()
            while len(flying) < hands and (batch := self._next(claims, hands)):
                order = as_order(map(self.plan.job, batch), self.terms)
                try:
                    flying[crew.pool.submit(work, order)] = batch
                except BrokenProcessPool:
                    self._bury([batch, *flying.values()], claims)
                    return False
            if not flying:
                if not self.pending:
                    return True
                self._tell(waiting=len(self.pending))
                time.sleep(POLL)
                continue
            finished, _ = wait(flying, timeout=POLL, return_when=FIRST_COMPLETED)
            for future in finished:
                batch = flying.pop(future)
                try:
                    parcel = future.result()
                except BrokenProcessPool:
                    self._bury([batch, *flying.values()], claims)
                    return False
                except Exception as failure:  # of a cluster: runs that fail come back as such
                    if type(failure).__name__ != "KilledWorker":
                        raise lost(failure) from failure
                    self._bury([batch], claims)
                    continue
                self._keep(parcel, batch, claims)

    # -- taking -----------------------------------------------------------------------------------
    def _next(self, claims: Claims, hands: int) -> list[Run]:
        """The next batch that nobody has in hand; empty where there is none."""
        with claims.alone() as taken:
            self._forget_finished()
            if self._suspects:
                batch = self._suspects.pop()
                batch = [run for run in batch if run.key in self.pending]
            else:
                mine = claims.mine
                free = (r for k, r in self.pending.items() if k not in taken and k not in mine)
                batch = self._cut(free, hands)
            claims.take([run.key for run in batch])
        return batch

    def _forget_finished(self) -> None:
        """Take out what others have finished."""
        finished = self.store.finished()
        gone = [key for key in self.pending if key in finished]
        for key in gone:
            del self.pending[key]

    def _cut(self, free: Iterable[Run], hands: int) -> list[Run]:
        """As many runs as last a good while, whole worlds where that is possible."""
        each = self._spent / self._made if self._made else None
        good = 1
        if each is not None:
            aim = min(LONG, max(SHORT, each * len(self.pending) / BATCHES))
            share = -(-len(self.pending) // (2 * hands))  # towards the end, for all hands
            good = max(1, min(MOST, int(aim / max(each, 1e-6)), share))
        whole = good if each is not None and each * WHOLE_WORLD > 3 * LONG else WHOLE_WORLD
        batch: list[Run] = []
        for run in free:
            same = not batch or self.plan.world(run) == self.plan.world(batch[-1])
            if len(batch) >= (max(good, whole) if same else good):
                break
            batch.append(run)
        return batch

    # -- keeping ----------------------------------------------------------------------------------
    def _keep(self, parcel: Parcel, batch: list[Run], claims: Claims) -> None:
        self.store.write(parcel.done, parcel.tables)
        for key in parcel.done:
            self.pending.pop(key, None)
        self._spent += parcel.seconds
        self._made += len(parcel.done)
        self.outcome.made += len(parcel.done)
        for key, why in parcel.failed.items():
            self.outcome.failed[key] = why
            self.pending.pop(key, None)
        claims.give_back([run.key for run in batch])
        if parcel.failed and not self.go_on:
            raise BadInput(
                [self._problem(run, parcel) for run in batch if run.key in parcel.failed]
            )
        self._tell()

    def _problem(self, run: Run, parcel: Parcel) -> Problem:
        cell = self.plan.cells[run.cell]
        where = f"{cell.name}, replicate {run.replicate}" + (f", {cell.at}" if cell.at else "")
        return Problem(where, "", f"{parcel.failed[run.key]}; its seeds are in failures.parquet")

    def _bury(self, batches: list[list[Run]], claims: Claims) -> None:
        """What died workers had is done again, run by run; what kills them again is given up."""
        if starts_anew() and not self._made:  # workers that never began
            raise BadInput([Problem("", "--workers", self._death())])
        for batch in batches:
            claims.give_back([run.key for run in batch])
            if len(batch) > 1:
                self._suspects += [[run] for run in batch]
                continue
            run = batch[0]
            if len(batches) == 1:  # it was alone, so nobody else can have done it
                self._deaths[run.key] = self._deaths.get(run.key, 0) + 1
            if self._deaths.get(run.key, 0) < DEATHS:
                self._suspects.append(batch)
                continue
            if not self.go_on:
                raise BadInput([Problem("", "--workers", self._death())])
            self.outcome.failed[run.key] = self._death()
            self.pending.pop(run.key, None)
            rows = failure_of(self.plan.job(run), self.terms.layout, self._death())
            self.store.write([], as_bytes([{"failures": rows}], self.terms))

    def _death(self) -> str:
        """Why a worker may have died."""
        why = "a worker process died (out of memory?); fewer --workers need less memory"
        if starts_anew():
            why += '; a script must call this below `if __name__ == "__main__":`'
        return why

    def _tell(self, waiting: int = 0) -> None:
        if not self.watch:
            return
        seconds = time.monotonic() - self._started
        here, open_ = self.outcome.made, len(self.pending)
        left = seconds / here * open_ if here else None
        done = self.total - open_ - len(self.outcome.failed)
        self.watch(
            Progress(done, self.total, here, len(self.outcome.failed), seconds, left, waiting)
        )


def drive_through(drive: Drive, backend: Backend, facts: dict[str, Any]) -> Outcome:
    """Make a plan's runs, with a manifest that says how far they are.

    Raises
    ------
    BadInput, KeyboardInterrupt, OSError   as `Drive.run`; the manifest says what is finished
    """
    store = drive.store
    store.write_manifest(status="running", wanted=drive.total, **facts)
    try:
        outcome = drive.run(backend)
    except BaseException as end:
        word = "interrupted" if isinstance(end, KeyboardInterrupt) else "stopped by an error"
        done = drive.total - len(drive.pending)
        with suppress(OSError):  # a full disk must not hide why it ended
            store.write_manifest(
                status=f"{word} after {done} of {drive.total} runs", wanted=drive.total, **facts
            )
        raise
    store.write_manifest(status="finished", wanted=drive.total, failed=len(outcome.failed), **facts)
    return outcome
