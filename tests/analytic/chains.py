"""Word of mouth among n people who all know each other, as a Markov chain; and chains gone wrong.

Of k informed people each tells each of the others with chance p a week, all at once:
k' = k + Binomial(n - k, 1 - (1 - p)^k). Wrong chains are what the model would be with a defect.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy import stats


@lru_cache(maxsize=32)
def weekly_distribution(n: int, k: int, p: float, weeks: int) -> np.ndarray:
    """Exact distribution of the number informed, (weeks + 1, n + 1)."""
    numbers = np.arange(n + 1)
    step = np.zeros((n + 1, n + 1))
    for i in numbers:
        step[i, i:] = stats.binom.pmf(np.arange(n - i + 1), n - i, 1.0 - (1.0 - p) ** i)
    rows = [np.where(numbers == k, 1.0, 0.0)]
    for _ in range(weeks):
        rows.append(rows[-1] @ step)
    return np.stack(rows)


def recursion(n: int, k: int, p: float, weeks: int) -> np.ndarray:
    """The mean-field path x' = x + (n - x)(1 - (1 - p)^x), (weeks + 1,)."""
    x = [float(k)]
    for _ in range(weeks):
        x.append(x[-1] + (n - x[-1]) * (1.0 - (1.0 - p) ** x[-1]))
    return np.array(x)


Chance = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]


def told(k: np.ndarray, p: float, _: np.random.Generator) -> np.ndarray:
    """Chance to be told by at least one of k."""
    return 1.0 - (1.0 - p) ** k


def _walk(
    chance: Chance, n: int, k: int, p: float, weeks: int, runs: int, rng: np.random.Generator
) -> np.ndarray:
    paths = np.full((runs, weeks + 1), k)
    for t in range(weeks):
        now = paths[:, t]
        paths[:, t + 1] = now + rng.binomial(n - now, chance(now, p, rng))
    return paths


def right(n: int, k: int, p: float, weeks: int, runs: int, rng: np.random.Generator) -> np.ndarray:
    """Samples of the chain itself."""
    return _walk(told, n, k, p, weeks, runs, rng)


def a_tenth_less(
    n: int, k: int, p: float, weeks: int, runs: int, rng: np.random.Generator
) -> np.ndarray:
    """Chances to tell are a tenth too small."""
    return _walk(told, n, k, 0.9 * p, weeks, runs, rng)


def one_tell_a_hearer(
    n: int, k: int, p: float, weeks: int, runs: int, rng: np.random.Generator
) -> np.ndarray:
    """However many know, a hearer gets one chance a week."""
    return _walk(lambda now, q, _: np.where(now > 0, q, 0.0), n, k, p, weeks, runs, rng)


def within_the_week(
    n: int, k: int, p: float, weeks: int, runs: int, rng: np.random.Generator
) -> np.ndarray:
    """Hearers are changed one after the other and tell in the week in which they hear."""
    knows = np.zeros((runs, weeks + 1), np.int64)
    knows[:, 0] = k
    for t in range(weeks):
        now = knows[:, t].copy()
        for turn in range(n - k):
            waiting = turn < n - knows[:, t]
            now += waiting & (rng.random(runs) < 1.0 - (1.0 - p) ** now)
        knows[:, t + 1] = now
    return knows


def luck_without_week(
    n: int, k: int, p: float, weeks: int, runs: int, rng: np.random.Generator
) -> np.ndarray:
    """The same draw for a pair every week: who is not told at first never is."""
    tells = rng.random((runs, n, n)) < p
    knows = np.zeros((runs, n), bool)
    knows[:, :k] = True
    paths = [knows.sum(axis=1)]
    for _ in range(weeks):
        knows = knows | (knows[:, :, None] & tells).any(axis=1)
        paths.append(knows.sum(axis=1))
    return np.stack(paths, axis=1)


def told_only_once(
    n: int, k: int, p: float, weeks: int, runs: int, rng: np.random.Generator
) -> np.ndarray:
    """People tell in the week after they heard and never again."""
    paths, fresh = np.full((runs, weeks + 1), k), np.full(runs, k)
    for t in range(weeks):
        fresh = rng.binomial(n - paths[:, t], 1.0 - (1.0 - p) ** fresh)
        paths[:, t + 1] = paths[:, t] + fresh
    return paths


def luck_in_common(
    n: int, k: int, p: float, weeks: int, runs: int, rng: np.random.Generator
) -> np.ndarray:
    """All hearers share a part of their luck: the mean is right, runs differ far too much."""
    return _walk(
        lambda now, q, g: told(now, q * g.choice([0.5, 1.5], len(now)), g),
        n, k, p, weeks, runs, rng,
    )  # fmt: skip


def by_quota(
    n: int, k: int, p: float, weeks: int, runs: int, rng: np.random.Generator
) -> np.ndarray:
    """Just as many hear as are expected to, rounded by chance: runs differ far too little."""
    paths = np.full((runs, weeks + 1), k)
    for t in range(weeks):
        now = paths[:, t]
        expected = (n - now) * told(now, p, rng)
        paths[:, t + 1] = now + np.floor(expected + rng.random(runs)).astype(np.int64)
    return paths
