"""Identical items are asked once per process while in flight.

Whoever claims an item leads: it asks, and lands the answer once that is judged. Who comes later
follows: it waits for what the leader lands. All items of a request are claimed in one step, so
that whoever waits waits only for claims older than its own, and nobody waits in a circle.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from transforms.core.asking.items import Proposed


class Flights:
    """The items in flight, by the key of what is asked."""

    def __init__(self) -> None:
        self._open: dict[str, asyncio.Future[Proposed | None]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def claim(self, keys: Iterable[str]) -> dict[str, asyncio.Future[Proposed | None]]:
        """What others lead among `keys`; all the rest is led by the caller from now on."""
        loop = asyncio.get_running_loop()
        followed: dict[str, asyncio.Future[Proposed | None]] = {}
        mine: dict[str, asyncio.Future[Proposed | None]] = {}
        for key in keys:
            if key in self._open:
                followed[key] = self._open[key]
            else:
                mine[key] = loop.create_future()
        self._open |= mine
        return followed

    def land(self, key: str, proposed: Proposed | None) -> None:
        """Gives the answer to all who follow; None when there is none, and each asks for itself."""
        future = self._open.pop(key, None)
        if future is not None and not future.done():
            future.set_result(proposed)
