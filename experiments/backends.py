"""Where runs are made: in this process, in local processes or on a cluster, behind one interface.

A backend is a `concurrent.futures.Executor` that is given orders as JSON and hands back bytes (see
`experiments.work`). Results depend on none of it.
"""

from __future__ import annotations

import ipaddress
import logging
import multiprocessing
import os
import signal
import socket
import ssl
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sim.engine.cache import CacheWarning
from sim.errors import BadInput, Problem

#: How worker processes start: forked on Linux, so that compiled rules are there at once; elsewhere
#: forking is not safe or not possible.
START = "fork" if sys.platform.startswith("linux") else "spawn"
WINDOWS_MOST = 61  # processes that Windows lets one process wait for
LOCAL = "local"  # a Dask cluster of this machine's own


@dataclass(frozen=True)
class Backend:
    """Where runs are to be made.

    Attributes
    ----------
    workers : local processes; 1 is this process
    cluster : address of a Dask scheduler, or `local` for one of this machine's own; empty for none
    insecure : take an address outside this machine without TLS
    """

    workers: int = 1
    cluster: str = ""
    insecure: bool = False

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise BadInput([Problem("", "--workers", f"is {self.workers}; must be at least 1")])
        if self.cluster and self.cluster != LOCAL:
            check_address(self.cluster, self.insecure)

    @contextmanager
    def executor(self) -> Iterator[Crew]:
        """The executor, ready; ended with everything that it still does when the block ends."""
        if self.cluster:
            with _dask(self.cluster, self.workers) as crew:
                yield crew
            return
        if self.workers == 1:
            yield Crew(Here(), lambda: 1)
            return
        pool = local_processes(self.workers)
        try:
            yield Crew(pool, lambda: self.workers)
        finally:
            end_workers(pool)


@dataclass(frozen=True)
class Crew:
    """An executor, and how many hands it has now: workers of a cluster come and go."""

    pool: Executor
    hands: Callable[[], int]


class Here(Executor):
    """This process: an order is carried out as it is given."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it now. An interrupt strikes in the middle of it."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as failure:
            future.set_exception(failure)
        return future


def starts_anew() -> bool:
    """Whether workers start from nothing, so that a script needs a guard."""
    return START == "spawn"


def check_guard() -> None:
    """End a worker that runs its parent's script anew, instead of doing the work twice.

    Raises
    ------
    RuntimeError   the script lacks its guard; the parent says so
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise RuntimeError('below `if __name__ == "__main__":` only')


def _quiet_worker() -> None:
    """What a worker process begins with: it follows its parent and takes one core."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    warnings.simplefilter("ignore", CacheWarning)  # the parent has said it
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    one_thread()


def one_thread() -> None:
    """Keep libraries from starting a thread a core in every worker."""
    import pyarrow

    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _leave_with_parent() -> None:
    """End the worker when its parent is gone, so that a killed command leaves nobody behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def local_processes(workers: int) -> ProcessPoolExecutor:
    """Worker processes."""
    return ProcessPoolExecutor(
        min(workers, WINDOWS_MOST) if sys.platform == "win32" else workers,
        mp_context=multiprocessing.get_context(START),
        initializer=_quiet_worker,
    )


def end_workers(pool: ProcessPoolExecutor) -> None:
    """End worker processes at once, whatever they do: half a batch is worth nothing."""
    busy = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in busy:
        process.kill()
    for process in busy:
        process.join()


