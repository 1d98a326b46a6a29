"""Intervals by bootstrap: what a figure would be on other samples of the same kind.

Percentile bootstrap (Efron 1979): the figure of `ROUNDS` samples drawn with replacement; 95 % of
them lie between the two ends. Draws are a function of the number of observations alone: the same
observations give the same interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

T = TypeVar("T")

ROUNDS = 1000
COVERAGE = 0.95


class Interval(NamedTuple):
    """A figure with the ends of its interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """As tables show it."""
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"

    def as_json(self) -> dict[str, float]:
        """As JSON reports have it."""
        return {"value": self.value, "low": self.low, "high": self.high}


def interval(
    observed: Sequence[T], figure: Callable[[list[T]], float], rounds: int = ROUNDS
) -> Interval:
    """The figure of all observations, and where it lies in 95 % of their resamplings.

    Args:
        observed: at least one.
        figure: of as many observations, some of them several times.
        rounds: resamplings.
    """
    rng = np.random.default_rng(len(observed))
    drawn = rng.integers(0, len(observed), (rounds, len(observed)))
    made = [figure([observed[n] for n in numbers]) for numbers in drawn.tolist()]
    return ends(figure(list(observed)), made)


def ends(value: float, made: Sequence[float]) -> Interval:
    """The value with the ends that `COVERAGE` of the resampled values lie between."""
    outside = (1 - COVERAGE) / 2
    finite = [one for one in made if one == one]
    low, high = np.quantile(finite, [outside, 1 - outside]) if finite else (value, value)
    return Interval(value, float(low), float(high))
