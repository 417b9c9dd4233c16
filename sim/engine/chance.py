"""Addressed chance: every random number is a hash of the address where it is used.

An address is (seed, stream, up to five key fields). Nothing is drawn in sequence, so one more
agent, message or seller never shifts the luck of anyone else, and two scenarios meet the same luck
wherever they ask the same question (common random numbers).

The mixer is the splitmix64 finaliser (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195),
applied once a field. `tests/chance` checks avalanche per field, uniformity and serial correlation.

The functions below are the only source of chance in the package. They are written once: as they
stand they work on Python integers and on NumPy arrays of uint64, and `sim.engine.compiled` compiles
the same text with the constants bound as 64-bit machine words.
"""

from __future__ import annotations

from typing import Any

import numpy as np

# Machine words. `compiled` rebinds every name of WORDS to np.uint64, because an int64 literal mixed
# with a uint64 value becomes float64 in Numba.
MASK = 0xFFFF_FFFF_FFFF_FFFF
GOLDEN = 0x9E37_79B9_7F4A_7C15
MULTIPLIER_1 = 0xBF58_476D_1CE4_E5B9
MULTIPLIER_2 = 0x94D0_49BB_1331_11EB
SHIFT_30 = 30
SHIFT_27 = 27
SHIFT_31 = 31
SHIFT_11 = 11
SHIFT_32 = 32
SHIFT_1 = 1
WORDS = (
    "MASK",
    "GOLDEN",
    "MULTIPLIER_1",
    "MULTIPLIER_2",
    "SHIFT_30",
    "SHIFT_27",
    "SHIFT_31",
    "SHIFT_11",
    "SHIFT_32",
    "SHIFT_1",
)
UNIT = 1.0 / 9007199254740992.0  # 2**-53: the top 53 bits of a hash as a share of one
FIXED_ONE = 4294967296.0  # 2**32: scale of the fixed-point sums, see `fixed`


def word(value: Any) -> Any:
    """An integer as a 64-bit word; negative numbers wrap (two's complement)."""
    return int(value) & MASK


def whole(value: Any) -> Any:
    """A word below 2**63 as a signed integer, fit for indices and sums."""
    return int(value)


def mix(z: Any) -> Any:
    """splitmix64 finaliser: a bijection on 64-bit words in which every input bit moves half."""
    z = ((z ^ (z >> SHIFT_30)) * MULTIPLIER_1) & MASK
    z = ((z ^ (z >> SHIFT_27)) * MULTIPLIER_2) & MASK
    return z ^ (z >> SHIFT_31)


def fold(key: Any, field: Any) -> Any:
    """The key with one more field of the address absorbed; fields are ordered."""
    return mix(((key ^ word(field)) + GOLDEN) & MASK)


def uniform(key: Any) -> Any:
    """A completed address as a number in [0, 1), a multiple of 2**-53."""
    return (key >> SHIFT_11) * UNIT


def uniform1(key: Any, a: Any) -> Any:
    """Uniform number at address key + (a)."""
    return uniform(fold(key, a))


def uniform2(key: Any, a: Any, b: Any) -> Any:
    """Uniform number at address key + (a, b)."""
    return uniform(fold(fold(key, a), b))


def uniform3(key: Any, a: Any, b: Any, c: Any) -> Any:
    """Uniform number at address key + (a, b, c)."""
    return uniform(fold(fold(fold(key, a), b), c))


def uniform4(key: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    """Uniform number at address key + (a, b, c, d)."""
    return uniform(fold(fold(fold(fold(key, a), b), c), d))


def below(key: Any, n: Any) -> Any:
    """A completed address as an integer in [0, n), n < 2**31.

    The top 32 bits times n, shifted down: the bias is below n / 2**32.
    """
    return whole(((key >> SHIFT_32) * word(n)) >> SHIFT_32)


def named(key: Any) -> Any:
    """A completed address as an identity: a non-negative 63-bit integer."""
    return whole(key >> SHIFT_1)


def fixed(value: Any) -> Any:
    """A number as fixed point (multiples of 2**-32), for sums that are exact in any order."""
    return int(value * FIXED_ONE + 0.5) if value >= 0.0 else -int(0.5 - value * FIXED_ONE)


#: Functions that kernels and rules may call; `compiled` compiles exactly these.
FUNCTIONS = (
    "word",
    "whole",
    "mix",
    "fold",
    "uniform",
    "uniform1",
    "uniform2",
    "uniform3",
    "uniform4",
    "below",
    "named",
    "fixed",
)


def fold_array(key: Any, fields: np.ndarray) -> np.ndarray:
    """`fold` over an integer array: the same bits as one call an element.

    Parameters
    ----------
    key : int or (n,) uint64   one key for all, or a key an element
    fields : (n,) integer

    Returns
    -------
    (n,) uint64
    """
    words = np.asarray(fields).astype(np.int64, copy=False).astype(np.uint64)
    return mix(((np.asarray(key, dtype=np.uint64) ^ words) + np.uint64(GOLDEN)) & np.uint64(MASK))


def uniform_array(key: Any, *fields: np.ndarray) -> np.ndarray:
    """Uniform numbers at the addresses key + fields, element by element; (n,) float64 in [0, 1)."""
    for field in fields:
        key = fold_array(key, field)
    return (np.asarray(key) >> np.uint64(SHIFT_11)).astype(np.float64) * UNIT


def below_array(key: Any, n: Any, *fields: np.ndarray) -> np.ndarray:
    """Integers in [0, n) at the addresses key + fields; n one number or one an element."""
    for field in fields:
        key = fold_array(key, field)
    top = np.asarray(key) >> np.uint64(SHIFT_32)
    return ((top * np.asarray(n).astype(np.uint64)) >> np.uint64(SHIFT_32)).astype(np.int64)


def text_key(text: str) -> int:
    """A stable 63-bit identity for a name (sellers, staff, imported people).

    FNV-1a over UTF-8, then mixed: the same on every platform and Python version, unlike `hash`.
    63 bits so that identities fit in int64 columns.
    """
    h = 0xCBF2_9CE4_8422_2325
    for byte in text.encode():
        h = ((h ^ byte) * 0x0000_0100_0000_01B3) & MASK
    return int(mix(h)) >> 1


def stream_key(seed: int, name: str) -> int:
    """The key under which a stream's addresses start, for one seed.

    Parameters
    ----------
    seed : int   any integer; 0 is a seed like any other
    name : str   the stream's registered name
    """
    return int(fold(fold(GOLDEN, seed), text_key(name)))


def replicate_seed(root: int, replicate: int) -> int:
    """Seed of replicate r: hash(root, r), a 53-bit integer that survives JSON and spreadsheets."""
    return int(fold(stream_key(root, "experiment.replicate"), replicate)) >> SHIFT_11
