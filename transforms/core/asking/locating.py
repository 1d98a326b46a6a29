"""Where the edits of an answer stand in the text: by what they say to find, never by offsets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from transforms.core.asking.items import Item, Proposal, Span
from transforms.core.asking.masking import outside_masks
from transforms.core.asking.schema import EditAnswer
from transforms.core.policy import Policy

MOST_EDITS = 300
"""Of one item; what an answer names beyond is ignored and counted. Ours."""

MOST_PLACES = 2000
"""Of all edits of one item. Ours."""

SHORTEST_FIND = 2
"""Characters: a shorter value stands everywhere."""

_SPACE = re.compile(r"\s+")
# Models put plain quotes and dashes where the text has typographic ones.
_ALIKE = {
    "'": "['\u2018\u2019\u02bc]",
    '"': '["\u201c\u201d\u201e]',
    "-": "[-\u2010\u2011\u2012\u2013\u2014]",
}


@dataclass(frozen=True)
class Rules:
    """Which edits may count.

    Attributes:
        policy: what has to go, and how long an edit may be.
        categories: known names: those of the checks and of the prompt.
    """

    policy: Policy
    categories: Set[str]

    def refusal(self, edit: EditAnswer) -> str:
        """Why the edit does not count, "" when it may."""
        find = edit.find
        if len(find.strip()) < SHORTEST_FIND or not any(char.isalnum() for char in find):
            return "too_short"
        if len(find) > self.policy.longest_edit:
            return "too_long"
        if edit.category not in self.categories or not self.policy.wants(edit.category):
            return "category"
        return "kept" if self.policy.keeps(find) else ""


def locate(
    item: Item, edits: Sequence[EditAnswer], rules: Rules
) -> tuple[tuple[Proposal, ...], Counter[str]]:
    """The proposals of an answer to an item, and how many edits do not count, by reason.

    Every occurrence of a value counts; of two that overlap the longer. What is masked has its
    surrogate already: an edit of nothing else does not count, one of more takes the mask in.
    """
    ignored: Counter[str] = Counter()
    if len(edits) > MOST_EDITS:
        ignored["too_many"] += len(edits) - MOST_EDITS
    found: list[Proposal] = []
    for edit in dict.fromkeys(edits[:MOST_EDITS]):
        reason = rules.refusal(edit)
        if reason:
            ignored[reason] += 1
            continue
        free = edit.category in rules.policy.free_categories
        spans = occurrences(item.sent, edit.find)
        places = [
            Proposal(start, end, edit.category, edit.replace if free else "")
            for start, end in spans
            if _more_than_masks(item, start, end, free=free)
        ]
        if not places:
            ignored["over_mask" if spans else "not_found"] += 1
        found += places[: MOST_PLACES - len(found)]
    return tuple(without_overlaps(found)), ignored


def _more_than_masks(item: Item, start: int, end: int, *, free: bool) -> bool:
    """Whether the span says anything beside what was put in; a model's own words take none in."""
    if not item.masks:
        return True
    pieces = outside_masks(item, start, end)
    if free:
        return pieces == [(start, end)]
    return any(char.isalnum() for low, high in pieces for char in item.sent[low:high])


def occurrences(text: str, find: str) -> list[Span]:
    """Where a value stands alone in the text: exactly, else in another case, spacing or quoting.

    >>> occurrences("Ann met ANN and Annie", "Ann")
    [(0, 3)]
    >>> occurrences("by Ann  Lee", "ann lee")
    [(3, 11)]
    """
    exact = list(_exact(text, find))
    if exact:
        return exact
    pattern = _tolerant(find)
    return [match.span() for match in pattern.finditer(text) if _alone(text, *match.span())]


def _exact(text: str, find: str) -> Iterator[Span]:
    at = text.find(find)
    while at >= 0:
        end = at + len(find)
        if _alone(text, at, end):
            yield at, end
            at = text.find(find, end)
        else:
            at = text.find(find, at + 1)


def _tolerant(find: str) -> re.Pattern[str]:
    pieces = [
        "".join(_ALIKE.get(char, re.escape(char)) for char in word)
        for word in _SPACE.split(find.strip())
    ]
    return re.compile(r"\s+".join(pieces), re.IGNORECASE)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether the place is no piece of a longer word."""
    left = start > 0 and text[start].isalnum() and text[start - 1].isalnum()
    right = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not left and not right


def without_overlaps(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The proposals ordered by start; of two that overlap the longer stays."""
    kept: list[Proposal] = []
    for proposal in sorted(proposals, key=lambda p: (p.start, -p.end, p.category, p.replace)):
        if not kept or kept[-1].end <= proposal.start:
            kept.append(proposal)
        elif proposal.end - proposal.start > kept[-1].end - kept[-1].start:
            kept[-1] = proposal
    return kept
