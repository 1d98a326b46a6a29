"""How a Parquet file was written, as options of a writer that makes another in its image.

Kept: format version, data page version; by column compression, dictionary use, encoding, statistics
and bloom filter; page index and checksums, sorting columns, INT96 timestamps, decimals as integers,
the naming of list levels. Not to be known from a file and so left to the writer: page sizes and
compression levels.
Source: parquet.thrift of apache/parquet-format.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Sequence, Set
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

MAGIC = b"PAR1"
ENCRYPTED_MAGIC = b"PARE"

_TAIL = 8  # footer length, magic
_OWN_ENCODINGS = (
    "DELTA_BINARY_PACKED",
    "DELTA_LENGTH_BYTE_ARRAY",
    "DELTA_BYTE_ARRAY",
    "BYTE_STREAM_SPLIT",
)
_DICTIONARY = {"PLAIN_DICTIONARY", "RLE_DICTIONARY"}
_CODECS = {
    "UNCOMPRESSED": "NONE",
    "SNAPPY": "SNAPPY",
    "GZIP": "GZIP",
    "BROTLI": "BROTLI",
    "LZ4": "LZ4",
    "ZSTD": "ZSTD",
}
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
_DATA_PAGE_V2 = 3
_PAGE_HEADER_BYTES = 32


def writer_options(
    file: pq.ParquetFile, stream: io.BufferedIOBase, schema: pa.Schema, kept: Sequence[int], texts: Set[int]
) -> dict[str, Any]:
    """Options of `pq.ParquetWriter` for a file of `schema` in the image of `file`.

    Args:
        file: the source; `is_encrypted` is False for it.
        stream: its bytes.
        schema: what will be written: the source's columns, some perhaps left out.
        kept: number in the source of each leaf that is written, in order.
        texts: numbers of the leaves whose values change: no sort order is claimed for them.
    """
    shape = _shape(file.schema, schema, kept, file.metadata.format_version)
    if not file.metadata.num_row_groups:
        return shape
    group = file.metadata.row_group(0)
    chunks = [group.column(leaf) for leaf in kept]
    paths = [leaf[0] for leaf in _leaf_types(_blank(schema, shape), range(len(kept)))]
    return {
        **shape,
        **_columns(dict(zip(paths, chunks, strict=True)), _largest_group(file.metadata)),
        **_pages(chunks, stream),
        "sorting_columns": _sorting(group, kept, texts),
    }


def _largest_group(metadata: pq.FileMetaData) -> int:
    counts = (metadata.row_group(n).num_rows for n in range(metadata.num_row_groups))
    return int(max(counts))


def _shape(
    source: pq.ParquetSchema, schema: pa.Schema, kept: Sequence[int], version: str
) -> dict[str, Any]:
    """Of all options that decide on types and names, those that come nearest to the source."""
    wanted = _leaf_types(source, kept)
    int96 = any(leaf[1] == "INT96" for leaf in wanted)
    known = [version] if version in {"1.0", "2.4", "2.6"} else []
    flags = (False, True)
    choices = [
        {
            "version": chosen,
            "use_compliant_nested_type": not plain,
            "store_decimal_as_integer": integers,
            "write_time_adjusted_to_utc": utc,
            "use_deprecated_int96_timestamps": int96,
        }
        for chosen, plain, integers, utc in itertools.product(
            dict.fromkeys([*known, "2.6"]), flags, flags, flags
        )
    ]

    def alike(choice: dict[str, Any]) -> int:
        made = _leaf_types(_blank(schema, choice), range(len(kept)))
        return sum(a == b for a, b in zip(made, wanted, strict=True))

    return max(choices, key=alike)


def _blank(schema: pa.Schema, shape: dict[str, Any]) -> pq.ParquetSchema:
    """The Parquet schema that a writer with these options gives to an Arrow schema."""
    sink = io.BytesIO()
    pq.ParquetWriter(sink, schema, store_schema=False, **shape).close()
    return pq.ParquetFile(io.BytesIO(sink.getvalue())).schema


def _leaf_types(schema: pq.ParquetSchema, kept: Sequence[int]) -> list[tuple[str, str, str, str]]:
    columns = (schema.column(leaf) for leaf in kept)
    return [(c.path, c.physical_type, str(c.logical_type), str(c.length)) for c in columns]


def _columns(chunks: dict[str, Any], rows: int) -> dict[str, Any]:
    encodings = {path: set(chunk.encodings) for path, chunk in chunks.items()}
    dictionary = [
        path
        for path, chunk in chunks.items()
        if chunk.has_dictionary_page or encodings[path] & _DICTIONARY
    ]
    own = {
        path: encoding
        for path in chunks
        if path not in dictionary
        for encoding in _OWN_ENCODINGS
        if encoding in encodings[path]
    }
    statistics = [path for path, chunk in chunks.items() if chunk.is_stats_set]
    bloom = [path for path, chunk in chunks.items() if chunk.bloom_filter_offset is not None]
    return {
        "compression": {path: _CODECS.get(c.compression, "SNAPPY") for path, c in chunks.items()},
        "use_dictionary": dictionary or False,
        "column_encoding": own or None,
        "write_statistics": statistics or False,
        "bloom_filter_options": {path: {"ndv": max(rows, 1)} for path in bloom} or None,
    }


def _sorting(group: pq.RowGroupMetaData, kept: Sequence[int], texts: Set[int]) -> Any:
    """The longest beginning of the sort order that still holds."""
    places = {leaf: place for place, leaf in enumerate(kept)}
    held = itertools.takewhile(
        lambda column: column.column_index in places and column.column_index not in texts,
        group.sorting_columns,
    )
    sorting = [
        pq.SortingColumn(places[c.column_index], descending=c.descending, nulls_first=c.nulls_first)
        for c in held
    ]
    return sorting or None


def _pages(chunks: Sequence[Any], stream: io.BufferedIOBase) -> dict[str, Any]:
    stream.seek(chunks[0].data_page_offset)
    second, checksum = _page_header(stream.read(_PAGE_HEADER_BYTES))
    return {
        "data_page_version": "2.0" if second else "1.0",
        "write_page_checksum": checksum,
        "write_page_index": any(chunk.has_offset_index for chunk in chunks),
    }


def _page_header(head: bytes) -> tuple[bool, bool]:
    """Whether a `PageHeader` (fields 1 and 4) is of a page of version 2, and has a checksum."""
    thrift = _Thrift(head)
    found: dict[int, int] = {}
    try:
        for number, kind in thrift.fields():
            if number > 4:
                break
            found[number] = thrift.skip(kind) if kind == _STRUCT else thrift.varint()
    except IndexError:
        return False, False
    return found.get(1, 0) >> 1 == _DATA_PAGE_V2, 4 in found


def footer_defect(stream: io.BufferedIOBase) -> str:
    """What is wrong with the ends of a file, "" where nothing is: "truncated" or "encrypted"."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    if tail.endswith(ENCRYPTED_MAGIC):
        return "encrypted"
    return "" if tail.endswith(MAGIC) and size > _TAIL + len(MAGIC) else "truncated"


