"""Batches over local processes, in any order, with what is finished kept."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from experiments.jobs import Job, Tables, run_batch
from sim.engine.cache import CacheWarning
from sim.errors import BadInput, Problem
from sim.rules import RuleSet

#: How worker processes start: forked on Linux, so that compiled rules are there at once; elsewhere
#: forking is not safe or not possible.
START = "fork" if sys.platform.startswith("linux") else "spawn"
WINDOWS_MOST = 61  # processes that Windows lets one process wait for


def _quiet_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    warnings.simplefilter("ignore", CacheWarning)  # the parent has said it
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """End the worker when its parent is gone, so that a killed command leaves nobody behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def local_processes(workers: int) -> Executor:
    """Worker processes."""
    return ProcessPoolExecutor(
        min(workers, WINDOWS_MOST) if sys.platform == "win32" else workers,
        mp_context=multiprocessing.get_context(START),
        initializer=_quiet_worker,
    )


def finished(
    batches: dict[str, list[Job]], workers: int, threads: int, rules: RuleSet | None = None
) -> Iterator[tuple[str, Tables]]:
    """(name, tables) of every batch, as they finish.

    With one worker they run here; an interrupt then stops in the middle of a batch, which is lost,
    while those before it were handed out.
    """
    if workers <= 1 or len(batches) == 1:
        for name, jobs in batches.items():
            yield name, run_batch(jobs, threads, rules)
        return
    pool = local_processes(min(workers, len(batches)))
    futures: dict[Future[Tables], str] = {}
    try:
        futures = {
            pool.submit(run_batch, jobs, threads, rules): name for name, jobs in batches.items()
        }
        for future in as_completed(futures):
            yield futures[future], future.result()
    except BrokenProcessPool:
        why = "a worker process died (out of memory?); fewer --workers need less memory"
        if START == "spawn":
            why += '; a script must call `compare` below `if __name__ == "__main__":`'
        raise BadInput([Problem("", "--workers", why)]) from None
    finally:
        # An interrupt may strike here or in whoever takes the results. Half a batch is worth nothing:
        # the end of Python would wait for it.
        if not all(future.done() for future in futures):
            for process in list((getattr(pool, "_processes", None) or {}).values()):
                process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
