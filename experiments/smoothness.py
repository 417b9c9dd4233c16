"""Whether measures move smoothly along the three dials, as a page with a table and a figure.

    python -m experiments.smoothness --reps 20 --members 2000 --out docs

runs points along each dial, the other dials where the scenario has them, every point with the same
replicates' worlds and luck, then the parts of each steep step, and writes dials.md and images/dials.svg.
What a jump is stands in `experiments.steps`.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from experiments.cli.inputs import Parser, Together, prepared
from experiments.cli.options import say
from experiments.cli.progress import Progress
from experiments.dials import DIALS, POINTS, Smoothness, smoothness, usual, wrong
from experiments.names import write_atomically
from experiments.report.dial_figure import Panel, dial_figure
from experiments.report.dial_page import Facts, headline, page
from sim.errors import BadInput, Problem
from sim.measures import MEASURES
from sim.scenarios.schema import Firm


def facts_of(found: Smoothness) -> Facts:
    """What the page says of the runs; its date is today's."""
    market, manifest = found.scenario.settings.market, found.sweep.store.manifest()
    return Facts(
        scenario=found.scenario.name, usual=usual(found.scenario), points=len(found.points),
        members=market.members, weeks=market.weeks, warmup=market.warmup,
        replicates=found.replicates, seed=int(manifest["seeds"]["luck"]),
        runs=len(found.sweep.runs), model=str(manifest["model"]),
        date=datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
    )  # fmt: skip


def panel(found: Smoothness, dial: str, measure: str) -> Panel:
    """A measure along a dial as it is drawn."""
    marks = found.marks(dial, measure)
    inner = np.concatenate([found.between(at)[1:-1] for at in marks] or [np.zeros(0)])
    ends = [(*found.points[at : at + 2].tolist(), verdict) for at, verdict in marks.items()]
    values = found.values(dial, measure), found.values(dial, measure, inner)
    return Panel(found.points, values[0], inner, values[1], ends)


def unit(dial: str) -> str:
    """Unit of a dial."""
    extra = Firm.model_fields[dial].json_schema_extra
    return str(extra["unit"]) if isinstance(extra, dict) else ""


def write(found: Smoothness, folder: Path) -> list[Path]:
    """Write page and figure below a folder; where they are.

    Raises
    ------
    OSError   the disk refuses
    """
    facts, table, divided = facts_of(found), found.table(), found.divided()
    figure = dial_figure(
        {(dial, m): panel(found, dial, m) for dial in DIALS for m in found.measures},
        {m: MEASURES[m].unit for m in found.measures},
        {dial: unit(dial) for dial in DIALS},
        facts.usual,
        headline(table, divided),
        f"{facts.scenario}: {facts.size}; model {facts.model}; each panel has a scale of its own",
    )
    texts = {
        folder / "images" / "dials.svg": figure,
        folder / "dials.md": page(facts, table, divided).encode(),
    }
    for path, data in texts.items():
        write_atomically(path, data)
    return list(texts)


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """Words of the command."""
    parser = Parser(
        "python -m experiments.smoothness", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--scenario", default="base", help="preset or file (base)")
    parser.add_argument("--points", type=int, default=POINTS, help=f"along each dial ({POINTS})")
    parser.add_argument("--reps", type=int, default=20, help="replicates of every point (20)")
    parser.add_argument("--members", type=int, help="people of buying organisations")
    parser.add_argument("--weeks", type=int, help="measured weeks")
    parser.add_argument("--seed", type=int, default=0, help="seed of worlds and luck (0)")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="folder of the page (docs)")
    parser.add_argument("--runs", type=Path, help="folder of the runs; the same command resumes")
    return parser.parse_args(words)


def made(words: Sequence[str] | None, line: Progress) -> list[Path]:
    """Run and write as the words say; where the files are.

    Raises
    ------
    BadInput   all that is wrong with the words, or a run that failed
    """
    given, read = arguments(words), Together()
    scenarios = read.scenarios([given.scenario], None, given.members, given.weeks)
    read.problems += wrong(given.reps, given.points)
    if given.workers < 1:
        read.problems.append(Problem("", "--workers", f"is {given.workers}; must be at least 1"))
    if given.out.exists() and not given.out.is_dir():
        read.problems.append(Problem(str(given.out), "--out", "is a file; name a folder"))
    read.end()
    prepared(quiet=False)
    found = smoothness(
        scenarios[0], reps=given.reps, points=given.points, seed=given.seed, out=given.runs,
        workers=given.workers, watch=line.show,
        on_start=lambda store, plan, done: line.begin(store.folder, len(plan.runs()) - done, done),
    )  # fmt: skip
    return write(found, given.out)


def main(words: Sequence[str] | None = None) -> int:
    """Entry point; exit code 0, 2 after bad input, 130 after an interrupt."""
    try:
        for path in made(words, Progress(quiet=False)):
            say(str(path))
    except BadInput as bad:
        for problem in bad.problems:
            say(f"smoothness: {problem}")
        return 2
    except OSError as failure:
        say(f"smoothness: {failure.filename or 'file'}: {failure.strerror or failure}")
        return 2
    except KeyboardInterrupt:
        say(
            "\nsmoothness: interrupted; what is finished is kept, the same command goes on from there"
        )
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
