"""Tokens as billed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Tokens:
    """Tokens as billed."""

    name: str = "tokens"

    def of(self, totals: Mapping[str, float]) -> dict[str, int]:
        """{"prompt": n, "output": n}."""
        return {side: int(totals.get(f"tokens/{side}", 0)) for side in ("prompt", "output")}


def build() -> Tokens:
    """The metric."""
    return Tokens()
