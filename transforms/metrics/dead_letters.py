"""Dead letters by stage and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transforms.metrics import below


@dataclass(frozen=True)
class DeadLetters:
    """Dead letters by stage and reason."""

    name: str = "dead_letters"

    def of(self, totals: Mapping[str, float]) -> dict[str, int]:
        """{stage:reason: n}, in samples."""
        return {reason: int(n) for reason, n in below(totals, "dead_letter").items()}


def build() -> DeadLetters:
    """The metric."""
    return DeadLetters()
