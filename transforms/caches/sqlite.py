"""A file of SQLite: for runs of one machine, any number of processes at once."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from transforms.caches import Context
from transforms.core.asking.items import Proposed
from transforms.core.errors import OptionsError
from transforms.core.sealing import seal, unseal

SCHEMES = ("sqlite",)

_BUSY_S = 30.0  # another process writes; a write takes milliseconds
_VARIABLES = 500  # of one statement; SQLite's own limit was 999 for long (sqlite.org/limits.html)
_CREATE = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, entry BLOB) WITHOUT ROWID"

_Result = TypeVar("_Result")


def build(address: str, context: Context) -> SqliteCache:
    """The cache in the file, made where there is none.

    Raises:
        OptionsError: it is no file of SQLite, or cannot be written.
    """
    path = Path(address.partition(":")[2].removeprefix("//") or ".")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_BUSY_S, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(_CREATE)
        connection.commit()
    except (sqlite3.Error, OSError) as error:
        code = getattr(error, "sqlite_errorname", type(error).__name__)
        raise OptionsError(
            f"--cache {address}: is no cache of SQLite that can be written ({code}); give "
            "sqlite:FILE with a file that is new or was made as a cache"
        ) from None
    return SqliteCache(connection, context)


@dataclass
class SqliteCache:
    """See `transforms.caches.Cache`."""

    connection: sqlite3.Connection = field(repr=False)
    context: Context = field(repr=False)
    damaged: int = 0
    failures: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    async def lookup(self, keys: Sequence[str]) -> dict[str, Proposed]:
        """The answers that are known, by key."""
        try:
            rows = await self._run(self._rows, keys)
        except sqlite3.Error:
            self.failures += 1
            return {}
        found: dict[str, Proposed] = {}
        for key, entry in rows:
            made = unseal(key, entry) if isinstance(entry, bytes) else None
            if made is None:
                self.damaged += 1
            else:
                found[key] = made
        return found

    async def put(self, entries: Mapping[str, Proposed]) -> None:
        """Keeps answers; damaged entries are written over, others stay."""
        rows = [(key, seal(key, made)) for key, made in entries.items()]
        try:
            await self._run(self._insert, rows)
        except sqlite3.Error:
            self.failures += 1

    async def close(self) -> None:
        """Closes the file; closing twice is no error."""
        await self._run(self.connection.close)

    async def _run(self, what: Callable[..., _Result], *arguments: object) -> _Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.context.executor, what, *arguments)

    def _rows(self, keys: Sequence[str]) -> list[tuple[str, object]]:
        rows: list[tuple[str, object]] = []
        with self._lock:
            for first in range(0, len(keys), _VARIABLES):
                some = keys[first : first + _VARIABLES]
                marks = ",".join("?" * len(some))
                query = f"SELECT key, entry FROM answers WHERE key IN ({marks})"  # noqa: S608 - marks only
                rows += self.connection.execute(query, some).fetchall()
        return rows

    def _insert(self, rows: Sequence[tuple[str, bytes]]) -> None:
        with self._lock, self.connection:
            self.connection.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows)
