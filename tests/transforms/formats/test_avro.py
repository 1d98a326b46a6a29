"""Avro through the format: codecs, blocks, schemas, damage; fastavro is the independent side."""

from __future__ import annotations

import datetime as dt
import io
import json
import tracemalloc
import zlib
from decimal import Decimal
from typing import Any

import fastavro
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.formats.binary_shards import MANY_LIMITS, BytesSource, pass_through
from transforms.core.avro_binary import long_bytes
from transforms.core.fields import FieldOptions
from transforms.core.records import BlockLimits
from transforms.formats import avro

SCHEMA = {
    "type": "record",
    "name": "Row",
    "namespace": "shop.logs",
    "doc": "A row.",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "text", "type": ["null", {"type": "string", "logicalType": "prose"}]},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "labels", "type": {"type": "map", "values": ["null", "string"]}},
        {
            "name": "home",
            "type": [
                "null",
                {
                    "type": "record",
                    "name": "Address",
                    "fields": [
                        {"name": "street", "type": "string"},
                        {"name": "number", "type": "int"},
                    ],
                },
            ],
        },
        {"name": "work", "type": ["null", "Address"], "default": None},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
        {"name": "code", "type": {"type": "fixed", "name": "Code", "size": 3}},
        {
            "name": "price",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2},
        },
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "share", "type": "float"},
        {"name": "score", "type": "double"},
        {"name": "flag", "type": "boolean"},
        {"name": "either", "type": ["int", "string", "null"]},
    ],
}
COUNT = 60
ROWS: list[dict[str, Any]] = [
    {
        "id": n - 5,
        "text": None if n % 4 == 0 else f"text é {n} " * (n % 7),
        "tags": ["tag" * n] * (n % 3),
        "labels": {f"k{i}": (f"v{i}" if i else None) for i in range(n % 3)},
        "home": None if n % 2 else {"street": "Low Road", "number": n},
        "work": {"street": "High Road", "number": -n} if n % 3 else None,
        "kind": "AB"[n % 2],
        "code": b"abc",
        "price": Decimal("1.23"),
        "at": dt.datetime.fromtimestamp(n, dt.UTC),
        "share": 1.5,
        "score": 2.5,
        "flag": bool(n % 2),
        "either": [1, "s", None][n % 3],
    }
    for n in range(COUNT)
]
CODECS = ("null", "deflate", "snappy", "bzip2", "xz", "zstandard")
SYNC = bytes(range(16))


def _prefixed(data: bytes) -> bytes:
    return long_bytes(len(data)) + data


def _packed(codec: str, data: bytes) -> bytes:
    """A block's data, for the one codec for which fastavro needs another library."""
    return zstandard.ZstdCompressor(level=9).compress(data) if codec == "zstandard" else data


def _container(schema: Any, blocks: list[tuple[int, bytes]], codec: str = "null") -> bytes:
    """A file made by hand, of blocks with their counts."""
    metadata = {b"avro.codec": codec.encode(), b"avro.schema": json.dumps(schema).encode()}
    made = b"Obj\x01" + long_bytes(len(metadata))
    for key, value in metadata.items():
        made += _prefixed(key) + _prefixed(value)
    made += b"\0" + SYNC
    for count, data in blocks:
        made += long_bytes(count) + _prefixed(_packed(codec, data)) + SYNC
    return made


def _record(schema: Any, row: Any) -> bytes:
    sink = io.BytesIO()
    fastavro.schemaless_writer(sink, fastavro.parse_schema(schema), row)
    return sink.getvalue()


def _written(codec: str = "null", rows: list[Any] = ROWS, schema: Any = SCHEMA) -> bytes:
    if codec == "zstandard":
        runs = [rows[n : n + 20] for n in range(0, len(rows), 20)]
        blocks = [(len(run), b"".join(_record(schema, row) for row in run)) for run in runs]
        return _container(schema, blocks, codec)
    sink = io.BytesIO()
    parsed = fastavro.parse_schema(schema)
    fastavro.writer(
        sink, parsed, rows, codec, sync_interval=600, sync_marker=SYNC, metadata={"who": "us"}
    )
    return sink.getvalue()


def _blocks(data: bytes | None) -> list[tuple[int, list[Any]]]:
    """Count and rows of each block."""
    assert data is not None
    if b"zstandard" in data[:200]:
        data = _unpacked(data)
    return [(block.num_records, list(block)) for block in fastavro.block_reader(io.BytesIO(data))]


