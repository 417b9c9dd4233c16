"""`results`: what result folders hold, how they differ, and what to do with them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.options import Json, Yes, say, wide_console
from sim.errors import BadInput, Problem

results = typer.Typer(
    name="results",
    help="List, show, compare, merge, prune and export result folders.",
    rich_markup_mode=None,
)

FORMATS = ("csv", "wide", "graphml", "gexf")
LONGEST_LIST = 10  # runs that are named where many have the same fault
Folder = Annotated[Path, typer.Argument(metavar="OUT", help="Result folder.")]


@results.command("list")
def list_(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder with result folders.")
    ] = Path("results"),
    as_json: Json = False,
) -> None:
    """Every result folder below a folder: what it holds, how far it is, its size and code."""
    from experiments.catalogue import catalogue
    from experiments.cli.result_tables import catalogue_table

    found = catalogue(folder)
    if as_json:
        print(json.dumps([e.as_json() for e in found]))
    elif not found:
        print(f"no result folder below {folder}")
    else:
        wide_console().print(catalogue_table(found, folder))


@results.command()
def show(
    out: Folder,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="Group by a column of runs (repeatable)."),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Measure to show (repeatable); default the primary ones."
        ),
    ] = None,
    failures: Annotated[
        bool, typer.Option("--failures", help="List runs that failed, in place of means.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Facts of a result and means of its measures, with 95% intervals."""
    from experiments import overview
    from experiments.cli.result_tables import fact_lines, failure_table, means_table, records
    from experiments.show import summary_lines
    from experiments.store import Store

    store = Store.open(out)
    if failures:
        if by or measure:
            raise BadInput([Problem("", "--failures", "has no place beside --by and --measure")])
        failed = overview.failures(store)
        if as_json:
            print(json.dumps({"out": str(out), "failures": records(failed)}))
        elif failed.empty:
            print("no run failed without having been finished since")
        else:
            wide_console().print(failure_table(failed))
        return
    means = overview.means(store, by or (), measure or ())
    facts = overview.facts(store)
    if as_json:
        print(json.dumps({**facts, "intervals": overview.METHOD, "means": records(means)}))
        return
    for line in fact_lines(facts):
        print(line)
    if store.identity.command == "run" and not by:
        chosen = means.set_index("measure")["mean"] if measure else overview.only_run(store)
        title = f"{store.identity.order[0]}: measures of the focal seller"
        summary_lines(chosen, wide_console(), title)
    else:
        wide_console().print(means_table(means, facts))


@results.command()
def compare(
    a: Annotated[Path, typer.Argument(metavar="A", help="Result folder.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another result folder.")],
    as_json: Json = False,
) -> None:
    """How two results differ; exit code 1 only where the same run has other rows."""
    from experiments.cli.result_tables import likeness_tables
    from experiments.likeness import likeness
    from experiments.merging import open_all

    found = likeness(*open_all([a, b]))
    if as_json:
        print(json.dumps(found.as_json()))
    else:
        likeness_tables(found, a, b, wide_console())
    if found.unequal:
        for job, tables in list(found.unequal.items())[:LONGEST_LIST]:
            say(f"buyernet: run {job} has other rows in {', '.join(tables)}")
        say(
            f"buyernet: {len(found.unequal)} runs of the same settings, seeds and code have other rows; "
            "this must not happen: one folder is damaged, or the code that made it was changed by hand"
        )
        raise typer.Exit(1)


