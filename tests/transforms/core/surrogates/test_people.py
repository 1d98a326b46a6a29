"""Names, places, addresses and traits become others of the same sort."""

from __future__ import annotations

import pytest

from transforms.core.surrogates.engine import SurrogateEngine

SCOPE = SurrogateEngine(b"a key for tests only, 32 characters").scope()


@pytest.mark.parametrize(
    ("category", "value", "kept"),
    [
        ("PERSON_NAME", "Mr. Sander Houtkoper", "Mr."),
        ("ORGANIZATION", "Brindle District Court", "Court"),
        ("ORGANIZATION", "Kanalhaus GmbH", "GmbH"),
        ("STREET_ADDRESS", "410 Juniper Walk, Apt 3C", "Walk, Apt"),
    ],
)
def test_words_that_say_what_it_is_stay(category: str, value: str, kept: str) -> None:
    made = SCOPE.surrogate(category, value)
    assert kept in made
    assert made != value


def test_a_name_s_parts_are_its_own_wherever_they_stand() -> None:
    first, last = SCOPE.surrogate("PERSON_NAME", "Orsolya Brandvold").split(" ")
    assert SCOPE.surrogate("PERSON_NAME", "Brandvold") == last
    assert SCOPE.surrogate("PERSON_NAME", "ORSOLYA") == first.upper()
    mail = SCOPE.surrogate("EMAIL_ADDRESS", "orsolya.brandvold@kelora-9341.net")
    assert mail.startswith(f"{first}.{last}@".lower())


@pytest.mark.parametrize("value", ["410 Juniper Walk, Apt 3C\nEvanston", "Hauptstraße 12"])
def test_every_word_of_an_address_keeps_its_length(value: str) -> None:
    made = SCOPE.surrogate("STREET_ADDRESS", value)
    assert list(map(len, made.split())) == list(map(len, value.split()))


def test_ages_stay_in_their_ten_years_and_apart() -> None:
    made = {age: int(SCOPE.surrogate("AGE", str(age))) for age in range(1, 100)}
    assert all(age // 10 == other // 10 and age != other for age, other in made.items())
    grown = [other for age, other in made.items() if age > 9]
    assert len(set(grown)) == len(grown)


@pytest.mark.parametrize(
    ("category", "value", "others"),
    [
        ("GENDER", "female", {"male"}),
        ("GENDER", "Mujer", {"Hombre", "Varón"}),
        ("MARITAL_STATUS", "viuda", {"casada", "divorciada", "soltera"}),
    ],
)
def test_a_trait_becomes_another_of_its_list(category: str, value: str, others: set[str]) -> None:
    assert SCOPE.surrogate(category, value) in others
