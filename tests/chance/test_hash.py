"""The addressed generator passes the battery; weak hashes and planted defects do not.

`test_power` states for each test of `battery` a defect that it catches with probability .99 or more,
by a closed form, and `test_planted_defect` plants defects of these sizes and sees them caught.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats as sps

from sim.engine import chance
from sim.engine.chance import GOLDEN, fold_array, uniform_array
from tests.chance.battery import (
    AXES,
    BATTERY,
    FLIPPED,
    LENGTH,
    LINES,
    N_STREAMS,
    SHARE,
    STREAM_ADDRESSES,
    STREAM_KEYS,
    STREAM_LINES,
    WINDOWS,
    Hash,
    addressed,
)


@pytest.mark.parametrize("name", BATTERY)
def test_battery(name: str) -> None:
    p = BATTERY[name](addressed)
    assert p > SHARE, f"{name}: p = {p:.3g} is below {SHARE:.3g}"


# --- the battery fails what is weak --------------------------------------------------------------


def others(*address: Any) -> np.ndarray:
    """A sound hash of the part of an address that a weak hash treats well."""
    return addressed(address[0], 0, *address[1:])


def as_word(value: Any) -> np.ndarray:
    return np.atleast_1d(value).astype(np.int64).astype(np.uint64)


def seed_plus_id(seed: Any, stream: Any, a: Any, *rest: Any) -> np.ndarray:
    """seed + id, and nothing else."""
    return as_word(seed) + as_word(a) + np.zeros_like(as_word(stream))


def xor_unmixed(seed: Any, stream: Any, *fields: Any) -> np.ndarray:
    """One round of xor over sound stream keys, without mixing."""
    h = as_word(seed) ^ as_word(STREAM_KEYS[np.atleast_1d(stream)])
    for field in fields:
        h = h ^ as_word(field)
    return h


def congruential(seed: Any, stream: Any, a: Any, *rest: Any) -> np.ndarray:
    """Linear congruential step of the id (Knuth's constants); all else is hashed soundly."""
    key = addressed(seed, stream, *rest)
    return (key + as_word(a)) * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)


def seed_into_id(seed: Any, stream: Any, a: Any, *rest: Any) -> np.ndarray:
    """Sound, but of seed + id: seed 1 has the luck of seed 0, one id further on."""
    return addressed(0, stream, np.add(seed, a), *rest)


def order_blind(seed: Any, stream: Any, *fields: Any) -> np.ndarray:
    """Sound, but of the sum of the hashed fields: (id, week) and (week, id) collide."""
    total: Any = np.zeros(1, np.uint64)
    for field in fields:
        total = total + fold_array(0, np.atleast_1d(field))
    return addressed(seed, stream, total)


def streams_shifted(seed: Any, stream: Any, *fields: Any) -> np.ndarray:
    """Sound, but a stream only moves the draws round the circle."""
    return others(seed, *fields) + as_word(STREAM_KEYS[np.atleast_1d(stream)])


def one_multiplication(seed: Any, stream: Any, *fields: Any) -> np.ndarray:
    """splitmix64 without its second multiplication."""
    h = as_word(seed) ^ as_word(STREAM_KEYS[np.atleast_1d(stream)])
    for field in fields:
        h = (h ^ as_word(field)) + np.uint64(GOLDEN)
        h = (h ^ (h >> np.uint64(30))) * np.uint64(chance.MULTIPLIER_1)
        h = h ^ (h >> np.uint64(31))
    return h


def of_32_bits(*address: Any) -> np.ndarray:
    """Sound, but only 32 bits of state."""
    return fold_array(0, (addressed(*address) >> np.uint64(32)).astype(np.int64))


WEAK: tuple[tuple[Hash, tuple[str, ...]], ...] = (
    (seed_plus_id, ("avalanche", "uniformity", "serial", "streams", "collisions", "below_uniform")),
    (xor_unmixed, ("avalanche", "uniformity", "serial", "pairs", "streams", "collisions")),
    (congruential, ("avalanche", "uniformity", "serial", "pairs", "below_uniform")),
    (seed_into_id, ("collisions",)),
    (order_blind, ("collisions",)),
    (streams_shifted, ("streams",)),
    (one_multiplication, ("avalanche",)),
    (of_32_bits, ("collisions",)),
)


@pytest.mark.parametrize(
    ("weak", "name"),
    [pytest.param(w, t, id=f"{w.__name__}-{t}") for w, failed in WEAK for t in failed],
)
def test_weak_hash_fails(weak: Hash, name: str) -> None:
    p = BATTERY[name](weak)
    assert p <= SHARE, f"{weak.__name__} passes {name} with p = {p:.3g}"


# --- power ---------------------------------------------------------------------------------------


def chi2_power(comparisons: int, df: int, noncentrality: float) -> float:
    critical = sps.chi2.isf(SHARE / comparisons / 2, df)
    return float(sps.ncx2.sf(critical, df, noncentrality))


def normal_power(comparisons: int, shift: float) -> float:
    return float(sps.norm.sf(sps.norm.isf(SHARE / comparisons / 2) - shift))


