"""What the tagger sees of a word, and what is kept of words while more of them come."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from transforms.checks.pii.prose import features
from transforms.checks.pii.prose.features import BUCKETS, OFFSETS, WIDTH
from transforms.checks.pii.prose.text import Types

PIECES = ("Talvane ", "in", "1987", "\n", "Ærø", ".", "\ud800x")


@pytest.fixture
def types() -> Types:
    made = Types()
    for piece in PIECES:
        made.add(piece)
    return made


def row(name: str) -> int:
    return 1 + zlib.crc32(name.encode("utf-8", "surrogatepass")) % (BUCKETS - 1)


def test_a_feature_s_row_is_the_hash_of_place_name_and_value(types: Types) -> None:
    rows, words, classes = features.of_types(types, 0, len(PIECES))
    assert rows.shape == (len(PIECES), len(OFFSETS), WIDTH)
    for number in range(len(PIECES)):
        word, group = features.word_of(types, number), features.class_of(types, number)
        near = [f"w={word}", f"c={group}", f"3={word[-3:]}"]
        own = [*near, f"2={word[-2:]}", f"4={word[-4:]}", f"p={word[:3]}", f"q={word[:2]}"]
        own.append(f"n={min(len(word), 9)}{types.kinds[number]}")
        for place, seen in enumerate((near[:2], near, own, near, near[:2])):
            wanted = [row(f"{OFFSETS[place]}{name}") for name in seen]
            assert rows[number, place].tolist() == wanted + [0] * (WIDTH - len(seen))
        assert words[number] == zlib.crc32(word.encode("utf-8", "surrogatepass"))
        assert classes[number] == zlib.crc32(group.encode("utf-8", "surrogatepass"))


def test_types_may_be_computed_in_any_portions(types: Types) -> None:
    whole = features.of_types(types, 0, len(PIECES))
    parts = [features.of_types(types, *cut) for cut in ((0, 3), (3, 3), (3, len(PIECES)))]
    for number, expected in enumerate(whole):
        assert np.array_equal(np.concatenate([part[number] for part in parts]), expected)


def test_a_column_grows_with_the_types(types: Types) -> None:
    first = types.column("known", {"in", "of"}.__contains__).tolist()
    types.add("of ")
    assert types.column("known", {"in", "of"}.__contains__).tolist() == [*first, 1]
    assert first == [0, 1, *[0] * (len(PIECES) - 2)]
    assert types.array("sizes", types.sizes).tolist() == types.sizes
    types.add("Mira")
    assert types.array("sizes", types.sizes).tolist() == types.sizes
