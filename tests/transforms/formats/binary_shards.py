"""A shard in memory and its way through a format, for the tests of Parquet and Avro."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from transforms.core.errors import SampleError
from transforms.core.protocols import Entry, Format
from transforms.core.records import BlockLimits, Position, Sample, Shard

MANY_LIMITS = (
    BlockLimits(),
    BlockLimits(samples=1),
    BlockLimits(samples=3),
    BlockLimits(bytes=1),
    BlockLimits(bytes=700, samples=7),
)


@dataclass
class BytesSource:
    stored: bytes

    @property
    def shard(self) -> Shard:
        return Shard(0, "memory", "a", "", "", len(self.stored), "v:1")

    def open(self) -> BinaryIO:
        return io.BytesIO(self.stored)

    def members(self) -> Iterator[Entry]:
        return iter(())

    def open_member(self, entry: Entry) -> BinaryIO:
        raise AssertionError


@dataclass
class BytesOutput:
    data: bytes | None = None

    @contextmanager
    def file(self) -> Iterator[BinaryIO]:
        sink = io.BytesIO()
        yield sink
        self.data = sink.getvalue()

    def member(self, name: str, data: bytes, *, mode: int) -> None:
        raise AssertionError

    def link(self, name: str, target: str) -> None:
        raise AssertionError


@dataclass
class Passed:
    """What became of a shard: its samples, and the refined file (None: not written)."""

    positions: list[Position] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    data: bytes | None = None

    @property
    def defects(self) -> dict[int, str]:
        return {sample.index: sample.defect for sample in self.samples if sample.defect}


def same(text: str) -> str:
    return text


def pass_through(
    kind: Format,
    stored: bytes,
    limits: BlockLimits | None = None,
    change: Callable[[str], str] = same,
    absent: Sequence[int] = (),
) -> Passed:
    """Cuts, reads, changes and assembles, and holds that nothing is counted twice or lost."""
    limits = limits or BlockLimits()
    source, output, passed = BytesSource(stored), BytesOutput(), Passed()
    parts: list[tuple[Position, bytes]] = []
    for descriptor in kind.cut(source, limits):
        assert descriptor
        passed.positions.extend(descriptor)
        left = list(descriptor)
        while left:
            parts.extend(_read(kind, source, left, limits, change, absent, passed))
    kind.assemble(source, parts, output)
    passed.data = output.data
    assert [p.ordinal for p in passed.positions] == list(range(len(passed.positions)))
    assert [s.index for s in passed.samples] == list(range(len(passed.samples)))
    assert sum(p.count for p in passed.positions) == len(passed.samples)
    return passed


def _read(
    kind: Format,
    source: BytesSource,
    left: list[Position],
    limits: BlockLimits,
    change: Callable[[str], str],
    absent: Sequence[int],
    passed: Passed,
) -> Iterator[tuple[Position, bytes]]:
    """Reads as far as it goes; takes what it came to off `left`."""
    while left and left[0].defect:
        yield _lost(left.pop(0), "", passed)
    reading = kind.read(source, [p for p in left if not p.defect], limits)
    try:
        while left:
            if left[0].defect:
                yield _lost(left.pop(0), "", passed)
                continue
            position, rows = next(reading)
            assert position == left[0]
            assert len(rows.samples) == position.count
            passed.samples.extend(rows.samples)
            gone = {s.index for s in rows.samples if s.defect or s.index in absent}
            texts = {s.index: tuple(map(change, s.texts)) for s in rows.samples if s.texts}
            changed = {} if change is same else {n: t for n, t in texts.items() if n not in gone}
            yield left.pop(0), rows.encode(changed, gone)
    except SampleError as error:
        yield _lost(left.pop(0), error.reason, passed)


def _lost(position: Position, reason: str, passed: Passed) -> tuple[Position, bytes]:
    first = position.index
    reason = reason or position.defect
    passed.samples.extend(Sample(first + n, defect=reason) for n in range(position.count))
    return position, b""
