"""Parquet files opened for streaming: rows forward in small steps, whatever the file holds."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.core import arrow_leaves, parquet_footer
from transforms.core.errors import SampleError, StoreError
from transforms.core.fields import FieldOptions
from transforms.core.parquet_plan import RowPlan

READING_ERRORS = (pa.ArrowException, OSError, ValueError, IndexError, OverflowError, RecursionError)
"""What pyarrow raises for damaged bytes; its messages hold values, so none is chained."""

_STEP_ROWS = (
    128  # rows decoded at a time: what a dictionary of long values may blow up is met after so many
)
_BUFFER_BYTES = 1 << 16
_NS_SECONDS = 9223372036  # timestamps in ns reach this far from 1970, in seconds
_MICROSECOND_WRITER = "parquet-mr"  # Spark and its kin: microseconds, and dates that ns cannot hold


class Guarded(io.BufferedIOBase):
    """A stream for pyarrow: its failures are `StoreError`, not taken for damage; it stays open."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._size = stream.seek(0, io.SEEK_END)
        stream.seek(0)

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """As of any stream."""
        try:
            return self._stream.read(-1 if size is None else size)
        except OSError as error:
            raise StoreError(f"reading failed with errno {error.errno}") from None

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of any stream; `ValueError` for a place outside of it, which only damage names."""
        if whence == io.SEEK_SET and not 0 <= offset <= self._size:
            raise ValueError("a place outside of the file")
        try:
            return self._stream.seek(offset, whence)
        except OSError as error:
            raise StoreError(f"seeking failed with errno {error.errno}") from None

    def tell(self) -> int:
        """As of any stream."""
        return self._stream.tell()


class Sink(io.BufferedIOBase):
    """A stream that pyarrow writes to and does not close."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, data: Any) -> int:
        """Writes all of `data`."""
        self._stream.write(data)
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        """Bytes written."""
        return self._at


def open_parquet(stream: Guarded, fields: FieldOptions) -> tuple[pq.ParquetFile, RowPlan]:
    """A file whose footer is sound, and what is to be done with its rows.

    Raises:
        SampleError: it is truncated, encrypted or corrupt.
    """
    defect = parquet_footer.footer_defect(stream)
    if defect:
        raise SampleError("read", defect)
    try:
        file = _opened(stream)
        encrypted = any(chunk.encrypted for chunk in parquet_footer.first_chunks(stream))
        plan = RowPlan(file.schema_arrow, fields, _int96(file))
        if plan.int96:
            file = _opened(stream, _unit(file), file.metadata)
            plan = replace(plan, schema=file.schema_arrow)
    except READING_ERRORS:
        raise SampleError("read", "corrupt") from None
    if encrypted:
        raise SampleError("read", "encrypted")
    return file, plan


def _opened(
    stream: Guarded, unit: str | None = None, metadata: pq.FileMetaData | None = None
) -> pq.ParquetFile:
    return pq.ParquetFile(
        stream,
        metadata=metadata,
        pre_buffer=False,
        buffer_size=_BUFFER_BYTES,
        page_checksum_verification=True,
        coerce_int96_timestamp_unit=unit,
    )


def _int96(file: pq.ParquetFile) -> frozenset[int]:
    kinds = (file.schema.column(n).physical_type for n in range(len(file.schema)))
    return frozenset(number for number, kind in enumerate(kinds) if kind == "INT96")


def _unit(file: pq.ParquetFile) -> str:
    return "us" if (file.metadata.created_by or "").startswith(_MICROSECOND_WRITER) else "ns"


class GroupReader:
    """The rows of one row group, forward only."""

    def __init__(self, file: pq.ParquetFile, group: int, columns: list[str] | None = None) -> None:
        self._batches: Iterator[pa.RecordBatch] = file.iter_batches(
            batch_size=_STEP_ROWS, row_groups=[group], columns=columns, use_threads=False
        )
        self._at = 0
        self._left: pa.RecordBatch | None = None

    def take(self, start: int, end: int, limit_bytes: int) -> pa.RecordBatch:
        """Rows `start` (inclusive) to `end` (exclusive).

        Raises:
            SampleError: the row group ends before (`corrupt`), or the rows take more than
                `limit_bytes` (`archive_bomb`).
        """
        pieces: list[pa.RecordBatch] = []
        size = 0
        while self._at < end:
            piece = self._next(end)
            behind = self._at
            if behind > start:
                piece = piece.slice(max(0, len(piece) - (behind - start)))
                pieces.append(piece)
                size += piece.nbytes
            if size > limit_bytes:
                raise SampleError("read", "archive_bomb")
        return pieces[0] if len(pieces) == 1 else pa.concat_batches(pieces)

    def _next(self, end: int) -> pa.RecordBatch:
        """The next rows that are in memory, none behind `end`."""
        batch = next(self._batches, None) if self._left is None else self._left
        if batch is None:
            raise SampleError("read", "corrupt")
        wanted = min(len(batch), end - self._at)
        self._left = batch.slice(wanted) if wanted < len(batch) else None
        self._at += wanted
        return batch.slice(0, wanted)


class Int96Check:
    """Finds rows with INT96 timestamps that pyarrow wraps or cuts silently for want of room.

    Of other writers than Spark's they are read in nanoseconds (1677 to 2262), of Spark's in
    microseconds. The same rows are read in the other unit, and compared.
    """

    def __init__(self, file: pq.ParquetFile, stream: Guarded, plan: RowPlan, group: int) -> None:
        self._plan = plan
        self._numbers = [
            number
            for number, root in enumerate(plan.roots)
            if any(root.first <= leaf < root.first + root.leaves for leaf in plan.int96)
        ]
        names = [plan.schema.names[number] for number in self._numbers]
        self._fine = _unit(file) == "us"
        other = _opened(stream, "ns" if self._fine else "s", file.metadata)
        self._columns = None if any("." in name for name in names) else names
        self._reader = GroupReader(other, group, self._columns)

    def lost(self, batch: pa.RecordBatch, start: int, end: int, limit_bytes: int) -> set[int]:
        """Rows of `batch` (`start` to `end` of the row group) with a timestamp not held exactly."""
        other = self._reader.take(start, end, limit_bytes)
        rows: set[int] = set()
        for place, number in enumerate(self._numbers):
            at = number if self._columns is None else place
            root = self._plan.roots[number]
            pairs = zip(
                arrow_leaves.leaves(number, root, batch.column(number)),
                arrow_leaves.leaves(number, root, other.column(at)),
                strict=True,
            )
            for leaf, twin in pairs:
                if leaf.node.first in self._plan.int96:
                    rows.update(leaf.rows[self._differ(leaf.array, twin.array)].tolist())
        return rows

    def _differ(self, held: pa.Array, twin: pa.Array) -> Any:
        ours, theirs = _ticks(held), _ticks(twin)
        if self._fine:
            return (
                ours * 1000 != theirs
            )  # both wrap at 2**64: only digits below a microsecond differ
        return np.abs(theirs) >= _NS_SECONDS


def _ticks(array: pa.Array) -> Any:
    return array.cast(pa.int64()).fill_null(0).to_numpy()
