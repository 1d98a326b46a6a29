"""Metrics: one file per figure of metrics.json."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.core import registry
from transforms.core.protocols import Metric


def build_all() -> list[Metric]:
    """Every metric, in the order of their names."""
    return [registry.module("metrics", name).build() for name in registry.names("metrics")]


def below(totals: Mapping[str, float], prefix: str) -> dict[str, float]:
    """The counters named `prefix/...` without the prefix, by name.

    >>> below({"before/IBAN": 2, "read": 9}, "before")
    {'IBAN': 2}
    """
    start = f"{prefix}/"
    return {name[len(start) :]: totals[name] for name in sorted(totals) if name.startswith(start)}
