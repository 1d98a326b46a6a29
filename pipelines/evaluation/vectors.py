"""Texts as vectors, without a model: hashed TF-IDF, and its main directions.

    weight of a term = (1 + ln count) * (ln((1 + n) / (1 + n with it)) + 1), rows of length 1
    (Salton and Buckley 1988; the smoothing of scikit-learn, so that figures compare)
    directions by singular value decomposition (LSA, Deerwester et al. 1990)

Terms are words and pairs of neighbouring words, lower case, hashed into `BUCKETS`. The same texts
give the same vectors on every machine, up to rounding.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BUCKETS = 4096
"""Of terms; a few thousand texts of some hundred words collide little in it. Ours."""

LABEL = f"TF-IDF over words and word pairs ({BUCKETS} buckets) with SVD, no model"

Matrix = NDArray[np.float64]

_FEWEST_FOR_UMAP = 20  # its neighbourhoods are of 15
_WORD = re.compile(r"\w+")


def tfidf(texts: Sequence[str]) -> Matrix:
    """A row of length 1 per text, `BUCKETS` wide; zeros for a text without words."""
    counted = [_terms(text) for text in texts]
    weights = np.zeros((len(texts), BUCKETS))
    for number, terms in enumerate(counted):
        for bucket, count in terms.items():
            weights[number, bucket] = 1 + np.log(count)
    with_it = (weights > 0).sum(axis=0)
    weights *= np.log((1 + len(texts)) / (1 + with_it)) + 1
    return scaled(weights)


def scaled(rows: Matrix) -> Matrix:
    """The rows, each divided by its length; zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Matrix = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return made


def directions(rows: Matrix, most: int) -> Matrix:
    """The rows along their (at most `most`) main directions around the mean, strongest first.

    Signs are chosen so that each direction's largest entry is positive.
    """
    if not len(rows):
        return np.zeros((0, most))
    centred = rows - rows.mean(axis=0)
    left, strengths, right = np.linalg.svd(centred, full_matrices=False)
    largest = right[np.arange(len(right)), np.abs(right).argmax(axis=1)]
    signs = np.where(largest < 0, -1.0, 1.0)
    made = (left * strengths * signs)[:, :most]
    missing = most - made.shape[1]
    return np.pad(made, ((0, 0), (0, missing))) if missing > 0 else made


def plane(rows: Matrix) -> tuple[Matrix, str]:
    """The rows in two dimensions, and by which method: UMAP where it is installed, else PCA.

    UMAP (McInnes et al. 2018) with a fixed seed; it shows neighbourhoods, PCA keeps distances.
    """
    if importlib.util.find_spec("umap") is None or len(rows) < _FEWEST_FOR_UMAP:
        return directions(rows, 2), "PCA"
    umap = importlib.import_module("umap")
    made: Matrix = np.asarray(umap.UMAP(n_components=2, random_state=0).fit_transform(rows))
    return made, "UMAP"


def words(text: str) -> list[str]:
    """The words of a text, lower case."""
    return _WORD.findall(text.lower())


def _terms(text: str) -> Counter[int]:
    found = words(text)
    pairs = (f"{first} {second}" for first, second in pairwise(found))
    return Counter(
        zlib.crc32(term.encode("utf-8", "replace")) % BUCKETS for term in [*found, *pairs]
    )
