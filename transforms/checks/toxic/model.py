"""The linear model: texts in, scores out; integers until the last step, the same everywhere.

    score(words)    = (sum of word scores + sum of pair scores) / sqrt(words + EXTRA) + bias
    score(sentence) = the highest of all of it and of any WINDOW words in a row
    score(word)     = sum of its n-grams' weights / sqrt(their number) + the weight of the word

and a curve that turns a score into a share of toxic sentences. Weights are whole numbers from -127
to 127; how they were made stands beside them in `model.json`.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from transforms.checks.toxic import hashing
from transforms.core.toxicity.wording import GROUP, count_as, tokens

EXTRA = 3
"""Words added to the length of every sentence, so that a single one does not decide alone. Ours."""

WINDOW = 6
"""Words. Ours: of 4 to 12, 12 lost least on sources seen in training; 6 finds an insult in a long
sentence. Not tuned on sources held out; see `strongest`."""

FINE = 256
"""Steps of a word's score for one step of a weight."""

MOST_WORDS = 1 << 17
"""Distinct words that are remembered; then all are forgotten at once. About 30 MB. Ours."""

HERE = Path(__file__).parent
FILE, CARD = "model.npz", "model.json"

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Sizes(NamedTuple):
    """Entries of the tables, powers of two: n-grams and words, pairs of words."""

    grams: int
    pairs: int


def word_sums(owner: Integers, values: Floats, count: int) -> Floats:
    """The score of each word, given the weight of each of its features.

    Its last feature is the word itself and counts whole, the n-grams before it by the square root
    of their number. Whole numbers are added before anything is rounded.
    """
    number = np.bincount(owner, minlength=count)
    whole = values[np.cumsum(number) - 1]
    grams = np.bincount(owner, values, count) - whole
    sums: Floats = grams / np.sqrt(np.maximum(number - 1, 1)) + whole
    return sums


def in_a_row(groups: NDArray[np.bool_], owner: Integers) -> NDArray[np.bool_]:
    """Which words are a group named after a group ("old Irish"): together they count as one."""
    again = np.zeros(len(groups), bool)
    again[1:] = groups[1:] & groups[:-1] & (owner[1:] == owner[:-1])
    return again


def strongest(owner: Integers, word: Floats, pair: Floats, count: int) -> Floats:
    """The highest sum, by the root of its length, of a sentence and of any `WINDOW` of its words.

    An insult in a long sentence would be thinned out by what is said beside it.

    Args:
        owner: sentence of each word, ascending.
        word: what each word adds.
        pair: what it adds with the word before; 0 for the first of a sentence.
        count: how many sentences there are.
    """
    both = word + pair
    length = np.sqrt(np.bincount(owner, minlength=count) + EXTRA)
    most: Floats = np.bincount(owner, both, count) / length
    if len(owner) < WINDOW:
        return most
    total = np.concatenate([[0.0], np.cumsum(both)])  # exact: whole numbers below 2 ** 53
    first = np.arange(len(owner) - WINDOW + 1)
    inside = owner[first] == owner[WINDOW - 1 :]
    sums = total[WINDOW:] - total[:-WINDOW] - pair[first]
    np.maximum.at(most, owner[first][inside], sums[inside] / np.sqrt(WINDOW + EXTRA))
    return most


@dataclass(frozen=True)
class Head:
    """The weights of one category.

    Attributes:
        grams, pairs: by place; int8.
        scale: what one step of a weight is worth.
        bias: added to every score.
        raw, share: the curve: at a score of `raw[i]`, `share[i]` of all sentences are toxic.
    """

    grams: NDArray[np.int8]
    pairs: NDArray[np.int8]
    scale: float
    bias: float
    raw: Floats
    share: Floats


@dataclass
class _Known:
    """Words seen before, by number."""

    numbers: dict[str, int] = field(default_factory=dict)
    scores: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    hashes: hashing.Hashes = field(default_factory=lambda: np.zeros(0, np.uint64))
    kinds: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))


_NOTHING, _GROUP, _WORD = 0, 1, 2


