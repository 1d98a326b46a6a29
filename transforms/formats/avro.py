"""Avro object container files: blocks are runs of Avro blocks, or of records of a large one.

A position's `group` is the byte where its first Avro block begins, so that a reader finds it
without the others; `start` and `end` count records from there. The output has the header's bytes
(its schema differs only when fields are dropped), the sync marker, the codec, and an Avro block
for each of the input that has a record left.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from transforms.core import avro_schema
from transforms.core.avro_binary import DamagedError, Found, spliced
from transforms.core.avro_codecs import decompress
from transforms.core.avro_container import (
    MAGIC,
    AvroBlock,
    Cursor,
    Header,
    block_bytes,
    blocks,
    read_header,
)
from transforms.core.avro_walker import Walker
from transforms.core.errors import SampleError
from transforms.core.fields import FieldOptions
from transforms.core.protocols import Format, Output, Rows, Source
from transforms.core.records import BlockLimits, Position, Sample

SUFFIXES: tuple[str, ...] = (".avro",)

_EXPANSION = 4  # of usual text in a usual codec: for the size of blocks only
_MANY_RECORDS = 1 << 20  # of an Avro block: more than so many, and many a byte, are not believed
_NUMBER_BYTES = 8


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is an Avro object container file."""
    return head.startswith(MAGIC)


def build(fields: FieldOptions) -> Format:
    """The format, for these fields."""
    return _Avro(fields)


def _opened(cursor: Cursor, fields: FieldOptions) -> tuple[Header, Walker]:
    header = read_header(cursor)
    try:
        return header, Walker(avro_schema.parse(header.schema), fields)
    except (avro_schema.SchemaError, RecursionError):
        raise SampleError("read", "corrupt") from None


class _Avro:
    """See `transforms.core.protocols.Format`."""

    def __init__(self, fields: FieldOptions) -> None:
        self._fields = fields

    def cut(self, source: Source, limits: BlockLimits) -> Iterator[tuple[Position, ...]]:
        """Runs of Avro blocks by the counts in their heads."""
        with source.open() as stream:
            cursor = Cursor(stream)
            try:
                header, _ = _opened(cursor, self._fields)
            except SampleError as error:
                yield (Position(0, 0, 1, 0, 1, defect=error.reason),)
                return
            cutter = _Cutter(limits, 1 if header.codec == "null" else _EXPANSION)
            for block in blocks(cursor, header.sync, len(header.raw)):
                yield from cutter.add(block)
            yield from cutter.flush()

    def read(
        self, source: Source, positions: Sequence[Position], limits: BlockLimits
    ) -> Iterator[tuple[Position, Rows]]:
        """Decompresses one Avro block at a time; each record of a damaged one is a defect."""
        with source.open() as stream:
            cursor = Cursor(stream)
            header, walker = _opened(cursor, self._fields)
            for group, wanted in itertools.groupby(positions, key=lambda p: p.group):
                records = _Reader(cursor, header, walker, limits).records(group)
                at = 0
                for position in wanted:
                    run = itertools.islice(records, position.start - at, position.end - at)
                    at = position.end
                    rows = _RecordRows(list(run), position.index, walker.defect, limits)
                    if len(rows.samples) < position.count:
                        raise SampleError("read", "corrupt")
                    yield position, rows

    def assemble(
        self, source: Source, parts: Iterable[tuple[Position, bytes]], output: Output
    ) -> None:
        """Writes header and blocks in order; of a source without a header there is no output."""
        with source.open() as stream:
            try:
                header, walker = _opened(Cursor(stream), self._fields)
            except SampleError:
                return
        raw = header.raw
        if walker.dropped:
            raw = header.with_schema(avro_schema.without(header.schema, walker.dropped))
        with output.file() as sink:
            sink.write(raw)
            pieces = (piece for _, part in parts for piece in _pieces(part))
            for _, run in itertools.groupby(pieces, key=lambda piece: piece.start):
                whole = list(run)
                records = b"".join(piece.records for piece in whole)
                count = sum(piece.count for piece in whole)
                sink.write(block_bytes(count, records, header.codec, header.sync))


class _Cutter:
    """Gathers Avro blocks into positions."""

    def __init__(self, limits: BlockLimits, expansion: int) -> None:
        self._limits = limits
        self._expansion = expansion
        self._run: list[AvroBlock] = []
        self._ordinal = self._index = 0

    def add(self, block: AvroBlock) -> Iterator[tuple[Position, ...]]:
        """Takes the next block; gives the descriptors that it completes."""
        most = block.size * self._limits.expansion_ratio + _MANY_RECORDS
        defect = block.defect or ("archive_bomb" if block.count > most else "")
        if defect:
            yield from self.flush()
            yield (self._position(block.start, 0, 1, defect),)
        elif not self._fits([block]):
            yield from self.flush()
            yield tuple(self._pieces(block))
        elif block.count:
            if not self._fits([*self._run, block]):
                yield from self.flush()
            self._run.append(block)

    def flush(self) -> Iterator[tuple[Position, ...]]:
        """The descriptor of what is gathered, if anything is."""
        if self._run:
            count = sum(block.count for block in self._run)
            yield (self._position(self._run[0].start, 0, count),)
            self._run = []

    def _fits(self, run: Sequence[AvroBlock]) -> bool:
        size = sum(block.size for block in run) * self._expansion
        return size <= self._limits.bytes and sum(b.count for b in run) <= self._limits.samples

    def _pieces(self, block: AvroBlock) -> Iterator[Position]:
        fitting = self._limits.bytes * block.count // (block.size * self._expansion or 1)
        step = max(1, min(self._limits.samples, fitting))
        for start in range(0, block.count, step):
            yield self._position(block.start, start, min(start + step, block.count))

    def _position(self, group: int, start: int, end: int, defect: str = "") -> Position:
        made = Position(
            self._ordinal, self._index, end - start, start, end, group=group, defect=defect
        )
        self._ordinal += 1
        self._index += end - start
        return made


