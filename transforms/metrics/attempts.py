"""How often a backend was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Attempts:
    """How often a backend was asked."""

    name: str = "attempts"

    def of(self, totals: Mapping[str, float]) -> int:
        """Calls, in samples: a sample asked twice counts twice."""
        return int(totals.get(self.name, 0))


def build() -> Attempts:
    """The metric."""
    return Attempts()
