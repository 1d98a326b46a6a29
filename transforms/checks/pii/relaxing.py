"""A regular expression of ours as a simpler one for Hyperscan that matches wherever ours does.

Hyperscan has no look-around, back reference, condition or possessive repetition, scans bytes, and
tells only where a match may end. What it is given is therefore weaker on purpose: look-arounds go
(but for a class of characters at either end), repetitions lose their upper bounds, and what trails
behind the least that has to be there is cut off. For every match of the original, one of the weaker
pattern ends inside of it or one byte behind it; `Relaxed.reach` says how far around that end the
original can lie. `re` decides there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined] # typeshed has neither: the parser
from re import _parser  # type: ignore[attr-defined] # of `re` itself, so that both read the same
from typing import Any

_FEW = 4
"""Repetitions up to which an upper bound is kept: Hyperscan unrolls it."""
_MANY = 12
"""Repetitions from which on a lower bound says no more: it costs states, and 12 characters of a
token tell it from words as well as 40."""
_UNBOUNDED = 16384
"""Characters: patterns that can match more are not weakened but looked for by their anchors."""
_FOLLOWING = rb"\x80-\xbf"
"""Bytes of UTF-8 behind a character's first."""
_EXACTLY = 512
"""Characters beyond ASCII in a class up to which each is told apart."""

_CATEGORIES = {
    sre.CATEGORY_DIGIT: re.compile(r"\d", re.ASCII),
    sre.CATEGORY_NOT_DIGIT: re.compile(r"\D", re.ASCII),
    sre.CATEGORY_SPACE: re.compile(r"\s", re.ASCII),
    sre.CATEGORY_NOT_SPACE: re.compile(r"\S", re.ASCII),
    sre.CATEGORY_WORD: re.compile(r"\w", re.ASCII),
    sre.CATEGORY_NOT_WORD: re.compile(r"\W", re.ASCII),
}


class UnrelaxedError(Exception):
    """The pattern can match more than is sensible, or nothing is left of it."""


@dataclass(frozen=True)
class Relaxed:
    """The weaker pattern.

    Attributes:
        pattern: for Hyperscan, over UTF-8 bytes, with its flags for dot-all and, where the original
            ignores case, caseless.
        caseless: whether letters are to match in both cases.
        reach: characters before and behind a reported end between which the original's match lies,
            with what its look-arounds see.
    """

    pattern: bytes
    caseless: bool
    reach: int


Range = tuple[int, int]
_OTHERS: tuple[Range, ...] = ((128, 0x10FFFF),)


@dataclass(frozen=True)
class _Set:
    """Characters: which ASCII ones, and ranges of code points beyond, both ends inclusive."""

    ascii: frozenset[int]
    others: tuple[Range, ...] = ()

    def single(self) -> bytes:
        """One such character."""
        if not self.others:
            return self.ranges()
        ways = [self.ranges()] if self.ascii else []
        return b"(?:" + b"|".join([*ways, *self._encoded()]) + b")"

    def many(self) -> bytes:
        """Some of the bytes that such characters have."""
        return self.ranges(self._leads() + _FOLLOWING if self.others else b"")

    def ranges(self, more: bytes = b"") -> bytes:
        """The ASCII characters as a class, with more of its inside."""
        return b"[" + b"".join(rb"\x%02x" % code for code in sorted(self.ascii)) + more + b"]"

    def _leads(self) -> bytes:
        """First bytes in UTF-8, as the inside of a class."""
        ends = [(_utf8(low)[0], _utf8(high)[0]) for low, high in self.others]
        return b"".join(rb"\x%02x-\x%02x" % pair for pair in ends)

    def _encoded(self) -> list[bytes]:
        """The other characters in UTF-8: exactly, if they are few."""
        if sum(high - low + 1 for low, high in self.others) > _EXACTLY:
            return [b"[" + self._leads() + b"][" + _FOLLOWING + b"]{1,3}"]
        lasts: dict[bytes, set[int]] = {}
        for low, high in self.others:
            for code in range(low, high + 1):
                lasts.setdefault(_utf8(code)[:-1], set()).add(_utf8(code)[-1])
        return [_quoted(head) + _quoted_class(lasts[head]) for head in sorted(lasts)]

    def complement(self) -> _Set:
        """At least all that are not in it: of other characters nothing is known."""
        return _Set(frozenset(range(128)) - self.ascii, _OTHERS)


def _utf8(code: int) -> bytes:
    return chr(code).encode("utf-8", "surrogatepass")


def _quoted(data: bytes) -> bytes:
    return b"".join(rb"\x%02x" % byte for byte in data)


def _quoted_class(data: Iterable[int]) -> bytes:
    return b"[" + b"".join(rb"\x%02x" % byte for byte in sorted(data)) + b"]"


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
    made = relaxer.whole(list(parsed))
    return Relaxed(made, relaxer.caseless, highest + UNSEEN)


_DOT_ALL = re.compile(r"\(\?[a-z]*s")

UNSEEN = 64
"""Characters beside a match that its look-arounds may ask for. Ours: the longest in the tables ask
for 48."""


