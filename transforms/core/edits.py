"""Edits: applying them, and carrying offsets over them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from transforms.core.records import Edit

_FAR = 1 << 62  # behind every offset: sorts behind all spans with the same start

Span = tuple[int, int]
Place = tuple[int, int, str]
"""Start, end and category."""


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with every edit made; edits are ordered by start and do not overlap.

    >>> apply("ask Ann today", [Edit(4, 7, "PERSON_NAME", "Eve")])
    'ask Eve today'
    """
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += (text[at : edit.start], edit.value)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def output_spans(edits: Sequence[Edit]) -> list[Span]:
    """Where the values of the edits stand in the output: (start, end), ordered."""
    spans: list[Span] = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        spans.append((start, start + len(edit.value)))
        shift += len(edit.value) - (edit.end - edit.start)
    return spans


def input_span(span: Span, edits: Sequence[Edit]) -> Span:
    """The smallest span of the input that gave `span` of the output.

    Inside an edit it grows to the whole of it.
    """
    placed = output_spans(edits)
    start, end = span
    before = [at for at, (_, stop) in enumerate(placed) if stop <= start]
    first = len(before)
    last = bisect_right([begin for begin, _ in placed], end - 1)
    shift = sum(len(e.value) - (e.end - e.start) for e in edits[:first])
    shift_end = sum(len(e.value) - (e.end - e.start) for e in edits[:last])
    touched = edits[first:last]
    lowest = min([start - shift, *(e.start for e in touched)])
    highest = max([end - shift_end, *(e.end for e in touched)])
    return lowest, highest


def covered(span: Span, placed: Sequence[Span]) -> bool:
    """Whether spans of `placed` (ordered, apart), one or several side by side, cover `span`."""
    start, end = span
    at = max(0, bisect_right(placed, (start, _FAR)) - 1)
    while start < end and at < len(placed) and placed[at][0] <= start < placed[at][1]:
        start = placed[at][1]
        at += 1
    return start >= end


def blank(text: str, spans: Iterable[Span]) -> str:
    """The text with NUL characters in place of `spans`, so that nothing is found there.

    As long as before.
    """
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (text[at:start], "\0" * (end - start))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def merge(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Spans with their categories, made free of overlaps.

    Of two that overlap the union, under the longer's name.
    """
    merged: list[tuple[int, int, str]] = []
    for start, end, category in sorted(spans):
        if merged and start < merged[-1][1]:
            low, high, name = merged[-1]
            longer = category if end - start > high - low else name
            merged[-1] = (low, max(high, end), longer)
        else:
            merged.append((start, end, category))
    return merged


def check_order(edits: Sequence[Edit], length: int) -> bool:
    """Whether the edits are ordered, do not overlap, and lie in a text of `length` characters."""
    at = 0
    for start, end, _, _ in edits:
        if not at <= start < end:
            return False
        at = end
    return at <= length
