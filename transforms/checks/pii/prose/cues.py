"""Patterns that run only near the words that they need: most of a text has none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from transforms.checks.pii.prose.text import Tokens

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Cue:
    """A pattern, and words of which every match has one.

    Attributes:
        name: of the cue, among all of them.
        pattern: may ask what stands in front of a match, not where a string begins.
        words: folded tokens, parted by white space; `endings` and `heads` of tokens count as well.
        needs: marks of which one stands in every match; "" for none.
        back, ahead: characters in front of such a word and from its start on that a match has at
            most.
        digit: characters from its start on, or `back` in front of it, in which every match has a
            digit; 0 if some have none.
    """

    name: str
    pattern: re.Pattern[str]
    words: frozenset[str]
    needs: str = ""
    back: int = 40
    ahead: int = 80
    digit: int = 0

    def matches(self, tokens: Tokens) -> Iterator[re.Match[str]]:
        """The matches in a batch, ordered."""
        done = 0
        for low, high in self._windows(tokens):
            for match in self.pattern.finditer(tokens.joined, max(low, done), high):
                done = match.end()
                yield match

    def _windows(self, tokens: Tokens) -> list[tuple[int, int]]:
        """Where matches may be; joined where they overlap."""
        text, starts, back, ahead, digit = (
            tokens.joined, tokens.starts, self.back, self.ahead, self.digit,
        )  # fmt: skip
        needed = self._needed
        found: list[tuple[int, int]] = []
        low = high = -1
        for at in tokens.among(self.name, self.words):
            start = starts[at]
            end = start + ahead
            first = max(0, start - back)
            if digit and _DIGIT.search(text, first, start + digit) is None:
                continue
            if needed is not None and needed.search(text, start, end) is None:
                continue
            if start - back > high:
                if high > 0:
                    found.append((low, high))
                low = first
            high = end
        return [*found, (low, high)] if high > 0 else found

    @cached_property
    def _needed(self) -> re.Pattern[str] | None:
        """Finds one of the marks that it needs."""
        return re.compile(f"[{re.escape(self.needs)}]") if self.needs else None


def cue(
    name: str,
    words: str,
    pattern: str,
    *,
    needs: str = "",
    back: int = 40,
    ahead: int = 80,
    digit: int = 0,
) -> Cue:
    """A cue of a verbose pattern."""
    compiled = re.compile(pattern, re.VERBOSE)
    return Cue(name, compiled, frozenset(words.split()), needs, back, ahead, digit)
