"""The parts of tar that whole archives seldom show."""

from __future__ import annotations

import io
import tarfile
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.errors import SampleError
from transforms.core.repositories.frames import Frame
from transforms.core.repositories.members import Kind, Member
from transforms.core.repositories.tar import TarRepository, is_tar, write_tar

END = bytes(1024)


def header(
    name: str, size: int = 0, kind: bytes = b"0", fmt: Literal[0, 1, 2] = tarfile.GNU_FORMAT
) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(fmt, "utf-8", "surrogateescape")


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 512)


def pax(records: dict[str, str]) -> bytes:
    body = b""
    for key, value in records.items():
        row = f" {key}={value}\n".encode()
        length = len(row) + 2 if len(row) < 8 else len(row) + (2 if len(row) + 2 < 100 else 3)
        body += str(length).encode() + row
    return header("pax", len(body), tarfile.XHDTYPE) + padded(body)


def walked(data: bytes) -> tuple[list[tuple[Member, bytes]], str]:
    stream = io.BytesIO(data)
    repository = TarRepository(stream, len(data))
    got: list[tuple[Member, bytes]] = []
    try:
        got.extend((member, repository.content(member)) for member in repository.walk())
    except SampleError as error:
        return got, error.reason
    return got, ""


def test_an_extended_header_names_and_measures_the_next_member() -> None:
    data = pax({"path": "long/name", "size": "3"}) + header("short", 0) + padded(b"abc")
    got, reason = walked(data + header("next", 1) + padded(b"x") + END)
    assert [(m.raw, content) for m, content in got] == [(b"long/name", b"abc"), (b"next", b"x")]
    assert reason == ""


def test_a_long_name_of_gnu_goes_before_its_member() -> None:
    name = "n" * 300
    got, reason = walked(header(name, 1) + padded(b"x") + END)
    assert [(m.raw, content) for m, content in got] == [(name.encode(), b"x")]
    assert reason == ""


def test_the_times_in_an_old_gnu_header_are_not_taken_for_a_folder() -> None:
    block = bytearray(header("a.txt"))
    block[345:357] = b"13744621234 "
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    assert [m.raw for m, _ in walked(bytes(block) + END)[0]] == [b"a.txt"]


@pytest.mark.parametrize("extra", [0, 3])
def test_a_sparse_file_is_a_defect_and_its_map_no_member(extra: int) -> None:
    block = bytearray(header("sparse", 512, tarfile.GNUTYPE_SPARSE))
    block[482] = 1 if extra else 0
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    maps = b"".join(bytes(504) + bytes([n < extra - 1]) + bytes(7) for n in range(extra))
    data = bytes(block) + maps + b"d" * 512 + header("next", 1) + padded(b"x") + END
    got, reason = walked(data)
    assert [(m.raw, m.defect) for m, _ in got] == [(b"sparse", "sparse_file"), (b"next", "")]
    assert reason == ""


def test_a_sparse_file_of_pax_is_a_defect() -> None:
    data = pax({"GNU.sparse.major": "1", "GNU.sparse.name": "x"}) + header("a", 1) + padded(b"x")
    assert [m.defect for m, _ in walked(data + END)[0]] == ["sparse_file"]


def test_headers_about_the_archive_are_passed_over() -> None:
    body = b"52 comment=" + b"0" * 40 + b"\n"
    data = header("g", len(body), tarfile.XGLTYPE) + padded(body) + header("vol", 0, b"V")
    got, reason = walked(data + header("a", 1) + padded(b"x") + END)
    assert ([m.raw for m, _ in got], reason) == ([b"a"], "")


def raw_size(field: bytes) -> bytes:
    block = bytearray(header("a"))
    block[124:136] = field
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (raw_size(b"\xff" * 12) + END, "corrupt"),
        (raw_size(b"\x80" + b"\xff" * 11) + b"x" * 4096, "truncated"),
        (raw_size(b"\x80" + bytes(3) + b"\xff" * 8) + b"x" * 4096, "truncated"),
        (raw_size(b"77777777777\0") + b"x" * 4096, "truncated"),
        (header("x", 1 << 30, tarfile.XHDTYPE), "corrupt"),
        (header("x", 100, tarfile.GNUTYPE_LONGNAME) + b"abc", "truncated"),
        (header("x", 9, tarfile.XHDTYPE) + padded(b"999 a=b\n") + END, "corrupt"),
        (header("x", 9, tarfile.XHDTYPE) + padded(b"no length") + END, "corrupt"),
        (header("x", 9, tarfile.XHDTYPE) + padded(b"3 a=bbbbb") + END, "corrupt"),
        (header("a", 1), "truncated"),
        (header("a", 0), "truncated"),
        (b"x" * 512, "corrupt"),
        (b"x" * 511, "truncated"),
        (END + b"x", "trailing_data"),
    ],
)
def test_a_damaged_header_ends_the_archive_with_a_reason(data: bytes, reason: str) -> None:
    assert walked(data)[1] == reason


@given(st.binary(max_size=3000))
def test_any_bytes_are_read_to_an_end(data: bytes) -> None:
    got, reason = walked(data)
    assert got == []
    assert reason in {"truncated", "corrupt", "trailing_data"} or not any(data)


@given(
    st.lists(
        st.tuples(
            st.text(
                st.characters(exclude_characters="\0/", exclude_categories=["Cs"]),
                min_size=1,
                max_size=150,
            ),
            st.binary(max_size=700),
        ),
        max_size=4,
    )
)
def test_what_is_written_is_what_is_read(files: list[tuple[str, bytes]]) -> None:
    frames = [Frame(Kind.FILE, n.encode(), 0o644, 1, b"", content) for n, content in files]
    stream = io.BytesIO()
    write_tar(frames, stream)
    data = stream.getvalue()
    assert len(data) % tarfile.RECORDSIZE == 0
    got, reason = walked(data)
    assert reason == ""
    assert [(m.raw, content) for m, content in got if m.raw != b".git"] == [
        (frame.raw, frame.content) for frame in frames if frame.raw != b".git"
    ]


def test_a_header_without_magic_is_known_by_its_checksum() -> None:
    block = bytearray(header("a.txt"))
    block[257:512] = bytes(255)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    assert is_tar(bytes(block))
    block[0] ^= 1
    assert not is_tar(bytes(block))
