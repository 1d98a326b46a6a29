"""The check for private data: every category of the tables, one scanner.

Findings do not overlap: of two in the same place the longer stays, then the one with the higher
score, then the first by name.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.checks.pii import (
    accounts,
    assignments,
    contact,
    credentials,
    finance,
    identity,
    keys,
    mail,
    network,
)
from transforms.checks.pii.category import Category
from transforms.checks.pii.scanner import Scanner
from transforms.core.records import Finding

NAME = "private_data"

CATEGORIES: tuple[Category, ...] = (
    *mail.CATEGORIES,
    *contact.CATEGORIES,
    *network.CATEGORIES,
    *finance.CATEGORIES,
    *identity.CATEGORIES,
    *credentials.CATEGORIES,
    *keys.CATEGORIES,
    *assignments.CATEGORIES,
    *accounts.CATEGORIES,
)


class PrivateData:
    """Finds private data; see the tables in `pii` for what that is."""

    name = NAME

    def __init__(self, categories: Sequence[Category] = CATEGORIES) -> None:
        self._scanner = Scanner(categories, NAME)
        self._names = tuple(sorted({category.name for category in categories}))

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category that it may report, sorted."""
        return self._names

    def find(self, texts: Sequence[str]) -> list[Finding]:
        """Findings in all texts, ordered by text and start; none overlaps another."""
        return self._scanner.find(texts)


def build() -> PrivateData:
    """The check with all categories."""
    return PrivateData()
