"""Delimited text through the format; the csv module is the judge of what a record is."""

from __future__ import annotations

import csv as stdlib_csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.growth import in_proportion
from tests.transforms.formats.line_shards import (
    COMPRESSIONS,
    MemorySource,
    packed,
    travel,
    unpacked,
)
from transforms.core import csv_cutting
from transforms.core.csv_records import Dialect, detect, records
from transforms.core.fields import FieldOptions
from transforms.core.records import BlockLimits, Sample
from transforms.formats import csv

TEXT = csv.build(FieldOptions(id="id"))
COMMA = Dialect(b",", b'"')
BOM = b"\xef\xbb\xbf"
HEAD = b"id,text,tag\n"

# Pieces that quoting goes wrong with, as often as it can.
PIECE = (b'"', b'""', b",", b"\n", b"\r\n", b"\r", b"a", b"b c", b"\0", b"\xff", b'x","y')
PIECES = st.lists(st.sampled_from(PIECE), max_size=25).map(b"".join)


def by_csv_module(data: bytes) -> list[list[str]] | None:
    """The records, or None where the csv module finds an error."""
    lines = io.StringIO(data.decode("latin-1"), newline="\n")
    try:
        return [row for row in stdlib_csv.reader(lines, strict=True) if row]
    except stdlib_csv.Error:
        return None


@settings(max_examples=1500, deadline=None)
@given(data=PIECES)
@example(data=b'"a""\n"b')
@example(data=b'a"b,"c\n')
@example(data=b'""\n\n"",\n')
@example(data=b"a,b\r\r\n")
@example(data=b"a\rb\n")
def test_the_tokenizer_agrees_with_the_csv_module(data: bytes) -> None:
    found = list(records(data, COMMA, len(data)))
    assert b"".join(data[row.start : row.end] for row in found) == data
    expected = by_csv_module(data)
    assert (expected is None) == any(row.defect for row in found)
    if expected is not None:
        values = [
            [COMMA.value(data[start:end]).decode("latin-1") for start, end in row.fields]
            for row in found
            if not row.is_blank
        ]
        assert values == expected


@settings(max_examples=600, deadline=None)
@given(
    data=PIECES,
    size=st.integers(1, 60),
    samples=st.integers(1, 5),
    most=st.integers(1, 60),
    budget=st.sampled_from([0, 20, 1 << 20]),
)
def test_the_reader_finds_as_many_rows_as_the_cut_counted(
    data: bytes, size: int, samples: int, most: int, budget: int
) -> None:
    before = csv_cutting.RESCANNED_BYTES
    csv_cutting.RESCANNED_BYTES = budget
    try:
        limits = BlockLimits(bytes=size, samples=samples, sample_bytes=most)
        travel(TEXT, MemorySource(HEAD + data), limits)  # it compares the counts
    finally:
        csv_cutting.RESCANNED_BYTES = before


@settings(max_examples=300, deadline=None)
@given(data=PIECES, size=st.integers(1, 60), samples=st.integers(1, 5), bom=st.booleans())
def test_any_block_size_gives_the_same_bytes(
    data: bytes, size: int, samples: int, bom: bool
) -> None:
    def change(sample: Sample) -> tuple[str, ...] | None:
        return (f'new "{sample.index}",\n',) if sample.index % 2 else None

    source = MemorySource((BOM if bom else b"") + HEAD + b'1,"a, b",c\n' + data)
    small = travel(TEXT, source, BlockLimits(size, samples), change, lambda s: s.index % 5 == 4)
    large = travel(TEXT, source, BlockLimits(), change, lambda s: s.index % 5 == 4)
    assert (small.data, small.defects) == (large.data, large.defects)


