"""What calls cost: tokens as billed and money, by model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transforms.metrics import below

_SORTS = ("prompt", "cached", "thoughts", "output")


@dataclass(frozen=True)
class Cost:
    """Tokens as billed, and USD at the prices given: 0 for a model without a price."""

    name: str = "cost"

    def of(self, totals: Mapping[str, float]) -> dict[str, float | dict[str, dict[str, float]]]:
        """`{"usd": sum, "models": {model: {"prompt", "cached", "thoughts", "output", "usd"}}}`.

        `prompt` is what was sent without `cached`; `thoughts` are billed as output.
        """
        models: dict[str, dict[str, float]] = {}
        for name, count in below(totals, "usage").items():
            model, _, sort = name.rpartition("/")
            models.setdefault(model, dict.fromkeys((*_SORTS, "usd"), 0))[sort] = int(count)
        for model, usd in below(totals, "usd").items():
            models.setdefault(model, dict.fromkeys((*_SORTS, "usd"), 0))["usd"] = round(usd, 6)
        usd = round(sum(figures["usd"] for figures in models.values()), 6)
        return {"usd": usd, "models": models}


def build() -> Cost:
    """The metric."""
    return Cost()
