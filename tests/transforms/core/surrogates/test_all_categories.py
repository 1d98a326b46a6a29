"""Every category's surrogates: never the original, the same for all spellings, valid, found again.

Values and what they stand in are those of the generated set of `tests/benchmarks/pii`.
"""

from __future__ import annotations

import pytest

from prompts.loader import load_policy
from tests.benchmarks.pii.generated import document
from tests.benchmarks.pii.shapes import SHAPES
from tests.benchmarks.pii.values import valid
from transforms import checks
from transforms.core.judging.judge import Judge
from transforms.core.normal_forms import normal_form
from transforms.core.surrogates.engine import SurrogateEngine

ENGINE = SurrogateEngine(b"a key of sixteen")
POLICY = load_policy("private_data")
JUDGE = Judge(POLICY, tuple(map(checks.build, POLICY.checks)))
PLACES = (0, 3, 6)

FOR_NOBODY = {
    *("EMAIL_ADDRESS", "PHONE_NUMBER", "FAX_NUMBER", "CREDIT_CARD_NUMBER", "US_SSN"),
    *("IPV4_ADDRESS", "IPV6_ADDRESS", "DOMAIN_NAME", "DB_CONNECTION_STRING"),
}
"""Surrogates from ranges kept for documentation and fiction: no check objects to them."""


def value_of(category: str, place: int) -> tuple[str, int, int]:
    """A text and where the category's value stands in it."""
    made = document(category, place)
    span = made["spans"][0]
    return made["text"], span["start"], span["end"]


@pytest.mark.parametrize("category", sorted(SHAPES))
def test_a_surrogate_is_another_valid_value_and_the_same_every_time(category: str) -> None:
    for place in PLACES:
        text, start, end = value_of(category, place)
        value = text[start:end]
        made = ENGINE.scope().surrogate(category, value)
        assert normal_form(category, made) != normal_form(category, value)
        assert made == ENGINE.scope().surrogate(category, value)
        assert category == "US_SSN" or valid(SHAPES[category][1])(made)


def test_what_was_found_in_its_place_is_found_again() -> None:
    """The same carrier with the surrogate instead: a finding covers it, or it is nobody's."""
    cases = [(name, *value_of(name, place)) for name in sorted(SHAPES) for place in PLACES]
    found = JUDGE.screen([text for _, text, _, _ in cases])
    again: list[tuple[str, str, int, int]] = []
    for (name, text, start, end), findings in zip(cases, found, strict=True):
        if name not in FOR_NOBODY and any(f.start <= start and end <= f.end for f in findings):
            made = ENGINE.scope().surrogate(name, text[start:end])
            again.append((name, text[:start] + made + text[end:], start, start + len(made)))
    refound = JUDGE.screen([text for _, text, _, _ in again])
    lost = {
        name
        for (name, _, start, end), findings in zip(again, refound, strict=True)
        if not any(f.start <= start and end <= f.end for f in findings)
    }
    assert len(again) > 500
    assert lost <= _BY_WORDS


_BY_WORDS = {
    *("PERSON_NAME", "STREET_ADDRESS", "TRADE_UNION", "AGE", "ETHNIC_GROUP", "RELIGION"),
    *("MARITAL_STATUS", "IMMIGRATION_STATUS", "POLITICAL_AFFILIATION", "EMPLOYMENT_STATUS"),
}
"""Found by a tagger or by word lists: invented words need not look like theirs."""
