"""The engine beside the same work in peer libraries, as ratios from one run.

    python -m bench.peers --peers DIR --python A=/path/to/python --python B=/path/to/python

W1 is word of mouth alone on a Barabási-Albert graph; ours is the full model with everything else set
to nothing by parameters, so all phases of the week still run. W2 is a toy of attention and trust;
ours is the real week of preset `mixed`, which does far more. Then runs a second: `mesa.batch_run` of
the toy beside a sweep of the real model. Scripts of the peers lie in DIR; what is missing there or
in the environments is said and left out.

Times of one machine differ between minutes, ratios less: ours is timed right before each peer,
rounds alternate, and medians of each round's ratio are printed, as Markdown.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import stats

from bench.machine import limits, load_now, processor
from bench.ours import WordOfMouth, make_graph, seconds_of, week_of_market
from bench.outside import Outside, Peer
from bench.sweep import swept
from experiments.design import Axis, Design
from sim.engine.compiled import model_id
from sim.ready import prepare
from sim.scenarios.load import load

MIDDLE = 26  # the tick that the peers' scripts report beside the last one
ORGANISATION = 8  # people of one in W2
OWN_RUNS = (
    5  # of ours for each of a peer's where curves are compared: leaves the peer's error alone
)
LEVEL = 0.001  # of the comparison of two means
RANGE = "lowest and highest of the rounds in brackets"

Row = tuple[str, list[float], list[float]]  # name, times, ratios to the time of ours just before

W1 = (
    Peer("NumPy + SciPy matvec", "scipy", "w1_numpy.py", "{n} {repeats}", line="numpy+scipy"),
    Peer("Starsim, CRN off", "starsim", "w1_peers.py", "starsim_nocrn {n} {repeats}"),
    Peer("Starsim", "starsim", "w1_peers.py", "starsim {n} {repeats}"),
    Peer("Mesa, lists of neighbours", "mesa", "w1_mesa.py", "{n} {repeats} mesa lists", every=True),
    Peer("AgentPy", "agentpy", "w1_peers.py", "agentpy {n} {repeats}", slow=True),
    Peer("NDlib", "ndlib", "w1_peers.py", "ndlib {n} {repeats}", slow=True),
)
W2 = (
    Peer("NumPy, toy", "numpy", "w2_numpy.py", "{n} {ticks} {repeats}"),
    Peer("Mesa, toy", "mesa", "w2_mesa.py", "{n} {ticks} {repeats}", every=True),
)
BATCH = Peer("mesa.batch_run, toy", "mesa", "w2_mesa.py", "", every=True)


def shown(values: list[float], form: str = "{:.3g}") -> str:
    """Median, and the range where there are several."""
    middle = form.format(statistics.median(values))
    if len(values) == 1:
        return middle
    return f"{middle} ({form.format(min(values))} to {form.format(max(values))})"


def say(*lines: str) -> None:
    """Print at once: a run takes minutes."""
    print(*lines, sep="\n", flush=True)


# -- W1 -------------------------------------------------------------------------------------------
def wom_market(outside: Outside, n: int) -> WordOfMouth:
    """Ours on the peers' graph, from the peers' seeds."""
    ticks, p, seeds = outside.given(n)
    return WordOfMouth.of(make_graph(n, outside.data), np.array(seeds), n, ticks, p, outside.data)


def differs(ours: np.ndarray, mean: float, sd: float, n: int) -> str:
    """A peer's mean against ours, with Welch's p-value."""
    p = stats.ttest_ind_from_stats(
        ours.mean(), ours.std(ddof=1), len(ours), mean, sd, n, equal_var=False
    ).pvalue
    return f"{mean:,.0f} ± {sd / n**0.5:,.0f} | {p:.3f}{'' if p >= LEVEL else ' differs'}"


def agree(outside: Outside, n: int, seeds: int) -> None:
    """Whether numbers informed are the same in every library, before any timing."""
    market = wom_market(outside, n)
    last = market.scenario.settings.market.weeks
    curves = np.stack([market.run(r)[0] for r in range(OWN_RUNS * seeds)])
    mean, error = curves.mean(axis=0), curves.std(axis=0, ddof=1) / len(curves) ** 0.5
    say(f"\n**W1: number informed**, {n:,} people, mean ± its standard error; Welch's p\n")
    say(f"| | runs | tick {MIDDLE} | p | tick {last} | p |", "|---|---|---|---|---|---|")
    cells = " | ".join(f"{mean[t]:,.0f} ± {error[t]:,.0f} | " for t in (MIDDLE, last))
    say(f"| ours | {len(curves)} | {cells}|")
    for peer in W1:
        for name, python in outside.holders(peer):
            try:
                got = outside.result(peer, python, n=n, repeats=seeds)
            except RuntimeError as why:
                outside.said.append(f"{name}: {why}")
                continue
            runs = len(got["runs_s"])
            middle = differs(curves[:, MIDDLE], got["mid_mean"], got["mid_sd"], runs)
            end = differs(curves[:, last], got["final_mean"], got["final_sd"], runs)
            say(f"| {name} | {runs} | {middle} | {end} |")


# -- what is timed in turns -----------------------------------------------------------------------
def turns(
    outside: Outside, peers: tuple[Peer, ...], rounds: int, slow_rounds: int,
    ours: Callable[[], float], unit: float, **values: int,
) -> tuple[list[float], list[Row]]:  # fmt: skip
    """Ours before each peer, round after round.

    Parameters
    ----------
    ours : seconds of our work
    unit : seconds are divided by it
    values : sizes that the scripts are called with

    Returns
    -------
    our times; a row a peer
    """
    places = [(peer, *holder) for peer in peers for holder in outside.holders(peer)]
    own: list[float] = []
    times: dict[str, list[float]] = {name: [] for _, name, _ in places}
    ratios: dict[str, list[float]] = {name: [] for _, name, _ in places}
    for i in range(rounds):
        for peer, name, python in places:
            if peer.slow and i >= slow_rounds:
                continue
            own.append(ours() / unit)
            sizes = {**values, "repeats": 1} if peer.slow else values
            try:
                took = outside.result(peer, python, **sizes)["median_s"] / unit
            except RuntimeError as error:
                outside.said.append(f"{name}: {error}")
                continue
            times[name].append(took)
            ratios[name].append(took / own[-1])
    return own, [(name, times[name], ratios[name]) for name in times if times[name]]


def table(
    title: str, unit: str, own_name: str, own: list[float], rows: list[Row], form: str
) -> None:
    """Times, and ratios to ours."""
    say(f"\n**{title}**; median, {RANGE}\n")
    say(f"| | {unit} | over ours | rounds |", "|---|---|---|---|")
    if own:
        say(f"| {own_name} | {shown(own, form)} | 1 | {len(own)} |")
    for name, times, ratios in rows:
        say(f"| {name} | {shown(times, form)} | {shown(ratios)} | {len(times)} |")


def word_of_mouth(outside: Outside, n: int, rounds: int, slow_rounds: int, repeats: int) -> None:
    """Milliseconds of W1."""
    market = wom_market(outside, n)
    market.run(0)  # builds the world, which is kept
    luck = iter(range(1_000_000))

    def ours() -> float:
        return statistics.median(market.run(next(luck))[1] for _ in range(repeats))

    own, rows = turns(outside, W1, rounds, slow_rounds, ours, 1e-3, n=n, repeats=repeats)
    ticks = market.scenario.settings.market.weeks
    title = f"W1, word of mouth alone: {n:,} people, {ticks} ticks, graph excluded"
    table(title, "ms", "ours, full model closed by parameters", own, rows, "{:,.0f}")


def weeks(outside: Outside, n: int, ticks: int, rounds: int, repeats: int) -> None:
    """Nanoseconds of W2 an agent and tick, and of our week a member."""
    make_graph(n, outside.data)

    def ours() -> float:
        model = week_of_market(n)  # anew: weeks get dearer as the records of a run grow
        took = statistics.median(seconds_of(model, ticks) for _ in range(repeats))
        model.close()
        return took

    own, rows = turns(
        outside, W2, rounds, rounds, ours, n * ticks * 1e-9, n=n, ticks=ticks, repeats=repeats
    )
    title = f"W2: {n:,} people, {ticks} ticks; ours is the real week, which does far more"
    table(title, "ns an agent and tick", "ours, full week of `mixed`", own, rows, "{:,.0f}")


def runs_a_second(
    outside: Outside, n: int, ticks: int, points: int, reps: int, rounds: int
) -> None:
    """Runs a second of `mesa.batch_run` and of our sweep, by one process and by two."""
    make_graph(n, outside.data)
    base = load("mixed").set_all({"market.members": n, "market.weeks": ticks})
    values = tuple(i / max(1, points - 1) for i in range(points))
    design = Design("grid", (Axis("focal.push_share", values),))
    runs, script = points * reps, Path(__file__).with_name("mesa_batch.py")
    found: dict[str, list[float]] = {}
    ratios: dict[str, list[float]] = {}
    holders = outside.holders(BATCH)
    for _ in range(rounds):
        for workers in (1, 2):
            own = runs / swept(base, design, reps, workers)
            found.setdefault(f"ours, sweep, {workers} at once", []).append(own)
            for name, python in holders:
                key = f"{name}, {workers} at once"
                try:
                    got = outside.results(python, str(script), n, ticks, runs, workers)[0]
                except RuntimeError as error:
                    outside.said.append(f"{key}: {error}")
                    continue
                found.setdefault(key, []).append(runs / got["median_s"])
                ratios.setdefault(key, []).append(own * got["median_s"] / runs)
    warmup = base.settings.market.warmup
    say(
        f"\n**Runs a second**: {n:,} people, {ticks} ticks, {runs} runs. Ours are runs of the real "
        f"model, with a world for every {points} runs, its {warmup} weeks of warm-up, and results on "
        f"the disk; median, {RANGE}\n"
    )
    say("| | runs a second | ours over it | rounds |", "|---|---|---|---|")
    for name, rates in sorted(found.items()):
        ratio = shown(ratios[name]) if name in ratios else ""
        say(f"| {name} | {shown(rates)} | {ratio} | {len(rates)} |")


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--peers", type=Path, help="folder of the peers' scripts")
    parser.add_argument("--python", action="append", default=[], metavar="NAME=PATH")
    parser.add_argument("--parts", default="curves,w1,w2,runs,limits", help="which of these to run")
    parser.add_argument("--people", type=int, default=100_000, help="people of W1 and of large W2")
    parser.add_argument("--few", type=int, default=2000, help="people of small W2 and of batches")
    parser.add_argument(
        "--checked", type=int, default=10_000, help="people when curves are compared"
    )
    parser.add_argument("--seeds", type=int, default=20, help="runs a peer when they are compared")
    parser.add_argument("--ticks", type=int, default=10, help="ticks of large W2")
    parser.add_argument("--few-ticks", type=int, default=52, help="ticks of small W2 and batches")
    parser.add_argument("--points", type=int, default=4)
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=3, help="runs of W1 and W2 a call")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow-rounds", type=int, default=1, help="rounds of the slowest peers")
    given = parser.parse_args()
    for one in given.python:
        if "=" not in one:
            parser.error(f"--python {one}: must be NAME=PATH")
    for name in ("people", "few"):
        if getattr(given, name) % ORGANISATION:
            parser.error(f"--{name}: must be a multiple of {ORGANISATION}, as W2 has organisations")
    if given.peers is None or not (given.peers / "common.py").is_file():
        parser.error("--peers: must be a folder with the peers' scripts and their common.py")
    return given


def main() -> None:
    """Print tables."""
    given = arguments()
    pythons = dict(one.split("=", 1) for one in given.python) or {"own": sys.executable}
    parts = given.parts.split(",")
    prepare()
    with tempfile.TemporaryDirectory(prefix="bench_") as folder:
        outside = Outside(given.peers.resolve(), pythons, Path(folder))
        today = datetime.datetime.now(datetime.UTC).date()
        say(
            f"{today}, {os.cpu_count()} cores, {processor()}, Python {platform.python_version()}, "
            f"model {model_id()}; load at the start {load_now()}"
        )
        if "curves" in parts:
            agree(outside, given.checked, given.seeds)
        if "w1" in parts:
            word_of_mouth(outside, given.people, given.rounds, given.slow_rounds, given.repeats)
        if "w2" in parts:
            weeks(outside, given.few, given.few_ticks, given.rounds, given.repeats)
            weeks(outside, given.people, given.ticks, given.rounds, given.repeats)
        if "runs" in parts:
            runs_a_second(
                outside, given.few, given.few_ticks, given.points, given.reps, given.rounds
            )
        if "limits" in parts:
            say("\n**Limits of the machine**\n", "| | |", "|---|---|")
            say(*(f"| {name} | {figure} |" for name, figure in limits(outside).items()))
        say(f"\nLoad at the end {load_now()}.")
        if outside.said:
            say("\nLeft out:\n", *(f"- {line}" for line in dict.fromkeys(outside.said)))


if __name__ == "__main__":
    main()
