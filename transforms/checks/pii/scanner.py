"""One pass over many texts with many categories.

Literals first, regular expressions only around them; see `batch` for what that is asked of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from transforms.checks.pii.batch import Batch, Window
from transforms.checks.pii.category import (
    KEYWORDS_AFTER,
    KEYWORDS_BEFORE,
    REPORTED,
    Candidate,
    Category,
    Form,
    Hit,
)
from transforms.checks.pii.detector import Detector
from transforms.checks.pii.resolving import Resolver
from transforms.core.records import Finding

LONGEST = 64
"""Characters that a value of a form that needs a key word has at most."""


class Scanner:
    """Finds the values of `categories`; findings name `check`."""

    def __init__(
        self, categories: Sequence[Category], check: str, detectors: Sequence[Detector] = ()
    ) -> None:
        self._categories = tuple(categories)
        self._check = check
        self._detectors = tuple(detectors)
        self._resolver = Resolver([*categories, *(c for d in detectors for c in d.categories)])

    def find(self, texts: Sequence[str]) -> list[Finding]:
        """Findings in all texts, ordered by text and start; free of overlaps by `resolving`."""
        batch = Batch(texts)
        hits = [hit for category in self._categories for hit in self._hits(batch, category)]
        for detector in self._detectors:
            hits += detector.find(batch, tuple(hits))
        return [self._finding(batch, hit) for hit in self._resolver.resolve(hits)]

    def _hits(self, batch: Batch, category: Category) -> Iterator[Hit]:
        seen: set[Window] = set()
        for form in category.forms:
            if self._may_occur(batch, category, form):
                yield from self._scan(batch, category, form, seen)

    def _finding(self, batch: Batch, hit: Hit) -> Finding:
        number, low, _ = batch.place(hit.start)
        return Finding(number, hit.start - low, hit.end - low, hit.category, hit.score, self._check)

    def _may_occur(self, batch: Batch, category: Category, form: Form) -> bool:
        if form.needs_keyword and not any(
            stem in batch.vocabulary for stem in category.keyword_stems
        ):
            return False
        if not form.anchors:
            return True
        vocabulary = batch.solid_vocabulary if form.solid else batch.vocabulary
        return any(anchor.lower() in vocabulary for anchor in form.anchors)

    def _scan(
        self, batch: Batch, category: Category, form: Form, seen: set[Window]
    ) -> Iterator[Hit]:
        """What one form finds but for what is in `seen`, which earlier forms found."""
        low = high = -1
        for match in _matches(batch, category, form):
            if not low <= match.start() < high:
                _, low, high = batch.place(match.start())
            candidate = Candidate(match, low, high, form.group)
            if (candidate.start, candidate.end) in seen:
                continue
            score, told = category.score(form, candidate, batch.folded)
            if score >= REPORTED:
                seen.add((candidate.start, candidate.end))
                yield Hit(candidate.start, candidate.end, category.name, score, told)


def _matches(batch: Batch, category: Category, form: Form) -> Iterator[re.Match[str]]:
    if form.anchors and not form.before:
        yield from _matches_at(batch, form)
    elif form.anchors or form.seed or form.numbers:
        windows: Iterable[Window] = batch.windows(_spans(batch, form), form.before, form.after)
        if form.needs_keyword:
            windows = _near_keywords(batch, category, windows)
        for low, high in windows:
            yield from form.regex.finditer(batch.joined, low, high)
    elif form.needs_keyword:
        for low, high in _near_keywords(batch, category, batch.spans):
            yield from form.regex.finditer(batch.joined, low, high)
    else:
        yield from form.regex.finditer(batch.joined)


def _spans(batch: Batch, form: Form) -> Iterator[Window]:
    """Where the form may match: at its anchors, its seed's matches, or long enough numbers."""
    if form.anchors:
        places = batch.occurrences(form.anchors, ignore_case=form.ignore_case)
        return ((at, at) for at in places)
    if form.seed:
        return (seed.span() for seed in re.finditer(form.seed, batch.joined))
    return ((low, high) for low, high, digits in batch.numbers if digits >= form.numbers)


def _near_keywords(batch: Batch, category: Category, windows: Iterable[Window]) -> Iterator[Window]:
    """The parts of the windows where a value may have a key word near."""
    for low, high in windows:
        first, last = max(0, low - KEYWORDS_BEFORE), high + KEYWORDS_AFTER
        words = category.keyword_regex.finditer(batch.folded, first, last)
        spans = [word.span() for word in words]
        if spans:  # most windows have no key word
            reach = KEYWORDS_AFTER + LONGEST, KEYWORDS_BEFORE + LONGEST
            for start, end in batch.windows(spans, *reach):
                yield max(low, start), min(high, end)


def _matches_at(batch: Batch, form: Form) -> Iterator[re.Match[str]]:
    """Matches that begin at an anchor; the next one is looked for behind the last."""
    end = high = 0
    for at in batch.occurrences(form.anchors, ignore_case=form.ignore_case):
        if at >= high:
            high = batch.place(at)[2]
        if at >= end:
            match = form.regex.match(batch.joined, at, high)
            if match is not None:
                end = match.end()
                yield match
