"""From words of the command line to scenarios and compiled rules."""

from __future__ import annotations

import argparse
import shlex
import sys
import tomllib
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from experiments.cli.options import say
from sim.errors import BadInput, Problem

T = TypeVar("T")


def changes(
    sets: list[str] | None,
    members: int | None = None,
    weeks: int | None = None,
    network: str | None = None,
) -> dict[str, Any]:
    """Changed settings by path, from the command line; BadInput with all that cannot be read."""
    found: dict[str, Any] = {}
    problems = []
    for text in sets or []:
        path, sign, value = text.partition("=")
        if "\n" in text:
            problems.append(Problem("--set", path, "must be on one line"))
            continue
        if not sign or not path.strip():
            problems.append(
                Problem("--set", text, "must be PATH=VALUE, such as focal.push_share=0.4")
            )
            continue
        try:
            found[path.strip()] = tomllib.loads(f"v = {value}")["v"]
        except tomllib.TOMLDecodeError:
            if value.strip()[:1] in ("[", "{"):
                why = (
                    f'is {value.strip()}, which cannot be read; text in it needs quotes: ["rep 0"]'
                )
                problems.append(Problem("--set", path, why))
            found[path.strip()] = value.strip()
        except (ValueError, RecursionError) as failure:
            problems.append(Problem("--set", path, f"has a value that cannot be read: {failure}"))
    if network == "":
        problems.append(Problem("--network", "", "is empty; name a folder or file"))
    if problems:
        raise BadInput(problems)
    if members is not None:
        found["market.members"] = members
    if weeks is not None:
        found["market.weeks"] = weeks
    if network is not None:
        found["market.network"] = network
    return found


class Parser(argparse.ArgumentParser):
    """Options of the command; a wrong one is bad input like any other."""

    def error(self, message: str) -> NoReturn:
        """Raise BadInput with what is wrong."""
        raise BadInput([Problem("", "", f"{message}; --help lists what is possible")])


def whole(option: str, text: str | None) -> int | None:
    """A whole number of an option; BadInput where it is none."""
    try:
        return None if text is None else int(text)
    except ValueError:
        raise BadInput([Problem("", option, f"is {text!r}; must be a whole number")]) from None


class Together:
    """Words of a command, read one after the other; what is wrong with any of them is said at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def __call__(self, read: Callable[..., T], *given: Any) -> T | None:
        """What a reader makes of words; None where it cannot, which `end` says."""
        try:
            return read(*given)
        except BadInput as bad:
            self.problems += [p for p in bad.problems if p not in self.problems]
            return None

    def scenarios(
        self,
        names: list[str],
        sets: list[str] | None,
        members: int | None = None,
        weeks: int | None = None,
        network: str | None = None,
        before: dict[str, Any] | None = None,
    ) -> list[Any]:
        """Scenarios with the command line's changes; none where one cannot be used."""
        changed = dict(before or {})
        for text in sets or []:
            changed |= self(changes, [text]) or {}
        changed |= self(changes, None, members, weeks, network) or {}
        return self(loaded, names, changed) or []

    def end(self) -> None:
        """Raise BadInput with every problem, if there is one."""
        if self.problems:
            raise BadInput(self.problems)


def typed() -> str:
    """The command as it was typed, for the record."""
    return shlex.join(sys.argv[1:])


def backend_of(workers: int, cluster: str | None, insecure: bool) -> Any:
    """Where runs are made; BadInput where that is no place for them."""
    from experiments.backends import Backend

    if cluster is not None and not cluster.strip():
        why = "is empty; must be local, tls://HOST:PORT or tcp://HOST:PORT"
        raise BadInput([Problem("", "--cluster", why)])
    return Backend(workers, cluster or "", insecure)


def shard_of(text: str) -> tuple[int, int]:
    """`2/8` as (1, 8); BadInput if it is no part of a whole."""
    part, _, whole = text.partition("/")
    if part.isdecimal() and whole.isdecimal() and 1 <= int(part) <= int(whole):
        return int(part) - 1, int(whole)
    why = f"is {text!r}; must be i/n with i from 1 to n, such as 2/8"
    raise BadInput([Problem("", "--shard", why)])


def goes_on(text: str) -> bool:
    """Whether a failed run lets the others go on; BadInput if it is neither word."""
    if text in ("stop", "continue"):
        return text == "continue"
    raise BadInput([Problem("", "--on-error", f"is {text!r}; must be stop or continue")])


def layout_of(logs: str) -> Any:
    """Tables that `run` and `compare` keep; BadInput if `--logs` is not one of its words."""
    from experiments.tables import ROWS, Layout

    kinds = {"auto": Layout(), "all": Layout(large=True), "none": Layout(every=ROWS)}
    if logs in kinds:
        return kinds[logs]
    raise BadInput([Problem("", "--logs", f"is {logs!r}; must be auto, all or none")])


def targets_of(text: str | None) -> Any:
    """Precisions wanted, of `--until`; none where it was not given."""
    from experiments.until import parse_until

    return () if text is None else parse_until(text)


def tables_of(text: str) -> tuple[str, ...]:
    """Tables that a sweep keeps; BadInput with every word that is no table."""
    from experiments.tables import LOGS, ROWS
    from sim.scenarios.words import nearest

    known = [*ROWS, *LOGS]
    words = [w.strip() for w in text.split(",") if w.strip()]
    wrong = [
        Problem("", "--tables", f"{w!r} is no table of a sweep{nearest(w, known)}")
        for w in words
        if w not in known
    ]
    if wrong:
        raise BadInput(wrong)
    return tuple(dict.fromkeys(words))


def loaded(names: list[str], changed: dict[str, Any]) -> list[Any]:
    """Scenarios with the command line's changes; every problem of all of them at once."""
    from sim.scenarios.load import load

    found, problems = [], []
    for name in names:
        try:
            found.append(load(name, changed, "command line"))
        except BadInput as bad:
            problems += [p for p in bad.problems if p not in problems]
    if problems:
        raise BadInput(problems)
    return found


def prepared(quiet: bool) -> None:
    """Compile the rules or load them, saying so where it takes long."""
    from sim.engine.compiled import cache_folder, jit_wanted
    from sim.ready import prepare

    if not jit_wanted():
        say("rules run interpreted: correct but slow (Numba is off or absent)", quiet)
        return
    if cache_folder().is_dir() and any(cache_folder().iterdir()):
        prepare()
        return
    say("compiling the model's rules, once for this version (about half a minute)", quiet)

    def progress(name: str, done: int, total: int) -> None:
        say(f"  {done:2d}/{total} {name}", quiet)

    prepare(progress)


def print_assumptions(scenario: Any, quiet: bool) -> None:
    """Say everything that was assumed about an imported network."""
    if not scenario.settings.market.network:
        return
    from sim.network.importers import read_network

    say(f"network {scenario.settings.market.network}:", quiet)
    for line in read_network(scenario.settings.market).said:
        say(f"  {line}", quiet)
