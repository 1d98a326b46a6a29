"""Answers questions from texts alone, without a model: what a corpus still tells.

A question names a company and words of what is asked. Candidates are the sentences of texts that
name the company; the one with most of the words wins, and what in it looks like an answer is the
answer. So a value counts only where it still stands beside its subject.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipelines.evaluation.companies import Fact

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def answer(company: str, fact: Fact, texts: Iterable[str]) -> str:
    """The likeliest answer, "" when the texts give none.

    Args:
        company: the subject.
        fact: what is asked; its value is not looked at.
        texts: of one version of the corpus.
    """
    votes: Counter[str] = Counter()
    for text in texts:
        if company in text:
            votes.update(_candidates(company, fact, _SENTENCE.split(text)))
    return max(sorted(votes), key=votes.__getitem__) if votes else ""


def _candidates(company: str, fact: Fact, sentences: Sequence[str]) -> list[str]:
    """Answers of the sentences with the most cues; none where no cue is."""
    scored = [(sum(cue in s.lower() for cue in fact.cues), s) for s in sentences if company in s]
    most = max((score for score, _ in scored), default=0)
    if not most:
        return []
    found = [re.search(fact.pattern, s) for score, s in scored if score == most]
    return [match[match.lastindex or 0] for match in found if match]


def is_right(fact: Fact, given: str) -> bool:
    """Whether the answer is the fact's value, in any case and spacing."""
    return _bare(given) == _bare(fact.value)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()
