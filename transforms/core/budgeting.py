"""The budget of a launch: no call begins that could pass it.

It is leased in slices through the store, so that processes and machines share it without talking:
each slice is an object that only one of them can put. What a dead process had leased and not used
is lost for this launch, and never spent twice; the next launch has a budget of its own.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

from transforms.core.calling.replies import Usage
from transforms.core.calling.settings import Tariff
from transforms.core.protocols import Store

SLICES = 256
"""Of a budget: a process that dies loses at most a few. Ours."""

MARGIN = 1.5
"""Prompt tokens are estimated, good to a fifth for prose (`asking.estimating`); money is held back
for half as much again, and what was too much comes back with the bill. Ours."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a call may cost at most, in shares of the whole budget."""

    share: float
    model: str


@dataclass
class Budget:
    """The budget as one process sees it; used in one asyncio loop.

    Args:
        store, folder: where slices are put, below `_work`, by launch.
        usd, tokens: the whole; None for no limit.
        tariffs: by model.
        executor: where the store is talked to.

    Attributes:
        spent_usd, spent_tokens: of this process.
    """

    store: Store = field(repr=False)
    folder: str
    usd: float | None
    tokens: int | None
    tariffs: Mapping[str, Tariff]
    executor: Executor = field(repr=False)
    spent_usd: float = 0.0
    spent_tokens: int = 0
    _free: float = 0.0
    _next: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def reserve(
        self, model: str, prompt_tokens: int, output_tokens: int
    ) -> Reservation | None:
        """Holds back what a call may cost; None when the budget does not hold it any more."""
        if self.usd is None and self.tokens is None:
            return Reservation(0.0, model)
        most = Usage(prompt=math.ceil(prompt_tokens * MARGIN), output=output_tokens)
        share = self._share(model, most)
        async with self._turn:
            while self._free < share:
                if not await self._lease():
                    return None
            self._free -= share
        return Reservation(share, model)

    def settle(self, reservation: Reservation, usage: Usage | None) -> None:
        """Gives back what the call did not cost; with None nobody knows, and it counts in full."""
        if usage is None:
            return
        self.spent_usd += self.price(reservation.model, usage)
        self.spent_tokens += usage.total
        self._free += reservation.share - self._share(reservation.model, usage)

    def price(self, model: str, usage: Usage) -> float:
        """USD that the call cost; 0 for a model without a price."""
        tariff = self.tariffs.get(model)
        if tariff is None:
            return 0.0
        out = usage.output + usage.thoughts
        paid = usage.prompt * tariff.input + usage.cached * tariff.cached + out * tariff.output
        return paid / 1e6

    def _share(self, model: str, usage: Usage) -> float:
        """The cost as a share of the whole budget: of money or of tokens, the larger."""
        money = self.price(model, usage) / self.usd if self.usd else 0.0
        tokens = usage.total / self.tokens if self.tokens else 0.0
        return max(money, tokens)

    async def _lease(self) -> bool:
        """Takes one more slice; False when none is left."""
        loop = asyncio.get_running_loop()
        while self._next < SLICES:
            uri = f"{self.folder}/slice-{self._next:04d}"
            self._next += 1
            if await loop.run_in_executor(self.executor, self.store.put_if_absent, uri, b""):
                self._free += 1 / SLICES
                return True
        return False
