"""What the tagger sees of a token: numbers of features, by its type and by those beside it.

A feature is a text, hashed into one of `BUCKETS` rows of weights (CRC-32, the same everywhere).
Features of a type are hashed once for each place that it can have beside a token; joint features of
neighbours are computed for all tokens at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from transforms.checks.pii.prose.text import LINE, MARK, NUMBER, Types
from transforms.core.language import vocabulary
from transforms.core.language.lexicon import COMMON, FIRST, LAST, PART, PLACE

Rows = npt.NDArray[np.int64]

BUCKETS = 1 << 20
OFFSETS = (-2, -1, 0, 1, 2)
"""Places beside a token that it sees, and its own."""
WIDTH = 8
"""Features of a type at one place; row 0 has no weight and fills up."""
JOINT = 8
"""Joint features of a token."""

_KNOWN = FIRST | LAST | PLACE | PART | COMMON


_NEAR = ("w=", "c=", "3=")
_OWN = (*_NEAR, "2=", "4=", "p=", "q=", "n=")
_SEEN = {0: _OWN, -1: _NEAR, 1: _NEAR, -2: _NEAR[:2], 2: _NEAR[:2]}
"""What is seen of a type at each of `OFFSETS`: word, class, and pieces of the word."""

_BEGUN = tuple(
    tuple(zlib.crc32(f"{offset}{name}".encode()) for name in _SEEN[offset]) for offset in OFFSETS
)
"""The hashes of their names, on which those of the values go on."""

_THERE = np.array([[n < len(begun) for n in range(WIDTH)] for begun in _BEGUN])


def word_of(types: Types, number: int) -> str:
    """The word that features see: numbers by their length, all ends of lines the same."""
    kind = types.kinds[number]
    if kind == LINE:
        return "\n"
    return f"#{len(types.folds[number])}" if kind == NUMBER else types.folds[number]


def class_of(types: Types, number: int) -> str:
    """Kind, what the word list says, and what the vocabularies say: a few hundred classes."""
    kind, word = types.kinds[number], types.folds[number]
    if kind in (MARK, LINE, NUMBER):
        return f"{kind}{word_of(types, number)}"
    named = (
        (vocabulary.TITLES, "t"), (vocabulary.ORGANISATIONS, "o"), (vocabulary.STREETS, "s"),
        (vocabulary.MONTHS, "m"), (vocabulary.WEEKDAYS, "m"), (vocabulary.KIN, "k"),
        (vocabulary.JOINERS, "j"),
    )  # fmt: skip
    said = "".join(letter for words, letter in named if word in words)
    short = len(word) == 1
    return f"{kind}{types.flags[number] & _KNOWN}{said}{'1' if short else ''}"


def of_types(types: Types, first: int, last: int) -> tuple[Rows, Rows, Rows]:
    """What is computed once for each of the types number `first` to `last`, exclusive.

    Returns the rows of its features, for each of `OFFSETS` and `WIDTH` at each; and the numbers of
    word and class that joint features are made of.
    """
    flat: list[int] = []
    words: list[int] = []
    classes: list[int] = []
    crc32 = zlib.crc32
    for number in range(first, last):
        word = word_of(types, number)
        whole, group = _bytes(word), _bytes(class_of(types, number))
        pieces = (word[-3:], word[-2:], word[-4:], word[:3], word[:2])
        length = b"%d%d" % (min(len(word), 9), types.kinds[number])
        values = (whole, group, *map(_bytes, pieces), length)
        words.append(crc32(whole))
        classes.append(crc32(group))
        for begun in _BEGUN:
            flat.extend(map(crc32, values, begun))
    return _filled(flat), np.array(words, np.int64), np.array(classes, np.int64)


def _bytes(piece: str) -> bytes:
    return piece.encode("utf-8", "surrogatepass")


def _filled(hashed: Sequence[int]) -> Rows:
    """Hashes of features as rows; 0 where a place has fewer than `WIDTH`."""
    each = int(_THERE.sum())
    rows = np.zeros((len(hashed) // each, len(OFFSETS), WIDTH), np.int64)
    rows[:, _THERE] = 1 + np.array(hashed, np.int64).reshape(-1, each) % (BUCKETS - 1)
    return rows


def joint(words: Sequence[Rows], classes: Sequence[Rows]) -> Rows:
    """Rows of the joint features of tokens, `JOINT` for each.

    Args:
        words: for each of `OFFSETS` the first number of `hashes`, one a token.
        classes: the second.
    """
    w2, w1, _, v1, v2 = words
    _, c1, c0, d1, _ = classes
    pairs = (
        (w1, c0, c0), (v1, c0, c0), (c1, c0, d1), (w2, w1, c0),
        (w1, v1, c0), (v1, v2, c0), (c1, c0, c0), (c0, d1, c0),
    )  # fmt: skip
    return np.stack([_mixed(number, *three) for number, three in enumerate(pairs)], axis=1)


def _mixed(number: int, first: Rows, second: Rows, third: Rows) -> Rows:
    """Rows for three 32-bit numbers; multipliers as in xxHash (Y. Collet), modulo 2**32."""
    mixed = (first * 2654435761 + number) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) + second * 2246822519 % 0x100000000) & 0xFFFFFFFF
    mixed = (mixed * 668265263) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) + third * 374761393 % 0x100000000) & 0xFFFFFFFF
    mixed ^= mixed >> 16
    return 1 + mixed % (BUCKETS - 1)
