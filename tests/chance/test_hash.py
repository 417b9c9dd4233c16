"""The addressed generator: the same bits everywhere, and a battery of tests of its quality.

A test of the battery takes a hash, `hash(seed, stream, *fields)` over integer arrays, and returns a
p-value: the smallest of its comparisons times their number (Bonferroni). The hash fails where it is
below SHARE, a ninth of ALPHA = 1e-4. The battery and the two statistical tests outside it, of seed
zero and of the bits of replicate seeds, thus raise a false alarm with probability 1e-4 at most.
Tails count on both sides: draws that are too even are no better than clumped ones.

`test_power` states for each test a defect that it catches with probability .99 or more, by a closed
form, and `test_planted_defect` plants defects of these sizes and sees them caught.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy import stats as sps

from sim.engine import chance
from sim.engine.chance import GOLDEN, MASK, below_array, fold, fold_array, text_key, uniform_array
from sim.engine.streams import STREAMS

Hash = Callable[..., np.ndarray]

ALPHA = 1e-4  # false alarms of the whole file
STREAM_KEYS = np.array([text_key(name) for name in STREAMS], np.int64)
N_STREAMS = len(STREAM_KEYS)
AXES = ("seed", "stream", "a", "b", "c", "d", "e")  # an address, in order
quick = hypothesis_settings(max_examples=200, deadline=None, derandomize=True)
EDGES = [0, 1, -1, 2, -2, 52, -52, 2**31, -(2**31), 2**53, 2**62 + 1, 2**63 - 1, -(2**63)]
int64s = st.one_of(st.sampled_from(EDGES), st.integers(-(2**63), 2**63 - 1))
words = st.one_of(st.sampled_from([0, 1, GOLDEN, MASK]), st.integers(0, MASK))


def addressed(seed: Any, stream: Any, *fields: Any) -> np.ndarray:
    """The project's generator; `test_addressed_is_the_scalar_generator` ties it to `stream_key`."""
    key = fold_array(GOLDEN, np.atleast_1d(seed))
    key = fold_array(key, STREAM_KEYS[np.atleast_1d(stream)])
    for field in fields:
        key = fold_array(key, np.atleast_1d(field))
    return key


# --- the battery ---------------------------------------------------------------------------------

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


# --- the same bits, scalar and array -------------------------------------------------------------


def test_addressed_is_the_scalar_generator() -> None:
    for i, name in enumerate(STREAMS):
        key = chance.stream_key(i - 3, name)
        assert addressed(i - 3, i).item() == key
        assert addressed(i - 3, i, i, -i).item() == fold(fold(key, i), -i)


def test_known_answers_of_splitmix64() -> None:
    """The published generator adds GOLDEN to its state and mixes: its outputs are folds of it."""
    for state, outputs in (
        (0, (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC)),
        (1234567, (6457827717110365317, 3203168211198807973, 9817491932198370423)),
    ):
        for i, output in enumerate(outputs):
            at = (state + i * GOLDEN) & MASK
            assert fold(at, 0) == fold(0, at) == output
            assert fold_array(at, np.array([0])).tolist() == [output]


@quick
@given(key=words, fields=st.lists(int64s, min_size=1, max_size=8))
def test_fold_array_is_fold(key: int, fields: list[int]) -> None:
    array = np.array(fields, np.int64)
    one_key = fold_array(key, array)
    assert one_key.dtype == np.uint64
    assert one_key.tolist() == [fold(key, f) for f in fields]
    a_key_each = fold_array(one_key, array[::-1])
    expected = [fold(k, f) for k, f in zip(one_key.tolist(), fields[::-1], strict=True)]
    assert a_key_each.tolist() == expected


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.int64, np.uint32, np.uint64])
def test_fold_array_takes_any_integer_column(kind: Any) -> None:
    low = -52 if np.issubdtype(kind, np.signedinteger) else 0
    weeks = np.arange(low, 100).astype(kind)
    assert fold_array(GOLDEN, weeks).tolist() == [fold(GOLDEN, int(w)) for w in weeks]