# -- clusters -------------------------------------------------------------------------------------
def check_address(address: str, insecure: bool) -> None:
    """Whether a scheduler's address can be used.

    Whoever can reach a scheduler can run code on its workers and on this machine's, so an address
    outside this machine needs TLS, or a word that the network is trusted.

    Raises
    ------
    BadInput   no address, or one that is not safe
    """
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        port = parts.port
    except ValueError:
        port = None
    if not parts.hostname or port is None or parts.scheme not in ("tcp", "tls"):
        why = f"is {address!r}; must be local, tls://HOST:PORT or tcp://HOST:PORT"
        raise BadInput([Problem("", "--cluster", why)])
    if parts.scheme == "tls" or insecure or is_loopback(parts.hostname):
        return
    why = (
        f"{address} is outside this machine and without TLS: whoever reaches it can run code there; "
        "use tls://, or add --insecure where the network is trusted"
    )
    raise BadInput([Problem("", "--cluster", why)])


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this machine's own and not reached from outside."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _dask(address: str, workers: int) -> Iterator[Crew]:
    """A crew of a Dask cluster; `distributed` is loaded only here."""
    try:
        from distributed import Client, LocalCluster, WorkerPlugin
    except ImportError:
        why = "needs Dask: pip install 'buyernet[cluster]'"
        raise BadInput([Problem("", "--cluster", why)]) from None
    if address != LOCAL:
        _check_certificates(address)
        _knock(address)
    with warnings.catch_warnings(), _own_cluster(LocalCluster, address, workers) as where:
        try:
            client = Client(where, timeout="20s", set_as_default=False)
        except (OSError, TimeoutError, ValueError, TypeError) as failure:
            first = str(failure).strip().splitlines()[:1]
            why = f"{address} cannot be reached: {first[0] if first else type(failure).__name__}"
            raise BadInput([Problem("", "--cluster", why)]) from None
        # What is lost is said in one line by whoever drives.
        for name in ("distributed", "distributed.client", "distributed.utils", "distributed.core"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        with client:
            client.register_plugin(_setup(WorkerPlugin), name="buyernet-one-thread")
            pool = client.get_executor(pure=False, retries=RETRIES)
            try:
                yield Crew(pool, lambda: _hands(client))
            finally:  # what is under way is worth nothing
                with suppress(Exception):
                    client.cancel(list(client.futures), force=True)


def _hands(client: Any) -> int:
    """Workers that a cluster has now; at least one, for which an order may wait."""
    try:
        return max(1, len(client.nthreads()))
    except Exception as failure:  # Dask has many ways to say that nobody is there
        raise lost(failure) from failure


def lost(failure: Exception) -> BadInput:
    """That a cluster is gone, in one line."""
    said = str(failure) or type(failure).__name__
    why = f"was lost ({said}); what was finished is kept, and the same command goes on from there"
    return BadInput([Problem("", "--cluster", why)])


def _check_certificates(address: str) -> None:
    """Whether Dask has been told of the certificates that an address with TLS needs.

    Raises
    ------
    BadInput   it has not
    """
    import dask

    names = ("ca-file", "client.cert", "client.key")
    lacking = [n for n in names if not dask.config.get(f"distributed.comm.tls.{n}", None)]
    if address.startswith("tls://") and lacking:
        keys = ", ".join(f"distributed.comm.tls.{n}" for n in lacking)
        why = f"{address} needs certificates: set {keys} in Dask's configuration"
        raise BadInput([Problem("", "--cluster", why)])


def _knock(address: str) -> None:
    """See at once whether anybody listens, where Dask would try for long.

    Raises
    ------
    BadInput   nobody does
    """
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        with socket.create_connection((parts.hostname, parts.port), KNOCK) as plain:
            if parts.scheme == "tls":
                anybody = ssl.create_default_context()
                anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
                with anybody.wrap_socket(plain):  # who it is, Dask verifies
                    pass
    except OSError as failure:
        why = f"{address} cannot be reached: {failure.strerror or failure}"
        raise BadInput([Problem("", "--cluster", why)]) from None


def _setup(base: type) -> Any:
    """What every worker of a cluster begins with, those that join later too."""

    class OneThread(base):  # type: ignore[misc]
        """Keeps libraries from starting a thread a core."""

        def setup(self, worker: Any) -> None:
            """Called by the worker as it starts."""
            one_thread()

    return OneThread()


KNOCK = 10.0  # seconds to wait for a scheduler to answer (assumption)
RETRIES = 3  # times that Dask gives an order to another worker after one was lost (assumption)


@contextmanager
def _own_cluster(make: Any, address: str, workers: int) -> Iterator[Any]:
    """Where to connect to: the address, or a cluster of this machine's own processes."""
    if address != LOCAL:
        yield address
        return
    with make(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None,
        host="127.0.0.1", silence_logs=50,
    ) as cluster:  # fmt: skip
        yield cluster
