"""A battery of tests of the quality of a hash, in `test_hash` that of the addressed generator.

A test of the battery takes a hash, `hash(seed, stream, *fields)` over integer arrays, and returns a
p-value: the smallest of its comparisons times their number (Bonferroni). The hash fails where it is
below SHARE, a ninth of ALPHA = 1e-4. The battery and the two statistical tests outside it, of seed
zero and of the bits of replicate seeds in `test_draws`, thus raise a false alarm with probability
1e-4 at most. Tails count on both sides: draws that are too even are no better than clumped ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats as sps

from sim.engine.chance import GOLDEN, below_array, fold_array, text_key
from sim.engine.streams import STREAMS

Hash = Callable[..., np.ndarray]

ALPHA = 1e-4  # false alarms of the battery and what goes with it
STREAM_KEYS = np.array([text_key(name) for name in STREAMS], np.int64)
N_STREAMS = len(STREAM_KEYS)
AXES = ("seed", "stream", "a", "b", "c", "d", "e")  # an address, in order


def addressed(seed: Any, stream: Any, *fields: Any) -> np.ndarray:
    """The project's generator; `test_draws` ties it to `stream_key`."""
    key = fold_array(GOLDEN, np.atleast_1d(seed))
    key = fold_array(key, STREAM_KEYS[np.atleast_1d(stream)])
    for field in fields:
        key = fold_array(key, np.atleast_1d(field))
    return key


LINES, LENGTH = 16, 2**14  # neighbours along a seed or a field: lines and points a line
STREAM_LINES = 4096  # neighbours along the registry: lines of N_STREAMS points
FLIPPED = 2**14  # addresses whose bits are flipped
STREAM_ADDRESSES = 2**13  # addresses at which all pairs of streams are compared
WINDOWS = (0, 11, 32, 56)  # lowest bits of a hash, of `uniform` and of `below`; the top byte
BELOW = (3, 7, 100)


def two_sided(low: Any, high: Any) -> Any:
    """p-value from the probabilities of a value at most and at least as large."""
    return np.minimum(1.0, 2.0 * np.minimum(low, high))


def chi2_test(values: np.ndarray, bins: int) -> float:
    """p-value of the hypothesis that every row of (rows, n) integers is uniform over the bins."""
    rows, n = values.shape
    flat = (np.arange(rows)[:, None] * bins + values.astype(np.int64)).ravel()
    counts = np.bincount(flat, minlength=rows * bins)
    statistic = float(((counts - n / bins) ** 2).sum() * bins / n)
    df = rows * (bins - 1)
    return float(two_sided(sps.chi2.cdf(statistic, df), sps.chi2.sf(statistic, df)))


def bits(values: np.ndarray, shift: int, width: int) -> np.ndarray:
    """`width` bits of each hash, from bit `shift` up."""
    return (values >> np.uint64(shift)) & np.uint64((1 << width) - 1)


def lines(hash_: Hash, axis: str, fields: int = 5) -> np.ndarray:
    """Hashes of addresses that run through one field while the others stay: (lines, neighbours).

    The first line has zeros in all other fields. Even lines start at 0, odd ones at -52: weeks
    before the first measured one are negative.
    """
    rng = np.random.default_rng(AXES.index(axis))
    rows = STREAM_LINES if axis == "stream" else LINES
    at = {name: rng.integers(0, 1000, (rows, 1)) for name in AXES[: 2 + fields]}
    at["stream"] %= N_STREAMS
    for values in at.values():
        values[0] = 0
    if axis == "stream":
        at["a"] = np.arange(rows)[:, None]  # so that no two lines are the same
        at[axis] = np.arange(N_STREAMS)[None, :]
    else:
        at[axis] = np.arange(LENGTH)[None, :] - 52 * (np.arange(rows) % 2)[:, None]
    return np.broadcast_to(hash_(*at.values()), (rows, at[axis].shape[1]))


def avalanche(hash_: Hash) -> float:
    """Flipping any of the 64 bits of the seed or a field flips each output bit half the time.

    24576 comparisons with a binomial of 2**14 addresses: shares within .5 +- .025 pass. Catches an
    output bit that one input bit flips with probability .5 +- .035.
    """
    rng = np.random.default_rng(1)
    at = [
        rng.integers(0, high, FLIPPED) - shift
        for high, shift in zip(
            (1000, N_STREAMS, 10**5, 10**4, 600, 50, 20), (0, 0, 0, 0, 52, 0, 0), strict=True
        )
    ]
    plain = hash_(*at)
    flips = []
    for i in (0, 2, 3, 4, 5, 6):
        for bit in range(64):
            flipped = list(at)
            flipped[i] = (at[i].view(np.uint64) ^ np.uint64(1 << bit)).view(np.int64)
            changed = np.broadcast_to(plain ^ hash_(*flipped), FLIPPED)
            as_bits = np.unpackbits(np.ascontiguousarray(changed).view(np.uint8)).reshape(-1, 64)
            flips.append(as_bits.sum(0, dtype=np.int32))
    k = np.concatenate(flips)
    p = two_sided(sps.binom.cdf(k, FLIPPED, 0.5), sps.binom.sf(k - 1, FLIPPED, 0.5))
    return float(p.min() * len(k))


