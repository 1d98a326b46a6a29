"""Whether a value stands in source code, and whether it is a literal or an expression there.

Asked of candidates whose shape many words of code have (accounts, domains): only the surroundings
are looked at, so that it costs nothing where there is no candidate.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from transforms.checks.pii.category import Candidate

_MARKS = b"()=_;{}[]<>$\\"
"""Marks that prose has few of."""
_MOST = 0.045
"""Share of marks from which on surroundings are code; prose has less than .01, forms and logs less
than .04, code about .1 (measured on the bundled corpora)."""
_RULES = ("____", "====")
"""Lines to write on, and below headings: of forms, not of code."""
_FIELD = 4
"""Marks that a field of JSON counts for."""
_REACH = 300
_QUOTES = frozenset("\"'`")


def in_code(candidate: Candidate, most: float = _MOST) -> bool:
    """Whether the characters around a value are source code or data with its marks.

    Args:
        candidate: the value.
        most: share of marks that other text has at most.
    """
    around = candidate.before(_REACH) + candidate.after(_REACH)
    fields = around.count('":') + around.count('" :')
    left = most * max(len(around), 80) - _FIELD * fields
    left += sum(len(rule) * around.count(rule) for rule in _RULES)
    octets = around.encode("utf-8", "replace")
    return len(octets) - len(octets.translate(None, _MARKS)) > left


def is_literal(candidate: Candidate) -> bool:
    """Whether a value is all that stands between two quotes of one sort."""
    quote = candidate.before(1)
    return quote in _QUOTES and candidate.after(1) == quote


def is_expression(candidate: Candidate) -> bool:
    """Whether a value is code: it stands in source code and is no literal."""
    return not is_literal(candidate) and in_code(candidate)


_USES = ("{}(", "{}=", "{} =", "{}:", ".{}", "{}.", "{},", "_{}", "{}_", "{})")
_ENOUGH = 3
_NEAR = 20_000
_SELDOM = 16
"""Places of a word up to which each is looked at; for more, the text is searched for each use."""


def is_used_in_code(candidate: Candidate) -> bool:
    """Whether the same text uses the word as an identifier elsewhere.

    In an assignment and a call or an argument, say: three ways or more, within 20,000 characters.
    """
    if not in_code(candidate, _MOST / 4):
        return False
    low, high = candidate.reach(_NEAR, _NEAR)
    text, value = candidate.match.string, candidate.value
    places = list(islice(_places(text, value, low, high), _SELDOM))
    if len(places) < _SELDOM:
        beside = "\0".join(text[max(low, at - 1) : min(high, at + len(value) + 2)] for at in places)
        text, low, high = beside, 0, len(beside)
    uses = (use for use in _USES if text.find(use.format(value), low, high) >= 0)
    return len(list(islice(uses, _ENOUGH))) == _ENOUGH


def _places(text: str, word: str, low: int, high: int) -> Iterator[int]:
    """Where the word begins between two places."""
    at = text.find(word, low, high)
    while at >= 0:
        yield at
        at = text.find(word, at + 1, high)
