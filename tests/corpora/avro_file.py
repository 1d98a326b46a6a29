"""The schema of the tickets, and Avro object containers written and read block by block.

The framing is done here (Avro 1.11 specification, "Object Container Files") because fastavro has no
zstandard codec without a further package, and because blocks of uneven sizes are wanted.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Sequence
from typing import Any

import fastavro
import zstandard

from tests.corpora.values import number

_COMMENT = {
    "type": "record",
    "name": "Comment",
    "fields": [
        {
            "name": "role",
            "type": {"type": "enum", "name": "Role", "symbols": ["agent", "customer", "bot"]},
        },
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "text", "type": ["null", "string"], "default": None},
    ],
}
TICKET = {
    "type": "record",
    "name": "Ticket",
    "namespace": "net.fernhollow.desk",
    "doc": "A ticket of the help desk, as exported every night.",
    "fields": [
        {"name": "number", "type": "long"},
        {
            "name": "status",
            "type": {"type": "enum", "name": "Status", "symbols": ["open", "waiting", "closed"]},
        },
        {"name": "priority", "type": ["null", "int"], "default": None},
        {"name": "opened", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "due", "type": ["null", {"type": "int", "logicalType": "date"}], "default": None},
        {
            "name": "cost",
            "type": [
                "null",
                {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2},
            ],
        },
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "attributes", "type": {"type": "map", "values": "string"}},
        {
            "name": "customer",
            "type": {
                "type": "record",
                "name": "Customer",
                "fields": [
                    {"name": "segment", "type": "string"},
                    {"name": "seats", "type": "int"},
                    {"name": "region", "type": ["null", "string"], "default": None},
                ],
            },
        },
        {"name": "body", "type": "string"},
        {"name": "comments", "type": {"type": "array", "items": _COMMENT}},
        {"name": "satisfaction", "type": ["null", "double", "boolean"], "default": None},
    ],
}

_HEADER = {
    "type": "record",
    "name": "Header",
    "fields": [
        {"name": "magic", "type": {"type": "fixed", "name": "Magic", "size": 4}},
        {"name": "meta", "type": {"type": "map", "values": "bytes"}},
        {"name": "sync", "type": {"type": "fixed", "name": "Sync", "size": 16}},
    ],
}


def container(
    name: str, schema: dict[str, Any], rows: Sequence[dict[str, Any]], codec: str
) -> bytes:
    """An Avro file of `rows` in blocks of 7 to 13 records; its sync marker depends on `name`."""
    parsed = fastavro.parse_schema(schema)
    marker = number(name).to_bytes(8, "big") * 2
    meta = {
        "avro.schema": json.dumps(schema).encode(),
        "avro.codec": codec.encode(),
        "made.by": b"tests/corpora/build.py",
    }
    out = io.BytesIO()
    fastavro.schemaless_writer(out, _HEADER, {"magic": b"Obj\x01", "meta": meta, "sync": marker})
    start, size = 0, 7
    while start < len(rows):
        block = rows[start : start + size]
        payload = io.BytesIO()
        for row in block:
            fastavro.schemaless_writer(payload, parsed, row)
        packed = _pack(payload.getvalue(), codec)
        for value in (len(block), len(packed)):
            fastavro.schemaless_writer(out, "long", value)
        out.write(packed + marker)
        start, size = start + size, 7 + (size + 3) % 7
    return out.getvalue()


def _pack(raw: bytes, codec: str) -> bytes:
    if codec == "zstandard":
        return zstandard.ZstdCompressor(level=9).compress(raw)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(raw) + deflate.flush()


def records(raw: bytes) -> list[dict[str, Any]]:
    """The records of an Avro file with codec null, deflate or zstandard."""
    stream = io.BytesIO(raw)
    header: Any = fastavro.schemaless_reader(stream, _HEADER, None)
    parsed = fastavro.parse_schema(json.loads(header["meta"]["avro.schema"]))
    codec = header["meta"]["avro.codec"].decode()
    found: list[Any] = []
    while stream.tell() < len(raw):
        count, size = (fastavro.schemaless_reader(stream, "long", None) for _ in range(2))
        payload = io.BytesIO(_unpack(stream.read(int(str(size))), codec))
        found.extend(
            fastavro.schemaless_reader(payload, parsed, None) for _ in range(int(str(count)))
        )
        if stream.read(16) != header["sync"]:
            raise ValueError(f"no sync marker after record {len(found)}")
    return found


def _unpack(packed: bytes, codec: str) -> bytes:
    if codec == "zstandard":
        return zstandard.ZstdDecompressor().decompressobj().decompress(packed)
    return packed if codec == "null" else zlib.decompress(packed, -15)
