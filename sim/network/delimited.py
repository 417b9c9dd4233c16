"""Tables from text files: encoding, separator, header and rows, with the line of every mistake.

The reader never stops at the first mistake: what cannot be read is left out and named.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Problem
from sim.network.raw import CONTROLS, SHOWN, Table, counted, listed

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", " ": "spaces", "|": "bars"}
#: Column names that are ours however they are written, as in `Source` or `ID`.
OURS = ("id", "source", "target", "weight", "layer")
SAMPLE = 200  # lines that are tried to find the separator of an edge list
#: First bytes of files that are no text, and what they are.
MAGIC = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive; save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save it as CSV"),
    (b"\x1f\x8b", "compressed; unpack it first"),
    (b"PAR1", "a Parquet file; save it as CSV"),
    (b"\xff\xfe", "UTF-16 text; save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text; save it as UTF-8"),
)
BINARY = "a binary file; networks are text: CSV, an edge list or GraphML"
HEAD = 4096  # first bytes, of which hardly any may be zero
_CONTROL = re.compile(f"[{CONTROLS}]")


_EXCEL = re.compile(r"\"?sep=([^\r\n])\"?[ ;,\t]*(\r?\n|$)", re.IGNORECASE)
_SPACED = re.compile(r"\s*\S+\s+\S+\s+[+-]?[0-9]+(,[0-9]+)?\s*")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+(,[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass
class Sheet:
    """Cells of a file: a list a row, with the line where each begins."""

    cells: list[list[str]]
    lines: list[int]


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """The text of a file and what is wrong with it; no text where it cannot be read at all."""
    try:
        data = path.read_bytes()
    except OSError as failure:
        return "", [Problem(str(path), "", f"cannot be read: {failure.strerror or failure}")]
    what = next((w for magic, w in MAGIC if data.startswith(magic)), "")
    if not what and data[:HEAD].count(0) > len(data[:HEAD]) // 50:
        what = BINARY
    if what:
        return "", [Problem(str(path), "", f"is {what}")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        if b"\0" in data:
            return "", [Problem(str(path), "", f"is {BINARY}")]
        line = data.count(b"\n", 0, failure.start) + 1
        why = f"is not UTF-8: byte 0x{data[failure.start]:02x}; save the file as UTF-8"
        return "", [Problem(f"{path}:{line}", "", why)]
    problems: list[Problem] = []
    found = list(_CONTROL.finditer(text)) if _CONTROL.search(text) else []
    for match in found[:SHOWN]:
        line = text.count("\n", 0, match.start()) + 1
        code = f"U+{ord(match.group()):04X}"
        problems.append(
            Problem(f"{path}:{line}", "", f"holds the control character {code}; take it out")
        )
    if len(found) > SHOWN:
        more = counted(len(found) - SHOWN, "more such character", "more such characters")
        problems.append(Problem(str(path), "", f"and {more}"))
    return text, problems


def split_cells(text: str, separator: str, place: str) -> tuple[Sheet, list[Problem]]:
    """Cells of a text; empty lines are left out, spaces around cells too."""
    if separator == " ":  # any run of spaces or tabs parts two values
        text = "\n".join(line.strip().replace("\t", " ") for line in text.splitlines())
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator,
        strict=True,
        skipinitialspace=separator != "\t",
    )
    sheet = Sheet([], [])
    problems: list[Problem] = []
    begins = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as failure:
            problems.append(Problem(f"{place}:{begins}", "", f"cannot be read: {failure}"))
        else:
            if any(row):
                sheet.cells.append(row)
                sheet.lines.append(begins)
        begins = reader.line_num + 1
    return sheet, problems


def excel_separator(text: str, path: Path) -> tuple[str, str, list[Problem], list[str]]:
    """The separator that a first line `sep=;` names, as Excel writes it, and the text without it.

    Returns
    -------
    text : with an empty line for the one taken out, so that lines keep their numbers
    separator : empty where no such line is there
    """
    match = _EXCEL.match(text)
    if match is None:
        return text, "", [], []
    rest, separator = "\n" + text[match.end() :], match.group(1)
    if separator not in SEPARATORS:
        why = f"names the separator {separator!r}; possible are {listed(SEPARATORS)}"
        return rest, "", [Problem(f"{path}:1", "sep", why)], []
    words = (
        f"the first line of {path.name} says that {SEPARATORS[separator]} separate; it is no row"
    )
    return rest, separator, [], [words]


def decimal_commas(table: Table, separator: str, names: tuple[str, ...]) -> list[str]:
    """Turn columns of numbers with a decimal comma, as `1,5`, into plain numbers, and say so."""
    said: list[str] = []
    for name in names if separator != "," else ():
        values = table.columns.get(name, [])
        if any("," in v for v in values) and all(_DECIMAL_COMMA.fullmatch(v) for v in values if v):
            table.columns[name] = [v.replace(",", ".") for v in values]
            said.append(f"column {name!r} holds decimal commas: '1,5' is read as 1.5")
    return said


def header_separator(text: str, wanted: tuple[str, ...]) -> str:
    """The separator of a file with a header: the one that parts the names wanted, else the commonest."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    best, most = ",", 0
    for separator in (",", ";", "\t", "|"):
        names = {c.strip(" \"'").casefold() for c in head.split(separator)}
        if len(names) > 1 and names & set(wanted) and head.count(separator) >= most:
            best, most = separator, head.count(separator) + 1000
        elif head.count(separator) > most:
            best, most = separator, head.count(separator)
    return best


