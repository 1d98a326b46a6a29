"""chrF: how many of a text's character n-grams survive in another (Popović, 2015).

The score of the paper and of sacrebleu: n-grams of 1 to 6 characters, beta 2, precision and recall
averaged over the lengths that both texts have, blanks left out. Case is folded, as by sacrebleu's
option `lowercase`: capitals say nothing of what is said.
"""

from __future__ import annotations

from collections import Counter

LONGEST = 6
"""Characters of the longest n-grams, as in the paper and in sacrebleu."""

BETA = 2
"""How many times as much recall counts as precision, likewise."""


def chrf(text: str, output: str) -> float:
    """The F-score of mean precision and mean recall over n-grams of 1 to 6 characters; 0 to 1.

    >>> chrf("The report is late", "the report is late"), chrf("abc", "xyz")
    (1.0, 0.0)
    """
    before, after = "".join(text.lower().split()), "".join(output.lower().split())
    orders = range(1, min(LONGEST, len(before), len(after)) + 1)
    if not orders:
        return float(before == after)
    precision = recall = 0.0
    for length in orders:
        wanted, given = _grams(before, length), _grams(after, length)
        matches = (wanted & given).total()
        precision += matches / given.total()
        recall += matches / wanted.total()
    if not precision:
        return 0.0
    found = (1 + BETA**2) * precision * recall / (BETA**2 * precision + recall)
    return found / len(orders)


def _grams(text: str, length: int) -> Counter[str]:
    return Counter(text[at : at + length] for at in range(len(text) - length + 1))
