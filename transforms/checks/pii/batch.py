"""Texts side by side in one string, so that each literal and each pattern goes over them once.

No window reaches beyond a text's ends: what is found in a text does not depend on its neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from transforms.checks.pii.category import NO_DIGITS, SOLID
from transforms.checks.pii.folding import fold_utf8

_NUMBER = re.compile(r"[0-9](?:[ ()./\u2010-\u2015-]{0,4}+[0-9]){6,}+")
"""Seven digits or more with at most four separators between two: what every numeric form begins
with."""

_FIRST = -64
"""Bytes of UTF-8 that follow another are 0x80 to 0xBF: with a sign, less than this."""

Window = tuple[int, int]
Places = npt.NDArray[np.int64]


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
        return self.joined.lower() if self.joined.isascii() else fold_utf8(self.utf8)[1:-1]

    @cached_property
    def utf8(self) -> bytes:
        """The string in UTF-8, with a line end in front and behind."""
        texts = [text.encode("utf-8", "surrogatepass") for text in self.texts]
        return b"\n%s\n" % b"\n".join(texts)

    @cached_property
    def _following(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Where in `utf8` bytes stand that are not the first of a character."""
        return np.flatnonzero(np.frombuffer(self.utf8, np.int8) < _FIRST)

    def before_bytes(self, ends: Places) -> Places:
        """The last character before each of the places in `utf8`; the first for what is before it.

        A place inside of a character is behind it.
        """
        last = ends - 1
        if len(self.utf8) != len(self.joined) + 2:
            last = last - np.searchsorted(self._following, last, "right")
        return np.maximum(last - 1, 0)

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

    def around(
        self, numbers: Places, places: Places, before: Places, behind: Places
    ) -> dict[int, list[Window]]:
        """As `windows`, for places of many things at once: by their number, which ascends."""
        if not len(places):
            return {}
        texts = np.searchsorted(self._bounds, places, "right") - 1
        apart = (np.diff(places) > (before + behind)[1:]) | (np.diff(texts) != 0)
        edges = np.flatnonzero(apart | (np.diff(numbers) != 0))
        firsts, lasts = np.concatenate(([0], edges + 1)), np.concatenate((edges, [len(places) - 1]))
        low = np.maximum((places - before)[firsts], self._bounds[texts[firsts]])
        high = np.minimum((places + behind)[lasts], self._bounds[texts[lasts] + 1] - 1)
        found: dict[int, list[Window]] = {}
        for number, start, end in zip(
            numbers[firsts].tolist(), low.tolist(), high.tolist(), strict=True
        ):
            found.setdefault(number, []).append((start, end))
        return found

    @cached_property
    def _bounds(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(self._starts)

    def windows(self, spans: Iterable[Window], before: int, after: int) -> list[Window]:
        """The spans (by start), wider inside of their texts; joined where they overlap."""
        joined: list[Window] = []
        low = high = first = last = -1
        for start, end in spans:
            if start >= high:
                _, low, high = self.place(start)
            left, right = start - before, end + after
            if left > last or low > first:
                joined.append((first, last))
                first, last = max(low, left), min(high, right)
            elif right > last:
                last = min(high, right)
        joined.append((first, last))
        return joined[1:]


def occurrences(text: str, literal: str, low: int, high: int) -> list[int]:
    """Where the literal stands between two places, ascending; it may overlap itself."""
    found: list[int] = []
    at = text.find(literal, low, high)
    while at >= 0:
        found.append(at)
        at = text.find(literal, at + 1, high)
    return found