def _unpacked(data: bytes) -> bytes:
    """The same file with codec null; no data here holds the sync marker."""
    header, *blocks = data.split(SYNC)
    made = header.replace(_prefixed(b"zstandard"), _prefixed(b"null")) + SYNC
    for block in filter(None, blocks):
        start = block.index(b"\x28\xb5\x2f\xfd")  # RFC 8878, section 3.1.1: the magic number
        count = block[0:1] if block[0] < 0x80 else block[0:2]
        made += count + _prefixed(zstandard.ZstdDecompressor().decompress(block[start:])) + SYNC
    return made


def _rows(data: bytes | None) -> list[Any]:
    return [row for _, rows in _blocks(data) for row in rows]


def _format(**fields: Any) -> Any:
    return avro.build(FieldOptions(**fields))


@pytest.mark.parametrize("codec", CODECS)
def test_an_unchanged_file_keeps_blocks_records_and_header(codec: str) -> None:
    data = _written(codec)
    made = pass_through(_format(), data)
    assert not made.defects
    assert _blocks(made.data) == _blocks(data)
    header = data.index(SYNC) + len(SYNC)
    assert made.data is not None
    assert made.data[:header] == data[:header]
    assert codec != "null" or made.data == data


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("limits", MANY_LIMITS)
def test_only_the_texts_change_whatever_the_limits(codec: str, limits: BlockLimits) -> None:
    data = _written(codec)
    absent = (2, 5, *range(20, 40))
    first = pass_through(_format(), data, change=str.upper, absent=absent)
    other = pass_through(_format(), data, limits, str.upper, absent)
    assert first.data == other.data
    assert first.samples == other.samples
    expected = [
        {**row, "text": row["text"] and row["text"].upper()}
        for number, row in enumerate(ROWS)
        if number not in absent
    ]
    assert _rows(other.data) == expected


@settings(max_examples=25, deadline=None)
@given(
    st.sets(st.integers(0, COUNT - 1)),
    st.builds(
        BlockLimits, samples=st.integers(1, 70), bytes=st.sampled_from([1, 300, 900, 1 << 20])
    ),
)
def test_any_limits_give_the_same_bytes(absent: set[int], limits: BlockLimits) -> None:
    data, gone = _written("deflate"), tuple(absent)
    kind = _format(text=("tags[]", "labels{}", "work.street"))
    first = pass_through(kind, data, change=lambda text: text * 3, absent=gone)
    other = pass_through(kind, data, limits, lambda text: text * 3, gone)
    assert first.data == other.data


def test_a_block_without_survivors_is_left_out_and_the_others_stay() -> None:
    data = _written("zstandard")
    made = pass_through(_format(), data, absent=tuple(range(20, 40)))
    assert [count for count, _ in _blocks(made.data)] == [20, 20]


def test_samples_have_texts_others_and_id() -> None:
    kind = _format(text=("text", "labels{}"), id="id")
    sample = pass_through(kind, _written()).samples[5]
    assert sample.texts == (ROWS[5]["text"], "v1")
    assert sample.id == "0"
    assert sample.others == (
        ("tags[]", "tag" * 5), ("tags[]", "tag" * 5), ("labels{}", "k0"), ("labels{}", "k1"),
        ("work.street", "High Road"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "defects"),
    [
        ("missing", dict.fromkeys(range(COUNT), "text_field_missing")),
        ("text.more", dict.fromkeys(range(COUNT), "text_field_missing")),
        ("tags", dict.fromkeys(range(COUNT), "text_not_string")),
        ("id", dict.fromkeys(range(COUNT), "text_not_string")),
        ("kind", dict.fromkeys(range(COUNT), "text_not_string")),
        ("price", dict.fromkeys(range(COUNT), "text_not_string")),
        ("either", dict.fromkeys(range(0, COUNT, 3), "text_not_string")),
        ("home.street", {}),
    ],
)
def test_a_text_that_is_no_string_is_a_defect(text: str, defects: dict[int, str]) -> None:
    made = pass_through(_format(text=(text,)), _written())
    assert made.defects == defects
    assert len(_rows(made.data)) == COUNT - len(defects)


