"""Numbers that are written as words: "two", "forty-second", "three hundred and five"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_ONES_TEXT = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
"""
_ORDINALS_TEXT = """
    zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
"""
_TENS_TEXT = "twenty thirty forty fifty sixty seventy eighty ninety"
_SCALES: Mapping[str, int] = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}


def _values() -> dict[str, int]:
    """The words below a hundred, cardinal and ordinal, with their values."""
    found = {word: n for n, word in enumerate(_ONES_TEXT.split())}
    found |= {word: n for n, word in enumerate(_ORDINALS_TEXT.split())}
    for n, word in enumerate(_TENS_TEXT.split(), 2):
        found |= {word: 10 * n, f"{word[:-1]}ieth": 10 * n}
    return found


_BELOW_HUNDRED: Mapping[str, int] = _values()
_WORD_TEXT = "|".join([*_BELOW_HUNDRED, *(f"{scale}(?:th)?" for scale in _SCALES)])
_WORDS = re.compile(rf"\b(?:{_WORD_TEXT})(?:[ -]+(?:and[ -]+)?(?:{_WORD_TEXT}))*\b")


def values(text: str) -> Iterator[int]:
    """The numbers that words of an English text stand for, in order.

    >>> list(values("Two of forty-two, the third of one hundred and five thousand; five or six"))
    [2, 42, 3, 105000, 5, 6]
    """
    for run in _WORDS.finditer(text.lower()):
        yield from _of([word for word in re.findall(r"[a-z]+", run[0]) if word != "and"])


def _of(words: Sequence[str]) -> Iterator[int]:
    """The numbers that neighbouring words say: "forty two" one, "two forty" two."""
    whole = below = None
    for word in words:
        scale = _SCALES.get(word.removesuffix("th"), 0)
        if below is not None and scale > below:
            whole, below = (
                ((whole or 0) + below * scale, 0) if scale > 100 else (whole, below * 100)
            )
        elif scale:
            continue  # "hundreds of", "a million": no number that could be written in digits
        elif below is not None and (below or whole) and _goes_on(below, _BELOW_HUNDRED[word]):
            below += _BELOW_HUNDRED[word]
        else:
            if below is not None:
                yield (whole or 0) + below
            whole, below = None, _BELOW_HUNDRED[word]
    if below is not None:
        yield (whole or 0) + below


def _goes_on(below: int, more: int) -> bool:
    """Whether what follows makes a number larger: "forty" "two", "two hundred" "ten"."""
    last = below % 100
    return 0 < more < 100 and (last == 0 if more > 9 else last == 0 or last in range(20, 100, 10))
