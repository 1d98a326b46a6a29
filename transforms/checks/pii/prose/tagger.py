"""Tags names, places and organisations: a linear-chain model with whole-number weights.

Trained by `tests/benchmarks/pii/tagger/train.py`; `data/tagger.toml` says on what. Sums of whole
numbers do not depend on their order, so the tags are the same on every machine.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.checks.pii.prose import features, segments
from transforms.checks.pii.prose.features import BUCKETS, OFFSETS
from transforms.checks.pii.prose.text import Tokens, Types

Weights = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]

LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG")
"""Nothing; the first and further tokens of persons, places, organisations."""

SCALE = 256
"""What a weight of 1.0 is as a whole number."""

_NEVER = -(1 << 28)
"""The weight of what cannot follow."""

_PAD = "\n"


class Model(NamedTuple):
    """Weights: of each row of features by label, and of label after label."""

    rows: Weights
    after: Weights


class Tagged(NamedTuple):
    """Tokens from `first` to `last` (exclusive) that are a person, place or organisation.

    Attributes:
        margin: by how much the model prefers it to nothing, per token; `SCALE` is 1.0.
    """

    kind: str
    first: int
    last: int
    margin: int


def data(name: str) -> bytes:
    """A file of this package's data."""
    return (resources.files("transforms.checks.pii.prose") / "data" / name).read_bytes()


@cache
def load() -> Model:
    """The model that is shipped."""
    with np.load(io.BytesIO(data("tagger.npz")), allow_pickle=False) as stored:
        rows = np.zeros((BUCKETS, len(LABELS)), np.int32)
        rows[stored["rows"]] = stored["weights"]
        return Model(rows, stored["after"].astype(np.int32))


class Tagger:
    """Tags batches; keeps what it computed for a type of token."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._types: Types | None = None
        self._weights = np.zeros((0, len(OFFSETS), len(LABELS)), np.int32)
        self._words = np.zeros(0, np.int64)
        self._classes = np.zeros(0, np.int64)

    def tag(self, tokens: Tokens) -> list[Tagged]:
        """What the batch names, ordered."""
        first, last = segments.runs(tokens)
        if not len(first):
            return []
        self._learn(tokens.types)
        sizes = last - first
        begins = np.cumsum(sizes) - sizes
        places = np.arange(int(sizes.sum())) + np.repeat(first - begins, sizes)
        scores = self._scores(tokens, places)
        labels = _best(scores, sizes, self._model.after)
        return list(_entities(places, labels, scores, sizes))

    def _learn(self, types: Types) -> None:
        """Computes what does not depend on neighbours, for types that are new."""
        if types is not self._types:
            self._types = types
            self._weights, self._words = self._weights[:0], self._words[:0]
            self._classes = self._classes[:0]
        if _PAD not in types.numbers:
            types.add(_PAD)
        known, count = len(self._words), len(types.names)
        if known == count:
            return
        rows, words, classes = features.of_types(types, known, count)
        sums = self._model.rows[rows].sum(axis=2, dtype=np.int32)
        self._weights = np.concatenate([self._weights, sums])
        self._words = np.concatenate([self._words, words])
        self._classes = np.concatenate([self._classes, classes])

    def _scores(self, tokens: Tokens, places: Ints) -> Weights:
        """Of each place the weight of each label, without what goes before."""
        seen = neighbours(tokens, places)
        scores = np.zeros((len(places), len(LABELS)), np.int32)
        for column, ids in enumerate(seen):
            scores += self._weights[ids, column]
        words = [self._words[ids] for ids in seen]
        classes = [self._classes[ids] for ids in seen]
        rows = features.joint(words, classes)
        for column in range(rows.shape[1]):
            scores += self._model.rows[rows[:, column]]
        return scores


def neighbours(tokens: Tokens, places: Ints) -> list[Ints]:
    """For each of `OFFSETS` the types that stand there; ends of lines outside of the batch."""
    pad = tokens.types.numbers[_PAD]
    padded = np.concatenate([[pad, pad], tokens.all.ids, [pad, pad]])
    return [padded[places + 2 + offset] for offset in OFFSETS]


def _best(scores: Weights, sizes: Ints, after: Weights) -> Ints:
    """The best labels of all runs (Viterbi), one place further in all of them at a time."""
    order = np.argsort(-sizes, kind="stable")
    begins = (np.cumsum(sizes) - sizes)[order]
    lengths = sizes[order]
    longest = int(lengths[0])
    alive = [int(np.count_nonzero(lengths > at)) for at in range(longest)]
    best = np.zeros((len(scores), len(LABELS)), np.int32)
    came = np.zeros((len(scores), len(LABELS)), np.int64)
    best[begins] = scores[begins] + _FIRST
    for at in range(1, longest):
        here = begins[: alive[at]] + at
        ways = best[here - 1][:, :, None] + after[None]
        came[here] = ways.argmax(axis=1)
        best[here] = ways.max(axis=1) + scores[here]
    labels = np.zeros(len(scores), np.int64)
    ends = begins + lengths - 1
    labels[ends] = best[ends].argmax(axis=1)
    for at in range(longest - 1, 0, -1):
        here = begins[: alive[at]] + at
        labels[here - 1] = came[here, labels[here]]
    return labels


_FIRST = np.array([_NEVER if label[0] == "I" else 0 for label in LABELS], np.int32)


def _entities(places: Ints, labels: Ints, scores: Weights, sizes: Ints) -> list[Tagged]:
    found: list[Tagged] = []
    margins = scores[np.arange(len(labels)), labels] - scores[:, 0]
    sums = [0, *np.cumsum(margins).tolist()]
    begins = set((np.cumsum(sizes) - sizes).tolist())
    named = np.flatnonzero(labels).tolist()
    start = end = -1
    kind = ""
    for at in named:
        label = LABELS[labels[at]]
        if label[0] == "B" or at != end or label[2:] != kind or at in begins:
            if kind:
                found.append(_tagged(kind, places, sums, start, end))
            start, kind = at, label[2:]
        end = at + 1
    if kind:
        found.append(_tagged(kind, places, sums, start, end))
    return found


def _tagged(kind: str, places: Ints, sums: Sequence[int], start: int, end: int) -> Tagged:
    margin = (sums[end] - sums[start]) // (end - start)
    return Tagged(kind, int(places[start]), int(places[end - 1]) + 1, margin)
