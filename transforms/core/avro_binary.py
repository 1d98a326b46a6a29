"""Avro records in their binary encoding: where their strings are, and how to put others there.

Nothing is decoded to objects, so nothing is lost: logical types, unions, enums, fixed, the blocks of arrays. A `Walker` is
made once for a schema and gives for one record where it ends, the spans of its strings and of what is dropped;
`spliced` copies a record with other texts.

Source: Apache Avro 1.12 specification, "Binary Encoding".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from transforms.core import avro_schema
from transforms.core.avro_schema import Dropped, Type
from transforms.core.fields import ITEMS, VALUES, FieldOptions, column

MAX_DEPTH = 150
"""Records inside records; three Python frames each, of the 1000 that Python grants."""

_VARINT_BYTES = 10  # of 64 bits

Steps = tuple[str, ...]


class DamagedError(ValueError):
    """The bytes are no record of the schema; `args[0]` is "corrupt" or "too_deep"."""


@dataclass(slots=True)
class Found:
    """What is in one record; all places are byte offsets in the data that was walked.

    Attributes:
        texts: (start of the length, start, end) of each text, in order.
        others: (column, start, end) of each string that travels untouched.
        id: the sample's name: a number, or the span of a string.
        drops: spans that go.
        sized: (start of the size, start, end) of the blocks of arrays and maps that give their bytes.
        defect: why the record is no sample.
    """

    texts: list[tuple[int, int, int]] = field(default_factory=list)
    others: list[tuple[str, int, int]] = field(default_factory=list)
    id: int | tuple[int, int] | None = None
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


def spliced(
    data: bytes, start: int, end: int, found: Found, texts: Sequence[str] | None
) -> bytes:
    """The record at `start` to `end` with `texts` for its texts (None: as they are), without what is dropped.

    A lone surrogate in a text becomes a question mark.
    """
    edits = [(first, last, b"") for first, last in found.drops]
    if texts is not None:
        for (prefix, first, last), text in zip(found.texts, texts, strict=True):
            new = text.encode("utf-8", "replace")
            if new != data[first:last]:
                edits.append((prefix, last, long_bytes(len(new)) + new))
    for size_at, first, last in reversed(found.sized):  # inner blocks were noted before outer ones
        ...
    return b""


class Place(Protocol):
    """A type at its place in the schema."""

    def read(self, data: bytes, at: int, found: Found) -> int:
        """Notes what is in the value at `at`; returns where it ends."""
        ...


class Walker:
    """Walks records of one schema."""

    def __init__(self, root: Type, fields: FieldOptions) -> None:
        """Resolves the paths of `fields` in the schema."""
        self.defect = ""
        self.dropped = avro_schema.dropped(root, fields.drop_steps)
        for steps in fields.text_steps:
            met = set(avro_schema.reached(root, steps))
            if "string" not in met and met != {"null"}:
                missing = "text_not_string" not in met
                found = "text_field_missing" if missing else "text_not_string"
                self.defect = min(filter(None, (self.defect, found)))
        paths = [("text", steps) for steps in fields.text_steps]
        if fields.id:
            paths.append(("id", fields.id_steps))
        self._root = ...

    def walk(self, data: bytes, at: int) -> tuple[int, Found]:
        """Where the record that begins at `at` ends, and what is in it.

        Raises:
            DamagedError: it has no end, or is no record of the schema.
        """
        ...
