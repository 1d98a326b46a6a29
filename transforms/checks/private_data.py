"""The check for private data: every category of the tables in `pii`, one scanner.

Findings do not overlap; `pii.resolving` says which of two in the same place stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transforms.checks.pii import tables
from transforms.checks.pii.category import Category
from transforms.checks.pii.detector import Detector
from transforms.checks.pii.scanner import Scanner
from transforms.core.records import Finding
from transforms.core.taxonomy import words

NAME = "private_data"

CATEGORIES: tuple[Category, ...] = tables.categories()


class PrivateData:
    """Finds private data; see the tables in `pii` for what that is."""

    name = NAME

    def __init__(
        self, categories: Sequence[Category] = CATEGORIES, detectors: Sequence[Detector] = ()
    ) -> None:
        self._scanner = Scanner(categories, NAME, detectors)
        named = [*categories, *(entry for detector in detectors for entry in detector.categories)]
        self._names = tuple(sorted({category.name for category in named}))
        self._about = {entry.name: _about(entry) for entry in reversed(named)}

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category that it may report, sorted."""
        return self._names

    @property
    def about(self) -> Mapping[str, str]:
        """Category to what it is and where its form is defined, in a line."""
        return self._about

    def find(self, texts: Sequence[str]) -> list[Finding]:
        """Findings in all texts, ordered by text and start; none overlaps another."""
        return self._scanner.find(texts)


def _about(category: Category) -> str:
    """A category's name in words, and the source of its first form."""
    source = f" ({category.forms[0].source})" if category.forms else ""
    return words(category.name) + source


def build() -> PrivateData:
    """The check with all categories."""
    return PrivateData(detectors=[make() for make in tables.detectors()])
