"""Texts made from the patterns themselves: what they match, and what they nearly match."""

from __future__ import annotations

import re
from re import _constants as sre  # type: ignore[attr-defined] # the parser of `re` itself
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from transforms.checks.pii.category import Form

_MORE = 3
"""Repetitions drawn beyond the least."""
_OTHERS = "éß٣ж中😀"


class Draw:
    """Numbers that look drawn and are always the same: the generator of Numerical Recipes."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def below(self, limit: int) -> int:
        self._state = (self._state * 1664525 + 1013904223) % (1 << 32)
        return (self._state >> 8) % limit

    def of(self, choices: Any) -> Any:
        return choices[self.below(len(choices))]


def flags(form: Form) -> int:
    return re.VERBOSE | re.ASCII | (re.IGNORECASE if form.ignore_case else 0)


def sample(form: Form, draw: Draw) -> str:
    """A text that the form's pattern matches, but for what look-arounds forbid."""
    return _Sampler(draw).sequence(_parser.parse(form.pattern, flags(form)))


def near_miss(form: Form, draw: Draw) -> str:
    """The same with a character less, or another one, somewhere."""
    text = sample(form, draw)
    at = draw.below(len(text) + 1)
    return text[:at] + draw.of(["", " ", "x", "0", "-"]) + text[at + 1 :]


class _Sampler:
    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._groups: dict[int, str] = {}

    def sequence(self, items: Any) -> str:
        return "".join(map(self._item, items))

    def _item(self, item: Any) -> str:
        kind, value = item
        if kind is sre.LITERAL:
            return chr(value)
        if kind in {sre.NOT_LITERAL, sre.IN, sre.ANY}:
            return self._draw.of(_members(item))
        if kind in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
            low, high, inside = value
            count = low + self._draw.below(min(int(high) - low, _MORE) + 1)
            return "".join(self.sequence(inside) for _ in range(count))
        if kind is sre.SUBPATTERN:
            made = self.sequence(value[3])
            self._groups[value[0] or 0] = made
            return made
        if kind is sre.ATOMIC_GROUP:
            return self.sequence(value)
        if kind is sre.BRANCH:
            return self.sequence(self._draw.of(value[1]))
        if kind is sre.GROUPREF:
            return self._groups.get(value, "")
        if kind is sre.GROUPREF_EXISTS:
            group, yes, no = value
            return self.sequence(yes if self._groups.get(group) else no or [])
        return ""  # look-arounds and places


def _members(item: Any) -> list[str]:
    """Characters that an item of one takes; of those beyond ASCII a few."""
    one = re.compile(_source(item), re.ASCII)
    return [char for char in [*map(chr, range(32, 127)), *_OTHERS] if one.fullmatch(char)] or [" "]


def _source(item: Any) -> str:
    """The item as a pattern again."""
    kind, value = item
    if kind is sre.ANY:
        return "."
    if kind is sre.NOT_LITERAL:
        return f"[^{re.escape(chr(value))}]"
    return "[" + "".join(map(_member_source, value)) + "]"


def _member_source(member: Any) -> str:
    kind, value = member
    if kind is sre.NEGATE:
        return "^"
    if kind is sre.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    if kind is sre.CATEGORY:
        return _CLASSES[value]
    return re.escape(chr(value))


_CLASSES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}
