"""A regular expression of ours as a simpler one for Hyperscan that matches wherever ours does.

Hyperscan has no look-around, back reference, condition or possessive repetition, scans bytes, and
tells only where a match may end. What it is given is therefore weaker on purpose: look-arounds go
(but for a class of characters at either end), repetitions lose their upper bounds, and what trails
behind the least that has to be there is cut off. For every match of the original, one of the weaker
pattern ends inside of it or one byte behind it; `Relaxed.before` and `Relaxed.behind` say how far
around that end the original can lie. `re` decides there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined] # typeshed has neither: the parser
from re import _parser  # type: ignore[attr-defined] # of `re` itself, so that both read the same
from typing import Any

from transforms.checks.pii.byte_sets import ASCII, OTHERS, CharacterSet, beside
from transforms.checks.pii.character_sets import DOT, character_set

_FEW = 4
"""Repetitions up to which an upper bound is kept: Hyperscan unrolls it."""
_MANY = 12
"""Repetitions from which on a lower bound says no more: it costs states, and 12 characters of a
token tell it from words as well as 40."""
_UNBOUNDED = 16384
"""Characters: patterns that can match more are not weakened but looked for by their anchors."""


class UnrelaxedError(Exception):
    """The pattern can match more than is sensible, or nothing is left of it."""


@dataclass(frozen=True)
class Relaxed:
    """The weaker pattern.

    Attributes:
        pattern: for Hyperscan, over UTF-8 bytes, with its flags for dot-all and, where all of the
            original ignores case, caseless.
        caseless: whether letters are to match in both cases.
        before: characters from the start of the original's match to a reported end, at most.
        behind: from there to its end, with what it asks for behind itself. (`re` looks behind the
            place where it begins by itself.)
    """

    pattern: bytes
    caseless: bool
    before: int
    behind: int


def relax(pattern: str, flags: int) -> Relaxed:
    """The weaker pattern.

    Raises:
        UnrelaxedError: there is none worth having.
    """
    parsed = _parser.parse(pattern, flags)
    lowest, highest = parsed.getwidth()
    if highest > _UNBOUNDED or lowest == 0:
        raise UnrelaxedError
    relaxer = _Relaxer(flags, dot_all=_DOT_ALL.search(pattern) is not None)
    made, kept = relaxer.whole(list(parsed))
    before = int(_parser.SubPattern(parsed.state, kept).getwidth()[1]) if kept else highest + 1
    return Relaxed(made, relaxer.caseless, before, highest + UNSEEN)


def longest(pattern: str, flags: int) -> int:
    """Characters that a match and its look-arounds take at most: if many, more than texts have."""
    highest = int(_parser.parse(pattern, flags).getwidth()[1])
    return highest + UNSEEN if highest <= _UNBOUNDED else 1 << 40


_DOT_ALL = re.compile(r"\(\?[a-z]*s")

UNSEEN = 64
"""Characters beside a match that its look-arounds may ask for. Ours: the longest in the tables ask
for 48."""


class _Relaxer:
    """Walks the tree of one pattern."""

    def __init__(self, flags: int, *, dot_all: bool) -> None:
        self._groups: dict[int, Any] = {}
        self._dot = CharacterSet(ASCII, OTHERS) if dot_all else DOT
        self._cut_at = 0
        self.caseless = bool(flags & re.IGNORECASE)

    def whole(self, items: list[Any]) -> tuple[bytes, list[Any]]:
        """The pattern, with what its first and last look-arounds say of one character.

        And the items at whose end it is reported; none where that is behind all of them.
        """
        items = self._flat(items)
        before, behind = frozenset[int](), frozenset[int]()
        if items and items[0][0] is sre.ASSERT_NOT and items[0][1][0] < 0:
            before = self._not_beside(items[0][1][1])
        if items and items[-1][0] is sre.ASSERT_NOT and items[-1][1][0] > 0:
            behind = self._not_beside(items[-1][1][1])
        body = [item for item in items if item[0] not in {sre.ASSERT, sre.ASSERT_NOT, sre.AT}]
        # What ends a match for certain is worth asking for; else every character would end one.
        ends = behind and self._last(body) <= behind
        made = self._sequence(body) + beside(behind) if ends else self._least(body)
        if not made:
            raise UnrelaxedError
        return beside(before) + made, [] if ends else _shortened(body[: self._cut_at + 1])

    def _flat(self, items: list[Any]) -> list[Any]:
        """The items without a group around all of them."""
        while len(items) == 1 and items[0][0] is sre.SUBPATTERN:
            _, added, _, inside = items[0][1]
            self.caseless = self.caseless or bool(added & re.IGNORECASE)
            items = list(inside)
        return items

    def _last(self, items: Any) -> frozenset[int]:
        """ASCII characters that a match of the items may end with; all where that is not plain."""
        if not items:
            return ASCII
        kind, value = items[-1]
        found = self._set_of(items[-1])
        if found is not None:
            return ASCII if found.others else found.ascii
        if kind in _REPEATS:
            low, _, inside = value
            return self._last(inside) | (frozenset() if low else self._last(items[:-1]))
        if kind is sre.SUBPATTERN:
            return self._last(value[3])
        if kind is sre.BRANCH:
            return frozenset().union(*map(self._last, value[1]))
        return ASCII

    def _set_of(self, item: Any) -> CharacterSet | None:
        return character_set(item, self._dot)

    def _body(self, inside: Any) -> bytes:
        """What is repeated, as one item."""
        found = self._set_of(inside[0]) if len(inside) == 1 else None
        if found is not None:
            return found.many()
        made = self._sequence(inside)
        return b"(?:" + made + b")" if made else b""

    def _not_beside(self, items: Any) -> frozenset[int]:
        """ASCII characters that a look-around takes by itself: none of them is there."""
        branches = items[0][1][1] if len(items) == 1 and items[0][0] is sre.BRANCH else [items]
        taken: frozenset[int] = frozenset()
        for branch in branches:
            found = self._set_of(branch[0]) if len(branch) == 1 else None
            taken |= found.ascii if found else frozenset()
        if self.caseless:
            taken |= {ord(chr(code).swapcase()) for code in taken}
        return taken

    def _sequence(self, items: Any) -> bytes:
        return b"".join(map(self._item, items))

    def _item(self, item: Any) -> bytes:
        kind, value = item
        found = self._set_of(item)
        if found is not None:
            return found.single()
        if kind in _REPEATS:
            return self._repeat(*value)
        if kind is sre.SUBPATTERN:
            self._groups[value[0] or 0] = item
            return _opened(value) + self._sequence(value[3]) + b")"
        if kind is sre.ATOMIC_GROUP:
            return b"(?:" + self._sequence(value) + b")"
        if kind is sre.BRANCH:
            return b"(?:" + b"|".join(map(self._sequence, value[1])) + b")"
        if kind is sre.GROUPREF:  # what the group took, in the case in which it took it
            return b"(?i:" + self._item(self._groups[value]) + b")?"
        if kind is sre.GROUPREF_EXISTS:
            _, yes, no = value
            return b"(?:" + self._sequence(yes) + b"|" + self._sequence(no or []) + b")"
        if kind in {sre.ASSERT, sre.ASSERT_NOT, sre.AT}:
            return b""
        raise UnrelaxedError

    def _repeat(self, low: int, high: int, inside: Any) -> bytes:
        body = self._body(inside)
        if not body:
            return b""
        found = self._set_of(inside[0]) if len(inside) == 1 else None
        bytes_vary = found is not None and bool(found.others)
        if high == 1:
            return (found.single() if found else body) + (b"?" if low == 0 else b"")
        least = min(low, _MANY)
        if high <= _FEW and not bytes_vary:
            return body + b"{%d,%d}" % (least, high)
        if low == high <= _MANY and not bytes_vary:
            return body + b"{%d}" % low
        return body + b"{%d,}" % least

    def _least(self, items: Any) -> bytes:
        """What every match of the items begins with, cut off where it may already end."""
        items = list(items)
        while items:
            last = items.pop()
            cut = self._cut(last, items)
            if cut:
                self._cut_at = len(items)
                return cut
        return b""

    def _cut(self, last: Any, before: list[Any]) -> bytes:
        """The items `before`, and the least of a last one; nothing where that may be nothing."""
        kind, value = last
        head = self._sequence(before)
        if kind in _REPEATS:
            low, _, inside = value
            found = self._set_of(inside[0]) if len(inside) == 1 else None
            if low == 1 and found is not None:
                return head + found.single()
            if low and found is not None:  # in bytes: a character may have several
                return head + found.many() + b"{%d}" % min(low, _MANY)
            rest = self._least(inside) if low else b""
            if not rest:
                return b""
            more = self._body(inside) + b"{%d}" % min(low - 1, _MANY) if low > 1 else b""
            return head + more + b"(?:" + rest + b")"
        if kind is sre.SUBPATTERN:
            self._groups[value[0] or 0] = last
            least = self._least(value[3])
            return head + _opened(value) + least + b")" if least else b""
        if kind is sre.BRANCH:
            inner = [self._least(branch) for branch in value[1]]
        elif kind is sre.GROUPREF_EXISTS:
            inner = [self._least(value[1]), self._least(value[2] or [])]
        elif kind in {sre.GROUPREF, sre.ASSERT, sre.ASSERT_NOT, sre.AT}:
            return b""
        else:
            inner = [self._item(last)]
        return head + b"(?:" + b"|".join(inner) + b")" if all(inner) else b""


_REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}


def _shortened(items: list[Any]) -> list[Any]:
    """The items, a last repetition of one character no longer than it is cut to."""
    kind, value = items[-1]
    if kind in _REPEATS and len(value[2]) == 1 and value[2][0][0] in _SINGLE:
        low, _, inside = value
        least = min(low, _MANY)
        return [*items[:-1], (kind, (least, least, inside))]
    return items


_SINGLE = {sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN}


def _opened(group: Any) -> bytes:
    """How a group begins: letters in it may count in both cases, or in one only."""
    _, added, removed, _ = group
    if added & re.IGNORECASE:
        return b"(?i:"
    return b"(?-i:" if removed & re.IGNORECASE else b"(?:"