@dataclass(frozen=True, slots=True)
class _Record:
    """A record in the data of its Avro block, or, with a defect, the place of one."""

    block: int
    data: bytes = field(default=b"", repr=False)
    start: int = 0
    end: int = 0
    found: Found | None = field(default=None, repr=False)
    defect: str = ""


class _Reader:
    """Reads the records of consecutive Avro blocks."""

    def __init__(self, cursor: Cursor, header: Header, walker: Walker, limits: BlockLimits) -> None:
        self._cursor = cursor
        self._header = header
        self._walker = walker
        self._limits = limits

    def records(self, start: int) -> Iterator[_Record]:
        """All records from the Avro block at byte `start` on, as many as the heads say."""
        for block in blocks(self._cursor, self._header.sync, start):
            yield from self._of_block(block)

    def _of_block(self, block: AvroBlock) -> Iterator[_Record]:
        done = at = 0
        try:
            if block.size > self._limits.expansion_bytes:
                raise SampleError("read", "too_large")
            self._cursor.seek(block.data)
            most = max(self._limits.expansion_bytes, self._limits.expansion_ratio * block.size)
            data = decompress(self._header.codec, self._cursor.take(block.size), most)
            for _ in range(block.count):
                end, found = self._walker.walk(data, at)
                yield _Record(block.start, data, at, end, found)
                at = end
                done += 1
        except SampleError as error:
            reason = error.reason
        except DamagedError as error:
            reason = str(error.args[0])
        else:
            return
        for _ in range(block.count - done):
            yield _Record(block.start, defect=reason)


class _RecordRows:
    """Records of one block; see `transforms.core.protocols.Rows`."""

    def __init__(
        self, records: Sequence[_Record], index: int, defect: str, limits: BlockLimits
    ) -> None:
        self._records = records
        self._index = index
        self._samples = [
            _sample(number, record, defect, limits.sample_bytes)
            for number, record in enumerate(records, index)
        ]

    @property
    def samples(self) -> Sequence[Sample]:
        return self._samples

    def encode(self, changed: Mapping[int, tuple[str, ...]], absent: Set[int]) -> bytes:
        made = bytearray()
        present = [
            (number, record)
            for number, record in enumerate(self._records, self._index)
            if number not in absent and record.found is not None
        ]
        for block, run in itertools.groupby(present, key=lambda pair: pair[1].block):
            records = [
                spliced(r.data, r.start, r.end, r.found, changed.get(number))
                for number, r in run
                if r.found is not None
            ]
            whole = b"".join(records)
            for value in (block, len(records), len(whole)):
                made += value.to_bytes(_NUMBER_BYTES, "big")
            made += whole
        return bytes(made)


def _sample(number: int, record: _Record, defect: str, sample_bytes: int) -> Sample:
    found, data = record.found, record.data
    if found is None or defect or found.defect:
        return Sample(number, defect=record.defect or defect or (found.defect if found else ""))
    if record.end - record.start > sample_bytes:
        return Sample(number, defect="too_large")
    try:
        texts = tuple(data[start:end].decode() for _, start, end in found.texts)
        others = tuple((name, data[start:end].decode()) for name, start, end in found.others)
        name, entity = _named(data, found.id), _named(data, found.entity)
    except UnicodeDecodeError:
        return Sample(number, defect="invalid_utf8")
    return Sample(number, texts, others, name, entity=entity)


def _named(data: bytes, place: int | tuple[int, int] | None) -> str:
    """The number or the string at `place`, "" for none."""
    if place is None:
        return ""
    return str(place) if isinstance(place, int) else data[slice(*place)].decode()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Records of one Avro block out of a part; `start` is where that block begins in the source."""

    start: int
    count: int
    records: bytes = field(repr=False)


def _pieces(part: bytes) -> Iterator[_Piece]:
    at = 0
    while at < len(part):
        start, count, size = (
            int.from_bytes(part[place : place + _NUMBER_BYTES], "big")
            for place in range(at, at + 3 * _NUMBER_BYTES, _NUMBER_BYTES)
        )
        at += 3 * _NUMBER_BYTES
        yield _Piece(start, count, part[at : at + size])
        at += size
