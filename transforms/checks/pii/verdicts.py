"""What was decided of a match, for the next one that looks the same.

A text of one line ten thousand times, or of nothing but values, asks the same again and again. A
verdict depends on no more than the match and the characters around it that the validator and the
key words ask for (`Candidate.farthest`): where these are the same, so is the verdict.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.checks.pii.category import Candidate, Category, Form

FIRST = 512
"""Matches of a form in a batch before its verdicts are remembered: a megabyte of ordinary code has
fewer of most, and pays nothing."""

WIDEST = 512
"""Characters around a match up to which they are compared; what depends on more is decided anew.
More than most validators ask for (300), little enough that comparing costs less than deciding."""

MOST = 1024
"""Verdicts kept of one form, less than 2 MB."""

_Key = tuple[str, int, int, int, int]


class Verdict(NamedTuple):
    """What a match is worth.

    Attributes:
        score, told: as `Category.score`.
        start, end: of the value, from the start of the match.
    """

    score: float
    told: float
    start: int
    end: int


class Verdicts:
    """Judges the matches of a form in one batch.

    Args:
        category: whose form it is.
        form: whose matches they are.
        first: matches before verdicts are remembered.
    """

    def __init__(self, category: Category, form: Form, first: int = FIRST) -> None:
        self._category = category
        self._form = form
        self._first = first
        self._judged = 0
        self._reach = 0
        self._known: dict[_Key, Verdict] = {}

    def of(self, match: re.Match[str], low: int, high: int) -> Verdict:
        """The verdict on a match in the text between two places of the batch."""
        if self._judged < self._first:
            self._judged += 1
            return self._judge(match, low, high)[0]
        known = self._known.get(self._key(match, low, high))
        return known or self._remembered(match, low, high)

    def _judge(self, match: re.Match[str], low: int, high: int) -> tuple[Verdict, int]:
        """The verdict, and how far from the match it looked."""
        candidate = Candidate(match, low, high, self._form.group)
        score, told = self._category.score(self._form, candidate)
        first = match.start()
        verdict = Verdict(score, told, candidate.start - first, candidate.end - first)
        return verdict, candidate.farthest

    def _remembered(self, match: re.Match[str], low: int, high: int) -> Verdict:
        verdict, farthest = self._judge(match, low, high)
        if farthest <= WIDEST:
            self._reach = max(self._reach, farthest)
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[self._key(match, low, high)] = verdict
        return verdict

    def _key(self, match: re.Match[str], low: int, high: int) -> _Key:
        """The text around a match that verdicts may depend on, and where in it what stands."""
        first, last = match.span()
        start, end = match.span(self._form.group)
        if low < first - self._reach:
            low = first - self._reach
        if high > last + self._reach:
            high = last + self._reach
        return match.string[low:high], first - low, last - low, start - low, end - low
