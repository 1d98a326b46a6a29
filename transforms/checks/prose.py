"""The check for private data in prose: names, places, organisations, dates, traits of persons.

What it finds depends on the words around: the same words may be found in one text and not in
another (`contextual`).
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.checks.pii.prose.engine import Engine
from transforms.checks.pii.prose.entries import ENTRIES
from transforms.core.records import Finding

NAME = "prose"


class Prose:
    """Finds names, places, organisations, dates and what is said of persons."""

    name = NAME
    contextual = True

    def __init__(self) -> None:
        self._engine = Engine(NAME)

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category that it may report, sorted."""
        return tuple(sorted(entry.name for entry in ENTRIES))

    def find(self, texts: Sequence[str]) -> list[Finding]:
        """Findings in all texts, ordered by text and start; none overlaps another."""
        return self._engine.find(texts)


def build() -> Prose:
    """The check; its model and words are loaded when the first prose comes."""
    return Prose()
