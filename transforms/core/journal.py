"""The journal of a block: answers that have come, so that nobody pays for them twice.

Each attempt at a block writes objects of its own, at most one in an interval, named by the hash of
their bytes. Whoever redoes the block reads what all attempts before it left. An object that is not
what its name says is skipped.

Confidential: offsets, categories, and the model's own words where the policy lets it choose them;
no private value. Scores that a service gave are journalled likewise, under a keyed hash of what was
asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields
from typing import Any

from transforms.core.asking.items import Proposal, Proposed
from transforms.core.calling.replies import Usage
from transforms.core.errors import NotFoundInStoreError
from transforms.core.protocols import Store

USED = tuple(each.name for each in fields(Usage))
"""What an entry says of tokens."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How one item, or one request, was answered.

    Attributes:
        key: of what was asked: a keyed hash.
        proposed: the answer; None for a request that got none.
        usage: tokens as billed, named once for a request.
        model: as asked for.
        end: how the call ended, after a slash what was wrong with the answer.
        scores: by category, of an answer that gives these; None for any other.
    """

    key: str
    proposed: Proposed | None
    usage: Usage
    model: str
    end: str
    scores: Mapping[str, float] | None = None

    def encode(self) -> str:
        """The entry as one line of JSON."""
        made = self.proposed
        row: dict[str, Any] = {
            "key": self.key,
            "proposed": None if made is None else encode(made),
            "usage": {name: getattr(self.usage, name) for name in USED},
            "model": self.model,
            "end": self.end,
        }
        if self.scores is not None:
            row["scores"] = dict(self.scores)
        return json.dumps(row, separators=(",", ":"), ensure_ascii=True)


def encode(made: Proposed) -> list[Any]:
    """An answer as JSON: offsets, categories, free values; no text of the sample."""
    return [list(map(list, made.proposals)), made.model, list(map(list, made.ignored))]


def decode(row: Any) -> Proposed:
    """The answer that `encode` wrote; raises `ValueError` or `TypeError` for anything else."""
    proposals, model, ignored = row
    made: list[Proposal] = []
    at = 0
    for start, end, category, replace in proposals:
        sound = type(start) is type(end) is int and type(category) is type(replace) is str
        if not sound or not at <= start < end:
            raise ValueError("no proposal")
        made.append(Proposal(start, end, category, replace))
        at = end
    counts = tuple((str(reason), int(count)) for reason, count in ignored)
    return Proposed(tuple(made), str(model), counts)


@dataclass
class Journal:
    """The journal of one block in one process; used in one asyncio loop.

    Args:
        store: keeps it.
        folder: of the block, below `_work/journal`.
        attempt: names this attempt: other attempts write beside it.
        interval_s: after which an answer is durable at the latest.
        executor: where the store is talked to.
        sleep: waits so many seconds.
    """

    store: Store = field(repr=False)
    folder: str
    attempt: str
    interval_s: float
    executor: Executor = field(repr=False)
    sleep: Callable[[float], Awaitable[None]] = field(repr=False)
    damaged: int = 0
    _known: dict[str, Entry] = field(default_factory=dict, repr=False)
    _earlier: list[Entry] = field(default_factory=list, repr=False)
    _new: list[Entry] = field(default_factory=list, repr=False)
    _written: int = 0
    _writing: asyncio.Task[None] | None = field(default=None, repr=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def load(self) -> None:
        """Reads what earlier attempts left."""
        loop = asyncio.get_running_loop()
        for name, entry in await loop.run_in_executor(self.executor, lambda: list(self._read())):
            self._known.setdefault(entry.key, entry)
            if not name.startswith(f"{self.attempt}-"):
                self._earlier.append(entry)

    @property
    def earlier(self) -> list[Entry]:
        """What earlier attempts paid for."""
        return self._earlier

    def get(self, key: str) -> Entry | None:
        """What stands under the key."""
        return self._known.get(key)

    def add(self, key: str, entry: Entry) -> None:
        """Notes an answer; it is durable after an interval at the latest."""
        self._known[key] = entry
        self._new.append(entry)
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write_soon())

    async def flush(self) -> None:
        """Returns when every answer is durable; raises `StoreError` when one cannot be."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)
            self._writing = None
        await self._write()

    async def _write_soon(self) -> None:
        await self.sleep(self.interval_s)
        self._writing = None
        await asyncio.shield(self._write())

    async def _write(self) -> None:
        async with self._turn:  # what is being written is not durable yet
            entries, self._new = self._new, []
            if entries:
                await self._put(entries)

    async def _put(self, entries: list[Entry]) -> None:
        data = "".join(f"{entry.encode()}\n" for entry in entries).encode("ascii")
        self._written += 1
        name = f"{self.attempt}-{self._written:06d}-{_digest(data)}"
        put = asyncio.get_running_loop().run_in_executor(
            self.executor, self.store.put, f"{self.folder}/{name}", data
        )
        try:
            await put
        except BaseException:
            self._new = [*entries, *self._new]
            raise

    def _read(self) -> Iterator[tuple[str, Entry]]:
        for found in self.store.list(self.folder):
            name = found.uri.rpartition("/")[2]
            try:
                data = self.store.read(found.uri)
            except NotFoundInStoreError:
                continue
            if not name.endswith(f"-{_digest(data)}"):
                self.damaged += 1
                continue
            for line in data.splitlines():
                try:
                    yield name, _entry(json.loads(line))
                except (ValueError, TypeError, KeyError):
                    self.damaged += 1


def paid(name: str, data: bytes) -> Iterator[tuple[str, Usage]]:
    """Model and tokens of each request that an object of a journal tells of.

    Nothing where it is not what its name says.
    """
    if not name.endswith(f"-{_digest(data)}"):
        return
    for line in data.splitlines():
        with contextlib.suppress(ValueError, TypeError, KeyError):
            entry = _entry(json.loads(line))
            if entry.usage.total:
                yield entry.model, entry.usage


def _entry(row: Any) -> Entry:
    made = row["proposed"]
    return Entry(
        str(row["key"]),
        None if made is None else decode(made),
        Usage(**{name: int(count) for name, count in row["usage"].items()}),
        str(row["model"]),
        str(row["end"]),
        _scores(row.get("scores")),
    )


def _scores(row: Any) -> dict[str, float] | None:
    return None if row is None else {str(name): float(value) for name, value in row.items()}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
