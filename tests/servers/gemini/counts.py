"""What the server saw and gave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.servers.gemini.wire import Billed, Question


class Line(NamedTuple):
    """One request of the log; seconds since the first one, when it was answered."""

    at_s: float
    identity: str
    model: str
    attempt: int
    status: int
    fault: str


@dataclass
class Counts:
    """Since the last reset.

    Attributes:
        calls: that asked for content, those refused included; `others` asked for something else.
        by_status: of calls; 0 for those that got no answer.
        abandoned: whose client had gone when the answer was ready; it was billed all the same.
        served: identity (hash of the sorted texts) to how often it was answered with 200.
        whole: the very same question (model, texts, what failed) to how often it was answered with
            nothing wrong in the answer: what a client has to pay once.
        first_s, last_s: of the first request and of the last answer, on the machine's monotonic
            clock.
    """

    calls: int = 0
    others: int = 0
    samples: int = 0
    abandoned: int = 0
    in_flight: int = 0
    max_in_flight: int = 0
    connections: int = 0
    by_status: Counter[int] = field(default_factory=Counter)
    by_model: Counter[str] = field(default_factory=Counter)
    by_fault: Counter[str] = field(default_factory=Counter)
    refused_by: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)
    served: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    first_s: float | None = None
    last_s: float | None = None
    log: list[Line] = field(default_factory=list)

    def arrived(self, now_s: float) -> None:
        """A request came in."""
        if self.first_s is None:
            self.first_s = now_s
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)

    def left(self, now_s: float) -> None:
        """It has its answer, or nobody waits for one."""
        self.in_flight -= 1
        self.last_s = now_s

    def since_first_s(self, now_s: float) -> float:
        """Seconds since the first request."""
        return now_s - (now_s if self.first_s is None else self.first_s)

    def answered(self, question: Question, billed: Billed, *, whole: bool) -> None:
        """A 200 was given."""
        self.served[question.identity] += 1
        if whole:
            self.whole[question.asked] += 1
        for name, count in billed._asdict().items():
            self.tokens[name] += count

    def described(self) -> dict[str, Any]:
        """All but the log, as JSON has it; `repeated` are answers that were given before."""
        span = (self.last_s or 0.0) - (self.first_s or 0.0)
        return {
            "calls": self.calls,
            "others": self.others,
            "samples": self.samples,
            "abandoned": self.abandoned,
            "in_flight": self.in_flight,
            "max_in_flight": self.max_in_flight,
            "connections": self.connections,
            "by_status": {str(status): count for status, count in self.by_status.items()},
            "by_model": dict(self.by_model),
            "by_fault": dict(self.by_fault),
            "refused": sum(self.refused_by.values()),
            "refused_by": dict(self.refused_by),
            "throttled": self.by_status[429],
            "tokens": dict(self.tokens),
            "served": dict(self.served),
            "repeated": sum(times - 1 for times in self.whole.values()),
            "repeated_any": sum(times - 1 for times in self.served.values()),
            "first_s": self.first_s,
            "last_s": self.last_s,
            "seconds": span,
        }
