"""Scores of the samples in data, before and after: the mean of each figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from transforms.core.toxicity.scores import MILLIONTHS
from transforms.metrics import below


@dataclass(frozen=True)
class MeanScores:
    """How toxic the corpus was, and how toxic its refined form is."""

    name: str = "scores"

    def of(self, totals: Mapping[str, float]) -> dict[str, Any]:
        """{"samples": n, category: {figure: {"before": mean, "after": mean}}}; {} unscored."""
        counters = below(totals, "scores")
        samples = counters.pop("samples", 0)
        made: dict[str, dict[str, dict[str, float]]] = {}
        for name, total in counters.items():
            category, figure, when = name.split("/")
            mean = round(total / samples / MILLIONTHS, 4)
            made.setdefault(category, {}).setdefault(figure, {})[when] = mean
        return {"samples": int(samples), **made} if samples else {}


def build() -> MeanScores:
    """The metric."""
    return MeanScores()