def list_separator(lines: list[str]) -> str:
    """The separator of an edge list: the first that cuts all lines alike, in two or more.

    Empty where none does so for at least half of the lines.
    """
    if any("," in line for line in lines) and all(map(_SPACED.fullmatch, lines)):
        return "\t" if all("\t" in line for line in lines) else " "  # commas are of decimals
    best, most = "", 0.5
    for separator in ("\t", ";", ",", "|", " "):
        sheet, _ = split_cells("\n".join(lines), separator, "")
        widths = Counter(len(row) for row in sheet.cells)
        alike = max((n for width, n in widths.items() if width >= 2), default=0)
        share = alike / max(1, len(sheet.cells))
        if share > most:
            best, most = separator, share
    return best


def named(header: list[str], place: str, line: int) -> tuple[dict[str, int], list[Problem]]:
    """Place of each column by name; ours in lower case. Columns without a name are left out."""
    found: dict[str, int] = {}
    problems = []
    for k, cell in enumerate(header):
        name = cell.strip()
        if name.casefold() in OURS:
            name = name.casefold()
        if not name:
            continue
        if name in found:
            problems.append(Problem(f"{place}:{line}", name, "this column stands twice"))
            continue
        found[name] = k
    return found, problems


def table_of(
    sheet: Sheet, header: dict[str, int], width: int, place: str
) -> tuple[Table, list[Problem]]:
    """A table from cells and the place of each column; rows of another width are named and left out."""
    cells, lines = sheet.cells, sheet.lines
    problems: list[Problem] = []
    widths = list(map(len, cells))
    if widths and (min(widths) != width or max(widths) != width):
        for i, row in enumerate(cells):
            if len(row) > width and not any(row[width:]):
                cells[i] = row[:width]  # separators at the end, as spreadsheets write them
        ragged = [i for i, row in enumerate(cells) if len(row) != width]
        whole = Table(place, {}, lines)
        problems = whole.problems_at(
            ragged,
            "",
            lambda i: f"has {counted(len(cells[i]), 'value', 'values')}; there must be {width}",
        )
        out = set(ragged)
        lines = [line for i, line in enumerate(lines) if i not in out]
        cells = [row for i, row in enumerate(cells) if i not in out]
    columns = list(zip(*cells, strict=True)) if cells else [()] * width
    found = {name: [c.strip() for c in columns[k]] for name, k in header.items()}
    return Table(place, found, lines), problems


def read_table(
    path: Path, wanted: tuple[str, ...]
) -> tuple[Table | None, list[Problem], list[str]]:
    """A file with a header: its table, what is wrong and what was found out.

    Parameters
    ----------
    wanted : columns without which the table is of no use

    Returns
    -------
    table : None where the columns wanted are not there
    """
    place = str(path)
    text, problems = read_text(path)
    if not text.strip():
        empty = [Problem(place, "", f"is empty; the first line must be {','.join(wanted)}")]
        return None, problems or empty, []
    text, separator, wrong, said = excel_separator(text, path)
    problems += wrong
    separator = separator or header_separator(text, wanted)
    sheet, wrong = split_cells(text, separator, place)
    problems += wrong
    if not sheet.cells:
        why = f"holds no header; it must be {','.join(wanted)}"
        return None, problems or [Problem(place, "", why)], []
    head, first = sheet.cells.pop(0), sheet.lines.pop(0)
    header, wrong = named(head, place, first)
    problems += wrong
    if separator != "," and not said:
        said.append(f"{path.name} is separated by {SEPARATORS[separator]}")
    nameless = sum(1 for cell in head if not cell.strip())
    while head and not head[-1].strip():  # separators at the end, as spreadsheets write them
        head.pop()
        nameless -= 1
    if nameless:
        said.append(
            f"{counted(nameless, 'column', 'columns')} of {path.name} without a name left out"
        )
    missing = [name for name in wanted if name not in header]
    for name in missing:
        why = f"this column is missing; there are {listed(header)}"
        problems.append(Problem(f"{place}:{first}", name, why))
    table, wrong = table_of(sheet, header, len(head), place)
    problems += wrong
    said += decimal_commas(table, separator, ("weight",))
    return (None if missing else table), problems, said
