"""Seconds of work by phase, summed over all processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transforms.metrics import below


@dataclass(frozen=True)
class Seconds:
    """Where the time of the steps went.

    Phases of blocks that an earlier attempt did are included.
    """

    name: str = "seconds"

    def of(self, totals: Mapping[str, float]) -> dict[str, float]:
        """{phase: seconds}, to the millisecond."""
        return {name: round(spent, 3) for name, spent in below(totals, "seconds").items()}


def build() -> Seconds:
    """The metric."""
    return Seconds()
