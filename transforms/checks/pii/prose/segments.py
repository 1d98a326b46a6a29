"""Which tokens may be part of a name: runs of capitals and what joins them.

The tagger looks at these alone; in texts without capitals, at words that the list knows as names.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transforms.checks.pii.prose.text import CAPITAL, LOWER, MARK, MIXED, UPPER, Tokens
from transforms.core.language import vocabulary
from transforms.core.language.lexicon import COMMON, FIRST, LAST, PLACE

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_FEW = 0.02
"""Share of capitals below which a text is written small."""

_DOTTED = frozenset({*vocabulary.TITLES, "st", "jr", "inc", "ltd", "co", "corp", "bros"})


def runs(tokens: Tokens) -> tuple[Ints, Ints]:
    """First and last (exclusive) token of each run, ascending."""
    candidates = _candidates(tokens)
    edges = np.diff(candidates.astype(np.int8), prepend=0, append=0)
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _candidates(tokens: Tokens) -> Bools:
    kinds = tokens.all.kinds
    named = (kinds == CAPITAL) | (kinds == UPPER) | (kinds == MIXED)
    named |= _small_names(tokens, named)
    joining = (tokens.types.among("joins", vocabulary.JOINERS).take(tokens.all.ids) != 0) & ~named
    joining |= _dots(tokens, named)
    before = _shifted(named, 1) | (_shifted(joining, 1) & _shifted(named, 2))
    after = _shifted(named, -1) | (_shifted(joining, -1) & _shifted(named, -2))
    return named | (joining & before & after)


def _is_short(word: str) -> int:
    return len(word) == 1 or word in _DOTTED


def _dots(tokens: Tokens, named: Bools) -> Bools:
    """Full stops of initials and abbreviations."""
    dots = tokens.types.among("dot", (".",)).take(tokens.all.ids) != 0
    short = tokens.types.column("short", _is_short).take(tokens.all.ids) != 0
    return dots & _shifted(named & short, 1)


def _small_names(tokens: Tokens, named: Bools) -> Bools:
    """In texts written small: known names and places, and unknown words beside them."""
    small = tokens.all.kinds == LOWER
    edges = np.array(tokens.at_all(tokens.bounds))
    capitals, letters = _counted(named, edges), _counted(small | named, edges)
    few = np.repeat(capitals <= letters * _FEW, np.diff(edges)) & small
    if not few.any():
        return few
    names = tokens.all.flags & (FIRST | PLACE | LAST) > 0
    common = tokens.all.flags & COMMON > 0
    known = few & names & ~common
    size = tokens.all.ends - tokens.all.starts
    near = known | (few & (size == 1) & (_shifted(known, 1)))
    near |= _shifted(near & (size == 1), 1) & (tokens.all.kinds == MARK)
    unknown = few & ~common & (size > 2)
    return known | (near & few) | (unknown & (_shifted(near, 1) | _shifted(known, -1)))


def _counted(mask: Bools, edges: Ints) -> Ints:
    """How many are true between each two of the edges."""
    return np.diff(np.concatenate([[0], np.cumsum(mask)])[edges])


def _shifted(mask: Bools, by: int) -> Bools:
    """The mask of the tokens `by` places before (negative: behind)."""
    moved = np.zeros_like(mask)
    if by > 0:
        moved[by:] = mask[:-by]
    else:
        moved[:by] = mask[-by:]
    return moved
