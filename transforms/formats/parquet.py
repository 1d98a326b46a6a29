"""Parquet: blocks are runs of rows of a row group; the output has the row groups of the input.

The output keeps what `transforms.core.parquet_layout` keeps, and all metadata of the file, its
schema and its fields. Not kept: encryption (such files are refused), page sizes and compression
levels, list names other than `element` and `item`, a mixture of INT96 and other timestamps, a
codec that differs between row groups (the first one's is taken). Files that pyarrow cannot read
(LZO, null entries of fixed-size lists) become dead letters.
"""

from __future__ import annotations

import base64
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.types as pt

from transforms.core import arrow_leaves, parquet_footer, parquet_layout
from transforms.core.errors import PartError, SampleError
from transforms.core.fields import FieldOptions
from transforms.core.parquet_groups import (
    READING_ERRORS,
    GroupReader,
    Guarded,
    Int96Check,
    Sink,
    open_parquet,
)
from transforms.core.parquet_plan import RowPlan
from transforms.core.parquet_rows import RowBatch, decode
from transforms.core.protocols import Format, Output, Rows, Source
from transforms.core.records import BlockLimits, Position

SUFFIXES: tuple[str, ...] = (".parquet", ".pq")

_ARROW_SCHEMA = b"ARROW:schema"
_INDEX_BITS = 32  # of a dictionary as pyarrow reads one
_MANY_ROWS = 1 << 24  # of a row group: more than so many, and many a byte, are not believed


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is Parquet, with or without an encrypted footer."""
    return head.startswith((parquet_footer.MAGIC, parquet_footer.ENCRYPTED_MAGIC))


def build(fields: FieldOptions) -> Format:
    """The format, for these fields."""
    return _Parquet(fields)


class _Parquet:
    """See `transforms.core.protocols.Format`."""

    def __init__(self, fields: FieldOptions) -> None:
        self._fields = fields

    def cut(self, source: Source, limits: BlockLimits) -> Iterator[tuple[Position, ...]]:
        """Runs of rows by the counts of the footer, one descriptor for each row group with rows."""
        with source.open() as raw:
            stream = Guarded(raw)
            try:
                file, plan = open_parquet(stream, self._fields)
                _options(file, stream, plan)
            except SampleError as error:
                yield (_defect(error.reason),)
                return
            size = stream.seek(0, io.SEEK_END)
            ordinal = index = 0
            for group in range(file.metadata.num_row_groups):
                counts = file.metadata.row_group(group)
                first = Position(ordinal, index, counts.num_rows, 0, counts.num_rows, group)
                positions = tuple(_cut(first, counts.total_byte_size, size, limits))
                if positions:
                    yield positions
                    ordinal += len(positions)
                    index += sum(position.count for position in positions)

    def read(
        self, source: Source, positions: Sequence[Position], limits: BlockLimits
    ) -> Iterator[tuple[Position, Rows]]:
        """Decodes page by page; what lies before and between the positions is let go at once."""
        with source.open() as raw:
            file, plan = open_parquet(Guarded(raw), self._fields)
            for group, wanted in itertools.groupby(positions, key=lambda p: p.group):
                with source.open() as twin:
                    rows = _Group(file, plan, group, Guarded(twin) if plan.int96 else None, limits)
                    for position in wanted:
                        yield position, rows.at(position)

    def assemble(
        self, source: Source, parts: Iterable[tuple[Position, bytes]], output: Output
    ) -> None:
        """Writes row groups in order; of a source that cannot be opened there is no output."""
        with source.open() as raw:
            stream = Guarded(raw)
            try:
                file, plan = open_parquet(stream, self._fields)
                options = _options(file, stream, plan)
            except SampleError:
                return
            with output.file() as sink:
                try:
                    _write(file, plan, options, parts, Sink(sink))
                except (pa.ArrowException, OSError) as error:
                    if getattr(error, "errno", None):  # of the stream, not of pyarrow
                        raise
                    raise PartError(f"rows cannot be written: {type(error).__name__}") from None


def _defect(reason: str) -> Position:
    return Position(0, 0, 1, 0, 0, defect=reason)


def _options(file: pq.ParquetFile, stream: Guarded, plan: RowPlan) -> dict[str, Any]:
    """Options of the writer.

    Raises:
        SampleError: no such file can be written.
    """
    try:
        return parquet_layout.writer_options(file, stream, plan.written, plan.kept, plan.texts)
    except READING_ERRORS:
        raise SampleError("read", "unsupported") from None


def _cut(group: Position, stored: int, size: int, limits: BlockLimits) -> Iterator[Position]:
    """The positions of a row group of `stored` bytes (decompressed) in a file of `size` bytes."""
    rows, most = group.count, limits.expansion_ratio * size
    if rows < 0:
        yield replace(group, count=1, end=0, defect="corrupt")
    elif rows > max(_MANY_ROWS, most):
        yield replace(group, count=1, end=0, defect="archive_bomb")
    elif rows and stored > max(limits.expansion_bytes, most):
        yield replace(group, defect="archive_bomb")
    else:
        step = max(1, min(limits.samples, limits.bytes * rows // max(stored, 1)))
        for ordinal, start in enumerate(range(0, rows, step), group.ordinal):
            end = min(start + step, rows)
            index = group.index + start
            yield Position(ordinal, index, end - start, start, end, group.group)


class _Group:
    """A row group being read."""

    def __init__(
        self,
        file: pq.ParquetFile,
        plan: RowPlan,
        group: int,
        twin: Guarded | None,
        limits: BlockLimits,
    ) -> None:
        self._plan = plan
        self._limits = limits
        self._reader = GroupReader(file, group)
        self._int96 = Int96Check(file, twin, plan, group) if twin else None

    def at(self, position: Position) -> RowBatch:
        """The rows there; raises `SampleError` when they cannot be read."""
        start, end, limit = position.start, position.end, self._limits.expansion_bytes
        try:
            batch = self._reader.take(start, end, limit)
            lost = self._int96.lost(batch, start, end, limit) if self._int96 else set()
            return RowBatch(self._plan, position.index, batch, self._limits.sample_bytes, lost)
        except READING_ERRORS:
            raise SampleError("read", "corrupt") from None


def _write(
    file: pq.ParquetFile,
    plan: RowPlan,
    options: dict[str, Any],
    parts: Iterable[tuple[Position, bytes]],
    sink: Sink,
) -> None:
    narrow = _Narrow(plan)
    with pq.ParquetWriter(sink, plan.written, store_schema=False, **options) as writer:
        for _, run in itertools.groupby(parts, key=lambda part: part[0].group):
            table = decode([data for _, data in run])
            if table is not None:
                narrow.note(table)
                columns = table.columns
                writer.write_table(
                    pa.Table.from_arrays(columns, schema=plan.written), row_group_size=len(table)
                )
        metadata = _metadata(file, plan, narrow.full)
        if metadata:
            writer.add_key_value_metadata(metadata)


def _metadata(file: pq.ParquetFile, plan: RowPlan, widened: set[int]) -> dict[bytes, bytes]:
    """The source's metadata; its Arrow schema differs where columns go or dictionaries grow."""
    metadata = dict(file.metadata.metadata or {})
    whole = len(plan.kept) == len(file.schema)
    if _ARROW_SCHEMA in metadata and (widened or not whole):
        schema = plan.described(frozenset(widened))
        metadata[_ARROW_SCHEMA] = base64.b64encode(schema.serialize().to_pybytes())
    return metadata


class _Narrow:
    """Watches dictionaries with int8 or int16 keys: a reader may have no room for the new texts."""

    def __init__(self, plan: RowPlan) -> None:
        self.full: set[int] = set()
        self._roots = RowPlan(plan.written, plan.fields).roots
        nodes = [node for root in plan.roots for node in root.walk() if node.first in plan.texts]
        room = {
            node.first: node.type.index_type
            for node in nodes
            if node.is_string and pt.is_dictionary(node.type)
        }
        self._room = {
            place: (leaf, 1 << room[leaf].bit_width - pt.is_signed_integer(room[leaf]))
            for place, leaf in enumerate(plan.kept)
            if leaf in room and room[leaf].bit_width < _INDEX_BITS
        }

    def note(self, table: pa.Table) -> None:
        """Counts the values of a row group."""
        for number, root in enumerate(self._roots):
            if not any(root.first <= place < root.first + root.leaves for place in self._room):
                continue
            for leaf in arrow_leaves.leaves(number, root, table.column(number).combine_chunks()):
                source, room = self._room.get(leaf.node.first, (-1, 0))
                if source >= 0 and len(set(arrow_leaves.values(leaf.array))) > room:
                    self.full.add(source)
