"""Values that had to share a surrogate with another of their sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Collisions:
    """Values that had to share a surrogate with another of their sample."""

    name: str = "collisions"

    def of(self, totals: Mapping[str, float]) -> int:
        """Values."""
        return int(totals.get(self.name, 0))


def build() -> Collisions:
    """The metric."""
    return Collisions()
