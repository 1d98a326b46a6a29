"""A fair share of a quota that nobody named: found out by what the service refuses.

Open, only the calls in flight are limited. Several refusals in a row, with no answer between them,
are congestion; a single one is not. Then the rate is what came through, spread over the burst that
quotas by the minute have. It grows slowly, the faster the longer nothing is refused, and shrinks
with the share of refusals (additive increase, multiplicative decrease; Chiu and Jain, 1989).

Where several machines share a quota and do not see each other, each begins slowly and doubles until
its first refusal. The constants are ours, chosen in tests/transforms/core/pacing/simulation.py.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any

REFUSED, HINTED, CONGESTED, SETTLED = 3, 7, 12, 27
"""What a refusal adds to two sums, and from where on they are no strays (CUSUM tests; Page, 1954).

From the one every call takes 1 that went between two refusals: four calls in a row are congestion,
or half of some. From the other every answer takes 1, in the order in which calls end: it needs
more, for refusals come at once, and answers to calls that went before them come after them; one
that says how long to wait, as quotas do, tells more."""

BURST_S = 6.0
"""Seconds of the quota that had gathered when the first calls came; see `bucket.BURST_S`."""

INCREASE = 0.003
"""Share of the rate that is added each second, over the fourth root of the number of machines: all
of them together meet the refusals, and each hears only of its own."""

CALM_S, CALM_CALLS = 10.0, 10.0
"""Seconds, and calls, without a refusal after which the increase has doubled; it grows on with the
square."""

CALM_GUESSED_S = 5.0
"""The same where one machine has no more than its first guess."""

MARKS, MARK_S = 16, 0.5
"""How often, and after how many seconds, it is noted how many calls had gone."""

DECREASE = 0.15
"""Share of the rate that a refusal costs; once for all refusals of calls sent before it."""

MOST_DECREASE = 0.5
"""Of the rate at once, when as large a share of the calls is refused."""

ENOUGH = 8
"""Calls since the last decrease whose share of refusals says something."""

SLOWEST = 0.05
"""Calls a second: someone has to find out whether the quota is back."""

LOWEST_GUESS = 1.0
"""Calls a second, of all machines: less is not guessed where nothing has come through yet."""

REOPENED_S = 60.0
"""Seconds in use without a refusal after which there is no quota any more."""

SLOW_START, DOUBLED_S, FLOOR = 8.0, 2.0, 0.5
"""Calls a second with which all machines together begin, seconds until that is doubled, and the
share of it below which the first refusal takes nobody: a machine that comes late knows little."""

SLOWER, FAST, SLOW = 2.0, 0.1, 0.005
"""Nobody grows while a token of an answer takes twice as long as it used to: two moving means."""


class Rate(ctypes.Structure):
    """The pace of calls whose quota is not known.

    It lies in memory that processes share, and so it is a structure and no dataclass.

    Attributes:
        calls_per_s: the rate, 0 while open.
        found: whether the service refused calls: the rate is more than a slow start.
        next_at: when the next call may go.
        hold_until: nobody sends before: the service said so.
        turns: grows whenever a time that was given before does not hold any more.
        sent, refusals: calls since the beginning; `_then`: when the rate was last decreased.
        answered: whether any call has come through since.
        suspicion, settled: the sums, see `CONGESTED`; `refused_number` is of the last refused call.
        marks: how often was noted that at `mark_at` so many calls as `mark_sent` had gone.
        set_at: when the rate was last decreased; `guessed` while it is the first guess, for which
            the quota was used up at `used_up_at`.
        used_at: when somebody last did not need the whole rate.
        token_s, token_mean_s: seconds for a token of an answer, lately and in general.
    """

    machines: int
    calls_per_s: float
    found: int
    guessed: int
    suspicion: int
    settled: int
    refused_number: int
    marks: int
    mark_at: Any
    mark_sent: Any
    answered: int
    turns: int
    sent: int
    sent_then: int
    refusals: int
    refusals_then: int
    next_at: float
    hold_until: float
    refused_at: float
    set_at: float
    used_up_at: float
    grown_at: float
    used_at: float
    token_s: float
    token_mean_s: float
    _fields_ = [
        ("marks", ctypes.c_int32),
        ("refused_number", ctypes.c_int64),
        ("mark_at", ctypes.c_double * MARKS),
        ("mark_sent", ctypes.c_int64 * MARKS),
        *[
            (name, ctypes.c_int32)
            for name in ("machines", "found", "guessed", "suspicion", "settled", "answered")
        ],
        *[
            (name, ctypes.c_int64)
            for name in ("turns", "sent", "sent_then", "refusals", "refusals_then")
        ],
        *[
            (name, ctypes.c_double)
            for name in ("calls_per_s", "next_at", "hold_until", "refused_at", "set_at")
        ],
        *[
            (name, ctypes.c_double)
            for name in ("used_up_at", "grown_at", "used_at", "token_s", "token_mean_s")
        ],
    ]

    def open(self, now: float, machines: int = 1) -> None:
        """Begins; slowly where other machines begin too."""
        self.machines = machines
        self.grown_at = self.refused_at = self.used_at = now
        self.calls_per_s = SLOW_START / machines if machines > 1 else 0.0

    def reopen(self, now: float) -> None:
        """Begins anew: what was found out does not hold any more."""
        self.found = self.guessed = self.in_a_row = 0
        self.sent = self.refusals = self.sent_then = self.refusals_then = 0
        self.next_at = self.hold_until = 0.0
        self.turns += 1
        self.open(now, self.machines)

    def reserve(self, now: float) -> float:
        """The time at which the next call may go; the one after it goes later."""
        self._grow(now)
        at = max(now, self.hold_until)
        if self.calls_per_s:
            if now - self.next_at > 2 / self.calls_per_s:
                self.used_at = now  # nobody wanted to call: the rate is not what limits
            at = max(at, self.next_at)
            self.next_at = at + 1 / self.calls_per_s
        return at

    def went(self, now: float) -> int:
        """A call goes now; its number, from 1."""
        self.sent += 1
        if not self.marks or now - self.mark_at[(self.marks - 1) % MARKS] >= MARK_S:
            self.mark_at[self.marks % MARKS] = now
            self.mark_sent[self.marks % MARKS] = self.sent - 1
            self.marks += 1
        return self.sent

    def came_through(self, latency_s: float = 0.0, output_tokens: int = 0) -> None:
        """A call was answered, or failed for another reason than the pace."""
        self.settled, self.answered = max(0, self.settled - 1), 1
        if output_tokens > 0:
            token_s = latency_s / output_tokens
            self.token_s += FAST * (token_s - self.token_s)
            self.token_mean_s += SLOW * (token_s - self.token_mean_s)
            if not self.token_mean_s > SLOW * token_s:  # the first one
                self.token_s = self.token_mean_s = token_s

    def refused(
        self,
        now: float,
        sent_at: float,
        number: int,
        hint_s: float | None,
        *,
        overloaded: bool = False,
    ) -> bool:
        """A call was refused; whether that is congestion.

        A service that is overloaded for everyone from the beginning is no quota: that is an outage,
        and waited out elsewhere (`calling.health`).

        Args:
            now: when that was known.
            sent_at: when the call went.
            number: of the call.
            hint_s: what the service asks to wait.
            overloaded: whether it said so, and not that a quota is used up.
        """
        between = max(0, abs(number - self.refused_number) - 1)
        self.suspicion = max(0, self.suspicion - between) + REFUSED
        self.refused_number = number
        self.settled += HINTED if hint_s else REFUSED
        self.refusals += 1
        if overloaded and not self.answered:
            return False
        if not self.found and self.machines == 1 and not self._congested():
            return False
        self.hold_until = max(self.hold_until, now + (hint_s or 0.0))
        self.refused_at = now
        if not self.found or (self.guessed and sent_at <= self.set_at):
            self._guess(now, sent_at)
        elif sent_at > self.set_at:
            self._decrease(now)
        return True

    def _congested(self) -> bool:
        return self.suspicion >= CONGESTED or self.settled >= SETTLED

    def _guess(self, now: float, sent_at: float) -> None:
        """The first guess, mended by refusals of calls that were under way when it was made."""
        if not self.found:
            self.found = self.guessed = 1
            self.set_at, self.used_up_at = now, sent_at
        self.used_up_at = max(self.used_up_at, sent_at)
        floor = FLOOR * SLOW_START if self.machines > 1 else LOWEST_GUESS
        self._set(max(floor / self.machines, *self._came_through_per_s()), now)

    def _came_through_per_s(self) -> Iterator[float]:
        """At least so many calls a second were allowed since each mark: the quota had its burst."""
        for mark in range(min(self.marks, MARKS)):
            came_through = self.sent - self.refusals - self.mark_sent[mark]
            yield came_through / (BURST_S + max(0.0, self.used_up_at - self.mark_at[mark]))

    def _decrease(self, now: float) -> None:
        sent = self.sent - self.sent_then
        refusals = self.refusals - self.refusals_then
        share = refusals / sent if sent >= ENOUGH else 0.0
        self._set(self.calls_per_s * (1 - min(MOST_DECREASE, max(DECREASE, share))), now)
        self.set_at, self.guessed = now, 0

    def _set(self, calls_per_s: float, now: float) -> None:
        self.calls_per_s = max(SLOWEST, calls_per_s)
        self.next_at = max(now, self.hold_until) + 1 / self.calls_per_s
        self.grown_at = now
        self.sent_then, self.refusals_then = self.sent, self.refusals
        self.turns += 1

    def _grow(self, now: float) -> None:
        passed = now - self.grown_at
        if not self.calls_per_s or passed <= 0:
            return
        self.grown_at = now
        if not self.found:
            self.calls_per_s *= math.exp2(passed / DOUBLED_S)
        elif self.token_s <= SLOWER * self.token_mean_s:
            self._increase(passed, now - max(self.refused_at, self.used_at))

    def _increase(self, passed: float, calm_s: float) -> None:
        calm_after_s = CALM_GUESSED_S if self.guessed and self.machines == 1 else CALM_S
        calm = calm_s / max(calm_after_s, CALM_CALLS / self.calls_per_s)
        step = INCREASE / self.machines**0.25 * min(1.0, self.calls_per_s)
        self.calls_per_s *= 1 + min(1.0, step * (1 + calm * calm) * passed)
        if calm_s > REOPENED_S and calm > 1:
            self.calls_per_s = 0.0
            self.found = self.suspicion = self.settled = self.answered = self.marks = self.sent = 0
            self.refusals = self.sent_then = self.refusals_then = 0
