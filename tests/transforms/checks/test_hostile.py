"""No text makes the check slow.

Every category alone takes less than a second for 1 MB of what its patterns like least.
"""

from __future__ import annotations

import time

import pytest

from transforms.checks.pii.category import Category
from transforms.checks.pii.scanner import Scanner
from transforms.checks.private_data import CATEGORIES

SIZE = 1_000_000
LIMIT_S = 1.0
"""Of a core that counts to `YARDSTICK` in `YARDSTICK_S`; more on a slower or busier one, so that
neighbours fail no test."""
YARDSTICK, YARDSTICK_S = 2_000_000, 0.05
KEYWORDS = "phone ip card iban ssn account password: "

BEGINNINGS = {
    "EMAIL_ADDRESS": ["@", "a@", "a.", "a@b.", "a" * 64 + "@", "a@a-", "é@"],
    "PHONE_NUMBER": ["0", "1 ", "12-", "+1", "01 23 ", "(1)"],
    "IPV4_ADDRESS": ["1.", "1.1.1.", "255.255.255."],
    "IPV6_ADDRESS": ["::", "a:", ":a:", "fe80::", "0:0:"],
    "DB_CONNECTION_STRING": ["://", "postgres://a:", "postgres://a:b@", "redis://a:b@c."],
    "URL_WITH_CREDENTIALS": ["://", "a://b:", "a://b:c@d.", "http://a:b@c/"],
    "CREDIT_CARD_NUMBER": ["4111 ", "4", "5555-"],
    "IBAN": ["AB12", "AB12 3456 ", "DE89", "1234567 "],
    "US_SSN": ["123-45-", "123-45-6789-", "123456789 "],
    "JSON_WEB_TOKEN": ["eyJ", "eyJa.", "eyJhbGciOiJ.eyJhbGciOiJ."],
    "PRIVATE_KEY_PEM": [
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEMIIEMIIEMIIE",
    ],
    "PASSWORD": [
        *("password=", "password ", "password is ", "password for a ", "pass='", 'pass="\\'),
        *("passwordpassword", "machine a login b password ", "curl -u a:", "a@b.co:aA1!"),
    ],
    "API_KEY_GENERIC": [
        *("secret=", 'secret="a', "api_key='aA1", "tokentoken", "bearer ", "12345678:AA", "1|"),
        *(".a12345.", "." + "a" * 6 + "." + "a" * 27, "Q~", ".atlasv1.", "authorization: "),
    ],
    "PASSWORD_HASH": ["$2", "$2a$", "$5$a$", "$6$rounds=", "$argon2"],
    "WEBHOOK_URL": ["hooks.slack.com/services/", "https://hooks.slack.com/services/a/"],
}
"""Category to what its patterns begin to match again and again, from the patterns' own parts."""


DENSE = {
    "PHONE_NUMBER": ["+41446681800 ", "212-555-1234 ", "020 7946 1018 "],
    "IPV4_ADDRESS": ["1.1.1.1 ", "8.8.44.44 "],
    "CREDIT_CARD_NUMBER": ["4012888888881881 "],
    "EMAIL_ADDRESS": ["a@b.co "],
    "US_SSN": ["212-34-1234 "],
}
DENSE_LIMIT_S = 2.0
"""Texts of nothing but values, 50,000 and more of them, each validated and scored."""


def named(name: str) -> list[Category]:
    return [category for category in CATEGORIES if category.name == name]


def slowness() -> float:
    """How many times slower than the reference this core is just now, at least 1."""
    start = time.process_time()
    for _ in range(YARDSTICK):
        pass
    return max(1.0, (time.process_time() - start) / YARDSTICK_S)


def is_quick(name: str, unit: str, limit_s: float = LIMIT_S) -> bool:
    scanner = Scanner(named(name), "test")
    text = KEYWORDS + (unit * (SIZE // len(unit) + 1))[:SIZE]
    for _ in range(3):
        before = slowness()
        start = time.process_time()
        scanner.find([text])
        if time.process_time() - start < limit_s * max(before, slowness()):
            return True
    return False


@pytest.mark.parametrize(
    ("name", "unit"), [(name, unit) for name, units in BEGINNINGS.items() for unit in units]
)
def test_a_megabyte_of_beginnings_takes_less_than_a_second(name: str, unit: str) -> None:
    assert is_quick(name, unit)


@pytest.mark.parametrize("name", sorted({category.name for category in CATEGORIES}))
def test_a_megabyte_of_a_categorys_own_anchors_takes_less_than_a_second(name: str) -> None:
    anchors = [a for category in named(name) for form in category.forms for a in form.anchors]
    for unit in ["".join(anchors) + "a", " ".join(anchors) + " 1"] if anchors else ["0 ", "0:"]:
        assert is_quick(name, unit)


@pytest.mark.parametrize(
    ("name", "unit"), [(name, unit) for name, units in DENSE.items() for unit in units]
)
def test_a_megabyte_of_nothing_but_values_takes_less_than_two_seconds(name: str, unit: str) -> None:
    assert is_quick(name, unit, DENSE_LIMIT_S)
