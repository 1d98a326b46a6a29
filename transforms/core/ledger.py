"""A ledger that processes and machines share through a store: who took how much of one whole.

Each entry is an object with the next number, and only one of all can put it: whoever puts entry 17
has read the 16 before it, so that together they never take more than there is. An entry may also
give something back. What a dead process took stays taken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TypeVar

from transforms.core.errors import NotFoundInStoreError
from transforms.core.protocols import Store

_Result = TypeVar("_Result")

WHOLE = 10**9
"""The whole, in parts; a part of 1000 USD is a ten-thousandth of a cent."""

PIECES = 16
"""Most that is taken ahead is this part of what is left: a budget needs some hundred entries, and a
process that dies loses a sixteenth of what was left. Ours."""


@dataclass
class Ledger:
    """The ledger as one process knows it; used in one asyncio loop.

    Args:
        store, folder: where the entries are.
        executor: where the store is talked to.

    Attributes:
        left: parts that nobody had taken when this process last looked.
    """

    store: Store = field(repr=False)
    folder: str
    executor: Executor = field(repr=False)
    left: int = WHOLE
    _next: int = 0

    async def take(self, needed: int) -> int:
        """Takes so many parts, or some more to have them ready; 0 when there are not as many."""
        while True:
            if self.left < needed:
                if not await self._read_on():
                    return 0
                continue
            amount = min(self.left, max(needed, self.left // PIECES))
            if await self._enter(amount):
                return amount

    async def give_back(self, amount: int) -> None:
        """Puts back what was taken and not used."""
        while amount > 0 and not await self._enter(-amount):
            pass

    async def _enter(self, amount: int) -> bool:
        """Whether the next entry is ours; else it is another's, and known now."""
        data = str(amount).encode("ascii")
        if await self._run(self.store.put_if_absent, self._uri(), data):
            self._know(amount)
            return True
        await self._read_on()
        return False

    async def _read_on(self) -> bool:
        """Reads one more entry of another process; False when there is none."""
        try:
            self._know(int(await self._run(self.store.read, self._uri())))
        except NotFoundInStoreError:
            return False
        return True

    def _know(self, amount: int) -> None:
        self.left -= amount
        self._next += 1

    def _uri(self) -> str:
        return f"{self.folder}/{self._next:06d}"

    async def _run(self, what: Callable[..., _Result], *arguments: object) -> _Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.executor, what, *arguments)