@dataclass
class LinearModel:
    """Scores sentences; may be used by several threads.

    Attributes:
        heads: by category, the first is what the others are a part of.
        hash: 16 hex digits of the weights.
    """

    heads: dict[str, Head] = field(repr=False)
    hash: str

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._known = _Known()
        self._names = tuple(self.heads)

    @property
    def categories(self) -> tuple[str, ...]:
        """What it scores, the main category first."""
        return self._names

    def score(self, sentences: Sequence[str]) -> Floats:
        """Scores from 0 to 1: a row for each sentence, a column for each category."""
        if not sentences:
            return np.zeros((0, len(self._names)))
        with self._lock:
            numbers, owner = self._number([tokens(sentence) for sentence in sentences])
            raw = self._raw(numbers, owner, len(sentences))
        return self._calibrated(raw)

    def word_scores(self, words: Sequence[str]) -> Floats:
        """What each token adds to the main score of its sentence, before the curve."""
        with self._lock:
            numbers, _ = self._number([[word] for word in words])
            head = self.heads[self._names[0]]
            return self._known.scores[numbers, 0] * (head.scale / FINE)

    def _number(self, texts: Sequence[Sequence[str]]) -> tuple[Integers, Integers]:
        """The numbers of all tokens, and which text each belongs to."""
        if len(self._known.numbers) > MOST_WORDS:
            self._known = _Known()
        known = self._known.numbers
        counts = np.fromiter(map(len, texts), np.int64, len(texts))
        flat = [token for text in texts for token in text]
        new = [token for token in dict.fromkeys(flat) if token not in known]
        if new:
            self._learn(new)
        numbers = np.fromiter(map(known.__getitem__, flat), np.int64, len(flat))
        return numbers, np.repeat(np.arange(len(texts)), counts)

    def _learn(self, new: Sequence[str]) -> None:
        """Scores words that were not seen before."""
        known = self._known
        counted = [count_as(token) for token in new]
        kinds = np.array([_kind(word) for word in counted], np.int8)
        made = hashing.grams(counted)
        scores = np.stack([_words(h, made, len(new)) for h in self.heads.values()], axis=1)
        first = len(known.numbers)
        known.numbers.update((token, first + n) for n, token in enumerate(new))
        scores[kinds != _WORD] = 0  # which group is mentioned, and whether one is, says nothing
        known.scores = np.concatenate([known.scores.reshape(-1, len(self._names)), scores])
        known.hashes = np.concatenate([known.hashes, hashing.whole_words(counted)])
        known.kinds = np.concatenate([known.kinds, kinds])

    def _raw(self, numbers: Integers, owner: Integers, count: int) -> Floats:
        """The scores before the curve."""
        known = self._known
        kinds = known.kinds[numbers]
        counts = (kinds != _NOTHING) & ~in_a_row(kinds == _GROUP, owner)
        numbers, owner = numbers[counts], owner[counts]
        same = owner[1:] == owner[:-1]
        hashes = known.hashes[numbers]
        both = hashing.pairs(hashes[:-1][same], hashes[1:][same])
        length = np.sqrt(np.bincount(owner, minlength=count) + EXTRA)
        columns = []
        for column, head in enumerate(self.heads.values()):
            word = known.scores[numbers, column].astype(np.float64)
            pair = np.zeros(len(word))
            pair[1:][same] = head.pairs[hashing.slots(both, len(head.pairs))]
            pair *= FINE
            if column:
                sums = np.bincount(owner, word + pair, count) / length
            else:
                sums = strongest(owner, word, pair, count)
            columns.append(sums * (head.scale / FINE) + head.bias)
        return np.stack(columns, axis=1)

    def _calibrated(self, raw: Floats) -> Floats:
        columns = [
            np.interp(raw[:, column], head.raw, head.share)
            for column, head in enumerate(self.heads.values())
        ]
        shares = np.stack(columns, axis=1)
        shares[:, 1:] *= shares[:, :1]  # a category is a share of what is toxic
        rounded: Floats = np.round(shares, 6)
        return rounded


def _words(head: Head, made: hashing.Grams, count: int) -> Integers:
    """What each word adds to the score of a sentence, in `FINE` steps of a weight."""
    values = head.grams[hashing.slots(made.feature, len(head.grams))].astype(np.float64)
    return np.rint(word_sums(made.owner, values, count) * FINE).astype(np.int64)


def _kind(word: str) -> int:
    if not word:
        return _NOTHING
    return _GROUP if word == GROUP else _WORD


def load(folder: Path = HERE) -> LinearModel:
    """The model that stands in `folder`; its weights are those that its card names.

    Raises:
        ValueError: they are not.
    """
    data = (folder / FILE).read_bytes()
    card = json.loads((folder / CARD).read_text("utf-8"))
    found = hashlib.sha256(data).hexdigest()
    if found != card["sha256"]:
        raise ValueError(f"{FILE} is not what {CARD} names: {found[:16]}")
    with np.load(folder / FILE, allow_pickle=False) as stored:
        heads = {name: head_of(stored, name) for name in card["categories"]}
    return LinearModel(heads, found[:16])


def head_of(stored: Mapping[str, NDArray[Any]], name: str) -> Head:
    """The weights of a category, by the names that they are stored under."""
    scale, bias = stored[f"{name}/line"]
    return Head(
        stored[f"{name}/grams"], stored[f"{name}/pairs"], float(scale), float(bias),
        stored[f"{name}/raw"], stored[f"{name}/share"],
    )  # fmt: skip
