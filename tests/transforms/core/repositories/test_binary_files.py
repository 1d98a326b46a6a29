from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.growth import in_proportion
from transforms.core.repositories.binary_files import is_binary, may_stay, readable_runs

KEPT = [
    ("a.png", b"\x89PNG\r\n\x1a\n"),
    ("a.JPG", b"\xff\xd8\xff\xe0"),
    ("a.jpeg", b"\xff\xd8\xff\xe1"),
    ("a.gif", b"GIF89a"),
    ("a.ico", b"\0\0\1\0\1\0"),
    ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 "),
    ("a.bmp", b"BM\x36\0\3\0\0\0\0\0"),
    ("a.woff", b"wOFF\0\1"),
    ("a.woff2", b"wOF2\0\1"),
    ("a.ttf", b"\0\1\0\0\0\x0c"),
    ("a.otf", b"OTTO\0"),
    ("a.wav", b"RIFF\x10\0\0\0WAVEfmt "),
]


@pytest.mark.parametrize(("name", "content"), KEPT)
def test_a_picture_font_or_sound_may_stay_by_ending_and_magic(name: str, content: bytes) -> None:
    assert is_binary(content)
    assert may_stay(name, content)
    assert not may_stay("a.txt", content)
    assert not may_stay(name, b"\0" + content)
    assert not may_stay(name, b"MZ\0\0")


@pytest.mark.parametrize(
    "content",
    [
        b"PK\3\4",
        b"%PDF-1.7",
        b"\x1f\x8b\x08\0",
        b"SQLite format 3\0",
        b"\x7fELF\2",
        b"BZh91AY&SY",
        b"x\0",
        b"a" * 8191 + b"\0",
    ],
)
def test_other_binaries_may_not_stay_under_any_name(content: bytes) -> None:
    assert is_binary(content)
    assert not any(may_stay(name, content) for name, _ in KEPT)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        b"BM is short",
        b"BM" + b"a" * 20,
        b"BZh is no magic",
        b"GIF images",
        b"PKzip",
        b"a" * 8192 + b"\0",
        b"\xef\xbb\xbfx",
        b"caf\xe9",
    ],
)
def test_text_is_not_binary(content: bytes) -> None:
    assert not is_binary(content)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"\0\1abcdef\0", "abcdef"),
        (b"\0abcde\0", ""),
        (b"\0one-run\0\0two-runs\xff", "one-run\ntwo-runs"),
        ("\0\0José Núñez\0".encode(), "José Núñez"),
        (b"\1\2" + "maria lund".encode("utf-16-le") + b"\0\0", "maria lund"),
        (b"\1\2\1" + "maria lund".encode("utf-16-be") + b"\2", "maria lund"),
        (b"\1\1" + "José Núñez".encode("utf-16-le"), "José Núñez"),
        (b"\xed\xa0\x80\xed\xa0\x80\xed\xa0\x80", ""),
        (b"", ""),
    ],
)
def test_what_can_be_read_in_a_binary_is_shown(content: bytes, shown: str) -> None:
    assert readable_runs(content) == shown


@given(st.binary(max_size=200), st.text("abcXYZ@.09", min_size=6, max_size=30))
def test_a_hidden_ascii_run_always_shows(around: bytes, run: str) -> None:
    content = around + b"\0\0" + run.encode() + b"\1" + around
    assert run in readable_runs(content).replace("\n", "")


def test_many_runs_take_time_and_room_in_proportion() -> None:
    def read(count: int) -> None:
        assert len(readable_runs(b"abcdef\0" * count)) == 7 * count - 1
        assert readable_runs(b"abcde\0" * count) == ""

    assert in_proportion(read, 75_000)
