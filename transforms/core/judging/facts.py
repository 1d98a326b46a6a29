"""What a rewrite must keep: numbers, addresses and names of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_NUMBER = re.compile(
    r"(?<![\w.])\d+(?:[.,:/-]\d+)*(?![^\W\d])|(?<!\w)\d+(?=(?:st|nd|rd|th|k|m|%)\b)"
)
_NAME = re.compile(r"(?<=[a-z0-9,;:'\u2019)] )[A-Z][a-z\u00df-\u024f]{2,}(?=\W|$)")
"""A word that begins with a capital and not a sentence: in English, a name."""


_NOTHING: frozenset[str] = frozenset()
_WRITTEN: Mapping[str, frozenset[str]] = {
    "1": frozenset({"one", "first"}),
    "2": frozenset({"two", "second"}),
    "3": frozenset({"three", "third"}),
    "4": frozenset({"four", "fourth"}),
    "5": frozenset({"five", "fifth"}),
    "6": frozenset({"six", "sixth"}),
    "7": frozenset({"seven", "seventh"}),
    "8": frozenset({"eight", "eighth"}),
    "9": frozenset({"nine", "ninth"}),
    "10": frozenset({"ten", "tenth"}),
}
"""Words that stand for a number; ours."""

_SPOKEN = re.compile(
    r"(?<=[a-z] )[24] (?=(?:me|you|u|ur|the|my|be|get|see|do|go|him|her|them|us|real|sure|ever)\b)"
)
"""A figure that is said as a word: "talk 2 me"."""

Span = tuple[int, int]


def numbers(text: str) -> list[str]:
    """The numbers of a text, digits alone: "1,000" is "1000"."""
    return [
        re.sub(r"\D", "", match[0])
        for match in _NUMBER.finditer(_SPOKEN.sub(" ", URL.sub(" ", text)))
    ]


def urls(text: str) -> list[str]:
    """The web addresses of a text."""
    return [match[0].rstrip("/").lower() for match in URL.finditer(text)]


def names(text: str) -> list[str]:
    """The names in a text, in lower case."""
    return [match[0].lower() for match in _NAME.finditer(text)]


FACTS: Mapping[str, Callable[[str], list[str]]] = {"numbers": numbers, "urls": urls, "names": names}


def lost(kind: str, text: str, output: str, expected: Sequence[Span]) -> bool:
    """Whether the output lost one of these facts, or holds one that its text has not.

    Args:
        kind: a key of `FACTS`.
        text: before.
        output: after.
        expected: places that were to change; what stands there is no fact to keep.
    """
    kept = _without(text, expected)
    if kind == "names":
        present = _in_words(output)
        return any(name not in present for name in names(kept))
    before, after, all_before = (set(FACTS[kind](part)) for part in (kept, output, text))
    gone, come = before - after, after - all_before
    if kind == "numbers":  # "2 of them" and "two of them" say the same
        gone = {number for number in gone if not _WRITTEN.get(number, _NOTHING) & _in_words(output)}
        come = {number for number in come if not _WRITTEN.get(number, _NOTHING) & _in_words(text)}
    return bool(gone or come)


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
