"""Numbers: one-to-one, never the same, and the same permutation for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.surrogates.draw import Keyed
from transforms.core.surrogates.engine import SurrogateEngine
from transforms.core.surrogates.permute import (
    permuted,
    permuted_digits,
    permuted_number,
)

KEYED = Keyed(b"a key of sixteen")
MAKERS = [permuted_digits, permuted_number]
DIGITS = st.text("0123456789", min_size=1, max_size=60)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_every_number_of_a_length_becomes_another_and_no_two_the_same(
    make: Callable[[Keyed, str, str], str], length: int
) -> None:
    every = [f"{number:0{length}d}" for number in range(10**length)]
    made = [make(KEYED, "test", digits) for digits in every]
    assert sorted(made) == every
    assert all(one != other for one, other in zip(every, made, strict=True))


@pytest.mark.parametrize("size", [9, 10, 90, 100, 900, 1000, 9000])
@pytest.mark.parametrize("key", [b"1", b"2", b"3"])
def test_a_permutation_of_any_key_moves_every_number(size: int, key: bytes) -> None:
    made = [permuted(Keyed(key), "test", number, size) for number in range(size)]
    assert sorted(made) == list(range(size))
    assert all(number != other for number, other in enumerate(made))


@given(st.sets(DIGITS, min_size=2, max_size=8), st.sampled_from(MAKERS))
def test_two_numbers_never_become_one(
    numbers: set[str], make: Callable[[Keyed, str, str], str]
) -> None:
    made = {number: make(KEYED, "test", number) for number in sorted(numbers)}
    assert len(set(made.values())) == len(numbers)
    assert all(len(number) == len(other) != 0 for number, other in made.items())
    assert all(number != other for number, other in made.items())


@given(DIGITS.filter(lambda digits: len(digits) > 1))
def test_a_zero_in_front_is_there_exactly_where_it_was(number: str) -> None:
    assert (permuted_number(KEYED, "test", number)[0] == "0") == (number[0] == "0")


def test_label_and_key_choose_the_permutation() -> None:
    every = [f"{number:03d}" for number in range(1000)]
    made = {
        tuple(permuted_digits(keyed, label, digits) for digits in every)
        for keyed, label in [(KEYED, "a"), (KEYED, "b"), (Keyed(b"another"), "a")]
    }
    assert len(made) == 3


def test_no_digit_of_a_place_is_rarer_than_chance_makes_it() -> None:
    """10,000 numbers with one beginning: how often each digit comes first, 1,000 times each."""
    made = [permuted_digits(KEYED, "test", f"7{number:05d}") for number in range(0, 100_000, 10)]
    counts = [sum(digits[0] == str(first) for digits in made) for first in range(10)]
    assert all(850 < count < 1_150 for count in counts)


def test_the_permutation_is_what_it_was() -> None:
    assert permuted_digits(Keyed(b"key"), "golden", "0123456789" * 2) == GOLDEN_DIGITS
    assert permuted_number(Keyed(b"key"), "golden", "84") == GOLDEN_NUMBER


@pytest.mark.parametrize(
    ("category", "form", "length"),
    [
        ("EMAIL_ADDRESS", "anna.miller{}@kelora.net", 1),
        ("EMAIL_ADDRESS", "anna.miller{}@kelora.net", 2),
        ("USERNAME", "anna_{}", 2),
        ("PHONE_NUMBER", "+49 30 1234 5{}", 2),
        ("PHONE_NUMBER", "+46 8 1{} 4417", 2),
    ],
)
def test_entities_that_differ_in_a_number_have_surrogates_that_do(
    category: str, form: str, length: int
) -> None:
    scope = SurrogateEngine(b"a key of sixteen").scope()
    values = [form.format(f"{number:0{length}d}") for number in range(10**length)]
    assert len({scope.surrogate(category, value) for value in values}) == len(values)
    assert scope.collisions == 0


GOLDEN_DIGITS = "36881088758757015618"
GOLDEN_NUMBER = "97"