def uniformity(hash_: Hash) -> float:
    """Neighbours along each axis are uniform, in four windows of bits.

    28 comparisons: chi-squares over 16 lines of 2**14 neighbours and 256 bins; along the registry
    4096 lines and 8 bins. Catches one byte value in 256 that comes up in .0036 of draws too many,
    along the registry one value in 8 with .03 too many.
    """
    p = []
    for axis in AXES:
        h = lines(hash_, axis)
        width = 3 if axis == "stream" else 8
        p += [chi2_test(bits(h, s if s < 56 else 64 - width, width), 1 << width) for s in WINDOWS]
    return min(p) * len(p)


def serial(hash_: Hash) -> float:
    """Neighbours along each axis are uncorrelated, in their top and their low bits.

    14 comparisons with a normal distribution. Catches a correlation of .016.
    """
    p = []
    for axis in AXES:
        h = lines(hash_, axis)
        for words_ in (h, h << np.uint64(32)):
            u = (words_ >> np.uint64(11)) * 2.0**-53 - 0.5
            z = float((u[:, 1:] * u[:, :-1]).sum()) * 12.0 / math.sqrt(u[:, 1:].size)
            p.append(2.0 * sps.norm.sf(abs(z)))
    return float(min(p) * len(p))


def pairs(hash_: Hash) -> float:
    """Pairs of neighbours fill the 16 x 16 square evenly, in their top and their low bits.

    28 comparisons: chi-squares of disjoint pairs, from the first and from the second neighbour on.
    Catches, correlated or not, .021 of second draws that copy the first one up to a shift (.022
    along the registry).
    """
    p = []
    for axis in AXES:
        h = lines(hash_, axis)
        for shift in (0, 60):
            cell = bits(h, shift, 4)
            for start in (0, 1):
                end = start + (cell.shape[1] - start) // 2 * 2
                square = cell[:, start:end:2] * np.uint64(16) + cell[:, start + 1 : end : 2]
                # A row needs many pairs: along the registry it is one pair of streams.
                p.append(chi2_test(square.T if axis == "stream" else square, 256))
    return min(p) * len(p)


def streams(hash_: Hash) -> float:
    """Two streams tell nothing about each other at the same remaining fields: all pairs.

    A comparison a pair and output bit (do they agree half the time?) and a comparison a pair
    (is the difference uniform over 16 bins?). Catches one pair of streams that share .11 of draws.
    """
    at = np.arange(STREAM_ADDRESSES)
    h = hash_(0, np.arange(N_STREAMS)[:, None], at[None, :] // 64, at[None, :] % 64)
    h = np.broadcast_to(h, (N_STREAMS, STREAM_ADDRESSES))
    above = np.triu_indices(N_STREAMS, 1)
    p = []
    for bit in range(64):
        sign = bits(h, bit, 1).astype(np.float32) * 2 - 1
        z = (sign @ sign.T)[above] / math.sqrt(STREAM_ADDRESSES)
        p.append(2.0 * sps.norm.sf(np.abs(z).max()))
    comparisons = 64 * len(above[0])
    top = (h >> np.uint64(32)).astype(np.uint32)
    for i in range(N_STREAMS - 1):
        difference = (top[i + 1 :] - top[i]) >> np.uint32(28)
        p += [chi2_test(row[None, :], 16) for row in difference]
    return float(min(p) * (comparisons + len(above[0])))


def distinct(values: np.ndarray) -> int:
    """How many values differ; sorting takes a fifth of the time of `np.unique`."""
    return 1 + int(np.count_nonzero(np.diff(np.sort(values))))


def collisions(hash_: Hash) -> float:
    """Of 2**20 addresses on a grid of small fields no two share a hash, few share half of one.

    The grid holds every exchange of fields. Three comparisons: no collision of 64 bits, and Poisson
    numbers (128 expected) of collisions of the top and of the low 32. Catches a hash of at most
    2**36 values.
    """
    small = np.arange(-2, 6)
    grid = np.ix_(np.arange(4), np.arange(8), small, small, small, small, small)
    h = np.broadcast_to(hash_(*grid), [len(np.ravel(g)) for g in grid]).ravel()
    n = len(h)
    p = [1.0 if distinct(h) == n else n * (n - 1) / 2.0**65]
    for half in (h >> np.uint64(32), h & np.uint64(0xFFFF_FFFF)):
        repeated = n - distinct(half)
        expected = n + 2.0**32 * math.expm1(n * math.log1p(-(2.0**-32)))
        low, high = sps.poisson.cdf(repeated, expected), sps.poisson.sf(repeated - 1, expected)
        p.append(float(two_sided(low, high)))
    return min(p) * len(p)


def below_uniform(hash_: Hash) -> float:
    """Whole numbers below 3, 7 and 100 come up equally often along each field.

    18 comparisons by chi-square. Catches one value in 7 that comes up in .0098 of draws too many.
    """
    p = []
    for axis in AXES:
        if axis != "stream":
            h = lines(hash_, axis)
            p += [chi2_test(below_array(h, n), n) for n in BELOW]
    return min(p) * len(p)


BATTERY: dict[str, Callable[[Hash], float]] = {
    test.__name__: test
    for test in (avalanche, uniformity, serial, pairs, streams, collisions, below_uniform)
}
SHARE = ALPHA / (len(BATTERY) + 2)