@quick
@given(key=words, fields=st.lists(int64s, min_size=1, max_size=4), n=st.integers(1, 2**31 - 1))
def test_arrays_agree_with_scalars(key: int, fields: list[int], n: int) -> None:
    scalar = (chance.uniform1, chance.uniform2, chance.uniform3, chance.uniform4)[len(fields) - 1]
    arrays = [np.array([f, f]) for f in fields]
    assert uniform_array(key, *arrays).tolist() == [scalar(key, *fields)] * 2
    done = key
    for field in fields:
        done = fold(done, field)
    assert chance.uniform(done) == scalar(key, *fields)
    assert below_array(key, n, *arrays).tolist() == [chance.below(done, n)] * 2
    assert below_array(key, np.array([n, 1]), *arrays).tolist() == [chance.below(done, n), 0]


@quick
@given(value=st.integers(-(2**70), 2**70))
def test_word_wraps(value: int) -> None:
    assert 0 <= chance.word(value) <= MASK
    assert (chance.word(value) - value) % 2**64 == 0


def test_negative_fields_are_their_words() -> None:
    assert chance.word(-1) == MASK
    assert chance.word(-(2**63)) == 2**63
    assert fold(GOLDEN, -52) == fold(GOLDEN, 2**64 - 52) != fold(GOLDEN, 52)


