"""The check for what the user's lists say has to go: literals, all of them in one pass.

A value is found in lower case, in capitals and as the list has it, where it stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from transforms.checks.pii.category import Category, Form
from transforms.checks.pii.scanner import Scanner
from transforms.core.records import Finding

NAME = "listed"


class Listed:
    """Finds listed values.

    Args:
        entries: category and value of each.
    """

    name = NAME

    def __init__(self, entries: Iterable[tuple[str, str]] = ()) -> None:
        by_category: dict[str, list[str]] = {}
        for category, value in entries:
            by_category.setdefault(category, []).append(value)
        tables = [_table(category, by_category[category]) for category in sorted(by_category)]
        self._scanner = Scanner(tables, NAME)
        self._names = tuple(sorted(by_category))

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category that the lists name, sorted."""
        return self._names

    def find(self, texts: Sequence[str]) -> list[Finding]:
        """Findings in all texts, ordered by text and start; none overlaps another."""
        return self._scanner.find(texts) if self._names else []


def build(entries: Iterable[tuple[str, str]] = ()) -> Listed:
    """The check of the entries; without any it finds nothing."""
    return Listed(entries)


def _table(category: str, values: Sequence[str]) -> Category:
    return Category(category, "listed", "*", tuple(map(_form, values)), rank=9)


def _form(value: str) -> Form:
    ways = dict.fromkeys([value, value.lower(), value.upper(), value.title()])
    pattern = "|".join(re.sub(r"(?:\\\s)+", r"\\s{1,3}", re.escape(way)) for way in ways)
    words = [way.split() for way in ways]
    return Form(
        rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])",
        "a list of the user",
        score=1.0,
        anchors=tuple(dict.fromkeys(max(way, key=len) for way in words)),
        before=3 * len(value),
        after=3 * len(value),
    )