class _Relaxer:
    """Walks the tree of one pattern."""

    def __init__(self, flags: int, *, dot_all: bool) -> None:
        self._groups: dict[int, list[Any]] = {}
        self._dot = _Set(frozenset(range(128)) - (set() if dot_all else {10}), _OTHERS)
        self.caseless = bool(flags & re.IGNORECASE)

    def whole(self, items: list[Any]) -> bytes:
        """The pattern, with what its first and last look-arounds say of one character."""
        items = _flat(items)
        left = right = b""
        if items and items[0][0] is sre.ASSERT_NOT and items[0][1][0] < 0:
            left = self._not_beside(items[0][1][1])
        if items and items[-1][0] is sre.ASSERT_NOT and items[-1][1][0] > 0:
            right = self._not_beside(items[-1][1][1])
        body = [item for item in items if item[0] not in {sre.ASSERT, sre.ASSERT_NOT, sre.AT}]
        made = self._sequence(body) if right else self._least(body)
        if not made:
            raise UnrelaxedError
        return left + made + right

    def _set_of(self, item: Any) -> _Set | None:
        """The characters that a one-character item takes; None for any other item."""
        kind, value = item
        if kind is sre.LITERAL:
            return _Set(frozenset({value})) if value < 128 else _Set(frozenset(), ((value, value),))
        if kind is sre.NOT_LITERAL:
            return _Set(frozenset(range(128)) - {value}, _OTHERS)
        if kind is sre.ANY:
            return self._dot
        return _in(value) if kind is sre.IN else None

    def _body(self, inside: Any) -> bytes:
        """What is repeated, as one item."""
        found = self._set_of(inside[0]) if len(inside) == 1 else None
        if found is not None:
            return found.many()
        made = self._sequence(inside)
        return b"(?:" + made + b")" if made else b""

    def _not_beside(self, items: Any) -> bytes:
        """A character that none of the one-character alternatives of a look-around takes."""
        branches = items[0][1][1] if len(items) == 1 and items[0][0] is sre.BRANCH else [items]
        taken: frozenset[int] = frozenset()
        for branch in branches:
            found = self._set_of(branch[0]) if len(branch) == 1 else None
            taken |= found.ascii if found else frozenset()
        if self.caseless:
            taken |= {ord(chr(code).swapcase()) for code in taken}
        return _Set(taken).complement().many() if taken else b""

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
            number, added, _, inside = value
            self.caseless = self.caseless or bool(added & re.IGNORECASE)
            self._groups[number or 0] = inside
            return b"(?:" + self._sequence(inside) + b")"
        if kind is sre.ATOMIC_GROUP:
            return b"(?:" + self._sequence(value) + b")"
        if kind is sre.BRANCH:
            return b"(?:" + b"|".join(map(self._sequence, value[1])) + b")"
        if kind is sre.GROUPREF:
            return b"(?:" + self._sequence(self._groups[value]) + b")?"
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
                return cut
        return b""

    def _cut(self, last: Any, before: list[Any]) -> bytes:
        """The items `before`, and the least of a last one; nothing where that may be nothing."""
        kind, value = last
        head = self._sequence(before)
        if kind in _REPEATS:
            low, _, inside = value
            rest = self._least(inside) if low else b""
            if not rest:
                return b""
            more = self._body(inside) + b"{%d}" % min(low - 1, _MANY) if low > 1 else b""
            return head + more + b"(?:" + rest + b")"
        if kind is sre.SUBPATTERN:
            number, added, _, inside = value
            self.caseless = self.caseless or bool(added & re.IGNORECASE)
            self._groups[number or 0] = inside
            inner = [self._least(inside)]
        elif kind is sre.BRANCH:
            inner = [self._least(branch) for branch in value[1]]
        elif kind is sre.GROUPREF_EXISTS:
            inner = [self._least(value[1]), self._least(value[2] or [])]
        elif kind in {sre.GROUPREF, sre.ASSERT, sre.ASSERT_NOT, sre.AT}:
            return b""
        else:
            inner = [self._item(last)]
        return head + b"(?:" + b"|".join(inner) + b")" if all(inner) else b""


_REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}


def _flat(items: list[Any]) -> list[Any]:
    """The items without a group around all of them."""
    while len(items) == 1 and items[0][0] is sre.SUBPATTERN:
        items = list(items[0][1][3])
    return items


def _in(items: Any) -> _Set:
    negated = items[0][0] is sre.NEGATE
    taken: set[int] = set()
    others: list[Range] = []
    for kind, value in items[1:] if negated else items:
        if kind is sre.CATEGORY:
            taken |= {code for code in range(128) if _CATEGORIES[value].match(chr(code))}
            others += _OTHERS if value in _NEGATIVE else ()
            continue
        low, high = value if kind is sre.RANGE else (value, value)
        taken |= set(range(low, min(high, 127) + 1))
        if high > 127:
            others.append((max(low, 128), high))
    if negated:
        return _Set(frozenset(range(128)) - taken, _OTHERS)
    return _Set(frozenset(taken), tuple(others))


_NEGATIVE = {sre.CATEGORY_NOT_DIGIT, sre.CATEGORY_NOT_SPACE, sre.CATEGORY_NOT_WORD}
