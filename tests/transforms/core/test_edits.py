"""Edits: applying, mapping offsets, finding values again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.edits import (
    apply,
    blank,
    check_order,
    covered,
    input_span,
    merge,
    output_spans,
)
from transforms.core.records import Edit


@st.composite
def texts_with_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text(max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return text, [Edit(start, end, "X", draw(st.text(max_size=9))) for start, end in pairs]


@given(texts_with_edits())
def test_values_stand_where_output_spans_says(made: tuple[str, list[Edit]]) -> None:
    text, edits = made
    output = apply(text, edits)
    assert [output[a:b] for a, b in output_spans(edits)] == [edit.value for edit in edits]


@given(texts_with_edits())
def test_what_is_outside_of_edits_survives_in_order(made: tuple[str, list[Edit]]) -> None:
    text, edits = made
    kept_in = "".join(c for c in blank(text, [(e.start, e.end) for e in edits]))
    kept_out = blank(apply(text, edits), output_spans(edits))
    assert [c for c in kept_in if c != "\0"] == [c for c in kept_out if c != "\0"]


@given(texts_with_edits(), st.data())
def test_a_span_of_the_output_comes_from_its_input_span(
    made: tuple[str, list[Edit]], data: st.DataObject
) -> None:
    text, edits = made
    output = apply(text, edits)
    if not output:
        return
    start = data.draw(st.integers(0, len(output) - 1))
    end = data.draw(st.integers(start + 1, len(output)))
    low, high = input_span((start, end), edits)
    assert 0 <= low <= high <= len(text)
    inside = [e for e in edits if low <= e.start and e.end <= high]
    moved = [Edit(e.start - low, e.end - low, e.category, e.value) for e in inside]
    assert output[start:end] in apply(text[low:high], moved)


@pytest.mark.parametrize(
    ("edits", "sound"),
    [
        ([], True),
        ([(0, 2), (2, 4)], True),
        ([(0, 3), (2, 4)], False),
        ([(2, 4), (0, 2)], False),
        ([(3, 3)], False),
        ([(-1, 2)], False),
        ([(8, 11)], False),
    ],
)
def test_edits_are_ordered_apart_and_inside(edits: list[tuple[int, int]], sound: bool) -> None:
    assert check_order([Edit(a, b, "X", "v") for a, b in edits], 10) is sound


def test_overlapping_spans_become_one_under_the_longer_name() -> None:
    assert merge([(0, 5, "A"), (3, 12, "B"), (12, 14, "C")]) == [(0, 12, "B"), (12, 14, "C")]


@pytest.mark.parametrize(
    ("span", "inside"),
    [
        ((2, 4), True),
        ((2, 6), True),
        ((3, 6), True),
        ((0, 3), False),
        ((5, 7), False),
        ((6, 8), False),
        ((8, 9), True),
        ((4, 9), False),
    ],
)
def test_spans_side_by_side_cover_what_spans_apart_do_not(
    span: tuple[int, int], inside: bool
) -> None:
    assert covered(span, [(2, 4), (4, 6), (8, 9)]) is inside
