"""The parts of zip that whole archives seldom show."""

from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.errors import SampleError
from transforms.core.records import BlockLimits
from transforms.core.repositories.frames import Frame
from transforms.core.repositories.member_names import decoded
from transforms.core.repositories.members import Kind, Member
from transforms.core.repositories.zip import DEFLATED, STORED, ZipRepository, write_zip
from transforms.core.repositories.zip_directory import end_records


def opened(data: bytes) -> ZipRepository:
    return ZipRepository(io.BytesIO(data), io.BytesIO(data), BlockLimits(), len(data))


def walked(data: bytes) -> tuple[list[Member], str]:
    got: list[Member] = []
    try:
        got.extend(opened(data).walk())
    except SampleError as error:
        return got, error.reason
    return got, ""


def zipped(names: list[str], comment: bytes = b"") -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.comment = comment
        for name in names:
            archive.writestr(name, name.encode())
    return raw.getvalue()


def attributes(method: int) -> bytes:
    return struct.pack("<4HBI", method, 0, 33, 1 << 11, 3, (stat.S_IFREG | 0o644) << 16)


def test_an_archive_behind_other_bytes_or_with_a_comment_is_read() -> None:
    for data in (b"#!/bin/sh\n" + zipped(["a", "b"]), zipped(["a", "b"], b"c" * 65535)):
        repository = opened(data)
        members = list(repository.walk())
        assert [repository.content(member) for member in members] == [b"a", b"b"]


def test_more_members_than_16_bits_count_are_written_and_read() -> None:
    frames = (Frame(Kind.FILE, b"%d" % n, 0o644, 0, attributes(STORED), b"") for n in range(66_000))
    stream = io.BytesIO()
    write_zip(frames, stream)
    with zipfile.ZipFile(stream) as archive:
        assert len(archive.namelist()) == 66_000
    members, reason = walked(b"before" + stream.getvalue())
    assert (len(members), reason) == (66_000, "")


def test_a_directory_beyond_4_gib_gets_the_wide_records() -> None:
    assert len(end_records(1 << 33, 100, 3)) == 56 + 20 + 22
    assert len(end_records(1000, 100, 3)) == 22


@pytest.mark.parametrize(("count", "reason"), [(1, "corrupt"), (2, ""), (3, "corrupt")])
def test_a_directory_that_does_not_hold_what_it_counts_is_corrupt(count: int, reason: str) -> None:
    data = bytearray(zipped(["a", "b"]))
    at = data.rindex(b"PK\5\6")
    struct.pack_into("<2H", data, at + 8, count, count)
    assert walked(bytes(data))[1] == reason


@pytest.mark.parametrize("at", [16, 12])
def test_a_directory_elsewhere_than_it_says_is_corrupt(at: int) -> None:
    data = bytearray(zipped(["a", "b"]))
    struct.pack_into("<I", data, data.rindex(b"PK\5\6") + at, 1 << 31)
    assert walked(bytes(data)) == ([], "corrupt")


@pytest.mark.parametrize(("at", "value"), [(0, 1), (6, 1), (8, 8), (30, ord("z"))])
def test_a_local_header_that_says_something_else_makes_the_member_corrupt(
    at: int, value: int
) -> None:
    data = bytearray(zipped(["a", "b"]))
    data[at] = value
    repository = opened(bytes(data))
    first, second = repository.walk()
    with pytest.raises(SampleError) as caught:
        repository.content(first)
    assert caught.value.reason == "corrupt"
    assert repository.content(second) == b"b"


def test_a_huge_offset_of_an_entry_is_corrupt() -> None:
    data = bytearray(zipped(["a", "b"]))
    struct.pack_into("<I", data, data.index(b"PK\1\2") + 42, 0xFFFFFFF0)
    repository = opened(bytes(data))
    first, second = repository.walk()
    with pytest.raises(SampleError):
        repository.content(first)
    assert repository.content(second) == b"b"


def test_a_name_without_the_utf8_flag_is_shown_in_its_code_page_and_kept_as_stored() -> None:
    data = bytearray(zipped(["caf?.txt"]))
    for sign, name in ((b"PK\3\4", 30), (b"PK\1\2", 46)):
        data[data.index(sign) + name + 3] = 0x82
    (member,) = opened(bytes(data)).walk()
    assert member.raw == b"caf\x82.txt"
    assert decoded(member.raw, member.codec) == "café.txt"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_to_an_end(data: bytes) -> None:
    assert walked(data) in (([], "corrupt"), ([], "truncated"))
    assert walked(b"PK\3\4" + data + end_records(4 + len(data), 0, 0)) == ([], "")


@given(
    st.lists(st.tuples(st.sampled_from([STORED, DEFLATED]), st.binary(max_size=300)), max_size=5)
)
def test_what_is_written_is_what_is_read(files: list[tuple[int, bytes]]) -> None:
    frames = [
        Frame(Kind.FILE, b"%d" % n, 0o644, 0, attributes(method), content)
        for n, (method, content) in enumerate(files)
    ]
    stream = io.BytesIO()
    write_zip(frames, stream)
    repository = opened(stream.getvalue())
    assert [repository.content(m) for m in repository.walk()] == [c for _, c in files]
    with zipfile.ZipFile(stream) as archive:
        assert archive.testzip() is None
