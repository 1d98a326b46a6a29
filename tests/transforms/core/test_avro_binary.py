"""Avro records walked and spliced in their encoding; fastavro is the independent side."""

from __future__ import annotations

import io
import json
from typing import Any

import fastavro
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core import avro_schema
from transforms.core.avro_binary import (
    DamagedError,
    long_bytes,
    read_long,
    spliced,
)
from transforms.core.avro_walker import MAX_DEPTH, Walker
from transforms.core.fields import FieldOptions

TREE = {
    "type": "record",
    "name": "Tree",
    "fields": [
        {"name": "text", "type": "string"},
        {"name": "labels", "type": {"type": "map", "values": ["null", "string"]}},
        {"name": "kids", "type": {"type": "array", "items": "Tree"}},
    ],
}


def _encoded(schema: Any, record: Any) -> bytes:
    sink = io.BytesIO()
    fastavro.schemaless_writer(sink, fastavro.parse_schema(schema), record)
    return sink.getvalue()


def _walker(schema: Any, **fields: Any) -> Walker:
    return Walker(avro_schema.parse(json.dumps(schema).encode()), FieldOptions(**fields))


@given(st.integers(-(2**63), 2**63 - 1))
def test_numbers_come_back(value: int) -> None:
    data = long_bytes(value)
    assert read_long(b"\0" + data, 1) == (value, len(data) + 1)
    assert data == _encoded("long", value)


@pytest.mark.parametrize("data", [b"", b"\x80", b"\xff" * 10, b"\xff" * 30])
def test_a_number_without_an_end_is_damage(data: bytes) -> None:
    with pytest.raises(DamagedError):
        read_long(data, 0)


TREES = st.recursive(
    st.fixed_dictionaries(
        {"text": st.text(max_size=3), "labels": st.just({}), "kids": st.just([])}
    ),
    lambda kids: st.fixed_dictionaries(
        {
            "text": st.text(max_size=3),
            "labels": st.dictionaries(st.text(max_size=2), st.none() | st.text(max_size=3)),
            "kids": st.lists(kids, max_size=3),
        }
    ),
    max_leaves=5,
)


@given(TREES)
def test_a_record_spliced_without_a_change_is_the_same_bytes(tree: Any) -> None:
    data = b"xx" + _encoded(TREE, tree) + b"yy"
    end, found = _walker(TREE, text=("text", "labels{}")).walk(data, 2)
    assert end == len(data) - 2
    texts = [data[start:last].decode() for _, start, last in found.texts]
    assert spliced(data, 2, end, found, None) == data[2:end]
    assert spliced(data, 2, end, found, texts) == data[2:end]


@given(TREES)
def test_only_the_texts_change(tree: Any) -> None:
    data = _encoded(TREE, tree)
    end, found = _walker(TREE, text=("text", "kids[].text")).walk(data, 0)
    longer = [data[start:last].decode() + "é" * 99 for _, start, last in found.texts]
    made = fastavro.schemaless_reader(
        io.BytesIO(spliced(data, 0, end, found, longer)), fastavro.parse_schema(TREE), None
    )
    kids = [{**kid, "text": kid["text"] + "é" * 99} for kid in tree["kids"]]
    assert made == {**tree, "text": tree["text"] + "é" * 99, "kids": kids}


def _string(text: str) -> bytes:
    raw = text.encode()
    return long_bytes(len(raw)) + raw


def _sized(count: int, items: bytes) -> bytes:
    return long_bytes(-count) + long_bytes(len(items)) + items


@given(st.lists(st.lists(st.text(max_size=2), min_size=1, max_size=3), min_size=1, max_size=4))
def test_blocks_that_give_their_size_give_the_new_one(rows: list[list[str]]) -> None:
    schema = {
        "type": "record",
        "name": "R",
        "fields": [
            {
                "name": "a",
                "type": {"type": "array", "items": {"type": "array", "items": "string"}},
            }
        ],
    }

    def written(texts: list[list[str]]) -> bytes:
        inner = [_sized(len(row), b"".join(map(_string, row))) + b"\0" for row in texts]
        return _sized(len(inner), b"".join(inner)) + b"\0"

    data = written(rows)
    end, found = _walker(schema, text=("a[][]",)).walk(data, 0)
    longer = [[text + "w" * 70 for text in row] for row in rows]
    flat = [text for row in longer for text in row]
    assert spliced(data, 0, end, found, flat) == written(longer)


