"""A repository that is a zip archive: its directory is the listing and says where members are."""

from __future__ import annotations

import bz2
import stat
import struct
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import zstandard

from transforms.core.errors import SampleError
from transforms.core.records import BlockLimits
from transforms.core.repositories.frames import Frame
from transforms.core.repositories.member_names import in_git_folder
from transforms.core.repositories.members import Expansion, Kind, Member, read_fully
from transforms.core.repositories.zip_directory import (
    CENTRAL,
    CENTRAL_SIGN,
    LOCAL,
    LOCAL_SIGN,
    MAX32,
    Entry,
    end_records,
    find_directory,
    read_entries,
)

STORED, DEFLATED, BZIP2, ZSTD = 0, 8, 12, 93  # APPNOTE 4.4.5
_VERSIONS = {STORED: 20, DEFLATED: 20, BZIP2: 46, ZSTD: 63}  # APPNOTE 4.4.3.2
_ENCRYPTED = 1 | 1 << 6 | 1 << 13  # APPNOTE 4.4.4
_UTF8 = 1 << 11
_UNIX = {3, 19}  # APPNOTE 4.4.2.2: UNIX, OS X
_DOS_ATTRIBUTES = 0x3F

# method, time, date, UTF-8 flag, system, external attributes
_ATTRIBUTES = struct.Struct("<4HBI")

MAGIC = (LOCAL_SIGN, b"PK\5\6")


class ZipRepository:
    """The members of a zip, in the order of its directory (APPNOTE 4.3.12).

    Believed is only what fits together: a member whose local header says something else than the
    directory, whose bytes overlap another one's, that unpacks to more or fewer bytes than declared
    or has another checksum, is `corrupt`. Without a directory (its end is cut off) nothing tells
    what a member is, so all of the archive is one defect. A name without the UTF-8 flag that is no
    UTF-8 is taken as code page 437 (APPNOTE, appendix D).
    """

    def __init__(
        self, directory: BinaryIO, data: BinaryIO, limits: BlockLimits, stored: int
    ) -> None:
        self._directory = directory
        self._data = data
        self._limits = limits
        self._stored = stored
        self._starts: array[int] | None = None
        self._end = 0

    def walk(self, first: int = 0) -> Iterator[Member]:
        """Every member, folders included; `.git` of a work tree is left out."""
        expansion = Expansion(self._limits, self._stored)
        for entry in read_entries(self._directory, find_directory(self._directory)):
            member = _member(entry)
            expansion.add(entry.size)
            if not in_git_folder(member.raw.decode("utf-8", "replace")):
                yield member

    def check(self, member: Member) -> None:
        """Nothing: a damaged member of a zip damages no other."""

    def content(self, member: Member) -> bytes:
        """The member's bytes; raises `SampleError` when they are not what the directory says."""
        entry: Entry = member.place
        self._data.seek(self._data_start(entry))
        # No method makes much more of its input; a claim beyond that is not worth the memory.
        if entry.stored > entry.size + entry.size // 8 + 4096:
            raise SampleError("read", "corrupt")
        content = _expanded(read_fully(self._data, entry.stored), entry)
        if len(content) != entry.size or zlib.crc32(content) != entry.crc:
            raise SampleError("read", "corrupt")
        return content

    def close(self) -> None:
        """Closes both streams."""
        self._directory.close()
        self._data.close()

    def _data_start(self, entry: Entry) -> int:
        """Where the member's bytes begin; its local header is right, no other member in its way."""
        starts = self._all_starts()
        if entry.offset >= self._end:
            raise SampleError("read", "corrupt")
        self._data.seek(entry.offset)
        head = read_fully(self._data, LOCAL.size)
        if len(head) < LOCAL.size or not head.startswith(LOCAL_SIGN):
            raise SampleError("read", "corrupt")
        _, _, flags, method, _, _, _, _, _, name, extra = LOCAL.unpack(head)
        same = method == entry.method and (flags ^ entry.flags) & _ENCRYPTED == 0
        if not same or read_fully(self._data, name) != entry.raw:
            raise SampleError("read", "corrupt")
        start = entry.offset + LOCAL.size + name + extra
        after = bisect_right(starts, entry.offset)
        next_start = int(starts[after]) if after < len(starts) else self._end
        if after - bisect_left(starts, entry.offset) > 1 or start + entry.stored > next_start:
            raise SampleError("read", "corrupt")
        return start

    def _all_starts(self) -> array[int]:
        """Where all members start, ascending: 8 bytes each."""
        if self._starts is None:
            directory = find_directory(self._data)
            offsets: array[int] = array("Q")
            try:
                for entry in read_entries(self._data, directory):
                    offsets.append(min(entry.offset, directory.end))
            except SampleError:
                pass  # `walk` gives no more members than these either
            self._starts = array("Q", sorted(offsets))
            self._end = directory.start
        return self._starts


