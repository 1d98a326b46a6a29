"""A folder of immutable segments, local or in an object store: no service, any number of writers.

Each put is one object, named by its own bytes; whoever closes a cache with many small segments
joins them, and two who do it at once write the same object. What is looked up needs only the
indexes, 16 bytes an answer, read once; records that were written together are read together.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from transforms.caches import Context
from transforms.core import segments
from transforms.core.asking.items import Proposed
from transforms.core.errors import NotFoundInStoreError, StoreError
from transforms.core.protocols import Entry, Store
from transforms.core.sealing import seal, unseal

SCHEMES = ("", "file", "gs", "s3")

MOST_INDEXED = 4_000_000
"""Answers whose places are held in memory, 64 MB; those of further segments are not found. Ours."""

REFRESH_S = 30.0
"""After which it is looked for what other processes have written. Ours."""

MOST_KEPT = 16 << 20
"""Bytes of records that are kept in memory, those longest unused go first. Ours."""

GAP = 32 << 10
"""Bytes between two records that are read rather than asked for separately. Ours: a request to an
object store takes as long as reading a megabyte."""

SMALL, JOINED, MANY = 4 << 20, 64 << 20, 32
"""Segments up to so many bytes are joined to one of so many, when there are so many. Ours."""

_Result = TypeVar("_Result")


def build(address: str, context: Context) -> FolderCache:
    """The cache in the folder; it comes into being with the first answer."""
    return FolderCache(context.store(address), address.rstrip("/"), context)


@dataclass
class FolderCache:
    """See `transforms.caches.Cache`."""

    store: Store = field(repr=False)
    folder: str = field(repr=False)
    context: Context = field(repr=False)
    damaged: int = 0
    failures: int = 0
    left_out: int = 0
    _indexes: dict[str, segments.Index | None] = field(default_factory=dict, repr=False)
    _kept: OrderedDict[tuple[str, int], bytes] = field(default_factory=OrderedDict, repr=False)
    _kept_size: int = 0
    _looked_at: float = float("-inf")

    def __post_init__(self) -> None:
        self._turn = asyncio.Lock()

    async def lookup(self, keys: Sequence[str]) -> dict[str, Proposed]:
        """The answers that are known, by key."""
        async with self._turn:
            try:
                return await self._run(self._lookup, keys)
            except StoreError:
                self.failures += 1
                return {}

    async def put(self, entries: Mapping[str, Proposed]) -> None:
        """One segment more."""
        if not entries:
            return
        data = segments.build({key: seal(key, made) for key, made in entries.items()})
        async with self._turn:
            try:
                await self._run(self._put, data)
            except StoreError:
                self.failures += 1

    async def close(self) -> None:
        """Joins small segments where there are many."""
        async with self._turn:
            try:
                await self._run(self._join)
            except StoreError:
                self.failures += 1

    async def _run(self, what: Callable[..., _Result], *arguments: object) -> _Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.context.executor, what, *arguments)

    # In a thread

    def _put(self, data: bytes) -> str:
        uri = f"{self.folder}/{hashlib.sha256(data).hexdigest()[:32]}.seg"
        self.store.put(uri, data)
        head, rest = data[: segments.HEAD.size], data[segments.HEAD.size :]
        self._indexes[uri] = segments.read_index(head, rest[: segments.index_size(head)])
        return uri

    def _lookup(self, keys: Sequence[str]) -> dict[str, Proposed]:
        now = self.context.clock()
        if now - self._looked_at >= REFRESH_S:
            self._look()
            self._looked_at = now
        wanted = np.array([segments.hashed(key) for key in keys], dtype=np.uint64)
        found: dict[str, Proposed] = {}
        for uri, index in list(self._indexes.items()):
            hits = index.find(wanted) if index is not None else []
            for number, record in self._records(uri, hits):
                made = unseal(keys[number], record)
                if made is None:
                    self.damaged += 1
                else:
                    found.setdefault(keys[number], made)
        return found

    def _look(self) -> None:
        """Reads the indexes of segments that are new, and forgets those that are gone."""
        there = [entry for entry in self.store.children(self.folder) if _is_segment(entry)]
        uris = {entry.uri for entry in there}
        self._indexes = {uri: index for uri, index in self._indexes.items() if uri in uris}
        total = sum(len(index) for index in self._indexes.values() if index is not None)
        self.left_out = 0
        for entry in there:
            if entry.uri in self._indexes:
                continue
            if total >= MOST_INDEXED:
                self.left_out += 1
                continue
            index = self._read_index(entry)
            self._indexes[entry.uri] = index
            total += len(index) if index is not None else 0

    def _read_index(self, entry: Entry) -> segments.Index | None:
        try:
            with self.store.open(entry.uri) as stream:
                head = stream.read(segments.HEAD.size)
                size = segments.index_size(head)
                if size > entry.size:
                    raise ValueError("a damaged index")
                return segments.read_index(head, stream.read(size))
        except ValueError:
            self.damaged += 1
        except NotFoundInStoreError:
            pass  # joined to another one meanwhile
        return None

    def _records(
        self, uri: str, hits: Iterable[tuple[int, int, int]]
    ) -> Iterable[tuple[int, bytes]]:
        """The records at (number, start, end), those that lie close read in one go."""
        missing: list[tuple[int, int, int]] = []
        for number, start, end in hits:
            kept = self._kept.get((uri, start))
            if kept is None:
                missing.append((start, end, number))
            else:
                self._kept.move_to_end((uri, start))
                yield number, kept
        try:
            for run in _runs(sorted(missing)):
                yield from self._read(uri, run)
        except NotFoundInStoreError:
            self._looked_at = float("-inf")  # joined to another one: found there the next time

    def _read(self, uri: str, run: Sequence[tuple[int, int, int]]) -> Iterable[tuple[int, bytes]]:
        first = run[0][0]
        with self.store.open(uri, first) as stream:
            data = stream.read(run[-1][1] - first)
        for start, end, number in run:
            record = data[start - first : end - first]
            self._keep(uri, start, record)
            yield number, record

    def _keep(self, uri: str, start: int, record: bytes) -> None:
        self._kept[uri, start] = record
        self._kept_size += len(record)
        while self._kept_size > MOST_KEPT:
            _, dropped = self._kept.popitem(last=False)
            self._kept_size -= len(dropped)

    def _join(self) -> None:
        there = [entry for entry in self.store.children(self.folder) if _is_segment(entry)]
        small = [entry for entry in there if entry.size <= SMALL]
        if len(small) < MANY:
            return
        group: list[Entry] = []
        for entry in small:
            if group and sum(other.size for other in group) + entry.size > JOINED:
                self._join_group(group)
                group = []
            group.append(entry)
        self._join_group(group)

    def _join_group(self, group: Sequence[Entry]) -> None:
        """One segment for all in the group; those that were joined go once it is there."""
        hashes: list[int] = []
        records: list[bytes] = []
        joined: list[str] = []
        for entry in group:
            index = self._read_index(entry)
            if index is None:
                continue
            try:
                data = self.store.read(entry.uri)
            except NotFoundInStoreError:
                return  # another process does the same
            for at in np.argsort(index.starts, kind="stable"):
                hashes.append(int(index.hashes[at]))
                records.append(data[index.starts[at] : index.ends[at]])
            joined.append(entry.uri)
        if len(joined) < 2:
            return
        made = self._put(segments.join(hashes, records))
        for uri in joined:
            if uri != made:
                self.store.delete(uri)
                self._indexes.pop(uri, None)


def _is_segment(entry: Entry) -> bool:
    return entry.kind == "file" and entry.uri.endswith(".seg")


def _runs(places: Sequence[tuple[int, int, int]]) -> Iterable[list[tuple[int, int, int]]]:
    """Neighbours, grouped by whether they lie within `GAP`."""
    run: list[tuple[int, int, int]] = []
    for place in places:
        if run and place[0] - run[-1][1] > GAP:
            yield run
            run = []
        run.append(place)
    if run:
        yield run
