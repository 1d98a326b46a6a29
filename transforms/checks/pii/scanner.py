"""One pass over many texts with many categories.

Literals first, regular expressions only around them.

The texts of a batch are joined by line ends, so that each literal and each pattern goes over the
batch once. Which literals occur at all is asked of the vocabulary (the distinct words of the
batch), which is a tenth of it. What is found in a text does not depend on its neighbours: no window
reaches beyond a text's ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from transforms.checks.pii.category import (
    KEYWORDS_AFTER,
    KEYWORDS_BEFORE,
    NO_DIGITS,
    REPORTED,
    SOLID,
    Candidate,
    Category,
    Form,
)
from transforms.core.records import Finding

_NUMBER = re.compile(r"[0-9](?:[ ()./\u2010-\u2015-]{0,3}+[0-9]){6,}+")
"""Seven digits or more with at most three separators between two: what every numeric form begins
with."""

LONGEST = 64
"""Characters that a value of a form that needs a key word has at most."""

Window = tuple[int, int]


class Batch:
    """Texts side by side in one string."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.joined = "\n".join(texts)
        self._places: dict[tuple[str, bool], list[int]] = {}
        self._starts: list[int] = []
        at = 0
        for text in texts:
            self._starts.append(at)
            at += len(text) + 1
        self._starts.append(at)

    def place(self, at: int) -> tuple[int, int, int]:
        """Number, first and last place (exclusive) of the text that character `at` is in."""
        number = bisect_right(self._starts, at) - 1
        return number, self._starts[number], self._starts[number + 1] - 1

    @cached_property
    def folded(self) -> str:
        """The string in lower case, character by character: as long as before."""
        lower = self.joined.replace(
            "\u0130", "i"
        ).lower()  # the one letter whose lower case is longer
        return lower if len(lower) == len(self.joined) else self.joined

    @cached_property
    def _words(self) -> set[str]:
        return set(self.joined.split())

    @cached_property
    def vocabulary(self) -> str:
        """The distinct words (between white space), lower case, in no order.

        To ask whether a literal occurs.
        """
        return "\n".join(self._words).lower()

    @cached_property
    def solid_vocabulary(self) -> str:
        """As `vocabulary`, the long words only."""
        return "\n".join(word for word in self._words if len(word) >= SOLID).lower()

    @cached_property
    def numbers(self) -> list[tuple[int, int, int]]:
        """(start, end, digits) wherever seven digits or more stand together."""
        return [
            (match.start(), match.end(), len(NO_DIGITS.sub("", match[0])))
            for match in _NUMBER.finditer(self.joined)
        ]

    def occurrences(self, literals: Iterable[str], *, ignore_case: bool) -> list[int]:
        """Where the literals stand, ascending."""
        found = [self._places_of(literal, ignore_case) for literal in literals]
        return found[0] if len(found) == 1 else sorted(set().union(*found))

    def _places_of(self, literal: str, ignore_case: bool) -> list[int]:
        key = (literal, ignore_case)
        if key not in self._places:
            text = self.folded if ignore_case else self.joined
            self._places[key] = list(_places(text, literal))
        return self._places[key]

    def windows(self, spans: Iterable[Window], before: int, after: int) -> list[Window]:
        """The spans, wider inside of their texts; joined where they overlap."""
        joined: list[Window] = []
        low = high = first = last = -1
        for start, end in spans:
            if start >= high:
                _, low, high = self.place(start)
            left, right = start - before, end + after
            left = left if left > low else low
            right = right if right < high else high
            if left > last or low > first:
                joined.append((first, last))
                first, last = left, right
            elif right > last:
                last = right
        joined.append((first, last))
        return joined[1:]


def _places(text: str, literal: str) -> Iterator[int]:
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + 1)


class Scanner:
    """Finds the values of `categories`; findings name `check`."""

    def __init__(self, categories: Sequence[Category], check: str) -> None:
        self._categories = tuple(categories)
        self._check = check

    def find(self, texts: Sequence[str]) -> list[Finding]:
        """Findings in all texts, ordered by text and start; free of overlaps by `resolve`."""
        batch = Batch(texts)
        found: dict[int, list[Finding]] = {}
        for category in self._categories:
            seen: set[Window] = set()
            for form in category.forms:
                if self._may_occur(batch, category, form):
                    for finding in self._scan(batch, category, form, seen):
                        found.setdefault(finding.text, []).append(finding)
        return [finding for text in sorted(found) for finding in resolve(found[text])]

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
    ) -> Iterator[Finding]:
        """Findings of one form but for those in `seen`, which earlier forms found."""
        number = low = high = -1
        for match in _matches(batch, category, form):
            if not low <= match.start() < high:
                number, low, high = batch.place(match.start())
            candidate = Candidate(match, low, high, form.group)
            if (candidate.start, candidate.end) in seen:
                continue
            score = category.score(form, candidate, batch.folded)
            if score >= REPORTED:
                seen.add((candidate.start, candidate.end))
                span = (candidate.start - low, candidate.end - low)
                yield Finding(number, *span, category.name, score, self._check)


def _matches(batch: Batch, category: Category, form: Form) -> Iterator[re.Match[str]]:
    if form.anchors and not form.before:
        yield from _matches_at(batch, form)
    elif form.anchors or form.seed or form.numbers:
        windows: Iterable[Window] = batch.windows(_spans(batch, form), form.before, form.after)
        if form.needs_keyword:
            windows = _near_keywords(batch, category, windows)
        for low, high in windows:
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


def resolve(findings: Sequence[Finding]) -> list[Finding]:
    """Of findings in one text those that stay when of two that overlap one goes, ordered by start.

    The longer stays, then the one with the higher score, then the first by category name and start.
    """
    kept: list[Finding] = []
    cluster: list[Finding] = []
    end = 0
    for finding in sorted(findings, key=lambda f: (f.start, f.end)):
        if finding.start >= end:
            kept += _strongest(cluster)
            cluster = []
        cluster.append(finding)
        end = max(end, finding.end)
    return kept + _strongest(cluster)


def _strongest(cluster: list[Finding]) -> list[Finding]:
    """As `resolve`, for findings that overlap each other or a common third."""
    if len(cluster) < 2:
        return cluster
    kept: list[Finding] = []
    for finding in sorted(cluster, key=lambda f: (f.start - f.end, -f.score, f.category, f.start)):
        at = bisect_right(kept, finding.start, key=lambda f: f.start)
        left_free = at == 0 or kept[at - 1].end <= finding.start
        if left_free and (at == len(kept) or kept[at].start >= finding.end):
            kept.insert(at, finding)
    return kept
