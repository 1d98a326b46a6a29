"""Finding values again wherever they occur."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.growth import in_proportion
from transforms.core.records import Finding
from transforms.core.sought import Sought, spans_to_edit


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
