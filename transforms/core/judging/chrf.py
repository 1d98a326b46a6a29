"""chrF: how many of a text's character n-grams survive in another (Popović, 2015)."""

from __future__ import annotations

from collections import Counter

LONGEST = 6
"""Characters of the longest n-grams, as in the paper and in sacrebleu."""

BETA = 2
"""How many times as much recall counts as precision, likewise."""


def chrf(text: str, output: str) -> float:
    """The mean F-score over n-grams of 1 to 6 characters, blanks left out; 0 to 1.

    >>> chrf("the report is late", "the report is late"), chrf("abc", "xyz")
    (1.0, 0.0)
    """
    before, after = "".join(text.split()), "".join(output.split())
    scores = [
        _f_score(_grams(before, n), _grams(after, n))
        for n in range(1, LONGEST + 1)
        if len(before) >= n and len(after) >= n
    ]
    return sum(scores) / len(scores) if scores else float(before == after)


def _grams(text: str, length: int) -> Counter[str]:
    return Counter(text[at : at + length] for at in range(len(text) - length + 1))


def _f_score(wanted: Counter[str], given: Counter[str]) -> float:
    matches = sum((wanted & given).values())
    if not matches:
        return 0.0
    precision, recall = matches / given.total(), matches / wanted.total()
    return (1 + BETA**2) * precision * recall / (BETA**2 * precision + recall)
