"""The pace of a process: requests a minute, tokens a minute, calls in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from transforms.core.calling.replies import End
from transforms.core.calling.settings import ModelSettings
from transforms.core.pacing.board import Board

PEEK_S = 0.01
"""Seconds between two looks at whether another process has freed a place in flight. Ours."""

CARE_S = 1.0
"""Seconds of waiting for a place after which it is looked for processes that died. Ours."""


@dataclass(frozen=True)
class Limits:
    """What this machine may use of the job's limits; None for a quota that nobody named."""

    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    max_in_flight: int = 64
    machines: int = 1

    @staticmethod
    def of(settings: ModelSettings) -> Limits:
        """A machine's share of the job's limits.

        Quotas that a quota service holds are not divided: there every call is asked for.
        """
        most = max(1, settings.machines)
        places = max(1, settings.max_in_flight // most)
        if settings.quota_service:
            return Limits(None, None, places, most)
        requests, tokens = settings.requests_per_minute, settings.tokens_per_minute
        return Limits(
            None if requests is None else requests / most,
            None if tokens is None else tokens / most,
            places,
            most,
        )


class Quota(Protocol):
    """A service that knows what the whole job has used."""

    async def take(self, requests: int, tokens: int) -> float:
        """0.0 when the calls may go, else seconds until it may be asked again."""
        ...


@dataclass(frozen=True, slots=True)
class Permit:
    """One call that may go.

    Attributes:
        tokens: as estimated.
        reserved: tokens that were taken for it.
        at: when it went.
        number: of the call.
    """

    tokens: int
    reserved: float
    at: float
    number: int


@dataclass
class Pacer:
    """Lets calls go when limits allow, first come, first served; used in one asyncio loop.

    Args:
        limits: of this machine.
        clock, sleep: seconds that only grow, the same in all processes; waits so many.
        board: shared with the other processes of the machine.
        quota: an outside service that is asked as well.

    Attributes:
        throttled_s: seconds that calls waited for quotas or congestion; not for a place in flight.
    """

    limits: Limits
    clock: Callable[[], float] = field(repr=False)
    sleep: Callable[[float], Awaitable[None]] = field(repr=False)
    board: Board = field(default_factory=Board)
    quota: Quota | None = field(default=None, repr=False)
    throttled_s: float = 0.0

    def __post_init__(self) -> None:
        self._turn = asyncio.Lock()
        self._freed = asyncio.Event()
        limits = self.limits
        with self.board as state:
            state.begin(
                self.clock(), limits.machines, limits.requests_per_minute, limits.tokens_per_minute
            )

    async def acquire(self, tokens: int) -> Permit:
        """Waits until a call of about so many tokens may go; cancelled, it leaves nothing taken."""
        async with self._turn:
            await self._place()
            try:
                return await self._go(tokens)
            except BaseException:
                self._leave()
                raise

    async def _place(self) -> None:
        """Waits for a place in flight."""
        cared_at = self.clock()
        while True:
            self._freed.clear()
            with self.board as state:
                if state.enter(self.board.mine, self.limits.max_in_flight):
                    return
                alone = state.alone(self.board.mine)
            if alone:
                await self._freed.wait()
                continue
            await self.sleep(PEEK_S)
            if self.clock() - cared_at > CARE_S:
                cared_at = self.clock()
                self.board.release_dead()

    async def _go(self, tokens: int) -> Permit:
        """Waits for the quotas."""
        began = self.clock()
        while self.quota is not None and (wait_s := await self.quota.take(1, tokens)) > 0:
            await self.sleep(wait_s)
        now = self.clock()
        with self.board as state:
            reserved = tokens * state.ratio
            at = state.reserve(reserved, now)
            turns = state.rate.turns
            number = state.rate.went(now) if at <= now else 0
        if at > now:
            try:
                number, now = await self._until(at, turns)
            except BaseException:
                with self.board as state:
                    state.give_back(1, reserved)
                raise
        self.throttled_s += now - began
        return Permit(tokens, reserved, now, number)

    async def _until(self, at: float, turns: int) -> tuple[int, float]:
        """Waits for the time, or for another one where calls were refused since.

        Gives the number of the call and the time.
        """
        while True:
            now = self.clock()
            if now < at:
                await self.sleep(at - now)
                continue
            with self.board as state:
                if state.rate.turns == turns:
                    return state.rate.went(now), now
                turns = state.rate.turns
                at = state.rate.reserve(now)

    def cancel(self, permit: Permit) -> None:
        """Gives everything back: the call was not made."""
        with self.board as state:
            state.give_back(1, permit.reserved)
            state.rate.sent -= 1
        self._leave()

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
            output_tokens: of these, what was given back, thoughts included.
            latency_s: from sending to the end.
            retry_after_s: what a refusal asks to wait.
        """
        now = self.clock()
        with self.board as state:
            if end.congestion:
                overloaded = end is End.OVERLOADED
                state.refused(now, permit.at, permit.number, retry_after_s, overloaded=overloaded)
            else:
                state.came_through(latency_s, output_tokens)
            if end is End.THROTTLED:
                state.give_back(0, permit.reserved)  # a refused call uses no tokens
            elif tokens is not None:
                state.bill(permit.tokens, permit.reserved, tokens)
            state.leave(self.board.mine)
        self._freed.set()

    def recovered(self) -> None:
        """An outage is over: what it refused says nothing about the quota."""
        with self.board as state:
            state.rate.reopen(self.clock())

    def _leave(self) -> None:
        with self.board as state:
            state.leave(self.board.mine)
        self._freed.set()

    def close(self) -> None:
        """Leaves the board."""
        self.board.close()
