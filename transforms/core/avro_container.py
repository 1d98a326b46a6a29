"""Avro object container files: header and blocks.

Source: Apache Avro 1.12 specification, "Object Container Files".
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from transforms.core.avro_binary import DamagedError, long_bytes, read_long
from transforms.core.avro_codecs import CODECS, compress
from transforms.core.errors import SampleError

MAGIC = b"Obj\x01"
SYNC_BYTES = 16

_SCHEMA = b"avro.schema"
_CODEC = b"avro.codec"
_CHUNK = 1 << 16
_HEADER_BYTES = 64 << 20  # more is no header
_VARINT_BYTES = 10


@dataclass(frozen=True)
class Header:
    """Everything before the first block.

    Attributes:
        raw: its bytes, the sync marker at the end.
        metadata: as in the file, in order.
    """

    raw: bytes
    metadata: dict[bytes, bytes]

    @property
    def sync(self) -> bytes:
        """What ends each block."""
        return self.raw[-SYNC_BYTES:]

    @property
    def schema(self) -> bytes:
        """The schema in JSON."""
        return self.metadata.get(_SCHEMA, b"")

    @property
    def codec(self) -> str:
        """The name of the codec."""
        return self.metadata.get(_CODEC, b"null").decode("ascii", "replace")

    def with_schema(self, schema: bytes) -> bytes:
        """The bytes of a header that differs in the schema."""
        made = bytearray(MAGIC + long_bytes(len(self.metadata)))
        for key, value in {**self.metadata, _SCHEMA: schema}.items():
            made += long_bytes(len(key)) + key + long_bytes(len(value)) + value
        return bytes(made) + b"\0" + self.sync


@dataclass(frozen=True, slots=True)
class AvroBlock:
    """A block as its head tells; or, with a `defect`, a stretch of the file that is none.

    Attributes:
        start: first byte of its head.
        count: its records.
        data: first byte of what they are stored in.
        size: bytes of that.
        end: behind the sync marker.
        defect: "truncated" or "corrupt".
    """

    start: int
    count: int
    data: int
    size: int
    end: int
    defect: str = ""


class Cursor:
    """A stream read forward in large pieces, with long jumps."""

    def __init__(self, stream: BinaryIO, at: int = 0) -> None:
        self._stream = stream
        self.size = stream.seek(0, io.SEEK_END)
        self._buffer = b""
        self._from = self.at = at
        stream.seek(at)

    def seek(self, at: int) -> None:
        """Goes to a byte."""
        self.at = at
        if not self._from <= at <= self._from + len(self._buffer):
            self._buffer, self._from = b"", at
            self._stream.seek(at)

    def take(self, size: int) -> bytes:
        """The next bytes, fewer only at the end of the file."""
        start = self.at - self._from
        while len(self._buffer) - start < size:
            more = self._stream.read(max(_CHUNK, size))
            if not more:
                break
            self._buffer = self._buffer[start:] + more
            self._from, start = self.at, 0
        taken = self._buffer[start : start + size]
        self.at += len(taken)
        return taken

    def long(self) -> int:
        """The next number; `DamagedError` where there is none."""
        start = self.at
        value, used = read_long(self.take(_VARINT_BYTES), 0)
        self.seek(start + used)
        return value

    def find(self, marker: bytes, start: int) -> int:
        """Where `marker` next ends, from `start` on; -1 for nowhere."""
        self.seek(start)
        tail = b""
        while piece := self.take(_CHUNK):
            place = (tail + piece).find(marker)
            if place >= 0:
                return self.at - len(piece) - len(tail) + place + len(marker)
            tail = (tail + piece)[1 - len(marker) :]
        return -1


def read_header(cursor: Cursor) -> Header:
    """The header of the file, with the cursor behind it.

    Raises:
        SampleError: there is none: `truncated` or `corrupt`.
    """
    if cursor.take(len(MAGIC)) != MAGIC:
        raise SampleError("read", "corrupt" if cursor.size >= len(MAGIC) else "truncated")
    try:
        metadata = dict(_metadata(cursor))
    except DamagedError as error:
        ended = cursor.at >= cursor.size
        raise SampleError("read", "truncated" if ended else str(error.args[0])) from None
    end = cursor.at + SYNC_BYTES
    cursor.seek(0)
    raw = cursor.take(end)
    if len(raw) < end:
        raise SampleError("read", "truncated")
    header = Header(raw, metadata)
    if header.codec not in CODECS:
        raise SampleError("read", "unsupported_codec")
    return header


def _metadata(cursor: Cursor) -> Iterator[tuple[bytes, bytes]]:
    while count := cursor.long():
        if count < 0:
            cursor.long()
        for _ in range(abs(count)):
            yield _bytes(cursor), _bytes(cursor)


def _bytes(cursor: Cursor) -> bytes:
    size = cursor.long()
    if size < 0 or cursor.at + size > _HEADER_BYTES:
        raise DamagedError("corrupt")
    if cursor.at + size > cursor.size:
        raise DamagedError("truncated")
    return cursor.take(size)


def blocks(cursor: Cursor, sync: bytes, start: int) -> Iterator[AvroBlock]:
    """The blocks from byte `start` on; their data is skipped, their sync marker checked.

    After damage it goes on behind the next sync marker: that is what they are for.
    """
    while start < cursor.size:
        block = _block(cursor, sync, start)
        if block.defect:
            behind = cursor.find(sync, start)
            reason = "truncated" if behind < 0 else "corrupt"
            end = cursor.size if behind < 0 else behind
            block = AvroBlock(start, 1, start, 0, end, reason)
        yield block
        start = block.end


def _block(cursor: Cursor, sync: bytes, start: int) -> AvroBlock:
    bad = AvroBlock(start, 1, start, 0, start, "corrupt")
    cursor.seek(start)
    try:
        count, size = cursor.long(), cursor.long()
    except DamagedError:
        return bad
    data = cursor.at
    end = data + size + SYNC_BYTES
    if count < 0 or size < 0 or end > cursor.size:
        return bad
    cursor.seek(data + size)
    return AvroBlock(start, count, data, size, end) if cursor.take(SYNC_BYTES) == sync else bad


def block_bytes(count: int, records: bytes, codec: str, sync: bytes) -> bytes:
    """A block of `count` records."""
    data = compress(codec, records)
    return long_bytes(count) + long_bytes(len(data)) + data + sync
