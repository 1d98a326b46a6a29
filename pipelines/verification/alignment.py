"""Finds the edits again that made an output of its original, from where the surrogates stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.core.edits import Span
from transforms.core.records import Edit, Finding


def kept_pieces(output: str, spans: Sequence[Span]) -> list[str]:
    """The text before, between and behind the spans: one piece more than spans."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(output)]
    return [output[end:start] for end, start in zip(ends, starts, strict=True)]


def edits(
    original: str, output: str, spans: Sequence[Span], findings: Sequence[Finding] = ()
) -> tuple[Edit, ...] | None:
    """Edits of the original that give the output with surrogates at the spans; None for none.

    What is kept stands in the original in the same order, the first piece at its start, the last
    at its end, and touches none of the findings (ordered, apart). Where that is so in several ways,
    each piece stands as far to the left as it can: of all ways that exist, none is missed by that.

    >>> edits("ask Ann or Bob", "ask Eve or Dan", [(4, 7), (11, 14)])[1]
    Edit(start=11, end=14, category='', value='Dan')
    """
    if not spans:
        return () if original == output else None
    pieces = kept_pieces(output, spans)
    places = _places(_Text(original, findings), pieces)
    if places is None:
        return None
    ends = [place + len(piece) for place, piece in zip(places, pieces, strict=True)]
    return tuple(
        Edit(low, high, "", output[start:end])
        for low, high, (start, end) in zip(ends[:-1], places[1:], spans, strict=True)
    )


@dataclass
class _Text:
    """A text with the findings that nothing kept may touch."""

    text: str
    findings: Sequence[Finding]

    def __post_init__(self) -> None:
        self._ends = [finding.end for finding in self.findings]

    def obstacle(self, start: int, end: int) -> int | None:
        """The end of a finding that the place touches; None for none."""
        at = bisect_right(self._ends, start)
        touched = at < len(self._ends) and self.findings[at].start < end
        return self._ends[at] if touched else None

    def find(self, piece: str, at: int) -> int | None:
        """The first place from `at` on where the piece stands and touches no finding."""
        found = self.text.find(piece, at)
        while found >= 0:
            obstacle = self.obstacle(found, found + len(piece))
            if obstacle is None:
                return found
            found = self.text.find(piece, obstacle)
        return None


def _places(text: _Text, pieces: Sequence[str]) -> list[int] | None:
    """Where each piece stands; between two of them is at least one character."""
    first, last = pieces[0], len(text.text) - len(pieces[-1])
    places = [0]
    at = len(first)
    for piece in pieces[1:-1]:
        found = text.find(piece, at + 1)
        if found is None:
            return None
        places.append(found)
        at = found + len(piece)
    anchored = text.text.startswith(first) and text.text.endswith(pieces[-1])
    clear = text.obstacle(0, len(first)) is None and text.obstacle(last, len(text.text)) is None
    return [*places, last] if anchored and clear and last > at else None
