"""No text makes the check slow.

Every category alone takes less than a second for 1 MB of what its patterns like least. The hostile
tests say so of the megabyte; the others of a few kilobytes, and that four times as much text takes
no more than about four times as long. What is hostile is made from the patterns of all categories
that there are, and some of it was thought up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.growth import TRIES
from tests.transforms.checks.pattern_samples import Draw, sample
from transforms.checks.pii.category import Category, Form
from transforms.checks.pii.hyper import HyperPrescreen
from transforms.checks.pii.literals import LiteralPrescreen
from transforms.checks.pii.prescreening import Prescreen, Table
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
VALUES_LIMIT_S = 5.0
"""Each of 20,000 values and more is validated, scored and looked for again."""
DENSE_LIMIT_S = 2.0
"""Texts of nothing but values, 50,000 and more of them, each validated and scored."""


NAMES = sorted({category.name for category in CATEGORIES})


def named(name: str) -> list[Category]:
    return [category for category in CATEGORIES if category.name == name]


def slowness() -> float:
    """How many times slower than the reference this core is just now, at least 1."""
    start = time.process_time()
    for _ in range(YARDSTICK):
        pass
    return max(1.0, (time.process_time() - start) / YARDSTICK_S)


def seconds(scanner: Scanner, text: str) -> float:
    start = time.process_time()
    scanner.find([text])
    return time.process_time() - start


Way = Callable[[Table], Prescreen]


@pytest.fixture(scope="session")
def hyper(tmp_path_factory: pytest.TempPathFactory) -> Way:
    """Hyperscan with a cache of its own: a database for each category is nobody's business."""
    return partial(HyperPrescreen, cache=tmp_path_factory.mktemp("cache") / "gdr")


def is_quick(name: str, way: Way, beginning: str, unit: str, limit_s: float = LIMIT_S) -> bool:
    """Whether a megabyte takes less than the limit, once in three times."""
    scanner = Scanner(named(name), "test", (), way)
    text = f"{KEYWORDS}{beginning}{unit * (SIZE // len(unit) + 1)}"[:SIZE]
    for _ in range(3):
        before = slowness()
        if seconds(scanner, text) < limit_s * max(before, slowness()):
            return True
    return False


SMALL, FOUR_TIMES = 5_000, 20_000
NOTHING_S = 0.006
"""A time that says nothing about how it grows."""
GROWS_AT_MOST = 7.0
"""Where four times as much text is 4 when it grows linearly, and 16 when with the square."""


def grows_linearly(scanner: Scanner, beginning: str, unit: str) -> bool:
    """Whether four times as much text takes about four times as long, once in ten times."""
    text = f"{beginning}{unit * (FOUR_TIMES // len(unit) + 1)}"
    for _ in range(TRIES):
        short, long = seconds(scanner, text[:SMALL]), seconds(scanner, text[:FOUR_TIMES])
        if long < max(NOTHING_S, short * GROWS_AT_MOST) or long < NOTHING_S * slowness():
            return True
    return False


def hostile(category: Category, form: Form) -> Iterator[tuple[str, str]]:
    """What to begin with and what to repeat then: anchors, values, values cut off or held up."""
    draw = Draw(len(form.pattern))
    word = f"{category.keywords[0]} " if category.keywords else ""
    value = sample(form, draw)
    for cut in sorted({len(value) // 3, len(value) * 2 // 3, len(value) - 1} - {0}):
        yield word, value[:cut]
        yield f"{word}{value[:cut]}", value[cut - 1]
    if form.anchors:
        yield word, "".join(form.anchors) + "a"
        yield word, " ".join(form.anchors) + " 1"


def nothing_but_values(category: Category, form: Form) -> Iterator[tuple[str, str]]:
    """Values, one after another, with a key word each and without."""
    value = sample(form, Draw(len(form.pattern)))
    yield "", f"{category.keywords[0] if category.keywords else ''} {value} "
    yield "", value


Units = Callable[[Category, Form], Iterator[tuple[str, str]]]


def units(name: str, made: Units) -> list[tuple[str, str]]:
    pairs = [(category, form) for category in named(name) for form in category.forms]
    return list(dict.fromkeys(unit for pair in pairs for unit in made(*pair)))


# Texts are made by each test: all of them would take seconds of every collection.
WITH_FORMS = [name for name in NAMES if any(category.forms for category in named(name))]


@pytest.mark.parametrize("name", WITH_FORMS)
def test_four_times_as_much_of_what_a_pattern_likes_least_takes_four_times_as_long(
    name: str, hyper: Way
) -> None:
    scanner = Scanner(named(name), "test", (), hyper)
    scanner.find([KEYWORDS])
    every = [*units(name, nothing_but_values), *units(name, hostile)]
    for beginning, unit in every[:: max(1, len(every) // MOST)]:
        assert grows_linearly(scanner, beginning, unit), (beginning[:40], unit[:80])


MOST = 2
"""Texts for one category in the fast test; some have dozens of forms of one kind."""


@pytest.mark.hostile
@pytest.mark.parametrize("name", WITH_FORMS)
def test_a_megabyte_of_what_a_pattern_likes_least_takes_less_than_a_second(
    name: str, hyper: Way
) -> None:
    for beginning, unit in units(name, hostile):
        for way in (hyper, LiteralPrescreen):
            assert is_quick(name, way, beginning, unit), (beginning[:40], unit[:80])


@pytest.mark.hostile
@pytest.mark.parametrize("name", WITH_FORMS)
def test_a_megabyte_of_nothing_but_values_of_a_category_takes_little(name: str, hyper: Way) -> None:
    for beginning, unit in units(name, nothing_but_values):
        assert is_quick(name, hyper, beginning, unit, VALUES_LIMIT_S), unit[:80]


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("name", "unit"), [(name, unit) for name, units in BEGINNINGS.items() for unit in units]
)
def test_a_megabyte_of_beginnings_takes_less_than_a_second(
    name: str, unit: str, hyper: Way
) -> None:
    assert is_quick(name, hyper, "", unit)
    assert is_quick(name, LiteralPrescreen, "", unit)


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("name", "unit"), [(name, unit) for name, units in DENSE.items() for unit in units]
)
def test_a_megabyte_of_nothing_but_values_takes_less_than_two_seconds(
    name: str, unit: str, hyper: Way
) -> None:
    assert is_quick(name, hyper, "", unit, DENSE_LIMIT_S)


@pytest.mark.parametrize(
    ("name", "unit"),
    [(name, unit) for found in (BEGINNINGS, DENSE) for name in found for unit in found[name]],
)
def test_what_was_thought_up_grows_linearly(name: str, unit: str, hyper: Way) -> None:
    assert grows_linearly(Scanner(named(name), "test", (), hyper), KEYWORDS, unit)