def test_dropped_fields_are_gone_and_the_types_they_declared_are_not() -> None:
    made = pass_through(_format(drop=("home", "tags[]", "code", "work.number")), _written())
    left = [
        {
            **{k: v for k, v in row.items() if k not in {"home", "tags", "code"}},
            "work": row["work"] and {"street": row["work"]["street"]},
        }
        for row in ROWS
    ]
    assert _rows(made.data) == left
    assert made.data is not None
    assert fastavro.reader(io.BytesIO(made.data)).metadata["who"] == "us"


SHORT = {"type": "record", "name": "R", "fields": [{"name": "text", "type": "string"}]}


def _short(*texts: bytes) -> tuple[int, bytes]:
    return len(texts), b"".join(map(_prefixed, texts))


def test_invalid_utf8_costs_its_record_only() -> None:
    made = pass_through(_format(), _container(SHORT, [_short(b"good", b"bad\xff", b"fine")]))
    assert made.defects == {1: "invalid_utf8"}
    assert _rows(made.data) == [{"text": "good"}, {"text": "fine"}]


def test_a_record_too_large_is_a_defect_and_its_neighbours_pass() -> None:
    data = _container(SHORT, [_short(b"a" * 99, b"a" * 98, b"a" * 500)])
    made = pass_through(_format(), data, BlockLimits(sample_bytes=100), change=lambda _: "x")
    assert made.defects == {0: "too_large", 2: "too_large"}


def test_a_lone_surrogate_in_a_new_text_becomes_a_question_mark() -> None:
    made = pass_through(_format(), _container(SHORT, [_short(b"a")]), change=lambda _: "\ud800b")
    assert _rows(made.data) == [{"text": "?b"}]


@pytest.mark.parametrize("codec", ["null", "deflate"])
def test_a_truncated_file_keeps_its_complete_blocks(codec: str) -> None:
    data = _written(codec)
    header = data.index(SYNC) + len(SYNC)
    ends = [n for n in range(header, len(data) + 1) if data[n - 16 : n] == SYNC]
    counts = [count for count, _ in _blocks(data)]
    for size in range(0, len(data), 61):
        made = pass_through(_format(), data[:size], change=str.upper)
        whole = sum(counts[: sum(end <= size for end in ends) - 1]) if size >= header else 0
        cut_off = size not in ends
        assert made.defects == ({whole: "truncated"} if cut_off else {}), size
        assert len(made.samples) == whole + cut_off
        assert (made.data is None) == (size < header)


def test_damage_between_blocks_costs_one_block_and_is_counted_once() -> None:
    data = bytearray(_container(SHORT, [_short(b"one", b"two"), _short(b"lost"), _short(b"three")]))
    data[data.index(b"lost") + 4] ^= 1  # the first byte of the sync marker behind it
    made = pass_through(_format(), bytes(data))
    # The next marker is that of the third block: what lies before it cannot be told apart.
    assert made.defects == {2: "corrupt"}
    assert _rows(made.data) == [{"text": "one"}, {"text": "two"}]


def test_a_damaged_size_costs_its_block_only() -> None:
    data = bytearray(_container(SHORT, [_short(b"one"), _short(b"lost"), _short(b"three")]))
    data[data.index(b"lost") - 2] = 0x7F
    made = pass_through(_format(), bytes(data))
    assert made.defects == {1: "corrupt"}
    assert _rows(made.data) == [{"text": "one"}, {"text": "three"}]


def test_a_damaged_record_costs_those_behind_it_in_its_block_only() -> None:
    damaged = (3, _prefixed(b"one") + b"\x7f" + _prefixed(b"x"))
    made = pass_through(_format(), _container(SHORT, [damaged, _short(b"three")]))
    assert made.defects == {1: "corrupt", 2: "corrupt"}
    assert _rows(made.data) == [{"text": "one"}, {"text": "three"}]


@pytest.mark.parametrize("codec", ["deflate", "snappy", "bzip2", "xz", "zstandard"])
def test_a_block_that_does_not_decompress_costs_its_records_only(codec: str) -> None:
    data = bytearray(_written(codec))
    header = data.index(SYNC) + len(SYNC)
    start = data.index(SYNC, header) + len(SYNC)
    end = data.index(SYNC, start)
    data[start + 4 : end] = bytes(255 - byte for byte in data[start + 4 : end])
    made = pass_through(_format(), bytes(data))
    first, second, *_ = (count for count, _ in _blocks(_written(codec)))
    assert made.defects == dict.fromkeys(range(first, first + second), "corrupt")


