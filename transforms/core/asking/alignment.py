"""A rewritten text as changes of the text that was sent."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from transforms.core.asking.items import Proposal

REWRITTEN = "REWRITTEN"
"""The category of a change until somebody finds a better name for it."""

MOST_TOKENS = 4000
"""Of both texts together; longer ones are compared from their two ends only. Ours."""

_TOKEN = re.compile(r"\s+|\w+|.", re.DOTALL)


def align(sent: str, rewritten: str) -> list[Proposal]:
    """The changes that make `rewritten` of `sent`; made with their own text they give it exactly.

    >>> align("call Ann now", "call Eve now")
    [Proposal(start=5, end=8, category='REWRITTEN', replace='Eve')]
    """
    old, new = _TOKEN.findall(sent), _TOKEN.findall(rewritten)
    if len(old) + len(new) > MOST_TOKENS:
        return _between_ends(sent, rewritten)
    places = [0]
    for token in old:
        places.append(places[-1] + len(token))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    changes = [
        Proposal(places[a], places[b], REWRITTEN, "".join(new[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]
    return _with_something(sent, changes)


def _between_ends(sent: str, rewritten: str) -> list[Proposal]:
    """One change over everything between what both texts begin and end with."""
    if sent == rewritten:
        return []
    most = min(len(sent), len(rewritten))
    head = next((n for n in range(most) if sent[n] != rewritten[n]), most)
    left = most - head
    tail = next((n for n in range(left) if sent[-1 - n] != rewritten[-1 - n]), left)
    change = Proposal(head, len(sent) - tail, REWRITTEN, rewritten[head : len(rewritten) - tail])
    return _with_something(sent, [change])


def _with_something(sent: str, changes: list[Proposal]) -> list[Proposal]:
    """The changes, each over at least one character: what is put in takes a neighbour along.

    Changes that meet become one.
    """
    made: list[Proposal] = []
    for change in changes:
        start, end, category, replace = change
        if start == end and start > 0:
            start, replace = start - 1, sent[start - 1] + replace
        elif start == end and end < len(sent):
            end, replace = end + 1, replace + sent[end]
        if made and made[-1].end > start:
            last = made.pop()
            replace = last.replace + replace[last.end - start :]
            start = last.start
        made.append(Proposal(start, end, category, replace))
    return [change for change in made if change.start < change.end]
