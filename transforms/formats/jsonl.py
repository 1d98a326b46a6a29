"""JSON Lines: one JSON object a line (jsonlines.org, RFC 8259).

Unchanged lines are copied byte for byte. In changed ones the strings are spliced, so that spaces,
escapes, number literals and the order of keys stay. Line endings, blank lines and a byte order mark
are as in the source.

A row is a dead letter with one of these defects:

    invalid_utf8, not_json, not_an_object, duplicate_key
    too_deep          more than `MAX_DEPTH` levels
    lone_surrogate    in any string of the row that is not dropped
    text_missing      none of the text fields is there
    text_not_string   one is there, neither string nor null, or its path leads through another type

Null, an empty list on the way and an empty string are fine: there is nothing to refine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from transforms.core import json_places, json_splice, lines
from transforms.core.errors import SampleError
from transforms.core.fields import FieldOptions
from transforms.core.json_places import Place
from transforms.core.json_splice import DECODER, Literal
from transforms.core.protocols import Output, Source
from transforms.core.records import BlockLimits, Position, Sample

SUFFIXES: tuple[str, ...] = (".jsonl", ".ndjson", ".jsonlines")

MAX_DEPTH = 200  # a fixed bound: where Python's own recursion ends depends on who calls


def sniff(head: bytes) -> bool:
    """Whether the first line that is not blank is a JSON object, or the beginning of a long one."""
    rest = head.removeprefix(lines.BOM).lstrip()
    first, newline, _ = rest.partition(b"\n")
    if not newline and len(rest) > 1000:
        return first.startswith(b'{"') or first[1:].lstrip().startswith(b'"')
    try:
        return isinstance(DECODER.decode(first.decode()), dict)
    except (ValueError, SampleError, RecursionError):
        return False


def build(fields: FieldOptions) -> Jsonl:
    """The format for these fields."""
    return Jsonl(fields)


@dataclass(frozen=True)
class Jsonl:
    """JSON Lines as a `Format`."""

    fields: FieldOptions

    def cut(self, source: Source, limits: BlockLimits) -> Iterator[tuple[Position, ...]]:
        """Blocks of lines; see `transforms.core.lines`."""
        return lines.cut(source, limits)

    def read(
        self, source: Source, positions: Sequence[Position], limits: BlockLimits
    ) -> Iterator[tuple[Position, JsonRows]]:
        """The rows of each position."""
        for position, block in lines.read(source, positions, limits):
            yield position, JsonRows.of(block, position.index, self.fields)

    def assemble(
        self, source: Source, parts: Iterable[tuple[Position, bytes]], output: Output
    ) -> None:
        """The parts, one after the other."""
        lines.write(source, parts, output)


@dataclass(frozen=True, slots=True)
class JsonRows:
    """The lines of a block, and their samples."""

    block: bytes = field(repr=False)
    samples: Sequence[Sample] = field(repr=False)
    place: Place = field(repr=False)

    @classmethod
    def of(cls, block: bytes, index: int, options: FieldOptions) -> JsonRows:
        """The rows of `block`, the first of which has `index`."""
        place = json_places.root(options)
        rows = (line for line in lines.split(block) if not lines.is_blank(line))
        entity = options.date_key_steps
        samples = [_sample(index + n, line, place, entity) for n, line in enumerate(rows)]
        return cls(block, samples, place)

    def encode(self, changed: Mapping[int, tuple[str, ...]], absent: Set[int]) -> bytes:
        """The block's lines, as `Rows.encode`."""
        drops = self.place.drops
        if not (changed or absent or drops):
            return self.block
        kept, samples = [], iter(self.samples)
        for line in lines.split(self.block):
            if lines.is_blank(line):
                kept.append(line)
                continue
            sample = next(samples)
            if sample.index not in absent:
                texts = changed.get(sample.index)
                edited = drops or texts is not None
                kept.append(self._edited(line, sample, texts) if edited else line)
        return b"".join(kept)

    def _edited(self, line: bytes, sample: Sample, texts: tuple[str, ...] | None) -> bytes:
        row = line.decode()
        swapped: str | None = None
        if texts is not None and not self.place.drops:
            swapped = json_splice.swap(row, sample, texts)
        return (swapped or json_splice.edit(row, self.place, texts)).encode()


def _sample(index: int, line: bytes, place: Place, entity: tuple[str, ...]) -> Sample:
    row = _Row()
    try:
        members = DECODER.decode(line.decode())
        row.take(members, place)
        row.entity = json_places.scalar(members, entity) if entity else ""
        if b"\\u" in line:
            row.refuse_surrogates()
    except UnicodeDecodeError:
        return Sample(index, defect="invalid_utf8")
    except ValueError:
        return Sample(index, defect="not_json")
    except RecursionError:
        return Sample(index, defect="too_deep")
    except SampleError as error:
        return Sample(index, defect=error.reason)
    return Sample(index, tuple(row.texts), tuple(row.others), row.id, entity=row.entity)


class _Row:
    """Collects what a row holds, in document order."""

    __slots__ = ("entity", "id", "others", "texts", "there")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.others: list[tuple[str, str]] = []
        self.id = ""
        self.entity = ""
        self.there = False  # a text field, be it null

    def take(self, value: object, place: Place) -> None:
        if type(value) is not dict:
            raise SampleError("read", "not_an_object")
        self._object(value, place, 1)
        if not self.there:
            raise SampleError("read", "text_missing")

    def refuse_surrogates(self) -> None:
        try:
            for text in (*self.texts, *(value for _, value in self.others), self.id):
                text.encode()
        except UnicodeEncodeError:
            raise SampleError("read", "lone_surrogate") from None

    def _object(self, members: dict[str, object], place: Place, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise SampleError("read", "too_deep")
        child = place.child
        others = self.others
        for name, value in members.items():
            there = child(name)
            if there.plain and type(value) is str:  # most values by far
                others.append((there.column, value))
                continue
            if there.drop:
                continue
            if there.free:
                others.append((there.column, name))
            self._value(value, there, depth)

    def _value(self, value: object, place: Place, depth: int) -> None:
        kind = type(value)
        if place.on_way:
            self._check(value, place)
        if place.id and kind in (str, Literal):
            self.id = str(value)
        if kind is str:
            if place.text:
                self.texts.append(value)  # type: ignore[arg-type] # str, as `kind` says
            else:
                self.others.append((place.column, value))  # type: ignore[arg-type] # as above
        elif kind is dict:
            self._object(value, place, depth + 1)  # type: ignore[arg-type] # dict, as `kind` says
        elif kind is list:
            self._list(value, place, depth + 1)  # type: ignore[arg-type] # list, as `kind` says

    def _list(self, values: list[object], place: Place, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise SampleError("read", "too_deep")
        items = place.items
        if not items.drop:
            for value in values:
                self._value(value, items, depth)

    def _check(self, value: object, place: Place) -> None:
        """Notes that a text field is there; refuses what is of another type than its path."""
        kind = type(value)
        if value is None or (kind is str and place.text):
            self.there = True
        elif kind is list and place.takes_list:
            self.there |= not value
        elif not (kind is dict and place.takes_object):
            raise SampleError("read", "text_not_string")
