"""JSON Lines through the format: what is read, what is refused, what is written."""

from __future__ import annotations

import json
import pickle
import sys

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
from transforms.formats import jsonl

TEXT = jsonl.build(FieldOptions())
CHAT = jsonl.build(FieldOptions(text=("messages[].content",), id="id"))
BOM = b"\xef\xbb\xbf"


def only(line: bytes, options: FieldOptions = FieldOptions()) -> Sample:  # noqa: B008 - frozen
    """The one sample of a shard of one line."""
    trip = travel(jsonl.build(options), MemorySource(line))
    (sample,) = trip.samples
    assert trip.data == (b"" if sample.defect else line)
    return sample


GOOD = b'{"id": 1, "text": "a b"}\n'
BAD = [
    (b"not json", "not_json"),
    (b"{", "not_json"),
    (b'{"text": "a"', "not_json"),
    (b'{"text": "a"} x', "not_json"),
    (b'{"text": "a"}{"text": "b"}', "not_json"),
    (b"{'text': 'a'}", "not_json"),
    (b'{"text": "a",}', "not_json"),
    (b'{"text": "\\x"}', "not_json"),
    (b'{"text": "a", "n": 01}', "not_json"),
    (b"\x00", "not_json"),
    (b"\x0c", "not_json"),
    (BOM + b'{"text": "a"}', "not_json"),
    (b'["text"]', "not_an_object"),
    (b'"text"', "not_an_object"),
    (b"17", "not_an_object"),
    (b"1e999", "not_an_object"),
    (b"NaN", "not_an_object"),
    (b"null", "not_an_object"),
    (b"true", "not_an_object"),
    (b"{}", "text_missing"),
    (b'{"Text": "a"}', "text_missing"),
    (b'{"x": {"text": "a"}}', "text_missing"),
    (b'{"text": 1}', "text_not_string"),
    (b'{"text": 1.5}', "text_not_string"),
    (b'{"text": true}', "text_not_string"),
    (b'{"text": NaN}', "text_not_string"),
    (b'{"text": ["a"]}', "text_not_string"),
    (b'{"text": {"a": "b"}}', "text_not_string"),
    (b'{"text": "a", "text": "b"}', "duplicate_key"),
    (b'{"text": "a", "x": {"k": 1, "\\u006b": 2}}', "duplicate_key"),
    (b'{"text": "\xff"}', "invalid_utf8"),
    (b'{"text": "\xc0\x80"}', "invalid_utf8"),
    (b'{"text": "\xed\xa0\x80"}', "invalid_utf8"),
    (b'{"text": "a", "x": "\xe9"}', "invalid_utf8"),
    (b'{"text": "\\ud800"}', "lone_surrogate"),
    (b'{"text": "\\uDC00\\uD800"}', "lone_surrogate"),
    (b'{"text": "a", "x": ["\\udfff"]}', "lone_surrogate"),
    (b'{"text": "a", "\\ud8ff": 1}', "lone_surrogate"),
    (b'{"text": "a", "x": ' + b"[" * 300 + b"]" * 300 + b"}", "too_deep"),
    (b'{"text": "a", "x": ' + b'{"a":' * 300 + b"1" + b"}" * 301, "too_deep"),
    (b"[" * 100_000, "too_deep"),
    (b'{"a":' * 100_000, "too_deep"),
]


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_a_bad_line_is_one_dead_letter_and_costs_nothing_else(line: bytes, reason: str) -> None:
    trip = travel(TEXT, MemorySource(GOOD + line + b"\n" + GOOD))
    assert trip.defects == [reason]
    assert trip.data == GOOD + GOOD
    assert trip.texts == [("a b",), ("a b",)]


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        (b'{"text": "a"}', ("a",)),
        (b'{"text": ""}', ("",)),
        (b'{"text": null}', ()),
        (b'{"text": "a\\u0000b"}', ("a\0b",)),
        (b'{"text": "a\x00\tb"}', ("a\0\tb",)),
        (b'{"text": "\\ud83d\\ude00"}', ("\U0001f600",)),
        (b'{"text": "\\\\ud800"}', ("\\ud800",)),
        (b'{"text": "a", "n": 1e999, "m": -Infinity, "k": ' + b"9" * 5000 + b"}", ("a",)),
        (b'{"text": "a", "x": ' + b"[" * 190 + b"]" * 190 + b"}", ("a",)),
        (b' \t{"text": "a"} \r', ("a",)),
        ('{"text": "a\u2028b\u0085"}'.encode(), ("a\u2028b\u0085",)),
    ],
)
def test_what_is_odd_but_json_is_read(line: bytes, texts: tuple[str, ...]) -> None:
    assert only(line).texts == texts


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        (b'{"messages": [{"content": "a"}, {"content": "b", "x": {"content": "no"}}]}', ("a", "b")),
        (b'{"messages": [{"content": "a"}, {"content": null}, {}, {"content": ""}]}', ("a", "")),
        (b'{"messages": []}', ()),
        (b'{"messages": null}', ()),
        (b'{"messages": [null, {"content": "a"}]}', ("a",)),
        (b'{"messages": [{}]}', "text_missing"),
        (b'{"messages": [{"role": "a"}, {"role": "b"}]}', "text_missing"),
        (b"{}", "text_missing"),
        (b'{"messages": "a"}', "text_not_string"),
        (b'{"messages": {"content": "a"}}', "text_not_string"),
        (b'{"messages": ["a"]}', "text_not_string"),
        (b'{"messages": [{"content": "a"}, {"content": 1}]}', "text_not_string"),
        (b'{"messages": [{"content": [{"text": "a"}]}]}', "text_not_string"),
    ],
)
def test_a_path_reaches_into_lists_and_objects(line: bytes, outcome: tuple[str, ...] | str) -> None:
    sample = only(line, FieldOptions(text=("messages[].content",)))
    assert (sample.defect or sample.texts) == outcome


