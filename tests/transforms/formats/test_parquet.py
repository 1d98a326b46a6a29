"""Parquet through the format: types, row groups, layouts, damage, bounds."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import tracemalloc
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.formats.binary_shards import MANY_LIMITS, BytesSource, pass_through
from transforms.core.errors import StoreError
from transforms.core.fields import FieldOptions
from transforms.core.records import BlockLimits
from transforms.formats import parquet

STRINGS = pa.list_(pa.field("element", pa.string()))
ROWS = 10
WHEN = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - a column without a zone
ORDERED = pa.DictionaryArray.from_arrays([1, 0, 2, 1, None] * 2, ["z", "y", "x"], ordered=True)
PANDAS = json.dumps(
    {"index_columns": [{"kind": "range", "name": None, "start": 0, "stop": ROWS, "step": 1}]}
).encode()
RICH = pa.table(
    {
        "text": [f"text {n}" if n % 4 else None for n in range(ROWS)],
        "category": pa.array(["a", "b", None, "a", "b"] * 2)
        .dictionary_encode()
        .cast(pa.dictionary(pa.int8(), pa.string())),
        "ordered": ORDERED,
        "view": pa.array(["a", "b", None, "c", "d"] * 2, pa.string_view()),
        "fixed": pa.array([["a", "b"], ["x", None]] * 5, pa.list_(pa.string(), 2)),
        "list": pa.array([["a"], None, [], ["b"], ["c", "d"]] * 2, STRINGS),
        "large": pa.array([["a"], None, [], ["b"], ["c"]] * 2, pa.large_list(pa.large_string())),
        "map": pa.array([[("k", "v")], None, [], [("a", None)], [("x", "y"), ("x", "w")]] * 2,
                        pa.map_(pa.string(), pa.string())),
        "nothing": pa.nulls(ROWS),
        "struct": pa.array([{"a": "x", "b": [{"c": "1", "d": 2}]}, None, {"a": None, "b": None},
                            {"a": "", "b": []},
                            {"a": "y", "b": [None, {"c": "p", "d": None}]}] * 2),
        "json": pa.array(["{}", None, "1", "2", "3"] * 2, pa.json_()),
        "micro": pa.array([WHEN, None] * 5, pa.timestamp("us")),
        "zoned": pa.array([WHEN, None] * 5, pa.timestamp("us", "Europe/Paris")),
        "seconds": pa.array([1, None] * 5, pa.timestamp("s")),
        "decimal": pa.array([Decimal("1.23"), None] * 5, pa.decimal128(9, 2)),
        "wide": pa.array([Decimal("1.23"), None] * 5, pa.decimal128(30, 2)),
        "binary": pa.array([b"\xff\x00", None] * 5),
        "half": pa.array([1.5] * ROWS, pa.float16()),
        "flag": pa.array([True, None] * 5),
        "unsigned": pa.array([1, 2] * 5, pa.uint32()),
        "duration": pa.array([1, None] * 5, pa.duration("us")),
        "time": pa.array([1, 2] * 5, pa.time32("ms")),
        "date": pa.array([1, 2] * 5, pa.date32()),
        "uuid": pa.array([b"0" * 16] * ROWS, pa.uuid()),
        "required": pa.array(list("abcdefghij")),
    }
).replace_schema_metadata({b"pandas": PANDAS, b"author": b"somebody"})  # fmt: skip
RICH = RICH.cast(
    pa.schema(
        [
            field.with_metadata({"note": "kept"}).with_nullable(field.name != "required")
            for field in RICH.schema
        ],
        RICH.schema.metadata,
    )
)
NANO = RICH.append_column("nano", pa.array([WHEN, None] * 5, pa.timestamp("ns")))
LAYOUTS: dict[str, dict[str, Any]] = {
    "default": {},
    "old": {"version": "1.0", "store_schema": False, "use_dictionary": False},
    "new": {
        "data_page_version": "2.0",
        "compression": "zstd",
        "write_page_checksum": True,
        "write_page_index": True,
        "bloom_filter_options": {"text": {"ndv": 4}},
        "write_statistics": ["text"],
        "use_compliant_nested_type": False,
        "store_decimal_as_integer": True,
        "write_time_adjusted_to_utc": True,
        "sorting_columns": [pq.SortingColumn(1, descending=True)],
    },
    "mixed": {"compression": {"text": "GZIP", "category": "BROTLI", "view": "LZ4"}},
    "encodings": {
        "use_dictionary": ["view"],
        "column_encoding": {"text": "DELTA_BYTE_ARRAY", "unsigned": "DELTA_BINARY_PACKED"},
    },
    "int96": {"use_deprecated_int96_timestamps": True},
}


def _written(table: pa.Table, **layout: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **{"row_group_size": 4, **layout})
    return sink.getvalue()


def _open(data: bytes | None) -> pq.ParquetFile:
    assert data is not None
    return pq.ParquetFile(io.BytesIO(data))


def _read(data: bytes | None) -> pa.Table:
    return _open(data).read()


def _image(data: bytes | None) -> dict[str, Any]:
    """Everything of a file that the output mirrors."""
    file = _open(data)
    metadata = file.metadata
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    return {
        "version": metadata.format_version,
        "metadata": metadata.metadata,
        "types": str(file.schema).split("\n", 1)[1],
        "groups": [(group.num_rows, group.sorting_columns) for group in groups],
        "columns": [
            (c.path_in_schema, c.compression, sorted(c.encodings), c.is_stats_set,
             c.has_offset_index, c.bloom_filter_length, c.has_dictionary_page)
            for group in groups for c in map(group.column, range(metadata.num_columns))
        ],
        "page": data[groups[0].column(0).data_page_offset :][:2] if data and groups else b"",
    }  # fmt: skip


def _format(**fields: Any) -> Any:
    return parquet.build(FieldOptions(**fields))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_unchanged_file_keeps_rows_types_metadata_and_layout(layout: str) -> None:
    table = RICH if layout in {"old", "int96"} else NANO
    data = _written(table, **LAYOUTS[layout])
    made = pass_through(_format(), data)
    assert not made.defects
    before, after = _read(data), _read(made.data)
    assert after.schema.equals(before.schema, check_metadata=True)
    assert after.to_pylist() == before.to_pylist()
    assert _image(made.data) == _image(data)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_the_texts_change_and_absent_rows_are_left_out(layout: str) -> None:
    data = _written(RICH, **LAYOUTS[layout])
    made = pass_through(_format(), data, change=str.upper, absent=(2, 4, 5, 6, 7))
    rows = _read(data).to_pylist()
    texts = {0: None, 1: "TEXT 1", 3: "TEXT 3", 8: None, 9: "TEXT 9"}
    expected = [{**rows[number], "text": text} for number, text in texts.items()]
    assert _read(made.data).to_pylist() == expected
    assert [rows for rows, _ in _image(made.data)["groups"]] == [3, 2]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sets(st.integers(0, ROWS - 1)),
    st.builds(
        BlockLimits, samples=st.integers(1, 20), bytes=st.sampled_from([1, 100, 900, 1 << 20])
    ),
    st.sampled_from(["default", "new"]),
)
def test_any_limits_give_the_same_bytes(absent: set[int], limits: BlockLimits, layout: str) -> None:
    data = _written(RICH, **LAYOUTS[layout])
    kind = _format(text=("struct.b[].c", "text", "category", "ordered"))
    gone = tuple(absent)
    first = pass_through(kind, data, change=lambda text: text + "!", absent=gone)
    other = pass_through(kind, data, limits, change=lambda text: text + "!", absent=gone)
    assert first.data == other.data
    assert first.samples == other.samples


def test_texts_come_in_document_order_and_go_back_to_their_places() -> None:
    chats = [
        [{"role": "u", "content": "one"}, {"role": "a", "content": "two"}],
        None,
        [],
        [None, {"role": "a", "content": None}, {"role": "u", "content": ""}],
    ]
    data = _written(pa.table({"id": [7, 8, 9, None], "messages": chats}))
    kind = _format(text=("messages[].content", "messages[].role"), id="id")
    made = pass_through(kind, data, change=lambda text: f"<{text}>")
    assert [sample.texts for sample in made.samples] == [
        ("u", "one", "a", "two"), (), (), ("a", "u", ""),
    ]  # fmt: skip
    assert [sample.id for sample in made.samples] == ["7", "8", "9", ""]
    assert _read(made.data)["messages"].to_pylist()[3] == [
        None, {"role": "<a>", "content": None}, {"role": "<u>", "content": "<>"},
    ]  # fmt: skip


def test_every_other_string_is_watched_and_binary_is_not() -> None:
    made = pass_through(_format(), _written(RICH))
    assert made.samples[4].others == (
        ("category", "b"), ("view", "d"), ("fixed[]", "a"), ("fixed[]", "b"), ("list[]", "c"),
        ("list[]", "d"), ("large[]", "c"), ("map{}", "x"), ("map{}", "x"), ("map{}", "y"),
        ("map{}", "w"), ("struct.a", "y"), ("struct.b[].c", "p"), ("json", "3"),
        ("required", "e"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        ("text", ""),
        ("nothing", ""),
        ("json", ""),
        ("category", ""),
        ("map{}", ""),
        ("struct.b[].c", ""),
        ("struct.b.c", "text_field_missing"),
        ("missing", "text_field_missing"),
        ("text.more", "text_field_missing"),
        ("list", "text_not_string"),
        ("binary", "text_not_string"),
        ("struct", "text_not_string"),
        ("unsigned", "text_not_string"),
    ],
)
def test_a_shard_of_another_schema_is_all_defects(text: str, defect: str) -> None:
    made = pass_through(_format(text=(text,)), _written(RICH))
    assert made.defects == (dict.fromkeys(range(ROWS), defect) if defect else {})
    assert _read(made.data).num_rows == (0 if defect else ROWS)


@pytest.mark.parametrize("store_schema", [True, False])
def test_dropped_fields_are_gone_from_schema_and_bytes(store_schema: bool) -> None:
    data = _written(RICH, store_schema=store_schema, compression="none")
    drop = ("struct.b[].d", "category", "list[]", "fixed")
    made = pass_through(_format(drop=drop, id="category"), data)
    before, after = _read(data), _read(made.data)
    left = [name for name in before.column_names if name not in {"category", "list", "fixed"}]
    assert after.column_names == left
    assert after.schema.field("struct").type.field("b").type.value_type.names == ["c"]
    untouched = [name for name in left if name != "struct"]
    assert after.select(untouched).to_pylist() == before.select(untouched).to_pylist()
    assert after.schema.metadata == before.schema.metadata
    assert made.samples[1].id == "b"
    assert not {"category", "list[]"} & {name for name, _ in made.samples[1].others}


def test_a_dictionary_holds_nothing_of_absent_or_changed_rows() -> None:
    names = pa.array(["secret-absent", "secret-changed", "open", "open"]).dictionary_encode()
    ordered = pa.DictionaryArray.from_arrays(names.indices, names.dictionary, ordered=True)
    data = _written(pa.table({"text": names, "other": ordered}), compression="none")
    made = pass_through(
        _format(text=("text", "other")),
        data,
        absent=(0,),
        change=lambda t: t.replace("secret-", ""),
    )
    assert made.data is not None
    assert b"secret" not in made.data
    assert _read(made.data)["other"].to_pylist() == ["changed", "open", "open"]


def test_a_dictionary_inside_a_list_is_read_over_many_steps() -> None:
    count = 1000
    words = pa.array([f"word {n % 7}" for n in range(count)]).dictionary_encode()
    lists = pa.ListArray.from_arrays(pa.array(range(count + 1), pa.int32()), words)
    data = _written(pa.table({"text": lists}), row_group_size=count)
    kind = _format(text=("text[]",))
    made = [
        pass_through(kind, data, limits, change=str.upper).data
        for limits in (BlockLimits(), BlockLimits(samples=333))
    ]
    assert made[0] == made[1]
    after = _read(made[0])
    assert after.schema.equals(_read(data).schema)
    assert after["text"].to_pylist() == [[f"WORD {n % 7}"] for n in range(count)]


def test_a_dictionary_with_too_few_keys_for_the_new_texts_gets_larger_keys() -> None:
    small = pa.dictionary(pa.int8(), pa.string())
    texts = pa.array(["same"] * 300).dictionary_encode().cast(small)
    data = _written(pa.table({"text": texts, "other": texts}), row_group_size=300)
    count = iter(range(300))
    made = pass_through(_format(), data, change=lambda text: f"{text} {next(count)}")
    after = _read(made.data)
    assert after["text"].to_pylist() == [f"same {n}" for n in range(300)]
    assert after.schema.field("other").type == small


def test_int96_dates_that_nanoseconds_cannot_hold_are_defects_and_never_wrapped() -> None:
    sentinel = dt.datetime(9999, 12, 31)  # noqa: DTZ001 - as Spark's users write it
    table = pa.table(
        {
            "text": ["a", "b", "c"],
            "at": pa.array([WHEN, sentinel, None], pa.timestamp("us")),
            "nested": pa.array([[WHEN], [], [sentinel]], pa.list_(pa.timestamp("us"))),
        }
    )
    data = _written(table, use_deprecated_int96_timestamps=True, store_schema=False)
    made = pass_through(_format(), data, BlockLimits(samples=2))
    assert made.defects == {1: "timestamp_inexact", 2: "timestamp_inexact"}
    assert _read(made.data)["at"].to_pylist() == [WHEN]
    spark = data.replace(b"parquet-cpp-arrow", b"parquet-mr-likely")
    made = pass_through(_format(), spark)
    assert not made.defects
    assert made.data is not None
    coerced = pq.ParquetFile(io.BytesIO(made.data), coerce_int96_timestamp_unit="us").read()
    assert coerced["at"].to_pylist() == [WHEN, sentinel, None]
    assert _open(made.data).schema.column(1).physical_type == "INT96"


def test_int96_below_a_microsecond_is_a_defect_in_a_file_of_spark() -> None:
    stamps = pa.array([1_000, 1_001, -1_000], pa.timestamp("ns"))
    table = pa.table({"text": ["a", "b", "c"], "at": stamps})
    data = _written(table, use_deprecated_int96_timestamps=True, store_schema=False)
    assert not pass_through(_format(), data).defects
    spark = data.replace(b"parquet-cpp-arrow", b"parquet-mr-likely")
    assert pass_through(_format(), spark).defects == {1: "timestamp_inexact"}


def test_invalid_utf8_costs_its_row_only() -> None:
    raw = pa.array([b"good", b"bad\xff", None, b"fine"])
    table = pa.table({"text": raw.view(pa.string()), "other": ["a", "b", "c", "d"]})
    made = pass_through(_format(), _written(table), change=str.upper)
    assert made.defects == {1: "invalid_utf8"}
    assert _read(made.data)["text"].to_pylist() == ["GOOD", None, "FINE"]


def test_a_row_too_large_is_a_defect_and_its_neighbours_pass() -> None:
    table = pa.table({"text": ["é" * 50, "é" * 51, "x"]})
    made = pass_through(_format(), _written(table), BlockLimits(sample_bytes=100))
    assert made.defects == {1: "too_large"}


def test_a_lone_surrogate_in_a_new_text_becomes_a_question_mark() -> None:
    made = pass_through(_format(), _written(pa.table({"text": ["a"]})), change=lambda _: "\ud800b")
    assert _read(made.data)["text"].to_pylist() == ["?b"]


@pytest.mark.parametrize("size", [0, 1, 3, 4, 8, 11, 12, 100])
def test_a_truncated_file_is_one_defect_and_no_output(size: int) -> None:
    made = pass_through(_format(), _written(RICH)[:size])
    assert made.defects == {0: "truncated"}
    assert made.data is None


def test_every_truncation_is_one_defect() -> None:
    data = _written(RICH.select(["text", "list"]))
    for size in range(0, len(data), 97):
        assert list(pass_through(_format(), data[:size]).defects.values()) == ["truncated"]


def test_a_footer_that_is_none_is_corrupt() -> None:
    data = bytearray(_written(RICH))
    length = int.from_bytes(data[-8:-4], "little")
    data[-8 - length : -8] = b"\xff" * length
    assert pass_through(_format(), bytes(data)).defects == {0: "corrupt"}


def test_a_damaged_page_costs_only_its_row_group() -> None:
    table = pa.table({"text": [f"text {n}" * 40 for n in range(12)]})
    data = bytearray(
        _written(table, compression="none", write_page_checksum=True, use_dictionary=False)
    )
    chunk = _open(bytes(data)).metadata.row_group(1).column(0)
    data[chunk.data_page_offset + chunk.total_compressed_size - 9] ^= 0xFF
    made = pass_through(_format(), bytes(data), BlockLimits(samples=2), change=str.upper)
    assert made.defects == dict.fromkeys(range(4, 8), "corrupt")
    assert _read(made.data).num_rows == 8


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_flipped_bits_are_defects_or_other_values_never_a_crash(data: st.DataObject) -> None:
    stored = bytearray(_written(RICH.select(["text", "list", "category", "struct"])))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(stored) - 1))
        stored[place] ^= 1 << data.draw(st.integers(0, 7))
    # A count that was flipped may be large: the limits keep it small.
    passed = list(_format().cut(BytesSource(bytes(stored)), BlockLimits(samples=4)))
    if sum(p.count for run in passed for p in run) < 100:
        pass_through(_format(), bytes(stored), BlockLimits(samples=4))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["default", "new", "encodings"]), st.data())
def test_a_damaged_footer_never_takes_the_process_with_it(layout: str, data: st.DataObject) -> None:
    # pyarrow aborts, with no exception, when it is asked for a column whose metadata is damaged
    names = ["text", "category", "view", "unsigned", "struct"]
    stored = bytearray(_written(RICH.select(names), **LAYOUTS[layout]))
    footer = len(stored) - 8 - int.from_bytes(stored[-8:-4], "little")
    for _ in range(data.draw(st.integers(1, 3))):
        stored[data.draw(st.integers(footer, len(stored) - 1))] = data.draw(st.integers(0, 255))
    passed = list(_format().cut(BytesSource(bytes(stored)), BlockLimits(samples=4)))
    if sum(p.count for run in passed for p in run) < 100:
        pass_through(_format(), bytes(stored), BlockLimits(samples=4))


class _Kms(pe.KmsClient):  # type: ignore[misc] # pyarrow has no types
    """Wraps keys in base64: enough to make an encrypted file."""

    def __init__(self, config: pe.KmsConnectionConfig) -> None:
        super().__init__()

    def wrap_key(self, key: bytes, name: str) -> bytes:
        return base64.b64encode(key)

    def unwrap_key(self, wrapped: bytes, name: str) -> bytes:
        return base64.b64decode(wrapped)


@pytest.mark.parametrize("plaintext_footer", [True, False])
def test_an_encrypted_file_is_one_defect(plaintext_footer: bool) -> None:
    how = pe.EncryptionConfiguration(
        footer_key="f", column_keys={"k": ["text"]}, plaintext_footer=plaintext_footer
    )
    factory = pe.CryptoFactory(_Kms)
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), how)
    table = pa.table({"text": ["a"], "other": ["b"]})
    data = _written(table, encryption_properties=properties)
    assert parquet.sniff(data[:4096])
    assert pass_through(_format(), data).defects == {0: "encrypted"}


def test_an_empty_file_and_empty_row_groups_have_no_samples() -> None:
    empty = RICH.slice(0, 0)
    made = pass_through(_format(), _written(empty))
    assert made.samples == []
    assert _read(made.data).schema.equals(_read(_written(empty)).schema, check_metadata=True)
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, pa.schema([("text", pa.string())])) as writer:
        for texts in (["a"], [], ["b"]):
            writer.write_table(pa.table({"text": pa.array(texts, pa.string())}))
    made = pass_through(_format(), sink.getvalue())
    assert [sample.texts for sample in made.samples] == [("a",), ("b",)]


def test_a_descriptor_is_a_row_group_with_the_positions_that_the_limits_ask_for() -> None:
    data = _written(pa.table({"text": ["x" * 100] * 25}), row_group_size=10, use_dictionary=False)
    runs = list(_format().cut(BytesSource(data), BlockLimits(samples=4)))
    assert [[(p.group, p.start, p.end) for p in run] for run in runs] == [
        [(0, 0, 4), (0, 4, 8), (0, 8, 10)],
        [(1, 0, 4), (1, 4, 8), (1, 8, 10)],
        [(2, 0, 4), (2, 4, 5)],
    ]  # fmt: skip
    small = list(_format().cut(BytesSource(data), BlockLimits(bytes=300)))
    assert max(p.count for run in small for p in run) == 2


def test_positions_that_are_finished_are_skipped() -> None:
    data = _written(pa.table({"text": [str(n) for n in range(20)]}), row_group_size=20)
    source, limits = BytesSource(data), BlockLimits(samples=3)
    (run,) = _format().cut(source, limits)
    wanted = [run[1], run[4]]
    read = list(_format().read(source, wanted, limits))
    assert [position for position, _ in read] == wanted
    assert [s.texts[0] for _, rows in read for s in rows.samples] == [
        "3",
        "4",
        "5",
        "12",
        "13",
        "14",
    ]


def test_long_values_behind_few_bytes_are_a_bomb_and_not_decoded_whole() -> None:
    table = pa.table({"text": ["x" * 100_000] * 5_000})
    data = _written(table, row_group_size=5_000)
    assert len(data) < 50_000
    limits = BlockLimits(bytes=1 << 30, samples=5_000, expansion_bytes=20 << 20)
    made = pass_through(_format(), data, limits)
    assert set(made.defects.values()) == {"archive_bomb"}
    assert len(made.defects) == 5_000


def test_memory_of_reading_is_bounded_by_the_block_not_the_row_group() -> None:
    texts = [f"{n:08d}" * 500 for n in range(10_000)]
    data = _written(pa.table({"text": texts}), row_group_size=10_000, use_dictionary=False)
    del texts
    source, limits = BytesSource(data), BlockLimits(samples=64)
    before = pa.total_allocated_bytes()
    peak = 0
    tracemalloc.start()
    for run in _format().cut(source, limits):
        for _ in _format().read(source, run, limits):
            peak = max(peak, pa.total_allocated_bytes() - before)
    _, python_peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 << 20
    assert python_peak < 12 << 20


def test_a_store_that_fails_is_no_damage_of_the_file() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() < 1000:
                raise OSError(5, "private path")
            return super().read(size)

    class FailingSource(BytesSource):
        def open(self) -> Failing:
            return Failing(self.stored)

    data = _written(RICH)
    (first, *_) = _format().cut(BytesSource(data), BlockLimits())
    with pytest.raises(StoreError):
        list(_format().cut(FailingSource(data), BlockLimits()))
    with pytest.raises(StoreError) as caught:
        list(_format().read(FailingSource(data), first, BlockLimits()))
    assert "private" not in str(caught.value)


def test_no_text_is_in_any_repr_of_what_is_read() -> None:
    source = BytesSource(_written(pa.table({"text": ["private"], "other": ["private"]})))
    (run,) = _format().cut(source, BlockLimits())
    ((position, rows),) = _format().read(source, run, BlockLimits())
    assert "private" not in repr((position, rows, rows.samples))


@pytest.mark.parametrize(
    ("head", "expected"), [(b"PAR1\x15", True), (b"PAR2", False), (b"", False)]
)
def test_parquet_is_told_by_its_first_bytes(head: bytes, expected: bool) -> None:
    assert parquet.sniff(head) == expected


@pytest.mark.parametrize("limits", MANY_LIMITS)
def test_the_books_balance_for_any_limits(limits: BlockLimits) -> None:
    made = pass_through(_format(), _written(NANO), limits)
    assert len(made.samples) == ROWS
