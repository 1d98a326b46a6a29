"""How work grows with its input: in counts and in ratios, which no neighbour on a machine changes.

Seconds are for benchmarks. Here four times as much is to take about four times as long on the core
that it runs on, where the square would take sixteen times; and what is to cost nothing is counted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType

TIMES, AT_MOST = 4, 8.0
"""So much more work, and how much longer it may take: twice what is in proportion, half of what is
with the square."""

TRIES = 10
"""A neighbour that takes the caches away disturbs one measurement, not ten."""


def in_proportion(work: Callable[[int], object], size: int) -> bool:
    """Whether `work(TIMES * size)` takes at most `AT_MOST` times the CPU of `work(size)`."""
    return any(_cpu_s(work, TIMES * size) <= AT_MOST * _cpu_s(work, size) for _ in range(TRIES))


def _cpu_s(work: Callable[[int], object], size: int) -> float:
    began = time.process_time()
    work(size)
    return time.process_time() - began


def calls_of(work: Callable[[], object]) -> int:
    """How many functions are called, Python's own and built-in ones."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
