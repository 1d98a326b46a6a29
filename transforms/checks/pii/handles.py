"""User names in source code and its papers: mentions, authors of merges, home folders, owners.

Whether an account in a URL is a person's or an organisation's no URL says: it is a person's where
the same text mentions it, or where nothing but the profile is linked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from transforms.checks.pii.batch import Batch, Window, occurrences
from transforms.checks.pii.category import Category, Form, Hit
from transforms.checks.pii.handle_marks import CLEAR, LEADS, LONGEST, WEAK, mentions
from transforms.checks.pii.led import Stretch, begun, stretches
from transforms.checks.pii.nobodies import is_somebody

_SPOKEN = re.compile(
    r"(?<![@\w.-])(?<![^\w-]/)(?<!\.com/)(?<!\.org/)(?<!\.io/)(?P<word>[\w-]{3,40}+)(?!/)(?:\.(?:js|py|rb|io|net|com|org|dev)\b)?"
)
"""A word that is no mention and no account in front of a repository's name."""


class Handles:
    """Finds user names by the marks around them."""

    categories: Sequence[Category] = (Category("USERNAME", "online", "*", (), ()),)
    leads: Sequence[Form] = LEADS

    def find(self, batch: Batch, found: Sequence[Hit], led: Sequence[int]) -> Iterator[Hit]:
        """User names; where they stand elsewhere is found as every value's places are."""
        marked: dict[Window, _Marked] = {}
        for stretch in stretches(batch, led, LONGEST):
            _, first, last = batch.place(stretch.start)
            if (first, last) not in marked:
                marked[first, last] = _Marked(batch, first, last)
            marked[first, last].add(stretch)
        for marks in marked.values():
            yield from marks.hits()


class _Marked:
    """The marked user names of one text."""

    def __init__(self, batch: Batch, first: int, last: int) -> None:
        self._text, self._folded = batch.joined, batch.folded
        self._first, self._last = first, last
        self._clear: set[Window] = set()
        self._linked: set[Window] = set()

    def add(self, stretch: Stretch) -> None:
        """Takes in the names of a stretch of a line."""
        line = self._folded[stretch.start : stretch.end]
        if "@" in line:
            self._clear.update(mentions(self._text, stretch, self._first))
        for marks, spans in ((CLEAR, self._clear), (WEAK, self._linked)):
            for pattern, *signs in marks:
                for sign in signs:  # a loop, no `any`: this runs for every such line of code
                    if sign in line:
                        spans.update(_somebodies(pattern, self._text, stretch))
                        break

    def hits(self) -> Iterator[Hit]:
        """What is somebody's name, not that of a product the text speaks of."""
        clear, linked = self._counted(self._clear), self._counted(self._linked)
        spoken = self._spoken(clear | linked)
        for start, end in sorted(self._clear | self._linked):
            name = self._text[start:end].lower()
            if spoken[name] <= (clear[name] or linked[name]):
                yield Hit(start, end, "USERNAME", 0.7)

    def _counted(self, spans: Iterable[Window]) -> Counter[str]:
        return Counter(self._text[start:end].lower() for start, end in spans)

    def _spoken(self, names: Collection[str]) -> Counter[str]:
        """How often names stand by themselves, or as the name of a repository or of a host."""
        if len(names) > _FEW:
            found = _SPOKEN.finditer(self._text, self._first, self._last)
            return Counter(match["word"].lower() for match in found)
        return Counter({name: self._times(name) for name in names})

    def _times(self, name: str) -> int:
        """How often one does."""
        count = 0
        for at in occurrences(self._folded, name, self._first, self._last):
            match = _SPOKEN.match(self._text, at, self._last)
            count += match is not None and match["word"].lower() == name
        return count


_FEW = 64
"""Names up to which looking for each is quicker than looking at every word."""


def _somebodies(pattern: re.Pattern[str], text: str, stretch: Stretch) -> Iterator[Window]:
    for match in begun(pattern, text, stretch):
        if is_somebody(match["value"]):
            yield match.span("value")


DETECTORS = (Handles,)
