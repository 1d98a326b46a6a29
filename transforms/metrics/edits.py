"""Edits in accepted answers of models, and which of them the checks had not found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Edits:
    """What models added to what the checks find."""

    name: str = "edits"

    def of(self, totals: Mapping[str, float]) -> dict[str, int]:
        """`{"all": n, "found_by_model_only": n, "asked_again": n}`.

        Edits, and answers that the judge sent back.
        """
        return {
            "all": int(totals.get("edits/all", 0)),
            "found_by_model_only": int(totals.get("edits/found_by_model_only", 0)),
            "asked_again": int(totals.get("asked_again", 0)),
        }


def build() -> Edits:
    """The metric."""
    return Edits()
