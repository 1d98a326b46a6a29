"""One call with its tries: the only place where a call is made again.

Paced, paid from the budget, cut at its deadline, made again with jitter when it may well succeed,
and never condemned for what is the service's failure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from transforms.core.budgeting import Budget, Reservation
from transforms.core.calling.health import Health
from transforms.core.calling.replies import Call, End, Reply, Service, Usage
from transforms.core.calling.stopping import Stopping
from transforms.core.pacing.pacer import Pacer, Permit

MOST_TRIES = 5
"""Of one call; with 5 % of stray failures one in three million is given up. Ours."""

MOST_THROTTLED = 40
"""Of one call: refusals for the pace are no fault of the call, but have an end. Ours."""

FIRST_WAIT_S, LONGEST_WAIT_S = 0.25, 8.0
"""Before a call is made again; it doubles, with full jitter (AWS Architecture Blog, 2015)."""

_WEIGHTS = {End.THROTTLED: 0, End.TIMEOUT: 2}
"""Tries that a failure counts for: one that took the whole deadline costs the most. Ours."""

BUDGET_ENDED = "the budget is used up"

Tally = Counter[str]
"""Figures of one block, flat names to numbers, as `Part.counters` takes them."""


@dataclass
class Caller:
    """Makes calls.

    Args:
        service: makes one attempt.
        pacer: holds the quotas.
        budget: holds the budget.
        health: of a model: has everyone wait while it fails.
        stopping: no call begins once somebody asked for the end.
        clock, sleep: seconds that only grow; waits so many.
        jitter: a number from 0 to 1, another one each time.
    """

    service: Service
    pacer: Pacer
    budget: Budget
    health: Callable[[str], Health] = field(repr=False)
    stopping: Stopping
    clock: Callable[[], float] = field(repr=False)
    sleep: Callable[[float], Awaitable[None]] = field(repr=False)
    jitter: Callable[[], float] = field(repr=False)

    async def call(self, call: Call, tally: Tally) -> Reply:
        """How the call ended, at last: answered, or with what no further try will mend.

        Raises:
            StoppedError: the run is to stop, and this call was not made.
        """
        health = self.health(call.model)
        tries = throttled = 0
        while True:
            await health.wait()
            turn = await self._turn(call, health)
            if turn is None:
                continue
            reply = await self._try(call, *turn, tally)
            if not (reply.end.transient or reply.end.service_failure):
                await health.came_back(reply)
                return reply
            failed_at = self.clock()
            if await health.failed(reply):
                tries = throttled = 0
                continue
            throttled += reply.end is End.THROTTLED
            tries += _WEIGHTS.get(reply.end, 1)
            if tries >= MOST_TRIES or throttled >= MOST_THROTTLED:
                if await health.works(failed_at):
                    return reply
                tries = throttled = 0
                continue
            tally[f"retries/{reply.end}"] += 1
            await self.stopping.wake(self.sleep(self._wait_s(tries, reply)))

    async def _turn(self, call: Call, health: Health) -> tuple[Permit, Reservation] | None:
        """What a call within pace and budget needs; None when the service failed meanwhile."""
        self.stopping.check()
        permit = await self.stopping.wake(self.pacer.acquire(call.estimated_tokens))
        try:
            self.stopping.check()
            sent = call.estimated_tokens
            most = call.max_output_tokens
            reservation = await self.stopping.wake(self.budget.reserve(call.model, sent, most))
            if reservation is None:
                self.stopping.ask(BUDGET_ENDED)
            self.stopping.check()
        except BaseException:
            self.pacer.cancel(permit)
            raise
        assert reservation is not None  # noqa: S101 - else stopping was asked, and raised
        if not health.in_doubt:
            return permit, reservation
        self.pacer.cancel(permit)
        self.budget.settle(reservation, Usage())
        return None

    async def _try(
        self, call: Call, permit: Permit, reservation: Reservation, tally: Tally
    ) -> Reply:
        """One attempt."""
        began = self.clock()
        reply: Reply | None = None
        try:
            reply = await self.service.call(call)
        finally:
            usage = reply.usage if reply else None
            end = reply.end if reply else End.CUT
            self.pacer.settle(
                permit,
                end=end,
                tokens=usage.total if usage else None,
                output_tokens=usage.output + usage.thoughts if usage else 0,
                latency_s=self.clock() - began,
                retry_after_s=reply.retry_after_s if reply else None,
            )
            self.budget.settle(reservation, _billed(end, usage))
        self._count(call, reply, tally)
        return reply

    def _count(self, call: Call, reply: Reply, tally: Tally) -> None:
        tally[f"calls/{call.model}/{reply.end}"] += 1
        if reply.usage is not None:
            for name in ("prompt", "cached", "thoughts", "output"):
                tally[f"usage/{call.model}/{name}"] += getattr(reply.usage, name)
            usd = self.budget.price(call.model, reply.usage)
            tally[f"usd/{call.model}"] += usd  # type: ignore[assignment] # a Counter adds floats too

    def _wait_s(self, tries: int, reply: Reply) -> float:
        """Seconds until the next try.

        A refusal by the pace needs no more than what it asks for: the pacer knows the rest.
        """
        if reply.end is End.THROTTLED:
            return reply.retry_after_s or 0.0
        full = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (tries - 1))
        return max(self.jitter() * full, reply.retry_after_s or 0.0)


def _billed(end: End, usage: Usage | None) -> Usage | None:
    """What to settle: nothing for what the service refused, unknown for what was cut or hung."""
    if usage is None and end not in {End.TIMEOUT, End.CUT, End.SERVER_ERROR, End.MALFORMED}:
        return Usage()
    return usage
