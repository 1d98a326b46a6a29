"""Parts: what was put is found, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import stores
from transforms.core.errors import PartError
from transforms.core.parts import Part, Parts, _digest, block_of, counters_of, decode, samples_of
from transforms.core.records import Position, Shard

SHARD = Shard(0, "/in/a.jsonl", "a.jsonl", "jsonl", "", 10, "sha256:1")
POSITION = Position(0, 0, 3, 0, 30)
PART = Part(b"rows", b"{}\n" * 3, b"", b"", {"outcome/refined": 2, "outcome/unchanged": 1, "x": 9})


@given(
    st.binary(), st.binary(), st.binary(), st.binary(),
    st.dictionaries(st.text(), st.integers(0, 10**9) | st.floats(allow_nan=False)),
)  # fmt: skip
@settings(deadline=None)
def test_decode_is_the_inverse_of_encode(
    rows: bytes, lineage: bytes, quarantine: bytes, dead: bytes, counters: dict[str, float]
) -> None:
    part = Part(rows, lineage, quarantine, dead, counters)
    data = part.encode()
    assert decode(data, f"x-3-{_digest(data)}.part") == part


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(stores.build(str(tmp_path)), f"{tmp_path}/_work", "run")


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(deadline=None, max_examples=40)
def test_a_flipped_bit_anywhere_is_seen(at: int, bit: int) -> None:
    data = bytearray(PART.encode())
    name = f"x-{_digest(bytes(data))}.part"
    data[at % len(data)] ^= 1 << bit
    with pytest.raises(PartError, match="damaged"):
        decode(bytes(data), name)


def test_a_part_is_found_by_its_block_alone(parts: Parts) -> None:
    assert parts.find(SHARD, POSITION) is None
    uri = parts.put(SHARD, POSITION, PART)
    assert parts.find(SHARD, POSITION) == uri
    assert parts.read(uri) == PART
    assert samples_of(uri) == 3
    other_shard = Shard(0, "/in/b.jsonl", "b.jsonl", "jsonl", "", 10, "sha256:1")
    changed = Shard(0, "/in/a.jsonl", "a.jsonl", "jsonl", "", 10, "sha256:2")
    moved = Shard(7, "/elsewhere/a.jsonl", "a.jsonl", "jsonl", "", 10, "sha256:1")
    assert parts.find(other_shard, POSITION) is None
    assert parts.find(changed, POSITION) is None
    assert parts.find(moved, POSITION) == uri
    assert parts.find(SHARD, Position(0, 0, 3, 0, 31)) is None
    assert Parts(parts.store, parts.work, "other run").find(SHARD, POSITION) is None


def test_the_smallest_of_several_parts_is_found(parts: Parts) -> None:
    put = [parts.put(SHARD, POSITION, Part(b"", b"", b"", b"", {"seconds": n})) for n in range(6)]
    assert len(set(put)) == 6
    assert parts.find(SHARD, POSITION) == min(put)


def test_a_part_that_is_gone_is_an_error_of_ours(parts: Parts) -> None:
    with pytest.raises(PartError, match="is gone"):
        parts.read(f"{parts.work}/parts/000/none-1-2.part")


def test_starts_are_counted(parts: Parts) -> None:
    assert [parts.mark_start(SHARD, POSITION) for _ in range(4)] == [0, 1, 2, 3]
    assert parts.find(SHARD, POSITION) is None


def test_a_part_shows_none_of_its_bytes() -> None:
    assert "rows" not in repr(Part(b"rows", b"{}", b"q", b"d", {}))


@pytest.mark.parametrize(
    ("uri", "samples"),
    [
        ("/w/parts/a/ab-512-ff.part", 512),
        ("ab-0-ff.part", 0),
        ("ab-x-ff.part", 0),
        ("ab-1.part", 0),
    ],
)
def test_an_address_says_how_many_samples(uri: str, samples: int) -> None:
    assert samples_of(uri) == samples


def test_counters_are_read_without_the_rows(parts: Parts) -> None:
    uri = parts.put(SHARD, POSITION, PART)
    assert counters_of(parts.store, parts.store.stat(uri)) == PART.counters
    assert block_of(uri) == block_of(parts.journal(SHARD, POSITION))


def test_all_that_concerns_a_block_stays_below_work_wherever_that_is(tmp_path: Path) -> None:
    parts = Parts(stores.build(str(tmp_path)), f"{tmp_path}/parts/out/_work", "run")
    parts.put(SHARD, POSITION, PART)
    assert parts.mark_start(SHARD, POSITION) == 0
    assert parts.journal(SHARD, POSITION).startswith(f"{parts.work}/journal/")
    assert [path.name for path in (tmp_path / "parts" / "out").iterdir()] == ["_work"]
    assert [path.name for path in tmp_path.iterdir()] == ["parts"]
    parts.forget_starts(SHARD, POSITION)
    assert parts.mark_start(SHARD, POSITION) == 0
