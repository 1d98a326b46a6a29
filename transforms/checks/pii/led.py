"""The lines, or stretches of lines, around the places that leads of a detector tell."""

from __future__ import annotations

import re
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


class Stretch(NamedTuple):
    """A stretch of a line in which marks may begin.

    Attributes:
        start, last: first and last character where one may, inclusive.
        end: exclusive, up to where it may go on; behind the line end where that is reached.
    """

    start: int
    last: int
    end: int


def stretches(batch: Batch, places: Sequence[int], reach: int) -> Iterator[Stretch]:
    """Where marks of at most `reach` characters may be that have one of the places (ascending).

    A mark lies in one line. Ordered, apart.
    """
    text = batch.joined
    start = last = low = high = -1
    for at in places:
        if not low <= at <= high:
            _, low, high = batch.place(at)
        first = max(low, at - reach)
        first = text.rfind("\n", first, at) + 1 or first
        if first > last:
            if last >= 0:
                yield _stretch(batch, start, last, reach)
            start = first
        last = at
    if last >= 0:
        yield _stretch(batch, start, last, reach)


def _stretch(batch: Batch, start: int, last: int, reach: int) -> Stretch:
    high = batch.place(last)[2]
    return Stretch(start, last, min(high, line_end(batch.joined, last, last + reach) + 1))


def begun(pattern: re.Pattern[str], text: str, stretch: Stretch) -> Iterator[re.Match[str]]:
    """The matches that begin in a stretch, whole."""
    for match in pattern.finditer(text, stretch.start, stretch.end):
        if match.start() > stretch.last:
            return
        yield match


def line_end(text: str, at: int, high: int) -> int:
    """Where the line of a character ends: its line end, or the end of the text."""
    end = text.find("\n", at, high)
    return high if end < 0 else end
