"""US social security numbers; every value is invented."""

from __future__ import annotations

import pytest

from tests.transforms.checks.rows import marked

HITS = [
    "«212-34-1234»",
    "SSN: «212 34 1234»",
    "social security number «212341234»",
    "my ssn is «685-54-6137»",
]
MISSES = [
    "000-34-1234",
    "666-34-1234",
    "912-34-1234",
    "212-00-1234",
    "212-34-0000",
    "123-45-6789 as always",
    "212 34 1234",
    "a-212-34-1234",
    "212-34-12345",
    "1212-34-1234",
]


@pytest.mark.parametrize("row", HITS)
def test_a_number_that_can_have_been_assigned_is_found_whole(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", MISSES)
def test_a_number_that_nobody_has_stays(row: str) -> None:
    assert marked(row, "US_SSN") == row


def test_the_table_has_as_many_near_misses_as_hits() -> None:
    assert len(MISSES) >= len(HITS)
