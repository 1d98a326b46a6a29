"""Shards in a store: opened for reading, and written whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from transforms.core.errors import NotFoundInStoreError, StoreError
from transforms.core.protocols import Entry, Store
from transforms.core.records import Shard

_CHUNK = 1 << 20


@dataclass(frozen=True)
class ShardSource:
    """A shard opened for reading; satisfies `protocols.Source`."""

    store: Store
    shard: Shard

    def open(self) -> BinaryIO:
        """The stored bytes, seekable."""
        return self.store.open(self.shard.uri)

    def members(self) -> Iterator[Entry]:
        """The files and links of a folder shard, in the order of their relative paths."""
        return self.store.list(self.shard.uri)

    def open_member(self, entry: Entry) -> BinaryIO:
        """The bytes of one member of a folder shard."""
        return self.store.open(entry.uri)

    def unchanged(self) -> bool:
        """Whether the store still holds what was matched.

        Of a folder the format knows better: it compares the listing of every block with the cut's.

        Raises:
            NotFoundInStoreError: it is gone.
        """
        return (
            self.shard.folder
            or not self.shard.stamp
            or stamp(self.store, self.shard) == self.shard.stamp
        )


def stamp(store: Store, shard: Shard) -> str:
    """What the store says of the shard without reading it; for a folder, of all its members.

    Raises:
        NotFoundInStoreError: it is gone.
    """
    if not shard.folder:
        return store.stat(shard.uri).version
    digest = hashlib.sha256()
    for entry in store.list(shard.uri):
        digest.update(f"{entry.uri}\0{entry.version}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def content_version(store: Store, shard: Shard) -> str:
    """What changes when the content does.

    The store's own version where it proves equality, else a sha256.
    """
    if not shard.folder:
        entry = store.stat(shard.uri)
        if not entry.version.startswith("stat:"):
            return entry.version
        return f"sha256:{_hash_of(store, shard.uri)}"
    digest = hashlib.sha256()
    for entry in store.list(shard.uri):
        content = "" if entry.kind != "file" else _version_of_member(store, entry)
        name = entry.uri[len(shard.uri) :]
        row = f"{name}\0{entry.kind}\0{entry.mode}\0{entry.link}\0{content}\0"
        digest.update(row.encode("utf-8", "surrogatepass"))
    return f"sha256:{digest.hexdigest()}"


def _version_of_member(store: Store, entry: Entry) -> str:
    return _hash_of(store, entry.uri) if entry.version.startswith("stat:") else entry.version


def _hash_of(store: Store, uri: str) -> str:
    with store.open(uri) as stream:
        digest = hashlib.sha256()
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Written:
    """A file, or a folder, that was written.

    Bytes, and the sha256 (for a folder over its sorted file list).
    """

    bytes: int
    sha256: str


class _Counted:
    """A stream that counts and hashes what is written through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.bytes = 0

    def write(self, data: bytes) -> int:
        self._stream.write(data)
        self._digest.update(data)
        self.bytes += len(data)
        return len(data)

    def tell(self) -> int:
        return self.bytes

    def flush(self) -> None:
        self._stream.flush()

    def close(self) -> None:
        """Leaves the stream to its owner."""

    closed = False

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    @property
    def written(self) -> Written:
        return Written(self.bytes, self._digest.hexdigest())


@dataclass
class ShardOutput:
    """A refined shard being written to `uri`; satisfies `protocols.Output`."""

    store: Store
    uri: str
    _file: Written | None = None
    _members: dict[str, Written] = field(default_factory=dict)

    @contextmanager
    def file(self) -> Iterator[BinaryIO]:
        """The stream of the one file of the shard, published when the block ends well."""
        with self.store.create(self.uri) as stream:
            counted = _Counted(stream)
            yield cast("BinaryIO", counted)
        self._file = counted.written

    def member(self, name: str, data: bytes, *, mode: int) -> None:
        """Writes one file of a folder shard."""
        # Durable with all other members of the run before its manifest says complete.
        self.store.put(self._inside(name), data, mode=mode or 0o644, durable=False)
        self._members[name] = Written(len(data), hashlib.sha256(data).hexdigest())

    def link(self, name: str, target: str) -> None:
        """Writes one symbolic link of a folder shard."""
        self.store.link(self._inside(name), target)
        digest = hashlib.sha256(target.encode("utf-8", "surrogatepass"))
        self._members[name] = Written(0, "link:" + digest.hexdigest())

    def _inside(self, name: str) -> str:
        steps = name.split("/")
        if any(step in {"", ".", ".."} for step in steps) or "\0" in name:
            raise StoreError(f"a member name of {len(name)} characters leaves its repository")
        return f"{self.uri}/{name}"

    def finish(self) -> Written | None:
        """What was written; in a folder, everything else is deleted. None for nothing."""
        if self._file is not None:
            return self._file
        if not self._members:
            return None
        for entry in list(self.store.list(self.uri)):
            if entry.uri[len(self.uri) + 1 :] not in self._members:
                self.store.delete(entry.uri)
        return folder_digest(self._members)


def folder_digest(members: dict[str, Written]) -> Written:
    """The size of all members together, and the sha256 over the sorted list of names and hashes."""
    digest = hashlib.sha256()
    for name in sorted(members):
        digest.update(f"{name}\0{members[name].sha256}\0".encode("utf-8", "surrogatepass"))
    return Written(sum(written.bytes for written in members.values()), digest.hexdigest())


def written_file(store: Store, uri: str) -> Written | None:
    """Size and sha256 of what stands at `uri`, a file or a folder; None when nothing does."""
    try:
        entry = store.stat(uri)
    except NotFoundInStoreError:
        entry = None
    if entry is not None and entry.kind == "file":
        return Written(entry.size, _hash_of(store, uri))
    members: dict[str, Written] = {}
    for entry in store.list(uri):
        name = entry.uri[len(uri) + 1 :]
        if entry.kind == "link":
            digest = hashlib.sha256(entry.link.encode("utf-8", "surrogatepass"))
            members[name] = Written(0, "link:" + digest.hexdigest())
        else:
            members[name] = Written(entry.size, _hash_of(store, entry.uri))
    return folder_digest(members) if members else None