def test_a_field_that_is_now_a_string_and_now_a_list_is_named_by_two_paths() -> None:
    options = FieldOptions(text=("m[].content", "m[].content[].text"))
    line = b'{"m": [{"content": "a"}, {"content": [{"type": "t", "text": "b"}, {"url": "c"}]}]}'
    assert only(line, options).texts == ("a", "b")
    assert only(line, options).others == (("m[].content[].type", "t"), ("m[].content[].url", "c"))


def test_texts_of_several_fields_come_in_document_order_and_one_of_them_is_enough() -> None:
    options = FieldOptions(text=("answer", "question"))
    assert only(b'{"question": "q", "x": 1, "answer": "a"}', options).texts == ("q", "a")
    assert only(b'{"answer": "a"}', options).texts == ("a",)


def test_every_other_string_is_watched_and_so_are_free_keys() -> None:
    line = (
        '{"id": "7", "text": "t", "n": 5, "tags": ["x", ["y"]], "meta": {"a@b.example": "v",'
        ' "k": {"ключ": 1}}, "Jo Doe": {"text": "u"}}'
    )
    assert only(line.encode(), FieldOptions(id="id")).others == (
        ("id", "7"),
        ("tags[]", "x"),
        ("tags[][]", "y"),
        ("meta.*", "a@b.example"),
        ("meta.*", "v"),
        ("meta.k.*", "ключ"),
        ("*", "Jo Doe"),
        ("*.text", "u"),
    )


def test_rows_with_ever_new_keys_are_read_and_named() -> None:
    row = {"text": "t"} | {f"k{n}": "v" for n in range(3000)}
    sample = only(json.dumps(row).encode())
    assert sample.others[-1] == ("k2999", "v")
    assert len(sample.others) == 3000


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b'{"text": "a", "id": "x-1"}', "x-1"),
        (b'{"text": "a", "id": 17}', "17"),
        (b'{"text": "a", "id": 12345678901234567890123}', "12345678901234567890123"),
        (b'{"text": "a", "id": 1.50}', "1.50"),
        (b'{"text": "a", "id": null}', ""),
        (b'{"text": "a", "id": ["x"]}', ""),
        (b'{"text": "a"}', ""),
    ],
)
def test_an_id_is_what_is_written(line: bytes, name: str) -> None:
    sample = only(line, FieldOptions(id="id"))
    assert sample.id == name
    assert type(sample.id) is str


