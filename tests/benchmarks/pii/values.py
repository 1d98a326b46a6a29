"""Invented values of all categories, made from the formats' definitions and not from the rules.

A shape is text in which `#` is a digit, `!` one from 1 to 9, `@` an upper and `&` a lower case
letter, `*` an upper case letter or digit, `~` a letter or digit of either case, `%` a lower case
hexadecimal digit; `[a|b]` is one of them, `<name>` a word of the vocabulary or a date, and what
stands behind a backtick is itself. Shapes are filled until `valid` says that the value is one.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
import string
from collections.abc import Callable, Sequence
from importlib import import_module

from tests.benchmarks.pii.vocabulary import WORDS
from transforms.core.identifiers import check_digits

ALPHABETS = {
    "#": string.digits,
    "!": "123456789",
    "@": string.ascii_uppercase,
    "&": string.ascii_lowercase,
    "*": string.ascii_uppercase + string.digits,
    "~": string.ascii_letters + string.digits,
    "%": "0123456789abcdef",
}

_PART = re.compile(
    r"\[(?P<options>[^\]]*)\]|<(?P<name>[a-z0-9_./-]+)>|`(?P<literal>.)|(?P<class>[#!@&*~%])"
)

_MOST_TRIES = 20_000


class Stream:
    """Numbers that are a function of the seed alone."""

    def __init__(self, *seed: object) -> None:
        self._seed = "\x1f".join(map(str, seed))
        self._count = 0

    def below(self, n: int) -> int:
        """A number of 0 to n - 1."""
        self._count += 1
        digest = hashlib.blake2b(f"{self._seed}\x1f{self._count}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % n

    def choice(self, options: Sequence[str]) -> str:
        """One of the options."""
        return options[self.below(len(options))]


def filled(shape: str, stream: Stream) -> str:
    """The shape with its places filled, the same from the same stream."""

    def part(match: re.Match[str]) -> str:
        if match["options"] is not None:
            return filled(stream.choice(match["options"].split("|")), stream)
        if match["literal"]:
            return match["literal"]
        if match["name"]:
            return named(match["name"], stream)
        return stream.choice(ALPHABETS[match["class"]])

    return _PART.sub(part, shape)


def named(name: str, stream: Stream) -> str:
    """A word of the vocabulary, or a date in the order that its name tells (`yymmdd`)."""
    if name in WORDS:
        return stream.choice(WORDS[name])
    year, month, day = 1940 + stream.below(65), 1 + stream.below(12), 1 + stream.below(28)
    parts = {"yyyy": f"{year}", "yy": f"{year % 100:02d}", "mm": f"{month:02d}", "dd": f"{day:02d}"}
    return re.sub("yyyy|yy|mm|dd", lambda match: parts[match[0]], name)


def stdnum(module: str) -> Callable[[str], bool]:
    """The validator of a module of python-stdnum."""
    found: Callable[[str], bool] = import_module(f"stdnum.{module}").is_valid
    return found


def compact(check: Callable[[str], bool]) -> Callable[[str], bool]:
    """The check over upper case letters and digits only."""
    return lambda value: check(re.sub("[^A-Z0-9]", "", value.upper()))


def _any(value: str) -> bool:
    return True


def _address(value: str) -> bool:
    """Whether it is an address of a host on the internet or in a private network."""
    try:
        parsed = ipaddress.ip_address(value)
    except ValueError:
        return False
    return parsed.is_global or parsed.is_private


def _track(value: str) -> bool:
    """Whether the card number of a magnetic stripe's track passes Luhn."""
    number = re.search(r"\d{12,19}", value)
    return number is not None and stdnum("luhn")(number[0])


OWN_CHECKS: dict[str, Callable[[str], bool]] = {
    "ip.v4": _address,
    "ip.v6": _address,
    "track": _track,
    "plate.gb": lambda value: not re.search("[IQ]|\\A.?Z", value),
    "luhn": compact(stdnum("luhn")),
}


def valid(name: str) -> Callable[[str], bool]:
    """The validator that a table's cell names: a module of python-stdnum, one of ours, or none."""
    if not name:
        return _any
    if name in OWN_CHECKS:
        return OWN_CHECKS[name]
    if hasattr(check_digits, name):
        return compact(getattr(check_digits, name))
    return stdnum(name)


def made(category: str, place: int, shapes: Sequence[str], check: str) -> str:
    """Value number `place` of a category: shapes in turn, filled until it is valid."""
    stream = Stream(category, place)
    is_valid = valid(check)
    for _ in range(_MOST_TRIES):
        value = filled(shapes[place % len(shapes)], stream)
        if is_valid(value):
            return value
    raise ValueError(f"{category}: no valid value of shape {place % len(shapes)}")


def basic(place: int) -> str:
    """User and password as an Authorization header has them (RFC 7617)."""
    plain = filled("<first_lower>.<last_lower>:<word>@@####", Stream("basic", place))
    return base64.b64encode(plain.encode()).decode()
