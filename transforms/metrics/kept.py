"""Findings in columns that the user keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transforms.metrics import below


@dataclass(frozen=True)
class Kept:
    """What `--keep-field` lets through, counted in every row."""

    name: str = "kept"

    def of(self, totals: Mapping[str, float]) -> dict[str, int]:
        """{column:category: n}, in findings."""
        return {name: int(n) for name, n in below(totals, "kept").items()}


def build() -> Kept:
    """The metric."""
    return Kept()
