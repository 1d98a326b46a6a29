"""Whether a run is to stop: asked for by a signal, the budget's end or the service's failure.

No call is interrupted: no new one begins, those in flight come back and are journalled, what is
done is committed, and the run ends with a `StoppedError`. Only who waits for a turn is woken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from transforms.core.errors import StoppedError

_Result = TypeVar("_Result")


@dataclass
class Stopping:
    """The wish to stop, shared by everything in a process; asked for in the loop of the calls.

    Attributes:
        reason: why, as a user reads it; "" while nobody asked.
    """

    reason: str = ""
    _waiting: set[asyncio.Task[Any]] = field(default_factory=set, repr=False)

    def ask(self, reason: str) -> None:
        """Asks for the end; the first reason stays."""
        self.reason = self.reason or reason
        for task in self._waiting:
            task.cancel()

    def check(self) -> None:
        """Raises `StoppedError` once somebody asked."""
        if self.reason:
            raise StoppedError(self.reason)

    async def wake(self, waiting: Awaitable[_Result]) -> _Result:
        """What is waited for; raises `StoppedError` as soon as somebody asks for the end."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - only coroutines come here
        self._waiting.add(task)
        try:
            return await waiting
        except asyncio.CancelledError:
            if not self.reason:
                raise
            task.uncancel()
            raise StoppedError(self.reason) from None
        finally:
            self._waiting.discard(task)
