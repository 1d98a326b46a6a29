"""How a disguised value reads, and another value in the same disguise."""

from __future__ import annotations

import base64
import re
import string
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from transforms.core.disguises.rules import ALIKE, RULES, Rule, Swap, decoded
from transforms.core.disguises.view import View, apart

_Way = Callable[[str], str]


@lru_cache(1)
def _compiled() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple((rule, re.compile(rule.pattern, rule.flags)) for rule in RULES)


def plain(value: str) -> str:
    """How the value reads; itself where nothing about it is disguised.

    >>> plain("mira [at] kelora [dot] net"), plain("mira@kelora.net")
    ('mira@kelora.net', 'mira@kelora.net')
    """
    if _HINTS.search(value) is None:
        return value
    return View(value, _swaps(value), 0, len(value)).text


_HINTS = re.compile(
    r"[^ -~]|[%&(\[{<]|[ ](?:at|dot|arroba|punto|point|punkt|@)[ ]|(?:[0-9][ _.-]{1,3}){6}"
    r"|[A-Za-z0-9+/]{16}",
    re.IGNORECASE,
)
"""Something of this is in whatever a rule matches; in most values there is nothing of it."""


def _swaps(value: str) -> list[Swap]:
    found = [
        swap
        for rule, regex in _compiled()
        for match in regex.finditer(value)
        for swap in rule.swaps(match)
    ]
    return apart(found)


def disguised(value: str, other: str) -> str:
    """`other`, a plain value, in the disguise of `value`; as it is where that cannot be.

    What it reads as is always `other`.

    >>> disguised("mira [at] kelora [dot] net", "tuhe@pevibel.example")
    'tuhe [at] pevibel [dot] example'
    """
    swaps = _swaps(value)
    for way in _WAYS if swaps else ():
        made = way(value, swaps, other)
        if made != other and plain(made) == other:
            return made
    return other


def _in_base64(value: str, swaps: Sequence[Swap], other: str) -> str:
    if not decoded(value):
        return other
    made = base64.b64encode(other.encode()).decode("ascii")
    return made if value.endswith("=") or len(value) % 4 == 0 else made.rstrip("=")


def _char_by_char(value: str, swaps: Sequence[Swap], other: str) -> str:
    """Every character that was written in another way is written in that way again."""
    written: dict[str, str] = {}
    for swap in swaps:
        if len(swap.text) == 1:
            written.setdefault(swap.text, value[swap.start : swap.end])
    of_digits, of_letters = (
        next((way for way in (_kind(c, t) for c, t in written.items() if test(c)) if way), None)
        for test in (str.isdigit, str.isalpha)
    )
    made = []
    for char in other:
        way = of_digits if char in string.digits else of_letters if char.isascii() else None
        made.append(written.get(char) or (way(char) if way and char.isalnum() else char))
    return "".join(made)


def _kind(char: str, text: str) -> _Way | None:
    """What the other letters and digits of a value are written like, when one is written so."""
    if len(text) == 1:
        decimal = unicodedata.decimal(text, None) is not None
        apart = ord(text) - ord(char)
        shifted = text not in ALIKE and (decimal or apart == _FULL_WIDTH)
        return (lambda other: chr(ord(other) + apart)) if shifted else None
    ways = (_encoded, _decimal, _hexadecimal)
    return next((way for way in ways if way(char) == text), None)


_FULL_WIDTH = 0xFEE0  # from ASCII to Halfwidth and Fullwidth Forms


def _encoded(char: str) -> str:
    return f"%{ord(char):02X}"


def _decimal(char: str) -> str:
    return f"&#{ord(char)};"


def _hexadecimal(char: str) -> str:
    return f"&#x{ord(char):x};"


def _with_gaps(value: str, swaps: Sequence[Swap], other: str) -> str:
    """What stood between characters and is not read stands between those of the other one."""
    gaps = [value[swap.start : swap.end] for swap in swaps if not swap.text]
    if not gaps:
        return other
    if len(gaps) * 2 < len(other):  # here and there
        places = [round(len(other) * (n + 1) / (len(gaps) + 1)) for n in range(len(gaps))]
        pieces = [other[a:b] for a, b in zip([0, *places], [*places, None], strict=True)]
        return "".join(piece + gap for piece, gap in zip(pieces, [*gaps, ""], strict=True))
    made = re.sub(r"(?<=[0-9])(?=[0-9])", lambda _: gaps[0], other)
    marks = {swap.text: value[swap.start : swap.end] for swap in swaps if swap.text}
    return "".join(marks.get(char, char) for char in made)


def _in_words(value: str, swaps: Sequence[Swap], other: str) -> str:
    at = next((value[s.start : s.end] for s in swaps if s.text == "@"), "@")
    dot = next((value[s.start : s.end] for s in swaps[::-1] if s.text == "."), ".")
    user, sign, host = other.rpartition("@")
    return f"{user}{at}{host.replace('.', dot)}" if sign else other


_WAYS = (_in_base64, _with_gaps, _char_by_char, _in_words)
