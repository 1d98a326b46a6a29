"""What the footer of a Parquet file says, read without pyarrow, which some of them abort.

Sources: parquet.thrift of apache/parquet-format; thrift-compact-protocol.md of apache/thrift.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAGIC = b"PAR1"
ENCRYPTED_MAGIC = b"PARE"

_TAIL = 8  # footer length, magic
_DICTIONARY = frozenset({2, 8})  # numbers of the enum `Encoding`
# Types of Thrift's compact protocol.
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_INTEGERS = frozenset({_BYTE, 4, 5, 6})
_DATA_PAGE_V2 = 3


def page_header(head: bytes) -> tuple[bool, bool]:
    """Whether a `PageHeader` (fields 1 and 4) is of a page of version 2, and has a checksum."""
    thrift = _Thrift(head)
    found: dict[int, Any] = {}
    try:
        for number, kind in thrift.fields():
            found[number] = thrift.value(kind)
    except (IndexError, ValueError):
        pass  # only the beginning of the header is here, or it is damaged
    return found.get(1) == _DATA_PAGE_V2, 4 in found


def footer_defect(stream: io.BufferedIOBase) -> str:
    """What is wrong with the ends of a file, "" where nothing is: "truncated" or "encrypted"."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    if tail.endswith(ENCRYPTED_MAGIC):
        return "encrypted"
    return "" if tail.endswith(MAGIC) and size > _TAIL + len(MAGIC) else "truncated"


@dataclass(frozen=True, slots=True)
class Chunk:
    """What a footer says of a column in the first row group that has rows.

    Attributes:
        codec: number of the compression codec.
        encodings: numbers of the encodings of its pages.
        dictionary: whether it has a dictionary page.
        statistics, bloom, offset_index: whether it has them.
        data_page: byte where the first data page begins.
        encrypted: whether it can be read with a key only.
    """

    codec: int
    encodings: tuple[int, ...]
    dictionary: bool
    statistics: bool
    bloom: bool
    offset_index: bool
    data_page: int
    encrypted: bool


def first_chunks(stream: io.BufferedIOBase) -> list[Chunk]:
    """The columns of the first row group that has rows, none where there is none.

    Read here, as pyarrow aborts the process when it is asked for a column that is encrypted or
    damaged.

    Raises:
        ValueError, IndexError: the footer is damaged.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(size - _TAIL)
    length = int.from_bytes(stream.read(4), "little")
    stream.seek(size - _TAIL - length)
    thrift = _Thrift(stream.read(length))
    for number, kind in thrift.fields():
        if number == 4 and kind == _LIST:
            count, element = thrift.list_head()
            groups = (_struct(thrift.value(element)) for _ in range(count))
            group = next((group for group in groups if _number(group.get(3))), {})
            return [_chunk(_struct(column)) for column in _list(group.get(1))]
        thrift.value(kind)
    return []


def _chunk(column: dict[int, Any]) -> Chunk:
    """A `ColumnChunk`: field 3 is its metadata, 4 where its offset index is, 8 its encryption."""
    about = _struct(column.get(3, {}))
    encodings = tuple(number for number in _list(about.get(2)) if isinstance(number, int))
    return Chunk(
        codec=_number(about.get(4)),
        encodings=encodings,
        dictionary=11 in about or not _DICTIONARY.isdisjoint(encodings),
        statistics=12 in about,
        bloom=14 in about,
        offset_index=4 in column,
        data_page=_number(about.get(9)),
        encrypted=3 not in column or 8 in column,
    )


def _struct(value: Any) -> dict[int, Any]:
    if not isinstance(value, dict):
        raise ValueError("no struct")
    return value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


class _Thrift:
    """A reader of Thrift's compact protocol: structs become dicts by field number, lists lists."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _varint(self) -> int:
        value = shift = 0
        while (byte := self._byte()) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
        return value | byte << shift

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def fields(self) -> Iterator[tuple[int, int]]:
        """Number and type of each field of a struct; its value has to be read before the next."""
        number = 0
        while head := self._byte():
            delta, kind = head >> 4, head & 0x0F
            number = number + delta if delta else self._zigzag()
            yield number, kind

    def list_head(self) -> tuple[int, int]:
        """Length and element type of a list or set."""
        head = self._byte()
        return (self._varint() if head >> 4 == 0x0F else head >> 4), head & 0x0F

    def value(self, kind: int) -> Any:
        """A value of type `kind`; maps, which Parquet has none of, are damage."""
        if kind in {_LIST, _SET}:
            count, element = self.list_head()
            return [self._element(element) for _ in range(count)]
        if kind == _STRUCT:
            return {number: self.value(inner) for number, inner in self.fields()}
        if kind in {_TRUE, _FALSE}:
            return kind == _TRUE
        return self._plain(kind)

    def _element(self, kind: int) -> Any:
        """An element: other than in a field, a boolean is a byte of its own."""
        return self._byte() == _TRUE if kind in {_TRUE, _FALSE} else self.value(kind)

    def _plain(self, kind: int) -> Any:
        if kind in _INTEGERS:
            return self._byte() if kind == _BYTE else self._zigzag()
        if kind not in {_BINARY, _DOUBLE}:
            raise ValueError("no type of Thrift's")
        length = self._varint() if kind == _BINARY else 8
        start, self._at = self._at, self._at + length
        return self._data[start : self._at]
