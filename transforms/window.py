"""The blocks that a harness thread has open: as many as fit, whichever finishes first goes on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from typing import Any

from transforms.calls import Calls
from transforms.core.errors import StoppedError
from transforms.core.records import Block

_WAIT_S = 1.0  # room that another thread gives back is seen after this at the latest


@dataclass
class Window:
    """Open blocks of one bundle; each comes back with what its caller gave along.

    Args:
        calls: of this process.
    """

    calls: Calls
    _open: dict[Future[Block], tuple[Block, Any, int]] = field(default_factory=dict, repr=False)
    _stopped: StoppedError | None = field(default=None, repr=False)

    def submit(self, block: Block, along: Any) -> Iterator[tuple[Block, Any]]:
        """Opens a block, and gives back those that have to finish before there is room for it.

        Raises:
            StoppedError: the run stops; everything that finished has been given back.
        """
        size = sum(len(text) for sample in block.open_samples for text in sample.texts)
        try:
            while not self.calls.room.take(size, at_any_rate=not self._open):
                yield from self._finished(_WAIT_S)
        except StoppedError:
            self.calls.stopped(block)
            raise
        self._open[self.calls.submit(block)] = (block, along, size)
        yield from self._finished(0.0)

    def drain(self) -> Iterator[tuple[Block, Any]]:
        """Gives back every block that is open.

        Raises:
            StoppedError: the run stops; everything that finished has been given back.
        """
        while self._open:
            yield from self._closed(None)
        if self._stopped is not None:
            raise self._stopped

    def _finished(self, timeout_s: float) -> Iterator[tuple[Block, Any]]:
        yield from self._closed(timeout_s)
        if self._stopped is not None:  # nothing new is begun, what is open comes to its end
            yield from self.drain()

    def _closed(self, timeout_s: float | None) -> Iterator[tuple[Block, Any]]:
        done, _ = wait(self._open, timeout_s, FIRST_COMPLETED)
        for future in done:
            block, along, size = self._open.pop(future)
            self.calls.room.give_back(size)
            try:
                yield future.result(), along
            except StoppedError as error:
                self._stopped = self._stopped or error
                self.calls.stopped(block)
