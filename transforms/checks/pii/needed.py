"""What every match of a pattern has inside, as a pattern that is quick to search.

Of the characters that have to stand side by side in every match: those that are rare, and begin
with a rare one. Where they do not occur, the pattern itself need not be tried.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from re import _constants as sre  # type: ignore[attr-defined] # typeshed has neither: the parser
from re import _parser  # type: ignore[attr-defined] # of `re` itself, so that both read the same
from typing import Any, NamedTuple

from transforms.checks.pii.byte_sets import CharacterSet
from transforms.checks.pii.character_sets import character_set

_LONGEST = 6
"""Characters from which on more of them say no more."""
_WORTH = 0.05
"""Share of a text's characters from which on nearly every stretch of it has one."""


class Needed(NamedTuple):
    """Sets of characters that stand side by side, and how dear it is to look for them."""

    sets: tuple[CharacterSet, ...]
    costs: float


def needed(pattern: str, flags: int) -> re.Pattern[str] | None:
    """Finds what every match has inside; None where that is nothing, or is everywhere."""
    ways = _of_sequence(list(_parser.parse(pattern, flags)))
    if not ways or max(way.costs for way in ways) > _WORTH:
        return None
    source = "|".join("".join(map(_source, way.sets)) for way in ways)
    return re.compile(source, re.ASCII | (flags & re.IGNORECASE))


def _of_sequence(items: Sequence[Any]) -> tuple[Needed, ...]:
    """The rarest of what each of the items needs; several are alternatives."""
    runs = [(way,) for way in map(_rarest, _runs(items)) if way is not None]
    found = [*runs, *(ways for ways in map(_inside, items) if ways)]
    return min(found, key=lambda ways: max(way.costs for way in ways), default=())


def _inside(item: Any) -> tuple[Needed, ...]:
    """What an item of several needs."""
    kind, value = item
    if kind is sre.SUBPATTERN:  # letters of which the case is said anew are not looked at
        return () if value[1] & re.IGNORECASE else _of_sequence(list(value[3]))
    if kind is sre.ATOMIC_GROUP:
        return _of_sequence(list(value))
    if kind in _REPEATS and value[0] and _set_of(value[2]) is None:
        return _of_sequence(list(value[2]))
    if kind is sre.BRANCH:
        branches = [_of_sequence(list(branch)) for branch in value[1]]
        return tuple(way for ways in branches for way in ways) if all(branches) else ()
    return ()


_REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}
_UNSEEN = {sre.ASSERT, sre.ASSERT_NOT, sre.AT}


def _runs(items: Sequence[Any]) -> Iterator[list[CharacterSet]]:
    """Characters that stand side by side in every match: of a repetition, the least of it."""
    run: list[CharacterSet] = []
    for item in items:
        kind, value = item
        if kind in _UNSEEN:
            continue
        low, high, inside = value if kind in _REPEATS else (1, 1, [item])
        found = _set_of(inside)
        run += [found] * min(low, _LONGEST) if found is not None else []
        if found is None or low != high or low > _LONGEST:
            yield run
            run = [found] * min(low, _LONGEST) if found is not None else []
    yield run


def _set_of(inside: Any) -> CharacterSet | None:
    """The characters of a single item; None for others, and where some are beyond ASCII."""
    found = character_set(inside[0]) if len(inside) == 1 else None
    return None if found is None or found.others else found


def _rarest(run: Sequence[CharacterSet]) -> Needed | None:
    """What is left of it from the best place on."""
    parts = [tuple(run[at : at + _LONGEST]) for at in range(len(run))]
    ways = [Needed(part, _costs([_share(taken) for taken in part])) for part in parts]
    return min(ways, key=lambda way: way.costs, default=None)


def _costs(shares: Sequence[float]) -> float:
    """What tells how often they stand somewhere, and how often they seem to begin."""
    return math.prod(shares) + shares[0] / _BEGINS


_BEGINS = 20
"""Times that looking at a place costs what passing it by does."""


def _share(taken: CharacterSet) -> float:
    """How often source code has one of these, roughly; a measure for the choice, no more."""
    return sum(_SHARES.get(chr(code).lower(), 0.002) for code in taken.ascii)


_SHARES = {
    **dict.fromkeys("etaonirsl", 0.05),
    **dict.fromkeys("cdupmfghb", 0.02),
    **dict.fromkeys("yvwkx", 0.008),
    **dict.fromkeys("jqz", 0.002),
    **dict.fromkeys("0123456789", 0.004),
    " ": 0.2,
    "\n": 0.03,
    **dict.fromkeys("._,()=-/\"':;", 0.012),
}


def _source(taken: CharacterSet) -> str:
    return "[" + "".join(f"\\x{code:02x}" for code in sorted(taken.ascii)) + "]"