def _member(entry: Entry) -> Member:
    is_unix = entry.made_by >> 8 in _UNIX
    mode = entry.external >> 16 if is_unix else 0
    kind, defect = _kind(entry, mode)
    kept = (stat.S_IFMT(mode) | mode & 0o777) << 16 | entry.external & _DOS_ATTRIBUTES
    return Member(
        raw=entry.raw,
        kind=kind,
        size=0 if kind is Kind.FOLDER else entry.size,
        mode=mode & 0o777,
        defect=defect,
        attributes=_ATTRIBUTES.pack(
            entry.method,
            entry.time,
            entry.date,
            entry.flags & _UTF8,
            3 if is_unix else 0,
            kept,
        ),
        version=f"{entry.crc} {entry.offset} {entry.stored}",
        place=entry,
        codec="" if entry.flags & _UTF8 else "cp437",
    )


def _kind(entry: Entry, mode: int) -> tuple[Kind, str]:
    if entry.raw.endswith(b"/"):
        return Kind.FOLDER, ""
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFLNK}:
        return Kind.OTHER, "special_file"
    defect = ""
    if entry.flags & _ENCRYPTED:
        defect = "encrypted"
    elif entry.method not in _VERSIONS:
        defect = "unsupported_compression"
    elif entry.size >= MAX32:
        defect = "too_large"
    return Kind.LINK if stat.S_ISLNK(mode) else Kind.FILE, defect


def _expanded(stored: bytes, entry: Entry) -> bytes:
    """The content, at most one byte more than declared; raises `SampleError` (`corrupt`)."""
    most = entry.size + 1
    try:
        if entry.method == DEFLATED:
            inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            content = inflater.decompress(stored, most)
            return content if inflater.eof else b"\0" * most
        if entry.method == BZIP2:
            return bz2.BZ2Decompressor().decompress(stored, most)
        if entry.method == ZSTD:
            return zstandard.ZstdDecompressor().stream_reader(stored).read(most)
    except (zlib.error, OSError, EOFError, ValueError, zstandard.ZstdError):
        raise SampleError("read", "corrupt") from None
    return stored


def _compressed(content: bytes, method: int) -> bytes:
    if method == DEFLATED:
        deflater = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        return deflater.compress(content) + deflater.flush()
    if method == BZIP2:
        return bz2.compress(content)
    return zstandard.ZstdCompressor(level=3).compress(content) if method == ZSTD else content


def write_zip(frames: Iterable[Frame], stream: BinaryIO) -> None:
    """Writes the members as a zip; the same frames, the same bytes.

    Kept are names as stored, compression methods, modification times, permission bits, kinds and
    DOS attributes. Comments and extra fields are left blank: they hold owners' ids, other names,
    and whatever a tool put there.
    """
    directory = bytearray()
    at = 0
    count = 0
    for frame in frames:
        head, body, central = _records(frame, at)
        stream.write(head)
        stream.write(body)
        directory += central
        at += len(head) + len(body)
        count += 1
    stream.write(directory)
    stream.write(end_records(at, len(directory), count))


def _records(frame: Frame, at: int) -> tuple[bytes, bytes, bytes]:
    """The local header with name, the stored bytes, and the directory's entry of one member."""
    method, time, date, flags, system, external = _ATTRIBUTES.unpack(frame.attributes)
    if frame.kind is Kind.FOLDER:
        method = STORED
    body = _compressed(frame.content, method)
    wide = at >= MAX32
    needs = max(_VERSIONS[method], 45 if wide else 0)
    extra = struct.pack("<2HQ", 1, 8, at) if wide else b""
    about = (flags, method, time, date, zlib.crc32(frame.content), len(body), len(frame.content))
    head = LOCAL.pack(LOCAL_SIGN, _VERSIONS[method], *about, len(frame.raw), 0)
    central = CENTRAL.pack(
        *(CENTRAL_SIGN, system << 8 | 63, needs, *about, len(frame.raw), len(extra)),
        *(0, 0, 0, external, MAX32 if wide else at),
    )
    return head + frame.raw, body, central + frame.raw + extra
