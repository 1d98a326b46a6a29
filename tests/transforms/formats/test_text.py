"""Plain text through the format, by file and by line."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.formats.line_shards import (
    COMPRESSIONS,
    MemorySource,
    packed,
    travel,
    unpacked,
)
from transforms.core.fields import FieldOptions
from transforms.core.records import BlockLimits, Sample
from transforms.formats import text

FILE = text.build(FieldOptions())
LINE = text.build(FieldOptions(text_unit="line"))
BOM = b"\xef\xbb\xbf"


ROWS = st.sampled_from([b"a", b"b\r", b"", b" ", b"\xff", "é".encode(), b"c" * 40])


def shout(sample: Sample) -> tuple[str, ...] | None:
    return (sample.texts[0].upper() + "!",) if sample.index % 2 else None


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("format_", [FILE, LINE])
@pytest.mark.parametrize(
    "data", [b"", BOM, b"\n", b"a", BOM + b"a\r\nb\n\n \nc", "é\0\u2028\n".encode()]
)
def test_what_does_not_change_is_copied(format_: text.Text, data: bytes, compression: str) -> None:
    stored = packed(data, compression)
    trip = travel(format_, MemorySource(stored, compression), BlockLimits(samples=1))
    assert (trip.data, trip.defects) == (stored, [])


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"a\nb\r\nc", ["a", "b", "c"]),
        (BOM + b"a\n\n \t\r\nb\n", ["a", "b"]),
        (b"a\rb\n", ["a\rb"]),
        (b"a\r", ["a"]),
        (b"a\r\r\n", ["a\r"]),
        (b" a \n", [" a "]),
        ("a\u2028b\x0c\x85\n".encode(), ["a\u2028b\x0c\x85"]),
        (b"a\0b\n", ["a\0b"]),
    ],
)
def test_a_line_is_its_text_without_its_end(data: bytes, texts: list[str]) -> None:
    trip = travel(LINE, MemorySource(data))
    assert [sample.texts[0] for sample in trip.samples] == texts


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(ROWS, max_size=20),
    last=st.booleans(),
    size=st.integers(1, 60),
    samples=st.integers(1, 5),
)
def test_any_block_size_gives_the_same_bytes(
    rows: list[bytes], last: bool, size: int, samples: int
) -> None:
    source = MemorySource(b"\n".join(rows) + (b"\n" if last else b""))
    small = travel(LINE, source, BlockLimits(size, samples), shout, lambda s: s.index % 5 == 4)
    large = travel(LINE, source, BlockLimits(), shout, lambda s: s.index % 5 == 4)
    assert (small.data, small.samples) == (large.data, large.samples)


def test_a_new_text_keeps_to_its_line_and_the_line_keeps_its_end() -> None:
    trip = travel(
        LINE,
        MemorySource(b"a\r\nb\nc"),
        change=lambda s: ("x\r\ny\n\rz\ud800",) if s.index != 1 else None,
    )
    assert trip.data == b"x\r y \rz?\r\nb\nx\r y \rz?"


def test_a_line_that_did_not_pass_goes_with_its_end() -> None:
    trip = travel(LINE, MemorySource(b"a\r\n\r\nb\nc"), leave_out=lambda s: s.index != 1)
    assert trip.data == b"\r\nb\n"


def test_a_line_that_is_no_utf8_costs_only_itself() -> None:
    trip = travel(LINE, MemorySource(b"a\n\xff\nb\n\xed\xa0\x80\n"))
    assert trip.defects == ["invalid_utf8", "invalid_utf8"]
    assert trip.data == b"a\nb\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff", "invalid_utf8"),
        ("a\n".encode("utf-16"), "invalid_utf8"),
        (b"caf\xe9\n", "invalid_utf8"),
        (b"x" * 2000, "too_large"),
    ],
)
def test_a_file_that_is_no_sample_is_one_dead_letter(data: bytes, reason: str) -> None:
    trip = travel(FILE, MemorySource(data), BlockLimits(sample_bytes=1000))
    assert (trip.defects, trip.data) == ([reason], b"")


def test_a_file_is_one_sample_and_its_byte_order_mark_stays() -> None:
    trip = travel(FILE, MemorySource(BOM + b"a\r\nb\n"), change=lambda s: (s.texts[0] * 2,))
    assert trip.samples[0].texts == ("a\r\nb\n",)
    assert trip.data == BOM + b"a\r\nb\n" * 2


@pytest.mark.parametrize("compression", COMPRESSIONS[1:])
def test_a_damaged_stream_is_one_dead_letter_by_file_and_keeps_its_lines_by_line(
    compression: str,
) -> None:
    lines = [b"%x\n" % (n * 2654435761 % 2**64) for n in range(100_000)]
    stored = packed(b"".join(lines), compression)
    source = MemorySource(stored[: len(stored) * 9 // 10], compression)
    assert travel(FILE, source).defects == ["truncated"]
    trip = travel(LINE, source)
    assert trip.defects == ["truncated"]
    assert unpacked(trip.data, compression) == b"".join(lines[: len(trip.texts)])
    assert trip.texts


def test_a_huge_file_is_never_in_memory() -> None:
    stored = packed(bytes(64 << 20), "zstd")
    tracemalloc.start()
    positions = list(FILE.cut(MemorySource(stored, "zstd"), BlockLimits()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert positions[0][0].defect == "too_large"
    assert peak < 8 << 20


def test_rows_show_no_text() -> None:
    source = MemorySource(b"a secret\n")
    for format_ in (FILE, LINE):
        (run,) = format_.cut(source, BlockLimits())
        ((_, rows),) = format_.read(source, run, BlockLimits())
        assert "secret" not in repr(rows)
        assert "secret" not in repr(rows.units)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", True),
        (b"some text\n", True),
        ("caf\u00e9".encode()[:-1], True),
        (BOM + b"a", True),
        (b"caf\xe9 and more", False),
        (b"a\0b", False),
        (b"\x89PNG", False),
        ("a".encode("utf-16"), False),
    ],
)
def test_text_is_utf8_without_nul(head: bytes, expected: bool) -> None:
    assert text.sniff(head) is expected