# Without returns: the csv module's writer does not quote them where its line end has none.
CELLS = st.text(alphabet="ab,;\t|\"'\n é\0", max_size=8)


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    everything=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    new=CELLS,
)
def test_what_any_writer_wrote_is_read_and_changed_cell_by_cell(
    rows: list[tuple[str, str, str]], delimiter: str, everything: bool, end: str, new: str
) -> None:
    sink = io.StringIO(newline="")
    writer = stdlib_csv.writer(
        sink,
        delimiter=delimiter,
        quoting=stdlib_csv.QUOTE_ALL if everything else stdlib_csv.QUOTE_MINIMAL,
        lineterminator=end,
    )
    writer.writerows([("id", "text", "tag"), *rows])
    source = MemorySource(sink.getvalue().encode())
    same = travel(TEXT, source)
    assert same.data == source.stored
    assert same.texts == [(row[1],) for row in rows]
    assert [sample.id for sample in same.samples] == [row[0] for row in rows]
    changed = travel(TEXT, source, change=lambda s: (new,) if s.index == 0 else None)
    text = io.StringIO(changed.data.decode(), newline="")
    after = list(stdlib_csv.reader(text, delimiter=delimiter, strict=True))
    assert after[1] == [rows[0][0], new, rows[0][2]]
    assert [tuple(row) for row in after[2:]] == rows[1:]
    assert changed.data.split(end.encode(), 1)[0] == source.stored.split(end.encode(), 1)[0]


SHARDS = [
    b"",
    BOM,
    b"id,text,tag",
    HEAD,
    BOM + HEAD + b"1,a,x\n",
    b"\n\r\n" + HEAD + b"\n1,a,x\n\r\n2,b,y",
    HEAD.replace(b"\n", b"\r\n") + b'1,"a\r\nb ""c""",x\r\n"2",,""\r\n',
    b"id\ttext\n1\ta, b\n",
    b"'id';'text'\n'1';'it''s \"a\"; b'\n",
    b'text\nplain\n""\n"a, b"\n',
    HEAD + b"1,5'11\" tall,x\n2,a\0b,y\n",
]


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("data", SHARDS)
def test_what_does_not_change_is_copied(data: bytes, compression: str) -> None:
    stored = packed(data, compression)
    trip = travel(TEXT, MemorySource(stored, compression), BlockLimits(samples=1))
    assert (trip.data, trip.defects) == (stored, [])
    assert len(trip.descriptors) <= (1 if compression else len(trip.positions))


@pytest.mark.parametrize(
    ("row", "reasons"),
    [
        (b"2,b", ["wrong_field_count"]),
        (b"2,b,y,z", ["wrong_field_count"]),
        (b"  ", ["wrong_field_count"]),
        (b'2,"b\nc"', ["wrong_field_count"]),
        (b"2,\xff,y", ["invalid_utf8"]),
        (b"\xff,b,y", ["invalid_utf8"]),
        (b'2,"b,y', ["bad_quotes"]),
        (b'2,"b" c,y', ["bad_quotes"]),
        (b'"2,b,y', ["bad_quotes"]),
        (b'2,b,"', ["bad_quotes"]),
        (b'2,"b\nc"d,y', ["bad_quotes", "wrong_field_count"]),
        (b"2,b\rc,y", ["lone_return"]),
        (b"\r2,b,y", ["lone_return"]),
    ],
)
def test_a_bad_row_costs_nothing_else(row: bytes, reasons: list[str]) -> None:
    trip = travel(TEXT, MemorySource(HEAD + b"1,a,x\n" + row + b"\n3,c,z\n"))
    assert trip.defects == reasons
    assert trip.data == HEAD + b"1,a,x\n3,c,z\n"


def test_an_open_quote_swallows_nothing_but_its_line() -> None:
    rows = [b"%d,word %d,x\n" % (n, n) for n in range(2000)]
    rows[7] = b'7,"word,x\n'
    rows[1900] = b'1900,"a, b",x\n'
    for compression in ("", "gzip"):
        stored = packed(HEAD + b"".join(rows), compression)
        trip = travel(TEXT, MemorySource(stored, compression))
        assert trip.defects == ["bad_quotes"]
        assert unpacked(trip.data, compression) == HEAD + b"".join(rows[:7] + rows[8:])


