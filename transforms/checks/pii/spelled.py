"""Names of people as identifiers: what was found as "Mira Talvane" is found as `MiraTalvane`, too.

`mira_talvane`, `MIRA_TALVANE`, `mira-talvane`, `mira.talvane` and `miraTalvane` are found word by
word, so that each word becomes what it becomes elsewhere; `mtalvane` and `miratalvane` are user
names, as in front of an `@`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transforms.checks.pii.batch import Batch
from transforms.checks.pii.category import Category, Form, Hit

_LETTERS = re.compile(r"[^\W\d_]+")
_SHORTEST = 3
"""Letters of a first or last name; of shorter ones joined forms are too often other words."""
_SCORE = 0.7


class Spelled:
    """Looks for names found before, as identifiers."""

    categories: Sequence[Category] = (
        Category("PERSON_NAME", "person", "*", (), ()),
        Category("USERNAME", "online", "*", (), ()),
    )

    leads: Sequence[Form] = ()

    def find(self, batch: Batch, found: Sequence[Hit], led: Sequence[int]) -> Iterator[Hit]:
        """Further places of each name of a person in its own text."""
        names: dict[tuple[int, int], set[tuple[str, str]]] = {}
        for hit in found:
            if hit.category == "PERSON_NAME":
                words = _LETTERS.findall(batch.joined[hit.start : hit.end])
                if len(words) > 1 and min(len(words[0]), len(words[-1])) >= _SHORTEST:
                    _, low, high = batch.place(hit.start)
                    pair = (words[0].lower(), words[-1].lower())
                    names.setdefault((low, high), set()).add(pair)
        for (low, high), pairs in sorted(names.items()):
            for pair in sorted(pairs):
                yield from _spelled(batch, low, high, *pair)


def _spelled(batch: Batch, low: int, high: int, first: str, last: str) -> Iterator[Hit]:
    text, folded = batch.joined, batch.folded
    at = folded.find(last, low, high)
    while at >= 0:
        end = at + len(last)
        if not _goes_on(text, end, high):
            yield from _before(text, folded, low, at, end, first)
        at = folded.find(last, end, high)


def _goes_on(text: str, at: int, high: int) -> bool:
    """Whether a word goes on at a place: with a lower case letter or in capitals."""
    if at >= high or not text[at].isalpha():
        return False
    return text[at].islower() or text[at - 1].isupper()


def _before(text: str, folded: str, low: int, at: int, end: int, first: str) -> Iterator[Hit]:
    """The hits of a last name that has the first name, or its initial, in front of it."""
    mark = at - 1 if at > low and text[at - 1] in "_-." else at
    start = mark - len(first)
    if start >= low and folded.startswith(first, start) and not _inside(text, start, low):
        if mark < at or (text[at].isupper() and text[at - 1].islower()):
            yield Hit(start, mark, "PERSON_NAME", _SCORE)
            yield Hit(at, end, "PERSON_NAME", _SCORE)
        elif text[start:end].islower():
            yield Hit(start, end, "USERNAME", _SCORE)
    elif _has_initial(text, low, at, end, first[0]):
        yield Hit(at - 1, end, "USERNAME", _SCORE)


def _has_initial(text: str, low: int, at: int, end: int, initial: str) -> bool:
    """Whether the first name's initial alone stands in front, as in `mtalvane`."""
    small = at > low and text[at - 1 : end].islower()
    return small and text[at - 1] == initial and not _inside(text, at - 1, low)


def _inside(text: str, at: int, low: int) -> bool:
    """Whether what begins at a place is the middle of a word."""
    return (
        at > low and text[at - 1].isalpha() and not (text[at - 1].islower() and text[at].isupper())
    )


DETECTORS = (Spelled,)
