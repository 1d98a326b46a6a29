"""What a service allows in a minute: token buckets, or windows that are filled anew."""

from __future__ import annotations

import math
from typing import Protocol

from tests.servers.gemini.config import Quota


class Meter(Protocol):
    """One limit; `now_s` never goes back."""

    def wait_s(self, amount: float, now_s: float) -> float:
        """Seconds until so much may be taken, 0 if at once."""
        ...

    def take(self, amount: float, now_s: float) -> None:
        """Takes it, into debt where that is more than there is."""
        ...


class Bucket:
    """Fills evenly with `per_minute`, holds at most `burst`, and is full at first.

    More than the burst may be taken from a full one, else it could never be.
    """

    def __init__(self, per_minute: float, burst: float) -> None:
        self._rate = per_minute / 60
        self._burst = burst
        self._level = burst
        self._at_s: float | None = None

    def wait_s(self, amount: float, now_s: float) -> float:
        self._fill(now_s)
        lacking = min(amount, self._burst) - self._level
        return lacking / self._rate if lacking > 1e-9 else 0.0

    def take(self, amount: float, now_s: float) -> None:
        self._fill(now_s)
        self._level -= amount

    def _fill(self, now_s: float) -> None:
        if self._at_s is not None:
            passed = max(0.0, now_s - self._at_s)
            self._level = min(self._burst, self._level + passed * self._rate)
        self._at_s = now_s


class Window:
    """`per_minute` from one full minute after the first call to the next."""

    def __init__(self, per_minute: float) -> None:
        self._most = per_minute
        self._taken = 0.0
        self._start_s: float | None = None

    def wait_s(self, amount: float, now_s: float) -> float:
        start_s = self._turn(now_s)
        fits = self._taken + amount <= self._most or self._taken <= 0
        return 0.0 if fits else start_s + 60 - now_s

    def take(self, amount: float, now_s: float) -> None:
        self._turn(now_s)
        self._taken += amount

    def _turn(self, now_s: float) -> float:
        if self._start_s is None:
            self._start_s = now_s
        minutes = math.floor((now_s - self._start_s) / 60)
        if minutes:
            self._start_s += 60 * minutes
            self._taken = 0.0
        return self._start_s


class Gate:
    """Both limits of a quota: a call is let in by both or by none."""

    def __init__(self, quota: Quota) -> None:
        self._requests = _meter(quota.requests, quota.requests_burst, quota.window)
        self._tokens = _meter(quota.tokens, quota.tokens_burst, quota.window)

    def admit(self, tokens: int, now_s: float) -> tuple[float, str]:
        """Seconds to wait and which limit says so; 0 and "" if the call is let in and counted."""
        requests_s = self._requests.wait_s(1, now_s) if self._requests else 0.0
        tokens_s = self._tokens.wait_s(tokens, now_s) if self._tokens else 0.0
        if requests_s or tokens_s:
            return max(requests_s, tokens_s), "requests" if requests_s >= tokens_s else "tokens"
        if self._requests:
            self._requests.take(1, now_s)
        self.charge(tokens, now_s)
        return 0.0, ""

    def charge(self, tokens: int, now_s: float) -> None:
        """Counts tokens of a call that was let in."""
        if self._tokens:
            self._tokens.take(tokens, now_s)


def _meter(per_minute: float | None, burst: float | None, window: str) -> Meter | None:
    if per_minute is None:
        return None
    if window == "minute":
        return Window(per_minute)
    return Bucket(per_minute, per_minute / 10 if burst is None else burst)
