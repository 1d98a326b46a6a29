"""Streets with numbers, by their words: number first, street first, or between two numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from transforms.checks.pii.prose.text import CAPITAL, LINE, LOWER, MIXED, NUMBER, UPPER, Tokens
from transforms.core.language import vocabulary
from transforms.core.surrogates.listing import listed

Span = tuple[int, int]

CAPITALS = (CAPITAL, UPPER, MIXED)

_ENDINGS = tuple(
    listed(
        "straße strasse str weg platz gasse allee ring ufer damm gatan vägen gata katu tie gade "
        "vej straat laan plein gracht kade dijk veien gaten vegen stræti väg kuja polku penger "
        "singel steenweg pad hof utca lundur braut"
    )
)
"""Streets of one word: German, Scandinavian, Finnish, Dutch, Hungarian."""

_FRONT = frozenset(
    listed(
        "calle c/ c avenida avda av plaza pza paseo camino carretera ctra ronda travesía "
        "glorieta urbanización rúa carrer rue chemin allée impasse quai cours route boulevard "
        "place via viale piazza corso vicolo largo rua travessa praça ulica ul aleja al pl os "
        "estrada rodovia am an im straße ulice"
    )
)
"""Words that a street's name begins with; a number follows."""
_LOW_FRONT = frozenset(listed("am an im al os av c cours place route via pl largo"))
"""Of them those that mean something else in small letters."""

_LINKS = frozenset(
    listed("de la las los del du des el le . ' - da do di y delle della dei degli dos das")
)
_PLAIN = frozenset(listed("way place court close row walk square ring drive"))
"""Kinds of streets that are words in small letters."""
_MONEY = frozenset("$€£#.,/:-")

_LONGEST_NUMBER = 5

_TAIL = re.compile(
    r"""(?:[ ]?(?:[a-zA-Z](?![\w]))?)?(?:\ (?i:st|rd|ave|street|road|utca|u)\b\.?)?
    (?:(?:[ ]?,[ ]?|[ ]|[ ]?\n[ \t>]*|[ ]?-[ ]?)
       (?i:apt|apartment|suite|ste|unit|flat|floor|room|piso|puerta|esc(?:alera)?|bajo|planta|portal|
       appt?|bât|étage|wohnung|nº|n°|num|bldg|building)\b\.?[ ]?\#?[\w-]{0,6})?
    (?:[ ]?,[ ]?\#?\d{1,4}[ºª°]?[ ]?-?[ ]?[A-Za-z]?(?!\w))?""",
    re.VERBOSE,
)
"""A letter, a flat, a floor behind the number of a house."""


def find(tokens: Tokens) -> Iterator[Span]:
    """Characters of every number with its street."""
    for at in tokens.where("street", _street):
        span = _number_first(tokens, at)
        if span is None and _street(tokens.fold(at)) == 2 and tokens.kinds[at] in CAPITALS:
            span = _number_behind(tokens, at)
        if span is not None:
            yield span
    for at in tokens.among("front", _FRONT):
        small = tokens.kinds[at] == LOWER and tokens.name(at + 1) != "."
        if not (small and tokens.fold(at) in _LOW_FRONT):
            span = _front_first(tokens, at)
            if span is not None:
                yield span
    yield from _between_numbers(tokens)


def _street(word: str) -> int:
    """1 for a kind of street, 2 for a street of one word."""
    if word in vocabulary.STREETS:
        return 1
    return 2 if word.endswith(_ENDINGS) and len(word) > 6 else 0


def _house(tokens: Tokens, at: int) -> bool:
    """Whether a token may be the number of a house."""
    number = 0 <= at < len(tokens) and tokens.kinds[at] == NUMBER
    return bool(number and len(tokens.name(at)) <= _LONGEST_NUMBER)


def _glued(tokens: Tokens, at: int) -> bool:
    """Whether an amount, decimal or date goes over into the token."""
    start = tokens.starts[at]
    return start > 0 and tokens.joined[start - 1] in _MONEY


