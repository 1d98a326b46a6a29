"""Cuts delimited text into blocks of records with Python's csv module: what the reader is held to.

It follows the rules of `transforms.core.csv_records`. What a bad line costs is bounded: the lines
behind it are looked at again, up to `RESCANNED_BYTES` in a shard; after that the lines that an open
quote has swallowed are given up together, as a position with the defect `bad_quotes` that counts
them.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from transforms.core.csv_records import Dialect
from transforms.core.errors import SampleError
from transforms.core.lines import is_blank
from transforms.core.records import BlockLimits, Position

RESCANNED_BYTES = 64 << 20  # a second's work: enough for thousands of stray quotes

_CHUNK_BYTES = 1 << 20


def cut(stream: BinaryIO, start: int, dialect: Dialect, limits: BlockLimits) -> Iterator[Position]:
    """The positions of what follows in `stream`, which stands at byte `start`."""
    # The csv module's own bound is the process's and too low for long texts; it only ever grows.
    csv.field_size_limit(max(csv.field_size_limit(), limits.sample_bytes + 1))
    packer = _Packer(limits, start)
    for row in _Cutter(_Supply(stream, limits.sample_bytes), dialect, limits.sample_bytes).rows():
        yield from packer.add(row)
    yield from packer.flush()


class _Row(NamedTuple):
    """A record, an empty line, or a place that cannot be read; how many bytes and samples it is."""

    size: int
    samples: int
    defect: str = ""


class _TooLongError(Exception):
    """The record under way is longer than a sample may be."""


class _Supply:
    """The lines of a stream, each with its newline; of one that is too long only the size."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream, self._most = stream, most
        self._queue: deque[bytes | int] = deque()
        self._tail = bytearray()
        self._skipped = 0  # bytes of a line that is too long, not kept
        self._ended = False
        self.damage = ""

    def next(self) -> bytes | int | None:
        """The next line, or its size, or None at the end."""
        while not self._queue and not self._ended:
            self._fill()
        return self._queue.popleft() if self._queue else None

    def give_back(self, items: list[bytes | int]) -> None:
        """Puts lines back in front."""
        self._queue.extendleft(reversed(items))

    @property
    def rest(self) -> int:
        """Bytes of the line that a damage cut off."""
        return self._skipped + len(self._tail) if self.damage else 0

    def _fill(self) -> None:
        try:
            chunk = self._stream.read(_CHUNK_BYTES)
        except SampleError as damage:
            self.damage, self._ended = damage.reason, True
            return
        if not chunk:
            self._ended = True
            if self._tail or self._skipped:
                self._finish(b"")
            return
        *whole, rest = chunk.split(b"\n")
        for line in whole:
            self._finish(line + b"\n")
        self._tail += rest
        if len(self._tail) > self._most:
            self._skipped += len(self._tail)
            self._tail.clear()

    def _finish(self, line: bytes) -> None:
        line = bytes(self._tail) + line if self._tail else line
        size = self._skipped + len(line)
        self._queue.append(line if size <= self._most else size)
        self._tail.clear()
        self._skipped = 0


@dataclass
class _Cutter:
    """Takes record after record, and remembers the lines of the one under way."""

    supply: _Supply
    dialect: Dialect
    most: int
    taken: list[bytes] = field(default_factory=list, repr=False)
    size: int = 0  # bytes of `taken`
    rescanned: int = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The next line for the csv module, every byte a character: none can fail to decode."""
        item = self.supply.next()
        if item is None:
            raise StopIteration
        if isinstance(item, int) or self.size + len(item) > self.most:
            self.supply.give_back([item])
            raise _TooLongError
        self.taken.append(item)
        self.size += len(item)
        return item.decode("latin-1")

    def rows(self) -> Iterator[_Row]:
        """All there is, without a gap."""
        reader = self._reader()
        while True:
            self.taken.clear()
            self.size = 0
            try:
                fields = next(reader)
            except StopIteration:
                break
            except (csv.Error, _TooLongError):
                yield self._bad()
                reader = self._reader()
            else:
                yield _Row(self.size, 1 if fields else 0)
        if self.supply.damage:
            yield _Row(self.supply.rest, 1, self.supply.damage)

    def _reader(self) -> Iterator[list[str]]:
        delimiter, quote = self.dialect.delimiter.decode(), self.dialect.quote.decode()
        return csv.reader(self, delimiter=delimiter, quotechar=quote, strict=True)

    def _bad(self) -> _Row:
        """The line where no record begins; what follows it is given back to be looked at anew."""
        if not self.taken:
            size = self.supply.next()
            return _Row(size if isinstance(size, int) else 0, 1, "too_large")
        first = len(self.taken[0])
        self.rescanned += self.size - first
        if self.rescanned <= RESCANNED_BYTES:
            self.supply.give_back(list(self.taken[1:]))
            return _Row(first, 1)
        return _Row(self.size, sum(not is_blank(line) for line in self.taken), "bad_quotes")


class _Packer:
    """Packs rows into blocks, greedily."""

    def __init__(self, limits: BlockLimits, start: int) -> None:
        self._limits = limits
        self._ordinal = self._index = 0
        self._start = start  # of the block under way
        self._size = self._count = 0

    def add(self, row: _Row) -> Iterator[Position]:
        """The blocks that are full now."""
        size, samples, defect = row
        full = self._size + size > self._limits.bytes
        if full or defect or self._count + samples > self._limits.samples:
            yield from self.flush()
        self._size += size
        self._count += samples
        if defect:
            yield from self.flush(defect)

    def flush(self, defect: str = "") -> Iterator[Position]:
        """The block under way, unless there is nothing in it."""
        if self._size or self._count:
            end = self._start + self._size
            yield Position(self._ordinal, self._index, self._count, self._start, end, defect=defect)
            self._ordinal += 1
            self._index += self._count
            self._start = end
            self._size = self._count = 0
