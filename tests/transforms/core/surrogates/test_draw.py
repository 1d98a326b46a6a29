"""The stream of choices: a function of its seed, uniform, the same for ever."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from transforms.core.surrogates.draw import Draw, Keyed


@given(st.binary(), st.lists(st.integers(1, 10**30), max_size=20))
def test_the_same_seed_gives_the_same_numbers_below_their_limits(
    seed: bytes, limits: list[int]
) -> None:
    one, other = Draw(seed), Draw(seed)
    numbers = [one.below(limit) for limit in limits]
    assert numbers == [other.below(limit) for limit in limits]
    assert all(0 <= number < limit for number, limit in zip(numbers, limits, strict=True))


def test_every_number_is_as_likely() -> None:
    draw = Draw(b"uniform")
    counts = Counter(draw.below(10) for _ in range(20_000))
    assert set(counts) == set(range(10))
    assert all(1_800 < count < 2_200 for count in counts.values())


def test_the_stream_is_what_it_was() -> None:
    assert Draw(b"golden").digits(12) == GOLDEN_DIGITS
    assert Keyed(b"key").draw("label", "text").bits(64) == GOLDEN_BITS


def test_label_text_and_attempt_cannot_run_into_each_other() -> None:
    keyed = Keyed(b"key")
    drawn = {
        keyed.draw(label, text, attempt).bits(128)
        for label, text, attempt in [("a", "bc", 0), ("ab", "c", 0), ("a", "bc", 1), ("", "abc", 0)]
    }
    assert len(drawn) == 4


GOLDEN_DIGITS = "460366532850"
GOLDEN_BITS = 15938165681033447193
