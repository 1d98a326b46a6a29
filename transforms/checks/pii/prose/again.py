"""Finds names again: once a text has named somebody, wherever it does so again, also in part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from transforms.checks.pii.prose.marks import Mark
from transforms.checks.pii.prose.text import CAPITAL, MIXED, UPPER, Tokens
from transforms.core.edits import stands_alone
from transforms.core.language import vocabulary
from transforms.core.language.lexicon import COMMON

_NAMED = ("PERSON_NAME", "LOCATION", "ORGANIZATION")
AGAIN = 0.7
"""The score of a name that was found because the text has it elsewhere."""
_SHORTEST = 3
"""Letters of a word that is looked for again."""


def again(tokens: Tokens, marks: Sequence[Mark]) -> list[Mark]:
    """The marks, and one for every other place where a word of a name stands with a capital."""
    words: dict[int, dict[str, str]] = defaultdict(dict)
    covered = np.zeros(len(tokens), np.bool_)
    for mark in sorted(marks, key=lambda m: (-m.score, m.start)):
        first = tokens.at(mark.start)
        last = tokens.at(mark.end)
        covered[first:last] = True
        if mark.category in _NAMED and mark.score >= 0.5:
            number = tokens.text_at(mark.start)
            single = last - first == 1
            if mark.category == "PERSON_NAME" or single:
                for at in range(first, last):
                    _note(tokens, at, mark.category, words[number], single=single)
    return [*marks, *_found(tokens, words, covered), *_whole(tokens, marks)]


def _whole(tokens: Tokens, marks: Sequence[Mark]) -> Iterator[Mark]:
    """Names of several words wherever they stand as they are written."""
    values: dict[tuple[int, str], str] = {}
    for mark in sorted(marks, key=lambda m: (-m.score, m.start)):
        value = tokens.joined[mark.start : mark.end]
        if mark.category in _NAMED and mark.score >= 0.5 and " " in value:
            values.setdefault((tokens.text_at(mark.start), value), mark.category)
    for (number, value), category in values.items():
        low, high = tokens.bounds[number], tokens.bounds[number + 1]
        at = tokens.joined.find(value, low, high)
        while at >= 0:
            end = at + len(value)
            if stands_alone(tokens.joined, at, end):
                yield Mark(at, end, category, AGAIN)
            at = tokens.joined.find(value, end, high)


def _note(tokens: Tokens, at: int, category: str, words: dict[str, str], *, single: bool) -> None:
    word, kind = tokens.fold(at), tokens.kinds[at]
    if kind not in (CAPITAL, UPPER, MIXED) or len(word) < _SHORTEST:
        return
    if word in vocabulary.TITLES or word in vocabulary.JOINERS or word in vocabulary.ORGANISATIONS:
        return
    if tokens.flags[at] & COMMON and (category != "PERSON_NAME" or not single):
        return  # "Young" of "Mr Young" is found again by the tagger, not here
    words.setdefault(word, category)


def _found(tokens: Tokens, words: dict[int, dict[str, str]], covered: np.ndarray) -> Iterator[Mark]:
    ids, folds = tokens.listed, tokens.types.folds
    for number, named in words.items():
        low = tokens.at(tokens.bounds[number])
        high = tokens.at(tokens.bounds[number + 1])
        for at in [at for at in range(low, high) if folds[ids[at]] in named]:
            if covered[at]:
                continue
            if tokens.kinds[at] in (CAPITAL, UPPER, MIXED) and not (
                tokens.flags[at] & COMMON and _begins(tokens, at)
            ):
                category = named[tokens.fold(at)]
                yield Mark(int(tokens.starts[at]), int(tokens.ends[at]), category, AGAIN)


def _begins(tokens: Tokens, at: int) -> bool:
    """Whether a token begins a sentence, where words have a capital for that alone."""
    before = tokens.fold(at - 1)
    return before in {"", "\n", "\0", ".", "!", "?", ":", '"', "“", "-", "*"}
