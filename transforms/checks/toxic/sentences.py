"""Sentences of a text, cheaply: what is scored as a whole."""

from __future__ import annotations

import re

MOST_WORDS = 48
"""Of a piece that is scored as one: a long run without an end would hide what is in it. Ours."""

_END = re.compile(r"(?<=[.!?\u2026\u3002\uff01\uff1f])[\"'\u201d\u2019)\]]*\s+|\s*\n\s*")
_WORD = re.compile(r"\S+")

Span = tuple[int, int]


def sentences(text: str) -> list[Span]:
    """Where sentences stand (start, end exclusive), in order; none is blank.

    >>> [text[a:b] for text in ["Go away! You fool."] for a, b in sentences(text)]
    ['Go away!', 'You fool.']
    """
    spans: list[Span] = []
    at = 0
    for end in _END.finditer(text):
        _add(spans, text, at, end.start())
        at = end.end()
    _add(spans, text, at, len(text))
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    """Adds the piece, cut where it is too long; nothing for blanks."""
    if end - start <= MOST_WORDS or text.count(" ", start, end) < MOST_WORDS:
        if end > start and not text[start:end].isspace():
            spans.append((start, end))
        return
    places = [word.span() for word in _WORD.finditer(text, start, end)]
    for first in range(0, len(places), MOST_WORDS):
        some = places[first : first + MOST_WORDS]
        spans.append((some[0][0], some[-1][1]))
