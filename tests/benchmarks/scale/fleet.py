"""A fleet of workers against one quota, in virtual time: the real pacers, a simulated service."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from tests import virtual_time
from tests.servers.gemini.config import Quota
from tests.servers.gemini.quota import Gate
from transforms.core.calling.replies import End
from transforms.core.pacing.board import Board
from transforms.core.pacing.pacer import Limits, Pacer

WINDOW_S = 10.0
CONVERGED = 0.9


@dataclass(frozen=True)
class Case:
    """One cell of the table.

    Attributes:
        machines: workers, of one process each.
        how: "divided" (--requests-per-minute), "service" (--quota-service), "found out" (neither).
        per_minute: the quota, in requests.
        in_flight: of the whole job.
        latency_s: of an answer.
        cpu_s: that a worker computes for a call, one after the other.
        seconds: how long the work lasts at the quota.
    """

    machines: int
    how: str
    per_minute: float = 6000
    in_flight: int = 400
    latency_s: float = 1.0
    cpu_s: float = 0.004
    seconds: float = 300.0

    @property
    def limits(self) -> Limits:
        """Of each machine."""
        places = max(1, self.in_flight // self.machines)
        share = self.per_minute / self.machines if self.how == "divided" else None
        return Limits(share, None, places, self.machines)


@dataclass
class Came:
    """What came of it: when calls were answered, and how many were refused."""

    answered_at: list[float] = field(default_factory=list)
    refused: int = 0

    def share(self, case: Case) -> float:
        """Of the quota, from the first call to the last answer."""
        return len(self.answered_at) / (case.per_minute / 60 * max(self.answered_at))

    def steady_share(self, case: Case) -> float:
        """Of the quota, in the minute after `converged_s`; 0 when it never was."""
        since = self.converged_s(case)
        answered = sum(1 for at in self.answered_at if since <= at < since + 60)
        return answered / case.per_minute

    def waste(self) -> float:
        """Refused calls as a share of those sent."""
        return self.refused / (self.refused + len(self.answered_at))

    def converged_s(self, case: Case) -> float:
        """Seconds until a window of `WINDOW_S` first had `CONVERGED` of the quota."""
        wanted = CONVERGED * case.per_minute / 60 * WINDOW_S
        window: deque[float] = deque()
        for at in sorted(self.answered_at):
            window.append(at)
            while window[0] < at - WINDOW_S:
                window.popleft()
            if len(window) >= wanted:
                return at
        return float("inf")


@dataclass
class _Windows:
    """The quota service: counts in windows of a second, as Envoy's does; refuses without a call."""

    a_second: float
    second: int = -1
    used: int = 0

    async def take(self, requests: int, tokens: int) -> float:
        """See `transforms.core.pacing.pacer.Quota`."""
        now = virtual_time.now_s()
        if int(now) != self.second:
            self.second, self.used = int(now), 0
        if self.used + requests <= self.a_second:
            self.used += requests
            return 0.0
        return max(0.05, self.second + 1 - now)


@dataclass
class _Machine:
    pacer: Pacer
    case: Case
    gate: Gate
    came: Came

    def __post_init__(self) -> None:
        self._cpu = asyncio.Lock()

    async def work(self, left: list[int]) -> None:
        while left:
            number = left.pop()
            while not await self._called(number):
                pass

    async def _called(self, number: int) -> bool:
        async with self._cpu:
            await asyncio.sleep(self.case.cpu_s)
        permit = await self.pacer.acquire(100)
        wait_s, limit = self.gate.admit(100, virtual_time.now_s())
        if limit:
            self.came.refused += 1
            self.pacer.settle(permit, end=End.THROTTLED, tokens=None, retry_after_s=wait_s)
            await asyncio.sleep(wait_s)
            return False
        # From half to one and a half times as long: even answers would come in step with the quota.
        latency_s = self.case.latency_s * (0.5 + number * 7919 % 1000 / 1000)
        await asyncio.sleep(latency_s)
        self.pacer.settle(permit, end=End.ANSWERED, tokens=100, latency_s=latency_s)
        self.came.answered_at.append(virtual_time.now_s())
        return True


async def _sleep(seconds: float) -> None:
    """Virtual time does not pass by itself: a wait lost in rounding would go on for ever."""
    await asyncio.sleep(max(seconds, 1e-6))


def simulate(case: Case) -> Came:
    """What comes of the calls of a fleet; the same every time."""

    async def main() -> Came:
        came, gate = Came(), Gate(Quota(requests=case.per_minute))
        left = list(range(int(case.per_minute / 60 * case.seconds)))
        shared = _Windows(case.per_minute / 60) if case.how == "service" else None

        async def begin(number: int) -> None:
            await asyncio.sleep(
                number * 30.0 / case.machines
            )  # machines come up over half a minute
            pacer = Pacer(case.limits, virtual_time.now_s, _sleep, Board(), shared)
            machine = _Machine(pacer, case, gate, came)
            await asyncio.gather(*(machine.work(left) for _ in range(case.limits.max_in_flight)))

        await asyncio.gather(*map(begin, range(case.machines)))
        return came

    return virtual_time.run(main())
