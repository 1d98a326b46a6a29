"""The pace of a process: requests a minute, tokens a minute, calls in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from transforms.core.calling.replies import End
from transforms.core.pacing.bucket import Bucket
from transforms.core.pacing.rate import Rate


@dataclass(frozen=True)
class Limits:
    """What this process may use of the job's limits; None for a quota that nobody named."""

    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    max_in_flight: int = 64


class Quota(Protocol):
    """A service that knows what the whole job has used."""

    async def take(self, requests: int, tokens: int) -> float:
        """0.0 when the calls may go, else seconds until it may be asked again."""
        ...


@dataclass(frozen=True, slots=True)
class Permit:
    """One call that may go; `tokens` as estimated."""

    tokens: int


@dataclass
class Pacer:
    """Lets calls go when limits allow, first come, first served; used in one asyncio loop.

    Args:
        limits: of this process.
        clock, sleep: seconds that only grow; waits so many.
        quota: an outside service that is asked as well.

    Attributes:
        throttled_s: seconds that calls waited for quotas or congestion; not for a place in flight.
    """

    limits: Limits
    clock: Callable[[], float] = field(repr=False)
    sleep: Callable[[float], Awaitable[None]] = field(repr=False)
    quota: Quota | None = field(default=None, repr=False)
    throttled_s: float = 0.0

    def __post_init__(self) -> None:
        now = self.clock()
        self._places = asyncio.Semaphore(self.limits.max_in_flight)
        self._turn = asyncio.Lock()
        self._rate = Rate(now)
        self._requests = _bucket(self.limits.requests_per_minute, now)
        self._tokens = _bucket(self.limits.tokens_per_minute, now)

    async def acquire(self, tokens: int) -> Permit:
        """Waits until a call of about so many tokens may go; cancelled, it leaves nothing taken."""
        await self._places.acquire()
        try:
            async with self._turn:
                await self._wait(tokens)
        except BaseException:
            self._places.release()
            raise
        return Permit(tokens)

    async def _wait(self, tokens: int) -> None:
        while True:
            now = self.clock()
            wait_s = self._wait_s(tokens, now)
            if wait_s <= 0:
                wait_s = await self.quota.take(1, tokens) if self.quota else 0.0
                if wait_s <= 0:
                    break
            await self.sleep(wait_s)
            self.throttled_s += self.clock() - now
        self._rate.take(self.clock())
        for bucket, amount in ((self._requests, 1), (self._tokens, tokens)):
            if bucket is not None:
                bucket.take(amount)

    def _wait_s(self, tokens: int, now: float) -> float:
        waits = [self._rate.wait_s(now)]
        if self._requests is not None:
            waits.append(self._requests.wait_s(1, now))
        if self._tokens is not None:
            waits.append(self._tokens.wait_s(tokens, now))
        return max(waits)

    def cancel(self, permit: Permit) -> None:
        """Gives everything back: the call was not made."""
        self._give_back(1, permit.tokens)
        self._places.release()

    def _give_back(self, requests: float, tokens: float) -> None:
        if self._requests is not None:
            self._requests.take(-requests)
        if self._tokens is not None:
            self._tokens.take(-tokens)

    def settle(
        self,
        permit: Permit,
        *,
        end: End,
        tokens: int | None,
        output_tokens: int = 0,
        latency_s: float = 0.0,
        retry_after_s: float | None = None,
    ) -> None:
        """Ends a call: frees its place, settles its tokens, and adapts the pace.

        Args:
            permit: of the call, given back once.
            end: how it ended.
            tokens: as billed; None when the service did not say.
            output_tokens: of them, those of the answer and of thinking.
            latency_s: seconds that the call took.
            retry_after_s: what a refusal asks to wait.
        """
        self._places.release()
        now = self.clock()
        if not end.congestion:
            self._rate.came_through()
        elif self._rate.refused(now, retry_after_s):
            for bucket in (self._requests, self._tokens):
                if bucket is not None:
                    bucket.fill(now)
                    bucket.refused()
        if end is End.THROTTLED:
            self._give_back(0, permit.tokens)  # a refused call uses no tokens
        elif tokens is not None:
            self._give_back(0, permit.tokens - tokens)


def _bucket(quota: float | None, now: float) -> Bucket | None:
    return None if quota is None else Bucket.per_minute(quota, now)
