"""A text as it reads, with the way back to where it is written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import itemgetter

from transforms.core.disguises.rules import Swap


class View:
    """A piece of a text with swaps made.

    Args:
        text: the whole text.
        swaps: inside of `low` to `high`, by start, apart.
        low, high: the piece (0-based, inclusive; exclusive).

    Attributes:
        text: how the piece reads.
    """

    def __init__(self, text: str, swaps: Sequence[Swap], low: int, high: int) -> None:
        self._swaps = swaps
        self._low = low
        pieces: list[str] = []
        for start, end, read in swaps:
            pieces += (text[low:start], read)
            low = end
        pieces.append(text[low:high])
        self.text = "".join(pieces)

    def __repr__(self) -> str:
        return f"View({len(self.text)} characters)"

    @cached_property
    def _marks(self) -> list[tuple[int, int, int]]:
        """By first character of the view: text from a place on, or a swap between two."""
        marks: list[tuple[int, int, int]] = []
        begin, at = 0, self._low
        for start, end, read in self._swaps:
            marks += ((begin, at, at), (begin + start - at, start, end))
            begin += start - at + len(read)
            at = end
        return [*marks, (begin, at, at)]

    def back(self, start: int, end: int) -> tuple[int, int, bool]:
        """Where a span of the view is written, and whether anything in it was swapped.

        Of a swap always all of it.
        """
        first = bisect_right(self._marks, start, key=_begin) - 1
        last = bisect_right(self._marks, end - 1, key=_begin) - 1
        swapped = any(mark[2] > mark[1] for mark in self._marks[first : last + 1])
        begin, low, stop = self._marks[first]
        written_from = low if stop > low else low + start - begin
        begin, low, stop = self._marks[last]
        return written_from, (stop if stop > low else low + end - begin), swapped


_begin = itemgetter(0)


def apart(swaps: Iterable[Swap]) -> list[Swap]:
    """The swaps by start, without those that overlap an earlier or a longer one."""
    kept: list[Swap] = []
    free = 0
    longest = sorted(swaps, key=itemgetter(1), reverse=True)
    for swap in sorted(longest, key=itemgetter(0)):
        if swap[0] >= free or not kept:
            kept.append(swap)
            free = swap[1]
    return kept