def test_a_snappy_block_with_another_checksum_is_corrupt() -> None:
    rows = [{"text": "one"}]
    data = bytearray(_written("snappy", rows, SHORT))
    data[-len(SYNC) - 1] ^= 1
    assert pass_through(_format(), bytes(data)).defects == {0: "corrupt"}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(CODECS), st.data())
def test_flipped_bits_are_defects_or_other_values_never_a_crash(
    codec: str, data: st.DataObject
) -> None:
    stored = bytearray(_written(codec, ROWS[:30]))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(stored) - 1))
        stored[place] ^= 1 << data.draw(st.integers(0, 7))
    pass_through(_format(), bytes(stored), BlockLimits(samples=4))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "truncated"),
        (b"Obj", "truncated"),
        (b"Obj\x02 and more", "corrupt"),
        (b"Obj\x01\x02\x7f" + b"x" * 200, "corrupt"),
        (_container("nope", []), "corrupt"),
        (_container(SHORT, [], "lzo"), "unsupported_codec"),
    ],
)
def test_a_bad_header_is_one_defect_and_no_output(data: bytes, reason: str) -> None:
    made = pass_through(_format(), data)
    assert made.defects == {0: reason}
    assert made.data is None


def test_an_empty_file_stays_as_it_is() -> None:
    data = _written(rows=[])
    made = pass_through(_format(), data)
    assert made.data == data
    assert made.samples == []


def test_a_bomb_is_not_decompressed_whole() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = bomb.compress(_prefixed(b"a" * 50_000_000)) + bomb.flush()
    data = _container(SHORT, [(1, packed)], "deflate")
    data += long_bytes(1) + _prefixed(_deflated(_prefixed(b"fine"))) + SYNC
    limits = BlockLimits(expansion_bytes=1 << 20, expansion_ratio=100)
    made = pass_through(_format(), data, limits)
    assert made.defects == {0: "archive_bomb"}
    assert _rows(made.data) == [{"text": "fine"}]


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def test_a_count_that_nobody_believes_is_one_defect() -> None:
    data = _container({"type": "record", "name": "R", "fields": []}, [(2**60, b"")])
    assert pass_through(_format(), data).defects == {0: "archive_bomb"}


def test_small_blocks_share_a_position_and_large_ones_are_cut() -> None:
    data = _container(SHORT, [_short(b"a"), _short(b"b", b"c"), _short(*[b"x"] * 25), _short(b"d")])
    runs = list(_format().cut(BytesSource(data), BlockLimits(samples=10)))
    assert [[(p.start, p.end) for p in run] for run in runs] == [
        [(0, 3)], [(0, 10), (10, 20), (20, 25)], [(0, 1)],
    ]  # fmt: skip
    assert len({p.group for run in runs for p in run}) == 3


def test_positions_that_are_finished_are_skipped() -> None:
    texts = [b"%d" % n for n in range(25)]
    source, limits = BytesSource(_container(SHORT, [_short(*texts)])), BlockLimits(samples=5)
    (run,) = _format().cut(source, limits)
    wanted = [run[1], run[4]]
    read = list(_format().read(source, wanted, limits))
    assert [position for position, _ in read] == wanted
    assert [s.texts[0] for _, rows in read for s in rows.samples] == [
        *map(str, range(5, 10)), *map(str, range(20, 25)),
    ]  # fmt: skip


def test_no_text_is_in_any_repr_of_what_is_read() -> None:
    source = BytesSource(_container(SHORT, [_short(b"private")]))
    (run,) = _format().cut(source, BlockLimits())
    ((position, rows),) = _format().read(source, run, BlockLimits())
    assert "private" not in repr((position, rows, rows.samples))


@pytest.mark.parametrize(
    ("head", "expected"), [(b"Obj\x01\x04", True), (b"Obj\x02", False), (b"", False)]
)
def test_avro_is_told_by_its_first_bytes(head: bytes, expected: bool) -> None:
    assert avro.sniff(head) == expected


def test_memory_is_bounded_by_the_block_not_the_file() -> None:
    block = _short(*[b"%08d" % n * 500 for n in range(50)])
    source = BytesSource(_container(SHORT, [block] * 100))
    assert len(source.stored) > 19 << 20
    limits = BlockLimits(bytes=1 << 18)
    tracemalloc.start()
    count = 0
    for run in _format().cut(source, limits):
        for _, rows in _format().read(source, run, limits):
            count += len(rows.encode({}, frozenset())) > 0
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100
    assert peak < 4 << 20
