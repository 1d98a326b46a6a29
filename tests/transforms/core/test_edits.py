"""Edits: applying, mapping offsets, finding values again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.growth import in_proportion
from transforms.core.edits import (
    Sought,
    apply,
    blank,
    check_order,
    covered,
    input_span,
    merge,
    output_spans,
    spans_to_edit,
)
from transforms.core.records import Edit, Finding


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
    ("values", "text", "found"),
    [
        ([("PERSON_NAME", "Ines")], "ines, INES and Inesita", ["ines", "INES"]),
        ([("EMAIL_ADDRESS", "a@b.io")], "mail A@B.IO, or xa@b.iox", ["A@B.IO"]),
        ([("PHONE_NUMBER", "+1 415-867-1234")], "(415) 867-1234 or 14158671234", ["14158671234"]),
        ([("US_SSN", "512-04-7788")], "ssn 512 04 7788 512047788", ["512 04 7788", "512047788"]),
        ([("PASSWORD", "abc")], "abc is too short to be looked for", []),
        ([("PASSWORD", "a.b*c(d")], "literal a.b*c(d only, not aXb*c(d", ["a.b*c(d"]),
    ],
)  # fmt: skip
def test_values_are_found_again_in_any_case_and_grouping(
    values: list[tuple[str, str]], text: str, found: list[str]
) -> None:
    assert [text[a:b] for a, b, _ in Sought(values).find(text)] == found


def test_many_values_are_found_as_few_are() -> None:
    values = [("EMAIL_ADDRESS", f"user{n}@mill{n}.org") for n in range(40)]
    text = " ".join(f"x {value}, " for _, value in values)
    assert [text[a:b] for a, b, _ in Sought(values).find(text)] == [v for _, v in values]
    assert len(Sought(values[:3]).find(text)) == 3


@given(
    st.lists(st.text("ab_-.1é", min_size=4, max_size=8), min_size=17, max_size=40, unique=True),
    st.text("ab_-.1é ", max_size=60),
    st.data(),
)
def test_many_values_are_found_wherever_each_alone_is(
    values: list[str], filler: str, data: st.DataObject
) -> None:
    joint = data.draw(st.sampled_from(["", " ", "_", "-", "a"]))
    text = joint.join([filler, *data.draw(st.permutations(values))])
    sought = [("USER", value) for value in values]
    singly = {place for one in sought for place in Sought([one]).find(text)}
    assert Sought(sought).find(text) == sorted(singly)


def test_a_name_in_an_identifier_is_found_among_however_many() -> None:
    values = [("PERSON_NAME", "Talvane"), *(("USER", f"account{n}") for n in range(20))]
    for some in (values[:2], values):
        assert [place[:2] for place in Sought(some).find("mira_talvane")] == [(5, 12)]


def test_looking_for_thousands_of_values_in_a_megabyte_is_no_quadratic_work() -> None:
    def look(count: int) -> None:
        values = [("EMAIL_ADDRESS", f"user{n}@mill{n}.org") for n in range(count)]
        text = " ".join(value for _, value in values) * 2
        assert len(Sought(values).find(text)) >= count

    assert in_proportion(look, 5_000)


def test_thousands_of_numbers_of_all_lengths_are_sought_in_one_pass() -> None:
    def look(count: int) -> None:
        numbers = [str(10 ** (7 + n % 8) + n) for n in range(count)]
        values = [("US_SSN", number) for number in numbers]
        assert len(Sought(values).find("; ".join(numbers))) >= count

    assert in_proportion(look, 5_000)


def test_a_long_value_that_overlaps_itself_is_sought_in_proportion_to_the_text() -> None:
    def look(count: int) -> None:
        value = "=-" * count
        assert len(Sought([("PASSWORD", value)]).find(value * 3)) == 2 * count + 1

    assert in_proportion(look, 5_000)


@given(unit=st.text("=-", min_size=1, max_size=40), ends=st.lists(st.text("=-", max_size=9)))
def test_a_long_value_is_found_wherever_it_overlaps_itself(unit: str, ends: list[str]) -> None:
    value = (unit * 80)[:80]
    text = "".join(value + unit + end for end in ends)
    places = [(at, at + 80, "PASSWORD") for at in range(len(text)) if text.startswith(value, at)]
    assert Sought([("PASSWORD", value)]).find(text) == places


def test_a_value_found_in_one_text_is_edited_in_all() -> None:
    texts = ("mail ines@mill.org", "again ines@mill.org")
    found = ((Finding(0, 5, 18, "EMAIL_ADDRESS", 1.0, "t"),), ())
    spans = spans_to_edit(texts, found)
    assert [[t[a:b] for a, b, _ in s] for t, s in zip(texts, spans, strict=True)] == [
        ["ines@mill.org"],
        ["ines@mill.org"],
    ]


def test_values_are_in_no_repr() -> None:
    assert "secret" not in repr(Sought([("PASSWORD", "secret-value")]))


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
