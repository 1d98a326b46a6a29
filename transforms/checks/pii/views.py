"""Disguised values: the same categories look at how a piece of text reads.

The rules of `transforms.core.disguises` are forms of a category that is never reported; the
prescreen looks for them together with all others. Around what they find, the piece of text as it
reads is scanned like a text of its own, and what is found there counts if anything in it was
swapped. Offsets are those of the text as it is written: of a swap always all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from transforms.checks.pii.batch import Batch
from transforms.checks.pii.category import Category, Form, Hit
from transforms.core.disguises.rules import RULES, Rule, Swap
from transforms.core.disguises.view import View, apart

AROUND = 160
"""Characters of a piece on either side of what was swapped: as much as a key word may stand off,
and the rest of a value."""


def _form(rule: Rule) -> Form:
    return Form(rule.pattern, rule.source, anchors=rule.anchors, ignore_case=rule.ignore_case)


DISGUISES = Category("DISGUISE", "none", "*", tuple(map(_form, RULES)))


def swaps(form: Form, matches: Iterable[re.Match[str]]) -> list[Swap]:
    """How the matches of one of the forms of `DISGUISES` read, in places of the batch."""
    read = RULES[DISGUISES.forms.index(form)].swaps
    found: list[Swap] = []
    for match in matches:
        found += read(match)
    return found


def views(batch: Batch, found: Iterable[Swap]) -> list[View]:
    """The pieces of the batch around swaps, each of one text, as they read."""
    swapped = apart(found)
    pieces = batch.windows([swap[:2] for swap in swapped], AROUND, AROUND)
    made: list[View] = []
    at = 0
    for low, high in pieces:
        first = at
        while at < len(swapped) and swapped[at].start < high:
            at += 1
        made.append(View(batch.joined, swapped[first:at], low, high))
    return made


def written(pieces: Sequence[View], batch: Batch, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Hits in a batch of the pieces as hits in the texts, where anything of them was swapped."""
    for hit in hits:
        number, low, _ = batch.place(hit.start)
        start, end, swapped = pieces[number].back(hit.start - low, hit.end - low)
        if swapped:
            yield hit._replace(start=start, end=end)
