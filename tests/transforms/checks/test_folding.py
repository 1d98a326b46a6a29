"""Folded text is in lower case and as long as before, however it is folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.checks.pii.folding import _LAST, fold, fold_utf8


def of_octets(text: str) -> str:
    return fold_utf8(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("MIRA Talvane", "mira talvane"),
        ("ÀÉÎ ß ẞ", "àéî ß ß"),
        ("ΟΔΟΣ", "οδοσ"),
        ("İD \u212a", "İd \u212a"),
        ("ǅ Ⅷ Ａ 𐐀", "ǆ ⅷ ａ 𐐨"),
        ("x\ud800Y", "x\ud800y"),
        ("", ""),
    ],
)
def test_each_character_is_folded_by_itself(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert of_octets(text) == folded
    assert of_octets("-" * 1000 + text) == "-" * 1000 + folded


def test_every_character_is_folded_alike() -> None:
    chars = "".join(map(chr, range(0x110000)))
    assert fold(chars) == of_octets(chars)
    assert len(fold(chars)) == len(chars)
    spread = ("-" * 200).join(chars[:0x3000])
    assert fold(spread) == of_octets(spread)


def test_no_character_with_a_lower_case_is_left_out() -> None:
    assert [char for char in map(chr, range(_LAST, 0x110000)) if fold(char) != char] == []


@given(st.text(max_size=60), st.integers(0, 100))
def test_any_text_is_folded_alike(text: str, more: int) -> None:
    assert of_octets(text + "x" * more) == fold(text + "x" * more)
