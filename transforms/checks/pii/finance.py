"""Payment cards and bank accounts."""

from __future__ import annotations

import re

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.core.surrogates.checksums import IBAN_LENGTHS, is_iban, passes_luhn
from transforms.core.surrogates.finance import brand
from transforms.core.surrogates.reserved import is_test_card

_LENGTHS = {
    "visa": {13, 16, 19},
    "mastercard": {16},
    "amex": {15},
    "discover": {16, 19},
    "jcb": {16, 19},
    "jcb15": {15},
    "diners": {14, 16, 19},
    "unionpay": {16, 17, 18, 19},
    "maestro": {12, 13, 14, 15, 16, 17, 18, 19},
}
"""Brand to the lengths of its numbers (ISO/IEC 7812-1; the schemes' published ranges)."""

_USUAL = {
    "visa": {16},
    "mastercard": {16},
    "amex": {15},
    "discover": {16},
    "jcb": {16},
    "jcb15": {15},
    "diners": {14},
    "unionpay": {16},
}
"""Of those the ones that stand without a key word; a random number of 16 digits is one of them in 3
of 100 cases."""


_IBAN_BEFORE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2} ?\Z")


def is_card(candidate: Candidate) -> bool:
    """Whether digits are a card number.

    A brand's prefix and length, Luhn's check digit, not published for tests.
    """
    digits = candidate.digits
    if _IBAN_BEFORE.search(candidate.before(12)):
        return False
    fits = len(digits) in _LENGTHS.get(brand(digits), ()) and len(set(digits)) > 2
    return fits and passes_luhn(digits) and not is_test_card(digits)


def is_called_card(candidate: Candidate) -> bool:
    """As `is_card`, or of any bank or traveller's brand where words lead up to a card's number.

    ISO/IEC 7812-1, 4.2: the first digit says whose industry; brands take up new ranges.
    """
    digits = candidate.digits
    if is_card(candidate):
        return True
    issued = len(digits) in _OF_BANKS and digits[0] in "3456" and len(set(digits)) > _FEW
    led = issued and passes_luhn(digits) and not is_test_card(digits)
    return led and _CARD_BEFORE.search(candidate.before(60)) is not None


_OF_BANKS = frozenset({15, 16})
_FEW = 4
_CARD_BEFORE = re.compile(
    r"(?<![A-Za-z])(?:cards?|cc|ccn|visa|mastercard|amex|tarjeta|karte|carte)(?![A-Za-z])[^\d\n]{0,40}\Z",
    re.IGNORECASE,
)


def is_usual_card(candidate: Candidate) -> bool:
    """As `is_card`, in the brand's usual length."""
    digits = candidate.digits
    return len(digits) in _USUAL.get(brand(digits), ()) and is_card(candidate)


def is_account(candidate: Candidate) -> bool:
    """Whether it is an IBAN: the country's length, and the check digits.

    What follows it is left off.
    """
    text = candidate.value
    characters = [at for at, char in enumerate(text) if char.isalnum()]
    length = IBAN_LENGTHS.get(text[:2].upper(), 0)
    if not 0 < length <= len(characters):
        return False
    end = characters[length - 1] + 1
    if text[end : end + 1].isalnum():
        return False
    candidate.end = candidate.start + end
    return is_iban("".join(text[at] for at in characters[:length]).upper())


CATEGORIES = (
    Category(
        "CREDIT_CARD_NUMBER",
        "financial",
        "*",
        (
            Form(
                r"""(?<![\w.+-])
                    (?:\d{4}(?P<four>[ -])\d{4}(?P=four)\d{4}(?P=four)\d{4}(?:(?P=four)\d{3})?
                    |\d{4}(?P<six>[ -])\d{6}(?P=six)\d{4,5})(?![\w-]|[.,]\d)""",
                "ISO/IEC 7812-1; grouped as printed on cards",
                score=0.85,
                near=0.95,
                numbers=14,
                valid=is_card,
            ),
            Form(
                r"(?<![\w.+-])\d{14,16}(?![\w-]|[.,]\d)",
                "ISO/IEC 7812-1",
                score=0.55,
                near=0.9,
                numbers=14,
                valid=is_usual_card,
            ),
            Form(
                r"(?<![\w.+-])\d{12,19}(?![\w-]|[.,]\d)",
                "ISO/IEC 7812-1, lengths that only a key word makes likely",
                score=0.3,
                near=0.85,
                numbers=12,
                valid=is_called_card,
            ),
        ),
        keywords=(
            *(
                "card",
                "cards",
                "credit",
                "debit",
                "credit card",
                "card number",
                "cc",
                "ccn",
                "visa",
                "mastercard",
                "amex",
            ),
            *(
                "american express",
                "discover",
                "diners",
                "jcb",
                "maestro",
                "unionpay",
                "pan",
                "creditcard",
                "cardnumber",
            ),
            *("tarjeta", "carte", "kreditkarte", "karte", "карта", "カード", "卡号"),
        ),
    ),
    Category(
        "IBAN",
        "financial",
        "*",
        (
            Form(
                r"""(?<![A-Za-z0-9])(?:[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?
                    |[a-z]{2}\d{2}[a-z0-9]{11,30})(?![A-Za-z0-9])""",
                "ISO 13616; SWIFT IBAN Registry",
                score=0.9,
                near=0.95,
                numbers=7,
                before=34,
                after=42,
                valid=is_account,
            ),
        ),
        keywords=("iban", "account", "bank", "konto", "compte", "cuenta"),
    ),
)
