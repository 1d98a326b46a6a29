"""Normal forms: spellings of one entity agree, entities do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.normal_forms import RULES, normal_form

SAME = [
    ("EMAIL_ADDRESS", "Ana.Lopez@Kelora.NET", "ana.lopez@kelora.net"),
    ("DOMAIN_NAME", "Kelora.net.", "kelora.net"),
    ("PHONE_NUMBER", "(212) 736-5000", "212.736.5000"),
    ("PHONE_NUMBER", "２１２ ７３６ ５０００", "2127365000"),
    ("CREDIT_CARD_NUMBER", "4929 1234 5678 9019", "4929-1234-5678-9019"),
    ("US_SSN", "212-34-1234", "212341234"),
    ("IBAN", "de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
    ("IPV6_ADDRESS", "2A0B:0:0:0:0:0:0:4", "2a0b::4"),
    ("IPV6_ADDRESS", "::ffff:81.23.145.7", "81.23.145.7"),
    ("PERSON_NAME", "Ana  LOPEZ", "ana\nlopez"),
    ("NO_SUCH_CATEGORY", " Straße ", "STRASSE"),
]
DIFFERENT = [
    ("EMAIL_ADDRESS", "ana@kelora.net", "ana@kelora.org"),
    ("PHONE_NUMBER", "212 736 5000", "212 736 5001"),
    ("PASSWORD", "k3Tz", "K3TZ"),
    ("PASSWORD", "k3Tz", "k3Tz "),
    ("AWS_SECRET_KEY", "abcD", "abcd"),
    ("IPV4_ADDRESS", "81.23.145.7", "81.23.145.8"),
    ("IPV6_ADDRESS", "2a0b::4", "2a0b::5"),
    ("PERSON_NAME", "Ana Lopez", "Lopez, Ana"),
]


@pytest.mark.parametrize(("category", "one", "other"), SAME)
def test_spellings_of_one_entity_have_one_form(category: str, one: str, other: str) -> None:
    assert normal_form(category, one) == normal_form(category, other)


@pytest.mark.parametrize(("category", "one", "other"), DIFFERENT)
def test_two_entities_have_two_forms(category: str, one: str, other: str) -> None:
    assert normal_form(category, one) != normal_form(category, other)


@given(st.sampled_from([*sorted(RULES), "OTHER"]), st.text())
def test_no_text_breaks_it_and_a_form_is_its_own_form(category: str, value: str) -> None:
    form = normal_form(category, value)
    assert normal_form(category, form) == form


def test_numbers_are_digits_only() -> None:
    for category in ("PHONE_NUMBER", "CREDIT_CARD_NUMBER", "US_SSN"):
        assert normal_form(category, "+1 (212) 34").isdigit()
