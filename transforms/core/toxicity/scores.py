"""What toxicity is called, and what a scorer says of a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar, runtime_checkable

TOXICITY = "toxicity"
"""The score that every scorer gives; the others are a part of it."""

TOXIC = "TOXICITY"
"""The category of findings: words of a toxic sentence."""

THRESHOLD = 0.5
"""Of a sentence that counts in `share`."""


RISE = 0.1
"""By which a harmless text may score higher than before: another name in it moves a score a little.
Ours; one in a thousand human rewrites rises by more."""


def too_toxic(was: float, now: float, limit: float) -> bool:
    """Whether an output reaches the limit, or is more toxic than its text.

    So what was toxic is lower than before, and what was not does not become so by degrees.
    """
    return now >= limit or now - was > RISE


class Score(NamedTuple):
    """A category's scores over the sentences of a text, 0 to 1.

    Attributes:
        max, mean: over sentences; one toxic sentence in a long text is seen in `max`.
        share: of sentences at or above `THRESHOLD`.
    """

    max: float
    mean: float
    share: float


Scores = Mapping[str, Score]
"""By category in lower case ("toxicity", "identity_attack")."""


def worst(several: Sequence[Scores]) -> Scores:
    """Of several texts the highest of each figure: what a sample is worth."""
    names = sorted({name for scores in several for name in scores})
    return {
        name: Score(*map(max, zip(*(s[name] for s in several if name in s), strict=True)))
        for name in names
    }


def before_and_after(was: Scores | None, now: Scores | None) -> dict[str, object]:
    """As lineage has it: {"toxicity": {"max": {"before": 0.9, "after": 0.1}, ...}, ...}.

    "after" is absent for what is not in data.
    """
    made: dict[str, object] = {}
    for name, score in (was or {}).items():
        rows = {figure: {"before": value} for figure, value in score._asdict().items()}
        for figure, value in (now[name]._asdict() if now and name in now else {}).items():
            rows[figure]["after"] = value
        made[name] = rows
    return made


def counted(was: Scores, now: Scores) -> dict[str, int]:
    """The counters of a sample in data, in millionths, so that sums are the same in any order."""
    counters = {"scores/samples": 1}
    for when, scores in (("before", was), ("after", now)):
        for name, score in scores.items():
            for figure, value in score._asdict().items():
                counters[f"scores/{name}/{figure}/{when}"] = round(value * MILLIONTHS)
    return counters


MILLIONTHS = 10**6


class _Categorised(Protocol):
    @property
    def category(self) -> str: ...


_Kind = TypeVar("_Kind", bound=_Categorised)


def without_toxic(found: Iterable[_Kind]) -> tuple[_Kind, ...]:
    """The findings that are private data."""
    return tuple(finding for finding in found if finding.category != TOXIC)


@runtime_checkable
class Scorer(Protocol):
    """Says how toxic texts are, on this machine and at once."""

    @property
    def identity(self) -> str:
        """Name and hash: whatever scores differently is called differently."""
        ...

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """The scores of each text, in order."""
        ...