def is_encrypted(stream: io.BufferedIOBase) -> bool:
    """Whether a column of the first row group is encrypted, though the footer is not.

    pyarrow aborts the process when it is asked for such a column, so the footer is read here. It
    has to be one that pyarrow has parsed.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(size - _TAIL)
    length = int.from_bytes(stream.read(4), "little")
    stream.seek(size - _TAIL - length)
    thrift = _Thrift(stream.read(length))
    for number, kind in thrift.fields():
        if number == 4 and kind == _LIST:
            count, _ = thrift.list_head()
            return count > 0 and _group_is_encrypted(thrift)
        thrift.skip(kind)
    return False


def _group_is_encrypted(thrift: _Thrift) -> bool:
    for number, kind in thrift.fields():
        if number == 1 and kind == _LIST:
            return any(_chunk_is_encrypted(thrift) for _ in range(thrift.list_head()[0]))
        thrift.skip(kind)
    return False


def _chunk_is_encrypted(thrift: _Thrift) -> bool:
    """Reads one `ColumnChunk`: field 3 is its metadata, 8 how it is encrypted."""
    numbers = set()
    for number, kind in thrift.fields():
        numbers.add(number)
        thrift.skip(kind)
    return 3 not in numbers or 8 in numbers


class _Thrift:
    """A reader of Thrift's compact protocol that skips: what it is told to, field by field."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def varint(self) -> int:
        """An unsigned LEB128 number; integers are such in zigzag."""
        value = shift = 0
        while (byte := self._byte()) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
        return value | byte << shift

    def fields(self) -> Iterator[tuple[int, int]]:
        """Number and type of each field of a struct; its value has to be read before the next."""
        number = 0
        while head := self._byte():
            delta, kind = head >> 4, head & 0x0F
            if delta:
                number += delta
            else:
                zigzag = self.varint()
                number = (zigzag >> 1) ^ -(zigzag & 1)
            yield number, kind

    def list_head(self) -> tuple[int, int]:
        """Length and element type of a list or set."""
        head = self._byte()
        return (self.varint() if head >> 4 == 0x0F else head >> 4), head & 0x0F

    def skip(self, kind: int) -> int:
        """Skips one value of type `kind`; returns 0."""
        if kind in {_LIST, _SET}:
            count, element = self.list_head()
            for _ in range(count):
                self._skip_element(element)
        elif kind == _MAP:
            count = self.varint()
            kinds = self._byte() if count else 0
            for _ in range(count):
                self._skip_element(kinds >> 4)
                self._skip_element(kinds & 0x0F)
        elif kind == _STRUCT:
            for _, inner in self.fields():
                self.skip(inner)
        elif kind not in {_TRUE, _FALSE}:
            self._skip_plain(kind)
        return 0

    def _skip_element(self, kind: int) -> None:
        """Skips an element: other than in a field, a boolean is a byte of its own."""
        if kind in {_TRUE, _FALSE}:
            self._byte()
        else:
            self.skip(kind)

    def _skip_plain(self, kind: int) -> None:
        if kind == _BYTE:
            self._byte()
        elif kind == _DOUBLE:
            self._at += 8
        elif kind == _BINARY:
            length = self.varint()
            self._at += length
        else:
            self.varint()
