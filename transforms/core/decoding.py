"""Decoders of the compressions, each as pieces of bounded size that stop exactly at a damage.

Sources: RFC 1952 (gzip), RFC 8878 (zstd), the LZ4 frame format 1.6, the .xz file format 1.1, the
snappy framing format. `compression` is what others use.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

import cramjam
import lz4.frame
import zstandard

from transforms.core.errors import SampleError

SNAPPY_START = b"\xff\x06\x00\x00sNaPpY"
OUTPUT_BYTES = 1 << 16  # most that one step of a decoder gives: bounds the memory a bomb can take

_INPUT_BYTES = 1 << 16  # stored bytes read at a time
_ZSTD_WINDOW = 1 << 27  # the most that the zstd tool takes without --long
_XZ_MEMORY = 1 << 27  # `xz -9` needs 65 MiB to decode
_SNAPPY_CHUNK = 65536  # most decompressed bytes of a chunk: framing format, section 4.2


def is_skippable(magic: bytes) -> bool:
    """Whether four bytes begin a skippable frame of zstd or LZ4 (RFC 8878, 3.1.2)."""
    return magic[1:] == b"\x2a\x4d\x18" and magic[0] & 0xF0 == 0x50


class _Decoder(Protocol):
    """What bz2, lzma and lz4 agree on: decodes one member, at most `max_length` bytes a step."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes | None: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Inflate:
    """A gzip member as a `_Decoder`."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._full = False  # the last step gave all it was allowed to: more may wait inside

    @property
    def eof(self) -> bool:
        return self._inflate.eof

    @property
    def needs_input(self) -> bool:
        return not self._full and not self._inflate.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inflate.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._inflate.decompress(self._inflate.unconsumed_tail + data, max_length)
        self._full = len(piece) == max_length
        return piece


def _xz_decoder() -> _Decoder:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)


_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": _Inflate,
    "bzip2": bz2.BZ2Decompressor,
    "lz4": lz4.frame.LZ4FrameDecompressor,
    "xz": _xz_decoder,
}


class _DecoderError(Exception):
    """A decoder refused its input."""


class _Feed:
    """The stored bytes, with the place of what is not yet used."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._data = b""
        self.place = stream.tell()  # of the first byte of `_data`

    def some(self) -> bytes:
        """Some bytes, b"" at the end."""
        data = self._data or self._stream.read(_INPUT_BYTES)
        self._data = b""
        self.place += len(data)
        return data

    def give_back(self, data: bytes) -> None:
        """Takes back the last bytes given."""
        self._data = data
        self.place -= len(data)

    def take(self, size: int) -> bytes:
        """Exactly `size` bytes.

        Raises:
            SampleError: the stream ends before.
        """
        taken = bytearray()
        while len(taken) < size:
            data = self.some()
            if not data:
                raise SampleError("read", "truncated")
            self.give_back(data[size - len(taken) :])
            taken += data[: size - len(taken)]
        return bytes(taken)

    def skip(self, size: int) -> None:
        """As `take`, without keeping them."""
        while size:
            size -= len(self.take(min(size, _INPUT_BYTES)))

    def at_end(self, padding: bytes = b"") -> bool:
        """Whether nothing is left but bytes of `padding`, which are consumed."""
        data = self.some()
        while data and not data.lstrip(padding):
            data = self.some()
        self.give_back(data.lstrip(padding))
        return not data


def pieces(stream: BinaryIO, compression: str) -> Iterator[bytes]:
    """The decompressed bytes of `stream` in pieces of bounded size; `SampleError` at a damage."""
    if compression == "zstd":
        return _zstd(_Feed(stream))
    if compression == "snappy":
        return _snappy(_Feed(stream))
    return _members(stream, _DECODERS[compression])


def _step(decoder: _Decoder, data: bytes, most: int) -> bytes:
    try:
        return decoder.decompress(data, most)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError):
        # OSError is what bz2 raises, RuntimeError lz4; none of them touches a file here.
        raise _DecoderError from None


