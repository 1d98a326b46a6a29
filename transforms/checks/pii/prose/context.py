"""Whether a text speaks of somebody: dates, places and the like are private only then."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

import numpy as np

from transforms.checks.pii.prose.marks import WEAK, Mark, joined
from transforms.checks.pii.prose.text import Tokens
from transforms.core.surrogates.listing import listed

ABOUT_ANYBODY = frozenset({"DATE", "LOCATION", "ORGANIZATION", "ETHNIC_GROUP", "OCCUPATION"})
"""Categories that stand in texts about nobody as well."""

_PERSONAL = frozenset(
    listed(
        "i my me mine we our us he she his her him hers yo mi mis nosotros nuestro nuestra él "
        "ella su sus je mon ma mes nous notre nos il elle son sa ses ich mein meine wir unser "
        "er sein seine ihr applicant applicants patient paciente plaintiff defendant claimant "
        "complainant victim witness employee customer client tenant"
    )
)
"""Words of persons: pronouns, and what offices call those that they write about."""


def weighed(tokens: Tokens, marks: Sequence[Mark]) -> list[Mark]:
    """Marks without overlaps, ordered; what is said of nobody has a score that does not count."""
    personal = _personal(tokens, marks)
    bounds = np.array(tokens.bounds)
    kept: list[Mark] = []
    for mark in joined(marks):
        number = int(np.searchsorted(bounds, mark.start, side="right")) - 1
        if mark.category in ABOUT_ANYBODY and not personal[number]:
            mark = mark._replace(score=min(mark.score, WEAK))
        kept.append(mark)
    return _apart(kept)


def _is_personal(word: str) -> int:
    return word in _PERSONAL


def _personal(tokens: Tokens, marks: Sequence[Mark]) -> list[bool]:
    """For each text, whether it speaks of a person."""
    bounds = np.array(tokens.bounds)
    said = tokens.starts[tokens.types.column("personal", _is_personal)[tokens.ids] != 0]
    named = [m.start for m in marks if m.category not in ABOUT_ANYBODY and m.score >= 0.5]
    texts = np.searchsorted(bounds, np.concatenate([said, np.array(named, np.int64)]), side="right")
    found = np.zeros(len(bounds) + 1, np.bool_)
    found[texts - 1] = True
    return found.tolist()


_STRENGTH = {"STREET_ADDRESS": 2, "PERSON_NAME": 1, "DATE_OF_BIRTH": 1}


def _apart(marks: Sequence[Mark]) -> list[Mark]:
    """Marks without overlaps: of two the surer stays, then the longer, then the earlier."""
    kept: list[Mark] = []
    order = sorted(
        marks,
        key=lambda m: (-(m.score >= 0.5), -_STRENGTH.get(m.category, 0), m.start - m.end, m.start),
    )
    taken: list[tuple[int, int]] = []
    starts: list[int] = []
    for mark in order:
        at = bisect_right(starts, mark.start)
        if (at == 0 or taken[at - 1][1] <= mark.start) and (
            at == len(taken) or mark.end <= taken[at][0]
        ):
            insort(starts, mark.start)
            taken.insert(at, (mark.start, mark.end))
            kept.append(mark)
    return sorted(kept)
