"""A fair share of a quota that nobody named: found out by what the service refuses.

Open, only the calls in flight are limited. Several refusals in a row, with no answer between them,
are congestion; a single one is not. Then the rate is what came through, spread over the burst that
quotas by the minute have; it grows slowly, the faster the longer nothing is refused, and shrinks
with the share of refusals (additive increase, multiplicative decrease; Chiu and Jain, 1989).
"""

from __future__ import annotations

from dataclasses import dataclass

IN_A_ROW = 3
"""Refusals without an answer between them that are congestion; 5 % strays: one in 8,000. Ours."""

BURST_S = 6.0
"""Seconds of the quota that had gathered when the first calls came; see `bucket.BURST_S`."""

INCREASE = 0.004
"""Share of the rate that is added each second. Ours, by tests/benchmarks/calls."""

CALM_S = 8.0
"""Seconds without a refusal after which the rate doubles its increase, again and again. Ours."""

DECREASE = 0.93
"""What is left of the rate after a refusal; once for all refusals of `ROUND_S`. Ours."""

ROUND_S = 1.0
SLOWEST = 0.05  # calls a second: someone has to find out whether the quota is back
REOPENED_S = 60.0


@dataclass
class Rate:
    """The pace of calls whose quota is not known.

    Attributes:
        calls_per_s: the rate, None while open.
        next_at: when the next call may go.
        hold_until: nobody sends before: the service said so.
    """

    began: float
    calls_per_s: float | None = None
    next_at: float = 0.0
    hold_until: float = 0.0
    answered: int = 0
    refused_at: float = float("-inf")
    _in_a_row: int = 0
    _grown_at: float = 0.0
    _used_at: float = 0.0

    def wait_s(self, now: float) -> float:
        """Seconds until a call may go; 0 for now."""
        self._grow(now)
        at = max(self.hold_until, self.next_at if self.calls_per_s is not None else 0.0)
        return max(0.0, at - now)

    def take(self, now: float) -> None:
        """A call goes now."""
        if self.calls_per_s is not None:
            if now - self.next_at > 2 / self.calls_per_s:
                self._used_at = now  # nobody wanted to call: the rate is not what limits
            self.next_at = max(now, self.next_at) + 1 / self.calls_per_s

    def came_through(self) -> None:
        """A call was answered, or failed for another reason than the pace."""
        self.answered += 1
        self._in_a_row = 0

    def refused(self, now: float, hint_s: float | None) -> bool:
        """A call was refused; whether that is congestion."""
        self._in_a_row += 1
        first = self.calls_per_s is None
        if first and self._in_a_row < IN_A_ROW:
            return False
        self.hold_until = max(self.hold_until, now + (hint_s or 0.0))
        if first:
            self.calls_per_s = max(SLOWEST, self.answered / (BURST_S + now - self.began))
            self.next_at = max(now, self.hold_until) + 1 / self.calls_per_s
            self._grown_at = now
        elif now - self.refused_at >= ROUND_S and self.calls_per_s is not None:
            self.calls_per_s = max(SLOWEST, self.calls_per_s * DECREASE)
        self.refused_at = now
        return True

    def _grow(self, now: float) -> None:
        if self.calls_per_s is None:
            return
        calm = (now - self.refused_at) / CALM_S
        grown = INCREASE * (1 + calm * calm) * max(0.0, now - self._grown_at)
        self.calls_per_s *= 1 + min(grown, 1.0)
        self._grown_at = now
        if now - self.refused_at > REOPENED_S and now - self._used_at < ROUND_S:
            self.calls_per_s = None
            self.began, self.answered = now, 0
