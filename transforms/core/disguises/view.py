"""A text as it reads, with the way back to where it is written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

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
        pieces: list[str] = []
        self._begins: list[int] = []
        self._marks: list[tuple[int, int, int]] = []
        at, length = low, 0
        for swap in swaps:
            self._keep(length, at, at)
            pieces.append(text[at : swap.start])
            length += swap.start - at
            self._keep(length, swap.start, swap.end)
            pieces.append(swap.text)
            length += len(swap.text)
            at = swap.end
        self._keep(length, at, at)
        pieces.append(text[at:high])
        self.text = "".join(pieces)

    def __repr__(self) -> str:
        return f"View({len(self.text)} characters)"

    def _keep(self, begin: int, start: int, end: int) -> None:
        """From `begin` of the view on: characters of the text from `start` on, or a swap of it."""
        self._begins.append(begin)
        self._marks.append((begin, start, end))

    def back(self, start: int, end: int) -> tuple[int, int, bool]:
        """Where a span of the view is written, and whether anything in it was swapped.

        Of a swap always all of it.
        """
        first = bisect_right(self._begins, start) - 1
        last = bisect_right(self._begins, end - 1) - 1
        swapped = any(mark[2] > mark[1] for mark in self._marks[first : last + 1])
        begin, low, stop = self._marks[first]
        written_from = low if stop > low else low + start - begin
        begin, low, stop = self._marks[last]
        return written_from, (stop if stop > low else low + end - begin), swapped


def apart(swaps: Iterable[Swap]) -> list[Swap]:
    """The swaps by start, without those that overlap an earlier or a longer one."""
    kept: list[Swap] = []
    for swap in sorted(swaps, key=lambda swap: (swap.start, -swap.end)):
        if not kept or swap.start >= kept[-1].end:
            kept.append(swap)
    return kept
