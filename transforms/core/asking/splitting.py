"""Splits a long text into chunks at natural boundaries; joined they are the text again, exactly."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from transforms.core.asking.estimating import CODE, PROSE
from transforms.core.asking.items import Span

_REACH = 0.5
"""A cut is looked for in this last share of a chunk: chunks are not much smaller than allowed."""

# From the best to the worst; each is where the next chunk begins.
_PROSE_CUTS = tuple(map(re.compile, (r"\n[ \t]*\n+", r"\n", r"[.!?。！？][\"')\]]*\s+", r"\s+")))
_CODE_CUTS = tuple(
    map(
        re.compile,
        (
            r"\n[ \t]*\n+(?=(?:async +def|def|class|function|func|fn|pub|public|export|@)\b|@)",
            r"\n[ \t]*\n+",
            r"\n",
            r"[;,)}\]]\s*",
            r"\s+",
        ),
    )
)


def split(text: str, taken: Sequence[Span], limit_tokens: int, *, code: str = "") -> list[Span]:
    """Spans that cover the text one after another, each of at most about `limit_tokens`.

    Args:
        text: what is split.
        taken: spans that are never cut, ordered, not overlapping; a longer one than the limit makes
            a chunk as long as itself.
        limit_tokens: estimated tokens of a chunk.
        code: name of the file, "" for prose: blank lines before definitions come first in code.

    >>> split("One. Two. Three.", [], 2)
    [(0, 5), (5, 10), (10, 16)]
    """
    longest = max(1, limit_tokens * (CODE if code else PROSE))
    return _split(text, 0, len(text), taken, longest, _CODE_CUTS if code else _PROSE_CUTS)


def halve(text: str, span: Span, taken: Sequence[Span], *, code: str = "") -> list[Span]:
    """The span in two or a few more; itself alone when nothing in it may be cut."""
    start, end = span
    longest = (end - start + 1) // 2
    if longest < 1 or end - start < 2:
        return [span]
    return _split(text, start, end, taken, longest, _CODE_CUTS if code else _PROSE_CUTS)


def _split(
    text: str,
    start: int,
    end: int,
    taken: Sequence[Span],
    longest: int,
    cuts: Sequence[re.Pattern[str]],
) -> list[Span]:
    starts = [begin for begin, _ in taken]
    spans: list[Span] = []
    while end - start > longest:
        at = _cut(text, start, start + longest, cuts)
        at = _outside(at, start, taken, starts)
        if at >= end:
            break
        spans.append((start, at))
        start = at
    return [*spans, (start, end)] if start < end or not spans else spans


def _cut(text: str, start: int, most: int, cuts: Sequence[re.Pattern[str]]) -> int:
    """The last place of the best kind of boundary in reach before `most`, else `most`."""
    low = start + max(1, int((most - start) * _REACH))
    for cut in cuts:
        last = 0
        for match in cut.finditer(text, low, most):
            last = match.end()
        if last > start:
            return last
    return most


def _outside(at: int, start: int, taken: Sequence[Span], starts: Sequence[int]) -> int:
    """The place, moved out of a span that must not be cut: before it, else behind it."""
    before = bisect_right(starts, at - 1) - 1
    if before < 0 or taken[before][1] <= at:
        return at
    begin, end = taken[before]
    return begin if begin > start else end
