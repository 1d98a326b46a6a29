"""Whether a text speaks of somebody: dates, places and the like are private only then."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from transforms.checks.pii.prose.marks import WEAK, Mark, joined
from transforms.checks.pii.prose.text import Tokens
from transforms.core.surrogates.listing import listed

ABOUT_ANYBODY = frozenset({"DATE", "LOCATION", "ORGANIZATION", "ETHNIC_GROUP", "OCCUPATION"})
"""Categories that stand in texts about nobody as well."""

_PERSONAL = frozenset(
    listed(
        "i my me mine we our us he she his her him hers yo mi mis nosotros nuestro nuestra él "
        "ella su sus je mon ma mes nous notre nos il elle son sa ses ich mein meine wir unser "
        "er sein seine ihr applicant applicants patient paciente plaintiff defendant claimant "
        "complainant victim witness employee customer client tenant"
    )
)
"""Words of persons: pronouns, and what offices call those that they write about."""


def weighed(tokens: Tokens, marks: Sequence[Mark]) -> list[Mark]:
    """Marks without overlaps, ordered; what is said of nobody has a score that does not count."""
    personal = _personal(tokens, marks)
    kept: list[Mark] = []
    every = list(joined(marks))
    for mark, number in zip(every, tokens.texts_at([m.start for m in every]), strict=True):
        if mark.category in ABOUT_ANYBODY and not (
            personal[number] or _spoken_of(tokens, mark, number)
        ):
            mark = mark._replace(score=min(mark.score, WEAK))
        kept.append(mark)
    return _of_one_kind(tokens, _apart(tokens.joined, kept))


_KINDS = frozenset({"LOCATION", "ORGANIZATION", "PERSON_NAME", "ETHNIC_GROUP"})


def _of_one_kind(tokens: Tokens, marks: Sequence[Mark]) -> list[Mark]:
    """The marks; one value of a text has one category, that of its surest mark."""
    kinds: dict[tuple[int, str], str] = {}
    text = tokens.joined
    values = [
        (number, text[mark.start : mark.end].lower()) if mark.category in _KINDS else None
        for mark, number in zip(marks, tokens.texts_at([m.start for m in marks]), strict=True)
    ]
    surest = sorted(
        zip(marks, values, strict=True), key=lambda pair: (-pair[0].score, pair[0].start)
    )
    for mark, value in surest:
        if value is not None:
            kinds.setdefault(value, mark.category)
    return [
        mark
        if value is None or kinds[value] == mark.category
        else mark._replace(category=kinds[value])
        for mark, value in zip(marks, values, strict=True)
    ]


def _spoken_of(tokens: Tokens, mark: Mark, number: int) -> bool:
    """Whether a short text leaves open what it is about, and has words around the mark.

    A long one that names nobody is about the world: an article, a manual, a table. A date counts
    only behind a word, so that the stamps of a log do not; the others in a line with a sentence, so
    that the entries of a configuration do not.
    """
    start, end = tokens.bounds[number], tokens.bounds[number + 1]
    if end - start > SHORT:
        return False
    before = tokens.joined[max(start, mark.start - 12) : mark.start]
    if mark.category == "DATE":
        return _BEHIND_WORD.search(before) is not None
    start = max(start, tokens.joined.rfind("\n", start, mark.start) + 1)
    line_end = tokens.joined.find("\n", mark.end, end)
    return _SENTENCE.search(tokens.joined, start, line_end if line_end >= 0 else end) is not None


SHORT = 300
"""Characters up to which a text may be somebody's, though it says so nowhere."""

_BEHIND_WORD = re.compile(
    r"(?i)(?:\b(?:on|in|since|during|of|until|till|from|by|before|after|am|vom|seit|le|du|depuis|el|del|"
    r"desde|date|when)|:)\s\Z"
)
_SENTENCE = re.compile(r"\b[a-zß-ÿ]{2,}[ ,]+[a-zß-ÿ]{2,}\b|\b(?:is|was|in|of|the|at)\b")
"""Two words in small letters in a row: not a mere label, path or list."""


def _personal(tokens: Tokens, marks: Sequence[Mark]) -> list[bool]:
    """For each text, whether it speaks of a person."""
    bounds = np.array(tokens.bounds)
    said = tokens.all.starts.take(tokens.among("personal", _PERSONAL))
    named = [m.start for m in marks if m.category not in ABOUT_ANYBODY and m.score >= 0.5]
    texts = np.searchsorted(bounds, np.concatenate([said, np.array(named, np.int64)]), side="right")
    found = np.zeros(len(bounds) + 1, np.bool_)
    found[texts - 1] = True
    return found.tolist()


_STRENGTH = {"STREET_ADDRESS": 2, "PERSON_NAME": 1, "DATE_OF_BIRTH": 1}
_FEWEST = 2
"""Characters that are left of a mark at least when a stronger one takes a part of it."""


def _apart(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Marks (by start) without overlaps, ordered.

    The surer and longer stays; of the other what is free beside it.
    """
    kept: list[Mark] = []
    cluster: list[Mark] = []
    end = 0
    for mark in marks:
        if mark.start >= end:
            kept += _best(text, cluster) if len(cluster) > 1 else cluster
            cluster = []
        cluster.append(mark)
        end = max(end, mark.end)
    return kept + _best(text, cluster)


def _best(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """As `_apart`, for marks that overlap each other or a common third."""
    order = sorted(
        marks,
        key=lambda m: (m.score < 0.5, -_STRENGTH.get(m.category, 0), m.start - m.end, m.start),
    )
    kept: list[Mark] = []
    starts: list[int] = []
    for mark in order:
        free = _free(text, mark, kept, starts)
        if free is not None:
            at = bisect_right(starts, free.start)
            starts.insert(at, free.start)
            kept.insert(at, free)
    return kept


def _free(text: str, mark: Mark, kept: Sequence[Mark], starts: Sequence[int]) -> Mark | None:
    """The mark without what a kept one covers at its ends; None if too little is left."""
    start, end = mark.start, mark.end
    at = bisect_right(starts, start)
    if at and kept[at - 1].end > start:
        start = kept[at - 1].end
        at = bisect_right(starts, start)
    if at < len(kept) and kept[at].start < end:
        end = kept[at].start
    if (start, end) == (mark.start, mark.end):
        return mark
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] == "."):
        end -= 1
    return mark._replace(start=start, end=end) if end - start >= _FEWEST else None
