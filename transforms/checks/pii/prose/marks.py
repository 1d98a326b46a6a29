"""A mark: a place in a batch that a rule or the tagger took for something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

SURE = 0.9
"""A form or a cue that leaves no doubt."""
LIKELY = 0.75
"""The words around speak for it."""
WEAK = 0.45
"""Said of nobody that the text speaks of: below what counts, until a person is near."""


class Mark(NamedTuple):
    """Characters `start` to `end` (exclusive) of the joined batch."""

    start: int
    end: int
    category: str
    score: float


def joined(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Marks, ordered; of those that overlap in one category the union, the surer score."""
    last: Mark | None = None
    for mark in sorted(marks):
        if last is not None and mark.start < last.end and mark.category == last.category:
            last = last._replace(end=max(last.end, mark.end), score=max(last.score, mark.score))
            continue
        if last is not None:
            yield last
        last = mark
    if last is not None:
        yield last
