"""Bytes of the refined shards as stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class BytesOut:
    """Bytes of the refined shards as stored."""

    name: str = "bytes_out"

    def of(self, totals: Mapping[str, float]) -> int:
        """Bytes."""
        return int(totals.get(self.name, 0))


def build() -> BytesOut:
    """The metric."""
    return BytesOut()
