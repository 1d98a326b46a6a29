"""A repository that is a tar archive: read as a stream, once, and written in its image.

Own reading above Python's header parser, because `tarfile` keeps every member in memory and reads
extended headers of any claimed size. Sources: POSIX.1-2017 pax (ustar and extended headers), the
GNU tar manual ("Basic Tar Format").
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from transforms.core.errors import SampleError
from transforms.core.repositories.frames import Frame
from transforms.core.repositories.member_names import in_git_folder
from transforms.core.repositories.members import MAX_MEMBERS, Kind, Member, read_fully

BLOCK = tarfile.BLOCKSIZE

# As much as Go's archive/tar reads of one extended header; names end at 4 KiB long before.
_MAX_EXTENDED = 1 << 20
_CHUNK = 1 << 20
_PAX_LENGTH = re.compile(rb"(\d{1,7}) ")
_DIGITS = re.compile(rb"\d{1,15}\Z")
# Times beyond what the plain header holds (the year 2242) are not kept.
_MAX_TIME = 8**11

_FILES = {tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE}
_OTHERS = {
    tarfile.LNKTYPE: "hard_link",
    tarfile.CHRTYPE: "special_file",
    tarfile.BLKTYPE: "special_file",
    tarfile.FIFOTYPE: "special_file",
}
_LONG = {tarfile.GNUTYPE_LONGNAME: "path", tarfile.GNUTYPE_LONGLINK: "linkpath"}
_PAX = {tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE}
_VOLUME_LABEL = b"V"
_ABOUT_ARCHIVE = {tarfile.XGLTYPE, _VOLUME_LABEL}


def is_tar(head: bytes) -> bool:
    """Whether the first 512 bytes are a tar header, by magic or (V7 has none) by checksum."""
    if len(head) < BLOCK:
        return False
    try:
        tarfile.TarInfo.frombuf(head[:BLOCK], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return head[257:262] == b"ustar"
    return True


class TarRepository:
    """The members of a tar stream, in order; `content` and `check` are for the member given last.

    A hard link and a sparse file are defects: what they stand for is not in their place. Global
    headers and volume labels say nothing about members and are passed over. An archive without an
    end mark is truncated; one with bytes other than zero behind it has `trailing_data`.
    """

    def __init__(self, stream: BinaryIO, stored: int) -> None:
        self._stream = stream
        self._stored = stored
        self._left = 0
        self._padding = 0
        self._begun = False

    def walk(self, first: int = 0) -> Iterator[Member]:
        """Every member, folders included; `.git` of a work tree is left out."""
        extended: dict[str, bytes] = {}
        count = 0
        while (header := self._header()) is not None:
            count += 1
            if count > MAX_MEMBERS:
                raise SampleError("read", "too_many_members")
            info, block = header
            if info.type in _LONG:
                extended[_LONG[info.type]] = self._extended(info.size).rstrip(b"\0")
            elif info.type in _PAX:
                extended.update(_pax_records(self._extended(info.size)))
            elif info.type in _ABOUT_ARCHIVE:
                self._begin(info.size)
            else:
                member = self._member(info, block, extended)
                extended = {}
                if not in_git_folder(member.raw.decode("utf-8", "replace")):
                    yield member

    def check(self, member: Member) -> None:
        """Reads to the end of the member; raises `SampleError` when that is not there."""
        self._skip(self._left)
        self._left = 0

    def content(self, member: Member) -> bytes:
        """The content of the member given last."""
        content = read_fully(self._stream, self._left)
        if len(content) < self._left:
            raise SampleError("read", "truncated")
        self._left = 0
        return content

    def close(self) -> None:
        """Closes the stream."""
        self._stream.close()

    def _header(self) -> tuple[tarfile.TarInfo, bytes] | None:
        self._skip(self._left + self._padding)
        self._left = self._padding = 0
        block = read_fully(self._stream, BLOCK)
        if not block and not self._begun:
            return None
        self._begun = True
        if len(block) < BLOCK:
            raise SampleError("read", "truncated")
        if not any(block):
            self._check_end()
            return None
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            raise SampleError("read", "corrupt") from None
        if info.size < 0:
            raise SampleError("read", "corrupt")
        return info, block

    def _check_end(self) -> None:
        while chunk := self._stream.read(_CHUNK):
            if chunk.count(0) != len(chunk):
                raise SampleError("read", "trailing_data")

    def _extended(self, size: int) -> bytes:
        if size > _MAX_EXTENDED:
            raise SampleError("read", "corrupt")
        self._begin(size)
        content = read_fully(self._stream, size)
        self._left -= len(content)
        return content

    def _begin(self, size: int) -> None:
        self._left = size
        self._padding = -size % BLOCK

    def _member(self, info: tarfile.TarInfo, block: bytes, extended: dict[str, bytes]) -> Member:
        size = info.size
        if _DIGITS.match(extended.get("size", b"")):
            size = int(extended["size"])
        kind, defect = _kind(info, extended)
        if info.type == tarfile.GNUTYPE_SPARSE:
            self._skip_sparse_map(block)
        if info.type in _OTHERS or kind in {Kind.LINK, Kind.FOLDER}:
            size = 0
        self._begin(size)
        target = extended.get("linkpath", info.linkname.encode("utf-8", "surrogateescape"))
        return Member(
            raw=extended.get("path", _plain_name(info, block)),
            kind=kind,
            size=size,
            mode=info.mode & 0o777,
            mtime=int(info.mtime) if 0 <= info.mtime < _MAX_TIME else 0,
            target=target if kind is Kind.LINK else None,
            defect=defect,
        )

    def _skip_sparse_map(self, block: bytes) -> None:
        more = block[482]
        while more:
            block = read_fully(self._stream, BLOCK)
            if len(block) < BLOCK:
                raise SampleError("read", "truncated")
            more = block[504]

    def _skip(self, size: int) -> None:
        if size > _CHUNK and self._stream.seekable():
            if self._stream.tell() + size > self._stored:
                raise SampleError("read", "truncated")
            self._stream.seek(size, 1)
            return
        while size:
            chunk = self._stream.read(min(size, _CHUNK))
            if not chunk:
                raise SampleError("read", "truncated")
            size -= len(chunk)


def _kind(info: tarfile.TarInfo, extended: dict[str, bytes]) -> tuple[Kind, str]:
    if info.type == tarfile.GNUTYPE_SPARSE or any(
        key.startswith("GNU.sparse.") for key in extended
    ):
        return Kind.OTHER, "sparse_file"
    if info.type in _FILES:
        return Kind.FILE, ""
    if info.type == tarfile.SYMTYPE:
        return Kind.LINK, ""
    if info.type == tarfile.DIRTYPE:
        return Kind.FOLDER, ""
    return Kind.OTHER, _OTHERS.get(info.type, "special_file")


def _plain_name(info: tarfile.TarInfo, block: bytes) -> bytes:
    """The header's own name; GNU's old header has times where POSIX has the name's prefix."""
    if block[257:265] == b"ustar  \0":
        name = block[:100].partition(b"\0")[0]
        return name.rstrip(b"/") if info.isdir() else name
    return info.name.encode("utf-8", "surrogateescape")


