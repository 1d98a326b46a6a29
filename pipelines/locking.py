"""One run at a time on an output folder: the second is refused, a dead one's lock goes.

On this machine the lock is a file lock, which the kernel takes away from a dead process; in object
stores it is `transforms.core.run_lock`.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from transforms.core import addresses
from transforms.core.errors import OutputError, StoreError
from transforms.core.protocols import Store
from transforms.core.run_lock import HELD, StoreLock


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
def handed_over(store: Store, output: str, expiry_s: float) -> Iterator[StoreLock]:
    """Takes the lock for a job that goes on alone, and leaves it to that job's workers.

    They renew it and give it back; after an exception it is given back here.

    Args:
        store: keeps it.
        output: the output folder, in an object store.
        expiry_s: how long it holds until the first worker renews it.

    Raises:
        OutputError: another run holds it.
    """
    lock = StoreLock(store, f"{output}/_work", expiry_s=expiry_s)
    lock.acquire()
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


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
            raise OutputError(HELD) from None
        except FileNotFoundError:
            pass  # the run before swept its `_work` just now
        os.close(handle)
