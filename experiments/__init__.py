"""Experiments: scenario comparisons and the statistics behind them."""
