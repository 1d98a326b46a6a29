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
from collections.abc import Sequence, Set
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from transforms.core.parquet_footer import Chunk, first_chunks, page_header

# Numbers of the enums `Encoding` (with the types each is for) and `CompressionCodec`; LZO (3) has
# no writer and no reader here.
_OWN_ENCODINGS = {
    5: ("DELTA_BINARY_PACKED", "INT32", "INT64"),
    6: ("DELTA_LENGTH_BYTE_ARRAY", "BYTE_ARRAY"),
    7: ("DELTA_BYTE_ARRAY", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"),
    9: ("BYTE_STREAM_SPLIT", "INT32", "INT64", "FLOAT", "DOUBLE", "FIXED_LEN_BYTE_ARRAY"),
}
_CODECS = {0: "NONE", 1: "SNAPPY", 2: "GZIP", 4: "BROTLI", 5: "LZ4", 6: "ZSTD", 7: "LZ4"}
_PAGE_HEADER_BYTES = 32


def writer_options(
    file: pq.ParquetFile,
    stream: io.BufferedIOBase,
    schema: pa.Schema,
    kept: Sequence[int],
    texts: Set[int],
) -> dict[str, Any]:
    """Options of `pq.ParquetWriter` for a file of `schema` in the image of `file`.

    Args:
        file: the source, not encrypted.
        stream: its bytes.
        schema: what will be written: the source's columns, some perhaps left out.
        kept: number in the source of each leaf that is written, in order.
        texts: numbers of the leaves whose values change: no sort order is claimed for them.
    """
    shape = _shape(file.schema, schema, kept, file.metadata.format_version)
    footer = first_chunks(stream)
    if not footer:
        return shape
    chunks = [footer[leaf] for leaf in kept]
    leaves = _leaf_types(_blank(schema, shape), range(len(kept)))
    paths, kinds = [leaf[0] for leaf in leaves], {leaf[0]: leaf[1] for leaf in leaves}
    sorting = file.metadata.row_group(0).sorting_columns
    return {
        **shape,
        **_columns(dict(zip(paths, chunks, strict=True)), kinds, _largest_group(file.metadata)),
        **_pages(chunks, stream),
        "sorting_columns": _sorting(sorting, kept, texts),
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


def _columns(chunks: dict[str, Chunk], kinds: dict[str, str], rows: int) -> dict[str, Any]:
    dictionary = [path for path, chunk in chunks.items() if chunk.dictionary]
    own = {
        path: _OWN_ENCODINGS[encoding][0]
        for path, chunk in chunks.items()
        if not chunk.dictionary
        for encoding in chunk.encodings
        if kinds[path] in _OWN_ENCODINGS.get(encoding, ())
    }
    statistics = [path for path, chunk in chunks.items() if chunk.statistics]
    bloom = [path for path, chunk in chunks.items() if chunk.bloom]
    return {
        "compression": {path: _CODECS.get(chunk.codec, "SNAPPY") for path, chunk in chunks.items()},
        "use_dictionary": dictionary or False,
        "column_encoding": own or None,
        "write_statistics": statistics or False,
        "bloom_filter_options": {path: {"ndv": max(rows, 1)} for path in bloom} or None,
    }


def _sorting(columns: Sequence[Any], kept: Sequence[int], texts: Set[int]) -> Any:
    """The longest beginning of the sort order that still holds."""
    places = {leaf: place for place, leaf in enumerate(kept)}
    held = itertools.takewhile(
        lambda column: column.column_index in places and column.column_index not in texts,
        columns,
    )
    sorting = [
        pq.SortingColumn(places[c.column_index], descending=c.descending, nulls_first=c.nulls_first)
        for c in held
    ]
    return sorting or None


def _pages(chunks: Sequence[Chunk], stream: io.BufferedIOBase) -> dict[str, Any]:
    stream.seek(chunks[0].data_page)
    second, checksum = page_header(stream.read(_PAGE_HEADER_BYTES))
    return {
        "data_page_version": "2.0" if second else "1.0",
        "write_page_checksum": checksum,
        "write_page_index": any(chunk.offset_index for chunk in chunks),
    }
