"""Names keep their gender where it is known, and their script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.language.lexicon import COMMON, FEMALE, MALE, words
from transforms.core.surrogates.draw import Keyed
from transforms.core.surrogates.engine import SurrogateEngine
from transforms.core.surrogates.given_names import gender, other_name
from transforms.core.surrogates.words import latin_word, word

KEYED = Keyed(b"a key for tests only")
ENGINE = SurrogateEngine(b"a key of sixteen")


def names(among: Iterable[str]) -> list[str]:
    """Those for which there is another of their kind."""
    return [name for name in among if other_name(KEYED, name) is not None]


def made(value: str, category: str = "PERSON_NAME") -> str:
    return ENGINE.scope().surrogate(category, value)


def scripts(text: str) -> set[str]:
    return {unicodedata.name(char).split()[0] for char in text if char.isalpha()}


@pytest.mark.parametrize("name", ["Anna", "Мария", "Ελένη", "Zoë", "Նազելի", "ლანა"])
def test_a_woman_s_name_becomes_another_one_of_its_letters(name: str) -> None:
    found = made(name)
    assert gender(found.lower()) == FEMALE
    assert scripts(found) == scripts(name)
    assert found.isascii() == name.isascii()
    assert found.lower() != name.lower()


@pytest.mark.parametrize("name", ["Howard", "Иван", "Γιώργος", "Björn", "Արտուշ", "ბორის"])
def test_a_man_s_name_becomes_another_one_of_its_letters(name: str) -> None:
    found = made(name)
    assert gender(found.lower()) == MALE
    assert scripts(found) == scripts(name)


@pytest.mark.parametrize(
    ("name", "ending"),
    [("Grace", "[ae]"), ("Rose", "[ae]"), ("Bill", "[^ae]"), ("Mark", "[^ae]")],
)
def test_a_name_that_is_a_word_as_well_is_invented_with_its_gender_s_ending(
    name: str, ending: str
) -> None:
    assert words()[name.lower()] & COMMON
    assert re.search(f"{ending}\\Z", made(name))
    assert not gender(made(name).lower())


def test_no_two_names_become_one_and_none_stays() -> None:
    found = {name: word(KEYED, name) for name in names(sorted(words())[::7])}
    assert len(set(found.values())) == len(found)
    assert all(other.casefold() != name.casefold() for name, other in found.items())
    assert all(gender(other) == gender(name) for name, other in found.items())


@pytest.mark.parametrize(
    "name",
    [
        *("Ростислав Кравцов", "Зоряна Бойчук", "Παναγιώτα Σταματοπούλου", "רבקה לוינשטיין"),
        *("خالد المنصوري", "王小明", "欧阳若兰", "김민수", "田中花子", "サトウ", "みなこ"),
    ],
)
def test_a_name_stays_in_its_script(name: str) -> None:
    found = made(name)
    assert scripts(found) <= scripts(name)
    assert not set(found.casefold().split()) & set(name.casefold().split())
    assert len(found.split()) == len(name.split())
    assert (
        found
        == made(name)
        != SurrogateEngine(b"another sixteen.").scope().surrogate("PERSON_NAME", name)
    )


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        *(("Кравцова", "ова"), ("КРАВЦОВ", "ОВ"), ("Зелинская", "ская"), ("Бойченко", "енко")),
        *(("Σταματόπουλος", "ος"), ("Σταματοπούλου", "ου"), ("فاطمة", "ة")),
    ],
)
def test_endings_that_tell_a_woman_s_name_from_a_man_s_stay(name: str, ending: str) -> None:
    assert made(name).endswith(ending)


def test_a_family_name_of_characters_alone_is_that_of_the_full_name() -> None:
    assert made("王小明").startswith(made("王"))
    assert made("김민수").startswith(made("김"))


def test_the_parts_of_a_name_and_its_address_still_belong_together() -> None:
    first, last = made("Anna Talvane").lower().split()
    assert made("anna.talvane@kelora.net", "EMAIL_ADDRESS").startswith(f"{first}.{last}@")
    assert made("anna_talvane", "SOCIAL_HANDLE") == f"{first}_{last}"
    assert made("ANNA") == first.upper()
    assert made("Анна Кравцова").split()[0] == made("Анна")


def test_a_host_is_spelled_in_latin_letters() -> None:
    assert made("почта.рф", "DOMAIN_NAME").isascii()
    assert made("王小明.cn", "DOMAIN_NAME").isascii()


LETTERS = st.characters(categories=("Lu", "Ll", "Lo"))


@given(st.text(LETTERS, min_size=1, max_size=12))
def test_a_word_of_any_letters_becomes_another_one(value: str) -> None:
    folded = unicodedata.normalize("NFKC", value).casefold()
    assert word(KEYED, value).casefold() != folded
    assert word(KEYED, value) == word(KEYED, value)
    assert latin_word(KEYED, value).isascii()


@given(st.text("абвгдеиорсолнов", min_size=3, max_size=12), st.data())
def test_words_of_a_script_in_any_case_are_one(value: str, data: st.DataObject) -> None:
    cased = data.draw(st.sampled_from((value.upper(), value.capitalize())))
    assert word(KEYED, cased).casefold() == word(KEYED, value).casefold()


@pytest.mark.parametrize("name", ["Max", "del", "Len", "Min"])
def test_a_name_that_is_a_programming_language_s_word_is_on_neither_side(name: str) -> None:
    assert other_name(KEYED, name.lower()) is None


def test_a_short_name_in_an_address_is_never_itself_cut_short() -> None:
    short = [name for name in sorted(words()) if name.isascii() and len(name) == 3]
    for name in names(short)[::5]:
        found = made(f"12 {name.capitalize()} Street", "STREET_ADDRESS").split()
        assert found[1].lower() != name
        assert len(found[1]) == 3
