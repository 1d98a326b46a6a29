"""Logistic regression over hashed features of words, with nothing but numpy.

A text's score is linear in its words and pairs of words, a word's in its character n-grams:

    score(text) = (sum of word scores + sum of pair scores) / sqrt(words + EXTRA) + bias
    score(word) = sum of the weights of its n-grams / sqrt(their number) + the weight of the word

so that the matrix of texts by n-grams never has to be made: texts by words, times words by n-grams.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.checks.toxic import hashing
from transforms.checks.toxic.model import EXTRA, Sizes, in_a_row, strongest
from transforms.core.toxicity.wording import GROUP, words

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Sparse:
    """A matrix by its entries."""

    row: Integers
    column: Integers
    value: Floats
    shape: tuple[int, int]

    def times(self, vector: Floats) -> Floats:
        """The matrix times a vector."""
        return np.bincount(self.row, self.value * vector[self.column], self.shape[0])

    def transposed_times(self, vector: Floats) -> Floats:
        """The transposed matrix times a vector."""
        return np.bincount(self.column, self.value * vector[self.row], self.shape[1])


@dataclass(frozen=True)
class Features:
    """Texts as features.

    Attributes:
        texts: texts by distinct words.
        grams: distinct words by places of the table of n-grams.
        pairs: texts by places of the table of pairs.
    """

    texts: Sparse
    grams: Sparse
    pairs: Sparse


def features(texts: Sequence[str], sizes: Sizes) -> Features:
    """The features of all texts."""
    numbers: dict[str, int] = {}
    tokens = [[numbers.setdefault(w.counted, len(numbers)) for w in words(text)] for text in texts]
    known = list(numbers)
    counts = np.fromiter(map(len, tokens), np.int64, len(tokens))
    row = np.repeat(np.arange(len(tokens)), counts)
    flat = np.concatenate([np.array(some, np.int64) for some in tokens])
    counts_one = ~in_a_row(flat == numbers.get(GROUP, -1), row)
    row, flat = row[counts_one], flat[counts_one]
    counts = np.bincount(row, minlength=len(tokens))
    scale = 1 / np.sqrt(counts + EXTRA)
    by_words = Sparse(row, flat, scale[row], (len(texts), len(known)))
    whole = hashing.whole_words(known)
    same = row[1:] == row[:-1]
    second = hashing.pairs(whole[flat[:-1]], whole[flat[1:]])[same]
    by_pairs = Sparse(
        row[1:][same], hashing.slots(second, sizes.pairs), scale[row[1:][same]],
        (len(texts), sizes.pairs),
    )  # fmt: skip
    made = hashing.grams(known)
    weight = _weights(made.owner, len(known))
    weight[made.owner == numbers.get(GROUP, -1)] = 0.0  # as in the model: groups say nothing
    by_grams = Sparse(
        made.owner, hashing.slots(made.feature, sizes.grams), weight, (len(known), sizes.grams)
    )
    return Features(by_words, by_grams, by_pairs)


def _weights(owner: Integers, count: int) -> Floats:
    """What each feature of a word counts: `word_sums`, as factors."""
    number = np.bincount(owner, minlength=count)
    weight: Floats = 1 / np.sqrt(np.maximum(number - 1, 1))[owner]
    weight[np.cumsum(number) - 1] = 1.0
    return weight


@dataclass(frozen=True)
class Fitted:
    """The weights of one category."""

    grams: Floats
    pairs: Floats
    bias: float

    def scores(self, of: Features) -> Floats:
        """The raw score of each text, as a whole: what is fitted."""
        return of.texts.times(of.grams.times(self.grams)) + of.pairs.times(self.pairs) + self.bias

    def strongest(self, of: Features) -> Floats:
        """The raw score of each text as the model gives it: of its worst words in a row."""
        word = of.grams.times(self.grams)[of.texts.column]
        pair = np.zeros(len(word))
        pair[1:][of.texts.row[1:] == of.texts.row[:-1]] = self.pairs[of.pairs.column]
        return strongest(of.texts.row, word, pair, of.texts.shape[0]) + self.bias


def fit(
    of: Features, labels: Floats, weights: Floats, *, ridge: float, pair_ridge: float = 1.0,
    rounds: int = 120, prior: Floats | None = None
) -> Fitted:  # fmt: skip
    """Logistic regression with a ridge, by L-BFGS; the same numbers on every run.

    Args:
        of: features of the texts.
        labels: 0 to 1, as many as texts.
        weights: of the texts.
        ridge: strength of the penalty on squared weights; larger is smoother.
        pair_ridge: how many times stronger it is for pairs.
        rounds: most steps.
        prior: weights of the n-grams before anything was seen: the ridge draws towards them.
    """
    first, second = of.grams.shape[1], of.pairs.shape[1]
    penalty = np.concatenate([np.full(first, ridge), np.full(second, ridge * pair_ridge), [0.0]])

    expected = np.zeros(first + second + 1)
    if prior is not None:
        expected[:first] = prior

    def loss(theta: Floats) -> tuple[float, Floats]:
        raw = of.texts.times(of.grams.times(theta[:first]))
        raw += of.pairs.times(theta[first:-1]) + theta[-1]
        value = weights @ (np.logaddexp(0, raw) - labels * raw)
        error = weights * (1 / (1 + np.exp(-raw)) - labels)
        slope = np.concatenate([
            of.grams.transposed_times(of.texts.transposed_times(error)),
            of.pairs.transposed_times(error),
            [error.sum()],
        ])  # fmt: skip
        drawn = penalty * (theta - expected)
        return float(value + 0.5 * drawn @ (theta - expected)), slope + drawn

    theta = minimize(loss, expected, rounds)
    return Fitted(theta[:first], theta[first:-1], float(theta[-1]))


def prior_of(known: Sequence[str], weight: float, sizes: Sizes) -> Floats:
    """The prior that each of these words, as a whole, weighs so much."""
    expected = np.zeros(sizes.grams)
    expected[hashing.slots(hashing.whole_words(known), sizes.grams)] = weight
    return expected


def minimize(
    loss: Callable[[Floats], tuple[float, Floats]], start: Floats, rounds: int, memory: int = 10
) -> Floats:
    """Where `loss` (value and slope) is least, by L-BFGS (Nocedal and Wright, algorithm 7.5)."""
    at, (value, slope) = start, loss(start)
    steps: list[tuple[Floats, Floats, float]] = []
    for _ in range(rounds):
        direction = -_two_loops(slope, steps)
        downhill = float(slope @ direction)
        length = 1.0 if steps else min(1.0, 1.0 / float(np.abs(slope).sum()))
        while True:
            there = at + length * direction
            next_value, next_slope = loss(there)
            if next_value <= value + 1e-4 * length * downhill or length < 1e-12:
                break
            length *= 0.5
        step, change = there - at, next_slope - slope
        if float(step @ change) > 0:
            steps = [*steps[1 - memory :], (step, change, 1 / float(step @ change))]
        done = value - next_value <= 1e-7 * abs(value)
        at, value, slope = there, next_value, next_slope
        if done:
            break
    return at


def _two_loops(slope: Floats, steps: Sequence[tuple[Floats, Floats, float]]) -> Floats:
    """The slope times the inverse of the curvature that `steps` tell."""
    found = slope.copy()
    shares: list[float] = []
    for step, change, rho in reversed(steps):
        shares.append(rho * float(step @ found))
        found -= shares[-1] * change
    if steps:
        step, change, _ = steps[-1]
        found *= float(step @ change) / float(change @ change)
    for (step, change, rho), share in zip(steps, reversed(shares), strict=True):
        found += (share - rho * float(change @ found)) * step
    return found
