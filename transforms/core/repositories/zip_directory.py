"""The directory of a zip archive, read entry by entry, and the records that a writer needs.

Source: PKWARE's APPNOTE.TXT 6.3.10; numbers of sections in brackets. Own code, because `zipfile`
    builds an object for every entry at once and believes where entries say they lie.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from transforms.core.errors import SampleError
from transforms.core.repositories.members import read_fully

LOCAL = struct.Struct("<4s5H3I2H")  # [4.3.7]
CENTRAL = struct.Struct("<4s6H3I5H2I")  # [4.3.12]
_END = struct.Struct("<4s4H2IH")  # [4.3.16]
_END64 = struct.Struct("<4sQ2H2I4Q")  # [4.3.14]
_LOCATOR64 = struct.Struct("<4sIQI")  # [4.3.15]
LOCAL_SIGN, CENTRAL_SIGN = b"PK\3\4", b"PK\1\2"
_END_SIGN, _END64_SIGN, _LOCATOR64_SIGN = b"PK\5\6", b"PK\6\6", b"PK\6\7"

MAX32 = 0xFFFFFFFF
MAX16 = 0xFFFF
_ZIP64_EXTRA = 1  # [4.5.3]


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One entry of the directory; `offset` is where its local header stands in the file."""

    raw: bytes
    made_by: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    stored: int
    size: int
    external: int
    offset: int


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the directory stands: from `start` to `end`; `shift` bytes precede the archive."""

    start: int
    end: int
    entries: int
    shift: int
    wide: bool


def find_directory(stream: BinaryIO) -> Directory:
    """The directory that the record at the archive's end names [4.3.16], or zip64's [4.3.14].

    Raises:
        SampleError: `truncated`, there is no such record; `corrupt`, it contradicts the file.
    """
    size = stream.seek(0, 2)
    tail_at = max(size - _END.size - MAX16, 0)
    stream.seek(tail_at)
    tail = read_fully(stream, _END.size + MAX16)
    at = tail.rfind(_END_SIGN)
    if at < 0 or len(tail) - at < _END.size:
        stream.seek(0)
        whole_start = read_fully(stream, 4) == LOCAL_SIGN
        raise SampleError("read", "truncated" if whole_start else "corrupt")
    _, disk, first, here, entries, length, offset, _ = _END.unpack_from(tail, at)
    end = tail_at + at
    wide = False
    locator = _read_at(stream, end - _LOCATOR64.size, _LOCATOR64)
    if locator is not None and locator[0] == _LOCATOR64_SIGN:
        # Right before its locator, as every writer has it: the offset in there misses what was put
        # before the archive.
        end -= _LOCATOR64.size + _END64.size
        end64 = _read_at(stream, end, _END64)
        if end64 is None or end64[0] != _END64_SIGN:
            raise SampleError("read", "corrupt")
        disk, first, here, entries, length, offset = end64[4:10]
        wide = True
    shift = end - length - offset
    if disk or first or here != entries or shift < 0:
        raise SampleError("read", "corrupt")
    return Directory(end - length, end, entries, shift, wide)


def _read_at(stream: BinaryIO, at: int, record: struct.Struct) -> tuple[Any, ...] | None:
    if at < 0:
        return None
    stream.seek(at)
    data = read_fully(stream, record.size)
    return record.unpack(data) if len(data) == record.size else None


def read_entries(stream: BinaryIO, directory: Directory) -> Iterator[Entry]:
    """The entries in order; the stream is the caller's to leave alone meanwhile.

    Raises:
        SampleError: `corrupt`, the next is none, or there were fewer or more than the end record
            says.
    """
    stream.seek(directory.start)
    at = directory.start
    count = 0
    while at < directory.end:
        head = read_fully(stream, CENTRAL.size)
        if len(head) < CENTRAL.size or not head.startswith(CENTRAL_SIGN):
            raise SampleError("read", "corrupt")
        fields = CENTRAL.unpack(head)
        name, extra, comment = fields[10:13]
        rest = read_fully(stream, name + extra + comment)
        at += len(head) + len(rest)
        if len(rest) < name + extra + comment or at > directory.end:
            raise SampleError("read", "corrupt")
        count += 1
        yield _entry(fields, rest[:name], rest[name : name + extra], directory.shift)
    # The narrow record counts modulo 65536 where a writer put in more than it can tell.
    if count != directory.entries and (directory.wide or count % 65536 != directory.entries):
        raise SampleError("read", "corrupt")


def _entry(fields: tuple[Any, ...], raw: bytes, extra: bytes, shift: int) -> Entry:
    _, made_by, _, flags, method, time, date, crc, stored, size = fields[:10]
    external, offset = fields[15:17]
    size, stored, offset = _widened(extra, size, stored, offset)
    return Entry(
        raw, made_by, flags, method, time, date, crc, stored, size, external, offset + shift
    )


def _widened(extra: bytes, *narrow: int) -> list[int]:
    """The numbers, those that the entry leaves open taken from its zip64 extra field."""
    values = list(narrow)
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == _ZIP64_EXTRA:
            field = extra[at + 4 : at + 4 + length]
            for number, value in enumerate(values):
                if value == MAX32:
                    if len(field) < 8:
                        raise SampleError("read", "corrupt")
                    values[number] = int.from_bytes(field[:8], "little")
                    field = field[8:]
            break
        at += 4 + length
    return values


def end_records(start: int, length: int, entries: int) -> bytes:
    """What stands behind a directory of `length` bytes at `start`: zip64's and the end record."""
    records = b""
    if entries >= MAX16 or start >= MAX32 or length >= MAX32:
        records = _END64.pack(
            _END64_SIGN, _END64.size - 12, 45, 45, 0, 0, entries, entries, length, start
        )
        records += _LOCATOR64.pack(_LOCATOR64_SIGN, 0, start + length, 1)
    count = min(entries, MAX16)
    return records + _END.pack(
        _END_SIGN, 0, 0, count, count, min(length, MAX32), min(start, MAX32), 0
    )