def test_lines_that_all_leave_a_quote_open_end_in_dead_letters_in_time_in_proportion(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_cutting, "RESCANNED_BYTES", 1 << 20)  # 64 take a second

    def cut(rows: int) -> None:
        trip = travel(TEXT, MemorySource(HEAD + b'x",a,"z\n' * rows))
        assert trip.defects == ["bad_quotes"] * rows

    assert in_proportion(cut, 15_000)


def test_a_record_longer_than_a_sample_may_be_is_given_up() -> None:
    limits = BlockLimits(sample_bytes=1000)
    long_line = b"1," + b"x" * 5000 + b",y\n"
    trip = travel(TEXT, MemorySource(HEAD + long_line + b"2,b,y\n"), limits)
    assert (trip.defects, trip.data) == (["too_large"], HEAD + b"2,b,y\n")
    long_record = b'1,"' + b"x\n" * 600 + b'",y\n'
    trip = travel(TEXT, MemorySource(HEAD + long_record + b"2,b,y\n"), limits)
    assert trip.data == HEAD + b"2,b,y\n"
    assert trip.defects[0] == "bad_quotes"


def test_a_field_beyond_the_csv_modules_own_bound_is_read() -> None:
    data = HEAD + b'1,"' + b"x" * 300_000 + b'",y\n'
    trip = travel(TEXT, MemorySource(data))
    assert (trip.defects, trip.data) == ([], data)


@pytest.mark.parametrize(
    "header",
    [
        b"id,body\n",
        b"Text\n",
        b"\xff,text\n",
        b'"text\n',
        "\ufeffid,text\n".encode("utf-16-le"),
        b"x" * (2 << 20) + b",text\n",
    ],
)
def test_without_a_text_field_in_the_header_every_row_is_a_dead_letter(header: bytes) -> None:
    trip = travel(TEXT, MemorySource(header + b"1,a\n2,b\n\n3,c\n"))
    assert set(trip.defects) == {"text_field_missing"}
    assert len(trip.defects) in {3, 4}  # one more where the first line is no header
    assert trip.texts == []


def test_a_dropped_column_leaves_header_and_rows() -> None:
    format_ = csv.build(FieldOptions(drop=("mail", "tag")))
    data = BOM + b'mail,text,"tag"\r\na@b.example,"a, b","x"\r\n\r\n"c@d.example",,y\r\n'
    trip = travel(format_, MemorySource(data), change=lambda s: ("z",) if s.index == 0 else None)
    assert trip.data == BOM + b'text\r\n"z"\r\n\r\n""\r\n'
    assert trip.samples[0].others == ()


def test_every_other_column_is_watched_by_its_name() -> None:
    trip = travel(TEXT, MemorySource(b'id,text,the tag\n1,a,"x ""y"""\n'))
    assert trip.samples[0].others == (("id", "1"), ("*", 'x "y"'))


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        (b"a", "b", b"b"),
        (b'"a"', "b", b'"b"'),
        (b"a", "b, c", b'"b, c"'),
        (b"a", 'say "b"', b'"say ""b"""'),
        (b"a", "b\nc", b'"b\nc"'),
        (b"a", "b\rc", b'"b\rc"'),
        (b'"a"', 'b"', b'"b"""'),
        (b"a", "", b""),
        (b"a", "\ud800", b"?"),
        (b'"a, b"', "a, b", b'"a, b"'),
        (b"5'11\"", "5'11\"", b"5'11\""),
    ],
)
def test_a_changed_field_is_quoted_as_it_was_or_has_to_be(
    before: bytes, new: str, after: bytes
) -> None:
    data = HEAD + b"1," + before + b",x\r\n"
    trip = travel(TEXT, MemorySource(data), change=lambda s: (new,))
    assert trip.data == HEAD + b"1," + after + b",x\r\n"


