"""Findings do not depend on neighbours, do not overlap, and stand where the texts have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.growth import calls_of
from tests.transforms.checks.rows import CHECK
from transforms.checks import private_data
from transforms.checks.pii.batch import Batch
from transforms.checks.pii.category import REPORTED, Category, Form, Hit
from transforms.checks.pii.hyper import HyperPrescreen
from transforms.checks.pii.literals import LiteralPrescreen
from transforms.checks.pii.prescreening import Prescreen, Table
from transforms.checks.pii.resolving import Resolver
from transforms.checks.pii.scanner import Scanner
from transforms.checks.pii.spelled import Spelled
from transforms.core.normal_forms import RULES
from transforms.core.surrogates.makers import MAKERS

PIECES = [
    *(
        "ana@kelora.net",
        "+41 44 668 18 01",
        "212-34-1234",
        "phone ",
        "password: ",
        "k3Tz-91pQ",
        "ssn",
    ),
    *(
        " ",
        "\n",
        ".",
        "@",
        "://",
        ":",
        "81.23.145.7",
        "İ",
        "é",
        "😀",
        "\ud800",
        "\0",
        "-----BEGIN ",
    ),
    *(
        "https://m:k3Tz91pQ@h.net/",
        "eyJ",
        "DE89370400440532013000",
        "ß",
        "１２３",
        "\u2028",
        "call ",
    ),
]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), max_size=5)


@given(TEXTS)
def test_a_text_has_the_same_findings_alone_and_among_others(texts: list[str]) -> None:
    alone = [
        found._replace(text=number)
        for number, text in enumerate(texts)
        for found in CHECK.find([text])
    ]
    assert CHECK.find(texts) == alone


@given(TEXTS)
def test_findings_are_ordered_inside_their_texts_and_free_of_overlaps(texts: list[str]) -> None:
    found = CHECK.find(texts)
    for finding in found:
        assert 0 <= finding.start < finding.end <= len(texts[finding.text])
        assert REPORTED <= finding.score <= 1
        assert finding.category in CHECK.categories
        assert finding.check == "private_data"
    for left, right in pairwise(found):
        assert (left.text, left.end) <= (right.text, right.start) or left.text < right.text


def test_nothing_is_found_in_nothing() -> None:
    assert CHECK.find([]) == []
    assert CHECK.find(["", "", "plain words"]) == []


def test_offsets_count_characters_also_behind_those_that_grow_in_lower_case() -> None:
    text = "İİİİ 😀 password = 'k3Tz-91pQ'"
    (finding,) = CHECK.find(["İ", text])
    assert (finding.text, text[finding.start : finding.end]) == (1, "k3Tz-91pQ")


def made(start: int, end: int, category: str = "B", score: float = 0.9, told: float = 0) -> Hit:
    return Hit(start, end, category, score, told)


ENTRIES = (
    Category("A", "identity", "*", ()),
    Category("B", "identity", "*", ()),
    Category("C", "identity", "NZ", ()),
    Category("D", "identity", "*", (), rank=1),
)


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ([made(0, 4), made(2, 9)], [made(2, 9)]),
        ([made(0, 4), made(2, 9, "B", 0.5)], [made(2, 9, "B", 0.5)]),
        ([made(0, 4), made(0, 4, "A")], [made(0, 4, "A")]),
        ([made(0, 4, "A", 0.5), made(0, 4)], [made(0, 4)]),
        ([made(0, 4, "A", 0.8, 1), made(0, 4)], [made(0, 4, "A", 0.8, 1)]),
        ([made(0, 4, "A", 0.8, 0.6), made(0, 4, "B", 0.8, 0.9)], [made(0, 4, "B", 0.8, 0.9)]),
        ([made(0, 4, "A", 0.7, 1), made(0, 4)], [made(0, 4)]),
        ([made(0, 4, "A"), made(0, 4, "C")], [made(0, 4, "C")]),
        ([made(0, 4, "D"), made(0, 4, "C")], [made(0, 4, "D")]),
        ([made(4, 8), made(0, 4)], [made(0, 4), made(4, 8)]),
        ([made(0, 3), made(2, 8), made(7, 10)], [made(2, 8)]),
        ([made(0, 6), made(5, 8), made(7, 13)], [made(0, 6), made(7, 13)]),
        ([], []),
    ],
)
def test_of_two_that_overlap_the_longer_the_stronger_the_more_specific_the_first_by_name_stays(
    given_: list[Hit], kept: list[Hit]
) -> None:
    assert Resolver(ENTRIES).resolve(given_) == kept
    assert Resolver(ENTRIES[::-1]).resolve(given_[::-1]) == kept


HITS = st.builds(
    made,
    st.integers(0, 9),
    st.integers(10, 14),
    st.sampled_from("ABCD"),
    st.sampled_from([0.5, 0.8]),
    st.sampled_from([0.0, 0.5, 1.0]),
)


@given(st.lists(HITS, max_size=8), st.randoms())
def test_what_stays_does_not_depend_on_the_order(hits: list[Hit], shuffled: Any) -> None:
    kept = Resolver(ENTRIES).resolve(hits)
    shuffled.shuffle(hits)
    assert Resolver(ENTRIES).resolve(hits) == kept
    assert all(left.end <= right.start for left, right in pairwise(kept))


NUMBERED = Category(
    "NUMBERED",
    "identity",
    "*",
    (Form(r"(?<!\w)[A-Z]{2}\d{3}(?!\w)", "invented", score=0.2, near=0.8),),
    keywords=("badge", "badge no"),
)


def test_a_form_that_needs_a_key_word_needs_no_anchor() -> None:
    scanner = Scanner([NUMBERED], "test")
    texts = ["AB123", "badge AB123", "badge", "CD456 is the badge", "badge " + "x" * 60 + " AB123"]
    found = scanner.find(texts)
    assert [texts[f.text][f.start : f.end] for f in found] == ["AB123", "CD456"]
    assert [f.text for f in found] == [1, 3]


def test_of_two_numbers_beside_two_key_words_each_is_what_stands_before_it() -> None:
    shape = Form(r"(?<!\w)\d{6}(?!\w)", "invented", score=0.2, near=0.8)
    entries = [
        Category(n, "identity", "*", (shape,), keywords=(n.lower(),)) for n in ("ALB", "ZUL")
    ]
    found = Scanner(entries, "test").find(["zul 123456, alb 654321; alb 111222 zul 333444"])
    assert [f.category for f in found] == ["ZUL", "ALB", "ALB", "ZUL"]


class Shouts:
    """Finds words of capitals, unless a pattern found one in the batch."""

    categories = (Category("SHOUT", "person", "*", ()),)
    leads: Sequence[Form] = ()

    def find(self, batch: Batch, found: Sequence[Hit], led: Sequence[int]) -> list[Hit]:
        taken = {(hit.start, hit.end) for hit in found}
        words = re.finditer("[A-Z]{4,}", batch.joined)
        return [Hit(*word.span(), "SHOUT", 0.8) for word in words if word.span() not in taken]


def test_a_detector_runs_after_the_patterns_and_sees_what_they_found() -> None:
    plain = Category("PLAIN", "person", "*", (Form("OYEZ", "invented", anchors=("OYEZ",)),))
    found = Scanner([plain], "test", [Shouts()]).find(["OYEZ", "and HARK"])
    assert [(f.text, f.category) for f in found] == [(0, "PLAIN"), (1, "SHOUT")]


class Pointed(Shouts):
    """Finds the characters that it is led to."""

    leads = (
        Form("OY(?=EZ)", "invented", anchors=("OY",)),
        Form("HARK", "invented", anchors=("HA",)),
    )

    def find(self, batch: Batch, found: Sequence[Hit], led: Sequence[int]) -> list[Hit]:
        return [Hit(at, at + 1, "SHOUT", 0.8) for at in led]


@pytest.mark.parametrize("way", [HyperPrescreen, LiteralPrescreen])
def test_a_detector_is_led_to_a_place_in_every_match_or_right_behind_it(
    way: Callable[[Table], Prescreen],
) -> None:
    found = Scanner([], "test", [Spelled(), Pointed()], way).find(["é OYEZ", "and HARK", "ox"])
    places = [(f.text, f.start) for f in found]
    assert [text for text, _ in places] == [0, 1]
    assert 2 <= places[0][1] <= 4
    assert 4 <= places[1][1] <= 8


IN_WORDS = {"demographic", "location", "person"}
"""Groups whose values are words: alike when their words are, redrawn by what they look like."""


def test_every_category_has_a_normal_form_and_a_maker_of_surrogates() -> None:
    of_words = {c.name for c in private_data.CATEGORIES if c.group in IN_WORDS} | {"PERSON_NAME"}
    assert set(CHECK.categories) <= set(RULES) | of_words
    assert set(CHECK.categories) <= set(MAKERS) | of_words


def test_every_form_compiles_and_says_its_source() -> None:
    for category in private_data.CATEGORIES:
        assert category.name.isupper()
        for form in category.forms:
            assert form.regex.pattern
            assert form.source
            gated = form.anchors or form.seed or form.numbers or form.needs_keyword
            assert gated or form.pattern.startswith("[0-9]")
            assert max(form.score, form.near) >= REPORTED
            assert not any(char.isspace() for anchor in form.anchors for char in anchor)


def test_building_the_check_is_hardly_any_work() -> None:
    """Patterns are compiled when a text first needs them: that alone is millions of calls."""
    assert calls_of(private_data.build) < 100_000
