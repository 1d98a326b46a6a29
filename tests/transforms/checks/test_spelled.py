"""A name found in a text is found in it as an identifier; every name is invented."""

from __future__ import annotations

import pytest

from tests.transforms.checks.rows import marked

HEAD = "# Author: «Mira Talvane»\n"
HITS = [
    "class «Mira»«Talvane»:",
    "def of_«mira»_«talvane»(): pass",
    "«MIRA»_«TALVANE» = 1",
    "«mira»«Talvane» = 2",
    "run --«mira»-«talvane»",
    "import «mira».«talvane»",
]
USERS = ["user = '«mtalvane»'", "cd ~«miratalvane»/x"]
MISSES = [
    "class AdmiraTalvane:",
    "def of_mira_talvanes(): pass",
    "MIRA_TALVANEX = 1",
    "mira and talvaneer",
    "mira2talvane = 2",
    "import mira, talvanes",
    "xmtalvane",
    "btalvane = 1",
]


@pytest.mark.parametrize("row", [*HITS, *MISSES])
def test_a_name_is_found_as_an_identifier_word_by_word(row: str) -> None:
    assert marked(HEAD + row, "PERSON_NAME") == HEAD + row


@pytest.mark.parametrize("row", [*USERS, *MISSES])
def test_a_name_is_found_as_a_user_name(row: str) -> None:
    assert marked(HEAD + row, "USERNAME") == HEAD.replace("«", "").replace("»", "") + row


def test_the_table_has_as_many_near_misses_as_hits() -> None:
    assert len(MISSES) >= len(HITS + USERS)
