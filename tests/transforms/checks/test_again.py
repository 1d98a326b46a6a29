"""A value that was found is found wherever it occurs in its text, and so are its parts."""

from __future__ import annotations

import pytest

from tests.growth import in_proportion
from tests.transforms.checks.rows import CHECK, marked
from transforms.checks.pii.category import Category, Form
from transforms.checks.pii.scanner import Scanner

PW = "k3Tz" + "-91pQ"
HITS = [
    f"password = '«{PW}»' # not «{PW}» again",
    "my ssn is «685546137», I said «685546137» or «685-54-6137»",
    "ssn «685-54-6137». Ref 685546137x, no: «685546137»",
    "passwd = 'Sun«flower1»'".replace("Sun«flower1»", "«Sunflower1»")
    + " and «sunflower1», «SUNFLOWER1»",
    "write to «ana.moor@kelora.net»; the machine of «ana.moor» is ana-moor, or anamoor",
]
MISSES = [
    "write to «kelora@kelora.net»: kelora is the name of the project",
    f"password = '«{PW}»', x{PW}, {PW}x, {PW[:-1]}",
    "my ssn is «685546137», not 6855461370, nor was anything said of the number 685546138",
    "passwd = '«Sunflower1»', Sunflower12",
    f"{PW}",
]


@pytest.mark.parametrize("row", [*HITS, *MISSES])
def test_values_are_found_again_at_the_ends_of_words(row: str) -> None:
    assert marked(row) == row


def test_each_table_has_as_many_near_misses_as_hits() -> None:
    assert len(MISSES) >= len(HITS)


def surname(value: str) -> list[str]:
    return [value.split()[-1]]


NAMES = Category(
    "PERSON_NAME",
    "person",
    "*",
    (
        Form(
            r"Dr\. (?P<value>[A-Z]\w{1,20}\ [A-Z]\w{1,20})".replace(" (", r"\ ("),
            "a title",
            anchors=("Dr.",),
        ),
    ),
    parts=surname,
)


def found(*texts: str) -> list[tuple[int, str]]:
    hits = Scanner([NAMES], "test").find(texts)
    return [(hit.text, texts[hit.text][hit.start : hit.end]) for hit in hits]


def test_parts_are_found_as_they_are_written() -> None:
    text = "Dr. Ana Brown came. Brown's brown coat; BROWN, Brownlee. Ana Brown left."
    assert found(text) == [(0, "Ana Brown"), (0, "Brown"), (0, "Ana Brown")]


def test_another_text_is_another_matter() -> None:
    assert found("Dr. Ana Brown", "Brown and Ana Brown") == [(0, "Ana Brown")]


def test_many_values_that_begin_alike_are_looked_for_in_one_pass() -> None:
    def look(count: int) -> None:
        text = "".join(f"info@kelora{number}.net info\n" for number in range(count))
        assert len(CHECK.find([text])) == count

    assert in_proportion(look, 5_000)
