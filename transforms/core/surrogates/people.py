"""Names, places, organisations, and what persons are."""

from __future__ import annotations

import re
from collections.abc import Callable

from transforms.core.language import vocabulary
from transforms.core.surrogates.credentials import make_secret
from transforms.core.surrogates.derange import other
from transforms.core.surrogates.draw import Draw, Keyed
from transforms.core.surrogates.listing import listed
from transforms.core.surrogates.permute import permuted_number
from transforms.core.surrogates.traits import LISTS
from transforms.core.surrogates.words import PARTICLES, TITLES, latin_word, tokens, word

_LETTERS = re.compile(r"[^\W\d_]+|\d+")
_PHRASE = re.compile(r"[^\W\d_][^\W\d_ '’/-]*(?:[ '’/-]+[^\W\d_]+)*")
_KEPT = PARTICLES | TITLES | vocabulary.JOINERS | vocabulary.TITLES
_COMPASS = frozenset(
    listed(
        "north south east west northern southern eastern western central northeast northwest "
        "southeast southwest norte sur este oeste nord sud est ouest süd ost upper lower greater"
    )
)
"""Which part of a place is meant."""
_GENERIC = _KEPT | _COMPASS | vocabulary.ORGANISATIONS | vocabulary.STREETS | vocabulary.ROOMS


def make_person(keyed: Keyed, value: str, draw: Draw) -> str:
    """A name, word by word: a surname alone is the surname of the full name."""
    return tokens(keyed, value, _KEPT)


def make_named(keyed: Keyed, value: str, draw: Draw) -> str:
    """A place or organisation: words that say what it is stay, unless there are no others."""
    listed = _from_list(keyed, "COUNTRY", value)
    if listed is not None:
        return listed
    made = tokens(keyed, value, _GENERIC)
    return made if made != value else tokens(keyed, value)


def make_street(keyed: Keyed, value: str, draw: Draw) -> str:
    """An address with as many characters in every word and number; kinds of street stay."""

    def replaced(match: re.Match[str]) -> str:
        piece = match[0]
        if piece.isdecimal():
            return permuted_number(keyed, "house", piece) if piece.isascii() else piece
        if piece.lower() in _GENERIC:
            return piece
        return _as_long(keyed, piece)

    made = _LETTERS.sub(replaced, value)
    return made if made != value else make_secret(keyed, value, draw)


def _as_long(keyed: Keyed, piece: str) -> str:
    """The word's own surrogate, cut or stretched to the word's length."""
    made = word(keyed, piece)
    while len(made) < len(piece):
        made += word(keyed, made).lower()
    made = made[: len(piece)]
    if made.casefold() == piece.casefold():  # a name cut short: Anna for Ann
        made = latin_word(keyed, word(keyed, piece)).ljust(len(piece), "e")[: len(piece)]
    return made.upper() if piece.isupper() else made


def make_age(keyed: Keyed, value: str, draw: Draw) -> str:
    """Another age of the same ten years, in the same words."""

    def replaced(match: re.Match[str]) -> str:
        number = int(match[0])
        least = 10 * (number // 10) if number > 9 else 1
        ages = range(least, 10 * (number // 10) + 10)
        made = other(keyed, f"age {least}", ages, number - least) if number else 1
        return str(made or (number + 1 if number % 10 < 9 else number - 1))

    made = re.sub(r"\d+", replaced, value)
    return made if made != value else make_secret(keyed, value, draw)


def make_trait(category: str) -> Callable[[Keyed, str, Draw], str]:
    """What makes surrogates of a category that has a list; see `traits`."""

    def make(keyed: Keyed, value: str, draw: Draw) -> str:
        listed = _from_list(keyed, category, value)
        if listed is not None:
            return listed
        if not _PHRASE.fullmatch(value):
            return make_secret(keyed, value, draw)
        members = LISTS[category][0]
        return _cased(draw.choice(members), value)

    return make


def _from_list(keyed: Keyed, category: str, value: str) -> str | None:
    """The member of the value's own list that takes its place."""
    folded = " ".join(value.lower().split())
    for number, members in enumerate(LISTS[category]):
        if folded in members:
            made = other(keyed, f"{category} {number}", members, members.index(folded))
            if made is None:
                made = members[members.index(folded) - 1]
            return _cased(made, value)
    return None


def _cased(made: str, value: str) -> str:
    if len(value) > 1 and value.isupper():
        return made.upper()
    if value[:1].isupper():
        if " " in value and all(part[:1].isupper() for part in value.split()):
            return made.title()
        return made[:1].upper() + made[1:]
    return made
