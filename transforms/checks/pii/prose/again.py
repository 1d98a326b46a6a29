"""Finds names again: once a text has named somebody, wherever it does so again, also in part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from transforms.checks.pii.prose.marks import Mark
from transforms.checks.pii.prose.text import CAPITAL, MIXED, UPPER, Tokens
from transforms.core.language import vocabulary
from transforms.core.language.lexicon import COMMON
from transforms.core.sought import stands_alone

_NAMED = ("PERSON_NAME", "LOCATION", "ORGANIZATION")
AGAIN = 0.7
"""The score of a name that was found because the text has it elsewhere."""
_SHORTEST = 3
"""Letters of a word that is looked for again."""


def again(tokens: Tokens, marks: Sequence[Mark]) -> list[Mark]:
    """The marks, and one for every other place where a word of a name stands with a capital."""
    words: dict[int, dict[str, str]] = defaultdict(dict)
    values: dict[tuple[int, str], str] = {}
    ordered = sorted(marks, key=lambda m: (-m.score, m.start))
    starts = [mark.start for mark in ordered]
    firsts, lasts = tokens.at_all(starts), tokens.at_all([mark.end for mark in ordered])
    texts = tokens.texts_at(starts)
    for mark, number, first, last in zip(ordered, texts, firsts, lasts, strict=True):
        category = mark.category
        if category in _NAMED and mark.score >= 0.5:
            single = last - first == 1
            if category == "PERSON_NAME" or single:
                for at in range(first, last):
                    _note(tokens, at, category, words[number], single=single)
            value = tokens.joined[mark.start : mark.end]
            if " " in value:
                values.setdefault((number, value), category)
    covered = _covered(len(tokens), firsts, lasts)
    return [*marks, *_found(tokens, words, covered), *_whole(tokens, values)]


def _covered(count: int, firsts: Sequence[int], lasts: Sequence[int]) -> bytes:
    """For each token whether it is between a first and its last (exclusive) one."""
    begun, ended = (
        np.bincount(np.array(ends, np.int64), None, count + 1) for ends in (firsts, lasts)
    )
    return (np.cumsum(begun - ended) > 0).tobytes()


def _whole(tokens: Tokens, values: Mapping[tuple[int, str], str]) -> Iterator[Mark]:
    """Names of several words wherever they stand as they are written."""
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


def _found(
    tokens: Tokens, words: Mapping[int, Mapping[str, str]], covered: bytes
) -> Iterator[Mark]:
    types = tokens.types
    sought = np.zeros(len(types.names), np.bool_)
    bounds = tokens.at_all(tokens.bounds)
    for number, named in words.items():
        kinds = [
            kind
            for fold in named
            for kind in types.folded(fold)
            if types.kinds[kind] in (CAPITAL, UPPER, MIXED)
        ]
        low = bounds[number]
        sought[kinds] = True
        places = np.flatnonzero(sought.take(tokens.all.ids[low : bounds[number + 1]]))
        sought[kinds] = False
        for at in (places + low).tolist():
            if not covered[at] and not (tokens.flags[at] & COMMON and _begins(tokens, at)):
                yield Mark(tokens.starts[at], tokens.ends[at], named[tokens.fold(at)], AGAIN)


def _begins(tokens: Tokens, at: int) -> bool:
    """Whether a token begins a sentence, where words have a capital for that alone."""
    before = tokens.fold(at - 1)
    return before in {"", "\n", "\0", ".", "!", "?", ":", '"', "“", "-", "*"}
