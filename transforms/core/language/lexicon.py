"""What is known about a word: whether it is a name, a place, or a word that is written small.

The list is distilled from lists of others; `data/NOTICE.md` says from which, and their licences.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache
from importlib import resources

FIRST = 1
"""A given name."""
LAST = 2
"""A surname."""
PLACE = 4
"""A city, state or country of one word."""
PART = 8
"""A word of a place's name of several."""
COMMON = 16
"""A word that is written small in English, Spanish or German."""
FEMALE = 32
MALE = 64
"""A given name of women, of men; both or none where it is not known."""


def data(name: str) -> bytes:
    """A file of this package's data."""
    return (resources.files("transforms.core.language") / "data" / name).read_bytes()


@cache
def words() -> Mapping[str, int]:
    """Folded word (lower case, straight apostrophe) to its flags."""
    found: dict[str, int] = {}
    for line in gzip.decompress(data("lexicon.txt.gz")).decode("utf-8").split("\n"):
        flags, _, listed = line.partition(" ")
        found.update(dict.fromkeys(listed.split(" "), int(flags)))
    return found


def flags_of(word: str) -> int:
    """What the list says of a folded word; 0 where it does not know it."""
    return words().get(word, 0)


def is_word(value: str) -> bool:
    """Whether every word of `value` is one that is written small, too.

    >>> is_word("Will"), is_word("Will Hunting"), is_word("Houtkoper")
    (True, True, False)
    """
    return all(words().get(part.lower(), 0) & COMMON for part in value.split())
