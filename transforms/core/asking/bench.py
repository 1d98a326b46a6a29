"""Judges what answers came to, a few at a time.

One pass of the checks over eight texts costs a quarter of eight passes over one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.core.judging.case import Case, Verdict
from transforms.core.judging.judge import Judge

GATHER_S = 0.02
"""How long the first of them waits for others. The answer is here already, and its place in flight
is free: nobody else waits. Ours."""

MOST_CASES, MOST_CHARACTERS = 64, 200_000
"""Of one pass: the loop of the calls stands still meanwhile. Ours."""


@dataclass
class Bench:
    """The judge, asked by many coroutines of one asyncio loop."""

    judge: Judge
    _waiting: list[tuple[Case, asyncio.Future[Verdict]]] = field(default_factory=list, repr=False)
    _characters: int = 0
    _timer: asyncio.TimerHandle | None = field(default=None, repr=False)

    async def verdict(self, case: Case) -> Verdict:
        """The verdict on a case; raises what the judge raises for it alone."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Verdict] = loop.create_future()
        self._waiting.append((case, future))
        self._characters += sum(map(len, case.texts))
        if len(self._waiting) >= MOST_CASES or self._characters >= MOST_CHARACTERS:
            self._sit()
        elif self._timer is None:
            self._timer = loop.call_later(GATHER_S, self._sit)
        return await future

    def _sit(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        waiting, self._waiting = self._waiting, []
        self._timer, self._characters = None, 0
        try:
            verdicts: Sequence[Verdict] = self.judge.judge([case for case, _ in waiting])
        except Exception:  # noqa: BLE001 - one bad case never costs another: each alone
            for case, future in waiting:
                self._alone(case, future)
            return
        for (_, future), verdict in zip(waiting, verdicts, strict=True):
            if not future.done():
                future.set_result(verdict)

    def _alone(self, case: Case, future: asyncio.Future[Verdict]) -> None:
        if future.done():
            return
        try:
            (verdict,) = self.judge.judge([case])
        except Exception as error:  # noqa: BLE001 - handed to whoever asked
            future.set_exception(error)
        else:
            future.set_result(verdict)
