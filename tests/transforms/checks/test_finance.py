"""Payment cards and bank accounts.

Every value is invented, check digits are right where they should be.
"""

from __future__ import annotations

import pytest

from tests.transforms.checks.rows import marked
from transforms.core.surrogates.checksums import luhn_digit


def luhn(payload: str) -> str:
    """The digits of `payload` with the check digit in the place of the question mark."""
    digits = payload.replace("?", "").replace(" ", "").replace("-", "")
    return payload.replace("?", luhn_digit(digits))


CARD_HITS = [
    luhn("4929 1234 5678 901?").join(["card «", "»"]),
    luhn("5105-1212-3434-567?").join(["«", "»"]),
    luhn("492912345678901?").join(["«", "»"]),
    luhn("3499 123456 7890?").join(["amex «", "»"]),
    luhn("630412345678901?").join(["credit card number is «", "»"]),
    luhn("359712345678901?").join(["my lost card «", "» has to be blocked"]),
]
CARD_MISSES = [
    luhn("359712345678901?").join(["parcel ", " needs a card"]),
    luhn("359712345678901?").join(["discard ", " now"]),
    "card 4929 1234 5678 9019",
    luhn("4000 0012 3456 789?"),
    "test with 4111 1111 1111 1111",
    "order " + luhn("992912345678901?"),
    "0." + luhn("492912345678901?"),
    "ab" + luhn("492912345678901?"),
    luhn("492912345678901?") + ".5",
    "1600000000000000",
    "4444444444444444",
    "RS35 2600 0560 1001 6113",
]
IBAN_HITS = [
    "IBAN «GB33 BUKB 2020 1555 5555 55»",
    "«DE89370400440532013000»!",
    "«NL91 ABNA 0417 1643 00» X in a sentence",
    "«FR14 2004 1010 0505 0001 3M02 606»",
    "iban «gb33bukb20201555555555»",
]
IBAN_MISSES = [
    "IBAN GB34 BUKB 2020 1555 5555 55",
    "DE8937040044053201300",
    "XX89370400440532013000",
    "xDE89370400440532013000",
    "DE89370400440532013000A",
    "AB12 3456 7890",
]


@pytest.mark.parametrize("row", CARD_HITS)
def test_a_card_number_is_found_whole(row: str) -> None:
    assert marked(row, "CREDIT_CARD_NUMBER") == row


@pytest.mark.parametrize("row", CARD_MISSES)
def test_what_only_looks_like_a_card_number_stays(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", IBAN_HITS)
def test_an_iban_is_found_whole_and_nothing_behind_it(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", IBAN_MISSES)
def test_what_only_looks_like_an_iban_stays(row: str) -> None:
    assert marked(row) == row


def test_each_table_has_as_many_near_misses_as_hits() -> None:
    assert len(CARD_MISSES) >= len(CARD_HITS)
    assert len(IBAN_MISSES) >= len(IBAN_HITS)
