"""Texts side by side in one string, so that each literal and each pattern goes over them once.

No window reaches beyond a text's ends: what is found in a text does not depend on its neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from transforms.checks.pii.category import NO_DIGITS, SOLID

_NUMBER = re.compile(r"[0-9](?:[ ()./\u2010-\u2015-]{0,4}+[0-9]){6,}+")
"""Seven digits or more with at most four separators between two: what every numeric form begins
with."""

Window = tuple[int, int]


class Batch:
    """Texts side by side in one string.

    Attributes:
        texts: as given.
        joined: all of them, with line ends between.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.joined = "\n".join(texts)
        self._starts: list[int] = []
        at = 0
        for text in texts:
            self._starts.append(at)
            at += len(text) + 1
        self._starts.append(at)

    @property
    def spans(self) -> list[Window]:
        """First and last place (exclusive) of each text."""
        return [(low, following - 1) for low, following in pairwise(self._starts)]

    def place(self, at: int) -> tuple[int, int, int]:
        """Number, first and last place (exclusive) of the text that character `at` is in."""
        number = bisect_right(self._starts, at) - 1
        return number, self._starts[number], self._starts[number + 1] - 1

    @cached_property
    def folded(self) -> str:
        """The string in lower case, character by character: as long as before."""
        return "\n".join(map(fold, self.texts))

    @cached_property
    def words(self) -> set[str]:
        """The distinct words (between white space), as written."""
        return set(self.joined.split())

    @cached_property
    def vocabulary(self) -> str:
        """The distinct words, lower case, in no order; a tenth of the texts.

        To ask whether a literal occurs.
        """
        return "\n".join(self.words).lower()

    @cached_property
    def solid_vocabulary(self) -> str:
        """As `vocabulary`, the long words only."""
        return "\n".join(word for word in self.words if len(word) >= SOLID).lower()

    @cached_property
    def numbers(self) -> list[tuple[int, int, int]]:
        """(start, end, digits) wherever seven digits or more stand together."""
        return [
            (match.start(), match.end(), len(NO_DIGITS.sub("", match[0])))
            for match in _NUMBER.finditer(self.joined)
        ]

    def windows(self, spans: Iterable[Window], before: int, after: int) -> list[Window]:
        """The spans (by start), wider inside of their texts; joined where they overlap."""
        joined: list[Window] = []
        low = high = first = last = -1
        for start, end in spans:
            if start >= high:
                _, low, high = self.place(start)
            left, right = start - before, end + after
            left = left if left > low else low
            right = right if right < high else high
            if left > last or low > first:
                joined.append((first, last))
                first, last = left, right
            elif right > last:
                last = right
        joined.append((first, last))
        return joined[1:]


def fold(text: str) -> str:
    """The text in lower case, as long as before."""
    if text.isascii():
        return text.lower()
    lower = text.replace("\u0130", "i").lower()  # the one letter whose lower case is longer
    return lower if len(lower) == len(text) else text


def occurrences(text: str, literal: str, low: int, high: int) -> list[int]:
    """Where the literal stands between two places, ascending; it may overlap itself."""
    found: list[int] = []
    at = text.find(literal, low, high)
    while at >= 0:
        found.append(at)
        at = text.find(literal, at + 1, high)
    return found
