"""Delimited text with a header line: CSV, TSV, and the like (RFC 4180).

Delimiter (`,` tab `;` `|`) and quote (`"` or `'`) are found from the header line. Unchanged rows
are copied byte for byte; in changed ones a text field is written anew, quoted if it was or has to
be. A dropped column is absent from the header and from every row. Empty lines are no rows and are
copied through.

A row is a dead letter with one of these defects:

    bad_quotes           a quote that is not closed, or text behind a closing one: its first line
    lone_return          a return outside of quotes that ends no line
    wrong_field_count    more or fewer fields than the header
    invalid_utf8         in any field that is not dropped
    text_field_missing   the header has none of the text fields, or is none: every row of the shard
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, field, replace

from transforms.core import csv_cutting, fields, lines
from transforms.core.compression import compress
from transforms.core.csv_records import Dialect, Record, detect, records
from transforms.core.fields import FieldOptions
from transforms.core.protocols import Output, Source
from transforms.core.records import BlockLimits, Position, Sample

SUFFIXES: tuple[str, ...] = (".csv", ".tsv")

_HEAD_BYTES = (1 << 13, 1 << 20)  # a longer header is none


def sniff(head: bytes) -> bool:
    """Whether there are a header of at least two different names and rows with as many fields."""
    whole = head[: head.rfind(b"\n") + 1].removeprefix(lines.BOM)
    if not whole or b"\0" in whole or whole.lstrip()[:1] in (b"{", b"[", b"<"):
        return False
    dialect = detect(whole[: whole.find(b"\n") + 1])
    found = [row for row in records(whole, dialect, len(whole)) if not row.is_blank]
    widths = {len(row.fields) for row in found}
    if len(found) < 2 or len(widths) != 1 or widths <= {0, 1}:
        return False
    names = [dialect.value(whole[start:end]) for start, end in found[0].fields]
    neat = all(name and name == name.strip() and len(name) <= 64 for name in names)
    return neat and len(set(names)) == len(names)


def build(fields: FieldOptions) -> Csv:
    """The format for these fields."""
    return Csv(fields)


@dataclass(frozen=True)
class Layout:
    """What the beginning of a shard tells.

    Attributes:
        dialect: how fields are separated and quoted.
        lead: what stands before the header: a byte order mark, empty lines.
        header: the header as it stands, with its line end; its fields as in `record`.
        names: of the columns; none when there is no header.
    """

    dialect: Dialect
    lead: bytes
    header: bytes
    record: Record
    names: tuple[str, ...]

    @property
    def start(self) -> int:
        """The byte behind the header."""
        return len(self.lead) + len(self.header)


def layout(source: Source) -> Layout:
    """The layout of a shard; without names when it does not begin with a header."""
    prefer = b"\t" if ".tsv" in source.shard.relative.lower().rpartition("/")[2] else b""
    for size in _HEAD_BYTES:
        head = lines.head_of(source, size)
        found = _layout(head, prefer)
        if found.names and found.start < len(head):
            return found
    return found


def _layout(head: bytes, prefer: bytes) -> Layout:
    at = len(lines.BOM) if head.startswith(lines.BOM) else 0
    while head[at : at + 1] in (b"\r", b"\n"):
        at += 1
    lead, rest = head[:at], head[at:]
    first = rest[: rest.find(b"\n") + 1] or rest
    dialect = detect(first, prefer=prefer)
    record = next(records(rest, dialect, len(rest)), Record(0, 0))
    if record.end >= _HEAD_BYTES[-1]:
        return Layout(dialect, lead, b"", Record(0, 0), ())
    values = [dialect.value(rest[start:end]) for start, end in record.fields]
    try:
        names = tuple(value.decode() for value in values)
    except UnicodeDecodeError:
        names = ()
    return Layout(dialect, lead, rest[: record.end], record, names)


@dataclass(frozen=True)
class Columns:
    """What the options say of each column, by its number."""

    texts: tuple[int, ...]
    others: tuple[tuple[int, str], ...]
    drops: frozenset[int]
    id: int
    date_key: int

    @classmethod
    def of(cls, names: Sequence[str], options: FieldOptions) -> Columns:
        """The columns of a header."""
        steps = list(enumerate((name,) for name in names))
        drops = frozenset(n for n, path in steps if path in options.drop_steps)
        texts = tuple(n for n, path in steps if path in options.text_steps and n not in drops)
        untouched = [(n, path) for n, path in steps if n not in drops and n not in texts]
        return cls(
            texts,
            tuple((n, fields.column(path)) for n, path in untouched),
            drops,
            next((n for n, path in steps if path == options.id_steps), -1),
            next((n for n, path in steps if path == options.date_key_steps), -1),
        )


@dataclass(frozen=True)
class Csv:
    """Delimited text as a `Format`."""

    fields: FieldOptions

    def cut(self, source: Source, limits: BlockLimits) -> Iterator[tuple[Position, ...]]:
        """Blocks of records, counted by Python's csv module."""
        return lines.grouped(source, self._positions(source, limits))

    def read(
        self, source: Source, positions: Sequence[Position], limits: BlockLimits
    ) -> Iterator[tuple[Position, CsvRows]]:
        """The rows of each position."""
        found = layout(source)
        columns = Columns.of(found.names, self.fields)
        for position, block in lines.read(source, positions, limits):
            rows = tuple(records(block, found.dialect, limits.sample_bytes))
            samples = _samples(block, rows, found, columns, position.index)
            yield position, CsvRows(block, rows, samples, found.dialect, columns)

    def assemble(
        self, source: Source, parts: Iterable[tuple[Position, bytes]], output: Output
    ) -> None:
        """The header as it stands, without dropped columns, and the parts."""
        found = layout(source)
        columns = Columns.of(found.names, self.fields)
        header = found.header
        if columns.drops:
            header = _edited(header, found.record, found.dialect, columns, None)
        with output.file() as file, compress(file, source.shard.compression) as stream:
            stream.write(found.lead + header)
            for _, part in parts:
                stream.write(part)

    def _positions(self, source: Source, limits: BlockLimits) -> Iterator[Position]:
        found = layout(source)
        missing = not Columns.of(found.names, self.fields).texts
        with closing(lines.open_stream(source, limits)) as stream:
            lines.read_exactly(stream, found.start)
            for position in csv_cutting.cut(stream, found.start, found.dialect, limits):
                if missing and not position.defect and position.count:
                    yield replace(position, defect="text_field_missing")
                else:
                    yield position


