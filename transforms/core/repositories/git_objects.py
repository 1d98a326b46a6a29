"""The objects and references of a bare git repository, read within bounds.

Own reading, because dulwich's stores follow alternates and links out of the repository. Sources:
git's gitrepository-layout(5) and gitrevisions(7).
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, TypeVar

from dulwich.errors import ApplyDeltaError

from transforms.core.errors import NotFoundInStoreError, SampleError
from transforms.core.protocols import Entry, Source
from transforms.core.repositories.folder import relative_name
from transforms.core.repositories.git_packs import (
    TYPES,
    GitObject,
    Pack,
    PackIndex,
    inflated,
    mapped,
)
from transforms.core.repositories.members import MAX_MEMBERS, read_fully

_MAX_REFERENCE = 4096
_MAX_PACKED_REFERENCES = 64 << 20
_MAX_TREE = 4 << 20
# Each holds two files open, of the 1024 that a process usually may; `git gc` packs at 50.
_MAX_PACKS = 200
_HOPS = 8

_LOOSE = re.compile(r"objects/([0-9a-f]{2})/([0-9a-f]{38})\Z")
_PACK = re.compile(r"objects/pack/(.+)\.(idx|pack)\Z", re.DOTALL)
_ID = re.compile(rb"[0-9a-f]{40}\Z")
_OURS = re.compile(r"(HEAD\Z|packed-refs\Z|refs/|objects/)")
# gitrevisions(7), "<refname>": tried in this order.
_PLACES = (
    "{}",
    "refs/{}",
    "refs/tags/{}",
    "refs/heads/{}",
    "refs/remotes/{}",
    "refs/remotes/{}/HEAD",
)

# What damaged bytes raise in dulwich, zlib and struct.
_DAMAGE = (
    ApplyDeltaError,
    IndexError,
    KeyError,
    OverflowError,
    ValueError,
    struct.error,
    zlib.error,
)

_T = TypeVar("_T")


class GitObjects:
    """The objects of the repository that `source` lists; nothing outside of it is ever opened.

    Raises:
        SampleError: `unsafe_link`, a part of it is a symbolic link.
    """

    def __init__(self, source: Source) -> None:
        self.stored = 0
        self._source = source
        self._loose: set[bytes] = set()
        self._references: dict[str, Entry] = {}
        self._packs: dict[str, dict[str, Entry]] = {}
        self._opened: list[Pack] | None = None
        self._files = contextlib.ExitStack()
        for count, entry in enumerate(source.members()):
            if count > 4 * MAX_MEMBERS:
                raise SampleError("read", "too_many_members")
            self._list(relative_name(source, entry), entry)

    def _list(self, name: str, entry: Entry) -> None:
        if _OURS.match(name) and entry.kind != "file":
            raise SampleError("read", "unsafe_link")
        self.stored += entry.size
        if match := _LOOSE.match(name):
            self._loose.add(bytes.fromhex(match[1] + match[2]))
        elif match := _PACK.match(name):
            self._packs.setdefault(match[1], {})[match[2]] = entry
        elif _OURS.match(name) and not name.startswith("objects/"):
            self._references[name] = entry

    def tree_of(self, revision: str) -> bytes:
        """The id (20 bytes) of the tree that a branch, tag, reference or full commit id stands for.

        Raises:
            SampleError: `no_revision`, or the objects on the way are missing or damaged.
        """
        found = self._resolve(revision)
        for _ in range(_HOPS):
            kind, content = self.read(found, _MAX_TREE)
            if kind == b"tree":
                return found
            key, _, value = content.partition(b"\n")[0].partition(b" ")
            if kind == b"blob" or key not in {b"tree", b"object"} or not _ID.match(value):
                break
            found = bytes.fromhex(value.decode("ascii"))
        raise SampleError("read", "no_revision")

    def _resolve(self, revision: str) -> bytes:
        packed = self._packed_references()
        for place in _PLACES:
            name = place.format(revision)
            for _ in range(_HOPS):
                value = self._reference(name) or packed.get(name, b"")
                if _ID.match(value):
                    return bytes.fromhex(value.decode("ascii"))
                if not value.startswith(b"ref: "):
                    break
                name = value[5:].strip().decode("utf-8", "replace")
        if _ID.match(revision.encode("utf-8", "replace")):
            return bytes.fromhex(revision)
        raise SampleError("read", "no_revision")

    def _reference(self, name: str) -> bytes:
        entry = self._references.get(name)
        if entry is None or name == "packed-refs":
            return b""
        with self._open(entry) as stream:
            return read_fully(stream, _MAX_REFERENCE).strip()

    def _packed_references(self) -> dict[str, bytes]:
        entry = self._references.get("packed-refs")
        if entry is None:
            return {}
        with self._open(entry) as stream:
            lines = read_fully(stream, _MAX_PACKED_REFERENCES).splitlines()
        rows = (line.split(b" ", 1) for line in lines if not line.startswith((b"#", b"^")))
        return {row[1].decode("utf-8", "replace"): row[0] for row in rows if len(row) == 2}

    def read(self, oid: bytes, most: int) -> GitObject:
        """The object, its content proved to be what the id says.

        Raises:
            SampleError: `missing_object`, `corrupt`, or `too_large` (it, or what it is a delta of,
                is over `most` bytes).
        """
        found = _undamaged(lambda: self._find(oid, most))
        head = b"%s %d\0" % (found.type, len(found.content))
        digest = hashlib.sha1(head, usedforsecurity=False)
        digest.update(found.content)
        if digest.digest() != oid:
            raise SampleError("read", "corrupt")
        return found

    def size(self, oid: bytes) -> int:
        """Bytes of the object's content as declared; reads no more than its head."""
        return _undamaged(lambda: self._size(oid))

    def close(self) -> None:
        """Closes the packs."""
        self._files.close()
        self._opened = None

    def _find(self, oid: bytes, most: int) -> GitObject:
        if oid in self._loose:
            with self._open_loose(oid) as stream:
                return _read_loose(stream, most)
        pack, offset = self._pack_of(oid)
        return pack.read(offset, most)

    def _size(self, oid: bytes) -> int:
        if oid in self._loose:
            with self._open_loose(oid) as stream:
                return _loose_head(stream)[1]
        pack, offset = self._pack_of(oid)
        return pack.size(offset)

    def _pack_of(self, oid: bytes) -> tuple[Pack, int]:
        if self._opened is None:
            self._opened = list(self._open_packs())
        for pack in self._opened:
            offset = pack.index.offset(oid)
            if offset is not None:
                return pack, offset
        raise SampleError("read", "missing_object")

    def _open_packs(self) -> Iterator[Pack]:
        """The packs by name; the objects of one whose index is damaged will be missing."""
        if len(self._packs) > _MAX_PACKS:
            raise SampleError("read", "too_many_packs")
        for _, pair in sorted(self._packs.items()):
            if len(pair) == 2:
                files = [self._files.enter_context(self._map(pair[end])) for end in ("idx", "pack")]
                with contextlib.suppress(*_DAMAGE):
                    yield Pack(PackIndex(files[0]), files[1], pair["pack"].size)

    def _map(self, entry: Entry) -> BinaryIO:
        stream = self._open(entry)
        file = mapped(stream)
        if file is not stream:
            stream.close()
        return file

    def _open_loose(self, oid: bytes) -> BinaryIO:
        name = oid.hex()
        root = self._source.shard.uri.rstrip("/")
        return self._open(Entry(f"{root}/objects/{name[:2]}/{name[2:]}", 0, ""))

    def _open(self, entry: Entry) -> BinaryIO:
        try:
            return self._source.open_member(entry)
        except NotFoundInStoreError:
            raise SampleError("read", "vanished") from None


def _undamaged(read: Callable[[], _T]) -> _T:
    try:
        return read()
    except _DAMAGE:
        raise SampleError("read", "corrupt") from None


def _loose_head(stream: BinaryIO) -> tuple[bytes, int, bytes]:
    """Type, size, and the first bytes of the content of a loose object."""
    start = zlib.decompressobj().decompress(stream.read(256), 64)
    head, end, content = start.partition(b"\0")
    kind, _, size = head.partition(b" ")
    if not end or kind not in TYPES.values() or not size.isdigit():
        raise ValueError
    return kind, int(size), content


def _read_loose(stream: BinaryIO, most: int) -> GitObject:
    kind, size, _ = _loose_head(stream)
    if size > most:
        raise SampleError("read", "too_large")
    stream.seek(0)
    head = len(b"%s %d\0" % (kind, size))
    return GitObject(kind, inflated(stream, head + size)[head:])
