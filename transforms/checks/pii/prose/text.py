"""Texts as words: positions and types of the tokens of a batch.

A word is looked at once, however often it occurs: what is known about it (its letters, whether it
begins with a capital, what the word list says) is kept by its type, and a batch is an array of
numbers of types.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from transforms.core.language.lexicon import words

Ints = npt.NDArray[np.int64]

SEPARATOR = "\0\0"
"""Stands between the texts of a batch: two ends of lines, as far as a token sees."""

_PIECE = re.compile(
    r"""(?:
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


_NONE: Ints = np.zeros(0, np.int64)


class Types:
    """What is known about each type of token: arrays by number, which only grow."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.names: list[str] = []
        self.folds: list[str] = []
        self.kinds: list[int] = []
        self.flags: list[int] = []
        self.lengths: list[int] = []
        self.sizes: list[int] = []
        self._arrays: dict[str, Ints] = {}

    def add(self, piece: str) -> None:
        """Takes in a piece that is not known yet."""
        self.numbers[piece] = len(self.names)
        token = piece.removesuffix(" ") if len(piece) > 1 else piece
        fold = unicodedata.normalize("NFC", token).lower().replace("’", "'")
        self.names.append(token)
        self.folds.append(fold)
        self.kinds.append(kind_of(token))
        self.lengths.append(len(piece))
        self.sizes.append(len(token))
        self.flags.append(flags_of(fold))

    def column(self, name: str, of: Callable[[str], int]) -> Ints:
        """A number for each type, by its folded word; those of new types are added."""
        known = self._arrays.get(name, _NONE)
        if len(known) < len(self.folds):
            added = np.array([*map(of, self.folds[len(known) :])], np.int64)
            known = self._arrays[name] = np.concatenate([known, added])
        return known

    def array(self, name: str, values: Sequence[int]) -> Ints:
        """`values` (kinds, flags, ...) as an array, to which more of them are added."""
        known = self._arrays.get(name, _NONE)
        if len(known) < len(values):
            added = np.array(values[len(known) :], np.int64)
            known = self._arrays[name] = np.concatenate([known, added])
        return known


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


class Tokens:
    """The tokens of a batch, white space left out.

    Attributes:
        joined: the texts, side by side.
        bounds: where each text starts, and the end.
        ids: type of each token; `listed`: the same as a list, quicker to ask one by one.
        starts, ends: where it stands in `joined`.
        types: what the numbers mean.
    """

    def __init__(self, texts: Sequence[str], types: Types) -> None:
        self.types = types
        self.joined = SEPARATOR.join(texts) + SEPARATOR
        self.bounds = [0]
        for text in texts:
            self.bounds.append(self.bounds[-1] + len(text) + len(SEPARATOR))
        pieces = _PIECE.findall(self.joined)
        numbers = types.numbers
        for piece in dict.fromkeys(pieces):
            if piece not in numbers:
                types.add(piece)
        ids = np.fromiter(map(numbers.__getitem__, pieces), np.int64, len(pieces))
        lengths = types.array("lengths", types.lengths)[ids]
        kinds = types.array("kinds", types.kinds)[ids]
        ends = np.cumsum(lengths)
        kept = kinds != SPACE
        self.ids: Ints = ids[kept]
        self.listed: list[int] = self.ids.tolist()
        self.kinds: Ints = kinds[kept]
        self.starts: Ints = (ends - lengths)[kept]
        self.ends: Ints = self.starts + types.array("sizes", types.sizes)[self.ids]
        self.flags: Ints = types.array("flags", types.flags)[self.ids]
        self._places: list[int] = []

    def __len__(self) -> int:
        return len(self.ids)

    def at(self, place: int) -> int:
        """Number of the first token that starts at a character or behind it."""
        if not self._places:
            self._places = self.starts.tolist()
        return bisect_left(self._places, place)

    def text_at(self, place: int) -> int:
        """Number of the text that a character is in."""
        return bisect_right(self.bounds, place) - 1

    def fold(self, at: int) -> str:
        """The token in small letters; "" outside of the batch."""
        return self.types.folds[self.listed[at]] if 0 <= at < len(self.listed) else ""

    def name(self, at: int) -> str:
        """The token as it is written; "" outside of the batch."""
        return self.types.names[self.listed[at]] if 0 <= at < len(self.listed) else ""


def fresh(types: Types | None) -> Types:
    """The types to go on with: new ones where there are none, or too many."""
    if types is None or len(types.names) > _MOST_TYPES:
        return Types()
    return types
