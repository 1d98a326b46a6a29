"""What was found once is found wherever it occurs in its text.

A value is looked for as written, in any case, a number in any grouping, at the ends of words
(`transforms.core.sought.Sought`, which the judge asks as well); what its category says are parts of
it (a surname alone) as they are written.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set

from transforms.checks.pii.batch import Batch
from transforms.checks.pii.category import Category, Hit, no_parts
from transforms.core.edits import Place, Span
from transforms.core.sought import Sought, find_words


class Again:
    """Looks for what was found.

    Args:
        categories: of one name several; whichever says what parts are.
    """

    def __init__(self, categories: Sequence[Category]) -> None:
        self._parts = {c.name: c.parts for c in categories if c.parts is not no_parts}

    def hits(self, batch: Batch, found: Sequence[Hit]) -> list[Hit]:
        """Further hits for `found` (by start): the same values, and their parts, elsewhere."""
        more: list[Hit] = []
        first = 0
        while first < len(found):
            number, low, high = batch.place(found[first].start)
            last = bisect_left(found, (high,), first)
            more += self._in(batch.texts[number], low, found[first:last])
            first = last
        return more

    def _in(self, text: str, low: int, found: Sequence[Hit]) -> Iterator[Hit]:
        """The same for one text and its hits, which stand `low` characters farther."""
        values = {(category, text[start - low : end - low]) for start, end, category, *_ in found}
        known = {(start - low, end - low) for start, end, *_ in found}
        scores = _best(found)
        for start, end, category in dict.fromkeys(self._places(text, sorted(values), known)):
            yield Hit(low + start, low + end, category, scores[category])

    def _places(
        self, text: str, values: Sequence[tuple[str, str]], known: Set[Span]
    ) -> Iterator[Place]:
        """Where the values and their parts stand, but for what is known."""
        yield from Sought(values).find_alone(text, known)
        parts = {
            part: category
            for category, value in values
            if category in self._parts
            for part in self._parts[category](value)
            if part != value
        }
        yield from (place for place in find_words(text, parts) if place[:2] not in known)


def _best(hits: Sequence[Hit]) -> Mapping[str, float]:
    """The highest score of each category."""
    scores: dict[str, float] = {}
    for category, score in {(hit.category, hit.score) for hit in hits}:
        scores[category] = max(score, scores.get(category, 0.0))
    return scores
