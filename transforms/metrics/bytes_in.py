"""Bytes of the originals as stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class BytesIn:
    """Bytes of the originals as stored."""

    name: str = "bytes_in"

    def of(self, totals: Mapping[str, float]) -> int:
        """Bytes."""
        return int(totals.get(self.name, 0))


def build() -> BytesIn:
    """The metric."""
    return BytesIn()