@dataclass(frozen=True, slots=True)
class CsvRows:
    """The records of a block, and their samples."""

    block: bytes = field(repr=False)
    records: tuple[Record, ...] = field(repr=False)
    samples: Sequence[Sample] = field(repr=False)
    dialect: Dialect
    columns: Columns

    def encode(self, changed: Mapping[int, tuple[str, ...]], absent: Set[int]) -> bytes:
        """The block's rows, as `Rows.encode`."""
        drops = self.columns.drops
        if not (changed or absent or drops):
            return self.block
        kept, samples = [], iter(self.samples)
        for record in self.records:
            if not record.is_blank:
                index = next(samples).index
                if index in absent:
                    continue
                texts = changed.get(index)
                if drops or texts is not None:
                    kept.append(_edited(self.block, record, self.dialect, self.columns, texts))
                    continue
            kept.append(self.block[record.start : record.end])
        return b"".join(kept)


def _samples(
    block: bytes, rows: Iterable[Record], found: Layout, columns: Columns, index: int
) -> list[Sample]:
    samples: list[Sample] = []
    for row in rows:
        if not row.is_blank:
            samples.append(_sample(block, row, found, columns, index + len(samples)))
    return samples


def _sample(block: bytes, row: Record, found: Layout, columns: Columns, index: int) -> Sample:
    if row.defect or len(row.fields) != len(found.names):
        return Sample(index, defect=row.defect or "wrong_field_count")

    def read(number: int) -> str:
        return found.dialect.value(block[slice(*row.fields[number])]).decode()

    try:
        texts = tuple(read(n) for n in columns.texts)
        others = tuple((column, read(n)) for n, column in columns.others)
        name = read(columns.id) if columns.id >= 0 else ""
        entity = read(columns.date_key) if columns.date_key >= 0 else ""
    except UnicodeDecodeError:
        return Sample(index, defect="invalid_utf8")
    return Sample(index, texts, others, name, entity=entity)


def _edited(
    data: bytes, row: Record, dialect: Dialect, columns: Columns, texts: Sequence[str] | None
) -> bytes:
    """The record with new texts and without dropped columns; its line end stays."""
    raw = [data[start:end] for start, end in row.fields]
    if texts is not None:
        for number, text in zip(columns.texts, texts, strict=True):
            new = text.encode("utf-8", "replace")
            if new != dialect.value(raw[number]):
                raw[number] = dialect.written(new, quoted=raw[number][:1] == dialect.quote)
    kept = [part for number, part in enumerate(raw) if number not in columns.drops]
    if kept == [b""]:  # else the row would be an empty line: none
        kept = [dialect.quote * 2]
    return dialect.delimiter.join(kept) + data[row.fields[-1][1] : row.end]
