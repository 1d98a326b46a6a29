"""The real pacers against a simulated service in virtual time: the same figures every time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests import virtual_time
from tests.servers.gemini.config import Quota
from tests.servers.gemini.quota import Gate
from transforms.core.calling.replies import End
from transforms.core.pacing.board import Board
from transforms.core.pacing.pacer import Limits, Pacer

Sizes = Sequence[tuple[int, int]]
"""Tokens as estimated and as billed, in turn."""


@dataclass(frozen=True)
class Service:
    """What calls meet.

    Attributes:
        quota: what is allowed.
        latency_s: until an answer.
        travel_s: to the service and back; five times as long for some.
        stray_every: every so many-th call is refused without a reason.
    """

    quota: Quota
    latency_s: float = 0.2
    travel_s: float = 0.004
    stray_every: int = 0


@dataclass
class Seen:
    """What came of it."""

    calls: int
    refused: int = 0
    admitted: int = 0
    tokens: int = 0
    seconds: float = 0.0
    by_machine: list[int] = field(default_factory=list)

    @property
    def waste(self) -> float:
        """Refused calls as a share of all that were sent."""
        return self.refused / (self.calls + self.refused)

    def used(self, quota_per_minute: float, amount: float) -> float:
        """The share of the quota, its burst included, that was used."""
        return amount / (quota_per_minute / 10 + quota_per_minute / 60 * self.seconds)


@dataclass
class _Machine:
    """Makes calls until none is left."""

    pacer: Pacer
    service: Service
    gate: Gate
    seen: Seen
    sizes: Sizes
    number: int

    async def work(self, left: list[int]) -> None:
        while left:
            number = left.pop()
            while not await self._called(number, *self.sizes[number % len(self.sizes)]):
                pass

    async def _called(self, number: int, estimated: int, billed: int) -> bool:
        permit = await self.pacer.acquire(estimated)
        await asyncio.sleep(self.service.travel_s * (1 + number * 7 % 5))
        wait_s, limit = self.gate.admit(billed, virtual_time.now_s())
        if limit:
            self.seen.refused += 1
            hint_s = _hint_s(self.service.quota, wait_s)
            await asyncio.sleep(self.service.travel_s)
            self.pacer.settle(permit, end=End.THROTTLED, tokens=None, retry_after_s=hint_s)
            await asyncio.sleep(hint_s or 0.0)
            return False
        self.seen.admitted += 1
        if self.service.stray_every and self.seen.admitted % self.service.stray_every == 0:
            self.pacer.settle(permit, end=End.THROTTLED, tokens=None)
            return False
        await asyncio.sleep(self.service.latency_s)
        self.pacer.settle(permit, end=End.ANSWERED, tokens=billed, output_tokens=20, latency_s=0.2)
        self.seen.tokens += billed
        self.seen.by_machine[self.number] += 1
        return True


def _hint_s(quota: Quota, wait_s: float) -> float | None:
    return {"exact": wait_s, "seconds": float(math.ceil(wait_s)), "none": None}[quota.hint]


def simulate(
    service: Service,
    calls: int,
    *,
    machines: int = 1,
    limits: Limits | None = None,
    sizes: Sizes = ((100, 100),),
    shift_s: float = 0.0,
    in_flight: int = 64,
) -> Seen:
    """So many calls, handed out to machines that do not know of each other.

    Args:
        service: what calls meet.
        calls: how many.
        machines: how many share the work.
        limits: of each machine; those of a job without quotas when not given.
        sizes: of the calls.
        shift_s: seconds between the beginnings of two machines.
        in_flight: calls of the whole job.
    """
    of_each = limits or Limits(max_in_flight=max(1, in_flight // machines), machines=machines)

    async def main() -> Seen:
        seen = Seen(calls, by_machine=[0] * machines)
        gate = Gate(service.quota)
        left = list(range(calls))

        async def begin(number: int) -> None:
            await asyncio.sleep(number * shift_s)
            pacer = Pacer(of_each, virtual_time.now_s, asyncio.sleep, Board())
            machine = _Machine(pacer, service, gate, seen, sizes, number)
            await asyncio.gather(*(machine.work(left) for _ in range(of_each.max_in_flight)))

        await asyncio.gather(*map(begin, range(machines)))
        seen.seconds = virtual_time.now_s()
        return seen

    return virtual_time.run(main())