def test_mix_is_a_bijection() -> None:
    """Every step is undone, so no field can lose what an earlier one brought."""

    def unshift(z: int, shift: int) -> int:
        out = z
        for _ in range(64 // shift + 1):
            out = z ^ (out >> shift)
        return out

    for z in (0, 1, MASK, GOLDEN, *(1 << b for b in range(64))):
        back = unshift(chance.mix(z), 31) * pow(chance.MULTIPLIER_2, -1, 2**64) & MASK
        back = unshift(back, 27) * pow(chance.MULTIPLIER_1, -1, 2**64) & MASK
        assert unshift(back, 30) == z


# --- uniform, below, fixed -----------------------------------------------------------------------


def test_uniform_uses_53_bits_of_the_half_open_interval() -> None:
    assert chance.uniform(0) == chance.uniform(2**11 - 1) == 0.0
    assert chance.uniform(2**11) == 2.0**-53
    assert chance.uniform(MASK) == 1.0 - 2.0**-53
    assert uniform_array(np.array([0, 2**11, MASK], np.uint64)).tolist() == [
        0.0,
        2.0**-53,
        1.0 - 2.0**-53,
    ]


@quick
@given(n=st.integers(1, 2**31 - 1), data=st.data())
def test_below_has_no_more_bias_than_rounding(n: int, data: st.DataObject) -> None:
    """Of the 2**32 top halves, k gets those from ceil(k 2**32 / n) on: equal numbers within one.

    A share thus differs from 1 / n by less than 2**-32, which needs no statistics.
    """
    k = data.draw(st.integers(0, n - 1))
    first, after = -(-k * 2**32 // n), -(-(k + 1) * 2**32 // n)
    low = data.draw(st.integers(0, 2**32 - 1))  # the low half has no say
    assert chance.below(first << 32 | low, n) == k
    assert chance.below((after - 1) << 32 | low, n) == k
    if k:
        assert chance.below((first - 1) << 32 | low, n) == k - 1


@quick
@given(st.floats(-1000, 1000))
def test_fixed_rounds_to_nearest(value: float) -> None:
    """Half a unit of 2**-32, and 2**-11 for the addition of .5 to a double below 2**42."""
    got = chance.fixed(value)
    assert type(got) is int
    assert abs(got - Fraction(value) * 2**32) <= Fraction(1, 2) + Fraction(1, 2**11)
    assert chance.fixed(-value) == -got


@quick
@given(
    st.lists(st.floats(-1000, 1000), min_size=2, max_size=50).flatmap(
        lambda x: st.tuples(st.just(x), st.permutations(x))
    )
)
def test_fixed_sums_are_exact_in_any_order(both: tuple[list[float], list[float]]) -> None:
    """As machine words, in one sum or in chunks; and close to the true sum."""
    values, shuffled = both
    columns = [np.array([chance.fixed(v) for v in order]) for order in (values, shuffled)]
    assert columns[0].dtype == np.int64
    total = columns[0].sum()
    assert total == columns[1].sum() == columns[1][:7].sum() + columns[1][7:].sum()
    error = abs(Fraction(int(total), 2**32) - sum(map(Fraction, values)))
    assert error <= len(values) * Fraction(501, 1000) / 2**32


def test_fixed_orders_matter_to_floats() -> None:
    values = [0.1, 0.2, 0.3]
    assert sum(values) != sum(values[::-1])
    assert sum(map(chance.fixed, values)) == sum(map(chance.fixed, values[::-1]))


@quick
@given(words)
def test_named_is_the_top_63_bits(key: int) -> None:
    assert chance.named(key) == key // 2
    assert 0 <= chance.named(key) < 2**63
    assert np.array([chance.named(key)]).dtype == np.int64


# --- seeds and names -----------------------------------------------------------------------------


@pytest.mark.parametrize("root", [0, 1, 2**53, -1])
def test_replicate_seeds_are_distinct_53_bit_integers(root: int) -> None:
    """A perfect hash repeats itself among 20000 with probability 2e-8."""
    seeds = [chance.replicate_seed(root, r) for r in range(20_000)]
    assert len(set(seeds)) == len(seeds)
    assert all(type(s) is int and 0 <= s < 2**53 and int(float(s)) == s for s in seeds)
    # All 53 bits are in use: each is set in half of the seeds, over 53 bits x 4 roots. Catches with
    # power .99 a bit that is set in a share of .5 +- .028.
    ones = [sum(s >> bit & 1 for s in seeds) for bit in range(53)]
    assert max(abs(k - 10_000) for k in ones) < sps.norm.isf(SHARE / 424) * math.sqrt(5_000)


def test_replicate_seeds_differ_between_roots() -> None:
    seeds = [chance.replicate_seed(root, r) for root in range(100) for r in range(100)]
    assert len(set(seeds)) == len(seeds)


def test_seed_zero_is_a_seed_like_any_other() -> None:
    for name in STREAMS:
        key = chance.stream_key(0, name)
        assert key not in {chance.stream_key(s, name) for s in range(-20, 100) if s}
        assert key not in (0, text_key(name), chance.stream_key(GOLDEN, name))
    draws = [addressed(seed, np.arange(N_STREAMS)[:, None], np.arange(2**12)) for seed in (0, 1)]
    assert (draws[0] != draws[1]).all()
    # Seed 0 is uniform over all streams; a byte value with .0045 too many is caught with power .99.
    p = [chi2_test(bits(draws[0], shift, 8), 256) for shift in WINDOWS]
    assert min(p) * len(WINDOWS) > SHARE


@pytest.mark.parametrize(
    ("text", "fnv"),
    [  # published values of 64-bit FNV-1a
        ("", 0xCBF29CE484222325),
        ("a", 0xAF63DC4C8601EC8C),
        ("foobar", 0x85944171F73967E8),
    ],
)
def test_text_key_mixes_fnv_1a(text: str, fnv: int) -> None:
    assert text_key(text) == chance.mix(fnv) >> 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 8832978290816513101),
        ("a", 99183506424991868),
        ("world.size", 6584484010113489869),
        ("Käufer & Söhne", 6594574898361447565),
        ("influencer/0", 2731407253673214914),
    ],
)
def test_text_key_is_stable(text: str, expected: int) -> None:
    assert text_key(text) == expected


def test_stream_key_is_stable() -> None:
    assert chance.stream_key(0, "world.size") == 12767978164402011527
    assert chance.stream_key(0, "world.size") == fold(fold(GOLDEN, 0), text_key("world.size"))


def test_text_keys_do_not_collide() -> None:
    """1e5 similar names; a perfect hash of 63 bits repeats itself with probability 5e-10."""
    forms = ("seller {}", "influencer/{}", "{}/page", "Person {}", "ü{}")
    keys = [text_key(form.format(i)) for form in forms for i in range(20_000)]
    assert len(set(keys)) == len(keys) == 100_000
    assert all(0 <= k < 2**63 for k in keys)
    assert max(keys) > 2**62  # 63 bits, not fewer
