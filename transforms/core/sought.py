"""Finding a value again wherever it occurs in a text: values, words and numbers that are sought."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate

from transforms.core.edits import Place, Span, merge
from transforms.core.language.lexicon import is_word
from transforms.core.normal_forms import normal_form
from transforms.core.records import Finding

SHORTEST_SOUGHT = 4
"""Characters: a shorter value says too little to be looked for again."""

SHORTEST_CHOSEN = 6
"""Letters from which on a word of none but small letters is told from the words of code."""

SHORTEST_DIGITS = 7
"""Digits: from here on a number is the same whatever separates its groups."""

ONLY_THERE = frozenset(
    {
        *("AGE", "BLOOD_TYPE", "CARD_EXPIRY", "CVV", "EMPLOYMENT_STATUS", "ETHNIC_GROUP", "GENDER"),
        *("DATE", "IMMIGRATION_STATUS", "MARITAL_STATUS", "OCCUPATION", "POLITICAL_AFFILIATION"),
        *("POSTAL_CODE", "RELIGION", "SEXUAL_ORIENTATION", "TRADE_UNION"),
    }
)
"""Categories whose values are words and numbers of everybody: elsewhere they mean nobody."""

_FEW = 16
_LONG = 64
"""Characters from which on a search for a value costs more than to see whether it goes on."""
_WORD = re.compile(r"[^\W_]+")
"""What `stands_alone` takes for a word."""
_DIGIT = re.compile(r"\d")
_NO_DIGITS = re.compile(r"\D+")
_DIGIT_RUN = re.compile(r"\d(?:[ .()/\-\u00a0]{0,3}\d){6,}")

NAMED = frozenset({"LOCATION", "ORGANIZATION", "PERSON_NAME"})
"""Categories of words with a capital: "Will" and "Nice" are names, "will" and "nice" are none, so
those that are words, too, are sought as they are written."""

ACCOUNTS = frozenset({"PASSWORD", "USERNAME", "SOCIAL_HANDLE"})
"""Categories of words that somebody chose; those that everybody uses mean nobody elsewhere."""


def _fold(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a value at this place stands alone and is not the middle of a longer word."""
    left = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    right = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not left and not right


def _find(text: str, values: Collection[str]) -> Iterator[tuple[int, str]]:
    return (_find_few if len(values) <= _FEW else _find_many)(text, values)


def _find_few(text: str, values: Iterable[str]) -> Iterator[tuple[int, str]]:
    for value in values:
        find = _find_long if len(value) >= _LONG else _find_short
        for at in find(text, value):
            yield at, value


def _find_short(text: str, value: str) -> Iterator[int]:
    at = text.find(value)
    while at >= 0:
        yield at
        at = text.find(value, at + 1)


def _find_long(text: str, value: str) -> Iterator[int]:
    """As `_find_short`, without a new search for each of many that overlap.

    They follow one another at the value's period: what is farther apart overlaps by less than half.
    """
    period, last, at = 0, -len(value), text.find(value)
    while at >= 0:
        yield at
        if not period and at - last < len(value):
            period = _period(value)
        last, at = at, at + period
        if not period or not text.startswith(value[-period:], last + len(value)):
            at = text.find(value, last + 1)


def _period(value: str) -> int:
    """The least shift at which a value fits on itself; by its borders (Knuth, Morris, Pratt)."""
    borders = [0]
    border = 0
    for char in value[1:]:
        while border and value[border] != char:
            border = borders[border - 1]
        border += value[border] == char
        borders.append(border)
    return len(value) - border


def _find_many(text: str, values: Iterable[str]) -> Iterator[tuple[int, str]]:
    """As `_find_few`, of what stands alone.

    In one pass over the text however many they are, and however many begin alike.
    """
    known = set(values)
    shapes: dict[str, set[tuple[int, int]]] = {}
    for value in known:
        word = _WORD.search(value)
        if word is None:
            yield from _find_few(text, (value,))
        else:
            shapes.setdefault(word[0], set()).add((word.start(), len(value)))
    there = shapes.keys() & set(_WORD.findall(text))
    for start, written in _words_at(text, there):
        for offset, length in shapes[written]:
            begin = start - offset
            if begin >= 0 and text[begin : begin + length] in known:
                yield begin, text[begin : begin + length]


def _words_at(text: str, words: Collection[str]) -> Iterator[tuple[int, str]]:
    """Where the words, which are in the text, stand: few by a search each, many in one pass."""
    if len(words) > _FEW:
        for match in _WORD.finditer(text):
            if match[0] in words:
                yield match.start(), match[0]
        return
    for at, word in _find_few(text, words):
        if stands_alone(text, at, at + len(word)):
            yield at, word


