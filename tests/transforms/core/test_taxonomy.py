"""Categories have the taxonomy's names, groups and countries, and policies pick among them."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest

from transforms.checks import build
from transforms.checks.pii import tables
from transforms.core.taxonomy import CATEGORIES, TAXONOMY, Kind, selects, unknown

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "taxonomy.tsv"
FOUND = {name for check in ("private_data", "prose") for name in build(check).categories}


def test_there_are_204_categories_of_59_countries() -> None:
    assert len(TAXONOMY) == 204
    assert len({kind.country for kind in TAXONOMY.values()} - {"*"}) >= 58
    assert list(itertools.islice(TAXONOMY, 2)) == ["PERSON_NAME", "DATE_OF_BIRTH"]


@pytest.mark.skipif(not SHARED.is_file(), reason="../shared/data/taxonomy.tsv is absent")
def test_names_groups_and_countries_are_those_of_the_shared_taxonomy() -> None:
    with SHARED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["name"]: Kind(row["group"], row["country"]) for row in rows} == TAXONOMY


def test_the_checks_find_every_category_and_no_other() -> None:
    assert set(TAXONOMY) - FOUND == set()
    assert FOUND - set(CATEGORIES) == set()


def test_every_entry_of_the_tables_has_its_group_and_country() -> None:
    for entry in tables.categories():
        assert Kind(entry.group, entry.country) == CATEGORIES[entry.name], entry.name


@pytest.mark.parametrize(
    ("selector", "category", "picks"),
    [
        ("*", "US_SSN", True),
        ("US_SSN", "US_SSN", True),
        ("US_SSN", "US_ITIN", False),
        ("group:identity", "GERMANY_TAX_ID", True),
        ("group:identity", "EMAIL_ADDRESS", False),
        ("country:DE", "LICENSE_PLATE_DE", True),
        ("country:DE", "FRANCE_NIR", False),
        ("country:*", "EMAIL_ADDRESS", True),
        ("group:identity", "TOXICITY", False),
    ],
)
def test_a_selector_picks_by_name_group_or_country(
    selector: str, category: str, picks: bool
) -> None:
    assert selects(selector, category) is picks


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("EMAIL_ADRESS", "EMAIL_ADDRESS"),
        ("email_address", "EMAIL_ADDRESS"),
        ("group:identities", "group:identity"),
        ("country:de", "country:DE"),
        ("GERMAN_TAX_ID", "GERMANY_TAX_ID"),
    ],
)
def test_an_unknown_selector_is_told_the_nearest_known_one(selector: str, hint: str) -> None:
    assert unknown([selector]) == [f"{selector!r} is no category: did you mean {hint!r}?"]


def test_what_there_is_is_not_unknown() -> None:
    assert unknown(["*", "US_SSN", "group:medical", "country:JP", "TOXIC"], ["TOXIC"]) == []
