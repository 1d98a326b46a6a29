"""Every format that has fields reads whom the dates of a row are about."""

from __future__ import annotations

import csv as csv_module
import io
import json
from collections.abc import Callable, Sequence

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.transforms.formats.binary_shards import pass_through
from transforms.core.fields import FieldOptions
from transforms.core.protocols import Format
from transforms.core.records import Sample
from transforms.formats import avro, csv, jsonl, parquet, text

Keys = Sequence[object]


def as_jsonl(keys: Keys) -> bytes:
    return "".join(f"{json.dumps({'who': key, 'text': 'a'})}\n" for key in keys).encode()


def as_csv(keys: Keys) -> bytes:
    written = io.StringIO()
    csv_module.writer(written).writerows([["who", "text"], *([key, "a"] for key in keys)])
    return written.getvalue().encode()


def as_parquet(keys: Keys) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"who": list(keys), "text": ["a"] * len(keys)}), sink)
    return sink.getvalue()


def as_avro(keys: Keys) -> bytes:
    kind = ["null", "string", "long"]
    schema = {
        "type": "record",
        "name": "Row",
        "fields": [{"name": "who", "type": kind}, {"name": "text", "type": "string"}],
    }
    sink = io.BytesIO()
    fastavro.writer(sink, schema, [{"who": key, "text": "a"} for key in keys])
    return sink.getvalue()


FORMATS: dict[str, tuple[Callable[[FieldOptions], Format], Callable[[Keys], bytes]]] = {
    "jsonl": (jsonl.build, as_jsonl),
    "csv": (csv.build, as_csv),
    "parquet": (parquet.build, as_parquet),
    "avro": (avro.build, as_avro),
}


def samples(name: str, keys: Keys, options: FieldOptions) -> list[Sample]:
    build, written = FORMATS[name]
    return pass_through(build(options), written(keys)).samples


@pytest.mark.parametrize("name", FORMATS)
def test_the_key_of_each_row_is_read(name: str) -> None:
    found = samples(name, ["p-1", "p-2", "p-1"], FieldOptions(date_key="who"))
    assert [sample.entity for sample in found] == ["p-1", "p-2", "p-1"]
    assert {sample.id for sample in found} == {""}


@pytest.mark.parametrize("name", FORMATS)
def test_a_number_is_a_key_and_a_missing_value_is_none(name: str) -> None:
    found = samples(name, [7, None, 12], FieldOptions(date_key="who"))
    assert [sample.entity for sample in found] == ["7", "", "12"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("options", "keys"),
    [
        (FieldOptions(date_key="who", drop=("who",)), ["p-1", "p-2"]),
        (FieldOptions(date_key="who", keep=("who",)), ["p-1", "p-2"]),
        (FieldOptions(date_key="who", id="who"), ["p-1", "p-2"]),
        (FieldOptions(date_key="who", text=("text", "who")), ["p-1", "p-2"]),
        (FieldOptions(date_key="text"), ["a", "a"]),
        (FieldOptions(date_key="nobody"), ["", ""]),
        (FieldOptions(id="who"), ["", ""]),
    ],
)
def test_the_key_may_be_any_field(name: str, options: FieldOptions, keys: list[str]) -> None:
    assert [sample.entity for sample in samples(name, ["p-1", "p-2"], options)] == keys


@pytest.mark.parametrize("name", FORMATS)
def test_the_key_shows_nowhere(name: str) -> None:
    for sample in samples(name, ["p-1"], FieldOptions(date_key="who", drop=("who",))):
        assert "p-1" not in repr(sample)


def nested(line: str, path: str, drop: tuple[str, ...] = ()) -> str:
    options = FieldOptions(date_key=path, drop=drop)
    return pass_through(jsonl.build(options), line.encode()).samples[0].entity


@pytest.mark.parametrize(
    ("line", "path", "key"),
    [
        ('{"text": "a", "m": {"who": "p"}}', "m.who", "p"),
        ('{"text": "a", "m": [{"who": "p"}, {"who": null}]}', "m[].who", "p"),
        ('{"text": "a", "m": [{"who": "p"}, {"who": "q"}]}', "m[].who", "q"),
        ('{"text": "a", "m": {"k": "p"}}', "m{}", "p"),
        ('{"text": "a", "m": 1.50}', "m", "1.50"),
        ('{"text": "a", "m": true}', "m", ""),
        ('{"text": "a", "m": {"who": "p"}}', "m", ""),
        ('{"text": "a", "m": "p"}', "m.who", ""),
        ('{"text": "a", "m": "p"}', "m[]", ""),
    ],
)
def test_a_path_leads_into_a_json_row(line: str, path: str, key: str) -> None:
    assert nested(line, path) == key


def test_a_key_below_what_is_dropped_is_read() -> None:
    assert nested('{"text": "a", "m": {"who": "p"}}', "m.who", ("m",)) == "p"


def test_plain_text_has_no_fields_and_no_key() -> None:
    found = pass_through(text.build(FieldOptions(date_key="who")), b"who: p").samples
    assert [sample.entity for sample in found] == [""]