SHARDS = [
    b"",
    BOM,
    b"\n",
    b"\r\n \n",
    GOOD,
    GOOD.strip(),
    BOM + GOOD + GOOD.strip(),
    GOOD.replace(b"\n", b"\r\n") * 3,
    b"\n\n" + GOOD + b" \t\r\n" + GOOD + b"\n",
    GOOD * 40,
]


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("data", SHARDS)
def test_what_does_not_change_is_copied(data: bytes, compression: str) -> None:
    stored = packed(data, compression)
    trip = travel(TEXT, MemorySource(stored, compression), BlockLimits(samples=7))
    assert trip.data == stored
    assert trip.defects == []
    assert len(trip.descriptors) <= (1 if compression else len(trip.positions))


ROWS = st.sampled_from(
    [
        b'{"text": "a", "drop": 1}',
        b'{"drop": {"x": "y"}, "text": "\\u00e9", "n": 1.0}\r',
        '{"text": "é", "k": "v"}'.encode(),
        b'{"text": null}',
        b'{"text": "long enough to be a block of its own, or so"}',
        b"",
        b" \r",
        b"[1]",
        b"{",
        b"\xff",
    ]
)


def shout(sample: Sample) -> tuple[str, ...] | None:
    return tuple(text.upper() + "\n" for text in sample.texts) if sample.index % 3 else None


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(ROWS, max_size=25),
    last=st.booleans(),
    bom=st.booleans(),
    size=st.integers(1, 200),
    samples=st.integers(1, 9),
    compression=st.sampled_from(["", "gzip"]),
)
def test_any_block_size_gives_the_same_bytes(
    rows: list[bytes], last: bool, bom: bool, size: int, samples: int, compression: str
) -> None:
    data = (BOM if bom else b"") + b"\n".join(rows) + (b"\n" if last else b"")
    source = MemorySource(packed(data, compression), compression)
    format_ = jsonl.build(FieldOptions(drop=("drop",)))
    limits = BlockLimits(bytes=size, samples=samples)
    small = travel(format_, source, limits, shout, lambda sample: sample.index % 5 == 4)
    large = travel(format_, source, BlockLimits(), shout, lambda sample: sample.index % 5 == 4)
    assert small.data == large.data
    assert small.samples == large.samples
    assert b"drop" not in unpacked(small.data, compression)


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=200) | st.lists(ROWS).map(b"\n".join))
def test_unchanged_rows_keep_every_byte_and_defects_are_the_only_loss(data: bytes) -> None:
    trip = travel(TEXT, MemorySource(data), BlockLimits(bytes=30))
    if not trip.defects:
        assert trip.data == data
    kept = [line for line in trip.data.split(b"\n") if line.strip(b" \t\r")]
    assert len(kept) == len(trip.texts) or trip.data == BOM


def test_a_changed_row_differs_in_its_string_only() -> None:
    line = b'{ "id":1,\t"text": "x" ,"n":1.000, "x": [ ]}\r\n'
    trip = travel(
        TEXT, MemorySource(GOOD + line + GOOD), change=lambda s: ("y\n",) if s.index == 1 else None
    )
    assert trip.data == GOOD + line.replace(b'"x" ', b'"y\\n" ') + GOOD


def test_rows_that_did_not_pass_are_absent_and_blank_lines_stay() -> None:
    data = b"\n" + GOOD + b" \n" + GOOD + b"\r\n" + GOOD.strip()
    trip = travel(TEXT, MemorySource(data), leave_out=lambda sample: sample.index != 1)
    assert trip.data == b"\n \n" + GOOD + b"\r\n"


def test_a_dropped_field_is_neither_written_nor_watched() -> None:
    options = FieldOptions(drop=("mail", "meta.name", "tags[]"))
    line = (
        b'{"mail": "a@b.example", "text": "t", "meta": {"name": "Jo", "n": "1"}, "tags": ["x"]}\n'
    )
    trip = travel(jsonl.build(options), MemorySource(line))
    assert trip.data == b'{"text": "t", "meta": {"n": "1"}, "tags": []}\n'
    assert trip.samples[0].others == (("meta.n", "1"),)


