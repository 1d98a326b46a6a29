"""What a run has called, taken and spent so far, and how a line of progress says it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

RECENT_S = 60.0
"""Speed is that of the last minute: quotas count by the minute."""

LATE_S = 5.0
"""Calls are seen once they are journalled: with an object store, so many seconds late."""


class Called(NamedTuple):
    """Calls of one launch, and what they may come to.

    Attributes:
        calls: that the service took on: without those that it refused for the pace.
        tokens: as billed, sent and given back.
        usd: at the prices given; 0 for a model without a price.
        calls_per_minute, tokens_per_minute: quotas of the job; None where not given.
        budget_usd, budget_tokens: of the launch; None for no limit.
    """

    calls: int = 0
    tokens: int = 0
    usd: float = 0.0
    calls_per_minute: int | None = None
    tokens_per_minute: int | None = None
    budget_usd: float | None = None
    budget_tokens: int | None = None


class Speed(NamedTuple):
    """Calls and tokens a second."""

    calls: float
    tokens: float


class Speeds:
    """How fast calls were, from looks at them; the time before the first ones does not count."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, Called]] = deque()
        self._began: tuple[float, Called] | None = None

    def look(self, at_s: float, called: Called) -> None:
        """Notes how far the calls were at a time."""
        self._looks.append((at_s, called))
        keep_s = RECENT_S if called.calls else LATE_S
        while len(self._looks) > 2 and self._looks[1][0] <= at_s - keep_s:
            self._looks.popleft()
        if not called.calls or self._began is None:
            self._began = self._looks[0]

    def recent(self) -> Speed | None:
        """Of the last minute; None before the first call."""
        return self._since(self._looks[0]) if self._looks else None

    def mean(self) -> Speed | None:
        """Of all looks; None before the first call."""
        return None if self._began is None else self._since(self._began)

    def _since(self, before: tuple[float, Called]) -> Speed | None:
        now_s, now = self._looks[-1]
        past_s = now_s - before[0]
        if past_s <= 0:
            return None
        calls, tokens = now.calls - before[1].calls, now.tokens - before[1].tokens
        return Speed(max(0, calls) / past_s, max(0, tokens) / past_s)


def describe(called: Called, speed: Speed | None) -> list[str]:
    """Speed with the share of the quota, tokens and money; nothing where nobody was called.

    >>> describe(Called(90, 1_230_000, 0.84, 600, budget_usd=50.0), Speed(9.8, 2000.0))
    ['9.8 calls/s (98 % of 600 a minute)', '1.2 M tokens', '0.84 of 50.00 USD']
    """
    if not called.calls:
        return []
    tokens = f"{_counted(called.tokens)}{_of(called.budget_tokens, _counted)} tokens"
    words = [tokens]
    if speed is not None:
        words = [
            f"{speed.calls:,.1f} calls/s" + _quota(speed.calls, called.calls_per_minute),
            tokens + _quota(speed.tokens, called.tokens_per_minute),
        ]
    if called.usd or called.budget_usd is not None:
        words.append(f"{_money(called.usd)}{_of(called.budget_usd, _money)} USD")
    return words


def _of(limit: float | None, said: Callable[[float], str]) -> str:
    return "" if limit is None else f" of {said(limit)}"


def _quota(per_s: float, per_minute: int | None) -> str:
    """How much of a quota that is; "" where there is none."""
    if not per_minute:
        return ""
    return f" ({6000 * per_s / per_minute:.0f} % of {_counted(per_minute)} a minute)"


def _counted(count: float) -> str:
    """As many digits as can be read at a glance.

    >>> _counted(9999), _counted(12_345), _counted(1_234_567)
    ('9,999', '12 k', '1.2 M')
    """
    if count < 10_000:
        return f"{count:,.0f}"
    return f"{count / 1e3:.0f} k" if count < 999_500 else f"{count / 1e6:,.1f} M"


def _money(usd: float) -> str:
    """Cents, or hundredths of a cent while there is little.

    >>> _money(12.3), _money(0.00123), _money(0.0)
    ('12.30', '0.0012', '0.00')
    """
    return f"{usd:,.2f}" if usd >= 0.1 or not usd else f"{usd:.4f}"
