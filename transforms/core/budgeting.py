"""The budget of a launch: no call begins that could pass it.

Each process leases from a ledger that all share through the store, so that processes and machines
need not talk. What a dead process had leased counts as spent: its calls in flight may be billed.
The next launch has a budget of its own.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

from transforms.core.calling.replies import Usage
from transforms.core.calling.settings import Tariff
from transforms.core.ledger import WHOLE, Ledger
from transforms.core.protocols import Store

MARGIN = 2.0
"""Prompt tokens are estimated, good to a fifth for prose (`asking.estimating`), worse for digits;
twice as much is held back, and what was too much comes back with the bill. Ours."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a call may cost at most, in parts of the whole budget."""

    parts: int
    model: str


@dataclass
class Budget:
    """The budget as one process sees it; used in one asyncio loop.

    Args:
        store, folder: where the ledger is, below `_work`, by launch.
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
    _free: int = 0
    _in_flight: int = 0

    def __post_init__(self) -> None:
        self._ledger = Ledger(self.store, self.folder, self.executor)
        self._turn = asyncio.Lock()
        self._settled = asyncio.Event()

    @property
    def limited(self) -> bool:
        """Whether there is a budget at all."""
        return self.usd is not None or self.tokens is not None

    @property
    def left(self) -> float:
        """The share of the budget that nobody has spent or reserved, as known here."""
        return max(0.0, (self._ledger.left + self._free) / WHOLE)

    async def reserve(
        self, model: str, prompt_tokens: int, output_tokens: int
    ) -> Reservation | None:
        """Holds back what a call may cost; None when the budget does not hold it any more.

        Where calls in flight hold back what they will hardly use, it is waited for their bills.
        """
        if not self.limited:
            return Reservation(0, model)
        parts = self._parts(model, Usage(math.ceil(prompt_tokens * MARGIN), output=output_tokens))
        async with self._turn:
            while self._free < parts:
                before = self._free
                leased = await self._ledger.take(parts - before)
                self._free += leased
                if self._free != before:
                    # Leased, or bills that came while the ledger was read: what they gave back
                    # counts, and with it less is missing.
                    continue
                if not self._in_flight:
                    return None
                self._settled.clear()
                await self._settled.wait()
            self._free -= parts
            self._in_flight += 1
        return Reservation(parts, model)

    def settle(self, reservation: Reservation, usage: Usage | None) -> None:
        """Gives back what the call did not cost; with None nobody knows, and it counts in full."""
        if usage is not None:
            self.spent_usd += self.price(reservation.model, usage)
            self.spent_tokens += usage.total
        if self.limited:
            self._in_flight -= 1
            if usage is not None:
                self._free += reservation.parts - self._parts(reservation.model, usage)
            self._settled.set()

    async def close(self) -> None:
        """Gives back to the other processes what this one leased and did not use."""
        if self.limited and self._free > 0:
            free, self._free = self._free, 0
            await self._ledger.give_back(free)

    def price(self, model: str, usage: Usage) -> float:
        """USD that the call cost; 0 for a model without a price."""
        tariff = self.tariffs.get(model)
        return 0.0 if tariff is None else tariff.usd(usage)

    def _parts(self, model: str, usage: Usage) -> int:
        """The cost in parts of the whole budget, rounded up: of money or tokens, the larger."""
        money = self.price(model, usage) / self.usd if self.usd else 0.0
        tokens = usage.total / self.tokens if self.tokens else 0.0
        return math.ceil(max(money, tokens) * WHOLE)