def test_a_line_too_long_for_a_sample_is_a_place_of_its_own() -> None:
    long = b'{"text": "' + b"x" * 5000 + b'"}\n'
    trip = travel(TEXT, MemorySource(GOOD + long + GOOD), BlockLimits(sample_bytes=1000))
    assert trip.defects == ["too_large"]
    assert trip.data == GOOD + GOOD


@pytest.mark.parametrize("compression", COMPRESSIONS[1:])
def test_a_truncated_stream_keeps_its_complete_lines(compression: str) -> None:
    rows = [b'{"text": "%x"}\n' % (n * 2654435761 % 2**64) for n in range(60_000)]
    stored = packed(b"".join(rows), compression)
    source = MemorySource(stored[: len(stored) - len(stored) // 10], compression)
    trip = travel(TEXT, source)
    assert trip.defects == ["truncated"]
    (run,) = trip.descriptors
    assert run[-1].defect == "truncated"
    kept = unpacked(trip.data, compression)
    assert kept == b"".join(rows[: len(trip.texts)])
    assert len(trip.texts) > 10


@pytest.mark.parametrize("compression", COMPRESSIONS[1:])
def test_a_corrupt_tail_is_one_dead_letter(compression: str) -> None:
    stored = packed(GOOD * 3, compression) + b"\x05 this is no member of anything"
    trip = travel(TEXT, MemorySource(stored, compression))
    assert trip.defects == ["corrupt"]
    assert unpacked(trip.data, compression) == GOOD * 3


def test_a_stream_of_another_kind_is_one_dead_letter() -> None:
    trip = travel(TEXT, MemorySource(b"\x01\x02\x03", "gzip"))
    assert trip.defects == ["corrupt"]


def test_a_bomb_is_cut_and_what_was_before_it_stays() -> None:
    limits = BlockLimits(expansion_bytes=1 << 20, expansion_ratio=2)
    stored = packed(GOOD + b" " * (8 << 20) + b"\n" + GOOD, "gzip")
    trip = travel(TEXT, MemorySource(stored, "gzip"), limits)
    assert trip.defects == ["archive_bomb"]
    assert unpacked(trip.data, "gzip") == GOOD


def test_only_some_positions_of_a_stream_can_be_read() -> None:
    rows = b"".join(b'{"text": "%d"}\n' % n for n in range(30))
    source = MemorySource(packed(rows, "zstd"), "zstd")
    limits = BlockLimits(samples=5)
    (run,) = TEXT.cut(source, limits)
    read = list(TEXT.read(source, [run[1], run[4]], limits))
    assert [rows.samples[0].texts for _, rows in read] == [("5",), ("20",)]


def test_the_depth_that_is_refused_does_not_depend_on_who_calls() -> None:
    def deeper(levels: int) -> Sample:
        return deeper(levels - 1) if levels else only(line)

    for depth in (198, 200, 202, 260):
        line = b'{"text": "a", "x": ' + b"[" * depth + b"]" * depth + b"}"
        assert deeper(300).defect == only(line).defect == ("too_deep" if depth > 199 else "")
    assert sys.getrecursionlimit() >= 1000


def test_rows_show_no_text_and_the_format_travels() -> None:
    source = MemorySource(b'{"text": "a secret"}')
    (run,) = TEXT.cut(source, BlockLimits())
    ((_, rows),) = TEXT.read(source, run, BlockLimits())
    assert "secret" not in repr(rows)
    assert pickle.loads(pickle.dumps(CHAT)) == CHAT


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (GOOD, True),
        (b"\n \n" + BOM[:0] + GOOD, True),
        (BOM + GOOD, True),
        (b'{"text": "' + b"x" * 4000, True),
        (b"{}", True),
        (b"", False),
        (b"[1, 2]\n", False),
        (b"{\n  \"text\": 1\n}\n", False),
        (b"id,text\n1,a\n", False),
        (b"\xff\xfe{\x00", False),
        (b"PAR1", False),
        (b"[" * 4000, False),
        (b"17\n", False),
    ],
)  # fmt: skip
def test_a_first_line_tells_json_lines(head: bytes, expected: bool) -> None:
    assert jsonl.sniff(head) is expected
