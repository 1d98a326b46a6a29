"""Which samples share a request: short neighbours of one sort, by the block's samples alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

PACK_TOKENS = 2000
"""Estimated tokens of a request that samples share, text and answer; ours."""


class Sized(NamedTuple):
    """What decides where a sample goes.

    Attributes:
        tokens: estimated, sent and answered.
        sort: samples of another sort do not share a request: form of the answer, set of
            demonstrations.
        alone: whether it never shares one.
    """

    tokens: int
    sort: tuple[str | int, ...] = ()
    alone: bool = False


def pack(samples: Sequence[Sized], *, most: int, tokens: int) -> list[list[int]]:
    """Numbers of the samples of each request, each number once.

    Args:
        samples: of a block, in order.
        most: samples of a request.
        tokens: estimated tokens of a request; a larger sample has one of its own.

    >>> pack([Sized(10), Sized(10, alone=True), Sized(10)], most=8, tokens=100)
    [[1], [0, 2]]
    """
    singles = [[n] for n, sample in enumerate(samples) if sample.alone]
    by_sort: dict[tuple[str | int, ...], list[int]] = {}
    for number, sample in enumerate(samples):
        if not sample.alone:
            by_sort.setdefault(sample.sort, []).append(number)
    packed = [
        group
        for _, numbers in sorted(by_sort.items(), key=lambda entry: entry[1][0])
        for group in _fill(numbers, samples, most, tokens)
    ]
    return [*singles, *packed]


def _fill(
    numbers: Iterable[int], samples: Sequence[Sized], most: int, tokens: int
) -> list[list[int]]:
    groups: list[list[int]] = []
    taken = 0
    for number in numbers:
        size = samples[number].tokens
        if not groups or len(groups[-1]) >= most or taken + size > tokens:
            groups.append([])
            taken = 0
        groups[-1].append(number)
        taken += size
    return groups
