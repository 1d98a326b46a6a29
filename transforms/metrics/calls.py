"""Calls to a service: how they ended, were made again, and were not needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from transforms.metrics import below


@dataclass(frozen=True)
class Calls:
    """Calls, with those of attempts that were lost.

    `ends`: by how they ended, "journalled" for those that a killed attempt left in its journal.
    `retries`: calls that were made again, by why. `answers`: items that were not asked for, because
    their answer was cached by an earlier run, journalled, or just being asked for elsewhere.
    `anomalies`: answers that could not be read, by what was wrong. `packs`: requests that samples
    shared, and those whose members were asked again each alone. `paced_alone`: blocks of processes
    that could not share their pace with others of their machine.
    """

    name: str = "calls"

    def of(self, totals: Mapping[str, float]) -> dict[str, int | dict[str, int]]:
        """The figures; zeros for a run that asked nobody."""
        ends: Counter[str] = Counter()
        for name, count in below(totals, "calls").items():
            ends[name.rpartition("/")[2]] += int(count)
        return {
            "made": sum(ends.values()),
            "ends": dict(sorted(ends.items())),
            "paced_alone": int(totals.get("pace/alone", 0)),
            **{
                kind: {name: int(count) for name, count in below(totals, kind).items()}
                for kind in ("retries", "answers", "anomalies", "packs")
            },
        }


def build() -> Calls:
    """The metric."""
    return Calls()
