"""Findings do not depend on neighbours, do not overlap, and stand where the texts have them."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.checks.rows import CHECK
from transforms.checks import private_data
from transforms.checks.pii.category import REPORTED
from transforms.checks.pii.scanner import resolve
from transforms.core.normal_forms import RULES
from transforms.core.records import Finding
from transforms.core.surrogates.engine import MAKERS

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


def made(start: int, end: int, category: str = "B", score: float = 0.9) -> Finding:
    return Finding(0, start, end, category, score, "test")


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ([made(0, 4), made(2, 9)], [made(2, 9)]),
        ([made(0, 4), made(0, 4, "A")], [made(0, 4, "A")]),
        ([made(0, 4, "A", 0.5), made(0, 4)], [made(0, 4)]),
        ([made(4, 8), made(0, 4)], [made(0, 4), made(4, 8)]),
        ([made(0, 3), made(2, 8), made(7, 10)], [made(2, 8)]),
        ([made(0, 6), made(5, 8), made(7, 13)], [made(0, 6), made(7, 13)]),
        ([], []),
    ],
)
def test_of_two_that_overlap_the_longer_the_surer_the_first_by_name_stays(
    given_: list[Finding], kept: list[Finding]
) -> None:
    assert resolve(given_) == kept
    assert resolve(given_[::-1]) == kept


def test_every_category_has_a_normal_form_and_a_maker_of_surrogates() -> None:
    assert set(CHECK.categories) <= set(RULES)
    assert set(CHECK.categories) <= set(MAKERS)


def test_every_form_compiles_and_says_its_source() -> None:
    for category in private_data.CATEGORIES:
        assert category.name.isupper()
        for form in category.forms:
            assert form.regex.pattern
            assert form.source
            assert form.anchors or form.seed or form.numbers or form.pattern.startswith("[0-9]")
            assert max(form.score, form.near) >= REPORTED
            assert not any(char.isspace() for anchor in form.anchors for char in anchor)


def test_building_the_check_takes_no_time() -> None:
    start = time.process_time()
    private_data.build()
    assert time.process_time() - start < 0.2
