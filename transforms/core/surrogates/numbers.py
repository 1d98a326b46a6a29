"""Numbers with check digits: the places that say nothing stay, the rest is drawn, checks are right.

What each place may become stands in `transforms.core.identifiers`.
"""

from __future__ import annotations

import itertools
import string
from collections.abc import Callable, Iterator

from transforms.core.identifiers.number import Number
from transforms.core.identifiers.numbers import NUMBERS
from transforms.core.identifiers.validity import compact
from transforms.core.surrogates.credentials import make_secret
from transforms.core.surrogates.draw import Draw, Keyed

_TRIES = 200
"""Draws for which check digits are looked for; nearly all kinds need one or two."""

_OFFSETS = (0, 20, 50, 70, 80, 40, 60)
"""What states add to days and months for women, centuries and aliens."""

_ITALIAN_MONTHS = "ABCDEHLMPRST"

_LAST_DAY, _MONTHS, _LAST_YEAR = 28, 12, 100


def maker(category: str) -> Callable[[Keyed, str, Draw], str]:
    """What makes numbers of a category of `NUMBERS`."""
    number = NUMBERS[category]

    def make(keyed: Keyed, value: str, draw: Draw) -> str:
        original = compact(value)
        made = _made(number, original, draw)
        if made is None:
            return make_secret(keyed, value, draw)
        return _into(value, made)

    return make


def _made(number: Number, original: str, draw: Draw) -> str | None:
    """Another number of the same layout that is valid; None where the original is none."""
    if not original.isascii() or not original.isalnum() or not number.is_valid(original):
        return None
    layout = number.layout(original)
    for _ in range(_TRIES):
        drawn = _drawn(layout, original, draw)
        for candidate in _completed(drawn, layout, original):
            if candidate != original and number.is_valid(candidate):
                return candidate
    return None


def _drawn(layout: str, original: str, draw: Draw) -> str:
    """The original with each place drawn as its layout says; its checks are still the old ones."""
    dates = _dates(layout, original, draw)
    return "".join(
        next(dates[role]) if role in dates else _place(role, char, draw)
        for role, char in zip(layout, original, strict=True)
    )


def _place(role: str, char: str, draw: Draw) -> str:
    stays = {"l": char.isdigit(), "e": char.isalpha()}.get(role, role in "kcC")
    if stays:
        return char
    if role == "m":
        return draw.choice(_ITALIAN_MONTHS)
    if role in "nd" or (role in "xe" and char.isdigit()):
        positive = role == "n" or (role in "xe" and char != "0")
        return draw.choice("123456789" if positive else string.digits)
    return draw.choice(string.ascii_uppercase if role == "a" else _FAIR)


_FAIR = "CFHKNPRTVWXY"
"""Letters that every numbering which mixes them with digits has."""


def _dates(layout: str, original: str, draw: Draw) -> dict[str, Iterator[str]]:
    """The digits of another day, in the century and with the offsets of the original's."""
    parts = {
        role: "".join(c for r, c in zip(layout, original, strict=True) if r == role)
        for role in "YMD"
        if role in layout
    }
    made: dict[str, Iterator[str]] = {}
    for role, text in parts.items():
        most = {"Y": _LAST_YEAR, "M": _MONTHS, "D": _LAST_DAY}[role]
        if role == "Y":
            century = text[:-2]
            part = century + f"{draw.below(25 if century == '20' else most):02d}"
        else:
            offset = next((o for o in _OFFSETS if 1 <= int(text) - o <= 31), 0)
            part = f"{offset + 1 + draw.below(most):0{len(text)}d}"
        made[role] = iter(part)
    return made


def _completed(drawn: str, layout: str, original: str) -> Iterator[str]:
    """The drawn number with every combination of characters in the places of its checks."""
    places = [at for at, role in enumerate(layout) if role in "cC"]
    if not places:
        yield drawn
        return
    alphabets = [_alphabet(layout[at], original[at]) for at in places]
    for combination in itertools.product(*alphabets):
        text = list(drawn)
        for at, char in zip(places, combination, strict=True):
            text[at] = char
        yield "".join(text)


def _alphabet(role: str, char: str) -> str:
    """Digits before letters where the original has a digit, and the other way round."""
    if role == "c":
        return string.digits
    if char.isdigit():
        return string.digits + string.ascii_uppercase
    return string.ascii_uppercase + string.digits


def _into(value: str, made: str) -> str:
    """The characters of `made` in the places of the letters and digits of `value`, in its case."""
    whole = made.lower() if value.islower() else made
    fresh = iter(whole)
    return "".join(next(fresh, "") if char.isalnum() else char for char in value)
