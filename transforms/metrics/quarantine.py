"""Samples in quarantine by reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transforms.metrics import below


@dataclass(frozen=True)
class Quarantine:
    """Samples in quarantine by reason."""

    name: str = "quarantine"

    def of(self, totals: Mapping[str, float]) -> dict[str, int]:
        """{reason: n}; a sample may have several reasons."""
        return {reason: int(n) for reason, n in below(totals, "quarantine").items()}


def build() -> Quarantine:
    """The metric."""
    return Quarantine()