def _number_first(tokens: Tokens, at: int) -> Span | None:
    """410 Juniper Walk: the number up to five words in front."""
    small = tokens.kinds[at] == LOWER
    if small and tokens.fold(at) in _PLAIN:
        return None
    first = at - 1
    while first > max(-1, at - 6) and _in_name(tokens, first, small):
        first -= 1
    if first == at - 1 or not _house(tokens, first) or _glued(tokens, first):
        return None
    if tokens.fold(first + 1) in ("the", ".", "of") or tokens.fold(first - 1) in vocabulary.MONTHS:
        return None  # in 1998 the Court
    return _from(tokens, first), tail(tokens, tokens.ends[at])


def _in_name(tokens: Tokens, at: int, small: bool) -> bool:
    kind = tokens.kinds[at]
    linked = tokens.fold(at) in (".", "of", "the", "-", "de", "la")
    return bool(kind in CAPITALS or linked or (kind == LOWER and small))


def _from(tokens: Tokens, first: int) -> int:
    """Where the address starts: at a building's number in front of the house's, if there is one."""
    if _house(tokens, first - 1) and tokens.starts[first] - tokens.ends[first - 1] == 1:
        return tokens.starts[first - 1]
    return tokens.starts[first]


def _number_behind(tokens: Tokens, at: int) -> Span | None:
    """Hauptstraße 12, also with a building's number in front of it."""
    after = at + 1 + (tokens.fold(at + 1) in (",", ".", "nº", "n"))
    if not _house(tokens, after):
        return None
    first = at
    while first > 0 and tokens.kinds[first - 1] in CAPITALS and at - first < 3:
        first -= 1
    return _from(tokens, first), tail(tokens, tokens.ends[after])


def _front_first(tokens: Tokens, at: int) -> Span | None:
    """Calle de la Rosa, 23; 14 rue de la Paix; ul. Miła 5."""
    last = after = at + 1 + (tokens.fold(at + 1) in (".", "/"))
    named = False
    while last < len(tokens) and last - after < 8 and tokens.kinds[last] != LINE:
        capital = tokens.kinds[last] in CAPITALS
        if tokens.fold(last) in vocabulary.ROOMS or not (capital or tokens.fold(last) in _LINKS):
            break
        named = named or bool(capital)
        last += 1
    if not named:
        return None
    before = at - 1 - (tokens.fold(at - 1) in (",", "bis", "ter"))
    start = _from(tokens, before) if _house(tokens, before) else _from(tokens, at)
    number = last + (tokens.fold(last) in (",", "nº", "n", "num"))
    number += tokens.fold(number) in ("nº", "º", "°", "n")
    if _house(tokens, number):
        return start, tail(tokens, tokens.ends[number])
    return (start, tail(tokens, tokens.ends[last - 1])) if _house(tokens, before) else None


def _between_numbers(tokens: Tokens) -> Iterator[Span]:
    """5049 Harjukuja 54: capitals between the numbers of a building and of a house."""
    for low, high in pairwise(tokens.numbers):
        if (
            1 < high - low <= 6
            and tokens.kinds[low + 1] in CAPITALS
            and _house(tokens, low)
            and _house(tokens, high)
            and tokens.kinds[low - 1] != NUMBER
            and not _glued(tokens, low)
            and all(_between(tokens, at) for at in range(low + 1, high))
            and tokens.starts[high] - tokens.ends[high - 1] <= 1
            and _closed(tokens, high)
        ):
            yield tokens.starts[low], tail(tokens, tokens.ends[high])


def _between(tokens: Tokens, at: int) -> bool:
    word = tokens.fold(at)
    fits = tokens.kinds[at] in CAPITALS or word in _WITHIN or word in vocabulary.STREETS
    return bool(
        fits
        and tokens.starts[at] - tokens.ends[at - 1] <= 1
        and word not in vocabulary.MONTHS
        and word not in ("and", "no", "nr")
    )


_WITHIN = frozenset(listed(". de la di do da of - tér u út utja krt sor köz nad pod na e af í"))
"""Words in small letters within a street's name, or behind it for what kind it is."""


def _closed(tokens: Tokens, at: int) -> bool:
    behind = tokens.joined[tokens.ends[at] : tokens.ends[at] + 1]
    return behind in ",\n\0." or tokens.fold(at + 1) in vocabulary.ROOMS


def tail(tokens: Tokens, end: int) -> int:
    """The end of the address with the letter, flat or floor that follows."""
    match = _TAIL.match(tokens.joined, end)
    return max(end, end + len(match[0].rstrip())) if match else end
