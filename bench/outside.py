"""Scripts of other libraries, run by interpreters that hold them."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LIMIT = 900.0  # seconds that a script may take
MARK = "RESULT "  # what the peers' scripts put before a line of JSON

ASK = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"
GIVEN = (
    "import json, sys; sys.path.insert(0, '.'); import common as c; "
    "print('RESULT ' + json.dumps([c.T_W1, c.P_W1, c.seeds_for(int(sys.argv[1])).tolist()]))"
)


@dataclass(frozen=True)
class Peer:
    """A script that does the work in a library.

    Attributes
    ----------
    name : as the tables show it
    package : what must be installed
    script : name of the script
    arguments : what it is called with; {n}, {ticks} and {repeats} are filled in
    line : start of `impl` in the line to read, where a script prints several
    slow : run in fewer rounds, and once a call
    every : run by every interpreter that has another version of the package
    """

    name: str
    package: str
    script: str
    arguments: str
    line: str = ""
    slow: bool = False
    every: bool = False


@dataclass
class Outside:
    """Where the peers' scripts and interpreters are.

    Attributes
    ----------
    scripts : folder of the scripts
    pythons : interpreters by the name that the user gave them
    data : folder of the graphs
    said : what was left out, and why
    """

    scripts: Path
    pythons: dict[str, str]
    data: Path
    said: list[str] = field(default_factory=list)

    def _call(self, python: str, arguments: list[str]) -> str:
        """What a call printed; `RuntimeError` says in a line why there is nothing."""
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        # Their caches go to the data folder: the scripts' own may not be writable.
        env = {**kept, "BENCH_DATA": str(self.data), "NUMBA_CACHE_DIR": str(self.data / "numba")}
        env["MPLCONFIGDIR"] = str(self.data)
        try:
            done = subprocess.run(
                [python, "-B", *arguments], cwd=self.scripts, env=env, capture_output=True,
                text=True, timeout=LIMIT, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"took more than {LIMIT:.0f} s") from None
        except OSError as error:
            raise RuntimeError(f"{python}: {error.strerror}") from None
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            raise RuntimeError(lines[-1])
        return done.stdout

    def version(self, python: str, package: str) -> str:
        """Version of a package; empty where it is not installed."""
        try:
            return self._call(python, ["-c", ASK, package]).strip()
        except RuntimeError:
            return ""

    def holders(self, peer: Peer) -> list[tuple[str, str]]:
        """Name with version, and interpreter, wherever a peer can be run; what is missing is said."""
        if not (self.scripts / peer.script).is_file():
            self.said.append(f"{peer.name}: no {peer.script} among the peers' scripts")
            return []
        found: dict[str, str] = {}
        for python in self.pythons.values():
            version = self.version(python, peer.package)
            if version and (peer.every or not found):
                found.setdefault(f"{peer.name} ({peer.package} {version})", python)
        if not found:
            self.said.append(f"{peer.name}: {peer.package} is in none of the environments")
        return list(found.items())

    def results(self, python: str, script: str, *arguments: object) -> list[Any]:
        """The results that a script printed."""
        out = self._call(python, [script, *map(str, arguments)])
        return [json.loads(x[len(MARK) :]) for x in out.splitlines() if x.startswith(MARK)]

    def result(self, peer: Peer, python: str, **values: int) -> dict[str, Any]:
        """What one call of a peer gave."""
        arguments = peer.arguments.format(**values).split()
        for found in self.results(python, peer.script, *arguments):
            if found.get("impl", "").startswith(peer.line):
                return dict(found)
        raise RuntimeError("printed no result")

    def given(self, n: int) -> tuple[int, float, list[int]]:
        """Ticks, chance and seeds of W1, as the peers' own scripts have them."""
        why = "no environment was given"
        for python in self.pythons.values():
            try:
                out = self._call(python, ["-c", GIVEN, str(n)])
            except RuntimeError as error:
                why = str(error)
                continue
            ticks, p, seeds = json.loads(out.split(MARK, 1)[1])
            return ticks, p, seeds
        raise SystemExit(f"the peers' common.py could not be read: {why}")
