"""One run at a time on an output folder: the second is refused, a dead one's lock goes.

On this machine the lock is a file lock, which the kernel takes away from a dead process. In
object stores it is a series of objects `lock-<epoch>`, each made by put-if-absent, so that of two
who see a stale lock one wins; its holder renews `lock-<epoch>.alive`, and what has not been
renewed for `EXPIRY_S` is stale.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from transforms.core import addresses
from transforms.core.errors import NotFoundInStoreError, OutputError, StoreError
from transforms.core.protocols import Store

RENEWAL_S = 60.0
EXPIRY_S = 600.0

_HELD = (
    "--output is being written by another run: wait for its end, or choose another --output "
    "(a lock of a dead run goes by itself: at once here, within 10 minutes in an object store)"
)


@contextlib.contextmanager
def locked(store: Store, output: str) -> Iterator[None]:
    """Holds the lock of an output folder; raises `OutputError` while another run does."""
    work = f"{output}/_work"
    if addresses.scheme(output) == addresses.LOCAL:
        with _file_lock(Path(work)):
            yield
        return
    lock = StoreLock(store, work)
    lock.acquire()
    stop = threading.Event()
    renewing = threading.Thread(target=lock.renew_until, args=(stop,), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        stop.set()
        renewing.join()
        lock.release()


@contextlib.contextmanager
def _file_lock(folder: Path) -> Iterator[None]:
    made = [path for path in (folder, folder.parent) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = _lock_file(folder / "lock")
    except OSError as error:
        raise StoreError(f"--output cannot be written: {error.strerror}") from None
    try:
        yield
    finally:
        # Unlinked while still held: who opened it meanwhile sees that it stands there no more.
        (folder / "lock").unlink(missing_ok=True)
        os.close(handle)
        with contextlib.suppress(OSError):
            for path in made or [folder]:
                path.rmdir()  # a run that was refused leaves nothing; one under way is not empty


def _lock_file(path: Path) -> int:
    """An open file that is locked and still the one that stands at `path`."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(handle).st_ino == path.stat().st_ino:
                return handle
        except BlockingIOError:
            os.close(handle)
            raise OutputError(_HELD) from None
        except FileNotFoundError:
            pass  # the run before swept its `_work` just now
        os.close(handle)


@dataclass
class StoreLock:
    """The lock of an object store.

    Args:
        store: keeps it.
        work: folder that it stands in.
        clock: seconds since the epoch.
    """

    store: Store
    work: str
    clock: Callable[[], float] = time.time
    epoch: int = 0

    def acquire(self) -> None:
        """Takes the lock, or raises `OutputError` while another run renews it."""
        current = self._current()
        if current and not self._stale(current):
            raise OutputError(_HELD)
        self.epoch = current + 1
        if not self.store.put_if_absent(self._uri(self.epoch), self._expiry()):
            raise OutputError(_HELD)
        self.renew()

    def renew(self) -> None:
        """Says that the holder lives."""
        self.store.put(f"{self._uri(self.epoch)}.alive", self._expiry())

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
        return json.dumps({"expires": self.clock() + EXPIRY_S}).encode("ascii")

    def _current(self) -> int:
        """The highest epoch that anybody took, 0 for none."""
        return max((_epoch(entry.uri) for entry in self.store.children(self.work)), default=0)

    def _stale(self, epoch: int) -> bool:
        for uri in (f"{self._uri(epoch)}.alive", self._uri(epoch)):
            try:
                expires = float(json.loads(self.store.read(uri))["expires"])
            except NotFoundInStoreError:
                continue
            return expires < self.clock()
        return True


def _epoch(uri: str) -> int:
    """The epoch that an object of a lock stands for, 0 for what is none."""
    name = uri.rpartition("/")[2]
    digits = name.removeprefix("lock-").removesuffix(".alive")
    return int(digits) if name.startswith("lock-") and digits.isdigit() else 0
