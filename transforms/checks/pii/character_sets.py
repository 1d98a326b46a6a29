"""The characters that one item of a parsed regular expression takes."""

from __future__ import annotations

import re
from re import _constants as sre  # type: ignore[attr-defined] # typeshed has none
from typing import Any

from transforms.checks.pii.byte_sets import ASCII, OTHERS, CharacterSet, Range

DOT = CharacterSet(ASCII - {10}, OTHERS)
"""What a dot takes, but where it is told to take line ends."""

_CATEGORIES = {
    sre.CATEGORY_DIGIT: re.compile(r"\d", re.ASCII),
    sre.CATEGORY_NOT_DIGIT: re.compile(r"\D", re.ASCII),
    sre.CATEGORY_SPACE: re.compile(r"\s", re.ASCII),
    sre.CATEGORY_NOT_SPACE: re.compile(r"\S", re.ASCII),
    sre.CATEGORY_WORD: re.compile(r"\w", re.ASCII),
    sre.CATEGORY_NOT_WORD: re.compile(r"\W", re.ASCII),
}


def character_set(item: Any, dot: CharacterSet = DOT) -> CharacterSet | None:
    """The characters that a one-character item of a parsed pattern takes; None for any other item.

    Args:
        item: an operator and its argument, as `re` parses them.
        dot: what a dot takes.
    """
    kind, value = item
    if kind is sre.LITERAL:
        single = CharacterSet(frozenset({value}))
        return single if value < 128 else CharacterSet(frozenset(), ((value, value),))
    if kind is sre.NOT_LITERAL:
        return CharacterSet(ASCII - {value}, OTHERS)
    if kind is sre.ANY:
        return dot
    return _in(value) if kind is sre.IN else None


def _in(items: Any) -> CharacterSet:
    negated = items[0][0] is sre.NEGATE
    taken: set[int] = set()
    others: list[Range] = []
    for kind, value in items[1:] if negated else items:
        if kind is sre.CATEGORY:
            taken |= {code for code in range(128) if _CATEGORIES[value].match(chr(code))}
            others += OTHERS if value in _NEGATIVE else ()
            continue
        low, high = value if kind is sre.RANGE else (value, value)
        taken |= set(range(low, min(high, 127) + 1))
        if high > 127:
            others.append((max(low, 128), high))
    if negated:
        return CharacterSet(ASCII - taken, OTHERS)
    return CharacterSet(frozenset(taken), tuple(others))


_NEGATIVE = {sre.CATEGORY_NOT_DIGIT, sre.CATEGORY_NOT_SPACE, sre.CATEGORY_NOT_WORD}
