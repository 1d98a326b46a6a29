"""What belongs to a block besides its samples: folder entries, limits, and what was listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.errors import SampleError
from transforms.core.records import BlockLimits, Position
from transforms.core.repositories import members
from transforms.core.repositories.blocks import cut_blocks, descriptors
from transforms.core.repositories.frames import unpack
from transforms.core.repositories.members import Expansion, Kind, Member
from transforms.core.repositories.rows import MAX_FOLDERS, read_blocks

LIMITS = BlockLimits(bytes=1000, samples=2, sample_bytes=500)


@dataclass
class ListRepository:
    """Members from a list, their content their name; `damage` stands behind the last."""

    listed: list[Member]
    damage: str = ""

    def walk(self, first: int = 0) -> Iterator[Member]:
        yield from self.listed
        if self.damage:
            raise SampleError("read", self.damage)

    def check(self, member: Member) -> None:
        pass

    def content(self, member: Member) -> bytes:
        return member.raw

    def close(self) -> None:
        pass


def of(*names: str) -> list[Member]:
    """Files, and folders where a name ends with a slash."""
    return [
        Member(
            n.encode(),
            Kind.FOLDER if n.endswith("/") else Kind.FILE,
            0 if n.endswith("/") else len(n),
        )
        for n in names
    ]


def written(repository: ListRepository, limits: BlockLimits) -> list[str]:
    positions = [p for p in cut_blocks(repository, limits) if not p.defect]
    blocks = read_blocks(repository, positions, limits, "keep")
    packed = b"".join(
        rows.encode({}, {s.index for s in rows.samples if s.defect}) for _, rows in blocks
    )
    return [frame.raw.decode() for frame in unpack(packed)]


@given(
    st.lists(st.sampled_from(["a/", "b/", "c/", "x", "y", "a/z", "b/w"]), unique=True),
    st.integers(1, 5),
)
def test_folder_entries_keep_their_place_whatever_the_block_size(
    names: list[str], samples: int
) -> None:
    files = [name for name in names if not name.endswith("/")]
    got = written(ListRepository(of(*names)), BlockLimits(samples=samples))
    assert got == (names if files else [])


def test_folder_entries_that_lead_out_or_stand_in_the_way_are_left_out() -> None:
    names = ["./", "../x/", "/etc/", "a", "a/", "b/", "c"]
    assert written(ListRepository(of(*names)), LIMITS) == ["./", "a", "b/", "c"]


def test_folder_entries_are_bounded() -> None:
    names = [f"{n}/" for n in range(MAX_FOLDERS + 10)] + ["file"]
    assert len(written(ListRepository(of(*names)), LIMITS)) == MAX_FOLDERS + 1


def test_damage_is_the_last_position_and_takes_nothing_with_it() -> None:
    repository = ListRepository(of("a", "b", "c", "d/"), "truncated")
    positions = list(cut_blocks(repository, LIMITS))
    assert [(p.start, p.end, p.count, p.defect) for p in positions] == [
        (0, 2, 2, ""),
        (2, 3, 1, ""),
        (3, 4, 1, "truncated"),
    ]
    assert written(repository, LIMITS) == ["a", "b", "c", "d/"]


@given(st.integers(0, 3000))
def test_descriptors_hold_every_position_once_and_are_far_fewer_than_many(count: int) -> None:
    positions = [Position(n, n, 1, n, n + 1) for n in range(count)]
    runs = list(descriptors(positions))
    assert [position for run in runs for position in run] == positions
    assert len(runs) == count if count <= 16 else len(runs) <= (32 * count) ** 0.5 + 16


def test_a_listing_that_ends_early_is_a_change() -> None:
    positions = list(cut_blocks(ListRepository(of("a", "b")), LIMITS))
    with pytest.raises(SampleError) as caught:
        list(read_blocks(ListRepository(of("a"), "truncated"), positions, LIMITS, "keep"))
    assert caught.value.reason == "shard_changed"


def test_a_changed_text_that_is_no_text_is_an_error_without_it() -> None:
    repository = ListRepository(of("a"))
    positions = list(cut_blocks(repository, LIMITS))
    ((_, rows),) = read_blocks(repository, positions, LIMITS, "keep")
    with pytest.raises(SampleError) as caught:
        rows.encode({0: ("secret \udc00",)}, set())
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("sizes", "stored", "reason"),
    [
        ([400, 400, 200], 0, ""),
        ([400, 400, 201], 0, "archive_bomb"),
        ([400, 400, 201], 101, ""),
        ([501, 501, 501], 0, ""),
    ],
)
def test_an_archive_may_grow_to_the_larger_of_two_bounds(
    sizes: list[int], stored: int, reason: str
) -> None:
    limits = BlockLimits(sample_bytes=500, expansion_bytes=1000, expansion_ratio=10)
    expansion = Expansion(limits, stored)
    got = ""
    try:
        for size in sizes:
            expansion.add(size)
    except SampleError as error:
        got = error.reason
    assert got == reason


def test_members_without_end_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_MEMBERS", 10)
    expansion = Expansion(LIMITS, 0)
    for _ in range(10):
        expansion.add(0)
    with pytest.raises(SampleError) as caught:
        expansion.add(0)
    assert caught.value.reason == "too_many_members"
