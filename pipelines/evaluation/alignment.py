"""An output laid beside its original, token by token; for outputs whose edits nobody wrote down."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


class Piece(NamedTuple):
    """`start` to `end` of the original stand as `out_start` to `out_end` in the output."""

    same: bool
    start: int
    end: int
    out_start: int
    out_end: int


def align(original: str, output: str) -> list[Piece]:
    """Pieces that cover both texts in order: the same in both, or changed.

    >>> [p for p in align("ask Ann now", "ask Eve now") if not p.same]
    [Piece(same=False, start=4, end=7, out_start=4, out_end=7)]
    """
    old, new = _TOKEN.findall(original), _TOKEN.findall(output)
    places, out_places = _places(old), _places(new)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    matcher = SequenceMatcher(None, inner_old, inner_new, autojunk=False)
    steps = [(True, 0, head, 0, head)] if head else []
    steps += [
        (tag == "equal", a + head, b + head, c + head, d + head)
        for tag, a, b, c, d in matcher.get_opcodes()
    ]
    if tail:
        steps.append((True, len(old) - tail, len(old), len(new) - tail, len(new)))
    return [
        Piece(same, places[a], places[b], out_places[c], out_places[d])
        for same, a, b, c, d in steps
    ]


def _places(tokens: list[str]) -> list[int]:
    places = [0]
    for token in tokens:
        places.append(places[-1] + len(token))
    return places


def _common(one: list[str], other: list[str]) -> int:
    """How many tokens both begin with."""
    most = min(len(one), len(other))
    return next((n for n in range(most) if one[n] != other[n]), most)


def image(pieces: list[Piece], output: str, start: int, end: int) -> str:
    """What stands in the output where `start` to `end` of the original stood."""
    low, high = None, None
    for piece in pieces:
        if piece.end < start or piece.start > end:
            continue
        if piece.same:
            first, last = max(start, piece.start), min(end, piece.end)
            if first >= last:
                continue
            left = piece.out_start + first - piece.start
            right = left + last - first
        elif (piece.start < end and piece.end > start) or start < piece.start == piece.end < end:
            left, right = piece.out_start, piece.out_end
        else:
            continue
        low = left if low is None else min(low, left)
        high = right if high is None else max(high, right)
    return "" if low is None or high is None else output[low:high]
