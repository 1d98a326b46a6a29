"""The prescreen without Hyperscan: literals first, asked of the distinct words of the batch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from transforms.checks.pii.batch import Batch, Window, occurrences
from transforms.checks.pii.category import Form
from transforms.checks.pii.joining import JOINT, LONG_WORD, joined
from transforms.checks.pii.prescreening import Table
from transforms.checks.pii.relaxing import UNSEEN

_LETTERS = re.compile("[a-z]+")
_JOINED = re.compile(rf"{JOINT}(?=([A-Z][A-Za-z]{{0,40}}))")
"""What follows a capital within a word; no key word has a longer run of letters."""


class LiteralPrescreen:
    """Looks for each literal that the batch's vocabulary has."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @cached_property
    def _first_letters(self) -> Mapping[str, str]:
        """Key word to its first run of letters a to z, "" where it has none."""
        runs = {word: _LETTERS.search(word) for word in self._table.keywords}
        return {word: run[0] if run else "" for word, run in runs.items()}

    def regions(self, batch: Batch) -> Mapping[int, Sequence[Window]]:
        """As `Prescreen.regions`: around numbers and seeds, or whole texts with an anchor."""
        found: dict[int, Sequence[Window]] = {}
        for entry in self._table.free:
            regions = (_places if self._table.is_lead(entry) else _regions)(batch, entry.form)
            if regions:
                found[entry.number] = regions
        return found

    def keywords(self, batch: Batch) -> Mapping[int, Sequence[Window]]:
        """As `Prescreen.keywords`."""
        letters = set(_LETTERS.findall(batch.vocabulary))
        letters.update(map(str.lower, _JOINED.findall("\n".join(batch.words))))
        found: dict[int, list[Window]] = {}
        for word, owners in self._table.keywords.items():
            run = self._first_letters[word]
            if run in letters if run else word.split()[0] in batch.vocabulary:
                spans = list(_bounded(batch, word))
                for owner in owners:
                    found.setdefault(owner, []).extend(spans)
        return {owner: sorted(spans) for owner, spans in found.items() if spans}


def _bounded(batch: Batch, word: str) -> Iterator[Window]:
    """Every place of the word where no letter a to z borders on it.

    But for one before a capital, which ends another word (`Category.joined_regex`).
    """
    folded, written = batch.folded, batch.joined
    ways = joined(word)
    for start in occurrences(folded, word, 0, len(folded)):
        end = start + len(word)
        if end < len(folded) and "a" <= folded[end] <= "z":
            continue
        left = written[start - 1 : start]
        if not "a" <= left.lower() <= "z" or (left.islower() and _begins(written[start:end], ways)):
            yield start, end


def _begins(written: str, ways: Sequence[str]) -> bool:
    """Whether a word begins with a capital; a short one is also written in one of the ways."""
    long = len(written) >= LONG_WORD and bool(ways)
    return written in ways or (long and "A" <= written[0] <= "Z")


def _places(batch: Batch, form: Form) -> Sequence[Window]:
    """Of a lead: wherever one of its anchors stands."""
    text = batch.folded if form.ignore_case else batch.joined
    anchors = [anchor for anchor in form.anchors if anchor.lower() in batch.vocabulary]
    found = {at for anchor in anchors for at in occurrences(text, anchor, 0, len(text))}
    return [(at, at) for at in sorted(found)]


def _regions(batch: Batch, form: Form) -> Sequence[Window]:
    behind = form.after + UNSEEN
    if form.anchors:
        return _around_anchors(batch, form, behind)
    if form.seed:
        seeds = (seed.span() for seed in re.finditer(form.seed, batch.joined))
        return batch.windows(seeds, form.before, behind)
    if form.numbers:
        numbers = ((low, high) for low, high, digits in batch.numbers if digits >= form.numbers)
        return batch.windows(numbers, form.before, behind)
    return batch.spans


def _around_anchors(batch: Batch, form: Form, behind: int) -> Sequence[Window]:
    vocabulary = batch.solid_vocabulary if form.solid else batch.vocabulary
    anchors = [anchor for anchor in form.anchors if anchor.lower() in vocabulary]
    if not form.before:  # the scanner goes from anchor to anchor by itself
        return batch.spans if anchors else ()
    text = batch.folded if form.ignore_case else batch.joined
    if sum(map(text.count, anchors)) * _DENSE > len(text):
        return batch.spans
    places = sorted({at for anchor in anchors for at in occurrences(text, anchor, 0, len(text))})
    return batch.windows(((at, at) for at in places), form.before, behind)


_DENSE = 32
"""Characters for each anchor below which windows around them would cover almost everything."""
