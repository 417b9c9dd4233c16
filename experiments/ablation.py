"""Ablation: every group of mechanisms switched off in turn, and what that moves.

    python -m experiments.ablation --reps 40 --members 2000 --out docs/ablation.md
    python -m experiments.ablation --list

The second only says which options switch each mechanism off. A page says of which model it is. Runs
are kept in a folder, and the same command goes on with it.
"""

from __future__ import annotations

import datetime
import hashlib
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from experiments.backends import Backend
from experiments.cli.inputs import Parser, Together, prepared, whole
from experiments.cli.options import say
from experiments.cli.progress import Progress
from experiments.console import fit_streams
from experiments.names import write_atomically
from experiments.report.numbers import MINUS, number, outward, signed, together
from experiments.switched import Effect, Switch, ablate, check_reps, groups, listing, singles
from sim.engine.compiled import model_id
from sim.errors import BadInput
from sim.measures import MEASURES, PRIMARY
from sim.mechanisms import GROUPS, MECHANISMS
from sim.scenarios.load import Scenario


class Facts(NamedTuple):
    """What a page is of: scenario, replicates, root of the seeds, model, date, words of the command."""

    base: Scenario
    reps: int
    seed: int
    model: str
    date: str
    command: str


HEAD = """\
# Ablation

What each group of mechanisms (`sim/mechanisms.py`) does to a run. Both arms have what the mechanisms
need; in one of them every mechanism of the group stands at the values at which it does nothing.
Differences are *with* minus *without*: what the group adds. They are findings about this model, not
tests of it. [How to read this page](how-to/evidence.md#everything-in-turn).

- Made on {date} from model `{model}` by `{command}`.
- Base scenario `{name}` (settings `{hash}`): {members:,} members, {weeks} weeks after {warmup} of
  warm-up; measures of {focal}.
- {reps} paired replicates, seeds from root {seed}: replicate r has the same world seed and the same luck
  in both arms.
- A measure has moved where the 95% interval of its mean paired difference excludes 0. Intervals hold
  for all measures of a group together ({judged} at most; Student's, Bonferroni), and for each group by
  itself: of 20 groups that do nothing, one may seem to move something. A
  difference that is the same in every replicate has an interval without width.
"""


def head(facts: Facts, judged: int) -> list[str]:
    """What the page says of itself. judged : most measures that a switch was judged by."""
    market = facts.base.settings.market
    said = HEAD.format(
        date=facts.date, model=facts.model, command=facts.command, name=facts.base.name,
        hash=facts.base.hash, members=market.members, weeks=market.weeks, warmup=market.warmup,
        focal=facts.base.settings.focal_name, reps=facts.reps, seed=facts.seed, judged=judged,
    )  # fmt: skip
    return [*said.splitlines(), ""]


def relative(difference: float, without: float) -> str:
    """A difference in percent of the value without the mechanisms; empty where that is 0."""
    if not without:
        return ""
    percent = 100 * difference / abs(without)
    text = f"{percent:+,.0f}" if abs(percent) >= 9.95 else f"{percent:+.1f}"
    return f" ({text.replace('-', MINUS)}%)"


def primary_cell(effect: Effect) -> str:
    """Primary measures that moved, each with its difference."""
    rows = effect.moved[effect.moved["measure"].isin(PRIMARY)].to_dict("records")
    texts = [
        f"{r['measure']} {signed(number(r['difference']))}"
        f"{relative(r['difference'], r['without_mean'])}"
        for r in rows
    ]
    return ", ".join(texts) or "none"


def overview(effects: Sequence[Effect], first: str) -> list[str]:
    """A row a switch: how much it moved."""
    lines = [
        f"| {first} | rows | measures moved | primary measures that moved |",
        "|---|---|--:|---|",
    ]
    for e in effects:
        rows = dict.fromkeys(row for m in e.switch.mechanisms for row in m.rows)
        lines.append(
            f"| {e.switch.label} | {', '.join(rows)} | {len(e.moved)} of {len(e.table)} "
            f"| {primary_cell(e)} |"
        )
    return [*lines, ""]


def dead_lines(effects: Sequence[Effect]) -> list[str]:
    """Switches that moved nothing, and in what way."""
    dead = [e for e in effects if e.dead]
    if not dead:
        return ["Every one of them moved something.", ""]
    lines = ["Dead: find out why.", ""]
    for e in dead:
        why = (
            "runs with and without it are the same in every measure of every replicate"
            if e.same
            else f"runs differ, but no measure by more than luck could do in {e.pairs} replicates"
        )
        lines.append(f"- **{e.switch.label}**: {why}")
    return [*lines, ""]


def details(effect: Effect) -> list[str]:
    """Mechanisms of a group, and every measure that moved."""
    lines = [f"### {effect.switch.label}", ""]
    for m in effect.switch.mechanisms:
        off = ", ".join(f"`{path}` = {value}" for path, value in m.neutral.items())
        on = ", ".join(f"`{path}` = {value}" for path, value in m.used.items())
        given = ", ".join(f"`{path}` = {value}" for path, value in m.given.items())
        more = (f"; on: {on}" if on else "") + (f"; both arms: {given}" if given else "")
        lines.append(f"- {m.name} ({', '.join(m.rows)}); off: {off}{more}")
    if effect.dead:
        return [*lines, "", "Nothing moved.", ""]
    lines += [
        "",
        "| measure | unit | with | without | with minus without | 95% interval |",
        "|---|---|--:|--:|--:|---|",
    ]
    for r in effect.moved.to_dict("records"):
        a, b = together(r["with_mean"], r["without_mean"])
        low, high = outward(r["low"], r["high"])
        lines.append(
            f"| `{r['measure']}` | {MEASURES[r['measure']].unit} | {a} | {b} "
            f"| {signed(number(r['difference']))}{relative(r['difference'], r['without_mean'])} "
            f"| {low} to {high} |"
        )
    return [*lines, ""]


