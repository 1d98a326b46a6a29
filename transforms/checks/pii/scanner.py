"""One pass over many texts with many categories.

A prescreen tells where a form may match at all (see `prescreening`); there the form's own regular
expression and its validator decide.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence

from transforms.checks.pii.again import Again
from transforms.checks.pii.batch import Batch, Window, occurrences
from transforms.checks.pii.category import (
    KEYWORDS_AFTER,
    KEYWORDS_BEFORE,
    REPORTED,
    Category,
    Form,
    Hit,
)
from transforms.checks.pii.detector import Detector
from transforms.checks.pii.engines import prescreen
from transforms.checks.pii.prescreening import Entry, Prescreen, Table
from transforms.checks.pii.resolving import Resolver
from transforms.checks.pii.verdicts import Verdicts
from transforms.checks.pii.views import DISGUISES, swaps, views, written
from transforms.core.disguises.rules import Swap
from transforms.core.records import Finding

LONGEST = 64
"""Characters that a value of a form that needs a key word has at most."""

_BESIDE = 16
"""Characters more, for what its look-arounds ask for."""


Regions = Mapping[int, Sequence[Window]]
Told = Mapping[int, Sequence[int]]
"""By number of a category, where its key words begin, ascending."""


class Scanner:
    """Finds the values of `categories`; findings name `check`.

    Args:
        categories: the tables.
        check: the name of the check.
        detectors: what finds by other means, after the tables.
        prescreens: what builds the prescreen of a table; the fastest there is when not given.
    """

    def __init__(
        self,
        categories: Sequence[Category],
        check: str,
        detectors: Sequence[Detector] = (),
        prescreens: Callable[[Table], Prescreen] = prescreen,
    ) -> None:
        leads = [Category("LEAD", "none", "*", tuple(d.leads)) for d in detectors]
        self._table = Table((*categories, DISGUISES), tuple(leads))
        self._prescreen = prescreens(self._table)
        self._check = check
        self._detectors = tuple(detectors)
        every = [*categories, *(c for d in detectors for c in d.categories)]
        self._resolver = Resolver(every)
        self._again = Again(every)

    def find(self, texts: Sequence[str]) -> list[Finding]:
        """Findings in all texts, ordered by text and start; free of overlaps by `resolving`."""
        batch = Batch(texts)
        regions, told = self._regions(batch)
        hits = [*self._hits(batch, regions, told), *self._disguised(batch, regions)]
        for detector, led in zip(self._detectors, self._led(regions), strict=True):
            hits += detector.find(batch, tuple(hits), led)
        kept = self._resolver.resolve(hits)
        more = self._again.hits(batch, kept)
        if more:
            kept = self._resolver.resolve([*kept, *more])
        return list(self._findings(batch, kept))

    def _regions(self, batch: Batch) -> tuple[Regions, Told]:
        """By number of a form, where it may match; by that of a category, its key words."""
        regions = dict(self._prescreen.regions(batch))
        told: dict[int, Sequence[int]] = {}
        for owner, spans in self._prescreen.keywords(batch).items():
            told[owner] = [start for start, _ in spans]
            windows = _around(batch, spans)
            regions.update((entry.number, windows) for entry in self._table.told[owner])
        return regions, told

    def _led(self, regions: Regions) -> Iterator[Sequence[int]]:
        """For each detector the places that its leads tell, ascending."""
        first = len(self._table.categories)
        told: list[set[int]] = [set() for _ in self._detectors]
        for number, places in regions.items():
            entry = self._table.entries[number]
            if self._table.is_lead(entry):
                told[entry.owner - first].update(at for at, _ in places)
        return map(sorted, told)

    def _hits(self, batch: Batch, regions: Regions, told: Told) -> Iterator[Hit]:
        """What the forms find, in the order of the tables.

        What earlier forms of a category found, later ones need not look at.
        """
        seen: set[Window] = set()
        owner = -1
        for number in sorted(regions):
            entry = self._table.entries[number]
            if entry.owner != owner:
                owner, seen = entry.owner, set()
            if entry.category is not DISGUISES and not self._table.is_lead(entry):
                keywords = told[owner] if entry.form.needs_keyword else None
                yield from _scan(batch, entry, regions[number], seen, keywords)

    def _disguised(self, batch: Batch, regions: Regions) -> Iterator[Hit]:
        """What they find in pieces of text as they read, where that is not as they are written."""
        entries = [self._table.entries[number] for number in sorted(regions)]
        found: list[Swap] = []
        for entry in entries:
            if entry.category is DISGUISES:
                matches = _matches(batch, entry.form, regions[entry.number])
                found += swaps(entry.form, matches)
        if found:
            pieces = views(batch, found)
            reading = Batch([piece.text for piece in pieces])
            hits = self._hits(reading, *self._regions(reading))
            yield from written(pieces, reading, hits)

    def _findings(self, batch: Batch, hits: Sequence[Hit]) -> Iterator[Finding]:
        """The hits (by start) as findings in their texts."""
        number = low = high = -1
        for start, end, category, score, _ in hits:
            if start >= high:
                number, low, high = batch.place(start)
            yield Finding(number, start - low, end - low, category, score, self._check)


def _around(batch: Batch, keywords: Sequence[Window]) -> Sequence[Window]:
    """Where a value may stand that one of the key words counts for."""
    reach = LONGEST + _BESIDE
    return batch.windows(keywords, KEYWORDS_AFTER + reach, KEYWORDS_BEFORE + reach)


def _scan(
    batch: Batch,
    entry: Entry,
    regions: Sequence[Window],
    seen: set[Window],
    keywords: Sequence[int] | None,
) -> Iterator[Hit]:
    """What one form finds in its regions but for what is in `seen`, which grows.

    Of a form that needs a key word, only what has one of `keywords` near is worth validating.
    """
    name, group = entry.category.name, entry.form.group
    verdicts = Verdicts(entry.category, entry.form)
    low = high = -1
    for match in _matches(batch, entry.form, regions):
        first = match.start()
        if not low <= first < high:
            _, low, high = batch.place(first)
        span = match.span(group)
        if span in seen or not (keywords is None or _is_near(keywords, span)):
            continue
        score, told, start, end = verdicts.of(match, low, high)
        if score >= REPORTED:
            seen.add((first + start, first + end))
            yield Hit(first + start, first + end, name, score, told)


def _is_near(keywords: Sequence[int], value: Window) -> bool:
    """Whether a key word begins where one may count for the value (see `Category.score`)."""
    start, end = value
    at = bisect_left(keywords, start - KEYWORDS_BEFORE)
    return at < len(keywords) and keywords[at] < end + KEYWORDS_AFTER


def _matches(batch: Batch, form: Form, regions: Sequence[Window]) -> Iterator[re.Match[str]]:
    """The matches of `re.finditer` over every text, as far as they lie in the regions."""
    if form.begins_with_anchor:
        yield from _matches_at(batch, form, regions)
        return
    inside = form.inside if form.needs_keyword else None
    for low, high in regions:
        if inside is None or inside.search(batch.joined, low, high) is not None:
            yield from form.regex.finditer(batch.joined, low, high)


def _matches_at(batch: Batch, form: Form, regions: Sequence[Window]) -> Iterator[re.Match[str]]:
    """The same for a form whose matches all begin with an anchor: it is tried there only."""
    end = last = 0
    for low, high in regions:
        if high > last:
            last = batch.place(low)[2]
        if _is_dense(batch, form, low, high):
            for found in form.regex.finditer(batch.joined, max(low, end), last):
                if found.start() >= high:
                    break
                end = found.end()
                yield found
            continue
        for at in _anchors(batch, form, low, high):
            if at >= end:
                match = form.regex.match(batch.joined, at, last)
                if match is not None:
                    end = match.end()
                    yield match


def _is_dense(batch: Batch, form: Form, low: int, high: int) -> bool:
    """Whether anchors stand so close that to try the form everywhere costs less."""
    if high - low < _WIDE:
        return False
    text = batch.folded if form.ignore_case else batch.joined
    return sum(text.count(anchor, low, high) for anchor in form.anchors) * _DENSE > high - low


def _anchors(batch: Batch, form: Form, low: int, high: int) -> Sequence[int]:
    """Where an anchor of the form begins between two places, ascending."""
    text = batch.folded if form.ignore_case else batch.joined
    if len(form.anchors) == 1:
        return occurrences(text, form.anchors[0], low, high)
    if high - low < _NARROW:
        return [match.start() for match in form.anchor_regex.finditer(text, low, high)]
    return sorted({at for a in form.anchors for at in occurrences(text, a, low, high)})


_WIDE, _DENSE = 4096, 4
"""Characters from which on anchors are counted first, and characters for each: ours, measured."""
_NARROW = 256
"""Characters up to which one regular expression is quicker than a search for each anchor."""
