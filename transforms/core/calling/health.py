"""Whether the service works: what fails for all is no outcome of a sample (invariant 9).

A sample that failed as often as a call is tried is condemned only if the service answers somebody:
another call since, or a small probe. Where it does not, everyone waits: the job is paused, the
probe is sent again and again, and who waited starts anew, as if nothing had failed. When patience
ends, the run stops and the same command goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from transforms.core.calling.replies import End, Reply
from transforms.core.calling.stopping import Stopping

SUSPICIOUS = 8
"""Failures in a row, of as many calls as there are, after which a probe is sent; ours."""

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 15.0
"""Between two probes; it doubles. Ours: an outage is found over within a quarter of a minute."""

OUTAGE_PATIENCE_S = 900.0
"""How long an outage is waited out: a deployment that goes wrong takes about that; ours."""

REFUSAL_PATIENCE_S = 10.0
"""How long 401, 403, 404 and billing are: rights take seconds to arrive everywhere; ours."""

_SAID = {
    End.UNAUTHENTICATED: "the service does not accept the key (401): give a valid one",
    End.FORBIDDEN: "the service refuses this key or project (403): give it the right to the model",
    End.UNKNOWN_MODEL: "the service does not know the model (404): see --model and --location",
    End.BILLING: "billing of the project is not active: activate it",
    End.DAILY_QUOTA: "the quota of the day is used up: go on tomorrow, or have it raised",
    End.THROTTLED: "the service refused all calls for a long time (429)",
    End.REJECTED: "the service rejects every call (400): see --model, and `thinking` in --prompt",
}


@dataclass
class Health:
    """Knows whether the service answers, and has everyone wait while it does not.

    Args:
        probe: makes a small call that any working service answers.
        stopping: is asked to stop when patience ends.
        clock, sleep: seconds that only grow; waits so many.
        recovered: is told when an outage is over.
    """

    probe: Callable[[], Awaitable[Reply]] = field(repr=False)
    stopping: Stopping
    clock: Callable[[], float] = field(repr=False)
    sleep: Callable[[float], Awaitable[None]] = field(repr=False)
    outage_patience_s: float = OUTAGE_PATIENCE_S
    refusal_patience_s: float = REFUSAL_PATIENCE_S
    recovered: Callable[[], None] = field(default=lambda: None, repr=False)
    pauses: int = 0
    _answered_at: float = field(default=float("-inf"), repr=False)
    _in_a_row: int = field(default=0, repr=False)
    _looking: asyncio.Task[bool] | None = field(default=None, repr=False)

    @property
    def in_doubt(self) -> bool:
        """Whether it is being found out if the service works: nothing is to be sent meanwhile."""
        return self._looking is not None

    async def wait(self) -> None:
        """Returns when the service is not known to fail.

        Raises:
            StoppedError: the run is to stop.
        """
        while self._looking is not None:
            await asyncio.shield(self._looking)
        self.stopping.check()

    async def came_back(self, reply: Reply) -> None:
        """Notes a call that ended for good: whatever it says, the service works.

        But for calls that are rejected before the first is answered: then a probe tells whether
        that is their content's fault, or everyone's.

        Raises:
            StoppedError: it is everyone's.
        """
        if reply.end is not End.REJECTED:
            self._answered()
        elif self._answered_at == float("-inf"):
            if _answer(await self.probe()):
                self._answered()
            else:
                self.stopping.ask(_SAID[End.REJECTED])
                self.stopping.check()

    def _answered(self) -> None:
        self._answered_at = self.clock()
        self._in_a_row = 0

    async def failed(self, reply: Reply) -> bool:
        """Notes a call without an answer, and looks at the service when it was no accident.

        Returns:
            Whether the service itself failed, and works again: whoever asks starts anew.
        """
        if reply.end is End.THROTTLED:
            return False
        self._in_a_row += 1
        if reply.end.service_failure or self._in_a_row >= SUSPICIOUS:
            return not await self._look(reply.end)
        return False

    async def works(self, since: float) -> bool:
        """Whether the service answered somebody after `since`, or answers now.

        False after an outage that is over: the failures before it say nothing.

        Raises:
            StoppedError: it does not, and patience came to its end.
        """
        if self._answered_at > since:
            return True
        return await self._look(End.SERVER_ERROR)

    async def _look(self, end: End) -> bool:
        """Has one probe sent for all who ask: True when it is answered at once."""
        if self._looking is None:
            self._looking = asyncio.get_running_loop().create_task(self._watch(end))
        at_once = await asyncio.shield(self._looking)
        self.stopping.check()
        return at_once

    async def _watch(self, end: End) -> bool:
        """Probes until the service answers; True when it did at the first time."""
        try:
            began = self.clock()
            wait_s = FIRST_WAIT_S
            if await self._answers():
                return True
            self.pauses += 1
            while not self.stopping.reason:
                patience_s = self._patience_s(end)
                if self.clock() - began >= patience_s:
                    self.stopping.ask(_SAID.get(end, "the service does not answer"))
                    break
                await self.sleep(wait_s)
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
                last = await self.probe()
                if _answer(last):
                    self._answered()
                    self.recovered()
                    break
                end = last.end
            return False
        finally:
            self._looking = None

    async def _answers(self) -> bool:
        reply = await self.probe()
        if _answer(reply):
            self._answered()
            return True
        return False

    def _patience_s(self, end: End) -> float:
        if end is End.DAILY_QUOTA:
            return 0.0
        return self.refusal_patience_s if end.service_failure else self.outage_patience_s


def _answer(reply: Reply) -> bool:
    """Whether the service worked, whatever it says to the probe."""
    if reply.end is End.REJECTED:
        return False
    return not (reply.end.transient or reply.end.service_failure) or reply.end is End.EMPTY