def _find_digits(
    text: str, values: Mapping[str, str], known: Collection[Span]
) -> Iterator[tuple[int, int, str]]:
    """Numbers of `values` (digits to category) whatever separates their groups in the text.

    Not all of those that are `known`: where one has no shorter one in it, nothing is to be found.
    """
    shortest = min(map(len, values))
    among = partial(_find_few, values=values) if len(values) <= _FEW else _among(values)
    for run in _DIGIT_RUN.finditer(text):
        digits = _NO_DIGITS.sub("", run[0])
        found = [] if len(digits) == shortest and run.span() in known else [*among(digits)]
        if found:
            places = [digit.start() for digit in _DIGIT.finditer(text, *run.span())]
            for at, number in found:
                yield places[at], places[at + len(number) - 1] + 1, values[number]


def _among(numbers: Collection[str]) -> Callable[[str], Iterator[tuple[int, str]]]:
    """Looks for the numbers as `_find_few` does, in one pass however many and how long they are."""
    shortest = min(map(len, numbers))
    lengths: dict[str, set[int]] = {}
    for number in numbers:
        lengths.setdefault(number[:shortest], set()).add(len(number))

    def find(digits: str) -> Iterator[tuple[int, str]]:
        for at in range(len(digits) - shortest + 1):
            for length in lengths.get(digits[at : at + shortest], ()):
                number = digits[at : at + length]
                if number in numbers and len(number) == length:
                    yield at, number

    return find


def find_words(text: str, words: Mapping[str, str]) -> Iterator[Place]:
    """Every place where one of the words (to their category) stands alone, exactly as written."""
    if words:
        find = _find_few if len(words) <= _FEW else _find_many
        for at, word in find(text, words):
            if stands_alone(text, at, at + len(word)):
                yield at, at + len(word), words[word]


def _is_common(value: str) -> bool:
    """Whether a chosen word is one of the language or, in small letters, short enough for one."""
    word = value.lstrip("@").replace("_", " ")
    return is_word(word) or (value.isalpha() and value.islower() and len(value) < SHORTEST_CHOSEN)


class Sought:
    """Values that must not occur: looked for as written, in any case, numbers in any grouping.

    Args:
        values: (category, value) of what was found.
    """

    def __init__(self, values: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, str] = {}
        self._digits: dict[str, str] = {}
        self._written: dict[str, str] = {}
        for category, value in values:
            if category in ONLY_THERE or (category in ACCOUNTS and _is_common(value)):
                continue
            if category in NAMED and is_word(value):
                if len(value) >= SHORTEST_SOUGHT:
                    self._written.setdefault(value, category)
                continue
            if len(value) >= SHORTEST_SOUGHT:
                self._values.setdefault(_fold(value), category)
            form = normal_form(category, value)
            if form.isdigit() and len(form) >= SHORTEST_DIGITS:
                self._digits.setdefault(form, category)

    def __repr__(self) -> str:
        return f"Sought({len(self._values) + len(self._written)} values)"

    def find(self, text: str) -> list[Place]:
        """(start, end, category) of every place in `text` where one of the values stands.

        Ordered; may overlap.
        """
        return sorted({*self._worded(text), *self._digited(text)})

    def find_alone(self, text: str, known: Collection[Span] = ()) -> Iterator[Place]:
        """As `find`, but for numbers that go on in letters, and for the places that are known.

        In no order; a place may come twice.
        """
        yield from self._worded(text, known)
        for start, end, category in self._digited(text, known):
            if (start, end) not in known and stands_alone(text, start, end):
                yield start, end, category

    def _worded(self, text: str, known: Collection[Span] = ()) -> Iterator[Place]:
        """Places of the values as they are written, in any case, but for those that are known."""
        for searched, values in ((_fold(text), self._values), (text, self._written)):
            for at, value in _find(searched, values) if values else ():
                end = at + len(value)
                if (at, end) not in known and stands_alone(text, at, end):
                    yield at, end, values[value]

    def _digited(self, text: str, known: Collection[Span] = ()) -> Iterator[Place]:
        """Places of the numbers among the values, however their digits are grouped."""
        return _find_digits(text, self._digits, known) if self._digits else iter(())

    def find_in_all(self, texts: Sequence[str]) -> list[list[Place]]:
        """As `find` for each text, in one pass over all of them."""
        joined = "\0".join(texts)
        if len(texts) == 1 or _fold(joined) is joined:
            return [self.find(text) for text in texts]
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        found: list[list[Place]] = [[] for _ in texts]
        for start, end, category in self.find(joined):
            number = bisect_right(starts, start) - 1
            if end < starts[number + 1]:
                found[number].append((start - starts[number], end - starts[number], category))
        return found


def spans_to_edit(texts: Sequence[str], findings: Sequence[Sequence[Finding]]) -> list[list[Place]]:
    """Every place, per text, to be edited: findings, and where their values occur again."""
    values = {
        (finding.category, text[finding.start : finding.end])
        for text, found in zip(texts, findings, strict=True)
        for finding in found
    }
    if not values:
        return [[] for _ in texts]
    again = Sought(sorted(values)).find_in_all(texts)
    return [
        merge([*((finding.start, finding.end, finding.category) for finding in found), *places])
        for found, places in zip(findings, again, strict=True)
    ]
