"""What was found once is found wherever it occurs in its text.

A value is looked for as written, in any case, a number in any grouping, at the ends of words
(`transforms.core.edits.Sought`, which the judge asks as well); what its category says are parts of
it (a surname alone) as they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from transforms.checks.pii.batch import Batch
from transforms.checks.pii.category import Category, Hit, no_parts
from transforms.core.edits import Place, Sought, find_words


class Again:
    """Looks for what was found.

    Args:
        categories: of one name several; whichever says what parts are.
    """

    def __init__(self, categories: Sequence[Category]) -> None:
        self._parts = {c.name: c.parts for c in categories if c.parts is not no_parts}

    def hits(self, batch: Batch, found: Sequence[Hit]) -> list[Hit]:
        """Further hits for `found` (by start): the same values, and their parts, elsewhere."""
        by_text = groupby(found, lambda hit: batch.place(hit.start)[0])
        return [hit for number, several in by_text for hit in self._in(batch, number, [*several])]

    def _in(self, batch: Batch, number: int, found: Sequence[Hit]) -> Iterator[Hit]:
        low, text = batch.place(found[0].start)[1], batch.texts[number]
        values = {(hit.category, text[hit.start - low : hit.end - low]) for hit in found}
        known = {(hit.start, hit.end) for hit in found}
        scores = _best(found)
        for start, end, category in self._places(text, sorted(values)):
            if (low + start, low + end) not in known:
                yield Hit(low + start, low + end, category, scores[category])

    def _places(self, text: str, values: Sequence[tuple[str, str]]) -> Iterator[Place]:
        yield from Sought(values).find_alone(text)
        parts = {
            part: category
            for category, value in values
            if category in self._parts
            for part in self._parts[category](value)
            if part != value
        }
        yield from find_words(text, parts)


def _best(hits: Sequence[Hit]) -> Mapping[str, float]:
    """The highest score of each category."""
    scores: dict[str, float] = {}
    for hit in hits:
        scores[hit.category] = max(hit.score, scores.get(hit.category, 0.0))
    return scores
