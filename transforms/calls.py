"""What a worker process calls a service with, built once: loop, client, pace, budget, window.

The loop runs in a thread of its own; harness threads hand blocks in and take back whichever is
finished first, so that calls go on while they read, screen and commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import secrets
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from transforms.company import Company
from transforms.core.calling.loop import CallLoop
from transforms.core.calling.settings import ModelSettings
from transforms.core.calling.stopping import Stopping
from transforms.core.errors import StoreError
from transforms.core.journal import Journal
from transforms.core.records import Block
from transforms.opening import Opened, open_calls

if TYPE_CHECKING:
    from transforms.worker import Worker

OPEN_BYTES = 4 << 20
"""Characters of all blocks that are open at once in a process: as many as keep 150 calls in flight
over chunks of 6000 tokens; ours. One block is always let in."""

LOCAL_INTERVAL_S, REMOTE_INTERVAL_S = 1.0, 5.0
"""After which an answer is journalled at the latest (design, section 3)."""

STORE_THREADS = 8


class Room:
    """How much of a process's memory open blocks may take; shared by the harness's threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._lock = threading.Lock()

    def take(self, size: int, *, at_any_rate: bool) -> bool:
        """Whether the block may be opened; one that a thread has nothing open beside always may."""
        with self._lock:
            if not at_any_rate and self._taken + size > self._most:
                return False
            self._taken += size
            return True

    def give_back(self, size: int) -> None:
        """The block is closed."""
        with self._lock:
            self._taken -= size


@dataclass
class Calls:
    """The calls of one process for one job.

    Attributes:
        worker: the tools of the process.
        stopping: whether the run is to stop.
        room: what open blocks may take.
    """

    worker: Worker = field(repr=False)
    stopping: Stopping = field(default_factory=Stopping)
    room: Room = field(default_factory=lambda: Room(OPEN_BYTES), repr=False)

    def __post_init__(self) -> None:
        self._executor = ThreadPoolExecutor(STORE_THREADS, "gdr-store")
        self._loop = CallLoop()
        work, launch = self.worker.job.work, _launch(self.worker)
        self._company = (
            None if self._remote else Company(self.worker.output, f"{work}/busy/{launch}")
        )
        self._attempt = secrets.token_hex(6)
        self._signalled_s = 0.0
        try:
            self._opened: Opened = self._loop.submit(self._open()).result()
            self._watching = self._loop.submit(self._watch())
            # What was imported and built until now stays: the collector, which has to look for what
            # thousands of waiting calls leave, need not go through it again and again.
            gc.freeze()
        except BaseException:
            self._loop.close()
            self._executor.shutdown(wait=False)
            raise

    async def _open(self) -> Opened:
        return await open_calls(self.worker, self.stopping, self._executor)

    async def _watch(self) -> None:
        """Asks for the end once somebody has put the wish to stop below `_work`."""
        every_s = REMOTE_INTERVAL_S if self._remote else LOCAL_INTERVAL_S / 4
        loop = asyncio.get_running_loop()
        while not self.stopping.reason:
            await asyncio.sleep(every_s)
            if await loop.run_in_executor(self._executor, _asked_to_stop, self.worker):
                self.stopping.ask("stopped by a signal")

    def submit(self, block: Block) -> Future[Block]:
        """The block with `refined` filled, to come."""
        return self._loop.submit(self._refine(block))

    async def _refine(self, block: Block) -> Block:
        began = time.perf_counter()
        await self._opened.refiner.refine(block, self._journal(block))
        if not self._opened.pacer.board.shared:
            block.figures["pace/alone"] = 1
        block.seconds["refine"] = time.perf_counter() - began
        return block

    def stopped(self, block: Block) -> None:
        """Notes that the block is left for the next launch: it took nobody down."""
        self.worker.parts.forget_starts(block.shard, block.position)

    @property
    def _remote(self) -> bool:
        return "://" in self.worker.job.output

    def begin(self) -> None:
        """Notes that a bundle begins."""
        if self._company is not None:
            self._company.come()

    def end(self) -> None:
        """Notes that all of a bundle is durable."""
        if self._company is not None:
            self._company.go()

    def wait_for_others(self) -> None:
        """Returns when the other processes of this machine have come to their end too."""
        settings = self.worker.job.settings or ModelSettings()
        if self._company is not None:
            self._company.wait_for_others(settings.call_timeout_s + 10)

    def _journal(self, block: Block) -> Journal:
        worker = self.worker
        return Journal(
            worker.output,
            worker.parts.journal(block.shard, block.position),
            self._attempt,
            REMOTE_INTERVAL_S if self._remote else LOCAL_INTERVAL_S,
            self._executor,
            asyncio.sleep,
        )

    def throttled_s(self) -> float:
        """Seconds that calls waited for quotas since this was last asked."""
        now = self._opened.pacer.throttled_s
        since, self._signalled_s = now - self._signalled_s, now
        return max(0.0, since)

    def close(self) -> None:
        """Closes connections and ends the loop; what is still asked for is cancelled."""
        self._watching.cancel()
        with contextlib.suppress(Exception):  # nothing of a service that is gone concerns us now
            self._loop.submit(self._opened.close()).result(10.0)
        self._loop.close()
        self._executor.shutdown(wait=True)


def stop_address(worker: Worker) -> str:
    """Where the wish to stop this launch stands."""
    return f"{worker.job.work}/stop/{_launch(worker)}"


def _launch(worker: Worker) -> str:
    launch = worker.job.settings.launch if worker.job.settings else ""
    return launch or "launch"


def _asked_to_stop(worker: Worker) -> bool:
    try:
        worker.output.stat(stop_address(worker))
    except StoreError:
        return False
    return True
