"""`buyernet`, and `python -m sim`: the command line, on whatever terminal there is."""

from __future__ import annotations

from experiments.cli import main as command_line
from experiments.console import fit_streams, fit_warnings


def main() -> None:
    """Entry point of the command."""
    fit_streams()
    fit_warnings()
    command_line()


if __name__ == "__main__":
    main()
