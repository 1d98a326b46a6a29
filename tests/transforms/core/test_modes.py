"""Modes: surrogates, generalisations, placeholders, and what stays."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import ValidationError

from tests.transforms.checks.rows import CHECK
from transforms.backends import Context
from transforms.backends.local import build as local
from transforms.checks.prose import build as prose
from transforms.core.judging.case import Case
from transforms.core.judging.judge import Judge
from transforms.core.modes import Mode, is_placeholder, mode_of
from transforms.core.policy import Policy
from transforms.core.protocols import Request
from transforms.core.surrogates.engine import SurrogateEngine
from transforms.core.surrogates.generalising import GENERALISERS

PROSE = prose()
TEXT = (
    "Mail mira@kelora.net or nadia@quillmarket.com, never MIRA@kelora.net.\n"
    "From 81.23.145.7; her SSN is 212-34-1234; card 4929 4212 3460 0821.\n"
)


def policy(**modes: str) -> Policy:
    named = {name.replace("__", ":"): mode for name, mode in modes.items()}
    return Policy.model_validate({"name": "p", "version": 1, "modes": named})


def refined(rules: Policy, text: str = TEXT) -> tuple[str, bool]:
    """A text as the local backend leaves it under a policy, and whether the judge accepts it."""
    judge = Judge(rules, (CHECK,) if text == TEXT else (CHECK, PROSE))
    engine = SurrogateEngine(b"a key of sixteen", rules.modes)
    request = Request((text,), tuple(judge.screen([text])))
    (answer,) = asyncio.run(local(Context(engine)).answer([request]))
    case = Case((text,), request.findings, answer.edits)
    (verdict,) = judge.judge([case])
    return case.outputs[0], verdict.accepted


def test_a_placeholder_is_numbered_in_its_sample_and_is_no_leak() -> None:
    output, accepted = refined(policy(**{"*": "placeholder"}))
    assert accepted
    assert output == (
        "Mail [EMAIL_1] or [EMAIL_2], never [EMAIL_1].\n"
        "From [IP_1]; her SSN is [US_SSN_1]; card [CARD_1].\n"
    )


def test_each_category_has_its_own_mode() -> None:
    output, accepted = refined(
        policy(EMAIL_ADDRESS="keep", IPV4_ADDRESS="generalise", group__identity="placeholder")
    )
    assert accepted
    assert output.startswith("Mail mira@kelora.net or nadia@quillmarket.com")
    assert "From 81.23.145.0/24; her SSN is [US_SSN_1]; card " in output
    assert "4929 4212 3460 0821" not in output


def test_the_name_counts_before_the_country_the_group_and_all() -> None:
    modes = {
        "*": Mode.PLACEHOLDER,
        "group:identity": Mode.KEEP,
        "country:DE": Mode.SURROGATE,
        "GERMANY_SVNR": Mode.KEEP,
    }
    assert mode_of(modes, "GERMANY_SVNR") is Mode.KEEP
    assert mode_of(modes, "GERMANY_TAX_ID") is Mode.SURROGATE
    assert mode_of(modes, "FRANCE_NIR") is Mode.KEEP
    assert mode_of(modes, "EMAIL_ADDRESS") is Mode.PLACEHOLDER
    assert mode_of({}, "EMAIL_ADDRESS") is Mode.SURROGATE


@pytest.mark.parametrize(
    ("modes", "message"),
    [
        ({"US_SSN": "generalise"}, "US_SSN: nothing sensible is coarser"),
        ({"*": "generalise"}, "cannot be generalised; these can: "),
        ({"EMAIL": "placeholder"}, "is no category"),
        ({"US_SSN": "hide"}, "Input should be"),
    ],
)
def test_a_mode_that_a_category_has_not_is_refused(modes: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Policy.model_validate({"name": "p", "version": 1, "modes": modes})


@pytest.mark.parametrize(
    ("category", "value", "coarser"),
    [
        ("DATE_OF_BIRTH", "12 March 1987", "the late 1980s"),
        ("DATE_OF_BIRTH", "03.04.51", "the early 1950s"),
        ("DATE", "some day", "a date"),
        ("AGE", "47-year-old", "in their 40s"),
        ("AGE", "aged 93", "over 89"),
        ("AGE", "six-year-old", "of some age"),
        ("IPV4_ADDRESS", "211.3.47.14", "211.3.47.0/24"),
        ("IPV6_ADDRESS", "2a0b:d121:c58:9687::4", "2a0b:d121:c58::/48"),
        ("LOCATION_COORDINATES", "-63.73427, -129.67575", "-63.7, -129.7"),
        ("POSTAL_CODE", "78701", "787**"),
        ("STREET_ADDRESS", "546 Sunset Drive, Austin, TX 78701", "Austin, TX"),
        ("STREET_ADDRESS", "546 Sunset Drive", "an address"),
        ("ICD10_CODE", "D19.60", "D1-"),
        ("PHONE_NUMBER", "+81-3-3592-9603", "a number in +81"),
        ("IBAN", "FR2844962415700940963727328", "an account in FR"),
    ],
)
def test_a_generalisation_is_coarser_and_true(category: str, value: str, coarser: str) -> None:
    engine = SurrogateEngine(b"a key of sixteen", {category: Mode.GENERALISE})
    assert engine.scope().surrogate(category, value) == coarser


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("She was born on 12 March 1987.", "She was born in the late 1980s."),
        ("She was born 12 March 1987, alone.", "She was born in the late 1980s, alone."),
        ("On 12 March 1987 she was born.", "In the late 1980s she was born."),
        ("Date of birth: 12 March 1987.", "Date of birth: the late 1980s."),
        ("She was born before 12 March 1987.", "She was born before the late 1980s."),
        (
            "He was born on 3 May 1951 (on 3 May 1951!)",
            "He was born in the early 1950s (in the early 1950s!)",
        ),
    ],
)
def test_a_sentence_around_a_coarser_date_stays_right(text: str, made: str) -> None:
    output, accepted = refined(policy(DATE="generalise", DATE_OF_BIRTH="generalise"), text)
    assert output == made
    assert accepted


def test_a_person_lives_at_a_house_but_in_a_town() -> None:
    text = "She lives at 546 Sunset Drive, Austin, TX 78701."
    assert refined(policy(STREET_ADDRESS="generalise"), text) == ("She lives in Austin, TX.", True)


@pytest.mark.parametrize("category", sorted(GENERALISERS))
def test_what_cannot_be_read_becomes_no_error(category: str) -> None:
    engine = SurrogateEngine(b"a key of sixteen", {category: Mode.GENERALISE})
    for value in ("", "?", "nothing to read", "1", "99.99.99", "\0"):
        assert engine.scope().surrogate(category, value) != value or not value


def test_only_what_we_write_is_a_placeholder() -> None:
    assert is_placeholder("[US_SSN_12]")
    assert not any(map(is_placeholder, ["[US_SSN]", "[a_1]", "EMAIL_1", "[EMAIL_0]"]))
