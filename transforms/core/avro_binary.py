"""Avro records in their binary encoding: what is found in one, and how to put other texts there.

Nothing is decoded to objects, so nothing is lost: logical types, unions, enums, fixed, the blocks
of arrays. `transforms.core.avro_walker` finds spans, `spliced` copies a record with other texts.

Source: Apache Avro 1.12 specification, "Binary Encoding".
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

_VARINT_BYTES = 10  # of 64 bits


class DamagedError(ValueError):
    """The bytes are no record of the schema; `args[0]` is "corrupt" or "too_deep"."""


@dataclass(slots=True)
class Found:
    """What is in one record; all places are byte offsets in the data that was walked.

    Attributes:
        texts: (start of the length, start, end) of each text, in order.
        others: (column, start, end) of each string that travels untouched.
        id: the sample's name: a number, or the span of a string.
        entity: whom its dates are about, as `id`.
        drops: spans that go.
        sized: (start of the size, start, end) of the blocks of arrays and maps that give their
            bytes.
        defect: why the record is no sample.
    """

    texts: list[tuple[int, int, int]] = field(default_factory=list)
    others: list[tuple[str, int, int]] = field(default_factory=list)
    id: int | tuple[int, int] | None = None
    entity: int | tuple[int, int] | None = None
    drops: list[tuple[int, int]] = field(default_factory=list)
    sized: list[tuple[int, int, int]] = field(default_factory=list)
    defect: str = ""
    depth: int = 0


def read_long(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at`, a zigzag varint, and where it ends."""
    value = shift = 0
    for place in range(at, min(at + _VARINT_BYTES, len(data))):
        byte = data[place]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return (value >> 1) ^ -(value & 1), place + 1
        shift += 7
    raise DamagedError("corrupt")


def long_bytes(value: int) -> bytes:
    """The number as a zigzag varint."""
    rest = value << 1 if value >= 0 else ~(value << 1)
    made = bytearray()
    while rest >= 0x80:
        made.append(rest & 0x7F | 0x80)
        rest >>= 7
    made.append(rest)
    return bytes(made)


def spliced(data: bytes, start: int, end: int, found: Found, texts: Sequence[str] | None) -> bytes:
    """The record from `start` to `end` with other texts (None: the same), without what is dropped.

    A lone surrogate in a text becomes a question mark.
    """
    edits = [(first, last, b"") for first, last in found.drops]
    if texts is not None:
        for (prefix, first, last), text in zip(found.texts, texts, strict=True):
            new = text.encode("utf-8", "replace")
            if new != data[first:last]:
                edits.append((prefix, last, long_bytes(len(new)) + new))
    edits.sort()
    edits += _resized(data, found.sized, edits)
    made = bytearray()
    for first, last, new in sorted(edits):
        made += data[start:first] + new
        start = last
    return bytes(made + data[start:end])


_Edit = tuple[int, int, bytes]  # start and end in the record, what comes there


def _resized(data: bytes, sized: Sequence[tuple[int, int, int]], edits: list[_Edit]) -> list[_Edit]:
    """The edits of sizes that `edits` (ordered) call for; in `sized` inner blocks come first."""
    starts = [first for first, _, _ in edits]
    growths = (len(new) - (last - first) for first, last, new in edits)
    sums = list(itertools.accumulate(growths, initial=0))
    made: list[_Edit] = []
    waiting: list[tuple[int, int]] = []  # blocks in none yet: start, growth of all sizes in them
    for size_at, first, last in sized:
        growth = sums[bisect_left(starts, last)] - sums[bisect_left(starts, first)]
        inner = 0
        while waiting and waiting[-1][0] >= first:
            inner += waiting.pop()[1]
        growth += inner
        if growth:
            size, behind = read_long(data, size_at)
            new = long_bytes(size + growth)
            made.append((size_at, behind, new))
            inner += len(new) - (behind - size_at)
        waiting.append((size_at, inner))
    return made