def test_a_path_goes_through_unions_arrays_maps_and_records() -> None:
    schema = {
        "type": "record",
        "name": "R",
        "fields": [
            {
                "name": "m",
                "type": [
                    "null",
                    {
                        "type": "array",
                        "items": [
                            "null",
                            {
                                "type": "record",
                                "name": "M",
                                "fields": [
                                    {"name": "by", "type": {"type": "map", "values": "string"}}
                                ],
                            },
                        ],
                    },
                ],
            },
            {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
        ],
    }  # fmt: skip
    walker = _walker(schema, text=("m[].by{}",), id="id")
    data = _encoded(schema, {"m": [None, {"by": {"k": "v", "l": "w"}}], "id": "7"})
    _, found = walker.walk(data, 0)
    assert walker.defect == ""
    assert [data[a:b] for _, a, b in found.texts] == [b"v", b"w"]
    assert [(name, data[a:b]) for name, a, b in found.others] == [
        ("m[].by{}", b"k"),
        ("m[].by{}", b"l"),
        ("id", b"7"),
    ]
    assert walker.walk(_encoded(schema, {"m": None, "id": "7"}), 0)[1].texts == []


@pytest.mark.parametrize(
    ("kind", "defect"),
    [
        ("string", ""),
        (["null", "string"], ""),
        ("null", ""),
        (["int", "string"], ""),
        ({"type": "string", "logicalType": "uuid"}, ""),
        ("bytes", "text_not_string"),
        (["null", "int"], "text_not_string"),
        ({"type": "array", "items": "string"}, "text_not_string"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, "text_not_string"),
    ],
)
def test_a_text_field_has_to_be_a_string(kind: Any, defect: str) -> None:
    schema = {"type": "record", "name": "R", "fields": [{"name": "text", "type": kind}]}
    assert _walker(schema).defect == defect
    assert _walker(schema, text=("other",)).defect == "text_field_missing"


def test_a_branch_that_is_no_string_is_a_defect_of_its_record_only() -> None:
    schema = {
        "type": "record",
        "name": "R",
        "fields": [{"name": "text", "type": ["int", "string"]}],
    }
    walker = _walker(schema)
    assert walker.walk(_encoded(schema, {"text": 3}), 0)[1].defect == "text_not_string"
    assert walker.walk(_encoded(schema, {"text": "3"}), 0)[1].defect == ""


def test_every_truncation_of_a_record_is_damage() -> None:
    tree = {"text": "abc", "labels": {"k": "v"}, "kids": []}
    data = _encoded(TREE, {**tree, "kids": [tree, tree]})
    walker = _walker(TREE)
    for length in range(len(data)):
        with pytest.raises(DamagedError):
            walker.walk(data[:length], 0)


@given(st.binary(max_size=60))
def test_no_bytes_make_a_walk_fail_otherwise(data: bytes) -> None:
    try:
        end, _ = _walker(TREE).walk(data, 0)
    except DamagedError:
        return
    assert end <= len(data)


def test_a_record_that_is_too_deep_is_damage_and_one_below_the_limit_is_not() -> None:
    def deep(levels: int) -> bytes:
        return b"\0\0\2" * (levels - 1) + b"\0\0\0" + b"\0" * (levels - 1)

    walker = _walker(TREE)
    assert walker.walk(deep(MAX_DEPTH), 0)[0] == len(deep(MAX_DEPTH))
    with pytest.raises(DamagedError, match="too_deep"):
        walker.walk(deep(MAX_DEPTH + 1), 0)


def test_items_without_bytes_are_not_counted_one_by_one() -> None:
    schema = {
        "type": "record",
        "name": "R",
        "fields": [{"name": "n", "type": {"type": "array", "items": "null"}}],
    }
    data = long_bytes(2**60) + b"\0"
    assert _walker(schema).walk(data, 0)[0] == len(data)


def test_records_that_double_at_every_level_and_hold_nothing_take_no_time() -> None:
    fields: Any = []
    for level in range(60):
        inner = {"type": "record", "name": f"R{level}", "fields": fields}
        fields = [{"name": "a", "type": inner}, {"name": "b", "type": f"R{level}"}]
    schema = {"type": "record", "name": "Top", "fields": fields}
    assert _walker(schema, text=("a",)).walk(b"", 0)[0] == 0


@pytest.mark.parametrize(
    "source",
    [b"", b"{", b"[[", b"7", b'"nope"', b'{"type": "record"}',
     b'{"type": "fixed", "name": "F", "size": -1}',
     b'{"type": "record", "name": "R", "fields": 3}', b"[" * 5000, b"\xff"],
)  # fmt: skip
def test_what_is_no_schema_is_refused(source: bytes) -> None:
    with pytest.raises(avro_schema.SchemaError):
        avro_schema.parse(source)


def test_a_type_declared_in_a_dropped_field_is_declared_where_it_is_used_next() -> None:
    address = {
        "type": "record",
        "name": "Address",
        "fields": [{"name": "street", "type": "string"}],
    }
    schema = {
        "type": "record",
        "name": "Row",
        "namespace": "a.b",
        "doc": "kept",
        "fields": [
            {"name": "home", "type": ["null", address]},
            {"name": "work", "type": ["null", "Address"], "default": None},
            {"name": "other", "type": "a.b.Address"},
        ],
    }
    source = json.dumps(schema).encode()
    walker = _walker(schema, text=("work.street",), drop=("home",))
    pruned = json.loads(avro_schema.without(source, walker.dropped))
    record = {"home": {"street": "x"}, "work": {"street": "y"}, "other": {"street": "z"}}
    data = _encoded(schema, record)
    end, found = walker.walk(data, 0)
    made = spliced(data, 0, end, found, ["longer"])
    read = fastavro.schemaless_reader(io.BytesIO(made), fastavro.parse_schema(pruned), None)
    assert read == {"work": {"street": "longer"}, "other": {"street": "z"}}
    assert pruned["doc"] == "kept"
