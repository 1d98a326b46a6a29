"""Features of words as numbers of a table: hashed n-grams, the same on every platform."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

SHORTEST, LONGEST = 2, 5
"""Characters of an n-gram, the marks of a word's two ends included."""

_BEGIN, _END = "\x02", "\x03"
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
"""Odd 64-bit constants: the golden ratio's, and MurmurHash3's finaliser (public domain)."""

_SHIFT = np.uint64(32)


class Grams(NamedTuple):
    """Features of words: `feature[i]` belongs to word number `owner[i]`; `owner` ascends."""

    owner: Integers
    feature: Hashes


def grams(words: Sequence[str]) -> Grams:
    """The hashed character n-grams of each word, and the hash of each whole word, together.

    All arithmetic is modulo 2^64 on code points, so that any machine gives the same numbers.
    """
    codes, owner = _codes(words)
    owners, hashes = [owner[:0]], [codes[:0]]
    rolled = codes
    for length in range(2, LONGEST + 1):
        rolled = rolled[:-1] * _BASE + codes[length - 1 :]
        inside = owner[: len(rolled)] == owner[length - 1 :]
        if length >= SHORTEST:
            owners.append(owner[: len(rolled)][inside])
            hashes.append(_mixed(rolled[inside] + np.uint64(length)))
    whole = whole_words(words)
    owners.append(np.arange(len(words), dtype=np.int64))
    hashes.append(whole)
    joined = np.concatenate(owners)
    order = np.argsort(joined, kind="stable")
    return Grams(joined[order], np.concatenate(hashes)[order])


def whole_words(words: Sequence[str]) -> Hashes:
    """The hash of each word."""
    if not words:
        return np.zeros(0, np.uint64)
    codes, owner = _codes(words)
    starts = np.searchsorted(owner, np.arange(len(words)))
    powers = np.cumprod(np.full(int(np.diff(starts, append=len(codes)).max()), _BASE))
    place = np.arange(len(codes)) - starts[owner]
    sums: Hashes = np.add.reduceat(codes * powers[place], starts)
    return _mixed(sums)


def pairs(first: Hashes, second: Hashes) -> Hashes:
    """The hash of each pair of neighbouring words, given their hashes."""
    return _mixed(first * _BASE + second)


def slots(hashes: Hashes, size: int) -> Integers:
    """Places in a table of `size` (a power of two) entries."""
    return (hashes & np.uint64(size - 1)).astype(np.int64)


def _codes(words: Sequence[str]) -> tuple[Hashes, Integers]:
    marked = [f"{_BEGIN}{word}{_END}" for word in words]
    raw = "".join(marked).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(raw, dtype="<u4").astype(np.uint64)
    lengths = np.fromiter(map(len, marked), np.int64, len(marked))
    return codes, np.repeat(np.arange(len(words), dtype=np.int64), lengths)


def _mixed(hashes: Hashes) -> Hashes:
    mixed = (hashes ^ (hashes >> _SHIFT)) * _MIX
    return mixed ^ (mixed >> _SHIFT)
