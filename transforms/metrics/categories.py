"""Findings by category, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transforms.metrics import below


@dataclass(frozen=True)
class Categories:
    """How many findings the samples had, and how many the outputs that were judged still had."""

    name: str = "categories"

    def of(self, totals: Mapping[str, float]) -> dict[str, dict[str, int]]:
        """{category: {"before": n, "after": n}}.

        `after` counts what keeps samples in quarantine, data holds none.
        """
        before, after = below(totals, "before"), below(totals, "after")
        return {
            name: {"before": int(before.get(name, 0)), "after": int(after.get(name, 0))}
            for name in sorted({*before, *after})
        }


def build() -> Categories:
    """The metric."""
    return Categories()
