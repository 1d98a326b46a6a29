"""A shard and an output in memory, and the way of a shard through a format, for tests."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import BinaryIO

from transforms.core.compression import compress, decompress
from transforms.core.protocols import Entry, Format
from transforms.core.records import BlockLimits, Position, Sample, Shard

COMPRESSIONS = ("", "gzip", "bzip2", "zstd", "lz4", "xz", "snappy")


def packed(data: bytes, compression: str) -> bytes:
    sink = io.BytesIO()
    with compress(sink, compression) as stream:
        stream.write(data)
    return sink.getvalue()


def unpacked(data: bytes, compression: str) -> bytes:
    with decompress(io.BytesIO(data), compression, BlockLimits(), len(data)) as stream:
        return stream.read()


@dataclass
class MemorySource:
    stored: bytes
    compression: str = ""
    relative: str = "a"

    @property
    def shard(self) -> Shard:
        size = len(self.stored)
        return Shard(0, "memory", self.relative, "", self.compression, size, "v:1")

    def open(self) -> BinaryIO:
        return io.BytesIO(self.stored)

    def members(self) -> Iterator[Entry]:
        return iter(())

    def open_member(self, entry: Entry) -> BinaryIO:
        raise AssertionError


@dataclass
class MemoryOutput:
    data: bytes = b""
    files: int = 0

    @contextmanager
    def file(self) -> Iterator[BinaryIO]:
        sink = io.BytesIO()
        yield sink
        self.data = sink.getvalue()
        self.files += 1

    def member(self, name: str, data: bytes, *, mode: int) -> None:
        raise AssertionError

    def link(self, name: str, target: str) -> None:
        raise AssertionError


@dataclass
class Trip:
    """What became of a shard."""

    positions: list[Position] = field(default_factory=list)
    descriptors: list[tuple[Position, ...]] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    data: bytes = b""

    @property
    def defects(self) -> list[str]:
        """Every defect of a row or a place, in order, as often as it costs a sample."""
        found = [(s.index, s.defect) for s in self.samples if s.defect]
        bad = [position for position in self.positions if position.defect]
        found += [(p.index + n, p.defect) for p in bad for n in range(p.count)]
        return [reason for _, reason in sorted(found)]

    @property
    def texts(self) -> list[tuple[str, ...]]:
        return [s.texts for s in self.samples if not s.defect]


def travel(
    format_: Format,
    source: MemorySource,
    limits: BlockLimits = BlockLimits(),  # noqa: B008 - frozen
    change: Callable[[Sample], tuple[str, ...] | None] = lambda sample: None,
    leave_out: Callable[[Sample], bool] = lambda sample: False,
) -> Trip:
    """Cuts, reads, changes and assembles a shard; checks what holds for every shard."""
    trip = Trip(descriptors=list(format_.cut(source, limits)))
    trip.positions = [position for run in trip.descriptors for position in run]
    check_positions(trip.positions)
    parts: dict[int, bytes] = {p.ordinal: b"" for p in trip.positions}
    for run in trip.descriptors:
        assert run
        sound = [position for position in run if not position.defect]
        for position, rows in format_.read(source, sound, limits):
            samples = rows.samples
            wanted = range(position.index, position.index + position.count)
            assert [sample.index for sample in samples] == list(wanted)
            absent = {s.index for s in samples if s.defect or leave_out(s)}
            changed = {s.index: new for s in samples if not s.defect and (new := change(s))}
            parts[position.ordinal] = rows.encode(changed, absent)
            trip.samples += samples
    output = MemoryOutput()
    format_.assemble(source, [(p, parts[p.ordinal]) for p in trip.positions], output)
    assert output.files == 1
    trip.data = output.data
    return trip


def check_positions(positions: list[Position]) -> None:
    """Ordinals, indexes and places follow one another without a gap."""
    index = 0
    for ordinal, position in enumerate(positions):
        assert (position.ordinal, position.index) == (ordinal, index)
        index += position.count
    for left, right in pairwise(positions):
        assert left.end == right.start
