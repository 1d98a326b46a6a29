"""How far reviewers and the pipeline agree.

Cohen's kappa (Cohen 1960): (observed - expected) / (1 - expected), where expected is what two who
decide independently, each as often as they did, would agree in. Intervals by bootstrap (Efron
1979): 95 % of what resampled verdicts give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.evaluation.bootstrap import Interval, interval

IN_DATA, HELD = "in data", "held back"
FIT, UNFIT = "fit for data", "not fit"


@dataclass(frozen=True, slots=True)
class Judged:
    """A change with a verdict: its outcome, its categories, and what the reviewer said."""

    outcome: str
    categories: tuple[str, ...]
    verdict: str

    @property
    def pair(self) -> tuple[str, str]:
        """(what the pipeline did, what the reviewer wanted)."""
        pipeline = IN_DATA if self.outcome == "refined" else HELD
        return pipeline, UNFIT if self.verdict == "reject" else FIT


@dataclass(frozen=True)
class Agreement:
    """The figures.

    Attributes:
        matrix: how many of (pipeline, reviewer).
        share: in which both agree.
        kappa: Cohen's; 0 where both always said the same one thing, for that says nothing.
        wrong_categories: verdicts "wrong category" by category, of how many with it.
    """

    matrix: Mapping[tuple[str, str], int]
    share: Interval
    kappa: Interval
    wrong_categories: Mapping[str, tuple[int, int]]


def agreement(judged: Iterable[Judged]) -> Agreement | None:
    """The figures of all verdicts on what was refined or quarantined; None without any."""
    several = [one for one in judged if one.outcome in {"refined", "quarantined"}]
    if not several:
        return None
    pairs = [one.pair for one in several]
    of: Counter[str] = Counter(name for one in several for name in one.categories)
    wrong = Counter(
        name for one in several if one.verdict == "wrong_category" for name in one.categories
    )
    return Agreement(
        matrix=Counter(pairs),
        share=interval(pairs, _share),
        kappa=interval(pairs, kappa),
        wrong_categories={name: (count, of[name]) for name, count in sorted(wrong.items())},
    )


def _agree(pair: tuple[str, str]) -> bool:
    return pair in {(IN_DATA, FIT), (HELD, UNFIT)}


def _share(pairs: list[tuple[str, str]]) -> float:
    return sum(map(_agree, pairs)) / len(pairs)


def kappa(pairs: list[tuple[str, str]]) -> float:
    """Cohen's kappa of (pipeline, reviewer).

    >>> kappa([(IN_DATA, FIT), (HELD, UNFIT)]), kappa([(IN_DATA, FIT), (IN_DATA, UNFIT)])
    (1.0, 0.0)
    """
    observed = _share(pairs)
    passed = sum(pipeline == IN_DATA for pipeline, _ in pairs) / len(pairs)
    fit = sum(reviewer == FIT for _, reviewer in pairs) / len(pairs)
    expected = passed * fit + (1 - passed) * (1 - fit)
    return 0.0 if expected == 1 else (observed - expected) / (1 - expected)
