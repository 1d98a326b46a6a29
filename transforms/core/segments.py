"""A segment: many small records in one immutable object, found by a hash of their key.

    magic | number of records | sum of the index | sorted hashes | starts | ends | records

Only the index is held in memory (`INDEXED` bytes a record); records lie in the order in which they
came, so that those that were written together are read together.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

MAGIC = b"gdr-seg1"
INDEXED = 16
"""Bytes of index a record: 8 of hash, 4 and 4 of place."""

HEAD = struct.Struct("<8sII")
_HASHES = np.dtype("<u8")
_PLACES = np.dtype("<u4")


def hashed(key: str) -> int:
    """Where a key stands in an index: 64 bits of its SHA-256."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "little")


def build(records: Mapping[str, bytes]) -> bytes:
    """The segment of records by key."""
    return join([hashed(key) for key in records], list(records.values()))


def join(hashes: Sequence[int], records: Sequence[bytes]) -> bytes:
    """The segment of records whose hashes are known, such as those of other segments."""
    of_each = np.array(hashes, dtype=_HASHES)
    order = np.argsort(of_each, kind="stable")
    ends = np.cumsum([len(record) for record in records], dtype=np.int64)
    if len(ends) and ends[-1] >= 1 << 32:
        raise ValueError("a segment holds less than 4 GiB")
    starts = ends - [len(record) for record in records]
    index = b"".join((
        of_each[order].tobytes(),
        starts[order].astype(_PLACES).tobytes(),
        ends[order].astype(_PLACES).tobytes(),
    ))  # fmt: skip
    return b"".join((HEAD.pack(MAGIC, len(records), zlib.crc32(index)), index, *records))


@dataclass(frozen=True)
class Index:
    """The index of one segment.

    Attributes:
        hashes: sorted.
        starts, ends: of each record, in the object.
    """

    hashes: npt.NDArray[np.uint64] = field(repr=False)
    starts: npt.NDArray[np.int64] = field(repr=False)
    ends: npt.NDArray[np.int64] = field(repr=False)

    def __len__(self) -> int:
        return len(self.hashes)

    def find(self, wanted: npt.NDArray[np.uint64]) -> list[tuple[int, int, int]]:
        """(number in `wanted`, start, end) of the records that may be those of the keys."""
        if not len(self.hashes):
            return []
        low = np.searchsorted(self.hashes, wanted, "left")
        high = np.searchsorted(self.hashes, wanted, "right")
        return [
            (int(number), int(self.starts[at]), int(self.ends[at]))
            for number in np.flatnonzero(high > low)
            for at in range(low[number], high[number])
        ]


def index_size(head: bytes) -> int:
    """Bytes of the index that follows the head.

    Raises:
        ValueError: it is no segment.
    """
    if len(head) < HEAD.size:
        raise ValueError("no segment")
    magic, count, _ = HEAD.unpack(head[: HEAD.size])
    if magic != MAGIC:
        raise ValueError("no segment")
    return int(count) * INDEXED


def read_index(head: bytes, index: bytes) -> Index:
    """The index, checked.

    Raises:
        ValueError: it is damaged.
    """
    _, count, total = HEAD.unpack(head[: HEAD.size])
    if len(index) != count * INDEXED or zlib.crc32(index) != total:
        raise ValueError("a damaged index")
    first = HEAD.size + count * INDEXED
    places = np.frombuffer(index, _PLACES, offset=count * 8).astype(np.int64) + first
    return Index(np.frombuffer(index, _HASHES, count), places[:count], places[count:])
