"""Cuts streams of lines into blocks, reads these, writes refined lines: for JSONL and plain text.

A line ends with a newline byte, which belongs to it; the last one may have none. A line of nothing
but spaces, tabs and carriage returns is blank: it is no sample, it belongs to the block it stands
in and is copied through. A block of nothing else has a `count` of 0. A UTF-8 byte order mark
belongs to the file, not to its first line.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from transforms.core.compression import compress, decompress
from transforms.core.errors import SampleError
from transforms.core.protocols import Output, Source
from transforms.core.records import BlockLimits, Position

BOM = codecs.BOM_UTF8

_CHUNK_BYTES = 1 << 20  # scanned at a time; stays in a processor's cache
_NEWLINE, _RETURN = 10, 13
_SPACE = b" \t\r\n"
_SPACES = tuple(_SPACE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # these bytes never occur in UTF-8

_Ends = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]


def is_blank(line: bytes) -> bool:
    """Whether a line holds nothing: it is no sample."""
    return not line.strip(_SPACE)


def split(block: bytes) -> list[bytes]:
    """The lines of a block, each with its newline."""
    lines = [line + b"\n" for line in block.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def open_stream(source: Source, limits: BlockLimits) -> BinaryIO:
    """The shard's decompressed bytes: seekable without a compression, else forward only."""
    shard = source.shard
    return decompress(source.open(), shard.compression, limits, shard.size)


