"""What a rewrite must keep: numbers, addresses and names of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from transforms.core.judging import number_words

URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_NUMBER = re.compile(r"(?<![\w.])\d++(?:[.,:/-]\d++)*+(?!\w)|(?<!\w)\d+(?=(?:st|nd|rd|th|k|m|%)\b)")
_NAME = re.compile(r"(?<=[a-z0-9,;:'\u2019)] )[A-Z][a-z\u00df-\u024f]{2,}(?=\W|$)")
"""A word that begins with a capital and not a sentence: in English, a name."""


_SPOKEN = re.compile(
    r"(?<=[a-z] )[24] (?=(?:me|you|u|ur|the|my|be|get|see|do|go|him|her|them|us|real|sure|ever)\b)"
)
"""A figure that is said as a word: "talk 2 me"."""

_HEART = re.compile(r"<\s?/?\s?3+(?![\w.])")
"""A face made of signs: "<3", "</3"."""

_DIGITS = re.compile(r"\d+")
_JOINED = re.compile(r"\d+(?:[.,:/ -]\d+)+")

Span = tuple[int, int]


def numbers(text: str) -> list[str]:
    """The numbers of a text, digits alone: "1,000" is "1000"."""
    plain = _HEART.sub(" ", _SPOKEN.sub(" ", URL.sub(" ", text)))
    return [re.sub(r"\D", "", match[0]) for match in _NUMBER.finditer(plain)]


def _said(text: str) -> set[str]:
    """All that counts as a number of a text, in digits, however it is written.

    "43 rd", "55kb", "99 99" for "99.99", and "eighty-six".
    """
    plain = URL.sub(" ", text)
    joined = (re.sub(r"\D", "", match[0]) for match in _JOINED.finditer(plain))
    return {*_DIGITS.findall(plain), *joined, *map(str, number_words.values(plain))}


def urls(text: str) -> list[str]:
    """The web addresses of a text."""
    return [match[0].rstrip("/").lower() for match in URL.finditer(text)]


def names(text: str) -> list[str]:
    """The names in a text, in lower case."""
    return [match[0].lower() for match in _NAME.finditer(text)]


FACTS: Mapping[str, Callable[[str], list[str]]] = {"numbers": numbers, "urls": urls, "names": names}


def standing(kind: str, text: str) -> set[str]:
    """All facts of a kind that a text holds, in whatever writing: to look up those of another."""
    if kind == "numbers":
        return _said(text)
    return _in_words(text) if kind == "names" else set(urls(text))


def lost(kind: str, text: str, output: str, expected: Sequence[Span]) -> bool:
    """Whether the output lost one of these facts, or holds a number or address that is new.

    New names are no matter of capitals: people write "Oh my God", and mend the spelling of others.

    Args:
        kind: a key of `FACTS`.
        text: before.
        output: after.
        expected: places that were to change; what stands there is no fact to keep.
    """
    kept = FACTS[kind](_without(text, expected))
    if not standing(kind, output).issuperset(kept):
        return True
    return kind != "names" and not standing(kind, text).issuperset(FACTS[kind](output))


def _in_words(text: str) -> set[str]:
    folded = text.lower()
    found = re.findall(r"[^\W\d_]+", folded)
    return {*found, *(word.removesuffix("s") for word in found)}


def _without(text: str, spans: Sequence[Span]) -> str:
    """The text without what stands at `spans`."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (text[at:start], "x")
        at = max(at, end)
    return "".join([*pieces, text[at:]])
