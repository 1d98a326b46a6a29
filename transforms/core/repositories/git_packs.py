"""One pack of a git repository: objects by id, deltas resolved within bounds.

Own reading, because dulwich's believes what an index says and unpacks objects of any size. Source:
git's gitformat-pack(5). Files are mapped where they can be: their pages are not our memory.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, cast

from dulwich.pack import apply_delta

from transforms.core.errors import SampleError
from transforms.core.repositories.members import read_fully

TYPES = {1: b"commit", 2: b"tree", 3: b"blob", 4: b"tag"}
_OFS_DELTA, _REF_DELTA = 6, 7
# git makes chains of 50 (pack.depth), once 250 for `gc --aggressive`; longer ones only cost time.
_MAX_CHAIN = 250

_INDEX_2 = b"\377tOc\0\0\0\2"
_FAN = struct.Struct(">256I")
_ID = 20


class GitObject(NamedTuple):
    """An object: its type (blob, tree, commit, tag) and content."""

    type: bytes
    content: bytes


class Packed(NamedTuple):
    """The head of an object in a pack.

    Attributes:
        type: its type's number.
        size: bytes when inflated; of the delta where it is one.
        base: offset of the object that it is a delta of, 0 for none.
        data: offset of its own bytes.
    """

    type: int
    size: int
    base: int
    data: int


def inflated(stream: BinaryIO, size: int) -> bytes:
    """The zlib stream that begins here: exactly `size` bytes, or `ValueError`."""
    inflater = zlib.decompressobj()
    content = bytearray()
    while not inflater.eof and len(content) <= size:
        stored = inflater.unconsumed_tail or stream.read(1 << 16)
        if not stored:
            break
        content += inflater.decompress(stored, size + 1 - len(content))
    if len(content) != size:
        raise ValueError
    return bytes(content)


def mapped(stream: BinaryIO) -> BinaryIO:
    """The file mapped into memory, or the stream itself where that cannot be."""
    try:
        return cast(BinaryIO, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):  # no file of this machine, or an empty one
        return stream


class PackIndex:
    """Where a pack's objects stand, from an index of version 1 or 2.

    Raises:
        struct.error: the file is too short to be one.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._is_2 = read_fully(stream, 8) == _INDEX_2
        self._names = (8 if self._is_2 else 0) + _FAN.size
        stream.seek(self._names - _FAN.size)
        self._fan = _FAN.unpack(read_fully(stream, _FAN.size))

    def offset(self, oid: bytes) -> int | None:
        """The object's offset in the pack, None when the index does not name it."""
        low = self._fan[oid[0] - 1] if oid[0] else 0
        high = self._fan[oid[0]]
        while low < high:
            middle = (low + high) // 2
            found = self._name(middle)
            if found == oid:
                return self._offset(middle)
            low, high = (middle + 1, high) if found < oid else (low, middle)
        return None

    def _name(self, number: int) -> bytes:
        each, skipped = (_ID, 0) if self._is_2 else (4 + _ID, 4)
        return self._at(self._names + number * each + skipped, _ID)

    def _offset(self, number: int) -> int:
        if not self._is_2:
            return int.from_bytes(self._at(self._names + number * (4 + _ID), 4))
        count = self._fan[-1]
        offsets = self._names + count * (_ID + 4)
        offset = int.from_bytes(self._at(offsets + number * 4, 4))
        if offset < 1 << 31:
            return offset
        return int.from_bytes(self._at(offsets + count * 4 + (offset - (1 << 31)) * 8, 8))

    def _at(self, place: int, size: int) -> bytes:
        self._stream.seek(place)
        return self._stream.read(size)


@dataclass(repr=False)
class Pack:
    """A pack of `length` bytes and its index."""

    index: PackIndex
    stream: BinaryIO
    length: int

    def size(self, offset: int) -> int:
        """Bytes of the object there, its deltas applied, as declared."""
        packed = self._head(offset)
        return self._target_size(packed) if packed.base else packed.size

    def read(self, offset: int, most: int) -> GitObject:
        """The object there; `too_large` when it or what it is made of is over `most` bytes."""
        chain = [self._head(offset)]
        while chain[-1].base:
            if len(chain) > _MAX_CHAIN:
                raise ValueError
            if self._target_size(chain[-1]) > most:
                raise SampleError("read", "too_large")
            chain.append(self._head(chain[-1].base))
        if any(packed.size > most for packed in chain):
            raise SampleError("read", "too_large")
        base = chain.pop()
        content = self._content(base)
        for packed in reversed(chain):
            content = b"".join(apply_delta(content, self._content(packed)))
        return GitObject(TYPES[base.type], content)

    def _content(self, packed: Packed) -> bytes:
        self.stream.seek(packed.data)
        return inflated(self.stream, packed.size)

    def _head(self, offset: int) -> Packed:
        if not 0 < offset < self.length:
            raise ValueError
        self.stream.seek(offset)
        head = read_fully(self.stream, 64)
        kind = head[0] >> 4 & 7
        size, at, shift = head[0] & 15, 1, 4
        while head[at - 1] & 0x80:
            size |= (head[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
        base = 0
        if kind == _OFS_DELTA:
            back = head[at] & 0x7F
            while head[at] & 0x80:
                at += 1
                back = (back + 1) << 7 | head[at] & 0x7F
            at += 1
            base = offset - back
        elif kind == _REF_DELTA:
            base = self.index.offset(head[at : at + _ID]) or 0
            at += _ID
        if kind not in TYPES and base <= 0:
            raise ValueError
        return Packed(kind, size, base, offset + at)

    def _target_size(self, packed: Packed) -> int:
        """The second of the two sizes that a delta begins with: that of what it makes."""
        self.stream.seek(packed.data)
        delta = zlib.decompressobj().decompress(self.stream.read(256), 32)
        at = 0
        while delta[at] & 0x80:
            at += 1
        size, shift = 0, 0
        for byte in delta[at + 1 :]:
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return size
        raise ValueError
