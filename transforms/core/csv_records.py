"""Records of delimited text with the places of their fields (RFC 4180, and what csv adds to it).

The grammar is that of Python's csv module with `strict=True` and doubled quotes: a field that
begins with the quote ends with one; a quote elsewhere is a character like others; a record ends
with a newline and any returns before it; an empty line is no record. A line where no record begins
by that grammar is a bad one: it alone is lost, and the next line is looked at anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

DELIMITERS = (b",", b"\t", b";", b"|")

_SINGLE = re.compile(rb"'[^'\"]*'(?:[,\t;|]'[^'\"]*')*[\r\n]*\Z")  # a line of single-quoted names
_Span = tuple[int, int]


class Record(NamedTuple):
    """A record, an empty line, or a bad line.

    Attributes:
        start, end: its bytes, with the line end.
        fields: the bytes of each field, with its quotes; none in an empty or a bad line.
        defect: why the line is bad: `bad_quotes`, or `lone_return` for a return that ends no line.
    """

    start: int
    end: int
    fields: tuple[_Span, ...] = ()
    defect: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it is an empty line."""
        return not self.fields and not self.defect


@dataclass(frozen=True)
class Dialect:
    """How fields are separated and quoted: one byte each."""

    delimiter: bytes
    quote: bytes

    @cached_property
    def field(self) -> re.Pattern[bytes]:
        """A field and what ends it."""
        mark, quote = re.escape(self.delimiter), re.escape(self.quote)
        quoted = rb"Q[^Q]*+(?:QQ[^Q]*+)*+Q".replace(b"Q", quote)
        free = b"[^" + quote + mark + rb"\r\n][^" + mark + rb"\r\n]*+"
        return re.compile(b"(%b|%b|)(%b|\r*\n|\r+\\Z|\\Z)" % (quoted, free, mark))

    def value(self, raw: bytes) -> bytes:
        """What a field as written stands for."""
        if raw[:1] != self.quote:
            return raw
        return raw[1:-1].replace(self.quote * 2, self.quote)

    def written(self, value: bytes, *, quoted: bool) -> bytes:
        """A field for `value`: quoted if asked for or if it has to be."""
        special = (self.delimiter, self.quote, b"\r", b"\n")
        if not quoted and not any(mark in value for mark in special):
            return value
        return self.quote + value.replace(self.quote, self.quote * 2) + self.quote


def detect(line: bytes, *, prefer: bytes = b"") -> Dialect:
    """The dialect of a header line: the delimiter that is most frequent in it outside of quotes.

    Args:
        line: the first line.
        prefer: the delimiter to take whenever the line has it, and where it has none.
    """
    quote = b"'" if _SINGLE.match(line) else b'"'
    bare = re.sub(rb"Q[^Q]*Q".replace(b"Q", quote), b"", line)
    if prefer and (prefer in bare or not any(mark in bare for mark in DELIMITERS)):
        return Dialect(prefer, quote)
    return Dialect(max(DELIMITERS, key=bare.count), quote)


def records(data: bytes, dialect: Dialect, most: int) -> Iterator[Record]:
    """Records of at most `most` bytes, empty lines and bad lines of `data`, without a gap."""
    at = 0
    while at < len(data):
        record = _record(data, at, dialect)
        if record.defect or record.end - at > most:
            line_end = data.find(b"\n", at) + 1 or len(data)
            record = Record(at, line_end, (), record.defect or "bad_quotes")
        yield record
        at = record.end


def _record(data: bytes, start: int, dialect: Dialect) -> Record:
    match, mark = dialect.field.match, dialect.delimiter
    fields: list[_Span] = []
    at = start
    while found := match(data, at):
        fields.append(found.span(1))
        at = found.end()
        if found[2] != mark:
            blank = at - start == len(found[2])
            return Record(start, at, () if blank else tuple(fields))
    quoted = data[at : at + 1] == dialect.quote
    return Record(start, at, (), "bad_quotes" if quoted else "lone_return")
