"""Which files a pattern means, in which order, and what they are: format, compression, version."""

from __future__ import annotations

import contextlib
import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from transforms import formats, stores
from transforms.core import addresses
from transforms.core.compression import decompress, guess
from transforms.core.errors import (
    DeniedInStoreError,
    InputError,
    NotFoundInStoreError,
    SampleError,
    StoreError,
)
from transforms.core.manifest import FileEntry, ShardEntry
from transforms.core.protocols import Entry, Store
from transforms.core.records import BlockLimits, Shard
from transforms.core.shard_files import content_version, stamp
from transforms.worker import Worker

_HEAD = 4096


def list_shards(worker: Worker) -> list[Shard]:
    """Every shard that the job's patterns match, numbered in the order of their relative paths.

    Formats and versions are still open: `identify` finds them, shard by shard.

    Raises:
        InputError: a pattern matches nothing, or two patterns give two shards the same path.
    """
    found: dict[str, Shard] = {}
    for pattern in worker.job.inputs:
        shards = list(_match(worker, pattern))
        if not shards:
            raise InputError(f"--input {pattern!r} {_why_nothing(pattern)}")
        for shard in shards:
            other = found.setdefault(shard.relative, shard)
            if other.uri != shard.uri:
                raise InputError(
                    f"--input {pattern!r} and an earlier one both give {shard.relative!r}: "
                    "use one pattern with a common root, or one run for each"
                )
    ordered = [replace(found[name], number=n) for n, name in enumerate(sorted(found))]
    return _take(ordered, worker.job.take)


def _why_nothing(pattern: str) -> str:
    if next(stores.build(pattern).children(pattern), None) is not None:
        return (
            "is a folder: add /** for the files in it, "
            "or give --format code when it is a repository"
        )
    return "matches no file: check the path, put quotes around wildcards"


def _match(worker: Worker, pattern: str) -> Iterator[Shard]:
    code = worker.job.format == "code"
    literal = _literal(pattern)
    if literal is not None and literal.kind in ({"file", "folder"} if code else {"file"}):
        name = literal.uri.rstrip("/").rpartition("/")[2]
        yield _shard(literal, name, folder=literal.kind == "folder")
        return
    root, _ = addresses.split_pattern(pattern)
    store = stores.build(root)
    if code:
        yield from _match_repositories(store, pattern, root)
        return
    for entry in store.list(root):
        if entry.kind in {"file", "link"} and addresses.matches(pattern, entry.uri):
            file = _followed(store, entry)
            if file.kind == "file":
                yield _shard(file, addresses.relative(root, entry.uri))


def _literal(pattern: str) -> Entry | None:
    """What a pattern names as it stands: without a wildcard, or with brackets in a name.

    A file `data[1].jsonl` that is there is meant, not `data1.jsonl`.
    """
    if "*" in pattern or "?" in pattern:
        return None
    with contextlib.suppress(StoreError):
        entry = stores.build(pattern).stat(pattern)
        return replace(entry, uri=entry.uri.rstrip("/"))
    return None


def _followed(store: Store, entry: Entry) -> Entry:
    """The entry; for a link to something, as the caches of data sets are made of, that something.

    At the link's address. One that nothing is behind stays a link.
    """
    if entry.kind != "link":
        return entry
    try:
        return replace(store.stat(entry.uri), uri=entry.uri)
    except DeniedInStoreError:
        return replace(entry, kind="file")  # reading it will give a dead letter
    except StoreError:
        return entry  # broken, or a loop


def _match_repositories(store: Store, pattern: str, root: str) -> Iterator[Shard]:
    """Folders and archives that the pattern matches.

    Nothing below a folder that is itself a match.
    """
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        for entry in store.children(folder):
            uri = entry.uri.rstrip("/")
            if addresses.matches(pattern, uri):
                found = _followed(store, replace(entry, uri=uri))
                if found.kind == "file" or entry.kind == "folder":
                    relative = addresses.relative(root, uri)
                    yield _shard(found, relative, folder=found.kind == "folder")
            elif entry.kind == "folder":
                waiting.append(entry.uri)


def _shard(entry: Entry, relative: str, *, folder: bool = False) -> Shard:
    return Shard(0, entry.uri, relative, "", "", entry.size, "", folder)


def _take(shards: Sequence[Shard], samples: int | None) -> list[Shard]:
    """The shards that a canary touches, with how many samples of each.

    Chosen by hash, in proportion to bytes.
    """
    if samples is None:
        return list(shards)
    ends = list(accumulate(max(shard.size, 1) for shard in shards))
    taken = [0] * len(shards)
    for draw in range(samples):
        digest = hashlib.sha256(b"gdr canary %d" % draw).digest()
        taken[bisect_right(ends, int.from_bytes(digest[:16]) % ends[-1])] += 1
    return [replace(s, take=n) for s, n in zip(shards, taken, strict=True) if n]


def identify(worker: Worker, shard: Shard) -> Shard:
    """The shard with its format, compression, version and stamp.

    A shard that vanished meanwhile keeps an empty version: reading it gives dead letters.

    Raises:
        InputError: no format knows the file.
    """
    store = worker.store(shard.uri)
    try:
        before = stamp(store, shard)
        name, compression = _guess(worker, store, shard)
        known = replace(shard, format=name, compression=compression, stamp=before)
        if shard.folder:
            known = replace(known, size=sum(entry.size for entry in store.list(shard.uri)))
        return replace(known, version=content_version(store, known))
    except NotFoundInStoreError:
        return _lost(worker, shard, "vanished")
    except DeniedInStoreError:
        return _lost(worker, shard, "denied")


def _lost(worker: Worker, shard: Shard, version: str) -> Shard:
    """A shard that cannot be opened: `cut` makes one dead letter of it."""
    return replace(shard, format=worker.job.format or "text", version=version)


def _guess(worker: Worker, store: Store, shard: Shard) -> tuple[str, str]:
    if shard.folder:
        return worker.job.format or "code", ""
    with store.open(shard.uri) as stream:
        head = stream.read(_HEAD)
        compression, inner = guess(shard.relative, head)
        if compression:
            stream.seek(0)
            head = _decompressed_head(stream, compression, shard.size)
    name = worker.job.format or formats.guess(inner, head)
    if not name:
        raise InputError(f"no format knows {shard.relative!r}: give --format, or narrow --input")
    return name, compression


def _decompressed_head(stream: object, compression: str, size: int) -> bytes:
    try:
        return decompress(stream, compression, BlockLimits(), size).read(_HEAD)  # type: ignore[arg-type] # BinaryIO
    except SampleError:
        return b""


def corpus_bytes(worker: Worker, shards: Sequence[Shard]) -> int:
    """Bytes of all shards as stored, those of folders as well."""
    folders = [shard for shard in shards if shard.folder]
    below = (worker.store(shard.uri).list(shard.uri) for shard in folders)
    return sum(s.size for s in shards) + sum(e.size for entries in below for e in entries)


def still_valid(worker: Worker, entry: ShardEntry, shard: Shard) -> bool:
    """Whether the finished output of a shard can stay.

    Same content, nothing to open again, files still there.
    """
    if entry.id != shard.id or any(entry.outcomes.get(name, 0) for name in worker.job.reopen):
        return False
    return all(_stands(worker, file) for file in entry.files.values())


def _stands(worker: Worker, file: FileEntry) -> bool:
    uri = worker.address_of(file)
    try:
        entry = worker.store(uri).stat(uri)
    except NotFoundInStoreError:
        return False
    return entry.kind == "folder" or entry.size == file.bytes
