"""Draws of the addressed generator: the same bits everywhere, scalar and array, and their seeds."""

from __future__ import annotations

import math
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
from tests.chance.battery import N_STREAMS, SHARE, WINDOWS, addressed, bits, chi2_test

quick = hypothesis_settings(max_examples=200, deadline=None, derandomize=True)
EDGES = [0, 1, -1, 2, -2, 52, -52, 2**31, -(2**31), 2**53, 2**62 + 1, 2**63 - 1, -(2**63)]
int64s = st.one_of(st.sampled_from(EDGES), st.integers(-(2**63), 2**63 - 1))
words = st.one_of(st.sampled_from([0, 1, GOLDEN, MASK]), st.integers(0, MASK))


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