@results.command()
def merge(
    folders: Annotated[
        list[Path], typer.Argument(metavar="A B …", help="Result folders of the same command.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="C", help="New folder, or one with the same result, which is added to."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring shards that were made in folders of their own together in one."""
    from experiments.merging import merge as merged

    if out is None:
        raise BadInput(
            [Problem("", "--out", "is missing; name the folder to bring them together in")]
        )
    done = merged(folders, out)
    if as_json:
        print(
            json.dumps(
                {
                    "out": str(out), "runs": done.runs, "wanted": done.wanted,
                    "added": done.added, "double": done.double, "parts_copied": done.copied,
                    "parts_rebuilt": done.rebuilt, "parts_damaged": done.damaged,
                }
            )
        )  # fmt: skip
        return
    of = f" of {done.wanted:,}" if done.wanted is not None else ""
    print(f"{out}: {done.runs:,}{of} runs, {done.added:,} of them added now")
    if done.double:
        print(f"  {done.double:,} runs stood in more than one folder, with equal rows; taken once")
    if done.rebuilt:
        print(
            f"  {done.copied:,} parts copied as they are, {done.rebuilt:,} without runs taken before"
        )
    if done.damaged:
        say(
            f"warning: {done.damaged:,} damaged parts do not count; their runs are to be made again"
        )
    print("the command without --shard and with this --out shows the whole")


@results.command()
def prune(out: Folder, yes: Yes = False, as_json: Json = False) -> None:
    """Say what of a result folder could go, ask, and remove it."""
    from experiments.cli.result_tables import prune_lines
    from experiments.presence import presence
    from experiments.pruning import check_alone, prunable
    from experiments.pruning import prune as pruned
    from experiments.store import Store

    store = Store.open(out)
    check_alone(store, presence(out).living)
    found = prunable(store)
    size = sum(spare.size for spare in found.spare)
    rows = [
        {"what": s.what, "files": len(s.files), "runs": s.runs, "bytes": s.size}
        for s in found.spare
    ]
    if not as_json:
        for line in prune_lines(found):
            print(line)
    if rows and not yes and not as_json:
        if not sys.stdin.isatty():
            raise BadInput([Problem(str(out), "", "nothing was removed: add --yes to go on")])
        if not typer.confirm("Remove it?", err=True):
            raise typer.Exit(0)
        yes = True
    if rows and yes:
        gone = pruned(store)
        if not as_json:
            print(f"removed {sum(len(spare.files) for spare in gone.spare):,} files")
    if as_json:
        kept = {"runs": found.kept_runs, "parts": found.kept_parts}
        print(
            json.dumps(
                {
                    "out": str(out), "removed": bool(rows and yes), "bytes": size, "spare": rows,
                    "kept": kept, "notes": list(found.notes),
                }
            )
        )  # fmt: skip


@results.command()
def export(
    out: Folder,
    kind: Annotated[
        str, typer.Option("--as", metavar="csv|wide|graphml|gexf", help="What to write.")
    ],
    to: Annotated[
        Path,
        typer.Option(metavar="PATH", help="New file (wide) or new folder; never overwrites."),
    ],
    weeks: Annotated[bool, typer.Option("--weeks", help="Of wide: a row a run and week.")] = False,
    header: Annotated[
        bool, typer.Option("--header", help="Of wide: six lines first, as BehaviorSpace writes.")
    ] = False,
) -> None:
    """Write a result for other programs: CSV, BehaviorSpace's wide table, GraphML or GEXF."""
    from experiments.drawn import as_graphs
    from experiments.export import as_csv, check_free, wide
    from experiments.store import Store
    from sim.scenarios.words import nearest

    problems = []
    if kind not in FORMATS:
        problems.append(Problem("--as", kind, f"is no format{nearest(kind, list(FORMATS))}"))
    elif kind != "wide":
        given = {"--weeks": weeks, "--header": header}
        problems += [Problem("", w, "is for --as wide") for w in given if given[w]]
    try:
        check_free(to)
    except BadInput as bad:
        problems += bad.problems
    try:
        store = Store.open(out)
    except BadInput as bad:
        problems += bad.problems
    if problems:
        raise BadInput(problems)
    if kind == "csv":
        files = as_csv(store, to)
        print(f"{to}: {len(files)} tables of {len(store.finished()):,} runs")
    elif kind == "wide":
        print(f"{wide(store, to, weeks=weeks, header=header)}: {len(store.finished()):,} runs")
    else:
        for name, what in as_graphs(store, to, kind).items():
            print(f"{to / name}")
            if what == "groups":
                say(
                    f"{name}: the market is too large for people; nodes are groups of organisations"
                )
