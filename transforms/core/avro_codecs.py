"""Codecs of Avro blocks.

Source: Apache Avro 1.12 specification, "Object Container Files", "Required Codecs" and "Optional
Codecs".
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from typing import BinaryIO

import cramjam
import zstandard

from transforms.core.errors import SampleError

CODECS = ("null", "deflate", "snappy", "zstandard", "bzip2", "xz")

_CHUNK = 1 << 16
_CRC_BYTES = 4
_SNAPPY_RATIO = 64  # a copy of 64 bytes takes 2 or more: format_description.txt, section 2.2
_XZ_MEMORY = 1 << 28  # preset 9 takes a quarter of it


def compress(codec: str, data: bytes) -> bytes:
    """The data in a codec, at the level that is usual for it."""
    if codec == "deflate":
        deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        return deflate.compress(data) + deflate.flush()
    if codec == "snappy":
        packed = bytes(cramjam.snappy.compress_raw(data))
        return packed + zlib.crc32(data).to_bytes(_CRC_BYTES, "big")
    if codec == "zstandard":
        return zstandard.ZstdCompressor(level=3).compress(data)
    if codec == "bzip2":
        return bz2.compress(data, 9)
    return lzma.compress(data, preset=6) if codec == "xz" else data


def decompress(codec: str, data: bytes, limit: int) -> bytes:
    """What was compressed.

    Raises:
        SampleError: it is damaged (`corrupt`), or longer than `limit` bytes (`archive_bomb`).
    """
    try:
        plain = _decompressed(codec, data, limit + 1)
    except (
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        lzma.LZMAError,
        zstandard.ZstdError,
        cramjam.DecompressionError,
        MemoryError,
    ):
        raise SampleError("read", "corrupt") from None
    if len(plain) > limit:
        raise SampleError("read", "archive_bomb")
    return plain


def _decompressed(codec: str, data: bytes, most: int) -> bytes:
    """At most the first `most` bytes; an incomplete stream is an error."""
    if codec == "null":
        return data
    if codec == "snappy":
        return _unsnapped(data, most)
    if codec == "zstandard":
        source = io.BytesIO(data)
        with zstandard.ZstdDecompressor().stream_reader(source, read_across_frames=True) as reader:
            return _read(reader, most)
    if codec == "deflate":
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        plain = inflate.decompress(data, most)
        ended = inflate.eof
    else:
        bzip2 = codec == "bzip2"
        stream = bz2.BZ2Decompressor() if bzip2 else lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
        plain = stream.decompress(data, most)
        ended = stream.eof
    if not ended and len(plain) < most:
        raise EOFError
    return plain


def _read(reader: BinaryIO, most: int) -> bytes:
    plain = bytearray()
    while len(plain) < most and (piece := reader.read(min(_CHUNK, most - len(plain)))):
        plain += piece
    return bytes(plain)


def _unsnapped(data: bytes, most: int) -> bytes:
    size = shift = 0
    for byte in data[:5]:
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    if size > _SNAPPY_RATIO * len(data):
        raise ValueError
    if size >= most:
        raise SampleError("read", "archive_bomb")
    plain = bytes(cramjam.snappy.decompress_raw(data[:-_CRC_BYTES]))
    if zlib.crc32(plain) != int.from_bytes(data[-_CRC_BYTES:], "big"):
        raise ValueError
    return plain
