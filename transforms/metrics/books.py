"""The books: samples read, and how many came to which outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transforms.core.manifest import OUTCOMES


@dataclass(frozen=True)
class Books:
    """Samples read = the sum of the outcomes."""

    name: str = "books"

    def of(self, totals: Mapping[str, float]) -> dict[str, int]:
        """`read` and every outcome, in samples."""
        outcomes = {name: int(totals.get(f"outcome/{name}", 0)) for name in OUTCOMES}
        return {"read": int(totals.get("read", 0)), **outcomes}


def build() -> Books:
    """The metric."""
    return Books()
