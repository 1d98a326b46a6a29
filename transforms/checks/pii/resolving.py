"""Of values found in the same place, which one stays.

In this order:

1. The longer: what covers more says more, and nothing private is left at its ends.
2. The stronger: score, plus up to 0.15 for a key word that tells what the value is, the more the
   nearer it stands. So of two numbers beside two key words each is what stands before it, and a
   shape with its name beats a better shape without.
3. The more specific: the higher `Category.rank`, then a country's before all countries'.
4. The first by name, then by start.

The order is total, so that what stays depends on nothing else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable

from transforms.checks.pii.category import Category, Hit

TOLD = 0.15
"""What a key word beside a value counts for, in score. Ours: more than the tables' scores of two
shapes of one value differ by, less than separates a checked number from a bare one."""

Weight = tuple[float, int, str]
"""What stands between length and place: the smaller goes first."""
Key = tuple[int, Weight, int]


class Resolver:
    """Knows how specific categories are.

    Args:
        categories: of one name several; the most specific of them counts.
    """

    def __init__(self, categories: Iterable[Category]) -> None:
        self._ranks: dict[str, int] = {}
        for category in categories:
            rank = 2 * category.rank + (category.country != "*")
            self._ranks[category.name] = max(rank, self._ranks.get(category.name, rank))

    def resolve(self, hits: Iterable[Hit]) -> list[Hit]:
        """The hits that stay when of two that overlap one goes, ordered by start."""
        key = self._key()
        kept: list[Hit] = []
        cluster: list[Hit] = []
        end = 0
        for hit in sorted(hits):
            if hit.start >= end:
                kept += _strongest(cluster, key)
                cluster = []
            cluster.append(hit)
            end = max(end, hit.end)
        return kept + _strongest(cluster, key)

    def _key(self) -> Callable[[Hit], Key]:
        """What hits are ordered by, the strongest first; few weights serve many hits."""
        weights: dict[tuple[str, float, float], Weight] = {}

        def key(hit: Hit) -> Key:
            what = hit[2:]
            weight = weights.get(what)
            if weight is None:
                weight = weights[what] = self._weight(*what)
            return hit.start - hit.end, weight, hit.start

        return key

    def _weight(self, category: str, score: float, told: float) -> Weight:
        return -round(score + TOLD * told, 6), -self._ranks.get(category, 0), category


def _strongest(cluster: list[Hit], key: Callable[[Hit], Key]) -> list[Hit]:
    """As `Resolver.resolve`, for hits that overlap each other or a common third."""
    if len(cluster) < 2:
        return cluster
    kept: list[Hit] = []
    starts: list[int] = []
    for hit in sorted(cluster, key=key):
        at = bisect_right(starts, hit.start)
        left_free = at == 0 or kept[at - 1].end <= hit.start
        if left_free and (at == len(kept) or starts[at] >= hit.end):
            kept.insert(at, hit)
            starts.insert(at, hit.start)
    return kept
