"""Texts side by side in one string, so that each literal and each pattern goes over them once.

Which literals occur at all is asked of the vocabulary (the distinct words of the batch), which is a
tenth of it. No window reaches beyond a text's ends: what is found in a text does not depend on its
neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from transforms.checks.pii.category import NO_DIGITS, SOLID

_NUMBER = re.compile(r"[0-9](?:[ ()./\u2010-\u2015-]{0,3}+[0-9]){6,}+")
"""Seven digits or more with at most three separators between two: what every numeric form begins
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
        self._places: dict[tuple[str, bool], list[int]] = {}
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
        lower = self.joined.replace(
            "\u0130", "i"
        ).lower()  # the one letter whose lower case is longer
        return lower if len(lower) == len(self.joined) else self.joined

    @cached_property
    def words(self) -> set[str]:
        """The distinct words (between white space), as written."""
        return set(self.joined.split())

    @cached_property
    def vocabulary(self) -> str:
        """The distinct words, lower case, in no order.

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

    def occurrences(self, literals: Iterable[str], *, ignore_case: bool) -> list[int]:
        """Where the literals stand, ascending."""
        found = [self._places_of(literal, ignore_case) for literal in literals]
        return found[0] if len(found) == 1 else sorted(set().union(*found))

    def _places_of(self, literal: str, ignore_case: bool) -> list[int]:
        key = (literal, ignore_case)
        if key not in self._places:
            text = self.folded if ignore_case else self.joined
            self._places[key] = list(_places(text, literal))
        return self._places[key]

    def windows(self, spans: Iterable[Window], before: int, after: int) -> list[Window]:
        """The spans, wider inside of their texts; joined where they overlap."""
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


def _places(text: str, literal: str) -> Iterator[int]:
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + 1)
