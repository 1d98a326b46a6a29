"""The lines around the places that leads of a detector tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transforms.checks.pii.batch import Batch


class Lines(NamedTuple):
    """A line and the one behind it, of one text.

    Attributes:
        start: of the first line; as `second` where the other is the first of its text.
        second: start of the second line; as `end` where the first is the last of its text.
        end: of the second line, exclusive, without its line end.
    """

    start: int
    second: int
    end: int


def pairs(batch: Batch, places: Sequence[int]) -> Iterator[Lines]:
    """Every two lines of a text of which one has one of the places (ascending); ordered."""
    text = batch.joined
    last = low = high = first = end = -1
    for at in places:
        if at <= end:
            continue  # in the same line
        if not low <= at <= high:
            _, low, high = batch.place(at)
        first = max(low, text.rfind("\n", low, at) + 1)
        end = line_end(text, at, high)
        before = max(low, text.rfind("\n", low, max(low, first - 1)) + 1)
        if first > last:
            yield Lines(before, first, end)
        last = min(end + 1, high)
        yield Lines(first, last, line_end(text, last, high))


def line_end(text: str, at: int, high: int) -> int:
    """Where the line of a character ends: its line end, or the end of the text."""
    end = text.find("\n", at, high)
    return high if end < 0 else end
