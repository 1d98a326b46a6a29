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
_KNOWN = FIRST | LAST | PLACE | PART | COMMON


_NEAR = ("w=", "c=", "3=")
_OWN = (*_NEAR, "2=", "4=", "p=", "q=", "n=")
_SEEN = {0: _OWN, -1: _NEAR, 1: _NEAR, -2: _NEAR[:2], 2: _NEAR[:2]}
"""What is seen of a type at each of `OFFSETS`: word, class, and pieces of the word."""

_BEGUN = tuple(
    tuple(zlib.crc32(f"{offset}{name}".encode()) for name in _SEEN[offset]) for offset in OFFSETS
)
"""The hashes of their names, on which those of the values go on."""


def word_of(types: Types, number: int) -> str:
    """The word that features see: numbers by their length, all ends of lines the same."""
    kind = types.kinds[number]
    if kind == LINE:
        return "\n"
    return f"#{len(types.folds[number])}" if kind == NUMBER else types.folds[number]


_NAMED = (
    (vocabulary.TITLES, "t"), (vocabulary.ORGANISATIONS, "o"), (vocabulary.STREETS, "s"),
    (vocabulary.MONTHS, "m"), (vocabulary.WEEKDAYS, "m"), (vocabulary.KIN, "k"),
    (vocabulary.JOINERS, "j"),
)  # fmt: skip
_SAID = {
    word: "".join(letter for words, letter in _NAMED if word in words)
    for word in frozenset[str]().union(*(words for words, _ in _NAMED))
}
"""Word to a letter for each vocabulary that has it."""


def class_of(types: Types, number: int) -> str:
    """Kind, what the word list says, and what the vocabularies say: a few hundred classes."""
    kind, word = types.kinds[number], types.folds[number]
    if kind in (MARK, LINE, NUMBER):
        return f"{kind}{word_of(types, number)}"
    said = _SAID.get(word, "")
    short = len(word) == 1
    return f"{kind}{types.flags[number] & _KNOWN}{said}{'1' if short else ''}"


def of_types(types: Types, first: int, last: int) -> tuple[Rows, Rows, Rows]:
    """What is computed once for each of the types number `first` to `last`, exclusive.

    Returns the rows of its features, for each of `OFFSETS` and `WIDTH` at each; and the numbers of
    word and class that joint features are made of.
    """
    crc32 = zlib.crc32
    hashes: list[int] = []
    sizes: list[int] = []
    groups: dict[str, bytes] = {}
    for number in range(first, last):
        word, name = word_of(types, number), class_of(types, number)
        whole = _bytes(word)
        group = groups.get(name) or groups.setdefault(name, _bytes(name))
        length = b"%d%d" % (min(len(word), 9), types.kinds[number])
        values = (whole, group, *_pieces(word, whole), length)
        hashes.extend(map(crc32, values))
        sizes.extend(map(len, values))
    alone = np.array(hashes, np.int64).reshape(-1, WIDTH)
    return _named(alone, np.array(sizes).reshape(-1, WIDTH)), alone[:, 0], alone[:, 1]


def _bytes(piece: str) -> bytes:
    return piece.encode("utf-8", "surrogatepass")


def _pieces(word: str, whole: bytes) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """Ends and beginnings of a word, of which `whole` are the bytes."""
    if len(whole) == len(word):
        return whole[-3:], whole[-2:], whole[-4:], whole[:3], whole[:2]
    ends = _bytes(word[-3:]), _bytes(word[-2:]), _bytes(word[-4:])
    return *ends, _bytes(word[:3]), _bytes(word[:2])


def _named(hashes: Rows, sizes: Rows) -> Rows:
    """Hashes of values as rows of features, at each of `OFFSETS`; 0 where one has fewer features.

    A CRC that goes on from a name's differs from one that begins with the value by what the name
    makes of as many zeros as the value is long: CRC-32 is linear (RFC 1952, 8; zlib's
    `crc32_combine`).
    """
    lengths, at = np.unique(sizes, return_inverse=True)
    zeros = [bytes(length) for length in lengths.tolist()]
    at = at.reshape(sizes.shape)
    rows = np.zeros((len(hashes), len(OFFSETS), WIDTH), np.int64)
    for place, begun in enumerate(_BEGUN):
        for column, name in enumerate(begun):
            made = [zlib.crc32(zero, name) ^ zlib.crc32(zero) for zero in zeros]
            differs = np.array(made, np.int64)
            named = hashes[:, column] ^ differs[at[:, column]]
            rows[:, place, column] = 1 + named % (BUCKETS - 1)
    return rows


def joint(words: Sequence[Rows], classes: Sequence[Rows]) -> Rows:
    """Rows of the joint features of tokens, eight for each.

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
