"""Rules made ready before the first run: compiled once, by two processes where there are two cores.

Numba compiles one function at a time, so a second process takes some phases. To get to its phases
each process runs a week of a small market in which what the other compiles runs as it stands, to the
same bits; both put what they compiled into the one cache.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np

from sim import results
from sim.engine.compiled import cache, jit_wanted, kernels
from sim.engine.schedule import WEEK
from sim.engine.tables import dyad_rows
from sim.model import BuyerNetwork
from sim.scenarios.load import load

#: Phases whose rules take about half of the time of compiling all: 23 of 52 s, once measured.
SHARE = frozenset({"publish", "sell", "deliver"})
PHASES = tuple(phase.name for phase in WEEK)
Told = Callable[[str], None]


def _small_week(theirs: frozenset[str], after: Told | None = None) -> BuyerNetwork:
    """A week of a small market in which the phases of `theirs` run as they stand."""
    scenario = load("base").set_all(
        {"market.members": 60, "market.warmup": 0, "focal.influencers.share": 0.2}
    )
    model = BuyerNetwork(scenario)
    full, plain = model.simulation.kernels, kernels(model.rules, False)
    following = dict(pairwise(PHASES))

    def choose(phase: str) -> None:
        model.simulation.kernels = plain if phase in theirs else full

    def done(phase: str) -> None:
        choose(following.get(phase, ""))
        if after:
            after(phase)

    choose(PHASES[0])
    model.after_phase = done
    model.step()
    return model


def compile_share() -> None:
    """What the second process compiles."""
    _small_week(frozenset(PHASES) - SHARE).close()


def _helper() -> subprocess.Popen[bytes] | None:
    """A second process at work on its share; none where it would not help."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    place = cache()
    if not jit_wanted() or (cores or 1) < 2 or not place.kept or any(place.folder.iterdir()):
        return None
    command = [sys.executable, "-c", "from sim.ready import compile_share; compile_share()"]
    paths = os.pathsep.join(p for p in sys.path if p)
    try:
        return subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": paths}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError:
        return None  # one process does it all, in twice the time


@contextmanager
def _interrupts() -> Iterator[list[int]]:
    """Let Ctrl-C end what is compiled: the compiler swallows it in a callback, and fails or goes on.

    Gives a list that is not empty once it came.
    """
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return

    def note(number: int, _: object) -> None:
        came.append(number)
        raise KeyboardInterrupt

    before, hook = signal.signal(signal.SIGINT, note), sys.unraisablehook
    sys.unraisablehook = lambda said: None if came else hook(said)
    try:
        yield came
    except Exception:
        if came:
            raise KeyboardInterrupt from None
        raise
    finally:
        sys.unraisablehook = hook
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)
    if came:
        raise KeyboardInterrupt


def prepare(progress: Callable[[str, int, int], None] | None = None) -> None:
    """Compile the rules, or load what was compiled before, with a week of a small market.

    progress : called with a phase's name, phases done and phases in all
    """
    with _interrupts() as came:
        _prepare(progress, came)


def _prepare(progress: Callable[[str, int, int], None] | None, came: list[int]) -> None:
    told: list[str] = []

    def say(phase: str) -> None:
        if came:
            raise KeyboardInterrupt
        if phase not in told:
            told.append(phase)
            if progress:
                progress(phase, len(told), len(PHASES))

    helper = _helper()
    if helper:
        try:
            _small_week(SHARE, lambda phase: None if phase in SHARE else say(phase)).close()
            helper.wait()
        finally:  # after Ctrl-C too, nothing goes on
            helper.kill()
            helper.wait()
    model = _small_week(frozenset(), say)
    stranger = np.array([model.world.n_people - 1])  # whom nobody has written to: a new dyad
    dyad_rows(model.simulation.kernels, model.state, stranger, np.zeros(1, np.int64))
    model.trust(0, 0)
    results.tells_table(model)
    results.groups_table(model)
    results.relations(model)
    model.close()
