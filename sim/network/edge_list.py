"""Edge lists: one file, two ids a line, with or without a header and whatever parts them."""

from __future__ import annotations

import re
from pathlib import Path

from sim.errors import Problem
from sim.network.delimited import (
    SAMPLE,
    SEPARATORS,
    Sheet,
    list_separator,
    named,
    read_text,
    split_cells,
    table_of,
)
from sim.network.raw import RawNetwork, checked, counted, listed, no_nodes, unread

#: Names of the two columns of ids in a header, in lower case without separators.
PAIRS = (
    ("source", "target"),
    ("from", "to"),
    ("sender", "receiver"),
    ("sender", "recipient"),
    ("ego", "alter"),
    ("node1", "node2"),
    ("fromnodeid", "tonodeid"),
)
COMMENTS = ("#", "%")  # begin lines before the first tie in lists of SNAP, KONECT and Pajek
_WHOLE = re.compile(r"[+-]?\d+")


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def pair_in(header: list[str]) -> tuple[int, int] | None:
    """Places of the two columns of ids in a header; None where it names none."""
    names = [re.sub(r"[ _-]", "", cell.strip().casefold()) for cell in header]
    for a, b in PAIRS:
        if a in names and b in names:
            return names.index(a), names.index(b)
    return None


def is_header(rows: list[list[str]]) -> bool:
    """Whether a first line without known names is a header: words above whole numbers."""
    first, rest = rows[0], rows[1:SAMPLE]
    if not rest or any(_WHOLE.fullmatch(cell.strip()) for cell in first[:2]):
        return False
    return all(_WHOLE.fullmatch(cell.strip()) for row in rest for cell in row[:2])


def headless(rows: list[list[str]], width: int) -> tuple[dict[str, int], str]:
    """Names of columns of a list without a header: two ids, then a weight or a layer, if any."""
    header = {"source": 0, "target": 1}
    for k in range(2, width):
        numbers = all(len(row) <= k or _number(row[k]) for row in rows)
        name = "weight" if numbers else "layer"
        if name not in header:
            header[name] = k
        else:
            header[f"column {k + 1}"] = k
    found = ", ".join(name for name in header)
    return header, f"no header: the columns are taken as {found}"


def read_edge_list(path: Path) -> RawNetwork:
    """A network from one file of ties."""
    place = str(path)
    text, problems = read_text(path)
    said: list[str] = []
    if (path.parent / "nodes.csv").is_file():
        said.append("nodes.csv beside the file is not read; name the folder to read both")
    lines = text.splitlines()
    skip = 0
    while skip < len(lines) and (not lines[skip].strip() or lines[skip].startswith(COMMENTS)):
        skip += 1
    comments = sum(1 for line in lines[:skip] if line.strip())
    if comments:
        said.append(f"{counted(comments, 'comment line', 'comment lines')} at the top left out")
    sample = [line for line in lines[skip : skip + SAMPLE] if line.strip()]
    if not sample:
        if not problems:
            problems.append(Problem(place, "", "holds no ties; each line must hold two ids"))
        return unread(place, "edge list", problems)
    separator = list_separator(sample)
    if not separator:
        why = "has no separator that gives two ids a line; possible are commas, semicolons, tabs, spaces"
        problems.append(Problem(f"{place}:{skip + 1}", "", why))
        return unread(place, "edge list", problems)
    sheet, wrong = split_cells("\n" * skip + "\n".join(lines[skip:]), separator, place)
    problems += wrong
    said.append(f"{path.name} is separated by {SEPARATORS[separator]}")
    pair = pair_in(sheet.cells[0])
    if pair is not None or is_header(sheet.cells):
        head, line = sheet.cells.pop(0), sheet.lines.pop(0)
        a, b = pair or (0, 1)
        others = ["" if k in (a, b) else cell for k, cell in enumerate(head)]
        header, wrong = named(others, place, line)
        problems += wrong
        header = {"source": a, "target": b} | {k: v for k, v in header.items() if v not in (a, b)}
        said.append(f"the first line is a header; ties join {listed([head[a], head[b]])}")
        width = len(head)
    else:
        width = _usual_width(sheet)
        header, words = headless(sheet.cells, width)
        said.append(words)
    table, wrong = table_of(sheet, header, width, place)
    problems += wrong
    edges, wrong = checked(table, ("source", "target"))
    problems += wrong
    said.append("there is no table of people: people are those whom the edges name")
    return RawNetwork(
        place, "edge list", no_nodes(place), edges, None, tuple(said), tuple(problems)
    )


def _usual_width(sheet: Sheet) -> int:
    """The commonest number of values a line, two or more."""
    widths = [len(row) for row in sheet.cells if len(row) >= 2]
    return max(set(widths), key=lambda w: (widths.count(w), -w))
