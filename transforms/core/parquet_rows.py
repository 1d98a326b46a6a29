"""A run of rows of a Parquet file as samples, and back as bytes of a part."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

import pyarrow as pa

from transforms.core import arrow_leaves
from transforms.core.arrow_leaves import HIDDEN, Leaf, Node
from transforms.core.fields import column
from transforms.core.parquet_plan import RowPlan, densify, is_ordered
from transforms.core.records import Sample

Place = tuple[int, int]  # number of a leaf, index of a value in it


@dataclass(slots=True)
class _Row:
    """What is gathered for one row; texts with what sorts them."""

    texts: list[tuple[tuple[int, ...], Place, str]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)
    id: str = ""
    entity: str = ""
    defect: str = ""


class RowBatch:
    """Rows in memory; satisfies `transforms.core.protocols.Rows`."""

    def __init__(
        self, plan: RowPlan, index: int, batch: pa.RecordBatch, sample_bytes: int, lost: Set[int]
    ) -> None:
        """Reads the rows.

        Args:
            plan: of the file.
            index: of the first row's sample.
            batch: of `plan.schema`.
            sample_bytes: a row with more bytes of strings is no sample.
            lost: rows whose timestamps cannot be held without loss.
        """
        self._plan = plan
        self._index = index
        self._batch = batch
        self._places: list[list[Place]] = []
        self._samples = self._read(sample_bytes, lost)

    @property
    def samples(self) -> Sequence[Sample]:
        """One sample a row."""
        return self._samples

    def _read(self, sample_bytes: int, lost: Set[int]) -> list[Sample]:
        if self._plan.defect:
            numbers = range(self._index, self._index + len(self._batch))
            return [Sample(number, defect=self._plan.defect) for number in numbers]
        rows = [
            _Row(defect="timestamp_inexact" if number in lost else "")
            for number in range(len(self._batch))
        ]
        for number, root in enumerate(self._plan.roots):
            for leaf in arrow_leaves.leaves(number, root, self._batch.column(number)):
                self._gather(leaf, rows)
        return [self._sample(number, row, sample_bytes) for number, row in enumerate(rows)]

    def _gather(self, leaf: Leaf, rows: list[_Row]) -> None:
        if leaf.node.is_string:
            found = arrow_leaves.values(leaf.array)
            for place, value in enumerate(found):
                row = leaf.rows[place]
                if isinstance(value, bytes) and row != HIDDEN:
                    rows[row].defect = rows[row].defect or "invalid_utf8"
            strings = [
                (place, int(leaf.rows[place]), value)
                for place, value in enumerate(found)
                if isinstance(value, str) and leaf.rows[place] != HIDDEN
            ]
            self._gather_strings(leaf, strings, rows)
        elif leaf.node.first in {self._plan.id, self._plan.entity}:
            for row, number in zip(leaf.rows.tolist(), leaf.array.to_pylist(), strict=True):
                if row != HIDDEN and number is not None:
                    self._name(leaf.node.first, rows[row], str(number))

    def _name(self, number: int, row: _Row, value: str) -> None:
        if number == self._plan.id:
            row.id = value
        if number == self._plan.entity:
            row.entity = value

    def _gather_strings(
        self, leaf: Leaf, strings: list[tuple[int, int, str]], rows: list[_Row]
    ) -> None:
        number = leaf.node.first
        if number in {self._plan.id, self._plan.entity}:
            for _, row, value in strings:
                self._name(number, rows[row], value)
        if number in self._plan.texts:
            for place, row, value in strings:
                order = tuple(n if isinstance(n, int) else int(n[place]) for n in leaf.order)
                rows[row].texts.append((order, (number, place), value))
        elif number in self._plan.kept:
            name = column(leaf.node.steps)
            for _, row, value in strings:
                rows[row].others.append((name, value))

    def _sample(self, number: int, row: _Row, sample_bytes: int) -> Sample:
        row.texts.sort(key=lambda text: text[0])
        self._places.append([place for _, place, _ in row.texts])
        texts = tuple(value for _, _, value in row.texts)
        index = self._index + number
        strings = [*texts, *(value for _, value in row.others)]
        if not row.defect and _is_larger(strings, sample_bytes):
            row.defect = "too_large"
        if row.defect:
            return Sample(index, defect=row.defect)
        return Sample(index, texts, tuple(row.others), row.id, entity=row.entity)

    def encode(self, changed: Mapping[int, tuple[str, ...]], absent: Set[int]) -> bytes:
        """The rows that passed as an Arrow IPC stream, empty for none; other columns as read."""
        present = [n for n in range(len(self._batch)) if self._index + n not in absent]
        if not present:
            return b""
        changes: dict[int, dict[int, str]] = {}
        for number in present:
            texts = changed.get(self._index + number)
            if texts is not None:
                for (leaf, place), text in zip(self._places[number], texts, strict=True):
                    changes.setdefault(leaf, {})[place] = text
        schema = self._plan.written.remove_metadata()
        whole = pa.RecordBatch.from_arrays(list(self._columns(changes)), schema=schema)
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, schema) as writer:
            for start, end in _runs(present):
                writer.write_batch(whole.slice(start, end - start))
        return sink.getvalue()

    def _columns(self, changes: Mapping[int, dict[int, str]]) -> Iterator[pa.Array]:
        def change(node: Node, array: pa.Array) -> pa.Array:
            texts = changes.get(node.first)
            if texts is None:
                return densify(node, array)
            renew = (
                arrow_leaves.with_ordered_values if is_ordered(node) else arrow_leaves.with_values
            )
            return renew(array, texts)

        for number, root in enumerate(self._plan.roots):
            array: pa.Array | None = self._batch.column(number)
            touched = any(root.first <= leaf < root.first + root.leaves for leaf in changes)
            if touched or number in self._plan.rebuilt:
                array = arrow_leaves.rebuild(root, array, change, self._plan.keeps)
            if array is not None:
                yield array


def _is_larger(strings: Sequence[str], limit: int) -> bool:
    """Whether strings have more than `limit` bytes in UTF-8, which takes 1 to 4 a character."""
    characters = sum(map(len, strings))
    if characters * 4 <= limit:
        return False
    return characters > limit or sum(len(value.encode()) for value in strings) > limit


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of neighbours as (first, behind the last)."""
    start = previous = numbers[0]
    for number in numbers[1:]:
        if number != previous + 1:
            yield start, previous + 1
            start = number
        previous = number
    yield start, previous + 1


def decode(parts: Sequence[bytes]) -> pa.Table | None:
    """The rows of several parts as one table, each column in one piece; None for no rows."""
    tables = [pa.ipc.open_stream(part).read_all() for part in parts if part]
    if not tables:
        return None
    table = pa.concat_tables(tables).combine_chunks()
    columns = [_compacted(column) for column in table.columns]
    return pa.Table.from_arrays(columns, schema=table.schema)


def _compacted(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_dictionary(column.type):
        return column
    return pa.chunked_array([arrow_leaves.compact(column.combine_chunks())])
