"""The check for toxic language: a linear model over words, sentence by sentence, without a network.

A finding is the words that make a sentence toxic, or the sentence where no word stands out; its
score is the sentence's. Data and training: `tests/benchmarks/toxicity`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from transforms.checks.toxic.model import LinearModel, load
from transforms.checks.toxic.sentences import Span, sentences
from transforms.core.records import Finding
from transforms.core.toxicity.scores import MILLIONTHS, THRESHOLD, TOXIC, Score, Scores
from transforms.core.toxicity.wording import token_spans

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NAME = "toxicity"

LEAST = 0.3
"""Of a sentence to be a finding; the policy's `min_score` decides from where on it has to go."""

STANDS_OUT = 0.35
"""Share of the largest word's score from which on a word is one of those that make a sentence
toxic. Ours, not tuned."""


class Toxicity:
    """Finds and scores toxic language in English."""

    name = NAME
    categories = (TOXIC,)

    def __init__(self, model: LinearModel) -> None:
        self._model = model

    @cached_property
    def identity(self) -> str:
        """Name and hash of the weights."""
        return f"{NAME}@{self._model.hash}"

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """The scores of each text, in order, by category."""
        spans = [sentences(text) for text in texts]
        names = self._model.categories
        none = dict.fromkeys(names, Score(0.0, 0.0, 0.0))
        counts = np.array([len(some) for some in spans], np.int64)
        if not counts.any():
            return [none for _ in texts]
        rows = self._sentence_scores(texts, spans)
        figures = zip(*(a.tolist() for a in _over_sentences(rows, counts[counts > 0])), strict=True)
        return [_named(names, next(figures)) if some else none for some in spans]

    def find(self, texts: Sequence[str]) -> list[Finding]:
        """Findings in all texts, ordered by text and start; none overlaps another."""
        spans = [sentences(text) for text in texts]
        rows = iter(self._sentence_scores(texts, spans)[:, 0].tolist())
        return [
            Finding(number, start, end, TOXIC, score, NAME)
            for number, some in enumerate(spans)
            for sentence in some
            if (score := next(rows)) >= LEAST
            for start, end in self._words(texts[number], sentence)
        ]

    def _sentence_scores(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Floats:
        pieces = [t[a:b] for t, some in zip(texts, spans, strict=True) for a, b in some]
        return self._model.score(pieces)

    def _words(self, text: str, sentence: Span) -> list[Span]:
        """The words that make a sentence toxic, neighbours joined; all of it if there is none."""
        first, last = sentence
        places = [(first + a, first + b) for a, b in token_spans(text[first:last])]
        if not places:
            return [sentence]
        scores = self._model.word_scores([text[a:b] for a, b in places])
        most = float(np.max(scores))
        if most <= 0:
            return [sentence]
        spans: list[Span] = []
        for place, score in zip(places, scores.tolist(), strict=True):
            if score < STANDS_OUT * most:
                continue
            if spans and text[spans[-1][1] : place[0]].isspace():
                spans[-1] = (spans[-1][0], place[1])
            else:
                spans.append(place)
        return spans


def _over_sentences(rows: Floats, counts: Integers) -> tuple[Floats, Floats, Floats]:
    """Maximum, mean and share at or above the threshold: a row for each text.

    Args:
        rows: a row for each sentence, with six digits.
        counts: sentences of each text, none without.
    """
    starts = np.cumsum(counts) - counts
    whole = np.rint(rows * MILLIONTHS).astype(np.int64)  # sums are the same in any order
    most: Floats = np.maximum.reduceat(rows, starts)
    mean = np.add.reduceat(whole, starts) / counts[:, None] / MILLIONTHS
    share = np.add.reduceat((rows >= THRESHOLD).astype(np.int64), starts) / counts[:, None]
    return most, np.round(mean, 6), np.round(share, 6)


def _named(names: Sequence[str], figures: tuple[list[float], ...]) -> Scores:
    """The scores by category, given the three figures of each."""
    return {name: Score(*own) for name, *own in zip(names, *figures, strict=True)}


def build() -> Toxicity:
    """The check with the model that stands beside it."""
    return Toxicity(load())
