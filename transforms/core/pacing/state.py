"""All that the processes of a machine share of a pace: quotas, the rate, places in flight."""

from __future__ import annotations

import ctypes
from typing import Any

from transforms.core.pacing.bucket import Bucket
from transforms.core.pacing.rate import Rate

SLOTS = 128
"""Processes of one machine; one that finds no slot keeps numbers of its own. Ours."""

CAREFUL = 1.5
"""Estimates of tokens are multiplied with this until bills say better: they are good to a fifth
(`asking.estimating`), and what is too much comes back with the bill."""

MARGIN, LEARNED = 1.1, 0.05
"""What is added to the ratio of bills to estimates, and the weight of each new bill. Ours."""

FIRST_WINDOW, OPENED = 128, 4
"""Calls that go before the first answer, and how many more each answer lets go. Ours: a quota that
is nearly used up is found out by these, not by all that might be in flight."""


class Slot(ctypes.Structure):
    """What one process holds."""

    attached: int
    in_flight: int
    waiting: int
    _fields_ = [(name, ctypes.c_int32) for name in ("attached", "in_flight", "waiting")]


class State(ctypes.Structure):
    """The numbers; whoever uses them holds the lock of their board.

    Attributes:
        begun: whether the quotas are known here.
        in_flight, waiting: the sums over all slots.
        window: how many may be in flight by now, for as long as nobody knows the service.
        ratio: what estimates of tokens are multiplied with.
    """

    begun: int
    in_flight: int
    waiting: int
    window: int
    ratio: float
    rate: Rate
    requests: Bucket
    tokens: Bucket
    slots: Any
    _fields_ = [
        ("begun", ctypes.c_int32),
        ("in_flight", ctypes.c_int32),
        ("waiting", ctypes.c_int32),
        ("window", ctypes.c_int32),
        ("ratio", ctypes.c_double),
        ("rate", Rate),
        ("requests", Bucket),
        ("tokens", Bucket),
        ("slots", Slot * SLOTS),
    ]

    def begin(
        self, now: float, machines: int, requests: float | None, tokens: float | None
    ) -> None:
        """Fills the buckets; only whoever comes first does."""
        if self.begun:
            return
        self.begun, self.window, self.ratio = 1, FIRST_WINDOW, CAREFUL
        self.rate.open(now, machines)
        self.requests.open(requests, now)
        self.tokens.open(tokens, now)

    def enter(self, mine: int, most: int) -> bool:
        """Takes a place in flight for a process; False when there is none, or others come first."""
        slot = self.slots[mine]
        free = self.in_flight < min(most, self.window) and not self._others_first(mine, most)
        self._wait(slot, 0 if free else 1)
        if free:
            slot.in_flight += 1
            self.in_flight += 1
        return free

    def _wait(self, slot: Slot, waiting: int) -> None:
        self.waiting += waiting - slot.waiting
        slot.waiting = waiting

    def leave(self, mine: int) -> None:
        """Frees a place."""
        self.slots[mine].in_flight -= 1
        self.in_flight -= 1

    def clear(self, number: int) -> None:
        """Frees a slot and its places."""
        slot = self.slots[number]
        self._wait(slot, 0)
        self.in_flight -= slot.in_flight
        slot.attached = slot.in_flight = 0

    def alone(self, mine: int) -> bool:
        """Whether no other process has a call in flight."""
        return bool(self.in_flight <= self.slots[mine].in_flight)

    def reserve(self, tokens: float, now: float) -> float:
        """Takes one request and so many tokens; the time at which they may be used."""
        quotas = max(self.requests.reserve(1, now), self.tokens.reserve(tokens, now))
        return max(quotas, self.rate.reserve(now))

    def give_back(self, requests: float, tokens: float) -> None:
        """Puts back what a call did not use."""
        self.requests.give_back(requests)
        self.tokens.give_back(tokens)

    def came_through(self, latency_s: float, output_tokens: int) -> None:
        """A call ended, and not for the pace."""
        self.window += OPENED if self.window < 1 << 20 else 0
        self.rate.came_through(latency_s, output_tokens)

    def bill(self, estimated: float, reserved: float, billed: float) -> None:
        """Settles the tokens of a call, and learns how good estimates are."""
        self.tokens.give_back(reserved - billed)
        if estimated > 0:
            self.ratio += LEARNED * (MARGIN * billed / estimated - self.ratio)

    def refused(
        self, now: float, sent_at: float, number: int, hint_s: float | None, *, overloaded: bool
    ) -> None:
        """A call was refused for the pace."""
        if self.rate.refused(now, sent_at, number, hint_s, overloaded=overloaded):
            self.requests.refused(now)
            self.tokens.refused(now)

    def _others_first(self, mine: int, most: int) -> bool:
        """Whether a process waits with less than its share while this one has its own."""
        if self.waiting <= self.slots[mine].waiting:
            return False
        attached = [slot for slot in self.slots if slot.attached]
        share = max(1, most // max(1, len(attached)))
        if self.slots[mine].in_flight < share:
            return False
        return any(slot.waiting and slot.in_flight < share for slot in attached)
