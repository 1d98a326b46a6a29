"""Blocks of lines: every byte and every sample in exactly one of them."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.formats.line_shards import MemorySource
from transforms.core import lines
from transforms.core.errors import SampleError
from transforms.core.records import BlockLimits, Position

BOM = b"\xef\xbb\xbf"


def positions(data: bytes, limits: BlockLimits) -> list[Position]:
    runs = list(lines.cut(MemorySource(data), limits))
    assert all(len(run) == 1 for run in runs)
    return [position for run in runs for position in run]


def slow_positions(data: bytes, limits: BlockLimits) -> list[tuple[int, int, int, str]]:
    """The same cut, line by line: (start, end, count, defect)."""
    start = at = 3 if data.startswith(BOM) else 0
    cut: list[tuple[int, int, int, str]] = []
    count = 0
    for line in data[at:].split(b"\n"):
        end = min(at + len(line) + 1, len(data))
        if end == at:
            break
        samples = 1 if line.strip(b" \t\r") else 0
        large = end - at > limits.sample_bytes
        full = end - start > limits.bytes or count + samples > limits.samples
        if (large or full) and at > start:
            cut.append((start, at, count, ""))
            start, count = at, 0
        if large:
            cut.append((start, end, 1, "too_large"))
            start = end
        else:
            count += samples
        at = end
    return [*cut, (start, at, count, "")] if at > start else cut


LINES = st.lists(
    st.sampled_from(
        [b"", b"\r", b" ", b"\t \r", b"a", b"ab\r", b"\xff", b"{}", b" x ", b"\x00", b"y" * 30]
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(
    found=LINES,
    last=st.booleans(),
    bom=st.booleans(),
    size=st.integers(1, 60),
    samples=st.integers(1, 9),
    most=st.integers(1, 50),
)
def test_the_cut_is_that_of_a_line_by_line_reader(
    found: list[bytes], last: bool, bom: bool, size: int, samples: int, most: int
) -> None:
    data = (BOM if bom else b"") + b"\n".join(found) + (b"\n" if last else b"")
    limits = BlockLimits(bytes=size, samples=samples, sample_bytes=most)
    cut = positions(data, limits)
    assert [(p.start, p.end, p.count, p.defect) for p in cut] == slow_positions(data, limits)
    for number, position in enumerate(cut):
        assert position.ordinal == number
        assert position.index == sum(p.count for p in cut[:number])


def test_the_cut_does_not_depend_on_the_chunks_it_is_scanned_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = b"".join(b"x" * (n % 50) + (b"\r\n" if n % 3 else b"\n") for n in range(3000))
    data += b" " * 500 + b"\n" + b"no end"
    limits = BlockLimits(bytes=700, samples=20, sample_bytes=300)
    whole = positions(data, limits)
    for size in (1, 7, 64, 1000):
        monkeypatch.setattr(lines, "_CHUNK_BYTES", size)
        assert positions(data, limits) == whole


def test_a_blank_line_that_spans_chunks_is_blank_and_one_that_only_begins_so_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "_CHUNK_BYTES", 4)
    assert [p.count for p in positions(b"a\n" + b" " * 9 + b"\nb\n", BlockLimits())] == [2]
    assert [p.count for p in positions(b"a\n" + b" " * 9 + b"c\n\n\n", BlockLimits())] == [2]
    assert [p.count for p in positions(b"a\n" + b" " * 9, BlockLimits())] == [1]


@pytest.mark.parametrize(
    ("data", "counts"),
    [
        (b"", []),
        (BOM, []),
        (b"\n", [0]),
        (b" \t\r\n\r\n", [0]),
        (b"a", [1]),
        (b"a\n", [1]),
        (b"a\n\nb", [2]),
        (BOM + b"a\nb\n", [2]),
        (b"a\rb\n", [1]),
        (b"a\x0b\x0c\x1c\x85b\n\x0c\n", [2]),
        ("a\u2028b\n".encode(), [1]),
    ],
)
def test_only_newlines_end_lines_and_only_json_spaces_are_blank(
    data: bytes, counts: list[int]
) -> None:
    assert [position.count for position in positions(data, BlockLimits())] == counts


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_file_that_begins_as_utf_16_is_no_text_in_any_line(encoding: str) -> None:
    data = "\ufeffa\nb\nc".encode(encoding)
    cut = positions(data, BlockLimits(samples=1))
    assert {position.defect for position in cut} == {"invalid_utf8"}
    assert sum(position.count for position in cut) == 3


def test_a_line_that_is_too_long_is_never_in_memory() -> None:
    data = b"a\n" + b"x" * (40 << 20) + b"\nb\n"
    source = MemorySource(data)
    tracemalloc.start()
    cut = [p for run in lines.cut(source, BlockLimits(sample_bytes=1 << 20)) for p in run]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(p.count, p.defect) for p in cut] == [(1, ""), (1, "too_large"), (1, "")]
    assert peak < 8 << 20


@settings(max_examples=100, deadline=None)
@given(block=st.binary(max_size=40).map(lambda data: data.replace(b"x", b"\n")))
def test_splitting_loses_nothing(block: bytes) -> None:
    found = lines.split(block)
    assert b"".join(found) == block
    assert all(line.endswith(b"\n") for line in found[:-1])
    assert all(found)


def test_a_shard_that_became_shorter_is_noticed() -> None:
    cut = positions(b"a\nb\n", BlockLimits())
    with pytest.raises(SampleError) as caught:
        list(lines.read(MemorySource(b"a\n"), cut, BlockLimits()))
    assert caught.value.reason == "changed"
