"""Which samples were worth a call, and what that missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transforms.metrics import below


@dataclass(frozen=True)
class Prescreen:
    """Samples with findings, others that were asked for, and those that were skipped.

    The others tell how often a model finds something where the checks found nothing; as often will
    it have been missed among the skipped.
    """

    name: str = "prescreen"

    def of(self, totals: Mapping[str, float]) -> dict[str, float | None]:
        """The figures in samples; `estimated_misses` is None where nothing tells it."""
        counted = {name: int(count) for name, count in below(totals, "prescreen").items()}
        flagged, others, changed, skipped = (
            counted.get(name, 0) for name in ("flagged", "others", "others_changed", "skipped")
        )
        every = flagged + others + skipped
        misses = round(skipped * changed / others, 1) if others else None
        return {
            "flagged": flagged,
            "others_asked": others,
            "others_changed": changed,
            "skipped": skipped,
            "share_skipped": round(skipped / every, 6) if every else 0.0,
            "estimated_misses": misses if skipped else 0.0,
        }


def build() -> Prescreen:
    """The metric."""
    return Prescreen()