def page(facts: Facts, by_group: Sequence[Effect], by_mechanism: Sequence[Effect]) -> str:
    """The page, as Markdown."""
    judged = max((len(e.table) for e in (*by_group, *by_mechanism)), default=0)
    lines = [*head(facts, judged), "## Groups", "", *overview(by_group, "group")]
    lines += dead_lines(by_group)
    if by_mechanism:
        lines += ["## Mechanisms, each by itself", "", *overview(by_mechanism, "mechanism")]
        lines += dead_lines(by_mechanism)
    lines += ["## What each group moved", ""]
    for effect in by_group:
        lines += details(effect)
    return "\n".join(lines).rstrip("\n") + "\n"


def parser() -> Parser:
    """Options of the command; numbers are read later, so that all that is wrong is said at once."""
    found = Parser("python -m experiments.ablation", description=(__doc__ or "").partition("\n")[0])
    found.add_argument("--scenario", default="base", help="preset or TOML file; default base")
    found.add_argument("--set", action="append", metavar="PATH=VALUE", help="change a setting")
    found.add_argument("--members", metavar="N", help="people of buying organisations")
    found.add_argument("--weeks", metavar="N", help="measured weeks")
    found.add_argument("--reps", metavar="N", default="20", help="paired replicates; default 20")
    found.add_argument("--seed", metavar="N", default="0", help="root of the seeds; default 0")
    found.add_argument("--workers", metavar="N", default="2", help="processes; default 2")
    found.add_argument(
        "--group", action="append", help=f"only this group (repeatable): {', '.join(GROUPS)}"
    )
    found.add_argument("--each", action="store_true", help="each mechanism by itself as well")
    found.add_argument("--list", action="store_true", help="only say what switches each off")
    found.add_argument("--runs", type=Path, help="folder of the runs; default below results/")
    found.add_argument("--out", type=Path, default=Path("docs/ablation.md"), help="the page")
    return found


class Wanted(NamedTuple):
    """What a command asks for."""

    base: Scenario
    switches: list[Switch]
    reps: int
    seed: int
    workers: int
    each: bool
    runs: Path
    out: Path


def wanted(words: Sequence[str]) -> Wanted:
    """Read the words of a command.

    Raises
    ------
    BadInput   everything that is wrong with them
    """
    given = parser().parse_args(words)
    read = Together()
    members, weeks, reps, seed, workers = (
        read(whole, f"--{name}", getattr(given, name))
        for name in ("members", "weeks", "reps", "seed", "workers")
    )
    found = read.scenarios([given.scenario], given.set, members, weeks)
    chosen = read(groups, given.group or GROUPS)
    if reps is not None:
        read(check_reps, reps)
    if workers is not None:
        read(Backend, workers)
    read.end()
    assert chosen is not None
    assert reps is not None
    assert seed is not None
    assert workers is not None
    folder = given.runs or runs_folder(found[0], seed)
    return Wanted(found[0], chosen, reps, seed, workers, given.each, folder, given.out)


def runs_folder(base: Scenario, seed: int) -> Path:
    """Where runs are kept if nothing is said: another folder for another model, base or register."""
    text = f"{model_id()}{base.hash}{seed}{[(m.name, m.group, m.on, m.off) for m in MECHANISMS]}"
    return Path("results") / f"ablation-{base.name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def run(words: Sequence[str]) -> None:
    """Make the runs that are missing, and write the page; with `--list`, only say what would be off."""
    given = parser().parse_args(words)
    if given.list:
        print(listing(groups(given.group or GROUPS)))
        return
    w = wanted(words)
    prepared(False)

    def effects_of(switches: list[Switch], folder: Path) -> list[Effect]:
        say(f"{len(switches)} times {2 * w.reps} runs, kept in {folder}")
        line = Progress(False)
        return ablate(
            w.base, switches, reps=w.reps, seed=w.seed, workers=w.workers, folder=folder,
            watch=line.show,
        )  # fmt: skip

    by_group = effects_of(w.switches, w.runs / "groups")
    by_mechanism = effects_of(singles(w.switches), w.runs / "each") if w.each else []
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    command = shlex.join(["python", "-m", "experiments.ablation", *words])
    facts = Facts(w.base, w.reps, w.seed, model_id(), today, command)
    write_atomically(w.out, page(facts, by_group, by_mechanism).encode())
    dead = [e.switch.label for e in (*by_group, *by_mechanism) if e.dead]
    print(f"{w.out}: nothing moved without {', '.join(dead)}" if dead else str(w.out))


def main() -> int:
    """The command: bad input is a line a problem and exit code 2."""
    fit_streams()
    try:
        run(sys.argv[1:])
    except BadInput as bad:
        for problem in bad.problems:
            say(f"ablation: {problem}")
        return 2
    except KeyboardInterrupt:
        say("ablation: interrupted; the same command goes on from there")
        return 130
    except OSError as failure:
        say(f"ablation: {failure.filename or 'file'}: {failure.strerror or failure}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
