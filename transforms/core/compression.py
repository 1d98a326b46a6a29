"""Streams of the usual compressions: what a shard is wrapped in as a whole, read and written.

Reading never trusts its input. Every byte that decodes before a damage is delivered first; then
each further read raises `SampleError("read", reason)` with one of

    truncated      the stream ends in the middle of a member, frame or chunk (snappy has no end
                   mark: one that lost whole chunks cannot be told from a shorter one)
    corrupt        what follows is not of this compression, or a checksum is wrong
    archive_bomb   it has grown beyond `BlockLimits.expansion_bytes` and `expansion_ratio`, both

Which bytes those are depends on the stored bytes alone, not on how much is asked for at a time.
Writing is deterministic as well: the stored bytes depend on the written bytes alone, not on the
sizes of the writes.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

import cramjam
import lz4.frame
import zstandard

from transforms.core import decoding
from transforms.core.errors import SampleError
from transforms.core.records import BlockLimits

if TYPE_CHECKING:
    from typing_extensions import Buffer

GZIP_LEVEL = 6  # the default of each tool: what the corpus was most likely written with
BZIP2_LEVEL = 9
ZSTD_LEVEL = 3
LZ4_LEVEL = 0
XZ_PRESET = 6

_PIECE_BYTES = 1 << 20  # decompressed bytes given to an encoder at a time, whatever the writes

_MAGIC = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\xfd7zXZ\x00", "xz"),
    (decoding.SNAPPY_START, "snappy"),
)
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")  # digits of pi, or of its root: no block
_ENDINGS = {
    ".gz": ("gzip", ""),
    ".bz2": ("bzip2", ""),
    ".zst": ("zstd", ""),
    ".lz4": ("lz4", ""),
    ".xz": ("xz", ""),
    ".sz": ("snappy", ""),
    ".snappy": ("snappy", ""),
    ".tgz": ("gzip", ".tar"),
    ".tbz2": ("bzip2", ".tar"),
    ".txz": ("xz", ".tar"),
    ".tzst": ("zstd", ".tar"),
}


def guess(name: str, head: bytes) -> tuple[str, str]:
    """The compression of a file, "" for none, and its name without that ending.

    The first bytes decide. Where they are no compression's, the ending counts only if they are no
    text either: a damaged `.gz` is then found damaged, and a plain file that somebody named `.gz`
    is read as it is.

    >>> guess("a/b.jsonl.zst", bytes.fromhex("28b52ffd"))
    ('zstd', 'a/b.jsonl')
    """
    ending = next((known for known in _ENDINGS if name.lower().endswith(known)), "")
    by_name, inner = _ENDINGS.get(ending, ("", ""))
    stem = name[: len(name) - len(ending)] + inner if ending else name
    found = _by_magic(head, by_name)
    if not found and by_name and b"\0" in head:
        found = by_name
    return found, stem


def _by_magic(head: bytes, by_name: str) -> str:
    for magic, compression in _MAGIC:
        if head.startswith(magic):
            return compression
    if head[:3] == b"BZh" and head[4:10] in _BZIP2_BLOCKS:
        return "bzip2"
    if len(head) >= 4 and decoding.is_skippable(head[:4]):
        return "lz4" if by_name == "lz4" else "zstd"
    return ""


def decompress(
    stream: BinaryIO, compression: str, limits: BlockLimits, stored_size: int
) -> BinaryIO:
    """A forward stream of the decompressed bytes of `stream`; closing it closes `stream`.

    Args:
        stream: seekable, standing at the first stored byte.
        compression: as in `Shard.compression`, "" gives `stream` itself.
        limits: for the guard against bombs.
        stored_size: bytes of the whole `stream`.
    """
    if not compression:
        return stream
    most = max(limits.expansion_bytes, limits.expansion_ratio * stored_size)
    return cast(BinaryIO, ForwardStream(stream, decoding.pieces(stream, compression), most))


class ForwardStream(io.BufferedIOBase):
    """Decompressed bytes, in order, once; a read is short only at the end or before a damage."""

    def __init__(self, stream: BinaryIO, pieces: Iterator[bytes], most: int) -> None:
        self._stream = stream
        self._pieces = pieces
        self._left = most  # decompressed bytes that may still come
        self._piece = b""
        self._at = 0  # first byte of the piece not yet given
        self._given = 0
        self._damage: SampleError | None = None
        self._ended = False

    def readable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """Decompressed bytes given so far."""
        return self._given

    def read(self, size: int | None = -1, /) -> bytes:
        """`size` bytes, fewer only at the end or before a damage; with -1 all that is left.

        Raises:
            SampleError: all bytes before the damage have been given.
        """
        wanted = -1 if size is None else size
        got = bytearray()
        while wanted < 0 or len(got) < wanted:
            if self._at >= len(self._piece) and not self._next():
                break
            end = len(self._piece) if wanted < 0 else self._at + wanted - len(got)
            part = self._piece[self._at : end]
            self._at += len(part)
            got += part
        if self._damage is not None and not got and wanted != 0:
            raise self._damage from None
        self._given += len(got)
        return bytes(got)

    def read1(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, at least one before the end."""
        return self.read(decoding.OUTPUT_BYTES if size < 0 else size)

    def readinto(self, buffer: Buffer, /) -> int:
        """Bytes put into `buffer`."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Closes the stored stream too."""
        if not self.closed:
            self._stream.close()
        super().close()

    def _next(self) -> bool:
        if self._ended:
            return False
        try:
            self._piece = next(piece for piece in self._pieces if piece)
        except StopIteration:
            self._ended = True
            return False
        except SampleError as damage:
            self._ended, self._damage = True, damage.with_traceback(None)
            return False
        self._at = 0
        if len(self._piece) > self._left:
            self._ended, self._damage = True, SampleError("read", "archive_bomb")
            self._piece = self._piece[: self._left]
        self._left -= len(self._piece)
        return bool(self._piece)


