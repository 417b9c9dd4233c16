"""Edge lists: one file, two ids a line, with or without a header and whatever parts them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from sim.errors import Problem
from sim.network.delimited import (
    SAMPLE,
    SEPARATORS,
    Sheet,
    decimal_commas,
    excel_separator,
    list_separator,
    named,
    read_text,
    split_cells,
    table_of,
)
from sim.network.raw import (
    RawNetwork,
    Table,
    attributes,
    checked,
    counted,
    listed,
    no_nodes,
    unread,
)

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
_COMMA = re.compile(r"([0-9]),([0-9])")
#: What `networkx.write_edgelist` writes: two ids and a dictionary of attributes.
_DICTIONARY = re.compile(r"(.*?\S)[\s,;|]+(\{.*\})\s*")


def _number(text: str) -> bool:
    try:
        float(_COMMA.sub(r"\1.\2", text, count=1))
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
    """Names of columns of a list without a header: two ids, then a weight or a layer, if any.

    Columns in which nothing stands, as a separator at the end of lines makes them, are left out.
    """
    header = {"source": 0, "target": 1}
    empty = 0
    for k in range(2, width):
        values = [row[k].strip() for row in rows if len(row) > k]
        if not any(values):
            empty += 1
            continue
        numbers = all(_number(value) for value in values if value)
        name = "weight" if numbers else "layer"
        if name not in header:
            header[name] = k
        else:
            header[f"column {k + 1}"] = k
    found = ", ".join(name for name in header)
    left = f"; {counted(empty, 'empty column', 'empty columns')} left out" if empty else ""
    return header, f"no header: the columns are taken as {found}{left}"


def with_dictionaries(
    lines: list[str], skip: int, place: str
) -> tuple[Table, list[Problem], list[str]]:
    """Ties of a list whose lines end in a dictionary of attributes, as networkx writes them."""
    heads = [""] * len(lines)  # empty where nothing was read, so that lines keep their numbers
    found: dict[int, dict[str, object]] = {}
    problems: list[Problem] = []
    strange: list[int] = []
    read: dict[str, dict[str, object] | None] = {}
    for number, line in enumerate(lines[skip:], skip + 1):
        if not line.strip():
            continue
        match = _DICTIONARY.fullmatch(line)
        text = match.group(2) if match else ""
        if text not in read:
            read[text] = _dictionary(text)
        data = read[text]
        if match is None or data is None:
            strange.append(number)
            continue
        heads[number - 1] = match.group(1)
        found[number] = data
    problems += Table(place, {}, strange).problems_at(
        range(len(strange)),
        "",
        lambda i: (
            "does not end in attributes such as {'weight': 4} as other lines do; write the list with "
            "nx.write_edgelist(graph, path, data=['weight'])"
        ),
    )
    separator = list_separator([head for head in heads if head][:SAMPLE]) or " "
    sheet, wrong = split_cells("\n".join(heads), separator, place)
    table, ragged = table_of(sheet, {"source": 0, "target": 1}, 2, place)
    columns, odd = attributes([found[line] for line in table.rows], ("source", "target"))
    said = ["lines end in attributes, as networkx writes them: two ids and a dictionary"]
    said += [f"{why}; left out" for why in odd.values()]
    edges = Table(place, table.columns | columns, table.rows, unusable=odd)
    return edges, [*problems, *wrong, *ragged], said


def _dictionary(text: str) -> dict[str, object] | None:
    """A dictionary as Python writes it; None where it is none."""
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _network(path: Path, edges: Table, said: list[str], problems: list[Problem]) -> RawNetwork:
    """An edge list as a network, when its ties are read."""
    edges, wrong = checked(edges, ("source", "target"))
    said.append("there is no table of people: people are those whom the edges name")
    every = (*problems, *wrong)
    return RawNetwork(str(path), "edge list", no_nodes(str(path)), edges, None, tuple(said), every)


def read_edge_list(path: Path) -> RawNetwork:
    """A network from one file of ties."""
    place = str(path)
    text, problems = read_text(path)
    said: list[str] = []
    if (path.parent / "nodes.csv").is_file():
        said.append("nodes.csv beside the file is not read; name the folder to read both")
    text, separator, wrong, words = excel_separator(text, path)
    problems += wrong
    said += words
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
    if all(_DICTIONARY.fullmatch(line) for line in sample):
        edges, wrong, words = with_dictionaries(lines, skip, place)
        return _network(path, edges, said + words, problems + wrong)
    separator = separator or list_separator(sample)
    if not separator:
        why = "has no separator that gives two ids a line; possible are commas, semicolons, tabs, spaces"
        problems.append(Problem(f"{place}:{skip + 1}", "", why))
        return unread(place, "edge list", problems)
    sheet, wrong = split_cells("\n" * skip + "\n".join(lines[skip:]), separator, place)
    problems += wrong
    if not words:
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
        header, guess = headless(sheet.cells, width)
        said.append(guess)
    table, wrong = table_of(sheet, header, width, place)
    problems += wrong
    said += decimal_commas(table, separator, ("weight",))
    return _network(path, table, said, problems)


def _usual_width(sheet: Sheet) -> int:
    """The commonest number of values a line, two or more."""
    widths = [len(row) for row in sheet.cells if len(row) >= 2]
    return max(set(widths), key=lambda w: (widths.count(w), -w))
