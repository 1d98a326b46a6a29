"""Edits in accepted answers of models, and which of them the checks had not found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transforms.metrics import below


@dataclass(frozen=True)
class Edits:
    """What models added to what the checks find."""

    name: str = "edits"

    def of(self, totals: Mapping[str, float]) -> dict[str, int | dict[str, int]]:
        """`{"all": n, "found_by_model_only": n, "asked_again": n, "ignored": {"over_mask": n}}`.

        Edits, answers that the judge sent back, and edits of answers that do not count, by why:
        "over_mask" for what was put in before sending, "not_found" for what the text does not hold.
        """
        return {
            "all": int(totals.get("edits/all", 0)),
            "found_by_model_only": int(totals.get("edits/found_by_model_only", 0)),
            "asked_again": int(totals.get("asked_again", 0)),
            "ignored": {name: int(n) for name, n in below(totals, "ignored").items()},
        }


def build() -> Edits:
    """The metric."""
    return Edits()
