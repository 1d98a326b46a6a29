"""Given names: one that is known becomes another one of its gender and its letters.

One-to-one: a known name's surrogate is a name of the same list and no other name's.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.core.language.lexicon import COMMON, FEMALE, MALE, words
from transforms.core.surrogates.derange import other
from transforms.core.surrogates.draw import Keyed
from transforms.core.surrogates.listing import listed
from transforms.core.surrogates.unfit import UNFIT

_RESERVED = frozenset(listed("del elif else false len long max min none true val"))
"""Names that are words of programming languages as well: no identifier may become one."""

_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN")
"""First word of a letter's name in Unicode; the word list has given names in these."""


_LEAST = 100
"""Names below which a list tells too much of whom it stands for, and is left out."""


class _Place(NamedTuple):
    """Where a name stands: its list, by gender and letters, and its number in there."""

    names: tuple[str, ...]
    label: str
    number: int


def gender(folded: str) -> int:
    """`FEMALE`, `MALE`, both or 0 of a word (small letters), as the word list has it."""
    return words().get(folded, 0) & (FEMALE | MALE)


@lru_cache(1 << 14)
def other_name(keyed: Keyed, folded: str) -> str | None:
    """Another given name, in small letters, of the gender of `folded`; None where it is not known.

    Words that are written small as well ("grace") are left out on both sides.
    """
    place = _places().get(folded)
    if place is None:
        return None
    return other(keyed, f"given name {place.label}", place.names, place.number)


@cache
def _places() -> Mapping[str, _Place]:
    """Case-folded name to its place."""
    lists: dict[str, list[str]] = defaultdict(list)
    for name, flags in words().items():
        alphabet = _alphabet(name) if flags & (FEMALE | MALE) and not flags & COMMON else ""
        if alphabet and name not in _RESERVED and not UNFIT.search(name):
            lists[f"{flags & (FEMALE | MALE)} {alphabet}"].append(name)
    found: dict[str, _Place] = {}
    for label, members in lists.items():
        names = tuple(sorted(members)) if len(members) >= _LEAST else ()
        for number, name in enumerate(names):
            found[name.casefold()] = _Place(names, label, number)
    return found


def _alphabet(name: str) -> str:
    """The letters that a name is made of, "" for several or others; plain Latin is its own."""
    if not name.isalpha() or name.upper().lower() != name:
        return ""
    if name.isascii():
        return "ASCII"
    met = {unicodedata.name(char, "").partition(" ")[0] for char in name}
    return next((alphabet for alphabet in _ALPHABETS if met == {alphabet}), "")
