"""Output on any terminal: what its character set lacks is written plainly, never a crash."""

from __future__ import annotations

import codecs
import sys
import unicodedata
import warnings
from typing import Any

from sim.engine.cache import CacheWarning

#: Plain forms of signs that tables and messages use.
PLAIN = {
    "−": "-", "–": "-", "—": "-", "…": "...", "·": "|", "×": "x", "≥": ">=", "≤": "<=", "≈": "~",
    "→": "->", "Δ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "€": "EUR", "£": "GBP",
}  # fmt: skip


def plain(text: str) -> str:
    """A text in ASCII: signs by their plain forms, letters without accents, `?` for the rest."""
    spelled = "".join(PLAIN.get(c, c) for c in text)
    letters = (c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    return "".join(c if c.isascii() else "?" for c in letters)


def _write_plainly(failure: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the plain form of what cannot be encoded."""
    if not isinstance(failure, UnicodeEncodeError):
        raise failure
    return plain(failure.object[failure.start : failure.end]), failure.end


def fit_streams() -> None:
    """Let stdout and stderr write plainly what their encoding lacks."""
    codecs.register_error("plain", _write_plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="plain")


def fit_warnings() -> None:
    """Show warnings about the cache as a message of the command, without a line of code."""
    usual = warnings.formatwarning

    def shown(message: Any, category: type[Warning], *where: Any, **more: Any) -> str:
        if issubclass(category, CacheWarning):
            return f"buyernet: {message}\n"
        return usual(message, category, *where, **more)

    warnings.formatwarning = shown
