"""A megabyte of everything that is hostile to a category takes less than a second.

`test_hostile` has the worst of it, in minutes; this takes half an hour.
"""

from __future__ import annotations

from functools import partial

import pytest

from tests.transforms.checks.hostile_texts import (
    KEYWORDS,
    LIMIT_S,
    LIMITS_S,
    NEW_LIMIT_S,
    WITH_FORMS,
    Way,
    ever_new_values,
    is_quick,
    named,
    unfinished,
    units,
    values,
)
from transforms.checks.pii.hyper import HyperPrescreen
from transforms.checks.pii.literals import LiteralPrescreen
from transforms.checks.pii.scanner import Scanner

pytestmark = pytest.mark.hostile


@pytest.fixture(scope="session", params=["hyperscan", "literals"])
def way(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Way:
    cache = tmp_path_factory.mktemp("cache") / "gdr"
    return (
        partial(HyperPrescreen, cache=cache) if request.param == "hyperscan" else LiteralPrescreen
    )


def scanner(name: str, way: Way) -> Scanner:
    """Of a category alone, with its patterns compiled."""
    made = Scanner(named(name), "test", (), way)
    made.find([KEYWORDS])
    return made


@pytest.mark.parametrize("name", WITH_FORMS)
def test_what_begins_to_match_takes_less_than_a_second(name: str, way: Way) -> None:
    made, limit_s = scanner(name, way), LIMITS_S.get(name, LIMIT_S)
    assert [unit for unit in unfinished(name) if not is_quick(made, unit, limit_s)] == []


@pytest.mark.parametrize("name", WITH_FORMS)
def test_nothing_but_values_takes_less_than_a_second(name: str, way: Way) -> None:
    made, limit_s = scanner(name, way), LIMITS_S.get(name, LIMIT_S)
    assert [unit for unit in values(name) if not is_quick(made, unit, limit_s)] == []


@pytest.mark.parametrize("name", WITH_FORMS)
def test_ever_new_values_take_less_than_five_seconds(name: str, way: Way) -> None:
    made, every = scanner(name, way), units(name, ever_new_values)
    assert [unit for unit in every if not is_quick(made, unit, NEW_LIMIT_S)] == []