def byte_bias(n: int, bins: int, excess: float) -> float:
    """Non-centrality where a share `excess` of draws is forced into one bin."""
    return n * (bins - 1) * excess**2


def binomial_power(comparisons: int, n: int, p: float) -> float:
    return float(sps.binom.cdf(sps.binom.ppf(SHARE / comparisons / 2, n, 0.5) - 1, n, p))


N_LINE = LINES * LENGTH
N_PAIRS = N_STREAMS * (N_STREAMS - 1) // 2
POWER = {
    "avalanche": binomial_power(6 * 64 * 64, FLIPPED, 0.5 - 0.035),
    "uniformity": chi2_power(28, LINES * 255, byte_bias(N_LINE, 256, 0.0036)),
    "uniformity along the registry": chi2_power(
        28, STREAM_LINES * 7, byte_bias(STREAM_LINES * N_STREAMS, 8, 0.03)
    ),
    "serial": normal_power(14, 0.016 * math.sqrt(N_LINE - LINES)),
    # A copy up to a shift puts its share into 16 of 256 cells; of neighbours both copy at times.
    "pairs": chi2_power(28, LINES * 255, (N_LINE / 2 - LINES) * 15 * (0.021 * 0.979) ** 2),
    "pairs along the registry": chi2_power(
        28, N_STREAMS // 2 * 255, STREAM_LINES * (N_STREAMS // 2) * 15 * (0.022 * 0.978) ** 2
    ),
    "streams": normal_power(65 * N_PAIRS, 0.11 * math.sqrt(STREAM_ADDRESSES)),
    "collisions": 1.0 - math.exp(-(2.0**39) / 2.0**36),
    "below_uniform": chi2_power(18, LINES * 6, byte_bias(N_LINE, 7, 0.0098)),
}


@pytest.mark.parametrize("name", POWER)
def test_power(name: str) -> None:
    assert POWER[name] >= 0.99


def rarely(share: float, *address: Any) -> np.ndarray:
    """True at a share of addresses, by luck of its own (seed -7 occurs in no test)."""
    return np.asarray(uniform_array(others(-7, *address)) < share)


def flip_bias(seed: Any, stream: Any, a: Any, b: Any, *rest: Any) -> np.ndarray:
    """Bit 3 of field b flips bit 40 of the hash with probability .5 - .035."""
    h, masked = addressed(seed, stream, a, b, *rest), np.bitwise_and(b, ~8)
    deaf = addressed(seed, stream, a, masked, *rest)
    bit = np.uint64(1 << 40)
    stuck = rarely(0.07, seed, stream, a, masked, *rest)
    return np.where(stuck, (h & ~bit) | (deaf & bit), h)


def stuck_byte(shift: int) -> Hash:
    def hash_(*address: Any) -> np.ndarray:
        byte = ~np.uint64(0xFF << shift)
        return np.where(rarely(0.0036, *address), addressed(*address) & byte, addressed(*address))

    return hash_


def copied(axis: str, share: float, shift: float = 0.0) -> Hash:
    """A share of draws are those of the neighbour before, moved round the circle by `shift`."""

    def hash_(*address: Any) -> np.ndarray:
        before = list(address)
        before[AXES.index(axis)] = np.subtract(before[AXES.index(axis)], 1)
        moved = addressed(*before) + np.uint64(int(shift * 2**64))
        return np.where(rarely(share, *address), moved, addressed(*address))

    return hash_


def shared_streams(seed: Any, stream: Any, *fields: Any) -> np.ndarray:
    """Streams 20 and 60 share .11 of their draws."""
    h, other = addressed(seed, stream, *fields), addressed(seed, 20, *fields)
    return np.where((np.asarray(stream) == 60) & rarely(0.11, seed, *fields), other, h)


def of_36_bits(*address: Any) -> np.ndarray:
    return fold_array(0, (addressed(*address) >> np.uint64(28)).astype(np.int64))


def one_of_seven(*address: Any) -> np.ndarray:
    """A share .0098 of draws have the top 8 bits zero, so that `below` 7 gives 0."""
    h = addressed(*address)
    return np.where(rarely(0.0098, *address), h >> np.uint64(8), h)


PLANTED: dict[str, tuple[str, Hash]] = {
    "avalanche": ("avalanche", flip_bias),
    **{f"uniformity, bit {s}": ("uniformity", stuck_byte(s)) for s in WINDOWS},
    **{f"serial along {x}": ("serial", copied(x, 0.0165)) for x in AXES},
    **{f"pairs along {x}": ("pairs", copied(x, 0.021, 0.25)) for x in AXES if x != "stream"},
    "pairs along stream": ("pairs", copied("stream", 0.022, 0.25)),
    "streams": ("streams", shared_streams),
    "collisions": ("collisions", of_36_bits),
    "below_uniform": ("below_uniform", one_of_seven),
}


@pytest.mark.parametrize("defect", PLANTED)
def test_planted_defect(defect: str) -> None:
    name, hash_ = PLANTED[defect]
    p = BATTERY[name](hash_)
    assert p <= SHARE, f"{defect} is not caught: p = {p:.3g}"
