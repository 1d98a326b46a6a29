"""Names that begin at a place: the run of capitals, or of small letters that are known as names."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.checks.pii.prose.demonyms import is_demonym
from transforms.checks.pii.prose.marks import SURE, Mark
from transforms.checks.pii.prose.text import CAPITAL, LINE, LOWER, MIXED, UPPER, Tokens
from transforms.core.language import vocabulary
from transforms.core.language.lexicon import COMMON, FIRST, LAST
from transforms.core.surrogates.listing import listed

PERSON = "PERSON_NAME"

_MOST = 6
"""Words of a name."""

_CAPITALS = (CAPITAL, UPPER, MIXED)
_PARTICLES = frozenset(
    listed("de del della der den di da do dos du la las los van von zu ter ten bin ibn al el y e -")
)


def at(
    tokens: Tokens, place: int, *, strict: bool, small: bool, alone: bool = False
) -> Iterator[Mark]:
    """The name that begins at a character.

    Args:
        tokens: the batch.
        place: a character of `joined`.
        strict: only if the word list knows its first word as a name.
        small: names in small letters count where the list knows them.
        alone: only if nothing but a mark or the end of the line follows.
    """
    first = tokens.at(place)
    if first >= len(tokens) or tokens.starts[first] > place + 2:
        return
    if tokens.fold(first) in vocabulary.TITLES:
        first += 1 + (tokens.fold(first + 1) == ".")
    last = run(tokens, first)
    if last == first and small:
        last = _run_small(tokens, first)
    if last == first or last > len(tokens):
        return
    flags = tokens.flags[first]
    known = flags & (FIRST | LAST)
    if strict and not (flags & FIRST) and not (last - first > 1 and known):
        return
    head = tokens.fold(first)
    if (
        (flags & COMMON and not flags & FIRST and not known)
        or head in _NO_NAMES
        or is_demonym(head)
    ):
        return
    if last - first == 1 and flags & COMMON and (strict or not flags & FIRST):
        return
    sure = tokens.kinds[first] != LOWER and flags & FIRST and not flags & COMMON
    if alone and not sure and not _ends(tokens, last):
        return
    yield Mark(tokens.starts[first], tokens.ends[last - 1], PERSON, SURE)


_NO_NAMES = frozenset(
    listed(
        "i you we they he she it the a an this that there all everyone everybody team sir madam "
        "support customer world folks guys friends people both again none unknown n/a na null "
        "true false yes no not here what who how why when where inc ltd llc gmbh damen herren "
        "señores todos tous mesdames messieurs chatgpt bot user assistant system admin claude "
        "siri alexa google"
    )
)


_NO_PARTS = vocabulary.ORGANISATIONS | vocabulary.ROOMS


def _ends(tokens: Tokens, at: int) -> bool:
    return at >= len(tokens) or tokens.kinds[at] == LINE or not tokens.name(at)[:1].isalnum()


def run(tokens: Tokens, first: int) -> int:
    """Behind the last token of the run of capitals that begins at `first`."""
    at = last = first
    while at < len(tokens) and at - first < _MOST * 2:
        kind, word = tokens.kinds[at], tokens.fold(at)
        gap = at > first and tokens.starts[at] - tokens.ends[at - 1] > 1
        if gap or kind == LINE:
            break
        if kind in _CAPITALS and word not in _NO_PARTS:
            at += 1
            last = at
        elif (word == "." and at > first and len(tokens.fold(at - 1)) <= 2) or (
            word in _PARTICLES and at > first
        ):
            at += 1
        else:
            break
    return last


def _run_small(tokens: Tokens, first: int) -> int:
    """As `_walk`, in small letters: a name that the list knows, and what is no word behind it."""
    if first >= len(tokens) or tokens.kinds[first] != LOWER:
        return first
    flags = tokens.flags[first]
    if not flags & FIRST or flags & COMMON or len(tokens.fold(first)) < 3:
        return first
    at = first + 1
    while at < len(tokens) and at - first < 4 and tokens.kinds[at] == LOWER:
        flags = tokens.flags[at]
        if flags & COMMON or not flags & (FIRST | LAST):
            break
        at += 1
    return at
