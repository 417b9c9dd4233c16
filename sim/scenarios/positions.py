"""Where each key of a TOML text stands: `tomllib` gives values and no positions.

The scanner follows the grammar far enough to tell keys from strings, comments and nested values.
It is meant for text that `tomllib` has accepted; of other text it finds what it can.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SKIPPED = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_PLAIN = re.compile(r"[^,\]}#\r\n]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL
)


def _unquoted(text: str) -> str:
    """What stands in quotes, with its escapes read."""
    try:
        return str(tomllib.loads(f"v = {text}")["v"])
    except ValueError:
        return text[1:-1]


class _Scanner:
    """One walk through a text; `lines` grows as keys are met."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ends = [i for i, letter in enumerate(text) if letter == "\n"]
        self.lines: dict[str, int] = {}
        self.counts: dict[str, int] = {}  # entries of each array of tables

    def take(self, pattern: re.Pattern[str]) -> str:
        """What the pattern matches here; the position moves behind it."""
        found = pattern.match(self.text, self.at)
        if not found:
            return ""
        self.at = found.end()
        return found.group()

    def note(self, path: str, start: int) -> None:
        """Remember the line of a key, the first time that it is met."""
        self.lines.setdefault(path, bisect_left(self.ends, start) + 1)

    def key(self) -> list[str]:
        """Parts of a bare, quoted or dotted key."""
        parts: list[str] = []
        while True:
            self.take(_SPACE)
            quoted = self.text[self.at : self.at + 1] in ('"', "'")
            part = self.take(_STRING if quoted else _BARE)
            if not part:
                return parts
            parts.append(_unquoted(part) if quoted else part)
            self.take(_SPACE)
            if self.text[self.at : self.at + 1] != ".":
                return parts
            self.at += 1

    def pair(self, table: str) -> None:
        """`key = value`."""
        start, path = self.at, table
        for part in self.key():
            path = f"{path}.{part}" if path else part
            self.note(path, start)
        self.take(_SPACE)
        if self.text[self.at : self.at + 1] == "=":
            self.at += 1
            self.value(path)
        elif self.at == start:
            self.at += 1  # no key: never stand still

    def value(self, path: str) -> None:
        """Any value; nested keys are noted."""
        self.take(_SPACE)
        first = self.text[self.at : self.at + 1]
        if first in ('"', "'"):
            if not self.take(_STRING):
                self.at += 1
        elif first == "[":
            self.at += 1
            self.several(path, "]")
        elif first == "{":
            self.at += 1
            self.several(path, "}")
        else:
            self.take(_PLAIN)

    def several(self, path: str, end: str) -> None:
        """The rest of an array or an inline table."""
        count = 0
        while True:
            self.take(_SKIPPED)
            here = self.text[self.at : self.at + 1]
            if here in ("", end):
                self.at += 1
                return
            start = self.at
            if end == "]":
                self.note(f"{path}.{count}", start)
                self.value(f"{path}.{count}")
                count += 1
            else:
                self.pair(path)
            if self.at == start:
                self.at += 1

    def header(self) -> str:
        """`[table]` or `[[table]]`; the path of what follows, entries of arrays counted from 0."""
        start = self.at
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path = ""
        parts = self.key()
        for i, part in enumerate(parts):
            path = f"{path}.{part}" if path else part
            if i == len(parts) - 1 and many:
                self.note(path, start)
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = f"{path}.{self.counts[path]}"
            self.note(path, start)
        while self.text[self.at : self.at + 1] not in ("", "\n"):
            self.at += 1
        return path

    def walk(self) -> dict[str, int]:
        """All keys of the text."""
        table = ""
        while True:
            self.take(_SKIPPED)
            if self.at >= len(self.text):
                return self.lines
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)


def key_lines(text: str) -> dict[str, int]:
    """Line, from 1, of every key of a TOML text by dotted path.

    Entries of arrays, and of arrays of tables, are counted from 0: `market.seller.0.name`.
    """
    return _Scanner(text).walk()
