"""A token bucket that may be in debt: what a quota by the minute allows at this moment."""

from __future__ import annotations

from dataclasses import dataclass

BURST_S = 6.0
"""Seconds of a quota that may be used at once: services give a tenth of a minute or more. Ours."""

SLACK = 0.03
"""Share of the burst left unused: calls arrive later or sooner than they were sent. Ours."""


@dataclass
class Bucket:
    """Holds at most `burst`, and fills by `rate` a second.

    What is larger than the bucket goes when it is full, and leaves it in debt.
    """

    rate: float
    burst: float
    level: float
    at: float

    @staticmethod
    def per_minute(quota: float, now: float) -> Bucket:
        """The bucket of a quota, full."""
        burst = max(1.0, quota / 60 * BURST_S * (1 - SLACK))
        return Bucket(quota / 60, burst, burst, now)

    def fill(self, now: float) -> None:
        """Adds what has come since it was last looked at."""
        if now > self.at:
            self.level = min(self.burst, self.level + (now - self.at) * self.rate)
            self.at = now

    def wait_s(self, amount: float, now: float) -> float:
        """Seconds until `amount` may be taken; 0 for now."""
        self.fill(now)
        missing = min(amount, self.burst) - self.level
        return max(0.0, missing / self.rate)

    def take(self, amount: float) -> None:
        """Takes the amount; a negative one is given back."""
        self.level = min(self.burst, self.level - amount)

    def refused(self) -> None:
        """The service's bucket is smaller than thought: so is this one."""
        self.burst = max(1.0, self.burst / 2)
        self.level = min(self.level, 0.0)