def _members(stream: BinaryIO, new: Callable[[], _Decoder]) -> Iterator[bytes]:
    feed = _Feed(stream)
    ended = feed.at_end()
    while not ended:
        start, given = feed.place, 0
        try:
            for piece in _member(feed, new(), OUTPUT_BYTES):
                given += len(piece)
                yield piece
        except _DecoderError:
            yield from _salvage(stream, start, new, given)
            raise SampleError("read", "corrupt") from None
        ended = feed.at_end(padding=b"\0")  # as tapes and xz leave it between members


def _member(feed: _Feed, decoder: _Decoder, most: int) -> Iterator[bytes]:
    while not decoder.eof:
        data = feed.some() if decoder.needs_input else b""
        if not data and decoder.needs_input:
            raise SampleError("read", "truncated")
        yield _step(decoder, data, most)
    feed.give_back(decoder.unused_data or b"")


def _salvage(
    stream: BinaryIO, start: int, new: Callable[[], _Decoder], given: int
) -> Iterator[bytes]:
    """What the failed step had decoded before the damage: decoders give it only byte by byte.

    Deflate may keep the very last byte: it looks at the next block before it hands a byte over.
    """
    stream.seek(start)
    feed, decoder, seen = _Feed(stream), new(), 0
    try:
        while seen < given:  # never beyond what came out the first time: none of it fails now
            data = feed.some() if decoder.needs_input else b""
            seen += len(_step(decoder, data, min(OUTPUT_BYTES, given - seen)))
        yield from _member(feed, decoder, 1)
    except _DecoderError:
        return


def _zstd(feed: _Feed) -> Iterator[bytes]:
    """Frames block by block: a block is at most 128 KiB decompressed (RFC 8878, 3.1.1.2.4)."""
    while not feed.at_end():
        magic = feed.take(4)
        if is_skippable(magic):
            feed.skip(int.from_bytes(feed.take(4), "little"))
        elif magic == b"\x28\xb5\x2f\xfd":
            yield from _zstd_frame(feed, magic)
        else:
            raise SampleError("read", "corrupt")


def _zstd_frame(feed: _Feed, magic: bytes) -> Iterator[bytes]:
    descriptor = feed.take(1)
    flags = descriptor[0]
    single_segment, checksum = flags >> 5 & 1, flags >> 2 & 1
    size = (1 - single_segment) + (0, 1, 2, 4)[flags & 3] + (single_segment, 2, 4, 8)[flags >> 6]
    decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
    yield _zstd_step(decoder, magic + descriptor + feed.take(size))
    last = False
    while not last:
        header = feed.take(3)
        block = int.from_bytes(header, "little")
        last, run_length = bool(block & 1), block >> 1 & 3 == 1
        yield _zstd_step(decoder, header + feed.take(1 if run_length else block >> 3))
    if checksum:
        yield _zstd_step(decoder, feed.take(4))


def _zstd_step(decoder: zstandard.ZstdDecompressionObj, data: bytes) -> bytes:
    try:
        return decoder.decompress(data)
    except (zstandard.ZstdError, EOFError):
        raise SampleError("read", "corrupt") from None


def _snappy(feed: _Feed) -> Iterator[bytes]:
    """Chunk by chunk; the library checks each chunk's CRC-32C."""
    first = True
    while not feed.at_end():
        header = feed.take(4)
        kind, size = header[0], int.from_bytes(header[1:], "little")
        if (first and kind != 0xFF) or 0x02 <= kind <= 0x7F:
            raise SampleError("read", "corrupt")
        first = False
        if kind > 0x7F and kind != 0xFF:  # padding and skippable chunks
            feed.skip(size)
        else:
            yield _snappy_chunk(header + feed.take(size))


def _snappy_chunk(chunk: bytes) -> bytes:
    try:
        if chunk[0] == 0 and cramjam.snappy.decompress_raw_len(chunk[8:]) > _SNAPPY_CHUNK:
            raise SampleError("read", "corrupt")
        return bytes(cramjam.snappy.decompress(SNAPPY_START + chunk))
    except cramjam.DecompressionError:
        raise SampleError("read", "corrupt") from None
