"""What every match of a pattern has inside is in every match."""

from __future__ import annotations

import re

import pytest

from tests.transforms.checks.pattern_samples import Draw, sample
from transforms.checks.pii.category import Form
from transforms.checks.pii.needed import needed
from transforms.checks.private_data import CATEGORIES

FORMS = [form for c in CATEGORIES for form in c.forms if form.needs_keyword]


@pytest.mark.parametrize(
    ("pattern", "has", "has_not"),
    [
        (r"[a-z]+@[a-z]+", "a@b", "ab"),
        (r"\d{1,3}\.\d{4}", "1.2345", "1.234 5"),
        (r"x\d{3,9}y?", "x123", "x12"),
        (r"(?:AB|CD)[ ]?\d", "CD1", "AC1"),
        (r"(?<![.])ab(?=c)|xy", "xy", "a"),
        (r"(?:\d\.){2,5}e", "1.1.e", "1,1,e"),
    ],
)
def test_it_is_in_matches_and_not_in_other_texts(pattern: str, has: str, has_not: str) -> None:
    found = needed(pattern, 0)
    assert found is not None
    assert found.search(has)
    assert not found.search(has_not)


@pytest.mark.parametrize("pattern", [r"[a-z]+", r"\w+", r"é?x*", r"(?i:Q)", r"[^ ]{3}", r"."])
def test_nothing_is_said_where_nothing_rare_is_needed(pattern: str) -> None:
    assert needed(pattern, 0) is None


def test_letters_of_any_case_are_found_where_case_does_not_count() -> None:
    found = needed("key=", re.IGNORECASE)
    assert found is not None
    assert found.search("KEY=")


def test_it_is_in_every_match_of_every_form() -> None:
    matches = [match for form in FORMS for match in drawn(form)]
    assert len(matches) > len(FORMS)
    assert [(form.pattern, text) for form, text in matches if not holds(form, text)] == []


def drawn(form: Form) -> list[tuple[Form, str]]:
    draw = Draw(7)
    texts = [sample(form, draw) for _ in range(5)]
    return [(form, match[0]) for text in texts for match in form.regex.finditer(text)]


def holds(form: Form, match: str) -> bool:
    return form.inside is None or form.inside.search(match) is not None
