"""No text makes the check slow.

Every category alone takes less than a second for 1 MB of what its patterns like least: here of what
takes longest, in a few kilobytes, of all that `hostile_texts` has for it; in `test_hostile_whole`
of everything. And four times as much text takes no more than about four times as long.
"""

from __future__ import annotations

from functools import partial

import pytest

from tests.growth import TRIES
from tests.transforms.checks.hostile_texts import (
    BEGINNINGS,
    DENSE,
    KEYWORDS,
    LIMIT_S,
    LIMITS_S,
    WITH_FORMS,
    Unit,
    Way,
    cut_off,
    is_quick,
    named,
    nothing_but_values,
    seconds,
    slowness,
    unfinished,
    units,
    values,
)
from transforms.checks.pii.hyper import HyperPrescreen
from transforms.checks.pii.literals import LiteralPrescreen
from transforms.checks.pii.scanner import Scanner

SMALL, FOUR_TIMES = 5_000, 20_000
NOTHING_S = 0.006
"""A time that says nothing about how it grows."""
GROWS_AT_MOST = 7.0
"""Where four times as much text is 4 when it grows linearly, and 16 when with the square."""
MOST = 2
"""Texts for one category where growth is asked; some have dozens of forms of one kind."""


@pytest.fixture(scope="session")
def hyper(tmp_path_factory: pytest.TempPathFactory) -> Way:
    """Hyperscan with a cache of its own: a database for each category is nobody's business."""
    return partial(HyperPrescreen, cache=tmp_path_factory.mktemp("cache") / "gdr")


def grows_linearly(scanner: Scanner, unit: Unit) -> bool:
    """Whether four times as much text takes about four times as long, once in ten times."""
    text = unit.text(FOUR_TIMES)
    for _ in range(TRIES):
        short, long = seconds(scanner, text[:SMALL]), seconds(scanner, text)
        if long < max(NOTHING_S, short * GROWS_AT_MOST) or long < NOTHING_S * slowness():
            return True
    return False


# Texts are made by each test: all of them would take seconds of every collection.
@pytest.mark.hostile
@pytest.mark.parametrize("name", WITH_FORMS)
def test_four_times_as_much_of_what_a_pattern_likes_least_takes_four_times_as_long(
    name: str, hyper: Way
) -> None:
    scanner = Scanner(named(name), "test", (), hyper)
    scanner.find([KEYWORDS])
    every = [*units(name, nothing_but_values), *units(name, cut_off)]
    for unit in every[:: max(1, len(every) // MOST)]:
        assert grows_linearly(scanner, unit), unit


@pytest.mark.parametrize(
    ("name", "unit"),
    [(name, unit) for found in (BEGINNINGS, DENSE) for name in found for unit in found[name]],
)
def test_what_was_thought_up_grows_linearly(name: str, unit: str, hyper: Way) -> None:
    assert grows_linearly(Scanner(named(name), "test", (), hyper), Unit("", unit))


@pytest.mark.hostile
@pytest.mark.parametrize("name", WITH_FORMS)
def test_a_megabyte_of_the_worst_of_each_kind_takes_less_than_a_second(
    name: str, hyper: Way
) -> None:
    for way in (hyper, LiteralPrescreen):
        scanner = Scanner(named(name), "test", (), way)
        scanner.find([KEYWORDS])
        for kind in (unfinished(name), values(name)):
            unit = max(kind, key=lambda unit: seconds(scanner, unit.text(FOUR_TIMES)))
            assert is_quick(scanner, unit, LIMITS_S.get(name, LIMIT_S)), (way, unit)
