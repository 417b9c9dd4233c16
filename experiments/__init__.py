"""Experiments: scenario comparisons, result folders, reports and the command line."""
