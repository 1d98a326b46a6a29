"""Compressed streams: round trips, damage, bombs, guesses."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable

import cramjam
import lz4.frame
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.growth import in_proportion
from transforms.core.compression import compress, decompress, guess
from transforms.core.errors import SampleError
from transforms.core.records import BlockLimits

COMPRESSIONS = ("gzip", "bzip2", "zstd", "lz4", "xz", "snappy")
LIMITS = BlockLimits()

OTHERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "lz4": lz4.frame.compress,
    "xz": lzma.compress,
    "snappy": lambda data: bytes(cramjam.snappy.compress(data)),
}


def lines(count: int) -> bytes:
    """Lines that compress somewhat: no two are the same."""
    digests = (f"{zlib.crc32(b'%d' % n):08x}" for n in range(count))
    return "".join(f'{{"n": {n}, "text": "{d}"}}\n' for n, d in enumerate(digests)).encode()


def stored(data: bytes, compression: str, step: int = 1 << 30) -> bytes:
    sink = io.BytesIO()
    with compress(sink, compression) as stream:
        for start in range(0, len(data), step):
            stream.write(data[start : start + step])
    return sink.getvalue()


def drain(
    packed: bytes, compression: str, limits: BlockLimits = LIMITS, step: int = 1 << 16
) -> tuple[bytes, str]:
    """What comes out, and the reason why no more does."""
    got = bytearray()
    with decompress(io.BytesIO(packed), compression, limits, len(packed)) as stream:
        try:
            while data := stream.read(step):
                got += data
        except SampleError as damage:
            with pytest.raises(SampleError):
                stream.read(1)
            return bytes(got), damage.reason
    return bytes(got), ""


@pytest.mark.parametrize("compression", ["", *COMPRESSIONS])
@settings(max_examples=20, deadline=None)
@given(data=st.binary(max_size=3000), repeat=st.integers(1, 60), step=st.integers(1, 5000))
def test_what_is_written_comes_back(compression: str, data: bytes, repeat: int, step: int) -> None:
    data *= repeat
    assert drain(stored(data, compression, step), compression, step=step) == (data, "")


@pytest.mark.parametrize(
    "compression",
    [pytest.param(name, marks=[pytest.mark.slow] if name == "xz" else []) for name in COMPRESSIONS],
)
def test_the_stored_bytes_do_not_depend_on_the_sizes_of_the_writes(compression: str) -> None:
    data = lines(90_000)
    assert len(data) > 2 << 20
    whole = stored(data, compression)
    assert stored(data, compression, 999) == whole == stored(data, compression, 1 << 20)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_other_tools_read_what_is_written(compression: str) -> None:
    readers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.decompress,
        "bzip2": bz2.decompress,
        "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
        "lz4": lz4.frame.decompress,
        "xz": lzma.decompress,
        "snappy": lambda data: bytes(cramjam.snappy.decompress(data)),
    }
    for data in (b"", b"x", lines(40_000)):
        assert readers[compression](stored(data, compression)) == data


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_several_members_are_one_stream(compression: str) -> None:
    pack = OTHERS[compression]
    assert drain(pack(b"one\n") + pack(b"") + pack(b"two\n"), compression) == (b"one\ntwo\n", "")


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_no_bytes_at_all_are_an_empty_stream(compression: str) -> None:
    assert drain(b"", compression) == (b"", "")


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_truncated_stream_gives_what_decodes_and_then_says_truncated(compression: str) -> None:
    data = lines(40_000)
    packed = OTHERS[compression](data)
    for keep in (1, 3, 5, 9, len(packed) // 2, len(packed) - 1):
        got, reason = drain(packed[:keep], compression)
        assert reason == "truncated", keep
        assert data.startswith(got)
    block = 900_000 if compression == "bzip2" else 131_072  # the most that a decoder gives at once
    assert len(drain(packed[:-20], compression)[0]) >= len(data) - block


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("lead", [7, 40_000])
def test_everything_before_a_damage_is_delivered(compression: str, lead: int) -> None:
    data = lines(lead)
    packed = OTHERS[compression](data) + b"\x05 this is no member of anything"
    assert drain(packed, compression) == (data, "corrupt")


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_the_same_bytes_come_out_before_a_damage_for_any_size_of_read(compression: str) -> None:
    packed = bytearray(stored(lines(40_000), compression))
    packed[len(packed) * 2 // 3] ^= 0x55
    got, reason = drain(bytes(packed), compression)
    assert reason in {"corrupt", "truncated"}
    for step in (1 << 20, 7777):
        assert drain(bytes(packed), compression, step=step) == (got, reason)


def test_a_damaged_gzip_gives_every_byte_but_one_up_to_the_damage() -> None:
    data = lines(3000)
    deflate = zlib.compressobj(6, zlib.DEFLATED, 31)
    packed = deflate.compress(data) + deflate.flush(zlib.Z_FULL_FLUSH)
    got, reason = drain(packed + b"\x07\xff\xff", "gzip")  # block type 3: there is none
    assert reason == "corrupt"
    assert data[:-1] == got[: len(data) - 1]


@pytest.mark.parametrize("compression", COMPRESSIONS)
@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 10_000), value=st.integers(1, 255), rest=st.binary(max_size=30))
def test_damage_anywhere_ends_in_a_reason_or_in_bytes(
    compression: str, at: int, value: int, rest: bytes
) -> None:
    packed = bytearray(OTHERS[compression](lines(200)) + rest)
    packed[at % len(packed)] ^= value
    _, reason = drain(bytes(packed), compression)
    assert reason in {"", "truncated", "corrupt"}


@pytest.mark.parametrize("compression", COMPRESSIONS)
@given(noise=st.binary(min_size=1, max_size=200))
@settings(max_examples=50, deadline=None)
def test_noise_is_never_read_as_a_stream(compression: str, noise: bytes) -> None:
    assert drain(b"\x77" + noise, compression)[1] in {"corrupt", "truncated"}


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_bomb_is_cut_exactly_where_it_passes_both_bounds(compression: str) -> None:
    packed = OTHERS[compression](bytes(40 << 20))
    small = BlockLimits(expansion_bytes=1 << 20, expansion_ratio=1)
    got, reason = drain(packed, compression, small)
    assert (len(got), reason) == (max(1 << 20, len(packed)), "archive_bomb")
    by_ratio = BlockLimits(expansion_bytes=1, expansion_ratio=3)
    assert drain(packed, compression, by_ratio) == (bytes(3 * len(packed)), "archive_bomb")
    allowed = BlockLimits(expansion_bytes=40 << 20, expansion_ratio=1)
    assert drain(packed, compression, allowed)[1] == ""


def test_a_zstd_block_that_claims_too_much_is_corrupt_and_cheap() -> None:
    run_of_2_mib = (b"\x28\xb5\x2f\xfd\x00\x58") + ((((1 << 21) - 1) << 3) | 0b11).to_bytes(
        3, "little"
    )
    assert drain(run_of_2_mib + b"\x00", "zstd") == (b"", "corrupt")
    a_window_of_3_gib = b"\x28\xb5\x2f\xfd\x00\xac" + b"\x01\x00\x00"
    assert drain(a_window_of_3_gib, "zstd") == (b"", "corrupt")


def test_skippable_frames_and_checksums_of_zstd_are_understood() -> None:
    frame = zstandard.ZstdCompressor(write_checksum=True).compress(b"text\n")
    skippable = b"\x5a\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"12345"
    assert drain(skippable + frame + skippable, "zstd") == (b"text\n", "")
    assert drain(skippable[:-1], "zstd") == (b"", "truncated")
    assert drain(frame[:-1] + bytes([frame[-1] ^ 1]), "zstd") == (b"text\n", "corrupt")


def test_zeros_after_a_gzip_or_xz_member_are_padding() -> None:
    for compression in ("gzip", "xz"):
        packed = OTHERS[compression](b"a\n")
        assert drain(packed + bytes(200_000) + packed + bytes(8), compression) == (b"a\na\n", "")


def test_a_flood_of_empty_members_takes_time_in_proportion() -> None:
    def read(members: int) -> None:
        assert drain(gzip.compress(b"") * members, "gzip") == (b"", "")

    assert in_proportion(read, 20_000)


def test_gzip_is_written_without_time_and_name() -> None:
    header = stored(b"x", "gzip")[:10]
    assert header[3] == 0
    assert header[4:8] == bytes(4)


def test_a_failed_block_leaves_the_stream_without_its_end() -> None:
    sink = io.BytesIO()

    def write_half() -> None:
        with compress(sink, "gzip") as stream:
            stream.write(lines(90_000))
            raise KeyError

    with pytest.raises(KeyError):
        write_half()
    assert drain(sink.getvalue(), "gzip")[1] == "truncated"


def test_the_stream_serves_tarfile_and_text_readers() -> None:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = 3
        archive.addfile(member, io.BytesIO(b"abc"))
    packed = zstandard.ZstdCompressor().compress(sink.getvalue())
    stream = decompress(io.BytesIO(packed), "zstd", LIMITS, len(packed))
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        assert [entry.name for entry in archive] == ["a.txt"]
    packed = gzip.compress(b"one\ntwo\n")
    with decompress(io.BytesIO(packed), "gzip", LIMITS, len(packed)) as stream:
        assert list(io.TextIOWrapper(stream)) == ["one\n", "two\n"]


def test_closing_closes_what_is_below() -> None:
    below = io.BytesIO(gzip.compress(b"a"))
    with decompress(below, "gzip", LIMITS, 20) as stream:
        stream.read()
    assert below.closed


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a/b.jsonl.gz", gzip.compress(b"x", mtime=0), ("gzip", "a/b.jsonl")),
        ("B.JSONL.GZ", gzip.compress(b"x", mtime=0), ("gzip", "B.JSONL")),
        ("b.csv.bz2", bz2.compress(b"x"), ("bzip2", "b.csv")),
        ("b.csv.bz2", bz2.compress(b""), ("bzip2", "b.csv")),
        ("b.txt.zst", OTHERS["zstd"](b"x"), ("zstd", "b.txt")),
        ("b.txt.lz4", OTHERS["lz4"](b"x"), ("lz4", "b.txt")),
        ("b.txt.xz", OTHERS["xz"](b"x"), ("xz", "b.txt")),
        ("b.txt.sz", OTHERS["snappy"](b"x"), ("snappy", "b.txt")),
        ("b.txt.snappy", OTHERS["snappy"](b"x"), ("snappy", "b.txt")),
        ("c.tgz", gzip.compress(b"x", mtime=0), ("gzip", "c.tar")),
        ("c.txt.zst", b"\x50\x2a\x4d\x18\x00\x00\x00\x00", ("zstd", "c.txt")),
        ("c.txt.lz4", b"\x50\x2a\x4d\x18\x00\x00\x00\x00", ("lz4", "c.txt")),
        ("without-an-ending", gzip.compress(b"x", mtime=0), ("gzip", "without-an-ending")),
        ("plain.jsonl", b'{"text": 1}', ("", "plain.jsonl")),
        ("renamed.jsonl.gz", b'{"text": 1}', ("", "renamed.jsonl")),
        ("other.jsonl.gz", OTHERS["zstd"](b"x"), ("zstd", "other.jsonl")),
        ("damaged.jsonl.gz", b"\x00\x01\x02", ("gzip", "damaged.jsonl")),
        ("empty.jsonl.gz", b"", ("", "empty.jsonl")),
        ("talk.txt", b"BZh9 is how a bzip2 file begins", ("", "talk.txt")),
        (".gz", b"", ("", "")),
    ],
)
def test_the_first_bytes_decide_and_the_ending_goes(
    name: str, head: bytes, expected: tuple[str, str]
) -> None:
    assert guess(name, head) == expected
