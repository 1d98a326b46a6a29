"""The end of a run before its time: a signal asks for it, and what is left is said."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from pipelines import snapshots
from transforms.calls import stop_address
from transforms.core.errors import GdrError, StoppedError, recover
from transforms.core.job import Job
from transforms.worker import Worker

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextlib.contextmanager
def draining(job: Job) -> Iterator[None]:
    """While the block lasts, the first SIGTERM or Ctrl-C asks all workers to come to an end.

    Calls in flight come back, what is done is committed. A second signal ends the run at once, and
    so does the first one of a job that asks no service: there is nothing to wait for.
    """
    if not job.asks_service or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def ask(number: int, frame: FrameType | None) -> None:
        for each, handler in before.items():
            signal.signal(each, handler)
        # A store may take its time: not in the handler.
        threading.Thread(target=_put_wish, args=(job,), name="gdr-stop", daemon=True).start()

    for number in _SIGNALS:
        signal.signal(number, ask)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _put_wish(job: Job) -> None:
    worker = Worker(job)
    worker.output.put(stop_address(worker), b"", durable=False)


def stopped(error: Exception) -> StoppedError | None:
    """The stop that a runner's error tells of; None for another error."""
    found = error if isinstance(error, GdrError) else recover(str(error))
    if isinstance(found, StoppedError):
        return recover(str(found)) or found  # type: ignore[return-value] # of the same code
    return None


def what_is_left(job: Job, error: StoppedError) -> StoppedError:
    """The stop, with how far the run came."""
    now = snapshots.samples(job)
    total = now.samples_total
    if total is None:
        left = f"{now.samples_done:,} samples are done"
    else:
        done, more = now.samples_done, total - now.samples_done
        left = f"{done:,} of {total:,} samples are done, {more:,} are left"
    return StoppedError(f"{error.message}: {left}; the same command goes on")
