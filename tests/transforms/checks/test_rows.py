"""Tables of hits and near-misses: in `rows_of`, a file for each family, a block for each category.

A line with `+` is a hit, what is to be found between « and »; a line with `-` holds nothing of the
category: a wrong check digit, no key word, a part of something longer. Values are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.transforms.checks.rows import CHECK, plain


class Rows(NamedTuple):
    """The rows of a category."""

    category: str
    hits: list[str]
    misses: list[str]


def blocks() -> Iterator[Rows]:
    """The blocks of all files, by file."""
    for path in sorted((Path(__file__).parent / "rows_of").glob("*.txt")):
        rows = Rows("", [], [])
        for line in path.read_text("utf-8").splitlines():
            if not line.startswith("  "):
                if rows.category:
                    yield rows
                rows = Rows(line, [], [])
            elif line[2] == "+":
                rows.hits.append(line[4:])
            else:
                rows.misses.append(line[4:])
        yield rows


def same_sort(found: str, category: str) -> bool:
    """Whether a finding is the category's; a passport's number may be another country's as well."""
    return found == category or (found[-9:] == category[-9:] == "_PASSPORT")


def marked(row: str, category: str) -> str:
    """The text of a row with what is found of the category between « and »."""
    text = plain(row)
    for finding in reversed(CHECK.find([text])):
        if same_sort(finding.category, category):
            value = text[finding.start : finding.end]
            text = f"{text[: finding.start]}«{value}»{text[finding.end :]}"
    return text


BLOCKS = list(blocks())


@pytest.mark.parametrize("rows", BLOCKS, ids=lambda rows: str(rows.category))
def test_hits_are_found_whole_and_near_misses_are_not(rows: Rows) -> None:
    for row in rows.hits:
        assert marked(row, rows.category) == row
    for row in rows.misses:
        assert marked(row, rows.category) == row


def test_each_category_has_at_least_as_many_near_misses_as_hits() -> None:
    assert [rows.category for rows in BLOCKS if not 0 < len(rows.hits) <= len(rows.misses)] == []
    assert len({rows.category for rows in BLOCKS}) == len(BLOCKS) >= 150
