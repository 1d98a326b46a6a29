"""Counts summed over documents, with what their sums would be on other samples of documents.

Poisson bootstrap (Hanley and MacGibbon 2006; Chamandy et al. 2012): in each of `ROUNDS` resamplings
a document counts Poisson(1) times, drawn from a hash of its id. So counts are summed as a stream,
in any order and on any number of workers, to the same figures, in memory that does not grow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.evaluation.bootstrap import Interval, ends

ROUNDS = 400
"""Resamplings; ends of a 95 % interval are the 10th of them from either side. Ours."""

Sums = dict[str, NDArray[np.float64]]
"""By the name of a count: its sum, then its sum in each resampling."""

Document = tuple[str, Mapping[str, float]]
"""Id and counts, by name."""


@lru_cache(maxsize=1024)
def weights(identity: str) -> NDArray[np.float64]:
    """1, then how often the document counts in each resampling."""
    digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    return np.concatenate(([1.0], rng.poisson(1.0, ROUNDS)))


def add(sums: Sums, document: Document) -> Sums:
    """The sums with one document more."""
    identity, counts = document
    own = weights(identity)
    for name, count in counts.items():
        if count:
            sums[name] = sums[name] + count * own if name in sums else count * own
    return sums


def merge(several: Iterable[Sums]) -> Sums:
    """The sums of all."""
    total: Sums = {}
    for sums in several:
        for name, values in sums.items():
            total[name] = total[name] + values if name in total else values
    return total


def of(sums: Sums, name: str) -> NDArray[np.float64]:
    """A count and its resamplings; zeros where nobody counted it."""
    return sums.get(name, np.zeros(ROUNDS + 1))


def ratio(sums: Sums, part: str, *whole: str) -> Interval | None:
    """Part of the whole (the sum of several counts); None where the whole is 0."""
    return figure(sums, [part], whole, lambda tops, bottoms: tops / bottoms)


def figure(
    sums: Sums,
    top: Iterable[str],
    bottom: Iterable[str],
    made: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]],
) -> Interval | None:
    """A figure of two sums of counts with its interval; None where the second is 0."""
    tops = np.sum([of(sums, name) for name in top], axis=0)
    bottoms = np.sum([of(sums, name) for name in bottom], axis=0)
    return interval(tops, bottoms, made)


def interval(
    tops: NDArray[np.float64],
    bottoms: NDArray[np.float64],
    made: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]] = np.divide,
) -> Interval | None:
    """The figure of two series of sums; resamplings in which the second is 0 say nothing."""
    if bottoms[0] == 0:
        return None
    kept = bottoms > 0
    values = made(tops[kept], bottoms[kept])
    return ends(float(values[0]), values[1:].tolist())


def f_score(sums: Sums, found: str, wanted: str, right: str, flagged: str) -> Interval | None:
    """The harmonic mean of recall (found of wanted) and precision (right of flagged)."""
    wants, flags = of(sums, wanted), of(sums, flagged)
    if wants[0] == 0 or flags[0] == 0:
        return None
    kept = (wants > 0) & (flags > 0)
    recall = of(sums, found)[kept] / wants[kept]
    precision = of(sums, right)[kept] / flags[kept]
    both = recall + precision
    values = np.divide(2 * recall * precision, both, out=np.zeros_like(both), where=both > 0)
    return ends(float(values[0]), values[1:].tolist())
