"""Texts that patterns like least, made from the patterns of all categories or thought up.

And how long a core needs for a megabyte of one, whatever its neighbours do.
"""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.transforms.checks.pattern_samples import Draw, sample
from transforms.checks.pii.category import Category, Form
from transforms.checks.pii.prescreening import Prescreen, Table
from transforms.checks.pii.scanner import Scanner
from transforms.checks.private_data import CATEGORIES

SIZE = 1_000_000
LIMIT_S = 1.0
"""Of a core that does the `yardstick` in `YARDSTICK_S`; more on a slower or busier one, so that
neighbours fail no test."""
LIMITS_S = {
    **dict.fromkeys(("EMAIL_ADDRESS", "FAX_NUMBER", "PASSWORD", "PERSON_NAME"), 1.2),
    **dict.fromkeys(("IPV4_ADDRESS", "PHONE_NUMBER"), 1.4),
    "IPV6_ADDRESS": 1.8,
}
"""Instead, where a megabyte holds 100,000 values and more, or 450,000 digits written apart: each is
found, read as a disguise, found again and resolved."""
MARGIN = 1.5
"""What a test allows beyond: measured limits are met with a tenth to spare, machines vary."""
NEW_LIMIT_S = 5.0
"""For values of which none is like another one before: each is validated and scored."""
YARDSTICK_S = 0.07
"""Seconds of CPU that the cores need that this was written on."""
TRIES = 3
KEYWORDS = "phone ip card iban ssn account password: "
"""In front of every text."""

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
"""Category to values that are valid and short: as many as a megabyte can hold."""

NAMES = sorted({category.name for category in CATEGORIES})


def named(name: str) -> list[Category]:
    return [category for category in CATEGORIES if category.name == name]


WITH_FORMS = [name for name in NAMES if any(category.forms for category in named(name))]

Way = Callable[[Table], Prescreen]


class Unit(NamedTuple):
    """What a text begins with, and what it repeats then."""

    beginning: str
    repeated: str

    def text(self, size: int) -> str:
        """So many characters of it."""
        return f"{KEYWORDS}{self.beginning}{self.repeated * (size // len(self.repeated) + 1)}"[
            :size
        ]

    def __repr__(self) -> str:
        return f"Unit({self.beginning[:40]!r}, {self.repeated[:80]!r})"


def cut_off(category: Category, form: Form) -> Iterator[Unit]:
    """Anchors, values, values cut off or held up."""
    draw = Draw(len(form.pattern))
    word = f"{category.keywords[0]} " if category.keywords else ""
    value = sample(form, draw)
    for cut in sorted({len(value) // 3, len(value) * 2 // 3, len(value) - 1} - {0}):
        yield Unit(word, value[:cut])
        yield Unit(f"{word}{value[:cut]}", value[cut - 1])
    if form.anchors:
        yield Unit(word, "".join(form.anchors) + "a")
        yield Unit(word, " ".join(form.anchors) + " 1")


def nothing_but_values(category: Category, form: Form) -> Iterator[Unit]:
    """Values, one after another, with a key word each and without."""
    value = sample(form, Draw(len(form.pattern)))
    yield Unit("", f"{category.keywords[0] if category.keywords else ''} {value} ")
    yield Unit("", value)


DIFFERENT = 2_000
"""Values of which a text of ever new ones consists: more than are remembered."""


def ever_new_values(category: Category, form: Form) -> Iterator[Unit]:
    """The same, each another one."""
    draw = Draw(len(form.pattern))
    word = category.keywords[0] if category.keywords else ""
    yield Unit("", "".join(f"{word} {sample(form, draw)} " for _ in range(DIFFERENT)))


Made = Callable[[Category, Form], Iterator[Unit]]


def units(name: str, made: Made) -> list[Unit]:
    """What is made from every form of a category; each once."""
    pairs = [(category, form) for category in named(name) for form in category.forms]
    return list(dict.fromkeys(unit for pair in pairs for unit in made(*pair)))


def unfinished(name: str) -> list[Unit]:
    """Of a category, what begins to match again and again."""
    return [*units(name, cut_off), *(Unit("", unit) for unit in BEGINNINGS.get(name, ()))]


def values(name: str) -> list[Unit]:
    """Of a category, values and nothing else."""
    return [*units(name, nothing_but_values), *(Unit("", unit) for unit in DENSE.get(name, ()))]


_MEASURED = "cvv 2555 x9, " * 20_000
_WORD = re.compile(r"\w+")


def slowness() -> float:
    """How many times slower than the reference this core is just now, at least 1.

    By work of the same kind: a pattern, a tuple for each match, a set and a sorting of them.
    """
    start = time.process_time()
    found = [(word.start(), word.end(), word[0]) for word in _WORD.finditer(_MEASURED)]
    assert len({at for at, _, _ in sorted(found, key=lambda word: (word[2], word[0]))}) == 60_000
    return max(1.0, (time.process_time() - start) / YARDSTICK_S)


def seconds(scanner: Scanner, text: str) -> float:
    """Of CPU that the scanner needs for a text."""
    start = time.process_time()
    scanner.find([text])
    return time.process_time() - start


def is_quick(scanner: Scanner, unit: Unit, limit_s: float = LIMIT_S) -> bool:
    """Whether a megabyte takes less than the limit, once in `TRIES` times."""
    text = unit.text(SIZE)
    gc.freeze()  # what the tests have imported is not for the text to pay for
    try:
        return any(_is_quick(scanner, text, limit_s) for _ in range(TRIES))
    finally:
        gc.unfreeze()


def _is_quick(scanner: Scanner, text: str, limit_s: float) -> bool:
    before = slowness()
    return seconds(scanner, text) < MARGIN * limit_s * max(before, slowness())
