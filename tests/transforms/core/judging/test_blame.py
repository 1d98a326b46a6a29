"""Which edits are undone, and what it costs to find out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.judging.blame import MOST_PARSED, blamed
from transforms.core.records import Edit


class Marked:
    """Parses what has no quote; counts how often."""

    def __init__(self) -> None:
        self.parsed = 0

    def differs(self, output: str, _edits: Sequence[Edit]) -> tuple[int, ...] | None:
        self.parsed += 1
        return None if '"' in output else ()


class Together(Marked):
    """Parses what has no quote and not both of < and >."""

    def differs(self, output: str, _edits: Sequence[Edit]) -> tuple[int, ...] | None:
        self.parsed += 1
        return None if '"' in output or {"<", ">"} <= {*output} else ()


def edits(values: Sequence[str]) -> list[Edit]:
    return [Edit(place, place + 1, "X", value) for place, value in enumerate(values)]


@given(st.lists(st.sampled_from(["a", "", "bc", 'd"', '"e'])))
def test_the_broken_ones_are_blamed_and_no_others(values: list[str]) -> None:
    expected = tuple(n for n, value in enumerate(values) if '"' in value)
    assert blamed("." * len(values), edits(values), Marked()) == expected


def test_one_among_a_thousand_is_found_by_halves() -> None:
    values = ["a"] * 1000
    values[617] = '"'
    original = Marked()
    assert blamed("." * 1000, edits(values), original) == (617,)
    assert original.parsed <= 2 * 10 + 2


def test_what_breaks_a_text_only_together_is_blamed_together() -> None:
    assert blamed("....", edits(["<", "a", "b", ">"]), Together()) == (0, 1, 2, 3)
    assert blamed("........", edits([*"a<>bcdef"]), Together()) == (0, 1, 2, 3)


def test_where_the_rest_still_fails_all_are_blamed() -> None:
    assert blamed("....", edits(["<", '"', ">", "a"]), Together()) == (0, 1, 2, 3)


@pytest.mark.parametrize("size", [MOST_PARSED // 4])
def test_a_text_too_long_to_try_each_gives_up_groups(size: int) -> None:
    text = "." * size
    original = Marked()
    found = blamed(text, edits(["a", '"', *"bcdefgh"]), original)
    assert 1 in found
    assert original.parsed <= 10


def test_nothing_is_tried_for_nothing() -> None:
    assert blamed("...", edits(["a", "b"]), Marked()) == ()
