"""`python -m sim`: the same as `buyernet`."""

from experiments.cli import main

main()
