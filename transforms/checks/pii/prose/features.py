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


def _row(name: str) -> int:
    return 1 + zlib.crc32(name.encode("utf-8", "surrogatepass")) % (BUCKETS - 1)


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


def of_type(types: Types, number: int) -> list[list[int]]:
    """Rows of the features of a type, for each of `OFFSETS`, `WIDTH` at each."""
    word, group = word_of(types, number), class_of(types, number)
    near = [f"w={word}", f"c={group}", f"3={word[-3:]}"]
    own = [*near, f"2={word[-2:]}", f"4={word[-4:]}", f"p={word[:3]}", f"q={word[:2]}"]
    own.append(f"n={min(len(word), 9)}{types.kinds[number]}")
    seen = {0: own, -1: near, 1: near, -2: near[:2], 2: near[:2]}
    rows = []
    for offset in OFFSETS:
        hashed = [_row(f"{offset}{name}") for name in seen[offset]]
        rows.append(hashed + [0] * (WIDTH - len(hashed)))
    return rows


def hashes(types: Types, number: int) -> tuple[int, int]:
    """Numbers of word and class that joint features are made of."""
    word, group = word_of(types, number), class_of(types, number)
    return zlib.crc32(word.encode("utf-8", "surrogatepass")), zlib.crc32(group.encode())


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
