"""Texts as words: positions and types of the tokens of a batch.

A word is looked at once, however often it occurs: what is known about it (its letters, whether it
begins with a capital, what the word list says) is kept by its type, and a batch is an array of
numbers of types.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.core.language.lexicon import words

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.uint8]

SEPARATOR = "\0\0"
"""Stands between the texts of a batch: two ends of lines, as far as a token sees."""

_PIECE = re.compile(
    r"""[A-Za-z]++(?:[ ]|(?=[.,;:!?)\n]))                    # most words: quick to take
    | (?:
        (?:[ldjmnstc]|qu)['’](?=[^\W\d_])                  # French elision: l'hôpital
      | [^\W\d_]+(?:(?:-|['’](?!s\b))[^\W\d_]+)*           # letters; Anne-Marie, O'Neil, but Ann's
      | \d+
      | [^\w\s]
      | _+
    )[ ]?
    | \n | [^\S\n]+ | .""",
    re.VERBOSE | re.DOTALL,
)
"""All of a text in pieces: tokens, each with one space behind it if there is one, and white space.
"""

LOWER, CAPITAL, UPPER, MIXED, NUMBER, MARK, LINE, SPACE = range(8)
"""Kinds of tokens: small letters (or letters without case), Capital, UPPER, miXed, digits, one
mark, line end; white space is left out."""

_MOST_TYPES = 1 << 16
"""Types kept before all are forgotten: bounds memory over a long run."""


_NONE: Small = np.zeros(0, np.uint8)


class _Numbers(dict[str, int]):
    """Pieces to their numbers; one that is asked for and not known gets its own."""

    def __init__(self, add: Callable[[str], int]) -> None:
        super().__init__()
        self._add = add

    def __missing__(self, piece: str) -> int:
        return self._add(piece)


class Types:
    """What is known about each type of token: arrays by number, which only grow."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = _Numbers(self.add)
        self.names: list[str] = []
        self.folds: list[str] = []
        self.kinds: list[int] = []
        self.flags: list[int] = []
        self.lengths: list[int] = []
        self.sizes: list[int] = []
        self._arrays: dict[str, Ints] = {}
        self._columns: dict[str, Small] = {}
        self._by_fold: dict[str, list[int]] = {}

    def add(self, piece: str) -> int:
        """Takes in a piece that is not known yet; its number."""
        number = self.numbers[piece] = len(self.names)
        token = piece.removesuffix(" ") if len(piece) > 1 else piece
        fold = token.lower() if token.isascii() else _folded(token)
        self.names.append(token)
        self._by_fold.setdefault(fold, []).append(len(self.folds))
        self.folds.append(fold)
        self.kinds.append(kind_of(token))
        self.lengths.append(len(piece))
        self.sizes.append(len(token))
        self.flags.append(flags_of(fold))
        return number

    def folded(self, fold: str) -> Sequence[int]:
        """The types that are this word, however it is written."""
        return self._by_fold.get(fold, ())

    def column(self, name: str, of: Callable[[str], int]) -> Small:
        """A small number for each type, by its folded word; those of new types are added."""
        known = self._columns.get(name, _NONE)
        if len(known) < len(self.folds):
            added = np.array([*map(of, self.folds[len(known) :])], np.uint8)
            known = self._columns[name] = np.concatenate([known, added])
        return known

    def among(self, name: str, words: Collection[str]) -> Small:
        """As `column`: 1 for each type that is one of the words. Quicker where these are few."""
        known = self._columns.get(name, _NONE)
        first, count = len(known), len(self.folds)
        if first < count:
            added = np.zeros(count - first, np.uint8)
            news = [kind - first for word in words for kind in self.folded(word) if kind >= first]
            added[news] = 1
            known = self._columns[name] = np.concatenate([known, added])
        return known

    def small(self, name: str, values: Sequence[int]) -> Small:
        """`values` (kinds, flags) as an array, to which more of them are added."""
        known = self._columns.get(name, _NONE)
        if len(known) < len(values):
            added = np.array(values[len(known) :], np.uint8)
            known = self._columns[name] = np.concatenate([known, added])
        return known

    def array(self, name: str, values: Sequence[int]) -> Ints:
        """As `small`, for numbers of any size."""
        known = self._arrays.get(name)
        if known is None or len(known) < len(values):
            known = self._arrays[name] = np.array(values, np.int64)
        return known


def _folded(token: str) -> str:
    return unicodedata.normalize("NFC", token).lower().replace("’", "'")


def flags_of(fold: str) -> int:
    """What the word list says; of a word with a hyphen what it says about its parts."""
    known = words().get(fold)
    if known is None and "-" in fold:
        parts = [words().get(part, 0) for part in fold.split("-")]
        known = parts[0] & parts[-1] or parts[0]
    return known or 0


def kind_of(token: str) -> int:
    """The kind of a token; digits of any script are a number."""
    head = token[0]
    if head in "\n\0":
        return LINE
    if head.isspace():
        return SPACE
    if head.isdecimal():
        return NUMBER
    if not head.isalpha():
        return MARK
    if not (head.isupper() or head.istitle()):
        return LOWER
    if len(token) == 1:
        return CAPITAL
    if token.isupper():
        return UPPER
    return CAPITAL if token[1:].islower() or "-" in token or "'" in token[1:3] else MIXED


class Columns(NamedTuple):
    """What is known of each token of a batch, to be asked of all of them at once."""

    ids: Ints
    kinds: Small
    flags: Small
    starts: Ints
    ends: Ints


class Tokens:
    """The tokens of a batch, white space left out.

    Attributes:
        joined: the texts, side by side.
        bounds: where each text starts, and the end.
        types: what the numbers of types mean.
        all: arrays of what is known of each token.
        ids, kinds, flags, starts, ends: the same, to be asked one by one.
    """

    def __init__(self, texts: Sequence[str], types: Types) -> None:
        self.types = types
        self.joined = SEPARATOR.join(texts) + SEPARATOR
        self.bounds = [0]
        for text in texts:
            self.bounds.append(self.bounds[-1] + len(text) + len(SEPARATOR))
        pieces = _PIECE.findall(self.joined)
        ids = np.fromiter(map(types.numbers.__getitem__, pieces), np.int64, len(pieces))
        lengths = types.array("lengths", types.lengths).take(ids)
        kinds = types.small("kinds", types.kinds).take(ids)
        ends = np.cumsum(lengths)
        kept = np.flatnonzero(kinds != SPACE)
        ids = ids.take(kept)
        starts = (ends - lengths).take(kept)
        sizes = types.array("sizes", types.sizes).take(ids)
        flags = types.small("flags", types.flags).take(ids)
        self.all = Columns(ids, kinds.take(kept), flags, starts, starts + sizes)
        self.ends: Sequence[int] = self.all.ends.data
        self.ids: Sequence[int] = ids.data
        self.kinds = self.all.kinds.tobytes()
        self.flags = flags.tobytes()
        self.starts: Sequence[int] = starts.data

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def numbers(self) -> list[int]:
        """The tokens that are numbers."""
        return np.flatnonzero(self.all.kinds == NUMBER).tolist()

    def among(self, name: str, words: Collection[str]) -> list[int]:
        """The tokens that are one of the words; `name` is what these have for a name."""
        return np.flatnonzero(self.types.among(name, words).take(self.all.ids)).tolist()

    def where(self, name: str, of: Callable[[str], int]) -> list[int]:
        """The tokens of which `of` says something else than 0, asked once for each type."""
        return np.flatnonzero(self.types.column(name, of).take(self.all.ids)).tolist()

    def at(self, place: int) -> int:
        """Number of the first token that starts at a character or behind it."""
        return bisect_left(self.starts, place)

    def at_all(self, places: Sequence[int]) -> list[int]:
        """As `at`, for each of many."""
        return np.searchsorted(self.all.starts, np.array(places, np.int64)).tolist()

    def text_at(self, place: int) -> int:
        """Number of the text that a character is in."""
        return bisect_right(self.bounds, place) - 1

    def texts_at(self, places: Sequence[int]) -> list[int]:
        """As `text_at`, for each of many."""
        bounds, every = np.array(self.bounds), np.array(places, np.int64)
        return (np.searchsorted(bounds, every, "right") - 1).tolist()

    def fold(self, at: int) -> str:
        """The token in small letters; "" outside of the batch."""
        return self.types.folds[self.ids[at]] if 0 <= at < len(self.ids) else ""

    def name(self, at: int) -> str:
        """The token as it is written; "" outside of the batch."""
        return self.types.names[self.ids[at]] if 0 <= at < len(self.ids) else ""


def fresh(types: Types | None) -> Types:
    """The types to go on with: new ones where there are none, or too many."""
    if types is None or len(types.names) > _MOST_TYPES:
        return Types()
    return types
