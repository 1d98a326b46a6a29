"""The lock of an output folder in an object store: one run at a time, a dead one's lock goes.

It is a series of objects `lock-<epoch>`, each made by put-if-absent, so that of two who see a stale
lock one wins; its holder renews `lock-<epoch>.alive`, and what has not been renewed until it
expires is stale.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from transforms.core.errors import NotFoundInStoreError, OutputError, StoreError
from transforms.core.protocols import Store

RENEWAL_S = 60.0
EXPIRY_S = 600.0
DETACHED_EXPIRY_S = 3600.0
"""Of a job that nobody watches: its workers renew, and a quota may keep them waiting. Ours."""

HELD = (
    "--output is being written by another run: wait for its end, or choose another --output "
    "(a lock of a dead run goes by itself: at once here, within 10 minutes in an object store, "
    "within an hour after gdr launch)"
)


@dataclass
class StoreLock:
    """The lock of an object store.

    Args:
        store: keeps it.
        work: folder that it stands in.
        clock: seconds since the epoch.
        epoch: which of the series is held; 0 for none yet.
        expiry_s: how long it holds without being renewed.
    """

    store: Store
    work: str
    clock: Callable[[], float] = time.time
    epoch: int = 0
    expiry_s: float = EXPIRY_S

    def acquire(self) -> None:
        """Takes the lock, or raises `OutputError` while another run renews it."""
        current = self._current()
        if current and self._left_s(current) >= 0:
            raise OutputError(HELD)
        self.epoch = current + 1
        if not self.store.put_if_absent(self._uri(self.epoch), self._expiry()):
            raise OutputError(HELD)
        self.renew()

    def renew(self) -> None:
        """Says that the holder lives."""
        self.store.put(f"{self._uri(self.epoch)}.alive", self._expiry())

    def renew_late(self) -> None:
        """Renews what will expire before long: of many who ask, few write.

        An object store takes about one write a second to one name.
        """
        if self._left_s(self.epoch) < self.expiry_s / 2:
            self.renew()

    def renew_until(self, stop: threading.Event) -> None:
        """Renews the lock every `RENEWAL_S` seconds.

        A store that fails meanwhile is asked again.
        """
        while not stop.wait(RENEWAL_S):
            with contextlib.suppress(StoreError):
                self.renew()

    def release(self) -> None:
        """Gives the lock back: nothing of it, nor of those before it, stays.

        Its own objects go last: until then nobody else takes it.
        """
        for entry in list(self.store.children(self.work)):
            if 0 < _epoch(entry.uri) <= self.epoch:
                self.store.delete(entry.uri)

    def _uri(self, epoch: int) -> str:
        return f"{self.work}/lock-{epoch:08d}"

    def _expiry(self) -> bytes:
        return json.dumps({"expires": self.clock() + self.expiry_s}).encode("ascii")

    def _current(self) -> int:
        """The highest epoch that anybody took, 0 for none."""
        return max((_epoch(entry.uri) for entry in self.store.children(self.work)), default=0)

    def _left_s(self, epoch: int) -> float:
        """Seconds until it is stale; negative afterwards."""
        for uri in (f"{self._uri(epoch)}.alive", self._uri(epoch)):
            try:
                expires = float(json.loads(self.store.read(uri))["expires"])
            except NotFoundInStoreError:
                continue
            return expires - self.clock()
        return -1.0


@dataclass
class KeptLock:
    """The lock of a detached job, kept by its workers: whoever commits says that the job lives."""

    lock: StoreLock
    _asked_at: float = float("-inf")

    def keep(self) -> None:
        """Renews the lock where it is time; looks at most once in `RENEWAL_S` seconds."""
        now = self.lock.clock()
        if now - self._asked_at >= RENEWAL_S:
            self._asked_at = now
            with contextlib.suppress(StoreError):
                self.lock.renew_late()


def _epoch(uri: str) -> int:
    """The epoch that an object of a lock stands for, 0 for what is none."""
    name = uri.rpartition("/")[2]
    digits = name.removeprefix("lock-").removesuffix(".alive")
    return int(digits) if name.startswith("lock-") and digits.isdigit() else 0
