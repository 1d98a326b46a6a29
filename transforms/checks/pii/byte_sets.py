"""Classes of characters as bytes of UTF-8, for an engine that knows bytes only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_EXACTLY = 4096
"""Characters beyond ASCII in a class up to which each is told apart."""
Range = tuple[int, int]
_FOLLOWING = rb"\x80-\xbf"
"""Bytes of UTF-8 behind a character's first."""
ASCII = frozenset(range(128))
OTHERS: tuple[Range, ...] = ((128, 0x10FFFF),)


@dataclass(frozen=True)
class CharacterSet:
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


def beside(taken: frozenset[int]) -> bytes:
    """A character that is none of these; nothing where there are none."""
    return CharacterSet(ASCII - taken, OTHERS).many() if taken else b""


def _utf8(code: int) -> bytes:
    return chr(code).encode("utf-8", "surrogatepass")


def _quoted(data: bytes) -> bytes:
    return b"".join(rb"\x%02x" % byte for byte in data)


def _quoted_class(data: Iterable[int]) -> bytes:
    return b"[" + b"".join(rb"\x%02x" % byte for byte in sorted(data)) + b"]"
