"""A token bucket that may be in debt: what a quota by the minute allows at this moment."""

from __future__ import annotations

import ctypes

BURST_S = 6.0
"""Seconds of a quota that may be used at once: services give a tenth of a minute or more. Ours."""

SLACK = 0.05
"""Share of the burst that is left unused: calls travel for unequal times. Ours."""


class Bucket(ctypes.Structure):
    """Holds at most `burst`, and fills by `rate` a second; with a rate of 0 it limits nothing.

    What is larger than the bucket goes when the service's is full, and leaves it in debt.
    It lies in memory that processes share, and so it is a structure and no dataclass.
    """

    rate: float
    burst: float
    level: float
    at: float
    _fields_ = [(name, ctypes.c_double) for name in ("rate", "burst", "level", "at")]

    def open(self, quota_per_minute: float | None, now: float) -> None:
        """Makes it that of a quota, full; of none, for None."""
        self.rate = (quota_per_minute or 0.0) / 60
        self.burst = self.level = max(1.0, self.rate * BURST_S * (1 - SLACK))
        self.at = now

    def reserve(self, amount: float, now: float) -> float:
        """Takes the amount, first come, first served; the time at which it may be used."""
        if not self.rate:
            return now
        self._fill(now)
        missing = self._needed(amount) - self.level
        self.level -= amount
        return now + max(0.0, missing / self.rate)

    def _needed(self, amount: float) -> float:
        """How full it has to be for so much."""
        full = max(1.0, self.rate * BURST_S)
        if amount > full * (1 - SLACK):
            return full * (1 + SLACK)
        return min(amount, self.burst)

    def give_back(self, amount: float) -> None:
        """Puts back what was not used; a negative amount was used beyond what was reserved."""
        if self.rate:
            self.level = min(self.burst, self.level + amount)

    def refused(self, now: float) -> None:
        """The service's bucket is smaller than thought: so is this one."""
        if self.rate:
            self._fill(now)
            self.burst = max(1.0, self.burst / 2)
            self.level = min(self.level, 0.0)

    def _fill(self, now: float) -> None:
        if now > self.at:
            self.level = min(self.burst, self.level + (now - self.at) * self.rate)
            self.at = now