def _pax_records(payload: bytes) -> dict[str, bytes]:
    r"""The records of an extended header: "length key=value\n", the length counting all of it."""
    records: dict[str, bytes] = {}
    at = 0
    while at < len(payload) and payload[at]:
        match = _PAX_LENGTH.match(payload, at)
        end = at + int(match[1]) if match else 0
        if match is None or not match.end() < end <= len(payload) or payload[end - 1] != 0x0A:
            raise SampleError("read", "corrupt")
        key, _, value = payload[match.end() : end - 1].partition(b"=")
        records[key.decode("utf-8", "replace")] = value
        at = end
    return records


def write_tar(frames: Iterable[Frame], stream: BinaryIO) -> None:
    """Writes the members as a POSIX archive; the same frames, the same bytes.

    Kept are names, kinds, permission bits, modification times (whole seconds) and link targets.
    Owners' names and ids, comments, device numbers, access times and extended attributes are left
    blank: they hold private data that nobody would look for there.
    """
    written = 0
    for frame in frames:
        for piece in (_header_of(frame), _body(frame)):
            stream.write(piece)
            written += len(piece)
    stream.write(bytes(2 * BLOCK + -(written + 2 * BLOCK) % tarfile.RECORDSIZE))


def _body(frame: Frame) -> bytes:
    return frame.content + bytes(-len(frame.content) % BLOCK) if frame.kind is Kind.FILE else b""


def _header_of(frame: Frame) -> bytes:
    info = tarfile.TarInfo(frame.raw.decode("utf-8"))
    info.mode = frame.mode
    info.mtime = frame.mtime
    if frame.kind is Kind.LINK:
        info.type = tarfile.SYMTYPE
        info.linkname = frame.content.decode("utf-8")
    elif frame.kind is Kind.FOLDER:
        info.type = tarfile.DIRTYPE
    else:
        info.size = len(frame.content)
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict")