class _Encoder(Protocol):
    """What turns bytes into stored bytes, piece by piece."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class _Lz4Encoder:
    def __init__(self) -> None:
        self._frame = lz4.frame.LZ4FrameCompressor(
            compression_level=LZ4_LEVEL, content_checksum=True
        )
        self._begun = self._frame.begin()

    def compress(self, data: bytes) -> bytes:
        begun, self._begun = self._begun, b""
        return bytes(begun + self._frame.compress(data))

    def flush(self) -> bytes:
        return bytes(self._begun + self._frame.flush())


class _SnappyEncoder:
    def __init__(self) -> None:
        self._start = decoding.SNAPPY_START

    def compress(self, data: bytes) -> bytes:
        start, self._start = self._start, b""
        return start + bytes(cramjam.snappy.compress(data)).removeprefix(decoding.SNAPPY_START)

    def flush(self) -> bytes:
        return self._start


def _gzip_encoder() -> _Encoder:
    """Writes a header without time and file name: zlib's own (RFC 1952, MTIME 0, no FNAME)."""
    return zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)


def _zstd_encoder() -> _Encoder:
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True).compressobj()


_ENCODERS: dict[str, Callable[[], _Encoder]] = {
    "gzip": _gzip_encoder,
    "bzip2": lambda: bz2.BZ2Compressor(BZIP2_LEVEL),
    "zstd": _zstd_encoder,
    "lz4": _Lz4Encoder,
    "xz": lambda: lzma.LZMACompressor(lzma.FORMAT_XZ, preset=XZ_PRESET),
    "snappy": _SnappyEncoder,
}


class CompressingStream(io.BufferedIOBase):
    """Collects what is written into pieces of one size, whatever the sizes of the writes."""

    def __init__(self, stream: BinaryIO, encoder: _Encoder) -> None:
        self._stream = stream
        self._encoder = encoder
        self._waiting = bytearray()

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, data: Buffer, /) -> int:
        """How many bytes were taken: all."""
        taken = memoryview(data).nbytes
        self._waiting += data
        whole = len(self._waiting) - len(self._waiting) % _PIECE_BYTES
        for start in range(0, whole, _PIECE_BYTES):
            piece = bytes(self._waiting[start : start + _PIECE_BYTES])
            self._stream.write(self._encoder.compress(piece))
        del self._waiting[:whole]
        return taken

    def finish(self) -> None:
        """Writes what is left and the end of the stream; the stored stream stays open."""
        if self._waiting:
            self._stream.write(self._encoder.compress(bytes(self._waiting)))
            self._waiting.clear()
        self._stream.write(self._encoder.flush())


@contextmanager
def compress(stream: BinaryIO, compression: str) -> Iterator[BinaryIO]:
    """A stream that writes compressed to `stream`.

    Its end is written when the block ends without an exception; `stream` stays open.
    """
    if not compression:
        yield stream
        return
    writer = CompressingStream(stream, _ENCODERS[compression]())
    yield cast(BinaryIO, writer)
    writer.finish()
