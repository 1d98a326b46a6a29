"""Key words that a capital joins to the word before them, as programs write names."""

from __future__ import annotations

import re

JOINT = "(?<=[a-z])(?=[A-Z])"
"""Where a capital begins another word of a name: `employerEin`."""
HAS_JOINT = re.compile(JOINT)

LONG_WORD = 6
"""Characters from which on a key word is joined to another in any case; a short one only as
`joined` says."""


def joined(word: str) -> tuple[str, ...]:
    """How a short key word is written behind another word; not at all beyond ASCII.

    >>> joined("taxid")
    ('Taxid', 'TAXID', 'TaxId')
    """
    if not word.isascii() or not word[0].isalpha():
        return ()
    twice = (word[:-2].capitalize() + word[-2:].capitalize(),)
    return (word.capitalize(), word.upper(), *(twice if word.endswith(("id", "no", "nr")) else ()))


def joined_pattern(word: str) -> str:
    """The same as a pattern, for words of any length; "" for none."""
    ways = joined(word)
    if ways and len(word) >= LONG_WORD:
        return f"(?i:{re.escape(word)})"
    return "|".join(map(re.escape, ways))
