"""Batches over local processes, in any order, with what is finished kept."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from experiments.jobs import Job, Tables, run_batch
from sim.errors import BadInput, Problem
from sim.rules import RuleSet


def _quiet_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    threading.Thread(target=_leave_with_parent, args=(os.getppid(),), daemon=True).start()


def _leave_with_parent(parent: int) -> None:
    """End the worker when its parent is gone, so that a killed command leaves nobody behind."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def local_processes(workers: int) -> Executor:
    """Worker processes; on Linux they are forked, so that compiled rules are there at once."""
    how = "fork" if sys.platform.startswith("linux") else "spawn"
    return ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context(how), initializer=_quiet_worker
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
    try:
        futures: dict[Future[Tables], str] = {
            pool.submit(run_batch, jobs, threads, rules): name for name, jobs in batches.items()
        }
        for future in as_completed(futures):
            yield futures[future], future.result()
    except KeyboardInterrupt:
        # Half a batch is worth nothing: do not wait for it.
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            process.terminate()
        raise
    except BrokenProcessPool:
        why = "a worker process died (out of memory?); fewer --workers need less memory"
        raise BadInput([Problem("", "--workers", why)]) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