def test_an_empty_text_alone_in_its_row_stays_a_row() -> None:
    trip = travel(TEXT, MemorySource(b"text\na\n"), change=lambda s: ("",))
    assert trip.data == b'text\n""\n'


@pytest.mark.parametrize(
    ("line", "prefer", "expected"),
    [
        (b"id,text\n", b"", Dialect(b",", b'"')),
        (b"id\ttext\r\n", b"", Dialect(b"\t", b'"')),
        (b"id;text;a,b\n", b"", Dialect(b";", b'"')),
        (b"id|text\n", b"", Dialect(b"|", b'"')),
        (b'"a,b,c";text\n', b"", Dialect(b";", b'"')),
        (b"'id','text'\n", b"", Dialect(b",", b"'")),
        (b"text\n", b"", Dialect(b",", b'"')),
        (b"text\n", b"\t", Dialect(b"\t", b'"')),
        (b"a,b,c\td\n", b"\t", Dialect(b"\t", b'"')),
        (b"a,b\n", b"\t", Dialect(b",", b'"')),
        (b"", b"", Dialect(b",", b'"')),
    ],
)
def test_the_header_line_tells_the_dialect(line: bytes, prefer: bytes, expected: Dialect) -> None:
    assert detect(line, prefer=prefer) == expected


def test_the_ending_tsv_speaks_for_tabs() -> None:
    trip = travel(TEXT, MemorySource(b"text\na, b\n", relative="x/y.TSV.gz"))
    assert trip.texts == [("a, b",)]


@pytest.mark.parametrize("compression", COMPRESSIONS[1:])
def test_a_truncated_stream_keeps_its_complete_rows(compression: str) -> None:
    rows = [b'%d,"%x, b",x\n' % (n, n * 2654435761 % 2**64) for n in range(60_000)]
    stored = packed(HEAD + b"".join(rows), compression)
    trip = travel(TEXT, MemorySource(stored[: len(stored) * 9 // 10], compression))
    assert trip.defects[-1] == "truncated"
    assert len(trip.defects) <= 2
    assert unpacked(trip.data, compression) == HEAD + b"".join(rows[: len(trip.texts)])
    assert trip.texts


def test_rows_show_no_text() -> None:
    source = MemorySource(HEAD + b"1,a secret,x\n")
    (run,) = TEXT.cut(source, BlockLimits())
    ((_, rows),) = TEXT.read(source, run, BlockLimits())
    assert "secret" not in repr(rows)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"id,text\n1,a\n2,b\n", True),
        (BOM + b"id\ttext\n1\ta\nhalf a li", True),
        (b'id,text\n1,"a\nb"\n', True),
        (b"id,text\n", False),
        (b"text\na\nb\n", False),
        (b"Hello, world\nHow, are\n", False),
        (b"id,text\n1,a\n2\n", False),
        (b"id,id\n1,a\n", False),
        (b'{"id": 1, "text": 2}\n{"id": 1, "text": 2}\n', False),
        (b"a\0,b\n1,2\n", False),
        (b"", False),
    ],
)
def test_a_header_and_rows_of_one_width_tell_delimited_text(head: bytes, expected: bool) -> None:
    assert csv.sniff(head) is expected


@pytest.mark.parametrize("compression", COMPRESSIONS[1:])
def test_a_stream_cut_anywhere_is_read_as_far_as_it_goes(compression: str) -> None:
    stored = packed(BOM + HEAD + b'1,"a\nb",x\n2,b,y\n', compression)
    for size in range(1, len(stored)):
        trip = travel(TEXT, MemorySource(stored[:size], compression))
        if compression == "snappy" and size == 10:  # a whole chunk: the format has no end mark
            assert trip.data == stored[:size]
            continue
        assert trip.defects
        assert set(trip.defects) <= {"truncated", "bad_quotes", "wrong_field_count"}, size