def read_exactly(stream: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer only at the end."""
    parts, left = [], size
    while left and (data := stream.read(left)):
        parts.append(data)
        left -= len(data)
    return b"".join(parts)


def head_of(source: Source, size: int) -> bytes:
    """The first `size` decompressed bytes, fewer where the shard ends or is damaged."""
    got = bytearray()
    with closing(open_stream(source, BlockLimits())) as stream:
        try:
            while len(got) < size and (data := stream.read(size - len(got))):
                got += data
        except SampleError:
            return bytes(got)
    return bytes(got)


def grouped(source: Source, positions: Iterable[Position]) -> Iterator[tuple[Position, ...]]:
    """`positions` by descriptor: each its own, or all in one where the shard is read in order."""
    if not source.shard.compression:
        for position in positions:
            yield (position,)
    elif together := tuple(positions):
        yield together


def cut(source: Source, limits: BlockLimits) -> Iterator[tuple[Position, ...]]:
    """The shard's blocks of lines by descriptor, as `Format.cut`.

    A line longer than `limits.sample_bytes`, its ending included, is a position with the defect
    `too_large`; what is left of a damaged stream is one with the reason and a count of 1. In a file
    that begins as UTF-16 every position has the defect `invalid_utf8`: letters with NUL between
    them would pass every check.
    """
    yield from grouped(source, _positions(source, limits))


def _positions(source: Source, limits: BlockLimits) -> Iterator[Position]:
    head = head_of(source, len(BOM))
    start = len(BOM) if head == BOM else 0
    foreign = head.startswith(_UTF16)
    with closing(open_stream(source, limits)) as stream:
        for position in _scan(stream, start, limits):
            yield replace(position, defect="invalid_utf8") if foreign else position


def _scan(stream: BinaryIO, start: int, limits: BlockLimits) -> Iterator[Position]:
    packer = _Packer(limits, start)
    at, blank, reason = start, True, ""  # `blank`: the unfinished line is so far
    try:
        read_exactly(stream, start)
        while chunk := stream.read(_CHUNK_BYTES):
            ends, blanks = _lines_of(chunk, blank)
            yield from packer.add(ends + at, blanks)
            tail = chunk[int(ends[-1]) :] if len(ends) else chunk
            blank = is_blank(tail) and (blank or len(ends) > 0)
            at += len(chunk)
    except SampleError as damage:
        reason = damage.reason
    if at > packer.seen and not reason:
        yield from packer.add(np.array([at]), np.array([blank]))
    yield from packer.finish()
    if reason:
        yield packer.position(at, 1, reason)


def _lines_of(chunk: bytes, blank: bool) -> tuple[_Ends, _Flags]:
    """Ends of the lines that end in `chunk`, exclusive, and which of them are blank.

    `blank`: what there was of the first line before is.
    """
    data = np.frombuffer(chunk, np.uint8)
    ends = np.flatnonzero(data == _NEWLINE) + 1
    if not len(ends):
        return ends, np.zeros(0, np.bool_)
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1]))
    first = data[starts]
    # A line of a return and a newline; the index stays in bounds, for each line has a newline.
    returns = (first == _RETURN) & (data[np.minimum(starts + 1, ends - 1)] == _NEWLINE)
    blanks = (first == _NEWLINE) | returns
    # Rarely a line begins with another space: only those are looked at one by one.
    spaced = np.flatnonzero(np.isin(first, _SPACES) & ~blanks)
    for number in spaced.tolist():
        blanks[number] = is_blank(chunk[starts[number] : ends[number]])
    blanks[0] &= blank
    return ends, blanks


class _Packer:
    """Packs lines into blocks, greedily: each takes as many lines as its limits allow."""

    def __init__(self, limits: BlockLimits, start: int) -> None:
        self._limits = limits
        self._start = start  # of the block under way
        self._index = 0
        self._ordinal = 0
        self._ends: _Ends = np.zeros(0, np.int64)  # lines of the block under way
        self._blanks: _Flags = np.zeros(0, np.bool_)

    @property
    def seen(self) -> int:
        """The end of the last line added."""
        return int(self._ends[-1]) if len(self._ends) else self._start

    def add(self, ends: _Ends, blanks: _Flags) -> Iterator[Position]:
        """The blocks that are full now."""
        self._ends = np.concatenate((self._ends, ends))
        self._blanks = np.concatenate((self._blanks, blanks))
        yield from self._full(final=False)

    def finish(self) -> Iterator[Position]:
        """The last block."""
        yield from self._full(final=True)

    def position(self, end: int, count: int, defect: str = "") -> Position:
        """The next position, which ends at `end`."""
        made = Position(self._ordinal, self._index, count, self._start, end, defect=defect)
        self._ordinal += 1
        self._index += count
        self._start = end
        return made

    def _full(self, *, final: bool) -> Iterator[Position]:
        ends, limits = self._ends, self._limits
        samples = np.cumsum(~self._blanks)
        sizes = np.diff(ends, prepend=self._start)
        large = np.flatnonzero(sizes > limits.sample_bytes)
        at, before = 0, 0
        while at < len(ends):
            following = large[np.searchsorted(large, at) :]
            stop = int(following[0]) if len(following) else len(ends)
            if stop == at:
                yield self.position(int(ends[at]), 1, "too_large")
                at += 1
            else:
                by_bytes = int(np.searchsorted(ends, self._start + limits.bytes, "right"))
                by_samples = int(np.searchsorted(samples, before + limits.samples, "right"))
                end = max(min(by_bytes, by_samples, stop), at + 1)
                if end == len(ends) and not final:
                    break
                yield self.position(int(ends[end - 1]), int(samples[end - 1]) - before)
                at = end
            before = int(samples[at - 1])
        self._ends, self._blanks = ends[at:], self._blanks[at:]


def read(
    source: Source, positions: Sequence[Position], limits: BlockLimits
) -> Iterator[tuple[Position, bytes]]:
    """The bytes of each position, in order.

    Raises:
        SampleError: the shard has become shorter, or is damaged where it was not.
    """
    with closing(open_stream(source, limits)) as stream:
        at = 0
        for position in positions:
            if source.shard.compression:
                _skip(stream, position.start - at)
            else:
                stream.seek(position.start)
            block = read_exactly(stream, position.end - position.start)
            at = position.end
            if len(block) != position.end - position.start:
                raise SampleError("read", "changed")
            yield position, block


def _skip(stream: BinaryIO, size: int) -> None:
    while size and (data := stream.read(min(size, _CHUNK_BYTES))):
        size -= len(data)


def write(source: Source, parts: Iterable[tuple[Position, bytes]], output: Output) -> None:
    """Writes the refined file: the source's byte order mark and the parts, compressed as it is."""
    bom = BOM if head_of(source, len(BOM)) == BOM else b""
    with output.file() as file, compress(file, source.shard.compression) as stream:
        stream.write(bom)
        for _, part in parts:
            stream.write(part)
