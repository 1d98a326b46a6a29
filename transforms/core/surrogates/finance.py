"""Payment cards and bank accounts."""

from __future__ import annotations

import re
import string

from transforms.core.normal_forms import code, digits
from transforms.core.surrogates.checksums import iban_check_digits, luhn_digit
from transforms.core.surrogates.credentials import make_secret
from transforms.core.surrogates.draw import Draw, Keyed
from transforms.core.surrogates.reserved import TEST_BINS

_BRANDS = (
    ("visa", re.compile(r"4")),
    ("mastercard", re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720")),
    ("amex", re.compile(r"3[47]")),
    ("discover", re.compile(r"6011|64[4-9]|65")),
    ("jcb", re.compile(r"35(?:2[89]|[3-8])")),
    ("jcb15", re.compile(r"2131|1800")),
    ("diners", re.compile(r"30[0-5]|3095|36|3[89]")),
    ("unionpay", re.compile(r"62|81")),
    ("maestro", re.compile(r"5[06-9]|6")),
)
"""Issuer identification numbers (ISO/IEC 7812-1; the schemes' published ranges), the first that
matches."""

_BY_INDUSTRY = {"3": "jcb", "5": "mastercard", "6": "discover"}
"""First digit to a brand whose test numbers stand for those of no brand's ranges."""

SHORTEST_CARD = 12


def brand(number: str) -> str:
    """The brand of a card number by its first digits, "" for none.

    >>> brand("4012888888881881"), brand("9012888888881881")
    ('visa', '')
    """
    return next((name for name, pattern in _BRANDS if pattern.match(number)), "")


def make_card(keyed: Keyed, value: str, draw: Draw) -> str:
    """A number of the same brand and length behind a test prefix, valid by Luhn."""
    original = digits(value)
    if not original.isdigit() or len(original) < SHORTEST_CARD:
        return make_secret(keyed, value, draw)
    known = brand(original) or _BY_INDUSTRY.get(original[0], "")
    prefix = TEST_BINS.get(known, original[:4])
    payload = prefix + draw.digits(len(original) - len(prefix) - 1)
    return _into(value, payload + luhn_digit(payload))


def make_iban(keyed: Keyed, value: str, draw: Draw) -> str:
    """An IBAN of the same country, length and groups, letters for letters, valid by MOD 97."""
    original = code(value)
    country, account = original[:2], original[4:]
    if not (re.fullmatch(r"[A-Z]{2}", country) and account.isascii() and account.isalnum()):
        return make_secret(keyed, value, draw)
    made = "".join(
        draw.choice(string.digits if char.isdigit() else string.ascii_uppercase) for char in account
    )
    whole = country + iban_check_digits(country, made) + made
    return _into(value, whole.lower() if value.islower() else whole)


def _into(value: str, made: str) -> str:
    """The characters of `made` in the places of the letters and digits of `value`."""
    fresh = iter(made)
    return "".join(next(fresh, "") if char.isalnum() else char for char in value)
